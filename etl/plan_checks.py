"""What a filled plan workbook says, or what is wrong with it: every problem in one pass, and the catalogue rows it becomes.

The form and the reading of it are plan_form.py's business, how a target is worded domain/targets.py's, storing submit.py's.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from domain.names import clean, fold
from domain.numbers import format_number
from domain.targets import Target, read_target
from domain.wording import day
from etl.books.grid import Cell
from etl.plan_form import (
    ADDS_UP,
    BELONGS,
    CHOICES,
    COLUMNS,
    DEFAULT_DECIMALS,
    DIRECTION,
    DUE_KIND,
    DUTIES,
    FREQUENCY,
    HEADER,
    INDICATORS,
    PLAN,
    PLAN_CODE,
    PLAN_KIND,
    STAGES,
    UNIT_KIND,
    UNITS,
    VALUE_KIND,
    FilledPlan,
    header_of,
)
from etl.problems import Problem, errors
from etl.read import Line
from etl.template import IDENTITY, TASKS
from store import reads
from store.tables import Cursor, Row

_UNIT_CODE = re.compile(rf"{PLAN_CODE.pattern}(?:/{PLAN_CODE.pattern})*")
_APPENDIX = re.compile(r"(?:phu luc |pl ?)?(\d{1,2}[a-z]?|[ivx]{1,5})")
_NUMBER = re.compile(r"[0-9A-Za-z]{1,6}(?:\.[0-9A-Za-z]{1,6}){0,4}")
_YEARS = range(2000, 2101)
SLUG_LENGTH = 48


@dataclass
class CheckedPlan:
    """The outcome of a check: the rows a plan workbook becomes, by file of the catalogue, and every problem."""

    plan_id: str
    is_new: bool
    unit_ids: list[str] = field(default_factory=list)
    """The units the plan binds: for whom the person who brings it in must be allowed to."""
    problems: list[Problem] = field(default_factory=list)
    rows: dict[str, list[Row]] = field(default_factory=dict)

    @property
    def has_errors(self) -> bool:
        return bool(errors(self.problems))


@dataclass
class _Work:
    """What the check of one workbook knows so far."""

    result: CheckedPlan
    file_name: str
    units: dict[str, Row]
    named: dict[str, list[str]]
    """The units whose names may be written instead of their ids, by folded name."""
    measures: dict[str, Row]
    subjects: dict[str, str]
    measure_of: dict[str, Row | None]
    """The measure of each row, by `PL1/1.2`; None where it is wrong, so that rows which share it are not blamed."""
    position: dict[str, int]
    seen: dict[str, str] = field(default_factory=dict)

    def add(self, table: str, row: Row) -> None:
        self.result.rows.setdefault(table, []).append({name: "" if value is None else str(value) for name, value in row.items()})

    def may_be_named(self, unit_ids: Iterable[str]) -> None:
        self.named = {}
        for unit_id in sorted(unit_ids):
            for key in {fold(self.units[unit_id][name] or "") for name in ("name", "short_name")}:
                self.named.setdefault(key, []).append(unit_id)

    def blame(self, *problems: Problem) -> None:
        self.result.problems.extend(problems)

    def next_position(self, table: str) -> str:
        self.position[table] += 1
        return str(self.position[table])

    def source(self, cell: Cell) -> str:
        return f"Sổ tính «{self.file_name}», trang «{cell.sheet}», ô {cell.address}"


def check_plan(cursor: Cursor, filled: FilledPlan, file_name: str) -> CheckedPlan:
    """Everything a plan workbook says, and everything that is wrong with it."""
    plan = reads.plan(cursor, filled.identity.get("plan", ""))
    known = plan is not None and filled.identity.get("mode") != "new"
    result = CheckedPlan(filled.identity.get("plan", ""), is_new=not known)
    result.problems += [Problem.at("missing_column", sheet, "", column=heading) for sheet, heading in filled.missing]
    if plan is None and filled.identity.get("mode") == "known":
        result.problems.append(Problem.at("unknown_plan", IDENTITY, "B3", result.plan_id))
    if result.problems:
        return result
    work = _start(cursor, result, filled, clean(file_name))
    if known and plan is not None:
        _check_known_header(work, filled.header, header_of(cursor, plan))
    else:
        _check_new_header(cursor, work, filled.header)
    _check_rows(cursor, work, filled)
    if result.has_errors:
        result.rows = {}
    return result


def _start(cursor: Cursor, result: CheckedPlan, filled: FilledPlan, file_name: str) -> _Work:
    plan_id = result.plan_id
    units = {row["unit_id"]: row for row in reads.all_units(cursor)}
    measures = {row["measure_id"]: row for row in reads.all_measures(cursor)}
    measure_of: dict[str, Row | None] = {
        row["indicator_id"].removeprefix(f"{plan_id}/"): measures.get(row["measure_id"]) for row in reads.indicators(cursor, plan_id)
    }
    last_indicator, last_task = reads.last_positions(cursor)
    position = {"indicators": last_indicator, "tasks": last_task}
    work = _Work(result, file_name, units, {}, measures, reads.plan_subjects(cursor, plan_id), measure_of, position)
    _check_units(work, filled.lines[UNITS])
    result.unit_ids = [row["unit_id"] for row in reads.bound_units(cursor, plan_id)]
    return work


def _check_rows(cursor: Cursor, work: _Work, filled: FilledPlan) -> None:
    new = {row["unit_id"] for row in work.result.rows.get("units", [])}
    work.may_be_named(new | set(_with_departments(work.units, work.result.unit_ids)))
    for line in filled.lines[INDICATORS]:
        _check_indicator(work, line)
    for line in filled.lines[TASKS]:
        _check_task(work, line)
    _check_duties(work, filled.lines[DUTIES], reads.plan_duties(cursor, work.result.plan_id))
    if not any(filled.lines.values()):
        work.blame(Problem.at("plan_nothing", INDICATORS, ""))


def _with_departments(units: dict[str, Row], bound: Iterable[str]) -> Iterator[str]:
    """The bound units and all below them."""
    below: dict[str, list[str]] = {}
    for unit_id, row in units.items():
        below.setdefault(row["parent_id"] or "", []).append(unit_id)
    waiting, met = [*bound], set[str]()
    while waiting:
        unit_id = waiting.pop()
        if unit_id not in met:
            met.add(unit_id)
            yield unit_id
            waiting += below.get(unit_id, [])


# -- cells -------------------------------------------------------------------------------------------------------------------


def _take(work: _Work, line: Line, name: str, example: str = "") -> str | None:
    """A cell as text, or as the stored word where the column has a list; None where it is wrong. With an example it is required."""
    cell = line[name]
    fault = _fault(cell)
    if fault:
        work.blame(fault)
        return None
    text = _as_text(cell.value)
    words = CHOICES.get((line.sheet, name))
    if not text and example:
        work.blame(Problem.at("plan_required", cell.sheet, cell.address, column=_heading(line.sheet, name), example=example))
        return None
    if not text or words is None:
        return text
    stored = next((word for word, label in words.items() if fold(text) in (fold(label), word)), None)
    if stored is None:
        work.blame(Problem.at("plan_choice", cell.sheet, cell.address, cell.value, choices=_quoted(words.values())))
    return stored


def _fault(cell: Cell) -> Problem | None:
    if cell.formula_without_value:
        return Problem.at("formula_without_value", cell.sheet, cell.address)
    if cell.is_error:
        return Problem.at("cell_error", cell.sheet, cell.address, cell.value)
    if isinstance(cell.value, date):
        return Problem.at("became_date", cell.sheet, cell.address, day(cell.value))
    return None


def _as_text(value: Any) -> str:
    if isinstance(value, bool):
        return "x" if value else ""
    if isinstance(value, (int, float)):
        return str(int(value)) if float(value).is_integer() else format_number(value)
    return clean(str(value)) if value is not None else ""


def _heading(sheet: str, name: str) -> str:
    return next(column.heading for column in (HEADER if sheet == PLAN else COLUMNS[sheet]) if column.name == name)


def _quoted(words: Iterable[str]) -> str:
    return ", ".join(f"«{word}»" for word in words)


def _take_date(work: _Work, line: Line, name: str) -> date | None:
    cell = line[name]
    found = cell.value.date() if isinstance(cell.value, datetime) else cell.value
    if cell.formula_without_value:
        work.blame(Problem.at("formula_without_value", cell.sheet, cell.address))
        return None
    if not isinstance(found, date):
        found = _date_from(_as_text(cell.value))
    if found is not None and found.year in _YEARS:
        return found
    if found is not None or _as_text(cell.value) not in ("", "-"):
        work.blame(Problem.at("not_a_date", cell.sheet, cell.address, cell.value))
    return None


def _date_from(text: str) -> date | None:
    for form in ("%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y", "%Y-%m-%d"):
        try:
            return datetime.strptime(text, form).date()
        except ValueError:
            continue
    return None


def _take_number(work: _Work, line: Line, name: str, example: str = "") -> str | None:
    """The number of a row or section as printed: «1.2», «III», «9.1a»."""
    cell = line[name]
    text = _take(work, line, name, example)
    if not text:
        return text
    text = text.removesuffix(".")
    if isinstance(cell.value, float) and not cell.value.is_integer() or not _NUMBER.fullmatch(text):
        work.blame(Problem.at("plan_row_number", cell.sheet, cell.address, cell.value))
        return None
    return text


def _take_mark(work: _Work, line: Line, name: str) -> bool | None:
    cell, text = line[name], _take(work, line, name)
    if text is None or fold(text) in ("", "-", "x", "co"):
        return None if text is None else fold(text) in ("x", "co")
    work.blame(Problem.at("plan_mark", cell.sheet, cell.address, cell.value, column=_heading(line.sheet, name)))
    return None


def _take_units(work: _Work, line: Line, name: str, example: str = "") -> list[tuple[str, str]] | None:
    """The units a cell names, each with the plan's wording; None where one of them is not found."""
    cell, text = line[name], _take(work, line, name, example)
    pieces = [clean(piece) for piece in (text or "").split(";")]
    found: dict[str, str] = {}
    wrong = text is None
    for piece in filter(None, pieces):
        matches = _units_named(work, piece)
        if len(matches) == 1:
            found.setdefault(matches[0], work.units[piece]["short_name"] if piece in work.units else piece)
        elif matches:
            work.blame(Problem.at("plan_ambiguous_unit", cell.sheet, cell.address, cell.value, unit=piece, choices=_quoted(matches)))
        else:
            known = min((unit_id for unit_ids in work.named.values() for unit_id in unit_ids), default="nam-sach")
            work.blame(Problem.at("plan_unknown_unit", cell.sheet, cell.address, cell.value, unit=piece, example=known))
        wrong = wrong or len(matches) != 1
    return None if wrong else list(found.items())


def _units_named(work: _Work, text: str) -> list[str]:
    """An id of any unit, or the name of a unit the plan concerns."""
    return [text] if text in work.units else work.named.get(fold(text), [])


# -- the header ----------------------------------------------------------------------------------------------------------------


def _check_known_header(work: _Work, header: Line, stands: Row) -> None:
    """A known plan is not changed by a workbook: its header must say what stands."""
    for name, known in stands.items():
        cell = header[name]
        said = cell.value.date() if isinstance(cell.value, datetime) else cell.value
        shown = day(known) if isinstance(known, date) else clean(str(known or ""))
        same = {day(said)} if isinstance(said, date) else {_as_text(said)}
        if name == "units" and set(_split(said)) <= set(_split(known)):
            continue
        if shown not in same:
            work.blame(Problem.at("plan_header_changed", cell.sheet, cell.address, said, known=shown))


def _split(text: Any) -> list[str]:
    return [piece for piece in (clean(part) for part in str(text or "").split(";")) if piece]


def _check_new_header(cursor: Cursor, work: _Work, header: Line) -> None:
    plan_id = _take_code(work, header, "plan_id", PLAN_CODE, "nam-sach-12")
    work.result.plan_id = plan_id or work.result.plan_id
    row = _read_plan_row(work, header)
    bound = _take_units(work, header, "units", "nam-sach; tran-lieu") or []
    work.result.unit_ids = [unit_id for unit_id, _ in bound]
    _must_be_unknown(work, header, plan_id, row, reads.plans(cursor))
    work.add("plans", {"plan_id": work.result.plan_id} | row)
    for unit_id in work.result.unit_ids:
        work.add("plan_units", {"plan_id": work.result.plan_id, "unit_id": unit_id})


def _read_plan_row(work: _Work, header: Line) -> Row:
    number, title = _take(work, header, "number", "12/KH-UBND"), _take(work, header, "title", "Thực hiện Nghị quyết số 57-NQ/TW")
    kind, note = _take(work, header, "kind", next(iter(PLAN_KIND.values()))), _take(work, header, "note")
    blank = not header["issued_on"].formula_without_value and not _as_text(header["issued_on"].value)
    issued_on = _take(work, header, "issued_on", "02/10/2025") if blank else _take_date(work, header, "issued_on")
    facts = {"number": number, "issued_on": issued_on, "issuer_unit_id": _take_one_unit(work, header, "issuer", "nam-sach")}
    return facts | {"title": title, "kind": kind, "status": "hieu_luc", "note": note, "source": work.source(header["number"])}


def _must_be_unknown(work: _Work, header: Line, plan_id: str | None, row: Row, standing: list[Row]) -> None:
    """Neither the code nor the document may stand already: a plan under two codes would be counted twice."""
    for plan in standing:
        if plan["plan_id"] == plan_id:
            cell = header["plan_id"]
            work.blame(Problem.at("plan_exists", cell.sheet, cell.address, plan_id))
        elif fold(plan["number"]) == fold(row["number"] or "") and plan["issuer_unit_id"] == row["issuer_unit_id"]:
            cell = header["number"]
            work.blame(Problem.at("plan_number_exists", cell.sheet, cell.address, cell.value, known=plan["plan_id"]))


def _take_one_unit(work: _Work, line: Line, name: str, example: str) -> str:
    found, cell = _take_units(work, line, name, example) or [], line[name]
    if len(found) > 1:
        work.blame(Problem.at("plan_one_unit", cell.sheet, cell.address, cell.value, example=found[0][0]))
    return found[0][0] if found else ""


def _take_code(work: _Work, line: Line, name: str, form: re.Pattern[str], example: str) -> str | None:
    cell, text = line[name], _take(work, line, name, example)
    if text and not form.fullmatch(text):
        work.blame(Problem.at("plan_bad_code", cell.sheet, cell.address, cell.value, example=example))
        return None
    return text


# -- units ---------------------------------------------------------------------------------------------------------------------


def _check_units(work: _Work, lines: list[Line]) -> None:
    """New units may belong to each other, in any order of rows; never, over however many steps, to themselves."""
    made = [(line, row) for line in lines if (row := _read_unit(work, line)) is not None]
    work.units |= {row["unit_id"]: row for _, row in made}
    work.may_be_named(work.units)  # what belongs where, and the header, may name any unit
    for line, row in made:
        row["parent_id"] = _take_one_unit(work, line, "parent", "nam-sach" if row["kind"] in BELONGS else "")
    for line, row in made:
        if row["unit_id"] in _above(work.units, row):
            work.blame(Problem.at("plan_unit_loop", line.sheet, line["parent"].address, line["parent"].value))
        work.add("units", row)


def _read_unit(work: _Work, line: Line) -> Row | None:
    unit_id = _take_code(work, line, "unit_id", _UNIT_CODE, "nam-sach/phong-kinh-te")
    name, short_name = _take(work, line, "name", "Phòng Kinh tế xã Nam Sách"), _take(work, line, "short_name")
    kind = _take(work, line, "kind", UNIT_KIND["phong"])
    if unit_id and not _is_new(work, line["unit_id"], unit_id, work.units[unit_id]["name"] if unit_id in work.units else ""):
        return None
    if not unit_id or name is None or short_name is None or kind is None:
        return None
    source = work.source(line["name"])
    return {"unit_id": unit_id, "name": name, "short_name": short_name or name, "kind": kind, "parent_id": "", "source": source}


def _above(units: dict[str, Row], row: Row) -> set[str]:
    met: set[str] = set()
    above = row["parent_id"]
    while above and above in units and above not in met:
        met.add(above)
        above = units[above]["parent_id"]
    return met


def _is_new(work: _Work, cell: Cell, subject_id: str, known: str) -> bool:
    """Whether this row is neither in the warehouse nor further up in the workbook."""
    if subject_id in work.seen:
        work.blame(Problem.at("plan_row_twice", cell.sheet, cell.address, cell.value, row=subject_id, other=work.seen[subject_id]))
        return False
    work.seen[subject_id] = f"{cell.address}, trang «{cell.sheet}»"
    if known:
        work.blame(Problem.at("plan_row_exists", cell.sheet, cell.address, cell.value, row=subject_id, known=known))
    return not known


# -- indicators ------------------------------------------------------------------------------------------------------------------


def _check_indicator(work: _Work, line: Line) -> None:
    key = _indicator_key(work, line)
    name, doubt = _take(work, line, "name", "Tỷ lệ hồ sơ xử lý trực tuyến"), _take(work, line, "doubt")
    indicator_id = f"{work.result.plan_id}/{key}"
    is_new = bool(key) and _is_new(work, line["row_no"], indicator_id, work.subjects.get(indicator_id, ""))
    measure = _shared_measure(work, line) if _as_text(line["measure_id"].value) else _new_measure(work, line, name)
    if is_new:
        work.measure_of[key] = measure
    certain = {"certain": "false" if doubt else "true", "doubt": doubt}
    for row in _read_targets(work, line, measure):
        work.add("targets", {"indicator_id": indicator_id} | row | certain)
    work.add("indicators", {"indicator_id": indicator_id, "name": name} | _indicator_row(work, line, measure) | certain)
    _assign(work, line, indicator_id)


def _indicator_row(work: _Work, line: Line, measure: Row | None) -> Row:
    part, row_no = _part_and_row(line)
    return {
        "plan_id": work.result.plan_id,
        "appendix": _appendix(line),
        "part": part,
        "row_no": row_no,
        "group_name": _take(work, line, "group_name"),
        "measure_id": measure["measure_id"] if measure else "",
        "output": _take(work, line, "output"),
        "source": work.source(line["name"]),
        "stages": " ".join(map(str, _read_stages(work, line))),
        "unit": _as_text(line["unit"].value) or (measure["unit_of_measure"] if measure else ""),
        "position": work.next_position("indicators"),
    }


def _indicator_key(work: _Work, line: Line) -> str:
    """`PL1/1.2` as the contract writes it: the second part of Appendix 1 counts anew, `PL1/II.3`; `CT/1` for figures inside text."""
    cell = line["appendix"]
    entered = _take(work, line, "appendix", "1")
    if entered and entered != "-" and not _appendix(line):
        work.blame(Problem.at("plan_row_number", cell.sheet, cell.address, cell.value))
        entered = None
    wrong_part = _take_number(work, line, "part") is None
    number = _take_number(work, line, "row_no", "1.2")
    if not entered or not number or wrong_part:
        return ""
    part, row_no = _part_and_row(line)
    if entered == "-":
        return f"CT/{number}"
    counts_anew = _appendix(line) == "1" and part not in ("", "I")
    return f"PL{_appendix(line)}/{part + '.' + row_no if counts_anew else number}"


def _appendix(line: Line) -> str:
    found = _APPENDIX.fullmatch(fold(_as_text(line["appendix"].value)))
    return found[1] if found and found[1][0].isdigit() else found[1].upper() if found else ""


def _part_and_row(line: Line) -> tuple[str, str]:
    """The part, and the row without it: «II.3» of part II is row 3."""
    part, row_no = (_as_text(line[name].value).removesuffix(".") for name in ("part", "row_no"))
    return part, row_no.removeprefix(f"{part}.") if part else row_no


# -- measures --------------------------------------------------------------------------------------------------------------------

_OF_MEASURE = {"unit": "unit_of_measure"} | {
    name: name for name in ("direction", "value_kind", "over_units", "over_time", "decimals", "numerator_label", "denominator_label")
}


def _shared_measure(work: _Work, line: Line) -> Row | None:
    """A measure that is known, by its id or by a row that has it. What the row says of it must be what stands."""
    cell, code = line["measure_id"], _take(work, line, "measure_id")
    said = {name: _take(work, line, name) for name in _OF_MEASURE}
    if not code or code in work.measure_of and work.measure_of[code] is None:
        return None
    measure = work.measures.get(code) or work.measure_of.get(code)
    if measure is None:
        example = next(iter(work.measures), "dvctt-toan-trinh")
        work.blame(Problem.at("plan_unknown_measure", cell.sheet, cell.address, cell.value, example=example))
        return None
    for name, column in _OF_MEASURE.items():
        stands = str(measure[column] if measure[column] is not None else "")
        if said[name] and name != "unit" and fold(said[name] or "") != fold(stands):
            shown = CHOICES.get((line.sheet, name), {}).get(stands, stands)
            place = line[name]
            work.blame(Problem.at("plan_measure_differs", place.sheet, place.address, place.value, known=shown or "trống"))
    return measure


def _new_measure(work: _Work, line: Line, name: str | None) -> Row | None:
    direction = _take(work, line, "direction", DIRECTION["tang"])
    kind = _take(work, line, "value_kind", VALUE_KIND["ty_le"])
    adding = {column: _read_adding(work, line, column, kind) for column in ADDS_UP}
    decimals, unit = _read_decimals(work, line, kind), _read_unit_of_measure(work, line, kind)
    labels = {column: _take(work, line, column) for column in ("numerator_label", "denominator_label")}
    if not name or not direction or not kind or None in (decimals, unit, *adding.values(), *labels.values()):
        return None
    measure_id = _slug(work, name)
    row = {"measure_id": measure_id, "family": measure_id, "name": name, "unit_of_measure": unit, "direction": direction}
    row |= {"value_kind": kind} | adding | {"decimals": decimals} | labels
    work.measures[measure_id] = row
    work.add("measures", row)
    return row


def _read_adding(work: _Work, line: Line, column: str, kind: str | None) -> str | None:
    """How figures add up over units or time, of the ways that make sense for the kind."""
    fit = ADDS_UP[column].get(kind or "", ())
    labels = CHOICES[line.sheet, column]
    has_default = kind in ("co_khong", "loi_van")
    said = _take(work, line, column, "" if has_default else next(iter(labels.values())))
    if said and fit and said not in fit:
        cell, shown = line[column], VALUE_KIND[kind or ""]
        choices = _quoted(labels[word] for word in fit)
        work.blame(Problem.at("plan_measure_mix", cell.sheet, cell.address, cell.value, sort=shown, choices=choices))
        return None
    return fit[0] if said == "" and has_default else said


def _read_decimals(work: _Work, line: Line, kind: str | None) -> str | None:
    cell, text = line["decimals"], _take(work, line, "decimals")
    if text == "":
        return DEFAULT_DECIMALS if kind in ("ty_le", "so_luong") else "0"
    if text is not None and text not in ("0", "1", "2", "3", "4"):
        work.blame(Problem.at("plan_decimals", cell.sheet, cell.address, cell.value))
        return None
    return text


def _read_unit_of_measure(work: _Work, line: Line, kind: str | None) -> str | None:
    """Rates are in %: a row of «‰» read as one would be wrong tenfold."""
    cell, text = line["unit"], _take(work, line, "unit")
    if text is not None and kind and (kind == "ty_le") != text.startswith("%") and (text or kind == "ty_le"):
        work.blame(Problem.at("plan_rate_unit", cell.sheet, cell.address, cell.value))
        return None
    return text


def _slug(work: _Work, name: str) -> str:
    words = re.sub(r"[^a-z0-9]+", "-", fold(name)).strip("-")[:SLUG_LENGTH].rstrip("-") or "chi-tieu"
    measure_id = f"{work.result.plan_id}.{words}"
    place = 2
    while measure_id in work.measures:
        measure_id = f"{work.result.plan_id}.{words}-{place}"
        place += 1
    return measure_id


# -- targets ---------------------------------------------------------------------------------------------------------------------


def _read_targets(work: _Work, line: Line, measure: Row | None) -> list[Row]:
    """The targets of a row, one a stage."""
    rows, wrong = [], False
    for year in STAGES:
        cell = line[f"target_{year}"]
        fault = _fault(cell)
        said = Target("question") if fault else _read_target(cell, measure)
        problem = fault or (_target_problem(cell, said, measure) if measure else None)
        if problem:
            work.blame(problem)
        wrong = wrong or said.kind == "question"
        if said.kind == "target":
            rows.append(_target_row(year, cell, said) | {"source": work.source(cell)})
    if not rows and not wrong:
        cells = [line[f"target_{year}"] for year in STAGES]
        cell = next((cell for cell in cells if cell.value is not None), cells[0])
        work.blame(Problem.at("plan_no_target", cell.sheet, cell.address, cell.value))
    return rows


def _read_target(cell: Cell, measure: Row | None) -> Target:
    kind = measure["value_kind"] if measure else ""
    if kind == "loi_van" and _as_text(cell.value) not in ("", "-", "–"):
        return Target("target", "words")
    percent = kind == "ty_le" if measure else None
    return read_target(cell.value, percent=percent, percent_format=cell.percent_format)


def _target_problem(cell: Cell, said: Target, measure: Row) -> Problem | None:
    kind = measure["value_kind"]
    if said.kind == "question":
        return Problem.at("question", cell.sheet, cell.address, cell.value, question=said.question, example=said.example)
    if said.kind == "none" or kind == "loi_van":
        return None
    if said.op == "words":
        return Problem.at("plan_target_words", cell.sheet, cell.address, cell.value, sort=VALUE_KIND[kind])
    if said.yes != (kind == "co_khong"):
        example = "Có" if kind == "co_khong" else "≥ 80"
        return Problem.at("plan_target_kind", cell.sheet, cell.address, cell.value, sort=VALUE_KIND[kind], example=example)
    return None


def _target_row(year: int, cell: Cell, said: Target) -> Row:
    value, upper = (None if number is None else format(number.normalize(), "f") for number in (said.value, said.upper))
    text = _as_text(cell.value)
    if isinstance(cell.value, (int, float)) and not isinstance(cell.value, bool) and said.value is not None:
        text = format_number(said.value) + (" %" if cell.percent_format else "")
    return {"unit_id": "", "stage": year, "op": said.op, "value": value, "upper": upper, "text": text}


def _read_stages(work: _Work, line: Line) -> list[int]:
    """The stages the row's own table prints: those told, else every column that holds something, «-» too."""
    cell, text = line["stages"], _take(work, line, "stages")
    filled = [year for year in STAGES if _as_text(line[f"target_{year}"].value)]
    if not text:
        return filled
    told = [piece for piece in re.split(r"[\s,;]+", text) if piece]
    years = [year for year in STAGES if str(year) in told]
    if len(years) < len(set(told)) or not set(filled) <= set(years):
        example = " ".join(map(str, filled or STAGES))
        work.blame(Problem.at("plan_stages", cell.sheet, cell.address, cell.value, example=example))
    return years


# -- tasks, leads, duties --------------------------------------------------------------------------------------------------------


def _check_task(work: _Work, line: Line) -> None:
    key = _task_key(work, line)
    task_id = f"{work.result.plan_id}/{key}"
    if key:
        _is_new(work, line["row_no"], task_id, work.subjects.get(task_id, ""))
    name, doubt = _take(work, line, "name", "Ban hành kế hoạch chuyển đổi số"), _take(work, line, "doubt")
    texts = {column: _take(work, line, column) for column in ("section_name", "due_text", "output")}
    due_kind, due_on, then_ongoing = _read_due(work, line)
    row: Row = {"task_id": task_id, "plan_id": work.result.plan_id, "kind": "nhiem_vu", "name": name} | texts
    row |= {name: _as_text(line[name].value).removesuffix(".") for name in ("section", "row_no")}
    row |= {"due_kind": due_kind, "due_on": due_on, "then_ongoing": "true" if then_ongoing else "false"}
    row |= {"certain": "false" if doubt else "true", "doubt": doubt, "source": work.source(line["name"])}
    work.add("tasks", row | {"position": work.next_position("tasks")})
    _assign(work, line, task_id)


def _task_key(work: _Work, line: Line) -> str:
    """`PL3/III.5`, or `NV/VII.3` for a task in the body of the plan."""
    cell, entered = line["appendix"], _take(work, line, "appendix")
    section, row_no = _take_number(work, line, "section", "III"), _take_number(work, line, "row_no", "5")
    if entered not in (None, "", "-") and not _appendix(line):
        work.blame(Problem.at("plan_row_number", cell.sheet, cell.address, cell.value))
        return ""
    if entered is None or not section or not row_no:
        return ""
    return f"{'PL' + _appendix(line) if _appendix(line) else 'NV'}/{section}.{row_no}"


def _read_due(work: _Work, line: Line) -> tuple[str | None, date | None, bool | None]:
    due_kind = _take(work, line, "due_kind", DUE_KIND["fixed"])
    due_on, then_ongoing = _take_date(work, line, "due_on"), _take_mark(work, line, "then_ongoing")
    cell, dated = line["due_on"], due_kind in ("fixed", "period")
    blank = not cell.formula_without_value and _as_text(cell.value) in ("", "-")
    if due_kind and dated and blank:
        work.blame(Problem.at("plan_due_missing", cell.sheet, cell.address, sort=DUE_KIND[due_kind]))
    if due_kind and not dated and due_on:
        work.blame(Problem.at("plan_due_extra", cell.sheet, cell.address, day(due_on), sort=DUE_KIND[due_kind]))
    if due_kind and due_kind != "fixed" and then_ongoing:
        cell = line["then_ongoing"]
        work.blame(Problem.at("plan_ongoing_extra", cell.sheet, cell.address, cell.value, sort=DUE_KIND[due_kind]))
    return due_kind, due_on, then_ongoing


def _assign(work: _Work, line: Line, subject_id: str) -> None:
    for column, role in (("lead", "chu_tri"), ("support", "phoi_hop")):
        for unit_id, text in _take_units(work, line, column) or []:
            work.add("assignments", {"subject_id": subject_id, "role": role, "unit_id": unit_id, "text": text})


def _check_duties(work: _Work, lines: list[Line], standing: list[Row]) -> None:
    plan_id = work.result.plan_id
    known = {_duty_key(row): row["duty_id"] for row in standing}
    numbers = [int(tail) for tail in (row["duty_id"].rpartition("/")[2] for row in standing) if tail.isdigit()]
    for place, line in enumerate(lines, max(numbers, default=0) + 1):
        row = _read_duty(work, line)
        if None in row.values():
            continue
        key = _duty_key(row)
        if _is_new(work, line["text"], f"{plan_id}/BC/{key}", known.get(key, "")):
            work.add("duties", {"duty_id": f"{plan_id}/BC/{place}", "plan_id": plan_id} | row | {"source": work.source(line["text"])})


def _read_duty(work: _Work, line: Line) -> Row:
    examples = {"reporter": "Các phòng, đơn vị", "receiver": "", "frequency": FREQUENCY["nam"], "text": "Báo cáo năm"}
    row: Row = {name: _take(work, line, name, example) for name, example in examples.items()}
    return row | {"rule": _read_rule(work, line, row["frequency"])}


def _duty_key(row: Row) -> str:
    return " · ".join(fold(row[name] or "") for name in ("reporter", "receiver", "rule", "text"))


_RULE_EXAMPLE = {"thang": "16", "nam": "30/11", "so_ket": "2027", "tong_ket": "2030", "dot_xuat": ""}


def _read_rule(work: _Work, line: Line, frequency: str | None) -> str | None:
    """`thang:16`, `nam:30/11`, `tong_ket:2030`, or the bare word where the plan names no day. (store/duties.sql reads them.)"""
    cell, text = line["rule"], _take(work, line, "rule")
    if text is None or frequency is None:
        return None
    body = fold(text).removeprefix(frequency).removeprefix(":").removeprefix("truoc ").removeprefix("ngay ").strip()
    rule = _rule(frequency, body)
    if rule is None:
        example = _RULE_EXAMPLE[frequency]
        told = f"ghi như «{example}»" if example else "để trống"
        work.blame(Problem.at("plan_duty_rule", cell.sheet, cell.address, cell.value, frequency=FREQUENCY[frequency], told=told))
    return rule


def _rule(frequency: str, body: str) -> str | None:
    if not body:
        return None if frequency in ("so_ket", "tong_ket") else frequency
    if frequency == "thang" and re.fullmatch(r"\d{1,2}", body) and 1 <= int(body) <= 31:
        return f"thang:{int(body)}"
    if frequency == "nam" and (found := _date_from(f"{body}/2024")):
        return f"nam:{found:%d/%m}"
    if frequency in ("so_ket", "tong_ket") and re.fullmatch(r"\d{4}", body) and int(body) in _YEARS:
        return f"{frequency}:{body}"
    return None
