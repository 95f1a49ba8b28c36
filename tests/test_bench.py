"""The measurements can be repeated: they are listed, they run, and the planted faults are named cell by cell."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from bench import excel
from bench.__main__ import main
from bench.world import HEADINGS, PLANTED, make_lines, plant, write_book
from etl.books import open_book


def test_the_measurements_are_listed(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([]) == 0
    assert set(excel.MEASUREMENTS) <= set(capsys.readouterr().out.split())


@pytest.mark.parametrize("words", [["nothing"], ["excel", "--rows", "many"], ["excel", "--rows", "10"], ["excel", "--rounds", "0"]])
def test_wrong_usage_ends_with_64(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(words)
    assert ended.value.code == 64
    assert "Lệnh viết chưa đúng" in capsys.readouterr().err


@pytest.mark.parametrize("name", list(excel.MEASUREMENTS))
def test_a_measurement_says_the_ratio(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([name, "--rows", "500", "--rounds", "1"]) == 0
    said = capsys.readouterr().out
    assert re.search(r"Tỷ số: nhanh gấp \d+,\d\d lần .*, bộ nhớ bằng \d+,\d\d lần", said)
    assert ("50 ô (đúng từng ô)" in said) == (name == "excel")


def test_the_workbook_is_the_same_every_time_and_reads_as_it_was_made(tmp_path: Path) -> None:
    lines = make_lines(600)
    assert lines == make_lines(600)
    write_book(tmp_path / "a.xlsx", [HEADINGS, *lines])
    write_book(tmp_path / "b.xlsx", [HEADINGS, *lines])
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()
    [grid] = open_book((tmp_path / "a.xlsx").read_bytes())
    assert [[grid.value(row, column) for column in range(1, 10)] for row in range(2, 602)] == lines


@pytest.mark.parametrize("count", [500, 1000, 7000])
def test_faults_are_planted_in_rows_of_their_own(count: int) -> None:
    planted = plant(make_lines(count))
    assert len({cell[1:] for _, cell in planted}) == PLANTED
