"""Sentences made from scorecard rows: what stands where, what changed, what is needed. Grammatical Vietnamese, ready to paste."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sized
from datetime import date
from decimal import Decimal
from typing import Any

from domain.indicator import FLOWS
from domain.numbers import format_number
from domain.period import Period
from domain.wording import REASON, STATUS, YES_NO, day, describe_target, with_unit

Row = dict[str, Any]

GOOD = ("vuot", "dat", "dung_tien_do")
BAD = ("khong_dat", "nguy_co")
JUDGED = (*GOOD, "cham", "nguy_co", "khong_dat")
"""From best to worst."""
MOVES = ("worse", "better", "same", "new", "lost")
_APART = {"new": "mới đánh giá được", "lost": "không còn đánh giá được"}
Moved = Mapping[str, Any]
"""The rows, or how many, that went each of the ways of `MOVES`."""


def counts(rows: list[Row]) -> Counter[str]:
    return Counter(row["status"] for row in rows)


def by_unit(rows: Iterable[Row]) -> dict[str, Counter[str]]:
    """How many rows of which status each of several units has."""
    found: dict[str, Counter[str]] = {}
    for row in rows:
        found.setdefault(row["unit_id"], Counter())[row["status"]] += row["rows"]
    return found


def how_bad(of: Counter[str]) -> int:
    """How many rows are not met, or at risk."""
    return sum(of[status] for status in BAD)


def missed_text(of: Counter[str]) -> str:
    """What is said of those rows: nothing is called missed that is only at risk."""
    return "không đạt hoặc có nguy cơ không đạt" if of["khong_dat"] else "có nguy cơ không đạt"


def headline(rows: list[Row], before: list[Row]) -> tuple[str, str]:
    """The two halves of the first sentence: what is well, and what is not and how it moved since the quarter before."""
    well, bad, moved = headline_parts(rows, before)
    return well, f"{bad}; {moved}." if moved else f"{bad}."


def headline_parts(rows: list[Row], before: list[Row]) -> tuple[str, str, str]:
    """The first sentence: what is well, what is not (and who leads most of it), what moved since the quarter before.

    A unit that has told nothing for the quarter is said to, and not compared: its figures are those of an earlier one.
    """
    now = counts(rows)
    well = sum(now[status] for status in GOOD)
    judged = sum(now[status] for status in JUDGED)
    if not judged:
        return "Chưa đánh giá được dòng chỉ tiêu nào.", f"{len(rows)} dòng chỉ tiêu chưa có số liệu, chưa đủ cơ sở hoặc chưa đến kỳ", ""
    silent = silence(rows)
    first = f"{well}/{len(rows)} dòng chỉ tiêu đạt hoặc đúng tiến độ."
    first = f"{silent}: {first}" if silent else first
    moved = "" if silent else verdict(movement(rows, before))
    if not how_bad(now):
        return first, f"Trong {judged} dòng đã đánh giá, không có dòng nào không đạt hoặc có nguy cơ không đạt", moved
    return first, f"{how_bad(now)} dòng {missed_text(now)}{_most_led(rows)}", moved


def silence(rows: Iterable[Row]) -> str:
    """ "Chưa có báo cáo Quý III/2026; đang xem số của Quý I/2026" where no figure is of the quarter itself, those of a whole year aside."""
    told = [row for row in rows if row["value_period"] and row["over_time"] != "ca_nam"]
    newest = max((row["value_period"] for row in told), default=None)
    if newest is None or newest == told[0]["period"]:
        return ""
    return f"Chưa có báo cáo {_period(told[0]['period'])}; đang xem số của {_period(newest)}"


CHANGE_RULE = (
    "So với kỳ trước chỉ tính các dòng đánh giá được ở cả hai kỳ: số dòng xấu đi nhiều hơn số dòng tốt lên là kém hơn, ít hơn là tốt hơn, "
    "bằng nhau là ngang; dòng mới đánh giá được hoặc không còn đánh giá được kể riêng."
)


def better_or_worse(worse: int, better: int) -> str:
    """The one verdict on a unit, or on several, against another quarter."""
    return "kém hơn" if worse > better else "tốt hơn" if worse < better else "ngang"


def against(moved: Moved, since: str = "kỳ trước") -> str:
    """ "kém hơn kỳ trước: 5 dòng xấu đi, 4 tốt lên; 1 dòng mới đánh giá được"; empty where no row was judged both times."""
    said = verdict(moved, since)
    return "; ".join(filter(None, (said, _apart(moved)))) if said else ""


def verdict(moved: Moved, since: str = "kỳ trước") -> str:
    """The same without what is judged for the first time, or no more."""
    worse, better, same = (_number(moved[way]) for way in ("worse", "better", "same"))
    return f"{better_or_worse(worse, better)} {since}: {_both_ways(worse, better)}" if worse + better + same else ""


def _both_ways(worse: int, better: int) -> str:
    if worse and better:
        return f"{worse} dòng xấu đi, {better} tốt lên"
    if worse or better:
        return f"{worse} dòng xấu đi, không dòng nào tốt lên" if worse else f"{better} dòng tốt lên, không dòng nào xấu đi"
    return "không dòng nào đổi trạng thái"


def _apart(moved: Moved) -> str:
    """The rows that cannot be compared: "1 dòng mới đánh giá được"."""
    return ", ".join(f"{_number(moved[way])} dòng {words}" for way, words in _APART.items() if _number(moved[way]))


def _number(rows: int | Sized) -> int:
    return rows if isinstance(rows, int) else len(rows)


def _most_led(rows: list[Row]) -> str:
    """Who leads most of what goes badly, where somebody does."""
    leads = Counter(row["lead"] for row in rows if row["status"] in BAD and row["lead"])
    if not leads:
        return ""
    lead, count = max(leads.items(), key=lambda item: (item[1], item[0]))
    return f", {count} do {lead} chủ trì"


def where_counted(rows: list[Row]) -> str:
    """How many rows of which appendix a count is of: "Phụ lục 1: 26, Phụ lục 2: 29"."""
    sections = Counter(row["indicator_id"].split("/")[1] for row in rows)
    return ", ".join(f"{_section(name)}: {count}" for name, count in sections.items())


def _section(name: str) -> str:
    return f"Phụ lục {name[2:]}" if name.startswith("PL") else "trong lời văn"


def movement(rows: list[Row], before: list[Row]) -> dict[str, list[Row]]:
    """The rows against another quarter, by which way: worse, better or the same, judged now and not then, then and not now."""
    old = {row["indicator_id"]: row["status"] for row in before}
    moved: dict[str, list[Row]] = {way: [] for way in MOVES}
    for row in rows:
        then, now = old.get(row["indicator_id"]), row["status"]
        if then in JUDGED and now in JUDGED:
            far = JUDGED.index(now) - JUDGED.index(then)
            moved["worse" if far > 0 else "better" if far < 0 else "same"].append(row)
        elif then is not None and now in JUDGED:
            moved["new"].append(row)
        elif then in JUDGED:
            moved["lost"].append(row)
    return moved


def movement_text(moved: Moved, since: Period) -> str:
    """ "Kém hơn Quý II/2026: 5 dòng xấu đi, 4 tốt lên; 1 dòng mới đánh giá được."."""
    said = against(moved, since.label)
    if said:
        return f"{said[0].upper()}{said[1:]}."
    return f"So với {since.label}: không dòng nào đánh giá được ở cả hai kỳ{f'; {_apart(moved)}' if _apart(moved) else ''}."


def moved_since(rows: list[Row], before: list[Row], since: Period) -> str:
    """The same from the rows themselves; of a unit that has told nothing for the quarter, that there is nothing to compare."""
    return f"{silence(rows)}; không so với {since.label}." if silence(rows) else movement_text(movement(rows, before), since)


def is_answer(row: Row) -> bool:
    """Whether a row is answered with yes or no by one unit: there is no way in between, no pace, no amount. A sum over units counts."""
    return bool(row.get("unit_of_measure") == YES_NO and not row.get("aggregated"))


def figure_text(value: Decimal | float, row: Row) -> str:
    """A figure of a row as everybody reads it: with its unit, or as the word it stands for."""
    if row["unit_of_measure"] == YES_NO and row.get("aggregated"):
        return f"{format_number(value)} đơn vị có"
    return with_unit(format_number(value), row["unit_of_measure"])


def value_text(row: Row) -> str:
    return "chưa có" if row["value"] is None else figure_text(row["value"], row)


def value_cell(value: Any, row: Row) -> Any:
    """The same for a table that is counted on: a number, but the word where the figure stands for one."""
    return figure_text(value, row) if value is not None and is_answer(row) else value


def target_text(row: Row) -> str:
    if row["stage"] is None:
        return "chưa có mục tiêu"
    low = row["target"] if row["op"] != "range" or row["direction"] == "tang" else None
    upper = row["upper"]
    if row["op"] == "range" and low is None:
        return row["target_text"] or "–"
    return describe_target(row["op"], low, upper, row["target_text"], row["unit_of_measure"])


def needed_text(row: Row) -> str:
    """What every remaining quarter must bring; nothing where the target is met or none is left, or where there is only yes or no."""
    if is_answer(row):
        return ""
    if row["needed_per_quarter"] is None or row["status"] in ("vuot", "dat", "khong_danh_gia"):
        return ""
    if row["direction"] == "giam" and row["over_time"] in FLOWS:  # what it may still add is leave, not need
        return ""
    sign = "+" if row["needed_per_quarter"] > 0 else "−"
    amount = format_number(Decimal(str(abs(row["needed_per_quarter"]))), 2)
    return "" if amount == "0,00" else f"{sign}{amount} {_step(row)}".rstrip()


def pace_so_far(row: Row) -> float | None:
    """How much each quarter has brought since the base, where a path was judged."""
    if row["base"] is None or row["value"] is None or row["base_period"] is None:
        return None
    quarters = Period.parse(row["value_period"]).index - Period.parse(row["base_period"]).index
    return float(row["value"] - row["base"]) / quarters if quarters > 0 else None


def signed(number: float) -> str:
    """ "+1,95", "−0,17"."""
    amount = format_number(Decimal(str(abs(number))), 2)
    return f"{'−' if number < 0 and amount != '0,00' else '+'}{amount}"


def stands_text(row: Row) -> str:
    """A value beside what it is held to: "52,01 %, lộ trình đến nay 59,86 %, mục tiêu ≥ 80 %"."""
    on_its_way = row["expected"] is not None and row["expected"] != row["target"] and not is_answer(row)
    due = f", lộ trình đến nay {with_unit(format_number(row['expected'], 2), row['unit_of_measure'])}" if on_its_way else ""
    return f"{value_text(row)}{due}, mục tiêu {target_text(row)}"


def explain(row: Row) -> str:
    """The sentence under a status: base, target, expected, actual, pace needed, rule used."""
    parts = [f"{value_text(row)} ({_period(row['value_period'])})" if row["value"] is not None else "Chưa có số liệu"]
    if row["stage"] is not None:
        parts.append(f"mục tiêu {target_text(row)} {'(duy trì từ' if row['held'] else '(đến'} {row['stage']})")
    if row["base"] is not None:
        parts.append(f"gốc {figure_text(row['base'], row)} ({_period(row['base_period'])})")
    if row["expected"] is not None and row["reason"] == "pace" and not is_answer(row):
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
    if is_answer(row):
        return f"trước là {figure_text(before['value'], row)}"
    change = row["value"] - before["value"]
    return f"{'▲' if change > 0 else '▼'} {format_number(abs(change))}"


def deadline_text(due_on: date, as_of: date) -> str:
    left = (due_on - as_of).days
    if left < 0:
        return f"quá {-left} ngày"
    return "đến hạn" if left == 0 else f"còn {left} ngày"


def reckoned(period: Period, today: date) -> date:
    """The day deadlines are counted from: the quarter's last day, or today while it has not come."""
    return min(today, period.last_day)


def standing_text(period: Period, today: date) -> str:
    return f"số liệu đến {day(reckoned(period, today))}"


def _period(text: str | None) -> str:
    return Period.parse(text).label if text else "số liệu gốc"


def _step(row: Row) -> str:
    unit = row["unit_of_measure"] or ""
    return "điểm" if unit.startswith("%") else unit
