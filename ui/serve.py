"""Starts the server: `python -m ui.serve [options of streamlit run]`.

Before its first run Streamlit takes a folder named pages/ for its older way of finding pages, and greets the first visitor who comes by a
deep link with a "page not found" of its own. Told beforehand that app.py does the navigation, it does not.
"""

from __future__ import annotations

import sys
from pathlib import Path

from streamlit.runtime.pages_manager import PagesManager
from streamlit.web import cli

APP = Path(__file__).resolve().parent.parent / "app.py"

if __name__ == "__main__":
    PagesManager.uses_pages_directory = False
    sys.argv = ["streamlit", "run", str(APP), *sys.argv[1:]]
    cli.main()
