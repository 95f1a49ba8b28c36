"""Fragments of the overview: tiles, what changed, who has not reported, what is due, how the units below stand."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import Any

from domain.period import Period
from domain.wording import STATUS, day
from report import markup
from report.compare import in_order, place_text, share_text, why_unranked, worst_units_first
from report.conclusion import outlook_short
from report.figures import path_image, path_info
from report.markup import text
from report.sentences import (
    BAD,
    MOVES,
    by_unit,
    change_text,
    counts,
    explain,
    figure_text,
    how_bad,
    is_answer,
    missed_text,
    moved_since,
    movement,
    movement_text,
    needed_text,
    silence,
    target_text,
    value_cell,
    value_text,
)
from report.tasks import by_task, days_text, due_marks, lead_text
from report.tasks import standing as task_standing
from report.worst import behind

Row = dict[str, Any]

HEADLINE = ("chu-ky-so-truong-thanh", "5g-dan-so", "5g-dia-ban", "chi-ngan-sach")
"""What every chairman is asked about: digital signatures, 5G, three percent of the budget."""
COUNTED_BY = {"5g-dan-so": "Theo dân số", "5g-dia-ban": "Theo diện tích"}
"""The same thing counted in two ways stands in one tile, so that nobody takes one figure for the other."""
PAIR_NAME = "Phủ sóng 5G"

TREND_NOTE = (
    "Trạng thái so với lộ trình thẳng từ mốc gốc đến mục tiêu. Đà kéo dài đường đi của các quý có số trong 8 quý gần nhất, "
    "chỉ để tham khảo, không đổi trạng thái."
)
CHANGES_SHOWN, UNITS_NAMED = 2, 12


def headline_rows(rows: list[Row], pinned: list[str]) -> list[Row]:
    """The rows for tiles: the common ones of this plan, then the pinned ones; without either, the worst."""
    common = [next((row for row in rows if row["measure_id"] == measure and row["stage"]), None) for measure in HEADLINE]
    own = [row for one in pinned for row in rows if row["indicator_id"] == one]
    chosen = [row for row in common if row] + own
    return list({row["indicator_id"]: row for row in chosen}.values()) or behind(rows)[:3] or rows[:3]


def together(rows: list[Row]) -> list[Row]:
    """Rows of one measure, judged alike, as one line that names the others and counts its `lines`: one figure is to be looked at once."""
    first: dict[tuple[str, str], Row] = {}
    for row in rows:
        key = (row["measure_id"], row["status"])
        if key in first:
            first[key] = first[key] | {"label": f"{first[key]['label']}; cũng ở {row['label']}", "lines": first[key]["lines"] + 1}
        else:
            first[key] = row | {"lines": 1}
    return list(first.values())


def lines(rows: Iterable[Row]) -> int:
    """How many rows of the plan stand in lines put `together`."""
    return sum(row["lines"] for row in rows)


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
        f"<p class='td-note'>{text(needed)}{_trend(row)}<span class='td-keep'>{text(row['label'])}{text(together)}</span></p></div>"
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
        f"<p class='td-note'>{text(needed)}{_trend(row)}{text(row['label'])}{text(together)}</p></section>"
    )


def _trend(row: Row) -> str:
    """Whether the target will be met if it goes on like this."""
    said = outlook_short(row)
    return f"<b title='{TREND_NOTE}'>{text(said[0].upper() + said[1:])}.</b> " if said else ""


def changes(rows: list[Row], before: list[Row], year_ago: list[Row], since: Period | None, last_year: Period) -> str:
    """What moved since the last quarter and since the same quarter a year ago; the rows that got worse first."""
    if since is None:
        return "<p class='td-note'>Đây là kỳ đầu tiên, chưa có kỳ trước để so.</p>"
    if silence(rows):
        return f"<p class='td-said'>{text(moved_since(rows, before, since))}</p>"
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
        past = f"; cùng kỳ năm trước {figure_text(year_ago['value'], row)}"
    figures = markup.linked(row, text(f"{value_text(row)} ({change_text(row, before)}{past})"), "source")
    return (
        f"{markup.linked(row, text(row['name']))}<span class='td-under'><span class='td-fine'>{figures}"
        f"</span><span class='td-from'>{text(STATUS[before['status']].label)} → {markup.badge(row['status'])}</span></span>"
    )


def reporters(expected: list[Row], period: Period) -> str:
    """How many have told a quarter's figures, and the names of those who have not; nothing where nobody is to."""
    if not expected:
        return ""
    missing = [row["short_name"] for row in expected if not row["reported"]]
    named = ", ".join(missing[:UNITS_NAMED]) + (f" và {len(missing) - UNITS_NAMED} đơn vị khác" if len(missing) > UNITS_NAMED else "")
    late = f" <b class='td-late'>Chưa báo cáo: {text(named)}.</b>" if missing else ""
    return f"<p class='td-said'>{len(expected) - len(missing)}/{len(expected)} đơn vị đã báo cáo {text(period.label)}.{late}</p>"


def deadlines(rows: list[Row], as_of: date, said: tuple[str, str], whole: str, caution: str = "", unnamed: int = 0) -> str:
    """How the tasks stand in words that lead to all of them (`whole`), with what must be known first (`caution`); then what is overdue,
    how many more are (`unnamed`), and what comes next, each with who leads it."""
    late = [row for row in rows if row["state"] == "qua_han"]
    rest = [(f"<b class='td-late'>{markup.linked({'address': whole}, f'còn {unnamed} việc quá hạn')}</b>", "")] if unnamed else []
    cells = [*(_deadline(row, as_of) for row in late), *rest, *(_deadline(row, as_of) for row in rows if row not in late)]
    return _tasks(said, whole, "Mọi nhiệm vụ", caution, cells)


def late_below(waiting: Iterable[Row], said: tuple[str, str], whole: str, caution: str, shown: int) -> str:
    """How the tasks of the units below stand, and the first tasks units are late with: who leads them, how many units; the rest counted."""
    late = list(filter(None, ([row for row in own if row["state"] == "qua_han"] for own in by_task(waiting))))
    rest = late[shown:]
    cells = [(_task_led(own[0]), _units_late(own)) for own in late[:shown]]
    way = f"Còn {len(rest)} nhiệm vụ quá hạn khác ({sum(map(len, rest))} lượt)" if rest else "Mọi nhiệm vụ"
    return _tasks(said, whole, way, caution, cells)


def _tasks(said: tuple[str, str], whole: str, way: str, caution: str, cells: list[tuple[str, str]]) -> str:
    warning = f"<p class='td-said td-unsure'><b>{text(caution)}</b></p>" if caution else ""
    return due_line("", said, whole, way) + warning + (markup.plain_table(cells) if cells else "")


def _units_late(own: list[Row]) -> str:
    who = own[0]["short_name"] if len(own) == 1 else f"{len(own)} đơn vị"
    longest = days_text(max(row["overdue_days"] for row in own))
    return (
        f"<span class='td-late'>{text(who)} quá hạn</span>"
        f"<small class='td-mark'>{'lâu nhất ' if len(own) > 1 else ''}{longest}<br>hạn {day(own[0]['closes_on'])}</small>"
    )


def _task_led(row: Row) -> str:
    marks = "".join(f"<small class='td-mark td-unsure'>{text(mark)}</small>" for mark in due_marks(row)[:1] if row["due_before_plan"])
    return f"<span class='td-fine'>{text(row['name'])} · <b>{text(lead_text(row))}</b></span>{marks}"


def _deadline(row: Row, as_of: date) -> tuple[str, str]:
    return (
        _task_led(row),
        f"<span{' class=td-late' if row['state'] == 'qua_han' else ''}>{text(task_standing(row, as_of))}</span>"
        f"<small class='td-mark'>hạn {day(row['closes_on'])}</small>",
    )


def due_line(kind: str, said: tuple[str, str], whole: str, link: str) -> str:
    """One kind of deadlines in a sentence, the bad news first, and the way to all of them."""
    late, calm = said
    bad = f"<b class='td-late'>{text(late)}</b> " if late else ""
    way = f" <a class='td-ask' target='_self' href='{text(whole)}'>{text(link)}</a>" if link else ""
    what = f"<b>{text(kind)}:</b> " if kind else ""
    return f"<p class='td-said'>{what}{bad}{text(calm)}{way}</p>"


def card(heading: str, body: str) -> str:
    return f"<section class='td-card'><h2 class='td-head'>{text(heading)}</h2>{body}</section>"


def units_below(rows: list[Row], ranking: Sequence[Row], address: Callable[[str], str]) -> str:
    """The units below in the one order of units: place, a bar of statuses, how many rows go badly; those without a place apart, and why."""
    counted = by_unit(rows)
    names = {row["unit_id"]: row["short_name"] for row in rows}
    placed = {row["unit_id"]: row for row in ranking}
    order = in_order(counted, names, ranking)
    drawn = [_unit_line(names[unit], address(unit), counted[unit], placed.get(unit)) for unit in order]
    head = (
        "<th>Hạng</th><th>Đơn vị, kém nhất trước</th><th class='td-wide'>Trạng thái các dòng chỉ tiêu</th>"
        "<th class='td-number'>Đạt hoặc đúng tiến độ</th>"
    )
    table = f"<table class='td-table td-slim'><thead><tr>{head}</tr></thead><tbody>{{}}</tbody></table>"
    first, rest = drawn[:UNITS_NAMED], drawn[UNITS_NAMED:]
    more = f"<details><summary>Còn {len(rest)} đơn vị</summary>{table.format(''.join(rest))}</details>" if rest else ""
    return table.format("".join(first)) + more


def _unit_line(name: str, address: str, of: Counter[str], placed: Row | None) -> str:
    place, share = "–", ""
    if placed and placed["place"] is not None:
        place, share = placed["place"], text(share_text(placed))
    elif placed:
        share = f"<span class='td-fine' title='{text(why_unranked(placed))}'>chưa xếp hạng</span>"
    return (
        f"<tr><td data-head='Hạng'>{place}</td>"
        f"<td class='td-name'><a class='td-link' target='_self' href='{text(address)}'>{text(name)}</a></td>"
        f"<td class='td-wide'>{markup.slim_bar(of)}</td>"
        f"<td class='td-number' data-head='Đạt hoặc đúng tiến độ' title='{how_bad(of)}/{of.total()} dòng không đạt hoặc có nguy cơ'>"
        f"{share}</td></tr>"
    )


def units_standing(rows: list[Row], ranking: Sequence[Row] = ()) -> str:
    """The first sentence of a unit that has others below it, and the bar of all their rows."""
    counted = by_unit(rows)
    total = sum(counted.values(), Counter())
    tone = "" if how_bad(total) else " class='td-plain'"
    where = f"dòng chỉ tiêu của {len(counted)} đơn vị"
    note = "Cấp này chưa được đánh giá khi không có mục tiêu riêng hoặc chưa đủ đơn vị báo cáo; các ô dưới đây là số tổng hợp."
    said = f"<p class='td-lede'><b{tone}>{text(units_sentence(rows, ranking))}</b></p>"
    return f"{said}{markup.status_bar(total, where)}<p class='td-note'>{text(note)}</p>"


def units_sentence(rows: list[Row], ranking: Sequence[Row] = ()) -> str:
    """How many of the units below have something going badly, and who stands worst; without a ranking, who has most."""
    bad = {unit: how_bad(of) for unit, of in by_unit(rows).items()}
    names = {row["unit_id"]: row["short_name"] for row in rows}
    some = [unit for unit, count in bad.items() if count]
    if not some:
        return f"Không đơn vị nào trong {len(bad)} đơn vị có dòng chỉ tiêu không đạt hoặc có nguy cơ không đạt."
    found = f"{len(some)}/{len(bad)} đơn vị có dòng chỉ tiêu không đạt hoặc có nguy cơ không đạt"
    worst = next((row for row in worst_units_first(ranking) if row["place"] is not None), None)
    if worst:
        return f"{found}; kém nhất là {worst['short_name']}, {worst['bad']} dòng, {place_text(worst, ranking)}."
    most = max(some, key=lambda unit: (bad[unit], names[unit]))
    return f"{found}; nhiều nhất là {names[most]}, {bad[most]} dòng."


def units_changes(pasts: list[tuple[Period, list[Row]]]) -> str:
    """What moved in the units below since earlier quarters, each with the ranking that compares with it; where most got worse since the
    last one."""
    said = [units_moved(ranking, since) for since, ranking in pasts]
    if not said:
        return "<p class='td-note'>Đây là kỳ đầu tiên, chưa có kỳ trước để so.</p>"
    return "".join(f"<p class='td-said'>{text(one)}</p>" for one in said) + _most_worse(pasts[0][1])


def units_moved(ranking: Sequence[Row], since: Period) -> str:
    """The verdict on all units together, by the rule of every page; who has told nothing for the quarter is not compared."""
    told = [row for row in ranking if row["figures"]]
    return movement_text({way: sum(row[way] for row in told) for way in MOVES}, since)


def _most_worse(ranking: Sequence[Row]) -> str:
    """The units with most rows that got worse; those level with the last one named are named too."""
    worse = sorted(
        (row for row in ranking if row["figures"] and row["worse"]), key=lambda row: (-row["worse"], row["better"], row["short_name"])
    )
    least = min((row["worse"] for row in worse[:CHANGES_SHOWN]), default=0)
    most = [row for row in worse if row["worse"] >= least]
    said = "; ".join(f"{row['short_name']} ({row['worse']} dòng xấu đi, {row['better']} tốt lên)" for row in most)
    return f"<p class='td-note'>Xấu đi nhiều nhất: {text(said)}.</p>" if said else ""


def stages_missed(rows: Iterable[Row], address: Callable[[int], str]) -> str:
    """That stages ended with rows not met, each leading to which; the statuses of today speak of the stage in force only."""
    said = [
        f"<a class='td-ask' target='_self' href='{text(address(row['stage']))}'>"
        f"{row['missed']}/{row['rows']} dòng không đạt khi hết năm {row['stage']}</a>"
        for row in rows
    ]
    return f"<span>Giai đoạn đã qua: {', '.join(said)}</span>" if said else ""


def why(rows: Iterable[Row]) -> str:
    """Of how many rows that go badly the unit itself has said why; nothing where none goes badly."""
    bad = [row for row in rows if row["status"] in BAD]
    told = sum(bool(row.get("answer")) for row in bad)
    which = f"{len(bad)} dòng {missed_text(counts(bad))}"
    said = f"Đơn vị đã nêu nguyên nhân {told}/{which}." if told else f"Đơn vị chưa nêu nguyên nhân của dòng nào trong {which}."
    return f"<p class='td-note'>{text(said)}</p>" if bad else ""


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


def standing(said: tuple[str, str, str], rows: list[Row], where: str, beside: str = "") -> str:
    """The first sentence of the page, in its parts, and the bar under it. How it moved is no bad news by itself."""
    well, bad, moved = map(text, said)
    tone = "" if any(row["status"] in BAD for row in rows) else " class='td-plain'"
    return (
        f"<p class='td-lede'>{well} <b{tone}>{bad}</b>{f'; {moved}' if moved else ''}.</p>{markup.status_bar(counts(rows), where, beside)}"
    )
