"""An empty presentation in the form of the briefing: theme, master, two layouts, notes, all in Vietnamese and in one font.

What stands on the slides is deck.py's business.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from pptx import Presentation
from pptx.opc.constants import RELATIONSHIP_TYPE as RT
from pptx.opc.oxml import serialize_part_xml
from pptx.oxml import parse_xml
from pptx.oxml.ns import qn

from domain.wording import DEMONSTRATION, PRODUCT
from report.briefing.deck_strokes import FONT, LANGUAGE, NAMESPACES, Box, emu, line
from report.briefing.layout import FOOT_ROOM, FOOT_RULE, HEAD, HIGH, LEFT, ROOM, WIDE

COLOURS = {
    "dk1": "1D2733", "lt1": "FFFFFF", "dk2": "12355B", "lt2": "E9EDF1", "accent1": "2F6EA5", "accent2": "1F7A4A", "accent3": "A85F00",
    "accent4": "B3261E", "accent5": "064D38", "accent6": "66707B", "hlink": "12355B", "folHlink": "5A6672",
}  # fmt: skip
"""The colours of the statuses, so that what a person adds goes with what is there."""
OVER = Box(LEFT, HEAD - 24, ROOM + 8, 32)
TITLE = Box(LEFT, HEAD + 14, ROOM + 8, 120)
CONTENT = Box(LEFT, 230, ROOM, FOOT_RULE - 260)
FOOT = Box(LEFT, FOOT_RULE + 10, FOOT_ROOM + 8, 80)
NUMBER = Box(LEFT + ROOM + 6, 1044, WIDE - LEFT - ROOM - 16, 28)
_LEVELS = ("Nội dung", "Ý thứ hai", "Ý thứ ba", "Ý thứ tư", "Ý thứ năm")
_NOTES_NAMES = {
    "hdr": "Đầu trang", "dt": "Ngày", "sldImg": "Ảnh trang chiếu", "body": "Ghi chú", "ftr": "Chân trang", "sldNum": "Số trang",
}  # fmt: skip
_APP = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    '<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties">'
    "<Application>Microsoft Office PowerPoint</Application><PresentationFormat>Widescreen</PresentationFormat>"
    "<AppVersion>16.0000</AppVersion></Properties>"
)


def empty(title: str, made_on: date, demonstration: bool) -> Any:
    """A presentation without slides; its first layout is the one of the briefing, the second for what a person adds."""
    made: Any = Presentation()
    made.slide_width, made.slide_height = emu(WIDE), emu(HIGH)
    made.element.sldSz.attrib.pop("type", None)
    _leave_out(made)
    _theme(made.slide_master.part)
    _master(made)
    _notes(made)
    for element in (made.element, made.slide_master.element):
        _in_vietnamese(element)
    _properties(made, title, made_on, demonstration)
    return made


def _leave_out(made: Any) -> None:
    """What the library's template brings along: its picture, its printer, its other layouts."""
    _drop(made.part, RT.PRINTER_SETTINGS)
    _drop(made.part.package, RT.THUMBNAIL)
    for layout in list(made.slide_layouts)[2:]:
        made.slide_layouts.remove(layout)
    made.part.package.part_related_by(RT.EXTENDED_PROPERTIES)._blob = _APP.encode()


def _drop(whole: Any, kind: str) -> None:
    for key, one in list(whole._rels.items()):
        if one.reltype == kind:
            whole._rels.pop(key)


def _theme(part: Any) -> None:
    theme = part.part_related_by(RT.THEME)
    root = parse_xml(theme.blob)
    root.set("name", PRODUCT)
    for scheme in root.iter(qn("a:clrScheme")):
        scheme.set("name", PRODUCT)
        for name, colour in COLOURS.items():
            slot = scheme.find(qn(f"a:{name}"))
            slot.clear()
            slot.append(parse_xml(f'<a:srgbClr {NAMESPACES} val="{colour}"/>'))
    for scheme in root.iter(qn("a:fontScheme")):
        scheme.set("name", PRODUCT)
        for family in scheme:
            for script in family.findall(qn("a:font")):
                family.remove(script)
            family.find(qn("a:latin")).set("typeface", FONT)
    if hasattr(theme, "_element"):
        theme._element = root
    else:
        theme._blob = serialize_part_xml(root)


# -- master and layouts -----------------------------------------------------------------------------------------------------


def _master(made: Any) -> None:
    master = made.slide_master.element
    rule = (
        '<p:cxnSp><p:nvCxnSpPr><p:cNvPr id="9" name="Đường kẻ chân trang"/><p:cNvCxnSpPr/><p:nvPr userDrawn="1"/></p:nvCxnSpPr>'
        f'<p:spPr>{Box(LEFT, FOOT_RULE, ROOM, 0).as_xml()}<a:prstGeom prst="line"><a:avLst/></a:prstGeom>{line("#D5DAE0")}</p:spPr>'
        "</p:cxnSp>"
    )
    levels = "".join(f'<a:p><a:pPr lvl="{level}"/>{_said(words)}</a:p>' for level, words in enumerate(_LEVELS))
    content = _place("Nội dung", 'type="body" idx="1"', CONTENT, levels)
    _replace(master, "p:cSld", _picture("", _title(), content, *_foot(3, 4), rule))
    _replace(master, "p:txStyles", _STYLES)
    briefing, plain = made.slide_layouts
    over = _place(
        "Đơn vị, kỳ, kế hoạch", 'type="body" sz="quarter" idx="13"', OVER, _prompt("Đơn vị · kỳ · kế hoạch"), _style(24, "5A6672")
    )
    empty_content = _place("Nội dung", 'idx="1"', None, levels)
    _replace(plain.element, "p:cSld", _picture("Tiêu đề và nội dung", _title(bare=True), over, empty_content, *_foot(11, 12, bare=True)))
    _replace(briefing.element, "p:cSld", _picture("Trang trình bày", _title(bare=True), over, *_foot(11, 12, bare=True)))
    for layout in (plain, briefing):
        layout.element.attrib.pop("type", None)
        layout.element.set("userDrawn", "1")


def _title(*, bare: bool = False) -> str:
    return _place("Tiêu đề", 'type="title"', None if bare else TITLE, _prompt("Kết luận của trang"))


def _foot(foot: int, number: int, *, bare: bool = False) -> tuple[str, str]:
    field = (
        f'<a:p><a:fld id="{{B6F15528-21DE-4FAA-801E-634DDDAF4B2B}}" type="slidenum"><a:rPr lang="{LANGUAGE}"/><a:t>‹#›</a:t></a:fld></a:p>'
    )
    return (
        _place("Nguồn", f'type="ftr" sz="quarter" idx="{foot}"', None if bare else FOOT, "<a:p/>", "" if bare else _style(19, "5A6672")),
        _place(
            "Số trang",
            f'type="sldNum" sz="quarter" idx="{number}"',
            None if bare else NUMBER,
            field,
            "" if bare else _style(18, "5A6672", "r"),
        ),
    )


def _place(name: str, kind: str, box: Box | None, told: str, style: str = "") -> str:
    form = f'{box.as_xml()}<a:prstGeom prst="rect"><a:avLst/></a:prstGeom>' if box else ""
    edges = '<a:bodyPr vert="horz" wrap="square" lIns="0" tIns="0" rIns="0" bIns="0" rtlCol="0" anchor="t"><a:noAutofit/></a:bodyPr>'
    return (
        f'<p:sp><p:nvSpPr><p:cNvPr id="0" name="{name}"/><p:cNvSpPr><a:spLocks noGrp="1"/></p:cNvSpPr>'
        f"<p:nvPr><p:ph {kind}/></p:nvPr></p:nvSpPr>"
        f"<p:spPr>{form}</p:spPr><p:txBody>{edges if box else '<a:bodyPr/>'}<a:lstStyle>{style}</a:lstStyle>{told}</p:txBody></p:sp>"
    )


def _prompt(words: str) -> str:
    return f"<a:p>{_said(words)}</a:p>"


def _said(words: str) -> str:
    return f'<a:r><a:rPr lang="{LANGUAGE}"/><a:t>{words}</a:t></a:r>'


def _style(size: int, colour: str, align: str = "l") -> str:
    return (
        f'<a:lvl1pPr marL="0" indent="0" algn="{align}"><a:spcBef><a:spcPts val="0"/></a:spcBef><a:buNone/><a:defRPr sz="{size * 50}">'
        f'<a:solidFill><a:srgbClr val="{colour}"/></a:solidFill></a:defRPr></a:lvl1pPr>'
    )


def _picture(name: str, *shapes: str) -> str:
    background = '<p:bg><p:bgRef idx="1001"><a:schemeClr val="bg1"/></p:bgRef></p:bg>' if not name else ""
    numbered = "".join(one.replace('id="0"', f'id="{number}"', 1) for number, one in enumerate(shapes, 2))
    return (
        f'<p:cSld {NAMESPACES} name="{name}">{background}<p:spTree>'
        f'<p:nvGrpSpPr><p:cNvPr id="1" name=""/><p:cNvGrpSpPr/><p:nvPr/></p:nvGrpSpPr><p:grpSpPr/>'
        f"{numbered}</p:spTree></p:cSld>"
    ).replace(' name="">', ">", 1)


def _replace(whole: Any, tag: str, made: str) -> None:
    whole.replace(whole.find(qn(tag)), parse_xml(made))


_FACE = '<a:latin typeface="+{0}-lt"/><a:ea typeface="+{0}-ea"/><a:cs typeface="+{0}-cs"/>'


def _level(tag: str, size: int, left: int, dot: str, colour: str, face: str, more: str = "") -> str:
    return (
        f'<a:{tag} marL="{left + (emu(34) if dot else 0)}" indent="{-emu(34) if dot else 0}" algn="l" '
        f'defTabSz="914400" rtl="0" eaLnBrk="1" latinLnBrk="0" hangingPunct="1"><a:spcBef><a:spcPts val="{600 if dot else 0}"/></a:spcBef>'
        + (f'<a:buFont typeface="{FONT}"/><a:buChar char="{dot}"/>' if dot else "<a:buNone/>")
        + f'<a:defRPr lang="{LANGUAGE}" sz="{size * 50}" kern="1200"{more}><a:solidFill><a:schemeClr val="{colour}"/></a:solidFill>'
        + _FACE.format(face)
        + f"</a:defRPr></a:{tag}>"
    )


_STYLES = (
    f"<p:txStyles {NAMESPACES}><p:titleStyle>"
    + _level("lvl1pPr", 46, 0, "", "tx2", "mj", ' b="1"')
    + "</p:titleStyle><p:bodyStyle>"
    + "".join(_level(f"lvl{level}pPr", 30 - 2 * level, emu(34) * (level - 1), "•", "tx1", "mn") for level in range(1, 6))
    + "</p:bodyStyle><p:otherStyle>"
    + _level("lvl1pPr", 36, 0, "", "tx1", "mn")
    + "</p:otherStyle></p:txStyles>"
)


# -- notes and properties ---------------------------------------------------------------------------------------------------


def _notes(made: Any) -> None:
    """The notes' own form, its English words replaced."""
    master = made.notes_master
    _theme(master.part)
    key = made.part.relate_to(master.part, RT.NOTES_MASTER)
    listed = f'<p:notesMasterIdLst {NAMESPACES}><p:notesMasterId r:id="{key}"/></p:notesMasterIdLst>'
    made.element.sldMasterIdLst.addnext(parse_xml(listed))
    for shape in master.placeholders:
        kind = shape.element.ph.get("type")
        shape.name = _NOTES_NAMES.get(kind, shape.name)
        if kind == "body":
            for place, words in enumerate(shape.element.iter(qn("a:t"))):
                words.text = _LEVELS[place]
        if kind == "dt":
            shape.element.getparent().remove(shape.element)
    for image in master.element.iter(qn("p:sp")):
        if image.ph.get("type") == "sldImg":  # as wide as the slide is
            image.spPr.find(qn("a:xfrm")).find(qn("a:ext")).set("cy", str(round(4572000 * 9 / 16)))
    _in_vietnamese(master.element)


def note(slide: Any, lines: tuple[str, ...]) -> None:
    """What the speaker has before them."""
    page = slide.notes_slide
    for shape in page.placeholders:
        shape.name = _NOTES_NAMES.get(shape.element.ph.get("type"), shape.name)
    page.notes_text_frame.text = "\n".join(lines)
    for run in page.element.iter(qn("a:r")):
        run.get_or_add_rPr().set("lang", LANGUAGE)


def _in_vietnamese(element: Any) -> None:
    for one in element.iter():
        if one.get("lang"):
            one.set("lang", LANGUAGE)


def _properties(made: Any, title: str, made_on: date, demonstration: bool) -> None:
    about = made.core_properties
    about.title, about.language = title[:255], LANGUAGE
    about.subject = DEMONSTRATION if demonstration else ""
    about.created = about.modified = datetime(made_on.year, made_on.month, made_on.day)
    about.author = about.last_modified_by = about.comments = ""
    about.revision = 1
