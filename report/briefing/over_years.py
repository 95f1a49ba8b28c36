"""What runs over the years as slides: the stages of a plan, every row by stage, the stages of one row, and the tasks on a line of time.

Words, order and scale are those of the pages «Giai đoạn», «Chỉ tiêu» and «Nhiệm vụ».
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date
from typing import Any

from domain.period import Period
from domain.wording import STATUS, TASK_LOOK, StatusWords, day, row_label
from report import stages, task_views, tasks
from report.briefing.kinds import NOBODY, Maker, bullet_of, legend, marks, own_tasks
from report.briefing.model import Bars, Cell, Column, Grid, Legend, Part, Says, Slide, Span
from report.briefing.proof import proof
from report.sentences import BAD, JUDGED, explain, figure_text, target_text, value_text

Row = dict[str, Any]

TIMELINE_NOTE = (
    "Thanh: từ ngày ký kế hoạch đến hạn; vạch đậm: hạn (mũi tên: hạn ngoài thang); chấm tròn: ngày hoàn thành; "
    "phần nhạt: thời gian quá hạn; đường đứng: ngày tính."
)
CLOSE = 0.09
"""Two years of the scale nearer than this would run into each other."""


# -- stages ------------------------------------------------------------------------------------------------------------------


def by_stage(make: Maker) -> list[Slide]:
    rows = make.facts["stages"]
    if not rows:
        return [
            make.slide(
                "Kế hoạch này không đặt mục tiêu theo giai đoạn", [Says(("Không có mục tiêu theo giai đoạn để theo dõi.",), alone=True)]
            )
        ]
    now = stages.as_of(rows)
    years = stages.stages_of(rows)
    force = make.choice["stage"] or stages.in_force(years, now)
    lines = tuple(
        (f"Đến năm {year} ({len(stages.asked(rows, year))} chỉ tiêu)", _stage_parts(stages.tally(stages.asked(rows, year))))
        for year in years
        if stages.asked(rows, year)
    )
    here = stages.asked(rows, force)
    return [
        make.slide(
            _stage_title(here, force),
            [Says((stages.demand(rows, force, now),), points=False), *legend(lines), Bars(lines, "giai đoạn")],
            make.rows,
        )
    ]


def _stage_title(here: Sequence[Row], year: int) -> str:
    """ "Đến năm 2030: 11 trong 49 dòng có nguy cơ không đạt, 13 chậm"."""
    if not here:
        return f"Kế hoạch không đặt mục tiêu cho năm {year}"
    count = stages.tally(here)
    if not any(count[one] for one in JUDGED):
        return f"Đến năm {year}: chưa đánh giá được dòng nào trong {len(here)} dòng"
    told = [f"{count[one]} {STATUS[one].label.lower()}" for one in ("khong_dat", "nguy_co", "cham") if count[one]]
    return (
        f"Đến năm {year}, trong {len(here)} dòng: {', '.join(told)}"
        if told
        else f"Đến năm {year}: không dòng nào trong {len(here)} dòng chậm hoặc có nguy cơ"
    )


def _stage_parts(count: Counter[str]) -> tuple[Part, ...]:
    return tuple(Part(stages.LOOK[one], count[one]) for one in stages.ORDER if count[one])


def matrix(make: Maker) -> list[Slide]:
    """Every row of the plan by stage: the target in each cell, coloured by how it stands."""
    rows = make.facts["stages"]
    if not rows:
        return by_stage(make)
    years = stages.stages_of(rows)
    force = make.choice["stage"] or stages.in_force(years, stages.as_of(rows))
    columns = (
        Column("Chỉ tiêu", 0.32),
        Column("Hiện nay", 0.1, right=True),
        *(Column(f"Đến {year}" + (" (đang xét)" if year == force else ""), 0.58 / len(years), middle=True) for year in years),
    )
    count = stages.tally(row for row in rows if row["op"] is not None)
    there = tuple(one for one in stages.ORDER if count[one])
    looks, numbers = tuple(stages.LOOK[one] for one in there), tuple(count[one] for one in there)
    told = Legend(looks, numbers, f"Tổng {count.total()} mục tiêu.", again=True)
    grid = Grid(columns, tuple(_matrix_line(line, years) for line in stages.lines_of(rows)), "dòng chỉ tiêu", tight=True)
    return [make.slide(_stage_title(stages.asked(rows, force), force), [told, grid], foot=proof(make.facts, make.rows))]


def _matrix_line(line: dict[int, Row], years: Sequence[int]) -> tuple[Cell, ...]:
    now = stages.present(next(iter(line.values())))
    return (
        Cell(now["name"], " · ".join((row_label(now["indicator_id"]), now["lead"] or NOBODY))),
        Cell(value_text(now), "chưa duyệt" if now["value"] is not None and not now["approved"] else "", bold=True),
        *(_target_cell(line.get(year)) for year in years),
    )


def _target_cell(row: Row | None) -> Cell:
    if row is None:
        return Cell()
    if row["op"] is None:
        return Cell("–")
    kind = stages.kind(row)
    return Cell(f"{stages.LOOK[kind].sign}\n{target_text(row)}", bold=kind in BAD, look=stages.LOOK[kind], filled=True)


def strip(make: Maker) -> list[Slide]:
    """The stages of each row chosen, one under the other; of the row with most of them where none was."""
    cards: dict[str, list[Row]] = {}
    for card in make.facts["stages"]:
        cards.setdefault(card["indicator_id"], []).append(card)
    rows = [row for row in make.rows if row["indicator_id"] in cards]
    chosen = [row for one in make.choice["rows"] for row in rows if row["indicator_id"] == one]
    shown = chosen or sorted(rows, key=lambda row: -len(cards[row["indicator_id"]]))[:1]
    made = [_strip_slide(make, row, cards[row["indicator_id"]]) for row in shown]
    return made or [make.slide("Không có chỉ tiêu nào có mốc để vẽ", [Says(("Kế hoạch không đặt chỉ tiêu bằng số.",), alone=True)])]


def _strip_slide(make: Maker, row: Row, cards: Sequence[Row]) -> Slide:
    columns = (
        Column("Mốc", 0.14),
        Column("Mục tiêu", 0.2, right=True),
        Column("Kết quả", 0.16, right=True),
        Column("Vạch: kỳ vọng; ▼: mục tiêu", 0.18),
        Column("Mốc gốc", 0.14, right=True),
        Column("Trạng thái", 0.18),
    )
    aim = f", mục tiêu {target_text(row)} đến {row['stage']}" if row["stage"] else ""
    title = f"{row['name']}: {STATUS[row['status']].label.lower()}{aim}"
    lines = tuple(_strip_line(row if card["stage"] == row["stage"] else card, row, card) for card in cards)
    return make.slide(
        title, [Grid(columns, lines, "mốc"), Says((f"{explain(row)} Chủ trì: {row['lead'] or NOBODY.lower()}.",), points=False)], [row]
    )


def _strip_line(shown: Row, row: Row, card: Row) -> tuple[Cell, ...]:
    """A stage of a row: the quarter's own card where it is the one in force (`shown`), else as the stage stands."""
    when = "đang áp dụng" if shown is row else "đã hết" if card["stage"] * 4 + 3 <= Period.parse(row["period"]).index else "chưa đến"
    if card["op"] is None:
        return (Cell(f"Năm {card['stage']}", when), Cell("–", "không đặt mục tiêu"), *(Cell("–"),) * 1, Cell(), Cell("–"), Cell("–"))
    kind = row["status"] if shown is row else stages.kind(card)
    look: StatusWords = stages.LOOK[kind]
    told = shown["value"] is not None
    base = figure_text(shown["base"], row) if shown["base"] is not None else "–"
    since = Period.parse(shown["base_period"]).label if shown["base"] is not None and shown["base_period"] else ""
    return (
        Cell(f"Năm {card['stage']}", when, bold=shown is row),
        Cell(target_text(shown)),
        Cell(value_text(shown) if told else "–", Period.parse(shown["value_period"]).label if told else "", bold=True, look=look),
        Cell(bullet=bullet_of(shown), look=look),
        Cell(base, since),
        Cell(look.label, ", ".join(marks(row, row["period"])) if shown is row else "", look=look, sign=True),
    )


# -- tasks on a line of time ---------------------------------------------------------------------------------------------------


def timeline(make: Maker) -> list[Slide]:
    """What has a deadline, what is overdue first, each from the plan's signing to its deadline and beyond."""
    facts = make.facts
    rows = [row for row in own_tasks(facts) or facts["tasks"] if row["closes_on"]]
    if not rows:
        said = (
            "Nhiệm vụ theo dõi ở từng đơn vị bên dưới: chọn một đơn vị để xem."
            if facts["tasks_below"]
            else ("Không có nhiệm vụ nào có ngày hạn để đặt lên dòng thời gian.")
        )
        return [make.slide("Chưa có dòng thời gian để vẽ", [Says((said,), alone=True)])]
    late, calm = tasks.headline(rows, facts["as_of"])
    scale = task_views.timeline(rows, facts["plan"]["issued_on"], facts["as_of"])
    count = tasks.tally(rows)
    there = [state for state in TASK_LOOK if count[state]]
    told = Legend(tuple(TASK_LOOK[state] for state in there), tuple(count[state] for state in there), TIMELINE_NOTE, again=True)
    columns = (
        Column("Nhiệm vụ, cơ quan chủ trì", 0.36),
        Column("", 0.4, ticks=_ticks(scale), now=(scale.place(facts["as_of"]) / 100, f"tính đến {day(facts['as_of'])}")),
        Column("Trạng thái, hạn", 0.24),
    )
    lines = tuple(_task_line(row, scale, facts["as_of"]) for row in _late_first(rows))
    return [make.slide(late or calm, [told, Grid(columns, lines, "nhiệm vụ")], notes=[calm if late else tasks.rate_line(count)])]


def _late_first(rows: Sequence[Row]) -> list[Row]:
    late = tasks.overdue(rows)
    return late + sorted((row for row in rows if row not in late), key=lambda row: (row["completed_on"] is not None, row["closes_on"]))


def _ticks(scale: task_views.Timeline) -> tuple[tuple[float, str], ...]:
    """The years of the scale, the first one too where there is room before the second."""
    years = [(at / 100, str(year)) for year, at in scale.years()]
    first = [] if years and years[0][0] < CLOSE else [(0.0, str(scale.first.year))]
    kept: list[tuple[float, str]] = []
    for tick in (*first, *years):
        if not kept or tick[0] - kept[-1][0] >= CLOSE:
            kept.append(tick)
    return tuple(kept)


def _task_line(row: Row, scale: task_views.Timeline, as_of: date) -> tuple[Cell, ...]:
    look, drawn = TASK_LOOK[row["counted"]], task_views.span(row, scale, as_of)
    due, late, done = (None if at is None else at / 100 for at in (drawn.due, drawn.late_until, drawn.done))
    odd = "; ".join(tasks.due_marks(row))
    stands = f"hạn {day(row['closes_on'])}, {tasks.standing(row, as_of)}"
    return (
        Cell(row["name"], f"{tasks.place_label(row)} · {tasks.lead_text(row)}", bold=row["state"] == "qua_han"),
        Cell(look=look, span=Span(drawn.start / 100, drawn.end / 100, scale.place(as_of) / 100, due, late, done)),
        Cell(look.label, "; ".join(filter(None, (stands, odd))), look=look, sign=True),
    )
