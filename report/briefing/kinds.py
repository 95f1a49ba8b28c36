"""Which slides a briefing can show, and what they share: their frame, the marks of a figure, its bullet.

What each says stands in slides.py, beside.py and over_years.py.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

from domain.period import Period
from domain.wording import BEST_FIRST, DEMONSTRATION, STATUS, TASK_LOOK, row_label
from report import stages
from report.briefing.model import Block, Bullet, Legend, Part, Slide
from report.briefing.proof import proof, published, sources

Row = dict[str, Any]

KINDS: dict[str, str] = {
    "viec_giao": "Việc giao tại họp",
    "toan_canh": "Toàn cảnh",
    "can_xu_ly": "Chỉ tiêu không đạt hoặc có nguy cơ",
    "cham": "Chỉ tiêu chậm",
    "thay_doi": "Thay đổi so với kỳ trước",
    "chi_tieu": "Từng chỉ tiêu",
    "giai_doan": "Theo giai đoạn",
    "ma_tran": "Mục tiêu từng dòng theo giai đoạn",
    "cac_moc": "Các mốc của một chỉ tiêu",
    "don_vi": "Các đơn vị",
    "xep_hang": "Xếp hạng các đơn vị",
    "ban_do": "Bản đồ nhiệt: chỉ tiêu theo đơn vị",
    "cac_don_vi": "Một chỉ tiêu ở các đơn vị",
    "nhiem_vu": "Nhiệm vụ",
    "thoi_gian": "Dòng thời gian nhiệm vụ",
    "bao_cao": "Báo cáo và hạn gần",
    "chi_so": "Bộ chỉ số",
    "chi_so_nam": "Bộ chỉ số qua các năm",
    "kien_nghi": "Kiến nghị, việc kỳ tới",
    "phu_luc": "Phụ lục: mọi chỉ tiêu",
}
"""What a briefing can show, in the order it is shown unless chosen otherwise."""
OF_ROWS = ("chi_tieu", "cac_moc", "cac_don_vi")
"""Kinds that show the rows somebody chose, a slide for each."""
OF_CHOICE = (*OF_ROWS, "chi_so_nam")
"""Those and the one that shows the indices chosen, by id among the rows."""
NOBODY = "Chưa rõ chủ trì"


class Maker:
    """One kind of slide over one briefing's facts."""

    def __init__(self, facts: Row, choice: Row, kind: str, code: str, address: str) -> None:
        self.facts, self.choice, self.kind, self.code, self.address = facts, choice, kind, code, address
        self.period = Period.parse(facts["period"])
        self.rows: list[Row] = [row | {"label": row_label(row["indicator_id"])} for row in facts["rows"]]

    def slide(
        self,
        title: str,
        blocks: Iterable[Block],
        rows: Sequence[Row] = (),
        notes: Iterable[str] = (),
        *,
        invented: bool = True,
        foot: str = "",
    ) -> Slide:
        """`foot` where what proves it is not what proves the unit's own rows."""
        facts = self.facts
        return Slide(
            self.kind,
            f"{facts['unit']['name']} · {self.period.label} · Kế hoạch {facts['plan']['number']} · {KINDS[self.kind]}",
            title,
            tuple(blocks),
            foot or (proof(facts, rows) if invented else published(facts)),
            self.code,
            self.address,
            (*notes, *(line for row in rows for line in sources(facts, row))),
            self.choice["remarks"].get(self.kind, ""),
            DEMONSTRATION if facts["demonstration"] and invented else "",
        )


def marks(row: Row, period: str) -> list[str]:
    """What must be known about a figure beside it."""
    if row["value"] is None:
        return []
    told = ["chưa duyệt"] if row["approved"] is False else []
    told += ["ước"] if row["estimate"] else []
    told += [f"số của {Period.parse(row['value_period']).label}"] if row["value_period"] and row["value_period"] != period else []
    told += [f"{row['reported_units']}/{row['due_units']} đơn vị"] if row["aggregated"] else []
    return told


def doubtful(row: Row) -> str:
    return "bản chữ của kế hoạch có chỗ chưa chắc" if row["certain"] is False or row["row_certain"] is False else ""


def bullet_of(row: Row) -> Bullet | None:
    if row["value"] is None or row["target"] is None:
        return None
    shown = [float(one) for one in (row["value"], row["target"], row["expected"]) if one is not None]
    top = max(shown)
    if top <= 0 or min(shown) < 0:
        return None
    expected = None if row["expected"] is None else float(row["expected"]) / top
    return Bullet(float(row["value"]) / top, expected, float(row["target"]) / top)


def legend(lines: Sequence[tuple[str, tuple[Part, ...]]]) -> list[Block]:
    """The words of the colours there are."""
    there = {part.look for _, parts in lines for part in parts}
    known = [*stages.LOOK.values(), *TASK_LOOK.values()]
    return [Legend(tuple(look for look in dict.fromkeys(known) if look in there))] if there else []


def own_tasks(facts: Row) -> list[Row]:
    return [row for row in facts["tasks"] if row["kind"] == "nhiem_vu"]


def status_parts(count: Counter[str]) -> tuple[Part, ...]:
    return tuple(Part(STATUS[status], count[status]) for status in BEST_FIRST if count[status])
