"""One unit's card: groups, worst first, the four numbers of tasks, who reported and when, the units below."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from domain.period import Period
from report import unit_card
from report.sentences import counts
from store import reads
from store.reads import about_duties, about_unit_card
from tests.rows import card
from tests.world import PLAN, World, indicator, measure, target, unit

Q3 = Period.parse("2026Q3")
TODAY = date(2026, 11, 21)


def row(row_no: str, status: str, **changes: object) -> dict:
    made = card(indicator_id=f"k/PL2/{row_no}", row_no=row_no, status=status, **changes)
    return made | {"label": f"Phụ lục 2, dòng {row_no}", "explained": None}


def lead(subject_id: str, unit_id: str, *, is_row: bool = True) -> dict:
    return {"subject_id": subject_id, "unit_id": unit_id, "name": unit_id, "short_name": unit_id, "kind": "phong", "parent_id": "a"} | {
        "is_row": is_row
    }


# -- rows in groups ------------------------------------------------------------------------------------------------------------


def test_rows_of_a_group_stand_worst_first() -> None:
    rows = [row("1", "dat"), row("2", "nguy_co", value=40), row("3", "nguy_co", value=30), row("4", "khong_dat")]
    assert [one["row_no"] for one in unit_card.by_part(rows)[0].rows] == ["4", "3", "2", "1"]


def test_the_worst_row_is_named_with_its_figures_and_lead() -> None:
    rows = [row("1", "cham"), row("2", "nguy_co", value=30, name="Xa nhất")]
    assert unit_card.worst_sentence(rows) == "Kém nhất là «Xa nhất»: 30 %, lộ trình đến nay 46,00 %, mục tiêu ≥ 80 %, Phòng A chủ trì."
    assert unit_card.worst_sentence([row("1", "dat")]) == ""


def test_parts_follow_the_plan_and_name_what_has_no_heading() -> None:
    rows = [
        row("1", "dat", appendix="1", part="I", group_name="Nhóm B"),
        row("2", "dat", appendix="1", part="I"),
        row("3", "cham", appendix="1", part="I", group_name="Nhóm B"),
        row("4", "dat", appendix="CT", group_name="Nhóm A"),
    ]
    groups = unit_card.by_part(rows)
    assert [(group.about, group.name, len(group.rows)) for group in groups] == [
        ("Phụ lục 1, phần I", "Nhóm B", 2),
        ("Phụ lục 1, phần I", "Các dòng không có tiêu đề nhóm", 1),
        ("Chỉ tiêu trong lời văn", "Nhóm A", 1),
    ]
    assert groups[0].rows[0]["row_no"] == "3"


def test_a_row_with_two_leads_stands_with_both_and_that_is_said() -> None:
    rows = [row("1", "nguy_co"), row("2", "dat"), row("3", "dat")]
    groups = unit_card.by_lead(rows, [lead("k/PL2/1", "p1"), lead("k/PL2/1", "p2"), lead("k/PL2/2", "p2")])
    assert [(group.name, len(group.rows)) for group in groups] == [("p1", 1), ("p2", 2), ("Chưa rõ chủ trì", 1)]
    assert unit_card.counted_twice(groups, rows) == (
        "Dòng có hai cơ quan chủ trì được tính ở cả hai: các nhóm cộng lại là 4 dòng, kế hoạch có 3 dòng."
    )
    assert unit_card.counted_twice(unit_card.by_part(rows), rows) == ""


def test_the_group_with_most_going_badly_stands_open_and_bars_show_its_counts() -> None:
    rows = [row("1", "dat", group_name="A"), row("2", "nguy_co", group_name="B"), row("3", "khong_dat", group_name="B")]
    shown = unit_card.groups_list(unit_card.by_part(rows))
    assert shown.count("<details") == 2 and shown.count(" open>") == 1
    assert shown.index("<b>B</b>") > shown.index(" open>") > shown.index("<b>A</b>")
    assert "Không đạt 1" in shown and "2 không đạt hoặc có nguy cơ" in shown


def test_rates_share_one_scale_from_zero_and_a_figure_above_a_hundred_widens_it() -> None:
    assert unit_card.percent_scale([row("1", "dat")]) == 102
    assert unit_card.percent_scale([row("1", "vuot", value=150)]) == 153
    assert unit_card.percent_scale([row("1", "vuot", value=4000, unit_of_measure="sáng kiến")]) == 102


@pytest.mark.parametrize(
    ("statuses", "said"),
    [
        (("nguy_co", "khong_dat", "cham"), "2 không đạt hoặc có nguy cơ, 1 chậm"),
        (("cham",), "1 chậm"),
        (("dat", "vuot"), "không dòng nào chậm hoặc có nguy cơ"),
        (("khong_danh_gia", "chua_den_ky"), "chưa dòng nào đánh giá được"),
    ],
)
def test_how_a_group_goes_is_said_in_words(statuses: tuple[str, ...], said: str) -> None:
    assert unit_card.badly([row(str(place), status) for place, status in enumerate(statuses)]) == said


def test_why_rows_are_not_judged_is_counted_by_reason() -> None:
    rows = [row("1", "khong_danh_gia", reason="words"), row("2", "khong_danh_gia", reason="early"), row("3", "dat")]
    said = unit_card.not_judged([*rows, row("4", "khong_danh_gia", reason="early")])
    assert said == "3 dòng chưa đủ cơ sở đánh giá: 2 dòng vì mới đầu giai đoạn; 1 dòng vì mục tiêu viết bằng lời, không có con số để so."
    assert unit_card.not_judged([rows[2]]) == ""


def test_whose_departments_a_plan_names_is_said_to_other_units_only() -> None:
    leads = [lead("k/PL2/1", "p1")]
    assert unit_card.foreign_leads(leads, {"unit_id": "a", "name": "Phường A"}) == ""
    assert "ở Phường B là cơ quan có chức năng tương ứng" in unit_card.foreign_leads(leads, {"unit_id": "b", "name": "Phường B"})


# -- tasks ---------------------------------------------------------------------------------------------------------------------


def task(name: str, state: str, **changes: object) -> dict:
    return {"task_id": name, "name": name, "state": state, "kind": "nhiem_vu", "overdue_days": None, "closes_on": None} | changes


def test_the_four_official_numbers_add_up_and_the_rest_stands_apart() -> None:
    states = ["dung_han"] * 3 + ["qua_han_xong"] + ["trong_han"] * 2 + ["qua_han"] + ["thuong_xuyen"] * 4 + ["tam_dung"]
    shown = unit_card.task_counts([task(str(place), state) for place, state in enumerate(states)])
    assert "<td>Cộng</td><td><b>7</b></td>" in shown
    assert "<td>Quá hạn, chưa xong</td><td><b class=td-late>1</b></td>" in shown
    assert "Ngoài ra 5 việc không tính hạn: 4 thường xuyên, 1 tạm dừng." in shown
    assert "Tổng 12 việc: 12 nhiệm vụ." in shown
    assert unit_card.task_counts([]) == "<p class='td-note'>Kế hoạch không giao nhiệm vụ nào ở phạm vi này.</p>"


def test_overdue_tasks_are_listed_with_their_days() -> None:
    late = task("Nối mạng", "qua_han", overdue_days=91, closes_on=date(2026, 7, 1))
    assert "Nối mạng" in unit_card.overdue_tasks([late, task("Khác", "trong_han")])
    assert "quá 91 ngày" in unit_card.overdue_tasks([late]) and "hạn 01/07/2026" in unit_card.overdue_tasks([late])
    assert "Không có việc nào quá hạn." in unit_card.overdue_tasks([task("Khác", "trong_han")])


def test_tasks_by_lead_count_for_both_leads_and_for_nobody() -> None:
    tasks = [task("k/1", "qua_han"), task("k/2", "trong_han"), task("k/3", "trong_han")]
    heads, rows = unit_card.tasks_by_lead(tasks, [lead("k/1", "p1"), lead("k/2", "p1"), lead("k/2", "p2")])
    assert heads == ("Cơ quan chủ trì", "Đang thực hiện, trong hạn", "Quá hạn, chưa xong", "Cộng")
    assert rows == [("p1", 1, 1, 2), ("p2", 1, 0, 1), ("Chưa rõ chủ trì", 1, 0, 1)]
    assert unit_card.tasks_by_lead(tasks, []) == (("Cơ quan chủ trì", "Cộng"), [])


# -- who reported --------------------------------------------------------------------------------------------------------------


def told(name: str = "p1", **changes: object) -> dict:
    return {
        "unit_id": name, "short_name": name, "period": "2026Q3", "reported": True, "approved": True, "pending": False,
        "last_state": "da_duyet", "sent_on": date(2026, 10, 20), "due_on": None, "state": "da_bao_cao", "working_days": None, "owed": True,
    } | changes  # fmt: skip


SILENT = {"reported": False, "approved": False, "last_state": None, "sent_on": None, "state": "chua_dat_han"}


@pytest.mark.parametrize(
    ("record", "said"),
    [
        ([told(), told("p2", **SILENT)], "1/2 đơn vị đã báo cáo Quý III/2026. Chưa báo cáo: p2."),
        ([told(), told("p2", approved=False, pending=True)], "2/2 đơn vị đã báo cáo Quý III/2026, 1 còn chờ duyệt."),
        ([told(**SILENT)], "Chưa báo cáo Quý III/2026."),
        ([told(pending=True)], "Đã báo cáo Quý III/2026, còn chờ duyệt."),
        ([told(**SILENT | {"owed": False})], "Chưa đơn vị nào phải báo cáo cho Quý III/2026."),
    ],
)
def test_who_reported_is_said_in_a_sentence(record: list[dict], said: str) -> None:
    assert unit_card.reported_sentence(record, Q3) == said


def test_nothing_is_called_late_without_a_due_date() -> None:
    shown = unit_card.record_table([told(), told("p2", **SILENT)])
    assert "muộn" not in shown and "chậm" not in shown and "nhận 20/10/2026" in shown


def test_lateness_stands_in_working_days_as_in_the_calendar() -> None:
    due = {"due_on": date(2026, 10, 15)}
    behind = told("p2", **SILENT | due | {"state": "qua_han", "working_days": 26})
    late = [told(**due, state="gui_muon", working_days=3), behind]
    shown = unit_card.record_table(late)
    assert "nhận 20/10/2026, gửi muộn 3 ngày làm việc" in shown and "chậm 26 ngày làm việc" in shown
    assert "hạn 15/10/2026 (quy ước nội bộ)" in shown
    assert [row[-1] for row in unit_card.record_rows([*late, told(**due, state="da_gui", working_days=-2)])] == [3, 26, None]


def test_figures_whose_day_nobody_knows_are_neither_late_nor_dated() -> None:
    shown = unit_card.record_table([told(due_on=date(2026, 10, 15), sent_on=None, working_days=26)])
    assert "nhận" not in shown and "muộn" not in shown and "26" not in shown.replace("2026", "")


def test_a_returned_report_is_not_reported_and_says_so() -> None:
    shown = unit_card.record_table([told(**SILENT | {"last_state": "tra_lai"})])
    assert "Chưa báo cáo" in shown and "bản trước bị trả lại" in shown and ">0/1<" in shown


def test_quarters_nobody_owed_do_not_count() -> None:
    record = [told(), told(period="2026Q2", **SILENT | {"owed": False})]
    shown = unit_card.record_table(record)
    assert ">1/1<" in shown and "chưa phải báo cáo" in shown


@pytest.fixture
def led_world(make_world: Callable[..., World]) -> World:
    """A ward with two departments, each leading a rate; the second row is led by both."""
    return make_world(
        units=[unit("p", "tinh"), unit("a", parent_id="p"), unit("b", parent_id="p", valid_from="2026-04-01")]
        + [unit(f"a/{name}", "phong", parent_id="a") for name in ("x", "y")],
        plans=[PLAN],
        plan_units=[{"plan_id": "k", "unit_id": "a"}, {"plan_id": "k", "unit_id": "b"}],
        measures=[measure("m"), measure("n")],
        indicators=[indicator("k/PL2/1", "m"), indicator("k/PL2/2", "n")],
        targets=[target(f"k/PL2/{row}", 2030, "=", 100) for row in (1, 2)],
        assignments=[
            {"subject_id": "k/PL2/1", "role": "chu_tri", "unit_id": "a/x"},
            {"subject_id": "k/PL2/2", "role": "chu_tri", "unit_id": "a/x"},
            {"subject_id": "k/PL2/2", "role": "chu_tri", "unit_id": "a/y"},
        ],
    )


def record_of(world: World, unit_id: str, until: str = "2026Q3", today: date = TODAY) -> dict[tuple[str, str], dict]:
    warehouse = world.open()
    with warehouse.cursor() as cursor:
        found = about_unit_card.reporting_record(cursor, "k", unit_id, Period.parse(until), today)
    warehouse.close()
    return {(row["unit_id"], row["period"]): row for row in found}


def test_a_department_has_reported_once_a_figure_it_leads_is_in(led_world: World) -> None:
    led_world.report("a", "2026Q3", {"m": 40}, approve=False)
    record = record_of(led_world, "a")
    assert record["a/x", "2026Q3"]["reported"] and record["a/x", "2026Q3"]["pending"] and not record["a/x", "2026Q3"]["approved"]
    assert not record["a/y", "2026Q3"]["reported"] and record["a/y", "2026Q3"]["owed"]
    led_world.report("a", "2026Q3", {"n": 40})
    assert record_of(led_world, "a")["a/y", "2026Q3"]["approved"]


def test_the_record_agrees_with_who_is_said_to_report_elsewhere(led_world: World) -> None:
    led_world.report("a", "2026Q3", {"m": 40})
    warehouse = led_world.open()
    with warehouse.cursor() as cursor:
        for unit_id in ("a", "b", "p"):
            said = {row["unit_id"]: row["reported"] for row in reads.reporters(cursor, "k", unit_id, Q3)}
            record = about_unit_card.reporting_record(cursor, "k", unit_id, Q3, TODAY)
            assert {row["unit_id"]: row["reported"] for row in record if row["period"] == "2026Q3"} == said
    warehouse.close()


def test_a_returned_report_no_longer_counts_and_a_newer_pending_one_is_told(led_world: World) -> None:
    first = led_world.report("b", "2026Q3", {"m": 40}, approve=False)
    led_world.act("return", {"submission_id": first, "reason": "sai"})
    returned = record_of(led_world, "b")["b", "2026Q3"]
    assert not returned["reported"] and returned["last_state"] == "tra_lai"
    led_world.report("b", "2026Q3", {"m": 41})
    led_world.report("b", "2026Q3", {"m": 42}, approve=False)
    now = record_of(led_world, "b")["b", "2026Q3"]
    assert now["approved"] and now["pending"]


def test_reports_are_owed_from_the_quarter_plan_and_unit_are_in_force(led_world: World) -> None:
    led_world.report("a", "2026Q3", {"m": 40})
    owed = {period for (_, period), row in record_of(led_world, "b").items() if row["owed"]}
    assert owed == {"2026Q2", "2026Q3"}
    owed = {period for (_, period), row in record_of(led_world, "a").items() if row["owed"]}
    assert owed == {"2025Q4", "2026Q1", "2026Q2", "2026Q3"}, "the plan is of 2025-10-02"


@pytest.mark.parametrize("demonstration", [False, True])
def test_who_is_late_and_by_how_much_is_the_same_here_and_in_the_calendar(led_world: World, *, demonstration: bool) -> None:
    led_world.act("start", {"demonstration": demonstration})
    led_world.report("a", "2026Q3", {"m": 40})
    assert record_of(led_world, "a")["a/x", "2026Q3"]["state"] == "da_bao_cao"
    led_world.act("period", {"period": "2026Q3", "locked": False, "due_on": "2020-01-31"})
    warehouse = led_world.open()
    with warehouse.cursor() as cursor:
        calendar = {row["unit_id"]: row for row in about_duties.quarter_reports(cursor, TODAY) if row["described_id"] == "a"}
    warehouse.close()
    own = {unit_id: record_of(led_world, "a")[unit_id, "2026Q3"] for unit_id in ("a/x", "a/y")}
    for unit_id, row in own.items():
        theirs = calendar[unit_id]
        assert (row["state"], row["working_days"]) == (theirs["state"], theirs["working_days"])
        assert row["sent_on"] == theirs["reported_on"]
    assert [row["state"] for row in own.values()] == ["da_bao_cao" if demonstration else "gui_muon", "qua_han"]


def test_a_plan_without_indicators_asks_for_no_figures_here_and_in_the_calendar(make_world: Callable[..., World]) -> None:
    world = make_world(
        units=[unit("p", "tinh"), unit("a", parent_id="p"), unit("b", parent_id="p")],
        plans=[PLAN, PLAN | {"plan_id": "l", "number": "53/KH-UBND"}],
        plan_units=[{"plan_id": "k", "unit_id": "a"}, {"plan_id": "l", "unit_id": "b"}],
        measures=[measure("m")],
        indicators=[indicator("l/PL2/1", "m", plan_id="l")],
        targets=[target("l/PL2/1", 2030, "=", 100)],
    )
    world.report("b", "2026Q3", {"m": 40}, plan_id="l")
    world.act("period", {"period": "2026Q3", "locked": False, "due_on": "2026-10-15"})
    record = record_of(world, "a")
    assert record and not any(row["owed"] or row["due_on"] or row["state"] == "qua_han" for row in record.values())
    warehouse = world.open()
    with warehouse.cursor() as cursor:
        assert {row["plan_id"] for row in about_duties.quarter_reports(cursor, TODAY)} == {"l"}
    warehouse.close()


def test_leads_name_a_row_twice_where_two_lead_it(led_world: World) -> None:
    warehouse = led_world.open()
    with warehouse.cursor() as cursor:
        found = about_unit_card.leads(cursor, "k")
    warehouse.close()
    assert [(one["subject_id"], one["unit_id"]) for one in found] == [("k/PL2/1", "a/x"), ("k/PL2/2", "a/x"), ("k/PL2/2", "a/y")]


# -- the units below -----------------------------------------------------------------------------------------------------------


def test_units_below_stand_in_the_order_of_the_ranking_with_what_needs_attention() -> None:
    def below(unit_id: str, status: str, rows: int) -> dict:
        return {"unit_id": unit_id, "name": unit_id, "short_name": unit_id, "status": status, "rows": rows}

    rows = [below("a", "dat", 4), below("b", "nguy_co", 1), below("b", "dat", 3)]
    ranking = [{"unit_id": "a", "short_name": "a", "place": 1, "out_of": 1, "bad": 0}, {"unit_id": "b", "place": None}]
    assert [unit for unit, _, _ in unit_card.children(rows, [])] == ["b", "a"]
    assert [unit for unit, _, _ in unit_card.children(rows, ranking)] == ["a", "b"]
    record = [told("a"), told("b", **SILENT)]
    assert unit_card.below_sentence(rows, ranking, record, Q3) == (
        "1/2 đơn vị có dòng chỉ tiêu không đạt hoặc có nguy cơ không đạt; kém nhất là a, 0 dòng, hạng 1/1 (1 đơn vị chưa xếp hạng). "
        "1/2 đơn vị đã báo cáo Quý III/2026. Chưa báo cáo: b."
    )
    shown = unit_card.units_below(rows, ranking, {"a": True, "b": False}, {"a": 2}, lambda unit_id: f"don-vi?don_vi={unit_id}")
    assert "hạng 1/1" in shown and "chưa xếp hạng" in shown
    assert "2 quá hạn" in shown and "chưa báo cáo" in shown and "don-vi?don_vi=b" in shown


def test_an_ancestors_groups_count_the_results_of_its_units() -> None:
    rows = [row("1", "khong_danh_gia", children='{"dat": 2, "nguy_co": 3}')]
    assert unit_card.how_many(rows) == "1 dòng, 5 kết quả của các đơn vị"
    assert unit_card.badly(rows) == "3 không đạt hoặc có nguy cơ"
    assert counts(rows) == {"khong_danh_gia": 1}
