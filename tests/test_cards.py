"""The cards beside the method: parents and their units, sources to the cell, the stage strip, tasks and duties."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from tests.world import PLAN, World, indicator, measure, target, unit

DONE = {"task_id": "k/PL3/I.1", "state": "hoan_thanh", "percent": "100", "note": None}


def task(row: str, due_kind: str, due_on: str = "", then_ongoing: str = "false") -> dict:
    return {"task_id": f"k/PL3/{row}", "plan_id": "k", "kind": "nhiem_vu", "name": row, "due_kind": due_kind, "due_on": due_on,
            "then_ongoing": then_ongoing, "certain": "true", "source": "s"}  # fmt: skip


def two_wards_that_add_up(make_world: Callable[..., World], asked: int) -> World:
    """A province of two wards whose counts add up over the year, against a target by 2030."""
    return make_world(
        units=[unit("p", "tinh"), unit("a", parent_id="p"), unit("b", parent_id="p")],
        plans=[PLAN],
        plan_units=[{"plan_id": "k", "unit_id": "a"}, {"plan_id": "k", "unit_id": "b"}],
        measures=[measure("m", over_time="phat_sinh", over_units="tong", value_kind="so_luong", decimals="0")],
        indicators=[indicator("k/PL2/1", "m", "2030")],
        targets=[target("k/PL2/1", 2030, ">=", asked)],
    )


# -- parents -------------------------------------------------------------------------------------------------------------


def test_a_parent_is_the_ratio_of_the_sums_and_judged_once_all_units_are_in(small_world: World) -> None:
    small_world.report("a", "2025Q4", {"m": (55, 100)})
    partial = small_world.card("p", "k/PL2/1", "2025Q4")
    assert (partial["value"], partial["status"], partial["reason"]) == (55, "khong_danh_gia", "aggregate")
    assert (partial["reported_units"], partial["due_units"]) == (1, 2)
    small_world.report("b", "2025Q4", {"m": (140, 200)})
    whole = small_world.card("p", "k/PL2/1", "2025Q4")
    assert (whole["value"], whole["status"], whole["reported_units"]) == (65, "dat", 2)
    assert json.loads(whole["children"]) == {"dat": 1, "khong_dat": 1}


def test_without_numerators_there_is_no_ratio(small_world: World) -> None:
    small_world.report("a", "2025Q4", {"m": 55})
    small_world.report("b", "2025Q4", {"m": 70})
    assert small_world.card("p", "k/PL2/1", "2025Q4")["status"] == "chua_co_so_lieu"


def test_a_plan_that_binds_one_ward_of_two_does_not_judge_the_province(make_world: Callable[..., World]) -> None:
    world = make_world(
        units=[unit("p", "tinh"), unit("a", parent_id="p"), unit("b", parent_id="p")],
        plans=[PLAN],
        plan_units=[{"plan_id": "k", "unit_id": "a"}],
        measures=[measure("m")],
        indicators=[indicator("k/PL2/1", "m")],
        targets=[target("k/PL2/1", 2025, ">", 60)],
    )
    world.report("a", "2025Q4", {"m": (70, 100)})
    assert world.card("p", "k/PL2/1", "2025Q4")["reason"] == "aggregate"


def test_a_mean_says_that_it_is_one(make_world: Callable[..., World]) -> None:
    world = make_world(
        units=[unit("p", "tinh"), unit("a", parent_id="p"), unit("b", parent_id="p")],
        plans=[PLAN],
        plan_units=[{"plan_id": "k", "unit_id": "a"}, {"plan_id": "k", "unit_id": "b"}],
        measures=[measure("m", over_units="trung_binh")],
        indicators=[indicator("k/PL2/1", "m")],
        targets=[target("k/PL2/1", 2025, ">=", 60)],
    )
    world.report("a", "2025Q4", {"m": 50})
    world.report("b", "2025Q4", {"m": 75})
    card = world.card("p", "k/PL2/1", "2025Q4")
    assert (card["value"], card["averaged"]) == (62.5, True)


# -- which figure stands, and where it stands ------------------------------------------------------------------------------


def test_an_approved_figure_stands_before_a_newer_pending_one(small_world: World) -> None:
    small_world.report("a", "2025Q4", {"m": 55})
    small_world.report("a", "2025Q4", {"m": 58}, approve=False)
    card = small_world.card("a", "k/PL2/1", "2025Q4")
    assert (card["value"], card["approved"], card["newer_pending"]) == (55, True, True)


def test_a_pending_figure_stands_where_none_is_approved_and_is_marked(small_world: World) -> None:
    small_world.report("a", "2025Q4", {"m": 58}, approve=False)
    card = small_world.card("a", "k/PL2/1", "2025Q4")
    assert (card["value"], card["approved"]) == (58, False)


def test_every_figure_leads_to_its_cell(small_world: World) -> None:
    first = small_world.report("a", "2025Q4", {"m": 55})
    second = small_world.report("a", "2026Q2", {"m": 60})
    found = small_world.rows(
        "SELECT role, submission_id, sheet, cell FROM scorecard_source WHERE unit_id = 'a' AND period = '2026Q2' ORDER BY role"
    )
    assert [tuple(row.values()) for row in found] == [("base", first, "Số liệu", "G6"), ("value", second, "Số liệu", "G6")]


def test_a_sum_leads_to_all_its_cells(make_world: Callable[..., World]) -> None:
    world = two_wards_that_add_up(make_world, 8)
    ids = [world.report(name, period, {"m": 1}) for period in ("2026Q1", "2026Q2") for name in "ab"]
    found = world.rows("SELECT submission_id FROM scorecard_source WHERE unit_id = 'p' AND period = '2026Q2' AND role = 'value' ORDER BY 1")
    assert [row["submission_id"] for row in found] == ids
    card = world.card("p", "k/PL2/1", "2026Q2")
    assert (card["value"], card["expected"], card["missing_quarters"]) == (4, 4, 0)


def test_not_applicable_takes_the_place_of_an_earlier_figure_of_the_quarter(small_world: World) -> None:
    small_world.report("a", "2025Q3", {"m": 50})
    small_world.report("a", "2025Q3", {"m": None})
    assert small_world.card("a", "k/PL2/1", "2025Q3")["status"] == "chua_co_so_lieu"


# -- stages ----------------------------------------------------------------------------------------------------------------


def test_the_stage_strip_holds_past_verdict_present_and_what_is_to_come(make_world: Callable[..., World]) -> None:
    world = make_world(
        units=[unit("a")],
        plans=[PLAN],
        plan_units=[{"plan_id": "k", "unit_id": "a"}],
        measures=[measure("m")],
        indicators=[indicator("k/PL2/1", "m", "2025 2030 2035 2040")],
        targets=[target("k/PL2/1", 2025, ">", 60), target("k/PL2/1", 2030, "=", 80), target("k/PL2/1", 2040, "=", 63)],
    )
    world.report("a", "2025Q4", {"m": 55})
    world.report("a", "2026Q4", {"m": 64})
    strip = world.rows("SELECT stage, status, value, already_met FROM stage_card ORDER BY stage")
    assert [tuple(row.values()) for row in strip] == [
        (2025, "khong_dat", 55, False),
        (2030, "dung_tien_do", 64, False),
        (2035, "chua_den_ky", None, None),
        (2040, "chua_den_ky", None, True),
    ]


def test_a_revised_target_holds_from_its_day_and_the_old_quarter_keeps_the_old_one(small_world: World) -> None:
    small_world.report("a", "2026Q2", {"m": 60})
    revised = target("k/PL2/1", 2030, "=", 90, valid_from="2026-07-01")
    small_world.act("catalogue_rows", {"rows": {"targets": [revised]}})
    small_world.report("a", "2026Q3", {"m": 61})
    assert small_world.card("a", "k/PL2/1", "2026Q2")["target"] == 100
    assert small_world.card("a", "k/PL2/1", "2026Q3")["target"] == 90


def test_quarters_end_with_the_plan(make_world: Callable[..., World]) -> None:
    world = make_world(
        units=[unit("a", valid_to="2026-06-30"), unit("b")],
        plans=[PLAN],
        plan_units=[{"plan_id": "k", "unit_id": "a"}, {"plan_id": "k", "unit_id": "b"}],
        measures=[measure("m")],
        indicators=[indicator("k/PL2/1", "m")],
        targets=[target("k/PL2/1", 2025, ">", 60)],
    )
    world.act("period", {"period": "2027Q1"})
    ends = {row["unit_id"]: row["last"] for row in world.rows("SELECT unit_id, max(period) AS last FROM scorecard GROUP BY ALL")}
    assert ends == {"a": "2026Q2", "b": "2027Q1"}


# -- tasks and duties --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("due_kind", "due_on", "report", "state", "days"),
    [
        ("fixed", "2025-12-31", None, "qua_han", 181),
        ("fixed", "2026-06-30", None, "trong_han", None),
        ("fixed", "2025-12-31", {"completed_on": "2025-12-31"}, "dung_han", None),
        ("fixed", "2025-12-31", {"completed_on": "2026-01-05"}, "qua_han_xong", 5),
        ("fixed", "2025-12-31", {"completed_on": "2026-07-01"}, "qua_han", 181),
        ("fixed", "2025-12-31", {"state": "dang_thuc_hien"}, "qua_han", 181),
        ("fixed", "2025-12-31", {"state": "tam_dung"}, "tam_dung", None),
        ("period", "2030-12-31", None, "trong_han", None),
        ("ongoing", "", {"state": "hoan_thanh", "completed_on": "2026-05-01"}, "thuong_xuyen", None),
        ("conditional", "", None, "co_dieu_kien", None),
        ("conditional", "", {"completed_on": "2026-05-01"}, "dung_han", None),
        ("none", "", None, "khong_han", None),
    ],
)
def test_only_what_has_a_deadline_can_be_overdue(
    make_world: Callable[..., World], due_kind: str, due_on: str, report: dict | None, state: str, days: int | None
) -> None:
    world = make_world(
        units=[unit("a")], plans=[PLAN], plan_units=[{"plan_id": "k", "unit_id": "a"}], tasks=[task("I.1", due_kind, due_on)]
    )
    world.act("period", {"period": "2026Q2"})
    if report is not None:
        world.report("a", "2026Q2", {}, tasks=[DONE | report])
    [card] = world.rows("FROM task_card WHERE period = '2026Q2'")
    assert (card["state"], card["overdue_days"]) == (state, days)


def test_a_duty_due_on_a_sunday_may_be_sent_on_monday(make_world: Callable[..., World]) -> None:
    duty = {"duty_id": "k/BC/1", "plan_id": "k", "frequency": "nam", "rule": "nam:30/11", "text": "t", "source": "s"}
    world = make_world(
        units=[unit(name) for name in "abc"],
        plans=[PLAN],
        plan_units=[{"plan_id": "k", "unit_id": name} for name in "abc"],
        duties=[duty],
    )
    world.act("period", {"period": "2026Q1"})
    for name, day in (("a", "2025-12-01"), ("b", "2025-12-02")):
        world.act("duty_sent", {"duty_id": "k/BC/1", "unit_id": name, "period": "2025", "sent_on": day, "document": "1/BC"})
    cards = {(row["unit_id"], row["period"]): row["state"] for row in world.rows("FROM duty_card")}
    assert cards == {
        ("a", "2025"): "da_gui", ("b", "2025"): "gui_muon", ("c", "2025"): "qua_han",
        ("a", "2026"): "chua_den_han", ("b", "2026"): "chua_den_han", ("c", "2026"): "chua_den_han",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("days_off", "closes_on"),
    [
        ([], "2025-12-01"),  # 30/11/2025 is a Sunday
        ([{"day": "2025-12-01", "kind": "nghi_bu"}, {"day": "2025-12-02", "kind": "hoan_doi"}], "2025-12-03"),
        ([{"day": "2025-11-30", "kind": "lam_bu"}], "2025-11-30"),  # a Sunday worked is a working day
        ([{"day": "2025-12-01", "kind": "hoan_doi", "certain": "false", "doubt": "Chưa có văn bản."}], "2025-12-01"),
    ],
)
def test_a_deadline_on_a_day_off_ends_with_the_next_working_day(
    make_world: Callable[..., World], days_off: list[dict], closes_on: str
) -> None:
    duty = {"duty_id": "k/BC/1", "plan_id": "k", "frequency": "nam", "rule": "nam:30/11", "text": "t", "source": "s"}
    listed = [{"name": "lễ", "source": "s", "certain": "true"} | row for row in days_off]
    world = make_world(units=[unit("a")], plans=[PLAN], plan_units=[{"plan_id": "k", "unit_id": "a"}], duties=[duty], holidays=listed)
    world.act("period", {"period": "2025Q4"})
    assert world.rows("SELECT due_on::VARCHAR AS due_on, closes_on::VARCHAR AS closes_on FROM duty_card") == [
        {"due_on": "2025-11-30", "closes_on": closes_on}
    ]


def test_a_unit_bound_later_owes_nothing_from_before(make_world: Callable[..., World]) -> None:
    duty = {"duty_id": "k/BC/1", "plan_id": "k", "frequency": "nam", "rule": "nam:30/11", "text": "t", "source": "s"}
    world = make_world(
        units=[unit("a"), unit("b", valid_from="2026-01-01")],
        plans=[PLAN],
        plan_units=[{"plan_id": "k", "unit_id": name} for name in "ab"],
        duties=[duty],
    )
    world.act("period", {"period": "2026Q4"})
    cards = world.rows("SELECT unit_id, period, state FROM duty_card ORDER BY ALL")
    assert [tuple(row.values()) for row in cards] == [("a", "2025", "qua_han"), ("a", "2026", "qua_han"), ("b", "2026", "qua_han")]


def test_a_monthly_duty_falls_due_every_month(make_world: Callable[..., World]) -> None:
    duty = {"duty_id": "k/BC/1", "plan_id": "k", "frequency": "thang", "rule": "thang:16", "text": "t", "source": "s"}
    world = make_world(units=[unit("a")], plans=[PLAN], plan_units=[{"plan_id": "k", "unit_id": "a"}], duties=[duty])
    world.act("period", {"period": "2025Q4"})
    due = world.rows("SELECT period, due_on::VARCHAR AS due_on, state FROM duty_card ORDER BY period")
    assert [tuple(row.values()) for row in due] == [
        ("2025M10", "2025-10-16", "qua_han"),
        ("2025M11", "2025-11-16", "qua_han"),
        ("2025M12", "2025-12-16", "qua_han"),
    ]


def test_nothing_reported_and_nothing_opened_means_no_cards(small_world: World) -> None:
    assert small_world.rows("FROM scorecard") == [] and small_world.rows("FROM stage_card") == []


def test_a_sum_over_a_year_is_not_judged_while_a_unit_lacks_a_quarter(make_world: Callable[..., World]) -> None:
    world = two_wards_that_add_up(make_world, 100)
    world.report("a", "2026Q1", {"m": 10})
    world.report("a", "2026Q2", {"m": 30})
    world.report("b", "2026Q2", {"m": 20})
    card = world.card("p", "k/PL2/1", "2026Q2")
    assert (card["value"], card["status"], card["reason"]) == (60, "khong_danh_gia", "aggregate")
