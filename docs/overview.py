"""`policies/README.md`: all packs, how their rules are decided, what mutation says of them, what was not seen."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

from packpages import MEANS, POLICIES, Pack, status
from tables import both, head, row

from spbe_policy.clauses import Means
from spbe_policy.index import folders, load_index
from spbe_policy.mutate import mutate
from spbe_policy.reporters.words import PARAPHRASE


def overview(packs: list[Pack]) -> Iterator[str]:
    """Lines of `policies/README.md`."""
    yield "# Paket ketentuan / Packs of rules\n"
    yield f"**{both(PARAPHRASE)}**\n"
    yield "Satu folder sebuah paket, satu berkas sebuah ketentuan; tabelnya di `docs/`."
    yield "*A folder is a pack, a file is a rule; the tables are in `docs/`.*\n"
    yield from _packs(packs)
    yield from _means(packs)
    yield from _mutation(packs)
    yield from _composition(packs)
    yield from _not_seen(packs)
    yield from _indices()


def _packs(packs: list[Pack]) -> Iterator[str]:
    yield "## Paket / packs\n"
    yield from head("Paket / pack", "Judul dan status / title and status", "Berlaku / in force", *_COUNTS)
    total: Counter[str] = Counter()
    for pack in packs:
        file, levels = pack.policy.pack, Counter(rule.file.level for rule in pack.policy.own)
        cases = sum(len(rule.file.cases) for rule in pack.policy.own)
        counts = {"rules": len(pack.policy.own), **{level: levels[level] for level in ("must", "should")}}
        total.update({**counts, "cases": cases})
        yield row(
            f"[{pack.name}](../docs/rules-{pack.name}.md)",
            f"**{both(file.title)}.** {' '.join(status(file))}",
            _in_force(file.in_force_from, file.in_force_to),
            *counts.values(),
            cases,
        )
    yield row("**jumlah / total**", "", "", *(total[name] for name in ("rules", "must", "should", "cases"))) + "\n"


_COUNTS = ("Ketentuan / rules", "Wajib / must", "Disarankan / should", "Contoh / cases")


def _means(packs: list[Pack]) -> Iterator[str]:
    yield "## Cara memutuskan / how they are decided\n"
    yield from (f"- {both(short)}: {both(long)}." for short, long in MEANS.values())
    yield "\nJumlah ketentuan; `spbe-policy clauses PAKET` menghitung pasal."
    yield "*Counted by rule; `spbe-policy clauses PACK` counts clauses.*\n"
    yield from head("Paket / pack", *(both(short) for short, _ in MEANS.values()), "Pemindaian saja / a scan alone")
    found = {pack.name: pack.means() for pack in packs}
    for name, counts in (*found.items(), ("**jumlah / total**", sum(found.values(), Counter()))):
        alone, total = counts[Means.OBSERVED], counts.total()
        share = f"{alone} / {total} ({alone * 100 // total} %)"
        yield row(name, *(counts[means] for means in Means), share)


def _mutation(packs: list[Pack]) -> Iterator[str]:
    yield "\n## Uji mutasi / mutation score\n"
    yield "`spbe-policy verify --mutate` mengubah satu per satu nilai dari tiap fakta yang dibaca ketentuan wajib:"
    yield "dihapus, dikosongkan, satu lebih atau kurang, nilai lain yang sah. Tiap fakta harus terlihat berubah paling"
    yield "sedikit sekali. Yang tidak terlihat disebut dengan alasannya oleh `--survivors`; sebuah ketentuan hanya"
    yield "menilai sebagian nilai sebuah fakta. *It changes the values of each fact that a must reads, one by one:"
    yield "removed, null, one more or less, another allowed value. Each fact has to be noticed at least once."
    yield "`--survivors` names what was not, with the reason; a rule judges only some of the values of a fact.*\n"
    yield from head(
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
        yield row(pack.name, len(trials), _of(noticed, kinds), _of(killed, len(mutants)))


def _composition(packs: list[Pack]) -> Iterator[str]:
    yield "\n## Paket yang memuat paket lain / packs that include others\n"
    yield "Paket kota memuat paket peraturan dan mengatur seberapa berat, sejak kapan, dan bagi siapa sebuah ketentuan"
    yield "berlaku: tingkat, tahap, kategori, parameter, tanggal; tidak pernah artinya. Caranya:"
    yield "[docs/packs.md](../docs/packs.md). *A city's pack includes those of the regulations and sets how much a rule"
    yield "weighs, from when and for whom: level, stages, category, parameters, dates; never what it means.*\n"
    yield from head(
        "Paket / pack", "Memuat / includes", "Ketentuan sendiri / own rules", "Dengan yang dimuat / with those included"
    )
    for pack in packs:
        if names := [include.pack for include in pack.policy.pack.include]:
            yield row(pack.name, ", ".join(names), len(pack.policy.own), len(pack.policy.rules))


def _not_seen(packs: list[Pack]) -> Iterator[str]:
    yield "\n## Sumber yang belum dibaca / sources not seen\n"
    yield "Naskahnya tidak dibaca penyusun, atau hanya sebagian; dasar tiap ketentuan menyebut keyakinannya."
    yield "*The authors did not read the wording, or only part; the basis of each rule states its confidence.*\n"
    yield from head("Paket / pack", "Sumber / source", "Catatan / note")
    for pack in packs:
        for source in pack.policy.pack.sources.values():
            if not source.seen:
                yield row(pack.name, source.title, both(source.note) if source.note else "")


def _indices() -> Iterator[str]:
    yield "\n## Indeks / indices\n"
    yield "Bukan ketentuan; dipakai `spbe-policy index`. *Not rules; `spbe-policy index` uses them.*\n"
    yield from head("Indeks / index", "Dasar / basis", "Keyakinan / confidence", "Indikator / indicators")
    for name, folder in folders(POLICIES.glob("*")).items():
        index = load_index(folder)
        basis = f"{both(index.title)}: {index.regulation}. {both(index.note)}"
        yield row(name, basis, index.confidence, len(index.indicators))


def _of(part: int, whole: int) -> str:
    return f"{part} / {whole}" if whole else "–"


def _in_force(first: Any, last: Any) -> str:
    return f"{first or '…'} – {last or '…'}" if first or last else "tidak dicatat / not recorded"
