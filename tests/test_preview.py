"""Before anything is saved: old → new by cell, the statuses that would change, the rows left blank. Looking changes nothing."""

from __future__ import annotations

from etl.effects import effect_of
from etl.submit import approve, blanks, changes, confirm, effects, load, preview
from store import reads
from store.warehouse import Warehouse
from tests.workbooks import blank, valid


def _with_history(warehouse: Warehouse) -> None:
    for period, share in (("2025Q4", 40), ("2026Q2", 52)):
        book = valid(warehouse, lambda book, share=share: book.poke("dn-doi-moi", share), period=period)
        outcome = load(warehouse, book.bytes(), f"{period}.xlsx", by="an", accept_warnings=True)
        approve(warehouse, str(outcome.submission_id), by="binh")


def test_old_and_new_stand_side_by_side_the_largest_change_first(warehouse: Warehouse) -> None:
    _with_history(warehouse)
    book = valid(warehouse, lambda book: book.poke("dn-doi-moi", 26), period="2026Q3")
    found = changes(warehouse, preview(warehouse, book.bytes(), "f.xlsx"))
    first = found[0]
    assert (first.measure["measure_id"], first.before, first.after, first.period_before) == ("dn-doi-moi", 52, 26, "2026Q2")
    assert first.cell == book.cell("dn-doi-moi")


def test_the_statuses_that_would_change_are_the_ones_that_do(warehouse: Warehouse) -> None:
    _with_history(warehouse)
    book = valid(warehouse, lambda book: book.poke("dn-doi-moi", 20), period="2026Q3")
    shown = preview(warehouse, book.bytes(), "f.xlsx")
    with warehouse.cursor() as cursor:
        before = reads.whole_table(cursor, "scorecard")
    foreseen = effects(warehouse, shown, by="an")
    with warehouse.cursor() as cursor:
        assert reads.whole_table(cursor, "scorecard") == before
    confirm(warehouse, shown, by="an")
    with warehouse.cursor() as cursor:
        for row in foreseen:
            found = cursor.execute(
                "SELECT status FROM scorecard WHERE unit_id = ? AND indicator_id = ? AND period = ?",
                [row["unit_id"], row["indicator_id"], row["period"]],
            ).fetchone()
            assert found == (row["status_after"],)
    assert "tranlieu-79/PL2/17" in {row["indicator_id"] for row in foreseen}


def test_what_was_left_blank_is_told(warehouse: Warehouse) -> None:
    missing = {row["measure_id"] for row in blanks(warehouse, preview(warehouse, valid(warehouse).bytes(), "f.xlsx"))}
    assert "dn-doi-moi" in missing and "5g-dia-ban" not in missing


def test_the_first_report_of_a_quarter_changes_only_what_it_reports(warehouse: Warehouse) -> None:
    """What the new quarter merely carries over from the last one is no change, neither of this unit nor of any other."""
    _with_history(warehouse)
    book = blank(warehouse, period="2026Q3")
    book.poke("dn-doi-moi", 20)
    shown = preview(warehouse, book.bytes(), "f.xlsx")
    assert {row["indicator_id"] for row in effects(warehouse, shown, by="an")} == {"tranlieu-79/PL2/17"}
    [moved] = effects(warehouse, shown, by="an")
    assert (moved["value_before"], moved["value_after"]) == (52, 20)
    assert moved["status_before"] != "chua_co_so_lieu"


def test_taking_back_the_only_report_of_a_quarter_changes_only_what_it_reported(warehouse: Warehouse) -> None:
    _with_history(warehouse)
    book = blank(warehouse, period="2026Q3")
    book.poke("dn-doi-moi", 20)
    submission_id = load(warehouse, book.bytes(), "f.xlsx", by="an", accept_warnings=True).submission_id
    cards = effect_of(warehouse, "withdrawal", str(submission_id)).cards
    assert {(row["unit_id"], row["indicator_id"]) for row in cards} == {("tran-lieu", "tranlieu-79/PL2/17")}
    assert (cards[0]["value_before"], cards[0]["value_after"]) == (20, 52)
