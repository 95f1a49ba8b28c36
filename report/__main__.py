"""The command line: `python -m report`. Here, and only here below the pages, the packages are put together: store gathers the facts, etl
freezes them, report draws them. Parses, calls, prints Vietnamese, and ends with the agreed exit status.
"""

from __future__ import annotations

import argparse
import os
import shutil
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from pathlib import Path
from typing import Any, TextIO

from domain import clock
from domain.access import Refused
from domain.frozen import as_code, code_of, pack, unpack
from domain.numbers import format_number
from domain.period import Period
from domain.wording import UNVERIFIED, day
from etl import meeting
from etl.__main__ import DONE, NOT_ALLOWED, WRONG, Parser, ended, speak
from etl.settings import PUBLIC_ADDRESS
from etl.submit import CannotDo, NotAllowed, authorise
from report.briefing import export
from report.briefing.kinds import KINDS
from report.briefing.layout import CannotDraw
from report.briefing.slides import choice_for, useful
from report.lineage import clock as in_vietnam
from store import reads
from store.home import Home
from store.reads import about_briefing, about_meeting
from store.tables import Cursor, Row
from store.warehouse import Warehouse

BY = "lenh"
"""Who exports where nobody is named; taken only while the ledger has no people."""
_SHOWN = 12
"""So many of what there is are named to somebody who asked for something else."""
_SAY = print


def main(words: list[str] | None = None) -> int:
    speak()
    asked = _parser().parse_args(words)
    return ended(lambda: int(asked.run(asked)))


def _briefing(asked: argparse.Namespace) -> int:
    asked.remark = _remarks(asked.remark)
    _check_usage(asked)
    warehouse = Warehouse.open(Home.current())
    try:
        if asked.list:
            return _list(warehouse, asked)
        return _reopen(warehouse, asked) if asked.code else _export(warehouse, asked)
    finally:
        warehouse.close()


# -- one or many units -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Done:
    """How the export of one unit ended: its code and the number of its files, or why there are none."""

    name: str
    code: str = ""
    files: int = 0
    refused: Exception | None = None

    def __str__(self) -> str:
        return f"{self.name}: {self.refused}" if self.refused else f"{self.name}: mã {self.code}, {self.files} tệp"


def _export(warehouse: Warehouse, asked: argparse.Namespace) -> int:
    began, period = time.monotonic(), Period.parse(asked.period).ends_in
    with warehouse.cursor() as cursor:
        plan = _plan(cursor, asked.plan)
        units = _units(cursor, asked)
        by = _by(cursor, asked.by)
    target, several = Path(asked.output), len(units) > 1
    tell = _Progress(len(units), sys.stderr, quiet=asked.quiet or not several)
    ends = []
    for unit in units:
        tell.begins(unit["name"])
        folder = target / export.plain(unit["unit_id"]) if several else target
        ends.append(_one(warehouse, asked, plan, unit, period, by, folder))
        tell.ended(str(ends[-1]))
    return _summary(ends, target, time.monotonic() - began, quiet=asked.quiet)


def _one(warehouse: Warehouse, asked: argparse.Namespace, plan: Row, unit: Row, period: Period, by: str, folder: Path) -> Done:
    """One unit's briefing drawn, frozen and written, in this order: what cannot be drawn leaves no trace."""
    try:
        packed = pack(_document(warehouse, asked, plan, unit, period, by))
        code = code_of(packed)
        files = export.files(unpack(packed), code, asked.formats, address=_address(warehouse, code))
        meeting.freeze(warehouse, packed, by=by)
        write(folder, files)
        return Done(unit["name"], code, len(files))
    except (CannotDraw, Refused) as refusal:
        return Done(unit["name"], refused=refusal)
    except OSError as failure:
        sentence = f"không ghi được vào «{failure.filename or folder}». Kiểm tra đường dẫn, quyền và chỗ trống của ổ đĩa."
        return Done(unit["name"], refused=CannotDo(sentence))


def _document(warehouse: Warehouse, asked: argparse.Namespace, plan: Row, unit: Row, period: Period, by: str) -> dict[str, Any]:
    """What is frozen: the facts of now, and what of them is shown."""
    today = clock.today()
    with warehouse.cursor() as cursor:
        authorise(cursor, by, "xem", unit["unit_id"])
        periods = reads.followed_periods(cursor, plan["plan_id"], unit["unit_id"])
        if period not in periods:
            known = f"có: {', '.join(map(str, periods))}" if periods else "chưa có kỳ nào theo kế hoạch này"
            raise CannotDo(f"không có kỳ {period}; {known}.")
        as_of = asked.as_of or counted_on(cursor, plan, unit["unit_id"], period, today)
        facts = about_briefing.facts(cursor, plan["plan_id"], unit["unit_id"], period, as_of, today)
    shown = asked.slides or [kind for kind in KINDS if kind in {*useful(facts), *asked.remark}]
    return {"facts": facts, "choice": choice_for(facts, shown, asked.remark)}


def counted_on(cursor: Cursor, plan: Row, unit_id: str, period: Period, today: date) -> date:
    """The day deadlines are counted on, as on every page (ui/counted.py): today on the newest quarter, its last day on an older one; never
    later than today, nor after plan or unit ended."""
    if today <= period.last_day:
        return today
    last = reads.last_quarter_of(cursor, plan["plan_id"], unit_id)
    if (plan["effective_to"] and plan["effective_to"] < today) or (last and last.last_day < today):
        return period.last_day
    periods = reads.followed_periods(cursor, plan["plan_id"], unit_id)
    told, due = reads.last_reported(cursor, plan["plan_id"], unit_id), reads.newest_due(cursor, plan["plan_id"], today)
    return today if period >= reads.opens_at(periods, told, due) else period.last_day


def write(folder: Path, files: dict[str, bytes]) -> None:
    """All files under names of their own first, then renamed: nobody finds half of one."""
    folder.mkdir(parents=True, exist_ok=True)
    waiting = {folder / f".{name}.{os.getpid()}": folder / name for name in files}
    try:
        for path, content in zip(waiting, files.values(), strict=True):
            path.write_bytes(content)
        for path, target in waiting.items():
            os.replace(path, target)
    finally:
        for path in waiting:
            path.unlink(missing_ok=True)


def _address(warehouse: Warehouse, code: str) -> str:
    """Where the square picture leads: to the address the office set, with the code; nowhere but the code without one."""
    with warehouse.cursor() as cursor:
        base = reads.setting(cursor, PUBLIC_ADDRESS)
    return f"{base.rstrip('/')}/ban-tin?ma={code}" if base else ""


def _summary(ends: Sequence[Done], target: Path, seconds: float, *, quiet: bool, what: str = "Đã xuất") -> int:
    failed = [one for one in ends if one.refused]
    made = [one for one in ends if not one.refused]
    if made and not quiet:
        which = f"bản tin {made[0].code}" if len(ends) == 1 else f"{len(made)} bản tin"
        files = sum(one.files for one in made)
        _SAY(f"{what} {which}, {files} tệp vào «{target}», {format_number(round(seconds, 1))} giây.")
    if failed and len(ends) > 1:
        print(f"Không xuất được {len(failed)}/{len(ends)} đơn vị:", file=sys.stderr)
    for one in failed:
        print(f"- {one}" if len(ends) > 1 else str(one), file=sys.stderr)
    if failed and not made and all(isinstance(one.refused, NotAllowed) for one in failed):
        return NOT_ALLOWED
    return WRONG if failed else DONE


class _Progress:
    """What is being done, on stderr: a bar on a terminal, a line a unit elsewhere, nothing where it is to be quiet."""

    def __init__(self, of: int, stream: TextIO, *, quiet: bool) -> None:
        self.of, self.stream, self.quiet, self.done = of, stream, quiet, 0
        self.bar = stream.isatty() and not quiet

    def begins(self, name: str) -> None:
        if self.bar:
            self._draw(name)

    def ended(self, said: str) -> None:
        self.done += 1
        if self.bar:
            self._draw("" if self.done < self.of else "xong\n")
        elif not self.quiet:
            print(f"{self.done}/{self.of} {said}", file=self.stream, flush=True)

    def _draw(self, words: str) -> None:
        filled = 30 * self.done // self.of
        line = f"[{'█' * filled}{'·' * (30 - filled)}] {self.done}/{self.of} {words}"
        room = shutil.get_terminal_size().columns - 1
        self.stream.write("\r\x1b[K" + (line if len(line) <= room else line[:room]))
        self.stream.flush()


# -- kept ones ---------------------------------------------------------------------------------------------------------------


def _reopen(warehouse: Warehouse, asked: argparse.Namespace) -> int:
    """The files of a frozen briefing, from what was kept and nothing else."""
    began = time.monotonic()
    packed = meeting.thaw(warehouse, asked.code)
    if packed is None:
        raise CannotDo(f"Không có bản tin mang mã «{asked.code}». Xem các mã đã có bằng «--list» với --plan và --unit.")
    document, code = unpack(packed), as_code(asked.code)
    try:
        files = export.files(document, code, asked.formats, address=_address(warehouse, code))
    except CannotDraw as refusal:
        raise CannotDo(str(refusal)) from refusal
    write(Path(asked.output), files)
    done = [Done(document["facts"]["unit"]["name"], code, len(files))]
    return _summary(done, Path(asked.output), time.monotonic() - began, quiet=asked.quiet, what="Đã mở lại")


def _list(warehouse: Warehouse, asked: argparse.Namespace) -> int:
    with warehouse.cursor() as cursor:
        _plan(cursor, asked.plan)
        for unit in _units(cursor, asked):
            kept = about_meeting.briefings(cursor, asked.plan, unit["unit_id"])
            _SAY(f"{unit['name']}: {len(kept)} bản tin đã xuất." if kept else f"{unit['name']}: chưa xuất bản tin nào.")
            for row in kept:
                _SAY(_kept(row))
    return DONE


def _kept(row: Row) -> str:
    who = f"{row['by_whom']} ({UNVERIFIED})" if row["by_whom"] == BY else row["by_whom"]
    label = Period.parse(row["period"]).label
    return f"  {row['code']}  {label}, tính đến {day(row['as_of'])}; {who} xuất lúc {in_vietnam(row['at'])} (giờ Việt Nam)"


# -- what was asked for ------------------------------------------------------------------------------------------------------


def _plan(cursor: Cursor, plan_id: str) -> Row:
    plan = reads.plan(cursor, plan_id)
    if plan is None:
        known = [f"{row['plan_id']} ({row['number']})" for row in reads.plans(cursor)]
        raise CannotDo(f"Không có kế hoạch «{plan_id}». Có: {_named(known)}.")
    return plan


def _units(cursor: Cursor, asked: argparse.Namespace) -> list[Row]:
    """The units asked for, each once; those below one are those the plan binds, without itself."""
    known = {row["unit_id"]: row for row in reads.judged_units(cursor, asked.plan)}
    wanted = list(asked.unit)
    if asked.all_below:
        _known_unit(known, asked.all_below)
        below = [row["unit_id"] for row in reads.units_in_scope(cursor, asked.plan, asked.all_below) if row["unit_id"] != asked.all_below]
        if not below:
            raise CannotDo(f"Kế hoạch «{asked.plan}» không áp dụng cho đơn vị nào dưới «{asked.all_below}».")
        wanted += below
    return [_known_unit(known, unit_id) for unit_id in dict.fromkeys(wanted)]


def _known_unit(known: dict[str, Row], unit_id: str) -> Row:
    if unit_id in known:
        return known[unit_id]
    near = get_close_matches(unit_id, known, 5)
    named = _named([f"{one} ({known[one]['name']})" for one in near or known])
    raise CannotDo(f"Kế hoạch này không có đơn vị «{unit_id}». {'Gần nhất' if near else 'Có'}: {named}.")


def _named(known: Sequence[str]) -> str:
    more = len(known) - _SHOWN
    return ", ".join(known[:_SHOWN]) + (f" và {more} mã khác" if more > 0 else "")


def _by(cursor: Cursor, named: str | None) -> str:
    if named is None and reads.people_exist(cursor):
        raise NotAllowed("Phải ghi --by: mã của một người dùng đang hoạt động được xem đơn vị này.")
    return BY if named is None else named


def _check_usage(asked: argparse.Namespace) -> None:
    """Which options go together; ends with 64 where they do not."""
    if asked.code:
        fixed = ("plan", "unit", "all_below", "period", "slides", "remark", "as_of", "by", "list")
        if given := [f"--{name.replace('_', '-')}" for name in fixed if getattr(asked, name)]:
            asked.parser.error(f"--code mở lại đúng bản đã xuất, không dùng cùng với {', '.join(given)}")
        needed = ["output"]
    else:
        needed = ["plan"] if asked.list else ["plan", "period", "output"]
        if not (asked.unit or asked.all_below):
            needed.append("unit")
    if missing := [{"output": "-o", "unit": "--unit (hoặc --all-below)"}.get(one, f"--{one}") for one in needed if not getattr(asked, one)]:
        asked.parser.error(f"còn thiếu {', '.join(missing)}")
    if asked.slides and (lost := [kind for kind in asked.remark if kind not in asked.slides]):
        asked.parser.error(f"--remark cho trang «{lost[0]}» mà --slides không có trang này")


def _one_of(known: Sequence[str], what: str) -> Callable[[str], list[str]]:
    """`a,b`: names out of a list, each once, in the order given."""

    def names(text: str) -> list[str]:
        named = [name.strip() for name in text.split(",") if name.strip()]
        if unknown := [name for name in named if name not in known]:
            raise argparse.ArgumentTypeError(f"không có {what} «{unknown[0]}», chỉ có {', '.join(known)}")
        if not named:
            raise argparse.ArgumentTypeError(f"cần ít nhất một {what}: {', '.join(known)}")
        return list(dict.fromkeys(named))

    return names


def _remark(text: str) -> tuple[str, str]:
    kind, _, words = text.partition("=")
    if kind not in KINDS or not words.strip():
        raise argparse.ArgumentTypeError(f"viết LOẠI=GHI_CHÚ, LOẠI là một trong {', '.join(KINDS)}")
    return kind, words.strip()


def _remarks(given: Sequence[tuple[str, str]]) -> dict[str, str]:
    """By kind; two of one kind are two paragraphs."""
    return {kind: "\n".join(words for other, words in given if other == kind) for kind, _ in given}


def _a_day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"«{text}» không phải là ngày, viết theo mẫu 2026-11-21") from None


def _parser() -> Parser:
    parser = Parser(prog="python -m report", description="Xuất bản tin họp của Tiến độ 57.")
    commands = parser.add_subparsers(title="lệnh", metavar="LỆNH", required=True, parser_class=Parser)
    about = "xuất trang chiếu, báo cáo và sổ số liệu của một hay nhiều đơn vị; giữ lại số liệu để mở lại đúng như vậy"
    made: Parser = commands.add_parser("briefing", help=about, description=about)
    made.set_defaults(run=_briefing, parser=made)
    made.add_argument("--plan", metavar="KẾ_HOẠCH", help="mã kế hoạch, ví dụ tranlieu-79")
    made.add_argument(
        "--unit", metavar="ĐƠN_VỊ", action="append", default=[], help="mã đơn vị, ví dụ tran-lieu; ghi nhiều lần cho nhiều đơn vị"
    )
    made.add_argument("--all-below", metavar="ĐƠN_VỊ", help="mọi đơn vị dưới đơn vị này mà kế hoạch áp dụng")
    made.add_argument("--period", metavar="KỲ", help="quý, ví dụ 2026Q3")
    made.add_argument("-o", dest="output", metavar="THƯ_MỤC", help="thư mục sẽ ghi; nhiều đơn vị thì mỗi đơn vị một thư mục con")
    formats = ",".join(export.FORMATS)
    made.add_argument("--formats", metavar=formats, type=_one_of(export.FORMATS, "định dạng"), default=list(export.FORMATS),
                      help="các định dạng, mặc định là tất cả")  # fmt: skip
    made.add_argument("--slides", metavar="LOẠI,LOẠI", type=_one_of(list(KINDS), "trang"), default=[],
                      help=f"các trang theo thứ tự muốn chiếu: {', '.join(KINDS)}")  # fmt: skip
    made.add_argument("--remark", metavar="LOẠI=GHI_CHÚ", type=_remark, action="append", default=[], help="ghi chú dưới trang của loại này")
    made.add_argument("--by", metavar="NGƯỜI", help="mã người thực hiện")
    made.add_argument("--as-of", metavar="NGÀY", type=_a_day, help="ngày tính hạn, ví dụ 2026-11-21; mặc định như trên màn hình")
    made.add_argument("--code", metavar="MÃ", help="mở lại đúng một bản tin đã xuất, ví dụ 7K2-QF4H")
    made.add_argument("--list", action="store_true", help="in các bản tin đã xuất của đơn vị")
    made.add_argument("--quiet", action="store_true", help="chỉ in lỗi")
    return parser


if __name__ == "__main__":
    sys.exit(main())
