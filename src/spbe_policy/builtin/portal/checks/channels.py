"""Where people turn to."""

from collections.abc import Iterator

from spbe_policy.authority import Portal, Unset
from spbe_policy.builtin.app.facts import only_registered, undeclared
from spbe_policy.builtin.portal.facts import Complaint, Trouble
from spbe_policy.checks import Context, Declaration, Fail, NotApplicable, Outcome, Params, Pass, check
from spbe_policy.evidence import Cause, Gap
from spbe_policy.texts import text


@check("portal.complaint", each=Complaint, params=Params, full=True)
def complaint(ctx: Context[Complaint], _: Params) -> Iterator[Outcome]:
    """A complaint channel of the city, or SP4N-LAPOR!, is named and works."""
    channels = ctx.fact.channels
    if working := [channel.url for channel in channels if channel.works]:
        yield Pass(working[0])
    elif channels:
        first = channels[0]
        message = text(f"{first.url} menjawab {first.status}", f"{first.url} answers {first.status}")
        yield Fail(f"{first.status} {first.url}", message)
    elif isinstance(ctx.city.complaints, Unset):
        detail = text(
            "SP4N-LAPOR! tidak ditautkan, dan profil pemda belum mengisi kanal pengaduan kota",
            "SP4N-LAPOR! is not linked, and the authority has not set the city's complaint channels",
        )
        yield Gap(cause=Cause.NOT_CONFIGURED, detail=detail)
    else:
        message = text(
            "kanal pengaduan kota atau SP4N-LAPOR! tidak ditautkan di halaman depan dan tidak ada di manifes",
            "no complaint channel of the city nor SP4N-LAPOR! is linked on the landing page or in the manifest",
        )
        yield Fail("none", message)


@check("portal.trouble_named", each=Declaration, params=Params, full=True)
def trouble_named(ctx: Context[Declaration], _: Params) -> Iterator[Outcome]:
    """Manifest or portal names how the office reports trouble of ICT infrastructure."""
    portal = ctx.city.portal
    if ctx.app.support.ict_trouble:
        yield Pass("manifest")
    elif isinstance(portal, Portal) and portal.trouble_url:
        yield Pass(portal.trouble_url)
    elif only_registered(ctx.app):
        yield undeclared(
            "cara melaporkan gangguan infrastruktur TIK", "the way to report trouble of ICT infrastructure"
        )
    else:
        message = text(
            "cara melaporkan gangguan infrastruktur TIK belum disebut",
            "no way to report trouble of ICT infrastructure is named",
        )
        yield Fail("none", message, claim=("support",))


@check("portal.trouble_opens", each=Trouble, params=Params, full=True)
def trouble_opens(ctx: Context[Trouble], _: Params) -> Iterator[Outcome]:
    """Where the way is a form on the web, it opens."""
    form = ctx.fact.form
    if form is None:
        yield NotApplicable(text("tidak ada alamat formulir yang disebut", "no address of a form is named"))
    elif form.works:
        yield Pass(form.url)
    else:
        message = text(f"formulir {form.url} menjawab {form.status}", f"the form {form.url} answers {form.status}")
        yield Fail(f"{form.status} {form.url}", message, claim=("support", "ict_trouble"))
