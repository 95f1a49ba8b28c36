"""Whose sign-in a browser shows: asked anew each time, so that one that was ended, or a disabled person's, counts no more from then on."""

from __future__ import annotations

import time
from dataclasses import dataclass

from domain.access import Act, may
from store import reads
from ui.installation import accounts, known

COOKIE = "td57"
"""What a browser shows to prove its sign-in; no script in it can read that."""


@dataclass(frozen=True)
class Person:
    """Somebody who signed in."""

    person_id: str
    name: str
    role: str
    unit_id: str | None

    def may(self, act: Act) -> bool:
        return may(self.role, act)


def person_behind(token: str | None) -> Person | None:
    """Whose token this is: somebody who is still active and has a password of their own."""
    found = accounts().who(token, time.time()) if token else None
    if found is None or found.must_change:
        return None
    row = known(reads.person, found.person_id)
    return Person(row["person_id"], row["name"], row["role"], row["unit_id"]) if row else None
