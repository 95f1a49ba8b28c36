"""Worked examples of the method: the arithmetic written out from the scorecard's own numbers, the sentence, the picture, the table.

Decides nothing: status, base, expected and pace are read from the cards; the thresholds are handed in. What an example was given comes
as plain data (`told`), see store/examples.py.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Protocol

from domain.indicator import FLOWS
from domain.numbers import format_number
from domain.period import Period
from domain.wording import STATUS, with_unit
from report import markup
from report.markup import text
from report.sentences import explain, target_text, value_text
from report.tables import Table
from report.worked_picture import picture

Row = dict[str, Any]


class Example(Protocol):
    """One worked example, as store/examples.py makes it."""

    @property
    def key(self) -> str: ...
    @property
    def title(self) -> str: ...
    @property
    def teaches(self) -> str: ...
    @property
    def told(self) -> dict[str, Any]: ...
    @property
    def card(self) -> Row: ...
    @property
    def series(self) -> list[Row]: ...


@dataclass(frozen=True)
class Limits:
    """The thresholds in use: paces below `low` and below `high`, and the share of time before which nothing is judged."""

    low: Decimal
    high: Decimal
    early: Decimal


# -- the arithmetic -----------------------------------------------------------------------------------------------------


def two(number: float | Decimal) -> str:
    return format_number(Decimal(str(number)) if isinstance(number, float) else number, 2)


def quarters(card: Row) -> tuple[int, int]:
    """How many quarters of the path are gone at the value's own quarter, and how many it has."""
    first, at = Period.parse(card["base_period"]).index, Period.parse(card["value_period"]).index
    end = at // 4 * 4 + 3 if card["over_time"] in FLOWS else card["stage"] * 4 + 3
    return at - first, end - first


def arithmetic(example: Example, limits: Limits) -> list[str]:
    """How the status came about, line by line, with the example's numbers; the last line names the status."""
    card = example.card
    steps = _STEPS.get(card["reason"], _compared)(example, limits)
    return [*steps, f"Vì vậy: «{STATUS[card['status']].label}»."]


def _paced(example: Example, limits: Limits) -> list[str]:
    card = example.card
    done, span = quarters(card)
    value, base, target = (format_number(card[name]) for name in ("value", "base", "target"))
    rising = card["direction"] == "tang"
    gained = f"({value} − {base}) ÷ ({target} − {base})" if rising else f"({base} − {value}) ÷ ({base} − {target})"
    return [
        *_summed(example),
        f"Khoảng cách đã thu hẹp: {gained} = {four(card['gap_closed'])}",
        f"Thời gian đã qua: {done} ÷ {span} quý = {four(done / span)}",
        f"Nhịp độ: {four(card['gap_closed'])} ÷ {four(done / span)} = {two(card['pace'])}",
        f"Kỳ vọng lúc này: {base} + ({target} − {base}) × {done} ÷ {span} = {four(card['expected'])}",
        _against(card, limits),
    ]


def tidy(number: float) -> Decimal:
    """Without the noise of binary fractions."""
    return Decimal(str(round(number, 4)))


def four(number: float) -> str:
    """A quotient one can reckon on with: up to four decimals."""
    return format_number(tidy(number))


def _summed(example: Example) -> list[str]:
    """How the year's quarters add up, where they do; a quarter without a report is named."""
    if example.card["over_time"] != "phat_sinh":
        return []
    given = example.told["figures"]
    summed = " + ".join(format_number(Decimal(figure)) for figure in given.values())
    missing = f" (thiếu {example.card['missing_quarters']} quý)" if example.card["missing_quarters"] else ""
    return [f"Cộng các quý trong năm: {summed} = {format_number(example.card['value'])}{missing}"]


def _against(card: Row, limits: Limits) -> str:
    pace = two(card["pace"])
    return {
        "dung_tien_do": f"So ngưỡng: {pace} không dưới {two(limits.high)}",
        "cham": f"So ngưỡng: {pace} dưới {two(limits.high)}, không dưới {two(limits.low)}",
        "nguy_co": f"So ngưỡng: {pace} dưới {two(limits.low)}",
    }[card["status"]]


def _early(example: Example, limits: Limits) -> list[str]:
    card = example.card
    boundary = max(int(stage) for stage in example.told["targets"] if int(stage) < card["stage"]) * 4 + 3
    done, span = Period.parse(card["value_period"]).index - boundary, card["stage"] * 4 + 3 - boundary
    return [f"Thời gian đã qua: {done} ÷ {span} quý = {four(done / span)}", f"So ngưỡng: {four(done / span)} dưới {two(limits.early)}"]


def _compared(example: Example, limits: Limits) -> list[str]:
    card = example.card
    better = {"beyond": "tốt hơn mục tiêu", "met": "đạt mục tiêu", "stage_end": "chưa đạt, và đây là quý cuối của giai đoạn"}
    return [f"So thẳng: {value_text(card)} với mục tiêu {target_text(card)}: {better[card['reason']]}"]


def _held(example: Example, limits: Limits) -> list[str]:
    card = example.card
    then = next(row for row in example.series if row["period"] == f"{card['stage']}Q4")
    was = with_unit(format_number(then["value"]), card["unit_of_measure"])
    return [
        f"Cuối giai đoạn {card['stage']}: {was} với mục tiêu {target_text(card)}: đã đạt",
        f"Nay: {value_text(card)} với mức phải giữ {target_text(card)}: không còn đạt",
    ]


def _wordy(example: Example, limits: Limits) -> list[str]:
    return [f"Mục tiêu: «{target_text(example.card)}», không có con số để so với {value_text(example.card)}"]


def _nothing(example: Example, limits: Limits) -> list[str]:
    card = example.card
    last = example.series[-1]
    was = with_unit(format_number(last["value"]), card["unit_of_measure"])
    return [
        f"{Period.parse(card['period']).label} không có số; số gần nhất {was} là của {Period.parse(last['period']).label}, không dùng được"
    ]


def _gathered(example: Example, limits: Limits) -> list[str]:
    card, parts = example.card, [given for given in example.told["wards"].values() if given]
    tops, bottoms = (" + ".join(format_number(Decimal(part[place])) for part in parts) for place in (0, 1))
    return [
        f"Số gộp: ({tops}) ÷ ({bottoms}) = {value_text(card)}",
        f"Mới có {card['reported_units']}/{card['due_units']} đơn vị báo cáo, nên chưa so với mục tiêu {target_text(card)}",
    ]


_STEPS = {"pace": _paced, "early": _early, "held_lost": _held, "words": _wordy, "no_value": _nothing, "aggregate": _gathered}


# -- the examples on the page -------------------------------------------------------------------------------------------


def given_text(example: Example) -> str:
    """What the example was given: "Quý IV/2025: 40 %; Quý III/2026: 43,6 %"."""
    unit = example.card["unit_of_measure"]
    if "wards" in example.told:
        return "; ".join(f"{ward}: {_parts(given)}" for ward, given in example.told["wards"].items())
    return "; ".join(
        f"{Period.parse(period).label}: {with_unit(format_number(Decimal(figure)), unit)}"
        for period, figure in example.told["figures"].items()
    )


def _parts(given: Sequence[str]) -> str:
    return f"{given[0]}/{given[1]}" if given else "chưa báo cáo"


def facts(example: Example) -> list[tuple[str, str]]:
    """The numbers of a card, named; only those the rule used."""
    card = example.card
    unit = card["unit_of_measure"]
    found = [("Xem ở", Period.parse(card["period"]).label), ("Đã báo cáo", given_text(example))]
    if card["base"] is not None:
        found.append(("Gốc", f"{with_unit(format_number(card['base']), unit)} ({Period.parse(card['base_period']).label})"))
    until = f", phải giữ từ {card['stage']}" if card["held"] else f", đến hết {card['stage']}"
    held = f" mỗi năm{until}" if card["over_time"] in FLOWS else until
    found.append(("Mục tiêu", f"{target_text(card)}{held}"))
    if card["age_quarters"]:
        found.append(("Giá trị", f"{value_text(card)}, cũ {card['age_quarters']} quý"))
    return found


def block(example: Example, limits: Limits) -> str:
    """One example: what it shows, the numbers given, the picture, the arithmetic, the sentence the screens print."""
    card = example.card
    told = "".join(f"<div><dt>{text(name)}</dt><dd>{text(said)}</dd></div>" for name, said in facts(example))
    steps = "".join(f"<li>{text(step)}</li>" for step in arithmetic(example, limits))
    drawn = picture(card, example.series, picture_says(example))
    return (
        f"<article class='td-pp-example' id='td-{text(example.key)}'><h3>{text(example.title)}</h3>{markup.badge(card['status'])}"
        f"<p class='td-note'>{text(example.teaches)}</p><dl>{told}</dl>{drawn}<ol>{steps}</ol>"
        f"<p class='td-pp-says'>{text(explain(card))}</p></article>"
    )


def twin(examples: list[Any], limits: Limits) -> Table:
    """The examples as a table: given, judged, reckoned."""
    heads = ("Thí dụ", "Đã báo cáo", "Xem ở", "Gốc", "Mục tiêu", "Giá trị", "Kỳ vọng", "Khoảng cách đã thu hẹp", "Nhịp độ", "Trạng thái",
             "Cách tính")  # fmt: skip
    rows = [_example_line(example, limits) for example in examples]
    return Table(
        "Thí dụ tính theo phương pháp đang dùng", ("Số đặt ra để minh họa quy tắc, tính bằng chính quy tắc đang dùng.",), heads, rows
    )


def _example_line(example: Example, limits: Limits) -> list[Any]:
    card = example.card
    return [
        example.title,
        given_text(example),
        Period.parse(card["period"]).label,
        card["base"],
        target_text(card),
        card["value"],
        card["expected"],
        card["gap_closed"],
        card["pace"],
        STATUS[card["status"]].label,
        "; ".join(arithmetic(example, limits)),
    ]


def picture_says(example: Example) -> str:
    """The picture in words."""
    card = example.card
    said = f"Đã báo cáo {given_text(example)}; mục tiêu {target_text(card)}"
    return said + (f"; kỳ vọng {four(card['expected'])}" if card["expected"] is not None else "")
