"""What is wrong with a sent workbook: how many problems, each with its place and remedy, and the file back with the places marked.

Finds nothing itself: the groups come as they were put together, the marked file is made when somebody asks for it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol

import streamlit as st

from report.markup import plain_table, text

EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
SHOWN = 40


class Problem(Protocol):
    """A problem of one cell, in words."""

    level: str
    sheet: str
    message: str
    expected: str
    entered: str
    about: str

    @property
    def mark(self) -> str: ...


class Group(Protocol):
    """Alike problems, read once."""

    @property
    def problem(self) -> Problem: ...

    @property
    def cells(self) -> tuple[str, ...]: ...

    @property
    def place(self) -> str: ...


def counted(groups: Sequence[Group]) -> str:
    """ "2 lỗi, 1 cảnh báo"."""
    wrong = sum(len(group.cells) for group in groups if group.problem.level == "error")
    return f"{wrong} lỗi, {sum(len(group.cells) for group in groups) - wrong} cảnh báo"


def show_problems(groups: Sequence[Group], marked_name: str, marked: Callable[[], bytes]) -> None:
    """The problems, errors first, and the sender's own file with all of them marked."""
    ordered = sorted(groups, key=lambda group: group.problem.level != "error")
    st.html(plain_table(map(_line, ordered[:SHOWN]), reading=True))
    if len(ordered) > SHOWN:
        st.html(f"<p class='td-note'>và {len(ordered) - SHOWN} loại nữa; tệp đánh dấu dưới đây ghi đủ từng ô.</p>")
    name = f"can-sua-{marked_name}"
    st.download_button("Tải lại tệp của tôi, có đánh dấu chỗ cần sửa", marked, name, mime=EXCEL, on_click="ignore")


def _line(group: Group) -> tuple[str, str]:
    one = group.problem
    about = f"<b>{text(one.about)}</b><br>" if one.about and len(group.cells) == 1 else ""
    entered = f" Đã ghi «{text(one.entered)}»." if one.entered else ""
    return (
        f"<b>{one.mark}</b><br>{text(one.sheet)} · {text(group.place)}",
        f"{about}{text(one.message)}{entered}<br><small>{text(one.expected)}</small>",
    )
