"""Problems: every kind is one the checks raise, and its sentences are whole Vietnamese with what the checks know."""

from __future__ import annotations

import ast
import re
from pathlib import Path
from string import Formatter

import pytest

from etl import checks
from etl.problems import KINDS, Problem, errors

SOURCES = [path.read_text(encoding="utf-8") for path in sorted(Path(checks.__file__).parent.glob("*.py"))]
TREE = ast.Module([part for source in SOURCES if "Problem.at(" in source for part in ast.parse(source).body], [])
MARKED = re.compile("[àáảãạăằắẳẵặâầấẩẫậèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵđ]", re.IGNORECASE)
FORMER_VALUE = {"period", "before", "after"}


def uses() -> list[tuple[str, set[str]]]:
    """Every kind raised in etl with the names of its details; a movement's kind is what `_movement` returns."""
    movements = {
        leaf.value
        for function in TREE.body
        if isinstance(function, ast.FunctionDef) and function.name == "_movement"
        for back in ast.walk(function)
        if isinstance(back, ast.Return) and back.value
        for leaf in ast.walk(back.value)
        if isinstance(leaf, ast.Constant) and leaf.value in KINDS
    }
    found = []
    for call in ast.walk(TREE):
        if isinstance(call, ast.Call) and ast.unparse(call.func) == "Problem.at":
            details = {keyword.arg for keyword in call.keywords if keyword.arg}
            kind = call.args[0]
            named = [(kind.value, details)] if isinstance(kind, ast.Constant) else [(each, FORMER_VALUE) for each in sorted(movements)]
            found += named
    return found


def places(kind: str) -> set[str]:
    words = KINDS[kind]
    return {name for sentence in (words.message, words.expected) for _, name, _, _ in Formatter().parse(sentence) if name}


def test_every_kind_is_raised_and_every_kind_raised_has_words() -> None:
    assert {kind for kind, _ in uses()} == set(KINDS)


@pytest.mark.parametrize(("kind", "details"), uses())
def test_the_details_a_check_passes_fill_the_sentences(kind: str, details: set[str]) -> None:
    problem = Problem.at(kind, "Số liệu", "G7", "62,5", **dict.fromkeys(details, "điều này"))
    assert not re.search(r"[{}]", problem.message + problem.expected)
    assert places(kind) <= details | {"entered"}
    assert details <= places(kind)


@pytest.mark.parametrize("kind", KINDS)
def test_a_kind_is_an_error_or_a_warning_in_whole_vietnamese_sentences(kind: str) -> None:
    words = KINDS[kind]
    assert words.level in ("error", "warning")
    assert words.expected.endswith(".") and MARKED.search(words.expected)
    assert kind == "question" or (words.message.endswith(".") and MARKED.search(words.message))


@pytest.mark.parametrize("entered", ["{plan}", "100%", "{", "«»", None])
def test_what_was_entered_is_quoted_and_never_interpreted(entered: str | None) -> None:
    problem = Problem.at("unknown_plan", "Nhận dạng", "B3", entered)
    assert problem.message == f"Kế hoạch «{entered or ''}» không có trong hệ thống."


def test_a_problem_reads_as_one_sentence_with_its_place() -> None:
    problem = Problem.at("jump", "Số liệu", "G7", 95, period="Quý II/2026", before="60 %", after="95 %")
    assert problem.as_sentence() == (
        "Cảnh báo · Trang «Số liệu», ô G7: Tăng hoặc giảm nhiều so với lần trước (Quý II/2026): 60 % → 95 %. Đã ghi «95». "
        "Kiểm tra lại rồi xác nhận."
    )
    assert Problem.at("missing_column", "Số liệu", "", column="Kỳ này").as_sentence() == (
        "Lỗi · Trang «Số liệu»: Không thấy cột «Kỳ này» ở hàng tiêu đề. Tải lại biểu mẫu rồi chép số liệu sang."
    )


def test_a_record_has_the_fields_the_command_promises() -> None:
    problem = Problem.at("negative", "Số liệu", "G7", -3)
    assert problem.as_record() == {
        "level": "error",
        "sheet": "Số liệu",
        "cell": "G7",
        "entered": "-3",
        "expected": "Ghi con số từ 0 trở lên, ví dụ «0».",
        "message": "Giá trị không thể âm.",
    }


def test_warnings_are_no_errors() -> None:
    error, warning = Problem.at("negative", "a", "B5", "x"), Problem.at("above_denominator", "a", "G7", computed="104")
    assert errors([warning, error]) == [error]
