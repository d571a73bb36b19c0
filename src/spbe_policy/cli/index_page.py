"""An assessment as people read it: index and predicate first, then the parts, then what reports show."""

from collections.abc import Iterable, Iterator
from decimal import Decimal

from spbe_policy.assessment import Assessment, Given, Score, Support
from spbe_policy.cli.language import chosen, say
from spbe_policy.cli.tables import table
from spbe_policy.index import Index
from spbe_policy.report import State
from spbe_policy.reporters import words
from spbe_policy.reporters.layout import heading, page, row, value, wrap
from spbe_policy.texts import Text, term


def as_text(index: Index, found: Assessment, reports: int) -> str:
    """Return the page; the support of indicators stands in it where reports were given."""
    return page(_sections(index, found, reports))


def _sections(index: Index, found: Assessment, reports: int) -> Iterator[list[str]]:
    yield heading(f"{index.title.say(chosen())} {found.year}, {value(found.city)}")
    yield _result(index, found)
    yield _scores(say("Domain", "Domain"), found.domains)
    yield _scores(say("Aspek", "Aspect"), found.aspects)
    yield _levels(found.indicators)
    if reports:
        plural = "" if reports == 1 else "s"
        yield heading(say(f"Dukungan dari {reports} laporan", f"Support from {reports} report{plural}"))
        yield from (_supported(item) for item in found.indicators if item.support)
        bare = [item.number for item in found.indicators if not item.support]
        yield row(say("Tanpa dukungan", "No support"), _numbers(bare))


def _result(index: Index, found: Assessment) -> list[str]:
    lang = chosen()
    said = say("belum dapat dihitung", "cannot be computed yet") if found.value is None else _decimal(found.value)
    return [
        *row(say("Indeks", "Index"), said),
        *row(say("Tingkat kosong", "Levels missing"), _numbers(found.missing)),
        *row(say("Predikat", "Predicate"), *_predicates(found)),
        *row(say("Rumus", "Formula"), index.formula.say(lang), _doubt(index.formula.confidence)),
        *row(say("Dasar", "Basis"), f"{index.regulation} ({index.gazette})", _doubt(index.confidence)),
        *row("", index.note.say(lang), words.PARAPHRASE.say(lang)),
    ]


def _predicates(found: Assessment) -> Iterator[str]:
    """The predicate; where sources differ on its border, both, and why."""
    lang, first, other = chosen(), found.predicate, found.disputed_predicate
    if first:
        yield first.name.say(lang)
    if first and other:
        name, disputed = other.name.say(lang), first.disputed or other.disputed
        yield say(f"menurut sumber lain: {name}", f"by another source: {name}")
        yield disputed.note.say(lang) if disputed else ""


def _doubt(confidence: str) -> str:
    doubt = words.CONFIDENCES.get(confidence)
    return doubt.say(chosen()) if doubt else ""


def _scores(title: str, scores: Iterable[Score]) -> list[str]:
    rows = [[_named(item.number, item.name), _decimal(item.weight), _decimal(item.value)] for item in scores]
    head = [title, say("Bobot (%)", "Weight (%)"), say("Indeks", "Index")]
    return table(head, rows).splitlines() if rows else []


def _levels(given: Iterable[Given]) -> list[str]:
    lang = chosen()
    rows = [
        [
            _named(item.number, item.name),
            _decimal(item.weight),
            f"{item.level} {item.called.say(lang)}" if item.called else "-",
        ]
        for item in given
    ]
    head = [say("Indikator", "Indicator"), say("Bobot (%)", "Weight (%)"), say("Tingkat", "Level")]
    return table(head, rows).splitlines()


def _named(number: int, name: Text) -> str:
    return f"{number}. {name.say(chosen())}"


def _supported(item: Given) -> list[str]:
    """One line a rule, then the documents that it names."""
    lines = [_named(item.number, item.name)]
    for rule in dict.fromkeys(each.rule for each in item.support):
        about = [each for each in item.support if each.rule == rule]
        papers = "; ".join(f"{each.app}: {_papers(each)}" for each in about if each.documents)
        lines += wrap(f"{rule}: {_states(about)}", indent=2, hang=2)
        lines += wrap(f"{say('dokumen dari', 'documents of')} {papers}", indent=4, hang=2) if papers else []
    return lines


def _papers(support: Support) -> str:
    return ", ".join(f"{paper.path} ({paper.kind})" for paper in support.documents)


def _states(about: Iterable[Support]) -> str:
    """Which apps are in which state; a rehearsal is called one."""
    by_state: dict[State, list[str]] = {}
    for each in about:
        rehearsal = "" if each.official else say(" (latihan)", " (rehearsal)")
        by_state.setdefault(each.state, []).append(f"{each.app}{rehearsal}")
    ordered = ((state, by_state[state]) for state in State if state in by_state)
    return "; ".join(f"{term(state, chosen())}: {', '.join(apps)}" for state, apps in ordered)


def _numbers(numbers: Iterable[int]) -> str:
    return ", ".join(str(number) for number in numbers)


def _decimal(number: Decimal | None) -> str:
    """Write a number with at least two decimals, as the language does; `-` for none."""
    if number is None:
        return "-"
    whole, _, rest = f"{number:.4f}".partition(".")
    return f"{whole}{say(',', '.')}{rest[:2]}{rest[2:].rstrip('0')}"
