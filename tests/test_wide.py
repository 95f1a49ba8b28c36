"""The wide workbook: units down, measures across; its figures reach every unit with their own cells."""

from __future__ import annotations

import io
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from domain.period import Period
from etl.submit import NotAllowed, blanks, changes, effects, load, preview
from etl.template import CannotMakeForm
from etl.wide import CODE_ROW, FIRST_UNIT_ROW, HEADER_ROW, NAME_ROW, UNIT_COLUMN, WIDE, find_wide_form, write_wide_template
from store.home import Home
from store.warehouse import Warehouse
from tests.world import PLAN, World, indicator, measure, target, unit, write_catalogue


@pytest.fixture
def warehouse(tmp_path: Path) -> Iterator[Warehouse]:
    rows = {
        "units": [unit("tinh", "tinh"), unit("an", parent_id="tinh"), unit("binh", parent_id="tinh"), unit("xa-khac")],
        "plans": [PLAN],
        "plan_units": [{"plan_id": "k", "unit_id": one} for one in ("an", "binh", "xa-khac")],
        "measures": [
            measure("5g"),
            measure("sang-kien", value_kind="so_luong", over_units="tong", unit_of_measure="sáng kiến", decimals="0"),
        ],
        "indicators": [indicator("k/PL1/1", "5g"), indicator("k/PL1/2", "sang-kien")],
        "targets": [target("k/PL1/1", 2025, ">=", 50), target("k/PL1/1", 2030, ">=", 90), target("k/PL1/2", 2030, ">=", 10)],
    }
    made = World(Home(tmp_path / "home"), write_catalogue(tmp_path / "catalogue", rows)).open()
    yield made
    made.close()


class Wide:
    """A blank wide workbook to be poked by unit, measure and part."""

    def __init__(self, warehouse: Warehouse, unit_id: str = "tinh") -> None:
        with warehouse.cursor() as cursor:
            form = find_wide_form(cursor, "k", unit_id, Period.parse("2026Q3"))
            self.book = load_workbook(io.BytesIO(write_wide_template(cursor, form)))
        self.sheet: Worksheet = self.book[WIDE]

    def poke(self, unit_id: str, measure_id: str, entered: object, shift: int = 0) -> str:
        row = next(line for line in range(FIRST_UNIT_ROW, self.sheet.max_row + 1) if self.sheet.cell(line, UNIT_COLUMN).value == unit_id)
        column = next(index for index in range(1, self.sheet.max_column + 1) if self.sheet.cell(CODE_ROW, index).value == measure_id)
        self.sheet.cell(row, column + shift).value = entered
        return str(self.sheet.cell(row, column + shift).coordinate)

    def bytes(self) -> bytes:
        out = io.BytesIO()
        self.book.save(out)
        return out.getvalue()


def problems(warehouse: Warehouse, book: Wide) -> set[tuple[str, str]]:
    return {(problem.kind, problem.cell) for problem in preview(warehouse, book.bytes(), "b.xlsx").checked.problems}


def test_the_form_has_a_row_for_every_unit_below_and_three_columns_for_a_rate(warehouse: Warehouse) -> None:
    sheet = Wide(warehouse).sheet
    assert [sheet.cell(line, UNIT_COLUMN).value for line in range(FIRST_UNIT_ROW, sheet.max_row + 1)] == ["an", "binh"]
    assert [sheet.cell(HEADER_ROW, column).value for column in range(4, 8)] == ["Kỳ này (%)", "Tử số", "Mẫu số", "Kỳ này (sáng kiến)"]
    assert sheet.cell(NAME_ROW, 4).value == "Tỷ lệ 5g" and "D5:F5" in [str(one) for one in sheet.merged_cells.ranges]
    assert not sheet.cell(FIRST_UNIT_ROW, 4).protection.locked and sheet.cell(FIRST_UNIT_ROW, 2).protection.locked
    assert sheet.page_setup.orientation == "landscape" and sheet.column_dimensions["C"].hidden


def test_figures_of_every_unit_arrive_with_their_cells_and_make_the_sum_above(warehouse: Warehouse) -> None:
    book = Wide(warehouse)
    cells = {book.poke("an", "5g", 60.5), book.poke("binh", "sang-kien", 4)}
    book.poke("binh", "5g", 30, 1)
    book.poke("binh", "5g", 40, 2)
    outcome = load(warehouse, book.bytes(), "b.xlsx", by="an")
    assert outcome.state == "cho_duyet" and outcome.problems == []
    with warehouse.cursor() as cursor:
        rows = cursor.execute("SELECT unit_id, measure_id, value, cell FROM value ORDER BY ALL").fetchall()
        above = cursor.execute(
            "SELECT aggregate, reported_units, due_units FROM scorecard WHERE unit_id = 'tinh' AND period = '2026Q3'"
        ).fetchall()
    assert [row[:3] for row in rows] == [("an", "5g", Decimal("60.5")), ("binh", "5g", Decimal(75)), ("binh", "sang-kien", Decimal(4))]
    assert cells <= {row[3] for row in rows}
    assert (Decimal(4), 1, 2) in above


def test_a_preview_tells_old_and_new_by_unit_and_what_is_left_blank(warehouse: Warehouse) -> None:
    first, second = Wide(warehouse), Wide(warehouse)
    first.poke("an", "5g", 60.5)
    assert load(warehouse, first.bytes(), "a.xlsx", by="an").submission_id == "BC-00001"
    second.poke("an", "5g", 61)
    shown = preview(warehouse, second.bytes(), "b.xlsx")
    [change] = changes(warehouse, shown)
    assert (change.unit["unit_id"], change.before, change.after, change.replaces) == ("an", Decimal("60.5"), Decimal(61), "BC-00001")
    assert [row["measure_id"] for row in blanks(warehouse, shown)] == ["sang-kien"]
    assert {row["unit_id"] for row in effects(warehouse, shown, by="an")} <= {"an", "binh"}


def test_a_wrong_cell_is_named_and_nothing_is_stored(warehouse: Warehouse) -> None:
    book = Wide(warehouse)
    book.poke("an", "sang-kien", 3)
    wrong = book.poke("binh", "5g", "khá")
    assert problems(warehouse, book) == {("question", wrong)}
    assert load(warehouse, book.bytes(), "b.xlsx", by="an", accept_warnings=True).submission_id is None
    assert warehouse.ledger.last_number() == 0


def test_a_row_of_a_stranger_or_of_nobody_is_named(warehouse: Warehouse) -> None:
    book = Wide(warehouse)
    book.poke("an", "sang-kien", 3)
    line = book.sheet.max_row + 1
    book.sheet.cell(line, 2).value, book.sheet.cell(line, 7).value = "Xã lạ", 5
    book.sheet.cell(line + 1, UNIT_COLUMN).value, book.sheet.cell(line + 1, 7).value = "xa-khac", 5
    assert problems(warehouse, book) == {("figure_without_unit", f"G{line}"), ("unit_not_in_report", f"G{line + 1}")}


def test_a_total_row_is_compared_with_the_units_and_not_stored(warehouse: Warehouse) -> None:
    book = Wide(warehouse)
    book.poke("an", "sang-kien", 3)
    book.poke("binh", "sang-kien", 4)
    line = book.sheet.max_row + 1
    book.sheet.cell(line, 2).value, book.sheet.cell(line, 7).value = "Tổng cộng", 8
    assert problems(warehouse, book) == {("total_differs", f"G{line}")}
    book.sheet.cell(line, 7).value = 7
    assert problems(warehouse, book) == set()


def test_rows_may_be_sorted_and_a_unit_twice_is_named(warehouse: Warehouse) -> None:
    book = Wide(warehouse)
    for column in (2, UNIT_COLUMN):
        upper, lower = book.sheet.cell(FIRST_UNIT_ROW, column), book.sheet.cell(FIRST_UNIT_ROW + 1, column)
        upper.value, lower.value = lower.value, upper.value
    book.poke("an", "sang-kien", 3)
    shown = preview(warehouse, book.bytes(), "b.xlsx")
    assert [(row["unit_id"], row["cell"]) for row in shown.checked.values] == [("an", f"G{FIRST_UNIT_ROW + 1}")]
    book.poke("binh", "sang-kien", 4)
    book.sheet.cell(FIRST_UNIT_ROW, UNIT_COLUMN).value = "an"
    assert {kind for kind, _ in problems(warehouse, book)} == {"row_twice"}


def test_a_hidden_row_with_figures_is_asked_about(warehouse: Warehouse) -> None:
    book = Wide(warehouse)
    cell = book.poke("an", "sang-kien", 3)
    book.sheet.row_dimensions[FIRST_UNIT_ROW].hidden = True
    assert problems(warehouse, book) == {("hidden_row", cell)}


def test_who_reports_for_one_unit_may_not_report_for_its_neighbours(warehouse: Warehouse) -> None:
    person = {"person_id": "an", "name": "An", "role": "chuyen_vien", "unit_id": "an", "active": True}
    warehouse.ledger.append("person", person, by="quan-tri")
    book = Wide(warehouse)
    book.poke("binh", "sang-kien", 3)
    with pytest.raises(NotAllowed):
        load(warehouse, book.bytes(), "b.xlsx", by="an")
    own = Wide(warehouse, "an")
    own.poke("an", "sang-kien", 3)
    assert load(warehouse, own.bytes(), "a.xlsx", by="an").submission_id


def test_there_is_no_wide_form_where_the_plan_binds_nobody_below(warehouse: Warehouse) -> None:
    warehouse.ledger.append("catalogue_rows", {"rows": {"units": [unit("tinh-khac", "tinh")]}}, by="quan-tri")
    with warehouse.cursor() as cursor, pytest.raises(CannotMakeForm, match="Không có đơn vị nào"):
        find_wide_form(cursor, "k", "tinh-khac", Period.parse("2026Q3"))
