"""The audit in words: what each kind of ledger entry is called, and one sentence for every entry. Knows nothing of files or passwords."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from typing import Any

from domain.access import ROLE_NAME
from domain.period import NotAPeriod, Period
from domain.wording import day, row_label
from report.markup import headed_table, text
from report.tables import Table

Row = dict[str, Any]

KINDS: dict[str, str] = {
    "start": "Bắt đầu sổ cái",
    "submission": "Nộp báo cáo",
    "approval": "Duyệt báo cáo",
    "return": "Trả lại báo cáo",
    "withdrawal": "Rút báo cáo",
    "period": "Khóa kỳ, hạn gửi",
    "period_exception": "Cho nộp thêm",
    "explanation_asked": "Hỏi giải trình",
    "explanation_given": "Trả lời giải trình",
    "explanation_closed": "Đóng giải trình",
    "catalogue_rows": "Thêm kế hoạch, đơn vị",
    "column_match": "Ghép cột",
    "person": "Người dùng",
    "setting": "Thiết đặt",
    "duty_sent": "Ghi nhận gửi báo cáo",
    "duty_sent_withdrawn": "Rút ghi nhận gửi báo cáo",
    "contact": "Đầu mối liên hệ",
    "participant": "Tham gia thi đua",
    "emulation_evidence": "Minh chứng thi đua",
    "assessment": "Đánh giá thi đua",
    "emulation_withdrawn": "Rút nội dung thi đua",
    "emulation_scale": "Thang điểm thi đua",
    "award_proposed": "Đề nghị khen thưởng",
    "award_withdrawn": "Rút đề nghị khen thưởng",
    "briefing": "Lưu bản trình bày",
    "meeting_task": "Việc giao tại họp",
    "meeting_task_done": "Kết quả việc giao",
    "meeting_task_withdrawn": "Rút việc giao",
    "index_figure": "Số công bố của bộ chỉ số",
    "index_figure_withdrawn": "Rút số công bố",
    "plan_ended": "Hiệu lực kế hoạch",
    "plan_binding": "Phạm vi kế hoạch",
    "unit_renamed": "Đổi tên đơn vị",
    "unit_ended": "Kết thúc đơn vị",
}
"""What an entry is called, in lists and filters."""

SETTING: dict[str, str] = {
    "doc_khong_dang_nhap": "Xem không cần đăng nhập",
    "mot_nguoi_duyet": "Đơn vị một người, được tự duyệt",
    "dia_chi": "Địa chỉ công khai",
}
_PINNED = "ghim:"
_ON = {"true": "bật", "false": "tắt"}
_ROWS = {
    "plans": "kế hoạch",
    "indicators": "chỉ tiêu",
    "targets": "mục tiêu",
    "tasks": "nhiệm vụ",
    "duties": "chế độ báo cáo",
    "units": "đơn vị",
    "plan_units": "đơn vị thuộc phạm vi",
}
_TAKEN_BACK = {"evidence": "minh chứng", "assessment": "đánh giá", "scale": "thang điểm"}
HEADS = ("Mục", "Lúc (GMT+7)", "Người", "Loại", "Đơn vị", "Việc đã làm", "Mã băm")


# -- one sentence for every kind ---------------------------------------------------------------------------------------------


def _start(row: Row) -> str:
    return "Bắt đầu sổ cái với số liệu minh họa" if row["facts"].get("demonstration") else "Bắt đầu sổ cái mới, chưa có số liệu"


def _submission(row: Row) -> str:
    return f"Nộp báo cáo {_of(row, 'submission_id')}, {_period(row)}{_plan(row)}{_file(row)}"


def _approval(row: Row) -> str:
    own = ", người nộp tự duyệt" if row["facts"].get("by_sender") else ""
    return f"Duyệt báo cáo {_of(row, 'submission_id')}{own}"


def _period_set(row: Row) -> str:
    facts = row["facts"]
    due = f", hạn gửi {_day(facts['due_on'])}" if facts.get("due_on") else ", không đặt hạn gửi"
    return f"Đặt {_period(row)}: {'khóa số liệu' if facts.get('locked') else 'để mở'}{due}{_why(row)}"


def _exception(row: Row) -> str:
    if not row["facts"].get("allowed"):
        return f"Thôi cho nộp thêm, {_period(row)}{_why(row)}"
    until = f" đến hết {_day(row['facts']['until'])}" if row["facts"].get("until") else ""
    return f"Cho nộp thêm, {_period(row)}{until}{_why(row)}"


def _asked(row: Row) -> str:
    about = row["facts"].get("indicator_id")
    return f"Hỏi giải trình {_of(row, 'explanation_id')}{f' về {_row_name(about)}' if about else ''}, {_period(row)}"


def _catalogue(row: Row) -> str:
    facts = row["facts"]
    counts = facts.get("counts", {})
    held = ", ".join(f"{counts[name]} {word}" for name, word in _ROWS.items() if counts.get(name))
    if facts.get("submission_id"):
        return f"Nạp sổ tính kế hoạch {facts['submission_id']}: {held or 'không có dòng'}{_file(row)}"
    return f"Thêm đơn vị {facts['units']}" if set(counts) == {"units"} else f"Thêm vào danh mục: {held or 'không có dòng'}"


def _person(row: Row) -> str:
    facts = row["facts"]
    whom = f"{facts.get('name', '')} ({facts.get('person_id', '')})"
    if facts.get("password_reset"):
        return f"Cấp mật khẩu dùng một lần cho {whom}"
    if facts.get("signed_out"):
        return f"Đăng xuất {whom} ở mọi nơi"
    if facts.get("active") is False:
        return f"Khóa người dùng {whom}"
    role = ROLE_NAME.get(facts.get("role", ""), "chưa rõ").lower()
    return f"{'Thêm' if facts.get('invited') else 'Ghi'} người dùng {whom}, vai trò {role}"


def _setting(row: Row) -> str:
    key, value = str(row["facts"].get("key", "")), str(row["facts"].get("value") or "")
    if key.startswith(_PINNED):
        chosen = len(value.split())
        return f"Ghim {chosen} chỉ tiêu lên đầu trang Tổng quan" if chosen else "Bỏ ghim chỉ tiêu ở trang Tổng quan"
    return f"Thiết đặt «{SETTING.get(key, key)}»: {_ON.get(value, value) or 'bỏ trống'}"


def _participant(row: Row) -> str:
    facts = row["facts"]
    group = f"khối «{facts.get('audience', '')}»"
    if facts.get("taking_part"):
        return f"Tham gia thi đua ở {group} từ năm {facts.get('from_year')}"
    last = f" sau năm {facts['last_year']}" if facts.get("last_year") else ", ghi nhầm"
    return f"Thôi tham gia thi đua ở {group}{last}{_why(row)}"


def _criterion(what: str) -> Callable[[Row], str]:
    def say(row: Row) -> str:
        return f"{what} tiêu chí {_of(row, 'row_no')}, khối «{_of(row, 'audience')}», {_period(row)}"

    return say


def _taken_back(row: Row) -> str:
    what = _TAKEN_BACK.get(row["facts"].get("what", ""), "nội dung")
    place = f" tiêu chí {row['facts']['row_no']}" if row["facts"].get("row_no") else ""
    return f"Rút {what}{place}{_why(row)}"


def _index_figure(row: Row) -> str:
    part = f", phần {row['facts']['part']}" if row["facts"].get("part") else ""
    return f"Ghi số công bố {_of(row, 'index_id')} năm {_of(row, 'year')}{part}"


def _task_done(row: Row) -> str:
    done = row["facts"].get("done_on")
    return f"Việc giao {_of(row, 'meeting_task_id')}: {f'xong ngày {_day(done)}' if done else 'chưa xong, mở lại'}"


def _contact(row: Row) -> str:
    name = row["facts"].get("name")
    return f"Ghi đầu mối liên hệ: {name}" if name else "Bỏ đầu mối liên hệ"


def _plan_ended(row: Row) -> str:
    last = row["facts"].get("effective_to")
    if not last:
        return f"Kế hoạch {_plan_number(row)} có hiệu lực trở lại{_why(row)}"
    other = f", thay bằng {row['replaced_by_number']}" if row.get("replaced_by_number") else ""
    return f"Kế hoạch {_plan_number(row)} hết hiệu lực sau ngày {_day(last)}{other}{_why(row)}"


def _plan_binding(row: Row) -> str:
    facts = row["facts"]
    if facts.get("valid_to"):
        return f"Thôi thực hiện kế hoạch {_plan_number(row)} sau ngày {_day(facts['valid_to'])}{_why(row)}"
    first = f" từ {_day(facts['valid_from'])}" if facts.get("valid_from") else ""
    return f"Thực hiện kế hoạch {_plan_number(row)}{first}{_why(row)}"


def _unit_ended(row: Row) -> str:
    last = row["facts"].get("valid_to")
    return f"Đơn vị kết thúc hoạt động sau ngày {_day(last)}{_why(row)}" if last else f"Đơn vị hoạt động trở lại{_why(row)}"


SENTENCES: dict[str, Callable[[Row], str]] = {
    "start": _start,
    "submission": _submission,
    "approval": _approval,
    "return": lambda row: f"Trả lại báo cáo {_of(row, 'submission_id')}{_why(row)}",
    "withdrawal": lambda row: f"Rút báo cáo {_of(row, 'submission_id')}{_why(row)}",
    "period": _period_set,
    "period_exception": _exception,
    "explanation_asked": _asked,
    "explanation_given": lambda row: f"Trả lời giải trình {_of(row, 'explanation_id')}",
    "explanation_closed": lambda row: f"Đóng giải trình {_of(row, 'explanation_id')}",
    "catalogue_rows": _catalogue,
    "column_match": lambda row: f"Lưu cách ghép cột cho tệp của nơi khác, trang «{_of(row, 'sheet')}»",
    "person": _person,
    "setting": _setting,
    "duty_sent": lambda row: f"Đã gửi báo cáo {_period(row)} ngày {_day(row['facts'].get('sent_on'))}, văn bản {_of(row, 'document')}",
    "duty_sent_withdrawn": lambda row: f"Rút ghi nhận gửi báo cáo ở mục {_of(row, 'number')}{_why(row)}",
    "contact": _contact,
    "participant": _participant,
    "emulation_evidence": _criterion("Ghi minh chứng"),
    "assessment": _criterion("Đánh giá"),
    "emulation_withdrawn": _taken_back,
    "emulation_scale": lambda row: f"Nạp thang điểm {_of(row, 'scale_id')}{_plan(row)}{_file(row)}",
    "award_proposed": lambda row: f"Đề nghị khen thưởng {_of(row, 'proposal_id')}, {_period(row)}{_why(row)}",
    "award_withdrawn": lambda row: f"Rút đề nghị khen thưởng {_of(row, 'proposal_id')}{_why(row)}",
    "briefing": lambda row: f"Lưu bản trình bày, mã {_of(row, 'code')}, {_period(row)}{_plan(row)}",
    "meeting_task": lambda row: f"Giao việc {_of(row, 'meeting_task_id')}: {_of(row, 'text')}",
    "meeting_task_done": _task_done,
    "meeting_task_withdrawn": lambda row: f"Rút việc giao {_of(row, 'meeting_task_id')}{_why(row)}",
    "index_figure": _index_figure,
    "index_figure_withdrawn": lambda row: f"Rút số công bố {_of(row, 'figure_id')}{_why(row)}",
    "plan_ended": _plan_ended,
    "plan_binding": _plan_binding,
    "unit_renamed": lambda row: f"Đổi tên đơn vị thành «{_of(row, 'name')}»{_why(row)}",
    "unit_ended": _unit_ended,
}


def sentence(row: Row) -> str:
    """What somebody did, in one sentence."""
    return f"{SENTENCES[row['kind']](row)}."


def _of(row: Row, name: str) -> str:
    return str(row["facts"].get(name) or "–")


def _why(row: Row) -> str:
    reason = row["facts"].get("reason")
    return f": {str(reason).rstrip('.')}" if reason else ""


def _plan_number(row: Row) -> str:
    return str(row.get("plan_number") or row.get("plan_id") or "–")


def _plan(row: Row) -> str:
    return f", kế hoạch {_plan_number(row)}" if row.get("plan_id") else ""


def _file(row: Row) -> str:
    return f", tệp «{row['facts']['file_name']}»" if row["facts"].get("file_name") else ""


def _day(value: str | None) -> str:
    return day(date.fromisoformat(value)) if value else "–"


def _period(row: Row) -> str:
    try:
        return Period.parse(_of(row, "period")).label
    except NotAPeriod:
        return "không ghi kỳ"


def _row_name(indicator_id: str) -> str:
    return row_label(indicator_id) if indicator_id.count("/") >= 2 else indicator_id


# -- the list ----------------------------------------------------------------------------------------------------------------


def who(row: Row) -> str:
    return str(row["person_name"] or row["by_whom"])


def table(rows: Iterable[Row]) -> str:
    """The entries as the page shows them."""
    return headed_table(HEADS, [_cells(row) for row in rows])


def _cells(row: Row) -> tuple[str, ...]:
    known = f"<small class='td-mark'>{text(row['by_whom'])}</small>" if row["person_name"] else ""
    return (
        f"<b class='td-keep'>{row['number']}</b>",
        f"<span class='td-keep'>{row['moment']:%d/%m/%Y}</span><small class='td-mark'>{row['moment']:%H:%M:%S}</small>",
        f"{text(who(row))}{known}",
        text(KINDS[row["kind"]]),
        text(row["unit_name"] or "–"),
        text(sentence(row)),
        f"<code title='{text(row['sha256'])}'>{text(row['sha256'][:12])}</code>",
    )


def to_take_along(rows: Iterable[Row], proof: tuple[str, ...]) -> Table:
    """The entries as a table for xlsx and csv, with the whole hashes."""
    heads = ("Mục", "Lúc (GMT+7)", "Người", "Mã người dùng", "Loại", "Đơn vị", "Việc đã làm", "Mã băm SHA-256")
    return Table(
        "Nhật ký sổ cái",
        proof,
        heads,
        [
            (
                row["number"],
                row["moment"],
                who(row),
                row["by_whom"],
                KINDS[row["kind"]],
                row["unit_name"],
                sentence(row),
                row["sha256"],
            )
            for row in rows
        ],
    )
