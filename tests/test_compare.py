"""Units beside each other: places with ties and too little data, what got worse, the heat map, one row over the units."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from domain.period import Period
from report import compare, heat, spread
from report.sentences import movement, stands_text
from report.worst import with_kin
from store import reads
from store.reads import about_compare
from tests.world import PLAN, World, indicator, measure, target, unit

Q2, Q3 = Period.parse("2026Q2"), Period.parse("2026Q3")


def cell(unit_id: str = "a", status: str = "cham", value: object = 45, before: object = 40, **changes: object) -> dict:
    """A cell as the store gives it: a rate that should rise to 80 by 2030, 40 last quarter, 45 now."""
    made = {
        "unit_id": unit_id, "indicator_id": "k/PL2/1", "stage": 2030, "held": False, "target": Decimal(80), "op": ">=", "upper": None,
        "value": value, "value_period": "2026Q3", "status": status, "reason": "pace", "base": Decimal(40), "base_period": "2025Q4",
        "expected": 50.0, "approved": True, "estimate": False,
        "age_quarters": 0, "newer_pending": False, "certain": True, "value_before": before, "status_before": "cham",
        "period_before": "2026Q2",
        "position": 1, "measure_id": "m", "name": "Tỷ lệ thử", "appendix": "2", "part": None, "group_name": None, "unit_of_measure": "%",
        "direction": "tang", "over_time": "cuoi_ky", "value_kind": "ty_le", "target_text": "≥ 80", "target_doubt": None,
        "address": "chi-tieu?x",
    } | changes  # fmt: skip
    return made | {name: None if made[name] is None else Decimal(str(made[name])) for name in ("value", "value_before")}


def ranked(unit_id: str, place: int | None, **changes: object) -> dict:
    return {
        "unit_id": unit_id, "name": unit_id.upper(), "short_name": unit_id.upper(), "place": place, "out_of": 3, "due": 10, "figures": 10,
        "well": 6, "slow": 1, "bad": 3, "judged": 10, "rows": 12, "enough_figures": True, "enough_judged": True, "place_before": place,
        "out_of_before": 3, "well_before": 6, "bad_before": 3, "judged_before": 10, "worse": 0, "better": 0, "same": 10,
        "new": 0, "lost": 0, "address": f"don-vi?don_vi={unit_id}",
    } | changes  # fmt: skip


# -- against the quarter before ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changes", "sign", "said"),
    [
        ({}, "↗", "tốt hơn kỳ trước 5 điểm"),
        ({"before": 46.5}, "↘", "kém hơn kỳ trước 1,5 điểm"),
        ({"before": 45}, "=", "không đổi so với kỳ trước"),
        ({"direction": "giam"}, "↘", "kém hơn kỳ trước 5 điểm"),
        ({"unit_of_measure": "sáng kiến"}, "↗", "tốt hơn kỳ trước 5 sáng kiến"),
        ({"value": None, "value_period": None}, "", "kỳ này không còn số liệu"),
        ({"before": None, "period_before": None}, "", "kỳ trước chưa có số liệu"),
        ({"value": None, "value_period": None, "before": None}, "", "chưa có số liệu"),
        ({"value_period": "2026Q2", "before": 45}, "", "chưa có số mới so với kỳ trước"),
        (
            {"over_time": "phat_sinh", "value_period": "2026Q1", "period_before": "2025Q4"},
            "",
            "sang năm mới tính lại từ đầu, không so với kỳ trước",
        ),
        ({"over_time": "phat_sinh"}, "↗", "tốt hơn kỳ trước 5 điểm"),
    ],
)
def test_a_change_is_better_or_worse_by_the_measures_direction(changes: dict[str, Any], sign: str, said: str) -> None:
    assert (compare.way(cell(**changes)), compare.change_words(cell(**changes))) == (sign, said)


def test_under_a_heading_that_says_since_when_a_change_is_short() -> None:
    assert [compare.change_short(cell(before=before)) for before in (40, 46.5, 45, None)] == [
        "tốt hơn 5 điểm",
        "kém hơn 1,5 điểm",
        "không đổi",
        "kỳ trước chưa có số liệu",
    ]


# -- the answer ----------------------------------------------------------------------------------------------------------------


def test_the_answer_names_the_worst_unit_its_worst_row_and_whether_it_got_worse() -> None:
    ranking = [ranked("a", 1, bad=0, well=10), ranked("b", 2, bad=4, worse=3, better=1)]
    first, second = compare.answer(ranking)
    assert first == "Kém nhất là B, hạng 2/3."
    assert second == "4/10 dòng đánh giá được không đạt hoặc có nguy cơ; kém hơn kỳ trước: 3 dòng xấu đi, 1 tốt lên."
    cells = [cell("a", "dat"), cell("b", "nguy_co"), cell("b", "cham", name="Khác")]
    assert compare.worst_row(ranking, cells) == (
        "Dòng kém nhất ở B là «Tỷ lệ thử»: nguy cơ không đạt, 45 %, lộ trình đến nay 50,00 %, mục tiêu ≥ 80 % (kỳ trước 40 %)."
    )
    assert compare.worst_row(ranking, [cell("b", "dat")]) == compare.worst_row([ranked("a", None)], cells) == ""


def test_a_place_says_how_many_are_left_out() -> None:
    ranking = [ranked("a", 1), ranked("b", 2, bad=4), ranked("c", None), ranked("d", None)]
    assert compare.place_text(ranking[1], ranking) == "hạng 2/3 (2 đơn vị chưa xếp hạng)"
    assert compare.place_text(ranking[2], ranking) == "chưa xếp hạng"
    assert compare.answer(ranking)[0] == "Kém nhất là B, hạng 2/3 (2 đơn vị chưa xếp hạng)."


def test_the_unit_looked_at_is_told_in_the_same_words_once() -> None:
    ranking = [ranked("a", 1, bad=2, better=1), ranked("b", 2, bad=4), ranked("c", None, judged=0)]
    assert compare.own(ranking, [cell("a", "cham")], "a") == (
        "A (đang xem): hạng 1/3 (1 đơn vị chưa xếp hạng); 2/10 dòng đánh giá được không đạt hoặc có nguy cơ; "
        "tốt hơn kỳ trước: 1 dòng tốt lên, không dòng nào xấu đi; "
        "dòng kém nhất là «Tỷ lệ thử»: chậm, 45 %, lộ trình đến nay 50,00 %, mục tiêu ≥ 80 % (kỳ trước 40 %)."
    )
    assert compare.own([*ranking[:2], ranked("c", None, judged=2, enough_judged=False)], [], "c").startswith(
        "C (đang xem): chưa xếp hạng, mới đánh giá được 2/10 dòng có mục tiêu bằng số đã đến kỳ; 3/2 dòng"
    )
    silent = compare.own([*ranking[:2], ranked("c", None, figures=0, enough_figures=False)], [cell("c", "khong_dat")], "c")
    assert silent == "C (đang xem): chưa xếp hạng, chưa có số liệu của kỳ này.", "old figures do not say how it stands"
    assert compare.own([*ranking[:2], ranked("c", None, judged=0)], [], "c").count(";") == 0
    assert compare.own(ranking, [], "b") == compare.own(ranking, [], "city") == ""


@pytest.mark.parametrize(
    ("moved", "said"),
    [
        ({"worse": 5, "better": 3, "new": 3}, "; kém hơn kỳ trước: 5 dòng xấu đi, 3 tốt lên; 3 dòng mới đánh giá được"),
        ({"worse": 2, "better": 2, "lost": 1}, "; ngang kỳ trước: 2 dòng xấu đi, 2 tốt lên; 1 dòng không còn đánh giá được"),
        ({"better": 2}, "; tốt hơn kỳ trước: 2 dòng tốt lên, không dòng nào xấu đi"),
        ({}, "; ngang kỳ trước: không dòng nào đổi trạng thái"),
        ({"same": 0, "new": 9}, ""),
        ({"figures": 0, "worse": 9}, ""),
    ],
)
def test_worse_or_better_is_said_by_the_rows_judged_both_times(moved: dict[str, int], said: str) -> None:
    assert compare.bad_change(ranked("a", 1, **moved)) == said


def test_the_store_counts_which_way_the_rows_of_a_unit_moved(rows_world: World) -> None:
    rows_world.report("a", "2026Q2", {"m0": 60, "m1": 10, "m2": 60, "m3": 60})
    rows_world.report("a", "2026Q3", {"m0": 10, "m1": 60, "m2": 40, "m3": 60, "m4": 60})
    [row] = [row for row in ask(rows_world, about_compare.ranking, None, Q3, Q2) if row["unit_id"] == "a"]
    warehouse = rows_world.open()
    with warehouse.cursor() as cursor:
        moved = movement(*(reads.scorecard(cursor, "k", "a", period) for period in (Q3, Q2)))
    warehouse.close()
    assert {way: row[way] for way in moved} == {way: len(rows) for way, rows in moved.items()}
    assert (row["worse"], row["better"], row["same"], row["new"]) == (2, 1, 1, 1)


def test_a_target_due_now_is_not_said_twice() -> None:
    assert stands_text(cell(expected=80.0)) == "45 %, mục tiêu ≥ 80 %"


def test_two_units_in_the_last_place_are_both_named() -> None:
    ranking = [ranked("a", 1), ranked("b", 2, bad=4, worse=1), ranked("c", 2, bad=3, better=1)]
    assert compare.answer(ranking) == (
        "Cùng kém nhất là B và C, hạng 2/3.",
        "B có 4/10 dòng đánh giá được không đạt hoặc có nguy cơ; kém hơn kỳ trước: 1 dòng xấu đi, không dòng nào tốt lên. "
        "C có 3/10 dòng đánh giá được không đạt hoặc có nguy cơ; tốt hơn kỳ trước: 1 dòng tốt lên, không dòng nào xấu đi.",
    )


def test_nobody_is_worst_where_all_are_equal_and_none_is_ranked_without_data() -> None:
    assert (
        compare.answer([ranked("a", 1), ranked("b", 1)])[0] == "2 đơn vị cùng tỷ lệ dòng đạt hoặc đúng tiến độ, không đơn vị nào kém nhất."
    )
    assert compare.answer([ranked("a", None)])[0].startswith("Chưa xếp hạng được đơn vị nào")
    assert "kỳ trước" not in compare.answer([ranked("a", 1, same=0), ranked("b", 2, same=0, new=10)])[1]


def test_the_rest_of_the_answer_best_unit_hardest_row_and_who_is_not_ranked() -> None:
    cells = [cell("a", "nguy_co"), cell("b", "khong_dat"), cell("a", "nguy_co", indicator_id="k/PL2/2", name="Khác")]
    assert compare.others([ranked("a", 1), ranked("b", None)], cells) == (
        "Tốt nhất là A: 6/10 dòng đánh giá được đạt hoặc đúng tiến độ. "
        "Dòng chỉ tiêu nhiều đơn vị kém nhất là «Tỷ lệ thử»: 2/2 đơn vị không đạt hoặc có nguy cơ. Chưa xếp hạng 1 đơn vị: B."
    )


# -- ranking: words ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"place_before": 4}, "▲ lên 2 bậc"),
        ({"place_before": 1}, "▼ xuống 1 bậc"),
        ({"place_before": 2}, "giữ hạng"),
        ({"place_before": None}, "kỳ trước chưa xếp hạng"),
    ],
)
def test_how_a_place_moved(changes: dict[str, Any], said: str) -> None:
    assert said in compare.place_change(ranked("a", 2, **changes))


def test_why_a_unit_is_not_ranked_says_n_of_m() -> None:
    assert "3/10 dòng" in compare.why_unranked(ranked("a", None, figures=3, enough_figures=False))
    assert compare.why_unranked(ranked("a", None, judged=2, enough_judged=False)).startswith("mới đánh giá được 2/10 dòng")
    assert compare.why_unranked(ranked("a", None, figures=0, enough_figures=False)) == "chưa có số liệu của kỳ này"
    assert compare.why_unranked(ranked("a", None, due=0)) == "chưa có dòng nào có mục tiêu bằng số đến kỳ"


def test_the_worst_units_come_first_and_the_unranked_last() -> None:
    ranking = [ranked("a", 1), ranked("b", 2), ranked("c", None, bad=0), ranked("d", None, bad=5)]
    assert [row["unit_id"] for row in compare.worst_units_first(ranking)] == ["b", "a", "c", "d"]
    found = {"d": Counter(dat=1), "x": Counter(dat=1), "y": Counter(nguy_co=1), "a": Counter(dat=1)}
    assert compare.in_order(found, {unit: unit for unit in found}, ranking) == ["a", "d", "y", "x"], "who is in no ranking comes last"


def test_who_is_ranked_and_lies_elsewhere_is_said() -> None:
    everybody = [ranked("a", 1), ranked("b", 2)]
    assert compare.outside(everybody, everybody[1:], "Thành phố P") == (
        "Hạng tính trong mọi đơn vị của kế hoạch; A không thuộc Thành phố P nên không có ở đây."
    )
    assert compare.outside(everybody, everybody, "Thành phố P") == ""
    assert compare.answer([ranked("b", 2), ranked("c", 3)])[0].startswith("Kém nhất là C, hạng 3/3")
    assert compare.others(everybody[1:], []).startswith("Tốt nhất là B"), "the best shown, though another is first of the plan"


def test_tiles_show_worst_first_each_with_its_worst_row() -> None:
    shown = compare.tiles([ranked("a", 1), ranked("b", 2, judged=0)], [cell("a", "nguy_co"), cell("b", "khong_danh_gia")])
    assert shown.index(">B<") < shown.index(">A<")
    assert "hạng 1/3" in shown and "Tỷ lệ thử" in shown and "Chưa dòng nào đánh giá được." in shown


# -- ranking: places -----------------------------------------------------------------------------------------------------------


@pytest.fixture
def rows_world(make_world: Callable[..., World]) -> World:
    """Five wards under one city and ten rates to hold at 50 since 2025: a figure is met or not, nothing between."""
    wards = ["a", "b", "c", "d", "e"]
    return make_world(
        units=[unit("p", "tinh"), *(unit(ward, parent_id="p") for ward in wards)],
        plans=[PLAN],
        plan_units=[{"plan_id": "k", "unit_id": ward} for ward in wards],
        measures=[measure(f"m{row}") for row in range(10)] + [measure("less", direction="giam")],
        indicators=[indicator(f"k/PL2/{row}", f"m{row}", stages="2025") for row in range(10)],
        targets=[target(f"k/PL2/{row}", 2025, ">=", 50) for row in range(10)],
    )


def met(number: int, *, of: int = 10) -> dict[str, object]:
    return {f"m{row}": 60 if row < number else 10 for row in range(of)}


def ask(world: World, question: Callable[..., list[dict]], *words: object) -> list[dict]:
    warehouse = world.open()
    with warehouse.cursor() as cursor:
        found = question(cursor, "k", *words)
    warehouse.close()
    return found


def test_equal_shares_take_the_same_place_and_the_next_one_is_left_out(rows_world: World) -> None:
    for ward, number in {"a": 9, "b": 7, "c": 7, "d": 2, "e": 0}.items():
        rows_world.report(ward, "2026Q3", met(number))
    ranking = ask(rows_world, about_compare.ranking, None, Q3, Q2)
    assert [(row["unit_id"], row["place"], row["well"], row["judged"]) for row in ranking] == [
        ("a", 1, 9, 10),
        ("b", 2, 7, 10),
        ("c", 2, 7, 10),
        ("d", 4, 2, 10),
        ("e", 5, 0, 10),
    ]


def test_a_unit_with_too_few_figures_of_the_quarter_takes_no_place(rows_world: World) -> None:
    rows_world.report("a", "2026Q3", met(1, of=8))
    rows_world.report("b", "2026Q3", met(7, of=7))
    rows_world.report("c", "2026Q2", met(10))
    by_unit = {row["unit_id"]: row for row in ask(rows_world, about_compare.ranking, None, Q3, Q2)}
    assert by_unit["a"]["place"] == 1, "8 of 10 are enough"
    assert (by_unit["b"]["place"], by_unit["b"]["figures"], by_unit["b"]["due"]) == (None, 7, 10)
    assert by_unit["c"]["place"] is None and by_unit["c"]["judged"] == 10, "figures of an earlier quarter do not rank"
    assert by_unit["c"]["place_before"] == 1


def test_a_unit_with_too_few_judgements_takes_no_place(make_world: Callable[..., World]) -> None:
    world = make_world(
        units=[unit("a"), unit("b")],
        plans=[PLAN],
        plan_units=[{"plan_id": "k", "unit_id": one} for one in "ab"],
        measures=[measure(f"m{row}") for row in range(3)],
        indicators=[indicator(f"k/PL2/{row}", f"m{row}", stages="2030") for row in range(3)],
        targets=[target(f"k/PL2/{row}", 2030, ">=", 90) for row in range(3)],
    )
    world.report("a", "2025Q4", {"m0": 10, "m1": 10, "m2": 10})
    for one, figures in {"a": (40, 40, 5), "b": (95, 40, 40)}.items():
        world.report(one, "2026Q3", {f"m{row}": value for row, value in enumerate(figures)})
    by_unit = {row["unit_id"]: row for row in ask(world, about_compare.ranking, None, Q3, Q2)}
    assert by_unit["b"]["judged"] == 1 and not by_unit["b"]["enough_judged"] and by_unit["b"]["place"] is None
    assert by_unit["a"]["judged"] == 3 and by_unit["a"]["place"] == 1


def test_only_units_below_the_one_named_are_compared(rows_world: World) -> None:
    rows_world.report("a", "2026Q3", met(5))
    assert len(ask(rows_world, about_compare.compared_units, "p")) == 5
    assert ask(rows_world, about_compare.compared_units, "a") == []
    assert {row["unit_id"] for row in ask(rows_world, about_compare.cells, "p", Q3, None)} == {"a", "b", "c", "d", "e"}


def test_a_cell_carries_the_quarter_before(rows_world: World) -> None:
    rows_world.report("a", "2026Q2", {"m0": 40})
    rows_world.report("a", "2026Q3", {"m0": 55})
    [found] = [
        row for row in ask(rows_world, about_compare.cells, None, Q3, Q2) if (row["unit_id"], row["indicator_id"]) == ("a", "k/PL2/0")
    ]
    assert (found["value"], found["value_before"], found["period_before"]) == (55, 40, "2026Q2")
    assert set(cell()) - {"address"} == set(found), "the rows of these tests have the columns of real ones"


@pytest.mark.parametrize(("direction", "order"), [("tang", ["c", "a", "b", "d"]), ("giam", ["d", "a", "b", "c"])])
def test_one_row_ranks_by_direction_with_ties_and_without_old_figures(
    make_world: Callable[..., World], direction: str, order: list[str]
) -> None:
    world = make_world(
        units=[unit(one) for one in "abcde"],
        plans=[PLAN],
        plan_units=[{"plan_id": "k", "unit_id": one} for one in "abcde"],
        measures=[measure("m", direction=direction)],
        indicators=[indicator("k/PL2/1", "m")],
        targets=[target("k/PL2/1", 2030, "=", 50)],
    )
    world.report("e", "2026Q2", {"m": 99})
    for one, value in {"a": 50, "b": 50, "c": 70, "d": 30}.items():
        world.report(one, "2026Q3", {"m": value})
    found = ask(world, about_compare.spread, None, "k/PL2/1", Q3, Q2)
    assert [row["unit_id"] for row in found] == [*order, "e"]
    assert [row["place"] for row in found] == [1, 2, 2, 4, None]
    assert found[0]["middle"] == 50 and found[-1]["place_before"] == 1
    assert ask(world, reads.found_at, "d", Q3) == {"k/PL2/1": "Nguồn: d-2026Q3.xlsx, trang «Số liệu», ô G6"}
    assert found[0]["found_at"] == f"Nguồn: {order[0]}-2026Q3.xlsx, trang «Số liệu», ô G6"


def test_every_row_at_once_is_each_row_after_the_other(rows_world: World) -> None:
    for place, one in enumerate("abcd"):
        rows_world.report(one, "2026Q2", {"m0": 50 - place, "m1": 30 + place})
        rows_world.report(one, "2026Q3", {"m0": 40 + place, "m1": 60})
    every = ask(rows_world, about_compare.spread, None, None, Q3, Q2)
    ids = list(dict.fromkeys(row["indicator_id"] for row in every))
    assert len(ids) > 1 and every == [row for one in ids for row in ask(rows_world, about_compare.spread, None, one, Q3, Q2)]


# -- heat map ------------------------------------------------------------------------------------------------------------------


def test_a_heat_map_says_each_cell_in_sign_figure_and_sentence() -> None:
    cells = [cell("a", "nguy_co", approved=False), cell("b", "dat", 82)]
    shown = heat.heat_map(cells, [ranked("a", 2), ranked("b", 1)], "so", "b")
    assert "<i>■</i> 45</a>" in shown and "<i>●</i> 82</a>" in shown
    spaced = shown.replace("\xa0", " ")
    assert (
        'title="A: 45 % (chưa duyệt), mục tiêu ≥ 80 %; Nguy cơ không đạt; tốt hơn kỳ trước 5 điểm; mốc gốc 40 % (Quý IV/2025); ' in spaced
    )
    assert 'lộ trình đến nay 50 %"' in spaced
    assert "1/2 đơn vị kém" in shown and "mục tiêu ≥ 80 %" in spaced
    assert shown.count("td-unsettled") == 1 and shown.count("td-strong") == 1 and "tabindex='0'" in shown


def test_more_units_than_a_screen_holds_are_said_to_need_scrolling() -> None:
    def hint(units: int) -> str:
        return heat.heat_map([cell("a")], [ranked(f"u{place}", place) for place in range(units)], "so", "a").partition("<div")[0]

    assert hint(1) == "" and "Kéo ngang" in hint(14) and "td-heat-hint" not in hint(14), "on every screen"
    assert "td-heat-hint" in hint(13), "on narrow screens only"


def test_a_blank_cell_is_honest() -> None:
    cells = [cell("a", "chua_co_so_lieu", None, None, value_period=None), cell("b", "chua_den_ky", stage=None)]
    shown = heat.heat_map(cells, [ranked("a", 1), ranked("b", 2), ranked("c", 3)], "so", "a")
    assert "td-unsettled" not in heat.heat_map([cell("b", "chua_den_ky", stage=None, approved=False)], [ranked("b", 1)], "so", "a")
    assert "<i>○</i></a>" in shown, "no figure: its sign alone"
    assert "<i>–</i></a>" in shown, "not yet due: no figure that could be read as negative"
    assert "Kế hoạch không ràng buộc đơn vị này trong kỳ" in shown


def test_a_heat_map_may_show_the_change_or_the_sign_alone() -> None:
    cells = [cell("a"), cell("b", before=47), cell("c", before=45), cell("d", before=None)]
    units = [ranked(one, place) for place, one in enumerate("abcd", 1)]
    shown = heat.heat_map(cells, units, "thay-doi", "a")
    for inside in ("<i>↗</i> +5</a>", "<i>↘</i> −2</a>", "<i>=</i> 0</a>", "<i>▼</i></a>"):
        assert inside in shown
    assert "45</a>" not in heat.heat_map(cells, units, "dau", "a")


def test_the_legend_adds_up_to_the_cells_shown() -> None:
    said = heat.legend([cell("a"), cell("b", "dat"), cell("c", "dat")], "so")
    missed = heat.legend([cell("a", "khong_dat"), cell("b", "nguy_co")], "so")
    assert "✕</b> Không đạt 1" in missed and "■</b> Nguy cơ không đạt 1" in missed, "one colour, two signs"
    assert "lộ trình riêng của đơn vị" in said
    assert "Chậm 1" in said and "Đạt 2" in said and "Tổng 3 ô" in said and "Vượt" not in said


def test_one_figure_in_two_colours_is_marked_and_says_why() -> None:
    cells = with_kin(
        [cell(), cell(indicator_id="k/PL2/2", status="dat", base=Decimal(10)), cell("b"), cell("b", "cham", 45, measure_id="n")]
    )
    shown = heat.heat_map(cells, [ranked("a", 1), ranked("b", 2)], "so", "a")
    assert shown.count("<small>≠</small>") == 2 and "cùng số liệu: Phụ lục 2, dòng 2 đạt (mốc gốc khác: 10\xa0%)" in shown
    assert "«≠»" in heat.legend(cells, "so") and "«≠»" not in heat.legend(cells[2:], "so")


def test_parts_of_the_plan_head_their_rows() -> None:
    cells = [cell(indicator_id=f"k/PL2/{row}", part=part, group_name="Nhóm & bạn") for row, part in ((1, "I"), (2, "I"), (3, "II"))]
    shown = heat.heat_map(cells, [ranked("a", 1)], "so", "a")
    assert shown.count("<tbody>") == 2 and "Phụ lục 2, phần I · Nhóm &amp; bạn" in shown


# -- one row over the units ----------------------------------------------------------------------------------------------------


def placed(unit_id: str, place: int | None, **changes: object) -> dict:
    return cell(unit_id, **changes) | {
        "short_name": unit_id.upper(),
        "place": place,
        "place_before": None,
        "middle": 45.0,
        "found_at": "Nguồn: f.xlsx",
        "source": "nguon?x",
    }


def test_the_sentence_over_one_row_names_the_ends_the_middle_and_the_ways() -> None:
    rows = [placed("a", 1, value=82, status="dat"), placed("b", 2, value=39, status="nguy_co"), placed("c", None, value=None, before=None)]
    assert spread.sentence(rows) == (
        "2/3 đơn vị có số liệu của kỳ này. Tốt nhất là A 82 %, kém nhất là B 39 %, cách nhau 43 điểm; mức giữa (trung vị) 45 %. "
        "1 đơn vị đạt hoặc vượt mục tiêu, 1 đơn vị không đạt hoặc có nguy cơ. So với kỳ trước: 1 tốt lên, 1 kém đi."
    )
    assert spread.sentence(rows[2:]) == "Chưa đơn vị nào có số liệu của kỳ này cho chỉ tiêu này."
    assert "Các đơn vị bằng nhau: 45 %." in spread.sentence([placed("a", 1), placed("b", 1)])


def test_a_unit_without_a_place_says_why() -> None:
    shown = spread.table([placed("a", 1), placed("b", None, age_quarters=2), placed("c", None, value=None)], "a")
    assert "không xếp hạng: số cũ 2 quý" in shown and "không xếp hạng: chưa có số liệu" in shown and shown.count("không xếp hạng") == 2


def test_the_figure_starts_at_zero_and_marks_the_target_and_both_quarters() -> None:
    drawn = spread.figure([placed("a", 1), placed("b", 2, value=None), placed("c", 3, before=None, period_before=None)])
    assert drawn.layout.xaxis.rangemode == "tozero" and drawn.layout.xaxis.ticksuffix == " %"
    [past], [now] = ([one for one in drawn.data if one.mode == "markers" and one.hoverinfo == way] for way in ("skip", None))
    assert list(past.y) == ["A"] and list(now.y) == ["A", "C"], "who has no figure is not drawn, who had none has no past"
    assert "Nguồn: f.xlsx" in now.customdata[0]
    assert [shape.x0 for shape in drawn.layout.shapes] == [80.0]
    assert any("mục tiêu ≥ 80 % (2030)" in one.text for one in drawn.layout.annotations)


def test_units_with_targets_of_their_own_each_have_their_mark() -> None:
    drawn = spread.figure([placed("a", 1), placed("b", 2, target=Decimal(60))])
    assert not drawn.layout.shapes
    assert [list(one.x) for one in drawn.data if one.marker.symbol == "line-ns-open"] == [[80.0, 60.0]]
