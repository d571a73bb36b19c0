"""The app in the portal, and the portal in the app."""

from collections.abc import Iterator

from spbe_policy.authority import Authority, Portal
from spbe_policy.builtin.app.facts import undeclared
from spbe_policy.builtin.portal.facts import Catalogue, Landing, Listed, Menu, built_by_scripts
from spbe_policy.builtin.portal.places import bare, host_of, is_of
from spbe_policy.builtin.web.facts import Page
from spbe_policy.checks import Context, Fail, Outcome, Params, Pass, Review, check
from spbe_policy.evidence import Cause, Gap
from spbe_policy.sections import Environment
from spbe_policy.texts import text


@check("portal.listed", each=Catalogue, params=Params, city=("portal",), full=True)
def listed(ctx: Context[Catalogue], _: Params) -> Iterator[Outcome]:
    """The portal's catalogue has the app with the same id, owner and address."""
    production = ctx.app.environments.get("production")
    if gap := unreadable(ctx.fact):
        yield gap
    elif production is None:
        yield undeclared("alamat produksi", "the production address")
    elif (entry := ctx.fact.entry(ctx.app.app.id, production)) is None:
        yield Fail("not listed", text("aplikasi tidak ada di katalog portal", "the portal's catalogue lacks the app"))
    elif wrong := [*_id(ctx, entry), *_owner(ctx, entry), *_address(entry, production)]:
        yield from wrong
    else:
        yield Pass(f"{entry.id}; {entry.owner}; {bare(entry.url or '')}")


def unreadable(fact: Catalogue | Menu) -> Gap | None:
    """Return the gap of a catalogue that is not as the authority describes it: the city's to mend."""
    if fact.url and not fact.broken:
        return None
    detail = text("profil pemda belum menyebut katalog portal", "the authority names no catalogue of the portal")
    if fact.broken:
        detail = text(
            f"katalog {fact.url} tidak seperti yang tertulis di profil pemda ({fact.broken})",
            f"the catalogue {fact.url} is not what the authority's profile says ({fact.broken})",
        )
    return Gap(cause=Cause.NOT_CONFIGURED, detail=detail)


def _id(ctx: Context[Catalogue], entry: Listed) -> Iterator[Outcome]:
    if entry.id != ctx.app.app.id:
        yield Fail(
            f"id={entry.id}",
            text(
                f"katalog memuat aplikasi ini dengan kode {entry.id!r}, bukan {ctx.app.app.id!r}",
                f"the catalogue has this app under id {entry.id!r}, not {ctx.app.app.id!r}",
            ),
        )


def _owner(ctx: Context[Catalogue], entry: Listed) -> Iterator[Outcome]:
    """Offices count as the same by code, name or alias of the authority's list."""
    said, own = entry.owner, ctx.app.ownership.owner
    if own is None:
        yield undeclared("OPD pemilik", "the owning office")
    elif said is None:
        reason = text("katalog tidak menyebut OPD pemilik", "the catalogue does not name the owning office")
        yield Review("no owner", reason)
    elif _same_office(ctx, said, own):
        return
    elif not ctx.city.offices:
        reason = text(
            f"apakah {said!r} dan {own!r} OPD yang sama? Profil pemda belum memuat daftar OPD",
            f"are {said!r} and {own!r} the same office? The authority has no list of offices",
        )
        yield Review(f"owner={said}", reason)
    else:
        yield Fail(
            f"owner={said}",
            text(
                f"OPD pemilik di katalog {said!r}, seharusnya {own!r}",
                f"the catalogue's owner is {said!r}, not {own!r}",
            ),
        )


def _same_office(ctx: Context[Catalogue], one: str, other: str) -> bool:
    city, today = ctx.city, ctx.city.today(ctx.at)
    first, second = city.office(one, today), city.office(other, today)
    if first and second:
        return first.code == second.code
    return one.casefold() == other.casefold()


def _address(entry: Listed, production: Environment) -> Iterator[Outcome]:
    if entry.url is None or not is_of(entry.url, production):
        yield Fail(
            f"url={bare(entry.url or '-')}",
            text(
                f"katalog menautkan {entry.url}, bukan {production.url}",
                f"the catalogue links to {entry.url}, not {production.url}",
            ),
        )


@check("portal.link_lands", each=Landing, params=Params, city=("portal",), full=True)
def link_lands(ctx: Context[Landing], _: Params) -> Iterator[Outcome]:
    """The catalogue's link ends, after its redirects, on a page of the app."""
    production = ctx.app.environments.get("production")
    if production is None:
        yield undeclared("alamat produksi", "the production address")
        return
    if not ctx.fact.hops:
        yield Fail("no link", text("entri di katalog tanpa tautan", "the entry in the catalogue has no link"))
        return
    end = ctx.fact.hops[-1]
    if not end.works:
        yield Fail(
            f"{end.status} {end.url}",
            text(f"tautan katalog menjawab {end.status}: {end.url}", f"the link answers {end.status}: {end.url}"),
        )
    elif not is_of(end.url, production):
        yield Fail(
            f"lands on {end.url}",
            text(f"tautan katalog berakhir di {end.url}", f"the catalogue's link ends on {end.url}"),
        )
    else:
        yield Pass(end.url)


@check("portal.link_back", each=Page, params=Params, city=("portal",), full=True)
def link_back(ctx: Context[Page], _: Params) -> Iterator[Outcome]:
    """The landing page has a link to the portal."""
    portal = _portal_host(ctx.city)
    own = ctx.app.environments.values()
    away = [link.url for link in ctx.fact.links if not any(is_of(link.url, where) for where in own)]
    if portal in map(host_of, away):
        yield Pass(portal)
    elif gap := built_by_scripts(ctx.fact):
        yield gap
    else:
        yield Fail(
            "none",
            text(f"halaman depan tidak menautkan {portal}", f"the landing page has no link to {portal}"),
        )


def _portal_host(city: Authority) -> str:
    return host_of(city.portal.url) if isinstance(city.portal, Portal) else ""
