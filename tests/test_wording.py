"""Words, signs and colours: every key of the vocabulary has them, and all can be read."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from itertools import combinations
from typing import get_args

import pytest

from domain.indicator import OverTime, Status, SubmissionState, TaskState
from domain.wording import (
    BEST_FIRST,
    OVER_TIME,
    REASON,
    STATUS,
    SUBMISSION_STATE,
    TASK_REPORT,
    day,
    describe_target,
    row_label,
    with_unit,
)

REASONS = (
    "chua_den_ky words unreadable no_value met beyond stage_end held_never_met held_lost base_met same_observation early pace aggregate"
)


def luminance(colour: str) -> float:
    shares = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4 for share in shares)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def test_every_key_of_the_vocabulary_has_words() -> None:
    assert set(STATUS) == set(get_args(Status))
    assert set(REASON) == set(REASONS.split())
    assert set(TASK_REPORT) == set(get_args(TaskState))
    assert set(SUBMISSION_STATE) == set(get_args(SubmissionState))
    assert set(OVER_TIME) == set(get_args(OverTime))


def test_both_orders_hold_every_status_once() -> None:
    assert sorted(BEST_FIRST) == sorted(STATUS)


def test_the_measure_of_contrast_is_that_of_wcag() -> None:
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert contrast("#777777", "#FFFFFF") == pytest.approx(4.48, abs=0.005)


@pytest.mark.parametrize("status", STATUS)
def test_a_status_can_be_read_on_its_colour_and_as_a_line_on_white(status: str) -> None:
    words = STATUS[status]
    assert contrast(words.colour, words.ink) >= 4.5
    assert contrast(words.line, "#FFFFFF") >= 4.5


@pytest.mark.parametrize(("one", "other"), list(combinations(STATUS, 2)))
def test_no_two_statuses_share_their_word_and_colour_never_tells_alone(one: str, other: str) -> None:
    assert STATUS[one].label != STATUS[other].label
    assert STATUS[one].sign != STATUS[other].sign or STATUS[one].colour == STATUS[other].colour


@pytest.mark.parametrize(
    ("op", "value", "upper", "text", "unit", "said"),
    [
        (">=", "70", None, "70%", "%", "≥ 70 %"),
        (">", "70.5", None, "trên 70,5%", "%", "> 70,5 %"),
        ("<=", "5", None, "", "%", "≤ 5 %"),
        ("<", "5", None, "", "%", "< 5 %"),
        ("=", "100", None, "100%", "% dân số", "100 %"),
        ("=", "1234", None, "1.234", "sáng kiến", "1.234 sáng kiến"),
        (">=", "3", None, "", None, "≥ 3"),
        ("range", "80", "90", "80-90%", "%", "80–90 %"),
        ("words", None, None, "Cơ bản hoàn thành", None, "Cơ bản hoàn thành"),
        ("words", "1", None, "Cơ bản hoàn thành", None, "Cơ bản hoàn thành"),
        (">=", None, None, "?0%", "%", "?0%"),
        (">=", None, None, None, "%", "không đọc được"),
    ],
)
def test_a_target_is_said_in_one_way(op: str, value: str | None, upper: str | None, text: str | None, unit: str | None, said: str) -> None:
    assert describe_target(op, value and Decimal(value), upper and Decimal(upper), text, unit) == said


@pytest.mark.parametrize(
    ("indicator_id", "label"),
    [
        ("tranlieu-79/PL2/27", "Phụ lục 2, dòng 27"),
        ("tranlieu-79/PL1/II.3", "Phụ lục 1, dòng II.3"),
        ("tranlieu-79/PL2/9.1a", "Phụ lục 2, dòng 9.1a"),
        ("uongbi-53/CT/4", "Chỉ tiêu trong lời văn số 4"),
        ("uongbi-53/NV/II.1", "Nhiệm vụ II.1"),
        ("uongbi-53/GP/3", "Giải pháp 3"),
    ],
)
def test_a_row_is_named_as_a_reader_of_the_plan_names_it(indicator_id: str, label: str) -> None:
    assert row_label(indicator_id) == label


def test_days_and_units_are_written_the_vietnamese_way() -> None:
    assert (day(date(2026, 9, 5)), day(None)) == ("05/09/2026", "–")
    assert (with_unit("5", "%"), with_unit("5", "hồ sơ"), with_unit("5", None)) == ("5 %", "5 hồ sơ", "5")
