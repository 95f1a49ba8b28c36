"""`python -m bench`: the measurements by name. Parses and prints; what is measured stands in the module of each."""

from __future__ import annotations

import sys
from argparse import ArgumentTypeError
from collections.abc import Callable
from pathlib import Path

from bench import briefing, excel, pages, workload
from etl.__main__ import Parser

ROWS, ROUNDS, CHANGES, SIZES, BRIEFINGS = 100_000, 3, 8, "M,L", 20
_ALL = excel.MEASUREMENTS | pages.MEASUREMENTS | briefing.MEASUREMENTS


def main(words: list[str] | None = None) -> int:
    words = sys.argv[1:] if words is None else words
    if not words:
        print("Các phép đo, mỗi phép chạy bằng «python -m bench TÊN»:")
        for name, about in _ALL.items():
            print(f"  {name:10}{about}")
        return 0
    asked = _parser().parse_args(words)
    if asked.name in pages.MEASUREMENTS:
        return pages.measure(asked.sizes, asked.rounds, asked.changes, asked.world)
    if asked.name in briefing.MEASUREMENTS:
        return briefing.measure(asked.rounds, asked.briefings, asked.world)
    return excel.measure(asked.name, asked.rows, asked.rounds)


def _parser() -> Parser:
    parser = Parser(prog="python -m bench", description="Đo trên chính máy này, xen kẽ với phần mềm so sánh.")
    parser.add_argument("name", choices=list(_ALL), metavar="TÊN", help="tên phép đo")
    parser.add_argument("--rows", type=_at_least(500), default=ROWS, metavar="SỐ", help=f"số hàng của sổ tính (mặc định {ROWS})")
    parser.add_argument("--rounds", type=_at_least(1), default=ROUNDS, metavar="SỐ", help=f"số vòng (mặc định {ROUNDS})")
    parser.add_argument("--changes", type=_at_least(1), default=CHANGES, metavar="SỐ", help=f"số lần đổi bộ lọc (mặc định {CHANGES})")
    parser.add_argument(
        "--briefings", type=_at_least(1), default=BRIEFINGS, metavar="SỐ", help=f"số bản tin xuất liền nhau (mặc định {BRIEFINGS})"
    )
    parser.add_argument("--sizes", type=_sizes, default=_sizes(SIZES), metavar="M,L", help=f"cỡ số liệu của trang (mặc định {SIZES})")
    parser.add_argument("--world", type=Path, metavar="THƯ_MỤC", help="nơi giữ số liệu thử cho lần sau; dựng cỡ L mất nhiều phút")
    return parser


def _sizes(text: str) -> list[str]:
    """`M,L`: the known sizes, in the order given."""
    named = text.split(",")
    if unknown := [name for name in named if name not in workload.SIZES]:
        raise ArgumentTypeError(f"không có cỡ «{unknown[0]}», chỉ có {', '.join(workload.SIZES)}")
    return named


def _at_least(least: int) -> Callable[[str], int]:
    def number(text: str) -> int:
        if not text.isdecimal() or int(text) < least:
            raise ArgumentTypeError(f"cần một số nguyên từ {least} trở lên")
        return int(text)

    return number


if __name__ == "__main__":
    sys.exit(main())
