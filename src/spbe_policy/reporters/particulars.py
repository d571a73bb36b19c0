"""What every paper says of itself: the app, by which guidelines, what came out, and the digests to repeat it."""

from collections import Counter

from spbe_policy.report import Finding, Report, State
from spbe_policy.reporters import words
from spbe_policy.reporters.findings import found
from spbe_policy.reporters.layout import value
from spbe_policy.texts import Lang, Text, term, text
from spbe_policy.wording import ONLY_SAID, UNANSWERED

Row = tuple[str, str]
"""A label and what it stands for."""

LONGEST = 2000
"""Characters of what stands behind a label."""

SAMPLES = 12
"""How many of the things looked at a paper names."""

_FILES = {"register": text("Daftar aplikasi", "Register"), "ca": text("CA", "CA")}


def about(report: Report, lang: Lang) -> list[Row]:
    """Return which app was judged, where, when and by what."""
    app, pack = report.app, report.policy
    undeclared = term("undeclared", lang)
    place = ", ".join(part for part in (report.environment, app.url) if part) or undeclared
    return _labelled(
        lang,
        (text("Aplikasi", "App"), f"{app.name} ({app.id})" if app.name else app.id),
        (text("Versi", "Version"), app.version or undeclared),
        (text("OPD pemilik", "Owning office"), app.owner or undeclared),
        (text("Lingkungan", "Environment"), place),
        (text("Tahap", "Stage"), term(report.stage, lang)),
        (text("Tanggal", "Date"), words.moment(report.as_of, lang)),
        (text("Pedoman", "Guidelines"), f"{pack.title.say(lang)}, {_version(lang)} {pack.version} ({pack.name})"),
        (text("Kontrak", "Contract"), pack.contract or "–"),
        (text("Profil pemda", "Authority"), report.city),
        (text("Naskah", "Texts"), words.PARAPHRASE.say(lang)),
    )


def called(report: Report, lang: Lang) -> str:
    """Name the app with its version."""
    app = report.app
    name = f"{app.name} ({app.id})" if app.name else app.id
    return value(f"{name}, {_version(lang)} {app.version}" if app.version else name)


def outcome(report: Report, lang: Lang) -> list[Row]:
    """Return what the tool found: the verdict, then how many rules are in which state."""
    states = (State.PASS, *(state for state in State if state is not State.PASS))
    return [
        (text("Hasil alat", "Result of the tool").say(lang), words.verdict(report, lang)),
        (text("Ketentuan", "Rules").say(lang), str(len(report.rules))),
        *((term(state, lang).capitalize(), str(report.count(state))) for state in states if report.count(state)),
    ]


def tally(report: Report, lang: Lang) -> list[tuple[str, ...]]:
    """Return how many rules are in which state: the state, musts, others, both; the last row is the sum."""
    counted = Counter((rule.state, rule.effective_level) for rule in report.rules)
    rows = [(term(state, lang), counted[state, "must"], counted[state, "should"]) for state in State]
    total = (text("jumlah", "total").say(lang), sum(must for _, must, _ in rows), sum(should for *_, should in rows))
    return [
        (said, str(must), str(should), str(must + should)) for said, must, should in (*rows, total) if must + should
    ]


def tally_head(lang: Lang) -> tuple[str, ...]:
    """Return the headings of `tally`."""
    states = text("Keadaan ketentuan", "State of the rules").say(lang)
    levels = (term(level, lang).capitalize() for level in ("must", "should"))
    return (states, *levels, text("Jumlah", "Total").say(lang))


def traces(report: Report, lang: Lang) -> list[Row]:
    """Return from where it was looked at, and the digests by which the run can be repeated."""
    vantage = report.vantage
    rows = _labelled(
        lang,
        (text("Dikumpulkan", "Collected"), words.moment(report.collected_at, lang)),
        (text("Dilihat", "Looked"), words.looked_from(vantage.network).say(lang)),
        (text("Pelaksana", "Operator"), vantage.operator or "–"),
        *([(text("Surat tugas", "Assignment"), vantage.assignment)] if vantage.assignment else []),
        (text("Permintaan", "Requests"), str(report.requests)),
        (text("Di luar profil", "Overrides"), ", ".join(vantage.overrides) or "–"),
        (text("Alat", "Tool"), ", ".join(f"{name} {version}" for name, version in sorted(report.versions.items()))),
        (text("Paket", "Packs"), ", ".join(f"{name} {is_}" for name, is_ in sorted(report.policy.packs.items()))),
    )
    return [*rows, *digests(report, lang)]


def digests(report: Report, lang: Lang) -> list[Row]:
    """Return the digest of everything that the result rests on."""
    return _labelled(
        lang,
        (text("Bukti dukung", "Evidence"), report.evidence_digest),
        (text("Pedoman", "Guidelines"), report.policy.digest),
        (text("Profil pemda", "Authority"), report.authority_digest),
        (text("Keputusan", "Decisions"), report.decisions_digest),
        *((_FILES.get(name, text(name, name)), mark) for name, mark in sorted(report.city_files.items())),
    )


def judged(finding: Finding) -> str:
    """Return the value that was judged; nothing where a question waits for its answer."""
    return "" if finding.seen in (ONLY_SAID, UNANSWERED) else finding.seen or ""


def looked_at(report: Report, lang: Lang) -> list[str]:
    """Name what the observed findings looked at; how many more there are comes last."""
    samples = list(dict.fromkeys(value(it.finding.sample.say(lang)) for it in found(report) if it.finding.sample))
    more = len(samples) - SAMPLES
    rest = [text(f"dan {more} lagi", f"and {more} more").say(lang)] if more > 0 else []
    return samples[:SAMPLES] + rest


def _labelled(lang: Lang, *rows: tuple[Text, str]) -> list[Row]:
    return [(label.say(lang), value(said, LONGEST)) for label, said in rows]


def _version(lang: Lang) -> str:
    return text("versi", "version").say(lang)
