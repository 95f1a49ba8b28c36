"""Keeping what people entered: prove it (verify), carry it away (backup), bring it back (restore).

Only the ledger is kept: the warehouse is made again from it.
"""

from __future__ import annotations

import errno
import io
import os
import tarfile
import tempfile
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path

from store import reads
from store.home import Home
from store.ledger import Ledger, LedgerDamaged
from store.warehouse import Warehouse, WarehouseDamaged


class CannotRestore(Exception):
    """The backup cannot be brought back here; the message says why."""


@dataclass(frozen=True)
class Verified:
    """What was found wrong, as sentences; and whether the stored warehouse could be compared at all."""

    problems: list[str]
    compared: bool = True


def verify(home: Home) -> Verified:
    """Every break of the ledger's chain, and every difference between the stored warehouse and a fresh one."""
    problems = Ledger(home.ledger).problems()
    if problems:
        return Verified(problems)
    # reading a damaged file can end the process that reads it, so one of its own does
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as apart:
        try:
            return apart.submit(_compare, home).result()
        except BrokenProcessPool:
            return Verified([str(WarehouseDamaged())])


def _compare(home: Home) -> Verified:
    try:
        stored, fresh = Warehouse.open(home), Warehouse.own(home)
        try:
            return Verified([], compared=False) if stored.in_memory else Verified(_differences(stored, fresh))
        finally:
            stored.close()
            fresh.close()
    except (WarehouseDamaged, LedgerDamaged) as damage:
        return Verified([str(damage)])


def _differences(stored: Warehouse, fresh: Warehouse) -> list[str]:
    with stored.cursor() as left, fresh.cursor() as right:
        names = sorted({*reads.tables(left), *reads.tables(right)} - {"meta"})
        return [f"Bảng «{name}» trong kho khác với bảng dựng lại từ sổ cái." for name in names if not reads.same_table(left, right, name)]


def backup(home: Home, path: Path) -> int:
    """Writes the ledger as one archive, durably; returns the number of entries. The entries are read at one moment."""
    ledger = Ledger(home.ledger)
    if damage := ledger.problems():
        raise LedgerDamaged("Không sao lưu sổ cái hỏng. " + damage[0])
    if path.is_dir():
        raise IsADirectoryError(errno.EISDIR, "", str(path))
    if not path.parent.is_dir():
        raise FileNotFoundError(errno.ENOENT, "", str(path.parent))
    last = ledger.last_number()
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    with os.fdopen(handle, "wb") as file:
        with tarfile.open(fileobj=file, mode="w:gz") as archive:
            for number in range(1, last + 1):
                entry = home.ledger / f"{number:08d}.json"
                archive.add(entry, arcname=f"ledger/{entry.name}", recursive=False)
            head = f"{last} {ledger.hash_of(last)}\n".encode() if last else b""
            if head:
                about = tarfile.TarInfo("ledger/HEAD")
                about.size = len(head)
                archive.addfile(about, io.BytesIO(head))
        file.flush()
        os.fsync(file.fileno())
    os.replace(temporary, path)
    return last


def restore(home: Home, path: Path) -> int:
    """Brings a backup back into an empty home, all of it or nothing; returns the number of entries."""
    if Ledger(home.ledger).last_number():
        raise CannotRestore("Nơi lưu đã có sổ cái. Chỉ khôi phục vào nơi lưu trống: đặt TIENDO57_HOME sang thư mục khác.")
    home.folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=home.folder, prefix=".khoi-phuc-") as folder:
        try:
            with tarfile.open(path, "r:gz") as archive:
                archive.extractall(folder, filter="data")
        except (tarfile.TarError, OSError, EOFError):
            raise CannotRestore(f"Không đọc được tệp sao lưu «{path.name}».") from None
        restored = Ledger(Path(folder) / "ledger")
        problems = restored.problems()
        if problems or not restored.last_number():
            raise CannotRestore("Tệp sao lưu không còn nguyên vẹn: " + " ".join(problems or ["không có mục nào."]))
        if home.ledger.exists():
            for leftover in home.ledger.iterdir():
                leftover.unlink()
            home.ledger.rmdir()
        os.replace(restored.folder, home.ledger)
    return Ledger(home.ledger).last_number()
