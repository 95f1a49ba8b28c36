"""What of everything units sent in is for whoever looks, and what they may do here: their own unit and those below it.

Every scoped question gets the scope as its first word, so that no answer is kept for somebody else. Acts authorise themselves all the same;
this only keeps forms from whoever could not use them.
"""

from __future__ import annotations

from typing import Any

import streamlit as st

from domain.access import Act, scope_of
from store.reads import about_scope
from ui import person as present
from ui.data import ask

Row = dict[str, Any]


def scope() -> str | None:
    """Where whoever looks may read reports; None for nobody signed in."""
    person = present.signed_in()
    return scope_of(person.role, person.unit_id) if person else None


def covers(unit_id: str) -> bool:
    """Whether a unit is one of theirs."""
    return ask(about_scope.covers, scope(), unit_id)


def own(rows: list[Row]) -> list[Row]:
    """The rows of units that are theirs."""
    units = ask(about_scope.units_within, scope())
    return [row for row in rows if row["unit_id"] in units]


def own_plans(rows: list[Row]) -> list[Row]:
    """The plans that bind a unit of theirs."""
    plans = ask(about_scope.plans_within, scope())
    return [row for row in rows if row["plan_id"] in plans]


def answered_for() -> tuple[frozenset[str], frozenset[str]]:
    """The plans and units whose figures they answer for or ask about; a department's ward is among them."""
    return ask(about_scope.plans_within, scope()), ask(about_scope.units_answered_for, scope())


def may_here(*acts: Act, unit_id: str | None = None) -> bool:
    """Whether whoever looks may do one of some acts: for a unit, or for any of theirs."""
    person = present.signed_in()
    return person is not None and any(person.may(act) for act in acts) and (unit_id is None or covers(unit_id))


def way_to_explain(unit_id: str, *, asked: bool) -> str:
    """What the link from a figure to its questions says; empty for whoever may neither ask nor answer."""
    if may_here("duyet", unit_id=unit_id):
        return "Hỏi thêm hoặc đóng câu hỏi" if asked else "Yêu cầu giải trình số này"
    return "Trả lời câu hỏi" if asked and may_here("nop") and unit_id in answered_for()[1] else ""


def is_not_theirs(what: str) -> None:
    """The answer to a link to what another unit sent in; the same whether there is such a thing or not."""
    st.warning(f"{what} không có, hoặc thuộc đơn vị bạn không phụ trách. Chọn trong danh sách.")
