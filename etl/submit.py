"""A workbook's way into the ledger: read, check, save. Then what may happen to it: approved, returned, withdrawn.

The file a newcomer reads first. Nothing is stored while there is an error; the whole workbook becomes one entry or none.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from domain import clock
from domain.access import Act, Refused, may, scope_of
from domain.names import clean
from domain.period import Period
from domain.wording import SUBMISSION_STATE
from etl.books import open_book
from etl.books.grid import Grid
from etl.checks import Checked, check, check_lock
from etl.match import Match, NeedsMatch, find_match, period_said, read_matched, remembered_matches
from etl.pause import uncollected
from etl.plan_checks import CheckedPlan, check_plan
from etl.plan_form import read_plan
from etl.problems import Problem
from etl.read import identity_of, read_report
from etl.template import IDENTITY, measures_asked
from store import reads
from store.ledger import LedgerMoved, pack_file
from store.reads import Form, Standing, about_people, about_scope
from store.tables import Cursor, Row
from store.warehouse import Warehouse


class NotAllowed(Refused):
    """This person may not do that; the message says what is missing."""


class CannotDo(Refused):
    """What was asked is not possible; the message says why."""


@dataclass(frozen=True)
class Preview:
    """A checked report, and the ledger entry it was checked at."""

    checked: Checked
    file_name: str
    content: bytes
    stands_at: int
    match: Match | None = None
    """How a stranger's workbook was read."""

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.content).hexdigest()


@dataclass(frozen=True)
class PlanPreview:
    """A checked plan workbook, and the ledger entry it was checked at."""

    checked: CheckedPlan
    file_name: str
    content: bytes
    stands_at: int

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.content).hexdigest()


@dataclass(frozen=True)
class Outcome:
    """What became of a workbook: stored under an id, or not, with every problem."""

    submission_id: str | None
    state: str | None
    problems: list[Problem] = field(default_factory=list)
    was_known: bool = False


def preview(warehouse: Warehouse, content: bytes, file_name: str, period: Period | None = None, *, by: str = "") -> Preview | PlanPreview:
    """What a workbook says and what is wrong with it; nothing is stored. `period` is for a stranger's workbook that names none, `by` whose
    matches it is read by."""
    return look(warehouse, open_book(content, file_name), content, file_name, period, by=by)


@uncollected()
def look(
    warehouse: Warehouse, grids: list[Grid], content: bytes, file_name: str, period: Period | None = None, *, by: str = ""
) -> Preview | PlanPreview:
    """The preview of an opened workbook: of a plan, of a report on our forms, or of a stranger's by a remembered match."""
    stands_at = warehouse.stands_at  # before the check: whatever comes later makes the confirmation look again
    name = clean(Path(file_name).name)
    identity = identity_of(grids)
    with warehouse.cursor() as cursor:
        if identity.get("kind") == "plan":
            return PlanPreview(check_plan(cursor, read_plan(grids), name), name, content, stands_at)
        if identity:
            return Preview(check(cursor, read_report(grids)), name, content, stands_at)
        found = find_match(grids, _matches_for(cursor, by))
        if found is None:
            raise NeedsMatch(grids)
        return _preview_matched(cursor, *found, Preview(Checked(None), name, content, stands_at), period)


def _matches_for(cursor: Cursor, by: str) -> list[Match]:
    """How workbooks of other makes are read: by what was said for this person's units, for two wards may use one form."""
    person, matches = reads.person(cursor, by), remembered_matches(cursor)
    if person is None:
        return matches
    units = about_scope.units_within(cursor, scope_of(person["role"], person["unit_id"]))
    return [match for match in matches if match.unit_id in units]


def _preview_matched(cursor: Cursor, match: Match, grid: Grid, shown: Preview, period: Period | None) -> Preview:
    checked = check(cursor, read_matched(grid, match, period))
    said = period_said(grid, match)
    place = said[1] if said and period is None else ""
    checked.problems = [replace(fault, sheet=grid.name, cell=place) if fault.sheet == IDENTITY else fault for fault in checked.problems]
    if period is None and said is not None and checked.form is not None and "period" not in match.columns:
        checked.problems.insert(0, Problem.at("period_from_file", grid.name, said[1], said[0].label, period=said[0].label))
    return replace(shown, checked=checked, match=match)


def load(warehouse: Warehouse, content: bytes, file_name: str, *, by: str, accept_warnings: bool = False) -> Outcome:
    """Takes a workbook in, whole or not at all. The same file again is known by its content."""
    grids = open_book(content, file_name)
    while True:
        shown = look(warehouse, grids, content, file_name, by=by)
        may_store(warehouse, shown, by)
        problems = shown.checked.problems
        known = known_file(warehouse, shown.sha256)
        if known:
            return Outcome(known["submission_id"], known["state"], was_known=True)
        if shown.checked.has_errors or (problems and not accept_warnings):
            return Outcome(None, None, problems)
        try:
            submission_id = confirm(warehouse, shown, by=by)
            return Outcome(submission_id, PLAN_STATE if isinstance(shown, PlanPreview) else "cho_duyet", problems)
        except LedgerMoved:
            continue  # somebody else's entry came between: check against what stands now


PLAN_STATE = "da_duyet"
"""A plan workbook is in force as soon as it is stored."""


def known_file(warehouse: Warehouse, sha256: str) -> Row | None:
    """The submission, or the plan workbook, that already is this very file: its id and state."""
    with warehouse.cursor() as cursor:
        plan = reads.plan_of_file(cursor, sha256)
        return plan | {"state": PLAN_STATE} if plan else reads.submission_of_file(cursor, sha256)


def may_store(warehouse: Warehouse, shown: Preview | PlanPreview, by: str) -> None:
    """`NotAllowed` unless this person may enter what a workbook holds: for the reporter and for every unit it has figures of."""
    with warehouse.cursor() as cursor:
        if isinstance(shown, PlanPreview):
            for unit_id in shown.checked.unit_ids or [""]:
                authorise(cursor, by, "quan_tri", unit_id)
            return
        if shown.checked.form is None:
            return
        for unit_id in {
            shown.checked.form.reporter["unit_id"],
            *(row["unit_id"] for row in shown.checked.values if shown.checked.form.units),
        }:
            authorise(cursor, by, "nop", unit_id)


def entry_data(shown: Preview, *, verified: bool) -> dict[str, Any]:
    """The ledger entry a previewed report would become, without the file itself."""
    form = shown.checked.form
    if form is None or shown.checked.has_errors:
        raise CannotDo("Báo cáo còn lỗi, chưa thể lưu.")
    return {
        "submission_id": f"BC-{shown.stands_at + 1:05d}",
        "plan_id": form.plan["plan_id"],
        "unit_id": form.reporter["unit_id"],
        "period": str(form.period),
        "file_name": shown.file_name,
        "sha256": shown.sha256,
        "verified": verified,
        "values": shown.checked.values,
        "tasks": shown.checked.tasks,
    }


def _plan_entry(shown: PlanPreview) -> dict[str, Any]:
    if shown.checked.has_errors:
        raise CannotDo("Tệp kế hoạch còn lỗi, chưa thể lưu.")
    return {
        "submission_id": f"KH-{shown.stands_at + 1:05d}",
        "plan_id": shown.checked.plan_id,
        "file_name": shown.file_name,
        "sha256": shown.sha256,
        "rows": shown.checked.rows,
    }


def confirm(warehouse: Warehouse, shown: Preview | PlanPreview, *, by: str) -> str:
    """Stores a previewed workbook; `LedgerMoved` if the ledger is no longer where the preview saw it."""
    may_store(warehouse, shown, by)
    with warehouse.cursor() as cursor:
        verified = reads.people_exist(cursor)
    if isinstance(shown, PlanPreview):
        kind, data = "catalogue_rows", _plan_entry(shown)
    else:
        kind, data = "submission", entry_data(shown, verified=verified)
    warehouse.ledger.append(kind, data | {"file": pack_file(shown.content)}, by=by, expected=shown.stands_at)
    return str(data["submission_id"])


def remember(warehouse: Warehouse, match: Match, *, by: str) -> None:
    """Keeps how workbooks of a shape are read for a unit, in the browser and on the command line."""
    with warehouse.cursor() as cursor:
        authorise(cursor, by, "nop", match.unit_id)
    warehouse.ledger.append("column_match", match.as_entry(), by=by)


@dataclass(frozen=True)
class Change:
    """One figure before and after, as it will stand."""

    measure: Row
    unit: Row
    cell: str
    before: Decimal | None
    after: Decimal | None
    period_before: str | None
    replaces: str | None
    """The submission whose figure of the same quarter this one takes the place of."""
    parts: bool
    """Whether numerator and denominator were given."""
    estimate: bool

    @property
    def relative(self) -> Decimal:
        """How much it moves, for ordering: a first figure moves by itself."""
        if self.after is None:
            return Decimal(0)
        return abs(self.after - self.before) / max(abs(self.before), Decimal(1)) if self.before is not None else Decimal(-1)


def changes(warehouse: Warehouse, shown: Preview) -> list[Change]:
    """Old → new for every figure of a previewed workbook, the largest relative change first."""
    form = shown.checked.form
    if form is None:
        return []
    units = {row["unit_id"]: row for row in form.units or (form.describes,)}
    made = []
    with warehouse.cursor() as cursor:
        names = {row["measure_id"]: row for row in _asked(cursor, form)}
        for period in sorted({Period.parse(row.get("period") or str(form.period)) for row in shown.checked.values}):
            before = reads.previous_figures(cursor, list(units), period) | reads.standing_figures(cursor, list(units), period)
            rows = [row for row in shown.checked.values if (row.get("period") or str(form.period)) == str(period)]
            made += [_change(row, names, units, before, period) for row in rows]
    return sorted(made, key=lambda change: -change.relative)


def _change(row: Row, names: dict[str, Row], units: dict[str, Row], before: dict[tuple[str, str], Standing], period: Period) -> Change:
    known = before.get((row["unit_id"], row["measure_id"]))
    return Change(
        names[row["measure_id"]],
        units[row["unit_id"]],
        row["cell"],
        known.value if known else None,
        None if row["value"] is None else Decimal(row["value"]),
        known.period if known else None,
        known.submission_id if known and known.period == str(period) else None,
        row["numerator"] is not None,
        bool(row["estimate"]),
    )


def _asked(cursor: Cursor, form: Form) -> list[Row]:
    return reads.form_measures(cursor, form.plan["plan_id"], form.reporter["unit_id"], form.describes["unit_id"])


def effects(warehouse: Warehouse, shown: Preview, *, by: str) -> list[Row]:
    """The statuses a previewed workbook would change, of its own units and quarter."""
    form = shown.checked.form
    if form is None or shown.checked.has_errors:
        return []
    units = {row["unit_id"] for row in form.units or (form.describes,)}
    rows = warehouse.foresee("submission", entry_data(shown, verified=False), by=by)
    return [
        row for row in rows if row["unit_id"] in units and row["period"] == str(form.period) and row["status_before"] != row["status_after"]
    ]


def blanks(warehouse: Warehouse, shown: Preview) -> list[Row]:
    """The measures the reporter was asked for and left without an answer, for every unit."""
    form = shown.checked.form
    if form is None:
        return []
    answered = {row["measure_id"] for row in shown.checked.values}
    with warehouse.cursor() as cursor:
        asked = measures_asked(cursor, form)
    return [row for row in asked if row["measure_id"] not in answered]


def approve(warehouse: Warehouse, *submission_ids: str, by: str, seen_at: int | None = None) -> None:
    """Approves one submission or many, each as an entry of its own; none if one of them cannot be.

    `seen_at`: the ledger number the effect was shown at; `LedgerMoved` if it is another by now. So with the other two.
    """
    _decide(warehouse, "approval", "duyet", submission_ids, by, {}, from_states=("cho_duyet",), seen_at=seen_at)


def send_back(warehouse: Warehouse, submission_id: str, *, by: str, why: str, seen_at: int | None = None) -> None:
    """Returns a submission to its reporter; its figures no longer count."""
    if not clean(why):
        raise CannotDo("Trả lại báo cáo phải có lý do.")
    _decide(warehouse, "return", "duyet", (submission_id,), by, {"reason": why}, from_states=("cho_duyet",), seen_at=seen_at)


def withdraw(warehouse: Warehouse, submission_id: str, *, by: str, why: str, seen_at: int | None = None) -> bool:
    """Takes a submission back, with all its figures. False if it was taken back before."""
    with warehouse.cursor() as cursor:
        row = reads.submission(cursor, submission_id)
        if row is not None:
            authorise(cursor, by, "rut", row["unit_id"])
    if row is not None and row["state"] == "da_rut":
        return False
    if not clean(why):
        raise CannotDo("Rút báo cáo phải có lý do.")
    states = ("cho_duyet", "da_duyet", "tra_lai")
    _decide(warehouse, "withdrawal", "rut", (submission_id,), by, {"reason": why}, from_states=states, seen_at=seen_at)
    return True


def authorise(cursor: Cursor, by: str, act: Act, unit_id: str) -> None:
    """Whether this person may do this for this unit. Until there are people in the ledger, any name is taken as it is."""
    if not by.strip():
        raise NotAllowed("Phải ghi mã người thực hiện.")
    if not reads.people_exist(cursor):
        return
    person = reads.person(cursor, by)
    if person is None:
        raise NotAllowed(f"Không có người dùng «{by}» đang hoạt động.")
    if not may(person["role"], act):
        raise NotAllowed(f"Vai trò của «{by}» không được làm việc này.")
    if not about_scope.covers(cursor, scope_of(person["role"], person["unit_id"]), unit_id):
        raise NotAllowed(f"«{by}» không phụ trách đơn vị «{unit_id}»." if unit_id else f"«{by}» chỉ phụ trách đơn vị của mình.")


OWN = "Người nộp không tự duyệt hoặc trả lại báo cáo của mình ({submission}). Nhờ người duyệt khác của đơn vị hoặc của cấp trên."


def _authorise_decision(cursor: Cursor, row: Row, act: Act, by: str) -> bool:
    """Whether it is the sender who decides, which only the setting for wards with one person allows: there who sends also approves."""
    if act != "duyet" or row["by_whom"] != by or not reads.people_exist(cursor):
        authorise(cursor, by, act, row["unit_id"])
        return False
    if reads.setting(cursor, about_people.ONE_PERSON) == "true":
        person = reads.person(cursor, by)
        authorise(cursor, by, act if person and may(person["role"], act) else "nop", row["unit_id"])
        return True
    authorise(cursor, by, act, row["unit_id"])
    raise NotAllowed(OWN.format(submission=row["submission_id"]))


def why_locked(warehouse: Warehouse, submission_id: str, today: date | None = None) -> str | None:
    """Why nothing may be decided about a submission any more: its quarter is locked, without an exception for its reporter."""
    with warehouse.cursor() as cursor:
        row = reads.submission(cursor, submission_id)
        return _lock_on(cursor, row, today or clock.today()) if row else None


def _lock_on(cursor: Cursor, row: Row, today: date) -> str | None:
    """The lock on any quarter a submission has figures for: the very question that is asked when it is sent."""
    reporter = {"unit_id": row["unit_id"]}
    describes = reads.described_unit(cursor, row["plan_id"], row["unit_id"]) or reporter
    for period in reads.periods_in(cursor, row["submission_id"]):
        for problem in check_lock(cursor, Form({"plan_id": row["plan_id"]}, reporter, describes, period), today):
            return f"{problem.message} {problem.expected}"
    return None


def _decide(
    warehouse: Warehouse,
    kind: str,
    act: Act,
    submission_ids: tuple[str, ...],
    by: str,
    more: dict[str, str],
    from_states: tuple[str, ...],
    seen_at: int | None,
) -> None:
    while True:
        at = warehouse.stands_at if seen_at is None else seen_at
        with warehouse.cursor() as cursor:
            own = {one for one in submission_ids if _must_allow(cursor, one, act, by, from_states)}
        said = {name: clean(words) for name, words in more.items()}
        acts = [(kind, {"submission_id": one} | said | ({"by_sender": True} if one in own else {})) for one in submission_ids]
        try:
            warehouse.ledger.append_all(acts, by=by, expected=at)
            return
        except LedgerMoved:
            if seen_at is not None:
                raise


def _must_allow(cursor: Cursor, submission_id: str, act: Act, by: str, from_states: tuple[str, ...]) -> bool:
    """Whether it is the sender who decides."""
    row = reads.submission(cursor, submission_id)
    if row is None:
        raise CannotDo(f"Không có báo cáo mang mã «{submission_id}».")
    own = _authorise_decision(cursor, row, act, by)
    if row["state"] not in from_states:
        raise CannotDo(f"Báo cáo {submission_id} đang ở trạng thái «{SUBMISSION_STATE[row['state']]}», không làm được việc này.")
    if locked := _lock_on(cursor, row, clock.today()):
        raise CannotDo(f"Báo cáo {submission_id} giữ nguyên. {locked}")
    return own
