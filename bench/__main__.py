"""`python -m bench`: the measurements by name. Parses and prints; what is measured stands in the module of each."""

from __future__ import annotations

import sys
from argparse import ArgumentTypeError
from collections.abc import Callable

from bench import excel
from etl.__main__ import Parser

ROWS, ROUNDS = 100_000, 3


def main(words: list[str] | None = None) -> int:
    words = sys.argv[1:] if words is None else words
    if not words:
        print("Các phép đo, mỗi phép chạy bằng «python -m bench TÊN»:")
        for name, about in excel.MEASUREMENTS.items():
            print(f"  {name:8}{about}")
        return 0
    asked = _parser().parse_args(words)
    return excel.measure(asked.name, asked.rows, asked.rounds)


def _parser() -> Parser:
    parser = Parser(prog="python -m bench", description="Đo trên chính máy này, xen kẽ với phần mềm so sánh.")
    parser.add_argument("name", choices=list(excel.MEASUREMENTS), metavar="TÊN", help="tên phép đo")
    parser.add_argument("--rows", type=_at_least(500), default=ROWS, metavar="SỐ", help=f"số hàng của sổ tính (mặc định {ROWS})")
    parser.add_argument("--rounds", type=_at_least(1), default=ROUNDS, metavar="SỐ", help=f"số vòng (mặc định {ROUNDS})")
    return parser


def _at_least(least: int) -> Callable[[str], int]:
    def number(text: str) -> int:
        if not text.isdecimal() or int(text) < least:
            raise ArgumentTypeError(f"cần một số nguyên từ {least} trở lên")
        return int(text)

    return number


if __name__ == "__main__":
    sys.exit(main())
