"""What is asked about one row of a plan: its own quarters and their cells, its stages, other units, its kin."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from domain.period import Period
from store.reads import about_indicator
from tests.world import PLAN, World, indicator, measure, target, unit

Q3 = Period.parse("2026Q3")
OTHER = PLAN | {"plan_id": "l", "number": "5/KH"}


@pytest.fixture
def world(make_world: Callable[..., World]) -> World:
    return make_world(
        units=[unit("p", "tinh"), unit("a", parent_id="p"), unit("b", parent_id="p"), unit("c", parent_id="p")],
        plans=[PLAN, OTHER],
        plan_units=[{"plan_id": "k", "unit_id": name} for name in "ab"] + [{"plan_id": "l", "unit_id": "c"}],
        measures=[
            measure("m", family="f"),
            measure("n", family="f"),
            measure("o"),
            measure("s", over_time="phat_sinh", over_units="tong"),
        ],
        indicators=[
            indicator("k/PL2/1", "m"),
            indicator("k/PL1/4", "n", "2030"),
            indicator("k/PL1/5", "m", "2030"),
            indicator("k/PL1/6", "o", "2030"),
            indicator("k/PL1/7", "s", "2030"),
            indicator("l/PL1/1", "n", "2030", plan_id="l"),
        ],
        targets=[
            target("k/PL2/1", 2025, ">", 60),
            target("k/PL2/1", 2030, "=", 100),
            target("k/PL1/4", 2030, "=", 90),
            target("k/PL1/4", 2030, "=", 95, text="95 sửa", valid_from="2026-01-01"),
            target("k/PL1/5", 2030, "=", 80),
            target("k/PL1/7", 2030, ">=", 4),
            target("l/PL1/1", 2030, "=", 70),
        ],
        assignments=[
            {"subject_id": "k/PL2/1", "role": "phoi_hop", "unit_id": "c"},
            {"subject_id": "k/PL2/1", "role": "chu_tri", "unit_id": "p"},
        ],
    )


def asked(world: World, question: Callable, *words: object) -> list[dict] | dict:
    warehouse = world.open()
    with warehouse.cursor() as cursor:
        found = question(cursor, *words)
    warehouse.close()
    return found


def test_own_quarters_are_those_with_a_figure_of_their_own_each_with_its_cell(world: World) -> None:
    world.report("a", "2026Q1", {"m": 45})
    world.report("b", "2026Q2", {"m": 50})
    world.report("a", "2026Q3", {"m": 50}, approve=False)
    first, last = asked(world, about_indicator.own_quarters, "a", "k/PL2/1", Q3)
    assert (first["period"], first["cells"], first["file_name"], first["cell"]) == ("2026Q1", 1, "a-2026Q1.xlsx", "G6")
    assert (last["period"], last["approved"], last["by_whom"]) == ("2026Q3", False, "an")
    assert [row["period"] for row in asked(world, about_indicator.own_quarters, "a", "k/PL2/1", Period.parse("2026Q2"))] == ["2026Q1"]


def test_a_sum_names_its_latest_cell_and_how_many_there_are(world: World) -> None:
    for period in ("2026Q1", "2026Q2"):
        world.report("a", period, {"s": 1})
        world.report("b", period, {"s": 2})
    mine = asked(world, about_indicator.own_quarters, "a", "k/PL1/7", Q3)[-1]
    assert (mine["value"], mine["cells"], mine["units"], mine["file_name"]) == (2, 2, 1, "a-2026Q2.xlsx")
    above = asked(world, about_indicator.own_quarters, "p", "k/PL1/7", Q3)[-1]
    assert (above["value"], above["cells"], above["units"]) == (6, 4, 2)


def test_stages_come_in_order_one_for_each_printed(world: World) -> None:
    world.report("a", "2026Q3", {"m": 45})
    assert [row["stage"] for row in asked(world, about_indicator.stages, "a", "k/PL2/1")] == [2025, 2030]


def test_a_bound_unit_stands_beside_all_bound_ones_a_unit_above_over_those_below(world: World) -> None:
    world.report("a", "2026Q3", {"m": 45})
    for looking in ("a", "p"):
        rows = asked(world, about_indicator.other_units, "k/PL2/1", looking, Q3)
        assert [(row["unit_id"], row["value"]) for row in rows] == [("a", 45), ("b", None)]
    assert asked(world, about_indicator.other_units, "k/PL2/1", "c", Q3) == []


def test_only_figures_of_the_quarter_itself_take_a_place_the_best_first(world: World) -> None:
    world.report("a", "2026Q1", {"m": 99})
    world.report("b", "2026Q3", {"m": 45})
    rows = asked(world, about_indicator.other_units, "k/PL2/1", "p", Q3)
    assert [(row["unit_id"], row["place"], row["age_quarters"]) for row in rows] == [("b", 1, 0), ("a", None, 2)]


def test_bare_rates_that_cannot_be_put_together_are_named(world: World) -> None:
    for name in "ab":
        world.report(name, "2026Q2", {"m": (40, 100)})
    world.report("a", "2026Q3", {"m": (45, 100)})
    world.report("b", "2026Q3", {"m": 50})
    assert [row["short_name"] for row in asked(world, about_indicator.bare_rates, "k/PL2/1", "p", Q3)] == ["b"]
    assert asked(world, about_indicator.bare_rates, "k/PL2/1", "p", Period.parse("2026Q2")) == []


def test_kin_are_rows_of_the_same_measure_first_then_of_the_family_in_any_plan(world: World) -> None:
    world.report("a", "2026Q3", {"m": 45, "n": 30})
    rows = asked(world, about_indicator.kin, "k/PL2/1", "a", Q3)
    assert [(row["indicator_id"], row["same_measure"], row["value"]) for row in rows] == [
        ("k/PL1/5", True, 45),
        ("k/PL1/4", False, 30),
        ("l/PL1/1", False, None),
    ]
    assert rows[-1]["status"] is None and rows[-1]["plan_number"] == "5/KH"
    assert [row["targets"] for row in rows] == ["2030: = 80", "2030: 95 sửa", "2030: = 70"]


def test_a_row_knows_its_measure_and_who_answers_the_lead_first(world: World) -> None:
    facts = asked(world, about_indicator.facts, "k/PL2/1")
    assert (facts["family"], facts["stages"], facts["over_time"]) == ("f", "2025 2030", "cuoi_ky")
    assert [(row["role"], row["name"]) for row in asked(world, about_indicator.assigned, "k/PL2/1")] == [
        ("chu_tri", "p"),
        ("phoi_hop", "c"),
    ]
    assert asked(world, about_indicator.facts, "k/PL2/99") is None


def test_what_else_a_plan_holds_is_counted(world: World) -> None:
    assert asked(world, about_indicator.what_else, "k") == {"tasks": 0, "duties": 0, "criteria": 0, "indices": 0}
