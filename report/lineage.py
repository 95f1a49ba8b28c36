"""Where a figure and a target come from, in words and fragments of HTML: cells, files, who and when, the lines of a plan.

Finds nothing itself: rows come from store, the excerpt of a sheet from etl.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from itertools import pairwise
from string import ascii_uppercase
from typing import Any, Protocol

from domain.numbers import format_number, round_half_up
from domain.period import Period
from domain.wording import SELF_APPROVED, SUBMISSION_STATE, UNVERIFIED, day, describe_target, with_unit
from report import sentences as values
from report.markup import text

Row = dict[str, Any]

ROLE = {"value": "Giá trị", "base": "Mốc gốc"}
READ_BY_MACHINE = "Bản chữ nhận dạng từ bản chụp, có thể sai chữ"
_VIETNAM = timedelta(hours=7)
"""Viet Nam keeps one time all year."""


class Line(Protocol):
    """A line of a document's text."""

    @property
    def number(self) -> int: ...
    @property
    def text(self) -> str: ...
    @property
    def named(self) -> bool: ...


def moment(at: datetime) -> str:
    """A moment the ledger keeps (UTC), in Vietnamese time and saying so."""
    return f"{clock(at)} (giờ Việt Nam, GMT+7)"


def clock(at: datetime) -> str:
    """The same moment where a heading says whose time it is."""
    return in_vietnam(at).strftime("%d/%m/%Y %H:%M")


def in_vietnam(at: datetime) -> datetime:
    """The same moment as a clock there shows it."""
    return at + _VIETNAM


def who(row: Row) -> str:
    return str(row["by_whom"]) if row["verified"] else f"{row['by_whom']} ({UNVERIFIED})"


def state_text(row: Row) -> str:
    """What became of a report, and that its sender approved it where a ward has one person only."""
    return f"{SUBMISSION_STATE[row['state']]}{f', {SELF_APPROVED}' if row.get('self_approved') else ''}"


def decided(row: Row) -> str:
    """Who approved a report, or sent it back or withdrew it, and when; nothing while it waits."""
    if not row.get("decided_by"):
        return ""
    verb = {"da_duyet": "duyệt", "tra_lai": "trả lại", "da_rut": "rút"}[row["state"]]
    return f"{verb}: {row['decided_by']}, {moment(row['decided_at'])}"


def made_of(cells: Sequence[Row]) -> str:
    """What so many figures are read from: "3 ô", or "3 cặp ô tử số, mẫu số"."""
    return f"{len(cells)} {'cặp ô tử số, mẫu số' if all(map(parts_text, cells)) else 'ô'}"


def figure_text(row: Row, unit_of_measure: str | None) -> str:
    """The figure of one cell as it is stored."""
    if row["value"] is None:
        return "không áp dụng"
    return with_unit(format_number(row["value"]), unit_of_measure)


def parts_text(row: Row) -> str:
    """Numerator and denominator the figure was made of; nothing where it was typed alone."""
    if row["numerator"] is None or row["denominator"] is None:
        return ""
    return f"{format_number(row['numerator'])} / {format_number(row['denominator'])}"


def figure_from_parts(row: Row, unit_of_measure: str | None) -> str:
    """One cell's figure with the parts it was made of: "633 ÷ 920 = 68,8 %"."""
    figure, parts = figure_text(row, unit_of_measure), parts_text(row)
    return f"{parts.replace(' / ', ' ÷ ')} = {figure}" if parts else figure


def sum_text(figure: Decimal | None, cells: Sequence[Row], row: Row) -> str:
    """How several cells make one figure, written out: "(120 + 135) ÷ (200 + 210) = 62,2 %". Empty where it would not come out so."""
    ordered = sorted(cells, key=lambda one: (one["unit_name"] or "", one["quarter"]))
    made = _ratio(ordered) if all(parts_text(one) for one in ordered) else _of_values(ordered, averaged=bool(row["averaged"]))
    if figure is None or made is None:
        return ""
    said, number = made
    comes_out = round_half_up(number, row["decimals"]) == figure
    return f"{said} = {values.figure_text(figure, row)}" if comes_out else ""


def _ratio(cells: Sequence[Row]) -> tuple[str, Decimal] | None:
    """The sum of the numerators over that of the denominators, in percent."""
    tops, bottoms = ([Decimal(one[part]) for one in cells] for part in ("numerator", "denominator"))
    return (f"{_summed(tops)} ÷ {_summed(bottoms)}", 100 * sum(tops, Decimal(0)) / sum(bottoms, Decimal(0))) if sum(bottoms) else None


def _of_values(cells: Sequence[Row], *, averaged: bool) -> tuple[str, Decimal] | None:
    """The sum or the mean of several figures; one figure alone needs no sum."""
    figures = [Decimal(one["value"]) for one in cells if one["value"] is not None]
    if len(figures) < 2:
        return None
    mean = averaged and f"{_summed(figures)} ÷ {len(figures)}"
    return (mean, sum(figures, Decimal(0)) / len(figures)) if mean else (_summed(figures)[1:-1], sum(figures, Decimal(0)))


def totals_text(figure: Decimal | None, cells: Sequence[Row], row: Row) -> str:
    """The same with its two totals only: "1.318 ÷ 1.921 = 68,61 %". Empty where there are no two, or it would not come out so."""
    if not all(parts_text(one) for one in cells) or not sum_text(figure, cells, row):
        return ""
    tops, bottoms = (sum(Decimal(one[part]) for one in cells) for part in ("numerator", "denominator"))
    return f"{format_number(tops)} ÷ {format_number(bottoms)} = {values.figure_text(figure or 0, row)}"


def _summed(numbers: Sequence[Decimal]) -> str:
    words = " + ".join(map(format_number, numbers))
    return f"({words})" if len(numbers) > 1 else words


def reported_by(cells: Iterable[Row]) -> str:
    """The offices and units the cells came from, each once, in the order they come."""
    return "; ".join(dict.fromkeys(one["reporter"] or one["unit_name"] for one in cells))


def cell_text(row: Row) -> str:
    """The cells that hold the numbers of a figure: its own, or those of numerator and denominator (`part_cells`, where the file was
    opened), which may leave its own `empty`."""
    if not parts_text(row):
        return f"ô {row['cell']}"
    if not row.get("part_cells"):
        return f"hàng {row['cell'].lstrip(ascii_uppercase)} (tử số, mẫu số)"
    parts = f"{' và '.join(row['part_cells'])} (tử số, mẫu số)"
    return f"ô {parts}; ô {row['cell']} để trống" if row["empty"] else f"ô {row['cell']}, {parts}"


def within_year(own: Row, card: Row) -> str:
    """For what adds up within the year: what the quarter itself says beside the figure since the year began; else only its parts."""
    parts = parts_text(own)
    if card["over_time"] not in ("phat_sinh", "ty_le_trong_nam"):
        return parts
    alone = figure_text(own, card["unit_of_measure"])
    since = figure_text(card, card["unit_of_measure"])
    return f"riêng quý: {f'{parts} = {alone}' if parts else alone}; từ đầu năm {since}"


def standing_reason(row: Row, rows: Iterable[Row]) -> str:
    """Why one of the figures reported for a quarter counts, or why it does not."""
    because = f": {row['reason']}" if row["reason"] else ""
    if row["state"] not in ("da_duyet", "cho_duyet"):
        return f"Không dùng, {SUBMISSION_STATE[row['state']].lower()}{because}"
    if row["stands"]:
        why = "bản được duyệt mới nhất" if row["state"] == "da_duyet" else "bản chờ duyệt mới nhất, chưa có bản nào được duyệt"
        return f"Đang dùng: {why}"
    standing = next(other for other in rows if other["stands"] and other["quarter"] == row["quarter"])
    if row["state"] == "cho_duyet" and standing["state"] == "da_duyet":
        return "Chưa dùng: còn chờ duyệt, bản đã duyệt vẫn có hiệu lực"
    return f"Không dùng: đã có {standing['submission_id']} thay"


def target_line(row: Row, unit_of_measure: str | None) -> str:
    return describe_target(row["op"], row["value"], row["upper"], row["text"], unit_of_measure)


def target_standing(row: Row, last_day: date) -> str:
    """From when a target holds, and what became of it."""
    said = [f"áp dụng từ {day(row['valid_from'])}"] if row["valid_from"] else []
    if row["valid_from"] and row["valid_from"] > last_day:
        said.append("chưa áp dụng trong kỳ này")
    elif row["until"] and row["until"] <= last_day:
        said.append(f"đã thay từ {day(row['until'])}")
    elif row["until"]:
        said.append(f"sẽ thay từ {day(row['until'])}")
    if row["replaced_by"]:
        said.append(f"thay bằng {row['replaced_by']}")
    return "; ".join(said)


def plan_lines(lines: Sequence[Line]) -> str:
    """Lines of a plan's text with their numbers, those around them dimmed; a gap between distant ones is shown."""
    shown = [_plan_line(lines[0])] if lines else []
    for before, line in pairwise(lines):
        shown += ["<div class='td-aside'><i></i><span>…</span></div>"] if line.number > before.number + 1 else []
        shown.append(_plan_line(line))
    return f"<div class='td-text' role='group' aria-label='{READ_BY_MACHINE}'>{''.join(shown)}</div>"


def _plan_line(line: Line) -> str:
    return f"<div{'' if line.named else ' class=td-aside'}><i>{line.number}</i><span>{text(line.text.strip())}</span></div>"


def sheet_row(
    letters: Sequence[str],
    headings: Sequence[tuple[int, Sequence[str]]],
    line: tuple[int, Sequence[str]],
    here: int,
    parts: Collection[int] = (),
) -> str:
    """A row of a sheet under its column letters and headings; marked is the cell, and the cells it was made of more lightly: the other way
    round where they alone hold the numbers."""
    strong, light = ("td-part", "td-here") if not line[1][here] else ("td-here", "td-part")
    kinds = dict.fromkeys(parts, light) | {here: strong if parts else "td-here"}
    names = [" · ".join([letter, *(texts[place] for _, texts in headings if texts[place])]) for place, letter in enumerate(letters)]
    cells = "".join(
        f"<td class='{kinds.get(place, '')}' data-head='{text(names[place])}'>{_cell(value, place == here)}</td>"
        for place, value in enumerate(line[1])
    )
    above = "".join(_heading(str(number), texts) for number, texts in headings)
    return (
        f"<table class='td-table td-sheet'><thead>{_heading('', letters)}{above}</thead>"
        f"<tbody><tr><td class='td-row' data-head='Hàng'>{line[0]}</td>{cells}</tr></tbody></table>"
    )


def _heading(number: str, texts: Iterable[str]) -> str:
    return f"<tr><th>{number}</th>{''.join(f'<th>{_lines(one)}</th>' for one in texts)}</tr>"


def _cell(value: str, here: bool) -> str:
    return _lines(value) or ("<span class='td-keep'>(ô trống)</span>" if here else "")


def _lines(value: str) -> str:
    return "<br>".join(text(part) for part in value.split("\n"))


def source_name(source: str) -> str:
    """`001_7ac7d944c215c4c1.txt:487-488` as a reader says it; a source of another kind as it is."""
    file, _, lines = source.rpartition(":")
    return f"tệp {file}, dòng {lines.replace(',', ', ')}" if file.endswith(".txt") else source


def quarter_label(period: str | None) -> str:
    return Period.parse(period).label if period else "–"
