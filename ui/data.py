"""The one warehouse behind all pages, and cached reads keyed by where the ledger stands: a new entry makes a new key."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import streamlit as st

from store.accounts import Accounts
from store.home import Home
from store.ledger import unpack_file
from store.warehouse import Warehouse

Answer = TypeVar("Answer")


@st.cache_resource(show_spinner="Đang mở kho số liệu …")
def _warehouse(folder: str) -> Warehouse:
    return Warehouse.open(Home.current(), patience=5.0)


def warehouse() -> Warehouse:
    """The warehouse of this installation, one for the whole server."""
    return _warehouse(str(Home.current().folder))


def accounts() -> Accounts:
    """Passwords and sign-ins of this installation."""
    return Accounts(Home.current().accounts)


def ask(question: Callable[..., Answer], *words: Any) -> Answer:
    """The answer to one of the questions of store.reads, remembered until the ledger moves."""
    name = f"{question.__module__}.{question.__name__}"
    answer: Answer = _remembered(name, words, warehouse().stands_at, str(Home.current().folder), question)
    return answer


@st.cache_data(show_spinner=False, max_entries=2000)
def _remembered(name: str, words: tuple[Any, ...], number: int, folder: str, _question: Callable[..., Any]) -> Any:
    with warehouse().cursor() as cursor:
        return _question(cursor, *words)


def original(number: int) -> bytes | None:
    """The file a submission came in with, as its ledger entry keeps it; None for an entry without one."""
    entry = warehouse().ledger.entry(number)
    return unpack_file(entry.data["file"]) if entry.data.get("file") else None
