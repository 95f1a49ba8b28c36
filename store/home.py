"""Where this installation keeps its own files, and where the catalogue shipped with the program is."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

PROGRAM = Path(__file__).resolve().parent.parent
CATALOGUE = PROGRAM / "data" / "catalogue"
SAMPLE = PROGRAM / "data" / "sample"


@dataclass(frozen=True)
class Home:
    """The folder of one installation: `TIENDO57_HOME`, or data/var beside the program."""

    folder: Path

    @classmethod
    def current(cls) -> Home:
        return cls(Path(os.environ.get("TIENDO57_HOME") or PROGRAM / "data" / "var").resolve())

    @property
    def ledger(self) -> Path:
        return self.folder / "ledger"

    @property
    def warehouse(self) -> Path:
        return self.folder / "warehouse.duckdb"

    @property
    def accounts(self) -> Path:
        """Password hashes and sign-ins (store/accounts.py)."""
        return self.folder / "accounts.sqlite"
