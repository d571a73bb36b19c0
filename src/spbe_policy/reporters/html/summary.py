"""The first screen: the verdict, what it rests on, the next three steps; below it what was judged and the numbers."""

from collections.abc import Iterator

from spbe_policy.report import Report, State, Verdict
from spbe_policy.reporters import words
from spbe_policy.reporters.findings import by_rule, found
from spbe_policy.reporters.html.markup import Html, both, capital, esc, join, named, say, tag, value
from spbe_policy.reporters.html.rule import title_link
from spbe_policy.reporters.layout import clean
from spbe_policy.reporters.plan import Phase, Step, plan
from spbe_policy.texts import Lang, Text, text

LANGS: tuple[Lang, ...] = ("id", "en")

TITLE = 40
"""Characters of an app's name in the title of the page."""

NEXT = 3
"""Steps that stand on the first screen."""

SECTIONS = {
    State.FAIL: "ketidaksesuaian",
    State.ERROR: "tidak-diperiksa",
    State.UNKNOWN: "tidak-diperiksa",
    State.REVIEW: "penilaian",
    State.WAIVED: "dispensasi",
    State.PASS: "sesuai",
    State.NOT_APPLICABLE: "tidak-berlaku",
}
"""The section of the page in which a rule of each state stands."""

RESULT = say(
    "Ini hasil alat. Keputusan penerimaan ada pada pejabat yang berwenang.",
    "This is the tool's result. Acceptance is decided by the officials in charge.",
)


def summary(report: Report) -> Html:
    """Return the first screen."""
    name = esc(report.app.name or report.app.id)
    known = [value(report.app.id)] if report.app.name else []
    known += [Html(f"{say('versi', 'version')} {esc(report.app.version)}")] if report.app.version else []
    known += [esc(report.app.owner)] if report.app.owner else []
    head = Html(f'<h1 id="judul">{name}</h1><p class="app">{join([*known, esc(report.city)], " · ")}</p>')
    return Html(
        f'<section class="first" aria-labelledby="judul">{head}'
        f'<div class="answer">{_verdict(report)}{_steps(report)}{_tally(report)}</div></section>'
    )


def verdict_word(report: Report) -> Text:
    """Return the verdict alone; of a selection of rules that it has none."""
    return named(report.verdict) if report.verdict else text("tanpa putusan", "no verdict")


def _verdict(report: Report) -> Html:
    """The verdict in large letters, and what it rests on."""
    said = verdict_word(report)
    why = _why(report, said)
    kind = report.verdict or "none"
    return Html(
        f'<div class="verdict {kind}"><h2>{say("Hasil pemeriksaan", "Result of the check")}</h2>'
        f'<p class="word">{both(capital(said))}</p>{tag("p", both(why))}</div>'
    )


def _why(report: Report, said: Text) -> Text:
    """What the verdict rests on."""
    id_, en = (words.verdict(report, lang).removeprefix(said.say(lang)).strip(" ()") for lang in LANGS)
    if report.verdict is Verdict.COMPLIANT and not id_:
        return text("semua ketentuan wajib yang berlaku sesuai", "every must rule that applies is met")
    return text(id_, en)


def _tally(report: Report) -> Html:
    """The states of all rules as a bar with its legend, and who decides."""
    shown = f"{_bar(report)}{_legend(report)}{_debts(report)}"
    return Html(f'<div class="tally">{shown}<p class="small">{RESULT}</p></div>')


def _debts(report: Report) -> Html:
    """How much waits for the city, which is no fault of the vendor."""
    owed = len(by_rule(pair for pair in found(report) if pair.finding.city_debt))
    if not owed:
        return Html("")
    count = words.rules(owed)
    waits = text(f"{count.id} menunggu kota", f"{count.en} waiting for the city")
    title = both(capital(named("city-debt")))
    return Html(f'<p class="owed">{title}: <a href="#utang-kota">{both(waits)}</a></p>')


def _bar(report: Report) -> Html:
    """The share of each state, as wide as its number of rules."""
    bars, at = [], 0
    for state in State:
        if number := report.count(state):
            bars.append(f'<rect class="{state}" x="{at}" width="{number}" height="1"/>')
            at += number
    shown = f'<svg class="bar" viewBox="0 0 {at} 1" preserveAspectRatio="none" aria-hidden="true">{"".join(bars)}</svg>'
    return Html(shown if bars else "")


def _legend(report: Report) -> Html:
    lines = [
        Html(f'<li class="{state}"><a href="#{SECTIONS[state]}">{both(words.counted(state, number))}</a></li>')
        for state in State
        if (number := report.count(state))
    ]
    return tag("ul", lines, 'class="legend"')


def _steps(report: Report) -> Html:
    """The next three steps, and of how many."""
    ahead = [step for step in plan(report) if step.phase is not Phase.CITY]
    lines = [_step(step) for step in ahead[:NEXT]]
    lines += [tag("li", line) for line in _closing(report)][: NEXT - len(lines)]
    total = text(f"{NEXT} dari {len(ahead)} langkah yang terbuka", f"{NEXT} of {len(ahead)} open steps")
    count = tag("p", both(total), 'class="small"') if len(ahead) > NEXT else Html("")
    title = tag("h2", say("Langkah berikutnya", "Next steps"))
    return tag("div", [title, tag("ol", lines), count], 'class="steps"')


def _step(step: Step) -> Html:
    """Who does what, at which rule to begin, how many rules it concerns, how much work it is."""
    first = step.rules[0]
    more = words.rules(len(step.rules))
    effort = [both(words.EFFORTS[step.effort])] if step.effort else []
    facts = join([title_link(first), *([both(more)] if len(step.rules) > 1 else []), *effort], " · ")
    who = tag("b", both(capital(named(step.who))))
    return Html(f'<li><p class="what">{who}: {both(step.what, 400)}</p><p class="at">{facts}</p></li>')


def _closing(report: Report) -> Iterator[Html]:
    """What is left when nothing else is: the check that counts, then the decision of the officials."""
    if report.verdict is None:
        yield say("Jalankan pemeriksaan lengkap; laporan ini tanpa putusan.", "Run the whole check; no verdict yet.")
    elif report.verdict is Verdict.COMPLIANT and not report.official:
        yield say(
            "Mintalah pemeriksaan resmi; latihan bukan dasar penerimaan.",
            "Ask for the official run; a rehearsal is not a basis for acceptance.",
        )
    elif report.verdict is Verdict.COMPLIANT:
        yield say(
            "Pejabat yang berwenang memutuskan penerimaan; alat ini hanya menyampaikan hasilnya.",
            "The officials in charge decide on acceptance; this tool only gives its result.",
        )


def title(report: Report) -> Text:
    """Return the title of the page."""
    said, name = verdict_word(report), clean((report.app.name or report.app.id)[:TITLE])[:TITLE]
    return text(f"{said.id}: {name}", f"{said.en}: {name}")


def standing(report: Report) -> Text:
    """Say whether the report is official."""
    return text(words.standing(report, "id"), words.standing(report, "en"))
