"""Whether a host permits active requests: it publishes its consent, or a recorded letter of assignment covers it."""

from datetime import datetime
from typing import TYPE_CHECKING

from spbe_policy._door import refusals
from spbe_policy._door.nouns import Door, Exchange, host_of
from spbe_policy.consent import LABEL, MAX_BYTES, PATH, Consent, consent_of, in_file, in_record
from spbe_policy.evidence import Gap

if TYPE_CHECKING:
    from spbe_policy.session import Session


async def published(session: "Session", host: str, operator: str | None, at: datetime) -> Consent | Gap:
    """Return the consent that `host` publishes, the one that permits before the one that does not; both are looked for.

    A gap says that neither place could be looked at.
    """
    found = [await _in_file(session, host, operator, at), await _in_dns(session, host, operator, at)]
    seen = [item for item in found if isinstance(item, Consent)]
    return min(seen, key=lambda item: (item.problem is not None, item.problem == "absent"), default=found[0])


async def forbidden(session: "Session", url: str, door: Door) -> Gap | None:
    """Return why an active request to `url` is not permitted, or None."""
    host = host_of(url)
    if host in door.active_hosts:
        return None
    consent = await session.consent(host)
    if isinstance(consent, Gap):
        return refusals.active(host)
    return None if consent.covers(url) else refusals.consent(host, consent.problem or "out-of-scope")


async def _in_file(session: "Session", host: str, operator: str | None, at: datetime) -> Consent | Gap:
    url = f"https://{host}{PATH}"
    answer = await session.fetch(url, limit=MAX_BYTES)
    if isinstance(answer, Gap):
        return answer
    if not _is_its_own(answer):
        return Consent(where=url, problem="absent")
    return consent_of(url, in_file(answer.text), operator, at)


async def _in_dns(session: "Session", host: str, operator: str | None, at: datetime) -> Consent | Gap:
    name = f"{LABEL}.{host}"
    answer = await session.lookup(name, "TXT")
    if isinstance(answer, Gap):
        return answer
    if not answer.records:
        return Consent(where=name, problem="absent")
    read = [consent_of(name, in_record(record), operator, at) for record in answer.records]
    return min(read, key=lambda item: item.problem is not None)


def _is_its_own(answer: Exchange) -> bool:
    """Whether the host itself gives a text, over a connection that is trusted."""
    plain = (answer.header("content-type") or "").partition(";")[0].strip().lower() == "text/plain"
    return answer.status == 200 and plain and answer.tls is not None and answer.tls.verified
