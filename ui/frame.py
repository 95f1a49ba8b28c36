"""The frame of every page: the shared style, the title line, the demonstration mark, cards."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import streamlit as st

from domain.wording import DEMONSTRATION, DEMONSTRATION_LONG
from report.markup import text
from store import reads
from ui.data import ask

_STYLE = Path(__file__).parent / "style.css"


def style() -> None:
    st.html(_STYLE)


def title(name: str, about: str) -> None:
    """The page's first line: what it shows, as of when; and that the figures are invented where they are."""
    mark = ""
    if ask(reads.is_demonstration):
        mark = f'<span class="td-demo" title="{text(DEMONSTRATION_LONG)}">{text(DEMONSTRATION)}</span>'
    st.html(f'<div class="td-title"><div><h1>{text(name)}</h1><p>{text(about)}</p></div>{mark}</div>')


def demonstration_note() -> None:
    if ask(reads.is_demonstration):
        st.caption(DEMONSTRATION_LONG)


@contextmanager
def card(name: str, heading: str | None = None, *, even: bool = False) -> Iterator[None]:
    """A white surface with a heading; `even` makes neighbours equally high."""
    with st.container(border=True, key=f"the-{name}", gap="xsmall", height="stretch" if even else "content"):
        if heading:
            st.html(f"<h2 class='td-head'>{text(heading)}</h2>")
        yield
