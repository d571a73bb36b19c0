"""Minutes of the *uji kelaikan* as an Indonesian office writes them: DOCX to edit, and PDF.

What the tool found stands apart from what the officials decide, which is left blank. Always in Indonesian.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence

from spbe_policy.decisions import KINDS
from spbe_policy.report import Report, State, Verdict
from spbe_policy.reporters import words
from spbe_policy.reporters.blocks import (
    BLANK,
    Block,
    Fields,
    Grid,
    Heading,
    NewPage,
    Paper,
    Par,
    Signatures,
    Title,
    Together,
)
from spbe_policy.reporters.findings import Found, by_rule, found
from spbe_policy.reporters.layout import value
from spbe_policy.reporters.paper_docx import as_docx
from spbe_policy.reporters.paper_pdf import as_pdf
from spbe_policy.reporters.particulars import judged, looked_at, tally, tally_head, traces
from spbe_policy.reporters.plan import Phase, Step, names, plan, said_of
from spbe_policy.reporters.spelled import spelled_day
from spbe_policy.reporters.xlsx import basis
from spbe_policy.texts import Lang, day, term

ID: Lang = "id"
TITLE = "Berita acara uji kelaikan aplikasi"
PARTIES = ("vendor", "opd", "diskominfo", "hosting", "operator", "city", "tool")
"""Who can have a duty, in the order of printing."""

NAMED = 4000
"""Characters of the names of the rules in one cell."""

_VERDICTS = {Verdict.COMPLIANT: "MEMENUHI SYARAT", Verdict.NOT_COMPLIANT: "TIDAK MEMENUHI SYARAT"}
_OPEN = (State.ERROR, State.UNKNOWN, State.REVIEW)
_NONE = "Tidak ada."


def berita_acara(report: Report, lang: Lang) -> bytes:
    """Return the minutes as DOCX, in Indonesian; raises `UsageError` without the extra `docx`."""
    return as_docx(minutes(report))


def berita_acara_pdf(report: Report, lang: Lang) -> bytes:
    """Return the minutes as PDF, in Indonesian; raises `UsageError` without the extra `pdf`."""
    return as_pdf(minutes(report))


def minutes(report: Report) -> Paper:
    """Return the minutes: two pages to sign, and an annex with every detail."""
    steps = plan(report)
    blocks = (*_opening(report), *_result(report), *_summary(report, steps), _decision(), *_annex(report, steps))
    marks = (words.standing(report, ID), value(report.handling.say(ID)))
    return Paper(TITLE, marks, report.as_of, ID, blocks)


def paper_verdict(report: Report) -> str:
    """Say the verdict in the words of official papers."""
    said = words.verdict(report, ID)
    word = _VERDICTS.get(report.verdict) if report.verdict else None
    return said.replace(term(report.verdict, ID), word, 1) if report.verdict and word else said


def _opening(report: Report) -> Iterator[Block]:
    app, pack = report.app, report.policy
    owner, vendor = (value(name) if name else BLANK for name in (app.owner, app.vendor))
    signed = day(pack.contract_date, ID) if pack.contract_date else BLANK
    yield Title(("BERITA ACARA", "UJI KELAIKAN APLIKASI", f"NOMOR: {BLANK}"), "[Tempat kop surat perangkat daerah]")
    yield Par(f"Pada {spelled_day(report.as_of)}, bertempat di {BLANK}, yang bertanda tangan di bawah ini:")
    parties = (("1", "\n", "", "", "Diskominfo, sebagai penguji"),
               ("2", "\n", "", "", f"{owner}, sebagai pemilik aplikasi"),
               ("3", "\n", "–", "", f"{vendor}, sebagai penyedia"))  # fmt: skip
    yield Grid(("No", "Nama", "NIP", "Jabatan", "Instansi"), parties, (5, 25, 22, 20, 28))
    yield Par("menyatakan bahwa telah dilaksanakan uji kelaikan atas aplikasi berikut.")
    yield Fields((
        ("Aplikasi", value(f"{app.name} ({app.id})" if app.name else app.id)),
        ("Versi", value(app.version or term("undeclared", ID))),
        ("Alamat", value(app.url or BLANK)),
        ("Lingkungan, tahap", f"{value(report.environment or term('undeclared', ID))}, {term(report.stage, ID)}"),
        ("Nomor dan tanggal kontrak", f"{value(pack.contract) if pack.contract else BLANK}, tanggal {signed}"),
        ("Pedoman", value(f"{pack.title.id}, versi {pack.version} ({pack.name})")),
    ))  # fmt: skip


def _result(report: Report) -> Iterator[Block]:
    """What the tool found, called that."""
    yield Heading("1. Hasil pemeriksaan alat")
    yield Par("Bagian ini keluaran alat spbe-policy, bukan keputusan pejabat. Ketentuan ditulis sebagai parafrasa, "
              "bukan bunyi pasal.")  # fmt: skip
    yield Par(f"Hasil alat: {paper_verdict(report)}", "strong")
    if not report.official:
        yield Par(words.standing(report, ID), "strong")
    yield Grid(tally_head(ID), tuple(tally(report, ID)), (55, 15, 15, 15))


def _summary(report: Report, steps: list[Step]) -> Iterator[Block]:
    """What the annex says in full."""
    own = Counter(step.who for step in steps if step.phase is not Phase.CITY)
    duties = ", ".join(f"{term(who, ID)} {own[who]}" for who in PARTIES if own[who]) or "tidak ada"
    waived, open_ = len(found(report, State.WAIVED)), len(by_rule(found(report, State.UNKNOWN, State.ERROR)))
    owed = len(by_rule(pair for pair in found(report) if pair.finding.city_debt))
    yield Heading("2. Kewajiban dan catatan")
    yield Fields((
        ("Kewajiban (Lampiran B)", duties),
        ("Dispensasi (Lampiran C)", f"{waived} hasil" if waived else "tidak ada"),
        ("Tidak diperiksa (Lampiran D)", f"{open_} ketentuan tidak dapat diperiksa"),
        ("Utang kota (Lampiran D)", f"{owed} ketentuan menunggu kota" if owed else "tidak ada"),
        ("Sidik digital (Lampiran E)", f"bukti dukung {value(report.evidence_digest)[:19]}…"),
    ))  # fmt: skip


def _decision() -> Block:
    """What only officials fill in."""
    return Together((
        Heading("3. Keputusan pejabat"),
        Par("Diisi oleh pejabat; alat tidak mengisi bagian ini. Berdasarkan hasil alat dan penilaian sendiri, "
            "pejabat yang bertanda tangan menyatakan aplikasi tersebut:"),
        Par("MEMENUHI SYARAT / TIDAK MEMENUHI SYARAT *)", "centred"),
        Par(f"dengan catatan: {BLANK * 3}"),
        Par("*) coret yang tidak perlu", "small"),
        Par(f"Demikian berita acara ini dibuat dalam rangkap {BLANK} untuk digunakan sebagaimana mestinya. "
            "Lampiran adalah bagian dari berita acara ini."),
        Signatures((("Penyedia,", "Jabatan"), ("Pemilik aplikasi,", "NIP"), ("Penguji (Diskominfo),", "NIP"))),
    ))  # fmt: skip


def _annex(report: Report, steps: list[Step]) -> Iterator[Block]:
    yield NewPage()
    yield Title(("LAMPIRAN", f"{TITLE.upper()} {value(report.app.name or report.app.id).upper()}"))
    yield from _failures(report)
    yield from _duties(steps)
    yield from _waivers(report)
    yield from _unseen(report)
    yield from _digests(report)


def _failures(report: Report) -> Iterator[Block]:
    rows = []
    for rule, findings in by_rule(found(report, State.FAIL)):
        seen = "\n".join(value(said_of(item).id) for item in findings[:6])
        rows.append(
            (
                f"{value(rule.id)}\n{term(rule.effective_level, ID)}",
                value(rule.title.id),
                seen,
                "\n".join(basis(rule, ID)),
            )
        )
    yield Heading("A. Ketidaksesuaian")
    yield _listed(("Ketentuan", "Isi", "Yang terlihat", "Dasar"), rows, (20, 25, 30, 25))


def _duties(steps: list[Step]) -> Iterator[Block]:
    """What each party has to do; the city's own debts stand with what was not examined."""
    yield Heading("B. Kewajiban menurut penanggung jawab")
    left = [step for step in steps if step.phase is not Phase.CITY]
    if not left:
        yield Par(_NONE)
    for who in PARTIES:
        own = [step for step in left if step.who == who]
        rows = [
            (
                str(at),
                value(step.what.id),
                value(names(step.rules), NAMED),
                "disarankan" if step.phase is Phase.LATER else "wajib",
                "",
            )
            for at, step in enumerate(own, 1)
        ]
        if own:
            yield Par(f"{term(who, ID)} ({len(own)})", "strong")
            yield Grid(("No", "Kewajiban", "Ketentuan", "Tingkat", "Batas waktu"), tuple(rows), (5, 38, 29, 13, 15))


def _waivers(report: Report) -> Iterator[Block]:
    yield Heading("C. Dispensasi")
    rows = []
    for rule, finding in found(report, State.WAIVED):
        if note := finding.decision:
            by = f"{value(note.official)}, {value(note.office)}"
            until = f"{day(note.date, ID)} sampai {day(note.until, ID)}"
            rows.append((value(rule.id), value(judged(finding)), by, until, value(note.reason)))
    yield _listed(("Ketentuan", "Yang diberi dispensasi", "Pejabat", "Berlaku", "Alasan"), rows, (20, 22, 20, 18, 20))
    used = Counter(pair.finding.decision.kind for pair in found(report) if pair.finding.decision)
    others = ", ".join(
        f"{KINDS[kind].id} untuk {count} hasil" for kind, count in sorted(used.items()) if kind != "waiver"
    )
    if others:
        yield Par(f"Keputusan lain yang dipakai: {others}.")


def _unseen(report: Report) -> Iterator[Block]:
    """What no result rests on: what could not be looked at, what waits, what does not apply, the city's debts."""
    yield Heading("D. Yang tidak diperiksa")
    rows = [
        *_by_reason("tidak dapat diperiksa", found(report, State.UNKNOWN, State.ERROR)),
        *_by_reason("menunggu penilaian petugas", found(report, State.REVIEW), _asked_of),
        *_by_reason("utang kota", [pair for pair in found(report) if pair.finding.city_debt]),
        *_by_reason(
            "tidak berlaku", [pair for pair in found(report, State.NOT_APPLICABLE) if not pair.finding.city_debt]
        ),
    ]
    yield _listed(("Keadaan", "Alasan", "Jumlah", "Ketentuan"), rows, (18, 32, 11, 39))
    looked = looked_at(report, ID)
    if looked:
        yield Par(
            f"Yang diamati langsung hanya: {'; '.join(looked)}. Halaman, data dan fungsi lain tidak dilihat alat.",
            "small",
        )


def _why(pair: Found) -> str:
    cause = f"{words.CAUSES[pair.finding.cause].id}: " if pair.finding.cause else ""
    return value(f"{cause}{pair.finding.message.id}")


def _asked_of(pair: Found) -> str:
    return f"dijawab {term(pair.rule.responsible, ID)}"


def _by_reason(
    state: str, pairs: Iterable[Found], reason_of: Callable[[Found], str] = _why
) -> Iterator[tuple[str, ...]]:
    reasons: dict[str, list[Found]] = {}
    for pair in pairs:
        reasons.setdefault(reason_of(pair), []).append(pair)
    for reason, own in reasons.items():
        rules = [rule for rule, _ in by_rule(own)]
        yield state, reason, str(len(rules)), value(names(rules), NAMED)


def _digests(report: Report) -> Iterator[Block]:
    yield Heading("E. Bukti dukung dan sidik digital")
    yield Fields(tuple(traces(report, ID)))
    papers = dict.fromkeys(paper for pair in found(report) for paper in pair.finding.documents)
    rows = [
        (value(paper.path), value(paper.kind), value(paper.sha256)) for paper in sorted(papers, key=lambda it: it.path)
    ]
    yield Par("Dokumen yang diserahkan:", "strong")
    yield _listed(("Dokumen", "Jenis", "Sidik digital"), rows, (30, 22, 48))


def _listed(head: tuple[str, ...], rows: Sequence[tuple[str, ...]], widths: tuple[int, ...]) -> Block:
    return Grid(head, tuple(rows), widths) if rows else Par(_NONE)
