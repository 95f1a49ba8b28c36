"""The measurements can be repeated: they are listed, they run, and the planted faults are named cell by cell."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import duckdb
import pytest

from bench import briefing, excel, pages
from bench.__main__ import main
from bench.clock import Seen
from bench.entered import PLAN, enter
from bench.pages import Turn, middle
from bench.workload import SIZES, make
from bench.world import HEADINGS, PLANTED, make_lines, plant, write_book
from etl.books import open_book
from store.home import Home
from store.warehouse import Warehouse


def test_the_measurements_are_listed(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([]) == 0
    assert set(excel.MEASUREMENTS | pages.MEASUREMENTS | briefing.MEASUREMENTS) <= set(capsys.readouterr().out.split())


WRONG = [
    ["nothing"],
    ["excel", "--rows", "many"],
    ["excel", "--rows", "10"],
    ["excel", "--rounds", "0"],
    ["pages", "--sizes", "M,X"],
    ["briefing", "--briefings", "0"],
]


@pytest.mark.parametrize("words", WRONG)
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


# -- the pages in a browser --------------------------------------------------------------------------------------------------


def test_the_figures_are_the_same_every_time_and_a_small_workload_is_part_of_a_big_one(tmp_path: Path) -> None:
    for name, size in (("one", "S"), ("again", "S"), ("big", "M")):
        make(tmp_path / name, SIZES[size])
    with duckdb.connect() as connection:
        for name in ("one", "again", "big"):
            connection.execute(f"ATTACH '{tmp_path / name}' AS {name} (READ_ONLY)")
        counted = [connection.execute(f"SELECT count(*) FROM {name}.values_").fetchall()[0][0] for name in ("one", "big")]
        assert counted == [SIZES["S"].values, SIZES["M"].values] == [1280, 109_440]
        for other in ("again", "big"):
            assert connection.execute(f"FROM one.values_ EXCEPT FROM {other}.values_").fetchall() == []


def test_the_home_holds_every_figure_of_the_workload_as_approved_and_judged(tmp_path: Path) -> None:
    facts, home = tmp_path / "facts.duckdb", Home(tmp_path / "home")
    make(facts, SIZES["S"])
    enter(facts, home, SIZES["S"])
    warehouse = Warehouse.own(home)
    assert warehouse.ledger.problems() == []
    with warehouse.cursor() as cursor:
        cursor.execute(f"ATTACH '{facts}' AS facts (READ_ONLY)")
        own = "c.value_period = c.period AND c.approved AND NOT c.aggregated"
        differing = cursor.execute(
            f"SELECT v.* FROM facts.values_ AS v LEFT JOIN scorecard AS c ON c.unit_id = v.unit_code AND {own} "
            f"AND c.indicator_id = '{PLAN}/PL2/' || right(v.indicator_code, 2)::INTEGER AND c.value = v.value "
            "AND c.period = year(v.period)::VARCHAR || 'Q' || quarter(v.period)::VARCHAR WHERE c.unit_id IS NULL"
        ).fetchall()
        statuses = cursor.execute("SELECT count(DISTINCT status) FROM scorecard WHERE starts_with(indicator_id, ?)", [PLAN]).fetchall()
    warehouse.close()
    assert differing == []
    assert statuses[0][0] >= 4


def test_a_figure_is_the_middle_of_the_rounds() -> None:
    def turn(*milliseconds: float) -> Turn:
        seen = [Seen(done, done + 1, 2000, 3) for done in milliseconds]
        return Turn(loads=seen, changes={"unit": seen[:2], "quarter": seen[2:]}, computed=0.1, megabytes=200)

    found = middle([turn(1, 2, 900), turn(10, 20, 30), turn(100, 200, 300)])
    assert (found.load, found.change, found.rested, found.late, found.back) == (20, 20, 21, 900, 0)
    assert (found.computed, found.megabytes, found.sent) == (100, 200, 2)


@pytest.mark.slow
@pytest.mark.xdist_group("browser")
def test_pages_are_measured_beside_the_peer_from_load_to_change(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert pages.measure(["S"], rounds=1, changes=1, world=tmp_path, patience=0.0) == 0
    said = capsys.readouterr().out
    sides = re.findall(
        r"mở ([\d.]+); đổi ([\d.]+) \(95 % dưới ([\d.]+), trang yên ([\d.]+).*?máy chủ ([\d.]+) ms bộ xử lý và ([\d.]+) KB", said
    )
    assert len(sides) == 2
    assert all(int(number.replace(".", "")) > 0 for side in sides for number in side)
    [ratios] = re.findall(r"Tỷ số Tiến độ 57/Dash: mở (\d+,\d\d), đổi (\d+,\d\d), trang yên (\d+,\d\d)", said)
    assert all(float(ratio.replace(",", ".")) > 0 for ratio in ratios)


@pytest.mark.slow
@pytest.mark.xdist_group("pages")
def test_briefings_are_measured_one_by_one_form_by_form_and_unattended(
    demonstration: Home, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shutil.copytree(demonstration.folder, tmp_path / "minh-hoa")
    assert main(["briefing", "--rounds", "1", "--briefings", "2", "--world", str(tmp_path)]) == 0
    said = capsys.readouterr().out
    timed = re.findall(r"^  (.{12})nhanh nhất ([\d,]+) s, số giữa ([\d,]+) s, chậm nhất ([\d,]+) s", said, re.MULTILINE)
    assert [name.strip() for name, *_ in timed] == ["số liệu", "png", "pptx", "docx", "pdf", "xlsx", "tất cả", "mỗi bản tin"]
    assert all(0 < float(low.replace(",", ".")) <= float(high.replace(",", ".")) for _, low, _, high in timed)
    assert "(2 bản tin, mọi định dạng, " in said
