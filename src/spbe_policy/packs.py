"""Reading packs: `pack.yaml`, one file a rule, the packs that it includes. What is wrong is said with its place.

A pack may include others and set how much their rules weigh, when and for whom (as an OSCAL profile does), never what
they mean. Checks and their parameters are bound here, before any traffic.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

from spbe_policy.binding import absent, bind, companion, from_files, merged, nearest
from spbe_policy.checks import Check
from spbe_policy.errors import InputError, Place
from spbe_policy.policy import NO_RULES, Policy, Rule
from spbe_policy.reading import Document, Path_, canonical, digest, read_document
from spbe_policy.rules import Include, PackFile, RuleFile, Tailoring
from spbe_policy.validation import build


def load_policy(folder: Path, checks: Mapping[str, Check], packs: Mapping[str, Path] | None = None) -> Policy:
    """Read a pack and what it includes: from the folder beside it, or by name from `packs`."""
    folder = folder if folder.name.strip(".") else folder.resolve()  # `.` has no name
    reader = _Reader(checks, packs or {}, {})
    rules = tuple(reader.read(folder, ()))
    top = reader.files[folder.name]
    return Policy(folder.name, top, rules, digest(canonical(_resolved(reader.files, rules))), reader.files)


@dataclass(frozen=True, slots=True)
class _Reader:
    checks: Mapping[str, Check]
    packs: Mapping[str, Path]
    files: dict[str, PackFile]

    def read(self, folder: Path, above: tuple[str, ...]) -> Iterator[Rule]:
        """Yield the rules of a pack, its own first, then those of the packs that it includes."""
        document = read_document(folder / "pack.yaml", f"{folder.name}/pack.yaml")
        pack = self.files[folder.name] = build(PackFile, document)
        own = [
            self.rule(_named(path), read_document(path, f"{folder.name}/{path.name}"), pack, folder)
            for path in sorted((*folder.glob("*.yaml"), *folder.glob("*.yml")), key=_in_order)
            if path.name not in NO_RULES
        ]
        if not own and not pack.include:
            raise InputError("paket tanpa ketentuan", "a pack without rules", document.place(()))
        yield from own
        for number, include in enumerate(pack.include):
            yield from self.included(include, folder, (*above, folder.name), document, ("include", number))

    def included(
        self, include: Include, folder: Path, above: tuple[str, ...], document: Document, at: Path_
    ) -> Iterator[Rule]:
        name = include.pack
        if name in above:
            chain = " > ".join((*above, name))
            raise InputError(
                f"paket saling memuat: {chain}", f"circular include: {chain}", document.place((*at, "pack"))
            )
        if name in self.files:
            raise InputError(
                f"paket {name!r} dimuat dua kali", f"pack {name!r} is included twice", document.place((*at, "pack"))
            )
        beside = folder.parent / name
        where = beside if (beside / "pack.yaml").is_file() else self.packs.get(name, beside)
        if not (where / "pack.yaml").is_file():
            hint = nearest(name, self.packs)
            raise InputError(
                f"paket {name!r} tidak ada{hint[0]}",
                f"there is no pack {name!r}{hint[1]}",
                document.place((*at, "pack")),
            )
        rules = list(self.read(where, above))
        for pattern in include.rules:
            if not any(_matches(rule, pattern) for rule in rules):
                hint = nearest(pattern, [each for rule in rules for each in rule.names])
                raise InputError(
                    f"tidak ada ketentuan {pattern!r} di paket {name!r}{hint[0]}",
                    f"no rule {pattern!r} in pack {name!r}{hint[1]}",
                    document.place((*at, "rules", pattern)),
                )
        for rule in rules:
            for pattern, tailoring in include.rules.items():
                if _matches(rule, pattern):
                    place = (*at, "rules", pattern, "with")
                    given = from_files(tailoring.with_, folder, document, place)
                    rule = self.tailored(rule, tailoring.model_copy(update={"with_": given}), document, place)
            yield rule

    def rule(self, rule_id: str, document: Document, pack: PackFile, folder: Path) -> Rule:
        file = build(RuleFile, document)
        file = file.model_copy(update={"with_": from_files(file.with_, folder, document, ("with",))})
        for number, basis in enumerate(file.basis):
            if basis.source not in pack.sources:
                raise InputError(
                    f"sumber {basis.source!r} tidak ada di pack.yaml",
                    f"source {basis.source!r} is not in pack.yaml",
                    document.place(("basis", number, "source")),
                )
        missing = absent(file, self.checks, document)
        bound, beside = bind(file, self.checks, document, ("with",)), companion(file, self.checks, document)
        return Rule(rule_id, file, pack, bound, missing, document, beside)

    def tailored(self, rule: Rule, tailoring: Tailoring, document: Document, at: Path_) -> Rule:
        """Return the rule as another pack sets it; a parameter that does not fit is an error in that pack's file."""
        set_ = {name: getattr(tailoring, name) for name in tailoring.model_fields_set - {"category", "with_", "stages"}}
        file = rule.file.model_copy(update={name: value for name, value in set_.items() if value is not None})
        if tailoring.category:
            file = file.model_copy(
                update={"applies_to": file.applies_to.model_copy(update={"category": tailoring.category})}
            )
        if tailoring.stages:
            file = file.model_copy(update={"stages": {**file.stages, **tailoring.stages}})
        bound = rule.bound
        if tailoring.with_:
            file = file.model_copy(update={"with_": merged(file, tailoring.with_, document, at)})
            bound = bind(file, self.checks, document, at)
        return replace(rule, file=file, bound=bound)


def _named(path: Path) -> str:
    """Return a rule's id; a file that would be overlooked, or named as no rule can be, is refused."""
    if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*\.yaml", path.name):
        raise InputError(
            "nama berkas ketentuan harus seperti 27-1-a.yaml",
            "the file of a rule must be named like 27-1-a.yaml",
            Place(f"{path.parent.name}/{path.name}", 1, 1),
        )
    return f"{path.parent.name}/{path.stem}"


def _in_order(path: Path) -> list[tuple[int, str]]:
    """Numbers as numbers: 27-2-a before 27-10-a."""
    return [(int(part), "") if part.isdecimal() else (-1, part) for part in path.stem.split("-")]


def _matches(rule: Rule, pattern: str) -> bool:
    return any(fnmatchcase(name, pattern) for name in rule.names)


def _resolved(packs: Mapping[str, PackFile], rules: tuple[Rule, ...]) -> dict[str, Any]:
    """What the digest covers: every text, and every parameter with its defaults written out; cases are left out.

    Keys that a file leaves out are left out here too: a key that a later version of the tool adds changes no digest.
    """
    return {
        "packs": {name: pack.model_dump(mode="json", exclude_defaults=True) for name, pack in packs.items()},
        "rules": {
            rule.id: {
                **rule.file.model_dump(mode="json", exclude={"cases"}, exclude_defaults=True),
                "params": {item.check.id: item.params.model_dump(mode="json") for item in rule.bound},
            }
            for rule in rules
        },
    }
