"""What is asked of the doors themselves."""

from collections.abc import Iterator

from spbe_policy.builtin.portal.door_facts import Door, Entries, Incident, Tracking
from spbe_policy.builtin.web.viewport import parse_viewport
from spbe_policy.checks import Context, Fail, Outcome, Params, Pass, Review, check
from spbe_policy.evidence import Cause, Gap
from spbe_policy.texts import text

SCRIPTED = Gap(
    cause=Cause.NEEDS_BROWSER,
    detail=text("halamannya dibuat oleh skrip; perlu peramban", "scripts make the page; it takes a browser"),
)


@check("portal.entries_live", each=Entries, params=Params)
def entries_live(ctx: Context[Entries], _: Params) -> Iterator[Outcome]:
    """The links of the catalogue lead to pages."""
    found = ctx.fact
    dead = [f"{each.id} {each.status}" for each in found.tried if (each.status or 0) >= 400]
    bad = [*dead, *(f"{name} tanpa tautan" for name in found.linkless)]
    gap = next((each.gap for each in found.tried if each.gap), None)
    if found.broken:
        yield Fail(
            found.broken, text(f"katalog tidak terbaca ({found.broken})", f"unreadable catalogue ({found.broken})")
        )
    elif bad:
        seen = ", ".join(bad)
        yield Fail(seen, text(f"entri mati: {seen}", f"dead entries: {seen}"))
    elif not found.tried:
        yield Fail("empty", text("katalog kosong", "the catalogue is empty"))
    elif gap and all(each.gap for each in found.tried):
        yield gap
    else:
        names = ", ".join(each.id for each in found.tried if each.gap)
        yield Pass(f"live; unseen: {names}" if names else "live")


@check("portal.search_works", each=Door, params=Params, full=True)
def search_works(ctx: Context[Door], _: Params) -> Iterator[Outcome]:
    """The search on the front page finds an app of the catalogue by its name."""
    found = ctx.fact.search
    if found is None and ctx.fact.scripted:
        yield SCRIPTED
    elif found is None and ctx.fact.nothing_to_find:
        yield Gap(
            cause=Cause.NOT_CONFIGURED,
            detail=text("katalog tidak memuat nama untuk dicari", "the catalogue has no name to look for"),
        )
    elif found is None:
        yield Fail("none", text("halaman depan tanpa formulir pencarian", "the front page has no search form"))
    elif found.gap:
        yield found.gap
    elif found.found:
        yield Pass(found.url)
    else:
        seen = f"{found.status} {found.url}"
        message = text(
            f"pencarian {found.words!r} tidak menemukan aplikasinya ({seen})",
            f"a search for {found.words!r} does not find the app ({seen})",
        )
        yield Fail(seen, message)


@check("portal.fits_phone", each=Door, params=Params)
def fits_phone(ctx: Context[Door], _: Params) -> Iterator[Outcome]:
    """The pages of the door are laid out as wide as a phone's screen, and can be enlarged."""
    views = {page.url: parse_viewport(page.viewport) for page in ctx.fact.pages}
    bad = sorted(url for url, view in views.items() if not view.fits_device or view.blocks_zoom)
    if bad:
        seen = ", ".join(bad)
        yield Fail(seen, text(f"tidak pas di layar ponsel: {seen}", f"do not fit a phone's screen: {seen}"))
    else:
        yield Pass("width=device-width")


@check("portal.incident_form", each=Incident, params=Params)
def incident_form(ctx: Context[Incident], _: Params) -> Iterator[Outcome]:
    """The form for trouble can be filled in, and a report can be tracked by its number."""
    found = ctx.fact
    if not found.form.works:
        seen = f"{found.form.status} {found.form.url}"
        yield Fail(seen, text(f"formulir menjawab {seen}", f"the form answers {seen}"))
    elif found.scripted:
        yield SCRIPTED
    elif found.fields < 2:  # who reports, and what
        message = text(f"{found.form.url} tanpa formulir laporan", f"{found.form.url} has no form for reports")
        yield Fail("no form", message)
    elif found.tracking is None:
        message = text("laporan tidak dapat dilacak dari formulir", "a report cannot be tracked from the form")
        yield Fail("no tracking", message)
    else:
        yield _tracked(found.tracking)


def _tracked(found: Tracking) -> Outcome:
    if found.gap:
        return found.gap
    if found.answer is None:
        reason = text("pelacakan hanya lewat POST, tidak dicoba", "tracking goes by POST only and was not tried")
        return Review("form; tracking by POST", reason)
    status = found.answer.status
    if status >= 500:
        message = text(f"pelacakan menjawab {status}", f"tracking answers {status}")
        return Fail(f"tracking {status}", message)
    return Pass("form; tracking")
