"""A large workbook of another make, taken in by us and by pandas with openpyxl: whole processes in turn, time and peak memory.

Measures a process from its start to its end, imports and all, as `time` would. Ours must name exactly the cells of the planted faults.
Everything stands in a temporary folder, which goes at the end.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

from domain.numbers import format_number

MEASUREMENTS = {
    "excel": "mở và kiểm tra sổ tính lớn của phần mềm khác, mọi lỗi chỉ rõ ô; so với pandas + openpyxl",
    "load": "như trên với sổ tính không lỗi và lưu hẳn: sổ cái, bảng số liệu, bảng điểm; so với pandas + openpyxl ghi vào DuckDB",
}
_PROGRAM = Path(__file__).resolve().parent.parent
_NAMES = {"ours": "Tiến độ 57", "peer": "pandas + openpyxl"}


@dataclass(frozen=True)
class Turn:
    """One process: seconds from start to end, without its start, and of the processor (which a busy machine disturbs least)."""

    seconds: float
    worked: float
    computed: float
    megabytes: float
    found: dict[str, Any]


def measure(name: str, rows: int, rounds: int) -> int:
    with tempfile.TemporaryDirectory(prefix="tiendo57-do-") as temporary:
        folder = Path(temporary)
        _process("bench.world", folder / "world", rows)
        turns: dict[str, list[Turn]] = {"ours": [], "peer": []}
        for _ in range(rounds):
            for side, done in turns.items():
                done.append(_turn(side, name, folder))
        planted = json.loads((folder / "world" / "loi.json").read_text(encoding="utf-8")) if name == "excel" else []
    exact = all(sorted(turn.found["problems"]) == sorted(planted) for turn in turns["ours"])
    _tell(name, rows, rounds, turns, len(planted), exact)
    return 0 if exact else 1


def _turn(side: str, name: str, folder: Path) -> Turn:
    """Every turn begins with the home as it was made."""
    shutil.copytree(folder / "world", folder / "turn")
    began = time.perf_counter()
    told = _process(f"bench.{side}", name, folder / "turn", folder / "turn" / ("loi.xlsx" if name == "excel" else "sach.xlsx"))
    seconds = time.perf_counter() - began
    shutil.rmtree(folder / "turn")
    found = json.loads(told)
    return Turn(seconds, found["worked"], found["computed"], found["peak"] / 1024, found)


def _process(module: str, *words: object) -> str:
    command = [sys.executable, "-m", module, *map(str, words)]
    return subprocess.run(command, cwd=_PROGRAM, check=True, stdout=subprocess.PIPE, text=True).stdout


def _tell(name: str, rows: int, rounds: int, turns: dict[str, list[Turn]], planted: int, exact: bool) -> None:
    print(f"{name}: sổ tính {format_number(rows)} hàng, {rounds} vòng xen kẽ, số giữa")
    ours, peer = (_middle(turns[side]) for side in _NAMES)
    for label, turn in zip(_NAMES.values(), (ours, peer), strict=True):
        print(f"  {label:20}{_shown(turn.seconds)} s (không kể khởi động {_shown(turn.worked)} s, ", end="")
        print(f"bộ xử lý {_shown(turn.computed)} s), bộ nhớ đỉnh {_shown(turn.megabytes)} MB")
    if planted:
        print(
            f"  Lỗi cài sẵn {planted}: Tiến độ 57 chỉ ra {len(ours.found['problems'])} ô ({'đúng từng ô' if exact else 'KHÔNG khớp'}), ",
            end="",
        )
        print(f"cách so sánh đếm được {peer.found['wrong']} hàng, không chỉ ô")
    elif not exact:
        print("  Sổ tính không lỗi mà vẫn bị báo lỗi")
    print(
        f"  Tỷ số: nhanh gấp {_shown(peer.seconds / ours.seconds)} lần (không kể khởi động {_shown(peer.worked / ours.worked)} lần, ",
        end="",
    )
    print(f"bộ xử lý {_shown(peer.computed / ours.computed)} lần), bộ nhớ bằng {_shown(ours.megabytes / peer.megabytes)} lần")


def _middle(done: list[Turn]) -> Turn:
    """The medians of the rounds; what was found is the same in all of them."""

    def middle(name: str) -> float:
        return float(median(getattr(turn, name) for turn in done))

    return Turn(middle("seconds"), middle("worked"), middle("computed"), middle("megabytes"), done[0].found)


def _shown(number: float) -> str:
    return format_number(round(number, 2), 2)
