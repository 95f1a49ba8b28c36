"""A chart on a page: the drawing, the sentence that says what it shows, and its twin, the same figures as a table."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import streamlit as st

from domain.names import fold
from domain.wording import DEMONSTRATION_LONG
from report.markup import picture_link
from report.tables import Table
from store import reads
from ui.data import ask

_CONFIG = {"displayModeBar": False, "responsive": True}


def draw(name: str, figure: Any, says: str) -> None:
    """Draws a figure; `says` is what it shows, for those who cannot see it."""
    st.plotly_chart(figure, theme=None, config=_CONFIG, key=f"chart-{name}", alt=says)


def file_name(title: str) -> str:
    """A title as the name of a file every system takes: only a-z, 0-9 and "-"."""
    return re.sub("[^a-z0-9]+", "-", fold(title))[:60].strip("-") or "bang-so-lieu"


def twin(
    name: str, make: Callable[[], Table], heading: str = "Bảng số liệu, tải về", *, invented: bool = True, picture: str | None = None
) -> None:
    """The figures behind a chart as a table, with downloads; made only when somebody opens it.

    `invented`: the demonstration invents such figures; what is published or stands in a plan it does not. `picture`: where the chart is
    taken along as a picture.
    """
    if picture:
        st.html(picture_link(picture))
    box = st.expander(heading, key=f"twin-{name}", on_change="rerun")
    if box.open:
        with box:
            show_table(name, make(), invented=invented)


def show_table(name: str, table: Table, *, invented: bool = True) -> None:
    """A table to read, with its downloads."""
    if invented and ask(reads.is_demonstration):
        table = Table(table.title, (*table.proof, DEMONSTRATION_LONG), table.heads, table.rows)
    st.html(f"<div class='td-scroll-twin' tabindex='0' role='region' aria-label='Bảng số liệu'>{table.as_html()}</div>")
    file = file_name(table.title)
    with st.container(horizontal=True):
        st.download_button("Tải Excel (xlsx)", table.as_xlsx, f"{file}.xlsx", key=f"xlsx-{name}", on_click="ignore")
        st.download_button("Tải csv", table.as_csv, f"{file}.csv", key=f"csv-{name}", on_click="ignore")
