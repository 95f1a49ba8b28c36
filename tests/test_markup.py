"""Fragments of HTML: text from data can never become markup, and the parts of a bar add up."""

from __future__ import annotations

import re
from collections import Counter
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.period import Period
from domain.wording import STATUS
from report import markup, overview
from tests.rows import NO_PATH, card

EVIL = """<script>alert(1)</script>"' onload='x' &amp; 1<2"""
Q3 = Period.parse("2026Q3")
EVIL_ROW = card(name=EVIL, lead=EVIL, unit_of_measure=EVIL, target_text=EVIL, target_doubt=EVIL, certain=False) | {"label": EVIL}


class Page(HTMLParser):
    """What a browser would make of a fragment."""

    def __init__(self, fragment: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: dict[str, str | None] = {}
        self.said = ""
        self.feed(fragment)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes |= dict(attrs)

    def handle_data(self, data: str) -> None:
        self.said += data


@pytest.mark.parametrize(
    "fragment",
    [
        markup.text(EVIL),
        markup.bullet(EVIL_ROW),
        markup.doubt_mark(EVIL_ROW),
        markup.needs_action([EVIL_ROW]),
        markup.needs_action([EVIL_ROW | {"op": "words", "target": None}]),
        overview.tiles([EVIL_ROW], {}),
        overview.changes([EVIL_ROW], [card(status="dat")], [], Q3, Q3),
        markup.plain_table([(markup.text(EVIL),)]),
    ],
    ids=["text", "bullet", "doubt_mark", "needs_action", "needs_action words", "tile", "changes", "plain_table"],
)
def test_text_from_data_stays_text(fragment: str) -> None:
    page = Page(fragment)
    assert EVIL in page.said + "".join(value or "" for value in page.attributes.values())
    assert "script" not in page.tags and "onload" not in page.attributes


@given(st.text(st.characters(exclude_characters="\r\0", exclude_categories=["Cs"])))
def test_a_text_arrives_as_it_was(text: str) -> None:
    page = Page(f'<i title="{markup.text(text)}">{markup.text(text)}</i>')
    assert (page.tags, page.said, page.attributes) == ({"i"}, text, {"title": text})


@pytest.mark.parametrize("status", STATUS)
def test_a_badge_shows_colour_sign_and_word(status: str) -> None:
    page, words = Page(markup.badge(status)), STATUS[status]
    assert page.said == f"{words.sign} {words.label}"
    assert page.attributes["style"] == f"background:{words.colour};color:{words.ink}"


@given(st.dictionaries(st.sampled_from(list(STATUS)), st.integers(0, 60)))
def test_the_parts_of_a_bar_add_up_to_its_total(counted: dict[str, int]) -> None:
    fragment, total = markup.status_bar(Counter(counted)), sum(counted.values())
    parts = [int(part) for part in re.findall(r"flex:(\d+)", fragment)]
    assert sum(parts) == total and all(parts)
    assert f"Tổng {total}<" in fragment
    said = Page(fragment).attributes["aria-label"] or ""
    assert sorted(said.split(", ") if said else []) == sorted(f"{STATUS[key].label} {count}" for key, count in counted.items() if count)


def test_a_bullet_sets_value_expected_and_target_on_one_scale() -> None:
    fragment = markup.bullet(card(value=50, target=100, expected=75.0))
    shares = [float(share) for share in re.findall(r"(?:width|left):([\d.]+)%", fragment)]
    assert shares == [46.3, 69.4, 92.6]
    assert Page(fragment).attributes["title"] == "hiện tại 50\xa0%, mục tiêu ≥\xa0100\xa0%, kỳ vọng 75,0"


@pytest.mark.parametrize("changes", [{"value": 0, "target": 0}, {"value": 0}, {"value": 250}])
def test_a_bullet_stays_within_its_box(changes: dict) -> None:
    shares = [float(share) for share in re.findall(r"(?:width|left):([\d.]+)%", markup.bullet(card(**NO_PATH, **changes)))]
    assert len(shares) == 2 and all(0 <= share <= 100 for share in shares)


@pytest.mark.parametrize("changes", [{"value": None}, {"target": None}])
def test_nothing_to_compare_draws_no_bullet(changes: dict) -> None:
    assert markup.bullet(card(**changes)) == ""


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({}, ""),
        ({"approved": False}, "chưa duyệt"),
        ({"approved": None, "value": None}, ""),
        (
            {"approved": False, "estimate": True, "age_quarters": 2, "newer_pending": True},
            "chưa duyệt · ước · cũ 2 quý · có bản mới chờ duyệt",
        ),
    ],
)
def test_what_a_reader_must_know_stands_beside_the_figure(changes: dict, said: str) -> None:
    assert Page(markup.figure_marks(card(**changes))).said == said


def test_doubt_is_marked_with_its_sentence_and_only_where_there_is_some() -> None:
    assert markup.doubt_mark(card()) == markup.doubt_mark(card(certain=None)) == ""
    assert Page(markup.doubt_mark(card(certain=False, target_doubt="Chữ 7 mờ"))).attributes["title"] == "Chữ 7 mờ"
    assert "chưa đọc được chắc chắn" in markup.doubt_mark(card(certain=False))


def test_a_row_to_act_on_names_who_leads_it_or_that_nobody_does() -> None:
    assert "Phòng A · Phụ lục 2, dòng 1" in Page(markup.needs_action([card() | {"label": "Phụ lục 2, dòng 1"}])).said
    assert "Chưa rõ chủ trì" in markup.needs_action([card(lead=None) | {"label": "x"}])


def test_a_figure_names_its_cell_when_pointed_at() -> None:
    row = {"address": "chi-tieu", "source": "nguon", "found_at": "Nguồn: <x>.xlsx, trang «Số liệu», ô G6"}
    assert Page(markup.linked(row, "45 %", "source")).attributes["title"] == row["found_at"]
    assert "title" not in markup.linked(row, "Tên") and "title" not in markup.linked(row | {"found_at": None}, "45 %", "source")


def test_what_the_marks_mean_is_said_once_for_those_there_are() -> None:
    rows = [card(approved=False, certain=False), card(approved=False, age_quarters=2)]
    assert Page(markup.marks_note(rows)).said == (
        "«?»: ô mục tiêu trong kế hoạch chưa đọc được chắc chắn · «chưa duyệt»: số của bản đang chờ duyệt · "
        "«cũ 2 quý»: kỳ này chưa có số, dùng số của 2 quý trước."
    )
    assert markup.marks_note([card()]) == ""


def test_the_worst_table_says_what_the_unit_answered_and_what_else_has_this_figure() -> None:
    row = card() | {"label": "dòng 1", "answer": "Chờ <kinh phí>", "kin": "cùng số liệu: dòng 2 đạt (mốc gốc khác)"}
    shown = Page(markup.needs_action([row])).said
    assert "Giải trình: «Chờ <kinh phí>»" in shown and "≠ dòng khác cùng số liệu" in shown
    assert "title='cùng số liệu: dòng 2 đạt (mốc gốc khác)'" in markup.needs_action([row])
    assert (
        "từ mốc gốc +1,67 mỗi quý" in shown
        and "cần +2,06 điểm mỗi quý" in shown
        and "Giải trình" not in markup.needs_action([card() | {"label": "dòng 1"}])
    )
