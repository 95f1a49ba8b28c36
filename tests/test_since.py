"""What is different today from a frozen briefing: only what changed is told, then and now side by side."""

from __future__ import annotations

from decimal import Decimal

from report import since
from tests.briefings import facts, task
from tests.rows import card

ROW = card()


def unit_row(unit: str, status: str, rows: int) -> dict:
    return {"unit_id": unit, "short_name": unit.upper(), "status": status, "rows": rows}


def test_the_same_answers_are_no_difference() -> None:
    frozen = facts(rows=[ROW], tasks=[task()], below=[unit_row("a", "cham", 2)])
    found = since.moved(frozen, [dict(ROW)], [unit_row("a", "cham", 2)], [task()])
    assert not found and since.sentence(found) == "Không có gì khác." and since.table(found) == ""


def test_a_changed_value_status_or_approval_is_told_then_and_now() -> None:
    frozen = facts(rows=[ROW])
    for change in ({"value": Decimal(55)}, {"status": "dat"}, {"approved": not ROW["approved"]}, {"estimate": not ROW["estimate"]}):
        found = since.moved(frozen, [ROW | change], [], [])
        assert since.sentence(found) == "Đã khác: 1 dòng chỉ tiêu."
    shown = since.table(since.moved(frozen, [ROW | {"value": Decimal(55), "status": "dat"}], [], []))
    assert shown.index("Lúc chốt") < shown.index("Hôm nay") and "55\xa0%" in shown and "Đạt" in shown


def test_the_order_of_what_is_asked_does_not_matter_and_new_rows_are_not_the_briefings() -> None:
    other = ROW | {"indicator_id": "k/PL2/9"}
    assert not since.moved(facts(rows=[ROW, other]), [ROW | {"indicator_id": "k/PL2/10"}, other, ROW], [], [])


def test_what_is_gone_says_so() -> None:
    found = since.moved(facts(rows=[ROW], tasks=[task()]), [], [], [])
    assert since.sentence(found) == "Đã khác: 1 dòng chỉ tiêu, 1 nhiệm vụ." and since.table(found).count("không còn") == 2


def test_units_below_are_compared_by_what_goes_badly_in_them() -> None:
    frozen = facts(rows=[], below=[unit_row("a", "nguy_co", 3), unit_row("b", "dat", 1)])
    found = since.moved(frozen, [], [unit_row("a", "nguy_co", 1), unit_row("a", "dat", 2), unit_row("b", "dat", 1)], [])
    assert found.units == (("A", 3, 1),) and since.sentence(found) == "Đã khác: 1 đơn vị."


def test_a_task_done_since_is_told() -> None:
    done = task() | {"counted": "dung_han", "state": "dung_han", "percent": Decimal(100)}
    shown = since.table(since.moved(facts(rows=[], tasks=[task()]), [], [], [done]))
    assert "Quá hạn, chưa xong" in shown and "Hoàn thành đúng hạn, 100\xa0%" in shown


def test_a_plan_without_rows_has_nothing_to_compare() -> None:
    assert since.sentence(since.moved(facts(rows=[]), [], [], [])) == "Bản tin này không có chỉ tiêu, nhiệm vụ nào để so."


def test_names_from_data_are_never_markup() -> None:
    found = since.moved(facts(rows=[ROW | {"name": "<script>x</script>"}]), [], [], [])
    assert "<script>" not in since.table(found) and "&lt;script&gt;" in since.table(found)
