"""Ghép cột: what a stranger's workbook means, said once by a person: which sheet and heading rows, which column is what, which row is
which indicator. The answer is remembered for workbooks of the same shape; reading by it is etl/match.py's business.
"""

from __future__ import annotations

from typing import Any

import streamlit as st

from domain.names import fold
from etl.books import open_book
from etl.books.grid import Grid, letter
from etl.match import (
    IGNORED,
    LAYOUTS,
    ROLES,
    Layout,
    Match,
    headings,
    measure_names,
    period_said,
    row_texts,
    shape_of,
    suggest,
    suggest_columns,
    suggest_heading_rows,
    suggest_layout,
    suggest_sheet,
    unit_names,
    unit_texts,
)
from etl.problems import NotOurWorkbook, as_shown
from etl.read import MAX_HEADER_ROWS, is_total
from etl.submit import NotAllowed, remember
from report import markup
from report.markup import text
from store import pending, reads
from store.home import Home
from ui.data import ask, warehouse
from ui.frame import card, title
from ui.person import acting, signed_in
from ui.scope import own, own_plans

KEY = "tep"
ROWS_SHOWN, COLUMNS_SHOWN = 14, 12
NEEDED: dict[Layout, tuple[str, ...]] = {"rows": ("title", "value"), "long": ("title", "unit", "value"), "wide": ("unit",)}
OPTIONAL: dict[Layout, tuple[str, ...]] = {
    "rows": ("code", "numerator", "denominator", "estimate", "note", "evidence"),
    "long": ("code", "period", "numerator", "denominator", "estimate", "note", "evidence"),
    "wide": ("period",),
}
SURE = {"same": "Trùng tên", "near": "Gần giống, xem lại", "none": "Chưa có"}
UNSAID = "Chưa chọn"
LEFT_OUT = "Không phải chỉ tiêu, bỏ qua"
NO_UNIT = "Không phải đơn vị, bỏ qua"


@st.cache_data(show_spinner="Đang đọc tệp …", max_entries=4)
def opened(key: str, who: str) -> list[Grid]:
    upload = pending.find(Home.current(), key, who)
    return open_book(upload.content, upload.file_name) if upload else []


def show_excerpt(grid: Grid, first: int, last: int) -> None:
    """The top of the sheet with its own row numbers and column letters, headings in bold."""
    columns = range(1, min(max((len(row) for row in grid.values[:ROWS_SHOWN]), default=1), COLUMNS_SHOWN) + 1)
    rows = []
    for number in range(1, min(max(ROWS_SHOWN, last + 6), grid.height) + 1):
        cells = [shown(grid.value(number, column)) for column in columns]
        rows.append((f"<b>{number}</b>", *(f"<b>{cell}</b>" if first <= number <= last else cell for cell in cells)))
    st.html(f"<div class='td-scroll'>{markup.headed_table(('', *map(letter, columns)), rows)}</div>")


def shown(value: object) -> str:
    return "" if value is None else text(as_shown(value)[:40])


def choose_sheet(grids: list[Grid]) -> tuple[Grid, int, int]:
    visible = [grid for grid in grids if not grid.hidden and grid.height]
    likely = suggest_sheet(grids)
    sheet_box, first_box, last_box = st.columns([2, 1, 1])
    grid = sheet_box.selectbox("Trang có số liệu", visible, index=visible.index(likely) if likely else 0, format_func=lambda one: one.name)
    first, last = suggest_heading_rows(grid)
    first = int(first_box.number_input("Hàng đầu của tiêu đề", 1, max(grid.height, 1), first, key=f"dau-{grid.name}"))
    last = int(last_box.number_input("Hàng cuối của tiêu đề", first, max(grid.height, first), max(last, first), key=f"cuoi-{grid.name}"))
    show_excerpt(grid, first, last)
    return grid, first, last


def choose_owner(grids: list[Grid], plans: list[dict[str, Any]]) -> tuple[dict[str, Any], dict[str, Any] | None]:
    plan_box, unit_box = st.columns([1, 2])
    plan = plan_box.selectbox("Kế hoạch", plans, format_func=lambda row: row["number"], placeholder="Chọn")
    units = own([*ask(reads.reporting_units, plan["plan_id"]), *ask(reads.units_above, plan["plan_id"])])
    unit = unit_box.selectbox(
        "Đơn vị báo cáo", units, index=named_in(grids, units), format_func=lambda row: row["name"], placeholder="Chọn đơn vị"
    )
    return plan, unit


def named_in(grids: list[Grid], units: list[dict[str, Any]]) -> int | None:
    """The unit the top of a sheet names; none where it names none, for a wrong one must not slip in."""
    top = [fold(str(value)) for grid in grids if not grid.hidden for row in grid.values[:MAX_HEADER_ROWS] for value in row if value]
    return next((index for index, row in enumerate(units) if any(fold(row["name"].split(" (")[0]) in text for text in top)), None)


def choose_columns(grid: Grid, first: int, last: int) -> tuple[Layout, dict[str, int]]:
    heads = headings(grid, first, last)
    likely = suggest_columns(heads)
    layouts = list(LAYOUTS)
    layout: Layout = st.radio("Tệp được lập theo cách nào", layouts, index=layouts.index(suggest_layout(likely)), format_func=LAYOUTS.get)
    options = [0, *heads]
    columns: dict[str, int] = {}
    boxes = st.columns(3)
    for place, role in enumerate((*NEEDED[layout], *OPTIONAL[layout])):
        needed = role in NEEDED[layout]
        chosen = boxes[place % 3].selectbox(
            f"Cột «{ROLES[role]}»{'' if needed else ' (nếu có)'}",
            options,
            index=options.index(likely.get(role, 0)),
            format_func=lambda column: f"{letter(column)} · {heads[column][:50]}" if column else "Không có",
            key=f"cot-{grid.name}-{first}-{last}-{layout}-{role}",
        )
        if chosen:
            columns[role] = chosen
    return layout, columns


def match_texts(heading: str, named: dict[str, str], options: dict[str, str], names: dict[str, str], left_out: str) -> dict[str, str]:
    """A grid of texts of the file, each beside what it stands for. Suggestions are filled in to be looked over; what is left unsaid stays
    unsaid, so that no figure is passed over without a person's word."""
    labels = options | {IGNORED: left_out}
    rows = []
    for shown in named.values():
        one, how = suggest(shown, names)
        likely = labels.get(one, UNSAID) if how != "none" else left_out if is_total(fold(shown)) else UNSAID
        rows.append({"Trong tệp": shown, heading: likely, "Gợi ý": SURE[how]})
    columns = {
        "Trong tệp": st.column_config.TextColumn("Trong tệp", disabled=True, width="large"),
        heading: st.column_config.SelectboxColumn(heading, options=[UNSAID, *labels.values()], required=True, width="large"),
        "Gợi ý": st.column_config.TextColumn("Gợi ý", disabled=True, width="small"),
    }
    edited = st.data_editor(rows, column_config=columns, hide_index=True, key=f"ghep-{heading}-{hash(tuple(named))}")
    by_label = {label: identifier for identifier, label in labels.items()}
    said = {key: by_label[row[heading]] for key, row in zip(named, edited, strict=True) if row[heading] != UNSAID}
    unsaid = [key for key in named if key not in said]
    if unsaid and st.checkbox(f"{left_out} {len(unsaid)} dòng chưa chọn", key=f"bo-{heading}"):
        said |= dict.fromkeys(unsaid, IGNORED)
    return said


def match_rows(grid: Grid, match: Match, unit: dict[str, Any]) -> dict[str, str]:
    with warehouse().cursor() as cursor:
        described = reads.described_unit(cursor, match.plan_id, unit["unit_id"]) or unit
        measures = reads.form_measures(cursor, match.plan_id, unit["unit_id"], described["unit_id"])
        names = measure_names(reads.indicators(cursor, match.plan_id), measures)
    named = row_texts(grid, match)
    options = {row["measure_id"]: f"{row['name']} ({row['unit_of_measure'] or '–'}) · {row['measure_id']}" for row in measures}
    st.html("<p class='td-note'>Bấm vào ô ở cột giữa để chọn chỉ tiêu. Xem lại từng dòng; dòng tổng và dòng nhóm thì bỏ qua.</p>")
    return match_texts("Chỉ tiêu của kế hoạch", named, options, names, LEFT_OUT)


def match_units(grid: Grid, match: Match, unit: dict[str, Any]) -> dict[str, str]:
    units = [row for row in ask(reads.judged_units, match.plan_id) if row["bound"]]
    named = unit_texts(grid, match)
    names = unit_names(units)
    options = {row["unit_id"]: f"{row['name']} · {row['unit_id']}" for row in units}
    return match_texts("Đơn vị", named, options, names, NO_UNIT)


def offer_to_remember(match: Match, key: str, who: str) -> None:
    if not any(match.measures.values()):
        st.warning("Chưa có dòng nào được ghép với chỉ tiêu.")
    else:
        st.html("<p class='td-note'>Dòng còn «Chưa chọn» mà có số liệu sẽ được báo lỗi khi kiểm tra, không bị bỏ sót.</p>")
    if st.button("Lưu cách ghép và kiểm tra tệp", type="primary", disabled=not any(match.measures.values())):
        try:
            remember(warehouse(), match, by=who)
        except NotAllowed as refusal:
            st.error(str(refusal))
            return
        st.switch_page("pages/nhap/nop_bao_cao.py", query_params={KEY: key})


def show(key: str, grids: list[Grid]) -> None:
    with card("sheet", "1. Số liệu nằm ở đâu trong tệp"):
        who = acting()
        plans = own_plans(ask(reads.judged_plans))
        if not plans:
            st.info("Chưa có kế hoạch nào có chỉ tiêu của đơn vị bạn phụ trách.")
            return
        plan, unit = choose_owner(grids, plans)
        grid, first, last = choose_sheet(grids)
    if unit is None:
        st.info("Chọn đơn vị báo cáo để ghép tiếp.")
        return
    with card("columns", "2. Cột nào là gì"):
        layout, columns = choose_columns(grid, first, last)
        missing = [ROLES[role] for role in NEEDED[layout] if role not in columns]
        shape = shape_of(grid, first, last)
        if missing or not shape:
            st.warning(f"Chọn thêm cột: {', '.join(missing)}." if missing else "Hàng tiêu đề chưa đúng: phải có ít nhất hai cột có tên.")
            return
        match = Match(grid.name, first, last, layout, plan["plan_id"], unit["unit_id"], columns, shape=shape)
        said = period_said(grid, match)
        if "period" not in columns:
            found = f"Kỳ đọc được trong tệp: {said[0].label} (ô {said[1]})." if said else "Tệp không ghi kỳ; sẽ hỏi khi nộp."
            st.html(f"<p class='td-note'>{text(found)}</p>")
    with card("rows", "3. Dòng nào là chỉ tiêu nào" if layout != "wide" else "3. Cột nào là chỉ tiêu nào"):
        measures = match_rows(grid, match, unit)
    units = {}
    if "unit" in columns:
        with card("units", "4. Tên đơn vị trong tệp"):
            units = match_units(grid, match, unit)
    offer_to_remember(Match(**(match.as_entry() | {"measures": measures, "units": units})), key, who)


title("Ghép cột", "Chỉ cho phần mềm cách đọc một tệp do nơi khác lập; lần sau tệp cùng dạng được nhận ngay")
asked, reader = st.query_params.get(KEY, ""), signed_in()
try:
    grids = opened(asked, reader.person_id) if asked and reader else []
except NotOurWorkbook as stranger:
    st.error(str(stranger))
    grids = []
if grids:
    show(asked, grids)
else:
    st.info("Chưa có tệp nào chờ ghép. Nộp tệp ở trang «Nộp báo cáo» trước.")
