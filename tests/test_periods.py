"""Locks: a locked quarter takes nothing, but from the one unit that was let in, until its day; other facts of the period stay."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from domain import clock
from domain.period import Period
from etl.checks import check_period
from etl.periods import allow, disallow, lock, unlock
from etl.submit import CannotDo, NotAllowed, load
from etl.template import find_form
from store import reads
from store.home import Home
from store.warehouse import Warehouse
from tests.pages import sign_in
from tests.workbooks import blank, valid
from tests.world import World

ROOT = Path(__file__).resolve().parent.parent
Q3 = Period.quarter(2026, 3)
DAY = date(2026, 10, 20)
UNITS = ("tran-lieu", "tran-lieu/cong-an", "tran-lieu/phong-vhxh", "uong-bi")


@pytest.fixture
def reported(warehouse: Warehouse) -> Warehouse:
    """Trần Liễu has reported for the third quarter of 2026."""
    load(warehouse, valid(warehouse).bytes(), "f.xlsx", by="an")
    return warehouse


@pytest.fixture
def locked(reported: Warehouse) -> Warehouse:
    lock(reported, Q3, "quản trị Hà", "Đã chốt")
    return reported


def refused(warehouse: Warehouse, unit_id: str, today: date = DAY, plan: str = "tranlieu-79") -> list[str]:
    with warehouse.cursor() as cursor:
        return [problem.message + " " + problem.expected for problem in check_period(cursor, find_form(cursor, plan, unit_id, Q3), today)]


def let_in(warehouse: Warehouse, today: date = DAY) -> set[str]:
    plans = {"uong-bi": "uongbi-53"}
    return {unit for unit in UNITS if not refused(warehouse, unit, today, plans.get(unit, "tranlieu-79"))}


def row(warehouse: Warehouse, table: str = "period") -> list[tuple]:
    with warehouse.cursor() as cursor:
        return cursor.execute(f"FROM {table}").fetchall()


def test_before_a_lock_everybody_reports_and_after_it_nobody(reported: Warehouse) -> None:
    assert let_in(reported) == set(UNITS)
    lock(reported, Q3, "hà", "Đã chốt")
    assert let_in(reported) == set()
    unlock(reported, Q3, "hà", "Còn thiếu")
    assert let_in(reported) == set(UNITS)


def test_the_refusal_says_whom_to_ask(locked: Warehouse) -> None:
    [said] = refused(locked, "tran-lieu")
    assert said.startswith("Kỳ Quý III/2026 đã khóa số liệu. ") and "quản trị Hà" in said


def test_a_locked_quarter_refuses_a_workbook_and_an_exception_takes_it(locked: Warehouse) -> None:
    book = valid(locked)
    book.poke("5g-dia-ban", 72)
    assert [problem.kind for problem in load(locked, book.bytes(), "g.xlsx", by="an", accept_warnings=True).problems][:1] == ["locked"]
    allow(locked, Q3, "tran-lieu", "hà", "Sửa số", clock.today())
    assert load(locked, book.bytes(), "g.xlsx", by="an", accept_warnings=True).submission_id
    other = blank(locked, "uong-bi", "2026Q3", "uongbi-53")
    assert "locked" in {problem.kind for problem in load(locked, other.bytes(), "h.xlsx", by="an").problems}


@pytest.mark.parametrize(
    ("unit_id", "inside"),
    [("tran-lieu", {"tran-lieu", "tran-lieu/cong-an", "tran-lieu/phong-vhxh"}), ("tran-lieu/cong-an", {"tran-lieu/cong-an"})],
)
def test_an_exception_lets_in_exactly_its_unit_and_the_departments_below(locked: Warehouse, unit_id: str, inside: set[str]) -> None:
    allow(locked, Q3, unit_id, "hà", "Mất điện", DAY, today=DAY)
    assert let_in(locked) == inside


def test_an_exception_holds_through_its_last_day(locked: Warehouse) -> None:
    allow(locked, Q3, "tran-lieu/cong-an", "hà", "Mất điện", DAY, today=DAY)
    assert let_in(locked, DAY) == {"tran-lieu/cong-an"}
    assert let_in(locked, DAY + timedelta(days=1)) == set()
    [said] = refused(locked, "tran-lieu/cong-an", DAY + timedelta(days=1))
    assert "đã hết ngày 20/10/2026" in said


def test_an_exception_without_a_day_holds_until_it_is_taken_back(locked: Warehouse) -> None:
    allow(locked, Q3, "tran-lieu/cong-an", "hà", "Mất điện")
    assert let_in(locked, date(2036, 1, 1)) == {"tran-lieu/cong-an"}
    disallow(locked, Q3, "tran-lieu/cong-an", "hà", "Đã nộp")
    assert let_in(locked) == set()


def test_a_later_exception_takes_the_place_of_the_earlier(locked: Warehouse) -> None:
    allow(locked, Q3, "tran-lieu", "hà", "Mất điện")
    allow(locked, Q3, "tran-lieu", "hà", "Chỉ đến hôm nay", DAY, today=DAY)
    assert row(locked, "period_exception") == [("2026Q3", "tran-lieu", DAY, "Chỉ đến hôm nay", "hà")]


def test_exceptions_end_with_the_lock_they_were_from(locked: Warehouse) -> None:
    allow(locked, Q3, "tran-lieu", "hà", "Mất điện")
    unlock(locked, Q3, "hà", "Mở lại cho tất cả")
    lock(locked, Q3, "hà", "Chốt lần hai")
    assert let_in(locked) == set()


def test_a_lock_keeps_what_else_was_set_for_the_period(reported: Warehouse) -> None:
    reported.ledger.append("period", {"period": "2026Q3", "due_on": "2026-10-05", "closing_rule": "nd_09_2019"}, by="hà")
    before = row(reported)[0][:5]
    lock(reported, Q3, "hà", "Đã chốt")
    assert row(reported)[0][:5] == before and before[3:] == (date(2026, 9, 14), date(2026, 10, 5))
    unlock(reported, Q3, "hà", "Mở lại")
    assert row(reported)[0][:5] == before


def test_a_lock_moves_no_card(reported: Warehouse) -> None:
    before = row(reported, "scorecard")
    lock(reported, Q3, "hà", "Đã chốt")
    lock(reported, Period.quarter(2026, 1), "hà", "Đã chốt")
    assert row(reported, "scorecard") == before


@pytest.mark.parametrize(
    ("act", "said"),
    [
        (lambda on: lock(on, Period.quarter(2026, 4), "hà", "x"), "chưa có báo cáo"),
        (lambda on: lock(on, Period.parse("2026"), "hà", "x"), "không phải là quý"),
        (lambda on: lock(on, Q3, "hà", "x"), "khóa sẵn rồi"),
        (lambda on: unlock(on, Period.quarter(2026, 2), "hà", "x"), "mở sẵn rồi"),
        (lambda on: lock(on, Period.quarter(2026, 2), "hà", " \u200b "), "lý do"),
        (lambda on: allow(on, Q3, "khong-co", "hà", "x"), "Không có đơn vị"),
        (lambda on: allow(on, Q3, "tran-lieu", "hà", ""), "lý do"),
        (lambda on: allow(on, Period.quarter(2026, 2), "tran-lieu", "hà", "x"), "đang mở"),
        (lambda on: allow(on, Q3, "tran-lieu", "hà", "x", DAY, today=DAY + timedelta(days=1)), "đã qua"),
        (lambda on: disallow(on, Q3, "tran-lieu", "hà", "x"), "không có trong danh sách"),
    ],
)
def test_what_makes_no_sense_is_refused_in_words_and_not_written(locked: Warehouse, act: Callable, said: str) -> None:
    at = locked.stands_at
    with pytest.raises(CannotDo, match=said):
        act(locked)
    assert locked.stands_at == at


def test_only_an_administrator_of_all_locks_and_one_of_the_unit_makes_its_exception(reported: Warehouse) -> None:
    people = (
        ("an", "chuyen_vien", "tran-lieu"),
        ("binh", "nguoi_duyet", None),
        ("ward", "quan_tri", "tran-lieu"),
        ("ha", "quan_tri", None),
    )
    for person, role, unit in people:
        facts = {"person_id": person, "name": person.title(), "role": role, "unit_id": unit, "active": True}
        reported.ledger.append("person", facts, by="ha")
    for stranger in ("an", "binh", "ward", "ai-do", ""):
        with pytest.raises(NotAllowed):
            lock(reported, Q3, stranger, "Đã chốt")
    lock(reported, Q3, "ha", "Đã chốt")
    for stranger in ("an", "binh", "ai-do"):
        with pytest.raises(NotAllowed):
            allow(reported, Q3, "tran-lieu", stranger, "Mất điện")
    with pytest.raises(NotAllowed):
        allow(reported, Q3, "uong-bi", "ward", "Mất điện")
    allow(reported, Q3, "tran-lieu", "ward", "Mất điện")
    assert "uong-bi" not in let_in(reported) and "tran-lieu" in let_in(reported)
    assert "(Ha, " in refused(reported, "uong-bi", plan="uongbi-53")[0]


def test_a_rebuild_tells_the_same(locked: Warehouse, home: Home) -> None:
    allow(locked, Q3, "tran-lieu", "hà", "Mất điện", clock.today())
    allow(locked, Q3, "uong-bi", "hà", "Mất điện")
    disallow(locked, Q3, "uong-bi", "hà", "Nhầm đơn vị")
    lock(locked, Period.quarter(2026, 2), "hà", "Đã chốt")
    fresh = Warehouse.own(home)
    with locked.cursor() as left, fresh.cursor() as right:
        assert [name for name in reads.tables(right) if name != "meta" and not reads.same_table(left, right, name)] == []
    fresh.close()


# -- the page ------------------------------------------------------------------------------------------------------------


@pytest.fixture
def page(home: Home, monkeypatch: pytest.MonkeyPatch) -> AppTest:
    monkeypatch.setenv("TIENDO57_HOME", str(home.folder))
    sign_in(monkeypatch, "quan_tri", None, "ha")
    return AppTest.from_file(str(ROOT / "app.py"), default_timeout=60).run().switch_page("pages/quantri/ky.py")


def press(app: AppTest, label: str) -> AppTest:
    return next(button for button in app.button if button.label == label).click().run()


def fill(app: AppTest, label: str, said: str) -> AppTest:
    return next(box for box in app.text_input if box.label.startswith(label)).set_value(said).run()


def told(app: AppTest) -> str:
    return " ".join(element.proto.body for element in app.get("html"))


def test_the_page_locks_lets_one_unit_in_and_unlocks(page: AppTest, warehouse: Warehouse) -> None:
    load(warehouse, valid(warehouse).bytes(), "f.xlsx", by="an")
    app = page.run()
    assert "chưa đặt" in told(app) and "Đã khóa" not in told(app)
    app = press(fill(app, "Lý do", "Đã chốt"), "Khóa số liệu")
    assert not app.exception and app.success[0].value == "Đã khóa số liệu Quý III/2026."
    assert "ha: Đã chốt" in told(app) and let_in(warehouse) == set()
    app = press(fill(app, "Lý do cho nộp thêm", "Mất điện"), "Cho nộp thêm")
    assert not app.exception and "Mất điện" in told(app)
    assert len(row(warehouse, "period_exception")) == 1
    app = press(fill(app, "Lý do thôi cho", "Đã nộp"), "Thôi cho nộp thêm")
    assert not app.exception and row(warehouse, "period_exception") == []
    app = press(fill(app, "Lý do", "Sửa tiếp"), "Mở khóa")
    assert not app.exception and let_in(warehouse) == set(UNITS)


def test_the_page_keeps_what_was_typed_when_it_refuses(page: AppTest, warehouse: Warehouse) -> None:
    load(warehouse, valid(warehouse).bytes(), "f.xlsx", by="an")
    app = fill(page.run(), "Lý do", "Đã chốt")
    person = {"person_id": "chi", "name": "Chi", "role": "quan_tri", "unit_id": None, "active": True}
    warehouse.ledger.append("person", person, by="quan-tri")  # from now on «ha» is nobody the ledger knows
    app = press(app, "Khóa số liệu")
    assert not app.exception and app.error[0].value == "Không có người dùng «ha» đang hoạt động."
    assert next(box for box in app.text_input if box.label == "Lý do").value == "Đã chốt"


def test_an_administrator_of_one_ward_lets_in_but_does_not_lock(
    page: AppTest, warehouse: Warehouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    load(warehouse, valid(warehouse).bytes(), "f.xlsx", by="an")
    lock(warehouse, Q3, "hà", "Đã chốt")
    sign_in(monkeypatch, "quan_tri", "tran-lieu", "ha")
    app = page.run()
    assert not app.exception and "do quản trị chung đặt" in told(app) and "Mở khóa" not in [button.label for button in app.button]
    [units] = [box.options for box in app.selectbox if box.label == "Đơn vị"]
    assert "Phường Trần Liễu" in units and "Phường Uông Bí" not in units


def test_the_page_of_an_empty_home_says_what_to_do_next(page: AppTest) -> None:
    app = page.run()
    assert not app.exception and "Nộp báo cáo" in app.info[0].value


# -- where a unit opens ------------------------------------------------------------------------------------------------------


def test_a_unit_opens_at_what_it_told_or_owes(small_world: World) -> None:
    assert opened_at(small_world) == {"a": None, "b": None, "p": None}
    small_world.act("period", {"period": "2026Q3", "locked": False, "due_on": "2026-10-15"})
    small_world.act("period", {"period": "2026Q4", "locked": False, "due_on": "2027-01-15"})
    small_world.report("a", "2026Q3", {"m": 40})
    small_world.report("b", "2026Q1", {"m": 40})
    early, late = opened_at(small_world, date(2026, 10, 2)), opened_at(small_world, date(2026, 10, 16))
    assert (str(early["a"]), str(early["b"])) == ("2026Q3", "2026Q1"), "before the due date a neighbour's report makes nobody look silent"
    assert (str(late["a"]), str(late["b"])) == ("2026Q3", "2026Q3"), "b owes it; nobody told of the quarter just opened"


def test_a_quarter_without_a_due_date_is_owed_once_somebody_told_of_it(small_world: World) -> None:
    small_world.report("a", "2026Q3", {"m": 40})
    small_world.report("b", "2026Q1", {"m": 40})
    assert opened_at(small_world) == dict.fromkeys("abp", Period.parse("2026Q3"))


def test_a_unit_that_ended_opens_at_its_own_last_quarter() -> None:
    own = [Period.parse(name) for name in ("2025Q2", "2025Q1")]
    assert reads.opens_at(own, None, Period.parse("2026Q3")) == own[0]
    assert reads.opens_at(own, None, None) == own[0]
    assert reads.opens_at(own, own[1], None) == own[1]


def opened_at(world: World, today: date = date(2026, 11, 22)) -> dict[str, Period | None]:
    warehouse = world.open()
    with warehouse.cursor() as cursor:
        due = reads.newest_due(cursor, "k", today)
        told = {unit_id: reads.last_reported(cursor, "k", unit_id) for unit_id in ("a", "b", "p")}
        found = {unit_id: reads.followed_periods(cursor, "k", unit_id) for unit_id in ("a", "b", "p")}
    warehouse.close()
    return {unit_id: reads.opens_at(own, told[unit_id], due) if due or told[unit_id] else None for unit_id, own in found.items()}
