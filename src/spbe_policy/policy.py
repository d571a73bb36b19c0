"""Noun: packs and rules, law as data. Checks and their parameters are bound on loading, before any traffic."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from spbe_policy.checks import Check, Params
from spbe_policy.errors import InputError, UsageError
from spbe_policy.evidence import Assurance, Fact
from spbe_policy.manifest import Manifest
from spbe_policy.reading import Document, canonical, digest, read_document
from spbe_policy.register import Row
from spbe_policy.rules import PackFile, RuleFile
from spbe_policy.texts import Text, text
from spbe_policy.validation import build, explain
from spbe_policy.vocabulary import Stage

AUTHORITY = "authority.yaml"
"""A pack may ship the profile of its city beside its rules."""


@dataclass(frozen=True, slots=True)
class Bound:
    """A check with the parameters that the rule gives it."""

    check: Check
    params: Params


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule ready to be judged. `missing` names checks of plugins that are not installed."""

    id: str
    file: RuleFile
    bound: tuple[Bound, ...]
    missing: tuple[str, ...]
    document: Document

    def accepts(self, stage: Stage, pack: PackFile) -> tuple[Assurance, ...]:
        """Return the kinds of assurance that count at a stage."""
        return self.file.stages.get(stage) or pack.stages[stage]

    def judged_at(self, stage: Stage) -> bool:
        """Whether the rule is judged at this stage already."""
        order = list(Stage)
        return order.index(stage) >= order.index(self.file.from_)

    def exemption(self, app: Manifest, row: Row | None, exposure: str | None) -> tuple[Text, bool] | None:
        """Return why the rule does not apply and whether that rests only on the vendor's word; None when it applies."""
        to = self.file.applies_to
        for name, wanted, actual, registered in (
            ("audience", to.audience, app.app.audience, row and row.audience),
            ("platforms", to.platforms, app.app.platforms, row and row.platforms),
            ("kind", to.kind, app.app.kind and (app.app.kind,), row and row.kind),
            ("category", to.category, app.app.category and (app.app.category,), row and row.category),
            ("exposure", to.exposure, exposure and (exposure,), row and row.exposure),
        ):
            if wanted and actual and not set(wanted) & set(actual):
                said = ", ".join(actual)
                return text(f"aplikasi ini: {name} = {said}", f"this app: {name} = {said}"), not registered
        if to.personal_data is not None and app.app.personal_data not in (None, to.personal_data):
            by_row = row is not None and row.personal_data is not None
            return text("berdasarkan pernyataan data pribadi", "by what is said of personal data"), not by_row
        for name in to.has:
            if getattr(app, name) is not None and not getattr(app, name):
                return text(
                    f"aplikasi menyatakan tidak memiliki {name}", f"the app declares that it has no {name}"
                ), True
        return None


@dataclass(frozen=True, slots=True)
class Policy:
    """The resolved rules of one pack, and the digest of what they say (cases excluded)."""

    name: str
    pack: PackFile
    rules: tuple[Rule, ...]
    digest: str

    def facts(self) -> tuple[type[Fact], ...]:
        """Every stored kind of fact that the bound checks read, each once."""
        return tuple(dict.fromkeys(fact for rule in self.rules for item in rule.bound for fact in item.check.facts))

    def select(self, globs: Iterable[str]) -> "Policy":
        """Return only the rules that match a pattern; `UsageError` when none does."""
        patterns = tuple(globs)
        rules = tuple(
            rule
            for rule in self.rules
            if any(fnmatchcase(rule.id, glob) or fnmatchcase(rule.id.partition("/")[2], glob) for glob in patterns)
        )
        if not rules:
            names = ", ".join(patterns)
            raise UsageError(f"tidak ada ketentuan yang cocok dengan {names}", f"no rule matches {names}")
        return Policy(self.name, self.pack, rules, self.digest)


def load_policy(folder: Path, checks: Mapping[str, Check]) -> Policy:
    """Read a pack: `pack.yaml` and one file a rule. The first thing that is wrong is an error with its place."""
    pack_document = read_document(folder / "pack.yaml", f"{folder.name}/pack.yaml")
    pack = build(PackFile, pack_document)
    rules = tuple(
        _rule(f"{folder.name}/{path.stem}", read_document(path, f"{folder.name}/{path.name}"), pack, checks)
        for path in sorted(folder.glob("*.yaml"))
        if path.name not in {"pack.yaml", AUTHORITY}
    )
    if not rules:
        raise InputError("paket tanpa ketentuan", "a pack without rules", pack_document.place(()))
    return Policy(folder.name, pack, rules, digest(canonical(_resolved(folder.name, pack, rules))))


def _rule(rule_id: str, document: Document, pack: PackFile, checks: Mapping[str, Check]) -> Rule:
    file = build(RuleFile, document)
    for number, basis in enumerate(file.basis):
        if basis.source not in pack.sources:
            raise InputError(
                f"sumber {basis.source!r} tidak ada di pack.yaml",
                f"source {basis.source!r} is not in pack.yaml",
                document.place(("basis", number, "source")),
            )
    bound, missing = [], []
    families = {check.family for check in checks.values()}
    for check_id in file.checks:
        if found := checks.get(check_id):
            bound.append(_bind(found, file, document))
        elif check_id.partition(".")[0] in families:
            raise _unknown_check(check_id, checks, document)
        else:
            missing.append(check_id)
    return Rule(rule_id, file, tuple(bound), tuple(missing), document)


def _bind(found: Check, file: RuleFile, document: Document) -> Bound:
    if file.full and not found.full:
        raise InputError(
            f"pemeriksaan {found.id} hanya sebagian; tulis unseen, bukan full",
            f"check {found.id} is partial; give unseen, not full",
            document.place(("full",)),
        )
    several = len(file.checks) > 1
    given = file.with_.get(found.id, {}) if several else file.with_
    try:
        return Bound(found, found.params.model_validate(given))
    except ValidationError as error:
        above = ("with", found.id) if several else ("with",)
        shifted = {path[len(above) :]: at for path, at in document.positions.items() if path[: len(above)] == above}
        raise explain(error, found.params, Document(document.file, document.text, given, shifted)) from error


def _unknown_check(check_id: str, checks: Mapping[str, Check], document: Document) -> InputError:
    import difflib

    near = difflib.get_close_matches(check_id, checks, n=1)
    hint = (f"; mungkin {near[0]!r}?", f"; did you mean {near[0]!r}?") if near else ("", "")
    return InputError(
        f"pemeriksaan {check_id!r} tidak ada{hint[0]}", f"no check {check_id!r}{hint[1]}", document.place(("check",))
    )


def _resolved(name: str, pack: PackFile, rules: Iterable[Rule]) -> dict[str, Any]:
    """What the digest covers: every text and parameter, defaults written out, cases left out."""
    return {
        "name": name,
        "pack": pack.model_dump(mode="json"),
        "rules": {
            rule.id: {
                **rule.file.model_dump(mode="json", exclude={"cases"}),
                "params": {item.check.id: item.params.model_dump(mode="json") for item in rule.bound},
            }
            for rule in rules
        },
    }
