"""The stages of a plan: what each demands and how far it is met, as cards, in a sentence, and part by part.

Rows of `about_stages.stage_rows` in; words, fragments, tables out. Who will miss a stage is report/stage_misses.py's business, what the
next one adds report/stage_moves.py's, row by row report/stage_matrix.py's.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from domain.numbers import format_number, round_half_up
from domain.period import Period
from domain.wording import BEST_FIRST, STATUS, StatusWords, day
from report.markup import text
from report.sentences import BAD, figure_text, is_answer
from report.tables import Table

Row = dict[str, Any]
Address = Callable[[Row], str]

AHEAD = "dat_truoc"
"""A later stage whose target the present value meets already: no status, for nobody asks yet."""
LOOK: dict[str, StatusWords] = STATUS | {AHEAD: StatusWords("Đã đạt trước", "✓", "#CFE6D9", "#1D2733")}
ORDER = (*BEST_FIRST[:-1], AHEAD, "chua_den_ky")
IN_FORCE = "đang áp dụng"
MET, LATE, UNJUDGED = ("vuot", "dat"), ("cham", "nguy_co"), ("khong_danh_gia", "chua_co_so_lieu")
NOBODY = "Chưa rõ chủ trì"


# -- what stands where --------------------------------------------------------------------------------------------------


def stages_of(rows: Iterable[Row]) -> list[int]:
    """The years the plan sets targets for, or prints a column for."""
    return sorted({row["stage"] for row in rows})


def as_of(rows: list[Row]) -> Period:
    """The last quarter opened or reported: every card of the page stands there."""
    return Period.parse(max(row["now_period"] for row in rows))


def in_force(stages: list[int], period: Period) -> int:
    """The first stage whose year is not over; the last one after that."""
    return next((stage for stage in stages if stage >= period.year), stages[-1])


def over(stage: int, period: Period) -> bool:
    """Whether the stage's last quarter is here or gone: what stands then is its verdict."""
    return stage * 4 + 3 <= period.index


def asked(rows: list[Row], stage: int) -> list[Row]:
    """The rows a plan sets a target for in one stage; a dash in the plan asks nothing."""
    return [row for row in rows if row["stage"] == stage and row["op"] is not None]


def lines_of(rows: Iterable[Row]) -> list[dict[int, Row]]:
    """The stages of each row of the plan, in the plan's order."""
    lines: dict[str, dict[int, Row]] = {}
    for row in rows:
        lines.setdefault(row["indicator_id"], {})[row["stage"]] = row
    return list(lines.values())


def kind(row: Row) -> str:
    """The status of a row in a stage; a later stage met already is told apart from one not met."""
    return AHEAD if row["status"] == "chua_den_ky" and row["already_met"] else str(row["status"])


def tally(rows: Iterable[Row]) -> Counter[str]:
    return Counter(kind(row) for row in rows)


def section(row: Row) -> str:
    """The part of the plan a row stands in: "Phụ lục 2, phần III"."""
    if row["appendix"] == "CT":
        return "Chỉ tiêu trong lời văn"
    return f"Phụ lục {row['appendix']}" + (f", phần {row['part']}" if row["part"] else "")


def where(rows: list[Row]) -> str:
    """Of which appendix a count is: "Phụ lục 1: 23, Phụ lục 2: 26"."""
    counted = Counter(section(row).split(",")[0] for row in rows)
    return ", ".join(f"{name}: {count}" for name, count in counted.items())


def bar(counts: Counter[str]) -> str:
    """The counts as one bar; each part has its sign and number, all of it is said in words."""
    present = [one for one in ORDER if counts[one]]
    said = ", ".join(f"{LOOK[one].label} {counts[one]}" for one in present) or "không có dòng nào"
    parts = "".join(
        f'<div style="flex:{counts[one]};background:{LOOK[one].colour};color:{LOOK[one].ink}">{counts[one]}</div>' for one in present
    )
    return f'<div class="td-bar" role="img" aria-label="{text(said)}" title="{text(said)}">{parts}</div>'


def legend(counts: Counter[str]) -> str:
    parts = "".join(
        f'<span><b style="color:{_line(one)}">{LOOK[one].sign}</b> {text(LOOK[one].label)} {counts[one]}</span>'
        for one in ORDER
        if counts[one]
    )
    return f'<div class="td-legend">{parts}</div>'


def _line(one: str) -> str:
    return "#1F7A4A" if one == AHEAD else LOOK[one].line


# -- the cards of the stages --------------------------------------------------------------------------------------------


def standing(stage: int, period: Period, force: int) -> str:
    """Whether a stage is over, in force, or still to come."""
    if stage == force:
        return IN_FORCE
    return "đã hết" if over(stage, period) else "chưa đến"


def cards(rows: list[Row], period: Period, shown: int, address: Callable[[int], str]) -> str:
    """A card for each stage, the one in force and the one looked at told apart; each leads to its own view."""
    stages = stages_of(rows)
    force = in_force(stages, period)
    body = "".join(_card(asked(rows, stage), stage, standing(stage, period, force), stage == shown, address(stage)) for stage in stages)
    return f'<div class="td-gd-stages">{body}</div>'


def _card(rows: list[Row], stage: int, when: str, shown: bool, address: str) -> str:
    counts = tally(rows)
    force = " td-gd-force" if when == IN_FORCE else ""
    here = ' aria-current="true"' if shown else ""
    seen = " · đang xem" if shown else ""
    return (
        f'<a class="td-gd-stage{force}" href="{text(address)}" target="_self"{here}>'
        f'<span class="td-gd-stage-head"><b>{stage}</b><small>{when}{seen}</small></span>'
        f'<span class="td-gd-stage-count"><b>{len(rows)}</b> dòng có mục tiêu</span>'
        f"<small>{text(where(rows)) or 'kế hoạch không đặt mục tiêu'}</small>{bar(counts)}{legend(counts)}</a>"
    )


def demand(rows: list[Row], stage: int, period: Period, ended: date | None = None) -> str:
    """What a stage demands and how far it is met, in one sentence whose counts add up. `ended`: the day the plan went out of force."""
    here = asked(rows, stage)
    if not here:
        return f"Kế hoạch không đặt mục tiêu nào cho giai đoạn {stage}."
    counts = tally(here)
    first = f"Giai đoạn {stage} đòi {len(here)} dòng chỉ tiêu ({where(here)})"
    if over(stage, period):
        return f"{first}, đã hết ở Quý IV/{stage}: {_parts(counts, past=True)}."
    if ended:
        return f"{first}; đến khi kế hoạch hết hiệu lực, {day(ended)}: {_parts(counts, past=True)}."
    return f"{first}; {_still_to_do(here, counts, stage, period)}."


def _still_to_do(here: list[Row], counts: Counter[str], stage: int, period: Period) -> str:
    met = sum(counts[one] for one in (*MET, AHEAD))
    if met == len(here):
        return f"giá trị hiện nay đã đạt cả {met} dòng, phải giữ đến hết năm {stage}"
    have = f"đã đạt sẵn {met} dòng" if met else "chưa dòng nào đạt sẵn"
    left = stage * 4 + 3 - period.index
    return f"{have}; còn {len(here) - met} dòng phải đạt trong {left} quý còn lại: {_parts(counts, past=False)}"


def beside_sentence(rows: list[Row], stage: int, period: Period) -> str:
    """Of the stage in force: the rows other pages count besides these, so that their numbers can be reconciled; else nothing."""
    if stage != in_force(stages_of(rows), period):
        return ""
    lines = [present(next(iter(line.values()))) for line in lines_of(rows)]
    here = {row["indicator_id"] for row in asked(rows, stage)}
    held = [row for row in lines if row["now_held"]]
    others = [row for row in lines if not row["now_held"] and row["indicator_id"] not in here]
    said = [
        f"{len(more)} dòng {what} ({_parts(Counter(row['status'] for row in more), past=True)})"
        for more, what in ((held, "giữ mục tiêu cũ"), (others, "của giai đoạn khác"))
        if more
    ]
    return f"Tổng quan, Đơn vị, So sánh đếm cả {len(lines)} dòng của kế hoạch: thêm {' và '.join(said)}." if said else ""


def _parts(counts: Counter[str], *, past: bool) -> str:
    """The counts left to name, in words; with those met where the stage is over."""
    named = [
        (counts["vuot"] if past else 0, "vượt"),
        (counts["dat"] + counts[AHEAD] if past else 0, "đạt"),
        (counts["dung_tien_do"], "đúng tiến độ"),
        (counts["cham"], "chậm"),
        (counts["nguy_co"], "có nguy cơ không đạt"),
        (counts["khong_dat"], "không đạt"),
        (counts["khong_danh_gia"], "chưa đủ cơ sở đánh giá"),
        (counts["chua_co_so_lieu"], "chưa có số liệu"),
        (counts["chua_den_ky"], "chưa đến kỳ"),
    ]
    return ", ".join(f"{count} {word}" for count, word in named if count)


def present(row: Row) -> Row:
    """A row as it stands today, whatever stage the card is of."""
    names = ("period", "status", "reason", "value", "value_period", "approved", "estimate", "age_quarters", "newer_pending")
    return row | {name: row[f"now_{name}"] for name in names}


def held_now(rows: list[Row]) -> list[Row]:
    """The rows whose earlier target must still be held: no target in the stage in force, judged today against their last one."""
    nothing = dict.fromkeys(("trend_meets", "projected", "met_in", "base", "base_period", "needed_per_quarter"))
    return [present(row) | nothing | {"held": True} for row in rows if row["now_held"] and row["stage"] == row["now_stage"]]


# -- part by part -------------------------------------------------------------------------------------------------------


def part_table(rows: list[Row], shown: int) -> str:
    """Each part of the plan by stage, with a last line that adds up."""
    stages = stages_of(rows)
    head = "".join(f"<th{_here(stage, shown)}>{stage}</th>" for stage in stages)
    body = "".join(_part_line(name, part, stages, shown) for name, part in sections(rows))
    total = _part_line("Cộng cả kế hoạch", rows, stages, shown)
    return (
        f"<table class='td-table td-gd-parts'><thead><tr><th>Phần của kế hoạch</th>{head}</tr></thead><tbody>{body}{total}</tbody></table>"
    )


def _part_line(name: str, rows: list[Row], stages: list[int], shown: int) -> str:
    cells = "".join(f"<td{_here(stage, shown)} data-head='{stage}'>{_part_cell(rows, stage)}</td>" for stage in stages)
    return f"<tr><td class='td-name'>{text(name)}</td>{cells}</tr>"


def _part_cell(rows: list[Row], stage: int) -> str:
    here = asked(rows, stage)
    if here:
        return f"<span class='td-gd-part-sum'>{len(here)}</span>{bar(tally(here))}"
    return "–" if any(row["stage"] == stage for row in rows) else "<span class='td-gd-none'>không in</span>"


def _here(stage: int, shown: int) -> str:
    return " class='td-gd-col'" if stage == shown else ""


def sections(rows: list[Row]) -> list[tuple[str, list[Row]]]:
    """The parts of the plan in its order, each with its name where all its rows share one."""
    parts: dict[str, list[Row]] = {}
    for row in rows:
        parts.setdefault(section(row), []).append(row)
    return [(_titled(name, part), part) for name, part in parts.items()]


def _titled(name: str, rows: list[Row]) -> str:
    groups = {row["group_name"] for row in rows}
    return f"{name}: {groups.pop()}" if len(groups) == 1 and None not in groups else name


def part_twin(rows: list[Row], proof: tuple[str, ...]) -> Table:
    """Parts by stage as counts; a column for every kind."""
    heads = ("Phần của kế hoạch", "Giai đoạn", "Dòng có mục tiêu", *(LOOK[one].label for one in ORDER))
    lines = []
    for name, part in [*sections(rows), ("Cộng cả kế hoạch", rows)]:
        for stage in stages_of(part):
            counts = tally(asked(part, stage))
            lines.append([name, stage, counts.total(), *(counts[one] for one in ORDER)])
    return Table("Mục tiêu theo phần của kế hoạch và theo giai đoạn", proof, heads, lines)


# -- the units below -----------------------------------------------------------------------------------------------------


def how_bad(statuses: Iterable[str]) -> str:
    """What rows that go badly are, in one word for all of them."""
    kinds = set(statuses)
    return "không đạt hoặc có nguy cơ không đạt" if len(kinds) > 1 else "không đạt" if "khong_dat" in kinds else "có nguy cơ không đạt"


def of_what(bad: int, held: int, stage: int) -> str:
    """Of which target so many bad rows are: the stage's, an earlier one that must be held, or some of each."""
    if not held:
        return f" năm {stage}"
    if held == bad:
        return " mục tiêu cũ phải giữ"
    return f": {bad - held} có mục tiêu năm {stage}, {held} phải giữ mục tiêu cũ"


def units_sentence(below: list[Row], stage: int) -> str:
    """How many rows of all the units below are at risk in one stage, in how many of them, and who has most."""
    bad: Counter[str] = Counter()
    for row in below:
        bad[row["name"]] += row["rows"] if row["status"] in BAD else 0
    some = [name for name, count in bad.items() if count]
    if not some:
        return f"Không đơn vị nào trong {len(bad)} đơn vị có chỉ tiêu có nguy cơ không đạt năm {stage}."
    most = max(some, key=lambda name: (bad[name], name))
    red = [row for row in below if row["status"] in BAD]
    what = f"{how_bad(row['status'] for row in red)}{of_what(bad.total(), sum(row['rows'] for row in red if row['held']), stage)}"
    return f"{len(some)}/{len(bad)} đơn vị có cộng lại {bad.total()} dòng chỉ tiêu {what}; nhiều nhất là {most}: {bad[most]} dòng."


def units_table(below: list[Row], address: Callable[[str], str]) -> str:
    """The units below another in one stage, those with most rows at risk first; each leads to its own view."""
    names: dict[str, str] = {row["unit_id"]: row["name"] for row in below}
    counted = {unit: sum((Counter({kind(row): row["rows"]}) for row in below if row["unit_id"] == unit), Counter()) for unit in names}
    order = sorted(names, key=lambda unit: (-sum(counted[unit][one] for one in BAD), -counted[unit]["cham"], names[unit]))
    lines = "".join(_unit_line(names[unit], counted[unit], address(unit)) for unit in order)
    heads = "<th>Đơn vị</th><th class='td-number'>Không đạt hoặc nguy cơ</th><th class='td-number'>Chậm</th><th>Các dòng có mục tiêu</th>"
    return f"<table class='td-table td-gd-units'><thead><tr>{heads}</tr></thead><tbody>{lines}</tbody></table>"


def _unit_line(name: str, counts: Counter[str], address: str) -> str:
    return (
        f"<tr><td class='td-name'><a class='td-link' href='{text(address)}' target='_self'>{text(name)}</a></td>"
        f"<td class='td-number' data-head='Không đạt hoặc nguy cơ'>{sum(counts[one] for one in BAD)}</td>"
        f"<td class='td-number' data-head='Chậm'>{counts['cham']}</td><td data-head='Các dòng có mục tiêu'>{bar(counts)}</td></tr>"
    )


# -- long tables on small screens ------------------------------------------------------------------------------------------


def folded(summary: str, body: str) -> str:
    """A long table, closed on a phone until asked for; the style sheet keeps it open where there is room."""
    return f"<details class='td-gd-fold'><summary>{text(summary)}</summary>{body}</details>" if body else ""


# -- amounts ------------------------------------------------------------------------------------------------------------


def two(number: float | Decimal) -> Decimal:
    return round_half_up(Decimal(str(number)), 2)


def step(number: float | Decimal, row: Row) -> str:
    """A difference: percentage points for a rate, else the row's own unit."""
    if is_answer(row):  # only «Không» can be short of an answer
        return figure_text(0, row)
    unit = row["unit_of_measure"] or ""
    return f"{format_number(two(number))} {'điểm' if unit.startswith('%') else unit}".rstrip()


def short_of(row: Row) -> str:
    """How a row misses its target: a falling indicator stands above it."""
    if is_answer(row):
        return "đang là"
    return "thiếu" if row["direction"] == "tang" else "cao hơn"


def beyond(row: Row) -> str:
    """Before the amount a row misses its target by: to stand at a target "> 6" is not to pass it."""
    return "hơn " if row["op"] in (">", "<") and not is_answer(row) else ""
