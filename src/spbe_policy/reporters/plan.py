"""What has to be done, by whom, so that the verdict becomes LULUS: the steps that papers and summaries share."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TypeVar

from spbe_policy.evidence import Assurance
from spbe_policy.report import Finding, PaperNote, Report, RuleReport, State
from spbe_policy.reporters import words
from spbe_policy.reporters.findings import PARTIES, Found, by_rule
from spbe_policy.reporters.particulars import judged
from spbe_policy.texts import Text, text
from spbe_policy.wording import ONLY_SAID

EFFORTS = tuple(words.EFFORTS)
"""From the least work to the most."""

T = TypeVar("T")

_OPEN = (State.ERROR, State.UNKNOWN, State.REVIEW)


class Phase(StrEnum):
    """Which steps come first; the first two together are the way to LULUS."""

    FAILED = "failed"
    OPEN = "open"
    LATER = "later"
    CITY = "city"


PHASES: Mapping[Phase, Text] = {
    Phase.FAILED: text("Menuju LULUS: perbaiki yang wajib", "To COMPLIANT: mend the musts that fail"),
    Phase.OPEN: text("Menuju LULUS: jawab yang wajib", "To COMPLIANT: settle the musts that are open"),
    Phase.LATER: text("Sesudahnya: yang disarankan", "Afterwards: what should be"),
    Phase.CITY: text("Utang kota, tidak menunda LULUS", "Owed by the city, does not delay COMPLIANT"),
}
"""What each phase is called."""


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to do; a rule that stands in several steps needs all of them.

    `who` is a key of the glossary, `effort` one of `words.EFFORTS` where the rules say it, `details` what was seen or
    asked, `near` what is left where the rest of a rule is as it should be.
    """

    phase: Phase
    who: str
    what: Text
    rules: tuple[RuleReport, ...]
    effort: str | None = None
    details: tuple[Text, ...] = ()
    near: Text | None = None


def plan(report: Report) -> list[Step]:
    """Return every step: those that lead to LULUS first, and of these the least work first."""
    bad = [Found(rule, item) for rule in report.rules for item in rule.findings if item.state in (State.FAIL, *_OPEN)]
    must = [pair for pair in bad if pair.rule.effective_level == "must"]
    should = [pair for pair in bad if pair.rule.effective_level != "must"]
    papers = tuple(dict.fromkeys(it for rule in report.rules for finding in rule.findings for it in finding.documents))
    owed = [Found(rule, item) for rule in report.rules for item in rule.findings if item.city_debt]
    return [
        *_mended(must),
        *_settled(_open(must), papers),
        *(replace(step, phase=Phase.LATER) for step in (*_mended(should), *_settled(_open(should), papers))),
        *_grouped(owed, Phase.CITY, lambda pair: "city", lambda pair: pair.finding.message),
    ]


def way(steps: Iterable[Step]) -> list[Step]:
    """Return the steps that lead to LULUS."""
    return [step for step in steps if step.phase in (Phase.FAILED, Phase.OPEN)]


def names(rules: Iterable[RuleReport]) -> str:
    """Name rules in short, the pack once: `bssn-4-2021: 27-1-a, 27-8-b; layanan: manual`."""
    packs: dict[str, list[str]] = {}
    for rule in rules:
        pack, _, name = rule.id.rpartition("/")
        packs.setdefault(pack, []).append(name)
    return "; ".join(f"{pack}: {', '.join(found)}" if pack else ", ".join(found) for pack, found in packs.items())


def _mended(pairs: Sequence[Found]) -> list[Step]:
    """What fails, by its fix."""
    failing = [pair for pair in pairs if pair.finding.state is State.FAIL]
    steps = _grouped(failing, Phase.FAILED, lambda pair: pair.rule.responsible, lambda pair: pair.rule.fix)
    full = (replace(step, effort=_most(step.rules), near=_near(step.rules)) for step in steps)
    return sorted(full, key=lambda step: (EFFORTS.index(step.effort or EFFORTS[-1]), -len(step.rules)))


def _most(rules: Iterable[RuleReport]) -> str:
    return max((rule.effort for rule in rules), key=EFFORTS.index)


def _near(rules: tuple[RuleReport, ...]) -> Text | None:
    """What alone is left of a rule, where everything else that was looked at is as it should be."""
    for rule in rules:
        left = [item for item in rule.findings if item.state in (State.FAIL, *_OPEN)]
        good, total = sum(item.state is State.PASS for item in rule.findings), len(rule.findings)
        if good and len(left) == 1:
            said = said_of(left[0])
            return text(f"{good} dari {total} sudah sesuai; tinggal: {said.id}",
                        f"{good} of {total} are as they should be; left: {said.en}")  # fmt: skip
    return None


def said_of(finding: Finding) -> Text:
    """Say what was found, of what, and the value that was judged."""
    about = "" if finding.subject == "app" else f"{finding.subject}: "
    shown = f" ({judged(finding)})" if judged(finding) else ""
    return text(f"{about}{finding.message.id}{shown}", f"{about}{finding.message.en}{shown}")


def _settled(pairs: Sequence[Found], papers: tuple[PaperNote, ...]) -> list[Step]:
    """What is open: by a document that is there, a document to deliver, an answer, the register, another look."""
    asked: list[tuple[Found, tuple[PaperNote, ...]]] = []
    said: list[Found] = []
    looked: list[Found] = []
    for pair in pairs:
        if pair.finding.seen == ONLY_SAID:
            said.append(pair)
        elif pair.finding.state is State.REVIEW or not pair.rule.checks:
            asked.append((pair, _offered(pair, papers)))
        else:
            looked.append(pair)
    steps = [
        *_accepted([(pair, found) for pair, found in asked if found]),
        *(step for party in PARTIES for step in _delivered(party, [pair for pair, found in asked if not found])),
        *_grouped(said, Phase.OPEN, lambda pair: "city", lambda pair: _registered(pair.finding)),
        *_grouped(looked, Phase.OPEN, lambda pair: pair.finding.acts_next or "tool", _look_again),
    ]
    return sorted(steps, key=lambda step: -len(step.rules))


def _open(pairs: Iterable[Found]) -> list[Found]:
    return [pair for pair in pairs if pair.finding.state in _OPEN]


def _offered(pair: Found, papers: tuple[PaperNote, ...]) -> tuple[PaperNote, ...]:
    """The documents that are there already and can answer."""
    return pair.finding.documents or tuple(paper for paper in papers if paper.kind in pair.rule.documents)


def _accepted(pairs: Sequence[tuple[Found, tuple[PaperNote, ...]]]) -> Iterator[Step]:
    """The fewest delivered documents that, once the city accepts them, answer everything that they can.

    A rule that was judged by its papers rests on all of them; any other is answered by one.
    """
    papers: dict[PaperNote, list[Found]] = {}
    rest = []
    for pair, found in pairs:
        if pair.finding.assurance is Assurance.DOCUMENTED:
            for paper in found:
                papers.setdefault(paper, []).append(pair)
        else:
            rest.append((pair, found))
    for paper, covered in _cover(rest, first=tuple(papers)):
        papers.setdefault(paper, []).extend(covered)
    for paper, covered in papers.items():
        what = text(f"Nilai, lalu terima dokumen {paper.path} ({paper.kind})",
                    f"Judge, then accept the document {paper.path} ({paper.kind})")  # fmt: skip
        yield Step(Phase.OPEN, "city", what, _rules(covered), details=(text(paper.sha256, paper.sha256),))


def _delivered(party: str, pairs: Sequence[Found]) -> Iterator[Step]:
    """The fewest kinds of documents that can answer what is asked; what no document answers, a person does."""
    own = [pair for pair in pairs if pair.rule.responsible == party]
    for kind, covered in _cover([(pair, pair.rule.documents) for pair in own]):
        what = text(f"Serahkan dokumen {kind} yang menjawab pertanyaan ketentuan ini; kota menerimanya",
                    f"Deliver a document {kind} that answers what these rules ask; the city accepts it")  # fmt: skip
        yield Step(Phase.OPEN, party, what, _rules(covered), details=_questions(covered))
    plain = [pair for pair in own if not pair.rule.documents]
    what = text("Jawab pertanyaan ketentuan ini di formulir isian; petugas kota memutuskan",
                "Answer what these rules ask in the form; an official of the city decides")  # fmt: skip
    if plain:
        yield Step(Phase.OPEN, party, what, _rules(plain), details=_questions(plain))


def _cover(pairs: Sequence[tuple[Found, Sequence[T]]], first: Sequence[T] = ()) -> Iterator[tuple[T, list[Found]]]:
    """Yield few things that together cover all pairs that are offered any, each with what it adds; most first."""
    left = [each for each in pairs if each[1]]
    given = list(first)
    while left:
        best = given.pop(0) if given else Counter(it for _, offers in left for it in offers).most_common(1)[0][0]
        if covered := [pair for pair, offers in left if best in offers]:
            yield best, covered
        left = [each for each in left if best not in each[1]]


def _questions(pairs: Iterable[Found]) -> tuple[Text, ...]:
    return tuple(rule.question or findings[0].message for rule, findings in by_rule(pairs))


def _registered(finding: Finding) -> Text:
    said = finding.message
    return text(f"Catat di daftar aplikasi bila benar: {said.id}", f"Enter it in the register if it is true: {said.en}")


def _look_again(pair: Found) -> Text:
    finding = pair.finding
    cause = words.CAUSES[finding.cause] if finding.cause else text("kesalahan alat", "tool error")
    return text(f"Buat dapat diperiksa ({cause.id}): {finding.message.id}",
                f"Make it possible to look ({cause.en}): {finding.message.en}")  # fmt: skip


def _grouped(
    pairs: Iterable[Found], phase: Phase, who: Callable[[Found], str], what: Callable[[Found], Text]
) -> list[Step]:
    groups: dict[tuple[str, str], list[Found]] = {}
    for pair in pairs:
        groups.setdefault((who(pair), what(pair).id), []).append(pair)
    return [
        Step(phase, party, what(own[0]), _rules(own), details=tuple(dict.fromkeys(said_of(it.finding) for it in own)))
        for (party, _), own in groups.items()
    ]


def _rules(pairs: Iterable[Found]) -> tuple[RuleReport, ...]:
    return tuple(rule for rule, _ in by_rule(pairs))
