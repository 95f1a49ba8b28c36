"""Which rows miss a stage, or may, and whose they are.

Two answers stand side by side: the rule's, which is the status (read, never decided here), and the trend's (`projected`, `met_in`,
`trend_meets`), which only carries the last quarters on. Where they disagree, both are said. Rows of `about_stages.stage_rows` in.
"""

from __future__ import annotations

from collections import Counter
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
from report.sentences import BAD, JUDGED, needed_text, pace_so_far, signed, target_text, value_cell, value_text
from report.stages import (
    LATE,
    MET,
    NOBODY,
    UNJUDGED,
    asked,
    bar,
    beyond,
    held_now,
    how_bad,
    in_force,
    legend,
    of_what,
    over,
    present,
    short_of,
    stages_of,
    step,
    tally,
    two,
)
from report.tables import Table
from report.worst import RULE, with_kin, worst_first

Row = dict[str, Any]
Address = Callable[[Row], str]
ALARM = (*BAD, "cham")
TWO_ANSWERS = (
    "«Theo quy tắc» là trạng thái chính thức: so phần khoảng cách đã thu hẹp từ mốc gốc với phần thời gian đã qua. "
    "«Theo đà» kéo dài đường đi của các quý có số trong 8 quý gần nhất, kể cả trước mốc gốc, đến hết giai đoạn; chỉ để tham khảo, "
    "không đổi trạng thái. Chỗ hai cách nói khác nhau ghi «≠ khác quy tắc». "
    "«Cần mỗi quý» là mức phải tăng (giảm) từ nay đến hạn; bên cạnh là mức bình quân mỗi quý đã được từ mốc gốc. "
    f"Thứ tự: {RULE[0].lower()}{RULE[1:]}"
)


# -- which ---------------------------------------------------------------------------------------------------------------


def followed(rows: list[Row], stage: int, period: Period) -> list[Row]:
    """The rows a stage is about: those with a target in it, and in the stage in force those that must still hold an earlier one."""
    held = held_now(rows) if stage == in_force(stages_of(rows), period) else []
    return asked(rows, stage) + held


def misses(rows: list[Row], stage: int, period: Period) -> list[Row]:
    """The rows that miss a stage, or may: by the rule (not met, at risk, behind), while it runs also by the trend; worst first."""
    done = over(stage, period)
    here = with_kin(followed(rows, stage, period))
    found = [row for row in here if row["status"] in ALARM or (not done and row["trend_meets"] is False)]
    return worst_first(found)


def groups(found: list[Row]) -> tuple[list[Row], list[Row], list[Row]]:
    """The same in three: not met or at risk, slow, and those only the trend speaks of."""
    bad = [row for row in found if row["status"] in BAD]
    slow = [row for row in found if row["status"] == "cham"]
    return bad, slow, [row for row in found if row["status"] not in ALARM]


def by_lead(rows: list[Row]) -> list[tuple[str, int]]:
    """How many rows each department leads, most first."""
    leads = Counter(row["lead"] or NOBODY for row in rows)
    return sorted(leads.items(), key=lambda item: (-item[1], item[0]))


# -- in words ------------------------------------------------------------------------------------------------------------


def question(stage: int, period: Period) -> str:
    """What a leader asks."""
    if over(stage, period):
        return f"Chỉ tiêu nào không đạt năm {stage}, và của ai?"
    return f"Chỉ tiêu nào có thể không đạt năm {stage}, và của ai?"


def answer(rows: list[Row], stage: int, period: Period) -> tuple[str, str]:
    """The answer in two sentences: how many rows, and whose they are; the second is empty where there are none."""
    here = followed(rows, stage, period)
    bad, _, _ = groups(misses(rows, stage, period))
    if bad:
        what = how_bad(row["status"] for row in bad) + of_what(len(bad), sum(bool(row["held"]) for row in bad), stage)
        return f"{len(bad)} dòng chỉ tiêu {what}.", f"Chủ trì: {whose(bad)}."
    if any(row["status"] in JUDGED for row in here):
        return f"Không chỉ tiêu nào {'không đạt' if over(stage, period) else 'có nguy cơ không đạt'} năm {stage}.", ""
    return f"Chưa chỉ tiêu nào của năm {stage} được đánh giá.", ""


def whose(rows: list[Row]) -> str:
    """ "Phòng A 5, Phòng B 3": adds up to the rows."""
    return ", ".join(f"{lead} {count}" for lead, count in by_lead(rows))


def besides(slow: list[Row], rest: list[Row]) -> str:
    """What else is not there yet, beside what is red: "Ngoài ra 13 dòng chậm, nếu không nhanh hơn cũng thiếu; 3 dòng …"."""
    said = [f"{len(slow)} dòng chậm, không nhanh hơn thì cũng thiếu"] if slow else []
    said += [f"{len(rest)} dòng chưa báo động nhưng theo đà gần đây sẽ thiếu"] if rest else []
    return f"Ngoài ra {'; '.join(said)}." if said else ""


def counted(rows: list[Row], stage: int, period: Period) -> str:
    """All rows of the stage as one bar that adds up, the red ones first."""
    here = followed(rows, stage, period)
    held = sum(bool(row["held"]) for row in here[len(asked(rows, stage)) :])
    more = f", {held} dòng giữ mục tiêu cũ" if held else ""
    total = f"<span class='td-total'>Tổng {len(here)} ({len(here) - held} dòng có mục tiêu năm {stage}{more})</span>"
    return bar(tally(here)) + legend(tally(here)).removesuffix("</div>") + total + "</div>"


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


def needed_against_pace(row: Row) -> tuple[str, str]:
    """What every quarter must bring, and what it has brought since the base; nothing short of it is called enough."""
    needed, so_far = needed_text(row), pace_so_far(row)
    if not needed or so_far is None:
        return needed or "–", ""
    since = f"đã {signed(so_far)} từ {Period.parse(row['base_period']).label}"
    must = float(row["needed_per_quarter"])
    if must * so_far <= 0:
        return needed, f"{since}: chưa tiến"
    missing = two(abs(must)) - two(abs(so_far))
    if missing <= 0:
        return needed, f"{since}: đủ"
    almost = "gần đủ, " if abs(must) < 1.05 * abs(so_far) else ""
    return needed, f"{since}: {almost}thiếu {format_number(missing, 2)}"


# -- the table -----------------------------------------------------------------------------------------------------------

RUNNING = ("Chỉ tiêu", "Chủ trì", "Hiện tại → mục tiêu", "Theo quy tắc", "Theo đà gần đây (tham khảo)")
ENDED = ("Chỉ tiêu", "Chủ trì", "Quý cuối giai đoạn → mục tiêu", "Theo quy tắc", "Còn cách mục tiêu, số nay")


def table(rows: list[Row], done: bool, address: Address, source: Address) -> str:
    """Rows that miss a stage or may, each with its whole name, who leads it, now and the target, what the rule and what the trend says;
    of a stage that is over (`done`), by how much it was missed."""
    heads = "".join(f"<th>{name}</th>" for name in (ENDED if done else RUNNING))
    body = "".join(_line(row, done, address(row), source(row)) for row in rows)
    return f"<table class='td-table td-gd-ask'><thead><tr>{heads}</tr></thead><tbody>{body}</tbody></table>"


def _line(row: Row, done: bool, address: str, source: str) -> str:
    """A row; its place in the plan leads to where the figure comes from."""
    when = f"<small class='td-mark'>{text(Period.parse(row['value_period']).label)}</small>" if row["value_period"] and done else ""
    place = (
        f'<a class="td-link td-gd-to" href="{text(source)}" target="_self" title="Xem nguồn số">{text(row_label(row["indicator_id"]))}</a>'
    )
    return (
        f'<tr><td class="td-name"><a class="td-link" href="{text(address)}" target="_self">{text(row["name"])}</a> '
        f"<small>{place}</small>{markup.kin_line(row)}</td>"
        f'<td data-head="Chủ trì">{text(row["lead"] or NOBODY)}</td>'
        f'<td data-head="Hiện tại → mục tiêu"><b>{text(value_text(row))}</b>{when}{_marks(row)} → {text(target_text(row))}'
        f"{markup.doubt_mark(row)}</td>{_ended(row) if done else _running(row)}</tr>"
    )


def _running(row: Row) -> str:
    apart = disagreement(row)
    odd = f"<span class='td-gd-apart' title='{text(apart)}'>≠ khác quy tắc:</span> " if apart else ""
    return (
        f"<td data-head='Theo quy tắc'>{markup.badge(row['status'])}{_need(row)}</td>"
        f'<td data-head="Theo đà">{odd}{_of_trend(row)}{text(trend_text(row))}</td>'
    )


def _of_trend(row: Row) -> str:
    """Through how many quarters the trend goes, so that nobody takes its pace for the one since the base."""
    return f"đà {row['trend_points']} quý: " if row["projected"] is not None else ""


def _need(row: Row) -> str:
    """What every quarter must bring from now on, and what each has brought since the base."""
    needed, so_far = needed_against_pace(row)
    if needed == "–":
        return ""
    done = pace_so_far(row)
    had = "" if done is None else f"; từ mốc gốc {Period.parse(row['base_period']).label} đã {signed(done)}"
    return f"<small class='td-mark' title='{text(so_far)}'>{text(f'cần {needed} mỗi quý{had}')}</small>"


def _ended(row: Row) -> str:
    now = present(row)
    return (
        f"<td data-head='Theo quy tắc'>{markup.badge(row['status'])}</td>"
        f'<td data-head="Còn cách mục tiêu">{text(_missed_by(row))}'
        f"<small class='td-mark'>nay {text(value_text(now))}{_when_now(now)}</small>{markup.figure_marks(now)}</td>"
    )


def _when_now(now: Row) -> str:
    return f" ({text(Period.parse(now['value_period']).label)})" if now["value_period"] else ""


def _missed_by(row: Row) -> str:
    if row["target"] is None or row["value"] is None:
        return "–"
    gap = abs(row["target"] - row["value"])
    return f"{short_of(row)} {beyond(row)}{step(gap, row)}" if gap else "mới bằng mức, chưa qua"


def _marks(row: Row) -> str:
    """The marks of the value shown; the one a past stage ended with has no later report to speak of."""
    return markup.figure_marks(row | {"newer_pending": row["period"] == row["now_period"] and row["now_newer_pending"]})


def twin(rows: list[Row], stage: int, proof: tuple[str, ...], title: str) -> Table:
    """The same rows to take along."""
    heads = ("Cơ quan chủ trì", "Dòng", "Chỉ tiêu", "Đơn vị tính", "Giá trị", "Kỳ của số", "Mục tiêu", f"Theo đà, hết {stage}",
             "Còn thiếu theo đà", "Đạt vào", "Cần mỗi quý", "Lâu nay mỗi quý", "Theo quy tắc", "Hai cách khác nhau")  # fmt: skip
    return Table(title, proof, heads, [_twin_line(row) for row in rows])


def _twin_line(row: Row) -> list[Any]:
    doubt = " (ô chưa đọc chắc chắn)" if row["certain"] is False else ""
    return [
        row["lead"] or NOBODY,
        row_label(row["indicator_id"]),
        row["name"],
        row["unit_of_measure"],
        value_cell(row["value"], row),
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
