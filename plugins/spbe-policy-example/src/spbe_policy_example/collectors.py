"""How the family `robots` looks at an app."""

from urllib.parse import urljoin

from spbe_policy.collecting import Collected, Scope, collector
from spbe_policy.evidence import Cause, Gap
from spbe_policy.session import answered
from spbe_policy.texts import text
from spbe_policy_example.facts import Robots


@collector(Robots, reach="network")
async def robots(scope: Scope) -> Collected:
    """Fetch `/robots.txt` of the app's host."""
    if scope.environment is None:
        return {"app": Gap(cause=Cause.NOT_DECLARED, detail=text("alamat belum dinyatakan", "no address declared yet"))}
    exchange = await scope.door.fetch(urljoin(scope.environment.url, "/robots.txt"))
    answer = exchange if isinstance(exchange, Gap) else answered(exchange)
    if isinstance(answer, Gap):
        return {"app": answer}
    return {"app": Robots(status=answer.status, disallowed=disallowed(answer.text) if answer.status == 200 else ())}


def disallowed(robots_txt: str) -> tuple[str, ...]:
    """Return the disallowed paths, each once, sorted."""
    lines = (line.partition("#")[0].partition(":") for line in robots_txt.splitlines())
    paths = {path.strip() for name, _, path in lines if name.strip().lower() == "disallow"}
    return tuple(sorted(paths - {""}))


ALL = (robots,)
