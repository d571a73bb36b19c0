"""What settling a finding adds to what a check said: sentences, and notes of decisions and papers."""

from collections.abc import Iterable

from spbe_policy.agreements import Answer
from spbe_policy.bench import last_day
from spbe_policy.decisions import Decision, Judgement
from spbe_policy.evidence import Assurance, Paper
from spbe_policy.policy import Rule
from spbe_policy.questions import yes_or_no
from spbe_policy.report import DecisionNote, PaperNote
from spbe_policy.texts import Text, term, text
from spbe_policy.vocabulary import Stage

AS_IT_SHOULD_BE = text("sesuai", "as it should be")
NOT_ANSWERED = text("pertanyaan belum dijawab", "the question is not answered yet")
NEEDS_A_TEST = text(
    "hanya terlihat dengan uji aktif berizin; dokumen atau keputusan dapat menjawabnya",
    "only an active test with permission shows it; a document or a decision can answer",
)

ONLY_SAID = "not-applicable"
"""What is seen where only the vendor says that a rule does not apply."""

UNANSWERED = "unanswered"
"""What is seen of a question that nobody has answered."""


def vendors_answer(answer: Answer) -> Text:
    """What the vendor answered to the question of a rule."""
    said = _said(answer.answer)
    return text(f"jawaban penyedia: {said.id}", f"the vendor's answer: {said.en}")


def reviewers_answer(judgement: Judgement) -> Text:
    """What a reviewer said to the question of a rule."""
    if judgement.answer:
        said = _said(judgement.answer)
        return text(f"jawaban petugas: {said.id}", f"the reviewer's answer: {said.en}")
    if judgement.outcome:
        outcome = judgement.outcome
        return text(f"penilaian petugas: {term(outcome, 'id')}", f"the reviewer's judgement: {term(outcome, 'en')}")
    columns = {"EDK": judgement.design, "EIK": judgement.implementation, "EEK": judgement.effectiveness}
    filled = ", ".join(f"{name} {value.replace('-', ' ')}" for name, value in columns.items() if value)
    return text(f"penilaian petugas: {filled}", f"the reviewer's judgement: {filled}")


def _said(answer: str) -> Text:
    """An answer in both languages; a date or a number is the same in both."""
    words: dict[bool | None, Text] = {True: text("ya", "yes"), False: text("tidak", "no")}
    return words.get(yes_or_no(answer), text(answer, answer))


def shared_paper(decision: Decision) -> Text:
    """What a document supports that was accepted once for all who share something."""
    return text(
        f"didukung dokumen kontrol bersama {decision.scope}",
        f"supported by a document of the shared control {decision.scope}",
    )


def bad_answer(answer: str | None) -> str:
    """Return what is seen of a bad answer: what a waiver of it covers. Without one, a reviewer said no otherwise."""
    return "answer=no" if answer is None or yes_or_no(answer) is False else f"answer={answer.strip()}"


def only_said(reason: Text) -> Text:
    """Why a rule does not apply, where nobody but the vendor says so."""
    return text(f"hanya pernyataan penyedia: {reason.id}", f"only the vendor's word: {reason.en}")


def too_weak(assurance: Assurance, stage: Stage) -> Text:
    """What was found counts for too little at this stage."""
    return text(
        f"baru {term(assurance, 'id')}; tahap {term(stage, 'id')} memerlukan bukti yang lebih kuat",
        f"only {term(assurance, 'en')}; stage {term(stage, 'en')} asks for stronger evidence",
    )


def decision_note(decision: Decision, rule: Rule) -> DecisionNote:
    """Return what a report says of a decision."""
    return DecisionNote(
        kind=decision.kind,
        scope=decision.scope,
        office=decision.office,
        official=decision.official,
        date=decision.date,
        until=last_day(decision, rule),
        reason=decision.reason,
    )


def paper_notes(papers: Iterable[Paper]) -> tuple[PaperNote, ...]:
    """Return what a report says of papers."""
    return tuple(PaperNote(path=paper.path, kind=paper.genre, sha256=paper.declared) for paper in papers)
