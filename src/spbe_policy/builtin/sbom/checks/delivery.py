"""What the family `sbom` decides."""

from collections.abc import Iterator

from spbe_policy.builtin.app.facts import undeclared
from spbe_policy.builtin.sbom.facts import Bom
from spbe_policy.checks import Context, Fail, Outcome, Params, Pass, check
from spbe_policy.evidence import Cause, Gap
from spbe_policy.texts import text


@check("sbom.delivered", each=Bom, params=Params, full=True)
def delivered(ctx: Context[Bom], _: Params) -> Iterator[Outcome]:
    """A bill of materials is there, is valid CycloneDX and lists something."""
    bom = ctx.fact
    if bom.path is None:
        yield Fail("none", text("manifes tidak menyebut berkas SBOM", "the manifest names no SBOM"))
    elif bom.sha256 is None:
        yield Fail(f"missing {bom.path}", text(f"berkas {bom.path} tidak ada", f"file {bom.path} is not there"))
    elif bom.problems:
        yield Fail(
            f"invalid: {bom.problems[0]}",
            text(
                f"{bom.path} bukan CycloneDX yang sah: {bom.problems[0]}",
                f"{bom.path} is not valid CycloneDX: {'; '.join(bom.problems)}",
            ),
        )
    elif not bom.components:
        yield Fail("no components", text(f"{bom.path} tidak memuat komponen", f"{bom.path} lists no component"))
    else:
        yield Pass(f"CycloneDX {bom.spec_version} {bom.format}")


@check("sbom.version", each=Bom, params=Params, full=True)
def version(ctx: Context[Bom], _: Params) -> Iterator[Outcome]:
    """The bill of materials is that of this app, in the version delivered."""
    bom, app = ctx.fact, ctx.app.app
    if not bom.valid:
        detail = text(
            "SBOM yang sah belum ada, jadi versinya tidak terbaca", "without a valid SBOM there is no version"
        )
        yield Gap(cause=Cause.NOT_DECLARED, detail=detail, because_of=f"{Bom.kind} {ctx.subject}")
        return
    if app.version is None:
        yield undeclared("versi aplikasi", "the app's version")
        return
    seen = f"{bom.name or '-'} {bom.version or '-'}"
    if bom.name is None or _folded(bom.name) not in {_folded(app.id), _folded(app.name or app.id)}:
        yield Fail(
            seen, text(f"SBOM untuk {bom.name!r}, bukan {app.id!r}", f"the SBOM is for {bom.name!r}, not {app.id!r}")
        )
    elif bom.version is None or _number(bom.version) != _number(app.version):
        yield Fail(
            seen,
            text(
                f"SBOM untuk versi {bom.version}, yang diserahkan {app.version}",
                f"the SBOM is for version {bom.version}, delivered is {app.version}",
            ),
        )
    else:
        yield Pass(seen)


def _folded(name: str) -> str:
    return " ".join(name.casefold().split())


def _number(version: str) -> str:
    return version.strip().removeprefix("v")


ALL = (delivered, version)
