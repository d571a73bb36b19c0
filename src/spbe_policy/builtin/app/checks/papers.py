"""Checks that rest on the documents of the manifest."""

from calendar import monthrange
from collections.abc import Iterator
from datetime import date as Day

from spbe_policy.builtin.app.facts import only_registered, undeclared
from spbe_policy.checks import Context, Declaration, Fail, Outcome, Params, Pass, check
from spbe_policy.evidence import Cause, Gap, Paper
from spbe_policy.texts import text

Asked = Context[Declaration]


class TestsParams(Params):
    """The kinds of reports that must be there."""

    kinds: tuple[str, ...] = (
        "laporan-uji-fungsi",
        "laporan-uji-integrasi",
        "laporan-uji-beban",
        "laporan-uji-keamanan",
    )


@check("app.tests", each=Declaration, needs=(Paper,), params=TestsParams, full=True)
def tests(ctx: Asked, want: TestsParams) -> Iterator[Outcome]:
    """There is a report of every kind, each with the digest that the manifest declares."""
    if only_registered(ctx.app):
        yield undeclared("laporan uji", "the test reports")
        return
    wrong = [outcome for kind in want.kinds for outcome in _lacking(ctx, kind)]
    yield from wrong or [Pass("; ".join(_held(ctx, want.kinds)))]


class HandoverParams(Params):
    """The kind of the minutes that prove it."""

    kind: str = "berita-acara-serah-terima"


@check("app.source_handover", each=Declaration, needs=(Paper,), params=HandoverParams)
def source_handover(ctx: Asked, want: HandoverParams) -> Iterator[Outcome]:
    """The manifest says where the source code is, and minutes of the hand-over are there."""
    if only_registered(ctx.app):
        yield undeclared("serah terima sumber kode", "the hand-over of the source code")
        return
    wrong = list(_lacking(ctx, want.kind))
    if ctx.app.source_code is None:
        message = text("tempat sumber kode belum ada", "where the source code is, is missing")
        wrong.append(Fail("no source_code", message, claim=("source_code",)))
    where = ctx.app.source_code
    yield from wrong or [Pass(f"{where.location} {where.reference}" if where else "")]


class EvaluationParams(Params):
    """The kind of the report, and how many months it holds."""

    kind: str = "laporan-evaluasi"
    months: int = 6


@check("app.evaluation", each=Declaration, needs=(Paper,), params=EvaluationParams, full=True)
def evaluation(ctx: Asked, want: EvaluationParams) -> Iterator[Outcome]:
    """The newest report of an evaluation is not older than so many months."""
    if only_registered(ctx.app):
        yield undeclared("laporan evaluasi", "the report of an evaluation")
        return
    if wrong := list(_lacking(ctx, want.kind)):
        yield from wrong
        return
    newest = max(_of_kind(ctx, want.kind), key=lambda paper: paper.dated or Day.min)
    about, today = f"document:{newest.path}", ctx.city.today(ctx.at)
    seen = f"dated={newest.dated}"
    if newest.dated is None:
        yield Fail("undated", text("laporan evaluasi tanpa tanggal", "the report has no date"), about)
    elif newest.dated > today:
        yield Fail(seen, text(f"tanggal {newest.dated} di masa depan", f"{newest.dated} is in the future"), about)
    elif _later(newest.dated, want.months) < today:
        message = text(
            f"evaluasi terakhir {newest.dated}, lebih dari {want.months} bulan lalu",
            f"last evaluated on {newest.dated}, more than {want.months} months ago",
        )
        yield Fail(seen, message, about)
    else:
        yield Pass(seen)


def _later(day: Day, months: int) -> Day:
    """Return the same day so many months later, or the last of that month."""
    count = day.month - 1 + months
    year, month = day.year + count // 12, count % 12 + 1
    return Day(year, month, min(day.day, monthrange(year, month)[1]))


def _lacking(ctx: Asked, kind: str) -> Iterator[Outcome]:
    """What keeps the documents of a kind from counting: none listed, not found, changed, not readable."""
    listed = [entry for entry in ctx.app.documents if entry.kind == kind]
    if not listed:
        yield Fail(
            f"missing {kind}", text(f"dokumen {kind} belum ada", f"there is no document {kind}"), claim=("documents",)
        )
    papers = {paper.path: paper for paper in _of_kind(ctx, kind)}
    for entry in listed:
        about, paper = f"document:{entry.path}", papers.get(entry.path)
        if paper is None:
            gap = ctx.gap(Paper, about) or _unread(entry.path)
            yield gap.model_copy(update={"because_of": f"{Paper.kind} {about}"})
        elif paper.found is None:
            message = text(f"berkas {entry.path} tidak ada", f"file {entry.path} is not there")
            yield Fail(f"missing {entry.path}", message, about)
        elif not paper.holds:
            message = text(
                f"sidik digital {entry.path} tidak sama dengan manifes",
                f"the digest of {entry.path} is not the manifest's",
            )
            yield Fail(f"changed {entry.path}", message, about)


def _unread(path: str) -> Gap:
    detail = text(f"dokumen {path} tidak dapat dibaca", f"document {path} could not be read")
    return Gap(cause=Cause.NOT_COLLECTED, detail=detail)


def _of_kind(ctx: Asked, kind: str) -> list[Paper]:
    return [paper for paper in ctx.all(Paper).values() if paper.genre == kind]


def _held(ctx: Asked, kinds: tuple[str, ...]) -> Iterator[str]:
    for kind in kinds:
        yield from (f"{kind} {paper.found}" for paper in _of_kind(ctx, kind))
