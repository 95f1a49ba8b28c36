"""What day it is for the people who use the program: Viet Nam's, wherever the server stands."""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone

_VIETNAM = timezone(timedelta(hours=7))
"""Viet Nam keeps one time all year."""


def today() -> date:
    return datetime.now(_VIETNAM).date()
