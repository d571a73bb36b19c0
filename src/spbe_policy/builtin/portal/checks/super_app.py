"""The app in the city's super app."""

from collections.abc import Iterator

from spbe_policy.authority import SuperApp
from spbe_policy.builtin.portal.checks.lists import unreadable
from spbe_policy.builtin.portal.facts import AppLinks, Menu, Opened
from spbe_policy.builtin.portal.places import bare
from spbe_policy.checks import Context, Fail, Outcome, Params, Pass, Review, check
from spbe_policy.evidence import Cause, Gap
from spbe_policy.texts import text


@check("portal.super_app_listed", each=Menu, params=Params, city=("super_app",), full=True)
def super_app_listed(ctx: Context[Menu], _: Params) -> Iterator[Outcome]:
    """The super app's menu has the app; where no machine can read the menu, a person says so."""
    if ctx.fact.url is None:
        reason = text(
            "menu aplikasi super tidak dapat dibaca mesin; petugas melihatnya di aplikasi",
            "no machine can read the super app's menu; a person looks into the app",
        )
        yield Review("no catalogue", reason)
    elif gap := unreadable(ctx.fact):
        yield gap
    elif entry := ctx.fact.entry(ctx.app.app.id, ctx.app.environments.get("production")):
        yield Pass(entry.id or bare(entry.url or ""))
    else:
        message = text("aplikasi tidak ada di menu aplikasi super", "the super app's menu lacks the app")
        yield Fail("not listed", message)


@check("portal.super_app_links", each=AppLinks, params=Params, city=("super_app",), full=True)
def super_app_links(ctx: Context[AppLinks], _: Params) -> Iterator[Outcome]:
    """The app's links may open in the city's super app, on each system for which the city names it."""
    city, found = ctx.city.super_app, ctx.fact
    android = city.android_package if isinstance(city, SuperApp) else None
    ios = city.ios_app_id if isinstance(city, SuperApp) else None
    outcomes = [
        *_one("Android", android, found.android, found.packages),
        *_one("iOS", ios, found.ios, found.app_ids),
    ]
    if outcomes:
        yield from outcomes
        return
    detail = text(
        "profil pemda belum mengisi paket Android atau App ID iOS aplikasi super",
        "the authority has set neither Android package nor iOS app ID of the super app",
    )
    yield Gap(cause=Cause.NOT_CONFIGURED, detail=detail)


def _one(system: str, wanted: str | None, file: Opened, named: tuple[str, ...]) -> Iterator[Outcome]:
    if wanted is None:
        return
    if wanted in named:
        yield Pass(f"{system} {wanted}")
    elif file.status != 200:
        yield Fail(f"{system} status {file.status}", text(f"{file.url} tidak ada", f"{file.url} is not there"))
    else:
        names = ", ".join(named) or "-"
        message = text(f"{file.url} menyebut {names}, bukan {wanted}", f"{file.url} names {names}, not {wanted}")
        yield Fail(f"{system} {names}", message)
