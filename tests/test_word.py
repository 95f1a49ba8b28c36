"""The printed forms of a report, measured against Nghị định 30/2020/NĐ-CP, Phụ lục I: page, margins, sizes, lines, numbers, tables."""

from __future__ import annotations

import io
import re
import subprocess
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from docx.document import Document as Doc
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.table import Table as Grid
from docx.text.paragraph import Paragraph

from report.briefing import printed, word
from report.briefing.form import Paper
from report.briefing.paper import paper
from tests.briefings import document, facts, task
from tests.rows import card
from tests.test_paper import CITY, CODE, OFFICE, PLAN, made

LONG = "Tỷ lệ cơ sở giáo dục phổ thông thực hiện lồng ghép, tích hợp giáo dục khởi nghiệp vào các môn học và hoạt động giáo dục " * 3
HOSTILE = "<script>&amp; =1+1 #strong[x] $y$ \\end \"q\" 'p' *z* _k_ `c` @lab /* */ // #{1}"


@pytest.fixture(scope="module")
def whole() -> Paper:
    """A report with every part: two annexes, one of them over several pages, invented figures."""
    rows = [card(indicator_id=f"k/PL2/{n}", row_no=str(n), measure_id=f"m{n}", name=f"{LONG}{n}") for n in range(1, 25)]
    return made(rows=rows, tasks=[task(n) for n in range(1, 30)], demonstration=True)


@pytest.fixture(scope="module")
def office(whole: Paper) -> Doc:
    return opened(whole)


@pytest.fixture(scope="module")
def pages(whole: Paper, tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    return read(whole, tmp_path_factory.mktemp("pdf"))


def opened(one: Paper) -> Doc:
    return Document(io.BytesIO(word.to_docx(one)))


def read(one: Paper, folder: Path) -> list[str]:
    """The text of every page of the PDF."""
    (folder / "a.pdf").write_bytes(printed.to_pdf(one))
    told = subprocess.run(["pdftotext", "-layout", str(folder / "a.pdf"), "-"], capture_output=True, check=True).stdout.decode()
    return told.split("\f")[:-1]


def paragraphs(made_of: Doc) -> list[Paragraph]:
    return [*made_of.paragraphs, *(para for grid in made_of.tables for row in grid.rows for cell in row.cells for para in cell.paragraphs)]


def find(made_of: Doc, words: str) -> Paragraph:
    return next(para for para in paragraphs(made_of) if para.text.startswith(words))


def look(para: Paragraph) -> tuple[float, bool, bool]:
    """Size, bold and italic of a paragraph written in one look."""
    [found] = {(run.font.size.pt, bool(run.font.bold), bool(run.font.italic)) for run in para.runs if run.text.strip()}
    return found


def after(made_of: Doc, para: Paragraph) -> Paragraph:
    return Paragraph(para._p.getnext(), para._parent)


def texts(made_of: Doc) -> str:
    return "\n".join(para.text for para in paragraphs(made_of))


def shown(words: str) -> str:
    """Words as they compare when lines break elsewhere."""
    return re.sub(r"[\s\u200b]+", "", words)


# -- the page ----------------------------------------------------------------------------------------------------------------


def test_every_page_is_a4_with_the_margins_of_the_decree(office: Doc) -> None:
    for part in office.sections:
        assert sorted((round(part.page_width.mm), round(part.page_height.mm))) == [210, 297]
        assert 20 <= part.top_margin.mm <= 25
        assert 20 <= part.bottom_margin.mm <= 25
        assert 30 <= part.left_margin.mm <= 35
        assert 15 <= part.right_margin.mm <= 20


def test_the_text_is_upright_and_only_the_wide_annexes_lie(office: Doc) -> None:
    assert [part.orientation for part in office.sections] == [WD_ORIENT.PORTRAIT, WD_ORIENT.LANDSCAPE, WD_ORIENT.LANDSCAPE]


def test_the_page_number_stands_centred_above_and_not_on_the_first_page(office: Doc) -> None:
    first = office.sections[0]
    number = first.header.paragraphs[0]
    field = number._p.find(qn("w:fldSimple"))
    assert field.get(qn("w:instr")).strip() == "PAGE"
    assert number.alignment == WD_ALIGN_PARAGRAPH.CENTER
    assert 13 <= office.styles["Header"].font.size.pt <= 14
    assert first.header_distance < first.top_margin
    assert not first.first_page_header._element.xpath(".//w:fldSimple")
    assert all(part.different_first_page_header_footer for part in office.sections)
    assert all(part.header.is_linked_to_previous for part in list(office.sections)[1:])


def test_each_annex_is_numbered_from_one(office: Doc) -> None:
    for part in office.sections:
        assert part._sectPr.find(qn("w:pgNumType")).get(qn("w:start")) == "1"


def test_invented_figures_are_called_so_above_page_one_and_below_every_page(office: Doc) -> None:
    first = office.sections[0]
    assert first.first_page_header.paragraphs[0].text == "SỐ LIỆU MINH HỌA, KHÔNG PHẢI VĂN BẢN THẬT"
    for foot in (first.footer, first.first_page_footer):
        assert foot.paragraphs[0].text.startswith("Số liệu minh họa, không phải số liệu thật.")
        assert 9 <= foot.paragraphs[0].runs[0].font.size.pt <= 10
    assert all(part.footer.is_linked_to_previous for part in list(office.sections)[1:])


def test_the_font_is_times_new_roman_in_black_everywhere(office: Doc) -> None:
    for name in ("Normal", "Heading 1", "Heading 2", "Header", "Footer"):
        style = office.styles[name]
        fonts = style.element.rPr.rFonts
        assert {fonts.get(qn(f"w:{script}")) for script in ("ascii", "hAnsi", "cs", "eastAsia")} == {"Times New Roman"}
        assert not [key for key in fonts.attrib if "Theme" in key]
        assert style.font.color.rgb is None
    assert {run.font.name for para in paragraphs(office) for run in para.runs} == {None}


# -- the head ----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "sizes", "bold", "italic"),
    [
        ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", (12, 13), True, False),
        ("Độc lập - Tự do - Hạnh phúc", (13, 14), True, False),
        ("ỦY BAN NHÂN DÂN", (12, 13), True, False),
        ("PHƯỜNG A", (12, 13), True, False),
        ("Số:", (13, 13), False, False),
        ("A, ngày 21 tháng 11 năm 2026", (13, 14), False, True),
        ("BÁO CÁO", (13, 14), True, False),
        ("Kết quả thực hiện Kế hoạch số 79/KH-UBND", (13, 14), True, False),
        ("Kính gửi: Ủy ban nhân dân thành phố P", (13, 14), False, False),
        ("TM. ỦY BAN NHÂN DÂN", (13, 14), True, False),
        ("CHỦ TỊCH", (13, 14), True, False),
        ("Phụ lục I", (14, 14), True, False),
        ("KẾT QUẢ THỰC HIỆN CÁC CHỈ TIÊU", (13, 14), True, False),
        ("(Kèm theo Báo cáo số", (13, 14), False, True),
    ],
)
def test_each_part_of_the_form_has_its_size_and_stands_in_the_middle(
    office: Doc, words: str, sizes: tuple[int, int], bold: bool, italic: bool
) -> None:
    para = find(office, words)
    size, is_bold, is_italic = look(para)
    assert sizes[0] <= size <= sizes[1]
    assert (is_bold, is_italic) == (bold, italic)
    assert para.alignment == WD_ALIGN_PARAGRAPH.CENTER


def test_a_department_stands_under_the_committee_it_belongs_to_which_is_not_bold() -> None:
    made_of = opened(made(unit=OFFICE, plan=PLAN | {"issuer_unit_id": "p/so", "number": "1/KH-SCT"}))
    assert look(find(made_of, "UBND THÀNH PHỐ P")) == (12, False, False)
    assert look(find(made_of, "SỞ CÔNG THƯƠNG")) == (12, True, False)
    assert "/BC-SCT" in find(made_of, "Số:").text


def rule(made_of: Doc, under: str, width: float) -> float:
    """The length in points of the line drawn under some words."""
    line = after(made_of, find(made_of, under))
    assert line.text == ""
    [edge] = line._p.xpath("./w:pPr/w:pBdr/*")
    assert (edge.tag, edge.get(qn("w:val"))) == (qn("w:top"), "single")
    form = line.paragraph_format
    return float(width - form.left_indent.pt - form.right_indent.pt)


def test_lines_are_drawn_as_long_as_the_decree_says(office: Doc) -> None:
    left, right = (column.width.pt for column in office.tables[0].columns)
    motto = rule(office, "Độc lập", right)
    assert motto == pytest.approx(word._long("Độc lập - Tự do - Hạnh phúc", 13), abs=1)
    issuer = rule(office, "PHƯỜNG A", left) / word._long("PHƯỜNG A", 12)
    assert 1 / 3 <= issuer <= 1 / 2
    subject = rule(office, "Quý III/2026", left + right) / word._long("Kết quả thực hiện Kế hoạch số 79/KH-UBND ngày 02/10/2025", 14)
    assert 1 / 3 <= subject <= 1 / 2
    assert not [run for para in paragraphs(office) for run in para.runs if run.underline]


def test_the_head_fits_its_columns(office: Doc) -> None:
    left, right = (column.width.pt for column in office.tables[0].columns)
    assert word._long("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", 12) < right
    assert word._long("UBND THÀNH PHỐ HẢI PHÒNG", 12) < left


# -- the text ----------------------------------------------------------------------------------------------------------------


def body(made_of: Doc) -> Iterator[Paragraph]:
    """The paragraphs of the text itself."""
    for para in made_of.paragraphs:
        if para.alignment == WD_ALIGN_PARAGRAPH.JUSTIFY and not para.style.name.startswith("Heading"):
            yield para


def test_body_text_is_justified_with_a_first_line_and_room_between(office: Doc) -> None:
    found = list(body(office))
    assert len(found) > 30
    for para in found:
        form = para.paragraph_format
        assert 10 <= form.first_line_indent.mm <= 12.71
        assert form.space_after.pt >= 6
        assert 1 <= form.line_spacing <= 1.5
        assert {run.font.size.pt for run in para.runs} == {14}


def test_parts_are_roman_capitals_in_bold_and_numbers_are_bold(office: Doc) -> None:
    parts = [para.text for para in office.paragraphs if para.style.name == "Heading 1"]
    assert len(parts) == 4
    assert all(re.match(r"[IVX]+\. ", words) and words == words.upper() for words in parts)
    numbers = [para.text for para in office.paragraphs if para.style.name == "Heading 2"]
    assert numbers[0] == "1. Đánh giá chung"
    for name in ("Heading 1", "Heading 2"):
        font = office.styles[name].font
        assert (font.size.pt, font.bold, bool(font.italic)) == (14, True, False)


def test_headings_never_stand_alone_at_the_foot_of_a_page(office: Doc) -> None:
    assert all(para.paragraph_format.keep_with_next for para in office.paragraphs if para.style.name.startswith("Heading"))


def test_who_gets_it_is_set_small_and_ends_with_the_archive(office: Doc) -> None:
    assert look(find(office, "Nơi nhận:")) == (12, True, True)
    listed = [para for para in paragraphs(office) if para.text.startswith("- Như trên") or para.text.startswith("- Lưu: VT")]
    assert [look(para) for para in listed] == [(11, False, False)] * 2
    assert find(office, "- Lưu: VT, ….").text.endswith("….")


def test_it_ends_with_its_mark_and_the_last_words_stay_with_the_signature(office: Doc) -> None:
    [closing] = [para for para in office.paragraphs if para.text.endswith("./.")]
    assert closing.paragraph_format.keep_with_next
    assert closing._p.getnext().tag == qn("w:tbl")


def test_the_small_print_comes_last(office: Doc) -> None:
    last = office.paragraphs[-1]
    assert last.text.startswith("Số liệu minh họa, do nhóm phát triển đặt ra")
    assert 9 <= last.runs[0].font.size.pt <= 10
    assert f"Mã số liệu {CODE}." in texts(office)


# -- tables ------------------------------------------------------------------------------------------------------------------


def grids(made_of: Doc) -> list[Grid]:
    return [grid for grid in made_of.tables if grid.style.name == "Table Grid"]


def test_headings_of_tables_come_again_and_no_line_is_torn(office: Doc) -> None:
    assert len(grids(office)) == 5
    for grid in grids(office):
        first, *rest = grid.rows
        assert first._tr.trPr.find(qn("w:tblHeader")) is not None
        assert not [row for row in rest if row._tr.trPr is not None and row._tr.trPr.find(qn("w:tblHeader")) is not None]
        assert all(row._tr.trPr.find(qn("w:cantSplit")) is not None for row in grid.rows)


def test_tables_are_as_wide_as_the_text(office: Doc) -> None:
    portrait, landscape = 164, 251
    for grid in grids(office):
        assert round(sum(column.width.mm for column in grid.columns)) in (portrait, landscape)


def test_every_word_of_the_paper_is_in_the_document(whole: Paper, office: Doc) -> None:
    said = texts(office)
    for part in whole.sections:
        assert part.title in said
    for annex in whole.annexes:
        for item in annex.items:
            for row in getattr(item, "rows", ()):
                for cell in row if isinstance(row, tuple) else (row.text,):
                    assert all(line in said for line in cell.split("\n"))


# -- the same bytes, and what nobody should write ------------------------------------------------------------------------------


def test_the_same_report_is_the_same_bytes(whole: Paper) -> None:
    assert word.to_docx(whole) == word.to_docx(whole)
    assert printed.to_pdf(whole) == printed.to_pdf(whole)


def test_the_document_bears_the_day_it_was_made_and_the_code(office: Doc, whole: Paper) -> None:
    about = office.core_properties
    assert about.created.date() == about.modified.date() == whole.made_on
    assert CODE in about.comments
    assert about.author == "ỦY BAN NHÂN DÂN PHƯỜNG A"


def test_every_part_of_the_file_is_sound(whole: Paper) -> None:
    with zipfile.ZipFile(io.BytesIO(word.to_docx(whole))) as container:
        assert container.testzip() is None
        assert len(container.namelist()) == len(set(container.namelist()))


def hostile(**changes: Any) -> Paper:
    found = facts(rows=[card(name=HOSTILE + "\x00\x0b\ufffe")], tasks=[task(name=HOSTILE, note=HOSTILE)], **changes)
    return paper(document(found) | {"facts": found | {"above": CITY | {"name": HOSTILE}}}, CODE)


def test_hostile_words_are_only_words(tmp_path: Path) -> None:
    assert HOSTILE in texts(opened(hostile()))
    assert shown(HOSTILE) in shown("".join(read(hostile(), tmp_path)))


def test_a_name_longer_than_a_column_is_broken_not_cut(tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(printed.to_pdf(made(rows=[card(name="So_lieu_bao_cao_" + "x" * 180 + "_het.xlsx")])))
    told = subprocess.run(["pdftotext", "-bbox", str(tmp_path / "a.pdf"), "-"], capture_output=True, check=True).stdout.decode()
    places = 0
    for page in told.split("<page ")[1:]:
        width = float(re.search(r'width="([\d.]+)"', page)[1])
        found = re.findall(r'xMax="([\d.]+)" yMax="[\d.]+">([^<]*)<', page)
        assert all(float(right) <= width - 42 for right, _ in found)  # 15 mm
        places += sum(words.count("x" * 20) for _, words in found)
    assert places == 3 * 9  # the text, the table of paces, the annex


def test_a_cell_taller_than_a_page_is_told_whole(tmp_path: Path) -> None:
    words = " ".join(f"chữ{n}" for n in range(3000))
    told = " ".join(read(made(tasks=[task(name=words)]), tmp_path))
    assert all(f"chữ{n}" in told for n in (0, 1500, 2999))


# -- the PDF -----------------------------------------------------------------------------------------------------------------


def test_the_pdf_says_every_word_of_the_paper(whole: Paper, pages: list[str]) -> None:
    said = shown("".join(pages))
    for words in (*whole.head.issuer, whole.head.place_date, whole.addressee, whole.kind, *whole.signature, *whole.recipients):
        assert shown(words) in said
    for part in whole.sections:
        assert shown(part.title) in said
    for annex in whole.annexes:
        assert shown(annex.label + annex.title.replace("\n", "")) in said


def test_the_pdf_counts_pages_anew_in_each_annex_and_hides_the_first(whole: Paper, pages: list[str]) -> None:
    numbers = []
    for page in pages:
        first = page.strip().split("\n")[0].strip()
        numbers.append(int(first) if first.isdigit() else 1)
        assert first.isdigit() or first == whole.mark
    starts = [place for place, number in enumerate(numbers) if number == 1]
    assert len(starts) == 3
    for place, number in enumerate(numbers):
        assert number == 1 or number == numbers[place - 1] + 1


def test_every_page_of_the_pdf_says_what_the_figures_are(pages: list[str], whole: Paper) -> None:
    assert all(whole.footer in page for page in pages)


def test_headings_of_tables_come_again_in_the_pdf(pages: list[str]) -> None:
    annex = [page for page in pages if "Ô nguồn" in page]
    assert len(annex) > 2


def test_a_group_without_lines_does_not_break_the_pdf(tmp_path: Path) -> None:
    from tests.test_paper import index

    bare = index() | {"index_id": "DDCI", "figures": [], "steps": []}
    told = " ".join(read(made(rows=[], cells=[], indices=[bare, index()]), tmp_path))
    assert "Chưa có số nào trong các nguồn đã đọc" in told
