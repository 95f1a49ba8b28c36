"""How long a briefing takes: gathered, in each format by itself, in all; and many of them by the real command, with nobody watching.

Over the demonstration, in a home of its own. Each format is timed in this process after one warming round; the many are timed by the lines
the command prints, so reading, freezing and writing count.
"""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from itertools import cycle, groupby, islice
from pathlib import Path
from statistics import median

from domain import clock
from domain.frozen import code_of, pack, unpack
from domain.numbers import format_number
from domain.period import Period
from etl.demo import show
from report.briefing import export
from report.briefing.slides import choice_for
from store import reads
from store.home import Home
from store.reads import about_briefing
from store.warehouse import Warehouse

MEASUREMENTS = {"briefing": "bản tin họp: thu thập số liệu, từng định dạng, tất cả; rồi nhiều bản tin liền nhau bằng lệnh thật"}
PLAN, UNIT, ABOVE, PERIOD = "tranlieu-79", "tran-lieu", "minh-hoa", "2026Q3"
_PROGRAM = Path(__file__).resolve().parent.parent


def measure(rounds: int, briefings: int, world: Path | None) -> int:
    with tempfile.TemporaryDirectory(prefix="tiendo57-do-") as temporary:
        home = Home((world or Path(temporary)) / "minh-hoa")
        if not home.ledger.is_dir():
            show(home, tell=lambda _: None)
        names = _one(home, rounds)
        return _many(home, names, briefings, Path(temporary))


# -- one ---------------------------------------------------------------------------------------------------------------------


def _one(home: Home, rounds: int) -> list[tuple[str, str]]:
    """Times one unit's; returns every unit and quarter there is a briefing of."""
    warehouse = Warehouse.open(home)
    try:
        packed = _gathered(warehouse)
        document, code = unpack(packed), code_of(packed)
        print(f"briefing: {document['facts']['unit']['name']}, {Period.parse(PERIOD).label} của dữ liệu minh họa, {rounds} vòng")
        _tell("số liệu", _timed(rounds, lambda: _gathered(warehouse)))
        for one in export.FORMATS:
            _tell(one, _timed(rounds, lambda one=one: export.files(document, code, [one])))  # type: ignore[misc]
        _tell("tất cả", _timed(rounds, lambda: export.files(document, code)), f"{len(export.files(document, code))} tệp")
        return _known(warehouse)
    finally:
        warehouse.close()


def _gathered(warehouse: Warehouse) -> bytes:
    with warehouse.cursor() as cursor:
        facts = about_briefing.facts(cursor, PLAN, UNIT, Period.parse(PERIOD), clock.today(), clock.today())
    return pack({"facts": facts, "choice": choice_for(facts)})


def _known(warehouse: Warehouse) -> list[tuple[str, str]]:
    """The newest quarter of all units first."""
    with warehouse.cursor() as cursor:
        units = [row["unit_id"] for row in reads.judged_units(cursor, PLAN) if row["demonstration"] or row["unit_id"] == UNIT]
        found = [(str(period), unit) for unit in units for period in reads.followed_periods(cursor, PLAN, unit)]
    return sorted(found, reverse=True)


def _timed(rounds: int, do: Callable[[], object]) -> list[float]:
    do()
    taken = []
    for _ in range(rounds):
        began = time.perf_counter()
        do()
        taken.append(time.perf_counter() - began)
    return taken


# -- many --------------------------------------------------------------------------------------------------------------------


def _many(home: Home, known: list[tuple[str, str]], briefings: int, folder: Path) -> int:
    """The command itself, once a quarter; more than there are begin again."""
    asked = list(islice(cycle(known), briefings))
    taken: list[float] = []
    began = time.perf_counter()
    for period, units in groupby(asked, lambda one: one[0]):
        taken += _run(home, period, [unit for _, unit in units], folder / "ra")
    seconds = time.perf_counter() - began
    if len(taken) != briefings:
        print(f"  KHÔNG đủ: {len(taken)}/{briefings} bản tin")
        return 1
    files = [path for path in (folder / "ra").rglob("*") if path.is_file()]
    size = sum(path.stat().st_size for path in files) / 1e6
    _tell("mỗi bản tin", taken, f"{briefings} bản tin, mọi định dạng, {_shown(seconds)} s cả thảy")
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    print(f"  {format_number(len(files))} tệp, {_shown(size)} MB; bộ nhớ đỉnh của lệnh {_shown(peak)} MB")
    return 0


def _run(home: Home, period: str, units: list[str], target: Path) -> Iterator[float]:
    """Seconds from one finished line to the next; the first has the start of the program in it."""
    named = [word for unit in units for word in ("--unit", unit)]
    command = [sys.executable, "-m", "report", "briefing", "--plan", PLAN, *named, "--period", period, "-o", str(target / period)]
    environment = os.environ | {"TIENDO57_HOME": str(home.folder)}
    last = time.perf_counter()
    with subprocess.Popen(command, cwd=_PROGRAM, env=environment, stderr=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as running:
        assert running.stderr
        for line in running.stderr:
            if ": mã " in line:
                now = time.perf_counter()
                yield now - last
                last = now
            else:
                print(f"  {line.rstrip()}")


# -- words -------------------------------------------------------------------------------------------------------------------


def _tell(what: str, taken: list[float], more: str = "") -> None:
    least, middle, most = min(taken), median(taken), max(taken)
    print(f"  {what:12}nhanh nhất {_shown(least)} s, số giữa {_shown(middle)} s, chậm nhất {_shown(most)} s{f' ({more})' if more else ''}")


def _shown(number: float) -> str:
    return format_number(round(number, 2), 2)
