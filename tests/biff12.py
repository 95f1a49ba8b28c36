"""A small .xlsb written record by record: no library writes the format, and a file from elsewhere would show one case only."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Iterable

OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
TYPES = (
    '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="bin" ContentType="application/vnd.ms-excel.sheet.binary.macroEnabled.main"/>'
    '<Override PartName="/xl/worksheets/sheet1.bin" ContentType="application/vnd.ms-excel.worksheet"/>'
    '<Override PartName="/xl/worksheets/sheet2.bin" ContentType="application/vnd.ms-excel.worksheet"/>'
    '<Override PartName="/xl/styles.bin" ContentType="application/vnd.ms-excel.styles"/>'
    '<Override PartName="/xl/sharedStrings.bin" ContentType="application/vnd.ms-excel.sharedStrings"/></Types>'
)


def record(kind: int, body: bytes = b"") -> bytes:
    head = bytes([kind]) if kind < 128 else bytes([kind & 0x7F | 0x80, kind >> 7])
    size, rest = b"", len(body)
    while True:
        size += bytes([rest & 0x7F | (0x80 if rest > 0x7F else 0)])
        rest >>= 7
        if not rest:
            return head + size + body


def wide(text: str) -> bytes:
    data = text.encode("utf-16-le")
    return struct.pack("<I", len(data) // 2) + data


def row(number: int, *, hidden: bool = False) -> bytes:
    """`number` counts from 1."""
    return record(0, struct.pack("<IIHBBBI", number - 1, 0, 300, 0, 0x10 if hidden else 0, 0, 0))


def cell(kind: int, column: int, body: bytes, style: int = 0) -> bytes:
    return record(kind, struct.pack("<II", column - 1, style) + body)


def whole_number(column: int, value: int, style: int = 0) -> bytes:
    return cell(2, column, struct.pack("<i", value << 2 | 2), style)


def number(column: int, value: float, style: int = 0) -> bytes:
    return cell(5, column, struct.pack("<d", value), style)


def text(column: int, value: str, style: int = 0) -> bytes:
    return cell(6, column, wide(value), style)


def shared(column: int, place: int, style: int = 0) -> bytes:
    return cell(7, column, struct.pack("<I", place), style)


def error(column: int, code: int, *, formula: bool = False) -> bytes:
    return cell(11, column, bytes([code]) + struct.pack("<HII", 0, 0, 0)) if formula else cell(3, column, bytes([code]))


def truth(column: int, value: bool) -> bytes:
    return cell(4, column, bytes([value]))


def sheet(rows: bytes, *, columns: bytes = b"", merges: Iterable[tuple[int, int, int, int]] = ()) -> bytes:
    """`merges`: first row, last row, first column, last column, from 0."""
    ranges = b"".join(record(176, struct.pack("<4I", *merge)) for merge in merges)
    return b"".join(
        [
            record(129),
            record(148, struct.pack("<4I", 0, 9, 0, 9)),
            record(390) + columns + record(391) if columns else b"",
            record(145) + rows + record(146),
            record(177, struct.pack("<I", 1)) + ranges + record(178) if ranges else b"",
            record(130),
        ]
    )


def hidden_columns(first: int, last: int) -> bytes:
    return record(60, struct.pack("<4IH", first - 1, last - 1, 2000, 0, 1))


def shared_text(value: str, *runs: tuple[int, int]) -> bytes:
    """`runs`: where a font starts and which."""
    tail = struct.pack("<I", len(runs)) + b"".join(struct.pack("<HH", *run) for run in runs)
    return record(19, bytes([bool(runs)]) + wide(value) + (tail if runs else b""))


def styles(fonts: Iterable[str], formats: Iterable[tuple[int, str]], looks: Iterable[tuple[int, int]]) -> bytes:
    """`looks`: number format and font of each cell style."""
    fonts, formats, looks = list(fonts), list(formats), list(looks)
    return b"".join(
        [
            record(278),
            record(615, struct.pack("<I", len(formats))),
            *(record(44, struct.pack("<H", code) + wide(form)) for code, form in formats),
            record(616),
            record(611, struct.pack("<I", len(fonts))),
            *(record(43, struct.pack("<HHHHBBBB", 220, 0, 400, 0, 0, 0, 0, 0) + bytes(9) + wide(name)) for name in fonts),
            record(612),
            record(617, struct.pack("<I", len(looks))),
            *(record(47, struct.pack("<HHHHHBBHH", 0, form, font, 0, 0, 0, 0, 0, 0)) for form, font in looks),
            record(618),
            record(279),
        ]
    )


def xlsb(
    sheets: list[tuple[str, int, bytes]],
    look: bytes = b"",
    texts: list[bytes] | None = None,
    *,
    from_1904: bool = False,
) -> bytes:
    """`sheets`: name, state (0 shown, 1 hidden, 2 very hidden) and content."""
    bundle = b"".join(
        record(156, struct.pack("<II", state, place) + wide(f"rId{place}") + wide(name)) for place, (name, state, _) in enumerate(sheets, 1)
    )
    settings = record(153, struct.pack("<III", int(from_1904), 0, 0))
    links = "".join(
        f'<Relationship Id="rId{place}" Type="{OFFICE}/worksheet" Target="worksheets/sheet{place}.bin"/>'
        for place in range(1, len(sheets) + 1)
    )
    others = "".join(
        f'<Relationship Id="o{name}" Type="{OFFICE}/{name}" Target="{name}.bin"/>' for name in ("styles", "sharedStrings")
    )  # fmt: skip
    parts = {
        "[Content_Types].xml": TYPES,
        "_rels/.rels": f'<Relationships xmlns="{PACKAGE}"><Relationship Id="r" Type="{OFFICE}/officeDocument" Target="xl/workbook.bin"/>'
        "</Relationships>",
        "xl/_rels/workbook.bin.rels": f'<Relationships xmlns="{PACKAGE}">{links}{others}</Relationships>',
        "xl/workbook.bin": record(131) + settings + record(143) + bundle + record(144) + record(157, bytes(26)) + record(132),
        "xl/styles.bin": look or styles(["Calibri"], [], [(0, 0)]),
        "xl/sharedStrings.bin": record(159, struct.pack("<II", len(texts or []), len(texts or []))) + b"".join(texts or []) + record(160),
    } | {f"xl/worksheets/sheet{place}.bin": content for place, (_, _, content) in enumerate(sheets, 1)}
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts.items():
            package.writestr(name, content)
    return target.getvalue()
