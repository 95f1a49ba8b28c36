"""Fragments of one unit's card: its rows in groups, its tasks in the four official numbers, who reported when, the units below it.

Statuses and states come as they are decided; here they are counted, put worst first and worded.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any

from domain.period import Period
from domain.wording import REASON, TASK_STATE, day
from report import markup
from report.calendar import late_text
from report.compare import in_order, place_text
from report.markup import text
from report.overview import units_sentence
from report.sentences import JUDGED, how_bad, needed_text, stands_text, target_text, value_text
from report.worst import behind, of_units, worst_first

Row = dict[str, Any]

NO_LEAD = "Chưa rõ chủ trì"
FOUR_NUMBERS = ("dung_han", "qua_han_xong", "trong_han", "qua_han")
"""The official count of tasks: done in time, done late, open in time, overdue."""
OTHER_TASKS = ("thuong_xuyen", "co_dieu_kien", "khong_han", "tam_dung")


@dataclass(frozen=True)
class Group:
    """Rows that stand together: a heading of the plan, or what one department leads; `remark` is a ready-made fragment beside its name."""

    name: str
    about: str
    rows: list[Row]
    remark: str = ""


# -- groups --------------------------------------------------------------------------------------------------------------------


def part_label(row: Row) -> str:
    """Where a row stands in the plan: "Phụ lục 1, phần I"; figures of the plan's text stand in none."""
    if not (row["appendix"] or "").isdigit():
        return "Chỉ tiêu trong lời văn"
    return f"Phụ lục {row['appendix']}" + (f", phần {row['part']}" if row["part"] else "")


def by_part(rows: Iterable[Row]) -> list[Group]:
    """The plan's own groups, in its order; rows without a heading stand together under their part."""
    found: dict[tuple[str, str], list[Row]] = {}
    for row in rows:
        found.setdefault((part_label(row), row["group_name"] or "Các dòng không có tiêu đề nhóm"), []).append(row)
    return [Group(name, part, worst_first(own)) for (part, name), own in found.items()]


def by_lead(rows: Iterable[Row], leads: Sequence[Row], remarks: dict[str, str] | None = None) -> list[Group]:
    """What each department leads, the one with most going badly first; a row with two leads stands in both."""
    by_row = {row["indicator_id"]: row for row in rows}
    led: dict[str, list[Row]] = {}
    names = {one["unit_id"]: one["short_name"] for one in leads}
    for one in leads:
        if one["subject_id"] in by_row:
            led.setdefault(one["unit_id"], []).append(by_row[one["subject_id"]])
    without = [row for key, row in by_row.items() if not any(one["subject_id"] == key for one in leads)]
    groups = [Group(names[unit], "", worst_first(own), (remarks or {}).get(unit, "")) for unit, own in led.items()]
    groups.sort(key=lambda group: (-how_bad(_counted(group.rows)), -_counted(group.rows)["cham"], group.name))
    return groups + ([Group(NO_LEAD, "", worst_first(without))] if without else [])


def counted_twice(groups: Sequence[Group], rows: Sequence[Row]) -> str:
    """What a reader must know who adds up the groups: rows with two leads count in both."""
    total = sum(len(group.rows) for group in groups)
    if total == len(rows):
        return ""
    return f"Dòng có hai cơ quan chủ trì được tính ở cả hai: các nhóm cộng lại là {total} dòng, kế hoạch có {len(rows)} dòng."


def groups_list(groups: Sequence[Group]) -> str:
    """Every group as a line with its bar, opening to its rows; the one with most going badly stands open."""
    worst = max(groups, key=lambda group: (how_bad(_counted(group.rows)), _counted(group.rows)["cham"]), default=None)
    scale = percent_scale(row for group in groups for row in group.rows)
    return "".join(_group(group, scale, opened=group is worst) for group in groups)


def _counted(rows: Iterable[Row]) -> Counter[str]:
    """The statuses of rows; for a unit above others, those of the units below it, one for each row and unit."""
    return sum((of_units(row) or Counter([row["status"]]) for row in rows), Counter())


def _group(group: Group, scale: float, *, opened: bool) -> str:
    about = " · ".join(text(said) for said in (group.about, how_many(group.rows), badly(group.rows)) if said)
    return (
        f"<details class='td-folder'{' open' if opened else ''}><summary><span><b>{text(group.name)}</b>"
        f"<small class='td-mark'>{about}{group.remark}</small></span>{markup.slim_bar(_counted(group.rows))}</summary>"
        f"{rows_table(group.rows, scale)}</details>"
    )


def leads_list(groups: Iterable[Group], address: Callable[[str], str]) -> str:
    """Who leads what in short: name and remark, leading to its own card, and the bar of its rows."""
    return markup.plain_table(
        [
            (
                f"{markup.linked({'address': address(group.name)}, f'<b>{text(group.name)}</b>')}"
                f"<small class='td-mark'>{text(f'{how_many(group.rows)} · {badly(group.rows)}')}{group.remark}</small>"
                f"{markup.slim_bar(_counted(group.rows))}",
            )
            for group in groups
        ]
    )


def how_many(rows: Sequence[Row]) -> str:
    """ "9 dòng"; for a unit above others also how many results of units that is."""
    below = sum(of_units(row).total() for row in rows)
    return f"{len(rows)} dòng" + (f", {below} kết quả của các đơn vị" if below else "")


def badly(rows: Iterable[Row]) -> str:
    """How many go badly or slowly, in words."""
    now = _counted(rows)
    said = [f"{how_bad(now)} không đạt hoặc có nguy cơ"] if how_bad(now) else []
    said += [f"{now['cham']} chậm"] if now["cham"] else []
    if said:
        return ", ".join(said)
    return "không dòng nào chậm hoặc có nguy cơ" if any(now[status] for status in JUDGED) else "chưa dòng nào đánh giá được"


def percent_scale(rows: Iterable[Row]) -> float:
    """One scale for all rates, so that bars under each other compare: to 100 %, or as far as a real figure goes."""
    known = [row[name] for row in rows if _is_rate(row) for name in ("value", "target", "expected") if row[name] is not None]
    return max([100.0, *map(float, known)]) * 1.02


def _is_rate(row: Row) -> bool:
    return (row["unit_of_measure"] or "").startswith("%")


def rows_table(rows: Iterable[Row], scale: float) -> str:
    """The rows of a group: the name leads to the row's `address`, the figure to its `source`."""
    rows = list(rows)
    needs = any(needed_text(row) for row in rows)
    body = "".join(_row(row, scale, needs=needs) for row in rows)
    needed = "<th class='td-number'>Cần mỗi quý</th>" if needs else ""
    heads = (
        f"<th>Chỉ tiêu</th><th class='td-number'>Hiện tại</th><th class='td-wide'>{markup.BULLET_HEAD}</th>"
        f"<th class='td-number'>Mục tiêu</th>{needed}<th>Trạng thái</th>"
    )
    return f"<table class='td-table'><thead><tr>{heads}</tr></thead><tbody>{body}</tbody></table>"


def _row(row: Row, scale: float, *, needs: bool) -> str:
    needed = f"<td class='td-number' data-head='Cần mỗi quý'>{text(needed_text(row) or '–')}</td>" if needs else ""
    return (
        f"<tr><td class='td-name'>{markup.linked(row, text(row['name']))}"
        f"<small>{text(row['lead'] or NO_LEAD)} · {text(row['label'])}{markup.explanation_mark(row)}</small>{markup.kin_line(row)}</td>"
        f"<td class='td-number' data-head='Hiện tại'><b>{markup.linked(row, text(value_text(row)), 'source')}</b>{markup.figure_marks(row)}"
        f"{_units_in(row)}</td>"
        f"<td class='td-wide'>{markup.bullet(row, scale if _is_rate(row) else None)}</td>"
        f"<td class='td-number' data-head='Mục tiêu'>{text(target_text(row))}{markup.doubt_mark(row)}"
        f"<small class='td-mark'>{_stage(row)}</small></td>"
        f"{needed}<td>{markup.badge(row['status'])}{_why(row)}</td></tr>"
    )


def _stage(row: Row) -> str:
    if row["stage"] is None:
        return ""
    return f"duy trì từ {row['stage']}" if row["held"] else f"đến {row['stage']}"


def _units_in(row: Row) -> str:
    if not row["aggregated"]:
        return ""
    return f"<small class='td-mark'>gộp {row['reported_units']}/{row['due_units']} đơn vị</small>"


def _why(row: Row) -> str:
    """Under a row that is not judged: how the units below stand, or why it is not."""
    if below := of_units(row):
        return f"<small class='td-mark'>{text(below.total())} đơn vị:</small>{markup.slim_bar(below)}"
    return f"<small class='td-mark td-why'>{text(REASON[row['reason']])}</small>" if row["status"] == "khong_danh_gia" else ""


def not_judged(rows: Iterable[Row]) -> str:
    """Why rows could not be judged, each reason with its count; empty where all were."""
    why = Counter(row["reason"] for row in rows if row["status"] == "khong_danh_gia")
    if not why:
        return ""
    said = "; ".join(f"{count} dòng vì {REASON[reason]}" for reason, count in why.most_common())
    return f"{why.total()} dòng chưa đủ cơ sở đánh giá: {said}."


def foreign_leads(leads: Iterable[Row], unit: Row) -> str:
    """Whose departments the plan names, where they are another unit's than the one looked at."""
    parents = {one["parent_id"] for one in leads if one["is_row"]}
    if not parents or unit["unit_id"] in parents:
        return ""
    return f"Cơ quan chủ trì ghi theo tên trong kế hoạch; ở {unit['name']} là cơ quan có chức năng tương ứng."


def worst_sentence(rows: Sequence[Row]) -> str:
    """The row of a unit that goes worst, with its figures and who leads it; empty where nothing is behind."""
    found = behind(rows)
    if not found:
        return ""
    row = found[0]
    whose = f", {row['lead']} chủ trì" if row["lead"] else ""
    return f"Kém nhất là «{row['name']}»: {stands_text(row)}{whose}."


# -- tasks ---------------------------------------------------------------------------------------------------------------------


def task_counts(rows: Sequence[Row]) -> str:
    """The four official numbers, which add up; what has no deadline to be held to apart from them."""
    now = Counter(row["state"] for row in rows)
    if not rows:
        return "<p class='td-note'>Kế hoạch không giao nhiệm vụ nào ở phạm vi này.</p>"
    cells = [
        (text(TASK_STATE[state]), f"<b{' class=td-late' if state == 'qua_han' and now[state] else ''}>{now[state]}</b>")
        for state in FOUR_NUMBERS
    ]
    dated = sum(now[state] for state in FOUR_NUMBERS)
    others = ", ".join(f"{now[state]} {TASK_STATE[state].lower()}" for state in OTHER_TASKS if now[state])
    apart = f"<p class='td-note'>Ngoài ra {len(rows) - dated} việc không tính hạn: {text(others)}.</p>" if others else ""
    return markup.plain_table([*cells, ("Cộng", f"<b>{dated}</b>")]) + apart + f"<p class='td-note'>{text(_kinds(rows))}</p>"


def _kinds(rows: Sequence[Row]) -> str:
    kinds = Counter(row["kind"] for row in rows)
    words = {"nhiem_vu": "nhiệm vụ", "giai_phap": "giải pháp"}
    parts = ", ".join(f"{kinds[kind]} {word}" for kind, word in words.items() if kinds[kind])
    return f"Tổng {len(rows)} việc: {parts}."


def overdue_tasks(rows: Iterable[Row]) -> str:
    """What is overdue, the longest first, with its days."""
    late = [row for row in rows if row["state"] == "qua_han"]
    if not late:
        return "<p class='td-note'>Không có việc nào quá hạn.</p>"
    cells = [
        (
            f"<span class='td-fine'>{text(row['name'])}</span>",
            f"<b class='td-late'>quá {row['overdue_days']} ngày</b><small class='td-mark'>hạn {day(row['closes_on'])}</small>",
        )
        for row in late
    ]
    return markup.plain_table(cells)


def tasks_by_lead(tasks: Iterable[Row], leads: Sequence[Row]) -> tuple[tuple[str, ...], list[tuple[Any, ...]]]:
    """The tasks of one unit by who leads them, most overdue first: headings and rows; a task with two leads counts for both.

    Nothing where the plan names no lead for any."""
    state = {row["task_id"]: row["state"] for row in tasks}
    of_lead: dict[str, Counter[str]] = {}
    for one in leads:
        if one["subject_id"] in state:
            of_lead.setdefault(one["short_name"], Counter())[state[one["subject_id"]]] += 1
    without = Counter(own for task, own in state.items() if not any(one["subject_id"] == task for one in leads))
    of_lead |= {NO_LEAD: without} if without and of_lead else {}
    order = sorted(of_lead, key=lambda name: (name == NO_LEAD, -of_lead[name]["qua_han"], -of_lead[name].total(), name))
    states = [one for one in (*FOUR_NUMBERS, *OTHER_TASKS) if any(of[one] for of in of_lead.values())]
    rows = [(name, *(of_lead[name][one] for one in states), of_lead[name].total()) for name in order]
    return ("Cơ quan chủ trì", *(TASK_STATE[one] for one in states), "Cộng"), rows


def tasks_list(rows: Iterable[Row]) -> str:
    """Every task with its state and deadline."""
    lines = [(text(row["name"]), text(TASK_STATE[row["state"]]), f"<span class='td-keep'>{day(row['closes_on'])}</span>") for row in rows]
    return markup.headed_table(("Nhiệm vụ, giải pháp", "Trạng thái", "Thời hạn"), lines)


# -- who reported --------------------------------------------------------------------------------------------------------------


def reported_sentence(record: Sequence[Row], period: Period) -> str:
    """How many reported for a quarter, and who did not."""
    now = [row for row in record if row["period"] == str(period) and (row["owed"] or row["reported"])]
    if not now:
        return f"Chưa đơn vị nào phải báo cáo cho {period.label}."
    if len(now) == 1:
        return (
            f"Đã báo cáo {period.label}{', còn chờ duyệt' * now[0]['pending']}." if now[0]["reported"] else f"Chưa báo cáo {period.label}."
        )
    missing = [row["short_name"] for row in now if not row["reported"]]
    waiting = sum(row["pending"] for row in now)
    said = f"{len(now) - len(missing)}/{len(now)} đơn vị đã báo cáo {period.label}"
    said += f", {waiting} còn chờ duyệt." if waiting else "."
    return said + (f" Chưa báo cáo: {', '.join(missing)}." if missing else "")


def record_table(record: Sequence[Row]) -> str:
    """Reporter by quarter, the newest quarter first: reported or not, when, approved or not; late only where the office set a day."""
    quarters = sorted({row["period"] for row in record}, reverse=True)
    due = {row["period"]: row["due_on"] for row in record}
    heads = ("Đơn vị báo cáo", *(_quarter_head(quarter, due[quarter]) for quarter in quarters), "Số quý đã báo cáo")
    lines = [list(own) for _, own in groupby(record, key=lambda row: row["unit_id"])]
    cells = [
        (text(own[0]["short_name"]), *(_told(one) for one in sorted(own, key=lambda row: row["period"], reverse=True)), _share(own))
        for own in lines
    ]
    if len(lines) > 1:
        each = [_share([row for row in record if row["period"] == quarter]) for quarter in quarters]
        cells.append(("<b>Đã báo cáo</b>", *each, _share(record)))
    return f"<div class='td-record' tabindex='0' role='region' aria-label='Báo cáo theo quý'>{markup.headed_table(heads, cells)}</div>"


def _quarter_head(quarter: str, due_on: date | None) -> str:
    return Period.parse(quarter).label + (f", hạn {day(due_on)} (quy ước nội bộ)" if due_on else "")


def _share(rows: Iterable[Row]) -> str:
    counted = [row for row in rows if row["owed"] or row["reported"]]
    return f"<b class='td-keep'>{sum(row['reported'] for row in counted)}/{len(counted)}</b>" if counted else "–"


def _told(row: Row) -> str:
    if not row["reported"]:
        return _not_told(row)
    badge = markup.state_badge("cho_duyet") if row["pending"] and not row["approved"] else markup.state_badge("da_duyet")
    newer = "<small class='td-mark'>có bản mới chờ duyệt</small>" if row["pending"] and row["approved"] else ""
    return f"{badge}{_came(row)}{newer}"


def _came(row: Row) -> str:
    """When figures came, and how late; nothing where nobody knows the day."""
    if row["sent_on"] is None:
        return ""
    late = f", {late_text(row)}" if row["state"] == "gui_muon" else ""
    return f"<small class='td-mark{' td-late' if late else ''}'>nhận {day(row['sent_on'])}{late}</small>"


def _not_told(row: Row) -> str:
    if not row["owed"]:
        return "<span class='td-mark'>chưa phải báo cáo</span>"
    sent_back = {"tra_lai": "bản trước bị trả lại", "da_rut": "bản trước đã rút"}.get(row["last_state"] or "")
    late = late_text(row) if row["state"] == "qua_han" else None
    more = "".join(f"<small class='td-mark'>{text(said)}</small>" for said in (sent_back, late) if said)
    return f"<b class='td-late td-keep'>○ Chưa báo cáo</b>{more}"


def record_rows(record: Iterable[Row]) -> list[tuple[Any, ...]]:
    """The record as a table to take along."""
    return [
        (
            row["short_name"],
            Period.parse(row["period"]).label,
            ("có" if row["reported"] else "không") if row["owed"] or row["reported"] else "chưa phải báo cáo",
            row["sent_on"],
            ("đã duyệt" if row["approved"] else "chờ duyệt") if row["reported"] else None,
            row["due_on"],
            row["working_days"] if row["state"] in ("gui_muon", "qua_han") else None,
        )
        for row in record
    ]


RECORD_HEADS = ("Đơn vị báo cáo", "Kỳ", "Đã báo cáo", "Ngày nhận", "Tình trạng", "Hạn (quy ước nội bộ)", "Số ngày làm việc muộn")


# -- the units below -----------------------------------------------------------------------------------------------------------


def units_below(
    below: Sequence[Row], ranking: Sequence[Row], reported: dict[str, bool], overdue: dict[str, int], address: Callable[[str], str]
) -> str:
    """The units below another in the one order of units: place, statuses, whether it reported, tasks overdue."""
    places = {row["unit_id"]: f"<small class='td-mark'>{text(place_text(row))}</small>" for row in ranking}
    cells = [
        (
            f"{markup.linked({'address': address(unit)}, f'<b>{text(name)}</b>')}{places.get(unit, '')}",
            markup.slim_bar(of),
            text(f"{how_bad(of)} không đạt hoặc có nguy cơ, {of['cham']} chậm"),
            {True: "đã báo cáo", False: "<b class='td-late'>chưa báo cáo</b>", None: "–"}[reported.get(unit)],
            f"<b class='td-late'>{overdue[unit]} quá hạn</b>" if overdue.get(unit) else "không quá hạn",
        )
        for unit, name, of in children(below, ranking)
    ]
    return f"<div class='td-below'>{markup.headed_table(('Đơn vị', 'Các dòng chỉ tiêu', 'Cần chú ý', 'Báo cáo', 'Nhiệm vụ'), cells)}</div>"


def children(below: Iterable[Row], ranking: Sequence[Row]) -> list[tuple[str, str, Counter[str]]]:
    """Each unit below with its counts, in the one order of units."""
    found: dict[str, Counter[str]] = {}
    names: dict[str, str] = {}
    for row in below:
        names[row["unit_id"]] = row["short_name"]
        found.setdefault(row["unit_id"], Counter())[row["status"]] += row["rows"]
    return [(unit, names[unit], found[unit]) for unit in in_order(found, names, ranking)]


def below_sentence(below: list[Row], ranking: Sequence[Row], record: Sequence[Row], period: Period) -> str:
    """Which of the units below stands worst, and how many reported."""
    return f"{units_sentence(below, ranking)} {reported_sentence(record, period)}"
