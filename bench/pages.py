"""First load and change of filter of our overview beside a Plotly Dash app over the same figures, in a real browser, turn by turn.

Every turn starts a server fresh, loads the page in new browser contexts and makes the changes: ours to units and quarters nobody asked for
yet, then back to some of them; the peer to another stage, which redraws its five charts. A commune of another province is reached as its
users do, by the province first, which counts as a change too. What is over when says bench/clock.py.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import nullcontext
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from statistics import median
from urllib.parse import urlencode

from playwright.sync_api import Browser

from bench.clock import Ready, Seen, Tab, browser
from bench.entered import PLAN
from bench.servers import Server, serving, wait_until_idle
from bench.workload import SIZES, STAGES, Size, commune, province, province_of, quarter
from domain.numbers import format_number
from domain.period import Period

MEASUREMENTS = {"pages": "mở trang Tổng quan và đổi bộ lọc trong trình duyệt, với một tỉnh (M) và cả nước (L); so với Plotly Dash"}
LOADS = 2
_OURS = Ready(
    """([unit, quarter]) => {
  const says = (selector, word) => [...document.querySelectorAll(selector)].some(one => one.textContent.includes(word));
  const drawn = [...document.querySelectorAll('[data-testid=stPlotlyChart]')].every(one => one.querySelector('.main-svg'));
  return document.querySelector('[data-testid=stApp]')?.dataset.testScriptState === 'notRunning'
    && !document.querySelector('[data-stale=true]') && drawn
    && says('.td-title', unit) && says('.td-title', quarter) && says('.td-end', unit) && says('.td-end', quarter)
    && document.querySelector('.td-bar') !== null;
}"""
)
_PEER = Ready("([stage]) => [...document.querySelectorAll('.gtitle')].filter(one => one.textContent.includes(stage)).length >= 5")


@dataclass
class Turn:
    """What one turn with one server came to: loads, first-time changes by kind, changes back, and what the server used for a change."""

    loads: list[Seen] = field(default_factory=list)
    changes: dict[str, list[Seen]] = field(default_factory=dict)
    back: list[Seen] = field(default_factory=list)
    computed: float = 0.0
    megabytes: float = 0.0

    @property
    def all_changes(self) -> list[Seen]:
        return [seen for kind in self.changes.values() for seen in kind]


Turns = dict[tuple[str, str], list[Turn]]


def measure(sizes: list[str], rounds: int, changes: int, world: Path | None, patience: float = 60.0) -> int:
    with nullcontext(str(world)) if world else tempfile.TemporaryDirectory(prefix="tiendo57-do-") as folder:
        places = {name: _prepare(Path(folder) / name, name) for name in sizes}
        turns: Turns = {(name, side): [] for name in sizes for side in ("ours", "peer")}
        with browser() as opened:
            for _ in range(rounds):
                for (name, side), done in turns.items():
                    wait_until_idle(patience=patience)
                    done.append(_take[side](opened, places[name], SIZES[name], changes))
    _tell(turns, sizes, rounds, changes)
    return 0


def _prepare(folder: Path, name: str) -> Path:
    """The workload's folder, made in a process of its own so that its memory is free again; a made one is used as it is."""
    command = [sys.executable, "-m", "bench.entered", str(folder), name]
    done = subprocess.run(command, cwd=Path(__file__).resolve().parent.parent, check=True, stdout=subprocess.PIPE, text=True)
    told = json.loads(done.stdout)
    entered, built, peak, file = (_number(told[word]) for word in ("entered", "built", "peak", "file"))
    made = f"ghi sổ cái {entered} s, dựng kho {built} s, bộ nhớ đỉnh {peak} MB, tệp kho {file} MB"
    print(f"{name}: {format_number(SIZES[name].values)} giá trị; {made}", flush=True)
    return folder


# -- one turn ------------------------------------------------------------------------------------------------------------------


def _take_ours(opened: Browser, folder: Path, size: Size, changes: int) -> Turn:
    command = [sys.executable, "-m", "ui.serve", "--server.port", "PORT", "--server.address", "127.0.0.1"]
    with serving(command, {"TIENDO57_HOME": str(folder / "home")}, "/_stcore/health") as server:
        turn, units = Turn(), _communes(size, LOADS + 1 + changes)
        quarters = [quarter(place) for place in range(size.quarters - 1, max(size.quarters - 2 - changes, 3), -1)]
        tab = _load(turn, opened, (_our_page(server, unit, quarters[0]) for unit in units[: LOADS + 1]))
        before = server.seconds_of_processor()
        now = quarters[0]
        turn.changes = {"province": [], "unit": []}
        for earlier, unit in pairwise(units[LOADS:]):
            if province_of(unit) != province_of(earlier):
                turn.changes["province"].append(_choose_unit(tab, province(province_of(unit))[1], now))
            turn.changes["unit"].append(_choose_unit(tab, commune(unit)[1], now))
        turn.changes["quarter"] = [_choose_quarter(tab, unit, now) for now in quarters[1:]]
        turn.computed = (server.seconds_of_processor() - before) / len(turn.all_changes)
        turn.back = [_choose_quarter(tab, unit, now) for now in [quarters[0], *quarters[1:3]]]
        turn.megabytes = server.megabytes()
        tab.close()
    return turn


def _take_peer(opened: Browser, folder: Path, size: Size, changes: int) -> Turn:
    command = [
        sys.executable,
        "-m",
        "gunicorn",
        "-w",
        "1",
        "-k",
        "gthread",
        "--threads",
        "8",
        "-b",
        "127.0.0.1:PORT",
        "bench.dash_peer:server",
    ]
    scope = {"BENCH_FACTS": str(folder / "facts.duckdb"), "BENCH_SCOPE": "country" if size.provinces > 1 else "province"}
    with serving(command, scope, "/") as server:
        turn = Turn()
        tab = _load(turn, opened, ((f"{server.address}/", _PEER, ["giai đoạn 2030"]) for _ in range(LOADS + 1)))
        before = server.seconds_of_processor()
        stages = [STAGES[(2 + turned) % len(STAGES)] for turned in range(changes)]
        turn.changes["stage"] = [tab.choose([], f'label:has-text("{stage}")', _PEER, [f"giai đoạn {stage}"]) for stage in stages]
        turn.computed = (server.seconds_of_processor() - before) / changes
        turn.megabytes = server.megabytes()
        tab.close()
    return turn


_take = {"ours": _take_ours, "peer": _take_peer}


def _load(turn: Turn, opened: Browser, pages: Iterator[tuple[str, Ready, list[str]]]) -> Tab:
    """Loads pages one after the other, each in a browser that knows nothing; the first warms the server and does not count."""
    tab: Tab | None = None
    for address, ready, words in pages:
        if tab:
            tab.close()
        tab = Tab(opened)
        turn.loads.append(tab.load(address, ready, words))
    del turn.loads[0]
    assert tab
    return tab


def _communes(size: Size, count: int) -> list[int]:
    """Communes spread over the whole workload, no two alike as long as there are enough."""
    return [1 + turned * size.communes // count for turned in range(count)]


def _our_page(server: Server, unit: int, period: str) -> tuple[str, Ready, list[str]]:
    query = urlencode({"ke_hoach": PLAN, "don_vi": commune(unit)[0], "ky": period})
    return f"{server.address}/?{query}", _OURS, _words(unit, period)


def _words(unit: int, period: str) -> list[str]:
    return [commune(unit)[1], Period.parse(period).label]


def _choose_unit(tab: Tab, name: str, period: str) -> Seen:
    return _choose(tab, "don_vi", name, [name, Period.parse(period).label])


def _choose_quarter(tab: Tab, unit: int, period: str) -> Seen:
    words = _words(unit, period)
    return _choose(tab, "ky", words[1], words)


def _choose(tab: Tab, box: str, option: str, words: list[str]) -> Seen:
    return tab.choose([(f".st-key-{box} input", option)], f'[role=option]:has-text("{option}")', _OURS, words)


# -- what came of it -------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Middle:
    """The medians over the rounds of one side at one size, in milliseconds, megabytes and kilobytes; `late` is the worst twentieth."""

    load: float
    change: float
    rested: float
    late: float
    back: float
    computed: float
    megabytes: float
    sent: float


def middle(turns: list[Turn]) -> Middle:
    changes = [seen.done for turn in turns for seen in turn.all_changes]
    return Middle(
        load=_of(turns, lambda turn: [seen.done for seen in turn.loads]),
        change=_of(turns, lambda turn: [seen.done for seen in turn.all_changes]),
        rested=_of(turns, lambda turn: [seen.rested for seen in turn.all_changes]),
        late=sorted(changes)[min(len(changes) - 1, int(len(changes) * 0.95))],
        back=_of(turns, lambda turn: [seen.done for seen in turn.back]),
        computed=_of(turns, lambda turn: [turn.computed * 1000]),
        megabytes=_of(turns, lambda turn: [turn.megabytes]),
        sent=_of(turns, lambda turn: [seen.sent / 1000 for seen in turn.all_changes]),
    )


def _of(turns: list[Turn], figures: Callable[[Turn], list[float]]) -> float:
    """The middle of a round, and of the rounds the middle one."""
    return median(median(figures(turn) or [0.0]) for turn in turns)


_SIDES = {"ours": "Tiến độ 57", "peer": "Plotly Dash"}


def _tell(turns: Turns, sizes: list[str], rounds: int, changes: int) -> None:
    print(
        f"pages: {rounds} vòng xen kẽ, mỗi vòng {LOADS} lần mở và {changes} lần đổi mỗi bộ lọc; số giữa, mili giây tính trong trình duyệt"
    )
    found = {key: middle(done) for key, done in turns.items()}
    for name in sizes:
        print(f"  {name}: {format_number(SIZES[name].values)} giá trị")
        for side, label in _SIDES.items():
            print(f"    {label:12}{_said(found[name, side])}")
        print(f"    Tỷ số Tiến độ 57/Dash: {_ratios(found[name, 'ours'], found[name, 'peer'])}")
    for less, more in pairwise(sizes):
        print(f"  Tỷ số Tiến độ 57 {more}/{less}: {_ratios(found[more, 'ours'], found[less, 'ours'])}")


def _said(one: Middle) -> str:
    back = f", xem lại {_number(one.back)}" if one.back else ""
    return (
        f"mở {_number(one.load)}; đổi {_number(one.change)} (95 % dưới {_number(one.late)}, trang yên {_number(one.rested)}{back}); "
        f"máy chủ {_number(one.computed)} ms bộ xử lý và {_number(one.sent)} KB mỗi lần đổi, bộ nhớ {_number(one.megabytes)} MB"
    )


def _ratios(one: Middle, other: Middle) -> str:
    named = {"mở": "load", "đổi": "change", "trang yên": "rested", "bộ xử lý": "computed", "bộ nhớ": "megabytes"}
    return ", ".join(f"{word} {format_number(round(getattr(one, name) / getattr(other, name), 2), 2)}" for word, name in named.items())


def _number(number: float) -> str:
    return format_number(round(number))
