"""What an exchange is worth: the app's own answer, or a gap that says why it is not."""

from urllib.parse import urljoin

from spbe_policy.builtin.web.facts import Answer
from spbe_policy.evidence import Cause, Gap
from spbe_policy.manifest import Environment
from spbe_policy.redact import redact_headers, redact_url
from spbe_policy.session import Exchange, answered
from spbe_policy.texts import text

NO_ADDRESS = Gap(
    cause=Cause.NOT_DECLARED, detail=text("alamat aplikasi belum dinyatakan", "the app's address is not declared yet")
)


def trusted(exchange: Exchange) -> Exchange | Gap:
    """Return `exchange` if the app itself gave it: a bad certificate, and anybody may have answered."""
    if exchange.tls is None or exchange.tls.verified:
        return answered(exchange)
    problem = exchange.tls.problem
    return Gap(
        cause=Cause.UNREACHABLE,
        detail=text(
            f"sertifikat tidak tepercaya ({problem}), jadi jawabannya tidak dapat dinilai",
            f"the certificate is not trusted ({problem}), so the answer cannot be judged",
        ),
    )


def page_of(exchange: Exchange) -> Exchange | Gap:
    """Return `exchange` if it is trusted and carries a page, not an error."""
    answer = trusted(exchange)
    if isinstance(answer, Gap) or answer.status < 400:
        return answer
    cause = Cause.BLOCKED if answer.status in (401, 407) else Cause.UNREACHABLE
    url, status = redact_url(answer.url), answer.status
    return Gap(cause=cause, detail=text(f"{url} menjawab {status}, bukan halaman", f"{url} answered {status}, no page"))


def as_answer(exchange: Exchange) -> Answer:
    """Return what may be kept of an exchange."""
    return Answer(url=redact_url(exchange.url), status=exchange.status, headers=redact_headers(exchange.headers))


def under(environment: Environment, path: str) -> str:
    """Return the URL of `path` (without a leading slash) under the app's base, which may itself have a path."""
    return urljoin(environment.url.rstrip("/") + "/", path)
