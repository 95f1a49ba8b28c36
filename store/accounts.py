"""Passwords and sign-ins, in a file of their own beside the ledger and never in it: losing it means new passwords, not lost figures.

Who a person is and what they may do stands in the ledger; here stands only how they prove it, and which browsers they proved it in.
Passwords are kept as argon2id hashes, sign-ins by the hash of their token: whoever reads the file can use neither.
"""

from __future__ import annotations

import hashlib
import secrets
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from threading import BoundedSemaphore
from typing import Any

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

SHORTEST = 12
"""Letters of a password."""
IDLE, LONGEST = 60 * 60, 12 * 60 * 60
"""Seconds a sign-in lasts without a click, and at all."""
FREE_TRIALS, FIRST_WAIT, LONGEST_WAIT = 5, 30, 60 * 60
"""Wrong passwords in a row before one has to wait; the wait doubles from there on."""
_AT_ONCE = BoundedSemaphore(2)
"""Each check takes 64 MB and a core for a moment: a crowd of wrong passwords must not stop everybody's pages."""
_ALPHABET = "abcdefghijkmnpqrstuvwxyz23456789"
_TABLES = """
CREATE TABLE IF NOT EXISTS account (person_id TEXT PRIMARY KEY, hash TEXT NOT NULL, must_change INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS trial (person_id TEXT PRIMARY KEY, failures INTEGER NOT NULL, until REAL NOT NULL);
CREATE TABLE IF NOT EXISTS sign_in (token TEXT PRIMARY KEY, person_id TEXT NOT NULL, began REAL NOT NULL, seen REAL NOT NULL);
CREATE TABLE IF NOT EXISTS used (proof TEXT PRIMARY KEY, at REAL NOT NULL);
"""


@dataclass(frozen=True)
class SignedIn:
    """Who a token belongs to, and whether they must set a password of their own first."""

    person_id: str
    must_change: bool


class WrongPassword(Exception):
    """Unknown person or wrong password: nobody is told which."""


@dataclass
class MustWait(Exception):
    """Too many wrong passwords for this name."""

    seconds: int


class Accounts:
    """The file of one home. Each call opens and closes it: several processes and threads share it."""

    def __init__(self, path: Path) -> None:
        self.path = path

    # -- passwords ----------------------------------------------------------------------------------------------------------

    def set_password(self, person_id: str, password: str, *, must_change: bool = False) -> None:
        """A new password; every sign-in made with the old one ends."""
        hashed = _hasher().hash(password)
        with self._writing() as file:
            file.execute("INSERT OR REPLACE INTO account VALUES (?, ?, ?)", [person_id, hashed, must_change])
            file.execute("DELETE FROM sign_in WHERE person_id = ?", [person_id])
            file.execute("DELETE FROM trial WHERE person_id = ?", [person_id])

    def one_time_password(self, person_id: str) -> str:
        """A password for the first sign-in, shown once; only its hash is kept."""
        password = "-".join("".join(secrets.choice(_ALPHABET) for _ in range(5)) for _ in range(4))
        self.set_password(person_id, password, must_change=True)
        return password

    def check(self, person_id: str, password: str, now: float) -> None:
        """Takes as long for a name nobody has; after some wrong passwords every further one has to wait."""
        self._count_trial(person_id, now)
        found = self._rows("SELECT hash FROM account WHERE person_id = ?", [person_id])
        hashed = str(found[0][0]) if found else _nobodys_hash()
        try:
            with _AT_ONCE:
                right = _hasher().verify(hashed, password) and bool(found)
        except (VerificationError, InvalidHashError):
            right = False
        if not right:
            raise WrongPassword
        with self._writing() as file:
            file.execute("DELETE FROM trial WHERE person_id = ?", [person_id])

    def _count_trial(self, person_id: str, now: float) -> None:
        """Counts a trial as wrong before it is checked, so that many at once are counted one by one; the right password forgets them.

        A wait longer than the longest comes from a clock that was set back, and is none.
        """
        with self._writing() as file:
            file.execute("DELETE FROM trial WHERE until < ?", [now - 24 * 60 * 60])
            row = file.execute("SELECT failures, until FROM trial WHERE person_id = ?", [person_id]).fetchone()
            failures, until = row or (0, 0.0)
            if now < until <= now + LONGEST_WAIT:
                raise MustWait(int(until - now) + 1)
            over = failures + 1 - FREE_TRIALS
            wait = min(FIRST_WAIT * 2.0 ** min(over, 30), LONGEST_WAIT) if over >= 0 else 0.0
            file.execute("INSERT OR REPLACE INTO trial VALUES (?, ?, ?)", [person_id, failures + 1, now + wait])

    # -- sign-ins -----------------------------------------------------------------------------------------------------------

    def begin(self, person_id: str, now: float) -> str:
        """A sign-in in one browser; returns its token, which is kept nowhere else."""
        token = secrets.token_urlsafe(32)
        with self._writing() as file:
            file.execute("DELETE FROM sign_in WHERE seen < ? OR began < ?", [now - IDLE, now - LONGEST])
            file.execute("INSERT INTO sign_in VALUES (?, ?, ?, ?)", [_digest(token), person_id, now, now])
        return token

    def who(self, token: str, now: float) -> SignedIn | None:
        """Whose sign-in this is; nobody's once it was ended, or left alone or lasted too long."""
        found = self._rows(
            "SELECT s.person_id, s.seen, coalesce(a.must_change, 0) FROM sign_in AS s LEFT JOIN account AS a USING (person_id) "
            "WHERE s.token = ? AND s.seen BETWEEN ? AND ? AND s.began >= ?",
            [_digest(token), now - IDLE, now + IDLE, now - LONGEST],  # one from the future comes from a clock that was set back
        )
        if not found:
            return None
        person_id, seen, must_change = found[0]
        if now - seen > 60:  # a minute's precision spares a write for every click
            with self._writing() as file:
                file.execute("UPDATE sign_in SET seen = ? WHERE token = ?", [now, _digest(token)])
        return SignedIn(person_id, bool(must_change))

    def end(self, token: str) -> None:
        with self._writing() as file:
            file.execute("DELETE FROM sign_in WHERE token = ?", [_digest(token)])

    def end_all(self, person_id: str) -> None:
        """Everywhere, at once."""
        with self._writing() as file:
            file.execute("DELETE FROM sign_in WHERE person_id = ?", [person_id])

    # -- who was proved by somebody else ------------------------------------------------------------------------------------

    def use(self, proof: str, now: float) -> bool:
        """Whether a proof another server gave comes here for the first time; from then on it is worth nothing."""
        with self._writing() as file:
            kept = file.execute("INSERT OR IGNORE INTO used VALUES (?, ?)", [_digest(proof), now])
            return kept.rowcount == 1

    # -- the file -----------------------------------------------------------------------------------------------------------

    def _rows(self, query: str, values: list[object]) -> list[Any]:
        with self._open() as file:
            return file.execute(query, values).fetchall()

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        with self._open() as file:
            file.execute("BEGIN IMMEDIATE")
            try:
                yield file
                file.execute("COMMIT")
            except BaseException:
                file.execute("ROLLBACK")
                raise

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        if not self.path.exists():
            self.path.touch(mode=0o600)
        file = sqlite3.connect(self.path, timeout=10, isolation_level=None)
        try:
            file.executescript(_TABLES)
            yield file
        finally:
            file.close()


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


@cache
def _hasher() -> PasswordHasher:
    return PasswordHasher()


@cache
def _nobodys_hash() -> str:
    return _hasher().hash(secrets.token_urlsafe(16))
