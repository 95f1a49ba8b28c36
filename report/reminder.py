"""The ready text that urges a unit: which reports, by which line of which plan, due when, how late, what is missing. Signed by nobody."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from domain.wording import OFFICE_RULE, day, row_label
from report.calendar import Owing, due_text, late_text, moved_text, report_name, sent_name
from report.lineage import source_name

Row = dict[str, Any]
Missing = Callable[[Row], Sequence[Row]]
"""The rows without a figure behind one debt of a quarter."""


def reminder(one: Owing, missing: Missing, days_off: dict[date, Row], today: date, *, invented: bool = False) -> str:
    """The whole letter, ready to be copied."""
    plans = list(dict.fromkeys(f"Kế hoạch số {row['plan_number']} ngày {day(row['issued_on'])}" for row in one.debts))
    debts = [line for place, row in enumerate(one.debts, 1) for line in _debt(place, row, missing, days_off)]
    return "\n".join(
        [
            *(["[SỐ LIỆU MINH HỌA, KHÔNG PHẢI VĂN BẢN THẬT]", ""] if invented else []),
            "V/v đôn đốc gửi báo cáo",
            "",
            f"Kính gửi: {one.name}",
            "",
            f"Qua theo dõi việc thực hiện {' và '.join(plans)}, tính đến hết ngày {day(today)}, chúng tôi chưa ghi nhận được:",
            "",
            *debts,
            f"Đề nghị {one.name} gửi báo cáo còn thiếu trước ngày …/…/{today.year}. Trường hợp đã gửi, đề nghị cho biết số và ngày văn bản "
            "để ghi nhận. Nếu có khó khăn, vướng mắc, đề nghị phản ánh sớm để cùng phối hợp giải quyết.",
            "",
            "Trân trọng./.",
            "",
            "Nơi nhận: như trên; lưu.",
            "",
            "(chức vụ người ký)",
            "(chữ ký, họ và tên)",
        ]
    )


def _debt(place: int, row: Row, missing: Missing, days_off: dict[date, Row]) -> list[str]:
    moved = moved_text(row, days_off)
    due = f"   - Hạn: {_due(row)}{f'; {moved}' if moved else ''}."
    head = [f"{place}. {_what(row)}.", due, f"   - Đến nay {late_text(row)}."]
    if "duty_id" in row:
        return [
            *head,
            f"   - Căn cứ: Kế hoạch số {row['plan_number']}, «{row['text'].rstrip('.')}» (bản chữ: {source_name(row['source'])}).",
            "",
        ]
    return [*head, *_rows(missing(row)), ""]


def _what(row: Row) -> str:
    if "duty_id" not in row:
        whom = f" của {row['described_name']}" if row["described_id"] != row["unit_id"] else ""
        return f"{report_name(row)}{whom} theo Kế hoạch số {row['plan_number']}, nộp theo biểu mẫu"
    return sent_name(row)


def _due(row: Row) -> str:
    return due_text(row) if "duty_id" in row else f"{day(row['due_on'])} ({OFFICE_RULE})"


def _rows(rows: Sequence[Row]) -> list[str]:
    if not rows:
        return []
    named = [f"     + {row_label(row['indicator_id'])}: {row['name']} (chủ trì: {row['lead'] or 'kế hoạch không nêu'})" for row in rows]
    return [f"   - Còn thiếu số liệu {len(rows)} dòng chỉ tiêu:", *named]
