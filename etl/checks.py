"""What a filled workbook says, or what is wrong with it: one rule a function, each yields problems.

All problems are found in one pass; a cell that cannot be read silences what would follow from it. Reading cells is read.py's business,
what is possible but doubtful doubts.py's, wording problems.py's, storing submit.py's.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from domain import clock
from domain.names import clean, fold
from domain.numbers import BLANK, Reading, format_number, read_number, read_yes_no, round_half_up
from domain.period import NotAPeriod, Period
from domain.wording import TASK_REPORT, day
from etl.books.grid import Cell
from etl.doubts import Known, doubts, total_doubts
from etl.problems import Problem, as_shown, errors
from etl.read import NO_UNIT, UNMATCHED, Filled, Line, says_something
from etl.template import IDENTITY, CannotMakeForm, find_form
from etl.wide import find_wide_form
from store import reads
from store.reads import Form
from store.tables import Cursor, Row

_FIGURE = ("value", "numerator", "denominator")
_PLACES_KEPT = 4
YEARS_AFTER = 10
"""No figure is taken for a year further than this beyond the plan's last stage: it can only be a slip."""


@dataclass
class Checked:
    """The outcome of a check: the accepted rows, and every problem."""

    form: Form | None
    values: list[Row] = field(default_factory=list)
    tasks: list[Row] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    @property
    def has_errors(self) -> bool:
        return bool(errors(self.problems))


def check(cursor: Cursor, filled: Filled) -> Checked:
    """Everything a workbook says, and everything that is wrong with it."""
    form, problems = _check_identity(cursor, filled)
    result = Checked(form, problems=problems)
    result.problems += [Problem.at("missing_column", sheet, "", column=heading) for sheet, heading in filled.missing]
    if form is None or filled.missing:
        return result
    _check_figures(cursor, form, filled, result)
    _check_tasks(cursor, form, filled.tasks, result)
    if not result.values and not result.tasks and not result.problems:
        result.problems.append(Problem.at("nothing_entered", filled.figures[0].sheet if filled.figures else IDENTITY, ""))
    return result


# -- the form ------------------------------------------------------------------------------------------------------------


def _check_identity(cursor: Cursor, filled: Filled) -> tuple[Form | None, list[Problem]]:
    says = {name: filled.identity.get(name, "") for name in ("plan", "unit", "period")}
    plan = reads.plan(cursor, says["plan"])
    if plan is None:
        return None, [Problem.at("unknown_plan", IDENTITY, "B3", says["plan"])]
    find = find_form if filled.identity.get("kind") == "quarter" else find_wide_form
    try:
        form = find(cursor, says["plan"], says["unit"], Period.parse(says["period"]))
    except NotAPeriod:
        if filled.identity.get("kind") == "matched" and not says["period"]:
            return None, [Problem.at("no_period", filled.figures[0].sheet if filled.figures else "", "")]
        return None, [Problem.at("not_a_quarter", IDENTITY, "B5", says["period"])]
    except CannotMakeForm:
        if Period.parse(says["period"]).is_quarter:
            return None, [Problem.at("unit_not_bound", IDENTITY, "B4", says["unit"], plan=plan["number"])]
        return None, [Problem.at("not_a_quarter", IDENTITY, "B5", says["period"])]
    return form, list(check_period(cursor, form))


def check_period(cursor: Cursor, form: Form, today: date | None = None) -> Iterator[Problem]:
    """Whether the plan takes figures for the form's quarter, and whether this reporter may still send them on this day."""
    yield from _check_quarter(cursor, form, _quarters_taken(cursor, form), today or clock.today())


def _quarters_taken(cursor: Cursor, form: Form) -> tuple[Period, Period]:
    """The first and the last quarter the plan takes figures for."""
    first = Period.quarter(form.plan["issued_on"].year, 1)
    last = reads.last_quarter_of(cursor, form.plan["plan_id"], form.describes["unit_id"])
    horizon = Period.quarter(reads.last_stage(cursor, form.plan) + YEARS_AFTER, 4)
    return first, horizon if last is None else min(last, horizon)


def _check_quarter(cursor: Cursor, form: Form, taken: tuple[Period, Period], today: date) -> Iterator[Problem]:
    first, last = taken
    if form.period < first:
        yield Problem.at("before_plan", IDENTITY, "B5", form.period.label, first=first.label)
    elif last < form.period:
        yield Problem.at("after_end", IDENTITY, "B5", form.period.label, last=last.label)
    else:
        yield from check_lock(cursor, form, today)


def check_lock(cursor: Cursor, form: Form, today: date) -> Iterator[Problem]:
    """A locked quarter lets in who has an exception of their own, or through the ward above, up to its last day."""
    facts = reads.period_facts(cursor, form.period)
    if facts is None or not facts["locked"]:
        return
    given = reads.exceptions_for(cursor, form.period, [form.reporter["unit_id"], form.describes["unit_id"]])
    last_days = [row["until"] for row in given]
    if any(last is None or last >= today for last in last_days):
        return
    past = f"; phần cho riêng đơn vị đã hết ngày {day(max(last_days))}" if last_days else ""
    yield Problem.at("locked", IDENTITY, "B5", form.period.label, past=past, who=facts["by_whom"])


# -- figures -------------------------------------------------------------------------------------------------------------


def _check_figures(cursor: Cursor, form: Form, filled: Filled, result: Checked) -> None:
    measures = reads.form_measures(cursor, form.plan["plan_id"], form.reporter["unit_id"], form.describes["unit_id"])
    known = Known(form, {row["measure_id"]: row for row in measures}, {row["unit_id"]: row for row in form.units or (form.describes,)})
    seen: dict[Any, Line] = {}
    for period, lines in _by_period(cursor, form, filled.figures, result):
        known.look_up(cursor, period)
        for line in lines:
            problems = _check_figure(line, known, seen, result)
            if problems:
                about = known.measures.get(line.code, {}).get("name", "")
                result.problems += [replace(problem, about=about) for problem in problems]
    result.problems += total_doubts(filled.totals, known, result.values)


def _by_period(cursor: Cursor, form: Form, lines: list[Line], result: Checked) -> Iterator[tuple[Period, list[Line]]]:
    """The lines by their quarter, earliest first. A line's own quarter must be one the plan takes figures for."""
    groups: dict[str, list[Line]] = {}
    for line in lines:
        groups.setdefault(line.period or str(form.period), []).append(line)
    taken, today = _quarters_taken(cursor, form), clock.today()
    for period in sorted(map(Period.parse, groups)):
        problems = list(_check_quarter(cursor, replace(form, period=period), taken, today)) if period != form.period else []
        if problems:
            place = groups[str(period)][0]
            result.problems += [replace(fault, sheet=place.sheet, cell=place["value"].address) for fault in problems]
        else:
            yield period, groups[str(period)]


def _check_figure(line: Line, known: Known, seen: dict[Any, Line], result: Checked) -> list[Problem]:
    """Reads one figure into the result; returns what is wrong or doubtful about it."""
    unit_id = line.unit_id or known.form.describes["unit_id"]
    problems = _check_unit(line, unit_id, known) or _check_row(line, known.measures, seen, _FIGURE, (unit_id, line.period))
    measure = known.measures.get(line.code)
    if problems or measure is None:
        return problems
    row, problems = _read_figure(line, measure)
    if row is None:
        return problems
    row["unit_id"], row["measure_id"] = unit_id, line.code
    if line.period:
        row["period"] = line.period
    result.values.append(row)
    if line.hidden:
        problems.append(Problem.at("hidden_row", line.sheet, line["value"].address, line["value"].value))
    if row["value"] is not None:
        problems += doubts(line["value"], measure, row, known)
    return problems


def _check_unit(line: Line, unit_id: str, known: Known) -> list[Problem]:
    if unit_id in known.units or not says_something(line):
        return []
    filled = next(iter(line.cells.values()))
    if unit_id == NO_UNIT:
        return [Problem.at("figure_without_unit", line.sheet, filled.address, filled.value)]
    return [Problem.at("unit_not_in_report", line.sheet, filled.address, unit_id, reporter=known.form.reporter["name"])]


def _check_row(
    line: Line, known: dict[str, Row], seen: dict[Any, Line], entered: tuple[str, ...], whose: tuple[str, ...] = ()
) -> list[Problem]:
    code = line.code
    if code in known:
        before = seen.setdefault((*whose, code), line)
        return [] if before is line else [Problem.at("row_twice", line.sheet, line["code"].address, other=before["code"].address)]
    filled = next((line.cells[column] for column in entered if column in line.cells), None)
    if code.startswith(UNMATCHED):
        named = filled or line["code"]
        return [Problem.at("row_not_matched", line.sheet, named.address, named.value, title=code.removeprefix(UNMATCHED))]
    if code:
        return [Problem.at("unknown_row", line.sheet, line["code"].address, code=code)]
    return [Problem.at("figure_without_row", line.sheet, filled.address, filled.value)] if filled else []


def _read_figure(line: Line, measure: Row) -> tuple[Row | None, list[Problem]]:
    """The stored row of a line: None where it says nothing or cannot be read."""
    if measure["value_kind"] == "loi_van":
        return _read_in_words(line)
    cells = line.cells
    reading, problems = _read(cells.get("value"), _READERS[measure["value_kind"]])
    if reading.value is not None and len(cells) == 1:  # a figure and nothing beside it, as most are
        return (None, problems) if problems else (_figure(line, reading, None, None, False, measure), [])
    numerator, wrong = _read(cells.get("numerator"), _read_part)
    denominator, wrong_too = _read(cells.get("denominator"), _read_part)
    estimate, mark_problems = _read_estimate(cells.get("estimate"))
    problems += wrong + wrong_too + mark_problems + _word_faults(cells, "estimate", "note", "evidence")
    if problems:
        return None, problems
    if "numerator" in cells or "denominator" in cells:
        problems = list(_part_problems(line, reading, numerator, denominator, measure))
    if problems:
        return None, problems
    if reading.kind != "not_applicable" and reading.value is None and numerator.value is None:
        parts = [name for name, part in (("numerator", numerator), ("denominator", denominator)) if part.kind == "not_applicable"]
        return None, _beside(cells, *parts, "note", "evidence", "estimate")
    return _figure(line, reading, numerator.value, denominator.value, estimate, measure), []


def _read_in_words(line: Line) -> tuple[Row | None, list[Problem]]:
    text, problems = _words(line, "value"), _word_faults(line.cells, "value", "evidence")
    problems += _beside(line.cells, "numerator", "denominator", "estimate", "note", *([] if text else ["evidence"]))
    if errors(problems) or text is None:
        return None, problems
    return _stored(line, None, None, None, False) | {"note": text}, problems


def _beside(cells: dict[str, Cell], *names: str) -> list[Problem]:
    """What stands in a row and is not kept."""
    return [Problem.at("beside_nothing", cells[name].sheet, cells[name].address, cells[name].value) for name in names if name in cells]


Reader = Callable[[Cell], Reading]


def _read(cell: Cell | None, reader: Reader) -> tuple[Reading, list[Problem]]:
    """What a cell says as a number; `None` is a blank one."""
    if cell is None:
        return BLANK, []
    fault = _cell_fault(cell)
    if fault:
        return Reading("question"), [fault]
    reading = reader(cell)
    if reading.kind == "question":
        return reading, [Problem.at("question", cell.sheet, cell.address, cell.value, question=reading.question, example=reading.example)]
    if reading.value is not None and reading.value < 0:
        return reading, [Problem.at("negative", cell.sheet, cell.address, cell.value)]
    return reading, []


def read_amount(cell: Cell | None) -> tuple[Reading, list[Problem]]:
    """A figure that is no rate and not negative, as any form may ask for one."""
    return _read(cell, _read_amount)


def _read_rate(cell: Cell) -> Reading:
    return read_number(cell.value, percent=True, percent_format=cell.percent_format)


def _read_amount(cell: Cell) -> Reading:
    return read_number(cell.value, percent_format=cell.percent_format)


def _read_part(cell: Cell) -> Reading:
    """Of a rate: a number, however the cell is shown; as precise as it is stored, so that what is checked is what is kept."""
    part = read_number(cell.value)
    return part if part.value is None else Reading("number", round_half_up(part.value, _PLACES_KEPT))


def _read_answer(cell: Cell) -> Reading:
    return read_yes_no(cell.value)


_READERS: dict[str, Reader] = {"ty_le": _read_rate, "so_luong": _read_amount, "co_khong": _read_answer}


def _cell_fault(cell: Cell) -> Problem | None:
    if cell.formula_without_value:
        return Problem.at("formula_without_value", cell.sheet, cell.address)
    if cell.is_error:
        return Problem.at("cell_error", cell.sheet, cell.address, cell.value)
    if isinstance(cell.value, (date, time, timedelta)):
        return Problem.at("became_date", cell.sheet, cell.address, cell.value)
    return None


def _word_faults(cells: dict[str, Cell], *names: str) -> list[Problem]:
    """Of words, where a date may stand."""
    beside = [cells[name] for name in names if name in cells]
    return [fault for cell in beside if not isinstance(cell.value, date) and (fault := _cell_fault(cell))]


def _read_estimate(cell: Cell | None) -> tuple[bool, list[Problem]]:
    key = "" if cell is None or cell.value is None else fold(str(cell.value))
    if cell is None or key in ("", "x", "uoc", "co"):
        return bool(key), []
    return False, [Problem.at("estimate_mark", cell.sheet, cell.address, cell.value)]


def _part_problems(line: Line, reading: Reading, numerator: Reading, denominator: Reading, measure: Row) -> Iterator[Problem]:
    """A rate and its parts must belong together."""
    given_part = next((line.cells[name] for name in ("numerator", "denominator") if name in line.cells), None)
    if given_part is not None and (numerator.value is not None or denominator.value is not None):
        if measure["value_kind"] != "ty_le":
            yield Problem.at("parts_without_rate", line.sheet, given_part.address, given_part.value)
            return
        if reading.kind == "not_applicable":
            yield Problem.at("not_applicable_with_parts", line.sheet, given_part.address, given_part.value)
            return
    if (numerator.value is None) != (denominator.value is None):
        given, missing = ("tử số", "mẫu số") if denominator.value is None else ("mẫu số", "tử số")
        empty = line["denominator"] if denominator.value is None else line["numerator"]
        yield Problem.at("one_part_only", line.sheet, empty.address, given=given, missing=missing)
        return
    if numerator.value is None or denominator.value is None:
        return
    if denominator.value == 0:
        yield Problem.at("no_denominator", line.sheet, line["denominator"].address, line["denominator"].value)
        return
    computed = 100 * numerator.value / denominator.value
    asked = read_number(computed)
    if asked.kind == "question":
        cell = line["denominator"]
        yield Problem.at("question", cell.sheet, cell.address, cell.value, question=asked.question, example=asked.example)
        return
    if reading.value is not None and not _agree(reading.value, computed, measure["decimals"]):
        yield Problem.at(
            "parts_disagree",
            line.sheet,
            line["value"].address,
            line["value"].value,
            typed=format_number(reading.value),
            computed=format_number(computed, measure["decimals"]),
        )


def _agree(typed: Decimal, computed: Decimal, decimals: int) -> bool:
    """Equal at the precision the rate was typed with, at most the measure's."""
    places = min(decimals, max(0, -int(typed.normalize().as_tuple().exponent)))
    return round_half_up(computed, places) == round_half_up(typed, places)


def _figure(line: Line, reading: Reading, numerator: Decimal | None, denominator: Decimal | None, estimate: bool, measure: Row) -> Row:
    value = reading.value
    if value is None and numerator is not None and denominator and reading.kind != "not_applicable":
        value = 100 * numerator / denominator
    if value is not None:
        value = round_half_up(value, measure["decimals"])
    return _stored(line, value, numerator, denominator, estimate, reading.kind == "not_applicable")


def _stored(
    line: Line, value: Decimal | None, numerator: Decimal | None, denominator: Decimal | None, estimate: bool, not_applicable: bool = False
) -> Row:
    return {
        "value": _plain(value),
        "numerator": _plain(numerator),
        "denominator": _plain(denominator),
        "estimate": estimate,
        "note": _words(line, "note"),
        "evidence": _words(line, "evidence"),
        "sheet": line.sheet,
        "cell": line["value"].address,
        "not_applicable": not_applicable,
    }


def _words(line: Line, column: str) -> str | None:
    """What a cell of words says, as its reader sees it."""
    cell = line.cells.get(column)
    if cell is None:
        return None
    if cell.percent_format and isinstance(cell.value, (int, float)):
        return f"{format_number(100 * cell.value)}%"
    return clean(as_shown(cell.value)) or None


def _plain(number: Decimal | None) -> str | None:
    return None if number is None else format(number, "f")


# -- tasks ---------------------------------------------------------------------------------------------------------------

_STATES = {fold(label): state for state, label in TASK_REPORT.items()}


def _check_tasks(cursor: Cursor, form: Form, lines: list[Line], result: Checked) -> None:
    plan_id, unit_id = form.plan["plan_id"], form.describes["unit_id"]
    tasks = {row["task_id"]: row for row in reads.form_tasks(cursor, plan_id, form.reporter["unit_id"], unit_id)}
    seen: dict[Any, Line] = {}
    for line in lines:
        problems = _check_row(line, tasks, seen, ("state", "percent", "completed_on"))
        result.problems += problems
        if problems or line.code not in tasks:
            continue
        row, problems = _read_task(line)
        result.problems += [replace(problem, about=tasks[line.code]["name"]) for problem in problems]
        if row is not None:
            result.tasks.append(row | {"unit_id": unit_id, "task_id": line.code})
            result.problems += _doubt_date(line, row, form)


def _doubt_date(line: Line, row: Row, form: Form) -> Iterator[Problem]:
    """A day of completion outside the time from the plan's year to the quarter's end: possible, but most often a slip."""
    if row["completed_on"] is None:
        return
    completed_on, cell = date.fromisoformat(row["completed_on"]), line["completed_on"]
    if not date(form.plan["issued_on"].year, 1, 1) <= completed_on <= form.period.last_day:
        yield Problem.at("done_at_odd_time", line.sheet, cell.address, cell.value, day=day(completed_on), period=form.period.label)


def _read_task(line: Line) -> tuple[Row | None, list[Problem]]:
    state, problems = _read_state(line["state"])
    percent, wrong = _read(line["percent"], _read_rate)
    completed_on, wrong_date = _read_date(line["completed_on"])
    problems += wrong + wrong_date + _word_faults(line.cells, "note")
    if not wrong and percent.value is not None and percent.value > 100:
        problems.append(Problem.at("percent_range", line.sheet, line["percent"].address, line["percent"].value))
    if not problems and state == "hoan_thanh" and completed_on is None:
        problems.append(Problem.at("done_without_date", line.sheet, line["completed_on"].address))
    if not problems and state == "hoan_thanh" and percent.value is not None and percent.value < 100:
        problems.append(Problem.at("done_in_part", line.sheet, line["percent"].address, line["percent"].value))
    if not problems and completed_on is not None and state != "hoan_thanh":
        problems.append(Problem.at("date_without_done", line.sheet, line["completed_on"].address, line["completed_on"].value))
    if not problems and state is None and (percent.kind != "blank" or line["note"].value is not None):
        problems.append(Problem.at("unknown_state", line.sheet, line["state"].address, choices=", ".join(TASK_REPORT.values())))
    if problems or state is None:
        return None, problems
    return {
        "state": state,
        "percent": _plain(percent.value),
        "completed_on": None if completed_on is None else completed_on.isoformat(),
        "note": _words(line, "note"),
        "sheet": line.sheet,
        "cell": line["state"].address,
    }, []


def _read_state(cell: Cell) -> tuple[str | None, list[Problem]]:
    fault = _cell_fault(cell)
    if fault:
        return None, [fault]
    key = fold(as_shown(cell.value))
    if key in ("", "-"):
        return None, []
    state = _STATES.get(key) or (key if key in TASK_REPORT else None)
    if state is None:
        return None, [Problem.at("unknown_state", cell.sheet, cell.address, cell.value, choices=", ".join(TASK_REPORT.values()))]
    return state, []


def _read_date(cell: Cell) -> tuple[date | None, list[Problem]]:
    if cell.formula_without_value:
        return None, [Problem.at("formula_without_value", cell.sheet, cell.address)]
    if isinstance(cell.value, datetime):
        return cell.value.date(), []
    if isinstance(cell.value, date):
        return cell.value, []
    text = clean(as_shown(cell.value))
    if text in ("", "-"):
        return None, []
    for form in ("%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y", "%Y-%m-%d"):
        try:
            return datetime.strptime(text, form).date(), []
        except ValueError:
            continue
    return None, [Problem.at("not_a_date", cell.sheet, cell.address, cell.value)]
