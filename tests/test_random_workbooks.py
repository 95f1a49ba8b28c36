"""Workbooks nobody thought of: read as another library reads them, and stored only as their cells say.

The oracle here knows our rules only as far as they are written down: a number in a cell is that number, text is what domain/numbers reads,
and whatever stands in an input cell is stored or named by a problem. Random worlds for the method are test_against_oracle's business.
"""

from __future__ import annotations

import copy
import datetime
import io
import re
import unicodedata
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

from domain.names import clean, fold
from domain.numbers import format_number, read_number, read_yes_no
from domain.period import Period
from etl.annotate import annotate
from etl.books import open_book
from etl.books.grid import Grid
from etl.problems import NotOurWorkbook
from etl.submit import Preview, confirm, load, look, preview
from etl.template import FIGURES, IDENTITY, TASKS
from etl.wide import CODE_ROW, FIRST_COLUMN, FIRST_UNIT_ROW, PART_ROW, UNIT_COLUMN, WIDE, find_wide_form, write_wide_template
from store import reads
from store.home import Home
from store.warehouse import Warehouse
from tests.workbooks import LETTER, TASK_LETTER, valid
from tests.world import PLAN, World, indicator, measure, target, unit, write_catalogue

QUIET = [HealthCheck.too_slow, HealthCheck.function_scoped_fixture, HealthCheck.data_too_large, HealthCheck.filter_too_much]


def often(examples: int) -> Any:
    return settings(max_examples=examples, deadline=None, suppress_health_check=QUIET)


# -- any sheet, read as openpyxl reads it ----------------------------------------------------------------------------------

ERRORS = ("#N/A", "#DIV/0!", "#REF!", "#VALUE!", "#NAME?", "#NUM!", "#NULL!")
SAID = [
    "không áp dụng",
    unicodedata.normalize("NFD", "Tỷ lệ hòa mạng"),
    "62,5\u00a0%",
    "1.234",
    "0,6",
    "đạt",
    "-",
    "a\tb",
    "x\ny",
    " hai ",
    "'=1",
]
words = (
    st.sampled_from(SAID) | st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\r\ufffe\uffff"), max_size=12)
).filter(lambda text: not ILLEGAL_CHARACTERS_RE.search(text) and "_x" not in text and not text.startswith("=") and text not in ERRORS)
moments = st.datetimes(datetime.datetime(1901, 1, 1), datetime.datetime(2100, 1, 1)).map(lambda at: at.replace(microsecond=0))
numbers = st.integers(-(10**12), 10**12) | st.floats(-1e12, 1e12, allow_nan=False).map(lambda number: float(format(number, ".12g")))


@dataclass(frozen=True)
class Formula:
    """A formula, with the result its program saved, if it saved one."""

    result: float | None


contents = words | numbers | st.booleans() | moments | st.sampled_from(ERRORS) | st.builds(Formula, st.none() | st.integers(-9, 999))
formats = st.sampled_from(["General", "0.0%", '0.0"%"', "0%", "#,##0.00", "0.00E+00"])
placed = st.dictionaries(st.tuples(st.integers(1, 12), st.integers(1, 8)), st.tuples(contents, formats), max_size=12)
merges = st.sampled_from([None, None, "A1:B2", "C3:C5", "B1:H1"])
hidden = st.tuples(st.sets(st.integers(1, 12), max_size=3), st.sets(st.integers(1, 8), max_size=2))


def written(cells: dict[tuple[int, int], tuple[Any, str]], merge: str | None, hide: tuple[set[int], set[int]]) -> bytes:
    book = Workbook()
    sheet = book.active
    results = []
    for (row, column), (value, number_format) in sorted(cells.items(), key=lambda item: item[0]):
        cell = sheet.cell(row, column, "=1+1" if isinstance(value, Formula) else value)
        if not isinstance(value, (datetime.datetime, str)):
            cell.number_format = number_format
    if merge:
        sheet.merge_cells(merge)
    for row in hide[0]:
        sheet.row_dimensions[row].hidden = True
    for column in hide[1]:
        sheet.column_dimensions["ABCDEFGH"[column - 1]].hidden = True
    for line in sheet.iter_rows():
        results += [cells[cell.row, cell.column][0].result for cell in line if cell.data_type == "f"]
    out = io.BytesIO()
    book.save(out)
    return _with_results(out.getvalue(), results)


def _with_results(content: bytes, results: list[float | None]) -> bytes:
    """What Excel does and openpyxl does not: the result of every formula beside it."""
    said = iter(results)

    def tell(found: re.Match[bytes]) -> bytes:
        result = next(said)
        return found[0] if result is None else b"<f>1+1</f><v>%d</v>" % result

    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as package, zipfile.ZipFile(out, "w") as copied:
        for name in package.namelist():
            text = package.read(name)
            copied.writestr(name, re.sub(rb"<f>1\+1</f><v\s*(?:/>|></v>)", tell, text) if name.startswith("xl/worksheets/") else text)
    return out.getvalue()


def same(ours: Any, theirs: Any) -> bool:
    if isinstance(ours, datetime.date) and not isinstance(ours, datetime.datetime):
        ours = datetime.datetime.combine(ours, datetime.time())
    if isinstance(theirs, str):
        return ours == theirs or (ours is None and not theirs.strip())
    return type(ours) is bool and ours == theirs if isinstance(theirs, bool) else ours == theirs


def agrees_with_openpyxl(content: bytes) -> None:
    [grid] = open_book(content, "a.xlsx")
    shown, formulas = (load_workbook(io.BytesIO(content), data_only=only).active for only in (True, False))
    for row in range(1, shown.max_row + 1):
        for column in range(1, shown.max_column + 1):
            theirs, ours = shown.cell(row, column), grid.cell(row, column)
            assert same(ours.value, theirs.value), (ours, theirs.value)
            assert ours.is_error == (theirs.data_type == "e")
            assert ours.formula_without_value == (formulas.cell(row, column).data_type == "f" and theirs.value is None)
            if isinstance(theirs.value, (int, float)) and not isinstance(theirs.value, bool):
                assert ours.percent_format == (theirs.number_format in ("0.0%", "0%"))
    assert grid.height <= shown.max_row and all(not any(line[shown.max_column :]) for line in grid.values)
    assert grid.hidden_rows == {row for row, look in shown.row_dimensions.items() if look.hidden}
    assert grid.hidden_columns == {ord(name) - 64 for name, look in shown.column_dimensions.items() if look.hidden}


@often(40)
@given(placed, merges, hidden)
def test_a_sheet_is_read_as_openpyxl_reads_it(cells: dict, merge: str | None, hide: tuple[set[int], set[int]]) -> None:
    agrees_with_openpyxl(written(cells, merge, hide))


@pytest.mark.slow
@often(1000)
@given(placed, merges, hidden)
def test_many_sheets_are_read_as_openpyxl_reads_them(cells: dict, merge: str | None, hide: tuple[set[int], set[int]]) -> None:
    agrees_with_openpyxl(written(cells, merge, hide))


columns_of_a_frame = st.lists(
    st.lists(st.none() | words | numbers | st.booleans() | moments, min_size=3, max_size=3), min_size=1, max_size=5
)


@often(10)
@given(columns_of_a_frame, st.booleans())
def test_what_pandas_writes_is_read_as_openpyxl_reads_it(columns: list[list[Any]], index: bool) -> None:
    frame = pd.DataFrame({f"Cột {number}": pd.Series(values, dtype=object) for number, values in enumerate(columns)})
    out = io.BytesIO()
    frame.to_excel(out, sheet_name=FIGURES, index=index)
    agrees_with_openpyxl(out.getvalue())


# -- our own forms, poked anywhere -----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Poke:
    """What somebody did to a sheet: wrote into a cell, took out a row or a column, gave the sheet another name."""

    act: str
    sheet: int
    row: int
    column: int
    value: Any = None
    percent: bool = False

    def on(self, grids: list[Grid]) -> None:
        grid = grids[self.sheet % len(grids)]
        if self.act == "name":
            grid.name = str(self.value)
        elif self.act == "row":
            del grid.values[self.row - 1 : self.row]
            self._move_marks(grid, lambda row, column: (row - (row > self.row), column), lambda row, _: row == self.row)
        elif self.act == "column":
            for line in grid.values:
                del line[self.column - 1 : self.column]
            self._move_marks(grid, lambda row, column: (row, column - (column > self.column)), lambda _, column: column == self.column)
        else:
            self._write(grid)

    def _move_marks(self, grid: Grid, moved: Callable[[int, int], tuple[int, int]], gone: Callable[[int, int], bool]) -> None:
        """What is known of a cell goes with it."""
        for marks in (grid.errors, grid.unsaved, grid.percent):
            places = [place for place in marks if not gone(*place)]
            marks.clear()
            marks.update(moved(*place) for place in places)

    def _write(self, grid: Grid) -> None:
        place = (self.row, self.column)
        grid.values += [[] for _ in range(self.row - len(grid.values))]
        line = grid.values[self.row - 1]
        line += [None] * (self.column - len(line))
        line[self.column - 1] = None if isinstance(self.value, Formula) else self.value
        for marks, holds in (
            (grid.errors, self.value in ERRORS),
            (grid.unsaved, isinstance(self.value, Formula)),
            (grid.percent, self.percent and isinstance(self.value, (int, float)) and not isinstance(self.value, bool)),
        ):
            marks.discard(place)
            marks.update([place] if holds else [])

    def on_workbook(self, book: Workbook) -> None:
        sheet = book.worksheets[self.sheet % len(book.worksheets)]
        if self.act == "name":
            sheet.title = re.sub(r"[\[\]*?:/\\]", "", str(self.value))[:30] or "x"
        elif self.act == "row":
            sheet.delete_rows(self.row)
        elif self.act == "column":
            sheet.delete_cols(self.column)
        else:
            cell = sheet.cell(self.row, self.column)
            cell.value = "=1+1" if isinstance(self.value, Formula) else self.value
            cell.number_format = "0.0%" if self.percent else cell.number_format


typed = st.sampled_from(
    ["62,5", "0,6%", "62,5%", "1.234,5", "12 500", "không áp dụng", "n/a", "chưa có số liệu", "-", "đạt", "x", "Ước", "có", "Hoàn thành"]
    + ["Đang thực hiện", "15/09/2025", "2026Q3", "quarter", "Mã", "sang-kien", "5g-dia-ban", "Kỳ này", "Tử số", "", " ", "=1+1 đồng"]
)
likely = (
    typed | st.integers(0, 120) | st.floats(0, 200).map(lambda number: round(number, 3)) | st.sampled_from([0, 0.6, 1, -3, 10**14, 1e300])
)
entered = likely | contents | st.none()
plain_figures = st.sampled_from(["62,5", "0,6%", "1.234,5", "12 500", "không áp dụng", "x", 0, 12, 104.25, 1 / 3]) | st.integers(2, 100)
anywhere = st.tuples(st.integers(1, 60), st.integers(1, 14))
into_inputs = st.tuples(st.integers(6, 52), st.integers(7, 12))


def pokes(inputs: st.SearchStrategy[tuple[int, int]]) -> st.SearchStrategy[list[Poke]]:
    write = st.tuples(inputs | inputs | inputs | anywhere, likely | likely | entered, st.booleans())
    written = st.builds(lambda sheet, at: Poke("write", sheet, *at[0], at[1], at[2]), st.sampled_from([0, 0, 0, 0, 1, 1, 2, 3]), write)
    taken = st.builds(lambda act, sheet, at: Poke(act, sheet, *at), st.sampled_from(["row", "column"]), st.integers(0, 3), anywhere)
    named = st.builds(lambda sheet, name: Poke("name", sheet, 1, 1, name), st.integers(0, 3), st.sampled_from(["Trang 1", "x", "SỐ LIỆU"]))
    good = st.builds(lambda at, value, percent: Poke("write", 0, *at, value, percent), inputs, plain_figures, st.booleans())
    few = st.tuples(st.lists(good, max_size=5), st.lists(written, max_size=3)).map(lambda both: [*both[0], *both[1]])
    rare = st.lists(taken | named, min_size=1, max_size=1)
    return few | few | few | st.tuples(few, rare).map(lambda both: [*both[0], *both[1]])


@dataclass
class Form:
    """A filled form: its file, its sheets, and the warehouse that knows it."""

    warehouse: Warehouse
    content: bytes
    grids: list[Grid]

    def look(self, grids: list[Grid]) -> Preview | None:
        try:
            shown = look(self.warehouse, grids, self.content, "f.xlsx")
        except NotOurWorkbook as refusal:
            assert str(refusal).endswith(".")
            return None
        return shown if isinstance(shown, Preview) else None

    def poked(self, acts: list[Poke]) -> list[Grid]:
        grids = copy.deepcopy(self.grids)
        for act in acts:
            act.on(grids)
        return grids


@pytest.fixture(scope="module")
def quarter(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Form]:
    warehouse = Warehouse.own(Home(tmp_path_factory.mktemp("quarter") / "home"))
    content = valid(warehouse).bytes()
    yield Form(warehouse, content, open_book(content, "f.xlsx"))
    warehouse.close()


@pytest.fixture(scope="module")
def wide(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Form]:
    """A province of three wards, two rates and a count between them."""
    folder = tmp_path_factory.mktemp("wide")
    rows = {
        "units": [unit("p", "tinh"), *(unit(ward, parent_id="p") for ward in "abc")],
        "plans": [PLAN],
        "plan_units": [{"plan_id": "k", "unit_id": ward} for ward in "abc"],
        "measures": [measure("m"), measure("n", value_kind="so_luong", unit_of_measure="hồ sơ", over_units="tong"), measure("q")],
        "indicators": [indicator(f"k/PL2/{place}", one) for place, one in enumerate("mnq", 1)],
        "targets": [target(f"k/PL2/{place}", 2030, "=", 100) for place in (1, 2, 3)],
    }
    warehouse = World(Home(folder / "home"), write_catalogue(folder / "catalogue", rows)).open()
    with warehouse.cursor() as cursor:
        blank = write_wide_template(cursor, find_wide_form(cursor, "k", "p", Period.parse("2026Q3")))
    book = load_workbook(io.BytesIO(blank))
    for line, values in enumerate(((62.5, None, None, 12, 50, 1, 2), (None, 30, 40), (71,)), FIRST_UNIT_ROW):
        for column, value in enumerate(values, FIRST_COLUMN):
            book[WIDE].cell(line, column, value)
    out = io.BytesIO()
    book.save(out)
    yield Form(warehouse, out.getvalue(), open_book(out.getvalue(), "f.xlsx"))
    warehouse.close()


# -- the oracle ------------------------------------------------------------------------------------------------------------

Meaning = tuple[str, Decimal | None]
"""`blank`, `none` for không áp dụng, `number` with it, `asked` for what must have been a problem."""


def meaning(grid: Grid, row: int, column: int, *, rate: bool) -> Meaning:
    """What a cell of numbers says."""
    cell = grid.cell(row, column)
    if cell.formula_without_value or cell.is_error or isinstance(cell.value, (bool, datetime.date, datetime.time)):
        return "asked", None
    if isinstance(cell.value, (int, float)):
        number = Decimal(format(cell.value, ".15g")) if isinstance(cell.value, float) else Decimal(cell.value)
        if cell.percent_format and rate:
            return "number", number * 100
        return ("asked", None) if rate and 0 < abs(number) <= 1 else ("number", number)
    reading = read_number(cell.value, percent=rate)
    return {"not_applicable": "none", "question": "asked"}.get(reading.kind, reading.kind), reading.value


def rounded(number: Decimal, decimals: int) -> Decimal:
    return number.quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)


@dataclass(frozen=True)
class Asked:
    """Where the cells of one figure stand, and what is known of its measure."""

    row: int
    places: dict[str, int]
    measure: dict[str, Any]


def holds(grid: Grid, asked: Asked, stored: dict[str, Any] | None, named: set[str]) -> None:
    """The stored figure is what the cells say, and what they say is stored or named."""
    rate, kept = asked.measure["value_kind"] == "ty_le", stored or {}
    said = {
        name: meaning(grid, asked.row, column, rate=rate and name == "value")
        for name, column in asked.places.items()
        if name in ("value", "numerator", "denominator")
    }
    assert all(kind != "asked" for kind, _ in said.values()), said
    parts = {name: number for name, (kind, number) in said.items() if name != "value" and kind == "number"}
    number = said["value"][1]
    if number is None and len(parts) == 2 and said["value"][0] == "blank":
        number = 100 * rounded(parts["numerator"], 4) / rounded(parts["denominator"], 4)
    expected = None if number is None else rounded(number, asked.measure["decimals"])
    if stored is not None:
        assert (None if stored["value"] is None else Decimal(stored["value"])) == expected, (said, stored)
        assert stored["not_applicable"] == (said["value"][0] == "none")
    for name, (kind, number) in said.items():
        address = grid.cell(asked.row, asked.places[name]).address
        if kind == "none":
            assert stored is not None or address in named
        if kind == "number" and name != "value":
            assert stored is not None and Decimal(stored[name]) == rounded(number, 4), address
        if kind == "number" and name == "value":
            assert stored is not None, address
    for name in ("note", "evidence", "estimate"):
        cell = grid.cell(asked.row, asked.places[name]) if name in asked.places else None
        if cell is not None and cell.value is not None and clean(str(cell.value)):
            assert kept.get(name) or cell.address in named, cell
            if isinstance(cell.value, str) and name != "estimate" and kept.get(name):
                assert kept[name] == clean(cell.value)


def figure_rows(grid: Grid, measures: dict[str, dict[str, Any]]) -> list[Asked]:
    """The rows of a quarterly form by the codes that stand in them."""
    [header] = [row for row in range(1, 31) if sum(grid.value(row, column) in ("Kỳ này", "Tử số", "Mã") for column in range(1, 20)) == 3][
        :1
    ]
    columns = {fold(str(grid.value(header, column))): column for column in range(20, 0, -1) if grid.value(header, column)}
    names = {
        "value": "ky nay",
        "numerator": "tu so",
        "denominator": "mau so",
        "estimate": "uoc",
        "note": "ghi chu",
        "evidence": "minh chung",
    }
    places = {name: columns[heading] for name, heading in names.items()}
    coded = [(row, str(grid.value(row, columns["ma"]) or "").strip()) for row in range(header + 1, grid.height + 1)]
    return [Asked(row, places, measures[code]) for row, code in coded if code in measures]


def wide_figures(grid: Grid, measures: dict[str, dict[str, Any]]) -> list[tuple[str, Asked]]:
    """The figures of a wide form: a unit and a measure each, with its columns by the codes and parts above them."""
    columns: dict[str, dict[str, int]] = {}
    code = ""
    for column in range(FIRST_COLUMN, max(map(len, grid.values)) + 1):
        code = str(grid.value(CODE_ROW, column) or code).strip()
        part = "value" if grid.value(CODE_ROW, column) else str(grid.value(PART_ROW, column))
        columns.setdefault(code, {}).setdefault(part, column)
    return [
        (str(grid.value(row, UNIT_COLUMN) or "").strip(), Asked(row, columns[code], measures[code]))
        for row in range(FIRST_UNIT_ROW, grid.height + 1)
        for code in columns
        if code in measures
    ]


def tasks_hold(grid: Grid, stored: list[dict[str, Any]], named: set[str]) -> None:
    """A task that is stored has the state its cell says; what stands beside no state is named."""
    states = {"hoan_thanh": "Hoàn thành", "dang_thuc_hien": "Đang thực hiện", "chua_thuc_hien": "Chưa thực hiện"}
    by_cell = {row["cell"]: row for row in stored}
    for row in range(6, grid.height + 1):
        if not str(grid.value(row, "ABCDEFGH".index(TASK_LETTER["code"]) + 1) or "").startswith("tranlieu-79/"):
            continue
        cells = {name: grid.cell(row, "ABCDEFGH".index(TASK_LETTER[name]) + 1) for name in ("state", "percent", "completed_on", "note")}
        kept = by_cell.get(cells["state"].address)
        if kept is not None and kept["state"] in states:
            assert fold(str(cells["state"].value)) in (fold(states[kept["state"]]), kept["state"])
        if kept is None:
            loose = [cell for cell in cells.values() if cell.value is not None and read_number(cell.value).kind != "blank"]
            assert not loose or any(cell.address in named for cell in cells.values()), loose


def measures_of(form: Form, checked: Any) -> dict[str, dict[str, Any]]:
    asked = checked.form
    with form.warehouse.cursor() as cursor:
        rows = reads.form_measures(cursor, asked.plan["plan_id"], asked.reporter["unit_id"], asked.describes["unit_id"])
    return {row["measure_id"]: row for row in rows}


def by_name(grids: list[Grid], name: str) -> Grid:
    return next(grid for grid in grids if clean(grid.name) == name)


def quarter_holds(form: Form, grids: list[Grid], shown: Preview | None) -> None:
    if shown is None or shown.checked.has_errors or shown.checked.form.units:
        return
    named = {problem.cell for problem in shown.checked.problems}
    stored = {row["measure_id"]: row for row in shown.checked.values}
    grid = by_name(grids, FIGURES)
    rows = figure_rows(grid, measures_of(form, shown.checked))
    for asked in rows:
        holds(grid, asked, stored.pop(asked.measure["measure_id"], None), named)
    assert not stored, "a figure without a row"
    tasks = by_name(grids, TASKS)
    if tasks.value(5, 4) == "Trạng thái":
        tasks_hold(tasks, shown.checked.tasks, named)


def wide_holds(form: Form, grids: list[Grid], shown: Preview | None) -> None:
    if shown is None or shown.checked.has_errors or by_name(grids, IDENTITY).value(1, 2) != "wide":
        return
    named = {problem.cell for problem in shown.checked.problems}
    stored = {(row["unit_id"], row["measure_id"]): row for row in shown.checked.values}
    grid = by_name(grids, WIDE)
    if grid.value(CODE_ROW, UNIT_COLUMN) != "Mã":
        return  # a row above was taken out: the places the oracle knows are gone
    for unit_id, asked in wide_figures(grid, measures_of(form, shown.checked)):
        if unit_id:
            holds(grid, asked, stored.pop((unit_id, asked.measure["measure_id"]), None), named)
    assert not stored, "a figure without a unit's row"


def check_quarter(form: Form, acts: list[Poke]) -> None:
    grids = form.poked(acts)
    quarter_holds(form, grids, form.look(grids))


def check_wide(form: Form, acts: list[Poke]) -> None:
    grids = form.poked(acts)
    wide_holds(form, grids, form.look(grids))


into_wide = st.tuples(st.integers(FIRST_UNIT_ROW, FIRST_UNIT_ROW + 3), st.integers(FIRST_COLUMN, FIRST_COLUMN + 7))


@often(40)
@given(acts=pokes(into_inputs))
def test_a_poked_form_is_stored_as_its_cells_say(quarter: Form, acts: list[Poke]) -> None:
    check_quarter(quarter, acts)


@pytest.mark.slow
@often(1200)
@given(acts=pokes(into_inputs))
def test_many_poked_forms_are_stored_as_their_cells_say(quarter: Form, acts: list[Poke]) -> None:
    check_quarter(quarter, acts)


@often(40)
@given(acts=pokes(into_wide))
def test_a_poked_wide_form_is_stored_as_its_cells_say(wide: Form, acts: list[Poke]) -> None:
    check_wide(wide, acts)


@pytest.mark.slow
@often(1200)
@given(acts=pokes(into_wide))
def test_many_poked_wide_forms_are_stored_as_their_cells_say(wide: Form, acts: list[Poke]) -> None:
    check_wide(wide, acts)


@pytest.mark.parametrize("code", ["m", "n", "q"])
@pytest.mark.parametrize("act", ["column", "write"])
def test_a_measure_without_its_code_gives_its_figures_to_no_other(wide: Form, code: str, act: str) -> None:
    grid = by_name(wide.grids, WIDE)
    column = next(index for index in range(FIRST_COLUMN, FIRST_COLUMN + 8) if grid.value(CODE_ROW, index) == code)
    place = next(index for index, one in enumerate(wide.grids) if one is grid)
    shown = wide.look(wide.poked([Poke(act, place, CODE_ROW, column)]))
    assert shown is not None
    if code == "n" and act == "column":  # a count has no other column: it is gone altogether
        assert {row["measure_id"] for row in shown.checked.values} == {"m", "q"}
    else:
        assert shown.checked.has_errors


def whole_or_nothing(form: Form, folder: Path, acts: list[Poke], check: Callable[[Form, list[Grid], Preview | None], None]) -> None:
    """By the file itself: what openpyxl saves is checked, marked, and loaded into a ledger that gets one entry or none."""
    book = load_workbook(io.BytesIO(form.content))
    for act in acts:
        act.on_workbook(book)
    out = io.BytesIO()
    book.save(out)
    content, before = out.getvalue(), form.warehouse.ledger.last_number()
    try:
        shown = preview(form.warehouse, content, "f.xlsx")
    except NotOurWorkbook:
        shown = None
    if isinstance(shown, Preview):
        check(form, open_book(content, "f.xlsx"), shown)
        load_workbook(io.BytesIO(annotate(content, shown.checked.problems, "f.xlsx")))
        outcome = load(form.warehouse, content, "f.xlsx", by="an", accept_warnings=True)
        entries = form.warehouse.ledger.last_number() - before
        assert entries == (1 if outcome.submission_id and not outcome.was_known else 0)
        assert bool(outcome.submission_id) != shown.checked.has_errors
        with form.warehouse.cursor() as cursor:  # the tables can hold it
            found = cursor.execute("SELECT count(*) FROM value WHERE submission_id = ?", [outcome.submission_id]).fetchone()
        assert found == (len(shown.checked.values) if outcome.submission_id else 0,)


tame = pokes(into_inputs).map(
    lambda acts: [act for act in acts if not isinstance(act.value, str) or not ILLEGAL_CHARACTERS_RE.search(act.value)]
)


@often(3)
@given(acts=tame)
def test_a_poked_file_is_loaded_whole_or_not_at_all(quarter: Form, tmp_path: Path, acts: list[Poke]) -> None:
    whole_or_nothing(quarter, tmp_path, acts, quarter_holds)


@pytest.mark.slow
@often(150)
@given(acts=tame)
def test_many_poked_files_are_loaded_whole_or_not_at_all(quarter: Form, tmp_path: Path, acts: list[Poke]) -> None:
    whole_or_nothing(quarter, tmp_path, acts, quarter_holds)


def test_what_is_confirmed_is_what_was_shown(quarter: Form) -> None:
    shown = quarter.look(quarter.poked([Poke("write", 0, 6, 7, 55.5)]))
    assert shown is not None and not shown.checked.has_errors
    submission_id = confirm(quarter.warehouse, shown, by="an")
    with quarter.warehouse.cursor() as cursor:
        rows = cursor.execute("SELECT measure_id, value FROM value WHERE submission_id = ?", [submission_id]).fetchall()
    assert {name: value for name, value in rows if value is not None} == {
        row["measure_id"]: Decimal(row["value"]) for row in shown.checked.values if row["value"] is not None
    }
    assert LETTER["value"] == "G" and any(row["cell"] == "G6" and Decimal(row["value"]) == Decimal("55.5") for row in shown.checked.values)


# -- numbers and names -----------------------------------------------------------------------------------------------------

near_numbers = st.text("0123456789.,% -−+≥<x/ \u00a0\u202fđaA", max_size=14) | words


@often(400)
@given(near_numbers, st.booleans(), st.booleans())
def test_a_text_has_one_reading_or_is_asked(text: str, percent: bool, percent_format: bool) -> None:
    reading = read_number(text, percent=percent, percent_format=percent_format)
    assert reading == read_number(f" {unicodedata.normalize('NFD', text)}\u200b", percent=percent, percent_format=percent_format)
    assert (reading.value is not None) == (reading.kind == "number") and bool(reading.question) == (reading.kind == "question")
    if reading.kind == "number":
        plain = format_number(reading.value)
        again = read_number(plain, percent=percent)
        assert again.kind == "question" or again.value == reading.value
    assert read_yes_no(text).value in (None, 0, 1)


@often(200)
@given(st.integers(1, 999), st.integers(0, 999), st.sampled_from(".,"))
def test_one_mark_before_three_digits_is_asked_with_both_readings_offered(thousands: int, rest: int, mark: str) -> None:
    reading = read_number(f"{thousands}{mark}{rest:03d}")
    assert reading.kind == "question"
    offered = [read_number(text).value for text in reading.example.split("» hoặc «")]
    assert offered == [Decimal(thousands * 1000 + rest), Decimal(f"{thousands}.{rest:03d}")]


@often(200)
@given(st.decimals(0, 10**13, places=4), st.booleans())
def test_a_percent_sign_is_never_lost(number: Decimal, percent: bool) -> None:
    reading = read_number(f"{str(number).replace('.', ',')}%", percent=percent)
    assert (reading.kind, reading.value) == (("number", number) if percent else ("question", None))


TONES = "\u0300\u0301\u0303\u0309\u0323"
syllables = st.builds(
    lambda first, pair, tone, last: (first + pair[0] + tone + pair[1] + last, first + pair + tone + last),
    st.sampled_from(["h", "th", "T", "Q", "đ", "Kh"]),
    st.sampled_from(["oa", "oe", "uy", "OA"]),
    st.sampled_from(TONES),
    st.sampled_from(["", "n", "ng", "T"]),
)


@often(200)
@given(st.lists(syllables, min_size=1, max_size=4), st.sampled_from(["NFC", "NFD", "NFKC"]))
def test_a_tone_on_either_letter_is_the_same_name(pairs: list[tuple[str, str]], form: str) -> None:
    one, other = (" ".join(pair[place] for pair in pairs) for place in (0, 1))
    assert fold(unicodedata.normalize(form, one)) == fold(unicodedata.normalize("NFC", other)) == fold(other.upper())


@often(200)
@given(st.text(max_size=20))
def test_folding_twice_changes_nothing_more(text: str) -> None:
    key = fold(text)
    assert fold(key) == key and fold(clean(text)) == key and fold(unicodedata.normalize("NFD", text)) == key
