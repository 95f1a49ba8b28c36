"""Fragments of the overview: tiles, what changed, who has not reported, what is due, how the units below stand."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from datetime import date
from typing import Any

from domain.period import Period
from domain.wording import STATUS, day
from report import markup
from report.figures import path_image, path_info
from report.markup import text
from report.sentences import (
    BAD,
    JUDGED,
    better_or_worse,
    change_text,
    counts,
    explain,
    figure_text,
    is_answer,
    movement,
    movement_text,
    needed_text,
    target_text,
    value_cell,
    value_text,
)
from report.tasks import lead_text
from report.tasks import standing as task_standing
from report.worst import behind

Row = dict[str, Any]

HEADLINE = ("chu-ky-so-truong-thanh", "5g-dan-so", "5g-dia-ban", "chi-ngan-sach")
"""What every chairman is asked about: digital signatures, 5G, three percent of the budget."""
COUNTED_BY = {"5g-dan-so": "Theo dân số", "5g-dia-ban": "Theo diện tích"}
"""The same thing counted in two ways stands in one tile, so that nobody takes one figure for the other."""
PAIR_NAME = "Phủ sóng 5G"

CHANGES_SHOWN, UNITS_NAMED = 3, 12


def headline_rows(rows: list[Row], pinned: list[str]) -> list[Row]:
    """The rows for tiles: the common ones of this plan, then the pinned ones; without either, the worst."""
    common = [next((row for row in rows if row["measure_id"] == measure and row["stage"]), None) for measure in HEADLINE]
    own = [row for one in pinned for row in rows if row["indicator_id"] == one]
    chosen = [row for row in common if row] + own
    return list({row["indicator_id"]: row for row in chosen}.values()) or behind(rows)[:3] or rows[:3]


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
    pair = list({row["measure_id"]: row for row in reversed(rows) if row["measure_id"] in COUNTED_BY and row["stage"]}.values())[::-1]
    together = [row["indicator_id"] for row in pair] if len(pair) > 1 else []
    alone = {row["indicator_id"]: _tile(row, ways.get(row["indicator_id"], [])) for row in rows if row["indicator_id"] not in together}
    drawn = [_pair_tile(pair) if row["indicator_id"] in together[:1] else alone.get(row["indicator_id"], "") for row in rows]
    return f"<div class='td-tiles'>{''.join(drawn)}</div>"


def _pair_tile(pair: list[Row]) -> str:
    """Two ways of counting one thing, each with its own figure, status, target and need."""
    halves = "".join(map(_half, pair))
    return f"<section class='td-card'><div class='td-tile'><h3>{text(PAIR_NAME)}</h3></div><div class='td-pair'>{halves}</div></section>"


def _half(row: Row) -> str:
    colour = STATUS[row["status"]].line if row["value"] is not None else "#66707B"
    needed = f"Cần {needed_text(row)} mỗi quý. " if needed_text(row) else ""
    together = f" · {row['reported_units']}/{row['due_units']} đơn vị" if row["aggregated"] else ""
    return (
        f"<div title='{text(row['name'])}'><p class='td-said'><b>{markup.linked(row, text(COUNTED_BY[row['measure_id']]))}</b> "
        f"{markup.badge(row['status'])}</p>"
        f"<div class='td-big' style='color:{colour}'>{markup.linked(row, text(value_text(row)), 'source')}</div>"
        f"<p class='td-note'>mục tiêu {text(target_text(row))} ({row['stage']}){markup.doubt_mark(row)}</p>{markup.figure_marks(row)}"
        f"<p class='td-note'>{text(needed)}<span class='td-keep'>{text(row['label'])}{text(together)}</span></p></div>"
    )


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
    said = [_verdict(counts(rows), counts(before), since), movement_text(moved, since)]
    if year_ago:
        said.append(movement_text(movement(rows, year_ago), last_year))
    listed = [row for way in ("worse", "lost", "better", "new") for row in moved[way]]
    old, older = ({row["indicator_id"]: row for row in past} for past in (before, year_ago))
    cells = [(_change(row, old[row["indicator_id"]], older.get(row["indicator_id"])),) for row in listed[:CHANGES_SHOWN]]
    rest = len(listed) - CHANGES_SHOWN
    more = f"<p class='td-note'>Và {rest} dòng khác đổi trạng thái so với {text(since.label)}.</p>" if rest > 0 else ""
    return "".join(f"<p class='td-said'>{text(one)}</p>" for one in said if one) + (markup.plain_table(cells) if cells else "") + more


def _verdict(now: Counter[str], then: Counter[str], since: Period) -> str:
    """The verdict of the first sentence again, with both numbers; empty where nothing was judged then."""
    if not any(then[status] for status in JUDGED):
        return ""
    return f"{better_or_worse(_bad(now), _bad(then))} {since.label}: dòng không đạt hoặc có nguy cơ {_from_to(_bad(now), _bad(then))}."


def _from_to(total: int, old: int) -> str:
    return f"giữ nguyên {total}" if total == old else f"từ {old} thành {total}"


def _change(row: Row, before: Row, year_ago: Row | None) -> str:
    past = ""
    if year_ago and year_ago["value"] is not None:
        past = f"; cùng kỳ năm trước {figure_text(year_ago['value'], row)}"
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


def deadlines(rows: list[Row], as_of: date, said: tuple[str, str], whole: str) -> str:
    """How the tasks stand in words that lead to all of them (`whole`), then what is overdue or comes next, each with who leads it."""
    cells = [
        (
            f"<span class='td-fine'>{text(row['name'])} · <b>{text(lead_text(row))}</b></span>",
            f"<span{' class=td-late' if row['state'] == 'qua_han' else ''}>{text(task_standing(row, as_of))}</span>"
            f"<small class='td-mark'>hạn {day(row['closes_on'])}</small>",
        )
        for row in rows
    ]
    return due_line("Nhiệm vụ", said, whole, "Mọi nhiệm vụ") + (markup.plain_table(cells) if cells else "")


def due_line(kind: str, said: tuple[str, str], whole: str, link: str) -> str:
    """One kind of deadlines in a sentence, the bad news first, and the way to all of them."""
    late, calm = said
    bad = f"<b class='td-late'>{text(late)}</b> " if late else ""
    way = f"<a class='td-ask' target='_self' href='{text(whole)}'>{text(link)}</a>"
    return f"<p class='td-said'><b>{text(kind)}:</b> {bad}{text(calm)} {way}</p>"


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
    units, risen = _by_unit(rows), ""
    said: list[str] = []
    names = {row["unit_id"]: row["short_name"] for row in rows}
    for since, past in pasts:
        if past:
            then = _by_unit(past)
            said.append(_units_moved(units, then, since, verdict=not said))
            risen = risen or _risen(_bad_of(units), _bad_of(then), names)
    if not said:
        return "<p class='td-note'>Đây là kỳ đầu tiên, chưa có kỳ trước để so.</p>"
    return "".join(f"<p class='td-said'>{text(one)}</p>" for one in said) + risen


def _bad_of(units: dict[str, Counter[str]]) -> dict[str, int]:
    return {unit: _bad(of) for unit, of in units.items()}


def _units_moved(units: dict[str, Counter[str]], past: dict[str, Counter[str]], since: Period, *, verdict: bool) -> str:
    """ "Kém hơn Quý II/2026: dòng không đạt hoặc có nguy cơ từ 130 thành 143; tăng ở 5 đơn vị, giảm ở 4."."""
    now, then = _bad_of(units), _bad_of(past)
    more = sum(now[unit] > then.get(unit, 0) for unit in now)
    less = sum(now[unit] < then.get(unit, 0) for unit in now)
    if not any(of[status] for of in past.values() for status in JUDGED):
        return f"{since.label} chưa đánh giá được dòng nào để so."
    total, old = sum(now.values()), sum(then.values())
    told = better_or_worse(total, old) if verdict else "So với"
    return f"{told} {since.label}: dòng không đạt hoặc có nguy cơ {_from_to(total, old)}; tăng ở {more} đơn vị, giảm ở {less}."


def _risen(now: dict[str, int], then: dict[str, int], names: dict[str, str]) -> str:
    added = {unit: now[unit] - then.get(unit, 0) for unit in now}
    most = sorted((unit for unit in added if added[unit] > 0), key=lambda unit: (-added[unit], names[unit]))[:CHANGES_SHOWN]
    cells = [(text(names[unit]), text(f"{then.get(unit, 0)} → {now[unit]} dòng (thêm {added[unit]})")) for unit in most]
    return f"<p class='td-note'>Tăng nhiều nhất:</p>{markup.plain_table(cells)}" if cells else ""


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
            value_cell(row["value"], row),
            row["unit_of_measure"],
            Period.parse(row["value_period"]).label if row["value_period"] else None,
            target_text(row) if row["stage"] else None,
            row["stage"],
            None if is_answer(row) else row["expected"],
            None if is_answer(row) else row["needed_per_quarter"],
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
