"""What must not be opened, said in a sentence: no workbook, a locked one, a bomb, one that reaches outside itself.

Looks at the bytes before any reader does. What stands in the cells is the readers' business.
"""

from __future__ import annotations

import copy
import io
import zipfile
from xml.parsers import expat

from etl.books.grid import Grid
from etl.problems import NotOurWorkbook

MAX_BYTES = 20 * 1024 * 1024
MAX_UNPACKED = 200 * 1024 * 1024
MAX_PARTS = 2000
MAX_DEPTH = 100
"""Elements within elements: Excel's own files stay below twenty."""
MAX_CELLS = 10_000_000
"""Rows times columns of one sheet, blank ones counted: a reader holds them all."""
MAX_CELLS_OF_ALL = 2 * MAX_CELLS

_CHUNK = 1 << 20
_SMALL = 4 * 1024 * 1024
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_FAMILIES = {"xlsx": "xlsx", "xlsm": "xlsx", "xltx": "xlsx", "xls": "xls", "xlsb": "xlsb", "ods": "ods"}
SAVE_AGAIN = "Mở tệp bằng Excel hoặc LibreOffice và lưu lại ở dạng «Excel Workbook (.xlsx)»."


def family_of(content: bytes, file_name: str) -> str:
    """Which of our readers a file is for: xlsx, xls, xlsb or ods. `NotOurWorkbook` says why none is."""
    if not content:
        raise NotOurWorkbook("Tệp rỗng. Chọn lại tệp báo cáo.")
    if len(content) > MAX_BYTES:
        raise NotOurWorkbook(f"Tệp lớn hơn {MAX_BYTES // 1024 // 1024} MB. Bỏ hình ảnh và các trang không cần rồi nộp lại.")
    family = _inside(content)
    ending = file_name.rsplit(".", 1)[-1].casefold() if "." in file_name else ""
    if ending and _FAMILIES.get(ending) != family:
        raise NotOurWorkbook(f"Tên tệp kết thúc bằng «.{ending}» nhưng nội dung là sổ tính .{family}. Đổi tên tệp cho đúng rồi nộp lại.")
    return family


def refuse_dimensions(sheet: str, rows: int, columns: int) -> None:
    """A cell at the far end of a sheet makes every reader hold all the blank ones before it."""
    if rows * columns > MAX_CELLS:
        raise NotOurWorkbook(
            f"Trang «{sheet}» có ô ghi ở tận hàng {rows}, cột {columns}. Xóa hẳn các hàng và cột thừa ở cuối trang, lưu lại rồi nộp."
        )


def refuse_in_total(grids: list[Grid]) -> None:
    """Many sheets, each just small enough, fill the memory as well."""
    if sum(grid.height * max(map(len, grid.values), default=0) for grid in grids) > MAX_CELLS_OF_ALL:
        raise ValueError("dimensions")


def _inside(content: bytes) -> str:
    if content.startswith(_OLE):
        if "EncryptedPackage".encode("utf-16-le") in content:
            raise NotOurWorkbook("Tệp có mật khẩu nên không đọc được. Bỏ mật khẩu, lưu lại rồi nộp.")
        return "xls"
    if content[:2] == b"\x09\x08":
        return "xls"  # a bare Excel 5 stream, without the container
    if not content.startswith(b"PK"):
        raise NotOurWorkbook(_what_else(content))
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            return _inside_package(package)
    except (zipfile.BadZipFile, NotImplementedError, EOFError, OSError, ValueError, RuntimeError):
        raise NotOurWorkbook(f"Không mở được tệp: tệp hỏng hoặc chưa tải xong. {SAVE_AGAIN}") from None


def _what_else(content: bytes) -> str:
    head = content[:2000].lstrip(b"\xef\xbb\xbf \r\n\t").lower()
    if head.startswith(b"%pdf"):
        return "Đây là tệp PDF, không phải sổ tính Excel (.xlsx). Nộp chính tệp Excel."
    if head.startswith((b"<html", b"<!doctype html", b"<table", b"<?xml")):
        return f"Đây là trang web hoặc XML mang đuôi của Excel, không phải sổ tính. {SAVE_AGAIN}"
    return f"Tệp không phải sổ tính Excel (.xlsx). {SAVE_AGAIN}"


def _inside_package(package: zipfile.ZipFile) -> str:
    parts = package.infolist()
    if len(parts) > MAX_PARTS or sum(part.file_size for part in parts) > MAX_UNPACKED:
        raise NotOurWorkbook("Nội dung nén của tệp quá lớn, không mở để giữ an toàn.")
    names = {part.filename for part in parts}
    if len({name.replace("\\", "/").casefold() for name in names}) < len(parts):  # readers differ on which of two they take
        raise NotOurWorkbook(f"Không mở được tệp: một phần bên trong có hai bản. {SAVE_AGAIN}")
    if any(part.flag_bits & 1 for part in parts):
        raise NotOurWorkbook("Tệp có mật khẩu nên không đọc được. Bỏ mật khẩu, lưu lại rồi nộp.")
    if any(name.startswith("xl/externalLinks/") for name in names):
        raise NotOurWorkbook(
            "Tệp có công thức lấy số từ tệp khác, không kiểm chứng được. Trong Excel chọn Data, Edit Links, Break Link rồi lưu lại."
        )
    if "xl/workbook.bin" in names:
        family = "xlsb"
    elif "xl/workbook.xml" in names or _names_a_workbook(package, names):
        family = "xlsx"
    elif "content.xml" in names and b"spreadsheet" in package.read("mimetype")[:200] if "mimetype" in names else False:
        family = "ods"
    else:
        kind = "văn bản Word" if "word/document.xml" in names else "tệp nén"
        raise NotOurWorkbook(f"Đây là {kind}, không phải sổ tính Excel (.xlsx). Nộp chính tệp Excel.")
    for part in parts:
        _walk_part(package, part)
    return family


def _names_a_workbook(package: zipfile.ZipFile, names: set[str]) -> bool:
    return "[Content_Types].xml" in names and b"spreadsheetml.sheet.main+xml" in package.read("[Content_Types].xml")


def _walk_part(package: zipfile.ZipFile, part: zipfile.ZipInfo) -> None:
    """Unpacks a part once, whatever its header claims, and refuses XML that is damaged, defines entities or nests without end."""
    is_xml = part.filename.casefold().endswith((".xml", ".rels"))
    parser = _strict_parser(count_depth=part.file_size <= _SMALL)
    unlimited = copy.copy(part)
    unlimited.file_size = MAX_UNPACKED + 1  # zipfile would stop where the header says the part ends, other readers would not
    seen, tail = 0, b""
    with package.open(unlimited) as stream:
        while chunk := stream.read(_CHUNK):
            if (seen := seen + len(chunk)) > MAX_UNPACKED:
                raise NotOurWorkbook("Nội dung nén của tệp quá lớn, không mở để giữ an toàn.")
            if is_xml and (b"<!DOCTYPE" in tail + chunk or b"<!ENTITY" in tail + chunk or (not tail and b"\0" in chunk[:200])):
                _refuse_declaration()
            tail = chunk[-16:]
            if is_xml:
                _parse(parser, chunk, last=False)
    if seen != part.file_size:
        raise NotOurWorkbook(f"Không mở được tệp: tệp hỏng hoặc chưa tải xong. {SAVE_AGAIN}")
    if is_xml:
        _parse(parser, b"", last=True)


def _parse(parser: expat.XMLParserType, chunk: bytes, *, last: bool) -> None:
    try:
        parser.Parse(chunk, last)
    except expat.ExpatError:
        raise NotOurWorkbook(f"Không mở được tệp: nội dung bên trong hỏng. {SAVE_AGAIN}") from None


def _refuse_declaration(*_: object) -> None:
    raise NotOurWorkbook(f"Tệp chứa khai báo XML lạ, không mở để giữ an toàn. {SAVE_AGAIN}")


def _strict_parser(*, count_depth: bool) -> expat.XMLParserType:
    """Counting takes a call for every element, which is too slow for a large sheet."""
    depth = 0

    def start(_tag: str, _attributes: dict[str, str]) -> None:
        nonlocal depth
        depth += 1
        if depth > MAX_DEPTH:
            raise NotOurWorkbook(f"Cấu trúc tệp lồng nhau quá sâu, không mở để giữ an toàn. {SAVE_AGAIN}")

    def end(_tag: str) -> None:
        nonlocal depth
        depth -= 1

    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = _refuse_declaration
    if count_depth:
        parser.StartElementHandler, parser.EndElementHandler = start, end
    return parser
