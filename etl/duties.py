"""Reports the plans ask for: that one was sent (day, document), and taking such a record back; whom to call at a unit.

A wrong record is taken back by an entry of its own and stays in the ledger; of several the earliest sending counts. What is late, and by
how much, is decided in store.
"""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from domain import clock
from domain.names import clean
from domain.period import NotAPeriod, Period
from domain.wording import day
from etl.acts import said, write
from etl.submit import CannotDo, NotAllowed, authorise
from store import reads
from store.reads import about_duties
from store.tables import Cursor, Row
from store.warehouse import Warehouse

_PHONE = re.compile(r"\+?\d[\d .()-]{6,18}\d")
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")


def record_sent(
    warehouse: Warehouse, *, duty_id: str, unit_id: str, period: str, sent_on: date, document: str, by: str, today: date | None = None
) -> None:
    """Writes down that a unit sent a report it owes: on which day, under which number."""

    def make(cursor: Cursor, _: int) -> dict[str, Any]:
        duty, unit = _known(cursor, duty_id, unit_id)
        authorise(cursor, by, "nop", unit_id)
        number = said(document, "Chưa ghi số, ký hiệu văn bản. Ví dụ «45/BC-UBND».")
        _must_be_owed(cursor, duty, unit, period, sent_on, today or clock.today())
        return {"duty_id": duty_id, "unit_id": unit_id, "period": period, "sent_on": sent_on.isoformat(), "document": number}

    write(warehouse, "duty_sent", by, make)


def withdraw_sent(warehouse: Warehouse, number: int, *, by: str, why: str) -> None:
    """Takes one record of sending back, by the number of its ledger entry; what else was recorded for that report stands."""

    def make(cursor: Cursor, _: int) -> dict[str, Any]:
        row = about_duties.sending(cursor, number)
        if row is None:
            raise CannotDo("Ghi nhận này không còn, có thể vừa có người rút. Tải lại trang để xem.")
        authorise(cursor, by, "rut", row["unit_id"])
        return {"number": number, "reason": said(why, "Rút ghi nhận phải có lý do. Ví dụ «Nhầm đơn vị».")}

    write(warehouse, "duty_sent_withdrawn", by, make)


def set_contact(warehouse: Warehouse, *, unit_id: str, name: str, phone: str, email: str, by: str) -> None:
    """Whom to call at a unit from now on, by position or name; without a name nobody any more."""

    def make(cursor: Cursor, _: int) -> dict[str, Any]:
        if reads.unit(cursor, unit_id) is None:
            raise CannotDo(f"Không có đơn vị mang mã «{unit_id}».")
        _may_name(cursor, by, unit_id)
        return {"unit_id": unit_id} | _contact(clean(name), clean(phone), clean(email))

    write(warehouse, "contact", by, make)


def _known(cursor: Cursor, duty_id: str, unit_id: str) -> tuple[Row, Row]:
    duty, unit = about_duties.duty(cursor, duty_id), reads.unit(cursor, unit_id)
    if duty is None:
        raise CannotDo(f"Không có nhiệm vụ báo cáo mang mã «{duty_id}».")
    if unit is None:
        raise CannotDo(f"Không có đơn vị mang mã «{unit_id}».")
    if duty["frequency"] == "dot_xuat":
        raise CannotDo("Báo cáo đột xuất theo yêu cầu không có kỳ nên không theo dõi hạn. Chọn một báo cáo định kỳ.")
    return duty, unit


def _must_be_owed(cursor: Cursor, duty: Row, unit: Row, period: str, sent_on: date, today: date) -> None:
    try:
        named = Period.parse(period)
    except NotAPeriod as wrong:
        raise CannotDo(str(wrong)) from wrong
    if about_duties.occasion(cursor, duty["duty_id"], unit["unit_id"], period, max(today, named.last_day)) is None:
        raise CannotDo(f"Kế hoạch {duty['number']} không giao {unit['name']} báo cáo này cho {named.label}.")
    if sent_on > today:
        raise CannotDo(f"Ngày gửi {day(sent_on)} chưa đến. Chọn từ hôm nay, {day(today)}, trở về trước.")
    if sent_on < named.first_day:
        raise CannotDo(f"Ngày gửi {day(sent_on)} trước ngày đầu của {named.label}. Chọn từ {day(named.first_day)} trở đi.")
    if sent_on < duty["issued_on"]:
        raise CannotDo(f"Ngày gửi {day(sent_on)} trước ngày ban hành kế hoạch. Chọn từ {day(duty['issued_on'])} trở đi.")


def _may_name(cursor: Cursor, by: str, unit_id: str) -> None:
    """Who submits for a unit names its contact; so does an administrator."""
    try:
        authorise(cursor, by, "nop", unit_id)
    except NotAllowed:
        authorise(cursor, by, "quan_tri", unit_id)


def _contact(name: str, phone: str, email: str) -> dict[str, str | None]:
    if not name and (phone or email):
        raise CannotDo("Chưa ghi đầu mối là ai. Ghi chức danh, ví dụ «Công chức văn hóa - xã hội».")
    if name and not (phone or email):
        raise CannotDo("Chưa có cách liên hệ. Ghi số điện thoại hoặc thư điện tử của cơ quan.")
    if phone and not _PHONE.fullmatch(phone):
        raise CannotDo(f"«{phone}» không giống số điện thoại. Ghi từ 8 chữ số, ví dụ «0225 3000 000».")
    if email and not _EMAIL.fullmatch(email):
        raise CannotDo(f"«{email}» không giống địa chỉ thư điện tử. Ví dụ «vanthu@phuong.example».")
    return {"name": name or None, "phone": phone or None, "email": email or None}
