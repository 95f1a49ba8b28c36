"""A pause of Python's cycle collector while a workbook is read: its cells stay, and the collector would walk all of them again and again.

Memory without cycles is still given back at once. Pauses of several threads may overlap: the first to end ends them all, which only
costs time.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def uncollected() -> Iterator[None]:
    """Also a decorator: the collector rests while the function runs."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
