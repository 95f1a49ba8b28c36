"""Starts the server: `python -m ui.serve [options of streamlit run]`. In an empty installation it makes the first administrator.

Before its first run Streamlit takes a folder named pages/ for its older way of finding pages, and greets the first visitor who comes by a
deep link with a "page not found" of its own. Told beforehand that app.py does the navigation, it does not.
"""

from __future__ import annotations

import sys
from pathlib import Path

from streamlit.runtime.pages_manager import PagesManager
from streamlit.web import cli

from store import entrance
from store.accounts import Accounts
from store.home import Home
from store.warehouse import Warehouse

FIRST = (
    "Quản trị đầu tiên: mã «{who}», mật khẩu dùng một lần «{password}».\nĐăng nhập rồi đặt mật khẩu riêng; mật khẩu này không hiện lại.\n"
)
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


if __name__ == "__main__":
    tell_first_password()
    PagesManager.uses_pages_directory = False
    sys.argv = ["streamlit", "run", str(WEB), *sys.argv[1:]]
    cli.main()
