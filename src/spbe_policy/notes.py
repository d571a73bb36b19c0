"""What a report says of the decisions themselves: not valid, ending soon, without effect, made by the wrong person."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache

from spbe_policy.bench import Bench, allowed, last_day
from spbe_policy.decisions import KINDS, Acceptance, Decision, Judgement, Waiver
from spbe_policy.evidence import Evidence
from spbe_policy.policy import Policy, Rule
from spbe_policy.report import RuleReport, State
from spbe_policy.texts import Text, day, text
from spbe_policy.vocabulary import Stage

SOON = timedelta(days=30)
"""A decision that ends within this time is announced."""


def notes(
    evidence: Evidence, policy: Policy, bench: Bench, reports: Iterable[RuleReport], stage: Stage
) -> Iterator[Text]:
    """Yield what people should know of the decisions of this app, and of the shared ones that it used or missed."""
    rules = {rule.id: rule for rule in policy.rules}
    reader = _Reader(policy, bench, rules, {report.id: report for report in reports}, stage)
    for item in bench.decisions:
        yield from reader.of(item)
    yield from _same_hands(evidence, bench)
    yield from _only_claimed(evidence, stage)


@dataclass(frozen=True, slots=True)
class _Reader:
    policy: Policy
    bench: Bench
    rules: Mapping[str, Rule]
    found: Mapping[str, RuleReport]
    stage: Stage

    def of(self, item: Decision) -> Iterator[Text]:
        yield from self.unknown([name for name in item.about if name not in self.found])
        known = [self.rules[name] for name in item.about if name in self.rules]
        if not known:
            return
        if id(item) in self.bench.used:
            ends = max(last_day(item, rule) for rule in known)
            if ends - self.bench.on <= SOON:
                what, id_, en = _named(item), day(ends, "id"), day(ends, "en")
                yield text(f"keputusan berakhir {id_}: {what.id}", f"decision ends {en}: {what.en}")
        elif not any(self.bench.holds(item, rule) for rule in known):
            if item.app or self.missed(item, known):
                what, why = _named(item), _why_not(item, self.bench, known)
                yield text(f"keputusan tidak berlaku {why.id}: {what.id}", f"decision not valid {why.en}: {what.en}")
        elif item.app:
            yield from self.unused(item, known)

    def unknown(self, names: list[str]) -> Iterator[Text]:
        renamed = self.policy.renamed() if names else {}
        for name in names:
            if to := _now(name, renamed):
                id_, en = (
                    f"keputusan untuk {name}: ketentuan itu kini {to}",
                    f"decision for {name}: that rule is now {to}",
                )
            else:
                id_, en = f"keputusan untuk ketentuan yang tidak ada: {name}", f"decision for an unknown rule: {name}"
            yield text(id_, en)

    def missed(self, item: Decision, known: list[Rule]) -> bool:
        """Whether a shared decision would matter here, or is about a rule that nobody answers together."""
        waiting = (State.REVIEW, State.UNKNOWN)
        return any(self.found[rule.id].state in waiting or not allowed(item, rule) for rule in known)

    def unused(self, item: Decision, known: list[Rule]) -> Iterator[Text]:
        if _changed(item, self.found):
            what = _named(item)
            yield text(
                f"yang diputuskan sudah berubah, keputusan tidak terpakai: {what.id}",
                f"what was decided on has changed, decision without effect: {what.en}",
            )
        elif self.stage is not Stage.DELIVERY and any(self.found[rule.id].state not in _NOT_ITS_TURN for rule in known):
            what = _named(item)
            yield text(f"keputusan tidak terpakai: {what.id}", f"decision without effect: {what.en}")


_NOT_ITS_TURN = (State.NOT_APPLICABLE, State.UNKNOWN, State.ERROR)
"""States of a rule in which a decision could have no effect anyhow."""


def _why_not(item: Decision, bench: Bench, known: list[Rule]) -> Text:
    if not any(allowed(item, rule) for rule in known):
        if isinstance(item, Waiver):
            return text("(ketentuan ini tidak dapat diberi dispensasi)", "(this rule cannot be waived)")
        return text("(ketentuan ini tidak dijawab bersama)", "(this rule is not answered together)")
    if item.date > bench.on:
        return text("(belum mulai)", "(not yet)")
    ended = max(last_day(item, rule) for rule in known)
    return text(f"(berakhir {day(ended, 'id')})", f"(ended {day(ended, 'en')})")


def _now(name: str, renamed: Mapping[str, str | None]) -> str | None:
    """Follow a rule through its successors to the one that is there now."""
    passed = {name}
    while (to := renamed.get(name)) and to not in passed:
        name = to
        passed.add(name)
    return name if len(passed) > 1 and name not in renamed else None


def _changed(item: Decision, found: Mapping[str, RuleReport]) -> bool:
    """Whether the subject is there with another value, or the document with another digest."""
    findings = [finding for name in item.about if name in found for finding in found[name].findings]
    if isinstance(item, Acceptance):
        papers = {paper.sha256 for finding in findings for paper in finding.documents}
        return bool(papers) and item.sha256 not in papers
    seen = item.seen if isinstance(item, Waiver | Judgement) else None
    there = [each for each in findings if each.subject == item.subject]
    return seen is not None and any(each.seen not in (None, seen) for each in there)


def _named(item: Decision) -> Text:
    kind, about = KINDS[item.kind], ", ".join(item.about)
    where = "" if isinstance(item, Acceptance) or item.subject == "app" else f" ({item.subject})"
    whose = f" ({item.scope})" if item.scope else ""
    return text(f"{kind.id} untuk {about}{where}{whose}", f"{kind.en} for {about}{where}{whose}")


def _same_hands(evidence: Evidence, bench: Bench) -> Iterator[Text]:
    """Say where one who decides is also the vendor, or waives what he reviewed or accepted himself."""
    vendor, contact = {_folded(name) for name in _vendors(evidence)}, _contact(evidence)
    said = set()
    for item in bench.decisions:
        if vendor & {_folded(item.office), _folded(item.official)} or _folded(item.official) in contact:
            said.add(f"{item.official}, {item.office}")
    for who in sorted(said):
        yield text(f"yang memutuskan juga penyedia aplikasi: {who}", f"who decides is also the app's vendor: {who}")
    waivers = [item for item in bench.decisions if isinstance(item, Waiver)]
    waived = {item.rule for item in waivers}
    judged = {
        (rule, who)
        for item in bench.decisions
        if not isinstance(item, Waiver)
        for rule in waived.intersection(item.about)
        for who in _person(item)
    }
    for item in waivers:
        if any((item.rule, who) in judged for who in _person(item)):
            yield text(
                f"penilai dan pemberi dispensasi orang yang sama: {item.official}, {item.rule}",
                f"reviewer and approver of the waiver are the same person: {item.official}, {item.rule}",
            )


def _vendors(evidence: Evidence) -> Iterator[str]:
    app = evidence.app
    yield from (name for name in (app.ownership.developer_unit,) if name)
    if app.vendor:
        yield app.vendor.name


def _contact(evidence: Evidence) -> str:
    """The vendor's contact: a name, mostly with a telephone number behind it."""
    return _folded((evidence.app.vendor and evidence.app.vendor.contact) or "")


def _person(item: Decision) -> set[str]:
    """A person by name and, where it is given, by number: reviews may come without the NIP that a waiver needs."""
    return {_folded(item.official), *([item.nip] if item.nip else [])}


@lru_cache(maxsize=256)
def _folded(name: str) -> str:
    return " ".join(name.casefold().split())


def _only_claimed(evidence: Evidence, stage: Stage) -> Iterator[Text]:
    """What counts only when the register says it, and stands in the manifest alone."""
    row, claimed, contract = evidence.dossier.row, evidence.app.shared_controls, evidence.app.contract
    if stage is Stage.DELIVERY:
        return
    if contract and contract.digest and (row is None or row.contract_digest is None):
        yield text(
            f"kontrak {contract.number} hanya pernyataan penyedia: catat di daftar aplikasi",
            f"contract {contract.number} is only the vendor's word: enter it in the register",
        )
    if row and row.contract_pack and row.contract_digest is None:
        yield text(
            f"kontrak {row.contract} menyebut paket tanpa sidik digital: dinilai dengan paket sekarang",
            f"contract {row.contract} names a pack without its digest: judged by the current one",
        )
    if claimed and (row is None or row.shared_controls is None):
        names = ", ".join(claimed)
        yield text(
            f"kontrol bersama {names} hanya pernyataan penyedia: catat di daftar aplikasi",
            f"shared controls {names} are only the vendor's word: enter them in the register",
        )
