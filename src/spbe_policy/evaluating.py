"""Verb: Evidence + Policy + Decisions -> Report. Pure: no clock, no network, no file, no randomness.

One finding is settled in this order: the rule's exemption, the city's readiness, the check's outcome (of both samples),
what the stage accepts, then what the city decided.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cached_property, lru_cache

from spbe_policy.authority import ITEM_NAMES, NotYet, Unset
from spbe_policy.bench import Bench
from spbe_policy.checks import Check, Context, Declaration, NotReady, Outcome, Pass
from spbe_policy.columns import columns
from spbe_policy.decisions import NONE, Decisions
from spbe_policy.evidence import Assurance, Cause, Evidence, Fact, Gap, Subject
from spbe_policy.looks import agreed, crash, run
from spbe_policy.notes import notes
from spbe_policy.policy import Bound, Policy, Rule
from spbe_policy.preamble import examined, known, unjudged
from spbe_policy.report import (
    Columns,
    Finding,
    Report,
    RuleReport,
    State,
    aggregate,
    judge,
)
from spbe_policy.settle import Settler
from spbe_policy.texts import Text, day, term, text
from spbe_policy.vocabulary import Stage
from spbe_policy.wording import decision_note


def evaluate(
    evidence: Evidence,
    policy: Policy,
    decisions: Decisions = NONE,
    *,
    stage: Stage,
    as_of: datetime | None = None,
    selection: bool = False,
    contract: str | None = None,
    upcoming: Iterable[Rule] = (),
) -> Report:
    """Judge evidence by a policy at a stage.

    `as_of` (default: when the evidence was collected) is the moment for decisions, grace and expiry; the age of
    facts is judged at the moment of collecting. A `selection` of rules gives findings but no verdict. Where a
    `contract` pins the policy, `upcoming` are the rules of the current one that it does not have yet.
    """
    moment = (as_of or evidence.dossier.collected_at).astimezone(evidence.city.zone)
    today = evidence.city.today(moment)
    bench = Bench(decisions, evidence.app.app.id, _shares(evidence, stage), today)
    judging = _Judging(evidence, policy, Settler(evidence, bench, stage, today), stage, moment)
    later = (judging.upcoming(rule, contract or "") for rule in upcoming)
    rules = (*map(judging.rule, policy.rules), *later)
    return Report(
        verdict=None if selection else judge((rule.effective_level, rule.state) for rule in rules),
        stage=stage,
        as_of=moment,
        rules=rules,
        notes=(*examined(evidence), *(() if selection else notes(evidence, policy, bench, rules, stage))),
        **known(evidence, policy, decisions, contract),
    )


def _shares(evidence: Evidence, stage: Stage) -> tuple[str, ...]:
    """What the app shares with others: by the register; by the vendor's word at delivery only."""
    row = evidence.dossier.row
    if row and row.shared_controls is not None:
        return row.shared_controls
    return evidence.app.shared_controls if stage is Stage.DELIVERY else ()


@dataclass(frozen=True)
class _Judging:
    evidence: Evidence
    policy: Policy
    settler: Settler
    stage: Stage
    moment: datetime
    _facts: dict[type[Fact], Mapping[Subject, tuple[Fact | Gap, ...]]] = field(default_factory=dict)

    @cached_property
    def exposure(self) -> str | None:
        environment = self.evidence.app.environment(self.stage)
        return environment.exposure if environment else None

    def rule(self, rule: Rule) -> RuleReport:
        if not rule.judged_at(self.stage):
            return self.report(rule, _later(rule.file.from_))
        found = _once(self.findings(rule))
        return self.report(rule, (*found, *self.settler.rest(rule, found)))

    def upcoming(self, rule: Rule, contract: str) -> RuleReport:
        """A rule that is not in the pack of the app's contract."""
        reason = text(
            f"akan berlaku: belum ada di paket yang disebut kontrak {contract}",
            f"comes into force later: not in the pack that contract {contract} names",
        )
        found = (self.settler.exempt(rule, reason, vendors_word=False),)
        return self.report(rule, found).model_copy(update={"upcoming": True})

    def report(self, rule: Rule, findings: tuple[Finding, ...]) -> RuleReport:
        file, row = rule.file, self.evidence.dossier.row
        effective = file.effective_from(row.launch_date if row else None)
        early = effective is not None and self.settler.today < effective
        return unjudged(rule).model_copy(
            update={
                "effective_level": "should" if early else file.level,
                "effective_on": effective,
                "columns": self.columns(rule, findings) if file.audit else None,
                "state": aggregate(finding.state for finding in findings),
                "findings": findings,
            }
        )

    def columns(self, rule: Rule, findings: tuple[Finding, ...]) -> Columns:
        judged = self.settler.bench.columns(rule)
        return columns(findings, judged, decision_note(judged, rule) if judged else None)

    def findings(self, rule: Rule) -> Iterator[Finding]:
        if exemption := rule.exemption(self.evidence.app, self.evidence.dossier.row, self.exposure):
            yield self.settler.exempt(rule, exemption[0], vendors_word=exemption[1])
            return
        if not rule.file.checks:
            yield self.settler.ask(rule, self.beside(rule))
        for name in rule.missing:
            detail = text(f"pengaya untuk {name} tidak terpasang", f"the plugin for {name} is not installed")
            yield self.settler.settle(rule, None, "app", Gap(cause=Cause.PLUGIN_MISSING, detail=detail))
        for bound in rule.bound:
            yield from self.check(rule, bound)

    def beside(self, rule: Rule) -> Text | None:
        """What a check has to say to who answers the question; where it saw nothing, or could not look, nothing."""
        if (bound := rule.beside) is None:
            return None
        looks = (self.outcomes(bound, subject, samples[0]) for subject, samples in self.subjects(bound.check).items())
        said = "; ".join(sorted(each.seen for look in looks for each in look if isinstance(each, Pass)))
        return text(f"tercatat: {said}", f"on record: {said}") if said else None

    def check(self, rule: Rule, bound: Bound) -> Iterator[Finding]:
        general = [name for name in bound.check.city if "{name}" not in name]
        if waiting := self.waiting(general):
            yield self.debt_or_gap(rule, bound, "app", waiting)
            return
        subjects = self.subjects(bound.check)
        if not subjects:
            nothing = crash(text("tidak ada yang diperiksa", "nothing was checked"))
            yield self.settler.settle(rule, bound, "app", nothing)
        for subject, samples in sorted(subjects.items()):
            own = [name.format(name=subject.partition(":")[2]) for name in bound.check.city if "{name}" in name]
            if waiting := self.waiting(own):
                yield self.debt_or_gap(rule, bound, subject, waiting)
                continue
            for outcome in agreed([self.outcomes(bound, subject, sample) for sample in samples]):
                if isinstance(outcome, NotReady):
                    yield self.debt_or_gap(rule, bound, subject, outcome.item)
                    continue
                about = getattr(outcome, "about", None) or subject
                yield self.settler.settle(rule, bound, about, outcome, samples[0])

    def waiting(self, names: Iterable[str]) -> str | None:
        """Return the first of the city's items that it does not have ready."""
        items = {name: self.evidence.city.item(name) for name in names if name in ITEM_NAMES}
        return next((name for name, item in items.items() if isinstance(item, NotYet | Unset)), None)

    def debt_or_gap(self, rule: Rule, bound: Bound, subject: Subject, name: str) -> Finding:
        """A promise that still runs is a debt of the city; a broken or missing one is a gap for the city to close."""
        (id_name, en_name), item = ITEM_NAMES[name], self.evidence.city.item(name)
        if isinstance(item, NotYet) and self.evidence.city.today(self.moment) <= item.until:
            reason = text(
                f"kota belum menyediakan {id_name} (diputuskan {item.decided_by}, sampai {day(item.until, 'id')})",
                f"the city does not provide {en_name} yet "
                f"(decided by {item.decided_by}, until {day(item.until, 'en')})",
            )
            return self.settler.exempt(rule, reason, vendors_word=False, subject=subject, city_debt=True)
        detail = text(f"profil pemda belum mengisi {id_name}", f"the authority has not set {en_name}")
        return self.settler.settle(rule, bound, subject, Gap(cause=Cause.NOT_CONFIGURED, detail=detail))

    def subjects(self, check: Check) -> Mapping[Subject, tuple[Fact | Gap, ...]]:
        if check.each is Declaration:
            return {"app": (Declaration(),)}
        return self.facts(check.each)

    def facts(self, fact: type[Fact]) -> Mapping[Subject, tuple[Fact | Gap, ...]]:
        if fact not in self._facts:
            self._facts[fact] = self.counting(fact)
        return self._facts[fact]

    def counting(self, fact: type[Fact]) -> Mapping[Subject, tuple[Fact | Gap, ...]]:
        """The facts of a kind; where they cannot count, a gap for the app in their place."""
        found = self.evidence.of(fact)
        if not found and not {fact.kind, *fact.upgrades} & set(self.evidence.dossier.asked):
            return {"app": (_not_collected(f"{fact.kind} tidak dikumpulkan", f"{fact.kind} was not collected"),)}
        if fact.assurance is not Assurance.OBSERVED:
            return found
        if self.moment - self.evidence.dossier.collected_at > timedelta(days=self.policy.pack.evidence_max_age_days):
            days = self.policy.pack.evidence_max_age_days
            gap = _not_collected(f"bukti dukung lebih tua dari {days} hari", f"the evidence is older than {days} days")
            return dict.fromkeys(found, (gap,))
        wanted = self.evidence.app.environment_name(self.stage)
        if wanted != self.evidence.dossier.environment:
            seen = self.evidence.dossier.environment
            gap = _not_collected(f"bukti dukung diambil dari {seen}", f"the evidence was taken from {seen}")
            return dict.fromkeys(found, (gap,))
        return found

    def outcomes(self, bound: Bound, subject: Subject, sample: Fact | Gap) -> list[Outcome | crash]:
        if isinstance(sample, Gap):
            return [sample]
        needed: dict[type[Fact], dict[Subject, Fact | Gap]] = {}
        for need in bound.check.needs:
            needed[need] = {name: samples[0] for name, samples in self.facts(need).items()}
            if isinstance(gap := needed[need].get("app"), Gap):
                return [gap.model_copy(update={"because_of": f"{need.kind} app"})]
        return run(
            bound,
            Context(
                fact=sample,
                subject=subject,
                app=self.evidence.app,
                city=self.evidence.city,
                at=self.evidence.dossier.collected_at,
                needed=needed,
                row=self.evidence.dossier.row,
            ),
        )


def _once(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Drop findings that say the very same of the same subject."""
    first: dict[tuple[object, ...], Finding] = {}
    for finding in findings:
        said = finding.message
        first.setdefault((finding.subject, finding.state, finding.seen, said.id, said.en), finding)
    return tuple(first.values())


def _not_collected(id: str, en: str) -> Gap:  # noqa: A002
    return Gap(cause=Cause.NOT_COLLECTED, detail=text(id, en))


@lru_cache
def _later(stage: Stage) -> tuple[Finding, ...]:
    """What is found of a rule that is judged at a later stage: the same for every app."""
    message = text(f"diperiksa mulai tahap {term(stage, 'id')}", f"judged from stage {term(stage, 'en')} on")
    return (Finding(subject="app", state=State.NOT_APPLICABLE, message=message, assurance=Assurance.DECLARED),)
