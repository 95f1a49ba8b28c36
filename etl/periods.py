"""Locking a quarter's figures and unlocking them; letting one unit in all the same, until a day; the office's own due date.

What a lock refuses is decided in checks.py, what a due date makes late in store.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from domain import clock
from domain.period import Period
from domain.wording import day
from etl.acts import said, write
from etl.submit import CannotDo, NotAllowed, authorise
from store import reads
from store.tables import Cursor
from store.warehouse import Warehouse


def lock(warehouse: Warehouse, period: Period, by: str, why: str) -> None:
    """From now on the quarter takes no report, but from units with an exception."""
    _turn(warehouse, period, by, why, locked=True)


def unlock(warehouse: Warehouse, period: Period, by: str, why: str) -> None:
    """The quarter takes reports again; exceptions from its lock end with the lock."""
    _turn(warehouse, period, by, why, locked=False)


def allow(
    warehouse: Warehouse, period: Period, unit_id: str, by: str, why: str, until: date | None = None, *, today: date | None = None
) -> None:
    """Lets one unit (and its departments) report for a locked quarter, up to and including a day; without one, until taken back."""
    if until is not None and until < (today or clock.today()):
        raise CannotDo(f"Ngày {day(until)} đã qua. Chọn từ hôm nay trở đi.")
    _except(warehouse, period, unit_id, by, why, until, allowed=True)


def disallow(warehouse: Warehouse, period: Period, unit_id: str, by: str, why: str) -> None:
    """Takes an exception back."""
    _except(warehouse, period, unit_id, by, why, None, allowed=False)


def set_due(warehouse: Warehouse, period: Period, due_on: date | None, by: str) -> None:
    """Until when the office wants a quarter's figures; None for no date. Binds nobody by a plan, and opens no quarter to come."""

    def make(cursor: Cursor, _: int) -> dict[str, Any]:
        _authorise_for_all(cursor, by)
        facts = reads.period_facts(cursor, period) or {}
        _must_be_a_due_date(period, due_on, facts)
        kept = {name: facts[name] for name in ("reason", "closing_rule") if facts.get(name)}
        standing = {"period": str(period), "locked": bool(facts.get("locked")), "opened": bool(facts.get("opened"))}
        who = {"by_whom": facts["set_by"]} if facts.get("reason") else {}
        return standing | kept | who | {"due_on": None if due_on is None else due_on.isoformat()}

    write(warehouse, "period", by, make)


def _must_be_a_due_date(period: Period, due_on: date | None, facts: dict[str, Any]) -> None:
    if not period.is_quarter:
        raise CannotDo(f"{period.label} không phải là quý. Chọn một quý, ví dụ Quý III/2026.")
    if due_on == facts.get("due_on"):
        raise CannotDo(f"{period.label} {'chưa đặt hạn' if due_on is None else f'đã có hạn {day(due_on)}'} sẵn rồi.")
    closing = period.closing_day(facts.get("closing_rule") or "duong_lich")
    if due_on is not None and due_on <= closing:
        raise CannotDo(f"Hạn {day(due_on)} chưa qua ngày chốt số liệu {day(closing)} của {period.label}. Chọn ngày sau đó.")
    if due_on is not None and (due_on - closing).days > 366:
        raise CannotDo(f"Hạn {day(due_on)} cách ngày chốt số liệu của {period.label} hơn một năm. Kiểm tra lại năm.")


def _turn(warehouse: Warehouse, period: Period, by: str, why: str, *, locked: bool) -> None:
    def make(cursor: Cursor, _: int) -> dict[str, Any]:
        _authorise_for_all(cursor, by)
        reason = said(why, f"{'Khóa' if locked else 'Mở khóa'} kỳ phải có lý do.")
        _must_have_come(cursor, period)
        facts = reads.period_facts(cursor, period) or {}
        if bool(facts.get("locked")) == locked:
            raise CannotDo(f"{period.label} đang {'khóa' if locked else 'mở'} sẵn rồi.")
        return _kept(facts) | {"period": str(period), "locked": locked, "reason": reason}

    write(warehouse, "period", by, make)


def _kept(facts: dict[str, Any]) -> dict[str, Any]:
    """What else was set for the period: an entry replaces the whole row, so it carries the rest along."""
    kept = {}
    if facts.get("due_on"):
        kept["due_on"] = facts["due_on"].isoformat()
    if facts.get("closing_rule"):
        kept["closing_rule"] = facts["closing_rule"]
    return kept


def _must_have_come(cursor: Cursor, period: Period) -> None:
    """A row in `period` opens a quarter, and every card moves to the last one open: no lock may open a quarter to come."""
    last = reads.last_quarter(cursor)
    if not period.is_quarter:
        raise CannotDo(f"{period.label} không phải là quý. Chọn một quý, ví dụ Quý III/2026.")
    if last is None or period > last:
        raise CannotDo(f"{period.label} chưa có báo cáo nào nên chưa khóa được.")


def _authorise_for_all(cursor: Cursor, by: str) -> None:
    """A lock binds every unit, so it takes an administrator who answers for more than their own."""
    person = reads.person(cursor, by)
    own = person["unit_id"] if person else None
    authorise(cursor, by, "quan_tri", own or "")
    if own:
        raise NotAllowed(
            f"Khóa kỳ áp dụng cho mọi đơn vị, còn «{by}» chỉ phụ trách «{own}». Nhờ quản trị chung, người không gắn với đơn vị nào."
        )


def _except(warehouse: Warehouse, period: Period, unit_id: str, by: str, why: str, until: date | None, *, allowed: bool) -> None:
    def make(cursor: Cursor, _: int) -> dict[str, Any]:
        unit = reads.unit(cursor, unit_id)
        if unit is None:
            raise CannotDo(f"Không có đơn vị mang mã «{unit_id}».")
        authorise(cursor, by, "quan_tri", unit_id)
        reason = said(why, "Cho nộp thêm, hoặc thôi cho, phải có lý do.")
        _must_make_sense(cursor, period, unit, allowed=allowed)
        return {
            "period": str(period),
            "unit_id": unit_id,
            "until": None if until is None else until.isoformat(),
            "reason": reason,
            "allowed": allowed,
        }

    write(warehouse, "period_exception", by, make)


def _must_make_sense(cursor: Cursor, period: Period, unit: dict[str, Any], *, allowed: bool) -> None:
    facts = reads.period_facts(cursor, period)
    if facts is None or not facts["locked"]:
        raise CannotDo(f"{period.label} đang mở, mọi đơn vị đều nộp được.")
    if not allowed and not reads.exceptions_for(cursor, period, [unit["unit_id"]]):
        raise CannotDo(f"{unit['name']} không có trong danh sách được nộp thêm của {period.label}.")
