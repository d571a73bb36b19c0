"""How one outcome becomes a finding: what the stage accepts, and what the city decided."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date as Day
from functools import cached_property
from operator import attrgetter
from typing import Any

from spbe_policy.agreements import Answer
from spbe_policy.bench import Bench
from spbe_policy.checks import Fail, NotApplicable, Pass, Review
from spbe_policy.decisions import fingerprint
from spbe_policy.evidence import Assurance, Cause, Evidence, Fact, Gap, Paper, Subject
from spbe_policy.looks import Answered, crash, sampled
from spbe_policy.policy import Bound, Rule
from spbe_policy.reading import Path_
from spbe_policy.report import Anchor, Finding, State, aggregate
from spbe_policy.texts import Text, text
from spbe_policy.vocabulary import Stage
from spbe_policy.wording import (
    AS_IT_SHOULD_BE,
    NEEDS_A_TEST,
    NOT_ANSWERED,
    ONLY_SAID,
    UNANSWERED,
    bad_answer,
    decision_note,
    only_said,
    paper_notes,
    reviewers_answer,
    shared_paper,
    too_weak,
    vendors_answer,
)


@dataclass(frozen=True, slots=True)
class _Case:
    """What is being settled: a rule at a subject, how it came to be known, what was looked at."""

    rule: Rule
    subject: Subject
    assurance: Assurance = Assurance.DECLARED
    sample: Text | None = None
    fact: str | None = None
    asked: bool = False
    """Whether it is the rule's question that waits for an answer, not one value that was seen."""


@dataclass(frozen=True)
class Settler:
    """Settles the findings of one app at one stage."""

    evidence: Evidence
    bench: Bench
    stage: Stage
    today: Day
    _anchors: dict[Subject, Anchor | None] = field(default_factory=dict)
    _asked: set[str] = field(default_factory=set)

    @cached_property
    def claims(self) -> dict[str, Answer]:
        """What the vendor answered to the question of each rule."""
        return {each.rule: each for each in self.evidence.app.answers}

    @cached_property
    def papers(self) -> dict[str, list[Paper]]:
        """The papers of each kind."""
        found: dict[str, list[Paper]] = {}
        for samples in self.evidence.of(Paper).values():
            if isinstance(samples[0], Paper):
                found.setdefault(samples[0].genre, []).append(samples[0])
        return found

    def exempt(
        self, rule: Rule, reason: Text, *, vendors_word: bool, subject: Subject = "app", city_debt: bool = False
    ) -> Finding:
        """A rule that does not apply; from acceptance on, the vendor's word alone does not make it so."""
        case = _Case(rule, subject)
        if vendors_word and self.stage is not Stage.DELIVERY:
            said = only_said(reason)
            judged = self._judged(case, ONLY_SAID, said)
            if judged and judged.state is not State.PASS:  # nothing was looked at that could pass
                return judged
            return self._finding(case, State.REVIEW, said, ONLY_SAID, acts_next="city")
        return self._finding(case, State.NOT_APPLICABLE, reason, city_debt=city_debt)

    def ask(self, rule: Rule, known: Text | None = None) -> Finding:
        """A rule without a check: a person answers its question, or a document does; `known` is to help them."""
        case = _Case(rule, "app", sample=known, asked=True)
        return self._answered(case, UNANSWERED, rule.file.question or NOT_ANSWERED) or self._open(case)

    def rest(self, rule: Rule, found: Sequence[Finding]) -> Iterator[Finding]:
        """Ask what the checks cannot see where all that they saw is waived: a waiver is no better than a pass."""
        waived = aggregate(finding.state for finding in found) is State.WAIVED
        if rule.file.unseen and waived and rule.id not in self._asked:
            yield self._reviewed(_Case(rule, "app", asked=True), UNANSWERED, rule.file.unseen)

    def _open(self, case: _Case) -> Finding:
        if case.rule.file.active:
            return self._unknown(case, Gap(cause=Cause.NEEDS_PERMISSION, detail=NEEDS_A_TEST))
        return self._waiting(case, UNANSWERED, NOT_ANSWERED)

    def settle(
        self, rule: Rule, bound: Bound | None, subject: Subject, outcome: Answered, fact: Fact | Gap | None = None
    ) -> Finding:
        """Turn an outcome into a finding; of several checks each names itself in what it saw."""
        assurance = bound.check.assurance if bound else Assurance.DECLARED
        if isinstance(outcome, Pass) and outcome.assurance:
            assurance = outcome.assurance
        sample, outcome = sampled(fact, outcome)
        if bound and len(rule.file.checks) > 1 and isinstance(outcome, Pass | Fail | Review):
            outcome = replace(outcome, seen=f"{bound.check.id}: {outcome.seen}")
        case = _Case(rule, subject, assurance, sample, bound.check.each.kind if bound else None)
        match outcome:
            case Pass(seen=seen, assurance=Assurance() as weak) if weak not in rule.accepts(self.stage):
                reason = too_weak(weak, self.stage)  # neither an answer nor a paper makes more of it
                return self._judged(case, seen, reason) or self._waiting(case, seen, reason)
            case Pass(seen=seen):
                return self._passed(case, seen)
            case Fail():
                return self._failed(case, outcome)
            case Review(seen=seen, reason=reason):
                return self._reviewed(case, seen, reason)
            case NotApplicable(reason=reason):
                return self.exempt(rule, reason, vendors_word=assurance is Assurance.DECLARED, subject=subject)
            case Gap():
                return self._unknown(case, outcome)
            case crash(message=message):
                return self._finding(case, State.ERROR, message, acts_next="tool")

    def _passed(self, case: _Case, seen: str) -> Finding:
        file = case.rule.file
        if file.unseen:
            self._asked.add(case.rule.id)
            return self._reviewed(replace(case, asked=True), seen, file.unseen)
        if case.assurance not in case.rule.accepts(self.stage):
            return self._reviewed(case, seen, too_weak(case.assurance, self.stage))
        if case.assurance is Assurance.DOCUMENTED and file.documents:
            return self._resting_on_papers(case, seen)
        return self._finding(case, State.PASS, AS_IT_SHOULD_BE, seen)

    def _resting_on_papers(self, case: _Case, seen: str) -> Finding:
        """A pass that rests on the vendor's papers: after delivery each of them must have been accepted."""
        papers = self._papers(case.rule)
        if broken := [paper for paper in papers if not paper.holds]:
            return self._broken_paper(case, broken[0])
        waiting = [paper.path for paper in papers if not self._accepted(case.rule, paper)]
        if papers and not waiting:
            return self._by_papers(case, seen, papers)
        names = ", ".join(waiting) or "-"
        reason = text(f"dokumen menunggu penerimaan: {names}", f"documents wait for acceptance: {names}")
        return self._judged(case, seen, reason) or self._waiting(case, seen, reason)

    def _failed(self, case: _Case, fail: Fail, **rest: Any) -> Finding:
        rule = case.rule
        waiver = self.bench.waiver(rule, case.subject, fail.seen)
        if waiver is None:
            return self._finding(case, State.FAIL, fail.message, fail.seen, claim=fail.claim, **rest)
        rest |= {"was": State.FAIL, "decision": decision_note(waiver, rule)}
        return self._finding(case, State.WAIVED, fail.message, fail.seen, claim=fail.claim, **rest)

    def _reviewed(self, case: _Case, seen: str, reason: Text) -> Finding:
        """A person must decide: a decision, a document or the vendor's own answer may be there already."""
        return self._answered(case, seen, reason) or self._waiting(case, seen, reason)

    def _answered(self, case: _Case, seen: str, reason: Text) -> Finding | None:
        return (
            self._judged(case, seen, reason)
            or self._admitted(case)
            or self._supported(case, seen)
            or self._claimed(case, seen)
        )

    def _judged(self, case: _Case, seen: str, reason: Text) -> Finding | None:
        judgement = self.bench.judgement(case.rule, case.subject, seen, asked=case.asked)
        outcome = judgement.settles(case.rule.file.question) if judgement else None
        if judgement is None or outcome is None:
            return None
        if outcome == "pass" and Assurance.DECIDED not in case.rule.accepts(self.stage):
            return None
        decided = replace(case, assurance=Assurance.DECIDED)
        rest: dict[str, Any] = {"was": State.REVIEW, "decision": decision_note(judgement, case.rule)}
        message = reviewers_answer(judgement) if case.asked else reason
        if outcome == "fail":
            bad = bad_answer(judgement.answer) if seen == UNANSWERED else seen
            return self._failed(decided, Fail(bad, message), **rest)
        return self._finding(decided, State(outcome), message, seen, **rest)

    def _admitted(self, case: _Case) -> Finding | None:
        """A bad answer of the vendor itself counts at once, whatever it delivers."""
        question, said = case.rule.file.question, self.claims.get(case.rule.id)
        if not case.asked or said is None or question is None or question.good(said.answer, self.today) is not False:
            return None
        declared = replace(case, assurance=Assurance.DECLARED)
        return self._failed(declared, Fail(bad_answer(said.answer), vendors_answer(said)))

    def _claimed(self, case: _Case, seen: str) -> Finding | None:
        """The vendor's own answer to the question: a good one counts where the stage accepts a declaration."""
        question, said = case.rule.file.question, self.claims.get(case.rule.id)
        if not case.asked or said is None or question is None:
            return None
        words = vendors_answer(said)
        if not question.good(said.answer, self.today) or Assurance.DECLARED not in case.rule.accepts(self.stage):
            return self._waiting(case, seen, text(f"{words.id}; {question.id}", f"{words.en}; {question.en}"))
        return self._finding(replace(case, assurance=Assurance.DECLARED), State.PASS, words, seen)

    def _supported(self, case: _Case, seen: str) -> Finding | None:
        """One accepted document of the kinds that the rule names is enough; one that does not hold is a failure."""
        if Assurance.DOCUMENTED not in case.rule.accepts(self.stage):
            return None
        papers = self._papers(case.rule)
        if broken := [paper for paper in papers if not paper.holds]:
            return self._broken_paper(case, broken[0])
        if usable := [paper for paper in papers if self._accepted(case.rule, paper)]:
            return self._by_papers(case, seen, usable, was=State.REVIEW)
        return self._by_shared_paper(case, seen) if case.asked and case.rule.file.documents else None

    def _by_shared_paper(self, case: _Case, seen: str) -> Finding | None:
        """A document about what apps share was accepted once; this app need not deliver it again."""
        if (shared := self.bench.shared_document(case.rule)) is None:
            return None
        documented, note = replace(case, assurance=Assurance.DOCUMENTED), decision_note(shared, case.rule)
        return self._finding(documented, State.PASS, shared_paper(shared), seen, was=State.REVIEW, decision=note)

    def _by_papers(self, case: _Case, seen: str, papers: list[Paper], was: State | None = None) -> Finding:
        names = ", ".join(paper.path for paper in papers)
        accepted = (self.bench.acceptance(case.rule, paper.declared) for paper in papers)
        return self._finding(
            replace(case, assurance=Assurance.DOCUMENTED),
            State.PASS,
            text(f"didukung dokumen {names}", f"supported by document {names}"),
            seen,
            was=was,
            documents=paper_notes(papers),
            decision=next((decision_note(item, case.rule) for item in accepted if item), None),
        )

    def _waiting(self, case: _Case, seen: str, reason: Text) -> Finding:
        delivered = paper_notes(paper for paper in self._papers(case.rule) if paper.holds)
        return self._finding(case, State.REVIEW, reason, seen, acts_next="city", documents=delivered)

    def _unknown(self, case: _Case, gap: Gap) -> Finding:
        known: dict[str, Any] = {"cause": gap.cause, "acts_next": gap.acts_next or gap.cause.acts_next}
        witness = self.bench.witness(case.rule, case.subject, gap.cause)
        weak = Assurance.DECIDED not in case.rule.accepts(self.stage)
        if witness is None or (weak and witness.outcome == "pass"):
            return self._finding(case, State.UNKNOWN, gap.detail, **known)
        seen_by = replace(case, assurance=Assurance.DECIDED)
        note = decision_note(witness, case.rule)
        return self._finding(seen_by, State(witness.outcome), gap.detail, was=State.UNKNOWN, decision=note, **known)

    def _broken_paper(self, case: _Case, paper: Paper) -> Finding:
        path = paper.path
        there = _Case(case.rule, f"document:{path}", Assurance.DOCUMENTED)
        if paper.found is None:
            gone = text(f"dokumen {path} tidak ada", f"document {path} is not there")
            return self._failed(there, Fail("missing", gone))
        other = text(
            f"sidik digital dokumen {path} tidak sama dengan manifes", f"the digest of {path} is not the manifest's"
        )
        return self._failed(there, Fail("digest-mismatch", other))

    def _papers(self, rule: Rule) -> list[Paper]:
        found = [paper for kind in rule.file.documents for paper in self.papers.get(kind, ())]
        return sorted(found, key=attrgetter("path"))

    def _accepted(self, rule: Rule, paper: Paper) -> bool:
        """At delivery the vendor's document suffices; later only when a decision accepts its digest for the rule."""
        if not paper.holds:
            return False
        return self.stage is Stage.DELIVERY or self.bench.acceptance(rule, paper.declared) is not None

    def _finding(
        self, case: _Case, state: State, message: Text, seen: str | None = None, claim: Path_ | None = None, **rest: Any
    ) -> Finding:
        return Finding(
            subject=case.subject,
            state=state,
            message=message,
            seen=seen,
            fingerprint=None if seen is None else fingerprint(case.rule.id, case.subject, seen),
            assurance=case.assurance,
            fact=case.fact,
            sample=case.sample,
            anchor=self._anchor(claim) if claim else self._anchor_of(case.subject),
            **rest,
        )

    def _anchor_of(self, subject: Subject) -> Anchor | None:
        if subject not in self._anchors:
            self._anchors[subject] = self._anchor(self.evidence.app.path_of(subject))
        return self._anchors[subject]

    def _anchor(self, claim: Path_) -> Anchor | None:
        if not self.evidence.manifest.text:
            return None
        place = self.evidence.manifest.place(claim)
        return Anchor(file=place.file, line=place.line or 1, column=place.column or 1)
