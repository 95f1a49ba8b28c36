"""The one warehouse and the one file of accounts behind everything the server answers, pages or not. Nothing of Streamlit's in here."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from threading import Lock

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
