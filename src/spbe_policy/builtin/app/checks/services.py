"""How residents go through a service."""

from collections.abc import Iterator

from spbe_policy.builtin.app.facts import only_registered, undeclared
from spbe_policy.checks import Context, Declaration, Fail, Outcome, Params, Pass, Review, check
from spbe_policy.texts import text

MAX_SHOWN = 3
"""Most steps that a message names."""


@check("app.steps_online", each=Declaration, params=Params)
def steps_online(ctx: Context[Declaration], _: Params) -> Iterator[Outcome]:
    """Every step of every service is done online; a step to attend is for a person to judge, it may have a reason."""
    services = ctx.app.services
    attend = [f"{service.name}/{step.name}" for service in services for step in service.steps if step.mode == "attend"]
    silent = [service.name for service in services if not service.steps]
    if only_registered(ctx.app):
        yield undeclared("langkah layanan", "the steps of the services")
    elif not services:
        message = text("layanan dan langkahnya belum disebut", "no service and its steps are named")
        yield Fail("no services", message, claim=("services",))
    elif silent:
        names = _some(silent)
        message = text(f"langkah layanan belum disebut: {names}", f"services without steps: {names}")
        yield Fail(f"no steps: {', '.join(silent)}", message, claim=("services",))
    elif attend:
        names = _some(attend)
        yield Review(
            f"attend: {', '.join(attend)}",
            text(f"warga masih harus datang untuk {names}", f"residents still have to come for {names}"),
        )
    else:
        yield Pass(f"online: {', '.join(service.name for service in services)}")


def _some(names: list[str]) -> str:
    return ", ".join(names[:MAX_SHOWN]) + (", …" if len(names) > MAX_SHOWN else "")
