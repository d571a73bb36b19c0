"""Checks of an app that was switched off, as the city's register has it."""

from collections.abc import Iterator

from spbe_policy.checks import Context, Declaration, Fail, Outcome, Params, Pass, check
from spbe_policy.texts import text


@check("app.retired_reason", each=Declaration, params=Params, full=True)
def retired_reason(ctx: Context[Declaration], _: Params) -> Iterator[Outcome]:
    """The register says why the app was switched off."""
    reason = ctx.row.retired_reason if ctx.row else None
    if reason:
        yield Pass(f"reason={reason}")
    else:
        message = text(
            "alasan penghentian belum ada di daftar aplikasi kota",
            "the city's register gives no reason for switching the app off",
        )
        yield Fail("no reason", message)
