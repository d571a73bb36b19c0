"""What a report says of the decisions themselves: not valid, ending soon, without effect, made by the wrong person."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import timedelta

from spbe_policy.bench import Bench
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
    """Yield what people should know of the decisions of this app, and of the shared ones that it used."""
    rules = {rule.id: rule for rule in policy.rules}
    found = {report.id: report for report in reports}
    for item in bench.decisions:
        if item.app is None and id(item) not in bench.used:
            continue
        yield from _of(item, policy, bench, rules, found, stage)
    yield from _same_hands(evidence, bench)
    yield from _only_claimed(evidence, stage)


def _of(
    item: Decision,
    policy: Policy,
    bench: Bench,
    rules: Mapping[str, Rule],
    found: Mapping[str, RuleReport],
    stage: Stage,
) -> Iterator[Text]:
    what = _named(item)
    known = [rules[name] for name in item.about if name in rules]
    if unknown := [name for name in item.about if name not in rules]:
        yield from _unknown(unknown, policy.renamed())
        return
    ends = max(item.ends(rule.half_life_days) for rule in known)
    if not any(bench.holds(item, rule) for rule in known):
        why = _why_not(item, bench, known)
        yield text(f"keputusan tidak berlaku {why.id}: {what.id}", f"decision not valid {why.en}: {what.en}")
    elif id(item) in bench.used:
        if ends - bench.on <= SOON:
            id_, en = day(ends, "id"), day(ends, "en")
            yield text(f"keputusan berakhir {id_}: {what.id}", f"decision ends {en}: {what.en}")
    elif _changed(item, found):
        yield text(
            f"yang diputuskan sudah berubah, keputusan tidak terpakai: {what.id}",
            f"what was decided on has changed, decision without effect: {what.en}",
        )
    elif not (stage is Stage.DELIVERY or all(found[rule.id].state is State.NOT_APPLICABLE for rule in known)):
        yield text(f"keputusan tidak terpakai: {what.id}", f"decision without effect: {what.en}")


def _why_not(item: Decision, bench: Bench, known: list[Rule]) -> Text:
    if item.date > bench.on:
        return text("(belum mulai)", "(not yet)")
    if all(item.ends(rule.half_life_days) < bench.on for rule in known):
        ended = max(item.ends(rule.half_life_days) for rule in known)
        return text(f"(berakhir {day(ended, 'id')})", f"(ended {day(ended, 'en')})")
    return text("(ketentuan ini tidak dijawab bersama)", "(this rule is not answered together)")


def _unknown(names: list[str], renamed: Mapping[str, str | None]) -> Iterator[Text]:
    for name in names:
        if to := renamed.get(name):
            yield text(
                f"keputusan untuk {name}: ketentuan itu kini {to}", f"decision for {name}: that rule is now {to}"
            )
        else:
            yield text(f"keputusan untuk ketentuan yang tidak ada: {name}", f"decision for an unknown rule: {name}")


def _changed(item: Decision, found: Mapping[str, RuleReport]) -> bool:
    """Whether the subject is there with another value, or the document with another digest."""
    if isinstance(item, Acceptance):
        findings = [finding for name in item.rules for finding in found[name].findings]
        papers = {paper.sha256 for finding in findings for paper in finding.documents}
        return bool(papers) and item.sha256 not in papers
    seen = item.seen if isinstance(item, Waiver | Judgement) else None
    there = [each for each in found[item.rule].findings if each.subject == item.subject]
    return seen is not None and any(each.seen not in (None, seen) for each in there)


def _named(item: Decision) -> Text:
    kind, about = KINDS[item.kind], ", ".join(item.about)
    where = "" if isinstance(item, Acceptance) or item.subject == "app" else f" ({item.subject})"
    return text(f"{kind.id} untuk {about}{where}", f"{kind.en} for {about}{where}")


def _same_hands(evidence: Evidence, bench: Bench) -> Iterator[Text]:
    """Say where one who decides is also the vendor, or waives what he reviewed himself."""
    vendor = {_folded(name) for name in _vendors(evidence)}
    said = set()
    for item in bench.decisions:
        if vendor & {_folded(item.office), _folded(item.official)}:
            said.add(f"{item.official}, {item.office}")
    for who in sorted(said):
        yield text(f"yang memutuskan juga penyedia aplikasi: {who}", f"who decides is also the app's vendor: {who}")
    reviewed = {(item.rule, _person(item)) for item in bench.decisions if isinstance(item, Judgement)}
    for item in bench.decisions:
        if isinstance(item, Waiver) and (item.rule, _person(item)) in reviewed:
            yield text(
                f"penilai dan pemberi dispensasi orang yang sama: {item.official}, {item.rule}",
                f"reviewer and approver of the waiver are the same person: {item.official}, {item.rule}",
            )


def _vendors(evidence: Evidence) -> Iterator[str]:
    app = evidence.app
    yield from (name for name in (app.ownership.developer_unit,) if name)
    if app.vendor:
        yield from (name for name in (app.vendor.name, app.vendor.contact) if name)


def _person(item: Decision) -> str:
    return item.nip or _folded(item.official)


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
    if claimed and (row is None or row.shared_controls is None):
        names = ", ".join(claimed)
        yield text(
            f"kontrol bersama {names} hanya pernyataan penyedia: catat di daftar aplikasi",
            f"shared controls {names} are only the vendor's word: enter them in the register",
        )
