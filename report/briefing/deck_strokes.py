"""Strokes of a PowerPoint slide as DrawingML: text, shapes, groups and tables at places of the 1920 × 1080 picture.

Knows the format, not the briefing. Every text from data is escaped here and nowhere else.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape

FONT, SIGN_FONT, LANGUAGE = "Arial", "Segoe UI Symbol", "vi-VN"
"""Both families are on every office machine; Arial lacks most of the signs."""
NAMESPACES = (
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
)
INK = "#1D2733"
SPACING = 110
"""Percent of the family's own line height: a little less than the lines the layout reckoned with."""
_SIGNS = re.compile("([▲●◆▼■✕○◌✓◇∞↩]+)")
_NO_STYLE = "{2D5ABB26-0587-4C30-8999-92F81FD0307C}"
"""PowerPoint's own table style without colours and lines."""
_TABLE = "http://schemas.openxmlformats.org/drawingml/2006/table"


@dataclass(frozen=True)
class Run:
    """Words of one look; `size` in dots of the picture."""

    text: str
    size: float
    colour: str = INK
    bold: bool = False
    italic: bool = False


@dataclass(frozen=True)
class Para:
    """A paragraph; with `hang` its first word stands left of the others, with `bullet` a dot does."""

    runs: tuple[Run, ...]
    align: str = "l"
    hang: float = 0
    bullet: str = ""
    before: float = 0
    after: float = 0
    spacing: int = SPACING


@dataclass(frozen=True)
class Box:
    """Where a shape stands."""

    left: float
    top: float
    wide: float
    high: float

    def as_xml(self, tag: str = "a:xfrm", more: str = "") -> str:
        sizes = (emu(self.left), emu(self.top), emu(self.wide), emu(self.high))
        return '<{0}{1}><a:off x="{2}" y="{3}"/><a:ext cx="{4}" cy="{5}"/></{0}>'.format(tag, more, *sizes)


def emu(dots: float) -> int:
    """Dots of the picture as PowerPoint counts lengths."""
    return round(dots * 6350)


def quoted(words: str) -> str:
    return escape(words, quote=True)


# -- text -------------------------------------------------------------------------------------------------------------------


def paragraphs(told: Sequence[Para]) -> str:
    return "".join(map(_paragraph, told)) or "<a:p/>"


def _paragraph(para: Para) -> str:
    hang = f' marL="{emu(para.hang)}" indent="{-emu(para.hang)}"' if para.hang else ' marL="0" indent="0"'
    dot = f'<a:buClr>{_colour(para.bullet)}</a:buClr><a:buFont typeface="{FONT}"/><a:buChar char="•"/>' if para.bullet else "<a:buNone/>"
    gaps = "".join(
        f'<a:{tag}><a:spcPts val="{round(gap * 50)}"/></a:{tag}>' for tag, gap in (("spcBef", para.before), ("spcAft", para.after))
    )
    runs = "".join(map(_run, para.runs)) or _end(12)
    spacing = f'<a:lnSpc><a:spcPct val="{para.spacing}000"/></a:lnSpc>'
    return f'<a:p><a:pPr algn="{para.align}"{hang}>{spacing}{gaps}{dot}</a:pPr>{runs}</a:p>'


def _run(run: Run) -> str:
    return "<a:br/>".join("".join(_piece(run, piece) for piece in _SIGNS.split(line) if piece) for line in run.text.split("\n"))


def _piece(run: Run, words: str) -> str:
    return f"<a:r>{_look(run, words)}<a:t>{escape(words, quote=False)}</a:t></a:r>"


def _look(run: Run, words: str) -> str:
    family = SIGN_FONT if _SIGNS.fullmatch(words) else FONT
    return f'<a:rPr lang="{LANGUAGE}" {weight(run)}>{_colour(run.colour)}{fonts(family)}</a:rPr>'


def weight(run: Run) -> str:
    return f'sz="{round(run.size * 50)}" b="{int(run.bold)}" i="{int(run.italic)}"'


def fonts(family: str = FONT) -> str:
    return "".join(f'<a:{kind} typeface="{family}"/>' for kind in ("latin", "ea", "cs"))


def _end(size: float) -> str:
    return f'<a:endParaRPr lang="{LANGUAGE}" sz="{round(size * 50)}"/>'


def _colour(colour: str) -> str:
    return f'<a:solidFill><a:srgbClr val="{colour.removeprefix("#")}"/></a:solidFill>' if colour else "<a:noFill/>"


def fill(colour: str) -> str:
    """`colour`, or nothing."""
    return _colour(colour)


def line(colour: str, thick: float = 1.5, dash: str = "", tag: str = "ln", *, round_cap: bool = False) -> str:
    if not colour:
        return f"<a:{tag}><a:noFill/></a:{tag}>"
    dashed = f'<a:prstDash val="{dash}"/>' if dash else ""
    cap = ' cap="rnd"' if round_cap else ""
    return f'<a:{tag} w="{emu(thick)}"{cap}>{_colour(colour)}{dashed}{"<a:round/>" if round_cap else ""}</a:{tag}>'


# -- shapes -----------------------------------------------------------------------------------------------------------------


def shape(
    name: str,
    box: Box,
    told: Sequence[Para] = (),
    *,
    kind: str = "rect",
    colour: str = "",
    edge: str = "",
    dash: str = "",
    anchor: str = "t",
    inside: tuple[float, float, float, float] = (0, 0, 0, 0),
    flipped: bool = False,
) -> str:
    """A shape with or without words: as wide as it is told, never shrinking what it says."""
    box_xml = box.as_xml(more=' flipV="1"' if flipped else "")
    form = f'<a:prstGeom prst="{kind}"><a:avLst/></a:prstGeom>{fill(colour)}{line(edge, 1.5, dash)}'
    text_box = ' txBox="1"' if told and not colour and not edge else ""
    return (
        f'<p:sp><p:nvSpPr><p:cNvPr id="0" name="{quoted(name)}"/><p:cNvSpPr{text_box}/><p:nvPr/></p:nvSpPr>'
        f"<p:spPr>{box_xml}{form}</p:spPr>{body(told, anchor, inside)}</p:sp>"
    )


def body(told: Sequence[Para], anchor: str = "t", inside: tuple[float, float, float, float] = (0, 0, 0, 0)) -> str:
    left, top, right, bottom = map(emu, inside)
    return (
        f'<p:txBody><a:bodyPr wrap="square" lIns="{left}" tIns="{top}" rIns="{right}" bIns="{bottom}" rtlCol="0" anchor="{anchor}">'
        f"<a:noAutofit/></a:bodyPr><a:lstStyle/>{paragraphs(told)}</p:txBody>"
    )


def placeholder(name: str, kind: str, told: Sequence[Para], box: Box | None = None) -> str:
    """What the slide's form keeps a place for; `box` where it stands elsewhere on this slide."""
    return (
        f'<p:sp><p:nvSpPr><p:cNvPr id="0" name="{quoted(name)}"/><p:cNvSpPr><a:spLocks noGrp="1"/></p:cNvSpPr>'
        f"<p:nvPr><p:ph {kind}/></p:nvPr></p:nvSpPr><p:spPr>{box.as_xml() if box else ''}</p:spPr>"
        f"<p:txBody><a:bodyPr/><a:lstStyle/>{paragraphs(told)}</p:txBody></p:sp>"
    )


def slide_number(number: int) -> str:
    """A number that follows the slide when it is moved."""
    field = f'<a:fld id="{{B6F15528-21DE-4FAA-801E-634DDDAF4B2B}}" type="slidenum"><a:rPr lang="{LANGUAGE}"/><a:t>{number}</a:t></a:fld>'
    made = placeholder("Số trang", 'type="sldNum" sz="quarter" idx="12"', ())
    return made.replace("<a:p/>", f"<a:p>{field}</a:p>")


def group(name: str, says: str, box: Box, members: Iterable[str]) -> str:
    """Shapes moved together, read out as one."""
    place = box.as_xml().removeprefix("<a:xfrm>").removesuffix("</a:xfrm>")
    child = place.replace("a:off", "a:chOff").replace("a:ext", "a:chExt")
    return (
        f'<p:grpSp><p:nvGrpSpPr><p:cNvPr id="0" name="{quoted(name)}" descr="{quoted(says)}"/><p:cNvGrpSpPr/><p:nvPr/></p:nvGrpSpPr>'
        f"<p:grpSpPr><a:xfrm>{place}{child}</a:xfrm></p:grpSpPr>{''.join(members)}</p:grpSp>"
    )


# -- tables -----------------------------------------------------------------------------------------------------------------


def table(name: str, says: str, box: Box, edges: Sequence[float], heights: Sequence[float], cells: Iterable[Iterable[str]]) -> str:
    """A table whose first row is its heading; `edges` are where its columns begin and end."""
    columns = "".join(f'<a:gridCol w="{emu(right) - emu(left)}"/>' for left, right in zip(edges, edges[1:], strict=False))
    rows = "".join(f'<a:tr h="{emu(high)}">{"".join(row)}</a:tr>' for high, row in zip(heights, cells, strict=True))
    return (
        f'<p:graphicFrame><p:nvGraphicFramePr><p:cNvPr id="0" name="{quoted(name)}" descr="{quoted(says)}"/>'
        '<p:cNvGraphicFramePr><a:graphicFrameLocks noGrp="1"/></p:cNvGraphicFramePr><p:nvPr/></p:nvGraphicFramePr>'
        f'{box.as_xml("p:xfrm")}<a:graphic><a:graphicData uri="{_TABLE}"><a:tbl><a:tblPr firstRow="1">'
        f"<a:tableStyleId>{_NO_STYLE}</a:tableStyleId></a:tblPr><a:tblGrid>{columns}</a:tblGrid>{rows}</a:tbl></a:graphicData></a:graphic>"
        "</p:graphicFrame>"
    )


def table_cell(
    told: Sequence[Para], under: str, thick: float, *, anchor: str = "ctr", side: float = 8, above: float = 4, ground: str = ""
) -> str:
    """A cell with a line under it and none elsewhere; on a coloured `ground` lines of paper part it from its neighbours."""
    none = "".join(line("#FFFFFF" if ground else "", thick, tag=tag) for tag in ("lnL", "lnR", "lnT"))
    edges = f'marL="{emu(side)}" marR="{emu(side)}" marT="{emu(above)}" marB="{emu(above)}" anchor="{anchor}"'
    words = paragraphs(told or [Para(())])
    return (
        f"<a:tc><a:txBody><a:bodyPr/><a:lstStyle/>{words}</a:txBody>"
        f"<a:tcPr {edges}>{none}{line(under, thick, tag='lnB')}{fill(ground)}</a:tcPr></a:tc>"
    )
