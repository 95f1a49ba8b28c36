"""Which rows miss a stage, or may, and whose they are.

Two answers stand side by side: the rule's, which is the status (read, never decided here), and the trend's (`projected`, `met_in`,
`trend_meets`), which only carries the last quarters on. Where they disagree, both are said. Rows of `about_stages.stage_rows` in.
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from domain.indicator import FLOWS
from domain.numbers import format_number
from domain.period import Period
from domain.wording import STATUS, row_label
from report import markup
from report.conclusion import FAR, drift
from report.markup import text
from report.sentences import BAD, needed_text, target_text, value_text
from report.stages import (
    LATE,
    LOOK,
    MET,
    NOBODY,
    UNJUDGED,
    WORST,
    asked,
    held_now,
    in_force,
    over,
    present,
    short_of,
    stages_of,
    step,
    tally,
    two,
)
from report.tables import Table

Row = dict[str, Any]
Address = Callable[[Row], str]
ALARM = (*BAD, "cham")
TWO_ANSWERS = (
    "«Theo quy tắc» là trạng thái chính thức: so phần khoảng cách đã thu hẹp từ mốc gốc với phần thời gian đã qua. "
    "«Theo đà 8 quý» kéo dài đường đi của 8 quý gần nhất, kể cả các quý trước mốc gốc, đến hết giai đoạn; chỉ để tham khảo, "
    "không đổi trạng thái. Chỗ hai cách nói khác nhau ghi «≠ khác quy tắc». "
    "«Cần mỗi quý» là mức phải tăng (giảm) từ nay đến hạn; bên cạnh là mức bình quân mỗi quý đã được từ mốc gốc. "
    "Trong mỗi cơ quan, dòng cả hai cách đều báo đứng trước."
)


# -- which ---------------------------------------------------------------------------------------------------------------


def misses(rows: list[Row], stage: int, period: Period) -> list[Row]:
    """The rows that miss a stage, or may: by the rule (not met, at risk, behind), while it runs also by the trend. Those both alarm come
    first, those only the trend does last; worst first."""
    done = over(stage, period)
    found = [row for row in asked(rows, stage) if row["status"] in ALARM or (not done and row["trend_meets"] is False)]
    if stage == in_force(stages_of(rows), period):
        found += [row for row in held_now(rows) if row["status"] in ALARM]
    return sorted(found, key=lambda row: (_doubt(row), WORST.index(row["status"]), -_missing_share(row), row["position"]))


def _doubt(row: Row) -> int:
    """How far rule and trend agree that a row goes badly: both, the rule alone, the rule against the trend, the trend alone."""
    if row["status"] not in ALARM:
        return 3
    if row["status"] == "khong_dat" or row["trend_meets"] is False:
        return 0
    return 2 if row["trend_meets"] else 1


def _missing_share(row: Row) -> float:
    """How much of the target the trend leaves."""
    gap = shortfall(row)
    return gap / (abs(float(row["target"])) or 1.0) if gap else 0.0


def by_lead(rows: list[Row]) -> list[tuple[str, list[Row]]]:
    """Rows by the department that leads them: who has most at risk first, then most rows; each group keeps its order."""
    leads: dict[str, list[Row]] = {}
    for row in rows:
        leads.setdefault(row["lead"] or NOBODY, []).append(row)

    def burden(item: tuple[str, list[Row]]) -> tuple[int, int, str]:
        counts = tally(item[1])
        return -sum(counts[one] for one in BAD), -len(item[1]), item[0]

    return sorted(leads.items(), key=burden)


# -- in words ------------------------------------------------------------------------------------------------------------


def question(stage: int, period: Period) -> str:
    """What a leader asks."""
    if over(stage, period):
        return f"Chỉ tiêu nào không đạt năm {stage}, và của ai?"
    return f"Chỉ tiêu nào có thể không đạt năm {stage}, và của ai?"


def answer(rows: list[Row], stage: int, period: Period) -> tuple[str, str, str]:
    """The answer in three sentences: how many by the rule, whose they are, and what the trend adds."""
    found = misses(rows, stage, period)
    ruled = [row for row in found if row["status"] in ALARM]
    only_trend = [row for row in found if row["status"] not in ALARM]
    whose = f"Chủ trì: {_whose(ruled)}." if ruled else ""
    more = _both_ways(ruled, found)
    if only_trend:
        more += f" Riêng {len(only_trend)} dòng quy tắc không báo động nhưng theo đà 8 quý sẽ thiếu: {_whose(only_trend)}."
    return _by_the_rule(ruled, asked(rows, stage)), whose, more.strip()


def _both_ways(ruled: list[Row], found: list[Row]) -> str:
    """How many rows either answer names, and how many both do; nothing where the trend names none."""
    trend = sum(row["trend_meets"] is False for row in found)
    both = sum(row["trend_meets"] is False for row in ruled)
    return f"Theo quy tắc {len(ruled)} dòng, theo đà 8 quý {trend} dòng, cả hai cùng báo {both} dòng." if trend else ""


def _by_the_rule(ruled: list[Row], here: list[Row]) -> str:
    if ruled:
        counts = tally(ruled)
        named = [(counts["khong_dat"], "không đạt"), (counts["nguy_co"], "có nguy cơ không đạt"), (counts["cham"], "chậm")]
        return f"{', '.join(f'{count} dòng {word}' for count, word in named if count)}."
    if any(row["status"] in (*MET, "dung_tien_do") for row in here):
        return "Không có dòng nào chậm, không đạt hoặc có nguy cơ không đạt."
    return "Chưa có dòng nào được đánh giá theo quy tắc."


def _whose(rows: list[Row]) -> str:
    return ", ".join(f"{lead} {len(led)}" for lead, led in by_lead(rows))


# -- the trend -----------------------------------------------------------------------------------------------------------


def forecast(row: Row) -> float | None:
    """Where the trend leads at the stage's end; what is not below zero today stops at zero."""
    if row["projected"] is None:
        return None
    return max(row["projected"], 0.0) if row["value"] >= 0 else float(row["projected"])


def shortfall(row: Row) -> float | None:
    """How much the trend leaves to the target at the stage's end; nothing where it gets there."""
    at_end = forecast(row)
    if at_end is None or row["target"] is None or row["trend_meets"]:
        return None
    return abs(float(row["target"]) - at_end)


def trend_text(row: Row) -> str:
    """What the trend says of the stage's end: "thiếu 3,54 điểm (tới vào Quý IV/2032)"."""
    if row["projected"] is None:
        return _no_trend(row)
    kept = row["status"] in MET
    if row["trend_meets"]:  # not told to the point: a rate does not grow on beyond its target for years
        return "vẫn giữ được mục tiêu" if kept or not row["met_in"] else f"tới vào {Period.parse(row['met_in']).label}"
    if drift(row):
        return f"{drift(row)}, không {'giữ được' if kept else 'tới'} mục tiêu"
    gap = shortfall(row) or 0.0
    missing = f"{short_of(row)} {step(gap, row)}" if two(gap) else "mới bằng mức mục tiêu"
    return f"{missing} ({_when(row)})"


def _when(row: Row) -> str:
    late = _met_in(row)
    return f"tới vào {late}" if late and late.startswith("Quý") else f"sau năm {FAR} mới tới"


def _no_trend(row: Row) -> str:
    if row["held"]:
        return f"phải giữ mức {row['stage']}, không tính đà"
    if row["over_time"] in FLOWS:
        return "số tính lại mỗi năm, không tính đà"
    return "chưa đủ 4 số liệu để tính đà"


def disagreement(row: Row) -> str:
    """Where the rule and the trend say different things; nothing where they agree or only one speaks."""
    if row["trend_meets"] is None:
        return ""
    if row["status"] in LATE and row["trend_meets"]:
        return "Quy tắc báo động, đà gần đây thì kịp"
    if row["status"] in (*MET, "dung_tien_do") and not row["trend_meets"]:
        return "Quy tắc không báo động, đà gần đây thì thiếu"
    if row["status"] in UNJUDGED and not row["trend_meets"]:
        return "Quy tắc chưa đánh giá, đà gần đây thì thiếu"
    return ""


# -- needed against the pace so far --------------------------------------------------------------------------------------


def pace_so_far(row: Row) -> float | None:
    """How much each quarter has brought since the base, where a path was judged."""
    if row["base"] is None or row["value"] is None or row["base_period"] is None:
        return None
    quarters = Period.parse(row["value_period"]).index - Period.parse(row["base_period"]).index
    return float(row["value"] - row["base"]) / quarters if quarters > 0 else None


def needed_against_pace(row: Row) -> tuple[str, str]:
    """What every quarter must bring, and what it has brought since the base; nothing short of it is called enough."""
    needed, so_far = needed_text(row), pace_so_far(row)
    if not needed or so_far is None:
        return needed or "–", ""
    since = f"đã {_signed(so_far)} từ {Period.parse(row['base_period']).label}"
    must = float(row["needed_per_quarter"])
    if must * so_far <= 0:
        return needed, f"{since}: chưa tiến"
    missing = two(abs(must)) - two(abs(so_far))
    if missing <= 0:
        return needed, f"{since}: đủ"
    almost = "gần đủ, " if abs(must) < 1.05 * abs(so_far) else ""
    return needed, f"{since}: {almost}thiếu {format_number(missing, 2)}"


def _signed(number: float) -> str:
    return f"{'−' if two(number) < 0 else '+'}{format_number(two(abs(number)), 2)}"


# -- the table -----------------------------------------------------------------------------------------------------------

RUNNING = ("Chỉ tiêu", "Hiện tại", "Mục tiêu", "Theo quy tắc", "Theo đà 8 quý (tham khảo)", "Cần mỗi quý, đã được mỗi quý")
ENDED = ("Chỉ tiêu", "Quý cuối giai đoạn", "Mục tiêu", "Còn cách mục tiêu", "Nay", "Theo quy tắc")
NUMBERS = ("Hiện tại", "Mục tiêu", "Quý cuối giai đoạn", "Còn cách mục tiêu", "Nay")


def table(rows: list[Row], done: bool, address: Address, source: Address) -> str:
    """The rows that miss a stage or may, by the department that leads them; of a stage that is over (`done`), by how much they missed."""
    names = ENDED if done else RUNNING
    heads = "".join(f"<th{_right(name)}>{name}</th>" for name in names)
    bodies = "".join(_lead_group(lead, led, done, address, source) for lead, led in by_lead(rows))
    return f"<table class='td-table td-gd-ask{'' if done else ' td-gd-running'}'><thead><tr>{heads}</tr></thead>{bodies}</table>"


def _right(name: str) -> str:
    return " class='td-number'" if name in NUMBERS else ""


def _lead_group(lead: str, rows: list[Row], done: bool, address: Address, source: Address) -> str:
    counts = tally(rows)
    words = ", ".join(f"{LOOK[one].sign} {counts[one]} {LOOK[one].label.lower()}" for one in WORST if counts[one])
    head = f"<tr class='td-gd-group'><th colspan='6' scope='rowgroup'>{text(lead)} <small>{len(rows)} dòng: {text(words)}</small></th></tr>"
    return f"<tbody>{head}{''.join(_line(row, done, address(row), source(row)) for row in rows)}</tbody>"


def _line(row: Row, done: bool, address: str, source: str) -> str:
    """A row on one line of the screen where its name allows; its place in the plan leads to where the figure comes from."""
    when = Period.parse(row["value_period"]).label if row["value_period"] and done else ""
    figure = f"<b>{text(value_text(row))}</b><small class='td-mark'>{text(when)}</small>{_marks(row)}"
    status = f'<td data-head="Theo quy tắc">{markup.badge(row["status"])}</td>'
    cells = _ended(row) + status if done else status + _running(row)
    place = text(row_label(row["indicator_id"]))
    return (
        f'<tr><td class="td-name"><a class="td-link" href="{text(address)}" target="_self">{text(row["name"])}</a> '
        f'<small><a class="td-link td-gd-to" href="{text(source)}" target="_self" title="Xem nguồn số">{place}</a></small></td>'
        f'<td class="td-number" data-head="{"Quý cuối giai đoạn" if done else "Hiện tại"}">{figure}</td>'
        f'<td class="td-number td-gd-target" data-head="Mục tiêu">{text(target_text(row))}{markup.doubt_mark(row)}</td>'
        f"{cells}</tr>"
    )


def _running(row: Row) -> str:
    needed, so_far = needed_against_pace(row)
    apart = disagreement(row)
    odd = f"<span class='td-gd-apart' title='{text(apart)}'>≠ khác quy tắc:</span> " if apart else ""
    return (
        f'<td data-head="Theo đà 8 quý">{odd}{text(trend_text(row))}</td>'
        f'<td data-head="Cần mỗi quý">{text(needed)} <small class="td-mark">{text(so_far)}</small></td>'
    )


def _ended(row: Row) -> str:
    now = present(row)
    return (
        f'<td class="td-number" data-head="Còn cách mục tiêu">{text(_missed_by(row))}</td>'
        f'<td class="td-number" data-head="Nay">{text(value_text(now))}{markup.figure_marks(now)}</td>'
    )


def _missed_by(row: Row) -> str:
    if row["target"] is None or row["value"] is None:
        return "–"
    gap = abs(row["target"] - row["value"])
    return f"{short_of(row)} {step(gap, row)}" if gap else "mới bằng mức, chưa qua"


def _marks(row: Row) -> str:
    """The marks of the value shown; the one a past stage ended with has no later report to speak of."""
    return markup.figure_marks(row | {"newer_pending": row["period"] == row["now_period"] and row["now_newer_pending"]})


def twin(rows: list[Row], stage: int, proof: tuple[str, ...], title: str) -> Table:
    """The same rows to take along."""
    heads = ("Cơ quan chủ trì", "Dòng", "Chỉ tiêu", "Đơn vị tính", "Giá trị", "Kỳ của số", "Mục tiêu", f"Theo đà, hết {stage}",
             "Còn thiếu theo đà", "Đạt vào", "Cần mỗi quý", "Lâu nay mỗi quý", "Theo quy tắc", "Hai cách khác nhau")  # fmt: skip
    return Table(title, proof, heads, [_twin_line(lead, row) for lead, led in by_lead(rows) for row in led])


def _twin_line(lead: str, row: Row) -> list[Any]:
    doubt = " (ô chưa đọc chắc chắn)" if row["certain"] is False else ""
    return [
        lead,
        row_label(row["indicator_id"]),
        row["name"],
        row["unit_of_measure"],
        row["value"],
        _label(row["value_period"]),
        target_text(row) + doubt,
        None if drift(row) else _rounded(forecast(row)),
        None if drift(row) else _rounded(shortfall(row)),
        drift(row) or _met_in(row),
        _rounded(row["needed_per_quarter"]) if needed_text(row) else None,
        _rounded(pace_so_far(row)),
        STATUS[row["status"]].label,
        disagreement(row) or None,
    ]


def _met_in(row: Row) -> str | None:
    """The quarter the trend meets the target in, as far as that can be foretold."""
    if row["met_in"] is None:
        return None
    quarter = Period.parse(row["met_in"])
    return quarter.label if quarter.year <= FAR else f"sau năm {FAR}"


def _rounded(number: float | None) -> Decimal | None:
    return None if number is None else two(number)


def _label(period: str | None) -> str | None:
    return Period.parse(period).label if period else None
