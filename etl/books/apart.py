"""An .xls file read in a process of its own, with a limit of time and memory: xlrd follows the sector chains of a damaged file in circles
without end. The reading itself is xls.py's business.
"""

from __future__ import annotations

import pickle
import resource
import subprocess
import sys

from etl.books.grid import Grid
from etl.books.xls import read_xls
from store.home import PROGRAM

SECONDS, BYTES = 15, 1 << 30


def read_xls_apart(content: bytes) -> list[Grid]:
    """The sheets of an .xls file; raises with what the reader said of damage, or where it came to no end."""
    try:
        child = subprocess.run(
            [sys.executable, "-m", "etl.books.apart"], input=content, capture_output=True, cwd=PROGRAM, timeout=2 * SECONDS
        )
    except subprocess.TimeoutExpired:
        raise ValueError("damaged") from None
    if child.returncode:
        raise ValueError(child.stderr.decode(errors="replace").strip().splitlines()[-1] if child.stderr.strip() else "damaged")
    grids: list[Grid] = pickle.loads(child.stdout)
    return grids


def _main() -> int:
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (BYTES, BYTES))
    try:
        pickle.dump(read_xls(sys.stdin.buffer.read()), sys.stdout.buffer)
    except Exception as damage:
        sys.stderr.write(f"{damage}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(_main())
