"""Whether what the app is made of is still mended by its makers."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from spbe_policy.builtin.sbom.eol import Table
from spbe_policy.builtin.sbom.facts import Products, Shown
from spbe_policy.builtin.sbom.products import BY_NAME
from spbe_policy.checks import Context, Fail, Outcome, Params, Pass, Review, check
from spbe_policy.evidence import Cause, Gap
from spbe_policy.texts import text


class TableParams(Params):
    """The table of end-of-life dates, and after how many days it no longer says that anything is supported."""

    table: Table
    max_age_days: int = 365


@check("sbom.supported", each=Products, params=TableParams)
def supported(ctx: Context[Products], want: TableParams) -> Iterator[Outcome]:
    """No runtime, framework, database or system of the bill of materials is past the end of its maintenance."""
    found = [_judged(ctx, want, each.product, each.version, each.label) for each in ctx.fact.found]
    yield from _all_well(found)


@check("sbom.supported_on_show", each=Shown, params=TableParams)
def supported_on_show(ctx: Context[Shown], want: TableParams) -> Iterator[Outcome]:
    """Nor is any that the live app shows; of a server's banner a person judges, as distributions mend on their own."""
    found: list[Outcome] = []
    for each in ctx.fact.sightings:
        if slug := BY_NAME.get(each.name):
            outcome = _judged(ctx, want, slug, each.observed, each.where)
            doubtful = isinstance(outcome, Fail) and each.where not in {"script", "style", "generator"}
            found.append(Review(outcome.seen, outcome.message) if doubtful and isinstance(outcome, Fail) else outcome)
    yield from _all_well(found)


def _all_well(found: list[Outcome]) -> Iterator[Outcome]:
    well = [each.seen for each in found if isinstance(each, Pass)]
    if len(well) == len(found):
        yield Pass("; ".join(well) or "none in the table")
    yield from (each for each in found if not isinstance(each, Pass))


def _judged(ctx: Context[Any], want: TableParams, product: str, version: str, label: str) -> Outcome:
    """A line that had ended when the table was made has ended still; what else it says holds for a while only."""
    today, table = ctx.at.astimezone(ctx.city.zone).date(), want.table
    cycle = table.cycle(product, version)
    if cycle and cycle.ended(today):
        since = "" if isinstance(cycle.eol, bool) else f" {cycle.eol}"
        message = text(
            f"{product} {version} ({label}) tidak lagi mendapat perbaikan keamanan sejak{since or ' dahulu'}",
            f"{product} {version} ({label}) gets no security fixes since{since or ' long ago'}",
        )
        return Fail(f"{product} {version}: ended{since}", message)
    if table.as_of < today - timedelta(days=want.max_age_days):
        return _unknown(
            f"tabel masa dukungan bertanggal {table.as_of}, sudah lama: perbarui dengan spbe-policy eol import",
            f"the table of end-of-life dates is of {table.as_of}, too old: renew it by spbe-policy eol import",
        )
    if cycle is None:
        return _unknown(
            f"{product} {version} ({label}) tidak ada di tabel masa dukungan",
            f"{product} {version} ({label}) is not in the table of end-of-life dates",
        )
    return Pass(f"{product} {version}: {'no end set' if isinstance(cycle.eol, bool) else f'until {cycle.eol}'}")


def _unknown(id: str, en: str) -> Gap:  # noqa: A002
    return Gap(cause=Cause.NOT_CONFIGURED, detail=text(id, en))
