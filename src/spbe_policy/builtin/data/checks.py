"""What the family `data` decides."""

from collections.abc import Iterator, Mapping

from spbe_policy.builtin.data.currency import (
    NO_DATE,
    NO_PERIOD,
    PERIODS,
    CurrentParams,
    broken_text,
    currency,
    undeclared,
)
from spbe_policy.builtin.data.facts import Dated, Earlier
from spbe_policy.builtin.data.frequency import published
from spbe_policy.builtin.data.heartbeat import NO_EARLIER, compared
from spbe_policy.checks import Context, Declaration, Fail, NotApplicable, Outcome, Params, Pass, Review, check
from spbe_policy.datasets import DataSet
from spbe_policy.evidence import Cause, Gap
from spbe_policy.texts import text

_AROUND_SPL = text(
    "saluran yang dinyatakan bukan SPL: petugas menilai apakah sambungan ini tetap dibolehkan",
    "the declared channel is not the SPL: a person judges whether this link may stay",
)
_NO_SOURCE = text("sumber tanggal belum dinyatakan", "the source of the date is not declared yet")
_PLACES = {"json": "pointer", "html": "selector", "csv": "column", "xlsx": "column"}
"""The key that says where in the answer of each kind of source the date stands."""

_FILES_OWN = text(
    "tanggal berkas, bukan tanggal di dalam data: petugas menilai apakah keduanya berjalan bersama",
    "the file's date, not one within the data: a person judges whether the two go together",
)
_CATALOGUES_OWN = text(
    "tanggal berasal dari katalog (waktu panen atau ubahan entri), bukan dari data",
    "the date is the catalogue's (of the harvest or of the entry), not the data's",
)

_NO_TWO_PERIODS = text(
    "katalog tidak menyebut jadwal pemutakhiran yang dikenal", "the catalogue publishes no update period that is known"
)


@check("data.declared", each=Declaration, params=Params, full=True)
def declared(ctx: Context[Declaration], _: Params) -> Iterator[Outcome]:
    """Each data set says how often it changes and where its date can be read."""
    if ctx.app.data_sets is None:
        yield undeclared(text("himpunan data belum dinyatakan", "the data sets are not declared yet"))
    for item in ctx.app.data_sets or ():
        yield from _declaration(ctx, item)


def _declaration(ctx: Context[Declaration], item: DataSet) -> Iterator[Outcome]:
    about = f"dataset:{item.id}"
    here = ctx.app.path_of(about)
    if item.period is None:
        yield Fail("period=none", NO_PERIOD, about, here)
    if item.source is None:
        yield Fail("source=none", _NO_SOURCE, about, here)
    elif (place := _PLACES.get(item.source.kind)) and getattr(item.source, place) is None:
        what = item.source.kind
        message = text(f"sumber {what} tanpa {place}", f"a source of kind {what} without {place}")
        yield Fail(f"{place}=none", message, about, (*here, "source"))
    elif item.period:
        yield Pass(f"period={item.period}; source={item.source.kind}", about)


@check("data.current", each=Dated, params=CurrentParams, full=True)
def current(ctx: Context[Dated], want: CurrentParams) -> Iterator[Outcome]:
    """The date of a data set is within its schedule."""
    item = _item(ctx)
    if item.kind == "information":
        yield NotApplicable(text("informasi situs dinilai tersendiri", "information of a site is judged on its own"))
    else:
        yield currency(ctx, item, want)


@check("data.own_date", each=Dated, params=Params, full=True)
def own_date(ctx: Context[Dated], _: Params) -> Iterator[Outcome]:
    """The date is that of the data, not that of the file or the catalogue entry which carries it."""
    if _item(ctx).kind == "information":
        yield NotApplicable(text("informasi situs, bukan himpunan data", "information of a site, no data set"))
    elif ctx.fact.broken:
        yield Gap(cause=Cause.UNREACHABLE, detail=broken_text(ctx.fact))
    elif (place := ctx.fact.place(ctx.city.zone)) is None:
        yield undeclared(NO_DATE)
    else:
        origin, key = place
        seen = f"{origin}: {key}"
        match origin:
            case "content":
                yield Pass(seen)
            case "file":
                yield Review(seen, _FILES_OWN)
            case "catalogue":
                yield Fail(seen, _CATALOGUES_OWN)


@check("data.period_agrees", each=Dated, params=Params, full=True)
def period_agrees(ctx: Context[Dated], _: Params) -> Iterator[Outcome]:
    """The manifest names the update period that the catalogue publishes."""
    item = _item(ctx)
    shown = published(ctx.fact.frequency or "")
    if shown is None or item.period is None:
        yield NotApplicable(_NO_TWO_PERIODS)
    elif shown is item.period:
        yield Pass(f"period={shown}")
    else:
        yield Fail(
            f"manifest={item.period}; catalogue={shown}",
            text(
                f"manifes: {PERIODS[item.period]}; katalog: {PERIODS[shown]}; salah satunya keliru",
                f"the manifest says {item.period}, the catalogue {shown}; one of the two is wrong",
            ),
            claim=(*ctx.app.path_of(ctx.subject), "period"),
        )


@check("data.restamped", each=Dated, params=Params, needs=[Earlier], full=True)
def restamped(ctx: Context[Dated], _: Params) -> Iterator[Outcome]:
    """The date moves when the content does, and only then; compared with the earlier evidence."""
    before = ctx.all(Earlier).get(ctx.subject)
    yield compared(ctx.fact, before, _item(ctx), ctx.city) if before else NotApplicable(NO_EARLIER)


class InformationParams(CurrentParams):
    """Words, in the id or title of an information data set, by which its kind is known."""

    kinds: Mapping[str, tuple[str, ...]] = {
        "berita": ("berita", "kabar", "news", "pengumuman"),
        "layanan": ("layanan", "pelayanan", "service"),
        "pejabat": ("pejabat", "pimpinan", "struktur", "official"),
    }


@check("data.information", each=Dated, params=InformationParams)
def information(ctx: Context[Dated], want: InformationParams) -> Iterator[Outcome]:
    """News, services and officials of an office's site are declared and dated within their schedules.

    A scan reads the dates; what stands on the pages a person reads.
    """
    item = _item(ctx)
    if item.kind != "information":
        yield NotApplicable(text("himpunan data, bukan informasi situs", "a data set, no information of a site"))
        return
    found = currency(ctx, item, want)
    # A person judges the page, not the day of its last news: what is seen stays the same when news comes.
    yield Pass(f"dated ({_key(ctx)})") if isinstance(found, Pass) else found
    if missing := _missing(ctx, want):
        names = ", ".join(missing)
        reason = text(f"belum dinyatakan sebagai informasi: {names}", f"not declared as information: {names}")
        yield Review(f"not declared: {names}", reason, about="app")


def _missing(ctx: Context[Dated], want: InformationParams) -> list[str]:
    """Return the kinds of information that no data set of the app is."""
    names = " ".join(
        f"{item.id} {item.title or ''}" for item in ctx.app.data_sets or () if item.kind == "information"
    ).casefold()
    return [kind for kind, words in want.kinds.items() if not any(word in names for word in words)]


@check("data.through_spl", each=Declaration, params=Params)
def through_spl(ctx: Context[Declaration], _: Params) -> Iterator[Outcome]:
    """Each integration names the service-connector system (SPL) as its channel; what does not, a person judges."""
    if ctx.app.integrations is None:
        yield undeclared(text("integrasi belum dinyatakan", "the integrations are not declared yet"))
    for item in ctx.app.integrations or ():
        about, seen = f"integration:{item.counterpart}", f"channel={item.channel}"
        yield Pass(seen, about) if item.channel == "splp" else Review(seen, _AROUND_SPL, about)


def _item(ctx: Context[Dated]) -> DataSet:
    return next(item for item in ctx.app.data_sets or () if item.id == ctx.name)


def _key(ctx: Context[Dated]) -> str:
    place = ctx.fact.place(ctx.city.zone)
    return place[1] if place else ""


ALL = (declared, current, own_date, period_agrees, restamped, information, through_spl)
