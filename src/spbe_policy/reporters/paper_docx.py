"""A paper as an editable DOCX: A4, styles that an office can change, page numbers, headings for navigation."""

import io
from collections.abc import Sequence
from datetime import UTC
from typing import TYPE_CHECKING, Any

from spbe_policy.reporters.blocks import (
    BLANK,
    LONGEST,
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
from spbe_policy.reporters.extras import extra, timeless
from spbe_policy.reporters.layout import value
from spbe_policy.texts import text

if TYPE_CHECKING:
    from docx.document import Document
    from docx.section import Section
    from docx.text.paragraph import Paragraph

FONT = "Arial"
WIDTH = 9356
"""Width of the text in twentieths of a point: A4 less 3 and 1.5 centimetres."""

SIGN_HERE = 4
"""Empty lines above a signer's name."""


def as_docx(paper: Paper) -> bytes:
    """Return the file; raises `UsageError` without the extra `docx`."""
    with extra("docx"):
        import docx
    document = docx.Document()
    _describe(document, paper)
    _page(document, paper)
    for block in paper.blocks:
        _add(document, block)
    data = io.BytesIO()
    document.save(data)
    return timeless(data.getvalue())


def _describe(document: "Document", paper: Paper) -> None:
    about, made = document.core_properties, paper.made.astimezone(UTC).replace(tzinfo=None)
    about.author = about.last_modified_by = "spbe-policy"
    about.title, about.comments, about.revision = value(paper.title), "", 1
    about.created = about.modified = made
    about.language = _language(paper)


def _language(paper: Paper) -> str:
    return "id-ID" if paper.lang == "id" else "en-GB"


def _page(document: "Document", paper: Paper) -> None:
    from docx.shared import Cm, Pt, RGBColor

    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin, section.right_margin = Cm(3), Cm(1.5)
    section.top_margin, section.bottom_margin = Cm(2.2), Cm(2)
    for name, size in (("Normal", 11), ("Heading 1", 12), ("Title", 14)):
        style = document.styles[name]
        style.font.name, style.font.size, style.font.color.rgb = FONT, Pt(size), RGBColor(0, 0, 0)
        style.element.rPr.rFonts.attrib.clear()
        for kind in ("ascii", "hAnsi", "cs", "eastAsia"):
            style.element.rPr.rFonts.set(_tag(kind), FONT)
    normal = document.styles["Normal"].paragraph_format
    normal.space_after, normal.line_spacing = Pt(4), 1.0
    _speak(document, paper)
    _margins(document, section, paper)


def _margins(document: "Document", section: "Section", paper: Paper) -> None:
    """Write the marks above, title and page number below."""
    from docx.enum.text import WD_TAB_ALIGNMENT
    from docx.shared import Pt, Twips

    above, below = section.header.paragraphs[0], section.footer.paragraphs[0]
    for line, (left, right) in ((above, paper.marks), (below, (paper.title, ""))):
        line.style = document.styles["Normal"]
        line.paragraph_format.tab_stops.add_tab_stop(Twips(WIDTH), WD_TAB_ALIGNMENT.RIGHT)
        _run(line, left, size=8, bold=line is above)
        line.add_run().add_tab()
        _run(line, right, size=8, bold=line is above)
    for said, code in ((text("Halaman ", "Page "), "PAGE"), (text(" dari ", " of "), "NUMPAGES")):
        below.add_run(said.say(paper.lang)).font.size = Pt(8)
        _field(below, code)


def _speak(document: "Document", paper: Paper) -> None:
    """Name the language, for the spelling checker and for screen readers."""
    for lang in document.styles.element.iter(_tag("lang")):
        lang.set(_tag("val"), _language(paper))


def _add(document: "Document", block: Block) -> None:
    from docx.enum.text import WD_BREAK

    match block:
        case Fields():
            _fields(document, block)
        case Grid():
            _table(document, [block.head, *block.rows], block.widths, size=9, framed=True)
        case Signatures():
            _signatures(document, block)
        case NewPage():
            document.add_paragraph().add_run().add_break(WD_BREAK.PAGE)
        case Together():
            first = len(document.paragraphs)
            for each in block.blocks:
                _add(document, each)
            for line in document.paragraphs[first:]:
                line.paragraph_format.keep_with_next = True
        case _:
            _say(document, block)


def _say(document: "Document", block: Title | Heading | Par | Banner) -> None:
    match block:
        case Title():
            _title(document, block)
        case Heading():
            _heading(document, block)
        case Par():
            _par(document, block)
        case Banner():
            _run(_centred(document), block.text, size=16, bold=True)
            _run(_centred(document), block.below)


def _title(document: "Document", block: Title) -> None:
    if block.letterhead:
        line = _centred(document)
        _run(line, block.letterhead, size=10, grey=True)
        _rule(line)
    for said in block.lines:
        _run(_centred(document), said, size=13, bold=True)


def _heading(document: "Document", block: Heading) -> None:
    from docx.shared import Pt

    line = document.add_paragraph(value(block.text, LONGEST), style="Heading 1")
    line.paragraph_format.space_before, line.paragraph_format.space_after = Pt(12), Pt(4)


def _par(document: "Document", block: Par) -> None:
    line = _centred(document) if block.look == "centred" else document.add_paragraph()
    _run(line, block.text, bold=block.look in ("strong", "centred"), size=9 if block.look == "small" else 11)
    line.paragraph_format.keep_with_next = block.look == "strong"


def _fields(document: "Document", block: Fields) -> None:
    rows = [(label, ":", said) for label, said in block.rows]
    _table(document, rows, (30, 4, 66), size=10, framed=False)


def _signatures(document: "Document", block: Signatures) -> None:
    space = "\n" * (SIGN_HERE + 1)
    cells = tuple(f"{signer}{space}{BLANK}\n{below} {BLANK}" for signer, below in block.signers)
    _table(document, [cells], (1,) * len(cells), size=10, framed=False, centred=True)


def _table(
    document: "Document",
    rows: Sequence[tuple[str, ...]],
    widths: tuple[int, ...],
    *,
    size: int,
    framed: bool,
    centred: bool = False,
) -> None:
    """Add a table, with a first row that repeats on every page where it is framed.

    Built from its elements: through the library's cells two hundred rows take seconds.
    """
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn
    from docx.shared import Pt

    columns = [width * WIDTH // sum(widths) for width in widths]
    table = document.add_table(0, 0, style="Table Grid" if framed else None)._tbl
    table.tblPr.append(_made("tblLayout", type="fixed"))
    grid = table.find(qn("w:tblGrid"))
    for width in columns:
        grid.append(_made("gridCol", w=str(width)))
    for at, row in enumerate(rows):
        line = OxmlElement("w:tr")
        about = OxmlElement("w:trPr")
        about.append(_made("cantSplit"))
        if framed and at == 0:
            about.append(_made("tblHeader"))
        line.append(about)
        for width, said in zip(columns, row, strict=True):
            line.append(_cell(said, width, size, bold=framed and at == 0, centred=centred))
        table.append(line)
    below = document.add_paragraph().paragraph_format
    below.space_after, below.line_spacing = Pt(0), Pt(8)


def _cell(said: str, width: int, size: int, *, bold: bool, centred: bool) -> Any:
    from docx.oxml import OxmlElement

    cell, about = OxmlElement("w:tc"), OxmlElement("w:tcPr")
    about.append(_made("tcW", w=str(width), type="dxa"))
    if bold:
        about.append(_made("shd", val="clear", color="auto", fill="E4E9F0"))
    cell.append(about)
    for text_ in lines(said):
        line, look = OxmlElement("w:p"), OxmlElement("w:pPr")
        look.append(_made("spacing", before="20", after="20"))
        if centred:
            look.append(_made("jc", val="center"))
        run, kind, words = OxmlElement("w:r"), OxmlElement("w:rPr"), OxmlElement("w:t")
        if bold:
            kind.append(_made("b"))
        kind.append(_made("sz", val=str(2 * size)))
        words.text = text_
        words.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
        run.extend((kind, words))
        line.extend((look, run))
        cell.append(line)
    return cell


def _centred(document: "Document") -> "Paragraph":
    from docx.enum.text import WD_ALIGN_PARAGRAPH

    line = document.add_paragraph()
    line.alignment = WD_ALIGN_PARAGRAPH.CENTER
    return line


def _run(line: "Paragraph", said: str, *, size: int = 11, bold: bool = False, grey: bool = False) -> None:
    from docx.shared import Pt, RGBColor

    run = line.add_run(value(said, LONGEST))
    run.bold, run.font.size = bold, Pt(size)
    if grey:
        run.font.color.rgb = RGBColor(0x66, 0x66, 0x66)


def _field(line: "Paragraph", code: str) -> None:
    """Add what the word processor counts by itself."""
    from docx.oxml import OxmlElement

    field, run, look, words = _made("fldSimple", instr=code), *map(OxmlElement, ("w:r", "w:rPr", "w:t"))
    look.append(_made("sz", val="16"))
    words.text = "1"
    run.extend((look, words))
    field.append(run)
    line._p.append(field)


def _rule(line: "Paragraph") -> None:
    """Draw a double line below a paragraph."""
    from docx.oxml import OxmlElement

    borders: Any = OxmlElement("w:pBdr")
    borders.append(_made("bottom", val="double", sz="6", space="8", color="000000"))
    line._p.get_or_add_pPr().append(borders)


def _made(name: str, **attributes: str) -> Any:
    from docx.oxml import OxmlElement

    element = OxmlElement(f"w:{name}")
    for key, said in attributes.items():
        element.set(_tag(key), said)
    return element


def _tag(name: str) -> str:
    from docx.oxml.ns import qn

    return qn(f"w:{name}")
