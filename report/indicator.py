"""The page of one row of a plan, in fragments: its stages, the units beside each other, its figures, its kin, its definition, and tables.

The sentence stands in conclusion.py, the chart in course.py. Every status shown is the scorecard's.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from domain.indicator import FLOWS
from domain.numbers import format_number
from domain.period import Period
from domain.wording import OVER_TIME, STATUS, SUBMISSION_STATE, describe_target, row_label, with_unit
from report import lineage, markup
from report.compare import no_place
from report.markup import badge, doubt_mark, figure_marks, headed_table, linked, page_address, source_address, text
from report.sentences import is_answer, target_text, value_cell, value_text
from report.tables import Table
from report.unit_card import foreign_leads

Row = dict[str, Any]

FIGURES_SHOWN = 8

OVER_UNITS: dict[str, str] = {
    "tong": "Cộng các đơn vị",
    "ty_so_cua_tong": "Tổng tử số chia tổng mẫu số các đơn vị",
    "trung_binh": "Trung bình cộng các đơn vị",
    "khong_gop": "Không gộp các đơn vị",
}
YEARLY: dict[str, str] = {
    "cuoi_ky": "lấy số của quý, không cộng các quý",
    "phat_sinh": "cộng các quý trong năm, năm sau tính lại từ 0",
    "luy_ke": "lấy số của quý, năm sau tính lại từ 0",
    "ty_le_trong_nam": "tổng tử số chia tổng mẫu số các quý trong năm",
    "ca_nam": "một số cho cả năm, dùng đến Quý III năm sau",
}
DIRECTION: dict[str, str] = {"tang": "Càng cao càng tốt", "giam": "Càng thấp càng tốt"}


def with_standing_target(row: Row, targets: Iterable[Row]) -> Row:
    """The scorecard's reading names the plan's first wording; a revised target has its own."""
    target = next((one for one in targets if one["stands"] and one["stage"] == row["stage"]), None)
    return row | {"target_text": target["text"], "target_doubt": target["doubt"]} if target else row


def who_answers(assigned: Iterable[Row], unit: Row) -> str:
    """ "Chủ trì: A. Phối hợp: B, C." as the plan assigns it; beside another unit than the one whose departments these are, in short."""
    assigned = list(assigned)
    leads = [one | {"is_row": True} for one in assigned if one["role"] == "chu_tri" and one["parent_id"]]
    foreign = foreign_leads(leads, unit)
    name = "short_name" if foreign else "name"
    lead, helping = (", ".join(one[name] for one in assigned if one["role"] == role) for role in ("chu_tri", "phoi_hop"))
    said = f"Chủ trì: {lead or 'chưa rõ'}" + (f" · Phối hợp: {helping}" if helping else "")
    return f"{said} · {foreign.removesuffix('.')}" if foreign else said


# -- the strip of stages ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Stage:
    """A card of the strip. No status where the plan sets no target; `now`: the stage the quarter falls into."""

    name: str
    target: str
    status: str | None
    lines: tuple[str, ...]
    now: bool = False
    early: bool = False
    doubt: Row | None = None


def strip(row: Row, printed: str, cards: Sequence[Row], targets: Sequence[Row]) -> tuple[Stage, ...]:
    """A card for each stage the row's table prints; the quarter's own card where its target is in force, and one for a target outlived."""
    years = [int(year) for year in printed.split()]
    here = Period.parse(row["period"]).year
    asked = next((year for year in years if year >= here), None)
    by_stage = {card["stage"]: card for card in cards}
    stands = {one["stage"]: one for one in targets if one["stands"]}
    found = tuple(_stage(year, row, by_stage.get(year), stands, now=year == asked) for year in years)
    if asked is None and row["held"]:
        found += (Stage(f"Sau {row['stage']}", f"giữ {target_text(row)}", row["status"], _lines_now(row), now=True, doubt=row),)
    return found


def _stage(year: int, row: Row, card: Row | None, stands: dict[int, Row], *, now: bool) -> Stage:
    name = str(year)
    if year not in stands:
        return _without_target(name, year, row, stands, now=now)
    if now:  # in force, so the quarter's own card
        return Stage(name, target_text(row), row["status"], _lines_now(row), now=True, doubt=row)
    target = stands[year]
    doubt = {"certain": target["certain"], "target_doubt": target["doubt"]}
    aim = describe_target(target["op"], target["value"], target["upper"], target["text"], row["unit_of_measure"])
    if card is None:
        return Stage(name, aim, "chua_den_ky", (), doubt=doubt)
    ahead = card["status"] == "chua_den_ky"
    lines = () if ahead else _lines_then(card | {name: row[name] for name in ("unit_of_measure", "over_time")})
    return Stage(name, aim, card["status"], lines, early=ahead and bool(card["already_met"]), doubt=doubt)


def _without_target(name: str, year: int, row: Row, stands: dict[int, Row], *, now: bool) -> Stage:
    """A stage the plan prints "-" for: the latest earlier target is kept, if there is one."""
    earlier = max((stage for stage in stands if stage < year), default=None)
    if earlier is None:
        return Stage(name, "–", None, ("không đặt mục tiêu",), now=now)
    one = stands[earlier]
    level = describe_target(one["op"], one["value"], one["upper"], one["text"], row["unit_of_measure"])
    kept = f"không đặt mục tiêu, giữ mức {earlier}: {level}"
    if now and row["held"]:
        return Stage(name, "–", row["status"], (*_lines_now(row), kept), now=True)
    return Stage(name, "–", None, (kept,), now=now)


def _lines_now(row: Row) -> tuple[str, ...]:
    if row["value"] is None:
        return ("chưa có số liệu",)
    lines = [f"{value_text(row)} ({lineage.quarter_label(row['value_period'])})"]
    if row["expected"] is not None and row["reason"] == "pace" and not is_answer(row):
        lines[0] += f", kỳ vọng {_tidy(row['expected'], row['unit_of_measure'])}"
    return (*lines, *_base_line(row))


def _lines_then(card: Row) -> tuple[str, ...]:
    if card["value"] is None:
        return (f"không có số liệu {lineage.quarter_label(card['period'])}",)
    return (f"{value_text(card)} ({lineage.quarter_label(card['value_period'])})", *_base_line(card))


def _base_line(card: Row) -> tuple[str, ...]:
    if card["base"] is None or card["over_time"] in FLOWS:  # a flow starts from nothing every year
        return ()
    return (f"mốc gốc {_tidy(card['base'], card['unit_of_measure'])} ({lineage.quarter_label(card['base_period'])})",)


def strip_html(found: Sequence[Stage], note: str = "") -> str:
    """The cards side by side, the note below; beside a card that stands alone."""
    said = f"<p class='td-note'>{text(note)}</p>" if note else ""
    cards = "".join(map(_stage_html, found))
    return f"<div class='td-strip'>{cards}{said}</div>" if len(found) == 1 else f"<div class='td-strip'>{cards}</div>{said}"


def _stage_html(stage: Stage) -> str:
    edge = STATUS[stage.status].colour if stage.status else "#C9CED6"
    mark = doubt_mark(stage.doubt) if stage.doubt else ""
    said = badge(stage.status) if stage.status else ""
    said += "<span class='td-early'>✓ đã đạt trước hạn</span>" if stage.early else ""
    lines = "".join(f"<p>{text(line)}</p>" for line in stage.lines)
    now = "<small>đang xét</small>" if stage.now else ""
    return (
        f"<div class='td-strip-card{' td-strip-now' if stage.now else ''}' style='border-top-color:{edge}'>"
        f"<div class='td-strip-head'><b>{text(stage.name)}</b>{now}<span>{text(stage.target)}{mark}</span></div>{said}{lines}</div>"
    )


def strip_note(row: Row, cards: Sequence[Row], found: Sequence[Stage]) -> str:
    """What the strip cannot say by itself: that other stages stand at a later quarter, or that the table has one stage only."""
    last = max((card["period"] for card in cards), default=row["period"])
    if last > row["period"]:
        here, latest = lineage.quarter_label(row["period"]), lineage.quarter_label(last)
        return f"Thẻ «đang xét» theo {here}; các giai đoạn khác theo {latest}, kỳ mới nhất."
    return f"Bảng này của kế hoạch chỉ đặt mục tiêu cho năm {found[0].name}." if len(found) == 1 else ""


# -- units beside each other -------------------------------------------------------------------------------------------------------


def why_not_together(rows: Sequence[Row], bare: Sequence[str]) -> str:
    """Why the units' figures of the quarter do not add up to one yet: a rate needs the parts of all who reported."""
    came = sum(row["place"] is not None for row in rows)
    if not came:
        return "Quý này chưa có số gộp vì chưa đơn vị nào có số liệu của quý."
    said = f"Quý này chưa có số gộp dù đã có số liệu của {came}/{len(rows)} đơn vị"
    if not bare:
        return said + "."
    return f"{said}: số gộp cần tử số và mẫu số của mọi đơn vị đã báo cáo, mà {', '.join(bare)} chỉ gửi tỷ lệ."


def units_html(rows: Sequence[Row], unit_id: str) -> str:
    """The units in the order given, best first, on one scale from zero; the unit looked at in bold."""
    top = max([float(one) for row in rows for one in (row["value"], row["target"], row["expected"]) if one is not None], default=0.0)
    cells = []
    for row in rows:
        address = page_address("chi-tieu", row["plan_id"], row["unit_id"], row["period"], chi_tieu=row["indicator_id"])
        name = linked({"address": address}, text(row["short_name"]))
        why = f"<small class='td-mark'>{text(no_place(row))}</small>" if row["place"] is None else ""
        cells.append(
            (
                f"<b class='td-place'>{row['place'] or '–'}</b>",
                f"<span class='td-keep'>{f'<b>▶ {name}</b>' if row['unit_id'] == unit_id else name}</span>{why}",
                _bar(row, top * 1.08),
                f"<b class='td-keep'>{text(value_text(row))}</b>{figure_marks(row)}",
                badge(row["status"]),
            )
        )
    return headed_table(("Hạng", "Đơn vị", markup.BULLET_HEAD, "Giá trị", "Trạng thái"), cells)


def _bar(row: Row, scale: float) -> str:
    """The bullet on the scale all units share; the bare value where no target can be set beside it."""
    if row["value"] is None or row["target"] is not None:
        return markup.bullet(row, scale) or "<div class='td-bullet'></div>"
    width = 100 * float(row["value"]) / (scale or 1.0)
    return f"<div class='td-bullet'><b style='width:{width:.1f}%;background:{STATUS[row['status']].line}'></b></div>"


def units_table(rows: Sequence[Row], proof: tuple[str, ...]) -> Table:
    return Table(
        f"So sánh các đơn vị: {row_label(rows[0]['indicator_id'])}",
        proof,
        ("Đơn vị", "Giá trị", "Quý của số liệu", "Kỳ vọng", "Mục tiêu", "Trạng thái", "Hạng theo giá trị", "Đã duyệt", "Số ước"),
        [
            (
                row["unit_name"],
                value_cell(row["value"], row),
                lineage.quarter_label(row["value_period"]) if row["value_period"] else None,
                None if is_answer(row) else _two(row["expected"]),
                target_text(row),
                STATUS[row["status"]].label,
                row["place"] or no_place(row),
                row["approved"] if row["value"] is not None else None,
                row["estimate"],
            )
            for row in rows
        ],
    )


# -- figures and where they come from -----------------------------------------------------------------------------------------------


def figures_html(row: Row, plan_id: str, quarters: Sequence[Row], reported: Sequence[Row]) -> str:
    """The last quarters, newest first: value, its parts, its cell, who and when; figures replaced are named under the one that counts."""
    own = {one["quarter"]: one for one in reported if one["stands"]}
    shown = list(reversed(quarters))[:FIGURES_SHOWN]
    cells = [_quarter(row, plan_id, one, own.get(Period.parse(one["period"]).index), reported) for one in shown]
    return (
        headed_table(("Kỳ", "Giá trị", "Tệp, trang, ô; người nộp, lúc (GMT+7)"), cells) if cells else "<p>Chưa có số liệu của quý nào.</p>"
    )


def _quarter(row: Row, plan_id: str, one: Row, own: Row | None, reported: Sequence[Row]) -> tuple[str, ...]:
    period = Period.parse(one["period"])
    address = {"address": source_address(plan_id, row["unit_id"], period, row["indicator_id"])}
    figures = lineage.within_year(own, row | {"value": one["value"]}) if own else ""
    under = [figures.replace(" / ", "\xa0/\xa0")] if figures else []
    under += [_replaced(other, row) for other in reported if other["quarter"] == period.index and not other["stands"]]
    under += ["số ước"] if one["estimate"] else []
    return (
        f"<span class='td-keep'>{text(period.label)}</span>",
        f"<b class='td-keep'>{linked(address, text(value_text(row | {'value': one['value']})))}</b>"
        + "".join(f"<small class='td-mark'>{text(line)}</small>" for line in under),
        linked(address, f"<span class='td-source'>{text(_cell(one, own))}</span>") + f"<small class='td-mark'>{text(_by(one))}</small>",
    )


def _by(one: Row) -> str:
    """Who sent the figure and when, and whether somebody approved it."""
    state = "đã duyệt" if one["approved"] else "chưa duyệt"
    return f"{lineage.who(one)}, {lineage.clock(one['at'])}, {state}" if one["cells"] == 1 else state


def _cell(one: Row, own: Row | None) -> str:
    if one["cells"] == 1:
        return f"{one['file_name']} · «{one['sheet']}» · {lineage.cell_text(own or one)}"
    if one["aggregated"]:
        return f"gộp {one['reported_units']}/{one['due_units']} đơn vị, {one['cells'] or 0} ô"
    return f"tính từ {one['cells']} ô trong năm" if one["cells"] else "xem ở trang nguồn"


def _replaced(other: Row, row: Row) -> str:
    state = SUBMISSION_STATE[other["state"]].lower()
    return f"bản khác: {lineage.figure_text(other, row['unit_of_measure'])} ({other['submission_id']}, {state})"


def figures_table(row: Row, quarters: Sequence[Row], reported: Sequence[Row], proof: tuple[str, ...]) -> Table:
    """The twin of the chart: every quarter with all that was drawn."""
    own = {one["quarter"]: one for one in reported if one["stands"]}
    lines = []
    for one in quarters:
        period = Period.parse(one["period"])
        mine = own.get(period.index) or {}
        single = one["cells"] == 1
        lines.append(
            (
                period.label,
                value_cell(one["value"], row),
                mine.get("numerator"),
                mine.get("denominator"),
                None if is_answer(row) else _two(one["expected"]),
                value_cell(one["target"], row),
                str(one["stage"]) if one["stage"] else None,
                STATUS[one["status"]].label,
                bool(one["approved"]),
                bool(one["estimate"]),
                one["file_name"] if single else _cell(one, None),
                one["sheet"] if single else None,
                lineage.cell_text(mine or one) if single else None,
                lineage.who(one) if single else None,
            )
        )
    heads = ("Kỳ", f"Giá trị ({row['unit_of_measure'] or 'số'})", "Tử số", "Mẫu số", "Kỳ vọng", "Mục tiêu", "Giai đoạn đến", "Trạng thái")
    return Table(row["name"], proof, (*heads, "Đã duyệt", "Số ước", "Tệp", "Trang", "Ô", "Người nộp"), lines)


def stages_table(row: Row, found: Sequence[Stage], proof: tuple[str, ...]) -> Table:
    return Table(
        f"Các giai đoạn: {row['name']}",
        proof,
        ("Giai đoạn đến", "Mục tiêu", "Trạng thái", "Chi tiết", "Đã đạt trước hạn", "Đang xét"),
        [
            (one.name, one.target, STATUS[one.status].label if one.status else None, "; ".join(one.lines), one.early, one.now)
            for one in found
        ],
    )


# -- what it means, and what is like it -----------------------------------------------------------------------------------------------


def definition_facts(facts: Row) -> list[tuple[str, str]]:
    """How the figure is made: what is counted, which way is good, how it adds up."""
    said = [
        ("Định nghĩa", facts["definition"] or "Kế hoạch không nêu định nghĩa riêng; hiểu theo tên chỉ tiêu."),
        ("Tử số", facts["numerator_label"]),
        ("Mẫu số", facts["denominator_label"]),
        ("Đơn vị tính", facts["unit_of_measure"]),
        ("Chiều tốt", DIRECTION[facts["direction"]]),
        ("Theo thời gian", f"{OVER_TIME[facts['over_time']]}: {YEARLY[facts['over_time']]}"),
        ("Lên cấp trên", OVER_UNITS[facts["over_units"]]),
        ("Sản phẩm đầu ra", facts["output"]),
    ]
    return [(name, text(value)) for name, value in said if value]


def legal_facts(row: Row, facts: Row, plan: Row, target: Row | None) -> list[tuple[str, str]]:
    """Which line of which plan set the target, in its own words, and what could not be read with certainty."""
    group = f", nhóm «{facts['group_name']}»" if facts["group_name"] else ""
    said = [("Kế hoạch", text(f"{plan['number']}: {plan['title']}")), ("Vị trí", text(row_label(row["indicator_id"]) + group))]
    if target:
        said.append(("Chữ của kế hoạch", f"<b>{text(target['text'])}</b> (đến {target['stage']})"))
    doubts = [facts["doubt"] if facts["certain"] is False else None, target["doubt"] if target and target["certain"] is False else None]
    said += [("Chưa chắc", f"<span class='td-unsure'>{text(doubt)}</span>") for doubt in doubts if doubt]
    return said


def kin_html(rows: Sequence[Row], unit_id: str, period: Period) -> str:
    """Rows of the same measure first, then those of the same family, which are neither added nor compared."""
    same = [row for row in rows if row["same_measure"]]
    other = [row for row in rows if not row["same_measure"]]
    said = ""
    if same:
        said += f"<h3 class='td-part-head'>Cùng một số liệu, xét ở dòng khác</h3>{_kin_table(same, unit_id, period)}"
    if other:
        said += (
            "<h3 class='td-part-head'>Gần nghĩa, định nghĩa khác nhau<small>không cộng, không so với nhau</small></h3>"
            f"{_kin_table(other, unit_id, period)}"
        )
    return said or "<p>Không có dòng nào khác cùng số liệu hoặc gần nghĩa trong các kế hoạch đang theo dõi.</p>"


def _kin_table(rows: Sequence[Row], unit_id: str, period: Period) -> str:
    return headed_table(("Dòng", "Mục tiêu từng giai đoạn", "Hiện tại"), [_kin(row, unit_id, period) for row in rows])


def _kin(row: Row, unit_id: str, period: Period) -> tuple[str, ...]:
    where = f"{row_label(row['indicator_id'])}, Kế hoạch {row['plan_number']}"
    why = "" if row["same_measure"] else " chia cho ".join(part for part in (row["numerator_label"], row["denominator_label"]) if part)
    counted = f"<small class='td-mark'>{text(why)}</small>" if why else ""
    if row["status"] is None:
        return (
            f"{text(row['name'])}<small class='td-mark'>{text(where)}</small>{counted}",
            text(row["targets"] or "không đặt mục tiêu"),
            "<span class='td-mark'>kế hoạch này không giao cho đơn vị đang xem</span>",
        )
    address = {"address": page_address("chi-tieu", row["plan_id"], unit_id, period, chi_tieu=row["indicator_id"])}
    return (
        f"{linked(address, text(row['name']))}<small class='td-mark'>{text(where)}</small>{counted}",
        text(row["targets"] or "không đặt mục tiêu"),
        f"<b class='td-keep'>{text(value_text(row))}</b>{figure_marks(row)} {badge(row['status'])}",
    )


# -- a plan without rows ------------------------------------------------------------------------------------------------------------------


def elsewhere(plan_id: str, unit_id: str, period: object, holds: Row) -> str:
    """For a plan without rows to follow: what it holds instead, with a way there."""
    ways = [
        ("nhiem-vu", "nhiệm vụ", holds["tasks"]),
        ("lich-bao-cao", "chế độ báo cáo", holds["duties"]),
        ("thi-dua", "tiêu chí thi đua", holds["criteria"]),
        ("bo-chi-so", "bộ chỉ số", holds["indices"]),
    ]
    return "".join(
        f"<li><a class='td-ask' href='{text(page_address(page, plan_id, unit_id, period))}' target='_self'>{count} {words}</a></li>"
        for page, words, count in ways
        if count
    )


def head_html(row: Row) -> str:
    """The value, large, with its status and what a reader must know about it."""
    if row["value"] is None:
        return f"<div class='td-figure'>{badge(row['status'])}</div>"
    when, colour = lineage.quarter_label(row["value_period"]), STATUS[row["status"]].line
    return (
        f"<div class='td-figure'><span class='td-big' style='color:{colour}'>{linked(row, text(value_text(row)))}</span>"
        f"{badge(row['status'])}<span class='td-note'>{text(when)}{figure_marks(row)}{markup.kin_line(row)}</span></div>"
    )


def _tidy(value: Decimal | float, unit: str | None) -> str:
    return with_unit(format_number(_two(value)), unit)


def _two(value: Decimal | float | None) -> Decimal | None:
    """A computed figure to two decimals; a stored one as it is."""
    return Decimal(format(round(value, 2), ".12g")) if isinstance(value, float) else value
