"""A process killed in the middle of `load` leaves all of a submission or nothing, and the ledger sound."""

from __future__ import annotations

import os
import random
import subprocess
import sys
import time
from pathlib import Path

import pytest

from etl.keep import verify
from store.home import Home
from store.ledger import Ledger
from store.warehouse import Warehouse
from tests.workbooks import valid

ROOT = Path(__file__).resolve().parent.parent
KILLS = 20


def _start(path: Path, home: Home) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", "etl", "load", str(path), "--by", "an", "--accept-warnings"],
        cwd=ROOT,
        env=os.environ | {"TIENDO57_HOME": str(home.folder)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


@pytest.mark.slow
def test_killed_at_random_moments(tmp_path: Path, home: Home) -> None:
    """Half of the kills fall anywhere in the run, half right where the entry is being written."""
    dice = random.Random(57)
    scratch = Warehouse.own(Home(tmp_path / "scratch"))
    began = time.monotonic()
    whole = _start(_report(tmp_path, scratch, 0), home)
    assert whole.wait(timeout=60) == 0
    length = time.monotonic() - began
    stored = 1
    for number in range(1, KILLS + 1):
        process = _start(_report(tmp_path, scratch, number), home)
        if number % 2:
            time.sleep(dice.uniform(0.1, 1.0) * length)
        else:
            _wait_for_writing(home, process, number)
        process.kill()
        process.wait()
        Ledger(home.ledger).repair()
        entries = list(Ledger(home.ledger).entries())
        assert stored <= len(entries) <= stored + 1
        stored = len(entries)
        assert all(len(entry.data["values"]) == 3 for entry in entries)
        assert verify(home).problems == []
    warehouse = Warehouse.open(home)
    with warehouse.cursor() as cursor:
        assert cursor.execute("SELECT count(*), count(DISTINCT submission_id) FROM value").fetchone() == (3 * stored, stored)
    warehouse.close()
    assert 1 < stored < KILLS + 1, "the kills must fall on both sides of the write"


def _report(tmp_path: Path, scratch: Warehouse, number: int) -> Path:
    book = valid(scratch, lambda book: book.poke("5g-dia-ban", 40 + number))
    path = tmp_path / f"{number}.xlsx"
    path.write_bytes(book.bytes())
    return path


def _wait_for_writing(home: Home, process: subprocess.Popen[bytes], number: int) -> None:
    """Until the entry's temporary file shows, or the entry itself, or the process is done."""
    last = Ledger(home.ledger).last_number()
    while process.poll() is None:
        if any(home.ledger.glob(".*.tmp")) or (number % 4 == 0 and (home.ledger / f"{last + 1:08d}.json").exists()):
            return
