"""The command line: what each command does, prints and ends with."""

from __future__ import annotations

import csv
import json
import subprocess
import sys
import time
from pathlib import Path

import duckdb
import pytest
from openpyxl import load_workbook

from etl.__main__ import main
from etl.export import _csv_value
from store.home import Home
from store.warehouse import Warehouse
from tests.workbooks import valid

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(autouse=True)
def at_home(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TIENDO57_HOME", str(home.folder))


@pytest.fixture
def report(tmp_path: Path, home: Home) -> Path:
    """A valid report on disk; the home stays empty."""
    warehouse = Warehouse.own(Home(tmp_path / "elsewhere"))
    path = tmp_path / "bao-cao.xlsx"
    path.write_bytes(valid(warehouse).bytes())
    return path


def run(*words: object) -> int:
    return main([str(word) for word in words])


def records(tmp_path: Path, table: str) -> list[dict]:
    assert run("export", table, "-o", tmp_path / f"{table}.json") == 0
    return json.loads((tmp_path / f"{table}.json").read_text(encoding="utf-8"))


def test_load_stores_and_the_same_file_again_is_known(report: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("load", report, "--by", "an", "--json") == 0
    first = json.loads(capsys.readouterr().out)
    assert first == {"submission_id": "BC-00001", "state": "cho_duyet", "problems": []}
    assert run("load", report, "--by", "an", "--json") == 0
    assert json.loads(capsys.readouterr().out)["submission_id"] == "BC-00001"
    [submission] = records(tmp_path, "submission")
    assert (submission["by_whom"], submission["verified"], submission["file_name"]) == ("an", False, "bao-cao.xlsx")
    wanted = ("tran-lieu", "tranlieu-79/PL2/1", "2026Q3")
    card = next(row for row in records(tmp_path, "scorecard") if (row["unit_id"], row["indicator_id"], row["period"]) == wanted)
    assert (card["value"], card["status"], card["reason"]) == (71.5, "khong_danh_gia", "same_observation")


def test_check_lists_problems_by_cell_and_stores_nothing(report: Path, capsys: pytest.CaptureFixture[str], home: Home) -> None:
    book = load_workbook(report)
    book["Số liệu"]["G10"] = "khoảng 50"
    book.save(report)
    assert run("check", report, "--json") == 1
    [problem] = json.loads(capsys.readouterr().out)
    assert (problem["level"], problem["sheet"], problem["cell"], problem["entered"]) == ("error", "Số liệu", "G10", "khoảng 50")
    assert set(problem) == {"level", "sheet", "cell", "entered", "expected", "message"}
    assert run("load", report, "--by", "an") == 1
    assert "G10" in capsys.readouterr().out
    assert not home.ledger.exists() or not list(home.ledger.glob("*.json"))


def test_warnings_end_with_three_until_accepted(report: Path) -> None:
    run("load", report, "--by", "an")
    book = load_workbook(report)
    sheet = book["Số liệu"]
    line = next(row[0].row for row in sheet.iter_rows(min_row=6) if row[12].value == "5g-dia-ban")
    sheet[f"G{line}"] = 70
    book.save(report)
    assert run("check", report) == 0
    assert run("load", report, "--by", "an") == 3
    assert run("load", report, "--by", "an", "--accept-warnings") == 0


@pytest.mark.parametrize(
    ("words", "status"),
    [
        (("load", "{file}", "--by", "an"), 2),
        (("check", "{file}"), 2),
        (("check", "khong-co.xlsx"), 1),
        (("withdraw", "BC-00009", "--by", "an", "--why", "thử"), 1),
        (("export", "bang_la", "-o", "x.json"), 1),
        (("export", "scorecard", "-o", "x.docx"), 1),
        (("template", "--plan", "p", "--unit", "u", "--period", "2026Q3", "-o", "x.xlsx"), 1),
        (("template", "--plan", "tranlieu-79", "--unit", "tran-lieu", "--period", "Q3", "-o", "x.xlsx"), 1),
        (("restore", "{file}"), 1),
        (("template", "--plan", "tranlieu-79", "--unit", "tran-lieu", "--period", "2024Q4", "-o", "x.xlsx"), 1),
        (("export", "plan", "-o", "khong/co/x.json"), 1),
    ],
)
def test_what_is_wrong_ends_as_agreed_with_one_sentence(
    words: tuple[str, ...], status: int, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "la.xlsx").write_text("không phải sổ tính")
    assert run(*(word.format(file="la.xlsx") for word in words)) == status
    said = capsys.readouterr().err
    assert said.count("\n") == 1 and said.rstrip().endswith((".", "»"))


@pytest.mark.parametrize(
    "words", [(), ("bay",), ("load", "x.xlsx"), ("load",), ("export", "scorecard"), ("template", "--kind", "lạ", "-o", "x")]
)
def test_wrong_usage_ends_with_64_in_vietnamese(words: tuple[str, ...], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        run(*words)
    assert ended.value.code == 64
    said = capsys.readouterr().err
    assert "Lệnh viết chưa đúng" in said and "cách dùng:" in said
    for english in ("usage", "error", "required", "invalid", "argument"):
        assert english not in said


def test_help_is_vietnamese_for_every_command(capsys: pytest.CaptureFixture[str]) -> None:
    commands = ("rebuild", "demo", "start", "template", "check", "load", "withdraw", "export", "verify", "backup", "restore")
    with pytest.raises(SystemExit):
        run("--help")
    said = capsys.readouterr().out
    assert all(command in said for command in commands)
    for command in commands:
        with pytest.raises(SystemExit):
            run(command, "--help")
        text = capsys.readouterr().out
        assert "cách dùng:" in text and "show this help" not in text and "options" not in text


def test_withdraw_takes_the_figures_back(report: Path, tmp_path: Path) -> None:
    run("load", report, "--by", "an")
    assert run("withdraw", "BC-00001", "--by", "an", "--why", "Nhầm") == 0
    assert run("withdraw", "BC-00001", "--by", "an", "--why", "Nhầm") == 0
    assert records(tmp_path, "submission")[0]["state"] == "da_rut"
    assert records(tmp_path, "scorecard") == []


def test_rebuild_from_nothing_gives_identical_tables(report: Path, tmp_path: Path, home: Home) -> None:
    run("load", report, "--by", "an")
    before = {
        table: records(tmp_path, table) for table in ("scorecard", "stage_card", "scorecard_source", "task_card", "duty_card", "value")
    }
    home.warehouse.unlink()
    assert run("rebuild") == 0
    assert {table: records(tmp_path, table) for table in before} == before
    assert run("verify") == 0


def test_verify_names_a_removed_entry_and_a_changed_table(report: Path, home: Home, capsys: pytest.CaptureFixture[str]) -> None:
    run("load", report, "--by", "an")
    with duckdb.connect(str(home.warehouse)) as stranger:
        stranger.execute("UPDATE target SET value = 1 WHERE indicator_id = 'tranlieu-79/PL2/5'")
    run("rebuild")
    assert run("verify") == 0
    with duckdb.connect(str(home.warehouse)) as stranger:
        stranger.execute("UPDATE value SET value = 99")
    capsys.readouterr()
    assert run("verify") == 1
    assert "«value»" in capsys.readouterr().out
    (home.ledger / "00000001.json").unlink()
    assert run("verify") == 1
    assert "mục 1" in capsys.readouterr().out


def test_a_damaged_warehouse_loses_nothing(report: Path, tmp_path: Path, home: Home) -> None:
    run("load", report, "--by", "an")
    before = records(tmp_path, "scorecard")
    home.warehouse.write_bytes(b"damaged" * 1000)
    assert records(tmp_path, "scorecard") == before


def test_backup_comes_back_in_an_empty_home_only(report: Path, tmp_path: Path, home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    run("load", report, "--by", "an")
    before = records(tmp_path, "scorecard")
    assert run("backup", "-o", tmp_path / "sao-luu.tar.gz") == 0
    assert run("restore", tmp_path / "sao-luu.tar.gz") == 1
    monkeypatch.setenv("TIENDO57_HOME", str(tmp_path / "moi"))
    assert run("restore", tmp_path / "sao-luu.tar.gz") == 0
    assert records(tmp_path, "scorecard") == before
    assert run("verify") == 0


def test_every_form_of_export_opens_again(report: Path, tmp_path: Path) -> None:
    run("load", report, "--by", "an")
    rows = len(records(tmp_path, "target"))
    for form in ("csv", "parquet", "xlsx"):
        assert run("export", "target", "-o", tmp_path / f"target.{form}") == 0
    with open(tmp_path / "target.csv", encoding="utf-8-sig", newline="") as file:
        assert len(list(csv.DictReader(file))) == rows
    assert duckdb.sql(f"SELECT count(*) FROM '{tmp_path / 'target.parquet'}'").fetchone() == (rows,)
    assert load_workbook(tmp_path / "target.xlsx").active.max_row == rows + 1


def test_json_speaks_plainly(report: Path, tmp_path: Path) -> None:
    run("load", report, "--by", "an")
    target = next(row for row in records(tmp_path, "target") if row["indicator_id"] == "haiduong-snv-276/CT/1")
    assert (target["certain"], target["value"], target["due_on"], target["unit_id"]) == (True, 100, "2025-05-31", None)


@pytest.mark.slow
def test_commands_work_while_another_process_holds_the_warehouse(
    report: Path, tmp_path: Path, home: Home, capsys: pytest.CaptureFixture[str]
) -> None:
    """The app keeps the file open; the command line goes on, and the app sees the new entry at its next read."""
    run("rebuild")
    holder = subprocess.Popen(
        [sys.executable, "-c", "import sys; from store.home import Home; from store.warehouse import Warehouse\n"
         "w = Warehouse.open(Home.current()); w.catch_up(); print('open', flush=True); sys.stdin.readline()\n"
         "print(w.stands_at, flush=True)"],
        cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    try:
        assert holder.stdout and holder.stdout.readline() == "open\n"
        assert run("load", report, "--by", "an") == 0
        assert records(tmp_path, "submission")[0]["submission_id"] == "BC-00001"
        capsys.readouterr()
        assert run("rebuild") == 0
        assert "để nguyên" in capsys.readouterr().out
        assert run("verify") == 0
        said, _ = holder.communicate("\n", timeout=60)
        assert said == "1\n"
    finally:
        holder.kill()


@pytest.mark.slow
def test_two_loads_at_once_lose_and_double_nothing(tmp_path: Path, home: Home) -> None:
    warehouse = Warehouse.own(Home(tmp_path / "elsewhere"))
    files = []
    for place, unit in enumerate(("tran-lieu/phong-vhxh", "tran-lieu/cong-an", "tran-lieu/phong-kthtdt", "tran-lieu/van-phong")):
        from tests.workbooks import blank

        book = blank(warehouse, unit)
        code = book.book["Số liệu"]["M6"].value
        book.poke(code, 40 + place)
        path = tmp_path / f"{place}.xlsx"
        path.write_bytes(book.bytes())
        files.append(path)
    loads = [
        subprocess.Popen(
            [sys.executable, "-m", "etl", "load", str(path), "--by", "an", "--accept-warnings"], cwd=ROOT, stdout=subprocess.DEVNULL
        )
        for path in [*files, *files]
    ]
    assert [process.wait(timeout=120) for process in loads] == [0] * len(loads)
    assert len(records(tmp_path, "submission")) == len(files)
    assert run("verify") == 0


def test_start_leaves_the_demonstration_behind_but_never_real_figures(report: Path, home: Home, capsys: pytest.CaptureFixture[str]) -> None:
    Warehouse.own(home).ledger.append("start", {"demonstration": True}, by="minh-hoa")
    assert run("start") == 0
    assert len(list(home.folder.glob("minh-hoa-*/*.json"))) == 1
    run("load", report, "--by", "an")
    assert run("start") == 1
    assert run("demo") == 1
    assert "số liệu" in capsys.readouterr().err
    assert len(list(home.ledger.glob("0*.json"))) == 2


@pytest.mark.slow
def test_the_demonstration_loads_into_an_empty_home(home: Home, tmp_path: Path) -> None:
    began = time.monotonic()
    assert run("demo") == 0
    assert time.monotonic() - began < 300  # a guard against hanging, not a measurement
    assert run("verify") == 0
    reporters = {row["unit_id"] for row in records(tmp_path, "submission")}
    assert len([unit for unit in reporters if unit.endswith("-mau")]) == 12 and "tran-lieu/phong-vhxh" in reporters
    assert {row["state"] for row in records(tmp_path, "submission")} == {"cho_duyet", "da_duyet", "tra_lai", "da_rut"}
    assert {row["status"] for row in records(tmp_path, "scorecard")} >= {"vuot", "dat", "dung_tien_do", "cham", "nguy_co", "khong_dat"}


@pytest.mark.slow  # damages a whole warehouse in every way there is
def test_any_damage_to_the_warehouse_file_is_told_and_mended(report: Path, tmp_path: Path, home: Home) -> None:
    run("load", report, "--by", "an")
    before = records(tmp_path, "scorecard")
    whole = home.warehouse.read_bytes()
    for place in range(0, len(whole), max(len(whole) // 12, 1)):
        broken = bytearray(whole)
        broken[place : place + 64] = bytes(64) if any(broken[place : place + 64]) else b"\xff" * 64
        home.warehouse.write_bytes(broken)
        assert run("verify") in (0, 1)
        assert run("rebuild") == 0 and run("verify") == 0
        assert records(tmp_path, "scorecard") == before


def test_a_missing_last_entry_is_named_by_every_command_and_never_backed_up(
    report: Path, tmp_path: Path, home: Home, capsys: pytest.CaptureFixture[str]
) -> None:
    run("load", report, "--by", "an")
    run("withdraw", "BC-00001", "--by", "an", "--why", "Nhầm")
    (home.ledger / "00000002.json").unlink()
    for words in (("rebuild",), ("backup", "-o", tmp_path / "b.tgz"), ("export", "plan", "-o", tmp_path / "p.json")):
        capsys.readouterr()
        assert run(*words) == 1
        assert "mục 2" in capsys.readouterr().err
    assert not (tmp_path / "b.tgz").exists()


def test_a_ledger_that_vanished_is_not_taken_for_an_empty_one(
    report: Path, tmp_path: Path, home: Home, capsys: pytest.CaptureFixture[str]
) -> None:
    run("load", report, "--by", "an")
    run("rebuild")
    for path in home.ledger.iterdir():
        path.unlink()
    assert run("export", "plan", "-o", tmp_path / "p.json") == 1
    assert "thiếu mục 1" in capsys.readouterr().err


def test_a_fresh_start_verifies_clean(home: Home) -> None:
    Warehouse.own(home).ledger.append_all([("start", {"demonstration": True}), ("setting", {"key": "a", "value": "b"})], by="minh-hoa")
    run("rebuild")
    assert run("start") == 0
    assert run("verify") == 0


def test_text_with_control_characters_breaks_no_export(report: Path, tmp_path: Path) -> None:
    run("load", report, "--by", "an")
    assert run("withdraw", "BC-00001", "--by", "an", "--why", "Nhầm\x07 quý") == 0
    assert run("export", "submission", "-o", tmp_path / "s.xlsx") == 0


def test_even_a_known_file_is_taken_only_from_those_who_may(report: Path, home: Home) -> None:
    run("load", report, "--by", "an")
    person = {"person_id": "chi", "name": "Chi", "role": "lanh_dao", "unit_id": "tran-lieu", "active": True}
    Warehouse.own(home).ledger.append("person", person, by="quan-tri")
    assert run("load", report, "--by", "chi") == 4


def test_what_people_typed_is_no_formula_in_a_csv_file(tmp_path: Path) -> None:
    risky = ["=1+1", "+SUM(A1)", "-2+cmd|' /C calc'!A0", "@A1", "\t=1", "- ghi chú"]
    plain = ["=", ">=", "-5", "+62,5", "ghi chú = 1", ""]
    assert [_csv_value(text) for text in [*risky, *plain]] == [*(f"'{text}" for text in risky), *plain]
