"""What a picture rests on, in words: plan and rows, until when, who reported, what is not approved, by which method; the cells behind."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from domain.period import Period
from domain.wording import UNVERIFIED, day, row_label
from report.sentences import value_text, where_counted

Row = dict[str, Any]


def proof(facts: Row, rows: Sequence[Row] = ()) -> str:
    """What a picture rests on: the plan and its rows, until when, who reported, what is not approved, by which method."""
    who = facts["reporters"]
    reported = f"{sum(bool(one['reported']) for one in who)}/{len(who)} đơn vị đã báo cáo" if who else ""
    return _proof(facts, rows, reported, list(rows) or facts["rows"])


def proof_beside(facts: Row, rows: Sequence[Row], cells: Sequence[Row]) -> str:
    """The same for figures of several units."""
    told = {cell["unit_id"] for cell in cells if cell["value"] is not None and not cell["age_quarters"]}
    reported = f"{len(told)}/{len({cell['unit_id'] for cell in cells})} đơn vị có số liệu của kỳ"
    return _proof(facts, [row | {"label": row_label(row["indicator_id"])} for row in rows], reported, cells)


def _proof(facts: Row, rows: Sequence[Row], reported: str, judged: Sequence[Row]) -> str:
    plan = facts["plan"]
    parts = [f"Kế hoạch {plan['number']} ngày {day(plan['issued_on'])}"]
    if rows:
        parts.append(rows[0]["label"] if len(rows) == 1 and "label" in rows[0] else f"dòng của {where_counted(list(rows))}")
    period = Period.parse(facts["period"])
    parts.append(f"số liệu đến {day(min(period.last_day, facts['as_of']))}, lập ngày {day(facts['made_on'])}")
    parts += [reported] if reported else []
    parts += approval(judged)
    if facts["stands"]["method"]:
        parts.append(f"phương pháp {facts['stands']['method']}")
    return " · ".join(parts)


def approval(rows: Sequence[Row]) -> list[str]:
    """How many of the figures are not approved, estimated, or of an older quarter; that all are approved."""
    told = [row for row in rows if row["value"] is not None]
    if not told:
        return []
    pending = sum(row["approved"] is False for row in told)
    estimated = sum(bool(row["estimate"]) for row in told)
    said = [f"{pending}/{len(told)} số chưa duyệt" if pending else "các số đã duyệt"]
    return [*said, *([f"{estimated} số ước"] if estimated else [])]


def published(facts: Row) -> str:
    return f"Kế hoạch {facts['plan']['number']} · điểm và hạng đã công bố, nguồn ghi ở từng dòng · lập ngày {day(facts['made_on'])}"


def sources(facts: Row, row: Row) -> list[str]:
    """The cells behind a row's value, for the speaker's notes."""
    found = [cell for cell in facts["cells"] if cell["indicator_id"] == row["indicator_id"] and cell["role"] == "value"]
    if not found:
        return [f"{row_label(row['indicator_id'])}: chưa có số liệu."] if row["value"] is None else []
    told = "; ".join(cell_text(cell) for cell in found)
    return [f"{row_label(row['indicator_id'])}, {row['name']}: {value_text(row)}. Nguồn: {told}."]


def cell_text(cell: Row) -> str:
    """ "Phòng Văn hóa - Xã hội, BC-00012, tệp «x.xlsx», trang «Số liệu», ô G12"."""
    mark = "" if cell["verified"] else f", {UNVERIFIED}"
    state = "chưa duyệt" if cell["state"] == "cho_duyet" else "đã duyệt"
    place = f"trang «{cell['sheet']}», ô {cell['cell']}" if cell["cell"] else "ghi trực tiếp"
    return f"{cell['reporter']}, báo cáo {cell['submission_id']} ({state}{mark}), tệp «{cell['file_name']}», {place}"
