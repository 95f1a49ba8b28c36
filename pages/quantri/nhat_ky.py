"""Nhật ký: every entry of the ledger in a sentence, newest first; by person, kind, unit and day, all in the URL; to take along whole.

Whether the ledger is unbroken is checked when somebody asks: that reads every entry.
"""

from __future__ import annotations

from datetime import date
from typing import Any

import streamlit as st

from domain.access import EVERYWHERE
from domain.clock import today
from domain.wording import day
from report import audit
from report.markup import text
from store.reads import about_audit
from ui.chart import file_name
from ui.data import ask, warehouse
from ui.filters import keep, pick_or_all, pick_page, url_changed
from ui.frame import card, title
from ui.scope import scope

PAGE = 50


def pick_day(box: Any, label: str, name: str) -> date | None:
    """A day kept in the URL; none asks for all."""
    key = f"loc_{name}"
    if url_changed(name) or key not in st.session_state:
        try:
            st.session_state[key] = date.fromisoformat(st.query_params.get(name, ""))
        except ValueError:
            st.session_state[key] = None
    picked: date | None = box.date_input(label, value=None, format="DD/MM/YYYY", key=key)
    keep(name, picked.isoformat() if picked else "")
    return picked


def choose() -> about_audit.Asked:
    who_box, kind_box, unit_box, first_box, last_box = st.columns([1.2, 1.2, 1.6, 0.9, 0.9])
    who = pick_or_all(who_box, "Người", "nguoi", ask(about_audit.actors, scope()), "Mọi người")
    counts = ask(about_audit.kinds, scope())
    words = {kind: f"{name} ({counts[kind]})" for kind, name in audit.KINDS.items() if kind in counts}
    kind = pick_or_all(kind_box, "Loại việc", "loai", words, f"Mọi loại ({sum(counts.values())})")
    units = {row["unit_id"]: row["name"] for row in ask(about_audit.concerned, scope())}
    unit_id = pick_or_all(unit_box, "Đơn vị (gồm cấp dưới)", "don_vi", units, "Mọi đơn vị")
    return scope(), who, kind, unit_id, pick_day(first_box, "Từ ngày", "tu"), pick_day(last_box, "Đến ngày", "den")


def proof(asked: about_audit.Asked, total: int) -> tuple[str, ...]:
    """What of the ledger a table shows, and up to which entry."""
    newest = ask(about_audit.newest)
    _, who, kind, unit_id, first, last = asked
    named = [
        *([f"người: {who}"] if who else []),
        *([f"loại: {audit.KINDS[kind]}"] if kind else []),
        *([f"đơn vị: {unit_id}"] if unit_id else []),
        *([f"từ ngày {day(first)}"] if first else []),
        *([f"đến ngày {day(last)}"] if last else []),
    ]
    return (
        f"{total} mục, mới nhất trước; lập ngày {day(today())}",
        f"Bộ lọc: {', '.join(named) or 'không'}",
        f"Sổ cái đến mục {newest['number']}, mã băm {newest['sha256']}",
    )


def show_entries(asked: about_audit.Asked) -> None:
    total = ask(about_audit.how_many, asked)
    with card("entries", f"{total} mục, mới nhất trước"):
        if not total:
            say_nothing_found(asked)
            return
        place = st.container()
        page = pick_page(-(-total // PAGE), asked)
        place.html(f"<div class='td-qt-log'>{audit.table(ask(about_audit.entries, asked, page, PAGE))}</div>")
        lines = proof(asked, total)

        def whole() -> Any:
            return audit.to_take_along(ask(about_audit.entries, asked, 1, total), lines)

        name = file_name(f"Nhật ký đến mục {ask(about_audit.newest)['number']}")
        with st.container(horizontal=True):
            st.download_button("Tải Excel (xlsx)", lambda: whole().as_xlsx(), f"{name}.xlsx", key="xlsx-nhat-ky", on_click="ignore")
            st.download_button("Tải csv", lambda: whole().as_csv(), f"{name}.csv", key="csv-nhat-ky", on_click="ignore")


def say_nothing_found(asked: about_audit.Asked) -> None:
    first, last = asked[4], asked[5]
    if first and last and first > last:
        st.info(f"Từ ngày {day(first)} đến ngày {day(last)} không có ngày nào. Đổi lại hai ngày.")
    elif any(asked[1:]):
        st.info("Không có mục nào khớp bộ lọc. Chọn lại «Mọi người», «Mọi loại», «Mọi đơn vị» hoặc bỏ ngày để xem thêm.")
    else:
        st.info("Sổ cái chưa có mục nào thuộc phạm vi của bạn. Mỗi việc làm trên các trang khác sẽ hiện ở đây.")


def show_chain() -> None:
    newest = ask(about_audit.newest)
    with card("chain", "Sổ cái có nguyên vẹn không"):
        if newest is None:
            st.html("<p>Sổ cái còn trống.</p>")
            return
        st.html(
            f"<p>Mỗi mục mang mã băm của mục trước nó, nên sửa hoặc xóa một mục cũ sẽ lộ ra. Mục mới nhất: <b>{newest['number']}</b>, "
            f"{newest['moment']:%d/%m/%Y %H:%M} (GMT+7).</p><p><code class='td-file'>{text(newest['sha256'])}</code></p>"
        )
        if st.button("Kiểm tra toàn bộ sổ cái"):
            with st.spinner(f"Đang đọc lại {newest['number']} mục …"):
                problems = warehouse().ledger.problems()
            if problems:
                st.error("Sổ cái không còn nguyên vẹn. " + " ".join(problems[:5]) + " Khôi phục từ bản sao lưu gần nhất.")
            else:
                st.success(f"Sổ cái nguyên vẹn: {newest['number']} mục nối tiếp nhau, mã băm đều khớp.")


title("Nhật ký", "Ai đã làm gì, lúc nào: toàn bộ sổ cái, không sửa và không xóa được", invented=False)
if scope() != EVERYWHERE:
    st.html("<p class='td-note'>Bạn xem được các việc của đơn vị mình và cấp dưới.</p>")
asked = choose()
show_entries(asked)
show_chain()
