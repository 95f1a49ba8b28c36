"""Figures as people here write them: each form has one documented reading or is asked about, never guessed."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.numbers import BLANK, NOT_APPLICABLE, format_number, read_number, read_yes_no, round_half_up

READ = [
    ("1.234,5", "1234.5"),
    ("1234,5", "1234.5"),
    ("1234.5", "1234.5"),
    ("1,234.5", "1234.5"),
    ("1.234.567", "1234567"),
    ("1 234,5", "1234.5"),
    ("1\u00a0234,5", "1234.5"),
    ("0,625", "0.625"),
    ("  12 ", "12"),
    ("12,50", "12.50"),
    ("-3", "-3"),
    ("−3", "-3"),
    (0, "0"),
    (0.1 + 0.2, "0.3"),
    (12.0, "12"),
]


@pytest.mark.parametrize(("entered", "number"), READ)
def test_a_count_reads_as_written(entered: object, number: str) -> None:
    assert read_number(entered).value == Decimal(number)


@pytest.mark.parametrize(
    ("entered", "percent_format", "number"),
    [
        ("62,5%", False, "62.5"),
        ("62.5 %", False, "62.5"),
        ("62,5", False, "62.5"),
        (0.625, True, "62.5"),
        (0.07, True, "7"),
        (1.2456, True, "124.56"),
        (124.56, False, "124.56"),
        ("0,6%", False, "0.6"),
        ("1%", False, "1"),
        ("0", False, "0"),
        (0, False, "0"),
    ],
)
def test_a_rate_reads_as_written(entered: object, percent_format: bool, number: str) -> None:
    assert read_number(entered, percent=True, percent_format=percent_format).value == Decimal(number)


@pytest.mark.parametrize("entered", [None, "", "   ", "-", "–", "chưa có số liệu", "Chưa có số liệu", "…"])
def test_blank_says_nothing(entered: object) -> None:
    assert read_number(entered) is BLANK and read_yes_no(entered) is BLANK


@pytest.mark.parametrize("entered", ["không áp dụng", "KHÔNG ÁP DỤNG", "kh\u00f4ng a\u0301p du\u0323ng"])
def test_not_applicable_is_its_own_answer(entered: str) -> None:
    assert read_number(entered) is NOT_APPLICABLE


@pytest.mark.parametrize(
    "entered", ["1.234", "1,234", "≥ 70%", "> 85", "đạt", "khoảng 5", "12a", "1.23.4", "1/2", True, float("nan"), "9" * 20]
)
def test_what_has_two_readings_or_none_is_asked_with_an_example(entered: object) -> None:
    reading = read_number(entered)
    assert reading.kind == "question" and reading.question.endswith(".") and reading.example


@pytest.mark.parametrize("entered", [0.6, "0,6", 1, "1", "0.999"])
def test_a_small_rate_is_asked(entered: object) -> None:
    assert read_number(entered, percent=True).kind == "question"


def test_a_percent_sign_where_none_belongs_is_asked() -> None:
    assert read_number("5%").kind == "question"
    assert read_number(0.05, percent_format=True).kind == "question"


@pytest.mark.parametrize(
    ("entered", "number"), [("Có", 1), ("đạt", 1), ("x", 1), (1, 1), (True, 1), ("không", 0), ("Chưa đạt", 0), (0, 0), (False, 0)]
)
def test_yes_and_no_are_one_and_zero(entered: object, number: int) -> None:
    assert read_yes_no(entered).value == number


@pytest.mark.parametrize(
    ("number", "decimals", "rounded"), [("2.675", 2, "2.68"), ("-0.5", 0, "-1"), ("79.995", 2, "80.00"), ("79.994", 2, "79.99")]
)
def test_halves_round_up(number: str, decimals: int, rounded: str) -> None:
    assert round_half_up(Decimal(number), decimals) == Decimal(rounded)


@given(st.decimals(min_value=0, max_value=10**9, places=4, allow_nan=False, allow_infinity=False))
def test_what_we_write_reads_back_equal_or_is_asked(number: Decimal) -> None:
    reading = read_number(format_number(number))
    assert reading.kind == "question" or reading.value == number


@given(st.floats(min_value=0, max_value=1e9, allow_nan=False).map(lambda number: round(number, 4)))
def test_an_excel_float_is_the_number_it_shows(number: float) -> None:
    assert read_number(number).value == Decimal(format(number, ".15g"))


@given(st.text(max_size=40), st.booleans())
def test_no_text_is_guessed_and_none_breaks_the_reading(text: str, percent: bool) -> None:
    reading = read_number(text, percent=percent)
    assert (reading.value is not None) == (reading.kind == "number")
    if reading.value is not None:
        assert set(str(abs(reading.value)).replace(".", "").lstrip("0")) <= set("0123456789E+-")


@pytest.mark.parametrize(
    ("number", "decimals", "text"),
    [(Decimal("1234.5"), None, "1.234,5"), (Decimal("80.0000"), None, "80"), (Decimal("-3.20"), None, "−3,2"), (None, None, "–"),
     (Decimal("1.005"), 2, "1,01"), (0, None, "0"), (Decimal("-0.001"), 2, "0,00"), (71.5, None, "71,5")],
)  # fmt: skip
def test_numbers_are_shown_the_vietnamese_way(number: Decimal | float | None, decimals: int | None, text: str) -> None:
    assert format_number(number, decimals) == text
