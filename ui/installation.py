"""The one warehouse and the one file of accounts behind everything the server answers, pages or not. Nothing of Streamlit's in here."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache, lru_cache
from pathlib import Path
from threading import Lock
from typing import Any

from store.accounts import Accounts
from store.home import Home
from store.warehouse import Warehouse

_OPENING = Lock()


def warehouse() -> Warehouse:
    """The warehouse of this installation, one for the whole server."""
    with _OPENING:
        return _opened(Home.current().folder)


@cache
def _opened(folder: Path) -> Warehouse:
    return Warehouse.open(Home(folder), patience=5.0)


def accounts() -> Accounts:
    """Passwords and sign-ins of this installation."""
    return Accounts(Home.current().accounts)


def known(question: Callable[..., Any], *words: Any) -> Any:
    """The answer to a question of store.reads that every request and every run puts: the last one given, until the ledger moves."""
    return _answered(Home.current().folder, warehouse().stands_at, question, words)


@lru_cache(maxsize=1000)
def _answered(folder: Path, number: int, question: Callable[..., Any], words: tuple[Any, ...]) -> Any:
    with warehouse().cursor() as cursor:
        return question(cursor, *words)
