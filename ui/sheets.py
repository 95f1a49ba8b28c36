"""The workbooks behind figures, opened once: the row a figure stands in, and which cells really hold its numbers.

How a sheet is read is etl's business: the page says by what (`read`).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import streamlit as st

from ui.data import file_of

Row = dict[str, Any]
Reader = Callable[[bytes, str, str], Any]


def excerpt_of(one: Row, read: Reader) -> Any:
    """The row of a sheet a figure's cell stands in; None where the file cannot show it."""
    return _excerpt(one["number"], one["sha256"], one["sheet"], one["cell"], read)


@st.cache_data(show_spinner=False, max_entries=2000)
def _excerpt(number: int, sha256: str, sheet: str, cell: str, _read: Reader) -> Any:
    """Remembered by the file's own hash: an entry never changes."""
    content = file_of(number)
    return _read(content, sheet, cell) if content else None


def with_cells(one: Row, read: Reader) -> Row:
    """A figure with the cells of its numerator and denominator (`part_cells`), and whether its own is `empty`; typed alone, as it is."""
    if one["numerator"] is None or one["denominator"] is None:
        return one
    found = excerpt_of(one, read)
    return one | {"part_cells": found.part_cells, "empty": found.is_empty} if found else one
