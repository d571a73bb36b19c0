"""What the HTML of the landing page brings along."""

from collections.abc import Iterator
from urllib.parse import urlsplit, urlunsplit

from spbe_policy.builtin.web.csp import parse
from spbe_policy.builtin.web.facts import Page, Site
from spbe_policy.builtin.web.hosts import host_of, is_under
from spbe_policy.builtin.web.integrity import fault_of
from spbe_policy.builtin.web.signs import DEBUG_ASSETS, DEFAULT_TITLES, INSTALLERS
from spbe_policy.checks import Context, Fail, NotApplicable, Outcome, Params, Pass, check
from spbe_policy.texts import text


class SriParams(Params):
    """Hosts whose files cannot be pinned, because they differ for each visitor."""

    exempt: tuple[str, ...] = ()


@check("web.sri", each=Page, params=SriParams)
def sri(ctx: Context[Page], want: SriParams) -> Iterator[Outcome]:
    """Scripts and styles from other hosts carry a digest (Subresource Integrity, section 3.2)."""
    own = {host for place in ctx.app.environments.values() for host in (place.host, *place.hosts)}
    own |= {host_of(ctx.fact.url), *want.exempt}
    foreign = [
        asset
        for asset in (*ctx.fact.scripts, *ctx.fact.styles)
        if not (host_of(asset.url) in own or is_under(host_of(asset.url), ctx.city.domains))
    ]
    faults = {
        (_plain(asset.url), fault) for asset in foreign if (fault := fault_of(asset.integrity, asset.crossorigin))
    }
    for url, fault in sorted(faults):
        said = _UNTIED[fault]
        yield Fail(url if fault == "no-integrity" else f"{url} {fault}", text(f"{said.id}: {url}", f"{said.en}: {url}"))
    if not faults:
        yield Pass(", ".join(sorted({host_of(asset.url) for asset in foreign})) or "none")


_UNTIED = {
    "no-integrity": text("tanpa integrity", "no integrity"),
    "bad-digest": text(
        "integrity salah, peramban menolak berkas", "integrity that cannot match: browsers refuse the file"
    ),
    "no-crossorigin": text(
        "integrity tanpa crossorigin, peramban menolak berkas",
        "integrity without crossorigin: browsers refuse the file",
    ),
}


@check("web.mixed_content", each=Page, needs=(Site,), params=Params)
def mixed_content(ctx: Context[Page], _: Params) -> Iterator[Outcome]:
    """Nothing on an https page is loaded from or sent to http (Mixed Content, section 4)."""
    if not ctx.fact.url.startswith("https:"):
        yield NotApplicable(text("halaman ini sendiri tidak memakai https", "the page itself is not on https"))
        return
    policies = parse(ctx.need(Site).page.all("content-security-policy"))
    upgraded = any("upgrade-insecure-requests" in policy.directives for policy in policies)
    loaded = {_plain(asset.url) for asset in ctx.fact.assets if asset.url.startswith("http:")}
    sent = {_plain(form.action) for form in ctx.fact.forms if form.action.startswith("http:")}
    insecure = set[str]() if upgraded else loaded | sent
    for url in sorted(insecure):
        yield Fail(url, text(f"memakai http: {url}", f"uses http: {url}"))
    if not insecure:
        yield Pass("upgrade-insecure-requests" if upgraded else "none")


@check("web.default_page", each=Page, params=Params)
def default_page(ctx: Context[Page], _: Params) -> Iterator[Outcome]:
    """The landing page is no page of a fresh server or unfinished set-up, and carries no developer's tool bar."""
    page = ctx.fact
    signs = {page.title} if page.title and DEFAULT_TITLES.search(page.title) else set[str]()
    signs |= {_plain(page.url)} if INSTALLERS.search(_plain(page.url)) else set()
    signs |= {_plain(asset.url) for asset in (*page.scripts, *page.styles) if DEBUG_ASSETS.search(asset.url)}
    for sign in sorted(signs):
        yield Fail(sign, text(f"halaman bawaan atau bilah debug: {sign}", f"default page or debug tool bar: {sign}"))
    if not signs:
        yield Pass("none")


def _plain(url: str) -> str:
    """The URL without query and fragment, where versions and time stamps stand."""
    try:
        return urlunsplit(urlsplit(url)._replace(query="", fragment=""))
    except ValueError:
        return url
