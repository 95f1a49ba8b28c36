"""Files that want to do harm, or are no workbook at all: each is refused in one Vietnamese sentence, soon, within memory, nothing stored.

What would eat time or memory is opened in a process of its own with 2 GB and 20 seconds (`opened_apart`), so that a regression fails a
test instead of the machine. Odd but honest workbooks stand here too: they are read.
"""

from __future__ import annotations

import io
import json
import re
import subprocess
import sys
import warnings
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.utils import get_column_letter

from etl.__main__ import NOT_OURS, WRONG, main
from etl.annotate import SHEET, annotate
from etl.books import open_book
from etl.books.safety import MAX_BYTES
from etl.problems import NotOurWorkbook
from etl.submit import load, preview
from etl.template import FIGURES, FIRST_ROW, IDENTITY, TASKS
from store.home import Home
from store.ledger import Ledger
from store.warehouse import Warehouse
from tests.workbooks import LETTER, Book, valid

ROOT = Path(__file__).resolve().parent.parent
SPACE = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
LINKS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
SHEET_PART, BOOK_PART, BOOK_LINKS = "xl/worksheets/sheet1.xml", "xl/workbook.xml", "xl/_rels/workbook.xml.rels"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
DAMAGED, LOCKED, DECLARES, TOO_LARGE, TOO_FAR = "hỏng", "mật khẩu", "khai báo XML", "quá lớn|lớn hơn", "hàng và cột thừa"


# -- makers ----------------------------------------------------------------------------------------------------------------


def _saved(book: Workbook) -> bytes:
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _plain() -> bytes:
    book = Workbook()
    book.active.title = FIGURES
    book.active.append(["a", 1, 2.5])
    return _saved(book)


PLAIN = _plain()


def unpack(content: bytes = PLAIN) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        return {name: package.read(name) for name in package.namelist()}


def pack(parts: dict[str, bytes] | list[tuple[str, bytes]]) -> bytes:
    out = io.BytesIO()
    with warnings.catch_warnings(), zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        warnings.simplefilter("ignore")
        for name, text in parts.items() if isinstance(parts, dict) else parts:
            package.writestr(name, text)
    return out.getvalue()


def with_parts(**parts: bytes) -> bytes:
    """The plain workbook with parts added or changed; `__` stands for a slash, `_dot_` for a dot."""
    return pack(unpack() | {name.replace("__", "/").replace("_dot_", "."): text for name, text in parts.items()})


def sheet(rows: str, before: str = "", after: str = "") -> bytes:
    """A workbook of one sheet with these rows in XML."""
    return pack(unpack() | {SHEET_PART: _sheet_xml(rows, before, after)})


def _sheet_xml(rows: str, before: str = "", after: str = "") -> bytes:
    return f'<worksheet xmlns="{SPACE}" xmlns:r="{LINKS}">{before}<sheetData>{rows}</sheetData>{after}</worksheet>'.encode()


def row(number: int, *cells: str) -> str:
    return f'<row r="{number}">{"".join(cells)}</row>'


def cell(address: str, value: object = 1, more: str = "") -> str:
    return f'<c r="{address}" {more}><v>{value}</v></c>'


FIRST = row(1, cell("A1"))
LAST_ROW = '<row r="1048576">'
FAR = row(1_048_576, cell("XFD1048576"))


def many(name: str, inside: str, times: int) -> str:
    return f"<{name}>{inside * times}</{name}>"


def lying(name: str, shown: bytes, *more: bytes, times: int) -> bytes:
    """A workbook whose part claims to end after `shown`, with the checksum to it; its stream unfolds `more` that many times."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    stream = b"".join([packer.compress(shown), *(packer.compress(text) for _ in range(times) for text in more), packer.flush()])
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for other, text in unpack().items():
            if other != name:
                package.writestr(other, text)
        part = zipfile.ZipInfo(name)
        part.compress_type, part.header_offset, part.CRC = zipfile.ZIP_DEFLATED, package.start_dir, zlib.crc32(shown)
        part.compress_size, part.file_size = len(stream), len(shown)
        package.fp.seek(package.start_dir)
        package.fp.write(part.FileHeader(False) + stream)
        package.start_dir = package.fp.tell()
        package.filelist.append(part)
        package.NameToInfo[name] = part
    return out.getvalue()


def _ten(number: int) -> str:
    return f"&a{number};" * 10


LAUGHS = '<!DOCTYPE x [<!ENTITY a0 "ha">' + "".join(f'<!ENTITY a{n} "{_ten(n - 1)}">' for n in range(1, 10)) + "]>"
PASSWORDS = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'


def declaring(part: str, declaration: str) -> bytes:
    """The plain workbook with a declaration put before the root of a part."""
    text = unpack().get(part, b"<sst/>").decode()
    head, _, body = text.rpartition("?>")
    return pack(unpack() | {part: f"{head}{_}{declaration}{body}".encode()})


def _flagged(content: bytes, flag: int) -> bytes:
    """With a general purpose flag set for every part, as a zip locked by a password has."""
    changed = bytearray(content)
    for mark, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        for found in re.finditer(re.escape(mark), content):
            changed[found.start() + at] |= flag
    return bytes(changed)


def _locked_xls() -> bytes:
    """A bare Excel 97 stream that begins with a FILEPASS record."""
    begin = b"\x09\x08\x10\x00\x00\x06\x05\x00" + bytes(12)
    return begin + b"\x2f\x00\x06\x00" + bytes(6) + b"\x0a\x00\x00\x00"


def _many_far_sheets(count: int = 120) -> bytes:
    parts = unpack()
    entries = "".join(f'<sheet name="s{n}" sheetId="{n}" r:id="r{n}"/>' for n in range(1, count))
    parts[BOOK_PART] = f'<workbook xmlns="{SPACE}" xmlns:r="{LINKS}"><sheets>{entries}</sheets></workbook>'.encode()
    links = "".join(f'<Relationship Id="r{n}" Type="{LINKS}/worksheet" Target="/xl/worksheets/sheet{n}.xml"/>' for n in range(1, count))
    parts[BOOK_LINKS] = (
        f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{links}</Relationships>'.encode()
    )
    far = _sheet_xml(FIRST + row(610, cell("XFD610")))
    return pack(parts | {f"xl/worksheets/sheet{n}.xml": far for n in range(1, count)})


def _found_by_another_way() -> bytes:
    """A link we take for `xl/xl/worksheets/b.xml` and others for `xl/worksheets/b.xml`."""
    parts = unpack()
    links = parts[BOOK_LINKS].replace(b"/xl/worksheets/sheet1.xml", b"xl/worksheets/b.xml")
    return pack(parts | {BOOK_LINKS: links, "xl/xl/worksheets/b.xml": parts[SHEET_PART], "xl/worksheets/b.xml": _sheet_xml(FIRST + FAR)})


def _under_other_names() -> bytes:
    """The workbook's own part without the ending by which XML is known, and with entities that unfold."""
    parts = {name.replace("workbook.xml", "book.main"): text for name, text in unpack().items()}
    parts["_rels/.rels"] = parts["_rels/.rels"].replace(b"workbook.xml", b"book.main")
    return pack(parts | {"xl/book.main": f"{LAUGHS}<x>&a9;</x>".encode()})


# -- what is refused at a glance -------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Hostile:
    """A file, the name it comes under, and words of the sentence that refuses it."""

    make: Callable[[], bytes]
    says: str
    name: str = "bao-cao.xlsx"


SPREADSHEET_2003 = '<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?><Workbook/>'
AT_A_GLANCE = {
    "empty": Hostile(lambda: b"", "rỗng"),
    "text": Hostile(lambda: "Chỉ tiêu;Kỳ này\n5G;71".encode(), "không phải sổ tính"),
    "csv as xls": Hostile(lambda: "Chỉ tiêu;Kỳ này\n5G;71".encode(), "không phải sổ tính", "a.xls"),
    "utf-16 text": Hostile(lambda: "Chỉ tiêu\t71".encode("utf-16"), "không phải sổ tính"),
    "pdf": Hostile(lambda: b"%PDF-1.7\n%\xe2\xe3\xcf\xd3", "PDF"),
    "png": Hostile(lambda: b"\x89PNG\r\n\x1a\n" + bytes(64), "không phải sổ tính"),
    "html": Hostile(lambda: b"\xef\xbb\xbf <html><table><tr><td>5G</td></tr></table></html>", "trang web hoặc XML", "a.xls"),
    "html in capitals": Hostile(lambda: b"<!DOCTYPE HTML PUBLIC><HTML></HTML>", "trang web hoặc XML", "a.xls"),
    "xml of 2003": Hostile(lambda: SPREADSHEET_2003.encode(), "trang web hoặc XML", "a.xls"),
    "docx": Hostile(lambda: pack({"[Content_Types].xml": b"<Types/>", "word/document.xml": b"<w/>"}), "văn bản Word"),
    "zip": Hostile(lambda: pack({"doc-toi.txt": b"?"}), "tệp nén"),
    "empty zip": Hostile(lambda: pack({}), "tệp nén|không phải sổ tính"),
    "zip in zip": Hostile(lambda: pack({"bao-cao.xlsx": PLAIN}), "tệp nén"),
    "only a head": Hostile(lambda: b"PK\x03\x04", DAMAGED),
    "locked package": Hostile(lambda: OLE + bytes(600) + "EncryptedPackage".encode("utf-16-le") + bytes(600), LOCKED),
    "locked zip": Hostile(lambda: _flagged(PLAIN, 1), LOCKED),
    "locked xls": Hostile(_locked_xls, LOCKED, "a.xls"),
    "ole of nothing": Hostile(lambda: OLE + bytes(4096), DAMAGED, "a.xls"),
    "200 MB": Hostile(lambda: b"PK\x03\x04" + bytes(200 << 20), TOO_LARGE),
    "many parts": Hostile(lambda: pack(unpack() | {f"xl/media/{n}.png": b"" for n in range(2100)}), TOO_LARGE),
    "xls as xlsx": Hostile(_locked_xls, r"\.xlsx", "a.xlsx"),
    "xlsx as xls": Hostile(lambda: PLAIN, r"\.xls»", "a.xls"),
    "xlsx as csv": Hostile(lambda: PLAIN, r"\.csv", "a.csv"),
    "xlsx as pdf": Hostile(lambda: PLAIN, r"\.pdf", "a.PDF"),
    "external links": Hostile(lambda: with_parts(xl__externalLinks__externalLink1_dot_xml=b"<a/>"), "tệp khác"),
    "laughs": Hostile(lambda: declaring(SHEET_PART, LAUGHS), DECLARES),
    "laughs in ebcdic": Hostile(
        lambda: pack(unpack() | {"xl/styles.xml": b'<?xml version="1.0" encoding="cp037"?>' + f"{LAUGHS}<x>&a9;</x>".encode("cp037")}),
        f"{DECLARES}|{DAMAGED}",
    ),
    "declaration across two chunks": Hostile(
        lambda: pack(unpack() | {"xl/styles.xml": b" " * ((1 << 20) - 5) + f"{LAUGHS}<x>&a9;</x>{' ' * (5 << 20)}".encode()}),
        f"{DECLARES}|{DAMAGED}",
    ),
    "utf-16 sheet": Hostile(lambda: pack(unpack() | {SHEET_PART: _sheet_xml(FIRST).decode().encode("utf-16")}), DECLARES),
    "the same part twice": Hostile(lambda: pack([*unpack().items(), (SHEET_PART, _sheet_xml(FIRST))]), "hai bản"),
    "the same part in capitals": Hostile(lambda: pack(unpack() | {"XL/Worksheets/Sheet1.xml": _sheet_xml(FIRST)}), "hai bản"),
    "the same part by backslash": Hostile(lambda: pack({SHEET_PART.replace("/", "\\"): _sheet_xml(FIRST)} | unpack()), "hai bản"),
    "torn sheet": Hostile(lambda: pack(unpack() | {SHEET_PART: _sheet_xml(FIRST)[:-20]}), DAMAGED),
    "torn large sheet": Hostile(lambda: pack(unpack() | {SHEET_PART: _sheet_xml(FIRST + " " * (5 << 20))[:-20]}), DAMAGED),
    "shared text out of range": Hostile(lambda: sheet(row(1, cell("A1", 9999, 't="s"'))), DAMAGED),
    "row 0": Hostile(lambda: sheet(row(0, cell("A0"))), DAMAGED),
    "column ZZZZ": Hostile(lambda: sheet(row(1, cell("ZZZZ1"))), f"{DAMAGED}|{TOO_FAR}"),
    "merges over one another": Hostile(
        lambda: sheet(FIRST, after=many("mergeCells", '<mergeCell ref="A1:C3"/>', 9)), DAMAGED
    ),
    "columns over one another": Hostile(
        lambda: sheet(FIRST, before=many("cols", '<col min="1" max="3" hidden="1"/>', 2)), DAMAGED
    ),
    "sheet without the ending xml": Hostile(
        lambda: pack({name.replace("t1.xml", "t1.dat"): text.replace(b"t1.xml", b"t1.dat") for name, text in unpack().items()}),
        DAMAGED,
    ),
    "two sheets of one name": Hostile(lambda: _two_of_one_name(), DAMAGED),
}  # fmt: skip


def _two_of_one_name() -> bytes:
    book = Workbook()
    book.active.title = IDENTITY
    book.create_sheet("khác")
    parts = unpack(_saved(book))
    return pack(parts | {BOOK_PART: parts[BOOK_PART].replace("khác".encode(), IDENTITY.encode())})


@pytest.fixture(scope="module")
def shared_home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    return Home(tmp_path_factory.mktemp("hostile") / "home")


def is_a_sentence(text: str) -> bool:
    """One line of Vietnamese that begins with a capital and ends with a full stop."""
    return text[:1].isupper() and text.endswith(".") and "\n" not in text and bool(re.search("[ạảấầếệộớợủứữểđ]", text))


@pytest.mark.parametrize("which", AT_A_GLANCE)
def test_it_is_refused_in_a_sentence(which: str) -> None:
    hostile = AT_A_GLANCE[which]
    with pytest.raises(NotOurWorkbook, match=hostile.says) as refusal:
        open_book(hostile.make(), hostile.name)
    assert is_a_sentence(str(refusal.value))


@pytest.mark.parametrize("which", sorted(set(AT_A_GLANCE) - {"200 MB"}))
def test_the_command_line_says_only_that_sentence_and_stores_nothing(
    which: str, shared_home: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    hostile = AT_A_GLANCE[which]
    path = tmp_path / hostile.name
    path.write_bytes(hostile.make())
    monkeypatch.setenv("TIENDO57_HOME", str(shared_home.folder))
    for words in (["check", str(path)], ["load", str(path), "--by", "an"]):
        assert main(words) == NOT_OURS
        said, complaint = capfd.readouterr()
        assert said == "" and is_a_sentence(complaint.strip())
    assert Ledger(shared_home.ledger).last_number() == 0


def test_size_is_looked_at_before_anything_is_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("etl.books.safety.zipfile.ZipFile", None)
    with pytest.raises(NotOurWorkbook, match="lớn hơn 20 MB"):
        open_book(PLAIN + bytes(MAX_BYTES), "a.xlsx")


DECLARING_PARTS = [SHEET_PART, BOOK_PART, BOOK_LINKS, "xl/styles.xml", "xl/sharedStrings.xml"]
DECLARING_PARTS += ["[Content_Types].xml", "_rels/.rels", "docProps/core.xml"]


@pytest.mark.parametrize("declaration", [LAUGHS, PASSWORDS, "<!DOCTYPE x>", '<!DOCTYPE x SYSTEM "http://a.vn/x.dtd">'])
@pytest.mark.parametrize("part", DECLARING_PARTS)
def test_a_declaration_is_refused_in_every_part(part: str, declaration: str) -> None:
    with pytest.raises(NotOurWorkbook, match=DECLARES):
        open_book(declaring(part, declaration), "a.xlsx")


@pytest.mark.parametrize("name", ["a.xlsx", "a.xls", "a.xlsb", "a.ods", ""])
def test_a_workbook_cut_short_anywhere_is_refused(name: str) -> None:
    for end in range(1, len(PLAIN), 61):
        with pytest.raises(NotOurWorkbook) as refusal:
            open_book(PLAIN[:end], name)
        assert is_a_sentence(str(refusal.value))


# -- what would eat time or memory -----------------------------------------------------------------------------------------

HEAVY = {
    "far cell": Hostile(lambda: sheet(FIRST + FAR), TOO_FAR),
    "far cell under a dimension that lies": Hostile(lambda: sheet(FIRST + FAR, before='<dimension ref="A1:A1"/>'), TOO_FAR),
    "far cell in small letters": Hostile(lambda: sheet(FIRST + FAR.replace("XFD", "xfd")), f"{DAMAGED}|{TOO_FAR}"),
    "far cell behind spaces": Hostile(lambda: sheet(FIRST + FAR.replace('<c r="', '<c r = "')), f"{DAMAGED}|{TOO_FAR}"),
    "far row behind spaces": Hostile(
        lambda: sheet(FIRST + LAST_ROW.replace("=", " = ") + "<c><v>1</v></c>" * 16_000 + "</row>"), f"{DAMAGED}|{TOO_FAR}"
    ),
    "far cell by a character's number": Hostile(lambda: sheet(FIRST + FAR.replace("XFD", "&#88;FD")), f"{DAMAGED}|{TOO_FAR}"),
    "far cell behind an angle": Hostile(lambda: sheet(FIRST + FAR.replace("<c ", '<c cm=">" ')), f"{DAMAGED}|{TOO_FAR}"),
    "far cells on lines of their own": Hostile(
        lambda: sheet(FIRST + LAST_ROW + "<c\ts='0'><v>1</v></c>" * 40 + "</row>"), f"{DAMAGED}|{TOO_FAR}"
    ),
    "far cells that do not say where": Hostile(lambda: sheet(FIRST + LAST_ROW + "<c><v>1</v></c>" * 16_384 + "</row>"), TOO_FAR),
    "far cell with a prefix": Hostile(
        lambda: pack(unpack() | {SHEET_PART: re.sub(rb"<(/?)(\w)", rb"<\1x:\2", _sheet_xml(FIRST + FAR)).replace(b"xmlns=", b"xmlns:x=")}),
        TOO_FAR,
    ),
    "far cell found by another way": Hostile(_found_by_another_way, TOO_FAR),
    "a far cell on each of many sheets": Hostile(_many_far_sheets, TOO_FAR),
    "wide and long": Hostile(
        lambda: sheet("".join(row(line, cell("A" + str(line)), cell(f"XFD{line}")) for line in range(1, 2000))), TOO_FAR
    ),
    "hidden columns over and over": Hostile(
        lambda: sheet(FIRST, before=many("cols", '<col min="1" max="16384" hidden="1"/>', 100_000)), DAMAGED
    ),
    "merges over and over": Hostile(
        lambda: sheet(
            "".join(row(line, cell(f"A{line}")) for line in range(1, 20_001)),
            after=many("mergeCells", '<mergeCell ref="A1:XFD1048576"/>', 20_000),
        ),
        DAMAGED,
    ),
    "deep sheet": Hostile(lambda: sheet(FIRST, after="<a>" * 100_000 + "</a>" * 100_000), "lồng nhau"),
    "deep styles": Hostile(
        lambda: pack(unpack() | {"xl/styles.xml": b"<styleSheet>" + b"<a>" * 100_000 + b"</a>" * 100_000 + b"</styleSheet>"}), "lồng nhau"
    ),
    "torn tags": Hostile(lambda: pack(unpack() | {SHEET_PART: _sheet_xml("<row " * 1_200_000)}), DAMAGED),
    "bomb": Hostile(lambda: pack(unpack() | {SHEET_PART: b" " * (201 << 20)}), TOO_LARGE),
    "bomb that lies about its size": Hostile(
        lambda: lying("xl/sharedStrings.xml", b"<sst/>", b" " * (1 << 20), times=201), f"{TOO_LARGE}|{DAMAGED}"
    ),
    "texts beyond the end a header claims": Hostile(
        lambda: lying("xl/sharedStrings.xml", b"<sst/>", b"<si><t>aaaaaaaaaaaaaaaaaaaaaaaaaaaa</t></si>" * 25_000, times=100), DAMAGED
    ),
    "cells beyond the end a header claims": Hostile(
        lambda: lying(SHEET_PART, _sheet_xml(FIRST), _sheet_xml(FAR), times=1), DAMAGED
    ),
    "laughs under another name": Hostile(_under_other_names, f"{DECLARES}|{DAMAGED}"),
}  # fmt: skip
FAST_OF_HEAVY = sorted(set(HEAVY) - {"torn tags", "a far cell on each of many sheets", "bomb", "bomb that lies about its size"})
OPENER = """
import json, os, resource, signal, sys, time
from etl.books import open_book
from etl.problems import NotOurWorkbook
for path in sys.argv[1:]:
    content, began = open(path, "rb").read(), time.monotonic()
    if os.fork():
        status = os.wait()[1]
        if status:
            print(json.dumps([f"died {status}", 0]), flush=True)
        continue
    resource.setrlimit(resource.RLIMIT_AS, (2 << 30, 2 << 30))
    signal.alarm(20)
    try:
        open_book(content, "bao-cao.xlsx")
        said = "read"
    except NotOurWorkbook as refusal:
        said = str(refusal)
    print(json.dumps([said, time.monotonic() - began]), flush=True)
    os._exit(0)
"""


def opened_apart(folder: Path, makers: dict[str, Callable[[], bytes]]) -> dict[str, str]:
    """What `open_book` says of each file: its refusal, `read`, or `died` with the status of the process."""
    paths = []
    for number, make in enumerate(makers.values()):
        paths.append(folder / f"{number}.xlsx")
        paths[-1].write_bytes(make())
    command = [sys.executable, "-c", OPENER, *map(str, paths)]
    out = subprocess.run(command, cwd=ROOT, capture_output=True, timeout=30 * len(paths), check=True).stdout
    return {name: json.loads(line)[0] for name, line in zip(makers, out.splitlines(), strict=True)}


def test_what_would_eat_time_or_memory_is_refused(tmp_path: Path) -> None:
    said = opened_apart(tmp_path, {name: HEAVY[name].make for name in FAST_OF_HEAVY})
    assert {name: text for name, text in said.items() if not (re.search(HEAVY[name].says, text) and is_a_sentence(text))} == {}


@pytest.mark.slow
@pytest.mark.parametrize("which", sorted(set(HEAVY) - set(FAST_OF_HEAVY)))
def test_the_largest_are_refused_within_time_and_memory(which: str, tmp_path: Path) -> None:
    said = opened_apart(tmp_path, {which: HEAVY[which].make})[which]
    assert re.search(HEAVY[which].says, said) and is_a_sentence(said)


@pytest.mark.slow
def test_large_but_honest_workbooks_are_read_within_time_and_memory(tmp_path: Path) -> None:
    letters = [get_column_letter(column) for column in range(1, 1001)]
    makers = {
        "a thousand by a thousand": lambda: sheet("".join(row(n, *(cell(f"{letter}{n}") for letter in letters)) for n in range(1, 1001))),
        "one very long text": lambda: sheet(row(1, f'<c r="A1" t="inlineStr"><is><t>{"a" * (30 << 20)}</t></is></c>')),
        "deep in a large part": lambda: sheet(FIRST, after="<a>" * 800_000 + "</a>" * 800_000),
    }
    assert set(opened_apart(tmp_path, makers).values()) == {"read"}


# -- odd but honest --------------------------------------------------------------------------------------------------------


def only_sheet(content: bytes) -> list[list[Any]]:
    [grid] = open_book(content, "a.xlsx")
    return [[grid.value(line, column) for column in range(1, 4)] for line in range(1, grid.height + 1)]


@pytest.mark.parametrize(
    ("rows", "values"),
    [
        (row(1, cell("A1", 9, 's="9999"')), [[9, None, None]]),
        ("<row><c><v>1</v></c><c><v>2</v></c></row><row><c><v>3</v></c></row>", [[1, 2, None], [3, None, None]]),
        (row(3, cell("C3", 3), cell("B3", 2)) + FIRST, [[1, None, None], [None] * 3, [None, 2, 3]]),
        (FIRST + '<row r="1048576"/>', [[1, None, None]]),
        (row(1, cell("A1", "", 't="s"'), cell("B1", 5)), [[None, 5, None]]),
        (row(1, cell("A1", 1), cell("A1", 2)), [[2, None, None]]),
        (row(1, '<c r="A1" t="inlineStr"><is><t>r = 5 &lt; 7, r="XFD1048576"</t></is></c>'), [['r = 5 < 7, r="XFD1048576"', None, None]]),
    ],
)  # fmt: skip
def test_an_odd_sheet_is_read_as_it_stands(rows: str, values: list[list[object]]) -> None:
    assert only_sheet(sheet(rows)) == values


def test_a_dimension_that_lies_is_not_believed() -> None:
    assert only_sheet(sheet(FIRST, before='<dimension ref="A1:XFD1048576"/>')) == [[1, None, None]]


def test_a_prefix_before_every_name_changes_nothing() -> None:
    rows = row(1, cell("A1", "#REF!", 't="e"'), "<c r='B1'><f>1+1</f></c>", "<c><v>7</v></c>")
    xml = re.sub(rb"<(/?)(\w)", rb"<\1x:\2", _sheet_xml(rows)).replace(b"xmlns=", b"xmlns:x=")
    [grid] = open_book(pack(unpack() | {SHEET_PART: xml}), "a.xlsx")
    assert (grid.value(1, 1), grid.value(1, 3), grid.errors, grid.unsaved) == ("#REF!", 7, {(1, 1)}, {(1, 2)})


def test_a_formula_that_gave_an_empty_text_has_a_saved_result() -> None:
    rows = row(1, '<c r="A1" t="str"><f>IF(1,"","")</f><v></v></c>', '<c r="B1"><f>1+1</f><v></v></c>', '<c r="C1" t="str"><f>"a"</f></c>')
    [grid] = open_book(sheet(rows), "a.xlsx")
    assert grid.unsaved == {(1, 2), (1, 3)}


def test_paths_out_of_the_package_lead_nowhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert open_book(pack(unpack() | {"../../ngoai.xml": b"<a/>", "/tmp/ngoai.xml": b"<a/>"}), "a.xlsx")[0].value(1, 3) == 2.5
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["O'Brien & <con>", "a/b:c?", "😀 báo cáo", "x" * 60, '"', " "])
def test_any_name_of_a_sheet_is_taken(name: str) -> None:
    written = name.replace("&", "&amp;").replace("<", "&lt;").replace('"', "&quot;")
    parts = unpack()
    content = pack(parts | {BOOK_PART: parts[BOOK_PART].replace(f'name="{FIGURES}"'.encode(), f'name="{written}"'.encode())})
    assert [grid.name for grid in open_book(content, "a.xlsx")] == [name]


def test_charts_macros_and_a_workbook_without_sheets_are_no_harm() -> None:
    book = Workbook()
    book.active.append([1])
    book.create_chartsheet("Biểu đồ")
    assert [grid.name for grid in open_book(_saved(book), "a.xlsx")] == ["Sheet"]
    assert open_book(with_parts(xl__vbaProject_dot_bin=OLE), "a.xlsm")[0].value(1, 1) == "a"
    assert open_book(pack(unpack() | {BOOK_PART: f'<workbook xmlns="{SPACE}"><sheets/></workbook>'.encode()}), "a.xlsx") == []


# -- our own form with other facts on its hidden sheet ---------------------------------------------------------------------


@pytest.fixture(scope="module")
def known(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Warehouse]:
    opened = Warehouse.own(Home(tmp_path_factory.mktemp("known") / "home"))
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def filled(known: Warehouse) -> bytes:
    return valid(known).bytes()


def changed(content: bytes, change: Callable[[Book], object]) -> bytes:
    book = Book(load_workbook(io.BytesIO(content)))
    change(book)
    return book.bytes()


def _say(book: Book, **facts: object) -> None:
    for address, fact in facts.items():
        book.book[IDENTITY][address] = fact


@pytest.mark.parametrize(
    ("facts", "kinds"),
    [
        ({"B3": "x' OR 1=1; DROP TABLE plan --"}, {"unknown_plan"}),
        ({"B3": None, "B4": None, "B5": None}, {"unknown_plan"}),
        ({"B3": 79, "B4": True, "B5": 2026}, {"unknown_plan"}),
        ({"B4": "'; DROP TABLE unit --"}, {"unit_not_bound"}),
        ({"B4": "đ" * 10_000}, {"unit_not_bound"}),
        ({"B4": "\u202etran-lieu"}, {"unit_not_bound"}),
        ({"B5": "9999Q9"}, {"not_a_quarter"}),
        ({"B5": "2026"}, {"not_a_quarter"}),
        ({"B5": "-1Q1"}, {"not_a_quarter"}),
        ({"B5": "2026Q3\n2026Q4"}, {"not_a_quarter"}),
        ({"B1": "wide"}, {"missing_column"}),
        ({"B1": "plan"}, {"missing_column"}),
    ],
)
def test_absurd_facts_are_problems_by_cell(known: Warehouse, filled: bytes, facts: dict[str, object], kinds: set[str]) -> None:
    content = changed(filled, lambda book: _say(book, **facts))
    problems = preview(known, content, "f.xlsx").checked.problems
    assert {problem.kind for problem in problems} == kinds and all(problem.level == "error" for problem in problems)
    assert load(known, content, "f.xlsx", by="an", accept_warnings=True).submission_id is None
    assert known.ledger.last_number() == 0


@pytest.mark.parametrize("kind", ["x", "matched", "=1+1", None, "QUARTER"])
def test_a_hidden_sheet_of_another_kind_is_no_form_of_ours(known: Warehouse, filled: bytes, kind: object) -> None:
    with pytest.raises(NotOurWorkbook) as refusal:
        preview(known, changed(filled, lambda book: _say(book, B1=kind)), "f.xlsx")
    assert is_a_sentence(str(refusal.value))


def test_figures_too_large_to_store_never_reach_the_ledger(known: Warehouse, filled: bytes) -> None:
    """An entry the tables cannot hold would stop every later rebuild."""
    for code, column, entered in (
        ("sang-kien", "value", "99.999.999.999.999,99"),
        ("sang-kien", "value", 99999999999999.9),
        ("bang-rong-1gb", "denominator", "0,0001"),
        ("bang-rong-1gb", "numerator", "99999999999999,99999"),
    ):

        def poke(book: Book, code: str = code, column: str = column, entered: object = entered) -> None:
            book.poke("bang-rong-1gb", "99999999999999", "numerator")
            book.poke(code, entered, column)

        assert load(known, changed(filled, poke), "f.xlsx", by="an", accept_warnings=True).submission_id is None
    assert known.ledger.last_number() == 0  # fmt: skip


# -- what people typed never becomes a formula -----------------------------------------------------------------------------

FORMULAS = ["=1+1", "=HYPERLINK(\"http://a.vn\",\"x\")", "+5-2", "-5+2 tốt", "@SUM(A1)", "\t=1+1", "\r=cmd|' /C calc'!A0"]  # fmt: skip


def _as_text(book: Book, code: str, column: str, text: str) -> None:
    address = book.poke(code, text, column)
    book.book[FIGURES][address].data_type = "s"


def _codes(book: Book) -> list[str]:
    return [str(book.book[FIGURES][f"{LETTER['code']}{line}"].value) for line in range(FIRST_ROW, FIRST_ROW + len(FORMULAS))]


def test_a_note_like_a_formula_stays_text_wherever_it_goes(
    home: Home, warehouse: Warehouse, filled: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def write(book: Book) -> None:
        for code, text in zip(_codes(book), FORMULAS, strict=True):
            book.poke(code, 50)
            _as_text(book, code, "note", text)
            _as_text(book, code, "evidence", text)
        book.poke_task("tranlieu-79/PL3/I.1", state="Đang thực hiện", note=FORMULAS[0])
        book.book[TASKS][f"G{book.row('tranlieu-79/PL3/I.1', TASKS)}"].data_type = "s"

    assert load(warehouse, changed(filled, write), "f.xlsx", by="an", accept_warnings=True).submission_id
    warehouse.close()
    monkeypatch.setenv("TIENDO57_HOME", str(home.folder))
    for table, texts in (("value", FORMULAS), ("task_report", FORMULAS[:1])):
        path = tmp_path / f"{table}.xlsx"
        assert main(["export", table, "-o", str(path)]) == 0
        cells = [cell for line in load_workbook(path).active.iter_rows() for cell in line]
        assert {text.strip() for text in texts} <= {cell.value for cell in cells} and all(cell.data_type != "f" for cell in cells)


def test_a_figure_like_a_formula_comes_back_as_text_in_the_marked_workbook(known: Warehouse, filled: bytes) -> None:
    def write(book: Book) -> None:
        for code, text in zip(_codes(book), FORMULAS, strict=True):
            _as_text(book, code, "value", text)

    content = changed(filled, write)
    problems = preview(known, content, "f.xlsx").checked.problems
    assert [problem.kind for problem in problems] == ["question"] * len(FORMULAS)
    back = load_workbook(io.BytesIO(annotate(content, problems, "f.xlsx")))
    for name in (SHEET, FIGURES):
        cells = [cell for line in back[name].iter_rows() for cell in line]
        assert {text.strip() for text in FORMULAS} <= {str(cell.value).strip() for cell in cells}
        assert all(cell.data_type != "f" for cell in cells)


def test_the_command_line_ends_with_an_error_not_a_traceback_on_absurd_facts(
    filled: bytes, shared_home: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("TIENDO57_HOME", str(shared_home.folder))
    path = tmp_path / "f.xlsx"
    path.write_bytes(changed(filled, lambda book: _say(book, B3="' OR 1=1 --")))
    assert main(["check", str(path)]) == WRONG
    said, complaint = capfd.readouterr()
    assert "không có trong hệ thống" in said and complaint == ""
