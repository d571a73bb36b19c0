"""Verb: Evidence + Policy + Decisions -> Report. Pure: no clock, no network, no file, no randomness.

One finding is settled in this order: the rule's exemption, the city's readiness, the check's outcome (of both samples),
what the stage accepts, then what the city decided.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from spbe_policy.authority import ITEM_NAMES, NotYet, Unset
from spbe_policy.checks import Check, Context, Declaration, Fail, NotReady, Outcome
from spbe_policy.decisions import KINDS, NONE, Acceptance, Bench, Decisions
from spbe_policy.evidence import Assurance, Cause, Evidence, Fact, Gap, Subject
from spbe_policy.policy import Bound, Policy, Rule
from spbe_policy.reading import digest
from spbe_policy.report import AppNote, Finding, PolicyNote, Report, RuleReport, State, aggregate, judge
from spbe_policy.settle import Settler, crash
from spbe_policy.texts import Text, day, term, text
from spbe_policy.vocabulary import Stage

SOON = timedelta(days=30)
"""A decision that ends within this time is announced."""


def evaluate(
    evidence: Evidence,
    policy: Policy,
    decisions: Decisions = NONE,
    *,
    stage: Stage,
    as_of: datetime | None = None,
    selection: bool = False,
) -> Report:
    """Judge evidence by a policy at a stage.

    `as_of` (default: when the evidence was collected) is the moment for decisions, grace and expiry; the age of
    facts is judged at the moment of collecting. A `selection` of rules gives findings but no verdict.
    """
    moment = (as_of or evidence.dossier.collected_at).astimezone(evidence.city.zone)
    bench = Bench(decisions, evidence.app.app.id, evidence.city.today(moment))
    judging = _Judging(evidence, policy, Settler(evidence, policy.pack, bench, stage), stage, moment)
    rules = tuple(judging.rule(rule) for rule in policy.rules)
    dossier = evidence.dossier
    return Report(
        verdict=None if selection else judge((rule.effective_level, rule.state) for rule in rules),
        stage=stage,
        app=_app(evidence),
        city=evidence.city.name,
        policy=PolicyNote(name=policy.name, version=policy.pack.version, title=policy.pack.title, digest=policy.digest),
        authority_digest=digest(dossier.authority.text.encode()),
        decisions_digest=decisions.digest,
        evidence_digest=evidence.digest,
        city_files=dossier.city_files,
        collected_at=dossier.collected_at.astimezone(evidence.city.zone),
        as_of=moment,
        environment=dossier.environment,
        vantage=dossier.vantage,
        requests=len(dossier.ledger),
        versions=dossier.versions,
        rules=rules,
        notes=() if selection else tuple(_notes(bench, {rule.id: rule.state for rule in rules}, stage)),
    )


def _app(evidence: Evidence) -> AppNote:
    app, name = evidence.app, evidence.dossier.environment
    where = app.environments.get(name) if name else None
    url, owner = (where.url if where else None), app.ownership.owner
    return AppNote(id=app.app.id, name=app.app.name, version=app.app.version, owner=owner, url=url)


@dataclass(frozen=True, slots=True)
class _Judging:
    evidence: Evidence
    policy: Policy
    settler: Settler
    stage: Stage
    moment: datetime

    def rule(self, rule: Rule) -> RuleReport:
        findings = tuple(_once(self.findings(rule)))
        file, on = rule.file, self.evidence.city.today(self.moment)
        early = file.effective_on is not None and on < file.effective_on
        return RuleReport(
            id=rule.id,
            title=file.title,
            level=file.level,
            effective_level="should" if early else file.level,
            effective_on=file.effective_on,
            responsible=file.responsible,
            basis=file.basis,
            sources={item.source: self.policy.pack.sources[item.source].title for item in file.basis},
            why=file.why,
            fix=file.fix,
            question=file.question,
            documents=file.documents,
            unseen=file.unseen,
            effort=file.effort,
            indicators=file.indicators,
            checks=file.checks,
            state=aggregate(finding.state for finding in findings),
            findings=findings,
        )

    def findings(self, rule: Rule) -> Iterator[Finding]:
        if not rule.judged_at(self.stage):
            yield self.settler.exempt(rule, _later(rule.file.from_), vendors_word=False)
            return
        environment = self.evidence.app.environment(self.stage)
        exposure = environment.exposure if environment else None
        if exemption := rule.exemption(self.evidence.app, self.evidence.dossier.row, exposure):
            yield self.settler.exempt(rule, exemption[0], vendors_word=exemption[1])
            return
        for name in rule.missing:
            detail = text(f"pengaya untuk {name} tidak terpasang", f"the plugin for {name} is not installed")
            yield self.settler.settle(rule, None, "app", Gap(cause=Cause.PLUGIN_MISSING, detail=detail))
        for bound in rule.bound:
            yield from self.check(rule, bound)

    def check(self, rule: Rule, bound: Bound) -> Iterator[Finding]:
        general = [name for name in bound.check.city if "{name}" not in name]
        if waiting := self.waiting(general):
            yield self.debt_or_gap(rule, bound, "app", waiting)
            return
        subjects = self.subjects(bound.check)
        if not subjects:
            yield self.settler.settle(
                rule, bound, "app", crash(text("tidak ada yang diperiksa", "nothing was checked"))
            )
        for subject, samples in sorted(subjects.items()):
            own = [name.format(name=subject.partition(":")[2]) for name in bound.check.city if "{name}" in name]
            if waiting := self.waiting(own):
                yield self.debt_or_gap(rule, bound, subject, waiting)
                continue
            for outcome in _agreed([self.outcomes(bound, subject, sample) for sample in samples]):
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
        return _run(
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


def _run(bound: Bound, context: Context[Any]) -> list[Outcome | crash]:
    """Run a check; a crash in it becomes a finding about it, and so does silence."""
    try:
        outcomes: list[Outcome | crash] = list(bound.check.run(context, bound.params))
    except Exception as error:
        name = type(error).__name__
        return [crash(text(f"pemeriksaan {bound.check.id} berhenti: {name}", f"check {bound.check.id} broke: {name}"))]
    if outcomes:
        return outcomes
    return [crash(text(f"pemeriksaan {bound.check.id} tidak menjawab", f"check {bound.check.id} gave no answer"))]


def _agreed(looks: list[list[Outcome | crash]]) -> list[Outcome | crash]:
    """Return the first look; where there was a second one, a failure counts only when both saw the very same."""
    first, second = looks[0], looks[-1]
    kept = [item for item in first if not isinstance(item, Fail) or _mark(item) in _fails(second)]
    if _fails(kept) or not _fails(first) | _fails(second):
        return kept
    return [_UNSTABLE]


_UNSTABLE = Gap(
    cause=Cause.UNSTABLE, detail=text("dua pengamatan memberi hasil berbeda", "two looks gave different answers")
)


def _fails(look: Iterable[Outcome | crash]) -> set[tuple[Subject | None, str]]:
    return {_mark(item) for item in look if isinstance(item, Fail)}


def _mark(fail: Fail) -> tuple[Subject | None, str]:
    return fail.about, fail.seen


def _once(findings: Iterator[Finding]) -> Iterator[Finding]:
    """Drop findings that say the very same of the same subject."""
    seen = set()
    for finding in findings:
        mark = (finding.subject, finding.state, finding.seen, finding.message)
        if mark not in seen:
            seen.add(mark)
            yield finding


def _not_collected(id: str, en: str) -> Gap:  # noqa: A002
    return Gap(cause=Cause.NOT_COLLECTED, detail=text(id, en))


def _later(stage: Stage) -> Text:
    return text(f"diperiksa mulai tahap {term(stage, 'id')}", f"judged from stage {term(stage, 'en')} on")


def _notes(bench: Bench, states: Mapping[str, State], stage: Stage) -> Iterator[Text]:
    """What to say of the decisions themselves: not valid, ending soon, for a rule that is not there, without effect."""
    for item in bench.own:
        names = item.rules if isinstance(item, Acceptance) else (item.rule,)
        kind, about = KINDS[item.kind], ", ".join(names)
        where = "" if isinstance(item, Acceptance) or item.subject == "app" else f" ({item.subject})"
        what = text(f"{kind.id} untuk {about}{where}", f"{kind.en} for {about}{where}")
        unknown = ", ".join(name for name in names if name not in states)
        idle = all(states.get(name) is State.NOT_APPLICABLE for name in names) or stage is Stage.DELIVERY
        if item not in bench.valid:
            yield text(f"keputusan tidak berlaku pada tanggal ini: {what.id}", f"not valid on this day: {what.en}")
        elif unknown:
            yield text(
                f"keputusan untuk ketentuan yang tidak ada: {unknown}", f"decision for an unknown rule: {unknown}"
            )
        elif id(item) not in bench.used and not idle:
            yield text(f"keputusan tidak terpakai: {what.id}", f"decision without effect: {what.en}")
        elif item.until - bench.on <= SOON:
            end_id, end_en = day(item.until, "id"), day(item.until, "en")
            yield text(f"keputusan berakhir {end_id}: {what.id}", f"decision ends {end_en}: {what.en}")
