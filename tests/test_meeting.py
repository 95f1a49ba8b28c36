"""A meeting's acts: a briefing is frozen once and comes back as it was; what is concluded is given, done, reopened, taken back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest

from domain.frozen import code_of, pack, unpack
from domain.period import Period
from etl import meeting
from etl.submit import CannotDo, NotAllowed
from report import meeting as words
from store.reads import about_briefing, about_meeting
from store.warehouse import Warehouse
from tests.world import World, unit

MONDAY, LATER = date(2026, 11, 16), date(2026, 11, 30)
Given = Callable[..., str]


@pytest.fixture
def world(small_world: World) -> World:
    small_world.report("a", "2026Q3", {"m": 42})
    return small_world


@pytest.fixture
def warehouse(world: World) -> Warehouse:
    return world.open()


def people(world: World) -> None:
    for person, role, unit_id in (
        ("cv", "chuyen_vien", "a"),
        ("ld", "lanh_dao", "a"),
        ("nd", "nguoi_duyet", "p"),
        ("cv-b", "chuyen_vien", "b"),
    ):
        world.act("person", {"person_id": person, "name": person, "role": role, "unit_id": unit_id, "active": True})


def packed(warehouse: Warehouse, **choice: object) -> bytes:
    with warehouse.cursor() as cursor:
        facts = about_briefing.facts(cursor, "k", "a", Period.parse("2026Q3"), MONDAY)
    return pack({"facts": facts, "choice": {"slides": ["toan_canh"], "remarks": {}, "rows": [], "stage": None} | choice})


def tasks(warehouse: Warehouse, as_of: date = MONDAY, unit_id: str = "a") -> list[dict]:
    with warehouse.cursor() as cursor:
        return about_meeting.meeting_tasks(cursor, unit_id, as_of)


def give(warehouse: Warehouse, text: str = "Rà soát danh sách", by: str = "an", **changes: object) -> str:
    said = {"unit_id": "a", "lead_unit_id": "a", "due_on": LATER, "today": MONDAY} | changes
    return meeting.conclude(warehouse, text=text, by=by, **said)


# -- briefings -----------------------------------------------------------------------------------------------------------------


def test_a_briefing_is_kept_once_and_comes_back_as_it_was(warehouse: Warehouse) -> None:
    content = packed(warehouse)
    code = meeting.freeze(warehouse, content, by="an")
    stands = warehouse.stands_at
    assert code == code_of(content) and meeting.freeze(warehouse, content, by="binh") == code and warehouse.stands_at == stands
    assert meeting.thaw(warehouse, code) == content == meeting.thaw(warehouse, f" {code.replace('-', ' ').lower()} ")


def test_freezing_does_not_move_what_is_frozen(warehouse: Warehouse) -> None:
    """Exporting a briefing is an entry too; it changes no figure, so the same briefing again has the same code."""
    meeting.freeze(warehouse, packed(warehouse), by="an")
    assert meeting.freeze(warehouse, packed(warehouse), by="an") == code_of(packed(warehouse))
    with warehouse.cursor() as cursor:
        assert len(about_meeting.briefings(cursor, "k", "a")) == 1


def test_a_later_report_changes_today_and_not_the_frozen_one(world: World, warehouse: Warehouse) -> None:
    code = meeting.freeze(warehouse, packed(warehouse), by="an")
    world.report("a", "2026Q3", {"m": 55})
    kept = meeting.thaw(warehouse, code)
    assert kept and [row["value"] for row in unpack(kept)["facts"]["rows"]] == [Decimal("42.00")]
    assert [row["value"] for row in unpack(packed(warehouse))["facts"]["rows"]] == [Decimal("55.00")]
    assert meeting.freeze(warehouse, packed(warehouse), by="an") != code


def test_another_choice_is_another_briefing(warehouse: Warehouse) -> None:
    codes = {meeting.freeze(warehouse, packed(warehouse, remarks=one), by="an") for one in ({}, {"toan_canh": "Đã đôn đốc"})}
    assert len(codes) == 2


@pytest.mark.parametrize("typed", ["7K2-QF4H", "", "xyz", "'; DROP TABLE briefing"])
def test_an_unknown_code_is_nothing(warehouse: Warehouse, typed: str) -> None:
    assert meeting.thaw(warehouse, typed) is None


def test_nobody_freezes_without_a_name(warehouse: Warehouse) -> None:
    with pytest.raises(NotAllowed, match="Phải ghi mã người thực hiện"):
        meeting.freeze(warehouse, packed(warehouse), by=" ")


# -- what is concluded -----------------------------------------------------------------------------------------------------------


def test_what_is_concluded_stands_open_then_late_then_done(warehouse: Warehouse) -> None:
    task = give(warehouse)
    [row] = tasks(warehouse)
    assert (row["state"], words.standing(row)) == ("trong_han", "Đang thực hiện, trong hạn")
    [late] = tasks(warehouse, date(2026, 12, 5))
    assert (late["state"], words.standing(late)) == ("qua_han", "quá 5 ngày")
    meeting.finish(warehouse, task, done_on=date(2026, 11, 20), result="Xong 1.240 hộ", by="an", today=LATER)
    [done] = tasks(warehouse, date(2026, 12, 5))
    assert (done["state"], words.standing(done), done["result"]) == ("dung_han", "xong 20/11/2026", "Xong 1.240 hộ")
    meeting.reopen(warehouse, task, by="an")
    assert tasks(warehouse)[0]["state"] == "trong_han"


def test_done_late_is_late_and_without_a_deadline_never_is(warehouse: Warehouse) -> None:
    late, free = give(warehouse), give(warehouse, "Họp chuyên đề", due_on=None)
    for task in (late, free):
        meeting.finish(warehouse, task, done_on=date(2026, 12, 10), result="Xong", by="an", today=date(2026, 12, 10))
    looks = {row["meeting_task_id"]: words.look_of(row).label for row in tasks(warehouse, date(2026, 12, 11))}
    assert looks == {late: "Hoàn thành quá hạn", free: "Đã xong, không đặt hạn"}


def test_the_next_briefing_opens_with_what_is_not_done(warehouse: Warehouse) -> None:
    give(warehouse, "Việc cần nhớ")
    [row] = unpack(packed(warehouse))["facts"]["meeting_tasks"]
    assert (row["text"], row["lead_name"], row["due_on"]) == ("Việc cần nhớ", "a", LATER)


def test_what_is_taken_back_is_gone_with_its_reason_kept(world: World, warehouse: Warehouse) -> None:
    task = give(warehouse)
    meeting.withdraw(warehouse, task, why="Ghi nhầm", by="an")
    assert tasks(warehouse) == []
    assert world.rows("SELECT withdrawn_why FROM meeting_task") == [{"withdrawn_why": "Ghi nhầm"}]
    with pytest.raises(CannotDo, match="không còn"):
        meeting.finish(warehouse, task, done_on=MONDAY, result="Xong", by="an", today=MONDAY)


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"text": " \u200b "}, "Chưa ghi việc giao"),
        ({"unit_id": "x"}, "Không có đơn vị mang mã «x»"),
        ({"lead_unit_id": "x"}, "Không có đơn vị mang mã «x»"),
        ({"due_on": date(2026, 11, 15)}, "Hạn 15/11/2026 đã qua"),
    ],
)
def test_what_cannot_be_given_is_refused_in_words(warehouse: Warehouse, changes: dict, why: str) -> None:
    with pytest.raises(CannotDo, match=why):
        give(warehouse, **changes)
    assert tasks(warehouse) == []


def test_what_cannot_have_become_of_it_is_refused_in_words(warehouse: Warehouse) -> None:
    task = give(warehouse)
    for done_on, result, why in (
        (date(2026, 11, 20), "Xong", "chưa đến"),
        (date(2026, 11, 10), "Xong", "trước ngày giao"),
        (MONDAY, " ", "Chưa ghi kết quả"),
    ):
        with pytest.raises(CannotDo, match=why):
            meeting.finish(warehouse, task, done_on=done_on, result=result, by="an", today=MONDAY)
    with pytest.raises(CannotDo, match="chưa ghi là xong"):
        meeting.reopen(warehouse, task, by="an")
    with pytest.raises(CannotDo, match="phải có lý do"):
        meeting.withdraw(warehouse, task, why="", by="an")
    assert tasks(warehouse)[0]["state"] == "trong_han"


# -- who may ---------------------------------------------------------------------------------------------------------------------


def test_who_may_conclude_and_who_only_looks(world: World, warehouse: Warehouse) -> None:
    people(world)
    task = give(warehouse, by="cv")
    give(warehouse, by="nd", unit_id="p")
    for by in ("ld", "cv-b", "nobody"):
        with pytest.raises(NotAllowed):
            give(warehouse, by=by)
        with pytest.raises(NotAllowed):
            meeting.withdraw(warehouse, task, why="Nhầm", by=by)
        with pytest.raises(NotAllowed):
            meeting.finish(warehouse, task, done_on=MONDAY, result="Xong", by=by, today=MONDAY)
    meeting.finish(warehouse, task, done_on=MONDAY, result="Xong", by="cv", today=MONDAY)


def test_who_leads_says_it_is_done_though_another_unit_gave_it(world: World, warehouse: Warehouse) -> None:
    people(world)
    task = give(warehouse, by="nd", unit_id="p", lead_unit_id="b")
    meeting.finish(warehouse, task, done_on=MONDAY, result="Xong", by="cv-b", today=MONDAY)
    with pytest.raises(NotAllowed):
        meeting.reopen(warehouse, task, by="cv-b")


def test_whoever_may_look_may_take_a_briefing_along_and_nobody_else(world: World, warehouse: Warehouse) -> None:
    people(world)
    assert meeting.freeze(warehouse, packed(warehouse), by="ld")
    with pytest.raises(NotAllowed):
        meeting.freeze(warehouse, packed(warehouse, stage=2030), by="cv-b")


def test_a_rebuild_is_the_same(world: World, warehouse: Warehouse) -> None:
    meeting.freeze(warehouse, packed(warehouse), by="an")
    done, gone = give(warehouse), give(warehouse, "Việc thứ hai")
    meeting.finish(warehouse, done, done_on=MONDAY, result="Xong", by="an", today=MONDAY)
    meeting.withdraw(warehouse, gone, why="Nhầm", by="an")
    found = []
    for opened in (warehouse, world.open()):
        with opened.cursor() as cursor:
            found.append([cursor.execute(f"FROM {name} ORDER BY ALL").fetchall() for name in ("briefing", "meeting_task")])
    assert found[0] == found[1] and [len(rows) for rows in found[0]] == [1, 2]


def test_leads_are_departments_then_units_below_then_the_unit_itself(make_world: Callable[..., World]) -> None:
    world = make_world(units=[unit("p", "tinh"), unit("a", parent_id="p"), unit("a/x", "phong", "a"), unit("b", parent_id="p")])
    with world.open().cursor() as cursor:
        assert [row["unit_id"] for row in about_meeting.leads_for(cursor, "a")] == ["a/x", "a"]
        assert [row["unit_id"] for row in about_meeting.leads_for(cursor, "p")] == ["a", "b", "p"]


# -- in words ----------------------------------------------------------------------------------------------------------------------


def test_the_count_says_only_what_there_is(warehouse: Warehouse) -> None:
    give(warehouse)
    assert words.headline(tasks(warehouse)) == "1 việc giao tại họp: 1 đang làm"
    give(warehouse, "<script>alert(1)</script>", due_on=MONDAY)
    rows = tasks(warehouse, LATER)
    assert words.headline(rows) == "2 việc giao tại họp: 1 quá hạn, 1 đang làm"
    shown = words.section(rows, "ban-tin?x=1&y=2")
    assert "<script>" not in shown and "■ Quá hạn, chưa xong" in shown and "href='ban-tin?x=1&amp;y=2'" in shown
