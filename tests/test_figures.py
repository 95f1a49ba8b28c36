"""The small path chart: what it shows is decided by equality, and everything decided is drawn."""

from __future__ import annotations

import pytest

from domain.period import Period
from domain.wording import STATUS
from report.figures import PathInfo, path_figure, path_info
from tests.rows import NO_PATH, card, number


def quarter(text: str) -> int:
    return Period.parse(text).index


SERIES = [{"period": period, "value": number(value)} for period, value in (("2025Q4", 40), ("2026Q1", 42), ("2026Q3", 45))]
REPORTED = ((quarter("2025Q4"), 40.0), (quarter("2026Q1"), 42.0), (quarter("2026Q3"), 45.0))
LATE = STATUS["cham"].line
JUDGED = PathInfo(REPORTED, ((quarter("2025Q4"), 40.0), (quarter("2030Q4"), 80.0)), "2030", LATE)
FLOW = {"over_time": "phat_sinh", "base": 0}


@pytest.mark.parametrize(
    ("changes", "series", "info"),
    [
        ({}, SERIES, JUDGED),
        (NO_PATH, SERIES, PathInfo(REPORTED, (REPORTED[-1], (quarter("2030Q4"), 80.0)), "2030", LATE)),
        (NO_PATH | {"held": True, "stage": 2025}, SERIES, PathInfo(REPORTED, (), "2025", LATE)),
        (NO_PATH | {"stage": None, "target": None}, SERIES, PathInfo(REPORTED, (), "", LATE)),
        (NO_PATH | {"target": None}, SERIES, PathInfo(REPORTED, (), "2030", LATE)),
        (NO_PATH | {"status": "chua_co_so_lieu"}, [], PathInfo((), (), "2030", STATUS["chua_co_so_lieu"].line)),
        (FLOW, SERIES, PathInfo(REPORTED, ((quarter("2025Q4"), 0.0), (quarter("2026Q4"), 80.0)), "2026", LATE)),
        (
            FLOW | {"held": True, "stage": 2025},
            SERIES,
            PathInfo(REPORTED, ((quarter("2025Q4"), 0.0), (quarter("2026Q4"), 80.0)), "2026", LATE),
        ),
    ],
    ids=["judged", "no base", "held", "not yet due", "words", "no values", "flow", "held flow"],
)
def test_the_path_is_the_one_the_status_was_judged_on(changes: dict, series: list[dict], info: PathInfo) -> None:
    assert path_info(card(**changes), series) == info


def points(trace: object) -> tuple[tuple[int, float], ...]:
    return tuple(zip(trace.x, trace.y, strict=True))


def test_way_values_and_last_point_are_drawn_and_labelled() -> None:
    figure = path_figure(JUDGED)
    way, values, last = figure.data
    assert (points(way), points(values), points(last)) == (JUDGED.path, JUDGED.reported, JUDGED.reported[-1:])
    assert (way.line.dash, values.line.color, last.mode) == ("dot", LATE, "markers")
    assert list(values.customdata) == ["Quý IV/2025", "Quý I/2026", "Quý III/2026"]
    [label] = figure.layout.annotations
    assert (label.x, label.y, label.text) == (*JUDGED.path[-1], "<b>2030</b>")


def test_without_a_way_only_values_are_drawn() -> None:
    values, last = path_figure(PathInfo(REPORTED, (), "2025", LATE)).data
    assert (points(values), points(last)) == (REPORTED, REPORTED[-1:])


def test_without_values_the_chart_is_empty_and_does_not_fail() -> None:
    figure = path_figure(PathInfo((), (), "2030", LATE))
    assert [points(trace) for trace in figure.data] == [()]
    assert not figure.layout.annotations
