"""The large chart of one row: what is drawn for every kind of figure, and that its labels keep apart."""

from __future__ import annotations

from datetime import datetime

import pytest

from domain.period import Period
from report.course import Aim, course, draw, key, source_lines
from tests.rows import NO_PATH, card, number


def at(period: str) -> int:
    return Period.parse(period).index


def quarter(period: str, value: object, **changes: object) -> dict:
    source = {"cells": 1, "units": 1, "file_name": "a.xlsx", "sheet": "Số liệu", "cell": "G6", "numerator": None, "denominator": None}
    return card(period=period, value_period=period, value=value, **changes) | source | {
        "by_whom": "an", "verified": False, "at": datetime(2026, 10, 12, 1, 30)
    }  # fmt: skip


def goal(stage: int, op: str, value: object, upper: object = None, *, stands: bool = True) -> dict:
    return {"stage": stage, "op": op, "value": number(value), "upper": number(upper), "text": "chữ", "stands": stands}


SERIES = [quarter("2025Q4", 40), quarter("2026Q2", 43, estimate=True), quarter("2026Q3", 45, approved=False)]
GOALS = [goal(2025, ">", 30), goal(2030, ">=", 80), goal(2045, "=", 100)]


def test_a_state_runs_from_its_first_figure_to_the_end_of_its_stage() -> None:
    shown = course(card(), SERIES, GOALS)
    assert (shown.first, shown.last) == (at("2025Q4"), at("2030Q4"))
    assert shown.runs == (((at("2025Q4"), 40.0), (at("2026Q2"), 43.0), (at("2026Q3"), 45.0)),)
    assert shown.path == ((at("2025Q4"), 40.0), (at("2030Q4"), 80.0))
    assert shown.expected == (at("2026Q3"), 46.0)
    assert [(point.pending, point.estimate) for point in shown.points] == [(False, False), (False, True), (True, False)]
    assert shown.aims == (Aim((at("2025Q4"), 30.0), "2025: > 30 %"), Aim((at("2030Q4"), 80.0), "2030: ≥ 80 %"))


def test_the_chart_can_run_to_the_last_stage() -> None:
    shown = course(card(), SERIES, GOALS, to_the_end=True)
    assert shown.last == at("2045Q4") and shown.aims[-1] == Aim((at("2045Q4"), 100.0), "2045: 100 %")


def test_a_base_before_the_first_figure_is_on_the_chart() -> None:
    assert course(card(base_period="2023Q4"), SERIES, GOALS).first == at("2023Q4")


def test_a_target_in_words_a_lost_figure_and_a_replaced_one_are_not_drawn() -> None:
    goals = [goal(2030, "words", None), goal(2035, ">=", None), goal(2040, "=", 90, stands=False)]
    assert course(card(**NO_PATH | {"target": None, "reason": "words"}), SERIES, goals, to_the_end=True).aims == ()


def test_a_range_stands_at_its_near_end() -> None:
    goals = [goal(2030, "range", 80, 90)]
    assert course(card(), SERIES, goals).aims[0].at[1] == 80
    assert course(card(direction="giam"), SERIES, goals).aims[0].at[1] == 90


FLOW = {"over_time": "phat_sinh", "unit_of_measure": "vụ", "target": 4, "base": 0, "base_period": "2025Q4", "expected": 3.0, "value": 2}


def test_a_flow_starts_from_nothing_every_year_and_its_path_ends_with_the_year() -> None:
    shown = course(card(**FLOW), [quarter("2025Q3", 5), quarter("2026Q2", 1), quarter("2026Q3", 2)], [goal(2030, ">=", 4)])
    assert shown.runs == (
        ((at("2024Q4"), 0.0), (at("2025Q3"), 5.0)),
        ((at("2025Q4"), 0.0), (at("2026Q2"), 1.0), (at("2026Q3"), 2.0)),
    )
    assert shown.path == ((at("2025Q4"), 0.0), (at("2026Q4"), 4.0))
    assert (shown.first, shown.last) == (at("2024Q4"), at("2026Q4"))
    assert [aim.at for aim in shown.aims] == [(at("2026Q4"), 4.0)]


def test_a_rate_within_the_year_breaks_between_years() -> None:
    shown = course(card(over_time="ty_le_trong_nam"), SERIES, GOALS)
    assert [len(run) for run in shown.runs] == [1, 2]
    assert shown.path[-1] == (at("2030Q4"), 80.0)


def test_a_total_of_many_units_is_not_set_beside_the_target_of_one() -> None:
    row = card(**FLOW | NO_PATH | {"reason": "aggregate", "status": "khong_danh_gia"})
    assert course(row, [quarter("2026Q3", 37)], []).aims == ()


def test_a_held_target_is_a_level_line() -> None:
    row = card(**NO_PATH | {"held": True, "stage": 2025, "expected": 30.0, "target": 30, "reason": "met", "status": "vuot"})
    shown = course(row, SERIES, GOALS[:1])
    assert shown.path == ((at("2025Q4"), 30.0), (at("2026Q4"), 30.0)) and shown.expected is None
    assert "mức phải duy trì" in key(shown) and "lộ trình" not in key(shown)


@pytest.mark.parametrize(
    ("row", "end", "words"),
    [
        ({"projected": 90.0, "met_in": "2029Q1"}, (at("2029Q1"), 80.0), "theo đà: 80 % vào Quý I/2029"),
        ({"projected": 62.4, "met_in": "2034Q2"}, (at("2030Q4"), 62.4), "theo đà: 62,4 % vào Quý IV/2030"),
    ],
)
def test_the_recent_pace_leads_to_the_target_or_to_the_end_of_the_stage(row: dict, end: tuple, words: str) -> None:
    shown = course(card(**row), SERIES, GOALS)
    assert shown.ahead == ((at("2026Q3"), 45.0), end) and shown.ahead_words == words


@pytest.mark.parametrize("row", [{}, {"projected": 90.0, "status": "dat"}, {"projected": 70.0, "status": "khong_dat"}])
def test_nothing_is_foretold_without_a_trend_or_after_the_verdict(row: dict) -> None:
    assert course(card(**row), SERIES, GOALS).ahead == ()


def test_a_pace_that_leads_away_is_not_drawn_on_to_nothing() -> None:
    assert course(card(projected=-3.0), SERIES, GOALS).ahead == ()


def test_a_quarter_lies_inside_its_year_on_the_axis() -> None:
    figure = draw(course(card(), SERIES, GOALS))
    centres = dict(zip(figure.layout.xaxis.ticktext, figure.layout.xaxis.tickvals, strict=True))
    starts = figure.layout.xaxis.minor.tickvals
    assert centres["2026"] == (at("2026Q1") + at("2026Q4")) / 2 and centres["2025"] == at("2025Q4")
    assert [start for start in starts if start < at("2026Q3")] == [at("2026Q1") - 0.5]
    assert draw(course(card(), SERIES, GOALS, to_the_end=True)).layout.xaxis.ticktext == ("2025", "2030", "2035", "2040", "2045")


def test_a_point_says_its_quarter_value_cell_who_and_whether_approved() -> None:
    hover = course(card(), [quarter("2026Q3", 45, approved=False) | {"file_name": "<b>.xlsx"}], GOALS).points[0].hover
    assert hover == (
        "<b>Quý III/2026: 45\xa0%</b><br>&lt;b&gt;.xlsx · «Số liệu» · ô G6<br>an (chưa xác thực), 12/10/2026 08:30 · chưa duyệt"
    )
    assert source_lines(quarter("2026Q3", 45, aggregated=True) | {"cells": 12, "units": 6}) == ["tính từ 12 ô của 6 đơn vị", "đã duyệt"]
    assert source_lines(quarter("2026Q3", 45) | {"cells": None}) == ["đã duyệt"]


def test_the_drawing_starts_at_zero_and_names_the_higher_of_value_and_expected_above() -> None:
    for value, expected, above in ((45, 50.0, "kỳ vọng 50\xa0%"), (45, 41.0, "45\xa0%")):
        figure = draw(course(card(value=value, expected=expected), SERIES, GOALS))
        assert figure.layout.yaxis.range[0] <= 0 < figure.layout.yaxis.range[1]
        shifts = {note.text.removeprefix("<b>").removesuffix("</b>"): note.yshift for note in figure.layout.annotations}
        assert [words for words in ("45\xa0%", f"kỳ vọng {int(expected)}\xa0%") if shifts[words] > 0] == [above]


def test_a_value_above_a_hundred_percent_stays_on_the_chart() -> None:
    figure = draw(course(card(value=130, status="vuot", reason="beyond", **NO_PATH), [quarter("2026Q3", 130)], GOALS))
    assert figure.layout.yaxis.range[1] > 130


def test_a_row_without_anything_is_drawn_empty() -> None:
    empty = card(**NO_PATH | {"value": None, "value_period": None, "stage": None, "target": None, "op": None, "reason": "chua_den_ky"})
    figure = draw(course(empty | {"status": "chua_den_ky"}, [], []))
    assert not figure.data and tuple(figure.layout.xaxis.ticktext) == ("I/2026", "II/2026", "III/2026", "IV/2026")


def test_each_line_to_come_is_said_with_what_it_brings_and_drawn_in_the_key_as_in_the_chart() -> None:
    shown = course(card(projected=62.4), SERIES, GOALS)
    said = key(shown)
    assert "lộ trình thẳng: +2 điểm mỗi quý" in said and "đà 3 quý có số trong 8 quý gần nhất: +1,02 điểm mỗi quý" in said
    assert said.count("<img ") == 3  # target, path and pace as they look
    assert {line.line.dash for line in draw(shown).data if line.mode == "lines"} == {"solid", "dash", "dot"}


def test_where_the_pace_leads_is_said_under_the_end_of_its_own_line_not_up_at_the_path() -> None:
    told = [quarter(period, value) for period, value in (("2025Q1", 55.83), ("2026Q2", 61.51), ("2026Q3", 60.68))]
    row = card(value=60.68, base=55.83, base_period="2025Q1", expected=67.35, target=number(100), projected=76.53, op="=")
    shown = course(row, told, [goal(2030, "=", 100)])
    [label] = [one for one in draw(shown).layout.annotations if one.text.startswith("theo đà")]
    assert label.text == "theo đà: 76,53\u00a0%<br>vào Quý IV/2030"
    assert (label.x, label.y) == shown.ahead[-1] and label.xanchor == "right" and -60 < label.yshift < -20


def test_the_key_breaks_what_is_wider_than_a_phone() -> None:
    said = key(course(card(projected=62.4), SERIES, GOALS))
    assert said.count("display:inline-block") == said.count(" · ") + 1 and "td-keep" not in said


def test_the_path_is_named_on_the_chart_where_there_is_room() -> None:
    shown = course(card(), SERIES, GOALS[1:2])
    assert [one.text for one in draw(shown).layout.annotations].count("lộ trình +2/quý") == 1


def test_a_level_line_brings_nothing() -> None:
    held = card(**NO_PATH | {"held": True, "expected": 80.0, "stage": 2025, "reason": "met", "status": "dat", "value": 82})
    assert "mức phải duy trì" in key(course(held, SERIES, GOALS)) and "mỗi quý" not in key(course(held, SERIES, GOALS))


def test_an_answer_has_two_heights_and_no_way_between() -> None:
    row = card(unit_of_measure="có/không", value=0, base=0, target=1, expected=0.2, op="=", projected=0.4)
    shown = course(row, [quarter("2025Q4", 0), quarter("2026Q3", 1)], [goal(2030, "=", 1)])
    assert shown.path == () and shown.expected is None and shown.ahead == ()
    assert shown.points[-1].hover.startswith("<b>Quý III/2026: Có</b>") and shown.aims[0].words == "2030: Có"
    assert tuple(draw(shown).layout.yaxis.ticktext) == ("Không", "Có")
