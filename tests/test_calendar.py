"""The reporting calendar in words: who is behind, the months, rates, the letter, and the file for people's own calendars."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta

import pytest
from icalendar import Calendar

from report import calendar as shown_as
from report import ics
from report.reminder import reminder

TODAY = date(2026, 11, 21)
WHOSE = " của các cơ quan, đơn vị gửi UBND phường"
NEXT = f"Báo cáo năm 2026{WHOSE}, trước ngày 30/11/2026, còn 4 ngày làm việc, đến hết 27/11/2026."


def day_off(day: date, name: str, kind: str, doubt: str | None = None) -> tuple[date, dict]:
    return day, {"day": day, "name": name, "kind": kind, "certain": doubt is None, "doubt": doubt, "source": "s"}


DAYS_OFF = dict(
    [
        day_off(date(2026, 11, 24), "Ngày Văn hóa Việt Nam", "nghi_le"),
        day_off(date(2026, 11, 23), "Nghỉ được đề xuất", "hoan_doi", "Chưa có văn bản."),
        day_off(date(2026, 11, 28), "Làm bù", "lam_bu"),
    ]
)


def report(
    unit_id: str = "a", due_on: date | None = date(2026, 11, 30), state: str = "chua_den_han", days: int | None = -5, **changes: object
) -> dict:
    return {
        "duty_id": "k/BC/1", "plan_id": "k", "plan_number": "79/KH-UBND", "issued_on": date(2025, 10, 2), "unit_id": unit_id,
        "unit_name": f"Phường {unit_id.upper()}", "frequency": "nam", "rule": "nam:30/11", "reporter": "Các cơ quan, đơn vị",
        "receiver": "UBND phường", "text": "Định kỳ hàng năm trước ngày 30/11 báo cáo.", "source": "001_7ac7d944c215c4c1.txt:433-435",
        "period": "2026", "due_on": due_on, "closes_on": due_on, "before_on": date(2026, 11, 27), "state": state, "working_days": days,
        "days_left": 4,
        "sent_on": None, "document": None, "asked": True, "ended": False, "ends_on": date(9999, 12, 31),
    } | changes  # fmt: skip


def late(unit_id: str = "a", days: int = 243, **changes: object) -> dict:
    past = {"period": "2025", "due_on": date(2025, 11, 30), "closes_on": date(2025, 12, 1), "state": "qua_han", "working_days": days}
    return report(unit_id) | past | changes


def figures(unit_id: str = "a", state: str = "qua_han", days: int | None = 26, **changes: object) -> dict:
    name = f"Phường {unit_id.upper()}"
    return {
        "plan_id": "k", "plan_number": "79/KH-UBND", "issued_on": date(2025, 10, 2), "unit_id": unit_id, "unit_name": name,
        "described_id": unit_id, "described_name": name, "period": "2026Q3", "due_on": date(2026, 10, 15),
        "closes_on": date(2026, 10, 15), "state": state, "working_days": days, "days_left": None, "reported_on": None,
    } | changes  # fmt: skip


# -- words ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("frequency", "rule", "said"),
    [
        ("nam", "nam:30/11", "trước ngày 30/11 hằng năm"),
        ("thang", "thang:16", "trước ngày 16 hằng tháng"),
        ("nam", "nam", "hằng năm, không nêu ngày"),
        ("thang", "thang", "hằng tháng, không nêu ngày"),
        ("so_ket", "so_ket:2027", "sơ kết năm 2027, không nêu ngày"),
        ("tong_ket", "tong_ket:2030", "tổng kết năm 2030, không nêu ngày"),
        ("dot_xuat", "dot_xuat", "khi có yêu cầu, không có hạn"),
    ],
)
def test_a_duty_falls_due_as_the_plan_says(frequency: str, rule: str, said: str) -> None:
    assert shown_as.rule_text(report(frequency=frequency, rule=rule)) == said


@pytest.mark.parametrize(
    ("row", "name", "due"),
    [
        (report(), "Báo cáo năm 2026", "trước ngày 30/11/2026"),
        (report(period="2025M03", frequency="thang", due_on=date(2025, 3, 16)), "Báo cáo tháng 3/2025", "trước ngày 16/03/2025"),
        (report(period="2027", frequency="so_ket"), "Báo cáo sơ kết năm 2027", "trong năm 2027, kế hoạch không nêu ngày"),
        (report(due_on=None), "Báo cáo năm 2026", "kế hoạch không nêu ngày"),
        (figures(), "Số liệu Quý III/2026", "hạn 15/10/2026 (quy ước nội bộ, không phải quy định của kế hoạch)"),
        (figures(due_on=None), "Số liệu Quý III/2026", "chưa đặt hạn nội bộ"),
    ],
)
def test_a_report_is_named_with_its_deadline_and_whose_rule_that_is(row: dict, name: str, due: str) -> None:
    assert (shown_as.report_name(row), shown_as.due_text(row)) == (name, due)


@pytest.mark.parametrize(
    ("state", "days", "said"),
    [
        ("qua_han", 3, "chậm 3 ngày làm việc"),
        ("qua_han", 0, "quá hạn, chưa qua ngày làm việc nào"),
        ("gui_muon", 2, "gửi muộn 2 ngày làm việc"),
        ("gui_muon", 0, "gửi muộn, vào ngày nghỉ ngay sau hạn"),
        ("da_gui", -3, "gửi đúng hạn"),
        ("chua_den_han", None, "không tính hạn"),
    ],
)
def test_lateness_is_said_in_working_days(state: str, days: int | None, said: str) -> None:
    assert shown_as.late_text(report(state=state, days=days)) == said


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (report(days_left=4), "còn 4 ngày làm việc, đến hết 27/11/2026"),
        (report(days_left=0), "không còn ngày làm việc nào sau hôm nay trước hạn"),
        (report(days_left=None), "đã qua ngày làm việc cuối trước hạn"),
        (figures(state="chua_den_han", days=-3, days_left=3), "còn 3 ngày làm việc, đến hết 15/10/2026"),
        (figures(state="chua_den_han", days=0, days_left=0), "hạn là hôm nay"),
    ],
)
def test_what_is_left_is_counted_to_the_last_working_day_the_plan_leaves(row: dict, said: str) -> None:
    assert shown_as.late_text(row) == said


def test_a_deadline_moved_by_a_day_off_says_so() -> None:
    assert shown_as.moved_text(report(), DAYS_OFF) == ""
    assert shown_as.moved_text(late(), DAYS_OFF) == "30/11/2025 là Chủ nhật nên chỉ gọi là muộn khi đã qua hết thứ Hai, 01/12/2025"
    on_holiday = report(due_on=date(2026, 11, 24), closes_on=date(2026, 11, 25))
    assert (
        shown_as.moved_text(on_holiday, DAYS_OFF)
        == "24/11/2026 là Ngày Văn hóa Việt Nam nên chỉ gọi là muộn khi đã qua hết thứ Tư, 25/11/2026"
    )


# -- who owes what -------------------------------------------------------------------------------------------------------


def test_units_behind_stand_worst_first_each_with_all_its_debts() -> None:
    """Figures of a quarter before the reports of the plan."""
    who = shown_as.owing([late("a", 5), late("b", 9), figures("a", days=26), report("c"), late("d", 50, ended=True)])
    assert [(one.name, one.late, [row["period"] for row in one.debts]) for one in who] == [
        ("Phường A", 26, ["2026Q3", "2025"]),
        ("Phường B", 9, ["2025"]),
    ]


def test_the_table_leads_with_whom_the_first_sentence_names_first() -> None:
    rows = [
        late("a", 243),
        late("c", 243),
        figures("c"),
        figures("b"),
        figures("c", days=90, period="2026Q2"),
        figures("d", days=90, period="2026Q2"),
    ]
    who = shown_as.owing(rows)
    assert [one.unit_id for one in who] == ["c", "b", "d", "a"]
    assert [row["period"] for row in who[0].debts] == ["2026Q3", "2026Q2", "2025"]
    kinds = [(one.kind, one.late) for one in shown_as.standing([row for row in rows if "duty_id" in row], rows[2:], TODAY)]
    assert kinds == [
        ("Số liệu Quý III/2026", "2 đơn vị chậm 26 ngày làm việc (quy ước nội bộ): Phường C, Phường B."),
        ("Số liệu Quý II/2026", "2 đơn vị chậm 90 ngày làm việc (quy ước nội bộ): Phường C, Phường D."),
        (
            "Báo cáo theo kế hoạch",
            "2 đơn vị còn 2 báo cáo năm 2025 quá hạn chưa ghi nhận, lâu nhất 243 ngày làm việc: Phường A, Phường C.",
        ),
    ]
    table = shown_as.owing_table(who, {}, lambda **_: "", DAYS_OFF)
    assert table.index("Phường C") < table.index("Phường B") < table.index("Phường D") < table.index("Phường A")
    assert table.index("■ chậm 26 ngày làm việc") < table.index("■ chậm 90 ngày làm việc") < table.index("■ chậm 243 ngày làm việc")


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([report()], ("", f"Không có báo cáo nào quá hạn. Sắp tới: {NEXT}")),
        ([late(), report()], (f"Báo cáo năm 2025{WHOSE} chậm 243 ngày làm việc, chưa ghi nhận.", f"Sắp tới: {NEXT}")),
        (
            [late(days=9), late(period="2024"), report(sent_on=TODAY, state="da_gui")],
            (
                f"2 báo cáo quá hạn chưa ghi nhận, lâu nhất: Báo cáo năm 2024{WHOSE} chậm 243 ngày làm việc.",
                "Không có hạn nào trong 12 tháng tới.",
            ),
        ),
        (
            [late(ended=True, ends_on=date(2025, 6, 30))],
            ("", "Kế hoạch 79/KH-UBND hết hiệu lực 30/06/2025: không hỏi thêm báo cáo nào; 1 báo cáo trước đó chưa ghi nhận."),
        ),
        (
            [report(due_on=None, days=None, closes_on=None)],
            (
                "",
                "Không có báo cáo nào quá hạn. Không có hạn nào trong 12 tháng tới. "
                "Kế hoạch không nêu ngày nên không tính chậm: Kế hoạch 79/KH-UBND, báo cáo hằng năm chưa ghi nhận 1 kỳ.",
            ),
        ),
    ],
    ids=["coming", "one late", "several late", "ended", "no day"],
)
def test_what_one_unit_owes_under_one_plan_is_two_sentences(rows: list[dict], said: tuple[str, str]) -> None:
    assert shown_as.of_one_unit(rows, TODAY) == said


NOTHING_MORE = "Không có hạn nào trong 12 tháng tới."
RECEIVED = "Báo cáo năm 2026 của các cơ quan, đơn vị gửi UBND phường"


@pytest.mark.parametrize(
    ("rows", "quarters", "said"),
    [
        ([], [], []),
        ([late()], [], [("Báo cáo theo kế hoạch", f"Báo cáo năm 2025{WHOSE} chậm 243 ngày làm việc, chưa ghi nhận.", NOTHING_MORE)]),
        (
            [report()],
            [figures()],
            [
                ("Số liệu Quý III/2026", "Phường A chậm 26 ngày làm việc (quy ước nội bộ).", ""),
                ("Báo cáo theo kế hoạch", "", f"Không có báo cáo nào quá hạn. Sắp tới: {NEXT}"),
            ],
        ),
        (
            [report(state="da_gui", sent_on=TODAY)],
            [figures(state="da_bao_cao", days=None)],
            [
                ("Báo cáo theo kế hoạch", "", f"Không có báo cáo nào quá hạn. {NOTHING_MORE}"),
                ("Số liệu Quý III/2026", "", "không nơi nào chậm."),
            ],
        ),
        (
            [],
            [figures(state="chua_den_han", days=-3), figures("b", state="da_bao_cao", days=None)],
            [("Số liệu Quý III/2026", "", "1 nơi chưa gửi, chưa đến hạn 15/10/2026 (quy ước nội bộ).")],
        ),
        (
            [],
            [figures(state="chua_dat_han", days=None, due_on=None)],
            [("Số liệu Quý III/2026", "", "1 nơi chưa gửi, chưa đặt hạn nội bộ nên không gọi là chậm.")],
        ),
        (
            [late("a"), late("b", 9), late("d", ended=True), report("c")],
            [],
            [
                (
                    "Báo cáo theo kế hoạch",
                    "2 đơn vị còn 2 báo cáo năm 2025 quá hạn chưa ghi nhận, lâu nhất 243 ngày làm việc: Phường A, Phường B.",
                    f"Sắp tới: {RECEIVED} theo Kế hoạch 79/KH-UBND, trước ngày 30/11/2026, còn 4 ngày làm việc, đến hết 27/11/2026; "
                    "chưa ghi nhận ở cấp Phường C (nơi nhận).",
                )
            ],
        ),
        (
            [],
            [*map(figures, "abcdef")],
            [
                (
                    "Số liệu Quý III/2026",
                    "6 đơn vị chậm 26 ngày làm việc (quy ước nội bộ): Phường A, Phường B, Phường C, Phường D và 2 đơn vị khác.",
                    "",
                )
            ],
        ),
    ],
    ids=["nothing", "one late", "figures late", "all well", "not due", "no date", "several units", "many"],
)
def test_reports_of_plans_and_figures_of_quarters_are_named_apart(rows: list[dict], quarters: list[dict], said: list[tuple]) -> None:
    assert [(one.kind, one.late, one.calm) for one in shown_as.standing(rows, quarters, TODAY)] == said


def test_a_unit_its_departments_and_those_below_it_are_looked_at() -> None:
    rows = [report("a"), report("b"), figures("a/x", described_id="a"), figures("b", plan_id="s")]
    names = [row["unit_id"] for row in shown_as.within(rows, "k", [{"unit_id": "a"}])]
    assert names == ["a", "a/x"] and len(shown_as.within(rows, None, None)) == 4


def test_who_sends_is_told_from_who_receives() -> None:
    """What the offices of a unit send it receives; what its own department sends goes out."""
    out = report(reporter="Phòng X", receiver="UBND tỉnh")
    assert [shown_as.role(row) for row in (report(), out, figures())] == ["nơi nhận", "nơi gửi", "nơi gửi"]
    assert shown_as.sent_name(out) == "Báo cáo năm 2026 của Phòng X gửi UBND tỉnh"
    assert shown_as.sent_name(report(receiver=None)) == "Báo cáo năm 2026 của các cơ quan, đơn vị"


def test_what_comes_next_says_from_whom_to_whom_and_for_how_many() -> None:
    coming = [report("a"), report("b"), report("a", due_on=date(2026, 12, 5), plan_number="5749/KH-SCT", plan_id="s")]
    said = f"Sắp tới: {RECEIVED} theo Kế hoạch 79/KH-UBND, trước ngày 30/11/2026, còn 4 ngày làm việc, đến hết 27/11/2026; "
    said += "2 nơi nhận chưa ghi nhận."
    assert shown_as.next_text(coming) == said


def test_a_unit_without_a_contact_leads_to_where_one_is_written_down() -> None:
    def address(**more: str) -> str:
        return "lich-bao-cao?" + "&".join(f"{name}={value}" for name, value in more.items())

    contact = {"name": "Văn <thư>", "phone": "0000 000 001", "email": None}
    html = shown_as.owing_table(shown_as.owing([late("a"), late("b")]), {"a": contact}, address, DAYS_OFF)
    assert "Văn &lt;thư&gt;" in html and "0000 000 001" in html and "None" not in html
    assert "Chưa có đầu mối, <a class='td-ask td-keep' href='lich-bao-cao?dau_moi=b'" in html
    assert "href='lich-bao-cao?don_doc=a'" in html


def test_of_an_ended_plan_nothing_is_asked_and_nothing_recorded_is_not_nothing_sent() -> None:
    rows = [late(ended=True, ends_on=date(2025, 6, 30)), report(ended=True, ends_on=date(2025, 6, 30), asked=False)]
    said = shown_as.ended_text(rows)
    assert said == "Kế hoạch 79/KH-UBND hết hiệu lực 30/06/2025: không hỏi thêm báo cáo nào; 1 báo cáo trước đó chưa ghi nhận."
    states = [shown_as.row_state(row) for row in rows]
    assert states == [
        "Chưa ghi nhận, kế hoạch đã hết hiệu lực 30/06/2025",
        "Không còn phải gửi: kế hoạch hết hiệu lực 30/06/2025, trước hạn",
    ]
    assert not any("không gửi" in words for words in (said, *states))


def test_reports_without_a_day_are_never_late_but_named() -> None:
    open_one = {"due_on": None, "days": None}
    rows = [report(**open_one), report("b", period="2025", **open_one), report("c", sent_on=TODAY, **open_one),
            report(ended=True, **open_one), report()]  # fmt: skip
    said = "Kế hoạch không nêu ngày nên không tính chậm: Kế hoạch 79/KH-UBND, báo cáo hằng năm chưa ghi nhận 2 kỳ."
    assert shown_as.dateless_text(rows) == said
    assert shown_as.owing(rows) == [] and shown_as.dateless_text([report()]) == ""


# -- the months ----------------------------------------------------------------------------------------------------------


def test_a_month_marks_days_off_today_and_deadlines_and_says_what_they_are() -> None:
    grid = shown_as.month_grid("Tháng này", date(2026, 11, 1), TODAY, DAYS_OFF, shown_as.items([report("a"), report("b")]))
    cells = {int(found[2]): found[1] for found in re.finditer(r"<td class='([^']*)'[^>]*>(\d+)", grid)}
    assert len(cells) == 30
    assert cells[30] == "td-due" and "aria-label='30: Báo cáo năm 2026'" in grid
    assert cells[21] == "td-off td-today" and cells[22] == "td-off"
    assert cells[24] == "td-off" and "24: Ngày Văn hóa Việt Nam" in grid
    assert cells[23] == ""  # proposed only
    assert cells[28] == ""  # a Saturday worked


def test_a_deadline_overdue_stands_out_in_its_month() -> None:
    grid = shown_as.month_grid(
        "Tháng này", date(2026, 11, 1), TODAY, {}, shown_as.items([report(due_on=date(2026, 11, 16), state="qua_han", days=4)])
    )
    assert "class='td-due td-over'" in grid


def test_the_agenda_counts_who_has_sent() -> None:
    found = shown_as.items([report("a", state="da_gui", days=-7), report("b"), report("c")])
    html = shown_as.agenda(found, date(2026, 11, 1), date(2026, 12, 1))
    assert "Đã ghi nhận 1/3 nơi nhận; còn 4 ngày làm việc, đến hết 27/11/2026." in html
    assert "Ngày làm việc cuối trước hạn: thứ Sáu, 27/11/2026." in shown_as.agenda(shown_as.items([report()]), TODAY, date(2026, 12, 1))
    assert "Chưa ghi nhận ở cấp Phường A (nơi nhận); còn 4 ngày" in shown_as.agenda(shown_as.items([report()]), TODAY, date(2026, 12, 1))
    assert "0/1 nơi đã gửi; chậm 26 ngày" in shown_as.agenda(shown_as.items([figures()]), date(2026, 10, 1), TODAY)
    past = shown_as.items([late("a", state="da_gui", working_days=-3), late("b")])
    assert "Ngày làm việc cuối" not in shown_as.agenda(past, date(2025, 11, 1), date(2025, 12, 1))
    assert "Không có hạn nào" in shown_as.agenda(found, date(2026, 12, 1), date(2027, 1, 1))


def test_december_is_followed_by_january() -> None:
    assert shown_as.next_month(date(2026, 12, 31)) == date(2027, 1, 1)
    assert shown_as.next_month(date(2026, 1, 31)) == date(2026, 2, 1)


def test_the_page_says_for_which_years_holidays_are_known() -> None:
    said = shown_as.days_off_text(DAYS_OFF.values(), date(2026, 11, 1), date(2027, 1, 1))
    assert "24/11/2026 Ngày Văn hóa Việt Nam" in said and "Chưa chắc nên chưa tính: 23/11/2026" in said
    assert "Có danh mục ngày lễ năm 2026; năm khác chỉ trừ thứ Bảy, Chủ nhật." in said
    assert shown_as.years_text([]) == "Chưa có danh mục ngày lễ: chỉ trừ thứ Bảy, Chủ nhật."


# -- rates ---------------------------------------------------------------------------------------------------------------


def test_a_rate_counts_what_is_due_and_what_came_in_time() -> None:
    early = report("a", state="da_gui", days=-5)  # sent, but not yet due
    rows = [late("a", state="da_gui", working_days=-2), late("b", state="gui_muon", working_days=2), late("c"), early, report("b"),
            late("d", ended=True)]  # fmt: skip
    [rate] = shown_as.rates(rows, TODAY, shown_as.by_duty)
    assert (rate.in_time, rate.late, rate.missing, rate.due) == (1, 1, 1, 3)
    assert [(one.name, one.in_time, one.due) for one in shown_as.rates(rows, TODAY, shown_as.by_unit)] == [
        ("Phường C", 0, 1), ("Phường B", 0, 1), ("Phường A", 1, 1),
    ]  # fmt: skip
    assert "1/3" in shown_as.rate_bars([rate]) and "● 1" in shown_as.rate_bars([rate])


def test_figures_whose_day_nobody_knows_leave_their_quarter_out_of_the_rates() -> None:
    assert shown_as.rates([figures("a"), figures("b", state="da_bao_cao", days=None)], TODAY, shown_as.by_duty) == []
    [rate] = shown_as.rates([figures("a"), figures("b", state="da_gui", days=-1)], TODAY, shown_as.by_duty)
    assert (rate.in_time, rate.due) == (1, 2) and "quy ước nội bộ" in rate.note


def test_no_rate_is_no_bar_but_a_sentence() -> None:
    assert "Chưa có báo cáo nào đến hạn" in shown_as.rate_bars([])


def test_every_report_stands_in_the_table_somebody_takes_along() -> None:
    table = shown_as.all_reports([late(), figures(), figures("b", state="chua_dat_han", days=None, due_on=None)], ("Tính đến 21/11/2026",))
    assert [row[11] for row in table.rows] == ["Quá hạn, chưa ghi nhận gửi"] * 2 + ["Chưa báo cáo, chưa đặt hạn nội bộ"]
    assert table.rows[0][6] == "tệp 001_7ac7d944c215c4c1.txt, dòng 433-435" and table.rows[1][6].startswith("quy ước nội bộ")
    assert all(len(row) == len(table.heads) for row in table.rows) and table.as_xlsx()


# -- the letter ----------------------------------------------------------------------------------------------------------


def test_the_letter_names_report_plan_line_deadline_lateness_and_what_is_missing() -> None:
    [one] = shown_as.owing([late(), figures(described_id="w", described_name="Phường W")])
    gap = [{"indicator_id": "k/PL2/27", "name": "Chữ ký số", "lead": None}]
    said = reminder(one, lambda _: gap, DAYS_OFF, TODAY)
    for words in (
        "Kính gửi: Phường A",
        "Kế hoạch số 79/KH-UBND ngày 02/10/2025, tính đến hết ngày 21/11/2026, chúng tôi chưa ghi nhận được:",
        "2. Báo cáo năm 2025 của các cơ quan, đơn vị gửi UBND phường.",
        "- Hạn: trước ngày 30/11/2025; 30/11/2025 là Chủ nhật nên chỉ gọi là muộn khi đã qua hết thứ Hai, 01/12/2025.",
        "- Đến nay chậm 243 ngày làm việc.",
        "«Định kỳ hàng năm trước ngày 30/11 báo cáo» (bản chữ: tệp 001_7ac7d944c215c4c1.txt, dòng 433-435).",
        "1. Số liệu Quý III/2026 của Phường W theo Kế hoạch số 79/KH-UBND, nộp theo biểu mẫu.",
        "- Hạn: 15/10/2026 (quy ước nội bộ, không phải quy định của kế hoạch).",
        "- Còn thiếu số liệu 1 dòng chỉ tiêu:",
        "+ Phụ lục 2, dòng 27: Chữ ký số (chủ trì: kế hoạch không nêu)",
        "(chức vụ người ký)",
    ):
        assert words in said, words
    assert "MINH HỌA" not in said and said.count("Kế hoạch số 79/KH-UBND ngày") == 1
    assert reminder(one, lambda _: gap, DAYS_OFF, TODAY, invented=True).startswith("[SỐ LIỆU MINH HỌA")


# -- the file for people's own calendars ---------------------------------------------------------------------------------


def made(*rows: dict) -> bytes:
    events = map(shown_as.event, shown_as.items(rows))
    return ics.calendar("Lịch báo cáo thử", events, datetime(2026, 11, 21, 9, tzinfo=UTC))


def test_a_calendar_program_reads_the_deadlines_back() -> None:
    content = made(
        report("a"), report("b", state="da_gui", days=-9), figures(due_on=date(2027, 1, 15), period="2026Q4", state="chua_den_han")
    )
    book = Calendar.from_ical(content)
    plan, office = book.walk("VEVENT")
    assert (plan.decoded("DTSTART"), plan.decoded("DTEND")) == (date(2026, 11, 27), date(2026, 11, 28))
    assert str(plan["SUMMARY"]) == "Báo cáo năm 2026, trước ngày 30/11/2026: Các cơ quan, đơn vị → UBND phường"
    assert "Ngày làm việc cuối trước hạn: thứ Sáu, 27/11/2026.\nChưa ghi nhận: 1/2 nơi nhận.\nKế hoạch 79/KH-UBND: «" in str(
        plan["DESCRIPTION"]
    )
    [alarm] = plan.walk("VALARM")
    assert alarm.decoded("TRIGGER") == timedelta(days=-5) and str(alarm["ACTION"]) == "DISPLAY"
    assert str(office["SUMMARY"]) == "Số liệu Quý IV/2026 (quy ước nội bộ, không phải quy định của kế hoạch)"
    assert office.decoded("DTSTART") == date(2027, 1, 15)
    assert book.errors == [] and str(book["X-WR-CALNAME"]) == "Lịch báo cáo thử"


def test_every_line_keeps_to_the_form() -> None:
    content = made(report(receiver="Ủy ban nhân dân phường (qua phòng Văn hóa - Xã hội), Hội đồng Thi đua; Khen thưởng \\ " * 3))
    assert content.endswith(b"END:VCALENDAR\r\n") and b"\n" not in content.replace(b"\r\n", b"")
    lines = content.split(b"\r\n")
    assert max(map(len, lines)) <= 75 and any(line.startswith(b" ") for line in lines)
    for line in lines:
        line.decode("utf-8")  # no letter is cut in two
    [event] = Calendar.from_ical(content).walk("VEVENT")
    assert "Hội đồng Thi đua; Khen thưởng \\ Ủy ban" in str(event["SUMMARY"])


def test_an_event_keeps_its_id_when_its_day_moves() -> None:
    ids = [
        str(Calendar.from_ical(made(row)).walk("VEVENT")[0]["UID"]) for row in (report(), report(before_on=date(2026, 11, 26)), report("b"))
    ]
    assert ids == ["k-bc-1-2026@tien-do-57"] * 3
    assert str(Calendar.from_ical(made(report(period="2027"))).walk("VEVENT")[0]["UID"]) == "k-bc-1-2027@tien-do-57"
