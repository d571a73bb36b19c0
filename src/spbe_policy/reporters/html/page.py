"""The page around the sections: head, policy, banner, contents, filters; style and script stand beside this file."""

import base64
import hashlib
import re
from collections.abc import Iterable
from functools import cache
from importlib.resources import files

from spbe_policy.report import Report, State
from spbe_policy.reporters.findings import PARTIES
from spbe_policy.reporters.html.about import about, numbers
from spbe_policy.reporters.html.evidence import Index
from spbe_policy.reporters.html.markup import Html, both, capital, esc, join, named, say, tag
from spbe_policy.reporters.html.pillars import PILLARS, pillar
from spbe_policy.reporters.html.sections import Section, by_state, debts
from spbe_policy.reporters.html.summary import standing, summary, title
from spbe_policy.reporters.html.tail import decisions, documents, grounds, notes, trail, unexamined
from spbe_policy.texts import Lang, Text, text

LANGUAGES: tuple[tuple[Lang, str], ...] = (("id", "Indonesia"), ("en", "English"))


def page(report: Report, lang: Lang) -> str:
    """Return the whole page, `lang` shown first."""
    style = _file("page.css") + _margins(report, lang)
    return (
        f'<!DOCTYPE html>\n<html lang="{lang}">\n{_head(report, lang, style)}\n<body>\n'
        f"{_banner(report, lang)}\n{_main(report)}\n{_footer(report)}\n<script>{_file('page.js')}</script>\n"
        "</body>\n</html>\n"
    )


def _head(report: Report, lang: Lang, style: str) -> Html:
    """The head; the policy forbids everything but this style and this script."""
    policy = (
        f"default-src 'none'; style-src {_hash(style)}; script-src {_hash(_file('page.js'))};"
        " base-uri 'none'; form-action 'none'"
    )
    return Html(
        f'<head>\n<meta charset="utf-8">\n<meta http-equiv="Content-Security-Policy" content="{policy}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="referrer" content="no-referrer">\n<meta name="robots" content="noindex">\n'
        f"<title>{esc(title(report).say(lang))}</title>\n<style>{style}</style>\n</head>"
    )


@cache
def _file(name: str) -> str:
    """Read the style or the script, without the indentation and the comments that only we need."""
    source = files(__package__).joinpath(name).read_text("utf-8")
    lines = (line.strip() for line in re.sub(r"/\*.*?\*/", "", source, flags=re.DOTALL).splitlines())
    return "\n".join(line for line in lines if line) + "\n"


def _hash(content: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()}'"


def _margins(report: Report, lang: Lang) -> str:
    """What stands at the head of each printed page, in the language that is shown: only words of the glossary."""
    rules = []
    for code, _ in LANGUAGES:
        mark, kind = (_quoted(said.say(code)) for said in (report.handling, standing(report)))
        rules.append(f"@page {code}{{@top-left{{content:{mark}}}@top-right{{content:{kind}}}}}\n")
    other = "en" if lang == "id" else "id"
    return "".join(rules) + f"body{{page:{lang}}}\n:root:has(#bahasa-{other}:checked) body{{page:{other}}}\n"


def _quoted(said: str) -> str:
    """Return a string of CSS: every character that is not a plain letter or figure by its number."""
    shown = "".join(each if each.isascii() and each.isalnum() else f"\\{ord(each):06x}" for each in said[:200])
    return f'"{shown}"'


def _banner(report: Report, lang: Lang) -> Html:
    """Handling mark, whether the report is official, and the switch of the language."""
    radios = "".join(
        f'<div><input type="radio" name="bahasa" id="bahasa-{code}" value="{code}"{" checked" if code == lang else ""}'
        f' data-title="{esc(title(report).say(code))}"><label for="bahasa-{code}" lang="{code}">{name}</label></div>'
        for code, name in LANGUAGES
    )
    kind = "official" if report.official else "rehearsal"
    return Html(
        f'<a class="skip" href="#isi">{say("Langsung ke isi", "Skip to the content")}</a>\n'
        f'<header><p class="mark">{both(report.handling)}</p><p class="standing {kind}">{both(standing(report))}</p>'
        f'<fieldset class="languages"><legend class="quiet">{say("Bahasa", "Language")}</legend>{radios}</fieldset>'
        "</header>"
    )


def _main(report: Report) -> Html:
    index = Index.of(report)
    sections = [
        *by_state(report, index),
        debts(report),
        decisions(report, index),
        documents(report, index),
        notes(report),
        unexamined(report),
        grounds(report),
        trail(report),
    ]
    shown = [section for section in sections if section.body]
    side = f'<div class="side">{_contents(shown)}{_filters(report)}</div>'
    body = join((about(report), numbers(report), *(section.html() for section in shown)), "\n")
    return Html(
        f'<main id="isi" tabindex="-1">\n{summary(report)}\n'
        f'<div class="columns">{side}<div class="body">\n{body}\n</div></div>\n</main>'
    )


def _contents(sections: Iterable[Section]) -> Html:
    """Links to the sections, with the number of rules in each."""
    lines = [
        Html(f'<li><a href="#{section.name}">{both(section.title)}</a>'
             + (f' <span class="count">{section.count}</span></li>' if section.count is not None else "</li>"))
        for section in sections
    ]  # fmt: skip
    heading = f'<h2 id="daftar-isi">{say("Isi laporan", "Contents")}</h2>'
    return Html(f'<nav aria-labelledby="daftar-isi">{heading}{tag("ul", lines)}</nav>')


def _filters(report: Report) -> Html:
    """Which rules are shown: the style does it, the script adds the search, the numbers, and hides what is empty."""
    parties = [(key, named(key), [rule for rule in report.rules if rule.responsible == key]) for key in PARTIES]
    pillars = [(key, name, [rule for rule in report.rules if pillar(rule) == key]) for key, name in PILLARS.items()]
    states = [(state, named(state), [rule for rule in report.rules if rule.state is state]) for state in State]
    shown = say(
        f"{len(report.rules)} dari {len(report.rules)} ketentuan", f"{len(report.rules)} of {len(report.rules)} rules"
    )
    label = say("Pasal, ketentuan, atau kata", "Clause, rule or word")
    search = (
        f'<p class="search" hidden><label for="cari">{label}</label>'
        '<input type="search" id="cari" name="cari" maxlength="100" autocomplete="off"></p>'
    )
    return Html(
        f'<form id="saring" class="filters" role="search" aria-labelledby="saringan"><details open><summary>'
        f'<span id="saringan">{say("Saring ketentuan", "Filter rules")}</span></summary>{search}'
        f"{_choice('pihak', text('Penanggung jawab', 'Responsible'), [(k, n, len(r)) for k, n, r in parties])}"
        f"{_choice('bidang', text('Bidang', 'Pillar'), [(k, n, len(r)) for k, n, r in pillars])}"
        f"{_choice('keadaan', text('Keadaan', 'State'), [(k, n, len(r)) for k, n, r in states])}"
        f'<p><button type="reset">{say("Tampilkan semua", "Show all")}</button></p></details>'
        f'<p class="shown" role="status">{shown}</p>{_tools()}</form>'
    )


def _choice(name: str, legend: Text, options: Iterable[tuple[str, Text, int]]) -> Html:
    """One filter: all, or one of the values that occur."""
    all_ = [("", text("semua", "all"), 1)]
    lines = "".join(
        f'<div><input type="radio" name="{name}" id="{name}-{key or "semua"}" value="{key}"{"" if key else " checked"}>'
        f'<label for="{name}-{key or "semua"}">{both(said)}{f" <small>{number}</small>" if key else ""}</label></div>'
        for key, said, number in [*all_, *options]
        if number
    )
    return Html(f"<fieldset><legend>{both(legend)}</legend>{lines}</fieldset>")


def _tools() -> Html:
    """What only the script can do; without it these are not shown."""
    return Html(
        '<p class="tools" hidden>'
        f'<button type="button" data-do="open">{say("Buka semua bukti", "Open all evidence")}</button>'
        f'<button type="button" data-do="close">{say("Tutup semua", "Close all")}</button>'
        f'<button type="button" data-do="print">{say("Cetak", "Print")}</button></p>'
        f'<template id="salin"><button type="button" class="copy">{say("Salin", "Copy")}</button></template>'
        f'<template id="tersalin"><span role="status">{say("tersalin", "copied")}</span></template>'
    )


def _footer(report: Report) -> Html:
    made = say("Dibuat oleh spbe-policy dari laporan", "Made by spbe-policy from the report")
    return Html(f"<footer><p>{made} <code>{report.schema_}</code>. {both(capital(report.handling))}.</p></footer>")
