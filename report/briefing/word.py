"""A report as a Word document in the form of Nghị định 30/2020/NĐ-CP, Phụ lục I. Says nothing of its own.

Lines under a motto, an issuer or a subject are drawn (borders of an empty paragraph as long as asked for), never underlined words.
"""

from __future__ import annotations

import io
from datetime import datetime
from functools import cache
from typing import Any

from docx import Document
from docx.document import Document as Doc
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.section import Section as Part
from docx.shared import Length, Mm, Pt
from docx.styles.style import ParagraphStyle
from docx.table import Table as Grid
from docx.table import _Cell as Cell
from docx.table import _Row as Line
from docx.text.paragraph import Paragraph
from PIL import ImageFont

from report.briefing.form import Annex, Group, Heading, Item, Paper, Para, Section, Table
from report.briefing.steady import steady
from report.briefing.typeset import FONTS

FONT = "Times New Roman"
WIDTH, HEIGHT = Mm(210), Mm(297)
TOP, BOTTOM, LEFT, RIGHT = Mm(20), Mm(20), Mm(30), Mm(16)
INDENT = Mm(12.7)
BODY, SMALL, PAGE_NUMBER, FINE = 14.0, 12.0, 13.0, 9.0
ISSUER_SHARE = 0.42
"""Of the width, for the left of the head's two columns."""
RULE = 0.4
"""How long the line under an issuer or a subject is, of the words above it: between a third and a half."""
_AT = {"left": WD_ALIGN_PARAGRAPH.LEFT, "right": WD_ALIGN_PARAGRAPH.RIGHT, "center": WD_ALIGN_PARAGRAPH.CENTER}


def to_docx(paper: Paper) -> bytes:
    """The document; the same report gives the same bytes."""
    made = Document()
    _set_styles(made)
    _set_page(made.sections[0], landscape=False)
    _set_edges(made.sections[0], paper)
    _head(made, paper)
    _name(made, paper)
    for para in paper.opening:
        _para(made, para)
    for section in paper.sections:
        _section(made, section, _width(made.sections[0]))
    _end(made, paper)
    for annex in paper.annexes:
        _annex(made, annex)
    _proof(made, paper)
    _describe(made, paper)
    out = io.BytesIO()
    made.save(out)
    return steady(out.getvalue())


# -- the page ----------------------------------------------------------------------------------------------------------------


def _set_styles(made: Doc) -> None:
    for name, size in (("Normal", BODY), ("Heading 1", BODY), ("Heading 2", BODY), ("Header", PAGE_NUMBER), ("Footer", FINE)):
        style = made.styles[name]
        assert isinstance(style, ParagraphStyle)
        _set_font(style, size, bold=name.startswith("Heading"))
        style.paragraph_format.space_before = Pt(0)
        style.paragraph_format.space_after = Pt(0)
    language = OxmlElement("w:lang")
    language.set(qn("w:val"), "vi-VN")
    made.styles["Normal"].element.get_or_add_rPr().append(language)


def _set_font(style: ParagraphStyle, size: float, *, bold: bool) -> None:
    """Times New Roman in every script, black; the theme's own fonts and colours taken out."""
    style.font.size, style.font.bold, style.font.italic = Pt(size), bold, False
    for old in style.element.get_or_add_rPr().findall(qn("w:rFonts")) + style.element.get_or_add_rPr().findall(qn("w:color")):
        style.element.get_or_add_rPr().remove(old)
    style.font.name = FONT
    for script in ("w:cs", "w:eastAsia"):
        style.element.get_or_add_rPr().rFonts.set(qn(script), FONT)


def _set_page(part: Part, *, landscape: bool) -> None:
    part.orientation = WD_ORIENT.LANDSCAPE if landscape else WD_ORIENT.PORTRAIT
    part.page_width, part.page_height = (HEIGHT, WIDTH) if landscape else (WIDTH, HEIGHT)
    part.top_margin, part.bottom_margin, part.left_margin, part.right_margin = TOP, BOTTOM, LEFT, RIGHT
    part.header_distance, part.footer_distance = Mm(10), Mm(8)
    part.different_first_page_header_footer = True
    start = OxmlElement("w:pgNumType")
    start.set(qn("w:start"), "1")
    for old in part._sectPr.findall(qn("w:pgNumType")):
        part._sectPr.remove(old)
    _before(part._sectPr, start, ("w:cols", "w:titlePg", "w:docGrid"))


def _before(parent: Any, child: Any, later: tuple[str, ...]) -> None:
    """A child where the schema wants it: before the first of those that come later."""
    found = [one for one in parent if one.tag in {qn(name) for name in later}]
    if found:
        found[0].addprevious(child)
    else:
        parent.append(child)


def _width(part: Part) -> Length:
    assert part.page_width and part.left_margin and part.right_margin
    return Length(part.page_width - part.left_margin - part.right_margin)


def _set_edges(part: Part, paper: Paper) -> None:
    """The number of the page above all but the first, the mark of invented figures above that one, the foot below all."""
    number = part.header.paragraphs[0]
    number.alignment = WD_ALIGN_PARAGRAPH.CENTER
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), " PAGE ")
    number._p.append(field)
    field.append(number.add_run("2")._r)
    mark = part.first_page_header.paragraphs[0]
    mark.alignment = WD_ALIGN_PARAGRAPH.CENTER
    if paper.mark:
        _write(mark, paper.mark, SMALL, bold=True)
        _border(mark, ("top", "left", "bottom", "right"))
    for foot in (part.footer.paragraphs[0], part.first_page_footer.paragraphs[0]):
        foot.alignment = WD_ALIGN_PARAGRAPH.CENTER
        _write(foot, paper.footer, FINE, italic=True)


# -- the head ----------------------------------------------------------------------------------------------------------------


def _head(made: Doc, paper: Paper) -> None:
    whole = _width(made.sections[0])
    left = Length(int(whole * ISSUER_SHARE))
    grid = _bare_grid(made, (left, Length(whole - left)))
    issuer, nation = grid.rows[0].cells
    lines = [(paper.head.superior, False)] if paper.head.superior else []
    lines += [(name, True) for name in paper.head.issuer]
    for words, bold in lines:
        _centred(issuer, words, SMALL, bold=bold)
    _rule(issuer, left, RULE * _long(lines[-1][0], SMALL))
    _centred(nation, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", SMALL, bold=True)
    motto = "Độc lập - Tự do - Hạnh phúc"
    _centred(nation, motto, SMALL + 1, bold=True)
    _rule(nation, Length(whole - left), _long(motto, SMALL + 1))
    number, place = _line(grid).cells
    _centred(number, paper.head.number, 13)
    _centred(place, paper.head.place_date, 13, italic=True)
    for cell in (number, place):
        cell.paragraphs[0].paragraph_format.space_before = Pt(4)


def _name(made: Doc, paper: Paper) -> None:
    """What the document is, of what, and to whom."""
    _title(made, paper.kind, before=14)
    lines = paper.subject.split("\n")
    for words in lines:
        _title(made, words)
    _rule(made, _width(made.sections[0]), RULE * max(_long(words, BODY) for words in lines))
    if paper.addressee:
        to = made.add_paragraph()
        to.alignment = WD_ALIGN_PARAGRAPH.CENTER
        to.paragraph_format.space_before = to.paragraph_format.space_after = Pt(10)
        _write(to, paper.addressee, BODY)


def _title(made: Doc, words: str, *, before: float = 0, size: float = BODY) -> None:
    line = made.add_paragraph()
    line.alignment = WD_ALIGN_PARAGRAPH.CENTER
    line.paragraph_format.space_before = Pt(before)
    line.paragraph_format.keep_with_next = True
    _write(line, words, size, bold=True)


# -- the text ----------------------------------------------------------------------------------------------------------------


def _section(made: Doc, section: Section, width: Length) -> None:
    _heading(made, section.title, 1)
    _items(made, section.items, width)


def _items(made: Doc, items: tuple[Item, ...], width: Length) -> None:
    for item in items:
        if isinstance(item, Heading):
            _heading(made, item.text, 2)
        elif isinstance(item, Para):
            _para(made, item)
        else:
            _table(made, item, width)


def _heading(made: Doc, words: str, level: int) -> None:
    line = made.add_paragraph(words, style=f"Heading {level}")
    line.paragraph_format.space_before, line.paragraph_format.space_after = Pt(6), Pt(6)
    line.paragraph_format.first_line_indent = INDENT
    line.paragraph_format.keep_with_next = True
    line.alignment = WD_ALIGN_PARAGRAPH.JUSTIFY


def _para(made: Doc, para: Para, *, with_next: bool = False) -> None:
    line = made.add_paragraph()
    line.alignment = WD_ALIGN_PARAGRAPH.JUSTIFY
    form = line.paragraph_format
    form.first_line_indent, form.space_before, form.space_after = INDENT, Pt(0), Pt(6)
    form.line_spacing_rule, form.line_spacing = WD_LINE_SPACING.MULTIPLE, 1.1
    form.keep_with_next = with_next or para.text.endswith(":")
    if para.opening:
        _write(line, para.opening, BODY, bold=True)
    _write(line, para.text, BODY)


def _end(made: Doc, paper: Paper) -> None:
    """The last words, who gets it and who signs it, never torn apart."""
    _para(made, Para(paper.closing), with_next=True)
    whole = _width(made.sections[0])
    grid = _bare_grid(made, (Length(whole // 2), Length(whole - whole // 2)))
    gets, signs = grid.rows[0].cells
    first = gets.paragraphs[0]
    _write(first, "Nơi nhận:", 12, bold=True, italic=True)
    for words in paper.recipients:
        _write(gets.add_paragraph(), words, 11)
    for words in paper.signature:
        _centred(signs, words, BODY, bold=True)
    name = signs.add_paragraph()
    name.alignment = WD_ALIGN_PARAGRAPH.CENTER
    name.paragraph_format.space_before = Pt(72)
    _write(name, "\u00a0", BODY, bold=True)


def _annex(made: Doc, annex: Annex) -> None:
    part = made.add_section(WD_SECTION.NEW_PAGE)
    _set_page(part, landscape=annex.landscape)
    _title(made, annex.label)
    for words in annex.title.split("\n"):
        _title(made, words, size=13)
    line = made.add_paragraph()
    line.alignment = WD_ALIGN_PARAGRAPH.CENTER
    line.paragraph_format.space_after = Pt(8)
    line.paragraph_format.keep_with_next = True
    _write(line, annex.with_what, 13, italic=True)
    _items(made, annex.items, _width(part))


def _proof(made: Doc, paper: Paper) -> None:
    for place, words in enumerate(paper.proof):
        line = made.add_paragraph()
        line.paragraph_format.keep_together = True
        line.paragraph_format.keep_with_next = place < len(paper.proof) - 1
        if not place:
            line.paragraph_format.space_before = Pt(14)
            _border(line, ("top",))
        _write(line, words, FINE)


# -- tables ------------------------------------------------------------------------------------------------------------------


def _table(made: Doc, table: Table, width: Length) -> None:
    widths = [Length(int(width * column.share)) for column in table.columns]
    grid = made.add_table(rows=0, cols=len(widths), style="Table Grid")
    _fix(grid, widths, Mm(1))
    head = _line(grid)
    _repeat(head)
    for cell, column in zip(head.cells, table.columns, strict=True):
        _fill(cell, column.name, table.size, "center", bold=True)
    for place, row in enumerate(table.rows, 1):
        line = _line(grid)
        if isinstance(row, Group):
            _fill(line.cells[0].merge(line.cells[-1]), row.text, table.size, "left", bold=True, with_next=True)
            continue
        for cell, column, words in zip(line.cells, table.columns, row, strict=True):
            _fill(cell, words, table.size, column.at, bold=table.total and place == len(table.rows))
    after = made.add_paragraph()
    _exactly(after, 6)


def _fill(cell: Cell, words: str, size: float, at: str, *, bold: bool = False, with_next: bool = False) -> None:
    cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER
    for place, line in enumerate(words.split("\n")):
        para = cell.paragraphs[0] if not place else cell.add_paragraph()
        para.alignment = _AT[at]
        para.paragraph_format.keep_with_next = with_next
        _write(para, line, size, bold=bold)


def _bare_grid(made: Doc, widths: tuple[Length, ...]) -> Grid:
    """A table that only places things: no borders, no margins of its own."""
    grid: Grid = made.add_table(rows=0, cols=len(widths))
    _fix(grid, list(widths), Mm(0))
    _line(grid)
    return grid


def _fix(grid: Grid, widths: list[Length], inside: Length) -> None:
    """Columns exactly so wide, and so much room left and right of the words in a cell."""
    grid.autofit, grid.alignment = False, WD_TABLE_ALIGNMENT.CENTER
    for column, width in zip(grid.columns, widths, strict=True):
        column.width = width
    margins = OxmlElement("w:tblCellMar")
    for side in ("left", "right"):
        edge = OxmlElement(f"w:{side}")
        edge.set(qn("w:w"), str(inside.twips))
        edge.set(qn("w:type"), "dxa")
        margins.append(edge)
    _before(grid._tbl.tblPr, margins, ("w:tblLook",))


def _line(grid: Grid) -> Line:
    """One more line, never broken over two pages."""
    line: Line = grid.add_row()  # type: ignore[no-untyped-call]
    line._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
    return line


def _repeat(line: Line) -> None:
    """A heading that comes again on every page."""
    line._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))


# -- words and lines ---------------------------------------------------------------------------------------------------------


def _write(para: Paragraph, words: str, size: float, *, bold: bool = False, italic: bool = False) -> None:
    run = para.add_run(words)
    run.font.size, run.font.bold, run.font.italic = Pt(size), bold, italic


def _centred(cell: Cell, words: str, size: float, *, bold: bool = False, italic: bool = False) -> None:
    para = cell.paragraphs[0] if not cell.text and len(cell.paragraphs) == 1 else cell.add_paragraph()
    para.alignment = WD_ALIGN_PARAGRAPH.CENTER
    _write(para, words, size, bold=bold, italic=italic)


def _rule(place: Doc | Cell, width: Length, points: float) -> None:
    """A drawn line so many points long in the middle of a width."""
    line = place.add_paragraph()
    _exactly(line, 5)
    side = Pt(max(0.0, (width.pt - points) / 2))
    line.paragraph_format.left_indent = line.paragraph_format.right_indent = side
    _border(line, ("top",))


def _exactly(line: Paragraph, points: float) -> None:
    line.paragraph_format.line_spacing_rule, line.paragraph_format.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(points)
    line.paragraph_format.space_after = Pt(0)


def _border(line: Paragraph, sides: tuple[str, ...]) -> None:
    borders = OxmlElement("w:pBdr")
    for side in sides:
        edge = OxmlElement(f"w:{side}")
        for name, value in (("val", "single"), ("sz", "6"), ("space", "1"), ("color", "000000")):
            edge.set(qn(f"w:{name}"), value)
        borders.append(edge)
    later = ("w:shd", "w:tabs", "w:spacing", "w:ind", "w:contextualSpacing", "w:jc", "w:rPr")
    _before(line._p.get_or_add_pPr(), borders, later)


def _long(words: str, size: float) -> float:
    """How many points wide bold words are; the shipped font is as wide as Times New Roman."""
    return _bold().getlength(words) * size / 1000


@cache
def _bold() -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(FONTS / "Tinos_700Bold.ttf"), 1000)


def _describe(made: Doc, paper: Paper) -> None:
    about, moment = made.core_properties, datetime(paper.made_on.year, paper.made_on.month, paper.made_on.day)
    about.title = f"{paper.kind}: {paper.subject.replace(chr(10), ', ')}"[:255]
    about.author = about.last_modified_by = " ".join(paper.head.issuer)[:255]
    about.comments = f"Mã số liệu {paper.code}"
    about.language = "vi-VN"
    about.created = about.modified = moment
    about.revision = 1
