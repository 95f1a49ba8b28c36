"""The ledger: numbered, chained, immutable entries, one file each. The only thing processes share.

Knows how to write an entry so that a crash leaves all of it or nothing, how to read them back, and how to tell whether one was
altered or removed. What an entry means is the warehouse's business (store/replay.py).

    ledger/00000007.json   one entry in canonical JSON, with its own sha-256 and its predecessor's
    ledger/HEAD            number and sha-256 of the newest entry, so that the removal of the last one is noticed too
    ledger/.lock           held while writing
"""

from __future__ import annotations

import base64
import fcntl
import hashlib
import json
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

_FIRST_PREVIOUS = "0" * 64
_ENTRY_NAME = re.compile(r"\d{8}\.json")


class LedgerDamaged(Exception):
    """The chain does not hold; the message names the entry."""


class LedgerMoved(Exception):
    """Somebody else wrote an entry after the preview was made."""


@dataclass(frozen=True)
class Entry:
    """One act of one person. `data` is plain JSON; decimals are text, files are base64 (see `pack_file`)."""

    number: int
    kind: str
    at: str
    by: str
    data: dict[str, Any]
    sha256: str


def pack_file(content: bytes) -> str:
    return base64.b64encode(content).decode("ascii")


def unpack_file(text: str) -> bytes:
    return base64.b64decode(text)


class Ledger:
    """The entries in one folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def last_number(self) -> int:
        """The number of the newest entry; 0 for an empty ledger."""
        head = self._head()
        if head is None or not self._path(head[0]).exists():
            return self._highest_file()
        number = head[0]
        while self._path(number + 1).exists():
            number += 1
        return number

    def hash_of(self, number: int) -> str:
        """The hash an entry carries, without a check of its content; empty for none."""
        try:
            return str(json.loads(self._path(number).read_bytes())["sha256"])
        except (FileNotFoundError, ValueError, KeyError):
            return ""

    def entries(self, after: int = 0) -> Iterator[Entry]:
        """The entries with a number above `after`, each checked against its own hash and its predecessor's."""
        previous = self._read(after).sha256 if after else _FIRST_PREVIOUS
        last = self.last_number()
        head = self._head()
        if head is not None and head[0] > last:
            raise LedgerDamaged(self._head_problems(last)[0])
        for number in range(after + 1, last + 1):
            entry = self._read(number, previous)
            previous = entry.sha256
            yield entry

    def entry(self, number: int) -> Entry:
        """One entry, checked against its own hash."""
        return self._read(number)

    def append(self, kind: str, data: dict[str, Any], *, by: str, expected: int | None = None, at: datetime | None = None) -> Entry:
        """Writes an entry durably. With `expected`, only if the newest entry still has that number."""
        return self.append_all([(kind, data)], by=by, expected=expected, at=at)[-1]

    def append_all(
        self, acts: list[tuple[str, dict[str, Any]]], *, by: str, expected: int | None = None, at: datetime | None = None
    ) -> list[Entry]:
        self.folder.mkdir(parents=True, exist_ok=True)
        with self._locked():
            self._repair()
            last = self.last_number()
            if damage := self._head_problems(last):
                raise LedgerDamaged(damage[0])
            if expected is not None and last != expected:
                raise LedgerMoved(f"Sổ cái đã có mục {last}, bản xem trước lập ở mục {expected}.")
            previous = self._read(last).sha256 if last else _FIRST_PREVIOUS
            moment = (at or datetime.now(UTC)).astimezone(UTC).isoformat(timespec="seconds")
            written = []
            for number, (kind, data) in enumerate(acts, last + 1):
                body = {"number": number, "kind": kind, "at": moment, "by": by, "previous": previous, "data": data}
                previous = _sha256(body)
                self._write_durably(self._path(number), _canonical(body | {"sha256": previous}))
                written.append(Entry(number, kind, moment, by, data, previous))
                self._write_head(written[-1])
            return written

    def problems(self) -> list[str]:
        """Every break of the chain, as sentences that name the entry. Empty when all is well."""
        found: list[str] = []
        previous: str | None = _FIRST_PREVIOUS
        expected = 1
        for number in self._numbers():
            if number > expected:
                found.append(self._missing(expected, number - 1))
                previous = None
            try:
                previous = self._read(number, previous).sha256
            except LedgerDamaged as damage:
                found.append(str(damage))
                previous = None
            expected = number + 1
        return found + self._head_problems(expected - 1)

    def _missing(self, first: int, last: int) -> str:
        if first == last:
            return f"Sổ cái thiếu mục {first} (tệp {self._path(first).name})."
        return f"Sổ cái thiếu các mục {first} đến {last} (tệp {self._path(first).name} đến {self._path(last).name})."

    def repair(self) -> None:
        """Finishes or removes what a crash left half done: temporary files, a HEAD one entry behind."""
        if self.folder.is_dir():
            with self._locked():
                self._repair()

    # -- files ---------------------------------------------------------------------------------------------------------

    def _path(self, number: int) -> Path:
        return self.folder / f"{number:08d}.json"

    def _numbers(self) -> list[int]:
        """The numbers there are files for, in order."""
        try:
            names = os.listdir(self.folder)
        except FileNotFoundError:
            return []
        return sorted(int(name[:8]) for name in names if _ENTRY_NAME.fullmatch(name))

    def _highest_file(self) -> int:
        return max(self._numbers(), default=0)

    def _read(self, number: int, previous: str | None = None) -> Entry:
        """Reads and checks an entry; `previous` None leaves the link to its predecessor unchecked."""
        path = self._path(number)
        try:
            text = path.read_bytes()
        except FileNotFoundError:
            raise LedgerDamaged(f"Sổ cái thiếu mục {number} (tệp {path.name}).") from None
        try:
            stored = json.loads(text)
            body = {key: stored[key] for key in ("number", "kind", "at", "by", "previous", "data")}
            sound = _canonical(body | {"sha256": _sha256(body)}) == text and body["number"] == number
        except (ValueError, KeyError, TypeError):
            sound = False
        if not sound:
            raise LedgerDamaged(f"Mục {number} của sổ cái (tệp {path.name}) đã bị sửa hoặc hỏng: mã băm không khớp.")
        if previous is not None and body["previous"] != previous:
            raise LedgerDamaged(f"Mục {number} của sổ cái (tệp {path.name}) không nối tiếp mục {number - 1}.")
        return Entry(number, body["kind"], body["at"], body["by"], body["data"], stored["sha256"])

    @contextmanager
    def _locked(self) -> Iterator[None]:
        with open(self.folder / ".lock", "w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def _write_durably(self, path: Path, content: bytes) -> None:
        temporary = path.with_name(f".{path.name}.{os.getpid()}.tmp")
        with open(temporary, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.replace(temporary, path)
        self._sync_folder()

    def _sync_folder(self) -> None:
        folder = os.open(self.folder, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)

    def _write_head(self, entry: Entry) -> None:
        self._write_durably(self.folder / "HEAD", f"{entry.number} {entry.sha256}\n".encode())

    def _head(self) -> tuple[int, str] | None:
        try:
            number, sha256 = (self.folder / "HEAD").read_text().split()
            return int(number), sha256
        except (FileNotFoundError, ValueError):
            return None

    def _repair(self) -> None:
        for leftover in self.folder.glob(".*.tmp"):
            leftover.unlink()
        last = self.last_number()
        head = self._head()
        # Entries are renamed into place before HEAD moves, so HEAD may lag behind them but never run ahead.
        if last and (head is None or head[0] < last) and not self._head_problems(last):
            self._write_head(self._read(last))

    def _head_problems(self, last: int) -> list[str]:
        head = self._head()
        if head is None:
            missing = last > 1 or (last == 1 and (self.folder / "HEAD").exists())
            return ["Tệp HEAD của sổ cái thiếu hoặc hỏng: không biết được mục cuối có còn đủ hay không."] if missing else []
        number, sha256 = head
        if number > last:
            return [self._missing(last + 1, number)]
        try:
            same = self._read(number).sha256 == sha256
        except LedgerDamaged:
            return []  # already named where the entries are walked
        return [] if same else [f"Mục {number} của sổ cái (tệp {self._path(number).name}) không còn là mục đã ghi: HEAD giữ mã băm khác."]


def _canonical(body: dict[str, Any]) -> bytes:
    return (json.dumps(body, ensure_ascii=False, sort_keys=True, separators=(",", ":")) + "\n").encode()


def _sha256(body: dict[str, Any]) -> str:
    return hashlib.sha256(_canonical(body)).hexdigest()
