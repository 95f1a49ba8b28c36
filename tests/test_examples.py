"""The worked examples of the method page: judged by the real rule, told with the scorecard's own numbers."""

from __future__ import annotations

import re
from decimal import Decimal
from fractions import Fraction

import pytest

from domain.wording import STATUS
from report import worked
from store.examples import Worked, judged
from store.home import CATALOGUE
from tests.method_cases import CASES

LIMITS = worked.Limits(Decimal("0.60"), Decimal("0.95"), Decimal("0.10"))
CASE_OF = {
    "tang": "Tăng: nhanh hơn đường kế hoạch",
    "nguong": "Tăng: nhịp đúng 0,60 là chậm",
    "giam": "Giảm: tăng lên là nhịp âm",
    "khoang": "Khoảng 60–70, tăng: đường đi đến đầu gần",
    "tren": "'>' đúng bằng ở quý cuối: không đạt",
    "duy-tri": "Duy trì: từng đạt đúng kỳ, nay tụt xuống là nguy cơ",
    "phat-sinh": "Phát sinh: thiếu quý 2 thì cộng những quý có",
    "ca-nam": "Cả năm: mang sang quý 3 năm sau",
    "moi-dau": "Thời gian 0,05: mới đầu giai đoạn",
    "bang-loi": "Mục tiêu bằng lời: chưa đủ cơ sở dù có số",
    "thieu-so": "Quý cuối giai đoạn không báo cáo: chưa có số liệu dù quý trước đã vượt",
    "tren-100": "Trên 100 % là thật và được giữ: vượt",
}
"""The case of the method with the very same figures; the aggregate has none, its unit stands above others."""


@pytest.fixture(scope="module")
def examples() -> dict[str, Worked]:
    return {example.key: example for example in judged()}


def _case(key: str) -> dict:
    return next(case for case in CASES if case["name"] == CASE_OF[key])


def test_every_example_is_a_case_or_the_aggregate(examples: dict[str, Worked]) -> None:
    assert set(examples) == {*CASE_OF, "gop"}


@pytest.mark.parametrize("key", CASE_OF)
def test_an_example_has_the_figures_and_the_verdict_of_its_case(examples: dict[str, Worked], key: str) -> None:
    case, example = _case(key), examples[key]
    assert {period: Decimal(figure) for period, figure in example.told["figures"].items()} == {
        period: Decimal(str(figure)) for period, figure in case["values"].items()
    }
    assert example.told["at"] == case["at"] and example.told.get("direction", "tang") == case["direction"]
    assert [(int(stage), *_target(given)) for stage, given in example.told["targets"].items()] == [
        (stage, *_target(given or ())) for stage, given in case["stages"].items()
    ]
    for column, expected in case["expect"].items():
        assert _same(example.card[column], expected), column


def _target(given: list | tuple) -> tuple:
    return tuple(figure if place == 0 else Decimal(str(figure)) for place, figure in enumerate(given))


def _same(found: object, expected: object) -> bool:
    if expected is None or isinstance(expected, bool) or isinstance(found, str):
        return found == expected
    return abs(float(found) - float(Fraction(str(expected)))) < 1e-9  # type: ignore[arg-type]


def test_an_incomplete_aggregate_has_a_figure_and_no_verdict(examples: dict[str, Worked]) -> None:
    card = examples["gop"].card
    assert (card["status"], card["reason"], card["value"]) == ("khong_danh_gia", "aggregate", Decimal(70))  # 210 of 300, not (30 + 90)/2
    said = worked.arithmetic(examples["gop"], LIMITS)
    assert said[0] == "Số gộp: (30 + 180) ÷ (100 + 200) = 70 %"
    assert "2/3 đơn vị" in said[1]


def _reckoned(sum_text: str) -> Fraction:
    """A sum as it is printed, reckoned anew."""
    plain = sum_text.replace("−", "-").replace(",", ".").replace("÷", "/").replace("×", "*").replace(" quý", "")
    assert re.fullmatch(r"[\d.()+*/ -]+", plain), plain
    return Fraction(str(eval(re.sub(r"(\d+(?:\.\d+)?)", r"Fraction('\1')", plain))))  # noqa: S307


def test_the_arithmetic_printed_adds_up_and_is_the_scorecards(examples: dict[str, Worked]) -> None:
    checked = 0
    for example in examples.values():
        for line in worked.arithmetic(example, LIMITS):
            for left, right in re.findall(r"([\d(−][^=:]*[÷×+][^=]*) = (−?[\d,]+)", line):
                shown = Fraction(right.replace("−", "-").replace(",", "."))
                close = Fraction(1, 100) if line.startswith(("Nhịp", "Số gộp")) else Fraction(1, 10000)
                reckoned = _reckoned(left) * (100 if line.startswith("Số gộp") else 1)
                assert abs(reckoned - shown) <= close, line
                checked += 1
    assert checked >= 20


def test_the_printed_pace_gap_and_expectation_are_the_cards_own(examples: dict[str, Worked]) -> None:
    paced = [example for example in examples.values() if example.card["pace"] is not None]
    assert len(paced) == 6
    for example in paced:
        said = "\n".join(worked.arithmetic(example, LIMITS))
        assert f" = {worked.two(example.card['pace'])}\n" in said
        assert f" = {worked.four(example.card['gap_closed'])}\n" in said
        assert f" = {worked.four(example.card['expected'])}\n" in said


def test_the_first_example_is_written_out_in_full(examples: dict[str, Worked]) -> None:
    assert worked.arithmetic(examples["tang"], LIMITS) == [
        "Khoảng cách đã thu hẹp: (48 − 40) ÷ (70 − 40) = 0,2667",
        "Thời gian đã qua: 3 ÷ 20 quý = 0,15",
        "Nhịp độ: 0,2667 ÷ 0,15 = 1,78",
        "Kỳ vọng lúc này: 40 + (70 − 40) × 3 ÷ 20 = 44,5",
        "So ngưỡng: 1,78 không dưới 0,95",
        "Vì vậy: «Đúng tiến độ».",
    ]
    assert worked.arithmetic(examples["giam"], LIMITS)[0] == "Khoảng cách đã thu hẹp: (40 − 41) ÷ (40 − 20) = −0,05"
    assert worked.arithmetic(examples["phat-sinh"], LIMITS)[0] == "Cộng các quý trong năm: 20 + 40 = 60 (thiếu 1 quý)"


def test_every_example_ends_in_its_status_and_shows_it(examples: dict[str, Worked]) -> None:
    for example in examples.values():
        label = STATUS[example.card["status"]].label
        assert worked.arithmetic(example, LIMITS)[-1] == f"Vì vậy: «{label}»."
        block = worked.block(example, LIMITS)
        assert label in block and "None" not in block and "nan" not in block


def test_a_picture_is_drawn_where_a_way_can_be_seen(examples: dict[str, Worked]) -> None:
    drawn = {key for key, example in examples.items() if "<img" in worked.block(example, LIMITS)}
    assert drawn == {"tang", "nguong", "giam", "khoang", "duy-tri", "phat-sinh", "ca-nam", "moi-dau"}
    assert "kỳ vọng 44,5" in worked.picture_says(examples["tang"])


def test_the_examples_use_the_thresholds_of_the_program(examples: dict[str, Worked]) -> None:
    """A boundary example would turn if another threshold were used: 0,60 stands in the real file."""
    assert 'at_risk = "0.60"' in (CATALOGUE / "method.toml").read_text(encoding="utf-8")
    assert examples["nguong"].card["status"] == "cham"


def test_the_table_twin_tells_the_same(examples: dict[str, Worked]) -> None:
    table = worked.twin(list(examples.values()), LIMITS)
    assert len(table.rows) == len(examples)
    first = dict(zip(table.heads, table.rows[0], strict=True))
    assert first["Trạng thái"] == "Đúng tiến độ" and first["Gốc"] == Decimal(40)
