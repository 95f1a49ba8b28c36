"""Sentences made from scorecard rows: what stands where, what changed, what is needed. Grammatical Vietnamese, ready to paste."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal
from typing import Any

from domain.indicator import FLOWS
from domain.numbers import format_number
from domain.period import Period
from domain.wording import REASON, STATUS, day, describe_target, with_unit

Row = dict[str, Any]

GOOD = ("vuot", "dat", "dung_tien_do")
BAD = ("khong_dat", "nguy_co")
JUDGED = (*GOOD, "cham", *BAD)


def counts(rows: list[Row]) -> Counter[str]:
    return Counter(row["status"] for row in rows)


def headline(rows: list[Row], before: list[Row]) -> tuple[str, str]:
    """The two halves of the first sentence: what is well, and what is not (with the change since the quarter before)."""
    now = counts(rows)
    well = sum(now[status] for status in GOOD)
    bad = sum(now[status] for status in BAD)
    judged = sum(now[status] for status in JUDGED)
    first = f"{well}/{len(rows)} dòng chỉ tiêu đạt hoặc đúng tiến độ."
    if not judged:
        return "Chưa đánh giá được chỉ tiêu nào.", f"{len(rows)} dòng chỉ tiêu chưa có số liệu, chưa đủ cơ sở hoặc chưa đến kỳ."
    if not bad:
        return first, f"Trong {judged} dòng đã đánh giá, không có dòng nào không đạt hoặc có nguy cơ không đạt."
    missed = "không đạt hoặc có nguy cơ không đạt" if now["khong_dat"] else "có nguy cơ không đạt"
    if before:
        change = bad - sum(counts(before)[status] for status in BAD)
        moved = f" (thêm {change} so với kỳ trước)" if change > 0 else f" (bớt {-change} so với kỳ trước)" if change < 0 else ""
    else:
        moved = ""
    return first, f"{bad} chỉ tiêu {missed}{moved}."


def value_text(row: Row) -> str:
    return "chưa có" if row["value"] is None else with_unit(format_number(row["value"]), row["unit_of_measure"])


def target_text(row: Row) -> str:
    if row["stage"] is None:
        return "chưa có mục tiêu"
    low = row["target"] if row["op"] != "range" or row["direction"] == "tang" else None
    upper = row["upper"]
    if row["op"] == "range" and low is None:
        return row["target_text"] or "–"
    return describe_target(row["op"], low, upper, row["target_text"], row["unit_of_measure"])


def needed_text(row: Row) -> str:
    """What every remaining quarter must bring; nothing where the target is met or none is left."""
    if row["needed_per_quarter"] is None or row["status"] in ("vuot", "dat", "khong_danh_gia"):
        return ""
    if row["direction"] == "giam" and row["over_time"] in FLOWS:  # what it may still add is leave, not need
        return ""
    sign = "+" if row["needed_per_quarter"] > 0 else "−"
    amount = format_number(Decimal(str(abs(row["needed_per_quarter"]))), 2)
    return "" if amount == "0,00" else f"{sign}{amount} {_step(row)}".rstrip()


def explain(row: Row) -> str:
    """The sentence under a status: base, target, expected, actual, pace needed, rule used."""
    parts = [f"{value_text(row)} ({_period(row['value_period'])})" if row["value"] is not None else "Chưa có số liệu"]
    if row["stage"] is not None:
        parts.append(f"mục tiêu {target_text(row)} {'(duy trì từ' if row['held'] else '(đến'} {row['stage']})")
    if row["base"] is not None:
        parts.append(f"gốc {with_unit(format_number(row['base']), row['unit_of_measure'])} ({_period(row['base_period'])})")
    if row["expected"] is not None and row["reason"] == "pace":
        parts.append(f"kỳ vọng {with_unit(format_number(row['expected'], 2), row['unit_of_measure'])}")
    if needed_text(row):
        parts.append(f"cần {needed_text(row)} mỗi quý")
    return f"{STATUS[row['status']].label}: {'; '.join(parts)}. Căn cứ: {REASON[row['reason']]}."


def change_text(row: Row, before: Row) -> str:
    """How far a value moved since another row of the same series: "▲ 1,8"."""
    if row["value"] is None:
        return "chưa có số liệu" if before["value"] is None else "không còn số liệu"
    if before["value"] is None:
        return "mới có số liệu"
    if row["value"] == before["value"]:
        return "không đổi"
    change = row["value"] - before["value"]
    return f"{'▲' if change > 0 else '▼'} {format_number(abs(change))}"


def deadline_text(due_on: Any, period: Period) -> str:
    left = (due_on - period.last_day).days
    if left < 0:
        return f"quá {-left} ngày"
    return "đến hạn" if left == 0 else f"còn {left} ngày"


def standing_text(period: Period) -> str:
    return f"số liệu đến {day(period.last_day)}"


def _period(text: str | None) -> str:
    return Period.parse(text).label if text else "số liệu gốc"


def _step(row: Row) -> str:
    unit = row["unit_of_measure"] or ""
    return "điểm" if unit.startswith("%") else unit
