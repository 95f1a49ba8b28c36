"""What a page says after an act went through: the sentence, and inputs that are empty again.

An act ends in a rerun, which forgets everything but the session; a refused act keeps what was typed.
"""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from domain.access import Refused


def turn() -> int:
    """Part of every input's key: a new turn has empty inputs."""
    return int(st.session_state.get("luot", 0))


def finish(sentence: str) -> None:
    """Ends a turn: the page runs again, empty, and says this."""
    st.session_state["vua_lam"] = sentence
    st.session_state["luot"] = turn() + 1
    st.rerun()


def say_finished() -> None:
    if sentence := st.session_state.pop("vua_lam", None):
        st.success(sentence)


def do(act: Callable[[], object], done: str) -> None:
    """Does what somebody asked and ends the turn with a sentence; where it is refused, says why and keeps what was typed."""
    try:
        act()
    except Refused as refusal:
        st.error(str(refusal))
    else:
        finish(done)
