"""What the app says of itself, and what other apps say of it."""

from collections.abc import Iterator

from spbe_policy.builtin.app.facts import undeclared
from spbe_policy.builtin.portal.facts import Descriptor, Integration
from spbe_policy.checks import Context, Fail, Outcome, Params, Pass, Review, check
from spbe_policy.evidence import Cause, Gap
from spbe_policy.texts import text


@check("portal.descriptor", each=Descriptor, params=Params, full=True)
def descriptor(ctx: Context[Descriptor], _: Params) -> Iterator[Outcome]:
    """The descriptor is there and agrees with the manifest in id and version."""
    found, app = ctx.fact, ctx.app.app
    where = found.at.url
    if found.at.status != 200:
        yield Fail(f"status {found.at.status}", text(f"{where} tidak ada", f"{where} is not there"))
    elif not found.readable:
        yield Fail("not-json", text(f"{where} bukan objek JSON", f"{where} is no JSON object"))
    elif found.id != app.id:
        message = text(f"deskriptor menyebut {found.id!r}, bukan {app.id!r}", f"it says {found.id!r}, not {app.id!r}")
        yield Fail(f"id={found.id}", message)
    elif app.version is None:
        yield undeclared("versi aplikasi", "the app's version")
    elif found.version != app.version:
        message = text(
            f"deskriptor menyebut versi {found.version}, manifes {app.version}",
            f"the descriptor says version {found.version}, the manifest {app.version}",
        )
        yield Fail(f"version={found.version}", message, claim=("app", "version"))
    else:
        yield Pass(f"{found.id} {found.version}")


@check("portal.integration", each=Integration, params=Params, full=True)
def integration(ctx: Context[Integration], _: Params) -> Iterator[Outcome]:
    """The counterpart's row in the city's register names this app too."""
    other, own = ctx.name, ctx.app.app.id
    if not ctx.fact.registered:
        reason = text(
            f"{other} tidak ada di daftar aplikasi kota, jadi tidak dapat mengakui integrasi ini",
            f"{other} is not in the city's register, so it cannot confirm this integration",
        )
        yield Review(f"{other} not registered", reason)
    elif ctx.fact.names is None:
        detail = text(
            f"baris {other} di daftar aplikasi belum menyebut integrasinya",
            f"the row of {other} in the register does not say what it is linked with",
        )
        yield Gap(cause=Cause.NOT_CONFIGURED, detail=detail)
    elif own in ctx.fact.names:
        yield Pass(f"{other} names {own}")
    else:
        message = text(
            f"baris {other} di daftar aplikasi tidak menyebut {own}",
            f"the row of {other} in the register does not name {own}",
        )
        yield Fail(f"{other} does not name {own}", message)
