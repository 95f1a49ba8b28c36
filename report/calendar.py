"""Reporting duties in words and fragments: who owes what, since when, whom to call; the months; how often reports came in time.

Takes rows of store.reads.about_duties as of one day and decides nothing: what is late, and by how many working days, stands in the rows.
"""

from __future__ import annotations

from calendar import Calendar
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import groupby
from typing import Any

from domain.period import Period
from domain.wording import DUTY_LOOK, HOLIDAY_KIND, OFFICE_RULE, WEEKDAY, day
from report.ics import Event
from report.lineage import source_name
from report.markup import headed_table, text
from report.tables import Table

Row = dict[str, Any]

NOT_RECORDED = "«Chưa ghi nhận»: hệ thống chưa có ngày và số văn bản; không có nghĩa là đơn vị không gửi."
COUNTING = (
    "Kế hoạch ghi «trước ngày …», nên gửi xong vào ngày làm việc cuối trước ngày đó. Ở đây chỉ gọi là muộn khi đã qua hết chính ngày đó; "
    "nếu ngày đó là ngày nghỉ thì khi đã qua hết ngày làm việc kế tiếp. Số ngày chậm là số ngày làm việc sau ngày ấy."
)
LEGEND = "■ ngày kế hoạch nêu; nền xám: ngày nghỉ; khung: hôm nay."
RATE_RULE = (
    "Tỷ lệ = số báo cáo ghi nhận gửi đúng hạn ÷ số báo cáo đã đến hạn; chưa đến hạn và kế hoạch đã hết hiệu lực không tính. "
    "Mỗi báo cáo ghi nhận một lần ở cấp đơn vị thực hiện kế hoạch; đơn vị ấy có thể là nơi nhận, không phải nơi gửi."
)
LAST_DAY = (
    "Kế hoạch viết «trước ngày …» nên phải gửi xong vào ngày làm việc cuối trước ngày ấy; chỉ gọi là muộn khi đã qua hết chính ngày ấy, "
    "hoặc ngày làm việc kế tiếp nếu ngày ấy là ngày nghỉ."
)
BY_OFFICE = "quy ước nội bộ"
"""Whose rule the due date of a quarter's figures is, in two words."""
LOADED_AT_ONCE = "Số liệu quý minh họa được nạp một lần nên không tính đúng hạn hay muộn."
HEADS_OF_DAYS = ("T2", "T3", "T4", "T5", "T6", "T7", "CN")
NAMED = 4
"""Units named in the first sentence; the table under it names all."""
_KINDS = {"so_ket": "Báo cáo sơ kết", "tong_ket": "Báo cáo tổng kết"}


# -- words ---------------------------------------------------------------------------------------------------------------


def long_day(value: date) -> str:
    """ "thứ Bảy, 21/11/2026"."""
    return f"{WEEKDAY[value.weekday()]}, {day(value)}"


def rule_text(row: Row) -> str:
    """When a duty falls due, as the plan says it."""
    named = row["rule"].partition(":")[2]
    if row["frequency"] == "dot_xuat":
        return "khi có yêu cầu, không có hạn"
    if row["frequency"] in _KINDS:
        return f"{'sơ kết' if row['frequency'] == 'so_ket' else 'tổng kết'} năm {named}, không nêu ngày"
    often = "hằng tháng" if row["frequency"] == "thang" else "hằng năm"
    return f"trước ngày {named} {often}" if named else f"{often}, không nêu ngày"


def report_name(row: Row) -> str:
    """ "Báo cáo năm 2026", "Báo cáo tháng 3/2025", "Báo cáo sơ kết năm 2027"; of a quarter's figures "Số liệu Quý III/2026"."""
    label = Period.parse(row["period"]).label
    if "duty_id" not in row:
        return f"Số liệu {label}"
    return f"{_KINDS.get(row['frequency'], 'Báo cáo')} {label[0].lower()}{label[1:]}"


def due_text(row: Row) -> str:
    """The deadline of one report in the plan's words, or by whose rule it is."""
    if "duty_id" not in row:
        return f"hạn {day(row['due_on'])} ({OFFICE_RULE})" if row["due_on"] else "chưa đặt hạn nội bộ"
    if row["due_on"] is None:
        return "kế hoạch không nêu ngày"
    if row["frequency"] in _KINDS:
        return f"trong năm {row['period']}, kế hoạch không nêu ngày"
    return f"trước ngày {day(row['due_on'])}"


def moved_text(row: Row, days_off: dict[date, Row]) -> str:
    """Why a report counts as late only some days after the day named; nothing where it is that very day."""
    if row["due_on"] is None or row["closes_on"] == row["due_on"]:
        return ""
    holiday = days_off.get(row["due_on"])
    what = holiday["name"] if holiday and holiday["certain"] else WEEKDAY[row["due_on"].weekday()]
    return f"{day(row['due_on'])} là {what} nên chỉ gọi là muộn khi đã qua hết {long_day(row['closes_on'])}"


def late_text(row: Row) -> str:
    """How a report stands against the calendar, in working days."""
    days = row["working_days"]
    if row["state"] == "qua_han":
        return f"chậm {days} ngày làm việc" if days else "quá hạn, chưa qua ngày làm việc nào"
    if row["state"] == "gui_muon":
        return f"gửi muộn {days} ngày làm việc" if days else "gửi muộn, vào ngày nghỉ ngay sau hạn"
    if row["state"] == "da_gui":
        return "gửi đúng hạn"
    return "không tính hạn" if days is None else left_text(row)


def left_text(row: Row) -> str:
    """What is left: up to the last working day before the day the plan names, where it says "before"; else up to the deadline itself."""
    left, before = row["days_left"], row.get("before_on")
    if left is None:
        return "đã qua ngày làm việc cuối trước hạn"
    if left:
        return f"còn {left} ngày làm việc, đến hết {day(before or row['closes_on'])}"
    return "không còn ngày làm việc nào sau hôm nay trước hạn" if before else "hạn là hôm nay"


def state_badge(state: str) -> str:
    look = DUTY_LOOK[state]
    return f'<span class="td-badge" style="background:{look.colour};color:{look.ink}">{look.sign} {text(look.label)}</span>'


def to_whom(row: Row) -> str:
    """Reporter and receiver as the plan prints them."""
    if "duty_id" not in row:
        return f"{row['unit_name']} nộp theo biểu mẫu"
    return f"{row['reporter']} → {row['receiver'] or 'kế hoạch không nêu nơi nhận'}"


def sent_name(row: Row) -> str:
    """A report with its sender and receiver: "Báo cáo năm 2026 của các cơ quan, đơn vị gửi UBND phường"."""
    if "duty_id" not in row:
        return report_name(row)
    reporter = row["reporter"]
    whose = f"các {reporter.removeprefix('Các ')}" if _many_senders(row) else reporter
    return f"{report_name(row)} của {whose}" + (f" gửi {row['receiver']}" if row["receiver"] else "")


def role(row: Row) -> str:
    """What the unit a report is recorded at does: of what "các cơ quan, đơn vị" of it send, it is the one that receives."""
    return "nơi nhận" if "duty_id" in row and _many_senders(row) else "nơi gửi"


def _many_senders(row: Row) -> bool:
    return bool(row["reporter"].startswith("Các "))


def recorded_at(row: Row) -> str:
    """Where a report is recorded, once for the whole unit, and what that unit does."""
    return f"ghi nhận ở cấp {row['unit_name']} ({role(row)})"


# -- who owes what -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Owing:
    """A unit with reports overdue today, in the order everybody is told of them."""

    unit_id: str
    name: str
    debts: list[Row] = field(default_factory=list)

    @property
    def late(self) -> int:
        return max(int(row["working_days"]) for row in self.debts)


ORDER = "Thứ tự: thiếu số liệu quý mới nhất trước, rồi đến báo cáo theo kế hoạch chậm lâu nhất."


def owing(rows: Iterable[Row]) -> list[Owing]:
    """Units with a report overdue under a plan still in force, as the first sentence names them. What ended is not asked for any more."""
    late = sorted((row for row in rows if row["state"] == "qua_han" and not row.get("ended")), key=lambda row: row["unit_id"])
    found = []
    for unit_id, debts in groupby(late, key=lambda row: row["unit_id"]):
        ordered = sorted(debts, key=_urgency)
        found.append(Owing(str(unit_id), ordered[0]["unit_name"], ordered))
    return sorted(found, key=lambda one: (*_urgency(one.debts[0])[:3], -len(one.debts), one.name))


def _urgency(row: Row) -> tuple[int, int, int, str]:
    """Figures of the newest quarter first, for these every page waits; then what is late longest."""
    quarter = 0 if "duty_id" in row else -Period.parse(row["period"]).index
    return int("duty_id" in row), quarter, -row["working_days"], row["period"]


@dataclass(frozen=True)
class Said:
    """One kind of reports in a sentence: what is overdue, then what is calm or comes next."""

    kind: str
    late: str
    calm: str


def standing(rows: Sequence[Row], quarters: Sequence[Row], as_of: date) -> list[Said]:
    """How the reports of the plans and the figures of the quarters stand, named apart, in the same words on every page. The figures come
    first where some are late, for these every page waits."""
    plans = [Said("Báo cáo theo kế hoạch", *of_the_plans(rows, as_of))] if rows else []
    place = {one.unit_id: at for at, one in enumerate(owing([*rows, *quarters]))}
    late = sorted((row for row in quarters if row["state"] == "qua_han"), key=lambda row: place[row["unit_id"]])
    figures = [Said(f"Số liệu {_quarter(group[0])}", _missing_figures(group), "") for group in _by_quarter(late)]
    if late or not quarters:
        return figures + plans
    newest = _by_quarter(quarters)[0]
    return [*plans, Said(f"Số liệu {_quarter(newest[0])}", "", _figures_calm(newest))]


def within(rows: Iterable[Row], plan_id: str | None, scope: Iterable[Row] | None) -> list[Row]:
    """The rows under a plan, at the units of a `scope` or figures that describe them; None for every plan, every unit."""
    units = None if scope is None else {row["unit_id"] for row in scope}
    return [
        row
        for row in rows
        if plan_id in (None, row["plan_id"]) and (units is None or row["unit_id"] in units or row.get("described_id") in units)
    ]


def _by_quarter(quarters: Iterable[Row]) -> list[list[Row]]:
    """The rows of each quarter, the newest first."""
    ordered = sorted(quarters, key=lambda row: row["period"], reverse=True)
    return [list(group) for _, group in groupby(ordered, key=lambda row: row["period"])]


def _quarter(row: Row) -> str:
    return Period.parse(row["period"]).label


def _missing_figures(rows: Sequence[Row]) -> str:
    """ "Công an phường chậm 26 ngày làm việc (quy ước nội bộ)."; of several how many, and who."""
    names = list(dict.fromkeys(row["unit_name"] for row in rows))
    late = f"{late_text(max(rows, key=lambda row: row['working_days']))} ({BY_OFFICE})"
    if len(names) == 1:
        return f"{names[0]} {late}."
    named = ", ".join(names[:NAMED]) + (f" và {len(names) - NAMED} đơn vị khác" if names[NAMED:] else "")
    return f"{len(names)} đơn vị {late}: {named}."


def _figures_calm(rows: Sequence[Row]) -> str:
    """Of a quarter nobody is late with."""
    missing = [row for row in rows if row["state"] in ("chua_den_han", "chua_dat_han")]
    if not missing:
        return "không nơi nào chậm."
    due = f"chưa đến hạn {day(missing[0]['due_on'])} ({BY_OFFICE})" if missing[0]["due_on"] else "chưa đặt hạn nội bộ nên không gọi là chậm"
    return f"{len({row['unit_name'] for row in missing})} nơi chưa gửi, {due}."


def of_the_plans(rows: Sequence[Row], as_of: date) -> tuple[str, str]:
    """What is overdue of the reports the plans ask for, and what comes next: of one unit under one plan, or of several."""
    if len({(row["unit_id"], row["plan_id"]) for row in rows}) == 1 or all(row["ended"] for row in rows):
        return of_one_unit(rows, as_of)
    late = [row for row in rows if row["state"] == "qua_han" and not row["ended"]]
    coming = _coming(rows, as_of)
    calm = "" if late else "Không có báo cáo nào quá hạn. "
    return _overdue_of_many(late), f"{calm}{next_text(coming)}"


def _overdue_of_many(late: Sequence[Row]) -> str:
    """ "2 đơn vị còn 3 báo cáo năm 2025 quá hạn chưa ghi nhận, lâu nhất 243 ngày làm việc: Phường A, Phường B."."""
    if not late:
        return ""
    names = list(dict.fromkeys(row["unit_name"] for row in sorted(late, key=lambda row: -row["working_days"])))
    named = ", ".join(names[:NAMED]) + (f" và {len(names) - NAMED} đơn vị khác" if names[NAMED:] else "")
    which = {report_name(row).removeprefix("Báo cáo ") for row in late}
    what = f"{len(late)} báo cáo {which.pop()}" if len(which) == 1 else f"{len(late)} báo cáo"
    longest = max(row["working_days"] for row in late)
    return f"{len(names)} đơn vị còn {what} quá hạn chưa ghi nhận, lâu nhất {longest} ngày làm việc: {named}."


def _coming(rows: Iterable[Row], as_of: date) -> list[Row]:
    return [row for row in rows if row["state"] == "chua_den_han" and row["asked"] and row["closes_on"] and row["closes_on"] >= as_of]


def next_text(coming: Sequence[Row]) -> str:
    """The next deadline of a report: who sends it to whom, at how many units it waits, and how soon."""
    if not coming:
        return "Không có hạn nào trong 12 tháng tới."
    first = min(coming, key=lambda row: row["due_on"])
    same = [row for row in coming if (row["due_on"], row["plan_id"]) == (first["due_on"], first["plan_id"])]
    count = len({row["unit_id"] for row in same})
    where = f"{count} {role(first)} chưa ghi nhận" if count > 1 else f"chưa {recorded_at(first)}"
    return f"Sắp tới: {sent_name(first)} theo Kế hoạch {first['plan_number']}, {due_text(first)}, {late_text(first)}; {where}."


def owing_table(who: Iterable[Owing], contacts: dict[str, Row], address: Callable[..., str], days_off: dict[date, Row]) -> str:
    """Who, what and how late, whom to call; a link to the ready text."""
    rows = [
        (
            f"<b>{text(one.name)}</b>",
            "".join(_debt(row, days_off) for row in one.debts),
            contact_text(contacts.get(one.unit_id), address(dau_moi=one.unit_id)),
            f"<a class='td-ask td-keep' href='{text(address(don_doc=one.unit_id))}' target='_self'>Soạn đôn đốc</a>",
        )
        for one in who
    ]
    return headed_table(("Đơn vị", "Còn thiếu gì, chậm bao lâu", "Gọi ai", "Việc tiếp theo"), rows)


def _debt(row: Row, days_off: dict[date, Row]) -> str:
    moved = moved_text(row, days_off)
    whose = [to_whom(row), recorded_at(row)] if "duty_id" in row else []
    facts = [f"Kế hoạch {row['plan_number']}", *whose, due_text(row), *([moved] if moved else [])]
    said = f"<b>{text(report_name(row))}</b> <b class='td-lateness'>■ {text(late_text(row))}</b>"
    return f"<div class='td-debt'>{said}<small class='td-mark'>{text(' · '.join(facts))}</small></div>"


def of_one_unit(rows: Sequence[Row], as_of: date) -> tuple[str, str]:
    """What a unit owes under one plan and what comes next; the first is bad news where something is overdue."""
    if rows and all(row["ended"] for row in rows):
        return "", ended_text(rows)
    late = sorted((row for row in rows if row["state"] == "qua_han"), key=_urgency)
    return _overdue_text(late), " ".join(filter(None, [_coming_text(_coming(rows, as_of), late), dateless_text(rows)]))


def _overdue_text(late: Sequence[Row]) -> str:
    if not late:
        return ""
    which = f"{sent_name(late[0])} {late_text(late[0])}"
    return f"{which}, chưa ghi nhận." if len(late) == 1 else f"{len(late)} báo cáo quá hạn chưa ghi nhận, lâu nhất: {which}."


def _coming_text(coming: Sequence[Row], late: Sequence[Row]) -> str:
    calm = "" if late else "Không có báo cáo nào quá hạn. "
    if not coming:
        return f"{calm}Không có hạn nào trong 12 tháng tới."
    first = min(coming, key=lambda row: row["due_on"])
    return f"{calm}Sắp tới: {sent_name(first)}, {due_text(first)}, {late_text(first)}."


def ended_text(rows: Sequence[Row]) -> str:
    """What is said of plans that have ended: nothing is asked any more, and nothing recorded does not mean nothing sent."""
    said = []
    for number, group in groupby(sorted(rows, key=lambda row: row["plan_number"]), key=lambda row: row["plan_number"]):
        reports = list(group)
        open_ones = sum(row["state"] == "qua_han" for row in reports)
        left = f"{open_ones} báo cáo trước đó chưa ghi nhận" if open_ones else "trước đó không có báo cáo nào quá hạn"
        said.append(f"Kế hoạch {number} hết hiệu lực {day(reports[0]['ends_on'])}: không hỏi thêm báo cáo nào; {left}.")
    return " ".join(said)


def dateless_text(rows: Iterable[Row]) -> str:
    """Reports a plan wants without naming a day, not recorded: never late, but not to be forgotten."""
    open_ones = [row for row in rows if "duty_id" in row and row["due_on"] is None and not row["sent_on"] and not row["ended"]]
    counts = Counter((row["plan_number"], "tháng" if row["frequency"] == "thang" else "năm") for row in open_ones)
    said = [f"Kế hoạch {number}, báo cáo hằng {often} chưa ghi nhận {count} kỳ" for (number, often), count in counts.items()]
    return f"Kế hoạch không nêu ngày nên không tính chậm: {'; '.join(said)}." if said else ""


def contact_text(row: Row | None, address: str) -> str:
    """Whom to call, or where to write down whom."""
    if row is None:
        return f"Chưa có đầu mối, <a class='td-ask td-keep' href='{text(address)}' target='_self'>ghi ở đây</a>"
    ways = "".join(f"<small class='td-mark td-file'>{text(way)}</small>" for way in (row["phone"], row["email"]) if way)
    return f"<span>{text(row['name'])}{ways}</span>"


# -- the months ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Item:
    """One deadline of a report over all units that owe it."""

    rows: tuple[Row, ...]

    @property
    def first(self) -> Row:
        return self.rows[0]

    @property
    def came(self) -> int:
        return sum(row["state"] in ("da_gui", "gui_muon", "da_bao_cao") for row in self.rows)


def items(rows: Iterable[Row]) -> list[Item]:
    """Rows of the same report and period together, by deadline."""

    def key(row: Row) -> tuple[Any, ...]:
        return (row["due_on"], row.get("duty_id") or row["plan_id"], row["period"])

    return [Item(tuple(group)) for _, group in groupby(sorted((row for row in rows if row["due_on"]), key=key), key=key)]


def next_month(value: date) -> date:
    return date(value.year + value.month // 12, value.month % 12 + 1, 1)


def agenda(found: Sequence[Item], first: date, last: date) -> str:
    """The deadlines from a day up to, not including, another; a sentence where there are none."""
    shown = [item for item in found if first <= item.first["due_on"] < last]
    if not shown:
        return "<p class='td-note'>Không có hạn nào.</p>"
    return "".join(_entry(item) for item in shown)


def folded(name: str, found: Sequence[Item]) -> str:
    """Deadlines behind a line to open; nothing where there are none. Each says its month too."""
    if not found:
        return ""
    months = groupby(found, key=lambda item: (item.first["due_on"].year, item.first["due_on"].month))
    inside = "".join(
        f"<h3 class='td-part-head'>Tháng {month}/{year}</h3>{''.join(_entry(item) for item in group)}" for (year, month), group in months
    )
    return f"<details class='td-who'><summary>{text(name)}</summary>{inside}</details>"


def event(item: Item) -> Event:
    """A deadline as an entry of somebody's own calendar, on the last working day where the plan says "before" a day."""
    row = item.first
    if "duty_id" not in row:
        name = f"{report_name(row)} ({OFFICE_RULE})"
        return Event(f"so-lieu {row['plan_id']} {row['period']}", row["due_on"], name, f"Kế hoạch {row['plan_number']}.", "Quy ước nội bộ")
    safe = f"\nNgày làm việc cuối trước hạn: {long_day(row['before_on'])}." if row["before_on"] else ""
    units = f"\nChưa ghi nhận: {len(item.rows) - item.came}/{len(item.rows)} {role(row)}."
    quoted = f"\nKế hoạch {row['plan_number']}: «{row['text']}» ({source_name(row['source'])})"
    name = f"{report_name(row)}, {due_text(row)}: {to_whom(row)}"
    return Event(f"{row['duty_id']} {row['period']}", row["before_on"] or row["due_on"], name, f"{to_whom(row)}.{safe}{units}{quoted}")


def _entry(item: Item) -> str:
    row = item.first
    plan = "duty_id" in row
    due = due_text(row) if plan else f"hạn {day(row['due_on'])}"
    facts = f"Kế hoạch {row['plan_number']} · " + (to_whom(row) if plan else OFFICE_RULE)
    safe = row.get("before_on") if any(one["state"] == "chua_den_han" and one["days_left"] is not None for one in item.rows) else None
    advice = f"Ngày làm việc cuối trước hạn: {long_day(safe)}. " if safe else ""
    return (
        f"<div class='td-entry'><span class='td-date'><b>{row['due_on'].day}</b>{text(WEEKDAY[row['due_on'].weekday()])}</span>"
        f"<div>{text(report_name(row))}, <b>{text(due)}</b><small class='td-mark'>{text(facts)}</small>"
        f"<small class='td-mark'>{text(advice)}<b>{text(item_text(item))}</b></small></div></div>"
    )


def item_text(item: Item) -> str:
    """Whether a report is recorded, where it waits and how long is left or it is late; of several units at how many."""
    missing = [row for row in item.rows if row["state"] in ("qua_han", "chua_den_han")]
    came = f"Đã ghi nhận {item.came}/{len(item.rows)} {role(item.first)}"
    if len(item.rows) == 1:
        came = f"{'Đã' if item.came else 'Chưa'} {recorded_at(item.first)}"
    if "duty_id" not in item.first:
        came = f"{item.came}/{len(item.rows)} nơi đã gửi"
    if missing and missing[0].get("ended"):
        return f"{came}; kế hoạch đã hết hiệu lực, không hỏi nữa."
    return f"{came}; {late_text(missing[0])}." if missing else f"{came}."


def month_grid(name: str, first: date, today: date, days_off: dict[date, Row], found: Sequence[Item]) -> str:
    """One month as a sheet of a wall calendar: days off pale, today framed, deadlines marked; each says what it is."""
    due = {named: [item for item in found if item.first["due_on"] == named] for named in {item.first["due_on"] for item in found}}
    weeks = "".join(
        "<tr>" + "".join(_cell(value, first, today, days_off, due.get(value, [])) for value in week) + "</tr>"
        for week in Calendar().monthdatescalendar(first.year, first.month)
    )
    heads = "".join(f"<th scope='col'>{name}</th>" for name in HEADS_OF_DAYS)
    caption = f"<caption>{text(name)}, {first.month}/{first.year}</caption>"
    return f"<table class='td-month'>{caption}<thead><tr>{heads}</tr></thead><tbody>{weeks}</tbody></table>"


def _cell(value: date, first: date, today: date, days_off: dict[date, Row], due: Sequence[Item]) -> str:
    if value.month != first.month:
        return "<td></td>"
    holiday = days_off.get(value)
    off = holiday["kind"] != "lam_bu" if holiday and holiday["certain"] else value.weekday() > 4
    kinds = ["td-off"] * off + ["td-due"] * bool(due) + ["td-today"] * (value == today)
    said = [report_name(item.first) for item in due] + ([holiday["name"]] if holiday else []) + ["hôm nay"] * (value == today)
    if "td-due" in kinds and any(row["state"] == "qua_han" for item in due for row in item.rows):
        kinds.append("td-over")
    title = f" title='{text('; '.join(said))}' aria-label='{value.day}: {text('; '.join(said))}'" if said else ""
    mark = "<i>■</i>" if due else "<i>lễ</i>" if holiday and off and holiday["certain"] else ""
    return f"<td class='{' '.join(kinds)}'{title}>{value.day}{mark}</td>"


def days_off_text(days_off: Iterable[Row], first: date, last: date) -> str:
    """The holidays of the months shown, and for which years there is a list at all."""
    known = list(days_off)
    here = [row for row in known if first <= row["day"] < last]
    sure, unsure = (
        ["; ".join(f"{day(row['day'])} {row['name']}" for row in here if row["certain"] is certain)] for certain in (True, False)
    )
    parts = [f"Ngày nghỉ, làm bù: {sure[0]}." if sure[0] else "Hai tháng này không có ngày lễ.", years_text(known)]
    return " ".join([*parts[:1], *([f"Chưa chắc nên chưa tính: {unsure[0]}."] if unsure[0] else []), *parts[1:]])


def years_text(days_off: Iterable[Row]) -> str:
    years = sorted({row["day"].year for row in days_off})
    if not years:
        return "Chưa có danh mục ngày lễ: chỉ trừ thứ Bảy, Chủ nhật."
    return f"Có danh mục ngày lễ năm {', '.join(map(str, years))}; năm khác chỉ trừ thứ Bảy, Chủ nhật."


# -- how often in time ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Rate:
    """Of the reports whose deadline has passed, how many were recorded as sent in time."""

    name: str
    note: str
    in_time: int
    late: int
    missing: int

    @property
    def due(self) -> int:
        return self.in_time + self.late + self.missing


def rates(rows: Iterable[Row], today: date, key: Callable[[Row], tuple[str, str]]) -> list[Rate]:
    """By unit or by duty, worst first. What does not count: a report not yet due, one under a plan that has ended, a quarter's figures
    where of some nobody knows the day they came: the rest alone would look worse than all."""
    rows = list(rows)
    dayless = {(row["plan_id"], row["period"]) for row in rows if row["state"] == "da_bao_cao"}
    counts: dict[tuple[str, str], Counter[str]] = {}
    for row in rows:
        if _counts(row, today) and ("duty_id" in row or (row["plan_id"], row["period"]) not in dayless):
            counts.setdefault(key(row), Counter())[row["state"]] += 1
    found = [Rate(name, note, one["da_gui"], one["gui_muon"], one["qua_han"]) for (name, note), one in counts.items()]
    return sorted(found, key=lambda rate: (rate.in_time / rate.due, -rate.missing, rate.name))


def _counts(row: Row, today: date) -> bool:
    passed = row["state"] in ("gui_muon", "qua_han") or (row["state"] == "da_gui" and row["closes_on"] < today)
    return passed and not row.get("ended")


def by_unit(row: Row) -> tuple[str, str]:
    return row["unit_name"], ""


def by_duty(row: Row) -> tuple[str, str]:
    if "duty_id" not in row:
        return "Số liệu quý", f"Kế hoạch {row['plan_number']}, {OFFICE_RULE}"
    return f"Báo cáo {rule_text(row)}", f"Kế hoạch {row['plan_number']}: {to_whom(row)}"


def rate_bars(found: Iterable[Rate]) -> str:
    """A bar for each: in time, late, not recorded, with the counts beside."""
    body = "".join(_bar(rate) for rate in found)
    return body or "<p class='td-note'>Chưa có báo cáo nào đến hạn để tính.</p>"


def _bar(rate: Rate) -> str:
    note = f"<small class='td-mark'>{text(rate.note)}</small>" if rate.note else ""
    said = text(rate_text(rate))
    parts = _part(rate.in_time, "da_gui") + _part(rate.late, "gui_muon") + _part(rate.missing, "qua_han")
    return (
        f"<div class='td-rate'><div>{text(rate.name)}{note}</div><b>{rate.in_time}/{rate.due}</b>"
        f"<div class='td-share' role='img' aria-label='{said}' title='{said}'>{parts}</div></div>"
    )


def _part(count: int, state: str) -> str:
    look = DUTY_LOOK[state]
    return f"<div style='flex:{count};background:{look.colour};color:{look.ink}'>{look.sign} {count}</div>" if count else ""


def rate_text(rate: Rate) -> str:
    return f"đúng hạn {rate.in_time}, muộn {rate.late}, quá hạn chưa ghi nhận {rate.missing}, trong {rate.due} báo cáo đã đến hạn"


# -- tables --------------------------------------------------------------------------------------------------------------


def duties_table(rows: Iterable[Row], lines: Callable[[str], str]) -> str:
    """Every duty as the plan prints it; `lines` makes the plan's own lines of a source."""
    cells = [
        (
            f"<b class='td-keep'>{text(row['number'])}</b>{_ended_mark(row)}",
            text(row["reporter"]),
            text(row["receiver"] or "kế hoạch không nêu"),
            f"<b>{text(rule_text(row))}</b>",
            f"<details><summary>{text(row['text'])}</summary>{lines(row['source'])}</details>"
            f"<small class='td-mark'>{text(source_name(row['source']))}</small>",
        )
        for row in rows
    ]
    return headed_table(("Kế hoạch", "Ai báo cáo", "Gửi ai", "Khi nào", "Kế hoạch viết (bấm để xem bản chữ)"), cells)


def _ended_mark(row: Row) -> str:
    return f"<small class='td-mark'>hết hiệu lực {day(row['effective_to'])}</small>" if row["effective_to"] else ""


def all_reports(rows: Iterable[Row], proof: tuple[str, ...]) -> Table:
    """Every report with a deadline, unit by unit, to take along."""
    heads = ("Kế hoạch", "Báo cáo", "Ghi nhận ở đơn vị", "Ai báo cáo", "Gửi ai", "Hạn nêu", "Căn cứ của hạn",
             "Ngày làm việc cuối trước hạn",
             "Tính muộn sau ngày", "Ngày gửi", "Số văn bản", "Trạng thái", "Ngày làm việc so với hạn (âm: trước hạn)",
             "Còn lại đến ngày làm việc cuối (ngày làm việc)")  # fmt: skip
    return Table("Lịch báo cáo từng đơn vị", proof, heads, [_report_line(row) for row in rows])


def _report_line(row: Row) -> tuple[Any, ...]:
    plan = "duty_id" in row
    counts = row["state"] in DUTY_LOOK and row.get("asked", True) and not _ended(row)
    return (
        row["plan_number"],
        report_name(row),
        row["unit_name"],
        row["reporter"] if plan else row["unit_name"],
        row["receiver"] if plan else "",
        row["due_on"],
        source_name(row["source"]) if plan else OFFICE_RULE,
        row.get("before_on"),
        row["closes_on"],
        row["sent_on"] if plan else row["reported_on"],
        row["document"] if plan else "",
        row_state(row),
        row["working_days"] if counts and row["state"] != "chua_den_han" else None,
        row["days_left"] if counts and row["state"] == "chua_den_han" else None,
    )


def row_state(row: Row) -> str:
    """The state of one report in words, with what no state says: not asked any more, no date, no record of the day."""
    if not row.get("asked", True):
        return f"Không còn phải gửi: kế hoạch hết hiệu lực {day(row['ends_on'])}, trước hạn"
    if _ended(row):
        return f"Chưa ghi nhận, kế hoạch đã hết hiệu lực {day(row['ends_on'])}"
    if row["state"] == "da_bao_cao":
        return "Đã báo cáo"
    if row["state"] == "chua_dat_han":
        return "Chưa báo cáo, chưa đặt hạn nội bộ"
    if row["state"] == "chua_den_han" and row["due_on"] is None:
        return "Chưa ghi nhận, kế hoạch không nêu ngày"
    return DUTY_LOOK[row["state"]].label


def _ended(row: Row) -> bool:
    return bool(row.get("ended")) and row["state"] in ("qua_han", "chua_den_han")


def rate_table(units: Iterable[Rate], duties: Iterable[Rate], proof: tuple[str, ...]) -> Table:
    heads = ("Tính theo", "Tên", "Ghi chú", "Đúng hạn", "Muộn", "Quá hạn, chưa ghi nhận", "Đã đến hạn")
    rows = [("Đơn vị", *_rate_line(rate)) for rate in units] + [("Báo cáo", *_rate_line(rate)) for rate in duties]
    return Table("Tỷ lệ ghi nhận gửi đúng hạn", proof, heads, rows)


def _rate_line(rate: Rate) -> tuple[Any, ...]:
    return rate.name, rate.note, rate.in_time, rate.late, rate.missing, rate.due


def holiday_table(rows: Iterable[Row], proof: tuple[str, ...]) -> Table:
    heads = ("Ngày", "Thứ", "Là ngày", "Loại", "Có tính không", "Nguồn")
    lines = [
        (
            row["day"],
            WEEKDAY[row["day"].weekday()],
            row["name"],
            HOLIDAY_KIND[row["kind"]],
            "có" if row["certain"] else f"không: {row['doubt']}",
            row["source"],
        )
        for row in rows
    ]
    return Table("Ngày nghỉ lễ, Tết và ngày làm bù", proof, heads, lines)
