"""Reports the plans ask for, as of any day: what is owed, late by working days, recorded as sent and taken back; whom to call."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from domain.period import Period
from etl.duties import record_sent, set_contact, withdraw_sent
from etl.periods import lock, set_due, unlock
from etl.submit import CannotDo, NotAllowed
from store import reads
from store.reads import about_duties
from store.warehouse import Warehouse
from tests.world import PLAN, World, indicator, measure, target, unit

Q1 = Period.quarter(2026, 1)
YEARLY = {"duty_id": "k/BC/1", "plan_id": "k", "frequency": "nam", "rule": "nam:30/11", "text": "Trước ngày 30/11", "source": "s"}
MONTHLY = YEARLY | {"duty_id": "k/BC/2", "frequency": "thang", "rule": "thang:16"}
ASKED = YEARLY | {"duty_id": "k/BC/3", "frequency": "dot_xuat", "rule": "dot_xuat"}
UNDATED = YEARLY | {"duty_id": "k/BC/4", "frequency": "nam", "rule": "nam"}
REVIEW = YEARLY | {"duty_id": "k/BC/5", "frequency": "so_ket", "rule": "so_ket:2027"}
HOLIDAY = {"day": "2025-12-02", "name": "lễ", "kind": "nghi_le", "source": "s", "certain": "true"}


@pytest.fixture
def world(make_world: Callable[..., World]) -> World:
    """A province of two wards under one plan; ward a has two departments, one of which leads the plan's only row."""
    units = [unit("p", "tinh"), unit("a", parent_id="p"), unit("b", parent_id="p"), unit("a/x", "phong", "a"), unit("a/y", "phong", "a")]
    made = make_world(
        units=units,
        plans=[PLAN],
        plan_units=[{"plan_id": "k", "unit_id": name} for name in "ab"],
        measures=[measure("m"), measure("n"), measure("year", over_time="ca_nam")],
        indicators=[indicator("k/PL2/1", "m"), indicator("k/PL2/2", "n"), indicator("k/PL2/3", "year")],
        targets=[target("k/PL2/1", 2030, ">", 60)],
        assignments=[{"subject_id": "k/PL2/1", "role": "chu_tri", "unit_id": "a/x"}],
        duties=[YEARLY, ASKED, UNDATED, REVIEW],
        holidays=[HOLIDAY],
    )
    made.act("period", {"period": "2026Q1"})
    return made


def ask(world: World, question: Callable[..., Any], *words: Any) -> Any:
    warehouse = world.open()
    with warehouse.cursor() as cursor:
        return question(cursor, *words)


def occasions(world: World, today: date, until: date) -> dict[tuple[str, str, str], dict]:
    rows = ask(world, about_duties.occasions, today, until)
    return {(row["duty_id"][-1], row["unit_id"], row["period"]): row for row in rows}


def send(world: World, sent_on: date, **changes: Any) -> None:
    said = {"duty_id": "k/BC/1", "unit_id": "a", "period": "2025", "document": "1/BC", "by": "an", "today": date(2026, 3, 1)} | changes
    record_sent(world.open(), sent_on=sent_on, **said)


# -- what is owed, as of a day -------------------------------------------------------------------------------------------


def test_a_report_is_late_by_working_days_without_weekends_and_holidays(world: World) -> None:
    """30/11/2025 is a Sunday, so Monday still is in time; Tuesday is a holiday; Wednesday to Friday are three working days."""
    row = occasions(world, date(2025, 12, 6), date(2026, 12, 31))["1", "a", "2025"]
    assert (row["state"], row["working_days"], row["closes_on"], row["before_on"]) == (
        "qua_han", 3, date(2025, 12, 1), date(2025, 11, 28),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("today", "state", "days", "left"),
    [
        (date(2025, 11, 21), "chua_den_han", -6, 5),  # "before" Sunday 30/11 leaves Monday 24 to Friday 28
        (date(2025, 11, 28), "chua_den_han", -1, 0),
        (date(2025, 11, 29), "chua_den_han", -1, None),
        (date(2025, 12, 1), "chua_den_han", 0, None),
        (date(2025, 12, 2), "qua_han", 0, None),  # past, though no working day has gone
        (date(2025, 12, 3), "qua_han", 1, None),
    ],
)
def test_days_left_end_with_the_last_working_day_before_the_day_named(
    world: World, today: date, state: str, days: int, left: int | None
) -> None:
    row = occasions(world, today, date(2025, 12, 31))["1", "a", "2025"]
    assert (row["state"], row["working_days"], row["days_left"]) == (state, days, left)


def test_of_a_review_wanted_within_a_year_the_days_left_end_with_the_year(world: World) -> None:
    review = occasions(world, date(2027, 12, 24), date(2027, 12, 31))["5", "a", "2027"]
    assert (review["before_on"], review["days_left"]) == (None, 5)


def test_a_report_sent_late_stays_late_by_the_days_of_its_sending(world: World) -> None:
    send(world, date(2025, 12, 4))
    row = occasions(world, date(2026, 3, 1), date(2026, 3, 1))["1", "a", "2025"]
    assert (row["state"], row["working_days"], row["document"]) == ("gui_muon", 2, "1/BC")


def test_what_falls_due_later_than_the_last_quarter_is_known_too(world: World) -> None:
    found = occasions(world, date(2026, 11, 21), date(2027, 12, 31))
    assert {period for duty, unit_id, period in found if (duty, unit_id) == ("1", "b")} == {"2025", "2026", "2027"}
    assert found["5", "b", "2027"]["due_on"] == date(2027, 12, 31)
    assert world.rows("SELECT max(period) AS last FROM duty_card WHERE duty_id = 'k/BC/1'") == [{"last": "2026"}]


def test_a_report_without_a_day_is_never_late_and_one_on_request_has_no_occasion(world: World) -> None:
    found = occasions(world, date(2026, 11, 21), date(2027, 12, 31))
    undated = {period: row for (duty, unit_id, period), row in found.items() if (duty, unit_id) == ("4", "a")}
    assert set(undated) == {"2025", "2026"} and all(row["state"] == "chua_den_han" for row in undated.values())
    assert not any(duty == "3" for duty, _, _ in found)


def test_nothing_is_asked_after_a_plan_has_ended(make_world: Callable[..., World]) -> None:
    plan = PLAN | {"issued_on": "2025-02-26", "effective_to": "2025-06-30", "status": "het_hieu_luc"}
    summer = YEARLY | {"rule": "nam:10/07"}
    world = make_world(units=[unit("a")], plans=[plan], plan_units=[{"plan_id": "k", "unit_id": "a"}], duties=[summer, MONTHLY])
    found = occasions(world, date(2026, 11, 21), date(2027, 11, 21))
    assert sorted(period for duty, _, period in found if duty == "2") == ["2025M03", "2025M04", "2025M05", "2025M06"]
    assert all(row["ended"] for row in found.values())
    assert (found["1", "a", "2025"]["asked"], found["1", "a", "2025"]["state"]) == (False, "chua_den_han")
    june = found["2", "a", "2025M06"]
    assert (june["state"], june["working_days"]) == ("qua_han", 10)  # counted to the plan's last day, no further


def test_one_unit_may_be_asked_for_alone(world: World) -> None:
    day, until = date(2025, 12, 6), date(2026, 12, 31)
    alone = ask(world, about_duties.occasions, day, until, "a")
    assert alone and alone == [row for row in ask(world, about_duties.occasions, day, until) if row["unit_id"] == "a"]


def test_the_state_as_of_a_quarters_last_day_is_that_of_the_card(world: World) -> None:
    send(world, date(2025, 12, 4))
    cards = world.rows("SELECT duty_id, unit_id, period, due_on, closes_on, sent_on, state FROM duty_card ORDER BY ALL")
    asked = ask(world, about_duties.occasions, date(2026, 3, 31), date(2026, 12, 31))
    same = sorted(([row[name] for name in cards[0]] for row in asked), key=str)
    assert same == sorted((list(row.values()) for row in cards), key=str)


# -- recording, and taking back ------------------------------------------------------------------------------------------


def test_a_report_recorded_as_sent_is_no_longer_owed(world: World) -> None:
    send(world, date(2025, 11, 20), document="  45/BC-UBND ")
    assert world.rows("SELECT unit_id, sent_on, document, by_whom FROM duty_sent") == [
        {"unit_id": "a", "sent_on": date(2025, 11, 20), "document": "45/BC-UBND", "by_whom": "an"}
    ]
    assert world.rows("SELECT state FROM duty_card WHERE unit_id = 'a' AND period = '2025' AND duty_id = 'k/BC/1'") == [{"state": "da_gui"}]


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"sent_on": date(2026, 3, 2)}, "Ngày gửi 02/03/2026 chưa đến."),
        ({"sent_on": date(2025, 11, 1), "period": "2026"}, "trước ngày đầu của Năm 2026"),
        ({"sent_on": date(2025, 9, 30)}, "trước ngày ban hành kế hoạch"),
        ({"duty_id": "k/BC/9"}, "Không có nhiệm vụ báo cáo mang mã «k/BC/9»."),
        ({"duty_id": "k/BC/3"}, "đột xuất"),
        ({"unit_id": "z"}, "Không có đơn vị mang mã «z»."),
        ({"unit_id": "p"}, "không giao p báo cáo này"),
        ({"period": "2025M11"}, "không giao a báo cáo này cho Tháng 11/2025"),
        ({"period": "năm ngoái"}, "không phải là kỳ báo cáo"),
        ({"document": " \u200b"}, "Chưa ghi số, ký hiệu văn bản."),
    ],
)
def test_a_record_that_cannot_be_is_refused_in_one_sentence(world: World, changes: dict, why: str) -> None:
    with pytest.raises(CannotDo, match=why.replace("(", r"\(").replace(".", r"\.")):
        send(world, **({"sent_on": date(2025, 11, 20)} | changes))
    assert world.rows("FROM duty_sent") == []


def test_the_earliest_sending_counts_until_it_is_taken_back(world: World) -> None:
    send(world, date(2025, 12, 4), document="2/BC")
    send(world, date(2025, 11, 20), document="sai")
    [wrong] = [row for row in ask(world, about_duties.sendings) if row["stands"]]
    assert wrong["document"] == "sai"
    withdraw_sent(world.open(), wrong["number"], by="an", why="Nhầm đơn vị")
    assert [row["document"] for row in ask(world, about_duties.sendings)] == ["2/BC"]
    assert occasions(world, date(2026, 3, 1), date(2026, 3, 1))["1", "a", "2025"]["state"] == "gui_muon"


def test_a_record_is_taken_back_once_and_with_a_reason(world: World) -> None:
    send(world, date(2025, 11, 20))
    [row] = ask(world, about_duties.sendings)
    with pytest.raises(CannotDo, match="phải có lý do"):
        withdraw_sent(world.open(), row["number"], by="an", why=" ")
    withdraw_sent(world.open(), row["number"], by="an", why="Nhầm")
    with pytest.raises(CannotDo, match="không còn"):
        withdraw_sent(world.open(), row["number"], by="an", why="Nhầm")
    assert world.rows("FROM duty_sent") == []


def test_only_who_submits_for_a_unit_records_and_takes_back(world: World) -> None:
    for person_id, role, unit_id in (("an", "chuyen_vien", "a"), ("binh", "chuyen_vien", "b"), ("chi", "lanh_dao", None)):
        world.act("person", {"person_id": person_id, "name": person_id, "role": role, "unit_id": unit_id, "active": True})
    for by in ("binh", "chi", "nobody", ""):
        with pytest.raises(NotAllowed):
            send(world, date(2025, 11, 20), by=by)
    send(world, date(2025, 11, 20), by="an")
    [row] = ask(world, about_duties.sendings)
    with pytest.raises(NotAllowed):
        withdraw_sent(world.open(), row["number"], by="binh", why="Nhầm")


# -- whom to call --------------------------------------------------------------------------------------------------------


def contacts(world: World) -> list[tuple]:
    return [(row["unit_id"], row["name"], row["phone"], row["email"]) for row in ask(world, about_duties.contacts)]


def name_contact(world: World, **changes: str) -> None:
    said = {"unit_id": "a", "name": "Công chức văn phòng", "phone": "0000 000 001", "email": "", "by": "an"} | changes
    set_contact(world.open(), **said)


def test_the_latest_contact_of_a_unit_stands_and_an_empty_one_takes_it_away(world: World) -> None:
    name_contact(world)
    name_contact(world, name="Văn thư", phone="", email="van-thu@phuong.example")
    name_contact(world, unit_id="b")
    assert contacts(world) == [("a", "Văn thư", None, "van-thu@phuong.example"), ("b", "Công chức văn phòng", "0000 000 001", None)]
    name_contact(world, name="", phone="")
    assert [unit_id for unit_id, *_ in contacts(world)] == ["b"]


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"unit_id": "z"}, "Không có đơn vị mang mã «z»"),
        ({"name": ""}, "Chưa ghi đầu mối là ai"),
        ({"phone": ""}, "Chưa có cách liên hệ"),
        ({"phone": "gọi sau"}, "không giống số điện thoại"),
        ({"phone": "123"}, "không giống số điện thoại"),
        ({"email": "van-thu"}, "không giống địa chỉ thư điện tử"),
    ],
)
def test_a_contact_nobody_can_reach_is_refused(world: World, changes: dict, why: str) -> None:
    with pytest.raises(CannotDo, match=why):
        name_contact(world, **changes)
    assert contacts(world) == []


# -- the office's own rule for a quarter's figures -----------------------------------------------------------------------


def quarter_states(world: World, today: date) -> dict[tuple[str, str], tuple[str, int | None]]:
    return {(row["unit_id"], row["period"]): (row["state"], row["working_days"]) for row in ask(world, about_duties.quarter_reports, today)}


def test_without_a_due_date_of_the_office_no_figures_are_late(world: World) -> None:
    world.report("b", "2026Q1", {"m": 55})
    assert quarter_states(world, date(2026, 11, 21)) == {("a/x", "2026Q1"): ("chua_dat_han", None), ("b", "2026Q1"): ("da_bao_cao", None)}


def test_with_one_those_without_figures_are_late_by_working_days(world: World) -> None:
    set_due(world.open(), Q1, date(2026, 4, 11), "hà")  # a Saturday: Monday still is in time
    assert quarter_states(world, date(2026, 4, 13)) == {("a/x", "2026Q1"): ("chua_den_han", 0), ("b", "2026Q1"): ("chua_den_han", 0)}
    assert quarter_states(world, date(2026, 4, 16))["a/x", "2026Q1"] == ("qua_han", 3)


def test_a_ward_reports_through_the_departments_that_lead_its_rows(world: World) -> None:
    world.report("a", "2026Q1", {"n": 5})  # a row nobody leads
    assert quarter_states(world, date(2026, 4, 1))["a/x", "2026Q1"][0] == "chua_dat_han"
    world.report("a", "2026Q1", {"m": 5}, approve=False)
    assert quarter_states(world, date(2026, 4, 1))["a/x", "2026Q1"][0] == "da_bao_cao"


def test_figures_that_came_after_the_due_date_are_late_but_in_the_demonstration_nobody_knows_when(world: World) -> None:
    world.report("b", "2026Q1", {"m": 55})
    set_due(world.open(), Q1, date(2026, 4, 10), "hà")
    came = world.rows("SELECT (s.at + INTERVAL 7 HOURS)::DATE AS day FROM submission AS s")[0]["day"]
    assert came > date(2026, 4, 10)
    assert quarter_states(world, came)["b", "2026Q1"][0] == "gui_muon"
    world.act("start", {"demonstration": True})
    assert quarter_states(world, came)["b", "2026Q1"] == ("da_bao_cao", quarter_states(world, came)["b", "2026Q1"][1])


def test_the_office_may_set_a_date_for_a_quarter_to_come_without_opening_it(world: World) -> None:
    set_due(world.open(), Period.quarter(2026, 2), date(2026, 7, 15), "hà")
    assert ask(world, reads.last_quarter) == Q1
    assert world.rows("SELECT max(period) AS last FROM scorecard") == [{"last": "2026Q1"}]
    assert quarter_states(world, date(2026, 7, 1))["b", "2026Q2"] == ("chua_den_han", -10)
    assert {row["days_left"] for row in ask(world, about_duties.quarter_reports, date(2026, 7, 1)) if row["period"] == "2026Q2"} == {10}


def test_a_due_date_keeps_the_lock_its_reason_and_who_locked(world: World) -> None:
    world.report("b", "2026Q1", {"m": 55})
    lock(world.open(), Q1, "hà", "Đã chốt")
    set_due(world.open(), Q1, date(2026, 4, 10), "minh")
    facts = ask(world, reads.period_facts, Q1)
    assert (facts["locked"], facts["reason"], facts["by_whom"], facts["due_on"]) == (True, "Đã chốt", "hà", date(2026, 4, 10))
    unlock(world.open(), Q1, "hà", "Còn thiếu")
    assert ask(world, reads.period_facts, Q1)["due_on"] == date(2026, 4, 10)
    set_due(world.open(), Q1, None, "minh")
    assert ask(world, reads.period_facts, Q1)["due_on"] is None


@pytest.mark.parametrize(
    ("period", "due_on", "why"),
    [
        ("2026Q1", None, "chưa đặt hạn sẵn rồi"),
        ("2026Q1", date(2026, 3, 31), "chưa qua ngày chốt số liệu 31/03/2026"),
        ("2026Q1", date(2028, 4, 10), "hơn một năm"),
        ("2026M03", date(2026, 4, 10), "không phải là quý"),
    ],
)
def test_a_due_date_that_cannot_be_meant_is_refused(world: World, period: str, due_on: date | None, why: str) -> None:
    with pytest.raises(CannotDo, match=why):
        set_due(world.open(), Period.parse(period), due_on, "hà")


def test_a_due_date_binds_all_so_an_administrator_of_one_unit_may_not_set_it(world: World) -> None:
    world.act("person", {"person_id": "hà", "name": "Hà", "role": "quan_tri", "unit_id": "a", "active": True})
    with pytest.raises(NotAllowed):
        set_due(world.open(), Q1, date(2026, 4, 10), "hà")


def test_the_rows_still_without_a_figure_are_named_with_their_leads(world: World) -> None:
    world.report("b", "2026Q1", {"n": 5})
    rows = ask(world, about_duties.rows_without_figure, "k", "b", Q1)
    assert [(row["indicator_id"], row["lead_ids"]) for row in rows] == [("k/PL2/1", ["a/x"])]  # a figure of the whole year is asked in Q4
    q4 = ask(world, about_duties.rows_without_figure, "k", "b", Period.quarter(2026, 4))
    assert [row["indicator_id"] for row in q4] == ["k/PL2/1", "k/PL2/2", "k/PL2/3"]


@pytest.mark.slow
@pytest.mark.xdist_group("pages")
def test_the_demonstrations_reporters_are_those_of_the_overview(demonstration: Any) -> None:
    warehouse = Warehouse.own(demonstration)
    with warehouse.cursor() as cursor:
        ours = {(row["described_id"], row["unit_id"]): row["reported"] for row in about_duties.quarter_reports(cursor, date(2026, 11, 21))
                if row["period"] == "2026Q3"}  # fmt: skip
        theirs = {
            (bound["unit_id"], row["unit_id"]): row["reported"]
            for bound in reads.bound_units(cursor, "tranlieu-79")
            for row in reads.reporters(cursor, "tranlieu-79", bound["unit_id"], Period.quarter(2026, 3))
        }
    assert ours == theirs and not all(ours.values())
