"""Our way with a workbook, as a process of its own: `python -m bench.ours excel|load FOLDER BOOK`. Prints one line of JSON.

`excel` opens, matches as remembered and checks every figure against the plan, the unit, the targets and what was reported before;
`load` does so and stores the report: ledger entry, tables and scorecard.
"""

from __future__ import annotations

import json
import resource
import sys
import time
from pathlib import Path
from typing import Any

from etl.submit import load, preview
from store.home import Home
from store.warehouse import Warehouse


def run(name: str, folder: Path, book: Path) -> dict[str, Any]:
    warehouse = Warehouse.open(Home(folder / "home"), catalogue=folder / "catalogue")
    if name == "load":
        outcome = load(warehouse, book.read_bytes(), book.name, by="an")
        problems = outcome.problems
    else:
        problems = preview(warehouse, book.read_bytes(), book.name).checked.problems
    warehouse.close()
    return {"problems": [[problem.kind, problem.cell] for problem in problems]}


if __name__ == "__main__":
    began = time.perf_counter()
    found = run(sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3]))
    worked = time.perf_counter() - began
    used = resource.getrusage(resource.RUSAGE_SELF)
    print(json.dumps(found | {"worked": worked, "computed": used.ru_utime + used.ru_stime, "peak": used.ru_maxrss}))
