"""What was judged, and how many rules are in which state, by who is responsible and by pillar."""

import re
from collections.abc import Iterable, Sequence

from spbe_policy.report import Report, RuleReport, State
from spbe_policy.reporters import words
from spbe_policy.reporters.findings import PARTIES
from spbe_policy.reporters.html.markup import Html, both, capital, esc, join, named, rows, say, tag, value, word
from spbe_policy.reporters.html.pillars import PILLARS, pillar
from spbe_policy.texts import Text, text

_PLAIN = re.compile(r"https?://[A-Za-z0-9.-]{1,253}(:[0-9]{1,5})?(/[A-Za-z0-9._~/-]{0,100})?")


def about(report: Report) -> Html:
    """Return what was judged, when, by which guidelines."""
    app, pack = report.app, report.policy
    where = [esc(report.environment), _address(app.url)] if report.environment else [word("undeclared")]
    guidelines = Html(f"{both(pack.title)}, {say('versi', 'version')} {esc(pack.version)} {value(pack.name)}")
    facts = rows(
        (
            (say("OPD pemilik", "Owning office"), esc(app.owner or "")),
            (say("Versi", "Version"), esc(app.version) if app.version else word("undeclared")),
            (say("Lingkungan", "Environment"), join(where, ", ")),
            (say("Tahap", "Stage"), word(report.stage)),
            (say("Tanggal", "Date"), _when(report)),
            (say("Pedoman", "Guidelines"), guidelines),
            (say("Kontrak", "Contract"), _contract(report)),
            (say("Profil pemda", "Authority"), esc(report.city)),
            (say("Naskah", "Texts"), both(words.PARAPHRASE)),
        )
    )
    heading = tag("h2", say("Yang dinilai", "What was judged"), 'id="yang-dinilai"')
    return tag("section", [heading, facts], 'aria-labelledby="yang-dinilai"')


def _address(url: str | None) -> Html:
    """Link to the app; what is no plain web address stays text."""
    if not url:
        return Html("")
    shown = esc(url)
    return Html(f'<a href="{shown}" rel="noreferrer noopener">{shown}</a>') if _PLAIN.fullmatch(url) else value(url)


def _when(report: Report) -> Html:
    at, taken = (text(words.moment(it, "id"), words.moment(it, "en")) for it in (report.as_of, report.collected_at))
    if report.as_of == report.collected_at:
        return both(at)
    collected = text(f"bukti dukung dikumpulkan {taken.id}", f"evidence collected {taken.en}")
    return Html(f"{both(at)} ({both(collected)})")


def _contract(report: Report) -> Html:
    """The contract that pins the guidelines, and how many rules came later."""
    contract = report.policy.contract
    if contract is None:
        return Html("")
    later = words.rules(sum(rule.upcoming for rule in report.rules))
    more = text(f"{later.id} akan berlaku", f"{later.en} to come into force")
    pinned = say("dinilai dengan pedoman kontrak", "judged by its guidelines")
    return Html(f"{esc(contract)}, {pinned}; {both(more)}")


Groups = Sequence[tuple[Html, tuple[State, ...]]]

GROUPS: Groups = (
    (say("Tidak sesuai", "Not met"), (State.FAIL,)),
    (say("Belum terjawab", "Not settled"), (State.ERROR, State.UNKNOWN, State.REVIEW)),
    (say("Dispensasi", "Waived"), (State.WAIVED,)),
    (say("Sesuai", "Met"), (State.PASS,)),
    (say("Tidak berlaku", "Not applicable"), (State.NOT_APPLICABLE,)),
)
"""The columns of the table of numbers; one without any rule is left out."""


def numbers(report: Report) -> Html:
    """Return how many rules are in which state, by who is responsible and by pillar."""
    groups = [(head, states) for head, states in GROUPS if any(rule.state in states for rule in report.rules)]
    heads = "".join(f'<th scope="col">{head}</th>' for head, _ in groups)
    parties = [(capital(named(key)), [rule for rule in report.rules if rule.responsible == key]) for key in PARTIES]
    pillars = [(capital(name), [rule for rule in report.rules if pillar(rule) == key]) for key, name in PILLARS.items()]
    bodies = "".join(
        f'<tbody><tr><th scope="rowgroup" colspan="{len(groups) + 1}">{title}</th></tr>{_lines(lines, groups)}</tbody>'
        for title, lines in (
            (say("Penanggung jawab", "Responsible"), parties),
            (say("Bidang", "Pillar"), pillars),
        )
    )
    total = _line(say("Semua ketentuan", "All rules"), list(report.rules), groups)
    caption = tag(
        "caption", say("Banyaknya ketentuan menurut keadaannya", "Number of rules by their state"), 'id="angka"'
    )
    first = f'<th scope="col">{say("Bagian", "Part")}</th>'
    table = f"{caption}<thead><tr>{first}{heads}</tr></thead>{bodies}<tfoot>{total}</tfoot>"
    shown = tag("table", Html(table), 'class="numbers"')
    scroll = tag("section", shown, 'class="scroll" aria-labelledby="angka" tabindex="0"')
    heading = tag("h2", say("Ringkasan", "Overview"), 'id="ringkasan"')
    return tag("section", [heading, scroll], 'aria-labelledby="ringkasan"')


def _lines(lines: Iterable[tuple[Text, list[RuleReport]]], groups: Groups) -> str:
    return "".join(_line(both(name), own, groups) for name, own in lines if own)


def _line(name: Html, own: list[RuleReport], groups: Groups) -> Html:
    counts = (sum(rule.state in states for rule in own) for _, states in groups)
    cells = "".join(f"<td>{number or '–'}</td>" for number in counts)
    return Html(f'<tr><th scope="row">{name}</th>{cells}</tr>')
