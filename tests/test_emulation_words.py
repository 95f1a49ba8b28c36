"""Emulation in words: where the movement stands, who is missing what, who leads, the sentence of a proposal. Plain rows, no warehouse."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

import pytest

from domain.emulation import CELL, VERDICT, is_of_persons
from report import awards, emulation, ranking
from tests.test_wording import contrast

PHASES = [
    {"name": "Giai đoạn 1 (từ năm 2025 - 2027)", "from_year": 2025, "to_year": 2027, "text": "Ban hành kế hoạch.", "source": "s"},
    {"name": "Giai đoạn 2 (từ năm 2027 - 2030)", "from_year": 2027, "to_year": 2030, "text": None, "source": "s"},
]
REVIEWS = [{"frequency": "so_ket", "year": 2027}, {"frequency": "tong_ket", "year": 2030}]
AT = datetime(2026, 11, 20, 18, 30)
SCALE = {"owner": "Hội đồng <thử>", "file_name": "thang.xlsx", "at": AT}


def count(name: str, evidenced: int = 0, criteria: int = 5, **more: object) -> dict:
    row = {
        "audience": "Doanh nghiệp", "unit_id": name, "unit_name": f"Công ty {name}", "short_name": name, "criteria": criteria,
        "evidenced": evidenced, "missing": criteria - evidenced, "assessed": 0, "to_score": criteria, "scored": 0, "points": None,
        "out_of": None, "inconsistent": 0, "rank": None,
    }  # fmt: skip
    return row | more


def cell(**more: object) -> dict:
    row = {
        "audience": "Doanh nghiệp", "unit_id": "a", "unit_name": "Công ty A", "row_no": 1, "criterion": "Xây dựng tầm nhìn", "source": "s",
        "evidence": None, "document": None, "evidence_by": None, "evidence_at": None, "assessment": None, "verdict": None, "points": None,
        "out_of": None, "assessed_by": None, "assessed_at": None, "maximum": None, "state": "thieu", "points_state": None,
        "newer_evidence": False,
    }  # fmt: skip
    return row | more


ASSESSED = {
    "evidence": "Có kế hoạch", "evidence_by": "an", "evidence_at": AT, "assessment": "Đạt", "verdict": "dat", "state": "dat",
    "assessed_by": "bình", "assessed_at": AT, "points": Decimal(9), "out_of": Decimal(10), "maximum": Decimal(10), "points_state": "counts",
}  # fmt: skip


@pytest.mark.parametrize(
    ("today", "said"),
    [
        (date(2024, 5, 1), "Phong trào chưa bắt đầu, Giai đoạn 1 (2025–2027) là giai đoạn đầu."),
        (date(2026, 11, 21), "Phong trào đang ở Giai đoạn 1 (2025–2027), sơ kết vào năm 2027."),
        (
            date(2027, 1, 1),
            "Năm nay kế hoạch tính vào cả Giai đoạn 1 (2025–2027) và Giai đoạn 2 (2027–2030), sơ kết ngay trong năm nay.",
        ),
        (date(2028, 1, 1), "Phong trào đang ở Giai đoạn 2 (2027–2030), tổng kết vào năm 2030."),
        (date(2031, 1, 1), "Phong trào đã hết thời gian thực hiện (năm 2030)."),
    ],
)
def test_the_movement_is_placed_in_its_phases(today: date, said: str) -> None:
    assert emulation.where_now(PHASES, REVIEWS, today) == said


def test_phases_without_years_say_so_and_draw_nothing() -> None:
    phases = [{"name": "Đợt 1", "from_year": None, "to_year": None, "text": "", "source": ""}]
    assert emulation.where_now(phases, [], date(2026, 1, 1)) == "Kế hoạch không chia giai đoạn theo năm."
    assert emulation.strip(phases, [], date(2026, 1, 1)) == ""


def test_the_strip_marks_today_the_reviews_and_both_phases_of_a_shared_year() -> None:
    drawn = emulation.strip(PHASES, REVIEWS, date(2026, 7, 2))
    assert "grid-column:1/4;grid-row:2" in drawn and "grid-column:3/7;grid-row:3" in drawn
    assert "⚑ Sơ kết" in drawn and "⚑ Tổng kết" in drawn and "hôm nay 02/07/2026" in drawn and "left:24.97%" in drawn
    assert drawn.count("● Đang thực hiện") == 1 and drawn.count("○ Chưa đến") == 1
    assert emulation.strip(PHASES, REVIEWS, date(2027, 7, 2)).count("● Đang thực hiện") == 2
    assert "hôm nay" not in emulation.strip(PHASES, REVIEWS, date(2031, 1, 1)).split("aria-label")[1].split(">", 1)[1]


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([], "Năm 2026: chưa ghi tập thể nào tham gia, nên chưa biết ai còn thiếu minh chứng."),
        ([count("A"), count("B")], "Năm 2026: 2 tập thể tham gia, chưa tập thể nào có minh chứng."),
        ([count("A", 5), count("B", 5)], "Năm 2026: cả 2 tập thể đã có minh chứng cho mọi tiêu chí."),
        ([count("A", 5)], "Năm 2026: tập thể duy nhất tham gia đã có minh chứng cho mọi tiêu chí."),
        ([count("A", 4), count("B", 0)], "Năm 2026: 1/2 tập thể đã có minh chứng; còn thiếu ở 6/10 ô tiêu chí, nhiều nhất là B: 5 ô."),
        ([count("A", 4)], "Năm 2026: 1/1 tập thể đã có minh chứng; còn thiếu ở 1/5 ô tiêu chí."),
    ],
)
def test_what_is_missing_is_said_in_one_sentence(rows: list[dict], said: str) -> None:
    assert emulation.evidence_sentence(rows, "2026") == said


LONG = "Xây dựng kế hoạch, chương trình triển khai; hoàn thành có chất lượng, đúng thời hạn các nhiệm vụ"


def test_all_that_the_last_one_lacks_is_named_and_unfolds_to_its_words() -> None:
    few = [cell(row_no=number, criterion=words) for number, words in ((1, LONG), (3, "Có sáng kiến."))]
    cells = [*few, cell(row_no=2, evidence="Có", criterion="Đã làm"), cell(unit_id="b", row_no=4, criterion="Của b")]
    rows, name = [count("a", 3), count("b", 4)], few[0]["unit_name"]
    assert emulation.missing_sentence(rows, cells) == f"{name} còn thiếu minh chứng ở 2 tiêu chí: 1, 3."
    shown = emulation.missing_in_full(rows, cells)
    assert f"<li value='1'>{LONG}</li><li value='3'>Có sáng kiến.</li>" in shown
    assert "Đã làm" not in shown and "Của b" not in shown and "…" not in shown
    many = [cell(row_no=number) for number in range(1, 9)]
    assert emulation.missing_sentence([count("a")], many).endswith("8 tiêu chí: 1, 2, 3, 4, 5, 6, 7, 8.")
    assert emulation.missing_sentence([count("a", 5)], []) == emulation.missing_sentence([], []) == emulation.missing_in_full([], []) == ""


@pytest.mark.parametrize(
    ("criterion", "said"),
    [
        ("Có sáng kiến.", "Có sáng kiến"),
        (LONG, "Xây dựng kế hoạch, chương trình triển khai…"),
        ("một hai ba bốn năm sáu bảy tám chín mười mươi mốt mươi hai", "một hai ba bốn năm sáu bảy tám chín mười mươi mốt…"),
    ],
)
def test_a_criterion_is_told_by_its_first_words(criterion: str, said: str) -> None:
    assert emulation.gist(criterion) == said


def test_the_numbers_of_the_matrix_are_told_under_it() -> None:
    shown = emulation.matrix([cell(criterion=LONG)], [count("a", 0, 1)], str)
    assert f"<li value='1'><details><summary>Xây dựng kế hoạch, chương trình triển khai…</summary>{LONG}</details></li>" in shown


FIRST = {"rank": 1, "points": Decimal(40), "out_of": Decimal(48), "scored": 5}


def test_who_leads_is_said_with_its_audience_and_never_without_a_scale() -> None:
    rows = [count("A", **FIRST), count("B", **FIRST), count("C", rank=3, points=Decimal(1), out_of=Decimal(50), scored=5)]
    assert ranking.leaders_sentence(rows, SCALE) == "Đứng đầu: A và B cùng 83,3 % (khối doanh nghiệp)."
    label = "thang điểm nội bộ của Hội đồng <thử>, tệp thang.xlsx, nạp ngày 21/11/2026"
    assert ranking.scale_note(rows, SCALE) == f"Phần trăm của điểm tối đa, theo {label}."
    assert ranking.leaders_sentence(rows, None).startswith("Chưa xếp hạng: kế hoạch không đặt điểm")
    assert ranking.scale_note(rows, None) == ""
    assert ranking.leaders_sentence([count("A")], SCALE) == "Chưa xếp hạng: chưa tập thể nào có điểm ở ít nhất 80 % số tiêu chí."


def test_the_board_names_the_scale_the_rule_and_who_is_not_ranked() -> None:
    shown = ranking.board([count("A", **FIRST), count("B", scored=3, inconsistent=2)], SCALE)
    assert "40/48 điểm · 5/5 tiêu chí" in shown and "83,3 %" in shown
    assert "Chưa xếp hạng: B (3/5 tiêu chí có điểm)." in shown
    assert "Hội đồng &lt;thử&gt;" in shown and "đồng hạng" in shown
    assert "≠ 2 điểm đã chấm theo mức tối đa khác" in shown
    without = ranking.board([count("A")], None)
    assert "điểm ·" not in without and "chưa nạp thang điểm" in without and "tải biểu mẫu" in without


def test_how_far_one_collective_is() -> None:
    ranked = count("A", 5, assessed=5, **FIRST)
    assert ranking.collective_sentence(ranked, SCALE) == "5/5 tiêu chí có minh chứng, 5/5 đã đánh giá; hạng 1 với 83,3 % điểm tối đa."
    few = count("A", 4, assessed=3, scored=3)
    said = "4/5 tiêu chí có minh chứng, 3/5 đã đánh giá; chưa xếp hạng: mới có điểm ở 3/5 tiêu chí, cần ít nhất 80 %."
    assert ranking.collective_sentence(few, SCALE) == said
    assert ranking.collective_sentence(few, None).endswith("chưa xếp hạng: chưa có thang điểm.")


def test_the_matrix_shows_worst_first_with_sign_word_and_link() -> None:
    cells = [cell(**ASSESSED), cell(unit_id="b", unit_name="Công ty B")]
    standings = [count("a", 1, 1), count("b", 0, 1, unit_name="Công ty <B>")]
    shown = emulation.matrix(cells, standings, lambda unit_id: f"thi-dua?don_vi={unit_id}")
    assert shown.index("Công ty &lt;B&gt;") < shown.index("Công ty a")
    assert "href='thi-dua?don_vi=a'" in shown and "✓ 9" in shown and "1/2 tập thể đã có minh chứng" in shown
    assert "Công ty A, tiêu chí 1: đạt, 9/10 điểm. Xây dựng tầm nhìn" in shown
    assert "Công ty B, tiêu chí 1: chưa có minh chứng. Xây dựng tầm nhìn" in shown
    assert "Tổng 2 ô" in shown and shown.count("td-badge") == 2


def test_points_that_do_not_count_say_why() -> None:
    above = ASSESSED | {"maximum": Decimal(8), "points_state": "above"}
    other = ASSESSED | {"maximum": Decimal(20), "points_state": "other_maximum"}
    assert emulation.points_fault(cell(**above)) == "đã chấm 9, vượt mức tối đa 8 của thang đang áp dụng"
    assert emulation.points_fault(cell(**other)) == "đã chấm 9 trên mức tối đa 10, nay mức tối đa là 20"
    shown = emulation.in_full([cell(**above)])
    assert "≠ Điểm không tính" in shown and "Cần chấm lại" in shown and "9/8" not in shown
    assert "≠" in emulation.matrix([cell(**other)], [count("a", 1, 1)], str)
    note = emulation.cells_table([cell(**above), cell(**ASSESSED | {"points_state": "no_scale"})], (), "2026")
    assert [row[13] for row in note.rows][0].startswith("Không tính: đã chấm 9") and "chưa có thang điểm" in note.rows[1][13]


def test_one_collective_in_full_tells_what_is_odd() -> None:
    early = emulation.in_full([cell(**ASSESSED | {"evidence": None})])
    assert "Đánh giá khi chưa có minh chứng" in early and "Chưa có minh chứng" in early
    assert "Có minh chứng mới sau lần đánh giá" in emulation.in_full([cell(**ASSESSED | {"newer_evidence": True})])
    waiting = cell(evidence="<b>Kế hoạch</b>", document="Số 12", evidence_by="an", evidence_at=AT, state="cho_danh_gia")
    shown = emulation.in_full([waiting])
    assert "&lt;b&gt;Kế hoạch" in shown and "Văn bản, đường dẫn: Số 12" in shown and "an, 21/11/2026" in shown and "chờ đánh giá" in shown
    assert all(word not in shown for word in ("None", "nan"))


PLAN = {"number": "53/KH-UBND", "issued_on": date(2025, 8, 14)}


def proposal(**more: object) -> dict:
    row = {
        "proposal_id": "KT-00007", "period": "2026", "nominee_kind": "tap_the", "nominee": "Phòng A", "unit_name": "Phòng A",
        "award": "Khen thưởng sơ kết", "award_text": "Giấy khen của Chủ tịch phường", "reason": "Dẫn đầu phong trào", "state": "de_nghi",
        "by_whom": "bình", "at": AT, "withdrawn_why": None, "withdrawn_by": None, "withdrawn_at": None,
    }  # fmt: skip
    return row | more


def ground(row_no: int, evidence: str | None = None, document: str | None = None, audience: str = "Doanh nghiệp") -> dict:
    return {"proposal_id": "KT-00007", "audience": audience, "row_no": row_no, "evidence": evidence, "document": document}


def test_a_proposal_is_a_sentence_ready_to_paste() -> None:
    said = awards.sentence(proposal(), [ground(1, "Có kế hoạch.", "Số 12/KH"), ground(2)], PLAN)
    assert said == (
        "Đề nghị khen thưởng sơ kết (Giấy khen của Chủ tịch phường), năm 2026, cho tập thể: Phòng A. Lý do: Dẫn đầu phong trào. "
        "Căn cứ tiêu chí 1 (minh chứng: Có kế hoạch; Số 12/KH); tiêu chí 2 (chưa có minh chứng). "
        "Theo Kế hoạch số 53/KH-UBND ngày 14/08/2025."
    )
    person = proposal(nominee_kind="ca_nhan", nominee="Một công chức", award="Khen thưởng hàng năm", award_text="Căn cứ kết quả…")
    assert awards.sentence(person, [ground(2, audience="Cá nhân")], PLAN) == (
        "Đề nghị khen thưởng hàng năm, năm 2026, cho cá nhân: Một công chức thuộc Phòng A. Lý do: Dẫn đầu phong trào. "
        "Căn cứ tiêu chí 2 dành cho cá nhân. Theo Kế hoạch số 53/KH-UBND ngày 14/08/2025."
    )


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([], "Năm 2026: chưa có đề nghị khen thưởng nào."),
        ([proposal(state="da_rut")], "Năm 2026: chưa có đề nghị khen thưởng nào, 1 đề nghị đã rút."),
        (
            [proposal(), proposal(nominee_kind="ca_nhan"), proposal(period="2025")],
            "Năm 2026: 2 đề nghị (1 tập thể, 1 cá nhân). Các năm khác: 1 đề nghị, có trong bảng tải về.",
        ),
    ],
)
def test_proposals_are_counted_by_year(rows: list[dict], said: str) -> None:
    assert awards.count_sentence(rows, "2026") == said


def test_a_withdrawn_proposal_shows_why_and_offers_no_sentence() -> None:
    gone = proposal(state="da_rut", withdrawn_why="Chưa đủ", withdrawn_by="bình", withdrawn_at=AT)
    shown = awards.listed([gone], [], PLAN)
    assert "Rút: Chưa đủ (bình, 21/11/2026)" in shown and "Câu để dán" not in shown
    assert "Câu để dán" in awards.listed([proposal()], [], PLAN)
    table = awards.proposals_table([gone], [ground(1)], PLAN, ())
    assert len(table.heads) == len(table.rows[0]) and b"T-00007" in table.as_csv()


def test_criteria_stand_with_their_lines_and_persons_with_a_promise() -> None:
    rows = [
        {"audience": "Doanh nghiệp", "row_no": 1, "text": "Xây dựng <tầm nhìn>", "source": "004_9abd8f8bf50583e4.txt:300-302,304"},
        {"audience": "Cá nhân", "row_no": 1, "text": "Nỗ lực", "source": "Sổ tính KH-1"},
    ]
    shown = emulation.criteria(rows, lambda source: [] if "Sổ" in source else [_Line()])
    assert "&lt;tầm nhìn&gt;" in shown and "Kế hoạch, dòng 300–302, 304" in shown and "dong chu" in shown
    assert "Nguồn: Sổ tính KH-1" in shown and "không lưu tên riêng" in shown


class _Line:
    number, text, named = 300, "dong chu", True


def test_tables_to_take_along_have_a_heading_for_every_column() -> None:
    for table in (
        emulation.cells_table([cell(**ASSESSED)], (), "2026"),
        ranking.standings_table([count("A", **FIRST), count("B")], SCALE, (), "2026"),
        emulation.criteria_table([{"audience": "a", "row_no": 1, "text": "t", "source": "s"}], ()),
    ):
        assert all(len(row) == len(table.heads) for row in table.rows)
    table = ranking.standings_table([count("A", **FIRST), count("B")], SCALE, ("Kế hoạch",), "2026")
    assert table.proof[1].startswith("Điểm theo thang điểm nội bộ của") and table.rows[1][-1].startswith("Chưa xếp hạng")


def test_every_state_has_its_own_sign_and_word_and_can_be_read() -> None:
    assert set(VERDICT) < set(CELL)
    assert len({look.sign for look in CELL.values()}) == len({look.label for look in CELL.values()}) == len(CELL)
    assert all(contrast(look.colour, look.ink) >= 4.5 for look in CELL.values())


@pytest.mark.parametrize(("audience", "persons"), [("Cá nhân", True), ("CÁ NHÂN tiêu biểu", True), ("Doanh nghiệp", False)])
def test_which_audience_is_made_of_persons(audience: str, persons: bool) -> None:
    assert is_of_persons(audience) is persons
