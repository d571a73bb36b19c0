"""What a report says before anything is judged: of the app, the evidence, the policy and each rule in itself."""

from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from spbe_policy.decisions import Decisions
from spbe_policy.evidence import Evidence
from spbe_policy.policy import Policy, Rule
from spbe_policy.reading import digest
from spbe_policy.report import AppNote, PolicyNote, RuleReport, State
from spbe_policy.texts import Text, text


def known(evidence: Evidence, policy: Policy, decisions: Decisions, contract: str | None) -> dict[str, Any]:
    """Return the fields of a report that do not depend on what is found."""
    dossier = evidence.dossier
    return {
        "app": _app(evidence),
        "city": evidence.city.name,
        "policy": _policy(evidence, policy, contract),
        "authority_digest": digest(dossier.authority.text.encode()),
        "decisions_digest": decisions.digest,
        "evidence_digest": evidence.digest,
        "city_files": dossier.city_files,
        "collected_at": dossier.collected_at.astimezone(evidence.city.zone),
        "environment": dossier.environment,
        "vantage": dossier.vantage,
        "requests": len(dossier.ledger),
        "versions": dossier.versions,
    }


def _policy(evidence: Evidence, policy: Policy, contract: str | None) -> PolicyNote:
    signed = evidence.app.contract if contract else None
    return PolicyNote(
        name=policy.name,
        version=policy.pack.version,
        title=policy.pack.title,
        digest=policy.digest,
        packs={name: pack.version for name, pack in policy.packs.items()},
        contract=contract,
        contract_date=signed.date if signed else None,
    )


def _app(evidence: Evidence) -> AppNote:
    app, name = evidence.app, evidence.dossier.environment
    where = app.environments.get(name) if name else None
    return AppNote(
        id=app.app.id,
        name=app.app.name,
        version=app.app.version,
        owner=app.ownership.owner,
        url=where.url if where else None,
        vendor=app.vendor.name if app.vendor else None,
    )


@lru_cache(maxsize=4096)
def unjudged(rule: Rule) -> RuleReport:
    """Return what a report says of a rule in itself."""
    file = rule.file
    return RuleReport(
        id=rule.id,
        aliases=file.aliases,
        title=file.title,
        level=file.level,
        effective_level=file.level,
        effective_on=None,
        responsible=file.responsible,
        basis=file.basis,
        sources={item.source: rule.pack.sources[item.source].title for item in file.basis},
        why=file.why,
        fix=file.fix,
        question=file.question,
        documents=file.documents,
        unseen=file.unseen,
        official_text=file.official_text,
        effort=file.effort,
        indicators=file.indicators,
        checks=file.checks,
        state=State.ERROR,
        findings=(),
    )


MOST_NAMED = 5
"""Questions that are named in a note; of more only the number is said."""


def examined(evidence: Evidence) -> Iterator[Text]:
    """Say what merged evidence was merged from, and what only some of its vantages could see."""
    parts = evidence.dossier.parts
    for part in parts:
        where, who = part.vantage.network, part.vantage.operator
        by_id, by_en = (f", oleh {who}", f", by {who}") if who else ("", "")
        when = part.collected_at.astimezone(evidence.city.zone)
        yield text(
            f"bukti dukung gabungan: {where}{by_id}, {when:%Y-%m-%d %H:%M}, {part.digest}",
            f"merged evidence: {where}{by_en}, {when:%Y-%m-%d %H:%M}, {part.digest}",
        )
    where_of = {part.digest: part.vantage.network for part in parts}
    partly: dict[str, list[str]] = {}
    for entry in evidence.dossier.entries:
        blind = sorted(
            {where_of[it] for sample in entry.samples if sample.gap for it in sample.parts if it not in entry.saw}
        )
        if blind and entry.saw:
            partly.setdefault(", ".join(blind), []).append(f"{entry.kind} {entry.subject}")
    for where, names in sorted(partly.items()):
        more = len(names) - MOST_NAMED
        rest_id, rest_en = (f" dan {more} lagi", f" and {more} more") if more > 0 else ("", "")
        named = ", ".join(names[:MOST_NAMED])
        yield text(
            f"tidak terlihat dari {where}, dinilai dari tempat lain: {named}{rest_id}",
            f"not seen from {where}, judged from elsewhere: {named}{rest_en}",
        )
