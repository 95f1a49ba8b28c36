"""A briefing in every form: all files or none, named plainly, the same each time; what cannot be drawn whole is refused by name."""

from __future__ import annotations

import io
import re
import time
from typing import Any

import pytest
from docx import Document
from openpyxl import load_workbook
from PIL import Image, ImageDraw
from pptx import Presentation

from report.briefing import drawing, export, layout, slides, word
from report.briefing.export import FORMATS, check, files
from report.briefing.layout import CannotDraw
from tests.briefings import UNIT, document, facts, task

CODE = "7K2-QF4H"
KINDS = ["can_xu_ly", "cham", "nhiem_vu"]


def small(**more: Any) -> dict:
    return document(facts(tasks=[task()], demonstration=True), more.pop("kinds", KINDS), **more)


def pages_of(whole: dict) -> list[layout.Page]:
    return layout.pages(slides.slides(whole, CODE))


def test_all_forms_come_under_plain_names_and_open() -> None:
    made = files(small(), CODE)
    assert list(made) == [
        f"a-2026Q3-7K2-QF4H-{last}"
        for last in (
            "trang-01.png",
            "trang-02.png",
            "trang-03.png",
            "trinh-chieu.pptx",
            "bao-cao.docx",
            "trinh-chieu.pdf",
            "bao-cao.pdf",
            "so-lieu.xlsx",
        )  # fmt: skip
    ]
    by_kind = {name.removeprefix("a-2026Q3-7K2-QF4H-"): io.BytesIO(content) for name, content in made.items()}
    assert {Image.open(by_kind[f"trang-0{number}.png"]).size for number in (1, 2, 3)} == {(1920, 1080)}
    assert len(Presentation(by_kind["trinh-chieu.pptx"]).slides) == 3
    assert Document(by_kind["bao-cao.docx"]).tables
    assert load_workbook(by_kind["so-lieu.xlsx"])["Chỉ tiêu"].max_row > 5
    assert by_kind["trinh-chieu.pdf"].read(5) == by_kind["bao-cao.pdf"].read(5) == b"%PDF-"


def test_the_same_document_gives_the_same_bytes_in_every_form_wherever_the_machine_stands(monkeypatch: pytest.MonkeyPatch) -> None:
    made = []
    for place in ("Asia/Ho_Chi_Minh", "America/Lima"):
        monkeypatch.setenv("TZ", place)
        time.tzset()
        made.append(files(small(), CODE))
    monkeypatch.undo()
    time.tzset()
    assert made[0] == made[1]


@pytest.mark.parametrize("one", FORMATS)
def test_only_what_was_asked_for_is_made(one: str) -> None:
    assert {name.rsplit(".")[1] for name in files(small(kinds=["cham"]), CODE, [one])} == {one}


def test_a_picture_may_be_larger_or_smaller() -> None:
    [picture] = files(small(kinds=["cham"]), CODE, ["png"], scale=1.5).values()
    assert Image.open(io.BytesIO(picture)).size == (2880, 1620)


@pytest.mark.parametrize("unit_id", ["hai-duong/so-noi-vu", "../../etc", "Đơn vị 1", "***"])
def test_names_are_safe_wherever_the_files_go(unit_id: str) -> None:
    whole = document(facts(unit=UNIT | {"unit_id": unit_id}), ["cham"])
    for name in files(whole, CODE, ["xlsx"]):
        assert re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9-]*-2026Q3-7K2-QF4H-so-lieu\.xlsx", name)


# -- refused ----------------------------------------------------------------------------------------------------------------


def test_a_remark_without_room_is_refused_with_the_slide_and_the_remedy() -> None:
    with pytest.raises(CannotDraw, match="Trang «1 dòng chỉ tiêu chậm.*Rút ngắn ghi chú"):
        files(small(remarks={"cham": "Rất dài. " * 800}), CODE, ["xlsx", "png"])


def test_the_slide_that_fails_is_named_whatever_the_reason(monkeypatch: pytest.MonkeyPatch) -> None:
    draw = drawing.png

    def broken(pages: list[layout.Page], scale: float = 1.0) -> list[bytes]:
        if any(page.slide.kind == "nhiem_vu" for page in pages):
            raise RuntimeError("no such glyph")
        return draw(pages, scale)

    monkeypatch.setattr(drawing, "png", broken)
    with pytest.raises(CannotDraw, match="Trang «1 nhiệm vụ quá hạn.*Bỏ trang này") as refused:
        files(small(), CODE, ["png"])
    assert "glyph" not in str(refused.value), "people are told what to do, the log why"


def test_a_report_that_fails_is_named_too(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(_: object) -> bytes:
        raise KeyError("x")

    monkeypatch.setattr(word, "to_docx", broken)
    with pytest.raises(CannotDraw, match=r"Báo cáo \(\.docx\): không làm được trọn vẹn"):
        files(small(), CODE, ["xlsx", "docx"])


# -- pictures looked at -----------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def drawn() -> tuple[list[layout.Page], list[bytes]]:
    pages = pages_of(small())
    return pages, drawing.png(pages)


def spoiled(picture: bytes, box: tuple[int, int, int, int] | None, colour: str = "white", size: tuple[int, int] | None = None) -> bytes:
    seen = Image.open(io.BytesIO(picture)).convert("RGB")
    seen = seen.resize(size) if size else seen
    if box:
        ImageDraw.Draw(seen).rectangle(box, fill=colour)
    saved = io.BytesIO()
    seen.save(saved, "png")
    return saved.getvalue()


def test_whole_pictures_pass(drawn: tuple[list[layout.Page], list[bytes]]) -> None:
    check(*drawn)
    check(drawn[0], [spoiled(picture, None) for picture in drawn[1]])


@pytest.mark.parametrize(
    ("box", "colour", "said"),
    [
        ((0, 0, 1920, 1080), "white", "phần tiêu đề trống"),
        ((0, 160, 1920, 980), "white", "phần nội dung trống"),
        ((0, 986, 1920, 1080), "white", "phần dòng nguồn trống"),
        ((1700, 500, 1919, 540), "black", "bị cắt ở mép"),
        ((900, 1070, 940, 1079), "black", "bị cắt ở mép"),
    ],
    ids=["blank", "no body", "no foot", "cut at the right", "cut below"],
)
def test_a_blank_or_cut_picture_is_refused(
    drawn: tuple[list[layout.Page], list[bytes]], box: tuple[int, int, int, int], colour: str, said: str
) -> None:
    pages, (first, second, *rest) = drawn
    with pytest.raises(CannotDraw, match=f"Trang «1 dòng chỉ tiêu chậm.*{said}"):
        check(pages, [first, spoiled(second, box, colour), *rest])


def test_a_picture_of_another_size_or_a_missing_one_is_refused(drawn: tuple[list[layout.Page], list[bytes]]) -> None:
    pages, (first, *rest) = drawn
    with pytest.raises(CannotDraw, match="không đúng cỡ"):
        check(pages, [spoiled(first, None, size=(1920, 1079)), *rest])
    with pytest.raises(CannotDraw, match="2 hình cho 3 trang"):
        check(pages, rest)


@pytest.mark.parametrize("name", ["=1+1 & <script>", 'a\x00\x0b "]) #panic() \\', "«" * 90])
def test_hostile_names_are_shown_in_every_form(name: str) -> None:
    whole = document(facts(unit=UNIT | {"name": name}, tasks=[task(name=name)]), ["nhiem_vu"])
    assert len(files(whole, CODE)) == 6


def test_a_page_without_anything_to_show_is_still_a_page() -> None:
    whole = document(facts(reporters=[]), ["bao_cao"])
    assert export.files(whole, CODE, ["png"])
