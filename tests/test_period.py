"""Periods: written and read alike, each with its days, each mapped to the quarter it ends in."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.period import NotAPeriod, Period, quarters_between

FORMS = st.one_of(
    st.integers(1, 4).map(lambda number: f"Q{number}"),
    st.integers(1, 12).map(lambda number: f"M{number:02d}"),
    st.sampled_from(("H1", "H2", "N9", "")),
)


@given(st.integers(2000, 2099), FORMS)
def test_a_period_prints_as_it_is_written(year: int, form: str) -> None:
    period = Period.parse(f"{year}{form}")
    assert str(period) == f"{year}{form}"
    assert period.first_day <= period.closing_day("nd_09_2019") <= period.last_day
    assert Period.from_index(period.index).last_day >= period.last_day


@pytest.mark.parametrize(
    ("text", "label", "quarter", "last_day"),
    [
        ("2026Q3", "Quý III/2026", "2026Q3", date(2026, 9, 30)),
        ("2026M07", "Tháng 7/2026", "2026Q3", date(2026, 7, 31)),
        ("2026H1", "6 tháng đầu năm 2026", "2026Q2", date(2026, 6, 30)),
        ("2026N9", "9 tháng năm 2026", "2026Q3", date(2026, 9, 30)),
        ("2026", "Năm 2026", "2026Q4", date(2026, 12, 31)),
        ("2024M02", "Tháng 2/2024", "2024Q1", date(2024, 2, 29)),
    ],
)
def test_each_kind_of_period_knows_its_days(text: str, label: str, quarter: str, last_day: date) -> None:
    period = Period.parse(text)
    assert (period.label, str(Period.from_index(period.index)), period.last_day) == (label, quarter, last_day)


def test_the_decree_closes_a_quarter_on_the_14th() -> None:
    third = Period.parse("2025Q3")
    assert (third.opening_day("nd_09_2019"), third.closing_day("nd_09_2019")) == (date(2025, 6, 15), date(2025, 9, 14))
    assert Period.parse("2025").opening_day("nd_09_2019") == date(2024, 12, 15)


@pytest.mark.parametrize("text", ["", "Q3", "2026Q5", "2026M13", "2026M7", "2026H3", "26Q1", "2026Q3 x"])
def test_anything_else_is_refused_with_the_forms_there_are(text: str) -> None:
    with pytest.raises(NotAPeriod, match="2026Q3"):
        Period.parse(text)


def test_quarters_run_over_the_turn_of_the_year() -> None:
    assert [str(quarter) for quarter in quarters_between(Period.parse("2025Q4"), Period.parse("2026Q2"))] == ["2025Q4", "2026Q1", "2026Q2"]
