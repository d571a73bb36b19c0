"""The packs of this repository, and one page a pack: its rules, what it includes, what it does not use any more."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path

from tables import both, head, row, sentences, term

from spbe_policy import plugins
from spbe_policy.clauses import Means, means_of
from spbe_policy.policy import Policy, Rule
from spbe_policy.reporters.words import CONFIDENCES, PARAPHRASE
from spbe_policy.rules import Include, PackFile, Tailoring
from spbe_policy.texts import Text, text
from spbe_policy.verify import Base, load_base

POLICIES = Path(__file__).parents[1] / "policies"


MEANS: Mapping[Means, tuple[Text, Text]] = {
    Means.OBSERVED: (
        text("teramati", "observed"),
        text("pemindaian saja dapat meluluskan dan menggagalkan", "a scan alone can pass and fail it"),
    ),
    Means.OBSERVED_IN_PART: (
        text("teramati sebagian", "observed in part"),
        text("pemindaian dapat menggagalkan; sisanya dijawab petugas", "a scan can fail it; a person adds the rest"),
    ),
    Means.FILES: (text("berkas", "files"), text("dari manifes dan dokumen", "from the manifest and documents")),
    Means.QUESTION: (
        text("pertanyaan", "question"),
        text("dijawab petugas atau dokumen yang diterima", "answered by a person or an accepted document"),
    ),
    Means.ACTIVE: (
        text("uji aktif", "active test"),
        text(
            "hanya uji aktif berizin yang memperlihatkannya; dokumen atau petugas dapat menjawab",
            "only an active test with permission shows it; a document or a person can answer",
        ),
    ),
}
"""How a rule is decided, in short and in one sentence."""


@dataclass(frozen=True, slots=True)
class Pack:
    """A pack of this repository, with what it includes and the base of its cases."""

    policy: Policy
    base: Base

    @property
    def name(self) -> str:
        """The name of its folder."""
        return self.policy.name

    @property
    def rules(self) -> list[Rule]:
        """Its own rules, numbers sorted as numbers."""
        return sorted(self.policy.own, key=lambda rule: _natural(rule.id))

    def means(self) -> Counter[Means]:
        """How many of its rules are decided in which way."""
        return Counter(means_of(rule) for rule in self.policy.own)


def load() -> list[Pack]:
    """Read every pack of this repository; those of installed plugins are left out."""
    registry = plugins.load()
    own = [name for name, folder in registry.packs.items() if folder.parent == POLICIES]
    return [Pack(registry.policy(name), load_base(registry.pack(name))) for name in own]


def page(pack: Pack) -> Iterator[str]:
    """Lines of `docs/rules-<pack>.md`."""
    file = pack.policy.pack
    yield f"# {both(file.title)}\n"
    yield "\n".join(status(file)) + "\n"
    yield f"`{pack.name}` {file.version}. {file.issuer}. [Semua paket / all packs](../policies/README.md)\n"
    yield from _legend(pack)
    yield from _rules(pack)
    yield from _included(pack)
    yield from _retired(pack)


def status(file: PackFile) -> Iterator[str]:
    """What the pack is; that it paraphrases is said even where its status does not say so."""
    if PARAPHRASE.id not in file.status.id.lower():
        yield f"**{both(PARAPHRASE)}**"
    yield sentences(file.status)


def _legend(pack: Pack) -> Iterator[str]:
    """The words that stand in the table of this pack, each explained once."""
    there = pack.means()
    how = "; ".join(f"{both(MEANS[means][0])}: {both(MEANS[means][1])}" for means in Means if there[means])
    yield f"- Cara / how: {how}."
    known = {basis.confidence for rule in pack.policy.own for basis in rule.file.basis}
    doubts = [f"`{name}`: {both(CONFIDENCES[name])}" for name in ("secondary", "memory") if name in known]
    seen = ["`read`: dibaca / read"] if "read" in known else []
    yield f"- Keyakinan / confidence: {'; '.join(seen + doubts)}."
    yield f"- Selengkapnya / in full: `spbe-policy explain {pack.rules[0].id}`.\n"


def _rules(pack: Pack) -> Iterator[str]:
    yield "## Ketentuan / rules\n"
    aliased = any(rule.file.aliases for rule in pack.policy.own)
    alias = ("Nama lain / alias",) if aliased else ()
    yield from head("Ketentuan / rule", *alias, *_COLUMNS)
    for rule in pack.rules:
        file, name = rule.file, rule.id.partition("/")[2]
        yield row(
            f"[`{name}`](../policies/{rule.id}.yaml) {both(file.title)}",
            *((", ".join(file.aliases),) if aliased else ()),
            term(file.level),
            term(file.responsible),
            term(file.from_),
            both(MEANS[means_of(rule)][0]),
            "; ".join(_basis(rule)),
            ", ".join(file.documents),
        )


_COLUMNS = (
    "Tingkat / level",
    "Penanggung jawab / responsible",
    "Mulai tahap / from stage",
    "Cara / how",
    "Dasar / basis",
    "Dokumen yang dapat menjawab / documents that can answer",
)


def _basis(rule: Rule) -> Iterator[str]:
    for item in rule.file.basis:
        yield f"{', '.join(filter(None, (rule.pack.sources[item.source].title, item.clause)))} ({item.confidence})"


def _included(pack: Pack) -> Iterator[str]:
    if not pack.policy.pack.include:
        return
    yield "\n## Yang dimuat dan disesuaikan / included and tailored\n"
    yield from head(
        "Paket / pack", "Pola / pattern", "Ketentuan / rules", "Yang diatur paket ini / what this pack sets"
    )
    for include in pack.policy.pack.include:
        rules = [rule for rule in pack.policy.rules if rule.id.startswith(f"{include.pack}/")]
        yield row(f"[{include.pack}](rules-{include.pack}.md)", "", len(rules), "" if include.rules else "–")
        yield from _tailored(include, rules)


def _tailored(include: Include, rules: list[Rule]) -> Iterator[str]:
    for pattern, tailoring in include.rules.items():
        matched = sum(any(fnmatchcase(name, pattern) for name in rule.names) for rule in rules)
        yield row("", f"`{pattern}`", matched, "; ".join(_settings(tailoring)))


def _settings(tailoring: Tailoring) -> Iterator[str]:
    for key, value in tailoring.model_dump(mode="json", by_alias=True, exclude_unset=True).items():
        yield f"{key}: {', '.join(map(str, value)) if isinstance(value, list) else value}"


def _retired(pack: Pack) -> Iterator[str]:
    if not pack.policy.pack.retired:
        return
    yield "\n## Tidak dipakai lagi / retired\n"
    yield from head("Ketentuan / rule", "Alasan / reason", "Penerus / successor")
    for old in pack.policy.pack.retired:
        yield row(f"`{old.id}`", both(old.reason), f"`{old.successor}`" if old.successor else "–")


def _natural(name: str) -> list[tuple[int, int, str]]:
    """Sort `27-2-a` before `27-10-a`."""
    return [(0, int(part), "") if part.isdigit() else (1, 0, part) for part in re.findall(r"\d+|\D+", name)]
