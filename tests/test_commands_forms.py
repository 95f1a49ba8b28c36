"""The three kinds of workbook from the command line: form, check, load, and what the tables then say."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from openpyxl import load_workbook

from etl.__main__ import main
from etl.template import FIGURES
from etl.wide import CODE_ROW, FIRST_UNIT_ROW
from store.home import Home
from store.warehouse import Warehouse
from tests.test_plan_form import KNOWN, OFFICE, appendices
from tests.workbooks import LETTER


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("TIENDO57_HOME", str(tmp_path / "home"))
    return tmp_path


def run(*words: object) -> int:
    return main([str(word) for word in words])


def answer(capsys: pytest.CaptureFixture, *words: object) -> tuple[int, object]:
    capsys.readouterr()
    status = run(*words)
    return status, json.loads(capsys.readouterr().out)


def test_a_plan_comes_in_without_code_and_is_reported_on(folder: Path, capsys: pytest.CaptureFixture) -> None:
    plan, form, table = folder / "ke-hoach.xlsx", folder / "bieu-mau.xlsx", folder / "bang.json"
    assert run("template", "--kind", "plan", "--plan", KNOWN, "--unit", OFFICE, "-o", plan) == 0
    plan.write_bytes(appendices(Warehouse.own(Home(folder / "home"))).bytes())
    assert answer(capsys, "check", plan, "--json") == (0, [])
    status, told = answer(capsys, "load", plan, "--by", "an", "--json")
    assert status == 0 and told == {"submission_id": "KH-00001", "state": "da_duyet", "problems": []}
    assert answer(capsys, "load", plan, "--by", "an", "--json")[1]["submission_id"] == "KH-00001"

    assert run("template", "--plan", KNOWN, "--unit", OFFICE, "--period", "2026Q3", "-o", form) == 0
    book = load_workbook(form)
    code = f"{LETTER['code']}6"
    measure_id, title = book[FIGURES][code].value, book[FIGURES]["B6"].value
    assert "minh họa" in title
    book[FIGURES]["G6"] = 61.5
    book.save(form)
    assert run("load", form, "--by", "an", "--accept-warnings") == 0
    assert run("export", "value", "-o", table) == 0
    [row] = json.loads(table.read_text(encoding="utf-8"))
    assert (row["measure_id"], row["value"], row["cell"]) == (measure_id, 61.5, "G6")
    assert run("export", "scorecard", "-o", table) == 0
    assert any(
        card["value"] == 61.5 and card["indicator_id"].startswith(f"{KNOWN}/PL") for card in json.loads(table.read_text(encoding="utf-8"))
    )
    assert run("verify") == 0


def test_a_wrong_plan_is_told_by_cell_and_stores_nothing(folder: Path, capsys: pytest.CaptureFixture) -> None:
    plan = folder / "ke-hoach.xlsx"
    book = appendices(Warehouse.own(Home(folder / "home")))
    place = book.poke("Chỉ tiêu", 6, "direction", "Lên")
    plan.write_bytes(book.bytes())
    status, told = answer(capsys, "check", plan, "--json")
    assert status == 1 and [(problem["sheet"], problem["cell"], problem["level"]) for problem in told] == [("Chỉ tiêu", place, "error")]
    assert run("load", plan, "--by", "an") == 1
    assert not (folder / "home" / "ledger" / "00000001.json").exists()


def test_a_wide_workbook_goes_the_same_way(folder: Path, capsys: pytest.CaptureFixture) -> None:
    wide = folder / "ngang.xlsx"
    assert run("template", "--kind", "wide", "--plan", "tranlieu-79", "--unit", "tran-lieu", "--period", "2026Q3", "-o", wide) == 0
    book = load_workbook(wide)
    sheet = book[FIGURES]
    column = next(cell.column for cell in sheet[CODE_ROW] if cell.value == "sang-kien")
    sheet.cell(FIRST_UNIT_ROW, column).value = 2
    book.save(wide)
    assert answer(capsys, "check", wide, "--json") == (0, [])
    status, told = answer(capsys, "load", wide, "--by", "an", "--json")
    assert status == 0 and told["state"] == "cho_duyet"
    assert run("withdraw", told["submission_id"], "--by", "an", "--why", "nhầm") == 0


@pytest.mark.parametrize("kind", ["quarter", "wide"])
def test_a_form_for_a_quarter_before_the_plan_is_refused(folder: Path, kind: str) -> None:
    target = folder / "bieu-mau.xlsx"
    assert run("template", "--kind", kind, "--plan", "tranlieu-79", "--unit", "tran-lieu", "--period", "2024Q3", "-o", target) == 1
    assert not target.exists()


def test_a_form_without_what_it_needs_is_wrong_usage(folder: Path) -> None:
    with pytest.raises(SystemExit) as ended:
        run("template", "--kind", "wide", "--plan", "tranlieu-79", "-o", folder / "a.xlsx")
    assert ended.value.code == 64
