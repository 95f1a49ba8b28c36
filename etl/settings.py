"""Settings of the whole installation. They bind everybody, so only administrators of no unit set them; each change is a ledger entry."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urlsplit

from domain.names import clean
from etl.acts import write
from etl.submit import CannotDo, authorise
from store import reads
from store.reads.about_people import ONE_PERSON, OPEN_READING
from store.tables import Cursor
from store.warehouse import Warehouse

PUBLIC_ADDRESS = "dia_chi"
"""Where people reach this installation from outside: what a code printed on a slide leads to."""
_HOST = re.compile(r"[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)+")


def turn(warehouse: Warehouse, key: str, on: bool, *, by: str) -> None:
    """Turns one of the settings that are on or off."""
    if key not in (OPEN_READING, ONE_PERSON):
        raise CannotDo("Không có thiết đặt này.")
    _set(warehouse, key, "true" if on else "false", by)


def set_address(warehouse: Warehouse, address: str, *, by: str) -> None:
    """The public address; empty takes it away."""
    _set(warehouse, PUBLIC_ADDRESS, checked_address(address), by)


def checked_address(address: str) -> str:
    """An address as it is stored: https, a host with a dot, no name, no password, nothing after the path."""
    said = clean(address).rstrip("/")
    if not said:
        return ""
    try:
        parts = urlsplit(said)
        port_is_one = parts.port is None or parts.port > 0
    except ValueError:
        parts, port_is_one = urlsplit(""), False
    sound = parts.scheme == "https" and _HOST.fullmatch(parts.hostname or "") and port_is_one
    if not sound or parts.username is not None or parts.password is not None or parts.query or parts.fragment or " " in said:
        raise CannotDo(f"«{said}» chưa đúng dạng. Ghi địa chỉ bắt đầu bằng https, ví dụ «https://tiendo57.phuong.example».")
    return said


def _set(warehouse: Warehouse, key: str, value: str, by: str) -> None:
    def make(cursor: Cursor, _: int) -> dict[str, Any]:
        authorise(cursor, by, "quan_tri", "")
        if (reads.setting(cursor, key) or _unset(key)) == value:
            raise CannotDo("Thiết đặt đang đúng như vậy, không có gì để đổi.")
        return {"key": key, "value": value}

    write(warehouse, "setting", by, make)


def _unset(key: str) -> str:
    """What a setting is before anybody sets it."""
    return "" if key == PUBLIC_ADDRESS else "false"
