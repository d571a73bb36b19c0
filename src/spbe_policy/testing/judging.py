"""Judging by one check, on facts that are written down."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from spbe_policy.authority import Authority
from spbe_policy.checks import Check, Context, Outcome
from spbe_policy.evidence import Fact, Subject
from spbe_policy.manifest import Manifest

MOMENT = datetime(2026, 6, 15, 3, 0, tzinfo=UTC)
"""When the facts of a case were collected: Monday 15 June 2026, 10:00 WIB."""


def judge(
    check: Check,
    fact: Fact,
    *,
    subject: Subject = "app",
    app: Mapping[str, Any] | None = None,
    city: Mapping[str, Any] | None = None,
    needed: Mapping[type[Fact], Mapping[Subject, Fact]] | None = None,
    at: datetime = MOMENT,
    **params: Any,
) -> list[Outcome]:
    """Run one check on one fact; `app` and `city` are manifest and authority as data, `params` the rule's `with`."""
    manifest = {"schema": "spbe-app/1", "app": {"id": "contoh"}, **(app or {})}
    authority = {"schema": "spbe-authority/1", "name": "Kota Contoh", **(city or {})}
    context = Context(
        fact=fact,
        subject=subject,
        app=Manifest.model_validate(manifest),
        city=Authority.model_validate(authority),
        at=at,
        needed=needed or {},
    )
    return list(check.run(context, check.params.model_validate(params)))
