"""An act on a page in two steps: see what it would change, then confirm exactly that. After somebody else's entry it is shown again."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NoReturn

import streamlit as st

from domain.access import Refused
from report import admin as shown_as
from report.markup import text
from store import reads
from store.ledger import LedgerMoved
from ui.data import ask
from ui.turn import finish

_KEPT = "viec_xem_truoc"


def offer(name: str, label: str, asked: tuple[object, ...], make: Callable[[], Any], done: str, carry_out: Callable[[Any], None]) -> None:
    """A button that shows what an act would change, and beneath it the one that does it.

    `asked`: what was chosen and typed; once that is something else, what was shown is gone and has to be looked at again.
    """
    if st.button(f"Xem trước: {label}", key=f"xem-{name}"):
        _look(name, asked, make)
    kept = st.session_state.get(_KEPT)
    if kept is None or (kept["name"], kept["asked"]) != (name, asked):
        return
    with st.container(border=True, key=f"the-xem-truoc-{name}"):
        _show(kept["planned"].extent)
        with st.container(horizontal=True):
            confirmed, dropped = st.button("Xác nhận", type="primary", key=f"xac-nhan-{name}"), st.button("Thôi", key=f"thoi-{name}")
    if dropped:
        st.session_state.pop(_KEPT)
        st.rerun()
    if confirmed:
        _confirm(name, asked, make, done, carry_out)


def forget() -> None:
    """Nothing is being looked at any more: something else was chosen."""
    st.session_state.pop(_KEPT, None)


def _look(name: str, asked: tuple[object, ...], make: Callable[[], Any]) -> None:
    forget()
    try:
        with st.spinner("Đang tính việc này làm thay đổi những gì …"):
            planned = make()
    except Refused as refusal:
        st.error(str(refusal))
    else:
        st.session_state[_KEPT] = {"name": name, "asked": asked, "planned": planned}


def _show(extent: list[dict[str, Any]]) -> None:
    plans = {row["plan_id"]: row["number"] for row in ask(reads.plans)}
    units = {row["unit_id"]: row["name"] for row in ask(reads.all_units)}
    said = shown_as.extent_list(shown_as.extent_sentences(extent, plans, units))
    st.html(f"<h3 class='td-part-head'>{text(shown_as.gone_in_all(extent))}</h3>{said}")


def _confirm(name: str, asked: tuple[object, ...], make: Callable[[], Any], done: str, carry_out: Callable[[Any], None]) -> None:
    try:
        carry_out(st.session_state[_KEPT]["planned"])
    except LedgerMoved:
        _look(name, asked, make)
        note_moved()
    except Refused as refusal:
        st.error(str(refusal))
    else:
        forget()
        finish(done)


def note_moved() -> NoReturn:
    """Somebody else's entry came between: the page runs again and says so."""
    st.session_state["vua_doi_so_cai"] = True
    st.rerun()


def say_moved() -> None:
    """That somebody else's entry came between, once."""
    if st.session_state.pop("vua_doi_so_cai", False):
        st.warning("Có người vừa ghi vào sổ cái. Dưới đây là bản xem trước mới; xem lại rồi xác nhận.")
