"""The small path chart: what it shows is decided by equality, and everything decided is drawn."""

from __future__ import annotations

import re
from urllib.parse import unquote

import pytest

from domain.period import Period
from domain.wording import STATUS
from report.figures import PathInfo, path_image, path_info
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


def drawn(info: PathInfo) -> str:
    """The picture's own text."""
    return unquote(path_image(info, "Chậm: 45 %"))


def test_values_way_and_last_point_are_drawn_the_year_stands_at_its_end_and_words_say_it() -> None:
    picture = drawn(JUDGED)
    way, values = re.findall(r'points="([^"]+)"', picture)
    assert (len(way.split()), len(values.split())) == (2, 3)
    assert f'cx="{values.split()[-1].split(",")[0]}"' in picture
    assert ">2030</b>" in picture and 'alt="Chậm: 45\xa0%"' in picture and LATE in picture


def test_later_is_further_right_and_more_is_higher() -> None:
    points = [tuple(map(float, point.split(","))) for point in re.findall(r'points="([^"]+)"', drawn(JUDGED))[1].split()]
    assert [x for x, _ in points] == sorted(x for x, _ in points)
    assert [y for _, y in points] == sorted((y for _, y in points), reverse=True)
    assert all(0 <= x <= 240 and 0 <= y <= 64 for x, y in points)


def test_without_a_way_only_values_are_drawn() -> None:
    picture = drawn(PathInfo(REPORTED, (), "2025", LATE))
    assert picture.count("<polyline") == 1 and "2025" not in picture


@pytest.mark.parametrize("values", [((8100, 0.0),), ((8100, -5.0), (8101, -2.0)), ((8100, 7.0),)])
def test_one_value_zero_and_below_zero_stay_inside(values: tuple) -> None:
    for y in re.findall(r"[\d.]+,([\d.-]+)", drawn(PathInfo(values, (), "", LATE)).split("points=")[1]):
        assert 0 <= float(y) <= 64


def test_without_values_there_is_no_picture() -> None:
    assert path_image(PathInfo((), (), "2030", LATE), "x") == ""
