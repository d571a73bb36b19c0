"""Whether people can use the landing page: those who see little, have a small phone, or need help."""

import re
from collections.abc import Iterator

from spbe_policy.builtin.web.facts import Nameless, Page, Usability
from spbe_policy.builtin.web.viewport import parse_viewport
from spbe_policy.checks import Context, Fail, Outcome, Params, Pass, Review, check
from spbe_policy.texts import Text, text

_LANGUAGE = re.compile(r"[a-z]{2,3}(?:-[a-z0-9]{2,8})*", re.IGNORECASE)
"""The shape of a language tag (BCP 47)."""


@check("web.accessibility", each=Usability, needs=(Page,), params=Params)
def accessibility(ctx: Context[Usability], _: Params) -> Iterator[Outcome]:
    """What HTML alone shows of WCAG 2.2: language (3.1.1), title (2.4.2), names of elements, zoom (1.4.4)."""
    page, view = ctx.need(Page), parse_viewport(ctx.need(Page).meta("viewport"))
    wrong: list[Outcome] = []
    if not _LANGUAGE.fullmatch(page.lang or ""):
        message = text("bahasa halaman tidak disebut (html lang)", "the page's language is not given (html lang)")
        wrong.append(Fail(f"lang={page.lang or 'none'}", message))
    if not page.title:
        wrong.append(Fail("title=none", text("halaman tanpa judul (title)", "the page has no title")))
    wrong += _elements(ctx.fact)
    if view.blocks_zoom:
        seen = view.shown("user-scalable", "maximum-scale")
        wrong.append(Fail(seen, text(f"pembesaran halaman dikunci: {seen}", f"zooming is blocked: {seen}")))
    yield from wrong or [Pass(f"lang={page.lang}")]


def _elements(fact: Usability) -> Iterator[Outcome]:
    """Elements that a screen reader cannot say, and, for a person to judge, those that it may say badly."""
    for what, found, said in (
        ("img without alt", fact.images, text("gambar tanpa teks alternatif (alt)", "images without alt")),
        ("field without label", fact.fields, text("isian tanpa label", "form fields without a label")),
        ("link without name", fact.links, text("tautan tanpa nama", "links without a name")),
        ("button without name", fact.buttons, text("tombol tanpa nama", "buttons without a name")),
        ("frame without title", fact.frames, text("bingkai (iframe) tanpa title", "frames without a title")),
        (
            "name unlike label",
            fact.labels,
            text("aria-label tanpa kata yang tampak", "aria-label without the words shown"),
        ),
        ("id twice", fact.ids, text("id ganda yang dirujuk", "ids that are referred to and stand twice")),
    ):
        if found.count:
            yield Fail(f"{what}: {found.count}", _counted(found, said))
    for what, found, said in (
        ("heading skipped", fact.headings, text("tingkat judul terlompati", "levels of heading skipped")),
        ("table without header", fact.tables, text("tabel tanpa sel judul (th)", "tables without header cells (th)")),
    ):
        if found.count:
            yield Review(f"{what}: {found.count}", _counted(found, said))


def _counted(found: Nameless, said: Text) -> Text:
    names = ", ".join(found.examples) + (", …" if found.count > len(found.examples) else "")
    return text(f"{found.count} {said.id}: {names}", f"{found.count} {said.en}: {names}")


@check("web.viewport", each=Page, params=Params)
def viewport(ctx: Context[Page], _: Params) -> Iterator[Outcome]:
    """The page is laid out as wide as the phone's screen, not as a desktop's made small."""
    view = parse_viewport(ctx.fact.meta("viewport"))
    seen = view.shown("width", "initial-scale")
    if view.fits_device:
        yield Pass(seen)
    else:
        message = text(
            f"lebar halaman tidak mengikuti layar ponsel (viewport: {seen})",
            f"the page is not as wide as a phone's screen (viewport: {seen})",
        )
        yield Fail(seen, message)


class PageWeightParams(Params):
    """Most bytes of the HTML document, after decompression."""

    max_bytes: int = 200_000


@check("web.page_weight", each=Usability, needs=(Page,), params=PageWeightParams)
def page_weight(ctx: Context[Usability], want: PageWeightParams) -> Iterator[Outcome]:
    """The HTML document itself is light; what it loads is only counted, for its size is not known."""
    most = want.max_bytes
    if ctx.fact.size <= most:
        yield Pass(f"html <= {most}")
        return
    files = len({asset.url for asset in ctx.need(Page).assets})
    size, limit = _kilobytes(ctx.fact.size), _kilobytes(most)
    message = text(
        f"dokumen HTML {size} kB, batasnya {limit} kB; berkas lain yang dimuat: {files}",
        f"the HTML document has {size} kB, the limit is {limit} kB; other files it loads: {files}",
    )
    yield Fail(f"html > {most}", message)


def _kilobytes(size: int) -> int:
    return -(-size // 1000)


@check("web.help_link", each=Usability, params=Params)
def help_link(ctx: Context[Usability], _: Params) -> Iterator[Outcome]:
    """The landing page links to help; where it does not, a person looks, for help may stand elsewhere."""
    if ctx.fact.help:
        yield Pass(ctx.fact.help[0])
        return
    reason = text(
        "tautan bantuan tidak tampak di halaman depan (tautan yang dibuat skrip tidak terlihat)",
        "no link to help is to be seen on the landing page (links made by scripts are not visible)",
    )
    yield Review("none", reason)


@check("web.privacy_link", each=Usability, params=Params)
def privacy_link(ctx: Context[Usability], _: Params) -> Iterator[Outcome]:
    """The landing page links to a privacy notice; where it does not, a person looks."""
    if ctx.fact.privacy:
        yield Pass(ctx.fact.privacy[0])
        return
    reason = text(
        "tautan pemberitahuan privasi tidak tampak di halaman depan (tautan yang dibuat skrip tidak terlihat)",
        "no link to a privacy notice is to be seen on the landing page (links made by scripts are not visible)",
    )
    yield Review("none", reason)
