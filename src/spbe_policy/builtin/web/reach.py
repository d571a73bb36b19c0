"""What an exchange is worth: the app's own answer, or a gap that says why it is not."""

from collections.abc import Awaitable, Callable, Iterable
from typing import TypeVar
from urllib.parse import urlsplit

from spbe_policy.builtin.web.facts import Answer, Site
from spbe_policy.collecting import Scope
from spbe_policy.evidence import Cause, Gap
from spbe_policy.redact import redact_headers, redact_url
from spbe_policy.sections import Environment
from spbe_policy.session import Exchange, answered, asks_to_log_in, guarded
from spbe_policy.texts import text

T = TypeVar("T")

MAX_HEADERS, MAX_NAME, MAX_VALUE = 100, 100, 32_000
"""Most headers of an answer that are kept, and most characters of each."""

NO_ADDRESS = Gap(
    cause=Cause.NOT_DECLARED, detail=text("alamat aplikasi belum dinyatakan", "the app's address is not declared yet")
)


def certified(exchange: Exchange) -> Exchange | Gap:
    """Return `exchange`, whatever its status, if the app itself gave it: a bad certificate, and anybody may have."""
    if exchange.tls is None or exchange.tls.verified:
        return guarded(exchange) or exchange
    problem = exchange.tls.problem
    return Gap(
        cause=Cause.UNREACHABLE,
        detail=text(
            f"sertifikat tidak tepercaya ({problem}), jadi jawabannya tidak dapat dinilai",
            f"the certificate is not trusted ({problem}), so the answer cannot be judged",
        ),
    )


def trusted(exchange: Exchange) -> Exchange | Gap:
    """Return `exchange` if the app itself gave it and neither blocked us nor failed."""
    answer = certified(exchange)
    return answer if isinstance(answer, Gap) else answered(answer)


def replied(exchange: Exchange) -> Exchange | Gap:
    """Return `exchange` if the app itself gave it, an error or a refusal included; one that is busy, or a gateway
    that did not reach it, says nothing."""
    return trusted(exchange) if exchange.status in (429, 502, 503, 504) else certified(exchange)


def page_of(exchange: Exchange) -> Exchange | Gap:
    """Return `exchange` if it is trusted and carries a page, not an error."""
    answer = trusted(exchange)
    if isinstance(answer, Gap) or answer.status < 400:
        return answer
    url, status = redact_url(answer.url), answer.status
    what = text(f"{url} menjawab {status}, bukan halaman", f"{url} answered {status}, no page")
    if asks_to_log_in(answer):
        what = text(f"{url} meminta login (status {status})", f"{url} asks to log in (status {status})")
    return Gap(cause=Cause.UNREACHABLE, detail=what)


def unseen(scope: Scope) -> Gap | None:
    """Return why the landing page was not seen: an app that hides it lets nothing be concluded from other silence."""
    gap = scope.of(Site).get("app")
    return gap.model_copy(update={"because_of": f"{Site.kind} app"}) if isinstance(gap, Gap) else None


def as_answer(exchange: Exchange) -> Answer:
    """Return what may be kept of an exchange."""
    headers = ((name[:MAX_NAME], value[:MAX_VALUE]) for name, value in exchange.headers[:MAX_HEADERS])
    return Answer(url=redact_url(exchange.url), status=exchange.status, headers=redact_headers(headers))


def under(environment: Environment, path: str) -> str:
    """Return the URL of `path` (without a leading slash) under the app's base, which may itself have a path."""
    return f"{base_of(environment)}{path}"


def base_of(environment: Environment) -> str:
    """Return the app's base URL with a slash at its end."""
    return environment.url.partition("?")[0].partition("#")[0].rstrip("/") + "/"


def hosts_of(environment: Environment) -> tuple[tuple[str, int], ...]:
    """Return the environment's hosts with their https ports, the base host first."""
    base = urlsplit(environment.url)
    first = (environment.host, base.port if base.port and base.scheme == "https" else 443)
    return (first, *((host, 443) for host in sorted({name.lower() for name in environment.hosts} - {first[0]})))


async def together(questions: Iterable[Callable[[], Awaitable[T]]]) -> list[T]:
    """Put questions side by side; return the answers in the order of the questions."""
    import anyio

    asked = list(questions)
    answers: dict[int, T] = {}

    async def put(number: int, question: Callable[[], Awaitable[T]]) -> None:
        answers[number] = await question()

    async with anyio.create_task_group() as tasks:
        for number, question in enumerate(asked):
            tasks.start_soon(put, number, question)
    return [answers[number] for number in range(len(asked))]
