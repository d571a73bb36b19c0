"""How one outcome becomes a finding: what the stage accepts, and what the city decided."""

from dataclasses import dataclass
from typing import Any, NamedTuple

from spbe_policy.check import Fail, NotApplicable, Outcome, Pass, Review
from spbe_policy.decisions import Acceptance, Bench, Judgement, Waiver, Witness, fingerprint
from spbe_policy.evidence import Assurance, Evidence, Fact, Gap, Paper, Subject
from spbe_policy.manifest import Stage
from spbe_policy.policy import Bound, PackFile, Rule
from spbe_policy.reading import Path_
from spbe_policy.report import Anchor, DecisionNote, Finding, State
from spbe_policy.texts import Text, term, text


class crash(NamedTuple):  # noqa: N801 (an outcome that only the engine gives)
    """A check that broke or kept silent."""

    message: Text


AS_IT_SHOULD_BE = text("sesuai", "as it should be")


@dataclass(frozen=True, slots=True)
class Settler:
    """Settles the findings of one app at one stage."""

    evidence: Evidence
    pack: PackFile
    bench: Bench
    stage: Stage

    def exempt(
        self, rule: Rule, reason: Text, *, vendors_word: bool, subject: Subject = "app", city_debt: bool = False
    ) -> Finding:
        """A rule that does not apply; from acceptance on, the vendor's word alone does not make it so."""
        if vendors_word and self.stage is not Stage.DELIVERY:
            return self._review(rule, None, subject, "not-applicable", _only_said(reason), Assurance.DECLARED)
        return self._finding(subject, State.NOT_APPLICABLE, reason, assurance=Assurance.DECLARED, city_debt=city_debt)

    def settle(
        self,
        rule: Rule,
        bound: Bound | None,
        subject: Subject,
        outcome: Outcome | crash,
        fact: Fact | Gap | None = None,
    ) -> Finding:
        """Turn an outcome into a finding."""
        assurance = bound.check.assurance if bound else Assurance.DECLARED
        sample = fact.sample() if isinstance(fact, Fact) else None
        match outcome:
            case Pass(seen=seen):
                return self._passed(rule, subject, seen, assurance, sample)
            case Fail():
                return self._failed(rule, subject, outcome, assurance, sample)
            case Review(seen=seen, reason=reason):
                return self._review(rule, sample, subject, seen, reason, assurance)
            case NotApplicable(reason=reason):
                return self.exempt(rule, reason, vendors_word=assurance is Assurance.DECLARED, subject=subject)
            case Gap():
                return self._unknown(rule, subject, outcome, assurance)
            case crash(message=message):
                return self._finding(subject, State.ERROR, message, assurance=assurance, acts_next="tool")

    def _passed(self, rule: Rule, subject: Subject, seen: str, assurance: Assurance, sample: Text | None) -> Finding:
        if rule.file.unseen:
            return self._review(rule, sample, subject, seen, rule.file.unseen, assurance)
        if assurance not in rule.accepts(self.stage, self.pack):
            return self._review(rule, sample, subject, seen, self._too_weak(assurance), assurance)
        if assurance is Assurance.DOCUMENTED and rule.file.documents:
            return self._rests_on_papers(rule, subject, seen, sample)
        return self._finding(subject, State.PASS, AS_IT_SHOULD_BE, rule, seen, assurance=assurance, sample=sample)

    def _rests_on_papers(self, rule: Rule, subject: Subject, seen: str, sample: Text | None) -> Finding:
        """A pass that rests on the vendor's papers: after delivery each of them must have been accepted."""
        papers = self._papers(rule)
        open_ = [paper for paper in papers if not self._accepted(rule, paper)]
        names = ", ".join(paper.path for paper in papers)
        if open_:
            waiting = ", ".join(paper.path for paper in open_)
            reason = text(f"dokumen menunggu penerimaan: {waiting}", f"documents wait for acceptance: {waiting}")
            return self._review(rule, sample, subject, seen, reason, Assurance.DOCUMENTED)
        message = text(f"didukung dokumen: {names}", f"supported by: {names}")
        return self._finding(
            subject,
            State.PASS,
            message,
            rule,
            seen,
            assurance=Assurance.DOCUMENTED,
            sample=sample,
            documents=tuple(paper.path for paper in papers),
            decision=self._acceptance(rule, papers),
        )

    def _failed(self, rule: Rule, subject: Subject, fail: Fail, assurance: Assurance, sample: Text | None) -> Finding:
        waiver = self.bench.waiver(rule.id, subject, fail.seen) if rule.file.waivable else None
        return self._finding(
            subject,
            State.WAIVED if waiver else State.FAIL,
            fail.message,
            rule,
            fail.seen,
            assurance=assurance,
            sample=sample,
            claim=fail.claim,
            was=State.FAIL if waiver else None,
            decision=_note(waiver),
        )

    def _review(
        self, rule: Rule, sample: Text | None, subject: Subject, seen: str, reason: Text, assurance: Assurance
    ) -> Finding:
        """A person must decide: a decision or an accepted document may have done so already."""
        if judgement := self.bench.judgement(rule.id, subject, seen):
            return self._finding(
                subject,
                State(judgement.outcome),
                reason,
                rule,
                seen,
                assurance=Assurance.DECIDED,
                sample=sample,
                was=State.REVIEW,
                decision=_note(judgement),
            )
        if Assurance.DOCUMENTED in rule.accepts(self.stage, self.pack):
            papers = self._papers(rule)
            if broken := [paper for paper in papers if not paper.holds]:
                return self._broken_paper(rule, broken[0])
            if usable := [paper for paper in papers if self._accepted(rule, paper)]:
                return self._finding(
                    subject,
                    State.PASS,
                    _supported(usable[0], reason),
                    rule,
                    seen,
                    assurance=Assurance.DOCUMENTED,
                    sample=sample,
                    was=State.REVIEW,
                    documents=(usable[0].path,),
                    decision=self._acceptance(rule, usable),
                )
        return self._finding(
            subject, State.REVIEW, reason, rule, seen, assurance=assurance, sample=sample, acts_next="city"
        )

    def _unknown(self, rule: Rule, subject: Subject, gap: Gap, assurance: Assurance) -> Finding:
        witness = self.bench.witness(rule.id, subject, gap.cause)
        return self._finding(
            subject,
            State(witness.outcome) if witness else State.UNKNOWN,
            gap.detail,
            assurance=Assurance.DECIDED if witness else assurance,
            cause=gap.cause,
            acts_next=gap.cause.acts_next,
            was=State.UNKNOWN if witness else None,
            decision=_note(witness),
        )

    def _broken_paper(self, rule: Rule, paper: Paper) -> Finding:
        if paper.found is None:
            message = text(f"dokumen {paper.path} tidak ada", f"document {paper.path} is not there")
        else:
            message = text(
                f"sidik digital dokumen {paper.path} tidak sama dengan manifes",
                f"the digest of document {paper.path} is not the manifest's",
            )
        subject = f"document:{paper.path}"
        fail = Fail(seen="missing" if paper.found is None else "digest-mismatch", message=message)
        return self._failed(rule, subject, fail, Assurance.DOCUMENTED, None)

    def _papers(self, rule: Rule) -> list[Paper]:
        found = (samples[0] for _, samples in sorted(self.evidence.of(Paper).items()))
        return [paper for paper in found if isinstance(paper, Paper) and paper.genre in rule.file.documents]

    def _accepted(self, rule: Rule, paper: Paper) -> bool:
        """At delivery the vendor's document suffices; later only when a decision accepts its digest for the rule."""
        if not paper.holds:
            return False
        return self.stage is Stage.DELIVERY or self.bench.acceptance(rule.id, paper.declared) is not None

    def _acceptance(self, rule: Rule, papers: list[Paper]) -> DecisionNote | None:
        found = (self.bench.acceptance(rule.id, paper.declared) for paper in papers)
        return next((_note(item) for item in found if item), None)

    def _too_weak(self, assurance: Assurance) -> Text:
        stage = self.stage
        return text(
            f"baru {term(assurance, 'id')}; tahap {term(stage, 'id')} memerlukan bukti yang lebih kuat",
            f"only {term(assurance, 'en')}; stage {term(stage, 'en')} asks for stronger evidence",
        )

    def _finding(
        self,
        subject: Subject,
        state: State,
        message: Text,
        rule: Rule | None = None,
        seen: str | None = None,
        *,
        claim: Path_ | None = None,
        **rest: Any,
    ) -> Finding:
        mark = fingerprint(rule.id, subject, seen) if rule and seen is not None else None
        return Finding(
            subject=subject,
            state=state,
            message=message,
            seen=seen,
            fingerprint=mark,
            anchor=self._anchor(claim or self.evidence.app.path_of(subject)),
            **rest,
        )

    def _anchor(self, claim: Path_) -> Anchor | None:
        if not self.evidence.manifest.text:
            return None
        place = self.evidence.manifest.place(claim)
        return Anchor(file=place.file, line=place.line or 1, column=place.column or 1)


def _supported(paper: Paper, reason: Text) -> Text:
    return text(f"didukung dokumen {paper.path} ({reason.id})", f"supported by document {paper.path} ({reason.en})")


def _only_said(reason: Text) -> Text:
    return text(f"hanya pernyataan penyedia: {reason.id}", f"only the vendor's word: {reason.en}")


def _note(decision: Waiver | Judgement | Witness | Acceptance | None) -> DecisionNote | None:
    if decision is None:
        return None
    return DecisionNote(
        kind=decision.kind,
        office=decision.office,
        official=decision.official,
        date=decision.date,
        until=decision.until,
        reason=decision.reason,
    )
