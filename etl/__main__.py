"""The command line: `python -m etl`. Parses, calls one function, prints Vietnamese, and ends with the agreed exit status."""

from __future__ import annotations

import argparse
import io
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, NoReturn

from domain.period import NotAPeriod, Period
from etl import demo, keep
from etl.checks import check_period
from etl.export import CannotExport, export_table
from etl.plan_form import write_plan_template
from etl.problems import NotOurWorkbook, Problem, errors, grouped
from etl.submit import CannotDo, NotAllowed, load, preview, withdraw
from etl.template import CannotMakeForm, find_form, write_template
from etl.wide import find_wide_form, write_wide_template
from store.catalogue import CatalogueWrong
from store.home import Home
from store.ledger import LedgerDamaged
from store.replay import UnknownEntry
from store.tables import Cursor
from store.warehouse import Warehouse, WarehouseDamaged

DONE, WRONG, NOT_OURS, WARNINGS, NOT_ALLOWED, USAGE = 0, 1, 2, 3, 4, 64

_SAY = print


class Parser(argparse.ArgumentParser):
    """An argument parser that speaks Vietnamese and ends with 64 on wrong usage."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**(options | {"add_help": False}))
        self._positionals.title, self._optionals.title = "cần có", "tùy chọn"
        self.add_argument("-h", "--help", action="help", help="in phần hướng dẫn này rồi thôi")

    def format_usage(self) -> str:
        return super().format_usage().replace("usage:", "cách dùng:", 1)

    def format_help(self) -> str:
        return super().format_help().replace("usage:", "cách dùng:", 1)

    def error(self, message: str) -> NoReturn:
        print(self.format_usage(), file=sys.stderr, end="")
        print(f"Lệnh viết chưa đúng: {_in_vietnamese(message)}", file=sys.stderr)
        sys.exit(USAGE)


_WORDS = (
    ("the following arguments are required:", "còn thiếu"),
    ("unrecognized arguments:", "không hiểu"),
    ("invalid choice:", "không có lựa chọn"),
    ("choose from", "chọn một trong"),
    ("expected one argument", "cần một giá trị đi kèm"),
    ("not allowed with argument", "không dùng cùng với"),
    ("ambiguous option:", "tùy chọn chưa rõ:"),
    ("could match", "có thể là"),
    ("ignored explicit argument", "không nhận giá trị"),
    ("argument ", "tham số "),
)


def _in_vietnamese(message: str) -> str:
    for english, vietnamese in _WORDS:
        message = message.replace(english, vietnamese)
    return message


def main(words: list[str] | None = None) -> int:
    speak()
    asked = _parser().parse_args(words)
    return ended(lambda: int(asked.run(asked)))


def speak() -> None:
    """Vietnamese, whatever the terminal was set to."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")


def ended(run: Callable[[], int]) -> int:
    """The exit status of a command; what stopped it is said in a sentence."""
    try:
        return run()
    except NotOurWorkbook as stranger:
        return _fail(str(stranger), NOT_OURS)
    except NotAllowed as refusal:
        return _fail(str(refusal), NOT_ALLOWED)
    except (
        CannotDo,
        CannotExport,
        CannotMakeForm,
        CatalogueWrong,
        LedgerDamaged,
        NotAPeriod,
        UnknownEntry,
        WarehouseDamaged,
        demo.CannotShow,
        keep.CannotRestore,
    ) as wrong:
        return _fail(str(wrong), WRONG)
    except FileNotFoundError as missing:
        return _fail(f"Không có tệp hoặc thư mục «{missing.filename}».", WRONG)
    except PermissionError as refusal:
        return _fail(f"Không có quyền đọc hoặc ghi «{refusal.filename}».", WRONG)
    except IsADirectoryError as folder:
        return _fail(f"«{folder.filename}» là thư mục, cần tên tệp.", WRONG)
    except OSError as refused:
        return _fail(f"Không đọc hoặc ghi được «{refused.filename}». Kiểm tra đường dẫn, quyền và chỗ trống của ổ đĩa.", WRONG)


def _fail(sentence: str, status: int) -> int:
    print(sentence, file=sys.stderr)
    return status


# -- commands --------------------------------------------------------------------------------------------------------------


def _rebuild(asked: argparse.Namespace) -> int:
    home = Home.current()
    warehouse = Warehouse.open(home)
    try:
        warehouse.make_anew()
        _SAY(f"Đã dựng lại kho số liệu từ danh mục và {warehouse.stands_at} mục của sổ cái.")
        if warehouse.in_memory:
            _SAY("Tệp kho đang do ứng dụng giữ nên để nguyên; ứng dụng tự cập nhật ở lần đọc tới.")
    finally:
        warehouse.close()
    return DONE


def _demo(asked: argparse.Namespace) -> int:
    reports = demo.show(Home.current())
    _SAY(f"Đã nạp dữ liệu minh họa: {reports} báo cáo. Đây không phải số liệu thật; lệnh «python -m etl start» để bắt đầu sổ cái sạch.")
    return DONE


def _start(asked: argparse.Namespace) -> int:
    aside = demo.leave(Home.current())
    if aside is not None:
        _SAY(f"Dữ liệu minh họa đã cất vào thư mục «{aside.name}».")
    _SAY("Sổ cái sạch đã sẵn sàng.")
    return DONE


def _template(asked: argparse.Namespace) -> int:
    needed = {"quarter": ("plan", "unit", "period"), "wide": ("plan", "unit", "period"), "plan": ("plan",)}[asked.kind]
    if not all(getattr(asked, name) for name in needed):
        asked.parser.error(f"biểu mẫu loại {asked.kind} cần {', '.join('--' + name for name in needed)}")
    warehouse = Warehouse.open(Home.current())
    try:
        with warehouse.cursor() as cursor:
            content = _make_template(cursor, asked)
    finally:
        warehouse.close()
    Path(asked.output).write_bytes(content)
    _SAY(f"Đã ghi biểu mẫu vào «{asked.output}».")
    return DONE


def _make_template(cursor: Cursor, asked: argparse.Namespace) -> bytes:
    if asked.kind == "plan":
        return write_plan_template(cursor, asked.plan, asked.unit)
    find, write = (find_form, write_template) if asked.kind == "quarter" else (find_wide_form, write_wide_template)
    form = find(cursor, asked.plan, asked.unit, Period.parse(asked.period))
    for problem in check_period(cursor, form):
        raise CannotMakeForm(f"{problem.message} {problem.expected}")
    return write(cursor, form)


def _check(asked: argparse.Namespace) -> int:
    content = Path(asked.file).read_bytes()
    warehouse = Warehouse.open(Home.current())
    try:
        problems = preview(warehouse, content, asked.file).checked.problems
    finally:
        warehouse.close()
    if asked.json:
        _SAY(_json([problem.as_record() for problem in problems]))
    else:
        _list(problems)
        _SAY(_count(problems))
    return WRONG if errors(problems) else DONE


def _load(asked: argparse.Namespace) -> int:
    content = Path(asked.file).read_bytes()
    warehouse = Warehouse.open(Home.current())
    try:
        outcome = load(warehouse, content, asked.file, by=asked.by, accept_warnings=asked.accept_warnings)
    finally:
        warehouse.close()
    if asked.json:
        problems = [problem.as_record() for problem in outcome.problems]
        _SAY(_json({"submission_id": outcome.submission_id, "state": outcome.state, "problems": problems}))
    else:
        _list(outcome.problems)
        _SAY(_verdict(outcome.submission_id, outcome.was_known, outcome.problems))
    if outcome.submission_id:
        return DONE
    return WRONG if errors(outcome.problems) else WARNINGS


def _verdict(submission_id: str | None, was_known: bool, problems: list[Problem]) -> str:
    if was_known:
        return f"Tệp này đã nộp trước đây, mã {submission_id}. Không lưu lần nữa."
    if submission_id and submission_id.startswith("KH-"):
        return f"Đã đưa kế hoạch vào hệ thống, mã {submission_id}."
    if submission_id:
        return f"Đã lưu báo cáo, mã {submission_id}, chờ duyệt."
    if errors(problems):
        return f"{_count(problems)} Chưa lưu gì; sửa rồi nộp lại."
    return f"{_count(problems)} Chưa lưu gì; nếu số liệu đúng, nộp lại kèm --accept-warnings."


def _withdraw(asked: argparse.Namespace) -> int:
    warehouse = Warehouse.open(Home.current())
    try:
        done = withdraw(warehouse, asked.submission, by=asked.by, why=asked.why)
    finally:
        warehouse.close()
    _SAY(f"Đã rút báo cáo {asked.submission}." if done else f"Báo cáo {asked.submission} đã được rút từ trước.")
    return DONE


def _export(asked: argparse.Namespace) -> int:
    warehouse = Warehouse.open(Home.current())
    try:
        with warehouse.cursor() as cursor:
            rows = export_table(cursor, asked.table, Path(asked.output))
    finally:
        warehouse.close()
    _SAY(f"Đã xuất {rows} dòng của bảng «{asked.table}» vào «{asked.output}».")
    return DONE


def _verify(asked: argparse.Namespace) -> int:
    found = keep.verify(Home.current())
    for problem in found.problems:
        _SAY(problem)
    if found.problems:
        return WRONG
    compared = "kho số liệu khớp với sổ cái." if found.compared else "tệp kho đang do ứng dụng giữ nên chưa so được."
    _SAY(f"Sổ cái nguyên vẹn; {compared}")
    return DONE


def _backup(asked: argparse.Namespace) -> int:
    _SAY(f"Đã sao lưu {keep.backup(Home.current(), Path(asked.output))} mục của sổ cái vào «{asked.output}».")
    return DONE


def _restore(asked: argparse.Namespace) -> int:
    _SAY(f"Đã khôi phục {keep.restore(Home.current(), Path(asked.file))} mục của sổ cái.")
    return DONE


# -- words -----------------------------------------------------------------------------------------------------------------


def _list(problems: list[Problem]) -> None:
    for group in grouped(problems):
        _SAY(group.as_sentence())


def _count(problems: list[Problem]) -> str:
    wrong = len(errors(problems))
    return f"{wrong} lỗi, {len(problems) - wrong} cảnh báo." if problems else "Không có lỗi."


def _json(data: object) -> str:
    return json.dumps(data, ensure_ascii=False, indent=1)


def _parser() -> Parser:
    parser = Parser(prog="python -m etl", description="Nhận, kiểm tra, lưu và xuất số liệu của Tiến độ 57.")
    commands = parser.add_subparsers(title="lệnh", metavar="LỆNH", required=True, parser_class=Parser)

    def command(name: str, run: Callable[[argparse.Namespace], int], about: str) -> Parser:
        made: Parser = commands.add_parser(name, help=about, description=about)
        made.set_defaults(run=run, parser=made)
        return made

    def output(made: Parser, about: str) -> None:
        made.add_argument("-o", dest="output", metavar="TỆP", required=True, help=about)

    def by(made: Parser) -> None:
        made.add_argument("--by", metavar="NGƯỜI", required=True, help="mã người thực hiện")

    command("rebuild", _rebuild, "dựng lại kho số liệu từ danh mục và sổ cái")
    command("demo", _demo, "nạp dữ liệu minh họa vào nơi lưu trống")
    command("start", _start, "cất dữ liệu minh họa, bắt đầu sổ cái sạch")
    template = command("template", _template, "ghi biểu mẫu trống")
    template.add_argument("--kind", choices=("quarter", "wide", "plan"), default="quarter", help="loại biểu mẫu")
    template.add_argument("--plan", metavar="KẾ_HOẠCH", help="mã kế hoạch, ví dụ tranlieu-79")
    template.add_argument("--unit", metavar="ĐƠN_VỊ", help="mã đơn vị báo cáo, ví dụ tran-lieu")
    template.add_argument("--period", metavar="KỲ", help="quý, ví dụ 2026Q3")
    output(template, "tệp .xlsx sẽ ghi")
    check = command("check", _check, "kiểm tra tệp, không lưu")
    check.add_argument("file", metavar="TỆP", help="tệp báo cáo")
    check.add_argument("--json", action="store_true", help="in danh sách dạng JSON")
    loading = command("load", _load, "kiểm tra rồi lưu tệp vào sổ cái")
    loading.add_argument("file", metavar="TỆP", help="tệp báo cáo")
    by(loading)
    loading.add_argument("--accept-warnings", action="store_true", help="xác nhận các cảnh báo")
    loading.add_argument("--json", action="store_true", help="in kết quả dạng JSON")
    withdrawal = command("withdraw", _withdraw, "rút một báo cáo đã nộp")
    withdrawal.add_argument("submission", metavar="MÃ", help="mã báo cáo, ví dụ BC-00012")
    by(withdrawal)
    withdrawal.add_argument("--why", metavar="LÝ_DO", required=True, help="lý do rút")
    export = command("export", _export, "xuất một bảng ra tệp")
    export.add_argument("table", metavar="BẢNG", help="tên bảng, ví dụ scorecard")
    output(export, "tệp .csv, .parquet, .xlsx hoặc .json")
    command("verify", _verify, "kiểm tra sổ cái và so kho số liệu với sổ cái")
    output(command("backup", _backup, "sao lưu sổ cái"), "tệp sao lưu sẽ ghi")
    command("restore", _restore, "khôi phục sổ cái vào nơi lưu trống").add_argument("file", metavar="TỆP", help="tệp sao lưu")
    return parser


if __name__ == "__main__":
    sys.exit(main())
