"""Our own sheet: every problem on a line, with a link to its cell, to be read on the screen and printed on A4."""

from __future__ import annotations

from collections.abc import Iterator
from typing import IO

from etl.marks.styles import COLOURS, Styles
from etl.marks.texts import escaped
from etl.problems import Level, Problem

HEADINGS = (("Mức", 11), ("Trang", 14), ("Ô", 8), ("Đã ghi", 20), ("Vì sao", 40), ("Cách sửa", 40))
_MOST_LINES = 1_000_000
_MOST_LINKS = 60_000
"""Excel repairs a sheet that has more than 65,530."""
_LONGEST = 32_000
"""Excel takes no more characters in a cell."""
_LINE_HEIGHT, _HIGHEST = 14.5, 409.0
_PER_WIDTH = 1.15
"""Characters of running text to a unit of width, with room for words that wrap early."""
_NOTHING = "Không còn chỗ nào cần sửa."
_WRAPPED = b' wrapText="1"'


def write_listing(out: IO[bytes], problems: list[Problem], linked: set[tuple[str, str]], styles: Styles, namespace: str) -> None:
    """`linked`: the cells that can be led to."""
    out.write(_HEAD.format(namespace=namespace, columns=_columns()).encode())
    for line in _lines(problems[:_MOST_LINES], linked, styles):
        out.write(line.encode())
    out.write(b"</sheetData>")
    links = [(line, problem) for line, problem in enumerate(problems[:_MOST_LINES], 2) if (problem.sheet, problem.cell) in linked]
    if links:
        out.write(b"<hyperlinks>%b</hyperlinks>" % "".join(_link(line, problem) for line, problem in links[:_MOST_LINKS]).encode())
    out.write(_FOOT.encode())


def _lines(problems: list[Problem], linked: set[tuple[str, str]], styles: Styles) -> Iterator[str]:
    head = styles.own(_font("<b/>", "FFFFFFFF"), b"12355B", _WRAPPED)
    plain, link = styles.own(_font(), alignment=_WRAPPED), styles.own(_font(under="<u/>", colour="FF12355B"), alignment=_WRAPPED)
    level: dict[Level, int] = {name: styles.own(_font("<b/>"), colour, _WRAPPED) for name, colour in COLOURS.items()}
    yield _line(1, [heading for heading, _ in HEADINGS], [head] * len(HEADINGS))
    for number, problem in enumerate(problems, 2):
        told = [problem.mark, problem.sheet, problem.cell, problem.entered, problem.message, problem.expected]
        place = link if (problem.sheet, problem.cell) in linked else plain
        yield _line(number, told, [level[problem.level], plain, place, plain, plain, plain])
    if not problems:
        yield _line(2, ["", "", "", "", _NOTHING, ""], [plain] * len(HEADINGS))


def _line(number: int, texts: list[str], styles: list[int]) -> str:
    """Inline strings: what people typed never becomes a formula."""
    cells = (
        f'<c r="{letter}{number}" s="{style}" t="inlineStr"><is><t xml:space="preserve">{escaped(text[:_LONGEST])}</t></is></c>'
        for letter, text, style in zip("ABCDEF", texts, styles, strict=True)
    )
    return f'<row r="{number}" ht="{_height(texts)}">{"".join(cells)}</row>'


def _height(texts: list[str]) -> float:
    """Enough for the longest of the wrapped texts; LibreOffice does not find it out by itself."""
    lines = (
        sum(1 + len(part) // int(width * _PER_WIDTH) for part in text.split("\n")) for text, (_, width) in zip(texts, HEADINGS, strict=True)
    )
    return min(max(lines) * _LINE_HEIGHT + 1, _HIGHEST)


def _link(line: int, problem: Problem) -> str:
    sheet = escaped(problem.sheet.replace("'", "''"))
    return f"""<hyperlink ref="C{line}" location="'{sheet}'!{problem.cell}" display="{problem.cell}"/>"""


def _columns() -> str:
    return "".join(f'<col min="{place}" max="{place}" width="{width}" customWidth="1"/>' for place, (_, width) in enumerate(HEADINGS, 1))


def _font(bold: str = "", colour: str = "FF000000", under: str = "") -> bytes:
    return f'<font>{bold}{under}<sz val="11"/><color rgb="{colour}"/><name val="Times New Roman"/><family val="1"/></font>'.encode()


_HEAD = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<worksheet xmlns="{namespace}">'
    '<sheetPr><tabColor rgb="FFC0392B"/><pageSetUpPr fitToPage="1"/></sheetPr>'
    '<sheetViews><sheetView tabSelected="1" workbookViewId="0">'
    '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/><selection pane="bottomLeft" activeCell="A2" sqref="A2"/>'
    '</sheetView></sheetViews><sheetFormatPr defaultRowHeight="15"/><cols>{columns}</cols><sheetData>'
)
_FOOT = (
    '<pageMargins left="0.4" right="0.4" top="0.5" bottom="0.6" header="0.3" footer="0.3"/>'
    '<pageSetup paperSize="9" orientation="landscape" fitToHeight="0"/>'
    "<headerFooter><oddFooter>&amp;L&amp;F&amp;RTrang &amp;P/&amp;N</oddFooter></headerFooter></worksheet>"
)
