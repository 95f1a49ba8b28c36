"""Facts as they stood at one moment: packed to bytes, named by their own hash, read back exactly.

The same facts make the same bytes, so the same name. What the facts are is store's business, how they are shown report's.
"""

from __future__ import annotations

import hashlib
import json
from datetime import date, datetime
from decimal import Decimal
from typing import Any

_ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
"""No letter or digit that is taken for another when it is read out in a meeting."""


def pack(facts: dict[str, Any]) -> bytes:
    """Facts as bytes: the same facts, the same bytes."""
    return json.dumps(facts, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=_say).encode()


def unpack(packed: bytes) -> dict[str, Any]:
    return dict(json.loads(packed, object_hook=_hear))


def digest(packed: bytes) -> str:
    return hashlib.sha256(packed).hexdigest()


def code_of(packed: bytes) -> str:
    """The short name people read out: "7K2-QF4H"."""
    number = int(digest(packed), 16)
    letters = "".join(_ALPHABET[number >> (5 * place) & 31] for place in range(7))
    return f"{letters[:3]}-{letters[3:]}"


def as_code(typed: str) -> str:
    """A code as somebody typed it, in the form it has: small letters, spaces and a missing hyphen do no harm."""
    letters = "".join(one for one in typed.upper() if one.isalnum())
    return f"{letters[:3]}-{letters[3:]}" if len(letters) > 3 else letters


def _say(value: Any) -> dict[str, str]:
    if isinstance(value, Decimal):
        return {"$số": format(value, "f")}
    if isinstance(value, datetime):
        return {"$lúc": value.isoformat()}
    if isinstance(value, date):
        return {"$ngày": value.isoformat()}
    raise TypeError(f"not a fact: {value!r}")


def _hear(said: dict[str, Any]) -> Any:
    if len(said) == 1:
        [(kind, value)] = said.items()
        if kind == "$số":
            return Decimal(value)
        if kind == "$lúc":
            return datetime.fromisoformat(value)
        if kind == "$ngày":
            return date.fromisoformat(value)
    return said
