"""The end of the page: decisions, documents, what was not looked at, and by what the run can be repeated."""

from collections.abc import Iterable
from typing import TypeVar

from spbe_policy.report import Report, RuleReport, State
from spbe_policy.reporters import words
from spbe_policy.reporters.findings import decision, found
from spbe_policy.reporters.html.evidence import MOST, Index, left_out
from spbe_policy.reporters.html.markup import Html, both, capital, esc, join, rows, say, tag, value
from spbe_policy.reporters.html.rule import NOTES, binding, links
from spbe_policy.reporters.html.sections import Section
from spbe_policy.texts import term, text

Key = TypeVar("Key")

FILES = {"register": text("daftar aplikasi", "register"), "ca": text("CA", "CA")}


def decisions(report: Report, index: Index) -> Section:
    """Return each decision once: who, when, until when, why, and the rules that it holds for."""
    rules = _rules((pair.finding.decision, pair.rule) for pair in found(report) if pair.finding.decision)
    lines = []
    for note, number in index.decisions.items():
        said = both(text(decision(note, "id"), decision(note, "en")))
        lines.append(Html(f'<li id="keputusan-{number}">{said}{links(rules[note].values())}</li>'))
    return Section("keputusan", text("Keputusan kota", "Decisions of the city"), len(lines), tag("ol", lines))


def _rules(pairs: Iterable[tuple[Key, RuleReport]]) -> dict[Key, dict[str, RuleReport]]:
    """Put together the rules, by their ids, that the same thing is about."""
    of: dict[Key, dict[str, RuleReport]] = {}
    for key, rule in pairs:
        of.setdefault(key, {})[rule.id] = rule
    return of


def documents(report: Report, index: Index) -> Section:
    """Return each delivered document with its digest and the rules that rest on it or could."""
    rules = _rules((paper, pair.rule) for pair in found(report) for paper in pair.finding.documents)
    lines = [
        Html(
            f'<tr id="dokumen-{number}"><th scope="row">{value(paper.path)}<small>{value(paper.sha256)}</small></th>'
            f"<td>{esc(paper.kind)}</td><td>{links(rules[paper].values())}</td></tr>"
        )
        for paper, number in index.papers.items()
    ]
    heads = _heads(say("Berkas dan SHA-256", "File and SHA-256"), say("Jenis", "Kind"), say("Ketentuan", "Rules"))
    table = tag("table", [heads, tag("tbody", lines)], 'class="wide papers" aria-labelledby="dokumen"')
    return Section("dokumen", text("Dokumen", "Documents"), len(lines), table if lines else Html(""))


def _heads(*names: Html) -> Html:
    return tag("thead", tag("tr", [tag("th", name, 'scope="col"') for name in names]))


def notes(report: Report) -> Section:
    """Return what people should know of the decisions themselves."""
    lines = tag("ul", [tag("li", both(note, 400)) for note in report.notes[:MOST]])
    return Section("catatan", text("Catatan", "Notes"), None, Html(lines + left_out(report.notes)))


def unexamined(report: Report) -> Section:
    """Return what was not looked at: rules without an answer, other stages, and what the checks cannot see."""
    open_ = sum(rule.state in (State.ERROR, State.UNKNOWN) for rule in report.rules)
    asked, exempt = report.count(State.REVIEW), report.count(State.NOT_APPLICABLE)
    facts = [
        _fact("tidak-diperiksa", open_, "tidak dapat diperiksa", "could not be checked"),
        _fact("penilaian", asked, "menunggu penilaian petugas", "waiting for a person's judgement"),
        _fact("tidak-berlaku", exempt, "tidak dinilai karena tidak berlaku pada aplikasi atau tahap ini",
              "not judged: they do not apply to this app or stage"),
    ]  # fmt: skip
    judged = (rule for rule in report.rules if rule.state is not State.NOT_APPLICABLE)
    grouped = _rules((rule.unseen, rule) for rule in judged if rule.unseen)
    blind = [Html(f"<li>{both(said)}{links(own.values())}</li>") for said, own in grouped.items()]
    count = f' <span class="count">{len(blind)}</span>'
    title = Html(f"<h3>{say('Yang tidak terlihat oleh alat', 'What the tool cannot see')}{count}</h3>")
    shown = Html(f"{title}{tag('ul', blind)}") if blind else Html("")
    return Section("cakupan", text("Yang tidak diperiksa", "What was not examined"), None,
                   Html(tag("ul", facts) + shown))  # fmt: skip


def _fact(section: str, number: int, id: str, en: str) -> Html:  # noqa: A002 (the language's code)
    if not number:
        return Html("")
    count = words.rules(number)
    return Html(f'<li><a href="#{section}">{both(text(f"{count.id} {id}", f"{count.en} {en}"))}</a></li>')


def grounds(report: Report) -> Section:
    """Return the notes to the clauses: how binding each kind of text is, and how well it was read."""
    used = {(item.force, item.confidence) for rule in report.rules for item in rule.basis}
    lines = [
        Html(f'<li id="dasar-{number}" value="{number}">{both(capital(binding(*pair)))}</li>')
        for number, pair in enumerate(NOTES, 1)
        if pair in used
    ]
    return Section("dasar", text("Dasar ketentuan", "Basis of the rules"), None,
                   Html(tag("p", both(capital(words.PARAPHRASE))) + tag("ol", lines)))  # fmt: skip


def trail(report: Report) -> Section:
    """Return from where it was looked at, what was looked at, and the digests by which the run can be repeated."""
    vantage = report.vantage
    looked = [both(words.looked_from(vantage.network))]
    looked += [Html(f"{say('oleh', 'by')} {esc(vantage.operator)}")] if vantage.operator else []
    looked.append(both(text(f"{report.requests} permintaan", f"{report.requests} requests")))
    samples = list(dict.fromkeys(pair.finding.sample for pair in found(report) if pair.finding.sample))
    facts = rows(
        (
            (say("Dilihat", "Looked"), join(looked, ", ")),
            (say("Di luar profil", "Overrides"), _overrides(vantage.overrides[:MOST])),
            (say("Versi", "Versions"), join((esc(f"{k} {v}") for k, v in sorted(report.versions.items())), ", ")),
            (say("Paket", "Packs"), join((esc(f"{k} {v}") for k, v in sorted(report.policy.packs.items())), ", ")),
        )
    )
    seen = tag("ul", [tag("li", both(sample, 400)) for sample in samples[:MOST]])
    opened = say("Yang diamati", "What was observed")
    fold = f"<details><summary>{opened} ({len(samples)})</summary>{seen}{left_out(samples)}</details>" if seen else ""
    return Section("jejak", text("Cara memeriksa dan sidik digital", "How it was checked, and digests"), None,
                   Html(f"{facts}{fold}{_digests(report)}"))  # fmt: skip


def _overrides(said: Iterable[str]) -> Html:
    """Each option once, then its values."""
    options: dict[str, list[str]] = {}
    for override in said:
        option, _, given = override.partition(" ")
        options.setdefault(option, []).append(given)
    lines = (
        join([value(option), *(value(given) for given in values if given)], " ") for option, values in options.items()
    )
    return join(lines, "<br>")


def _digests(report: Report) -> Html:
    digests = (
        (text("pedoman", "guidelines"), report.policy.digest),
        (text("profil pemda", "authority"), report.authority_digest),
        (text("keputusan", "decisions"), report.decisions_digest),
        (text(term("evidence", "id"), term("evidence", "en")), report.evidence_digest),
        *((FILES.get(name, text(name, name)), mark) for name, mark in sorted(report.city_files.items())),
    )
    lines = [Html(f'<tr><th scope="row">{both(name)}</th><td>{value(mark)}</td></tr>') for name, mark in digests]
    heads = _heads(say("Berkas", "File"), Html("SHA-256"))
    caption = tag("caption", say("Sidik digital", "Digests"))
    return tag("table", [caption, heads, tag("tbody", lines)], 'class="wide"')
