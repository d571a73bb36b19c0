"""What the components of a bill of materials lack: minimum elements, identity, dependency graph."""

from collections.abc import Iterator

from spbe_policy.builtin.sbom.facts import Inventory, Lacking
from spbe_policy.checks import Context, Fail, Outcome, Params, Pass, Review, check
from spbe_policy.evidence import Cause, Gap
from spbe_policy.texts import Text, text

_EMPTY = Gap(
    cause=Cause.NOT_DECLARED,
    detail=text("SBOM tidak memuat komponen yang dapat dinilai", "the SBOM lists no component that could be judged"),
)


class ShareParams(Params):
    """How many of a hundred components may lack an element before it counts."""

    tolerated_percent: int = 0


@check("sbom.minimum", each=Inventory, params=ShareParams, full=True)
def minimum(ctx: Context[Inventory], want: ShareParams) -> Iterator[Outcome]:
    """Each component has version, supplier and an identifier, and the SBOM an author (NTIA 2021, data fields)."""
    bill = ctx.fact
    if not bill.components:
        yield _EMPTY
        return
    wrong: list[Outcome] = [
        *too_many(bill.no_version, bill.software, want, text("tanpa versi", "without a version")),
        *too_many(bill.no_supplier, bill.software, want, text("tanpa pemasok", "without a supplier")),
        *too_many(
            bill.no_identifier, bill.software, want, text("tanpa purl, CPE, atau SWID", "without a purl, CPE or SWID")
        ),
    ]
    if not bill.authors:
        no_author = text("SBOM tidak menyebut pembuatnya", "the SBOM does not say who made it")
        wrong.append(Fail("no author", no_author))
    yield from wrong or [Pass(_size(bill))]


@check("sbom.traceable", each=Inventory, params=ShareParams, full=True)
def traceable(ctx: Context[Inventory], want: ShareParams) -> Iterator[Outcome]:
    """Each component has a strong digest; the SBOM says which tool made it, and when in the life cycle (CISA 2025)."""
    bill = ctx.fact
    if not bill.components:
        yield _EMPTY
        return
    weak = text("hanya dengan MD5 atau SHA-1", "with MD5 or SHA-1 only")
    wrong: list[Outcome] = [
        *too_many(bill.no_hash, bill.components, want, text("tanpa hash", "without a hash")),
        *too_many(bill.weak_hash, bill.components, want, weak),
    ]
    if not bill.tools:
        wrong.append(Fail("no tool", text("SBOM tidak menyebut alat pembuatnya", "the SBOM names no tool")))
    if not bill.lifecycles:
        context = text(
            "SBOM tidak menyebut dari tahap mana isinya (lifecycles: build, post-build, …)",
            "the SBOM does not say of which phase it is (lifecycles: build, post-build, …)",
        )
        wrong.append(Fail("no lifecycle", context))
    yield from wrong or [Pass(f"{_size(bill)}; {', '.join(bill.tools)}; {', '.join(bill.lifecycles)}")]


@check("sbom.identified", each=Inventory, params=Params, full=True)
def identified(ctx: Context[Inventory], _: Params) -> Iterator[Outcome]:
    """Every package URL that is given is sound, and speaks of the component that it stands at (purl specification)."""
    bill = ctx.fact
    if not bill.components:
        yield _EMPTY
        return
    all_ = ShareParams()
    other = text("dengan purl yang menyebut nama atau versi lain", "with a purl that speaks of another name or version")
    wrong: list[Outcome] = [
        *too_many(bill.bad_purl, bill.software, all_, text("dengan purl tidak sah", "with an invalid purl")),
        *too_many(bill.other_purl, bill.software, all_, other),
    ]
    yield from wrong or [Pass(_size(bill))]


class GraphParams(Params):
    """From how many components on a graph without a second level is doubted."""

    flat_from: int = 30


_FROM_THE_APP = {
    "none": text("metadata.component tidak mempunyai bom-ref", "metadata.component has no bom-ref"),
    "unknown": text("dependensi aplikasi sendiri tidak ditulis", "the app's own dependencies are not given"),
    "empty": text("aplikasi ditulis tanpa dependensi apa pun", "the app is said to depend on nothing"),
}


@check("sbom.connected", each=Inventory, params=GraphParams, full=True)
def connected(ctx: Context[Inventory], want: GraphParams) -> Iterator[Outcome]:
    """The dependency graph leads from the app to every component, and says of each what it depends on."""
    bill = ctx.fact
    if not bill.components:
        yield _EMPTY
        return
    wrong: list[Outcome] = list(_disconnected(bill))
    if not wrong and bill.unknown.count and bill.admits_gaps:
        reason = text(
            "pembuat SBOM menyatakan daftarnya belum lengkap: petugas menilai apakah dapat diterima",
            "the SBOM's maker says that it is not complete: a person judges whether that will do",
        )
        yield Review(f"incomplete by its own word; {_told(bill.unknown, bill.components)}", reason)
    elif not wrong and bill.depth < 2 and bill.components >= want.flat_from:
        reason = text(
            f"{bill.components} komponen semuanya dependensi langsung: dependensi bertingkat mungkin tidak tercatat",
            f"all {bill.components} components are direct dependencies: what these depend on may be missing",
        )
        yield Review(f"flat {bill.components}", reason)
    else:
        yield from wrong or [Pass(f"{_size(bill)}, depth {bill.depth}")]


def _disconnected(bill: Inventory) -> Iterator[Fail]:
    if message := _FROM_THE_APP.get(bill.of_itself):
        yield Fail(f"app: {bill.of_itself}", message)
        return
    all_ = ShareParams()
    yield from too_many(
        bill.orphans, bill.components, all_, text("tidak terhubung dengan aplikasi", "not connected with the app")
    )
    if not bill.admits_gaps:
        unsaid = text("tanpa keterangan dependensinya", "of which no dependencies are given")
        yield from too_many(bill.unknown, bill.components, all_, unsaid)
    names = ", ".join(bill.dangling.examples)
    if bill.dangling.count:
        message = text(f"graf menyebut bom-ref yang tidak ada: {names}", f"the graph names refs that are not: {names}")
        yield Fail(f"dangling {bill.dangling.count}: {names}", message)
    names = ", ".join(bill.repeated.examples)
    if bill.repeated.count:
        message = text(f"bom-ref dipakai lebih dari sekali: {names}", f"a bom-ref is used more than once: {names}")
        yield Fail(f"repeated {bill.repeated.count}: {names}", message)


def too_many(found: Lacking, of: int, want: ShareParams, what: Text) -> Iterator[Fail]:
    """Fail when more components than tolerated lack it; `seen` is in English, as everywhere."""
    if found.count * 100 > want.tolerated_percent * of:
        told = _told(found, of)
        numbers, _, names = told.partition(": ")
        message = text(
            f"{numbers.replace('/', ' dari ')} komponen {what.id}: {names}",
            f"{numbers.replace('/', ' of ')} components {what.en}: {names}",
        )
        yield Fail(f"{what.en} {told}", message)


def _told(found: Lacking, of: int) -> str:
    more = ", …" if found.count > len(found.examples) else ""
    return f"{found.count}/{of}: {', '.join(found.examples)}{more}"


def _size(bill: Inventory) -> str:
    return f"{bill.components} components"
