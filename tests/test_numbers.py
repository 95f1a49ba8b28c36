"""A figure as people write it has one documented reading or is asked about; blank, zero and "không áp dụng" stay three things."""

from __future__ import annotations

import unicodedata
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.numbers import MAX_DIGITS, format_number, read_number, read_yes_no, round_half_up

ASKED, BLANK, NOT_APPLICABLE = "question", "blank", "not_applicable"


def read(entered: object, **about: bool) -> Decimal | str:
    reading = read_number(entered, **about)
    assert (reading.value is not None) == (reading.kind == "number")
    assert bool(reading.question and reading.example) == (reading.kind == ASKED)
    return reading.kind if reading.value is None else reading.value


IN_A_COUNT = [
    ("1.234,5", "1234.5"),
    ("1234,5", "1234.5"),
    ("1234.5", "1234.5"),
    ("1,234.5", "1234.5"),
    ("1.234.567", "1234567"),
    ("12 345", "12345"),
    ("1\u00a0234,5", "1234.5"),
    ("1\u202f234\u202f567", "1234567"),
    ("\u00a012\u200b ", "12"),
    ("-3", "-3"),
    ("−3,5", "-3.5"),
    ("0", "0"),
    (0, "0"),
    ("0,123", "0.123"),
    (125, "125"),
    (Decimal("12.50"), "12.5"),
    ("1.234", ASKED),
    ("1,234", ASKED),
    ("12.345", ASKED),
    ("62,5%", ASKED),
    ("≥ 70", ASKED),
    ("~70", ASKED),
    ("đạt", ASKED),
    ("không", ASKED),
    ("nhiều", ASKED),
    ("5 người", ASKED),
    ("5-6", ASKED),
    ("--5", ASKED),
    ("0.123.456", ASKED),
    ("0 123", ASKED),
    ("0.123,4", ASKED),
    ("1.23.456", ASKED),
    ("1e5", ASKED),
    ("NaN", ASKED),
    ("%", ASKED),
    ("#DIV/0!", ASKED),
    (True, ASKED),
    (float("nan"), ASKED),
    (float("inf"), ASKED),
    (10**MAX_DIGITS, ASKED),
]
IN_A_PERCENT_ROW = [
    ("62,5%", "62.5"),
    ("62,5 %", "62.5"),
    ("62,5", "62.5"),
    (62.5, "62.5"),
    ("104,25%", "104.25"),
    ("0,6%", "0.6"),
    ("0", "0"),
    (0, "0"),
    ("0,6", ASKED),
    (0.6, ASKED),
    ("1", ASKED),
    (1, ASKED),
    ("≥ 70%", ASKED),
    ("> 70%", ASKED),
    ("đạt", ASKED),
    ("70%%", ASKED),
]


@pytest.mark.parametrize(("entered", "reading"), IN_A_COUNT)
def test_a_form_has_its_reading_in_a_count(entered: object, reading: str) -> None:
    assert read(entered) == (reading if reading == ASKED else Decimal(reading))


@pytest.mark.parametrize(("entered", "reading"), IN_A_PERCENT_ROW)
def test_a_form_has_its_reading_in_a_percent_row(entered: object, reading: str) -> None:
    assert read(entered, percent=True) == (reading if reading == ASKED else Decimal(reading))


@pytest.mark.parametrize("percent", [False, True])
@pytest.mark.parametrize("entered", [None, "", "  ", "\u00a0", "\u200b", "-", "–", "—", "...", "…", "chưa có số liệu", "CHƯA CÓ SỐ LIỆU"])
def test_a_blank_is_blank_and_not_zero(entered: object, percent: bool) -> None:
    assert read(entered, percent=percent) == BLANK
    assert read_yes_no(entered).kind == BLANK


@pytest.mark.parametrize("entered", ["không áp dụng", "Không áp dụng", "KAD", "n/a"])
def test_not_applicable_is_its_own_answer(entered: str) -> None:
    assert read(entered) == read(entered, percent=True) == read_yes_no(entered).kind == NOT_APPLICABLE


@pytest.mark.parametrize("entered", ["chưa có số liệu", "không áp dụng", "đạt", "62,5 %"])
def test_a_text_typed_on_a_mac_reads_the_same(entered: str) -> None:
    decomposed = unicodedata.normalize("NFD", entered)
    assert read(decomposed, percent=True) == read(entered, percent=True)


@pytest.mark.parametrize(("stored", "reading"), [(0.625, "62.5"), (0.07, "7"), (0.57, "57"), (1.0425, "104.25"), (1, "100"), (0, "0")])
def test_a_percent_formatted_cell_counts_as_it_is_shown(stored: float, reading: str) -> None:
    assert read(stored, percent=True, percent_format=True) == Decimal(reading)


def test_a_percent_formatted_cell_outside_a_percent_row_is_asked() -> None:
    assert read(0.625, percent_format=True) == ASKED


@pytest.mark.parametrize(("noisy", "reading"), [(0.1 + 0.2, "0.3"), (0.285 * 100, "28.5"), (1.1 * 1.1, "1.21"), (4.35 * 100, "435")])
def test_the_noise_of_binary_fractions_is_not_a_figure(noisy: float, reading: str) -> None:
    assert format(noisy, ".17g") != reading
    assert read(noisy) == Decimal(reading)


@pytest.mark.parametrize(
    ("entered", "value"),
    [("có", 1), ("Đạt", 1), ("x", 1), (True, 1), (1, 1), ("không", 0), ("chưa đạt", 0), ("chưa", 0), (False, 0), ("0", 0)],
)
def test_a_yes_or_no_is_one_or_zero(entered: object, value: int) -> None:
    assert read_yes_no(entered).value == value


@pytest.mark.parametrize("entered", ["có thể", "50%", 2, "chưa có", "?"])
def test_neither_yes_nor_no_is_asked(entered: object) -> None:
    assert read_yes_no(entered).kind == ASKED


@pytest.mark.parametrize(("entered", "percent"), [("1.234", False), ("1,234", True), ("0,6", True), (0.6, True), ("nhiều", False)])
def test_every_form_a_question_offers_is_read(entered: object, percent: bool) -> None:
    offered = read_number(entered, percent=percent).example.split("» hoặc «")
    assert all(isinstance(read(form, percent=percent), Decimal) for form in offered)


@pytest.mark.parametrize(
    ("value", "decimals", "text"),
    [
        (Decimal("1234.50"), None, "1.234,5"),
        (Decimal("-1234567"), None, "−1.234.567"),
        (Decimal("62.345"), 2, "62,35"),
        (Decimal("-62.345"), 2, "−62,35"),
        (7, 2, "7,00"),
        (0.1 + 0.2, None, "0,3"),
        (Decimal("-0.001"), 2, "0,00"),
        (Decimal("100"), None, "100"),
        (None, None, "–"),
    ],
)
def test_a_number_is_shown_in_the_vietnamese_form(value: Decimal | float | None, decimals: int | None, text: str) -> None:
    assert format_number(value, decimals) == text


@pytest.mark.parametrize(("value", "rounded"), [("2.345", "2.35"), ("2.335", "2.34"), ("-2.345", "-2.35"), ("2.3449", "2.34")])
def test_halves_are_rounded_up(value: str, rounded: str) -> None:
    assert round_half_up(Decimal(value), 2) == Decimal(rounded)


figures = st.decimals(min_value=-(10**13), max_value=10**13, places=4) | st.integers(-(10**6), 10**6).map(lambda n: Decimal(n) / 1000)


@given(figures, st.sampled_from([None, 0, 1, 2, 3, 4]), st.booleans())
def test_what_is_shown_reads_back_equal_or_is_asked(figure: Decimal, decimals: int | None, percent: bool) -> None:
    shown = figure if decimals is None else round_half_up(figure, decimals)
    assert read(format_number(figure, decimals), percent=percent) in (shown, ASKED)


@given(st.decimals(min_value=-(10**9), max_value=10**9, places=4))
def test_a_cell_number_reads_as_it_was_typed(figure: Decimal) -> None:
    assert read(float(figure)) == figure


@given(st.text() | st.floats() | st.integers() | st.booleans() | st.none() | st.dates(), st.booleans(), st.booleans())
def test_nothing_a_cell_can_hold_raises(entered: object, percent: bool, percent_format: bool) -> None:
    assert read_number(entered, percent=percent, percent_format=percent_format).kind in ("number", BLANK, NOT_APPLICABLE, ASKED)
    assert read_yes_no(entered).kind in ("number", BLANK, NOT_APPLICABLE, ASKED)


@settings(max_examples=500)
@given(st.text("0123456789.,% -−+≥x", max_size=12) | st.text(max_size=12), st.booleans())
def test_reading_never_invents(text: str, percent: bool) -> None:
    """A number read has the digits that were typed, no others, and a minus only where one was typed."""
    reading = read(text, percent=percent)
    if isinstance(reading, Decimal):
        typed = "".join(str(int(letter)) for letter in text if letter.isdecimal())
        assert typed
        assert "".join(map(str, reading.as_tuple().digits)).lstrip("0") == typed.lstrip("0")
        assert sum(text.count(minus) for minus in "-−") <= 1
        assert reading >= 0 or "-" in text or "−" in text
