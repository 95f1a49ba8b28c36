"""The overview's fragments: which rows stand on top, what goes badly first, how the units below stand."""

from __future__ import annotations

import re
from datetime import date

import pytest

from domain.period import Period
from report import overview
from store import reads
from tests.rows import NO_PATH, card
from tests.world import World

Q2, Q3, LAST_YEAR = (Period.parse(text) for text in ("2026Q2", "2026Q3", "2025Q3"))


def row(name: str, **changes: object) -> dict:
    return card(indicator_id=f"k/PL2/{name}", name=name, **changes) | {"label": f"dòng {name}"}


def names(rows: list[dict]) -> list[str]:
    return [one["name"] for one in rows]


def said(fragment: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", fragment).split())


def test_common_indicators_stand_on_top_then_pinned_ones_each_once() -> None:
    rows = [row("a"), row("b", measure_id="chi-ngan-sach"), row("c"), row("d", measure_id="5g-dia-ban")]
    assert names(overview.headline_rows(rows, [])) == ["d", "b"]
    assert names(overview.headline_rows(rows, ["k/PL2/c", "k/PL2/d", "k/PL2/gone"])) == ["d", "b", "c"]


def test_a_plan_without_common_indicators_shows_its_worst() -> None:
    rows = [row("a", status="dat"), row("b", status="cham"), row("c", status="nguy_co")]
    assert names(overview.headline_rows(rows, [])) == ["c", "b"]
    assert names(overview.headline_rows([row("a", status="dat")], [])) == ["a"]


def test_one_figure_judged_alike_in_two_rows_is_one_line_that_names_both() -> None:
    rows = [row("a", status="nguy_co"), row("b", status="nguy_co"), row("c", status="cham"), row("d", status="nguy_co", measure_id="x")]
    assert [one["label"] for one in overview.together(rows)] == ["dòng a; cũng ở dòng b", "dòng c", "dòng d"]
    assert overview.lines(overview.together(rows)) == len(rows)


def test_deadlines_say_first_what_is_overdue_and_who_leads_it_and_lead_to_all_tasks() -> None:
    late = {"closes_on": date(2026, 9, 1), "name": "Việc cũ", "leads": ["Công an"], "state": "qua_han", "overdue_days": 1082}
    late |= {"due_before_plan": False, "issued_on": date(2026, 1, 1)}
    before = late | {"name": "Việc hạn sớm", "due_before_plan": True}
    soon = late | {"closes_on": date(2026, 12, 1), "name": "Việc tới", "leads": [], "state": "trong_han", "completed_on": None}
    html = overview.deadlines(
        [late, before, soon | {"overdue_days": None}],
        date(2026, 11, 22),
        ("6 nhiệm vụ quá hạn chưa xong.", "Sắp tới 1 việc."),
        "nhiem-vu?ky=2026Q3",
        "Chưa có báo cáo nào.",
        4,
    )
    words = said(html)
    assert words.startswith(
        "6 nhiệm vụ quá hạn chưa xong. Sắp tới 1 việc. Mọi nhiệm vụ Chưa có báo cáo nào. "
        "Việc cũ · Công an quá 1.082 ngày hạn 01/09/2026 Việc hạn sớm · Công an hạn đặt trước ngày ký kế hoạch"
    )
    assert words.index("Việc hạn sớm") < words.index("còn 4 việc quá hạn") < words.index("Việc tới")
    assert words.endswith("Việc tới · Chưa rõ chủ trì còn 9 ngày hạn 01/12/2026")
    assert html.count("class=td-late>quá") == 2 and "href='nhiem-vu?ky=2026Q3'" in html


def test_what_most_units_below_are_late_with_stands_first_with_its_lead() -> None:
    def waits(task: str, unit: str, state: str = "qua_han", **changes: object) -> dict:
        row = {"task_id": task, "name": f"Việc {task}", "leads": ["Phòng A"], "short_name": unit, "state": state}
        return (
            row | {"closes_on": date(2026, 9, 30), "issued_on": date(2025, 10, 2), "due_before_plan": False, "overdue_days": 53} | changes
        )

    rows = [
        waits("một", "An"),
        waits("hai", "An", leads=[]),
        waits("hai", "Binh"),
        waits("hai", "Cam", "trong_han"),
        waits("ba", "An", "trong_han"),
    ]
    words = said(overview.late_below(rows, ("2 đơn vị quá hạn.", "Nhiều nhất là An."), "nhiem-vu", "", 2))
    assert words == (
        "2 đơn vị quá hạn. Nhiều nhất là An. Mọi nhiệm vụ Việc hai · Chưa rõ chủ trì 2 đơn vị quá hạn lâu nhất 53 ngày hạn 30/09/2026 "
        "Việc một · Phòng A An quá hạn 53 ngày hạn 30/09/2026"
    )
    short = said(overview.late_below(rows, ("", ""), "nhiem-vu", "", 1))
    assert "Việc một" not in short and short.startswith("Còn 1 nhiệm vụ quá hạn khác (1 lượt) Việc hai")


def test_a_stage_that_ended_badly_is_named_and_leads_to_its_rows() -> None:
    shown = overview.stages_missed([{"stage": 2025, "missed": 4, "rows": 12}], lambda stage: f"giai-doan?giai_doan={stage}")
    assert said(shown) == "Giai đoạn đã qua: 4/12 dòng không đạt khi hết năm 2025"
    assert "href='giai-doan?giai_doan=2025'" in shown and overview.stages_missed([], str) == ""


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ([], "Đơn vị chưa nêu nguyên nhân của dòng nào trong 2 dòng không đạt hoặc có nguy cơ không đạt."),
        (["Chờ kinh phí"], "Đơn vị đã nêu nguyên nhân 1/2 dòng không đạt hoặc có nguy cơ không đạt."),
    ],
)
def test_whether_the_unit_said_why_is_told(rows: list[str], words: str) -> None:
    bad = [row("a", status="nguy_co"), row("b", status="khong_dat"), row("c", status="cham") | {"answer": "không tính"}]
    for one, answer in zip(bad, rows, strict=False):
        one["answer"] = answer
    assert said(overview.why(bad)) == words
    assert overview.why([row("c", status="cham")]) == ""


def test_a_tile_says_value_target_status_need_and_how_many_units() -> None:
    tile = said(overview.tiles([row("x", aggregated=True, reported_units=7, due_units=12, approved=False)], {}))
    for part in ("45 %", "mục tiêu ≥ 80 % (2030)", "▼ Chậm", "Cần +2,06 điểm mỗi quý", "7/12 đơn vị", "chưa duyệt"):
        assert part in tile


def test_a_row_not_yet_due_says_so_on_its_tile() -> None:
    assert "chưa có mục tiêu đến kỳ" in said(overview.tiles([row("x", stage=None, target=None, status="chua_den_ky", **NO_PATH)], {}))


def test_changes_name_both_pasts_and_list_the_worse_first() -> None:
    now = [row("tot", status="dat", value=81), row("xau", status="nguy_co", value=44)]
    past = [row("tot", status="cham", value=70), row("xau", status="cham", value=45)]
    year_ago = [row("tot", status="cham", value=60), row("xau", status="nguy_co", value=40)]
    text = said(overview.changes(now, past, year_ago, Q2, LAST_YEAR))
    assert text.startswith("Ngang Quý II/2026: 1 dòng xấu đi, 1 tốt lên. Tốt hơn Quý III/2025: 1 dòng tốt lên, không dòng nào xấu đi.")
    assert text.index("xau 44 % (▼ 1; cùng kỳ năm trước 40 %) Chậm → ■ Nguy cơ không đạt") < text.index("tot 81 %")


def test_a_first_quarter_has_nothing_to_compare_with() -> None:
    assert "kỳ đầu tiên" in overview.changes([row("a")], [], [], None, LAST_YEAR)


@pytest.mark.parametrize(
    ("missing", "text"),
    [
        (0, "3/3 đơn vị đã báo cáo Quý III/2026."),
        (2, "1/3 đơn vị đã báo cáo Quý III/2026. Chưa báo cáo: Phòng 0, Phòng 1."),
    ],
)
def test_who_has_not_reported_is_named(missing: int, text: str) -> None:
    expected = [{"short_name": f"Phòng {place}", "reported": place >= missing} for place in range(3)]
    assert said(overview.reporters(expected, Q3)) == text


def test_of_many_missing_units_the_rest_is_counted() -> None:
    expected = [{"short_name": f"Xã {place}", "reported": False} for place in range(30)]
    assert said(overview.reporters(expected, Q3)).endswith("Xã 11 và 18 đơn vị khác.")


def unit_rows(**bad: int) -> list[dict]:
    """Units of ten rows each, some of them going badly."""
    return [
        {"unit_id": name, "name": name, "short_name": name, "status": status, "rows": count}
        for name, worst in bad.items()
        for status, count in (("nguy_co", worst), ("dat", 10 - worst))
        if count
    ]


def ranked(unit_id: str, place: int | None, **changes: object) -> dict:
    """A unit of a ranking, ten rows judged now and then."""
    return {
        "unit_id": unit_id, "name": unit_id, "short_name": unit_id, "place": place, "out_of": 3, "due": 10, "figures": 10, "well": 6,
        "bad": 4, "judged": 10, "enough_figures": True, "worse": 0, "better": 0, "same": 10, "new": 0, "lost": 0,
    } | changes  # fmt: skip


def test_units_below_stand_in_the_order_of_the_ranking_and_those_without_a_place_apart() -> None:
    rows = unit_rows(An=1, Binh=4, Cam=0)
    ranking = [ranked("Cam", 1), ranked("An", 2, bad=1), ranked("Binh", None, figures=0)]
    shown = said(overview.units_below(rows, ranking, lambda unit: f"./?don_vi={unit}"))
    assert shown.index("An") < shown.index("Cam") < shown.index("Binh")
    assert "– Binh 6 4 chưa xếp hạng" in shown and "60,0 %" in shown
    whole = overview.units_below(rows, ranking, lambda unit: f"./?don_vi={unit}")
    assert "title='chưa có số liệu của kỳ này'" in whole and "title='1/10 dòng không đạt hoặc có nguy cơ'" in whole
    bad = "2/3 đơn vị có dòng chỉ tiêu không đạt hoặc có nguy cơ không đạt"
    assert overview.units_sentence(rows, ranking) == f"{bad}; kém nhất là An, 1 dòng, hạng 2/3 (1 đơn vị chưa xếp hạng)."
    assert overview.units_sentence(rows) == f"{bad}; nhiều nhất là Binh, 4 dòng."
    assert "Tổng 30 (dòng chỉ tiêu của 3 đơn vị)" in said(overview.units_standing(rows, ranking))


def test_units_that_only_gather_others_stand_by_how_many_rows_go_badly() -> None:
    shown = said(overview.units_below(unit_rows(An=1, Binh=4, Cam=0), [], str))
    assert shown.index("Binh") < shown.index("An") < shown.index("Cam")


def test_units_are_compared_by_the_rows_judged_both_times_and_the_silent_left_out() -> None:
    ranking = [ranked("An", 1, worse=1, better=3, same=6), ranked("Binh", 2, worse=4, new=2), ranked("Cam", None, worse=9, figures=0)]
    text = said(overview.units_changes([(Q2, ranking), (LAST_YEAR, [ranked("An", 1, better=2)])]))
    assert text == (
        "Kém hơn Quý II/2026: 5 dòng xấu đi, 3 tốt lên; 2 dòng mới đánh giá được. "
        "Tốt hơn Quý III/2025: 2 dòng tốt lên, không dòng nào xấu đi. Xấu đi nhiều nhất: "
        "Binh (4 dòng xấu đi, 0 tốt lên); An (1 dòng xấu đi, 3 tốt lên)."
    )


def test_units_without_a_past_have_nothing_to_compare_with() -> None:
    assert "kỳ đầu tiên" in overview.units_changes([])


def test_where_no_unit_goes_badly_it_is_said() -> None:
    assert (
        overview.units_sentence(unit_rows(An=0)) == "Không đơn vị nào trong 1 đơn vị có dòng chỉ tiêu không đạt hoặc có nguy cơ không đạt."
    )


def test_many_units_fold_after_the_twelve_worst() -> None:
    shown = overview.units_below(unit_rows(**{f"Xa{place}": 1 for place in range(20)}), [], str)
    assert "Còn 8 đơn vị" in shown and shown.count("<tr><td") == 20


def test_the_store_counts_rows_of_the_units_below(small_world: World) -> None:
    small_world.report("a", "2025Q3", {"m": 40})
    small_world.report("a", "2026Q3", {"m": 99})
    warehouse = small_world.open()
    with warehouse.cursor() as cursor:
        found = {(one["unit_id"], one["status"]): one["rows"] for one in reads.below(cursor, "k", "p", Q3)}
        [way] = reads.ways(cursor, "a", ("k/PL2/1",), Q3).values()
    warehouse.close()
    assert sum(found.values()) == 2 and ("b", "chua_co_so_lieu") in found
    assert [(point["period"], point["value"]) for point in way] == [("2025Q3", 40), ("2026Q3", 99)]


def test_what_is_pasted_names_row_lead_and_reason() -> None:
    pasted = overview.to_paste("Phường A, Quý III/2026: 1 dòng.", [row("x", lead=None)])
    assert pasted.splitlines()[1].startswith("- x (dòng x; chủ trì: chưa rõ): Chậm: 45 % (Quý III/2026); mục tiêu ≥ 80 % (đến 2030)")


def test_the_table_twin_has_a_value_under_every_head() -> None:
    [line] = overview.all_rows([row("x")])
    assert len(line) == len(overview.HEADS)


def test_5g_counted_in_two_ways_stands_in_one_tile_with_both_statuses() -> None:
    area = row("b", measure_id="5g-dia-ban", value=66, status="cham")
    people = row("a", measure_id="5g-dan-so", value=77, status="dung_tien_do")
    shown = overview.tiles([row("c"), *overview.headline_rows([area, people], [])], {})
    assert shown.count("<section") == 2
    text = said(shown)
    assert text.index("Phủ sóng 5G Theo dân số ◆ Đúng tiến độ 77 %") < text.index("Theo diện tích ▼ Chậm 66 %")
    assert "Theo diện tích" not in said(overview.tiles([area], {}))
