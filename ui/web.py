"""The server: the pages of app.py, the doors beside them, the guard before all. Started by ui/serve.py."""

from __future__ import annotations

from pathlib import Path

import streamlit as st
from starlette.middleware import Middleware

from ui.doors import ROUTES
from ui.guard import Guard

app = st.App(Path(__file__).resolve().parent.parent / "app.py", routes=ROUTES, middleware=[Middleware(Guard)])
