"""What a report says before anything is judged: of the app, the evidence, the policy and each rule in itself."""

from functools import lru_cache
from typing import Any

from spbe_policy.decisions import Decisions
from spbe_policy.evidence import Evidence
from spbe_policy.policy import Policy, Rule
from spbe_policy.reading import digest
from spbe_policy.report import AppNote, PolicyNote, RuleReport, State


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
