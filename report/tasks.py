"""Tasks in words and numbers: the four official counts and what they add up to, sentences to paste, tables to take along.

Reads states, decides none (schema.sql does). What is drawn of it stands in report/task_views.py.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from domain.numbers import format_number
from domain.period import Period
from domain.wording import TASK_LOOK, TASK_REPORT, day, row_label, with_unit
from report import lineage
from report.tables import Table

Row = dict[str, Any]

FOUR = ("dung_han", "qua_han_xong", "trong_han", "qua_han")
"""The official numbers: they add up to the tasks with a deadline that are not paused."""
OTHERS = ("tam_dung", "xong_khong_han", "thuong_xuyen", "co_dieu_kien", "khong_han")
WORST_FOUR = ("qua_han", "qua_han_xong", "trong_han", "dung_han")
RATE_RULE = "đã hoàn thành ÷ (đã hoàn thành + quá hạn chưa xong), cách tính của Tổ công tác của Thủ tướng (báo cáo 1270/BC-TCTTTg năm 2017)"
NO_LEAD = "Chưa rõ chủ trì"
NO_REPORT = "chưa có báo cáo"
KIND = {"nhiem_vu": "nhiệm vụ", "giai_phap": "giải pháp"}
DUE_KIND = {
    "fixed": "hạn cố định",
    "period": "cả giai đoạn, hạn là ngày cuối",
    "ongoing": "thường xuyên, không có ngày hạn",
    "conditional": "chờ điều kiện, không có ngày hạn",
    "none": "kế hoạch không đặt hạn",
}


# -- counts ------------------------------------------------------------------------------------------------------------------


def tally(rows: Iterable[Row]) -> Counter[str]:
    return Counter(row["counted"] for row in rows)


def completion(counts: Counter[str]) -> Decimal | None:
    """The share done of what was due, in percent; None where nothing was due yet."""
    done = counts["dung_han"] + counts["qua_han_xong"]
    due = done + counts["qua_han"]
    return (Decimal(100 * done) / due).quantize(Decimal("0.1"), ROUND_HALF_UP) if due else None


def rate_text(counts: Counter[str]) -> str:
    rate = completion(counts)
    return "chưa tính" if rate is None else with_unit(format_number(rate), "%")


def rate_line(counts: Counter[str], what: str = "nhiệm vụ") -> str:
    """How the rate came about, in figures."""
    done = counts["dung_han"] + counts["qua_han_xong"]
    if completion(counts) is None:
        return f"Chưa tính tỷ lệ hoàn thành: chưa có {what} có hạn nào đã xong hoặc đã quá hạn."
    parts = f"{format_number(done)} ÷ ({format_number(done)} + {format_number(counts['qua_han'])})"
    return f"Tỷ lệ hoàn thành {rate_text(counts)} = {parts}: {RATE_RULE}."


def headline(rows: list[Row], as_of: date, what: str = "nhiệm vụ") -> tuple[str, str]:
    """What is overdue, how long and whose; what falls due next. The first is bad news where something is overdue."""
    counts = tally(rows)
    dated = sum(counts[state] for state in FOUR)
    if not rows:
        return "", f"Không có {what} nào trong phần đang chọn."
    if not dated:
        return "", f"Không {what} nào có ngày hạn, nên không việc nào có thể quá hạn."
    late = overdue(rows)
    if not late:
        return "", f"Không có {what} nào quá hạn. {soon_text(rows, as_of, what)}"
    worst = late[0]
    how_long = days_text(worst["overdue_days"]) if len(late) == 1 else f"lâu nhất {days_text(worst['overdue_days'])}"
    whose = f"{lead_text(worst)} chủ trì" if worst["leads"] else "chưa rõ ai chủ trì"
    return f"{len(late)} {what} quá hạn chưa xong, {how_long} ({whose}){_plans_fault(late)}.", soon_text(rows, as_of, what)


def _plans_fault(late: list[Row]) -> str:
    """How many deadlines had passed before the plan was signed: nobody's delay from the start."""
    number = sum(bool(row["due_before_plan"]) for row in late)
    if not number:
        return ""
    if number == len(late):
        return f"; {'kế hoạch' if number == 1 else f'cả {number} việc kế hoạch'} đặt hạn trước ngày ký"
    return f"; {number} việc khác kế hoạch đặt hạn trước ngày ký, không xếp vào lâu nhất"


def headline_below(units: list[Group], what: str = "nhiệm vụ") -> tuple[str, str]:
    """How many units are behind, and the worst of them; the first half is bad news where there is any."""
    late = [one for one in units if one.counts["qua_han"]]
    if not late:
        return "", f"Không đơn vị nào có {what} quá hạn ({len(units)} đơn vị)."
    number, worst = sum(one.counts["qua_han"] for one in late), late[0]
    how_many = f"{len(late)}/{len(units)} đơn vị có {what} quá hạn chưa xong ({number} lượt)."
    return how_many, f"Nhiều nhất là {worst.name}: {worst.counts['qua_han']} {what}, {longest_text(worst)}."


def by_task(rows: Iterable[Row]) -> list[list[Row]]:
    """The units that have not done each task; what most of them are late with first, what was due before the plan was signed after that."""
    found: dict[str, list[Row]] = {}
    for row in rows:
        found.setdefault(row["task_id"], []).append(row)
    return sorted(
        found.values(),
        key=lambda own: (not (late := _late(own)), bool(own[0]["due_before_plan"]), -late, own[0]["closes_on"]),
    )


def late_or_not(rows: Iterable[Row]) -> tuple[list[Row], list[Row]]:
    """The tasks some unit is late with, and those nobody is, each with all units that have not done them."""
    groups = by_task(rows)
    late, rest = ([row for own in groups for row in own if bool(_late(own)) == wanted] for wanted in (True, False))
    return late, rest


def _late(rows: Iterable[Row]) -> int:
    return sum(row["state"] == "qua_han" for row in rows)


def longest_text(one: Group) -> str:
    """The longest delay of a group, and that the plan set deadlines before it was signed, which are left out where there are others."""
    if one.longest is not None:
        return f"lâu nhất {days_text(one.longest)}" + (" không kể việc kế hoạch đặt hạn trước ngày ký" if one.longest_before else "")
    return f"lâu nhất {days_text(one.longest_before or 0)}, kế hoạch đặt hạn trước ngày ký"


def days_text(number: int) -> str:
    return f"{format_number(number)} ngày"


def soon_text(rows: list[Row], as_of: date, what: str = "nhiệm vụ", days: int = 30) -> str:
    """What falls due in the days to come, or when the next thing does."""
    soon = falling_due(rows, as_of + timedelta(days=days))
    if soon:
        return f"Trong {days} ngày từ {day(as_of)} có {len(soon)} {what} đến hạn, gần nhất {day(soon[0]['closes_on'])}."
    coming = falling_due(rows, date.max)
    if coming:
        return f"Trong {days} ngày từ {day(as_of)} không có {what} nào đến hạn; hạn kế tiếp {day(coming[0]['closes_on'])}."
    return f"Không còn {what} nào chờ đến hạn."


def overdue(rows: Iterable[Row]) -> list[Row]:
    """What is overdue and not done, longest first; last what was due before the plan was signed, nobody's delay from the start."""
    return sorted((row for row in rows if row["state"] == "qua_han"), key=lambda row: (bool(row["due_before_plan"]), -row["overdue_days"]))


def who_leads(rows: list[Row]) -> str:
    """Who leads how many of the tasks, most first."""
    parts = sorted(by_lead(rows), key=lambda one: -one.counts.total())
    return f"Chủ trì: {'; '.join(f'{one.name} {one.counts.total()} việc' for one in parts)}."


def falling_due(rows: Iterable[Row], until: date) -> list[Row]:
    """What is not done and falls due up to a day, soonest first."""
    return sorted((row for row in rows if row["state"] == "trong_han" and row["closes_on"] <= until), key=lambda row: row["closes_on"])


def next_quarter_end(as_of: date) -> Period:
    """The quarter after the one a day stands in."""
    return Period.from_index(Period(as_of.year, as_of.month, as_of.month).index + 1)


# -- groups ------------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Group:
    """The tasks of one lead, one part of the plan or one unit, counted."""

    key: str
    name: str
    counts: Counter[str]
    longest: int | None
    """Of the tasks due after the plan was signed; of those due before it, `longest_before`."""
    under: str = ""
    """A second, smaller line of the name."""
    longest_before: int | None = None


def by_lead(rows: list[Row]) -> list[Group]:
    """A group a lead, worst first; a task with several leads counts for each."""
    named: dict[str, str] = {}
    members: dict[str, list[Row]] = {}
    for row in rows:
        for key, name in zip(row["lead_ids"] or [""], row["leads"] or [NO_LEAD], strict=True):
            named[key] = name
            members.setdefault(key, []).append(row)
    return worst_first(
        Group(key, named[key], tally(own), _longest(own), longest_before=_longest(own, before=True)) for key, own in members.items()
    )


def by_section(rows: list[Row]) -> list[Group]:
    """A group a part of the plan, in the plan's order."""
    members: dict[str, list[Row]] = {}
    for row in rows:
        members.setdefault(section_key(row), []).append(row)
    return [
        Group(key, section_label(own[0]), tally(own), _longest(own), own[0]["section_name"] or "", _longest(own, before=True))
        for key, own in members.items()
    ]


def by_unit(rows: list[Row]) -> list[Group]:
    """A group a unit out of counts by state, worst first; under its name the quarter it last reported for."""
    found: dict[str, list[Row]] = {}
    for row in rows:
        found.setdefault(row["unit_id"], []).append(row)
    return worst_first(_unit_group(key, own) for key, own in found.items())


def _unit_group(key: str, own: list[Row]) -> Group:
    late = [row for row in own if row["counted"] == "qua_han"]
    longest, before = (max((row[name] for row in late if row.get(name)), default=None) for name in ("longest", "longest_before"))
    told = [Period.parse(row["reported_period"]) for row in own if row["reported_period"]]
    last = max(told, key=lambda period: period.index, default=None)
    said = f"báo cáo gần nhất: {last.label}" if last else NO_REPORT
    return Group(key, own[0]["name"], Counter({row["counted"]: row["number"] for row in own}), longest, said, before)


def worst_first(groups: Iterable[Group]) -> list[Group]:
    return sorted(groups, key=lambda one: (-one.counts["qua_han"], -(one.longest or 0), -one.counts["qua_han_xong"], -one.counts.total()))


def _longest(rows: list[Row], *, before: bool = False) -> int | None:
    """The longest delay among what was due after the plan was signed, or `before` it."""
    late = (row for row in rows if row["state"] == "qua_han" and bool(row["due_before_plan"]) is before)
    return max((row["overdue_days"] for row in late), default=None)


def section_key(row: Row) -> str:
    """What names a part of the plan: two of its lists may both have a part V."""
    return f"{row['task_id'].split('/')[1]}/{row['section']}"


def section_label(row: Row) -> str:
    place = row["task_id"].split("/")[1]
    if place.startswith("PL"):
        return f"Phụ lục {place[2:]}, phần {row['section']}"
    numbered = row["section"][:1].isdigit() or set(row["section"]) <= set("IVX.0123456789")
    return f"Lời văn kế hoạch, mục {row['section']}" if numbered else "Lời văn kế hoạch"


# -- sentences ---------------------------------------------------------------------------------------------------------------


def place_label(row: Row) -> str:
    return row_label(row["task_id"])


def lead_text(row: Row) -> str:
    return "; ".join(row["leads"]) or NO_LEAD


def due_words(row: Row) -> str:
    """A deadline as the plan prints it, marked as its words."""
    return f"kế hoạch ghi «{row['due_text']}»" if row["due_text"] else "kế hoạch không ghi thời hạn"


def due_marks(row: Row) -> list[str]:
    """What a reader must know about a deadline before blaming anybody for it."""
    marks = []
    if row["due_before_plan"]:
        marks.append(f"hạn đặt trước ngày ký kế hoạch ({day(row['issued_on'])}), lỗi của kế hoạch")
    if row.get("due_after_plan"):
        marks.append("hạn rơi sau ngày kế hoạch hết hiệu lực")
    if row.get("then_ongoing"):
        marks.append("sau hạn vẫn thực hiện thường xuyên")
    return marks


def standing(row: Row, as_of: date) -> str:
    """How a task stands in a few words: "quá 365 ngày", "còn 31 ngày", "xong 11/12/2025"."""
    if row["state"] == "qua_han":
        return f"quá {days_text(row['overdue_days'])}"
    if row["completed_on"] and row["state"] == "qua_han_xong":
        return f"xong {day(row['completed_on'])}, muộn {days_text(row['overdue_days'])}"
    if row["completed_on"] and row["state"] == "dung_han":
        return f"xong {day(row['completed_on'])}"
    if row["state"] == "trong_han":
        left = (row["closes_on"] - as_of).days
        return f"còn {days_text(left)}" if left else "đến hạn trong ngày"
    if row["state"] == "tam_dung" and row["closes_on"]:
        return f"tạm dừng, hạn {day(row['closes_on'])}"
    return TASK_LOOK[row["counted"]].label.lower()


def percent_text(row: Row) -> str:
    return "" if row["percent"] is None else with_unit(format_number(row["percent"]), "%")


def reported_text(row: Row) -> str:
    """What was said last: "đang thực hiện, 50 %"; and why a task reported done is not counted as done."""
    if row["submission_id"] is None:
        return NO_REPORT
    parts = [TASK_REPORT[row["reported_state"]].lower(), *filter(None, [percent_text(row)])]
    if row["reported_state"] == "hoan_thanh" and row["reported_done"]:
        later = "" if row["completed_on"] else ", sau ngày tính"
        parts.append(f"xong {day(row['reported_done'])}{later}")
    return ", ".join(parts)


def sentence(row: Row, as_of: date) -> str:
    """A task ready to paste: what, who leads, deadline and its fault, how it stands, what was reported last."""
    about = f"{KIND[row['kind']].capitalize()} «{row['name'].rstrip(' .;')}» ({place_label(row)})"
    who = f"{lead_text(row)} chủ trì" if row["leads"] else "chưa rõ cơ quan chủ trì"
    due = f"hạn {day(row['closes_on'])} ({'; '.join([due_words(row), *due_marks(row)])})" if row["closes_on"] else due_words(row)
    said = f"báo cáo gần nhất ({_when(row)}): {reported_text(row)}" if row["submission_id"] else "chưa có báo cáo nào về việc này"
    note = f", «{row['note'].rstrip(' .')}»" if row["note"] else ""
    return f"{about}, {who}, {due}: tính đến {day(as_of)} {_verdict(row, as_of)}; {said}{note}."


def _verdict(row: Row, as_of: date) -> str:
    if row["state"] == "qua_han":
        return f"đã quá hạn {days_text(row['overdue_days'])}, chưa xong"
    if row["state"] == "qua_han_xong":
        return f"đã hoàn thành ngày {day(row['completed_on'])}, quá hạn {days_text(row['overdue_days'])}"
    if row["counted"] == "dung_han":
        return f"đã hoàn thành ngày {day(row['completed_on'])}, đúng hạn"
    if row["counted"] == "xong_khong_han":
        return f"đã hoàn thành ngày {day(row['completed_on'])}, không có hạn để so"
    if row["state"] == "trong_han":
        return f"còn trong hạn, {standing(row, as_of)}"
    return {"tam_dung": "đang tạm dừng", "thuong_xuyen": "thực hiện thường xuyên"}.get(row["state"], "không có ngày hạn để so")


def summary(counts: Counter[str], whose: str, as_of: date, what: str = "nhiệm vụ") -> str:
    """The counts as a paragraph ready to paste."""
    dated = sum(counts[state] for state in FOUR)
    said = f"Tính đến {day(as_of)}, {whose} có {counts.total()} {what}, trong đó {dated} có ngày hạn"
    if not dated:
        return f"{said}."
    four = ", ".join(f"{counts[state]} {small(TASK_LOOK[state].label).replace(',', '')}" for state in FOUR)
    rate = "" if completion(counts) is None else f"; tỷ lệ hoàn thành {rate_text(counts)}"
    return f"{said}: {four}{rate}."


def told_late(rows: list[Row], period: Period) -> str:
    """That nothing, or nothing for the quarter, was reported, and what that means for the states; empty where something was."""
    told = [row for row in rows if row["submission_id"]]
    if not told:
        return never_told(late=any(row["state"] == "qua_han" for row in rows))
    last = max(told, key=lambda row: row["reported_quarter"])
    if last["reported_quarter"] >= period.index:
        return ""
    return f"Chưa có báo cáo nhiệm vụ cho {period.label}: trạng thái theo báo cáo gần nhất ({_when(last)})."


def never_told(*, late: bool) -> str:
    after = "; quá hạn tính theo sổ, không phải kết luận về thực tế" if late else ""
    return f"Chưa có báo cáo nào về nhiệm vụ của kế hoạch này trong hệ thống{after}."


def _when(row: Row) -> str:
    return lineage.quarter_label(row["reported_period"])


def small(words: str) -> str:
    return words[:1].lower() + words[1:]


# -- tables to take along ----------------------------------------------------------------------------------------------------

_COLUMNS: tuple[tuple[str, Callable[[Row], Any]], ...] = (
    ("Dòng của kế hoạch", place_label),
    ("Nội dung", lambda row: row["name"]),
    ("Phần", section_label),
    ("Cơ quan chủ trì", lead_text),
    ("Cơ quan phối hợp", lambda row: "; ".join(row["helpers"])),
    ("Thời hạn kế hoạch ghi", lambda row: row["due_text"]),
    ("Hạn", lambda row: row["closes_on"]),
    ("Trạng thái", lambda row: TASK_LOOK[row["counted"]].label),
    ("Số ngày quá hạn", lambda row: row["overdue_days"]),
    ("Lưu ý về hạn", lambda row: "; ".join(due_marks(row))),
    ("Sản phẩm", lambda row: row["output"]),
    ("Kỳ báo cáo gần nhất", lambda row: _when(row) if row["submission_id"] else NO_REPORT),
    ("Trạng thái đơn vị ghi", lambda row: TASK_REPORT[row["reported_state"]] if row["submission_id"] else None),
    ("Tỷ lệ thực hiện (%)", lambda row: row["percent"]),
    ("Ngày hoàn thành", lambda row: row["completed_on"]),
    ("Ghi chú", lambda row: row["note"]),
    ("Ô nguồn", lambda row: f"{row['file_name']}, «{row['sheet']}», ô {row['cell']}" if row["submission_id"] else None),
    ("Chỗ chưa chắc trong kế hoạch", lambda row: row["doubt"]),
)


def task_table(rows: Sequence[Row], title: str, proof: tuple[str, ...], as_of: date) -> Table:
    """Every task with everything known of it, and its sentence."""
    heads = (*(name for name, _ in _COLUMNS), "Câu viết sẵn")
    return Table(title, proof, heads, [[*(pick(row) for _, pick in _COLUMNS), sentence(row, as_of)] for row in rows])


def group_table(groups: Sequence[Group], head: str, title: str, proof: tuple[str, ...]) -> Table:
    """Counts by lead, part or unit, with the rate and the longest delay."""
    heads = (head, *(TASK_LOOK[state].label for state in (*FOUR, *OTHERS)), "Tổng", "Tỷ lệ hoàn thành (%)", "Quá hạn lâu nhất (ngày)",
             "Trong đó hạn đặt trước ngày ký, lâu nhất (ngày)")  # fmt: skip
    rows = [
        [_full_name(one), *(one.counts[state] for state in (*FOUR, *OTHERS)), one.counts.total(), completion(one.counts),
         one.longest, one.longest_before]
        for one in groups
    ]  # fmt: skip
    return Table(title, proof, heads, rows)


def open_table(rows: Sequence[Row], title: str, proof: tuple[str, ...], as_of: date) -> Table:
    """What the units below have not done, a row a unit and task."""
    heads = (
        "Dòng của kế hoạch",
        "Nội dung",
        "Cơ quan chủ trì",
        "Đơn vị",
        "Thời hạn kế hoạch ghi",
        "Hạn",
        "Trạng thái",
        "Số ngày quá hạn",
        "Lưu ý về hạn",
    )
    cells = [
        [
            place_label(row),
            row["name"],
            lead_text(row),
            row["unit_name"],
            row["due_text"],
            row["closes_on"],
            TASK_LOOK[row["counted"]].label,
            row["overdue_days"],
            "; ".join(due_marks(row)),
        ]
        for row in rows
    ]
    return Table(title, proof, heads, cells)


def _full_name(group: Group) -> str:
    return f"{group.name}: {group.under}" if group.under else group.name
