"""Whether a bill of materials is that of what runs: declared A, observed B is a finding of its own."""

from collections.abc import Iterator

from spbe_policy.builtin.portal.facts import Descriptor
from spbe_policy.builtin.sbom.checks.delivery import no_version, number
from spbe_policy.builtin.sbom.facts import Bom, Shown, Sighting
from spbe_policy.builtin.sbom.versions import KNOWN, same
from spbe_policy.checks import Context, Fail, NotApplicable, Outcome, Params, Pass, Review, check
from spbe_policy.texts import text

_PART = text("SBOM bagian: versinya sendiri", "an SBOM of a part, which has a version of its own")
_SAYS_NOTHING = text(
    "aplikasi tidak menyebut versi yang berjalan (spbe.json)", "the app does not say which version runs (spbe.json)"
)


@check("sbom.deployed", each=Bom, needs=(Descriptor,), params=Params)
def deployed(ctx: Context[Bom], _: Params) -> Iterator[Outcome]:
    """The version of the bill of materials is the one that the running app says it has."""
    bill, running = ctx.fact, ctx.need(Descriptor).version
    if bill.path is not None and bill.path not in ctx.app.bills[:1]:
        yield NotApplicable(_PART)
    elif not bill.valid:
        yield no_version(ctx)
    elif running is None:
        yield NotApplicable(_SAYS_NOTHING)
    elif bill.version is not None and number(bill.version) == number(running):
        yield Pass(f"declared {bill.version}, running {running}")
    else:
        message = text(
            f"SBOM untuk versi {bill.version or '-'}, yang berjalan {running}",
            f"the SBOM is for version {bill.version or '-'}, running is {running}",
        )
        yield Fail(f"declared {bill.version or '-'}, running {running}", message)


@check("sbom.on_show", each=Shown, params=Params)
def on_show(ctx: Context[Shown], _: Params) -> Iterator[Outcome]:
    """Libraries and programs that the live app shows stand in the bill of materials, in the version shown."""
    found = [_held_against(each) for each in ctx.fact.sightings]
    if wrong := [each for each in found if not isinstance(each, Pass)]:
        yield from wrong
    else:
        yield Pass("; ".join(f"{each.name} {each.observed}" for each in ctx.fact.sightings) or "none shown")


def _held_against(each: Sighting) -> Outcome:
    name, observed = each.name, each.observed
    if each.declared is None:
        reason = text(
            f"{name} {observed} dimuat situs ({each.where}) tetapi tidak ada di SBOM",
            f"the site loads {name} {observed} ({each.where}), which the SBOM does not list",
        )
        seen = f"{name}: declared none, observed {observed}"
        return Fail(seen, reason) if name in KNOWN else Review(seen, reason)
    if any(same(observed, version) for version in each.declared):
        return Pass(f"{name} {observed}")
    declared = ", ".join(each.declared)
    message = text(
        f"SBOM menyatakan {name} {declared}, situs menampilkan {observed} ({each.where})",
        f"the SBOM declares {name} {declared}, the site shows {observed} ({each.where})",
    )
    return Fail(f"{name}: declared {declared}, observed {observed}", message)
