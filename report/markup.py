"""Small pieces of HTML: status badge, status bar, bullet, tables. Every text from data is escaped here, once."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from html import escape
from typing import Any
from urllib.parse import urlencode

from domain.numbers import format_number
from domain.wording import BEST_FIRST, EXPLANATION_MARK, STATUS, SUBMISSION_LOOK
from report.sentences import explain, is_answer, needed_text, pace_so_far, signed, target_text, value_text

Row = dict[str, Any]

BULLET_HEAD = "│\u00a0Kỳ\u00a0vọng ▼\u00a0Mục\u00a0tiêu"
_TIED = re.compile(r"(?<=[≥≤]) (?=\d)|(?<=\d) (?=%)")


def text(value: object) -> str:
    """Any text as it stands on a screen: escaped, a number and its sign never on two lines."""
    return _TIED.sub("\xa0", escape(str(value), quote=True))


def badge(status: str) -> str:
    """Colour, sign and word of a status, always together."""
    words = STATUS[status]
    return f'<span class="td-badge" style="background:{words.colour};color:{words.ink}">{words.sign} {text(words.label)}</span>'


def state_badge(state: str, label: str | None = None) -> str:
    """The state of a report, in a colour no status has; a label of its own where the word differs."""
    look = SUBMISSION_LOOK[state]
    return f'<span class="td-badge" style="background:{look.colour};color:{look.ink}">{look.sign} {text(label or look.label)}</span>'


def page_address(page: str, plan_id: str, unit_id: str, period: object, **more: object) -> str:
    """A page of this program, looking at a plan, a unit and a quarter; `more` in the words of the URL (chi_tieu, giai_doan, …)."""
    asked = {"ke_hoach": plan_id, "don_vi": unit_id, "ky": period} | more
    return f"{page}?{urlencode({name: str(value) for name, value in asked.items() if value})}"


def source_address(plan_id: str, unit_id: str, period: object, indicator_id: str) -> str:
    """The page that says where a figure and its target come from."""
    return page_address("nguon", plan_id, unit_id, period, chi_tieu=indicator_id)


def explanation_address(plan_id: str, unit_id: str, period: object, indicator_id: str) -> str:
    """The page where a question about this figure is asked and answered."""
    return page_address("giai-trinh", plan_id, unit_id, period, chi_tieu=indicator_id)


def picture_address(kind: str, plan_id: str, unit_id: str, period: object, **more: object) -> str:
    """Where a chart is taken along as a picture or slide: the briefing with its kind alone; `more`: its row (`dong`), its stage."""
    return page_address("ban-tin", plan_id, unit_id, period, hinh=kind, **more)


def picture_link(address: str, *, own_line: bool = False) -> str:
    """On the line a table opens from, to its right; on a line of its own where there is none."""
    kind = "td-note" if own_line else "td-picture"
    return f'<p class="{kind}"><a class="td-ask" href="{text(address)}" target="_self">Ảnh, trang chiếu</a></p>'


def submission_address(submission_id: str, **filters: str | None) -> str:
    """The page of one report, in a list filtered as given."""
    return f"da-nop?{urlencode({name: value for name, value in filters.items() if value} | {'bao_cao': submission_id})}"


def overview_address(plan_id: str, unit_id: str, period: object) -> str:
    return f"./?{urlencode({'ke_hoach': plan_id, 'don_vi': unit_id, 'ky': str(period)})}"


def linked(row: Row, fragment: str, to: str = "address") -> str:
    """A ready-made fragment as a calm link to its row's `address`, or to the `source` of its figure, which names its cell
    when pointed at (`found_at`); as it is where the row has none."""
    address = row.get(to) or row.get("address")
    said = f' title="{text(row["found_at"])}"' if to == "source" and row.get("found_at") else ""
    return f'<a class="td-link" href="{text(address)}" target="_self"{said}>{fragment}</a>' if address else fragment


def status_bar(counts: Counter[str], where: str = "", beside: str = "") -> str:
    """One bar whose parts are the counts of statuses, with its legend; the parts add up to the total it prints (`where`: of what).
    `beside`: a ready-made fragment that stands in the legend's line."""
    legend = "".join(
        f'<span><b style="color:{STATUS[status].line}">{STATUS[status].sign}</b> {text(STATUS[status].label)} {counts[status]}</span>'
        for status in BEST_FIRST
        if counts[status]
    )
    of = f" ({text(where)})" if where else ""
    return f'{slim_bar(counts)}<div class="td-legend">{legend}{beside}<span class="td-total">Tổng {counts.total()}{of}</span></div>'


def slim_bar(counts: Counter[str]) -> str:
    """The bar alone, for tables; what it shows is said in words to those who cannot see it."""
    present = [status for status in BEST_FIRST if counts[status]]
    parts = "".join(
        f'<div style="flex:{counts[status]};background:{STATUS[status].colour};color:{STATUS[status].ink}">{counts[status]}</div>'
        for status in present
    )
    said = ", ".join(f"{STATUS[status].label} {counts[status]}" for status in present)
    return f'<div class="td-bar" role="img" aria-label="{text(said)}" title="{text(said)}">{parts}</div>'


def bullet(row: Row, scale: float | None = None) -> str:
    """Now, expected today and the target on one scale from zero; `scale` is its end where neighbours share one."""
    if row["value"] is None or row["target"] is None:
        return ""
    scale = scale or max(float(row["value"]), float(row["target"]), float(row["expected"] or 0)) * 1.08 or 1.0
    now, target = 100 * float(row["value"]) / scale, 100 * float(row["target"]) / scale
    no_way = row["expected"] is None or is_answer(row)
    expected = "" if no_way else f'<i class="td-expected" style="left:{100 * float(row["expected"]) / scale:.1f}%"></i>'
    said = f"hiện tại {value_text(row)}, mục tiêu {target_text(row)}"
    if not no_way:
        said += f", kỳ vọng {format_number(row['expected'], 1)}"
    return (
        f'<div class="td-bullet" role="img" aria-label="{text(said)}" title="{text(said)}">'
        f'<b style="width:{now:.1f}%;background:{STATUS[row["status"]].line}"></b>{expected}'
        f'<i class="td-target" style="left:{target:.1f}%"></i></div>'
    )


def doubt_mark(row: Row) -> str:
    """A mark beside a figure whose plan cell could not be read with certainty, with the sentence that says why."""
    if row["certain"] is not False:
        return ""
    why = row["target_doubt"] or "Ô mục tiêu trong bản chữ của kế hoạch chưa đọc được chắc chắn."
    return f'<abbr class="td-doubt" title="{text(why)}" aria-label="{text(why)}">?</abbr>'


def figure_marks(row: Row) -> str:
    """What a reader must know about a value beside its number: pending, estimated, old."""
    marks = _marks(row)
    said = "; ".join(f"{mark}: {means}" for mark, means in marks.items())
    return f'<small class="td-mark" title="{text(said)}">{text(" · ".join(marks))}</small>' if marks else ""


def _marks(row: Row) -> dict[str, str]:
    """The marks of a value, each with what it means."""
    marks = {}
    if row["value"] is not None and not row["approved"]:
        marks["chưa duyệt"] = "số của bản đang chờ duyệt"
    if row["estimate"]:
        marks["ước"] = "đơn vị ghi là số ước"
    if row["age_quarters"]:
        marks[f"cũ {row['age_quarters']} quý"] = f"kỳ này chưa có số, dùng số của {row['age_quarters']} quý trước"
    if row["newer_pending"]:
        marks["có bản mới chờ duyệt"] = "bản đã duyệt vẫn được tính"
    return marks


def marks_note(rows: Iterable[Row]) -> str:
    """The marks these rows carry, in words; nothing where they carry none."""
    found: dict[str, str] = {}
    for row in rows:
        found |= _marks(row) | ({"?": "ô mục tiêu trong kế hoạch chưa đọc được chắc chắn"} if row["certain"] is False else {})
    said = " · ".join(f"«{mark}»: {means}" for mark, means in sorted(found.items()))
    return f"<p class='td-note'>{text(said)}.</p>" if said else ""


def explanation_mark(row: Row) -> str:
    """That somebody asked about the figure, leading to what was said; nothing where nobody did."""
    state = row.get("explained")
    return f" · <b>{linked(row, text(EXPLANATION_MARK[state]), 'source')}</b>" if state else ""


def needs_action(rows: Iterable[Row]) -> str:
    """The table of rows to look at first."""
    body = "".join(
        f'<tr title="{text(explain(row))}">'
        f'<td class="td-name">{linked(row, text(row["name"]))}'
        f"<small>{text(row['lead'] or 'Chưa rõ chủ trì')} · {text(row['label'])}{explanation_mark(row)}{kin_mark(row)}</small>"
        f"{answer_line(row)}</td>"
        f'<td class="td-number" data-head="Hiện tại"><b>{linked(row, text(value_text(row)), "source")}</b>{figure_marks(row)}</td>'
        f'<td class="td-wide">{bullet(row)}{_so_far(row)}</td>'
        f'<td class="td-number" data-head="Mục tiêu">{text(target_text(row))}{doubt_mark(row)}{_needed(row)}</td>'
        f"<td>{badge(row['status'])}</td>"
        "</tr>"
        for row in rows
    )
    heads = (
        f"<th>Dòng chỉ tiêu, cơ quan chủ trì</th><th class='td-number'>Hiện tại</th><th>{BULLET_HEAD}</th>"
        "<th class='td-number'>Mục tiêu</th><th>Trạng thái</th>"
    )
    return f'<table class="td-table"><thead><tr>{heads}</tr></thead><tbody>{body}</tbody></table>'


def _needed(row: Row) -> str:
    return f'<small class="td-mark">cần {text(needed_text(row))} mỗi quý</small>' if needed_text(row) else ""


def _so_far(row: Row) -> str:
    """What each quarter has brought since the base, beside what it must bring: why a row goes badly."""
    so_far = pace_so_far(row) if needed_text(row) else None
    return "" if so_far is None else f'<small class="td-mark">từ mốc gốc {signed(so_far)} mỗi quý</small>'


def kin_line(row: Row) -> str:
    """That other rows of the same figure are judged otherwise, and why (`worst.with_kin`)."""
    return f"<small class='td-mark'>{text(row['kin'])}</small>" if row.get("kin") else ""


def kin_mark(row: Row) -> str:
    """The same in a few words, whole when pointed at."""
    return f" · <span title='{text(row['kin'])}'>≠ dòng khác cùng số liệu</span>" if row.get("kin") else ""


def answer_line(row: Row) -> str:
    """What the unit itself answered when asked why; nothing where it has not."""
    said = row.get("answer")
    return f"<small><b>Giải trình:</b> «{text(said)}»</small>" if said else ""


def plain_table(rows: Iterable[tuple[str, ...]], *, reading: bool = False) -> str:
    """A small table of ready-made cells; `reading` leaves its last column to the left, as text."""
    body = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in rows)
    kind = "td-reading" if reading else "td-small"
    return f'<table class="td-table {kind}"><tbody>{body}</tbody></table>'


def headed_table(heads: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    """A table of ready-made cells under plain headings; on a phone each cell carries its heading."""
    head = "".join(f"<th>{text(name)}</th>" for name in heads)
    body = "".join(
        "<tr>" + "".join(f'<td data-head="{text(name)}">{cell}</td>' for name, cell in zip(heads, row, strict=True)) + "</tr>"
        for row in rows
    )
    return f'<table class="td-table"><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>'
