"""A workbook's way into the ledger: read, check, save. Then what may happen to it: approved, returned, withdrawn.

The file a newcomer reads first. Nothing is stored while there is an error; the whole workbook becomes one entry or none.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

from domain.access import Act, may
from domain.names import clean
from domain.wording import SUBMISSION_STATE
from etl.checks import Checked, check
from etl.problems import Problem
from etl.read import Filled, read_workbook
from store import reads
from store.ledger import LedgerMoved, pack_file
from store.tables import Cursor, Row
from store.warehouse import Warehouse


class NotAllowed(Exception):
    """This person may not do that; the message says what is missing."""


class CannotDo(Exception):
    """What was asked is not possible; the message says why."""


@dataclass(frozen=True)
class Preview:
    """A checked workbook, and the ledger entry it was checked at."""

    checked: Checked
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


def preview(warehouse: Warehouse, content: bytes, file_name: str) -> Preview:
    """What a workbook says and what is wrong with it; nothing is stored."""
    filled = read_workbook(content)
    return _preview(warehouse, filled, content, file_name)


def _preview(warehouse: Warehouse, filled: Filled, content: bytes, file_name: str) -> Preview:
    stands_at = warehouse.stands_at  # before the check: whatever comes later makes the confirmation look again
    with warehouse.cursor() as cursor:
        return Preview(check(cursor, filled), clean(Path(file_name).name), content, stands_at)


def load(warehouse: Warehouse, content: bytes, file_name: str, *, by: str, accept_warnings: bool = False) -> Outcome:
    """Takes a workbook in, whole or not at all. The same file again is known by its content."""
    filled = read_workbook(content)
    while True:
        shown = _preview(warehouse, filled, content, file_name)
        problems = shown.checked.problems
        if shown.checked.form is not None:
            with warehouse.cursor() as cursor:
                authorise(cursor, by, "nop", shown.checked.form.reporter["unit_id"])
        known = _known(warehouse, shown.sha256)
        if known:
            return Outcome(known["submission_id"], known["state"], was_known=True)
        if shown.checked.has_errors or (problems and not accept_warnings):
            return Outcome(None, None, problems)
        try:
            return Outcome(confirm(warehouse, shown, by=by), "cho_duyet", problems)
        except LedgerMoved:
            continue  # somebody else's entry came between: check against what stands now


def entry_data(shown: Preview, *, verified: bool) -> dict[str, Any]:
    """The ledger entry a previewed workbook would become, without the file itself."""
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


def confirm(warehouse: Warehouse, shown: Preview, *, by: str) -> str:
    """Stores a previewed workbook; `LedgerMoved` if the ledger is no longer where the preview saw it."""
    with warehouse.cursor() as cursor:
        if shown.checked.form is not None:
            authorise(cursor, by, "nop", shown.checked.form.reporter["unit_id"])
        verified = reads.people_exist(cursor)
    data = entry_data(shown, verified=verified)
    warehouse.ledger.append("submission", data | {"file": pack_file(shown.content)}, by=by, expected=shown.stands_at)
    return str(data["submission_id"])


@dataclass(frozen=True)
class Change:
    """One figure before and after, as it will stand."""

    measure: Row
    cell: str
    before: Decimal | None
    after: Decimal | None
    period_before: str | None

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
    with warehouse.cursor() as cursor:
        unit_id = form.describes["unit_id"]
        now = reads.standing_figures(cursor, unit_id, form.period)
        before = reads.previous_figures(cursor, unit_id, form.period)
        names = {row["measure_id"]: row for row in reads.form_measures(cursor, form.plan["plan_id"], form.reporter["unit_id"], unit_id)}
    made = []
    for row in shown.checked.values:
        known = now.get(row["measure_id"]) or before.get(row["measure_id"])
        made.append(
            Change(
                names[row["measure_id"]],
                row["cell"],
                known.value if known else None,
                None if row["value"] is None else Decimal(row["value"]),
                known.period if known else None,
            )
        )
    return sorted(made, key=lambda change: -change.relative)


def effects(warehouse: Warehouse, shown: Preview, *, by: str) -> list[Row]:
    """The statuses a previewed workbook would change, of its own unit and quarter."""
    form = shown.checked.form
    if form is None or shown.checked.has_errors:
        return []
    rows = warehouse.foresee("submission", entry_data(shown, verified=False), by=by)
    return [
        row
        for row in rows
        if row["unit_id"] == form.describes["unit_id"] and row["period"] == str(form.period) and row["status_before"] != row["status_after"]
    ]


def blanks(warehouse: Warehouse, shown: Preview) -> list[Row]:
    """The measures the reporter was asked for and left without an answer."""
    form = shown.checked.form
    if form is None:
        return []
    answered = {row["measure_id"] for row in shown.checked.values}
    with warehouse.cursor() as cursor:
        asked = reads.form_measures(cursor, form.plan["plan_id"], form.reporter["unit_id"], form.describes["unit_id"])
    return [row for row in asked if row["measure_id"] not in answered]


def approve(warehouse: Warehouse, *submission_ids: str, by: str) -> None:
    """Approves one submission or many, each as an entry of its own; none if one of them cannot be."""
    _decide(warehouse, "approval", "duyet", submission_ids, by, {}, from_states=("cho_duyet",))


def send_back(warehouse: Warehouse, submission_id: str, *, by: str, why: str) -> None:
    _decide(warehouse, "return", "duyet", (submission_id,), by, {"reason": why}, from_states=("cho_duyet",))


def withdraw(warehouse: Warehouse, submission_id: str, *, by: str, why: str) -> bool:
    """Takes a submission back, with all its figures. False if it was taken back before."""
    with warehouse.cursor() as cursor:
        row = reads.submission(cursor, submission_id)
    if row is not None and row["state"] == "da_rut":
        return False
    if not why.strip():
        raise CannotDo("Rút báo cáo phải có lý do.")
    _decide(warehouse, "withdrawal", "rut", (submission_id,), by, {"reason": why}, from_states=("cho_duyet", "da_duyet", "tra_lai"))
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
    if person["unit_id"] and not reads.is_within(cursor, unit_id, person["unit_id"]):
        raise NotAllowed(f"«{by}» không phụ trách đơn vị «{unit_id}».")


def _decide(
    warehouse: Warehouse, kind: str, act: Act, submission_ids: tuple[str, ...], by: str, more: dict[str, str], from_states: tuple[str, ...]
) -> None:
    while True:
        at = warehouse.stands_at
        with warehouse.cursor() as cursor:
            for submission_id in submission_ids:
                _must_allow(cursor, submission_id, act, by, from_states)
        more = {name: clean(said) for name, said in more.items()}
        acts = [(kind, {"submission_id": submission_id} | more) for submission_id in submission_ids]
        try:
            warehouse.ledger.append_all(acts, by=by, expected=at)
            return
        except LedgerMoved:
            continue


def _must_allow(cursor: Cursor, submission_id: str, act: Act, by: str, from_states: tuple[str, ...]) -> None:
    row = reads.submission(cursor, submission_id)
    if row is None:
        raise CannotDo(f"Không có báo cáo mang mã «{submission_id}».")
    authorise(cursor, by, act, row["unit_id"])
    if row["state"] not in from_states:
        raise CannotDo(f"Báo cáo {submission_id} đang ở trạng thái «{SUBMISSION_STATE[row['state']]}», không làm được việc này.")


def _known(warehouse: Warehouse, sha256: str) -> Row | None:
    with warehouse.cursor() as cursor:
        return reads.submission_of_file(cursor, sha256)
