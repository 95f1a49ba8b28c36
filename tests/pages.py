"""Pages in Streamlit's own test harness: opened as a link would, and what they say."""

from __future__ import annotations

import re
from html import unescape

import pytest
from streamlit.testing.v1 import AppTest

from tests.browser import ROOT
from ui.sign_in import Person


def sign_in(
    monkeypatch: pytest.MonkeyPatch, role: str | None = "chuyen_vien", unit_id: str | None = "tran-lieu", person_id: str = "an"
) -> None:
    """From now on somebody of a role looks at the pages; nobody without one. An administrator of no unit answers for all."""
    person = Person(person_id, person_id.capitalize(), role, unit_id) if role else None
    monkeypatch.setattr("ui.person.signed_in", lambda: person)


def open_page(script: str, **query: str) -> AppTest:
    """A page (`xem/giai_doan`) under the home named in TIENDO57_HOME, its filters as in a link; no error on it."""
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=120)
    _ask(app, query)
    app.run()  # a page with an address of its own is known only once the program ran
    app.switch_page(f"pages/{script}.py")
    _ask(app, query)
    app.run()
    assert not app.exception, app.exception
    assert not app.error, [error.value for error in app.error]
    return app


def _ask(app: AppTest, query: dict[str, str]) -> None:
    for name, value in query.items():
        app.query_params[name] = value


def said(app: AppTest) -> str:
    """All a page says, as text: what is between tags, with one space between words."""
    parts = [element.proto.body for element in app.get("html") if not element.proto.body.startswith(("<style>", "<script>"))]
    parts += [element.value for element in [*app.markdown, *app.caption, *app.info, *app.warning, *app.success]]
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", " ".join(parts))).split())


def is_marked(app: AppTest) -> bool:
    """Whether the page carries the mark of the demonstration."""
    return any('class="td-demo"' in element.proto.body for element in app.get("html"))
