"""Tasks: how they stand on a day, the official numbers that add up, sentences that can be pasted, a timeline that does not lie."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from html import unescape

import pytest

from domain.access import EVERYWHERE
from domain.period import Period
from report import task_views, tasks
from store.reads import about_tasks
from tests.world import PLAN, World, unit

Q2, Q3 = Period.quarter(2026, 2), Period.quarter(2026, 3)
END = Q2.last_day
SIGNED = date(2025, 10, 2)


def words(fragment: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", fragment)).split())


# -- how tasks stand on a day ------------------------------------------------------------------------------------------------


def task(row: str, due_kind: str = "fixed", due_on: str = "", **changes: str) -> dict:
    return {
        "task_id": f"k/PL3/{row}", "plan_id": "k", "kind": "nhiem_vu", "section": row.split(".")[0], "section_name": "s", "name": row,
        "due_kind": due_kind, "due_on": due_on, "then_ongoing": "false", "certain": "true", "source": "000_0000000000000000.txt:1",
    } | changes  # fmt: skip


def told(
    row: str, state: str = "dang_thuc_hien", percent: str | None = None, completed_on: str | None = None, note: str | None = None
) -> dict:
    return {"task_id": f"k/PL3/{row}", "state": state, "percent": percent, "completed_on": completed_on, "note": note}


@pytest.fixture
def world(make_world: Callable[..., World]) -> World:
    """A province of two wards; tasks due on 31/12/2025, 15/8/2026 and before the plan was signed, one ongoing, one conditional."""
    return make_world(
        units=[unit("p", "tinh"), unit("a", parent_id="p"), unit("b", parent_id="p"), unit("a/x", "phong", "a")],
        plans=[PLAN],
        plan_units=[{"plan_id": "k", "unit_id": "a"}, {"plan_id": "k", "unit_id": "b"}],
        tasks=[
            task("I.1", due_on="2025-12-31"),
            task("I.2", due_on="2026-08-15", due_text="Giữa tháng 8"),
            task("I.3", due_on="2025-09-30"),
            task("II.1", "ongoing"),
            task("II.2", "conditional"),
            task("II.3", "none", kind="giai_phap"),
        ],
        assignments=[
            {"subject_id": "k/PL3/I.1", "role": "chu_tri", "unit_id": "a/x"},
            {"subject_id": "k/PL3/I.1", "role": "phoi_hop", "unit_id": "b"},
        ],
    )


def standing(world: World, unit_id: str, period: Period, as_of: date) -> dict[str, tuple]:
    warehouse = world.open()
    with warehouse.cursor() as cursor:
        rows = about_tasks.tasks(cursor, "k", unit_id, period, as_of)
    warehouse.close()
    return {row["name"]: (row["state"], row["overdue_days"]) for row in rows}


def test_on_the_last_day_of_a_quarter_the_answer_is_the_card(world: World) -> None:
    world.report(
        "a", "2026Q1", {}, tasks=[told("I.1", "hoan_thanh", "100", "2026-01-10"), told("I.2", "tam_dung"), told("II.1", "tam_dung")]
    )
    world.report("a", "2026Q3", {}, tasks=[told("I.2"), told("I.3", "hoan_thanh", "100", "2026-10-05")])
    for period in (Period.quarter(2025, 4), Q2, Q3):
        cards = world.rows("FROM task_card JOIN task USING (task_id) WHERE unit_id = 'a' AND period = ?", str(period))
        assert standing(world, "a", period, period.last_day) == {row["name"]: (row["state"], row["overdue_days"]) for row in cards}


def test_while_a_quarter_runs_nothing_due_later_in_it_is_overdue(world: World) -> None:
    world.act("period", {"period": "2026Q3"})
    assert standing(world, "a", Q3, Q3.last_day)["I.2"] == ("qua_han", 46)
    assert standing(world, "a", Q3, date(2026, 8, 1))["I.2"] == ("trong_han", None)
    assert standing(world, "a", Q3, date(2026, 8, 15))["I.2"] == ("trong_han", None)
    assert standing(world, "a", Q3, date(2026, 8, 16))["I.2"] == ("qua_han", 1)


def test_what_fell_due_after_a_quarters_end_is_overdue_by_today(world: World) -> None:
    world.act("period", {"period": "2026Q2"})
    assert standing(world, "a", Q2, END)["I.2"] == ("trong_han", None)
    assert standing(world, "a", Q2, date(2026, 9, 1))["I.2"] == ("qua_han", 17)


def test_who_did_it_late_stays_late_and_who_has_not_done_it_by_a_day_has_not(world: World) -> None:
    world.report("a", "2026Q3", {}, tasks=[told("I.1", "hoan_thanh", "100", "2026-01-10"), told("I.2", "hoan_thanh", "100", "2026-09-20")])
    found = standing(world, "a", Q3, date(2026, 12, 1))
    assert found["I.1"] == ("qua_han_xong", 10)
    assert found["I.2"] == ("qua_han_xong", 36)
    assert standing(world, "a", Q3, date(2026, 9, 1))["I.2"] == ("qua_han", 17)


def test_only_what_has_a_deadline_is_ever_overdue(world: World) -> None:
    world.act("period", {"period": "2026Q2"})
    late = {name for name, (state, _) in standing(world, "a", Q2, date(2090, 1, 1)).items() if state == "qua_han"}
    assert late == {"I.1", "I.2", "I.3"}


def test_a_task_says_whose_it_is_and_what_was_last_reported_about_it(world: World) -> None:
    world.report("a", "2026Q1", {}, tasks=[told("I.1", percent="40", note="chờ kinh phí")])
    world.report("a", "2026Q2", {}, tasks=[told("I.1", percent="60")], approve=False)
    warehouse = world.open()
    with warehouse.cursor() as cursor:
        [before] = [row for row in about_tasks.tasks(cursor, "k", "a", Period.quarter(2026, 1), END) if row["name"] == "I.1"]
        [row] = [row for row in about_tasks.tasks(cursor, "k", "a", Q2, END) if row["name"] == "I.1"]
        reports = about_tasks.task_reports(cursor, EVERYWHERE, "a", "k/PL3/I.1")
    assert (before["percent"], before["note"], before["submission_state"]) == (40, "chờ kinh phí", "da_duyet")
    assert (row["percent"], row["note"], row["submission_state"], row["sheet"], row["cell"]) == (60, None, "cho_duyet", "Nhiệm vụ", "D6")
    assert (row["lead_ids"], row["leads"], row["helpers"], row["due_before_plan"]) == (["a/x"], ["a/x"], ["b"], False)
    assert [(one["period"], one["stands"]) for one in reports] == [("2026Q2", True), ("2026Q1", True)]


def test_the_history_says_which_report_of_a_quarter_counts(world: World) -> None:
    world.report("a", "2026Q2", {}, tasks=[told("I.1", percent="40")])
    withdrawn = world.report("a", "2026Q2", {}, tasks=[told("I.1", percent="50")])
    world.act("withdrawal", {"submission_id": withdrawn, "reason": "nhầm"})
    world.report("a", "2026Q2", {}, tasks=[told("I.1", percent="60")], approve=False)
    warehouse = world.open()
    with warehouse.cursor() as cursor:
        reports = about_tasks.task_reports(cursor, EVERYWHERE, "a", "k/PL3/I.1")
    assert [(one["percent"], one["stands"]) for one in reports] == [(60, False), (50, False), (40, True)]
    assert "Không dùng, đã rút: nhầm" in words(task_views.history(reports, lambda one: one["submission_id"]))


def test_units_below_are_counted_and_what_they_have_not_done_is_listed(world: World) -> None:
    world.report("a", "2026Q2", {}, tasks=[told("I.1", "hoan_thanh", "100", "2025-12-01"), told("I.3", "hoan_thanh", "100", "2025-10-15")])
    warehouse = world.open()
    with warehouse.cursor() as cursor:
        groups = tasks.by_unit(about_tasks.counts_below(cursor, "k", "p", Q2, END, "nhiem_vu"))
        waiting = about_tasks.open_below(cursor, "k", "p", Q2, END, "nhiem_vu")
        last = about_tasks.last_quarter_below(cursor, "k", "p")
        nobody = about_tasks.last_quarter_below(cursor, "k", "a")
        kinds = about_tasks.kinds(cursor, "k")
    assert [(one.name, one.counts["qua_han"], one.longest, one.under) for one in groups] == [
        ("b", 2, 181, "chưa có báo cáo"),
        ("a", 0, None, "báo cáo gần nhất: Quý II/2026"),
    ]
    assert groups[0].longest_before == 273, "due before the plan was signed"
    assert [row["leads"] for row in waiting if row["name"] == "I.1"] == [["a/x"]]
    assert groups[1].counts == {"dung_han": 1, "qua_han_xong": 1, "trong_han": 1, "thuong_xuyen": 1, "co_dieu_kien": 1}
    assert [(row["name"], row["unit_id"], row["state"]) for row in waiting] == [
        ("I.1", "b", "qua_han"), ("I.2", "a", "trong_han"), ("I.2", "b", "trong_han"), ("I.3", "b", "qua_han")
    ]  # fmt: skip
    assert (last, nobody, kinds) == (Q2, None, {"nhiem_vu": 5, "giai_phap": 1})
    assert tasks.headline_below(groups) == (
        "1/2 đơn vị có nhiệm vụ quá hạn chưa xong (2 lượt).",
        "Nhiều nhất là b: 2 nhiệm vụ, lâu nhất 181 ngày không kể việc kế hoạch đặt hạn trước ngày ký.",
    )
    assert tasks.headline_below(groups[1:]) == ("", "Không đơn vị nào có nhiệm vụ quá hạn (1 đơn vị).")


def test_done_without_a_deadline_is_neither_in_time_nor_late(world: World) -> None:
    world.report("a", "2026Q2", {}, tasks=[told("II.2", "hoan_thanh", "100", "2026-05-01")])
    warehouse = world.open()
    with warehouse.cursor() as cursor:
        rows = about_tasks.tasks(cursor, "k", "a", Q2, END)
    counts = tasks.tally(rows)
    assert (counts["dung_han"], counts["xong_khong_han"]) == (0, 1)
    assert sum(counts[state] for state in tasks.FOUR) == sum(row["closes_on"] is not None for row in rows) == 3
    assert counts.total() == len(rows)


# -- words and numbers -------------------------------------------------------------------------------------------------------


def row(state: str = "qua_han", **changes: object) -> dict:
    """A task as the warehouse answers, due on 31/12/2025 and judged on 30/06/2026."""
    late = {"qua_han": 181, "qua_han_xong": 10}.get(state)
    done = {"qua_han_xong": date(2026, 1, 10), "dung_han": date(2025, 12, 1)}.get(state)
    return {
        "task_id": "k/PL3/I.1", "kind": "nhiem_vu", "name": "Lập kế hoạch.", "section": "I", "section_name": "Nâng cao nhận thức",
        "state": state, "counted": state, "overdue_days": late, "completed_on": done, "closes_on": date(2025, 12, 31), "issued_on": SIGNED,
        "due_kind": "fixed", "due_text": "Tháng 12/2025", "due_before_plan": False, "due_after_plan": None, "then_ongoing": False,
        "lead_ids": ["x"], "leads": ["Phòng X"], "helpers": [], "output": None, "certain": True, "doubt": None, "source": "s",
        "submission_id": "BC-1", "reported_state": "dang_thuc_hien", "reported_done": done, "reported_period": "2026Q1",
        "reported_quarter": Period.quarter(2026, 1).index, "percent": Decimal("50.0000"), "note": None, "file_name": "f.xlsx",
        "sheet": "Nhiệm vụ", "cell": "D6", "by_whom": "an", "at": None, "verified": True, "submission_state": "da_duyet",
    } | changes  # fmt: skip


SILENT = {"submission_id": None, "reported_state": None, "percent": None, "reported_period": None, "reported_quarter": None}
UNDATED = {"closes_on": None, "overdue_days": None, "due_kind": "ongoing", "due_text": "Thường xuyên"}


def test_the_rate_is_that_of_the_government_report() -> None:
    """1270/BC-TCTTTg: 21.914 = 14.068 in time + 1.983 late + 5.640 not yet due + 223 overdue."""
    counts = Counter(dung_han=14068, qua_han_xong=1983, trong_han=5640, qua_han=223, thuong_xuyen=7)
    assert tasks.completion(counts) == Decimal("98.6")
    assert tasks.rate_line(counts).startswith("Tỷ lệ hoàn thành 98,6 % = 16.051 ÷ (16.051 + 223): đã hoàn thành ÷ (đã hoàn thành + quá hạn")
    assert "21.921 nhiệm vụ = 21.914 có hạn (223 + 1.983 + 5.640 + 14.068) + 7 thường xuyên" in words(task_views.reconciliation(counts, {}))


def test_nothing_due_yet_is_no_rate() -> None:
    counts = Counter(trong_han=2, thuong_xuyen=3)
    assert tasks.completion(counts) is None
    assert tasks.rate_line(counts) == "Chưa tính tỷ lệ hoàn thành: chưa có nhiệm vụ có hạn nào đã xong hoặc đã quá hạn."
    assert "0 %" not in words(task_views.numbers(counts, {}, None))


@pytest.mark.parametrize(
    ("rows", "bad", "well"),
    [
        ([], "", "Không có nhiệm vụ nào trong phần đang chọn."),
        ([row("thuong_xuyen", **UNDATED)], "", "Không nhiệm vụ nào có ngày hạn, nên không việc nào có thể quá hạn."),
        ([row("dung_han")], "", "Không có nhiệm vụ nào quá hạn. Không còn nhiệm vụ nào chờ đến hạn."),
        (
            [row()],
            "1 nhiệm vụ quá hạn chưa xong, 181 ngày (Phòng X chủ trì).",
            "Không còn nhiệm vụ nào chờ đến hạn.",
        ),
        (
            [row(overdue_days=20, leads=[]), row(overdue_days=30, leads=[]), row("trong_han", closes_on=date(2026, 7, 30))],
            "2 nhiệm vụ quá hạn chưa xong, lâu nhất 30 ngày (chưa rõ ai chủ trì).",
            "Trong 30 ngày từ 30/06/2026 có 1 nhiệm vụ đến hạn, gần nhất 30/07/2026.",
        ),
        (
            [row(due_before_plan=True), row("trong_han", closes_on=date(2026, 7, 31))],
            "1 nhiệm vụ quá hạn chưa xong, 181 ngày (Phòng X chủ trì); kế hoạch đặt hạn trước ngày ký.",
            "Trong 30 ngày từ 30/06/2026 không có nhiệm vụ nào đến hạn; hạn kế tiếp 31/07/2026.",
        ),
        (
            [row(due_before_plan=True, overdue_days=1418), row(leads=["Phòng Y"])],
            "2 nhiệm vụ quá hạn chưa xong, lâu nhất 181 ngày (Phòng Y chủ trì); 1 việc khác kế hoạch đặt hạn trước ngày ký, "
            "không xếp vào lâu nhất.",
            "Không còn nhiệm vụ nào chờ đến hạn.",
        ),
    ],
    ids=["nothing", "no deadline", "all done", "one", "many, no lead", "plan's fault", "one of two the plan's fault"],
)
def test_the_first_sentence_says_what_is_overdue_whose_and_what_comes_next(rows: list[dict], bad: str, well: str) -> None:
    assert tasks.headline(rows, END) == (bad, well)


START = "Nhiệm vụ «Lập kế hoạch» (Phụ lục 3, dòng I.1), Phòng X chủ trì, "
DUE = "hạn 31/12/2025 (kế hoạch ghi «Tháng 12/2025»): tính đến 30/06/2026 "
TOLD = "; báo cáo gần nhất (Quý I/2026): đang thực hiện, 50 %."


@pytest.mark.parametrize(
    ("task_row", "said"),
    [
        (row(), f"{START}{DUE}đã quá hạn 181 ngày, chưa xong{TOLD}"),
        (row(**SILENT), f"{START}{DUE}đã quá hạn 181 ngày, chưa xong; chưa có báo cáo nào về việc này."),
        (row(note="Chờ kinh phí."), f"{START}{DUE}đã quá hạn 181 ngày, chưa xong{TOLD[:-1]}, «Chờ kinh phí»."),
        (
            row(due_before_plan=True, due_text=None),
            f"{START}hạn 31/12/2025 (kế hoạch không ghi thời hạn; hạn đặt trước ngày ký kế hoạch (02/10/2025), lỗi của kế hoạch): "
            f"tính đến 30/06/2026 đã quá hạn 181 ngày, chưa xong{TOLD}",
        ),
        (
            row("qua_han_xong", reported_state="hoan_thanh", percent=None),
            f"{START}{DUE}đã hoàn thành ngày 10/01/2026, quá hạn 10 ngày; báo cáo gần nhất (Quý I/2026): hoàn thành, xong 10/01/2026.",
        ),
        (
            row("dung_han", reported_state="hoan_thanh", percent=None),
            f"{START}{DUE}đã hoàn thành ngày 01/12/2025, đúng hạn; báo cáo gần nhất (Quý I/2026): hoàn thành, xong 01/12/2025.",
        ),
        (
            row("trong_han", closes_on=date(2026, 7, 10), reported_state="hoan_thanh", reported_done=date(2026, 7, 5), percent=None),
            f"{START}hạn 10/07/2026 (kế hoạch ghi «Tháng 12/2025»): tính đến 30/06/2026 còn trong hạn, còn 10 ngày; "
            "báo cáo gần nhất (Quý I/2026): hoàn thành, xong 05/07/2026, sau ngày tính.",
        ),
        (row("thuong_xuyen", **UNDATED), f"{START}kế hoạch ghi «Thường xuyên»: tính đến 30/06/2026 thực hiện thường xuyên{TOLD}"),
        (row("tam_dung"), f"{START}{DUE}đang tạm dừng{TOLD}"),
        (
            row("khong_han", **UNDATED | {"due_text": None}, kind="giai_phap", task_id="k/GP/2.1", leads=[]),
            "Giải pháp «Lập kế hoạch» (Giải pháp 2.1), chưa rõ cơ quan chủ trì, kế hoạch không ghi thời hạn: "
            f"tính đến 30/06/2026 không có ngày hạn để so{TOLD}",
        ),
    ],
    ids=["late", "silent", "note", "before the plan", "done late", "in time", "done after the day", "ongoing", "paused", "solution"],
)
def test_a_task_is_a_sentence_to_paste(task_row: dict, said: str) -> None:
    assert tasks.sentence(task_row, END) == said


def test_the_counts_are_a_paragraph_to_paste() -> None:
    counts = Counter(dung_han=4, qua_han=1, trong_han=2, thuong_xuyen=3)
    assert tasks.summary(counts, "Phường A", END) == (
        "Tính đến 30/06/2026, Phường A có 10 nhiệm vụ, trong đó 7 có ngày hạn: 4 hoàn thành đúng hạn, 0 hoàn thành quá hạn, "
        "2 đang thực hiện trong hạn, 1 quá hạn chưa xong; tỷ lệ hoàn thành 80 %."
    )
    assert tasks.summary(Counter(thuong_xuyen=3), "Phường A", END) == "Tính đến 30/06/2026, Phường A có 3 nhiệm vụ, trong đó 0 có ngày hạn."


def test_silence_is_said_plainly() -> None:
    nothing = "Chưa có báo cáo nào về nhiệm vụ của kế hoạch này trong hệ thống"
    assert tasks.told_late([row(**SILENT)], Q2) == f"{nothing}; quá hạn tính theo sổ, không phải kết luận về thực tế."
    assert tasks.told_late([row("khong_han", **SILENT)], Q2) == f"{nothing}."
    assert (
        tasks.told_late([row(), row(**SILENT)], Q2)
        == "Chưa có báo cáo nhiệm vụ cho Quý II/2026: trạng thái theo báo cáo gần nhất (Quý I/2026)."
    )
    assert tasks.told_late([row()], Period.quarter(2026, 1)) == ""


def test_leads_come_worst_first_and_a_shared_task_counts_for_each() -> None:
    rows = [
        row("dung_han"),
        row(lead_ids=["x", "y"], leads=["Phòng X", "Phòng Y"], overdue_days=5),
        row(overdue_days=9, lead_ids=["z"], leads=["Phòng Z"]),
        row("thuong_xuyen", lead_ids=[], leads=[]),
    ]
    groups = tasks.by_lead(rows)
    assert [(one.name, one.counts["qua_han"], one.longest) for one in groups] == [
        ("Phòng Z", 1, 9), ("Phòng X", 1, 5), ("Phòng Y", 1, 5), ("Chưa rõ chủ trì", 0, None)
    ]  # fmt: skip
    assert groups[1].counts.total() == 2
    columns = task_views.columns_by_lead(rows, groups)
    assert [(name, [one["state"] for one in own]) for name, _, own in columns][1] == ("Phòng X", ["qua_han", "dung_han"])


def test_two_parts_of_the_same_number_in_two_lists_stay_apart() -> None:
    rows = [row(section="V"), row(section="V", task_id="k/NV/V.2"), row(section="ND", task_id="k/NV/ND.1")]
    assert [(one.key, one.name) for one in tasks.by_section(rows)] == [
        ("PL3/V", "Phụ lục 3, phần V"), ("NV/V", "Lời văn kế hoạch, mục V"), ("NV/ND", "Lời văn kế hoạch")
    ]  # fmt: skip


def test_the_next_quarter_after_a_day() -> None:
    assert tasks.next_quarter_end(date(2026, 9, 30)) == Period.quarter(2026, 4)
    assert tasks.next_quarter_end(date(2026, 11, 21)) == Period.quarter(2027, 1)


# -- tables ------------------------------------------------------------------------------------------------------------------


def test_a_table_of_tasks_holds_the_source_cell_and_the_sentence() -> None:
    table = tasks.task_table([row(), row(**SILENT)], "t", ("p",), END)
    first, second = (dict(zip(table.heads, line, strict=True)) for line in table.rows)
    assert (first["Hạn"], first["Số ngày quá hạn"], first["Ô nguồn"]) == (date(2025, 12, 31), 181, "f.xlsx, «Nhiệm vụ», ô D6")
    assert first["Câu viết sẵn"] == tasks.sentence(row(), END)
    assert (second["Kỳ báo cáo gần nhất"], second["Ô nguồn"], second["Trạng thái đơn vị ghi"]) == ("chưa có báo cáo", None, None)
    assert "None" not in table.as_html()


def test_a_table_of_groups_adds_up() -> None:
    table = tasks.group_table(tasks.by_lead([row(), row("dung_han"), row("thuong_xuyen")]), "Cơ quan chủ trì", "t", ())
    [line] = table.rows
    assert sum(line[1:10]) == line[10] == 3
    assert line[11:] == [Decimal("50.0"), 181, None]


def test_a_deadline_before_the_plan_was_signed_is_nobodys_longest_delay() -> None:
    [group] = tasks.by_lead([row(due_before_plan=True, overdue_days=1418)])
    assert (group.longest, group.longest_before) == (None, 1418)
    assert tasks.longest_text(group) == "lâu nhất 1.418 ngày, kế hoạch đặt hạn trước ngày ký"
    assert "1.418 ngày: hạn đặt trước ngày ký" in words(task_views.group_list([group], "Cơ quan chủ trì", lambda _: None))


# -- the board and the timeline ----------------------------------------------------------------------------------------------


def test_the_board_has_the_four_official_columns_worst_first() -> None:
    columns = task_views.columns_by_state([row("dung_han"), row(), row("thuong_xuyen", **UNDATED)])
    assert [(head, len(own)) for head, _, own in columns] == [
        ("■ Quá hạn, chưa xong", 1), ("▼ Hoàn thành quá hạn", 0), ("◆ Đang thực hiện, trong hạn", 0), ("● Hoàn thành đúng hạn", 1)
    ]  # fmt: skip
    assert "Không có." in task_views.board(END, columns)


def test_a_bar_runs_from_signing_to_the_deadline_and_on_while_it_is_late() -> None:
    late, done_late, in_time = row(), row("qua_han_xong"), row("dung_han")
    scale = task_views.timeline([late, done_late, in_time], SIGNED, END)
    assert (scale.first, scale.last) == (date(2025, 10, 1), date(2026, 9, 30))
    drawn = task_views.span(late, scale, END)
    assert (drawn.start, drawn.end, drawn.late_until, drawn.done) == (scale.place(SIGNED), drawn.due, scale.place(END), None)
    drawn = task_views.span(done_late, scale, END)
    assert drawn.late_until == drawn.done == scale.place(date(2026, 1, 10))
    drawn = task_views.span(in_time, scale, END)
    assert (drawn.late_until, drawn.done) == (None, scale.place(date(2025, 12, 1)))


def test_a_deadline_far_away_is_named_and_does_not_press_the_near_ones_together() -> None:
    far = row("trong_han", closes_on=date(2045, 12, 31))
    scale = task_views.timeline([row(), far], SIGNED, END)
    drawn = task_views.span(far, scale, END)
    assert scale.last < date(2027, 1, 1)
    assert (drawn.end, drawn.due) == (100, None)
    assert "hạn 31/12/2045 →" in words(task_views.timeline_view([far], SIGNED, END))


def test_a_deadline_before_the_signing_starts_the_timeline_and_says_whose_fault_it_is() -> None:
    early = row(closes_on=date(2025, 9, 30), overdue_days=273, due_before_plan=True)
    scale = task_views.timeline([early], SIGNED, END)
    assert scale.first == date(2025, 7, 1)
    drawn = task_views.span(early, scale, END)
    assert drawn.start == drawn.end == drawn.due
    said = words(task_views.timeline_view([early], SIGNED, END))
    assert "hạn đặt trước ngày ký kế hoạch (02/10/2025), lỗi của kế hoạch" in said and "■ Quá hạn, chưa xong" in said


def test_what_is_overdue_says_how_late_it_is_and_who_leads_it_before_what_it_is() -> None:
    said = words(task_views.overdue_list([row(leads=["Văn phòng"], name="Nối mạng", overdue_days=91) | SILENT]))
    assert said.index("■ 91 ngày") < said.index("Văn phòng") < said.index("Nối mạng")
    assert "Chưa rõ chủ trì" in words(task_views.overdue_list([row(leads=[], lead_ids=[]) | SILENT]))


def test_who_leads_how_many_is_said_most_first() -> None:
    rows = [
        row(leads=["A"], lead_ids=["a"]),
        row(leads=["B"], lead_ids=["b"]),
        row(leads=["B", "A"], lead_ids=["b", "a"]),
        row(leads=["B"], lead_ids=["b"]),
    ]
    assert tasks.who_leads(rows) == "Chủ trì: B 3 việc; A 2 việc."


def test_what_people_write_never_becomes_markup() -> None:
    nasty = row(name="<b>x</b>", note="<i>y</i>", leads=["<u>z</u>"], due_text="<s>t</s>", at=datetime(2026, 11, 21, tzinfo=UTC))
    page = task_views.timeline_view([nasty], SIGNED, END) + task_views.board(END, [("<h>", "#fff", [nasty])])
    page += (
        task_views.coming_list([nasty], END)
        + task_views.overdue_list([nasty])
        + task_views.undated([nasty | {"counted": "khong_han"}], opened=True)
    )
    assert not re.search(r"<(b>x|i>y|u>z|s>t|h>)", page)
