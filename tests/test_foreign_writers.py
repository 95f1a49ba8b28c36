"""Our quarterly form, filled in and saved by other programs: the same figures as from the program of our own tests.

LibreOffice saves it as .xlsx, .xls and .ods; pandas writes its tables into a workbook of its own or into ours; a form with macros keeps
them. Formats nobody here can write are test_other_formats' business.
"""

from __future__ import annotations

import io
import shutil
import subprocess
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from openpyxl import load_workbook

from etl.annotate import annotate, annotated_name
from etl.books import open_book
from etl.books.grid import Grid
from etl.match import NeedsMatch
from etl.read import identity_of, sheet_named
from etl.submit import Preview, load, preview
from etl.template import FIGURES, HEADER_ROW, IDENTITY, TASKS
from store.home import Home
from store.warehouse import Warehouse
from tests.workbooks import Book, valid

pytestmark = pytest.mark.slow
ENDINGS = ("xlsx", "xls", "ods")
MACROS = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(range(256)) * 8


@pytest.fixture(scope="module")
def known(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Warehouse]:
    opened = Warehouse.own(Home(tmp_path_factory.mktemp("known") / "home"))
    yield opened
    opened.close()


def _fill(book: Book) -> None:
    """One of every kind of answer."""
    book.poke("5g-dia-ban", 0.715, number_format="0.0%")
    book.poke("5g-dia-ban", "Đã nghiệm thu «đợt 2» & đo lại", "note")
    book.poke("5g-dia-ban", "x", "estimate")
    book.poke("ho-so-suc-khoe", "62,5%")
    book.poke("dn-doi-moi", "không áp dụng")
    book.poke("sang-kien", 1250)
    book.poke("sang-kien", "Công văn 12/UBND", "evidence")
    book.poke_task("tranlieu-79/PL3/I.1", state="Đang thực hiện", percent=60, note="Chậm so với kế hoạch")


@pytest.fixture(scope="module")
def original(known: Warehouse) -> bytes:
    return valid(known, _fill).bytes()


@pytest.fixture(scope="module")
def saved_by_office(original: bytes, tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """The filled form as LibreOffice saves it, by ending."""
    if not shutil.which("soffice"):
        pytest.skip("LibreOffice is not on this machine")
    folder = tmp_path_factory.mktemp("office")
    (folder / "mau.xlsx").write_bytes(original)
    for ending in ENDINGS:
        command = ["soffice", f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless", "--convert-to", ending]
        command += ["--outdir", str(folder / ending), str(folder / "mau.xlsx")]
        subprocess.run(command, check=True, capture_output=True, timeout=180)
    return {ending: (folder / ending / f"mau.{ending}").read_bytes() for ending in ENDINGS}


def what_it_says(warehouse: Warehouse, content: bytes, name: str) -> tuple[list[dict[str, Any]], list[dict[str, Any]], list[Any]]:
    """Figures, tasks and problems of a file."""
    shown = preview(warehouse, content, name)
    assert isinstance(shown, Preview)
    return shown.checked.values, shown.checked.tasks, shown.checked.problems


def test_the_original_says_everything(known: Warehouse, original: bytes) -> None:
    """Or the comparisons below would compare nothing."""
    values, tasks, problems = what_it_says(known, original, "a.xlsx")
    by_measure = {row["measure_id"]: row for row in values}
    assert {name: row["value"] for name, row in by_measure.items()} == {
        "bang-rong-1gb": "85.00",
        "5g-dia-ban": "71.50",
        "ho-so-suc-khoe": "62.50",
        "dn-doi-moi": None,
        "sang-kien": "1250",
    }
    assert by_measure["5g-dia-ban"]["estimate"] and by_measure["5g-dia-ban"]["note"] == "Đã nghiệm thu «đợt 2» & đo lại"
    assert by_measure["dn-doi-moi"]["not_applicable"] and [row["percent"] for row in tasks] == ["60"]
    assert all(problem.level == "warning" for problem in problems)


@pytest.mark.parametrize("ending", ENDINGS)
def test_saved_by_libreoffice_it_says_the_same(known: Warehouse, original: bytes, saved_by_office: dict[str, bytes], ending: str) -> None:
    assert what_it_says(known, saved_by_office[ending], f"a.{ending}") == what_it_says(known, original, "a.xlsx")


@pytest.mark.parametrize("ending", ENDINGS)
def test_saved_by_libreoffice_it_is_loaded(home: Home, saved_by_office: dict[str, bytes], original: bytes, ending: str) -> None:
    warehouse = Warehouse.own(home)
    stored = []
    for content, name in ((saved_by_office[ending], f"a.{ending}"), (original, "a.xlsx")):
        submission_id = load(warehouse, content, name, by="an", accept_warnings=True).submission_id
        assert submission_id
        with warehouse.cursor() as cursor:
            query = "SELECT * EXCLUDE (submission_id) FROM value WHERE submission_id = ? ORDER BY measure_id"
            stored.append(cursor.execute(query, [submission_id]).fetchall())
    warehouse.close()
    assert stored[0] == stored[1] and len(stored[0]) == 5


@pytest.mark.parametrize("ending", ENDINGS)
def test_saved_by_libreoffice_it_comes_back_marked(known: Warehouse, saved_by_office: dict[str, bytes], ending: str) -> None:
    _, _, problems = what_it_says(known, saved_by_office[ending], f"a.{ending}")
    back = load_workbook(io.BytesIO(annotate(saved_by_office[ending], problems, f"a.{ending}")))
    assert annotated_name(f"a.{ending}") == "a.xlsx"
    assert all(problem.message in back[problem.sheet][problem.cell].comment.text for problem in problems)


# -- pandas ----------------------------------------------------------------------------------------------------------------


def _frame(grid: Grid) -> pd.DataFrame:
    """A sheet of the form as somebody who works with pandas holds it: headings and the rows below."""
    width = max(map(len, grid.values))
    rows = [[grid.value(row, column) for column in range(1, width + 1)] for row in range(HEADER_ROW, grid.height + 1)]
    return pd.DataFrame(rows[1:], columns=rows[0], dtype=object)


def test_our_headings_without_the_hidden_sheet_want_a_match(known: Warehouse, original: bytes) -> None:
    out = io.BytesIO()
    _frame(sheet_named(open_book(original), FIGURES)).to_excel(out, sheet_name=FIGURES, index=False)
    with pytest.raises(NeedsMatch, match="chưa được ghép cột"):
        preview(known, out.getvalue(), "a.xlsx")


def test_written_anew_by_pandas_with_the_hidden_sheet_it_says_the_same(known: Warehouse, original: bytes) -> None:
    """Without the heads above the headings, and percentages as plain numbers, as pandas leaves them."""
    grids, out = open_book(original), io.BytesIO()
    figures, tasks = (_frame(sheet_named(grids, name)) for name in (FIGURES, TASKS))
    figures.loc[figures["Mã"] == "5g-dia-ban", "Kỳ này"] = 71.5
    with pd.ExcelWriter(out) as writer:
        figures.to_excel(writer, sheet_name=FIGURES, index=False)
        tasks.to_excel(writer, sheet_name=TASKS, index=False)
        pd.DataFrame(identity_of(grids).items()).to_excel(writer, sheet_name=IDENTITY, index=False, header=False)
    assert _without_places(known, out.getvalue()) == _without_places(known, original)


def test_a_sheet_pandas_appends_changes_nothing(known: Warehouse, original: bytes, tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(original)
    with pd.ExcelWriter(path, mode="a", engine="openpyxl") as writer:
        pd.DataFrame({"Kỳ này": [1, 2, 3], "Mã": ["5g-dia-ban"] * 3}).to_excel(writer, sheet_name="Phân tích", index=False)
    assert what_it_says(known, path.read_bytes(), "a.xlsx") == what_it_says(known, original, "a.xlsx")


def _without_places(warehouse: Warehouse, content: bytes) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    values, tasks, _ = what_it_says(warehouse, content, "a.xlsx")
    return [row | {"cell": ""} for row in values], [row | {"cell": ""} for row in tasks]


# -- macros ----------------------------------------------------------------------------------------------------------------


def with_macros(content: bytes) -> bytes:
    """The form as Excel saves it once somebody added a macro."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as package, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as copied:
        for name in package.namelist():
            text = package.read(name)
            if name == "[Content_Types].xml":
                text = text.replace(b"openxmlformats-officedocument.spreadsheetml.sheet.main", b"ms-excel.sheet.macroEnabled.main")
                text = text.replace(
                    b"<Override", b'<Default Extension="bin" ContentType="application/vnd.ms-office.vbaProject"/><Override', 1
                )
            if name == "xl/_rels/workbook.xml.rels":
                kind = "http://schemas.microsoft.com/office/2006/relationships/vbaProject"
                link = f'<Relationship Id="rIdVba" Type="{kind}" Target="vbaProject.bin"/></Relationships>'
                text = text.replace(b"</Relationships>", link.encode())
            copied.writestr(name, text)
        copied.writestr("xl/vbaProject.bin", MACROS)
    return out.getvalue()


def test_macros_are_ignored_and_kept(known: Warehouse, original: bytes) -> None:
    content = with_macros(original)
    assert what_it_says(known, content, "a.xlsm") == what_it_says(known, original, "a.xlsx")
    _, _, problems = what_it_says(known, content, "a.xlsm")
    marked = annotate(content, problems, "a.xlsm")
    with zipfile.ZipFile(io.BytesIO(marked)) as package:
        assert package.namelist().count("xl/vbaProject.bin") == 1 and package.read("xl/vbaProject.bin") == MACROS
    assert annotated_name("a.xlsm") == "a.xlsm"
    assert what_it_says(known, marked, "a.xlsm")[:2] == what_it_says(known, original, "a.xlsx")[:2]
