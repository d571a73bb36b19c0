"""A paper as a PDF: A4, the standard fonts, page numbers. What these fonts lack is written out (`\\u4e2d`)."""

import io
import unicodedata
from datetime import datetime
from html import escape
from typing import Any

from spbe_policy.report import Verdict
from spbe_policy.reporters.blocks import (
    BLANK,
    Banner,
    Block,
    Fields,
    Grid,
    Heading,
    NewPage,
    Paper,
    Par,
    Signatures,
    Title,
    Together,
    lines,
)
from spbe_policy.reporters.extras import extra
from spbe_policy.texts import text

LEFT, RIGHT, TOP, BOTTOM = 71, 43, 57, 51
"""Margins in points: 2.5, 1.5, 2 and 1.8 centimetres."""

PADDING = 6
"""What the page's frame keeps free on each side, in points."""

FOOT, SMALL, PAGES = 28, 8, "pages"
"""Height of the last line, size of its letters, name of the place for the number of pages."""

SIGN_HERE = 48
"""Empty height above a signer's name, in points."""

_COLOURS = {Verdict.COMPLIANT: "#1B6E3C", Verdict.NOT_COMPLIANT: "#A3231B", Verdict.UNDECIDED: "#8A5A00"}
_GREY, _LINE, _HEAD = "#555555", "#9AA5B1", "#E4E9F0"
_ENCODING = "cp1252"


def as_pdf(paper: Paper, *, one_page: bool = False) -> bytes:
    """Return the file; `one_page` makes it smaller until it fits. Raises `UsageError` without the extra `pdf`."""
    with extra("pdf"):
        from reportlab.lib.pagesizes import A4
        from reportlab.platypus import KeepInFrame, SimpleDocTemplate
    data = io.BytesIO()
    document = SimpleDocTemplate(
        data, pagesize=A4, leftMargin=LEFT, rightMargin=RIGHT, topMargin=TOP, bottomMargin=BOTTOM,
        title=printable(paper.title), author="spbe-policy", creator="spbe-policy", subject=printable(paper.marks[1]),
        lang="id-ID" if paper.lang == "id" else "en-GB", invariant=1,
    )  # fmt: skip
    width, height = document.width - 2 * PADDING, document.height - 2 * PADDING
    story = [part for block in paper.blocks for part in _flowables(block, width)]
    if one_page:
        story = [KeepInFrame(width, height, story, mode="shrink")]
    document._doSave = 0
    document.build(story, *2 * (lambda canvas, _: _margins(canvas, paper),))
    _count(document.canv, document.page)
    return data.getvalue()


def printable(said: str) -> str:
    """Return text in the characters of the standard fonts: without their accents, or written out."""
    try:
        said.encode(_ENCODING)
    except UnicodeEncodeError:
        return "".join(map(_character, said))
    return said


def _character(one: str) -> str:
    bare = "".join(part for part in unicodedata.normalize("NFKD", one) if not unicodedata.combining(part))
    for candidate in (one, bare):
        if candidate and candidate.encode(_ENCODING, "ignore").decode(_ENCODING) == candidate:
            return candidate
    return one.encode("ascii", "backslashreplace").decode()


def _margins(canvas: Any, paper: Paper) -> None:
    """Write the marks above and the page number below; how many pages there are is known at the end only."""
    moment = f"D:{paper.made:%Y%m%d%H%M%S}{_offset(paper.made)}"
    canvas.setDateFormatter(lambda *_: moment)
    width, height = canvas._pagesize
    left, right = LEFT + PADDING, width - RIGHT - PADDING
    standing, mark = map(printable, paper.marks)
    canvas.saveState()
    canvas.setFont("Helvetica-Bold", SMALL)
    canvas.drawString(left, height - 34, standing)
    canvas.drawRightString(right, height - 34, mark)
    canvas.setFont("Helvetica", SMALL)
    page, of = text("Halaman", "Page").say(paper.lang), text("dari", "of").say(paper.lang)
    canvas.drawString(left, FOOT, printable(paper.title))
    canvas.drawRightString(right - 11, FOOT, f"{page} {canvas.getPageNumber()} {of}")
    canvas.translate(right - 9, FOOT)
    canvas.doForm(PAGES)
    canvas.restoreState()


def _offset(made: datetime) -> str:
    """Write the offset of a moment as PDF does: `+07'00'`."""
    offset = f"{made:%z}" or "+0000"
    return f"{offset[:3]}'{offset[3:5]}'"


def _count(canvas: Any, pages: int) -> None:
    """Write the number of pages into the place that every page has for it, and close the file."""
    canvas.beginForm(PAGES)
    canvas.setFont("Helvetica", SMALL)
    canvas.drawString(0, 0, str(pages))
    canvas.endForm()
    canvas.save()


def _flowables(block: Block, width: float) -> list[Any]:
    from reportlab.platypus import CondPageBreak, KeepTogether, PageBreak, Spacer

    match block:
        case Title():
            lines = [_words(said, 13, bold=True, centred=True) for said in block.lines]
            return [*_letterhead(block.letterhead, width), *lines, Spacer(0, 8)]
        case Heading():
            return [CondPageBreak(90), Spacer(0, 8), _words(block.text, 11, bold=True), Spacer(0, 3)]
        case Par():
            strong, small = block.look in ("strong", "centred"), block.look == "small"
            said = _words(block.text, 8.5 if small else 10, bold=strong, centred=block.look == "centred")
            return [*([CondPageBreak(70)] if block.look == "strong" else []), said, Spacer(0, 4)]
        case Banner():
            return [_banner(block, width), Spacer(0, 8)]
        case Fields():
            return [_fields(block, width), Spacer(0, 6)]
        case Grid():
            return [_grid(block, width), Spacer(0, 8)]
        case Signatures():
            return [_signatures(block, width), Spacer(0, 8)]
        case NewPage():
            return [PageBreak()]
        case Together():
            return [KeepTogether([part for each in block.blocks for part in _flowables(each, width)])]


def _words(said: str, size: float, *, bold: bool = False, centred: bool = False, colour: str = "#000000") -> Any:
    from reportlab.lib.styles import ParagraphStyle
    from reportlab.platypus import Paragraph

    font = "Helvetica-Bold" if bold else "Helvetica"
    style = ParagraphStyle(
        font, fontName=font, fontSize=size, leading=size * 1.25, alignment=int(centred), textColor=colour
    )
    return Paragraph("<br/>".join(escape(printable(line), quote=False) for line in lines(said)), style)


def _letterhead(said: str, width: float) -> list[Any]:
    from reportlab.platypus import HRFlowable, Spacer

    if not said:
        return []
    line = HRFlowable(width=width, thickness=1.2, color="#000000", spaceBefore=6, spaceAfter=10)
    return [_words(said, 9, centred=True, colour=_GREY), Spacer(0, 12), line]


def _banner(block: Banner, width: float) -> Any:
    said = [_words(block.text, 20, bold=True, centred=True, colour="#FFFFFF"),
            _words(block.below, 10, centred=True, colour="#FFFFFF")]  # fmt: skip
    colour = _COLOURS[block.verdict] if block.verdict else _GREY
    return _table([[said]], [width], [("BACKGROUND", (0, 0), (-1, -1), colour), ("TOPPADDING", (0, 0), (-1, -1), 8),
                                      ("BOTTOMPADDING", (0, 0), (-1, -1), 10)])  # fmt: skip


def _fields(block: Fields, width: float) -> Any:
    rows = [[_words(label, 9.5), _words(":", 9.5), _words(said, 9.5)] for label, said in block.rows]
    return _table(rows, [0.28 * width, 0.03 * width, 0.69 * width], [])


def _grid(block: Grid, width: float) -> Any:
    head = [_words(said, 8, bold=True) for said in block.head]
    rows = [[_words(said, 8) for said in row] for row in block.rows]
    columns = [width * share / sum(block.widths) for share in block.widths]
    return _table(
        [head, *rows], columns, [("GRID", (0, 0), (-1, -1), 0.5, _LINE), ("BACKGROUND", (0, 0), (-1, 0), _HEAD)]
    )


def _signatures(block: Signatures, width: float) -> Any:
    from reportlab.platypus import Spacer

    def place(signer: str, below: str) -> list[Any]:
        name = _words(f"{BLANK}\n{below} {BLANK}", 9.5, centred=True)
        return [_words(signer, 9.5, centred=True), Spacer(0, SIGN_HERE), name]

    share = width / len(block.signers)
    return _table(
        [[place(*signer) for signer in block.signers]], [share] * len(block.signers), [("NOSPLIT", (0, 0), (-1, -1))]
    )


def _table(rows: list[list[Any]], widths: list[float], look: list[tuple[Any, ...]]) -> Any:
    from reportlab.platypus import Table, TableStyle

    framed = any(rule[0] == "GRID" for rule in look)
    table = Table(rows, colWidths=widths, repeatRows=1 if framed else 0, splitInRow=1)
    padding = (("TOPPADDING", 2), ("BOTTOMPADDING", 2), ("LEFTPADDING", 3), ("RIGHTPADDING", 3))
    tight = [("VALIGN", (0, 0), (-1, -1), "TOP"), *((name, (0, 0), (-1, -1), by) for name, by in padding)]
    table.setStyle(TableStyle([*tight, *look]))
    return table
