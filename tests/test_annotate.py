"""The user's own workbook comes back with its problems marked, and nothing else changed."""

from __future__ import annotations

import io
import random
import re
import shutil
import subprocess
import zipfile
from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.cell.cell import Cell
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.chart import BarChart, Reference
from openpyxl.comments import Comment
from openpyxl.drawing.image import Image
from openpyxl.formatting.rule import DataBarRule
from openpyxl.styles import Border, Font, PatternFill, Side
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet
from PIL import Image as Picture

from etl.annotate import SHEET, annotate, annotated_name
from etl.books import open_book
from etl.problems import Problem
from etl.read import identity_of
from etl.submit import load, preview
from etl.template import FIGURES, TASKS
from store.warehouse import Warehouse
from tests.workbooks import Book, valid


def _wrong(warehouse: Warehouse) -> Book:
    book = valid(warehouse)
    book.poke("5g-dia-ban", "=cmd|' /C calc'!A0")
    book.poke("ho-so-suc-khoe", "khoảng 50")
    book.poke("dn-doi-moi", "=10+5")
    return book


def test_wrong_cells_are_coloured_commented_and_listed_with_links(warehouse: Warehouse) -> None:
    book = _wrong(warehouse)
    problems = preview(warehouse, book.bytes(), "f.xlsx").checked.problems
    back = load_workbook(io.BytesIO(annotate(book.bytes(), problems)))
    for problem in problems:
        cell = back[FIGURES][problem.cell]
        assert cell.fill.fgColor.rgb.endswith("F6C7C3") and problem.message in cell.comment.text
    listed = back[SHEET]
    assert [listed.cell(line, 3).value for line in range(2, listed.max_row + 1)] == [problem.cell for problem in problems]
    assert listed["C2"].hyperlink.location == f"'{FIGURES}'!{problems[0].cell}"


def test_nothing_else_in_the_file_changes(warehouse: Warehouse) -> None:
    book = _wrong(warehouse)
    problems = preview(warehouse, book.bytes(), "f.xlsx").checked.problems
    back = load_workbook(io.BytesIO(annotate(book.bytes(), problems)))
    marked = {problem.cell for problem in problems}
    for name in (FIGURES, TASKS):
        for row in book.book[name].iter_rows():
            for cell in row:
                other = back[name][cell.coordinate]
                assert (other.value, other.number_format, other.protection.locked) == (
                    cell.value,
                    cell.number_format,
                    cell.protection.locked,
                )
                if cell.coordinate not in marked:
                    assert (other.fill.fgColor.rgb, other.comment) == (cell.fill.fgColor.rgb, None)


def test_the_marked_workbook_corrected_goes_through(warehouse: Warehouse) -> None:
    book = _wrong(warehouse)
    problems = preview(warehouse, book.bytes(), "f.xlsx").checked.problems
    back = Book(load_workbook(io.BytesIO(annotate(book.bytes(), problems))))
    for code, right in (("5g-dia-ban", 71), ("ho-so-suc-khoe", 50), ("dn-doi-moi", 15)):
        back.poke(code, right)
    again = annotate(back.bytes(), [])
    assert identity_of(open_book(again))["unit"] == "tran-lieu"
    assert load(warehouse, back.bytes(), "f.xlsx", by="an").submission_id


def test_what_was_entered_is_listed_as_text_never_as_a_formula(warehouse: Warehouse) -> None:
    book = valid(warehouse)
    book.poke("5g-dia-ban", "'=1+1 khoảng")
    book.poke("ho-so-suc-khoe", "+5 khoảng")
    problems = preview(warehouse, book.bytes(), "f.xlsx").checked.problems
    listed = load_workbook(io.BytesIO(annotate(book.bytes(), problems)))[SHEET]
    assert all(cell.data_type != "f" for row in listed.iter_rows() for cell in row)


# -- a stranger's workbook, with all that openpyxl would drop --------------------------------------------------------------

PAGE = "Xã 'A' quý"
YELLOW, RED, AMBER = "FFFFE699", "FFF6C7C3", "FFFBE3B5"
FOREIGN = {
    "xl/vbaProject.bin": b"\xd0\xcf macro",
    "xl/vbaProjectSignature.bin": b"signed",
    "xl/printerSettings/printerSettings1.bin": b"printer",
    "customXml/item1.xml": b"<x/>",
    "xl/threadedComments/threadedComment1.xml": b"<ThreadedComments/>",
}
EXTENSION = b'<extLst><ext xmlns:n="urn:new" uri="{A8765BA9-456A-4dab-B4F3-ACF838C121DE}"><n:slicerList/></ext></extLst>'
PROBLEMS = [
    Problem.at("negative", PAGE, "B2", -5),
    Problem.at("jump", PAGE, "B4", 40, period="2026Q1", before="1", after="40"),
    Problem.at("plan_required", PAGE, "F3", None, column="Ghi chú", example="x"),
    Problem.at("plan_required", PAGE, "B9", None, column="Số", example="1"),
    Problem.at("nothing_entered", PAGE, ""),
]


def _rich_book() -> Workbook:
    book = Workbook()
    page, other = book.active, book.create_sheet("Khác")
    page.title, other["A1"] = PAGE, "khác"
    for row in range(1, 6):
        page.append([f"Chỉ tiêu {row}", row * 10, f"=B{row}*2", 0.5])
        page.cell(row, 4).number_format = "0.0%"
    page["B2"].fill, page["B2"].font = PatternFill("solid", fgColor=YELLOW), Font(name="Times New Roman", italic=True)
    page["B2"].border = Border(left=Side("thin"))
    page["A3"] = CellRichText("thường ", TextBlock(InlineFont(b=True), "đậm"))
    page["B2"].comment, page["A5"].comment = Comment("Lời của tôi", "An"), Comment("Để yên", "An")
    page.column_dimensions["F"].number_format = "0.00"
    page.defined_names["Trang"] = DefinedName("Trang", attr_text="'Xã ''A'' quý'!$B$1:$B$5")
    other.defined_names["TrangHai"] = DefinedName("TrangHai", attr_text="Khác!$A$1")
    _draw(page)
    return book


def _draw(page: Worksheet) -> None:
    page.conditional_formatting.add("B1:B5", DataBarRule("min", 0, "max", 100, color="FF638EC6"))
    validation = DataValidation(type="list", formula1='"có,không"')
    validation.add("D1:D5")
    page.add_data_validation(validation)
    chart, picture = BarChart(), io.BytesIO()
    chart.add_data(Reference(page, min_col=2, min_row=1, max_row=5))
    page.add_chart(chart, "H2")
    Picture.new("RGB", (4, 4), "red").save(picture, "PNG")
    page.add_image(Image(picture), "H20")


def _saved(book: Workbook) -> bytes:
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _parts(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        assert package.testzip() is None
        return {name: package.read(name) for name in package.namelist()}


def _packed(parts: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for name, text in parts.items():
            package.writestr(name, text)
    return out.getvalue()


def _opened(content: bytes) -> Workbook:
    return load_workbook(io.BytesIO(content), rich_text=True)


def _look(cell: Cell) -> tuple:
    return (cell.number_format, *map(repr, (cell.font, cell.border, cell.alignment, cell.protection)))


def _said(cell: Cell) -> str:
    return cell.comment.text if cell.comment else ""


pytestmark = pytest.mark.filterwarnings("ignore:.*extension is not supported")


@pytest.fixture(scope="module")
def rich() -> bytes:
    parts = _parts(_saved(_rich_book())) | FOREIGN
    parts["xl/worksheets/sheet1.xml"] = parts["xl/worksheets/sheet1.xml"].replace(b"</worksheet>", EXTENSION + b"</worksheet>")
    return _packed(parts)


def test_every_part_without_a_mark_stays_byte_for_byte_and_in_its_place(rich: bytes) -> None:
    before, after = _parts(rich), _parts(annotate(rich, PROBLEMS))
    comments = {name for name in before if "comment" in name.casefold() and "threaded" not in name}
    assert {name for name in before if before[name] != after[name]} == comments | {
        "xl/worksheets/sheet1.xml",
        "xl/styles.xml",
        "xl/workbook.xml",
        "xl/_rels/workbook.xml.rels",
        "[Content_Types].xml",
    }
    assert list(after) == [*before, "xl/worksheets/sheet3.xml"] and len(comments) == 2
    assert any(name.startswith("xl/charts/") for name in before) and any(name.startswith("xl/media/") for name in before)


def test_of_a_marked_sheet_only_the_marks_differ(rich: bytes) -> None:
    before, after = (_parts(content)["xl/worksheets/sheet1.xml"] for content in (rich, annotate(rich, PROBLEMS)))
    without = re.sub(rb'<c r="F3"[^>]*/>|<row r="9">.*?</row>', b"", after)
    for marked in (b"B2", b"B4"):
        tag = re.compile(rb'<c [^>]*r="%b"[^>]*>' % marked)
        without = tag.sub(tag.search(before)[0], without)
    assert without == re.sub(rb' tabSelected="1"', b"", re.sub(rb'(<row r="3") spans="[^"]*"', rb"\1", before))


def test_all_other_cells_keep_their_values_formulas_and_looks(rich: bytes) -> None:
    before, after = _opened(rich), _opened(annotate(rich, PROBLEMS))
    marked = {(problem.sheet, problem.cell) for problem in PROBLEMS}
    for page in before:
        for cell in (cell for row in page.iter_rows() for cell in row):
            other = after[page.title][cell.coordinate]
            assert (other.value, _look(other)) == (cell.value, _look(cell))
            assert repr(other.fill) == repr(cell.fill) or (page.title, cell.coordinate) in marked
    assert [*after[PAGE].defined_names] == ["Trang"] and [*after["Khác"].defined_names] == ["TrangHai"]


def test_wrong_cells_are_marked_and_missing_ones_put_in_with_the_looks_of_their_column(rich: bytes) -> None:
    after = _opened(annotate(rich, PROBLEMS))[PAGE]
    assert [after[cell].fill.fgColor.rgb for cell in ("B2", "B4", "F3", "B9")] == [RED, AMBER, RED, RED]
    assert after["F3"].number_format == "0.00"
    assert all(problem.message in _said(after[problem.cell]) for problem in PROBLEMS if problem.cell)


def test_a_comment_of_the_users_stays_before_ours(rich: bytes) -> None:
    after = _opened(annotate(rich, PROBLEMS))[PAGE]
    assert _said(after["B2"]).startswith("Lời của tôi\n\nTiến độ 57:\nLỗi: ") and after["B2"].comment.author == "An"
    assert (_said(after["A5"]), after["A5"].comment.author) == ("Để yên", "An")
    assert after["B4"].comment.author == "Tiến độ 57"
    assert _drawn(annotate(rich, PROBLEMS)) == {(1, 1), (4, 0), (3, 1), (2, 5), (8, 1)}


def test_our_sheet_is_opened_alone_leads_to_the_cells_and_prints_on_a4(rich: bytes) -> None:
    after = _opened(annotate(rich, PROBLEMS))
    assert after.active.title == SHEET and after.sheetnames == [PAGE, "Khác", SHEET]
    assert [page.title for page in after if page.sheet_view.tabSelected] == [SHEET]
    listed = after[SHEET]
    assert listed["C2"].hyperlink.location == "'Xã ''A'' quý'!B2" and not listed["C6"].hyperlink
    assert (listed.page_setup.orientation, int(listed.page_setup.paperSize), listed.print_title_rows) == ("landscape", 9, "$1:$1")


def test_marking_twice_is_marking_once(rich: bytes) -> None:
    once = annotate(rich, PROBLEMS)
    assert _parts(annotate(once, PROBLEMS)) == _parts(once)


def test_a_corrected_cell_gets_its_looks_back_and_loses_our_comment(rich: bytes) -> None:
    again = annotate(annotate(rich, PROBLEMS), [])
    before, after = _opened(rich), _opened(again)
    for page in before:
        for cell in (cell for row in page.iter_rows() for cell in row):
            other = after[page.title][cell.coordinate]
            assert (other.value, _look(other), repr(other.fill), _said(other)) == (cell.value, _look(cell), repr(cell.fill), _said(cell))
    assert after.sheetnames == [PAGE, "Khác", SHEET] and not after[PAGE]["B9"].comment
    assert _drawn(again) == {(1, 1), (4, 0)}


def _drawn(content: bytes) -> set[tuple[int, int]]:
    """Row and column, from 0, of the shapes of comments."""
    drawing = ElementTree.fromstring(next(text for name, text in _parts(content).items() if name.endswith(".vml")))
    office = "{urn:schemas-microsoft-com:office:excel}"
    notes = drawing.findall(f"{{urn:schemas-microsoft-com:vml}}shape/{office}ClientData[@ObjectType='Note']")
    return {(int(note.findtext(f"{office}Row")), int(note.findtext(f"{office}Column"))) for note in notes}


def test_looks_come_back_from_a_file_another_program_saved_in_between(rich: bytes) -> None:
    between = _opened(annotate(rich, PROBLEMS))
    between.move_sheet(SHEET, -2)
    after = _opened(annotate(_saved(between), PROBLEMS[1:]))
    assert [after[PAGE][cell].fill.fgColor.rgb for cell in ("B2", "B4")] == [YELLOW, AMBER]
    assert _said(after[PAGE]["B2"]) == "Lời của tôi" and after.sheetnames == [SHEET, PAGE, "Khác"]


def test_a_sheet_of_the_users_by_our_name_stays() -> None:
    book = Workbook()
    book.active.title, book.active["A1"] = SHEET, "việc của tôi"
    twice = annotate(annotate(_saved(book), []), [Problem.at("negative", SHEET, "A1", -5)])
    assert [(grid.name, grid.values[0][0]) for grid in open_book(twice)] == [(SHEET, "việc của tôi"), (f"{SHEET} (2)", "Mức")]


def test_a_threaded_comment_is_left_alone(rich: bytes) -> None:
    parts = {name: text.replace(b"<author>An</author>", b"<author>tc={1}</author>") for name, text in _parts(rich).items()}
    cell = _opened(annotate(_packed(parts), PROBLEMS))[PAGE]["B2"]
    assert (_said(cell), cell.fill.fgColor.rgb) == ("Lời của tôi", RED)


def test_what_the_user_says_of_us_in_a_comment_is_not_ours() -> None:
    book = Workbook()
    book.active.title, said = PAGE, "Theo Tiến độ 57: số này đúng 👍"
    book.active["B2"].comment = Comment(said, "An")
    marked = annotate(_saved(book), PROBLEMS)
    assert _said(_opened(marked)[PAGE]["B2"]).startswith(said + "\n\n") and _said(_opened(annotate(marked, []))[PAGE]["B2"]) == said


def test_a_prefix_declared_only_where_it_is_used_is_declared_for_our_sheet_too(rich: bytes) -> None:
    parts = _parts(rich)
    declared = re.search(rb' xmlns:r="[^"]*"', parts["xl/workbook.xml"])[0]
    parts["xl/workbook.xml"] = parts["xl/workbook.xml"].replace(declared, b"").replace(b"<sheet ", b"<sheet" + declared + b" ")
    after = _parts(annotate(_packed(parts), PROBLEMS))
    assert after["xl/charts/chart1.xml"] == parts["xl/charts/chart1.xml"] and _opened(_packed(after)).active.title == SHEET


def test_hidden_sheets_stay_hidden_and_are_not_marked(rich: bytes) -> None:
    book = _opened(rich)
    book["Khác"].sheet_state = "veryHidden"
    parts = _parts(_saved(book))
    for name in ("xl/workbook.xml", "xl/_rels/workbook.xml.rels"):
        parts[name] = re.sub(rb'd="rId(\d)"', rb'd="rId1\1"', parts[name])  # so that ours is rId1, with which theirs begin
    after = _opened(annotate(_packed(parts), [Problem.at("negative", "Khác", "A1", -5)]))
    assert [page.sheet_state for page in after] == ["visible", "veryHidden", "visible"]
    assert after["Khác"]["A1"].fill.fill_type is None and not after[SHEET]["C2"].hyperlink


def _prefixed(text: bytes) -> bytes:
    return re.sub(rb"<(/?)(\w+)(?=[\s/>])", rb"<\1x:\2", text).replace(b"xmlns=", b"xmlns:x=")


def _without_places(text: bytes) -> bytes:
    return re.sub(rb'(<(?:c|row)) r="\w+"', rb"\1", text)


@pytest.mark.parametrize("write", [_prefixed, _without_places])
def test_a_sheet_of_another_form_is_written_anew(write: Callable[[bytes], bytes]) -> None:
    book = Workbook()
    book.active.title = PAGE
    for row in range(4):
        book.active.append([row, "chữ", row / 4])
    parts = _parts(_saved(book))
    parts["xl/worksheets/sheet1.xml"] = write(parts["xl/worksheets/sheet1.xml"])
    after = _opened(annotate(_packed(parts), PROBLEMS))[PAGE]
    assert [[cell.value for cell in row] for row in after["A1:C4"]] == [[row, "chữ", row / 4] for row in range(4)]
    assert after["B2"].fill.fgColor.rgb == RED and PROBLEMS[0].message in _said(after["B2"])


def test_only_so_many_comments_but_every_cell_is_coloured_and_listed() -> None:
    book = Workbook()
    book.active.title = PAGE
    for row in range(2500):
        book.active.append([row])
    after = _opened(annotate(_saved(book), [Problem.at("negative", PAGE, f"A{row}", -5) for row in range(1, 2501)]))
    cells = [cell for (cell,) in after[PAGE].iter_rows()]
    assert {cell.fill.fgColor.rgb for cell in cells} == {RED} and sum(bool(cell.comment) for cell in cells) == 2000
    assert after[SHEET].max_row == 2501


@pytest.mark.parametrize("seed", range(12))
def test_any_cells_of_any_sheet_are_marked_and_nothing_else_is(seed: int) -> None:
    chance, book = random.Random(seed), Workbook()
    page = book.active
    page.title = PAGE
    for _ in range(chance.choice([0, 5, 60])):
        cell = page.cell(chance.randint(1, 15), chance.randint(1, 30), chance.choice([1, "a<b&c", None, "=1+1", True]))
        cell.fill = PatternFill(chance.choice([None, "solid", "lightUp"]), fgColor=YELLOW)
    wanted = {f"{chance.choice(['A', 'C', 'Z', 'AA', 'AC'])}{chance.randint(1, 18)}" for _ in range(20)}
    content = _saved(book)
    marked = annotate(content, [Problem.at("negative", PAGE, cell, -5) for cell in sorted(wanted)])
    before, after = _opened(content)[PAGE], _opened(marked)[PAGE]
    for cell in (cell for row in after.iter_rows(max_row=20, max_col=32) for cell in row):
        assert cell.value == before[cell.coordinate].value
        assert [cell.fill.fgColor.rgb == RED, bool(cell.comment)] == [cell.coordinate in wanted] * 2
    rows = [int(row) for row in re.findall(rb'<row r="(\d+)"', _parts(marked)["xl/worksheets/sheet1.xml"])]
    assert rows == sorted(set(rows))
    assert open_book(marked)[0].values == open_book(content)[0].values


def test_a_template_comes_back_as_the_workbook_its_name_says() -> None:
    book = Workbook()
    book.template = True
    assert annotated_name("mau.xltx") == "mau.xlsx"
    assert b"template.main" not in _parts(annotate(_saved(book), [], "mau.xltx"))["[Content_Types].xml"]


@pytest.mark.slow
def test_libreoffice_opens_a_marked_workbook_and_what_it_saved_can_be_marked_again(rich: bytes, tmp_path: Path) -> None:
    if not shutil.which("soffice"):
        pytest.skip("LibreOffice is not on this machine")
    (tmp_path / "f.xlsx").write_bytes(annotate(rich, PROBLEMS))
    for ending in ("pdf", "xlsx"):
        profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
        command = ["soffice", profile, "--headless", "--convert-to", ending, "--outdir", str(tmp_path / "out"), str(tmp_path / "f.xlsx")]
        subprocess.run(command, check=True, capture_output=True, timeout=180)
    assert (tmp_path / "out" / "f.pdf").read_bytes().startswith(b"%PDF")
    content = (tmp_path / "out" / "f.xlsx").read_bytes()
    page, again = _opened(content)[PAGE], _opened(annotate(content, []))
    assert _said(page["B2"]).startswith("Lời của tôi") and PROBLEMS[0].message in _said(page["B2"])
    assert [page[cell].fill.fgColor.rgb for cell in ("B2", "B4", "B9")] == [RED, AMBER, RED]
    assert [_said(again[PAGE][cell]) for cell in ("B2", "B4", "A5")] == ["Lời của tôi", "", "Để yên"]
    assert again[PAGE]["B4"].fill.fill_type is None and again.sheetnames == [PAGE, "Khác", SHEET]
