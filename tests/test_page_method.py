"""The page «Phương pháp»: the rule, thresholds of the database, examples judged live, and every anchor of its contents."""

from __future__ import annotations

import re
from decimal import Decimal

import pytest
from streamlit.testing.v1 import AppTest

from domain.period import Period
from domain.wording import DUTY_STATE, STATUS, TASK_STATE
from report import method, worked
from store.home import Home
from store.warehouse import Warehouse
from tests.pages import open_page, said, sign_in
from tests.rows import card


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> AppTest:
    """The page over an empty home: it needs no figure but its own."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TIENDO57_HOME", str(tmp_path_factory.mktemp("home")))
        sign_in(patch)
        return open_page("xem/phuong_phap")


def bodies(page: AppTest) -> str:
    return " ".join(element.proto.body for element in page.get("html"))


def test_the_page_tells_every_status_state_and_the_four_official_numbers(page: AppTest) -> None:
    text = said(page)
    assert all(words.label in text for words in STATUS.values())
    assert all(label in text for label in [*TASK_STATE.values(), *DUTY_STATE.values()])
    official = ", ".join(f"«{TASK_STATE[state]}»" for state in ("dung_han", "qua_han_xong", "trong_han", "qua_han"))
    assert f"Bốn con số của báo cáo chính thức là {official}" in text
    assert not re.search(r"\b(None|nan|null|Error)\b", text)


def test_the_thresholds_are_those_of_the_database(page: AppTest, home: Home) -> None:
    with Warehouse.own(home).cursor() as cursor:
        found = dict(cursor.execute("SELECT key, value FROM method").fetchall())
    text = said(page)
    for value in found.values():
        assert worked.two(value) in text
    assert f"Nhịp độ từ {worked.two(found['behind'])} trở lên Đúng tiến độ" in text


def test_thirteen_examples_are_shown_with_their_arithmetic(page: AppTest) -> None:
    text = said(page)
    assert bodies(page).count("<article class='td-pp-example'") == 13
    assert "(48 − 40) ÷ (70 − 40) = 0,2667" in text and "3 ÷ 20 quý = 0,15" in text and "= 1,78" in text
    assert "Phường Ba: chưa báo cáo" in text


def test_every_line_of_the_contents_leads_to_a_part(page: AppTest) -> None:
    body = bodies(page)
    asked = re.findall(r'href="#([\w-]+)"', body)
    assert len(asked) == 11
    assert all(body.count(f"id='{anchor}'") == 1 for anchor in asked)


def test_the_version_of_the_method_is_told(page: AppTest) -> None:
    assert re.search(r"Phương pháp phiên bản \d+\.", said(page))


def test_the_examples_have_a_twin(page: AppTest) -> None:
    assert [box.label for box in page.expander] == ["Bảng số liệu, tải về"]


def test_cells_are_read_as_the_reader_reads_them() -> None:
    read = {entered: (where, said) for entered, where, said in method.reading_rows()}
    assert read["«62,5%»"][1] == read["«62.5»"][1] == "62,5 %"
    assert read["«1.234,5»"][1] == "1.234,5"
    assert read["«0,6»"][1].startswith("hỏi lại: ") and read["«1.234»"][1].startswith("hỏi lại: ")
    assert read["«0»"][1] == "0 %" and read["(để trống)"][1] == "chưa có số liệu"
    assert read["«không áp dụng»"][1].startswith("không áp dụng")


def test_closing_days_follow_both_rules() -> None:
    assert [said for _, said in method.closing_rows(Period.parse("2026Q3"))] == [
        "Quý III/2026: từ 01/07/2026 đến 30/09/2026",
        "Quý III/2026: từ 15/06/2026 đến 14/09/2026",
    ]


def test_thresholds_are_told_as_they_are_given() -> None:
    limits = worked.Limits(Decimal("0.5"), Decimal("0.9"), Decimal("0.2"))
    assert [condition for condition, _ in method.threshold_rows(limits)] == [
        "Nhịp độ dưới 0,50",
        "Nhịp độ từ 0,50 đến dưới 0,90",
        "Nhịp độ từ 0,90 trở lên",
        "Thời gian đã qua chưa đến 0,20 của giai đoạn",
    ]


def test_the_marks_are_the_marks_of_the_pages() -> None:
    marks = [re.sub(r"<[^>]+>", "", mark) for mark, _ in method.mark_rows(card())]
    assert marks == ["chưa duyệt", "ước", "cũ 2 quý", "có bản mới chờ duyệt", "?", "–", "Số liệu minh họa"]
    assert all(mark for mark, _ in method.mark_rows(card(value=None)))
