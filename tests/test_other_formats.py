"""Workbooks of other makes: .xls and .ods as LibreOffice writes them, .xlsb record by record, and damaged ones."""

from __future__ import annotations

import datetime
import io
import shutil
import subprocess
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.styles import Font

from etl.books import open_book
from etl.books.apart import read_xls_apart
from etl.books.grid import Grid
from etl.books.ods import read_ods
from etl.books.xls import read_xls
from etl.books.xlsb import read_xlsb
from etl.problems import NotOurWorkbook
from tests import biff12

Reader = Callable[[bytes], list[Grid]]
READERS: dict[str, Reader] = {"xls": read_xls, "ods": read_ods}
DAMAGE = settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture])


def sample() -> Workbook:
    """One of everything a report can hold."""
    book = Workbook()
    page = book.active
    page.title = "Số liệu"
    page.append(["Chỉ tiêu", "Kỳ này", "Ghi chú"])
    page.append(["Hồ sơ trực tuyến", 62.5, "đạt"])
    page.append(["Tỷ lệ", 0.625, "số %"])
    page.append(["Ngày", datetime.datetime(2026, 3, 31), datetime.datetime(2026, 3, 31, 8, 30)])
    page.append(["Giờ", datetime.time(8, 30), True])
    page.append(["Lỗi", "=1/0", "=B2*2"])
    page.append(["ẩn", 7])
    page.append(["rộng", None, None, None, 1234567])
    page["A9"], page["A10"], page["A11"] = "®\u00ada Bé Tµi chÝnh", "Töï do", "TUYÊN QUANG"
    for address, font in (("A9", ".VnTime"), ("A10", "VNI-Times"), ("A11", "Times New Roman")):
        page[address].font = Font(name=font)
    old = TextBlock(InlineFont(rFont=".VnTimeH"), "Tµi chÝnh")
    page["A12"] = CellRichText(TextBlock(InlineFont(rFont="Arial"), "Bộ "), old)
    page["B3"].number_format, page["B2"].number_format = "0.0%", '0.0"%"'
    page.row_dimensions[7].hidden = True
    page.column_dimensions["D"].hidden = True
    page.merge_cells("A14:C15")
    page["A14"] = "gộp"
    hidden = book.create_sheet("_tiendo57")
    hidden.sheet_state = "veryHidden"
    hidden.append(["kind", "quarter"])
    book.create_sheet("ẩn thường").sheet_state = "hidden"
    return book


@pytest.fixture(scope="module")
def converted(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """The sample as LibreOffice saves it, by ending."""
    if not shutil.which("soffice"):
        pytest.skip("LibreOffice is not on this machine")
    folder = tmp_path_factory.mktemp("office")
    sample().save(folder / "mau.xlsx")
    for ending in READERS:
        profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
        command = ["soffice", profile, "--headless", "--convert-to", ending, "--outdir", str(folder), str(folder / "mau.xlsx")]
        subprocess.run(command, check=True, capture_output=True, timeout=180)
    return {ending: Path(folder / f"mau.{ending}").read_bytes() for ending in READERS}


@pytest.fixture(scope="module", params=sorted(READERS))
def grids(converted: dict[str, bytes], request: pytest.FixtureRequest) -> list[Grid]:
    return READERS[request.param](converted[request.param])


# -- as LibreOffice writes them --------------------------------------------------------------------------------------------


@pytest.mark.slow
def test_sheets_are_read_in_order_the_hidden_ones_too(grids: list[Grid]) -> None:
    assert [(grid.name, grid.hidden) for grid in grids] == [("Số liệu", False), ("_tiendo57", True), ("ẩn thường", True)]
    assert grids[1].values == [["kind", "quarter"]]


@pytest.mark.slow
def test_values_keep_their_kind(grids: list[Grid]) -> None:
    page = grids[0]
    assert page.values[:3] == [["Chỉ tiêu", "Kỳ này", "Ghi chú"], ["Hồ sơ trực tuyến", 62.5, "đạt"], ["Tỷ lệ", 0.625, "số %"]]
    assert page.values[3] == ["Ngày", datetime.datetime(2026, 3, 31), datetime.datetime(2026, 3, 31, 8, 30)]
    assert page.values[4] == ["Giờ", datetime.time(8, 30), True]
    assert page.cell(6, 3).value == 125 and isinstance(page.cell(6, 3).value, int)
    assert page.values[7] == ["rộng", None, None, None, 1234567]


@pytest.mark.slow
def test_marks_stand_where_they_belong(grids: list[Grid]) -> None:
    page = grids[0]
    assert page.percent == {(3, 2)}
    assert page.errors == {(6, 2)} and page.value(6, 2) == "#DIV/0!"
    assert page.hidden_rows == {7} and page.hidden_columns == {4}
    assert page.merged == [(14, 1, 15, 3)] and page.value(14, 1) == "gộp"
    assert page.unsaved == set()


@pytest.mark.slow
def test_old_fonts_are_decoded_cell_by_cell(grids: list[Grid]) -> None:
    page = grids[0]
    assert [page.value(row, 1) for row in (9, 10, 11, 12)] == ["đưa Bộ Tài chính", "Tự do", "TUYÊN QUANG", "Bộ TÀI CHÍNH"]
    assert page.decoded == {(9, 1), (10, 1), (12, 1)}


@pytest.mark.slow
@pytest.mark.parametrize("ending", sorted(READERS))
def test_a_damaged_file_reads_or_raises(ending: str, converted: dict[str, bytes]) -> None:
    apart = ending == "xls"  # in a process of its own, as open_book reads it: each attempt takes longer, so there are fewer
    content, reader = converted[ending], read_xls_apart if apart else READERS[ending]
    for cut in range(0, len(content), max(len(content) // (10 if apart else 60), 1)):
        survives(reader, content[:cut])

    @(settings(DAMAGE, max_examples=30) if apart else DAMAGE)
    @given(flips(len(content)))
    def flipped(changes: list[tuple[int, int]]) -> None:
        survives(reader, damaged(content, changes))

    flipped()


@pytest.mark.slow
def test_an_xls_file_whose_chain_of_sectors_runs_in_a_circle_is_refused(converted: dict[str, bytes]) -> None:
    content = bytearray(converted["xls"])
    table = 512 * (int.from_bytes(content[76:80], "little") + 1)
    for place in range(table, table + 512, 4):
        following = int.from_bytes(content[place : place + 4], "little")
        if following < 0xFFFFFFF0:
            content[place : place + 4] = ((place - table) // 4).to_bytes(4, "little")
    with pytest.raises(NotOurWorkbook, match="tệp hỏng"):
        open_book(bytes(content), "bao-cao.xls")


def flips(length: int) -> st.SearchStrategy[list[tuple[int, int]]]:
    return st.lists(st.tuples(st.integers(0, length - 1), st.integers(0, 255)), min_size=1, max_size=8)


def damaged(content: bytes, changes: list[tuple[int, int]]) -> bytes:
    changed = bytearray(content)
    for place, value in changes:
        changed[place] = value
    return bytes(changed)


def survives(reader: Reader, content: bytes) -> None:
    """Sheets or an Exception; nothing that passes an `except Exception`, and no memory used up."""
    try:
        found = reader(content)
    except Exception as error:
        assert not isinstance(error, MemoryError)
        return
    assert all(isinstance(grid, Grid) for grid in found)


# -- .ods by hand ----------------------------------------------------------------------------------------------------------

SPACES = " ".join(
    f'xmlns:{prefix}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for prefix, name in (("o", "office"), ("t", "table"), ("x", "text"), ("s", "style"), ("fo", "xsl-fo-compatible"), ("d", "drawing"))
)


def ods(tables: str, styles: str = "", *, before: str = "", manifest: str = "") -> bytes:
    content = (
        f'<?xml version="1.0"?>{before}<o:document-content {SPACES}><o:automatic-styles>{styles}</o:automatic-styles>'
        f"<o:body><o:spreadsheet>{tables}</o:spreadsheet></o:body></o:document-content>"
    )
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        package.writestr("content.xml", content)
        if manifest:
            package.writestr("META-INF/manifest.xml", manifest)
    return target.getvalue()


def table(rows: str, name: str = "Trang") -> str:
    return f'<t:table t:name="{name}">{rows}</t:table>'


def cell(text: str, more: str = "") -> str:
    return f'<t:table-cell o:value-type="string" {more}><x:p>{text}</x:p></t:table-cell>'


def blank(columns: int) -> str:
    return f'<t:table-cell t:number-columns-repeated="{columns}"/>'


def line(cells: str, more: str = "") -> str:
    return f"<t:table-row {more}>{cells}</t:table-row>"


def times(rows: int) -> str:
    return f't:number-rows-repeated="{rows}"'


def test_repeats_are_unfolded_and_blank_ends_dropped() -> None:
    rows = (
        line(cell("a", 't:number-columns-repeated="2"') + blank(2) + cell("b") + blank(16379), times(2))
        + line(blank(16384), times(3))
        + line(cell("c"))
        + line(blank(16384), times(1_048_570))
    )
    assert read_ods(ods(table(rows)))[0].values == [["a", "a", None, None, "b"]] * 2 + [[], [], [], ["c"]]


@pytest.mark.parametrize(
    "rows",
    [
        line(cell("a"), times(1_048_577)),
        line(cell("a", 't:number-columns-repeated="16385"')),
        line(cell("a", 't:number-columns-repeated="99999999999999999999"')),
        line(blank(16384) + cell("a")),
        line(blank(1), times(1_048_576)) + line(cell("a")),
        line(cell("a", 't:number-columns-repeated="16384"'), times(200)),
        line(blank(16383) + cell("a"), times(1_000_000)),
        line("".join(f'<t:table-cell t:number-columns-spanned="2"/>{cell("a")}' for _ in range(100)), times(1_000_000)),
    ],
)
def test_a_bomb_of_repeats_is_refused(rows: str) -> None:
    with pytest.raises(ValueError, match="dimensions"):
        read_ods(ods(table(rows)))


def test_many_sheets_of_far_cells_are_refused() -> None:
    far = table(line(blank(1), times(1_048_575)) + line(cell("a")))
    with pytest.raises(ValueError, match="dimensions"):
        read_ods(ods(far * 20))


def test_a_document_type_is_refused() -> None:
    with pytest.raises(ValueError, match="doctype"):
        read_ods(ods(table(line(cell("&a;"))), before='<!DOCTYPE x [<!ENTITY a "aaaa">]>'))


def test_a_password_is_told() -> None:
    with pytest.raises(ValueError, match="encrypted"):
        read_ods(ods("", manifest='<m:manifest xmlns:m="x"><m:file-entry><m:encryption-data/></m:file-entry></m:manifest>'))


@pytest.mark.parametrize(
    ("attributes", "shown", "value", "marks"),
    [
        ('o:value-type="float" o:value="62.0"', "62", 62, ()),
        ('o:value-type="currency" o:value="1.5"', "1,5 đ", 1.5, ()),
        ('o:value-type="percentage" o:value="0.625"', "62,5%", 0.625, ("percent",)),
        ('o:value-type="boolean" o:boolean-value="false"', "SAI", False, ()),
        ('o:value-type="date" o:date-value="2026-03-31"', "31/03/2026", datetime.datetime(2026, 3, 31), ()),
        ('o:value-type="date" o:date-value="2026-03-31T08:30:00.5"', "x", datetime.datetime(2026, 3, 31, 8, 30, 0, 500000), ()),
        ('o:value-type="date" o:date-value="-0044-03-15"', "15/03/-44", "15/03/-44", ()),
        ('o:value-type="time" o:time-value="PT08H30M00S"', "08:30", datetime.time(8, 30), ()),
        ('o:value-type="time" o:time-value="PT36H00M00S"', "36:00", 1.5, ()),
        ('o:value-type="string" o:string-value="đủ"', "rút gọn", "đủ", ()),
        ('o:value-type="string"', "", None, ()),
        ('t:formula="of:=[.A1]" o:value-type="float" o:value="3"', "3", 3, ()),
        ('t:formula="of:=1/0" o:value-type="string"', "#DIV/0!", "#DIV/0!", ("errors",)),
        ('t:formula="of:=X()" o:value-type="float" o:value="0"', "Err:508", "Err:508", ("errors",)),
        ('o:value-type="string"', "#REF!", "#REF!", ()),
        ('t:formula="of:=[.A1]"', "", None, ("unsaved",)),
        ('t:formula="of:=[.A1]" o:value-type="float"', "", None, ("unsaved",)),
        ('t:formula="of:=&quot;&quot;" o:value-type="string" o:string-value=""', "", None, ()),
    ],
)
def test_what_an_ods_cell_says(attributes: str, shown: str, value: object, marks: tuple[str, ...]) -> None:
    grid = read_ods(ods(table(line(f"{blank(1)}<t:table-cell {attributes}><x:p>{shown}</x:p></t:table-cell>"))))[0]
    assert grid.value(1, 2) == value and type(grid.value(1, 2)) is type(value)
    for mark in ("percent", "errors", "unsaved", "decoded"):
        assert getattr(grid, mark) == ({(1, 2)} if mark in marks else set())


def test_only_what_is_seen_in_a_cell_is_its_text() -> None:
    note = "<o:annotation><x:p>lời bàn</x:p></o:annotation><d:frame><d:text-box><x:p>hình</x:p></d:text-box></d:frame>"
    inner = f'<t:table-cell>{note}<x:p>một<x:s x:c="2"/>hai\n  ba</x:p><x:p>bốn<x:line-break/>năm<x:a>sáu</x:a></x:p></t:table-cell>'
    tracked = f"<t:tracked-changes>{table(line(cell('cũ')))}</t:tracked-changes>"
    assert read_ods(ods(tracked + table(line(inner))))[0].values == [["một  hai ba\nbốn\nnămsáu"]]


def test_a_cell_under_a_merge_is_not_seen() -> None:
    merged = cell("a", 't:number-columns-spanned="2" t:number-rows-spanned="2"')
    covered = "<t:covered-table-cell><x:p>dưới</x:p></t:covered-table-cell>"
    grid = read_ods(ods(table(line(merged + covered + cell("b")) + line(covered * 2 + cell("c")))))[0]
    assert grid.values == [["a", None, "b"], [None, None, "c"]]
    assert grid.merged == [(1, 1, 2, 2)]


def test_hidden_rows_and_columns_of_an_ods() -> None:
    columns = '<t:table-column/><t:table-column t:number-columns-repeated="16383" t:visibility="collapse"/>'
    rows = line(cell("a") + cell("b")) + line(cell("c"), 't:visibility="filter"') + line(cell("d"))
    tail = line(blank(1), f't:visibility="collapse" {times(1_048_573)}')
    grid = read_ods(ods(table(columns + rows + tail)))[0]
    assert (grid.hidden_rows, grid.hidden_columns) == ({2}, {2})


def test_fonts_come_by_cell_row_column_and_span() -> None:
    styles = "".join(
        f'<s:style s:name="{name}" s:family="{family}" {parent}>{font}</s:style>'
        for name, family, parent, font in (
            ("cu", "table-cell", "", '<s:text-properties s:font-name=".VnTime"/>'),
            ("con", "table-cell", 's:parent-style-name="cu"', ""),
            ("vni", "table-cell", "", """<s:text-properties fo:font-family="'VNI-Times'"/>"""),
            ("chu", "text", "", '<s:text-properties s:font-name=".VnTimeH"/>'),
            ("vong", "table-cell", 's:parent-style-name="vong"', ""),
        )
    )
    columns = '<t:table-column t:default-cell-style-name="con"/><t:table-column t:default-cell-style-name="vong"/>'
    rows = line(cell("Bé") + cell("Bé")) + line(cell("Töï do") + cell("Töï do"), 't:default-cell-style-name="vni"')
    rows += line(cell("Bé") + cell('Bé <x:span x:style-name="chu">Tµi</x:span>', 't:style-name="cu"'))
    grid = read_ods(ods(table(columns + rows), styles))[0]
    assert grid.values == [["Bộ", "Bé"], ["Tự do", "Tự do"], ["Bộ", "Bộ TÀI"]]
    assert grid.decoded == {(1, 1), (2, 1), (2, 2), (3, 1), (3, 2)}


# -- .xlsb -----------------------------------------------------------------------------------------------------------------

LOOK = biff12.styles(
    ["Calibri", ".VnTime", ".VnTimeH"],
    [(164, "0.0%"), (165, "dd/mm/yyyy"), (166, '0.0"%"')],
    [(0, 0), (164, 0), (165, 0), (0, 1), (166, 0), (10, 0), (14, 0), (0, 2)],
)
PERCENT, DATE, OLD, QUOTED, PERCENT_BUILT_IN, DATE_BUILT_IN, OLD_CAPITALS = range(1, 8)


def small_xlsb(*, from_1904: bool = False) -> bytes:
    texts = [biff12.shared_text("Chỉ tiêu"), biff12.shared_text("Bé Tài chính", (3, 0)), biff12.shared_text("Bé Tµi chÝnh")]
    rows = biff12.row(1) + biff12.shared(1, 0) + biff12.shared(2, 1, OLD) + biff12.shared(3, 2, OLD) + biff12.shared(4, 2, OLD_CAPITALS)
    rows += biff12.row(2, hidden=True) + biff12.number(1, 0.625, PERCENT) + biff12.number(2, 62.5, QUOTED)
    rows += biff12.whole_number(3, 1, PERCENT_BUILT_IN) + biff12.whole_number(4, 7)
    rows += (
        biff12.row(3) + biff12.number(1, 46112.5, DATE) + biff12.whole_number(2, 46112, DATE) + biff12.whole_number(3, 46112, DATE_BUILT_IN)
    )
    rows += biff12.row(5) + biff12.error(1, 0x07) + biff12.error(2, 0x17, formula=True) + biff12.truth(3, True)
    main = biff12.sheet(rows, columns=biff12.hidden_columns(4, 16384), merges=[(0, 0, 0, 1)])
    identity = biff12.sheet(biff12.row(1) + biff12.text(1, "kind"))
    return biff12.xlsb([("Số liệu", 0, main), ("_tiendo57", 2, identity)], LOOK, texts, from_1904=from_1904)


def test_an_xlsb_gives_what_calamine_tells_and_what_it_does_not() -> None:
    page, identity = read_xlsb(small_xlsb())
    noon, day = datetime.datetime(2026, 3, 31, 12), datetime.datetime(2026, 3, 31)
    assert page.values == [
        ["Chỉ tiêu", "Bộ Tài chính", "Bộ Tài chính", "BỘ TÀI CHÍNH"],
        [0.625, 62.5, 1, 7],
        [noon, day, day],
        [],
        ["#DIV/0!", "#REF!", True],
    ]
    assert page.percent == {(2, 1), (2, 3)}
    assert page.errors == {(5, 1), (5, 2)}
    assert page.decoded == {(1, 2), (1, 3), (1, 4)}
    assert (page.hidden_rows, page.hidden_columns, page.merged) == ({2}, {4}, [(1, 1, 1, 2)])
    assert (identity.name, identity.hidden, identity.values) == ("_tiendo57", True, [["kind"]])


def test_an_xlsb_counting_days_from_1904() -> None:
    page = read_xlsb(small_xlsb(from_1904=True))[0]
    assert page.values[2][1] == page.values[2][2] == datetime.datetime(2030, 4, 1)


def test_a_date_outside_the_calendar_stays_a_number() -> None:
    rows = biff12.row(1) + biff12.whole_number(1, 400_000_000, DATE) + biff12.whole_number(2, -5, DATE) + biff12.whole_number(3, 0, DATE)
    assert read_xlsb(biff12.xlsb([("Trang", 0, biff12.sheet(rows))], LOOK))[0].values == [[400_000_000, -5, datetime.time(0)]]


@pytest.mark.parametrize(
    "rows",
    [
        biff12.row(1) + biff12.number(1, 1) + biff12.row(1_048_576) + biff12.number(16_384, 1),
        biff12.row(4_000_000_000) + biff12.number(1, 1),
        biff12.row(1) + biff12.number(4_000_000_000, 1),
    ],
)
def test_a_far_cell_of_an_xlsb_is_refused_before_calamine_sees_it(rows: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("etl.books.xlsb.load_workbook", None)
    with pytest.raises(ValueError, match="dimensions"):
        read_xlsb(biff12.xlsb([("Trang", 0, biff12.sheet(rows))]))


def test_a_cell_calamine_would_drop_without_a_word_is_refused() -> None:
    rows = biff12.row(1) + biff12.record(13, bytes(8))
    with pytest.raises(ValueError, match="unread"):
        read_xlsb(biff12.xlsb([("Trang", 0, biff12.sheet(rows))]))


def test_a_locked_xlsb_is_told() -> None:
    with pytest.raises(ValueError, match="encrypted"):
        read_xlsb(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512))


def test_a_panic_below_becomes_an_exception() -> None:
    """A text's number beyond the shared texts makes calamine panic, which is no Exception in Python."""
    rows = biff12.row(1) + biff12.shared(1, 99)
    with pytest.raises(ValueError, match="damaged"):
        read_xlsb(biff12.xlsb([("Trang", 0, biff12.sheet(rows))]))


# -- damage ----------------------------------------------------------------------------------------------------------------

SMALL_XLSB = small_xlsb()
SMALL_ODS = ods(table(line(cell("Chỉ tiêu") + blank(3) + cell("x", 't:number-columns-repeated="2"'), times(3))))
SMALL = [pytest.param(read_xlsb, SMALL_XLSB, id="xlsb"), pytest.param(read_ods, SMALL_ODS, id="ods")]


@pytest.mark.parametrize(("reader", "content"), SMALL)
def test_a_file_cut_short_raises(reader: Reader, content: bytes) -> None:
    for cut in range(0, len(content), 37):
        with pytest.raises(Exception):  # noqa: B017
            reader(content[:cut])


@pytest.mark.parametrize(("reader", "content"), SMALL)
@DAMAGE
@given(st.data())
def test_a_file_with_bytes_changed_reads_or_raises(reader: Reader, content: bytes, data: st.DataObject) -> None:
    survives(reader, damaged(content, data.draw(flips(len(content)))))


@pytest.mark.parametrize(("reader", "content"), SMALL)
@DAMAGE
@given(st.data())
def test_a_part_with_bytes_changed_reads_or_raises(reader: Reader, content: bytes, data: st.DataObject) -> None:
    """Within the package, so that the checksums are right and the damage reaches the reader."""
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    name = data.draw(st.sampled_from(sorted(name for name in parts if name.endswith(".bin") or name == "content.xml")))
    parts[name] = damaged(parts[name], data.draw(flips(len(parts[name]))))
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as package:
        for part, text in parts.items():
            package.writestr(part, text)
    survives(reader, target.getvalue())


def test_no_xls_at_all_raises() -> None:
    for content in (b"", b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), SMALL_XLSB):
        with pytest.raises(Exception):  # noqa: B017
            read_xls(content)
