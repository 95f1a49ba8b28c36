"""The conclusion about one row, ready to paste into a report: base, target, expected, actual, gap, pace, change, outlook, rule, marks.

Reads the status the scorecard gave and says why; decides nothing. Whole sentences without markup.
"""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from domain.indicator import FLOWS
from domain.numbers import format_number, round_half_up
from domain.period import Period
from domain.wording import REASON, STATUS, describe_target, row_label, with_unit
from report.sentences import is_answer, target_text, value_text

Row = dict[str, Any]

YEAR_TO_DATE = (*FLOWS, "ty_le_trong_nam")
"""What starts anew each year: a first quarter has nothing to compare with in the year before it."""

FAR = 2050
"""A crossing after this year is no forecast any more."""
STILL = 0.1
"""A trend that covers less than this share of the way to the target by the stage's end stands still."""
WINDOW = 8
"""How many quarters the trend looks back on."""

VERDICT: dict[str, str] = {
    "khong_dat": "không đạt mục tiêu",
    "nguy_co": "có nguy cơ không đạt mục tiêu",
    "cham": "chậm so với lộ trình",
    "dung_tien_do": "đúng tiến độ",
    "dat": "đạt mục tiêu",
    "vuot": "vượt mục tiêu",
}


def conclusion(
    row: Row,
    unit_name: str,
    plan_number: str,
    quarters: Sequence[Row],
    targets: Sequence[Row] = (),
    *,
    why_old: str = "",
    invented: bool = False,
) -> str:
    """The whole conclusion. `quarters`: the cards with a figure of their own up to this quarter; `targets`: those of every stage;
    `why_old`: why figures of units do not add up to one of this quarter yet."""
    opening = f"{unit_name}, {_label(row['period'])}: «{row['name']}» ({row_label(row['indicator_id'])}, Kế hoạch {plan_number}) "
    said = [
        opening + actual(row) + changes(row, quarters) + ".",
        why_old,
        aim(row, targets),
        judgement(row),
        steps(row),
        outlook(row, quarters),
        f"Căn cứ đánh giá: {REASON[row['reason']]}." if row["status"] in VERDICT or row["reason"] == "aggregate" else "",
        notes(row, invented),
    ]
    return " ".join(part for part in said if part)


# -- what was reported -------------------------------------------------------------------------------------------------------


def actual(row: Row) -> str:
    """The value and what kind of value it is."""
    if row["value"] is None:
        return "chưa có số liệu dùng được"
    if row["over_time"] == "ca_nam":
        return f"năm {Period.parse(row['value_period']).year} là {value_text(row)}"
    if row["age_quarters"]:
        which = "chưa có số gộp của quý này; số gộp" if row["aggregated"] else "chưa có số liệu mới; số"
        return f"{which} gần nhất là {value_text(row)} ({_label(row['value_period'])})"
    since = "tính chung từ đầu năm " if row["over_time"] == "ty_le_trong_nam" else ""
    since = "lũy kế từ đầu năm " if row["over_time"] in FLOWS else since
    missing = f", còn thiếu số liệu {row['missing_quarters']} quý" if row["missing_quarters"] else ""
    return f"{_together(row)}{since}là {value_text(row)}{missing}"


def _together(row: Row) -> str:
    if not row["aggregated"]:
        return ""
    how = "trung bình cộng" if row["averaged"] else "gộp"
    return f"{how} từ {row['reported_units']}/{row['due_units']} đơn vị "


def changes(row: Row, quarters: Sequence[Row]) -> str:
    """Against the quarter before and the same quarter a year ago; a carried figure is no change."""
    if row["value"] is None or row["value_period"] != row["period"] or row["over_time"] == "ca_nam":
        return ""
    here = Period.parse(row["period"]).index
    by_quarter = {Period.parse(one["period"]).index: one for one in quarters if _comparable(row, one)}
    back = [4] if row["over_time"] in YEAR_TO_DATE and here % 4 == 0 else [1, 4]
    said = [_moved(row, by_quarter[here - step], back=step) for step in back if here - step in by_quarter]
    return f", {', '.join(said)}" if said else ""


def _unit_of(row: Row) -> Row:
    return {name: row[name] for name in ("unit_of_measure", "aggregated")}


def _comparable(row: Row, other: Row) -> bool:
    """Sums over other numbers of units differ by who reported, not by how things went."""
    return bool(row["aggregated"] == other["aggregated"] and (not row["aggregated"] or row["reported_units"] == other["reported_units"]))


def _moved(row: Row, other: Row, *, back: int) -> str:
    if is_answer(row) and row["value"] != other["value"]:
        return f"{_label(other['period'])}{' (cùng kỳ năm trước)' if back == 4 else ''} là {value_text(other | _unit_of(row))}"
    change = row["value"] - other["value"]
    until = "lũy kế đến " if row["over_time"] in YEAR_TO_DATE else ""
    against = f"so với {until}{_label(other['period'])}{' (cùng kỳ năm trước)' if back == 4 else ''}"
    if not change:
        return f"không đổi {against}"
    return f"{'tăng' if change > 0 else 'giảm'} {step_text(row, abs(change))} {against}"


# -- against what ------------------------------------------------------------------------------------------------------------


def aim(row: Row, targets: Sequence[Row]) -> str:
    """The target, and which way is good where lower is."""
    if row["stage"] is None:
        first = next((one for one in targets if one["stands"]), None)
        later = f"; mục tiêu đầu tiên đặt cho năm {first['stage']}: {_any_target(first, row)}" if first else ""
        return f"Kế hoạch chưa đặt mục tiêu cho kỳ này{later}."
    until = f"Mục tiêu của năm {row['stage']}" if row["held"] else f"Mục tiêu đến năm {row['stage']}"
    if row["op"] == "words":
        return f"{until} viết bằng lời: «{row['target_text'] or '–'}»."
    if row["target"] is None:
        wording = f" («{row['target_text']}»)" if row["target_text"] else ""
        return f"{until} không đọc được con số trong bản chữ của kế hoạch{wording}."
    lower = " (càng thấp càng tốt)" if row["direction"] == "giam" else ""
    yearly = " trong mỗi năm" if row["over_time"] in FLOWS else ""
    each = " đối với từng đơn vị" if row["reason"] == "aggregate" else ""
    return f"{until}{each} là {target_text(row)}{yearly}{lower}{', nay phải duy trì' if row['held'] else ''}."


def _any_target(target: Row, row: Row) -> str:
    return describe_target(target["op"], target["value"], target["upper"], target["text"], row["unit_of_measure"])


def judgement(row: Row) -> str:
    """The status in a sentence of its own, with the gap that made it."""
    reason = row["reason"]
    if is_answer(row) and reason == "pace":
        return f"Đến nay vẫn là {value_text(row)}, chỉ tiêu {VERDICT[row['status']]}."
    if reason == "pace":
        return _on_the_path(row) if row["base"] is not None else _within_leave(row)
    if reason == "chua_den_ky":
        return "Chưa đến kỳ đánh giá."
    if reason in ("met", "beyond"):
        return _met(row)
    if reason in ("stage_end", "held_never_met", "held_lost", "base_met"):
        return _missed(row)
    if reason == "aggregate":
        return _of_many(row)
    if reason == "no_value":
        return "Chưa có số liệu nên chưa đánh giá được."
    why = {
        "same_observation": "Mới có một lần báo cáo, chưa có gì để so",
        "early": "Mới ở đầu giai đoạn",
        "words": "Không có con số để so",
        "unreadable": "Chưa có con số mục tiêu chắc chắn để so",
    }[reason]
    return f"{why} nên chưa đủ cơ sở đánh giá."


def _on_the_path(row: Row) -> str:
    start = "đầu năm" if row["over_time"] in FLOWS else f"mốc gốc {_figure(row, row['base'])} ({_label(row['base_period'])})"
    there = "đến nay" if not row["age_quarters"] else f"tại {_label(row['value_period'])}"
    return (
        f"Theo lộ trình thẳng từ {start}, {there} kỳ vọng là {_figure(row, row['expected'])}; "
        f"thực tế {_distance(row, row['expected'])}, chỉ tiêu {VERDICT[row['status']]} ({_pace(row['pace'])})."
    )


def _pace(pace: float) -> str:
    """The pace in words; it is compared unrounded, so it is never rounded to look better than it is."""
    return f"nhịp bằng {format_number(math.floor(100 * pace))} % nhịp cần có" if pace > 0 else "không tiến gần mục tiêu hơn mốc gốc"


def _within_leave(row: Row) -> str:
    """A falling flow before its year is over: what may be used up so far."""
    return (
        f"Chia đều mục tiêu theo quý, đến nay không nên quá {_figure(row, row['expected'])}; "
        f"thực tế {_distance(row, row['expected'])}, chỉ tiêu {VERDICT[row['status']]}."
    )


def _met(row: Row) -> str:
    kept = "vẫn giữ được" if row["held"] else VERDICT[row["status"]]
    apart = "" if row["op"] == "range" or row["value"] == row["target"] else f", {_distance(row, row['target'])} so với mục tiêu"
    return f"Chỉ tiêu {kept}{' mục tiêu' if row['held'] else ''}{apart}."


def _missed(row: Row) -> str:
    before = {
        "stage_end": "Đây là quý cuối của giai đoạn: ",
        "held_never_met": f"Đến hết năm {row['stage']} chưa đạt: ",
        "held_lost": f"Hết năm {row['stage']} đã đạt, nay không còn giữ được: ",
        "base_met": "Mốc gốc đã đạt mục tiêu, nay lại không đạt: ",
    }[row["reason"]]
    if row["value"] == row["target"]:
        better = "thấp hơn" if row["direction"] == "giam" else "cao hơn"
        return f"{before}thực tế mới bằng mức mục tiêu, phải {better} mới đạt; chỉ tiêu {VERDICT[row['status']]}."
    if is_answer(row):
        return f"{before}thực tế là {value_text(row)}, chỉ tiêu {VERDICT[row['status']]}."
    return f"{before}thực tế {_distance(row, row['target'])} so với mục tiêu, chỉ tiêu {VERDICT[row['status']]}."


def _of_many(row: Row) -> str:
    """A unit above whose children report: who has, and how those stand."""
    came = f"Mới có {row['reported_units']}/{row['due_units']} đơn vị báo cáo" if row["reported_units"] != row["due_units"] else ""
    said = f"{came or 'Cấp này không có mục tiêu riêng'} nên chưa đánh giá chung."
    below = json.loads(row["children"]) if row["children"] else {}
    parts = [f"{below[status]} {STATUS[status].label.lower()}" for status in STATUS if status in below]
    return f"{said} Từng đơn vị: {', '.join(parts)}." if parts else said


# -- how fast, and where to --------------------------------------------------------------------------------------------------


def steps(row: Row) -> str:
    """What every remaining quarter must bring, against what the quarters so far brought."""
    needed = row["needed_per_quarter"]
    if is_answer(row):
        return ""
    if needed is None or row["status"] not in ("nguy_co", "cham", "dung_tien_do", "khong_danh_gia") or row["target"] is None:
        return ""
    if row["direction"] == "giam" and row["over_time"] in FLOWS:
        left = row["target"] - row["value"]
        return f"Từ nay đến hết năm chỉ còn được thêm {step_text(row, left)}." if left > 0 else ""
    if not _tidy(needed):
        return ""
    said = f"Để đạt mục tiêu, mỗi quý còn lại cần {'tăng' if needed > 0 else 'giảm'} {step_text(row, abs(needed))}"
    return f"{said}{_so_far(row)}."


def _so_far(row: Row) -> str:
    if row["base"] is None:
        return ""
    gone = Period.parse(row["value_period"]).index - Period.parse(row["base_period"]).index
    mean = float(row["value"] - row["base"]) / gone
    if not _tidy(mean):
        return "; từ mốc gốc đến nay không đổi"
    return f"; từ {_start(row)} đến nay bình quân mỗi quý {'tăng' if mean > 0 else 'giảm'} {step_text(row, abs(mean))}"


def _start(row: Row) -> str:
    return "đầu năm" if row["over_time"] in FLOWS else "mốc gốc"


def outlook(row: Row, quarters: Sequence[Row] = ()) -> str:
    """Where the recent trend leads by the end of the stage; where it says other than the status, the status is named as what counts."""
    if row["projected"] is None or row["stage"] is None or row["target"] is None or row["status"] in ("vuot", "dat", "khong_dat"):
        return ""
    if is_answer(row):
        return ""
    met = Period.parse(row["met_in"]) if row["met_in"] else None
    in_time = met is not None and met.index <= row["stage"] * 4 + 3
    if row["status"] in (("nguy_co", "cham") if in_time else ("dung_tien_do",)):
        trend = f"Đường xu hướng qua các quý có số trong {WINDOW} quý gần nhất{_before_base(row, quarters)}"
        return f"{trend} {_leads(row, met)}; hai cách tính khác nhau, trạng thái theo lộ trình từ mốc gốc."
    return _at_this_pace(row, met)


def outlook_short(row: Row) -> str:
    """The same in a few words beside a figure: "theo đà gần đây: đạt Quý II/2030"; that it speaks against the status, where it does."""
    if row["projected"] is None or row["stage"] is None or row["target"] is None or row["status"] in ("vuot", "dat", "khong_dat"):
        return ""
    if is_answer(row):
        return ""
    met = Period.parse(row["met_in"]) if row["met_in"] and not drift(row) else None
    in_time = met is not None and met.year <= row["stage"]
    against = in_time if row["status"] in ("cham", "nguy_co") else row["status"] == "dung_tien_do" and not in_time
    return f"{'nhưng ' if against else ''}theo đà gần đây: {_lands(row, met)}"


def _lands(row: Row, met: Period | None) -> str:
    if drift(row):
        return f"{drift(row)}, không tới mục tiêu"
    if met is None or met.year > FAR:
        return f"sau năm {FAR} mới đạt"
    if met.index <= Period.parse(row["period"]).index:
        return f"đạt từ {met.label}, chờ số mới"
    return f"đạt {met.label}" + (f", sau hạn {row['stage']}" if met.year > row["stage"] else "")


def _before_base(row: Row, quarters: Sequence[Row]) -> str:
    """That the trend also counts quarters the path from the base does not."""
    if row["base_period"] is None:
        return ""
    last, base = Period.parse(row["value_period"]).index, Period.parse(row["base_period"]).index
    return " (kể cả trước mốc gốc)" if any(last - WINDOW < Period.parse(one["period"]).index < base for one in quarters) else ""


def _leads(row: Row, met: Period | None) -> str:
    """Where the trend leads, after its name."""
    if drift(row):
        return f"{drift(row)}, không tới mục tiêu"
    if met is None or met.year > FAR:
        return f"thì sau năm {FAR} mới tới mục tiêu"
    if met.index > row["stage"] * 4 + 3:
        return f"thì đến {met.label} mới tới mục tiêu"
    return f"thì tới mục tiêu vào {met.label}"


def _at_this_pace(row: Row, met: Period | None) -> str:
    """Where the trend leads, as one sentence beside a status that says the same."""
    end = row["stage"] * 4 + 3
    if drift(row):
        return f"Đà gần đây {drift(row)}, không tới mục tiêu."
    landing = f"cuối năm {row['stage']} ước khoảng {_figure(row, max(row['projected'], 0))}"
    if met is None or met.year > FAR:
        return f"Giữ nhịp gần đây thì sau năm {FAR} mới tới mục tiêu; {landing}."
    if met.index <= Period.parse(row["period"]).index:
        return f"Theo nhịp gần đây, mục tiêu đạt từ {met.label}, cần số liệu mới để xác nhận."
    when = f"Giữ nhịp gần đây, đạt mục tiêu vào {met.label}"
    if met.index > end:
        return f"{when}, muộn hơn hạn {met.index - end} quý; {landing}."
    return f"{when}, {f'sớm hơn hạn {end - met.index} quý' if met.index < end else 'đúng hạn'}."


def drift(row: Row) -> str:
    """How the trend moves where it does not lead to the target: it stands still or goes the wrong way. Empty where it comes nearer."""
    if row["projected"] is None or row["value"] is None or row["target"] is None:
        return ""
    if row["met_in"] and Period.parse(row["met_in"]).year <= FAR:
        return ""
    moved, way = float(row["projected"]) - float(row["value"]), abs(float(row["target"]) - float(row["value"]))
    nearer = -moved if row["direction"] == "giam" else moved
    if nearer > STILL * way:
        return ""
    if abs(moved) <= STILL * way:
        return "gần như đứng yên"
    return "đang giảm" if moved < 0 else "đang tăng"


# -- what a reader must know about the figure ----------------------------------------------------------------------------------


def notes(row: Row, invented: bool = False) -> str:
    """Pending, estimated, old, a plan cell in doubt, invented: whatever somebody pasting the figure has to know."""
    said = []
    if row["value"] is not None and not row["approved"]:
        said.append("số liệu chưa duyệt")
    if row["estimate"]:
        said.append("có số ước")
    if row["age_quarters"] and row["over_time"] != "ca_nam":
        said.append(f"số liệu cũ {row['age_quarters']} quý")
    if row["newer_pending"]:
        said.append("có bản mới đang chờ duyệt")
    if row["certain"] is False:
        said.append("ô mục tiêu trong bản chữ của kế hoạch chưa đọc được chắc chắn")
    if invented:
        said.append("số liệu minh họa, không phải số thật")
    return f"Lưu ý: {'; '.join(said)}." if said else ""


def step_text(row: Row, amount: Decimal | float) -> str:
    """A difference: percentage points for rates, else the unit itself."""
    unit = row["unit_of_measure"] or ""
    number = format_number(_tidy(amount))
    return f"{number} điểm phần trăm" if unit.startswith("%") else with_unit(number, unit)


def _distance(row: Row, other: Decimal | float) -> str:
    apart = _tidy(row["value"]) - _tidy(other)
    if not apart:
        return "bằng mức đó"
    return f"{'cao hơn' if apart > 0 else 'thấp hơn'} {step_text(row, abs(apart))}"


def _figure(row: Row, value: Decimal | float) -> str:
    return with_unit(format_number(_tidy(value)), row["unit_of_measure"])


def _tidy(value: Decimal | float) -> Decimal:
    """A stored figure as it is; a computed one to two decimals."""
    return value if isinstance(value, Decimal) else round_half_up(Decimal(format(value, ".12g")), 2)


def _label(period: str) -> str:
    return Period.parse(period).label
