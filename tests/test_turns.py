"""What is too much for one go is scored in turns, and comes to the same: whole, after more reports, and after a crash between two turns."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from bench.entered import PLAN, enter
from bench.workload import SIZES, make
from store import warehouse as warehouse_module
from store.home import Home
from store.warehouse import Warehouse

CARDS = ("scorecard", "stage_card", "scorecard_source", "task_card", "duty_card")


@pytest.fixture
def home(tmp_path: Path) -> Home:
    """Four communes below a province, 40 measures, eight quarters: 160 series."""
    made = Home(tmp_path / "home")
    make(tmp_path / "facts.duckdb", SIZES["S"])
    enter(tmp_path / "facts.duckdb", made, SIZES["S"])
    return made


@pytest.fixture
def at_once(monkeypatch: pytest.MonkeyPatch) -> Callable[[int], None]:
    return lambda series: monkeypatch.setattr(warehouse_module, "_SERIES_AT_ONCE", series)


def cards(warehouse: Warehouse) -> dict[str, list[tuple]]:
    with warehouse.cursor() as cursor:
        return {card: cursor.execute(f"FROM {card} ORDER BY ALL").fetchall() for card in CARDS}


def report(home: Home, period: str) -> None:
    ledger = Warehouse.own(home).ledger
    values = [{"unit_id": "c00002", "measure_id": "ct05", "value": "77.5", "estimate": False, "sheet": "Số liệu", "cell": "G6"}]
    said = {
        "submission_id": f"BC-{period}",
        "plan_id": PLAN,
        "unit_id": "c00002",
        "period": period,
        "file_name": "f.xlsx",
        "sha256": period,
    }
    ledger.append("submission", said | {"verified": False, "values": values, "tasks": []}, by="an")


def test_turns_come_to_the_same_as_one_go(home: Home, at_once: Callable[[int], None]) -> None:
    at_once(1_000_000)
    whole = Warehouse.own(home)
    expected = cards(whole)
    at_once(60)
    in_file = Warehouse.open(home)
    assert cards(in_file) == expected
    with in_file.cursor() as cursor:
        assert cursor.execute("SELECT count(*) FROM duckdb_tables() WHERE schema_name <> 'main' AND NOT temporary").fetchall() == [(0,)]


@pytest.mark.parametrize("period", ["2026Q4", "2027Q1"], ids=["a quarter known", "a new quarter"])
def test_a_later_report_comes_to_the_same(home: Home, at_once: Callable[[int], None], period: str) -> None:
    at_once(60)
    standing = Warehouse.open(home)
    before = cards(standing)
    report(home, period)
    after = cards(standing)
    assert after != before
    at_once(1_000_000)
    assert after == cards(Warehouse.own(home))


def test_foreseeing_a_report_for_a_new_quarter_leaves_no_trace(home: Home, at_once: Callable[[int], None]) -> None:
    at_once(60)
    standing = Warehouse.open(home)
    before = cards(standing)
    rows = [{"unit_id": "c00002", "measure_id": "ct05", "value": "77.5", "estimate": False, "sheet": "Số liệu", "cell": "G6"}]
    said = {"submission_id": "BC-0", "plan_id": PLAN, "unit_id": "c00002", "period": "2027Q1", "file_name": "f.xlsx", "sha256": "0"}
    moved = standing.foresee("submission", said | {"verified": False, "values": rows, "tasks": []}, by="an")
    assert ("c00002", "2027Q1") in {(row["unit_id"], row["period"]) for row in moved}
    assert cards(standing) == before
    standing.close()
    assert cards(Warehouse.open(home)) == before


def test_what_is_foreseen_is_what_comes_for_the_unit_and_those_above_it(home: Home) -> None:
    standing = Warehouse.open(home)
    withdrawn = {"submission_id": submission_of(standing, "2026Q3"), "reason": "thử"}
    moved = standing.foresee("withdrawal", withdrawn, by="an")
    before = judged(standing)
    standing.ledger.append("withdrawal", withdrawn, by="an")
    after = judged(standing)
    foretold = {(row["unit_id"], row["indicator_id"], row["period"]) for row in moved}
    assert foretold == {key for key in after if after[key] != before[key]}
    assert {unit_id for unit_id, _, _ in foretold} == {"p01", "c00001", "c00002", "c00003", "c00004"}


def submission_of(warehouse: Warehouse, period: str) -> str:
    with warehouse.cursor() as cursor:
        return str(cursor.execute("SELECT submission_id FROM submission WHERE period = ?", [period]).fetchall()[0][0])


def judged(warehouse: Warehouse) -> dict[tuple, tuple]:
    with warehouse.cursor() as cursor:
        found = cursor.execute("SELECT unit_id, indicator_id, period, value, status FROM scorecard").fetchall()
    return {row[:3]: row[3:] for row in found}


@pytest.mark.parametrize("reopened", [False, True], ids=["the same process", "another process"])
def test_a_failure_between_two_turns_is_made_good(
    home: Home, at_once: Callable[[int], None], monkeypatch: pytest.MonkeyPatch, reopened: bool
) -> None:
    at_once(60)
    standing = Warehouse.open(home)
    standing.catch_up()
    report(home, "2027Q1")
    score, turns = warehouse_module._score, iter(range(2))

    def fail(*words: object) -> None:
        if next(turns, None) is None:
            raise MemoryError
        score(*words)  # type: ignore[arg-type]

    monkeypatch.setattr(warehouse_module, "_score", fail)
    with pytest.raises(MemoryError):
        standing.catch_up()
    monkeypatch.setattr(warehouse_module, "_score", score)
    if reopened:
        standing.close()
        standing = Warehouse.open(home)
    after = cards(standing)
    at_once(1_000_000)
    assert after == cards(Warehouse.own(home))
