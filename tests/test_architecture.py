"""The arrows of the design: who may import whom, who owns which library, where a page script may stand."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ("domain", "store", "report", "etl", "ui", "pages", "app", "bench")
MAY_IMPORT = {
    "domain": set(),
    "store": {"domain"},
    "report": {"domain"},
    "etl": {"domain", "store"},
    "ui": {"domain", "store", "report"},
    "pages": {"domain", "store", "report", "etl", "ui"},
    "app": {"domain", "store", "report", "etl", "ui"},
    "bench": {"domain", "store", "report", "etl", "ui"},
}
OWNS = {
    "domain": set(),
    "store": {"duckdb", "pyarrow", "argon2"},
    "report": {"plotly", "openpyxl", "typst", "docx", "pptx", "segno", "PIL", "lxml"},
    "etl": {"openpyxl", "python_calamine", "xlrd"},
    "ui": {"streamlit", "starlette", "anyio", "uvicorn"},
    "pages": {"streamlit"},
    "app": {"streamlit"},
    "bench": {"duckdb", "pandas", "plotly", "dash", "playwright"},
}
COMPOSED = {"report/__main__.py": {"store", "etl"}}
"""The one exemption: the command that exports briefings is where the packages are put together, as pages do it on the screen. It has store
gather the facts and etl freeze them; everything else in report/ is given plain rows."""
STANDARD = __import__("sys").stdlib_module_names


def modules(package: str) -> list[Path]:
    return [ROOT / "app.py"] if package == "app" else sorted((ROOT / package).rglob("*.py"))


def imports(path: Path) -> set[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    names = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    names |= {node.module or "." for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    return {name.split(".")[0] for name in names}


@pytest.mark.parametrize("package", PACKAGES)
def test_arrows_point_one_way(package: str) -> None:
    assert modules(package)
    for path in modules(package):
        foreign = imports(path) - STANDARD - {package, "__future__"}
        composed = COMPOSED.get(path.relative_to(ROOT).as_posix(), set())
        assert foreign <= MAY_IMPORT[package] | OWNS[package] | composed, path


def test_a_page_never_imports_a_page() -> None:
    for path in modules("pages"):
        assert "pages" not in imports(path), path


def test_no_script_stands_directly_in_pages() -> None:
    assert list((ROOT / "pages").glob("*.py")) == []
    assert list((ROOT / "pages").glob("*/*.py"))


@pytest.mark.parametrize("package", ["domain", "report", "etl", "ui", "pages", "app"])
def test_sql_stays_in_store(package: str) -> None:
    for path in modules(package):
        text = path.read_text(encoding="utf-8")
        assert ".execute(" not in text, path
        assert "SELECT " not in text, path


def test_no_status_is_decided_outside_the_scorecard() -> None:
    """Only the SQL compares with the thresholds; nobody else reads them but to show them."""
    for package in ("domain", "report", "etl", "ui"):
        for path in modules(package):
            assert "at_risk" not in path.read_text(encoding="utf-8"), path


def test_every_module_says_what_it_is_for() -> None:
    for package in PACKAGES:
        for path in modules(package):
            assert ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))), path


def test_cursors_are_never_shared() -> None:
    """A shared DuckDB connection can hand one thread's rows to another: only warehouse.py touches it, and only for cursors."""
    text = (ROOT / "store" / "warehouse.py").read_text(encoding="utf-8")
    assert "_connection.execute" not in text
    for path in modules("store"):
        if path.name != "warehouse.py":
            assert "duckdb.connect" not in path.read_text(encoding="utf-8"), path
