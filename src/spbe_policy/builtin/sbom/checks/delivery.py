"""Whether a bill of materials was delivered, is valid, is that of this version, and of its time."""

from collections.abc import Iterator
from datetime import date as Day
from datetime import datetime, timedelta, tzinfo

from spbe_policy.builtin.app.facts import undeclared
from spbe_policy.builtin.sbom.facts import Bom
from spbe_policy.checks import Context, Fail, Outcome, Params, Pass, check
from spbe_policy.evidence import Assurance, Cause, Gap
from spbe_policy.texts import text


@check("sbom.delivered", each=Bom, params=Params, full=True)
def delivered(ctx: Context[Bom], _: Params) -> Iterator[Outcome]:
    """A bill of materials is there, is valid CycloneDX and lists something; a draft of lock files is only declared."""
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
    elif bom.draft:
        yield Pass(f"CycloneDX {bom.spec_version} {bom.format}, a draft", assurance=Assurance.DECLARED)
    else:
        yield Pass(f"CycloneDX {bom.spec_version} {bom.format}")


def no_version(ctx: Context[Bom]) -> Gap:
    """Return the gap for what a bill of materials cannot say of itself while it is missing or not valid."""
    detail = text("SBOM yang sah belum ada, jadi versinya tidak terbaca", "without a valid SBOM there is no version")
    return Gap(cause=Cause.NOT_DECLARED, detail=detail, because_of=f"{Bom.kind} {ctx.subject}")


@check("sbom.version", each=Bom, params=Params, full=True)
def version(ctx: Context[Bom], _: Params) -> Iterator[Outcome]:
    """The bill of materials is that of this app, in the version delivered; that of a part says what it is about."""
    bom, app = ctx.fact, ctx.app.app
    seen = f"{bom.name or '-'} {bom.version or '-'}"
    if not bom.valid:
        yield no_version(ctx)
    elif bom.path not in ctx.app.bills[:1]:
        yield _part(bom, seen)
    elif app.version is None:
        yield undeclared("versi aplikasi", "the app's version")
    elif bom.name is None or _folded(bom.name) not in {_folded(app.id), _folded(app.name or app.id)}:
        yield Fail(
            seen, text(f"SBOM untuk {bom.name!r}, bukan {app.id!r}", f"the SBOM is for {bom.name!r}, not {app.id!r}")
        )
    elif bom.version is None or number(bom.version) != number(app.version):
        message = text(
            f"SBOM untuk versi {bom.version}, yang diserahkan {app.version}",
            f"the SBOM is for version {bom.version}, delivered is {app.version}",
        )
        yield Fail(seen, message)
    else:
        yield Pass(seen)


def _part(bom: Bom, seen: str) -> Outcome:
    if bom.name and bom.version:
        return Pass(seen)
    unsaid = text(
        "SBOM tidak menyebut nama dan versi bagian ini", "the SBOM does not say of which part and version it is"
    )
    return Fail(seen, unsaid)


class DateParams(Params):
    """How many days before the release a bill of materials may have been made, and which documents date a release."""

    days_before_release: int = 90
    release_documents: tuple[str, ...] = ("berita-acara-serah-terima",)


_TOMORROW = timedelta(days=1)
"""Clocks of build machines go wrong; a day is more than any time zone explains."""


@check("sbom.dated", each=Bom, params=DateParams, full=True)
def dated(ctx: Context[Bom], want: DateParams) -> Iterator[Outcome]:
    """The bill of materials says when it was made: not in the future, and not long before the release it describes."""
    bom = ctx.fact
    if not bom.valid:
        yield no_version(ctx)
        return
    if (made := _moment(bom.timestamp, ctx.city.zone)) is None:
        yield Fail("none", text("SBOM tidak menyebut kapan dibuat", "the SBOM does not say when it was made"))
        return
    seen, released = f"{made.date()}", _released(ctx, want)
    if made > ctx.at + _TOMORROW:
        yield Fail(seen, text(f"tanggal SBOM {seen} di masa depan", f"the SBOM's date {seen} is in the future"))
    elif released and made.date() < released - timedelta(days=want.days_before_release):
        message = text(
            f"SBOM dari {seen}, padahal rilisnya {released}: bukan isi rilis itu",
            f"the SBOM is of {seen}, the release of {released}: that is not what was released",
        )
        yield Fail(f"{seen}, released {released}", message)
    else:
        yield Pass(seen)


def _released(ctx: Context[Bom], want: DateParams) -> Day | None:
    """The latest day that is known to be one of release: first use, hand-over; never one that is still to come."""
    papers = (entry.date for entry in ctx.app.documents if entry.kind in want.release_documents)
    days = [day for day in (ctx.app.app.launch_date, *papers) if day and day <= ctx.at.date()]
    return max(days, default=None)


def _moment(written: str | None, zone: tzinfo) -> datetime | None:
    """Read a time stamp; one without a zone, which XML allows, is the city's."""
    try:
        moment = datetime.fromisoformat(written or "")
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=zone)


def _folded(name: str) -> str:
    return " ".join(name.casefold().split())


def number(version: str) -> str:
    """Return a version without the `v` that some write before it."""
    return version.strip().removeprefix("v")
