"""Workbooks of any make as sheets of cells: xlsx and xlsm, xls, xlsb, ods. Reads, and refuses what is dangerous; judges nothing."""

from __future__ import annotations

from collections.abc import Callable

from etl.books.apart import read_xls_apart
from etl.books.grid import Grid
from etl.books.ods import read_ods
from etl.books.safety import SAVE_AGAIN, family_of
from etl.books.xlsb import read_xlsb
from etl.books.xlsx import read_xlsx
from etl.pause import uncollected
from etl.problems import NotOurWorkbook

_READERS: dict[str, Callable[[bytes], list[Grid]]] = {"xlsx": read_xlsx, "xls": read_xls_apart, "xlsb": read_xlsb, "ods": read_ods}


@uncollected()
def open_book(content: bytes, file_name: str = "") -> list[Grid]:
    """The sheets of a workbook; `NotOurWorkbook` says in a sentence why it cannot be opened."""
    read = _READERS[family_of(content, file_name)]
    try:
        return read(content)
    except NotOurWorkbook:
        raise
    except MemoryError:
        raise NotOurWorkbook("Tệp quá lớn so với bộ nhớ của máy chủ. Bỏ các trang không cần rồi nộp lại.") from None
    except (KeyboardInterrupt, SystemExit, GeneratorExit):
        raise
    except BaseException as damage:  # readers of four formats raise many kinds on damaged files, calamine's panic no Exception even
        raise NotOurWorkbook(_SENTENCES.get(str(damage), f"Không mở được tệp: tệp hỏng. {SAVE_AGAIN}")) from None


_SENTENCES = {
    "doctype": f"Tệp chứa khai báo XML lạ, không mở để giữ an toàn. {SAVE_AGAIN}",
    "encrypted": "Tệp có mật khẩu nên không đọc được. Bỏ mật khẩu, lưu lại rồi nộp.",
    "Workbook is encrypted": "Tệp có mật khẩu nên không đọc được. Bỏ mật khẩu, lưu lại rồi nộp.",
    "dimensions": "Một trang có ô ghi ở quá xa. Xóa hẳn các hàng và cột thừa ở cuối trang, lưu lại rồi nộp.",
}
