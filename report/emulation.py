"""Emulation in words and fragments: where the movement stands, who has shown evidence and what is missing, one collective in full.

Ranking and points are ranking.py's business, awards awards.py's. Rows come from store; nothing is counted here that they hold.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from itertools import groupby
from typing import Any

from domain.emulation import CELL, is_of_persons
from domain.numbers import format_number
from domain.wording import StatusWords
from report.lineage import READ_BY_MACHINE, Line, clock, plan_lines
from report.markup import headed_table, text
from report.tables import Table

Row = dict[str, Any]
SHORTEST, LONGEST = 6, 12
"""Words of a criterion that stand for it."""
REVIEW = {"so_ket": "sơ kết", "tong_ket": "tổng kết"}


def day_of(at: Any) -> str:
    """The Vietnamese day of a moment the ledger keeps."""
    return clock(at)[:10]


def look_badge(look: StatusWords, label: str | None = None) -> str:
    return f'<span class="td-badge" style="{painted(look)}">{look.sign} {text(label or look.label)}</span>'


def painted(look: StatusWords) -> str:
    """Ground and ink of a look; what is missing is an outline only."""
    return f"background:{look.colour};color:{look.ink}" + (";border:1px dashed #9AA5B1" if look.colour == "#FFFFFF" else "")


# -- where the movement stands -----------------------------------------------------------------------------------------------


def phase_name(phase: Row) -> str:
    """ "Giai đoạn 1 (2025–2027)"."""
    name = phase["name"].split("(")[0].strip()
    return f"{name} ({phase['from_year']}–{phase['to_year']})" if phase["from_year"] and phase["to_year"] else name


def phases_in(phases: Sequence[Row], year: int) -> list[Row]:
    """The phases a year belongs to; the plan may count one year to two."""
    return [row for row in phases if row["from_year"] and row["to_year"] and row["from_year"] <= year <= row["to_year"]]


def where_now(phases: Sequence[Row], reviews: Sequence[Row], today: date) -> str:
    """The first sentence: the phase of this very day, and the next review."""
    dated = [row for row in phases if row["from_year"] and row["to_year"]]
    if not dated:
        return "Kế hoạch không chia giai đoạn theo năm."
    here = phases_in(phases, today.year)
    if not here and today.year < min(row["from_year"] for row in dated):
        return f"Phong trào chưa bắt đầu, {phase_name(dated[0])} là giai đoạn đầu."
    if not here and today.year > max(row["to_year"] for row in dated):
        return f"Phong trào đã hết thời gian thực hiện (năm {max(row['to_year'] for row in dated)})."
    if not here:
        return "Năm nay không thuộc giai đoạn nào của kế hoạch."
    names = " và ".join(phase_name(row) for row in here)
    first = f"Phong trào đang ở {names}" if len(here) == 1 else f"Năm nay kế hoạch tính vào cả {names}"
    return f"{first}{_next_review(reviews, today.year)}."


def _next_review(reviews: Sequence[Row], year: int) -> str:
    coming = next((row for row in reviews if row["year"] >= year), None)
    if coming is None:
        return ""
    word = REVIEW[coming["frequency"]]
    return f", {word} ngay trong năm nay" if coming["year"] == year else f", {word} vào năm {coming['year']}"


def evidence_sentence(standings: Sequence[Row], year: str) -> str:
    """The second sentence: who has shown something, how much is missing and where most."""
    if not standings:
        return f"Năm {year}: chưa ghi tập thể nào tham gia, nên chưa biết ai còn thiếu minh chứng."
    total, shown = len(standings), sum(row["evidenced"] > 0 for row in standings)
    missing, asked = sum(row["missing"] for row in standings), sum(row["criteria"] for row in standings)
    if not shown:
        return f"Năm {year}: {total} tập thể tham gia, chưa tập thể nào có minh chứng."
    if not missing:
        return f"Năm {year}: {_all_of(total)} đã có minh chứng cho mọi tiêu chí."
    worst = max(standings, key=lambda row: row["missing"])
    most = f", nhiều nhất là {worst['short_name']}: {worst['missing']} ô" if total > 1 else ""
    return f"Năm {year}: {shown}/{total} tập thể đã có minh chứng; còn thiếu ở {missing}/{asked} ô tiêu chí{most}."


def missing_sentence(standings: Sequence[Row], cells: Iterable[Row]) -> str:
    """Which criteria the collective that misses most still lacks, all of them by number."""
    lacks = lacking(standings, cells)
    if not lacks:
        return ""
    numbers = ", ".join(str(row["row_no"]) for row in lacks)
    return f"{lacks[0]['unit_name']} còn thiếu minh chứng ở {len(lacks)} tiêu chí: {numbers}."


def lacking(standings: Sequence[Row], cells: Iterable[Row]) -> list[Row]:
    """The criteria without evidence of the collective that misses most."""
    worst = max(standings, key=lambda row: row["missing"], default=None)
    if worst is None or not worst["missing"]:
        return []
    whose = (worst["audience"], worst["unit_id"])
    return [row for row in cells if (row["audience"], row["unit_id"]) == whose and row["evidence"] is None]


def missing_in_full(standings: Sequence[Row], cells: Iterable[Row]) -> str:
    """The same sentence, unfolding to every one of these criteria in the words of the plan."""
    lacks = lacking(standings, cells := list(cells))
    if not lacks:
        return ""
    items = "".join(f"<li value='{row['row_no']}'>{text(row['criterion'])}</li>" for row in lacks)
    said = text(missing_sentence(standings, cells))
    return f"<details class='td-lines'><summary>{said} <u>Đọc đủ</u></summary><ol>{items}</ol></details>"


def gist(criterion: str) -> str:
    """The first words of a criterion: whole clauses until they say something, never a line long."""
    words: list[str] = []
    for word in criterion.split():
        words.append(word)
        if len(words) == LONGEST or (len(words) >= SHORTEST and word[-1] in ",;:."):
            break
    said = " ".join(words)
    return said.rstrip(".") if said == criterion.strip() else f"{said.rstrip(',;:.')}…"


def _all_of(total: int) -> str:
    return f"cả {total} tập thể" if total > 1 else "tập thể duy nhất tham gia"


def strip(phases: Sequence[Row], reviews: Sequence[Row], today: date) -> str:
    """The phases on one axis of years, one under the other, since they may share a year; reviews and today marked."""
    dated = [row for row in phases if row["from_year"] and row["to_year"]]
    if not dated:
        return ""
    first, last = min(row["from_year"] for row in dated), max(row["to_year"] for row in dated)
    marks = {row["year"]: REVIEW[row["frequency"]].capitalize() for row in reviews}
    years = "".join(_year(year, year - first + 1, marks.get(year), today) for year in range(first, last + 1))
    bars = "".join(_bar(row, place, first, today) for place, row in enumerate(dated, 2))
    return (
        f"<div class='td-em-strip' role='img' aria-label='{text(_said(dated, reviews, today))}' "
        f"style='grid-template-columns:repeat({last - first + 1},1fr)'>{years}{bars}{_today(first, last, today)}</div>"
    )


def _year(year: int, column: int, mark: str | None, today: date) -> str:
    here = f"<em>hôm nay {today:%d/%m/%Y}</em>" if year == today.year else ""
    flag = f"<b>⚑ {text(mark)}</b>" if mark else ""
    return f"<div class='td-em-year' style='grid-column:{column};grid-row:1'>{year}{flag}{here}</div>"


def _bar(phase: Row, line: int, first: int, today: date) -> str:
    here = phase["from_year"] <= today.year <= phase["to_year"]
    over = phase["to_year"] < today.year
    word = "● Đang thực hiện" if here else "✓ Đã qua" if over else "○ Chưa đến"
    return (
        f"<div class='td-em-phase{' td-em-now' if here else ''}' "
        f"style='grid-column:{phase['from_year'] - first + 1}/{phase['to_year'] - first + 2};grid-row:{line}'>"
        f"<b>{text(phase_name(phase))}</b><span>{word}</span></div>"
    )


def _today(first: int, last: int, today: date) -> str:
    if not first <= today.year <= last:
        return ""
    gone = (today - date(first, 1, 1)).days / ((date(last + 1, 1, 1) - date(first, 1, 1)).days)
    return f"<i style='left:{100 * gone:.2f}%'></i>"


def _said(phases: Sequence[Row], reviews: Sequence[Row], today: date) -> str:
    marks = "; ".join(f"{REVIEW[row['frequency']]} {row['year']}" for row in reviews)
    return f"Các giai đoạn: {'; '.join(phase_name(row) for row in phases)}. {marks}. Hôm nay {today:%d/%m/%Y}."


def phases_asked(phases: Sequence[Row], lines: Callable[[str], Sequence[Line]]) -> str:
    """What the plan asks in each phase, in its own words."""
    parts = (
        f"<div><b>{text(phase_name(row))}.</b> {text(row['text'] or 'Kế hoạch không nói thêm.')}{sourced(row['source'], lines)}</div>"
        for row in phases
    )
    return (
        "<details class='td-em-source'><summary>Kế hoạch yêu cầu gì ở từng giai đoạn</summary>"
        f"<div class='td-em-asked'>{''.join(parts)}</div></details>"
    )


def sourced(source: str | None, lines: Callable[[str], Sequence[Line]]) -> str:
    """Where the plan says so, and the very lines when opened."""
    found = lines(source) if source else []
    if not source:
        return ""
    if not found:
        return f"<small class='td-mark'>Nguồn: {text(source)}</small>"
    file, _, numbers = source.rpartition(":")
    where = f"Kế hoạch, dòng {numbers.replace('-', '–').replace(',', ', ')}"
    told = f"<small>Tệp {text(file)}. {READ_BY_MACHINE}.</small>"
    return f"<details class='td-em-source'><summary>{text(where)}</summary>{told}{plan_lines(found)}</details>"


# -- who has shown what ------------------------------------------------------------------------------------------------------


def matrix(cells: Sequence[Row], standings: Sequence[Row], address: Callable[[str], str]) -> str:
    """Every collective against every criterion of its audience, those missing most first."""
    widest = max(row["row_no"] for row in cells)
    counts = {(row["audience"], row["unit_id"]): row for row in standings}
    heads = "".join(f"<th class='td-em-no'>{number}</th>" for number in range(1, widest + 1))
    groups = (_group(audience, list(rows), counts, widest, address) for audience, rows in groupby(cells, key=lambda row: row["audience"]))
    last = "<th class='td-number'>Minh chứng</th><th class='td-number'>Đánh giá</th>"
    return (
        f"<table class='td-table td-em'><thead><tr><th>Tập thể (thiếu nhiều nhất trước) · tiêu chí số</th>{heads}{last}</tr></thead>"
        f"{''.join(groups)}</table>{legend(cells)}{key(cells)}"
    )


def key(cells: Iterable[Row]) -> str:
    """What the numbers of the criteria stand for, audience by audience; each unfolds to its full words."""
    printed = {(row["audience"], row["row_no"]): row["criterion"] for row in cells}  # in the order of the matrix
    parts = []
    for audience, group in groupby(printed, key=lambda one: one[0]):
        items = "".join(
            f"<li value='{number}'><details><summary>{text(gist(printed[audience, number]))}</summary>{text(printed[audience, number])}"
            "</details></li>"
            for _, number in group
        )
        parts.append(f"<h3 class='td-part-head'>Tiêu chí: {text(audience)}</h3><ol>{items}</ol>")
    return f"<div class='td-em-key'>{''.join(parts)}</div>"


def _group(audience: str, cells: list[Row], counts: dict[tuple[str, str], Row], widest: int, address: Callable[[str], str]) -> str:
    by_unit = {unit_id: list(rows) for unit_id, rows in groupby(cells, key=lambda row: row["unit_id"])}
    order = sorted(by_unit, key=lambda unit_id: -counts[audience, unit_id]["missing"])
    shown = sum(counts[audience, unit_id]["evidenced"] > 0 for unit_id in order)
    rows = "".join(_collective(counts[audience, unit_id], by_unit[unit_id], widest, address(unit_id)) for unit_id in order)
    return (
        f"<tbody><tr class='td-em-group'><th colspan='{widest + 3}'>{text(audience)} "
        f"<small>{shown}/{len(order)} tập thể đã có minh chứng</small></th></tr>{rows}</tbody>"
    )


def _collective(count: Row, cells: list[Row], widest: int, address: str) -> str:
    marks = "".join(_mark(row, address) for row in cells) + "<td class='td-em-off'></td>" * (widest - len(cells))
    late = " td-late" if count["missing"] else ""
    return (
        f"<tr><td class='td-name'><a class='td-link' href='{text(address)}' target='_self'>{text(count['unit_name'])}</a></td>{marks}"
        f"<td class='td-number{late}' data-head='Minh chứng'>{count['evidenced']}/{count['criteria']}</td>"
        f"<td class='td-number' data-head='Đánh giá'>{count['assessed']}/{count['criteria']}</td></tr>"
    )


def _mark(row: Row, address: str) -> str:
    look = CELL[row["state"]]
    said = text(f"{row['unit_name']}, tiêu chí {row['row_no']}: {cell_said(row)}. {row['criterion']}")
    points = f" {format_number(row['points'])}" if row["points_state"] == "counts" else " ≠" if is_inconsistent(row) else ""
    return (
        f"<td class='td-em-c' data-head='{row['row_no']}'><a href='{text(address)}' target='_self' title='{said}' aria-label='{said}' "
        f"style='{painted(look)}'>{look.sign}{points}</a></td>"
    )


def is_inconsistent(row: Row) -> bool:
    """Whether points were given on another maximum than the scale in force has."""
    return row["points_state"] in ("above", "other_maximum")


def cell_said(row: Row) -> str:
    """The state of one criterion in words."""
    parts = [CELL[row["state"]].label.lower()]
    if row["state"] not in ("thieu", "cho_danh_gia") and row["evidence"] is None:
        parts.append("đánh giá khi chưa có minh chứng")
    if row["newer_evidence"]:
        parts.append("có minh chứng mới sau lần đánh giá")
    if row["points_state"] == "counts":
        parts.append(f"{format_number(row['points'])}/{format_number(row['maximum'])} điểm")
    elif is_inconsistent(row):
        parts.append(f"điểm không tính: {points_fault(row)}")
    return ", ".join(parts)


def points_fault(row: Row) -> str:
    """Why points given once are not counted now."""
    given, out_of, now = (format_number(row[name]) for name in ("points", "out_of", "maximum"))
    if row["points_state"] == "above":
        return f"đã chấm {given}, vượt mức tối đa {now} của thang đang áp dụng"
    return f"đã chấm {given} trên mức tối đa {out_of}, nay mức tối đa là {now}"


def legend(cells: Iterable[Row]) -> str:
    """What the signs say, with their counts; the counts add up to the cells."""
    counts = Counter(row["state"] for row in cells)
    parts = "".join(f"<span>{look_badge(CELL[state])} {counts[state]}</span>" for state in CELL if counts[state])
    total = f"Tổng {sum(counts.values())} ô, mỗi ô một tiêu chí của một tập thể"
    return f"<div class='td-legend'>{parts}<span class='td-total'>{total}</span></div>"


def in_full(cells: Sequence[Row]) -> str:
    """One collective, criterion by criterion: what it showed and what was concluded."""
    table = headed_table(("Tiêu chí", "Minh chứng", "Đánh giá"), [_full_row(row) for row in cells])
    return f"<div class='td-em-full'>{table}</div>"


def _full_row(row: Row) -> tuple[str, str, str]:
    evidence, assessment = "<b class='td-late'>Chưa có minh chứng</b>", "–"
    if row["evidence"] is not None:
        document = f"<br>Văn bản, đường dẫn: {text(row['document'])}" if row["document"] and row["document"] != row["evidence"] else ""
        evidence = (
            f"{text(row['evidence'])}{document}<small class='td-mark'>{text(row['evidence_by'])}, {day_of(row['evidence_at'])}</small>"
        )
    if row["assessment"] is not None:
        words = "" if row["assessment"] == CELL[row["state"]].label else f"<br>{text(row['assessment'])}"
        assessment = f"{look_badge(CELL[row['state']])}{_points_said(row)}{words}{_assessed(row)}"
    elif row["evidence"] is not None:
        assessment = look_badge(CELL["cho_danh_gia"])
    return f"<b>{row['row_no']}.</b> {text(row['criterion'])}", evidence, assessment


def _points_said(row: Row) -> str:
    if row["points_state"] == "counts":
        return f" <b class='td-keep'>{format_number(row['points'])}/{format_number(row['maximum'])} điểm</b>"
    if is_inconsistent(row):
        return f"<small class='td-mark td-unsure'>≠ Điểm không tính: {text(points_fault(row))}. Cần chấm lại.</small>"
    return ""


def _assessed(row: Row) -> str:
    mark = ""
    if row["evidence"] is None:
        mark = "<small class='td-mark td-unsure'>Đánh giá khi chưa có minh chứng.</small>"
    elif row["newer_evidence"]:
        mark = "<small class='td-mark td-unsure'>Có minh chứng mới sau lần đánh giá này.</small>"
    return f"{mark}<small class='td-mark'>{text(row['assessed_by'])}, {day_of(row['assessed_at'])}</small>"


# -- what the plan prints ----------------------------------------------------------------------------------------------------


def criteria(rows: Sequence[Row], lines: Callable[[str], Sequence[Line]]) -> str:
    """The criteria of every audience as the plan prints them, each with its lines."""
    parts = []
    for place, (audience, group) in enumerate(groupby(rows, key=lambda row: row["audience"])):
        printed = list(group)
        note = " · không ghi theo từng người, không lưu tên riêng" if is_of_persons(audience) else ""
        body = "".join(f"<li>{text(row['text'])}{sourced(row['source'], lines)}</li>" for row in printed)
        summary = f"<summary><b>{text(audience)}</b> <small>{len(printed)} tiêu chí{note}</small></summary>"
        parts.append(f"<details class='td-em-criteria'{' open' if not place else ''}>{summary}<ol>{body}</ol></details>")
    return "".join(parts)


# -- tables to take along ----------------------------------------------------------------------------------------------------


def cells_table(cells: Sequence[Row], proof: tuple[str, ...], year: str) -> Table:
    heads = (
        "Đối tượng", "Tập thể", "Tiêu chí số", "Tiêu chí", "Tình trạng", "Minh chứng", "Văn bản, đường dẫn", "Người ghi minh chứng",
        "Kết luận", "Nội dung đánh giá", "Người đánh giá", "Điểm", "Điểm tối đa đang áp dụng", "Ghi chú về điểm", "Nguồn",
    )  # fmt: skip
    rows = [
        (
            row["audience"], row["unit_name"], row["row_no"], row["criterion"], CELL[row["state"]].label, row["evidence"], row["document"],
            row["evidence_by"], CELL[row["verdict"]].label if row["verdict"] else None, row["assessment"], row["assessed_by"],
            row["points"], row["maximum"], _points_note(row), row["source"],
        )
        for row in cells
    ]  # fmt: skip
    return Table(f"Minh chứng và đánh giá thi đua năm {year}", proof, heads, rows)


def _points_note(row: Row) -> str | None:
    if is_inconsistent(row):
        return f"Không tính: {points_fault(row)}"
    return "Không tính: chưa có thang điểm đang áp dụng" if row["points_state"] == "no_scale" else None


def criteria_table(rows: Sequence[Row], proof: tuple[str, ...]) -> Table:
    return Table(
        "Tiêu chí thi đua theo đối tượng, nguyên văn kế hoạch",
        proof,
        ("Đối tượng", "Tiêu chí số", "Tiêu chí", "Nguồn"),
        [(row["audience"], row["row_no"], row["text"], row["source"]) for row in rows],
    )
