"""The text report: what a vendor and an official read at a terminal."""

from collections.abc import Iterable, Iterator

from spbe_policy.report import Report, State
from spbe_policy.reporters import words
from spbe_policy.reporters.findings import by_rule, failures, found, reviews
from spbe_policy.reporters.layout import clean, heading, page, row, value, wrap
from spbe_policy.reporters.waiting import debts, decided, exempt, gaps
from spbe_policy.texts import Lang, term, text

SAMPLES = 6
"""How many of the things looked at are named; the JSON report names what each finding looked at."""

_FILES = {"register": text("daftar aplikasi", "register"), "ca": text("CA", "CA")}


class TextReporter:
    """Renders plain text, UTF-8, 100 columns, no colours."""

    name = "text"

    def render(self, report: Report, lang: Lang) -> bytes:
        """Return the report as people read it: verdict, failures, what stays open, decisions, debts, coverage."""
        return page(_sections(report, lang)).encode()


def _sections(report: Report, lang: Lang) -> Iterator[list[str]]:
    yield [words.standing(report, lang), words.verdict(report, lang)]
    yield _head(report, lang)
    yield debts(report, lang)
    yield from failures(report, lang)
    yield from reviews(report, lang)
    yield from gaps(report, lang)
    yield decided(report, lang)
    yield from exempt(report, lang)
    yield _notes(report, lang)
    yield _coverage(report, lang)
    yield _tail(report, lang)


def _head(report: Report, lang: Lang) -> list[str]:
    app, pack = report.app, report.policy
    version = f"{text('versi', 'version').say(lang)} "
    name = f"{value(app.name)} ({value(app.id)})" if app.name else value(app.id)
    known = (name, version + value(app.version or term("undeclared", lang)), app.owner)
    owed = len(by_rule(pair for pair in found(report) if pair.finding.city_debt))
    waiting = text(f"{words.rules(owed).id} menunggu kota", f"{words.rules(owed).en} waiting for the city")
    return [
        *row(words.HANDLED.say(lang), value(report.handling.say(lang))),
        *row(text("Aplikasi", "App").say(lang), ", ".join(part for part in known if part)),
        *row(text("Lingkungan", "Environment").say(lang), _where(report, lang)),
        *row(text("Tahap", "Stage").say(lang), term(report.stage, lang)),
        *row(text("Tanggal", "Date").say(lang), _when(report, lang)),
        *row(text("Pedoman", "Guidelines").say(lang), f"{pack.title.say(lang)}, {version}{pack.version} ({pack.name})"),
        *row(text("Kontrak", "Contract").say(lang), _contract(report, lang)),
        *row(text("Profil pemda", "Authority").say(lang), report.city),
        *row(words.EARLIER.say(lang), words.since(report, lang)),
        *row(text("Utang kota", "City owes").say(lang), waiting.say(lang) if owed else ""),
        *row(text("Naskah", "Texts").say(lang), words.PARAPHRASE.say(lang)),
    ]


def _contract(report: Report, lang: Lang) -> str:
    """The contract that pins the pack, and how many rules came later."""
    if report.policy.contract is None:
        return ""
    later = sum(rule.upcoming for rule in report.rules)
    pinned = text(
        f"{value(report.policy.contract)}, dinilai dengan pedoman kontrak",
        f"{value(report.policy.contract)}, judged by its guidelines",
    )
    more = (
        text(f"; {later} ketentuan akan berlaku", f"; {words.rules(later).en} to come into force")
        if later
        else text("", "")
    )
    return pinned.say(lang) + more.say(lang)


def _where(report: Report, lang: Lang) -> str:
    if report.environment is None:
        return term("undeclared", lang)
    return ", ".join(part for part in (report.environment, value(report.app.url or "")) if part)


def _when(report: Report, lang: Lang) -> str:
    collected = words.moment(report.collected_at, lang)
    if report.as_of == report.collected_at:
        return collected
    taken = text("bukti dukung dikumpulkan", "evidence collected").say(lang)
    return f"{words.moment(report.as_of, lang)} ({taken} {collected})"


def _notes(report: Report, lang: Lang) -> list[str]:
    if not report.notes:
        return []
    return [
        *heading(text("Catatan", "Notes").say(lang)),
        *(line for note in report.notes for line in wrap(f"- {note.say(lang)}", hang=2)),
    ]


def _coverage(report: Report, lang: Lang) -> list[str]:
    """How many rules are in which state, and what the observed ones looked at."""
    order = (State.PASS, *(state for state in State if state is not State.PASS))
    counts = [words.counted(state, number).say(lang) for state in order if (number := report.count(state))]
    samples = list(dict.fromkeys(pair.finding.sample.say(lang) for pair in found(report) if pair.finding.sample))
    more = len(samples) - SAMPLES
    rest = (
        [text(f"dan {more} lagi di laporan JSON", f"and {more} more in the JSON report").say(lang)] if more > 0 else []
    )
    total = words.rules(len(report.rules)).say(lang)
    return [
        *row(text("Cakupan", "Coverage").say(lang), f"{total}: {', '.join(counts)}"),
        *row(text("Diamati", "Observed").say(lang), "; ".join(samples[:SAMPLES] + rest)),
    ]


def _tail(report: Report, lang: Lang) -> list[str]:
    """From where it was looked at, and the digests by which the run can be repeated."""
    vantage = report.vantage
    looked = [words.looked_from(vantage.network).say(lang)]
    if vantage.operator:
        looked.append(f"{text('oleh', 'by').say(lang)} {vantage.operator}")
    requests = text(f"{report.requests} permintaan", f"{report.requests} requests").say(lang)
    digests = (
        (text("pedoman", "guidelines"), report.policy.digest),
        (text("profil pemda", "authority"), report.authority_digest),
        (text("keputusan", "decisions"), report.decisions_digest),
        (text("bukti dukung", "evidence"), report.evidence_digest),
        *((_FILES.get(name, text(name, name)), mark) for name, mark in sorted(report.city_files.items())),
    )
    return [
        *row(text("Dilihat", "Looked").say(lang), f"{', '.join(looked)}; {requests}"),
        *row(text("Di luar profil", "Overrides").say(lang), *_overrides(vantage.overrides)),
        *row(text("Versi", "Versions").say(lang), ", ".join(f"{k} {v}" for k, v in sorted(report.versions.items()))),
        *row("sha256", ", ".join(f"{name.say(lang)} {_short(value)}" for name, value in digests)),
    ]


def _overrides(said: Iterable[str]) -> list[str]:
    """Each option once, then its values."""
    options: dict[str, list[str]] = {}
    for override in said:
        option, _, given = override.partition(" ")
        options.setdefault(option, []).append(given)
    return [f"{option} {' '.join(values)}".strip() for option, values in options.items()]


def _short(digest: str) -> str:
    """The first twelve digits: enough to compare by eye; the JSON report has all of them."""
    return clean(digest.removeprefix("sha256:"))[:12]
