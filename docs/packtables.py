"""Tables of the packs: `policies/README.md`, and one page a pack."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

from spbe_policy import plugins
from spbe_policy.clauses import Means, means_of
from spbe_policy.index import folders, load_index
from spbe_policy.mutate import mutate
from spbe_policy.policy import Policy, Rule
from spbe_policy.reporters.words import CONFIDENCES, PARAPHRASE
from spbe_policy.rules import Include, PackFile, Tailoring
from spbe_policy.texts import TERMS, Text, text
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


def overview(packs: list[Pack]) -> Iterator[str]:
    """Lines of `policies/README.md`."""
    yield "# Paket ketentuan / Packs of rules\n"
    yield f"**{_both(PARAPHRASE, capital=True)}.**\n"
    yield "Satu folder sebuah paket, satu berkas sebuah ketentuan; bacaannya di `docs/`."
    yield "*A folder is a pack, a file is a rule; the tables are in `docs/`.*\n"
    yield from _packs(packs)
    yield from _means(packs)
    yield from _mutation(packs)
    yield from _composition(packs)
    yield from _not_seen(packs)
    yield from _indices()


def page(pack: Pack) -> Iterator[str]:
    """Lines of `docs/rules-<pack>.md`."""
    file = pack.policy.pack
    yield f"# {_both(file.title)}\n"
    yield from _status(file)
    yield f"`{pack.name}` {file.version}. {file.issuer}. [Semua paket / all packs](../policies/README.md)\n"
    yield from _legend(pack)
    yield from _rules(pack)
    yield from _included(pack)
    yield from _retired(pack)


def _status(file: PackFile) -> Iterator[str]:
    """What the pack is; that it paraphrases is said even where its status does not say so."""
    if PARAPHRASE.id not in file.status.id.lower():
        yield f"**{_both(PARAPHRASE, capital=True)}.**\n"
    yield f"{_stop(file.status.id)} *{_stop(file.status.en)}*\n"


def _packs(packs: list[Pack]) -> Iterator[str]:
    yield "## Paket / packs\n"
    yield from _head("Paket / pack", "Judul dan status / title and status", "Berlaku / in force", *_COUNTS)
    total: Counter[str] = Counter()
    for pack in packs:
        file, levels = pack.policy.pack, Counter(rule.file.level for rule in pack.policy.own)
        cases = sum(len(rule.file.cases) for rule in pack.policy.own)
        counts = {"rules": len(pack.policy.own), **{level: levels[level] for level in ("must", "should")}}
        total.update({**counts, "cases": cases})
        yield _row(
            f"[{pack.name}](../docs/rules-{pack.name}.md)",
            f"**{_both(file.title)}.** {_stop(file.status.id)} *{_stop(file.status.en)}*",
            _in_force(file.in_force_from, file.in_force_to),
            *counts.values(),
            cases,
        )
    yield _row("**jumlah / total**", "", "", *(total[name] for name in ("rules", "must", "should", "cases"))) + "\n"


_COUNTS = ("Ketentuan / rules", "Wajib / must", "Disarankan / should", "Contoh / cases")


def _means(packs: list[Pack]) -> Iterator[str]:
    yield "## Cara memutuskan / how they are decided\n"
    yield from (f"- {_both(short)}: {_both(long)}." for short, long in MEANS.values())
    yield "\nJumlah ketentuan; `spbe-policy clauses PAKET` menghitung pasal."
    yield "*Counted by rule; `spbe-policy clauses PACK` counts clauses.*\n"
    yield from _head("Paket / pack", *(_both(short) for short, _ in MEANS.values()), "Pemindaian saja / a scan alone")
    found = {pack.name: pack.means() for pack in packs}
    for name, counts in (*found.items(), ("**jumlah / total**", sum(found.values(), Counter()))):
        alone, total = counts[Means.OBSERVED], counts.total()
        share = f"{alone} / {total} ({alone * 100 // total} %)"
        yield _row(name, *(counts[means] for means in Means), share)


def _mutation(packs: list[Pack]) -> Iterator[str]:
    yield "\n## Uji mutasi / mutation score\n"
    yield "`spbe-policy verify --mutate` mengubah satu per satu nilai dari tiap fakta yang dibaca ketentuan wajib:"
    yield "dihapus, dikosongkan, satu lebih atau kurang, nilai lain yang sah. Tiap fakta harus terlihat berubah paling"
    yield "sedikit sekali. Yang tidak terlihat disebut dengan alasannya oleh `--survivors`; sebuah ketentuan hanya menilai"
    yield "sebagian nilai sebuah fakta. *It changes the values of each fact that a must reads, one by one: removed, null,"
    yield "one more or less, another allowed value. Each fact has to be noticed at least once. `--survivors` names what"
    yield "was not, with the reason; a rule judges only some of the values of a fact.*\n"
    yield from _head(
        "Paket / pack",
        "Wajib yang membaca fakta / musts that read facts",
        "Fakta terlihat / facts noticed",
        "Perubahan terlihat / changes noticed",
    )
    for pack in packs:
        trials = list(mutate(pack.policy, pack.base))
        kinds = sum(len(trial.kinds) for trial in trials)
        noticed = kinds - sum(len(trial.unnoticed) for trial in trials)
        mutants = [mutant for trial in trials for mutant in trial.mutants]
        killed = sum(mutant.killed for mutant in mutants)
        yield _row(pack.name, len(trials), _of(noticed, kinds), _of(killed, len(mutants)))


def _composition(packs: list[Pack]) -> Iterator[str]:
    yield "\n## Paket yang memuat paket lain / packs that include others\n"
    yield "Paket kota memuat paket peraturan dan mengatur seberapa berat, sejak kapan, dan bagi siapa sebuah ketentuan"
    yield "berlaku: tingkat, tahap, kategori, parameter, tanggal; tidak pernah artinya. Caranya:"
    yield "[docs/packs.md](../docs/packs.md). *A city's pack includes those of the regulations and sets how much a rule"
    yield "weighs, from when and for whom: level, stages, category, parameters, dates; never what it means.*\n"
    yield from _head(
        "Paket / pack", "Memuat / includes", "Ketentuan sendiri / own rules", "Dengan yang dimuat / with those included"
    )
    for pack in packs:
        if names := [include.pack for include in pack.policy.pack.include]:
            yield _row(pack.name, ", ".join(names), len(pack.policy.own), len(pack.policy.rules))


def _not_seen(packs: list[Pack]) -> Iterator[str]:
    yield "\n## Sumber yang belum dibaca / sources not seen\n"
    yield "Naskahnya tidak dibaca penyusun, atau hanya sebagian; dasar tiap ketentuan menyebut keyakinannya."
    yield "*The authors did not read the wording, or only part; the basis of each rule states its confidence.*\n"
    yield from _head("Paket / pack", "Sumber / source", "Catatan / note")
    for pack in packs:
        for source in pack.policy.pack.sources.values():
            if not source.seen:
                yield _row(pack.name, source.title, _both(source.note) if source.note else "")


def _indices() -> Iterator[str]:
    yield "\n## Indeks / indices\n"
    yield "Bukan ketentuan; dipakai `spbe-policy index`. *Not rules; `spbe-policy index` uses them.*\n"
    yield from _head("Indeks / index", "Dasar / basis", "Keyakinan / confidence", "Indikator / indicators")
    for name, folder in folders(POLICIES.glob("*")).items():
        index = load_index(folder)
        basis = f"{_both(index.title)}: {index.regulation}. {_both(index.note)}"
        yield _row(name, basis, index.confidence, len(index.indicators))


def _legend(pack: Pack) -> Iterator[str]:
    """The words that stand in the table of this pack, each explained once."""
    there = pack.means()
    how = "; ".join(f"{_both(MEANS[means][0])}: {_both(MEANS[means][1])}" for means in Means if there[means])
    yield f"- Cara / how: {how}."
    known = {basis.confidence for rule in pack.policy.own for basis in rule.file.basis}
    doubts = [f"`{name}`: {_both(CONFIDENCES[name])}" for name in ("secondary", "memory") if name in known]
    yield f"- Keyakinan / confidence: {'; '.join(('`read`: dibaca / read', *doubts))}."
    yield f"- Selengkapnya / in full: `spbe-policy explain {pack.name}/{pack.rules[0].id.partition('/')[2]}`.\n"


def _rules(pack: Pack) -> Iterator[str]:
    yield "## Ketentuan / rules\n"
    aliased = any(rule.file.aliases for rule in pack.policy.own)
    alias = ("Nama lain / alias",) if aliased else ()
    yield from _head("Ketentuan / rule", *alias, *_COLUMNS)
    for rule in pack.rules:
        file, name = rule.file, rule.id.partition("/")[2]
        yield _row(
            f"[`{name}`](../policies/{rule.id}.yaml) {_both(file.title)}",
            *((", ".join(file.aliases),) if aliased else ()),
            _term(file.level),
            _term(file.responsible),
            _term(file.from_),
            _both(MEANS[means_of(rule)][0]),
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
    yield from _head(
        "Paket / pack", "Pola / pattern", "Ketentuan / rules", "Yang diatur paket ini / what this pack sets"
    )
    for include in pack.policy.pack.include:
        rules = [rule for rule in pack.policy.rules if rule.id.startswith(f"{include.pack}/")]
        yield _row(f"[{include.pack}](rules-{include.pack}.md)", "", len(rules), "" if include.rules else "–")
        yield from _tailored(include, rules)


def _tailored(include: Include, rules: list[Rule]) -> Iterator[str]:
    for pattern, tailoring in include.rules.items():
        matched = sum(any(fnmatchcase(name, pattern) for name in rule.names) for rule in rules)
        yield _row("", f"`{pattern}`", matched, "; ".join(_settings(tailoring)))


def _settings(tailoring: Tailoring) -> Iterator[str]:
    for key, value in tailoring.model_dump(mode="json", by_alias=True, exclude_unset=True).items():
        yield f"{key}: {', '.join(map(str, value)) if isinstance(value, list) else value}"


def _retired(pack: Pack) -> Iterator[str]:
    if not pack.policy.pack.retired:
        return
    yield "\n## Tidak dipakai lagi / retired\n"
    yield from _head("Ketentuan / rule", "Alasan / reason", "Penerus / successor")
    for old in pack.policy.pack.retired:
        yield _row(f"`{old.id}`", _both(old.reason), f"`{old.successor}`" if old.successor else "–")


def _head(*names: str) -> Iterator[str]:
    yield _row(*names)
    yield "|" + "---|" * len(names)


def _row(*cells: Any) -> str:
    return "| " + " | ".join(str(cell).replace("|", r"\|").replace("\n", " ") for cell in cells) + " |"


def _both(said: Text, *, capital: bool = False) -> str:
    if capital:
        said = text(said.id.capitalize(), said.en.capitalize())
    return said.id if said.id == said.en else f"{said.id} / {said.en}"


def _term(name: str) -> str:
    said = TERMS[name]
    return said.id if said.id == said.en else f"{said.id} / {said.en}"


def _stop(sentence: str) -> str:
    return sentence.rstrip(".") + "."


def _of(part: int, whole: int) -> str:
    return f"{part} / {whole}" if whole else "–"


def _in_force(first: Any, last: Any) -> str:
    return f"{first or '…'} – {last or '…'}" if first or last else "tidak dicatat / not recorded"


def _natural(name: str) -> list[tuple[int, int, str]]:
    """Sort `27-2-a` before `27-10-a`."""
    return [(0, int(part), "") if part.isdigit() else (1, 0, part) for part in re.findall(r"\d+|\D+", name)]


def pages() -> dict[str, Iterable[str]]:
    """Every page of the packs: its path from the root of the repository, and its lines."""
    packs = load()
    return {
        "policies/README.md": overview(packs),
        **{f"docs/rules-{pack.name}.md": page(pack) for pack in packs},
    }
