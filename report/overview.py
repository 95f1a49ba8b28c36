"""Fragments of the overview: tiles, what changed, who has not reported, what is due, how the units below stand."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from datetime import date
from typing import Any

from domain.numbers import format_number
from domain.period import Period
from domain.wording import STATUS, day, with_unit
from report import markup
from report.figures import path_image, path_info
from report.markup import text
from report.sentences import BAD, change_text, counts, deadline_text, explain, movement, movement_text, needed_text, target_text, value_text

Row = dict[str, Any]

HEADLINE = ("chu-ky-so-truong-thanh", "5g-dia-ban", "chi-ngan-sach")
"""What every chairman is asked about: digital signatures, 5G, three percent of the budget."""

WORST_FIRST = list(STATUS)
CHANGES_SHOWN, UNITS_NAMED = 3, 12


def headline_rows(rows: list[Row], pinned: list[str]) -> list[Row]:
    """The rows for tiles: the common ones of this plan, then the pinned ones; without either, the worst."""
    common = [next((row for row in rows if row["measure_id"] == measure and row["stage"]), None) for measure in HEADLINE]
    own = [row for one in pinned for row in rows if row["indicator_id"] == one]
    chosen = [row for row in common if row] + own
    return list({row["indicator_id"]: row for row in chosen}.values()) or worst(rows)[:3] or rows[:3]


def worst(rows: list[Row]) -> list[Row]:
    """What goes badly or slowly, worst first."""
    bad = [row for row in rows if row["status"] in (*BAD, "cham")]
    return sorted(bad, key=lambda row: (WORST_FIRST.index(row["status"]), row["pace"] or 0))


def together(rows: list[Row]) -> list[Row]:
    """Rows of one measure, judged alike, as one line that names the others: one figure is to be looked at once."""
    first: dict[tuple[str, str], Row] = {}
    for row in rows:
        key = (row["measure_id"], row["status"])
        if key in first:
            first[key] = first[key] | {"label": f"{first[key]['label']}; cũng ở {row['label']}"}
        else:
            first[key] = row
    return list(first.values())


def tiles(rows: list[Row], ways: dict[str, list[Row]]) -> str:
    return "<div class='td-tiles'>" + "".join(_tile(row, ways.get(row["indicator_id"], [])) for row in rows) + "</div>"


def _tile(row: Row, way: list[Row]) -> str:
    colour = STATUS[row["status"]].line if row["value"] is not None else "#66707B"
    needed = f"Cần {needed_text(row)} mỗi quý. " if needed_text(row) else ""
    together = f" · {row['reported_units']}/{row['due_units']} đơn vị" if row["aggregated"] else ""
    goal = f"mục tiêu {target_text(row)} ({row['stage']})" if row["stage"] else "chưa có mục tiêu đến kỳ"
    return (
        f"<section class='td-card'><div class='td-tile'><h3>{markup.linked(row, text(row['name']))}</h3>{markup.badge(row['status'])}</div>"
        f"<div class='td-now'><div><div class='td-big' style='color:{colour}'>{markup.linked(row, text(value_text(row)), 'source')}</div>"
        f"<p class='td-note'>{text(goal)}{markup.doubt_mark(row)}</p>{markup.figure_marks(row)}</div>"
        f"{path_image(path_info(row, way), explain(row))}</div>"
        f"<p class='td-note'>{text(needed)}{text(row['label'])}{text(together)}</p></section>"
    )


def changes(rows: list[Row], before: list[Row], year_ago: list[Row], since: Period | None, last_year: Period) -> str:
    """What moved since the last quarter and since the same quarter a year ago; the rows that got worse first."""
    if since is None:
        return "<p class='td-note'>Đây là kỳ đầu tiên, chưa có kỳ trước để so.</p>"
    moved = movement(rows, before)
    said = [movement_text(moved, since)]
    if year_ago:
        said.append(movement_text(movement(rows, year_ago), last_year))
    listed = [row for way in ("worse", "lost", "better", "new") for row in moved[way]]
    old, older = ({row["indicator_id"]: row for row in past} for past in (before, year_ago))
    cells = [(_change(row, old[row["indicator_id"]], older.get(row["indicator_id"])),) for row in listed[:CHANGES_SHOWN]]
    rest = len(listed) - CHANGES_SHOWN
    more = f"<p class='td-note'>Và {rest} dòng khác đổi trạng thái so với {text(since.label)}.</p>" if rest > 0 else ""
    return "".join(f"<p class='td-said'>{text(one)}</p>" for one in said) + (markup.plain_table(cells) if cells else "") + more


def _change(row: Row, before: Row, year_ago: Row | None) -> str:
    past = ""
    if year_ago and year_ago["value"] is not None:
        past = f"; cùng kỳ năm trước {with_unit(format_number(year_ago['value']), row['unit_of_measure'])}"
    figures = markup.linked(row, text(f"{value_text(row)} ({change_text(row, before)}{past})"), "source")
    return (
        f"{markup.linked(row, text(row['name']))}<span class='td-under'><span class='td-fine'>{figures}<br>"
        f"{text(STATUS[before['status']].label)} →</span> {markup.badge(row['status'])}</span>"
    )


def reporters(expected: list[Row]) -> str:
    """How many have reported, and the names of those who have not."""
    missing = [row["short_name"] for row in expected if not row["reported"]]
    named = ", ".join(missing[:UNITS_NAMED]) + (f" và {len(missing) - UNITS_NAMED} đơn vị khác" if len(missing) > UNITS_NAMED else "")
    late = f" <b class='td-late'>Chưa báo cáo: {text(named)}.</b>" if missing else ""
    return f"<p class='td-said'>{len(expected) - len(missing)}/{len(expected)} đơn vị đã báo cáo.{late}</p>"


def deadlines(rows: list[Row], as_of: date, late: str, calm: str, whole: str) -> str:
    """How the tasks stand in words that lead to all of them (`whole`), then what is overdue or comes next, with its whole name."""
    bad = f"<b class='td-late'>{text(late)}</b> " if late else ""
    said = f"<p class='td-said'>{bad}{text(calm)} <a class='td-ask' target='_self' href='{text(whole)}'>Mọi nhiệm vụ</a></p>"
    if not rows:
        return said
    cells = [
        (
            text(day(row["due_on"])),
            f"<span class='td-fine'>{text(row['name'])}</span>",
            f"<span{' class=td-late' if row['due_on'] < as_of else ''}>{text(deadline_text(row['due_on'], as_of))}</span>",
        )
        for row in rows
    ]
    return said + markup.plain_table(cells)


def card(heading: str, body: str) -> str:
    return f"<section class='td-card'><h2 class='td-head'>{text(heading)}</h2>{body}</section>"


def units_below(rows: list[Row], address: Callable[[str], str]) -> str:
    """The units below, the one with most going badly first: a bar of its statuses, and how many rows go badly."""
    by_unit = _by_unit(rows)
    names = {row["unit_id"]: row["short_name"] for row in rows}
    order = sorted(by_unit, key=lambda unit: (-_bad(by_unit[unit]) / by_unit[unit].total(), names[unit]))
    lines = [_unit_line(names[unit], address(unit), by_unit[unit]) for unit in order]
    head = (
        "<th>Đơn vị, xấu nhất trước</th><th class='td-wide'>Trạng thái các dòng chỉ tiêu</th><th class='td-number'>Không đạt, nguy cơ</th>"
    )
    table = f"<table class='td-table td-slim'><thead><tr>{head}</tr></thead><tbody>{{}}</tbody></table>"
    first, rest = lines[:UNITS_NAMED], lines[UNITS_NAMED:]
    more = f"<details><summary>Còn {len(rest)} đơn vị</summary>{table.format(''.join(rest))}</details>" if rest else ""
    return table.format("".join(first)) + more


def _unit_line(name: str, address: str, of: Counter[str]) -> str:
    return (
        f"<tr><td class='td-name'><a class='td-link' target='_self' href='{text(address)}'>{text(name)}</a></td>"
        f"<td class='td-wide' style='width:60%'>{markup.slim_bar(of)}</td>"
        f"<td class='td-number' data-head='Không đạt, nguy cơ'>{_bad(of)}/{of.total()}</td></tr>"
    )


def _by_unit(rows: list[Row]) -> dict[str, Counter[str]]:
    found: dict[str, Counter[str]] = {}
    for row in rows:
        found.setdefault(row["unit_id"], Counter())[row["status"]] += row["rows"]
    return found


def _bad(of: Counter[str]) -> int:
    return sum(of[status] for status in BAD)


def units_standing(rows: list[Row]) -> str:
    """The first sentence of a unit that has others below it, and the bar of all their rows."""
    total: Counter[str] = Counter()
    for of in _by_unit(rows).values():
        total.update(of)
    tone = "" if _bad(total) else " class='td-plain'"
    where = f"dòng chỉ tiêu của {len(_by_unit(rows))} đơn vị"
    note = "Cấp này chưa được đánh giá khi không có mục tiêu riêng hoặc chưa đủ đơn vị báo cáo; các ô dưới đây là số tổng hợp."
    said = f"<p class='td-lede'><b{tone}>{text(units_sentence(rows))}</b></p>"
    return f"{said}{markup.status_bar(total, where)}<p class='td-note'>{text(note)}</p>"


def units_sentence(rows: list[Row]) -> str:
    """How many of the units below have something going badly, and who has most."""
    bad = {unit: _bad(of) for unit, of in _by_unit(rows).items()}
    names = {row["unit_id"]: row["short_name"] for row in rows}
    some = [unit for unit, count in bad.items() if count]
    if not some:
        return f"Không đơn vị nào trong {len(bad)} đơn vị có dòng chỉ tiêu không đạt hoặc có nguy cơ không đạt."
    most = max(some, key=lambda unit: (bad[unit], names[unit]))
    found = f"{len(some)}/{len(bad)} đơn vị có dòng chỉ tiêu không đạt hoặc có nguy cơ không đạt"
    return f"{found}; nhiều nhất là {names[most]}, {bad[most]} dòng."


def units_changes(rows: list[Row], pasts: list[tuple[Period, list[Row]]]) -> str:
    """How many rows go badly in the units below against earlier quarters, and where most were added since the last one."""
    now = {unit: _bad(of) for unit, of in _by_unit(rows).items()}
    said, risen = [], ""
    for since, past in pasts:
        then = {unit: _bad(of) for unit, of in _by_unit(past).items()}
        if not then:
            continue
        said.append(_units_moved(now, then, since))
        risen = risen or _risen(now, then, {row["unit_id"]: row["short_name"] for row in rows})
    if not said:
        return "<p class='td-note'>Đây là kỳ đầu tiên, chưa có kỳ trước để so.</p>"
    return "".join(f"<p class='td-said'>{text(one)}</p>" for one in said) + risen


def _units_moved(now: dict[str, int], then: dict[str, int], since: Period) -> str:
    """ "So với Quý II/2026: dòng không đạt hoặc có nguy cơ từ 130 thành 143; tăng ở 5 đơn vị, giảm ở 4."."""
    more = sum(now[unit] > then.get(unit, 0) for unit in now)
    less = sum(now[unit] < then.get(unit, 0) for unit in now)
    total, old = sum(now.values()), sum(then.values())
    moved = f"giữ nguyên {total}" if total == old else f"từ {old} thành {total}"
    return f"So với {since.label}: dòng không đạt hoặc có nguy cơ {moved}; tăng ở {more} đơn vị, giảm ở {less}."


def _risen(now: dict[str, int], then: dict[str, int], names: dict[str, str]) -> str:
    added = {unit: now[unit] - then.get(unit, 0) for unit in now}
    most = sorted((unit for unit in added if added[unit] > 0), key=lambda unit: (-added[unit], names[unit]))[:CHANGES_SHOWN]
    return markup.plain_table([(text(names[unit]), text(f"{then.get(unit, 0)} → {now[unit]} dòng (thêm {added[unit]})")) for unit in most])


def to_paste(head: str, rows: Iterable[Row]) -> str:
    """The whole state as sentences to paste into a report: the headline, then one line for each row that goes badly."""
    lines = [f"- {row['name']} ({row['label']}; chủ trì: {row['lead'] or 'chưa rõ'}): {explain(row)}" for row in rows]
    return "\n".join([head, *lines])


def all_rows(rows: list[Row]) -> list[tuple[Any, ...]]:
    """The scorecard as the table twin shows it."""
    return [
        (
            row["label"],
            row["name"],
            row["lead"],
            row["value"],
            row["unit_of_measure"],
            Period.parse(row["value_period"]).label if row["value_period"] else None,
            target_text(row) if row["stage"] else None,
            row["stage"],
            row["expected"],
            row["needed_per_quarter"],
            STATUS[row["status"]].label,
            explain(row),
        )
        for row in rows
    ]


HEADS = (
    "Dòng",
    "Chỉ tiêu",
    "Cơ quan chủ trì",
    "Giá trị",
    "Đơn vị tính",
    "Số liệu của",
    "Mục tiêu",
    "Đến năm",
    "Kỳ vọng",
    "Cần mỗi quý",
    "Trạng thái",
    "Diễn giải",
)


def standing(said: tuple[str, str], rows: list[Row], where: str) -> str:
    """The first sentence of the page and the bar under it."""
    tone = "" if any(row["status"] in BAD for row in rows) else " class='td-plain'"
    return f"<p class='td-lede'>{text(said[0])} <b{tone}>{text(said[1])}</b></p>{markup.status_bar(counts(rows), where)}"
