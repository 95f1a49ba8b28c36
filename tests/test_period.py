"""Periods: what is printed parses back, first and last day, the running number of the quarter, and errors that teach the form."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.period import NotAPeriod, Period, quarters_between

SUFFIXES = [*(f"Q{n}" for n in range(1, 5)), *(f"M{n:02d}" for n in range(1, 13)), "H1", "H2", "N9", ""]
texts = st.builds(lambda year, suffix: f"{year}{suffix}", st.integers(1900, 2100), st.sampled_from(SUFFIXES))
quarters = st.builds(Period.quarter, st.integers(1900, 2100), st.integers(1, 4))
rules = st.sampled_from(["duong_lich", "nd_09_2019"])


@given(texts)
def test_what_is_printed_parses_back(text: str) -> None:
    assert str(Period.parse(text)) == text
    assert Period.parse(f" {text.lower()} ") == Period.parse(text)


@given(quarters)
def test_a_quarter_and_its_running_number_are_one(quarter: Period) -> None:
    assert Period.from_index(quarter.index) == quarter
    assert Period.from_index(quarter.index + 1).first_day == quarter.last_day + timedelta(days=1)
    assert quarter.is_quarter


@given(quarters, rules)
def test_every_day_belongs_to_one_quarter(quarter: Period, rule: str) -> None:
    following = Period.from_index(quarter.index + 1)
    assert following.opening_day(rule) == quarter.closing_day(rule) + timedelta(days=1)


@pytest.mark.parametrize(
    ("text", "label", "first", "last", "ends_in"),
    [
        ("2026Q3", "Quý III/2026", date(2026, 7, 1), date(2026, 9, 30), "2026Q3"),
        ("2026Q1", "Quý I/2026", date(2026, 1, 1), date(2026, 3, 31), "2026Q1"),
        ("2028M02", "Tháng 2/2028", date(2028, 2, 1), date(2028, 2, 29), "2028Q1"),
        ("2026M07", "Tháng 7/2026", date(2026, 7, 1), date(2026, 7, 31), "2026Q3"),
        ("2026H1", "6 tháng đầu năm 2026", date(2026, 1, 1), date(2026, 6, 30), "2026Q2"),
        ("2026H2", "6 tháng cuối năm 2026", date(2026, 7, 1), date(2026, 12, 31), "2026Q4"),
        ("2026N9", "9 tháng năm 2026", date(2026, 1, 1), date(2026, 9, 30), "2026Q3"),
        ("2026", "Năm 2026", date(2026, 1, 1), date(2026, 12, 31), "2026Q4"),
    ],
)
def test_a_period_knows_its_name_its_days_and_its_quarter(text: str, label: str, first: date, last: date, ends_in: str) -> None:
    period = Period.parse(text)
    assert (period.label, period.first_day, period.last_day) == (label, first, last)
    assert Period.from_index(period.index) == Period.parse(ends_in)
    assert period.is_quarter == (text == ends_in)


@pytest.mark.parametrize(
    ("text", "opens", "closes"),
    [
        ("2026Q3", date(2026, 6, 15), date(2026, 9, 14)),
        ("2026Q1", date(2025, 12, 15), date(2026, 3, 14)),
        ("2026M07", date(2026, 6, 15), date(2026, 7, 14)),
        ("2026H1", date(2025, 12, 15), date(2026, 6, 14)),
        ("2026N9", date(2025, 12, 15), date(2026, 9, 14)),
        ("2026", date(2025, 12, 15), date(2026, 12, 14)),
    ],
)
def test_under_decree_09_2019_figures_run_from_the_15th_to_the_14th(text: str, opens: date, closes: date) -> None:
    period = Period.parse(text)
    assert (period.opening_day("nd_09_2019"), period.closing_day("nd_09_2019")) == (opens, closes)
    assert (period.opening_day(), period.closing_day()) == (period.first_day, period.last_day)


def test_the_quarters_between_two_include_both() -> None:
    assert [str(quarter) for quarter in quarters_between(Period.parse("2025Q3"), Period.parse("2026Q1"))] == ["2025Q3", "2025Q4", "2026Q1"]
    assert quarters_between(Period.parse("2026Q1"), Period.parse("2025Q4")) == []


@pytest.mark.parametrize("text", ["", "quý 3", "2026Q5", "2026Q0", "2026M13", "2026M7", "2026H3", "2026N8", "26Q3", "2026-Q3", "0000Q1"])
def test_what_is_no_period_is_refused_with_the_form_to_write(text: str) -> None:
    with pytest.raises(NotAPeriod) as refused:
        Period.parse(text)
    assert str(refused.value).startswith(f"«{text}» không phải là kỳ báo cáo. Viết theo mẫu: 2026Q3 (quý)")


@given(st.text() | st.from_regex(r"\d{4}(Q\d|M\d\d|H\d|N\d)?", fullmatch=True))
def test_any_text_is_a_period_with_its_days_or_refused(text: str) -> None:
    try:
        period = Period.parse(text)
    except NotAPeriod as refused:
        assert text in str(refused)
    else:
        assert period.first_day < period.last_day
