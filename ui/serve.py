"""Starts the server: `python -m ui.serve [options of streamlit run]`. In an empty installation it makes the first administrator.

Told to stop, it ends in a while even if a page or a connection does not: what was half done is undone at the next start.

Before its first run Streamlit takes a folder named pages/ for its older way of finding pages, and greets the first visitor who comes by a
deep link with a "page not found" of its own. Told beforehand that app.py does the navigation, it does not.
"""

from __future__ import annotations

import faulthandler
import os
import sys
import threading
from pathlib import Path
from types import FrameType

import uvicorn
from streamlit.runtime.pages_manager import PagesManager
from streamlit.web import cli

from store import entrance
from store.accounts import Accounts
from store.home import Home
from store.warehouse import Warehouse

FIRST = (
    "Quản trị đầu tiên: mã «{who}», mật khẩu dùng một lần «{password}».\nĐăng nhập rồi đặt mật khẩu riêng; mật khẩu này không hiện lại.\n"
)
PATIENCE = 8
WEB = Path(__file__).resolve().parent / "web.py"


def tell_first_password() -> None:
    """Shown here once and kept nowhere: whoever starts the server hands it to the administrator."""
    home = Home.current()
    warehouse = Warehouse.open(home, patience=5.0)
    try:
        password = entrance.first_password(warehouse, Accounts(home.accounts))
    finally:
        warehouse.close()
    if password:
        sys.stdout.write(FIRST.format(who=entrance.FIRST_ADMINISTRATOR, password=password))
        sys.stdout.flush()


def end_within(seconds: float) -> None:
    """Ends the process after that time, whatever still runs, and says in the log what it was."""

    def end() -> None:
        faulthandler.dump_traceback()
        os._exit(1)

    watch = threading.Timer(seconds, end)
    watch.daemon = True
    watch.start()


class StoppingServer(uvicorn.Server):
    """The server Streamlit runs, which waits for the last connection for ever: here connections are given some seconds, and then all."""

    def __init__(self, config: uvicorn.Config) -> None:
        config.timeout_graceful_shutdown = PATIENCE
        super().__init__(config)

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        end_within(2 * PATIENCE)
        super().handle_exit(sig, frame)


if __name__ == "__main__":
    tell_first_password()
    PagesManager.uses_pages_directory = False
    uvicorn.Server = StoppingServer  # type: ignore[misc]
    sys.argv = ["streamlit", "run", str(WEB), *sys.argv[1:]]
    cli.main()
