"""What pages read: cached answers keyed by where the ledger stands, so that a new entry makes a new key."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import streamlit as st

from store.home import Home
from store.ledger import unpack_file
from store.reads import about_scope
from ui.installation import accounts, warehouse

__all__ = ["accounts", "ask", "file_of", "original", "warehouse"]

Answer = TypeVar("Answer")


def ask(question: Callable[..., Answer], *words: Any) -> Answer:
    """The answer to one of the questions of store.reads, remembered until the ledger moves."""
    name = f"{question.__module__}.{question.__name__}"
    answer: Answer = _remembered(name, words, warehouse().stands_at, str(Home.current().folder), question)
    return answer


@st.cache_data(show_spinner=False, max_entries=2000)
def _remembered(name: str, words: tuple[Any, ...], number: int, folder: str, _question: Callable[..., Any]) -> Any:
    with warehouse().cursor() as cursor:
        return _question(cursor, *words)


def file_of(number: int) -> bytes | None:
    """The file a submission came in with, as its ledger entry keeps it, to read a cell in; None for an entry without one."""
    entry = warehouse().ledger.entry(number)
    return unpack_file(entry.data["file"]) if entry.data.get("file") else None


def original(number: int, scope: str | None) -> bytes | None:
    """The same file to hand out; None also for whoever does not answer for the unit that sent it. A plan's binds in public."""
    unit_id = warehouse().ledger.entry(number).data.get("unit_id")
    may_have = scope is not None if unit_id is None else ask(about_scope.covers, scope, unit_id)
    return file_of(number) if may_have else None
