"""Bộ chỉ số: the indices plans name, by year, as they were published: score, rank of how many, how computed, by whom said.

Its figures are real ones with a source, whatever home they are shown in. What may be compared with what comes with the rows.
"""

from __future__ import annotations

from typing import Any

import streamlit as st

from domain.clock import today
from domain.indices import INDICES
from etl import indices as acts
from report import indices as shown_as
from report import lineage
from report.markup import page_address, text
from store.catalogue import source_text
from store.reads import about_indices
from ui.chart import draw, twin
from ui.data import ask, warehouse
from ui.filters import Chosen, keep, url_changed
from ui.frame import card, opened, picture
from ui.person import acting
from ui.scope import may_here, own
from ui.turn import do, say_finished, turn

Row = dict[str, Any]

ROWS_SHOWN = 12
COUNTRY = "viet-nam"
ABOUT = "Điểm và hạng đã công bố, từng năm, có nguồn"


def all_indices() -> list[str]:
    """Those of the resolution first, then what else a plan names."""
    return list(dict.fromkeys([*INDICES, *(row["index_id"] for row in ask(about_indices.known_indices))]))


def choose_index() -> str:
    """Which index, all of them in sight; the choice stands in the URL."""
    counts = {row["index_id"]: row["figures"] for row in ask(about_indices.known_indices)}
    options = all_indices()
    asked = st.query_params.get("bo_chi_so")
    if st.session_state.get("chon_bo_chi_so") not in options or (asked in options and url_changed("bo_chi_so")):
        st.session_state["chon_bo_chi_so"] = asked if asked in options else options[0]
    picked = st.segmented_control(
        "Bộ chỉ số",
        options,
        format_func=lambda index_id: f"{index_id} · {shown_as.count_text(counts.get(index_id, 0))}",
        key="chon_bo_chi_so",
        required=True,
        wrap=True,
    )
    keep("bo_chi_so", str(picked))
    return str(picked)


def home_of(chosen: Chosen) -> list[Row]:
    """The chosen unit and its provinces, then their kin; an invented unit gives way to whoever issued the plan."""
    kin = ask(about_indices.provinces_of, chosen.unit_id)
    if any(row["demonstration"] for row in kin) and chosen.plan["issuer_unit_id"]:
        kin = ask(about_indices.provinces_of, chosen.plan["issuer_unit_id"])
    return [row for row in kin if not row["demonstration"]]


def choose_units(index_id: str, rows: list[Row], kin: list[Row]) -> list[Row]:
    """Whose figures: one's own province and those merged with it at first, others at will, at most as many as stay apart by eye."""
    options = {row["unit_id"]: row for row in rows if row["unit_id"] != COUNTRY}
    if not options:
        return []
    own = [row["unit_id"] for row in kin if row["unit_id"] in options]
    asked = [unit_id for unit_id in st.query_params.get("tinh", "").split(",") if unit_id in options]
    key = f"tinh-{index_id}-{','.join(own)}"
    if key not in st.session_state:
        st.session_state[key] = (asked or own or list(options))[: shown_as.MOST_UNITS]
    picked = st.multiselect(
        "Tỉnh, thành phố",
        list(options),
        format_func=lambda unit_id: options[unit_id]["unit_name"],
        key=key,
        placeholder="Chọn",
        max_selections=shown_as.MOST_UNITS,
        wrap=True,
    )
    keep("tinh", "" if picked == own else ",".join(picked))
    return [options[unit_id] for unit_id in picked]


def show(chosen: Chosen) -> None:
    say_finished()
    kin = home_of(chosen)
    show_latest(chosen, kin)
    with card("choice"):
        left, right = st.columns([1.9, 1], gap="medium", vertical_alignment="bottom")
        with left:
            index_id = choose_index()
        rows = ask(about_indices.figures_of, index_id)
        with right:
            units = choose_units(index_id, rows, kin)
    picked = [row["unit_id"] for row in units]
    own = [row for row in rows if row["unit_id"] in picked]
    steps = [row for row in ask(about_indices.steps_of, index_id) if row["unit_id"] in picked]
    if shown_as.told(own):
        show_figures(index_id, own, steps, units, kin, chosen)
    else:
        show_nothing(index_id, rows, kin, chosen)
    show_besides(index_id, rows, own)
    show_adding(index_id, kin)


def show_latest(chosen: Chosen, kin: list[Row]) -> None:
    """Where one's own province stands in every index, at a glance."""
    home = next((row for row in kin if row["kind"] == "tinh"), None)
    if home is None:
        return
    units = [home["unit_id"], *(row["unit_id"] for row in kin)]
    found = [
        shown_as.latest(
            index_id,
            ask(about_indices.figures_of, index_id),
            ask(about_indices.steps_of, index_id),
            units,
            page_address("bo-chi-so", chosen.plan_id, chosen.unit_id, chosen.period, bo_chi_so=index_id),
        )
        for index_id in all_indices()
    ]
    with card("latest", f"Mới nhất trong các nguồn đã đọc: {home['name']}"):
        st.html(f"<p class='td-published'>{text(shown_as.PUBLISHED)}</p>{shown_as.latest_table(found, home['unit_id'])}")


def show_figures(index_id: str, own: list[Row], steps: list[Row], units: list[Row], kin: list[Row], chosen: Chosen) -> None:
    told = shown_as.told(own)
    first = next((row for row in units if any(one["unit_id"] == row["unit_id"] for one in told)), units[0])
    strong, rest = shown_as.lede(index_id, first["unit_name"], [row for row in told if row["unit_id"] == first["unit_id"]], steps)
    with card("lede", shown_as.name_of(index_id)):
        st.html(f"<p class='td-lede'>{text(strong)} <b class='td-plain'>{text(rest)}</b></p>")
    left, right = st.columns([2, 1], gap="small")
    with left, card("course", "Điểm và hạng từng năm"):
        show_course(index_id, [row for row in own if row["kind"] == "chung"], steps, units, kin)
    with right, card("answers", "Ai chịu trách nhiệm"):
        show_answers(index_id, chosen)
    with card("years", "Từng năm, từng nguồn, mới nhất trước"):
        show_years(index_id, own, steps, chosen)


def show_course(index_id: str, rows: list[Row], steps: list[Row], units: list[Row], kin: list[Row]) -> None:
    told = shown_as.told(rows)
    present = [unit for unit in units if any(row["unit_id"] == unit["unit_id"] for row in rows)]
    draw("course", shown_as.course(index_id, rows, steps, present), shown_as.says(index_id, told))
    said = shown_as.breaks(steps, {unit["unit_id"]: unit["short_name"] for unit in units})
    said += shown_as.border_text(row for row in kin if any(unit["unit_id"] == row["unit_id"] for unit in units))
    said += (
        ["Hạng ghi «hạng/số tỉnh được xếp»; hạng trong 63 và trong 34 không trừ cho nhau."] if any(row["out_of"] for row in told) else []
    )
    silent = [row for row in kin if row["kind"] == "tinh" and not any(one["unit_id"] == row["unit_id"] for one in told)]
    said += [f"{row['name']}: chưa có số {index_id} nào trong các nguồn đã đọc, hoặc chưa chọn ở trên." for row in silent]
    said += ["Các hàng dưới các điểm: hạng của từng tỉnh, thành phố."] if len(present) > 1 and any(row["rank"] for row in told) else []
    said += ["«/?»: nguồn không ghi xếp hạng trên bao nhiêu."] if any(row["rank"] and not row["out_of"] for row in told) else []
    said += ["Nét chấm: nguồn không ghi cách tính nên chưa chắc so được."] if any(row["joined"] == "chua_ro" for row in steps) else []
    said += ["Trục điểm không bắt đầu từ 0."] if any(row["score"] is not None for row in told) else []
    show_lines(said)


def show_lines(lines: list[str]) -> None:
    if lines:
        st.html("".join(f"<p class='td-note'>{text(line)}</p>" for line in lines))


def show_answers(index_id: str, chosen: Chosen) -> None:
    rows = ask(about_indices.answers_for, index_id)
    st.html(shown_as.answers_html(rows, chosen.plan_id))
    sources = dict.fromkeys(row["source"] for row in rows)
    if sources:
        with st.expander("Bản chữ của kế hoạch"):
            for source in sources:
                lines = source_text(source, 1)
                st.html(
                    f"<p class='td-note'>{lineage.READ_BY_MACHINE} · {text(lineage.source_name(source))}</p>{lineage.plan_lines(lines)}"
                )


def show_years(index_id: str, own: list[Row], steps: list[Row], chosen: Chosen) -> None:
    whole = sorted((row for row in own if row["kind"] == "chung"), key=lambda row: -row["year"])
    st.html(shown_as.years_table(whole[:ROWS_SHOWN], steps))
    if len(whole) > ROWS_SHOWN:
        with st.expander(f"{len(whole) - ROWS_SHOWN} dòng của các năm trước"):
            st.html(shown_as.years_table(whole[ROWS_SHOWN:], steps))
    proof = (shown_as.PUBLISHED, f"Lập ngày {today():%d/%m/%Y}")
    twin(
        "indices", lambda: shown_as.table(index_id, own, steps, proof), invented=False, picture=picture(chosen, "chi_so_nam", dong=index_id)
    )


def show_nothing(index_id: str, rows: list[Row], kin: list[Row], chosen: Chosen) -> None:
    """Nothing is known: said plainly, with what to do, and who answers all the same."""
    left, right = st.columns([2, 1], gap="small")
    with left, card("nothing", shown_as.name_of(index_id)):
        elsewhere = any(not row["missing"] for row in rows)
        where = "của các tỉnh, thành phố đang chọn" if elsewhere else "của bất kỳ đơn vị nào"
        st.info(
            f"Chưa có số {index_id} nào {where} trong các nguồn đã đọc; không có nghĩa là không tồn tại. "
            + ("Chọn tỉnh, thành phố khác ở trên. " if elsewhere else "")
            + ("Mở «Ghi thêm một số đã công bố» ở cuối trang để ghi số, kèm nguồn và cách tính." if may_add() else "")
        )
        missing = [row for row in rows if row["missing"] and row["unit_id"] in {one["unit_id"] for one in kin}]
        show_lines([f"{row['unit_name']}, {row['year']}: {row['note'] or 'không có số'}" for row in missing])
    with right, card("answers", "Ai chịu trách nhiệm"):
        show_answers(index_id, chosen)


def show_besides(index_id: str, rows: list[Row], own: list[Row]) -> None:
    """Contradictions, parts and references, each only where there are any."""
    conflicts = shown_as.conflicts(own)
    if conflicts:
        with card("conflicts", f"Số công bố mâu thuẫn: {len(conflicts)} chỗ, giữ nguyên cả hai"):
            st.html(shown_as.conflicts_html(conflicts))
    parts = part_groups(own)
    if parts:
        with card("parts", "Thành phần, trụ cột đã công bố"):
            show_parts(index_id, parts)
    elif others := sorted({f"{row['unit_name']} {row['year']}" for row in rows if row["kind"] == "phan"}):
        st.html(f"<p class='td-note'>Có điểm thành phần của: {text(', '.join(others))}. Chọn thêm ở trên để xem.</p>")
    besides = [row for row in rows if row["kind"] == "khac" or row["unit_id"] == COUNTRY]
    besides = [row for row in besides if row in own or row["unit_id"] == COUNTRY]
    if besides:
        with card("reference", "Số tham chiếu: cả nước, vùng, mức tăng"):
            st.html(shown_as.reference_html(besides))


def part_groups(own: list[Row]) -> list[list[Row]]:
    groups: dict[tuple[Any, ...], list[Row]] = {}
    for row in own:
        if row["kind"] == "phan":
            groups.setdefault((row["unit_id"], row["year"], row["version"]), []).append(row)
    return list(groups.values())


def show_parts(index_id: str, groups: list[list[Row]]) -> None:
    sums = {(row["unit_id"], row["year"], row["version"]): row for row in ask(about_indices.part_sums, index_id)}
    columns = st.columns(min(len(groups), 2), gap="medium")
    for place, rows in enumerate(groups):
        total = sums.get((rows[0]["unit_id"], rows[0]["year"], rows[0]["version"]))
        columns[place % 2].html(shown_as.parts_html(rows, total))


def may_add() -> bool:
    """Who submits for a unit records what is published of it; so does an administrator."""
    return may_here("nop", "quan_tri") and bool(own(ask(about_indices.units_to_record)))


def show_adding(index_id: str, kin: list[Row]) -> None:
    if not may_add():
        return
    with st.expander("Ghi thêm một số đã công bố", key="add-figure"):
        who = acting()
        left, right = st.columns(2, gap="medium")
        with left:
            offer_adding(index_id, kin, who)
        with right:
            offer_taking_back(index_id, who)


def offer_adding(index_id: str, kin: list[Row], who: str) -> None:
    names = {row["unit_id"]: row["name"] for row in own(ask(about_indices.units_to_record))}
    first = next((row["unit_id"] for row in kin if row["kind"] == "tinh" and row["unit_id"] in names), next(iter(names)))
    index = st.selectbox(
        "Bộ chỉ số của số này", list(INDICES), index=_place(list(INDICES), index_id), key=f"them_chi_so_{turn()}_{index_id}"
    )
    unit_id = st.selectbox(
        "Đơn vị", list(names), index=_place(list(names), first), format_func=names.get, key=f"them_don_vi_{turn()}_{first}"
    )
    year = st.selectbox("Năm của chỉ số", range(today().year, acts.FIRST_YEAR - 1, -1), index=1, key=f"them_nam_{turn()}")
    score_box, rank_box, field_box = st.columns(3)
    score = score_box.text_input("Điểm", key=f"them_diem_{turn()}", placeholder="Ví dụ 88,09")
    rank = rank_box.text_input("Hạng", key=f"them_hang_{turn()}", placeholder="Ví dụ 4")
    out_of = field_box.text_input("Trên bao nhiêu", key=f"them_tren_{turn()}", placeholder="Ví dụ 34")
    version = st.text_input(
        "Cách tính, phiên bản (bắt buộc)", key=f"them_cach_{turn()}", placeholder="Ví dụ: khung PII 2025", max_chars=120
    )
    source = st.text_input("Nguồn công bố (bắt buộc)", key=f"them_nguon_{turn()}", placeholder="Văn bản, báo, địa chỉ trang", max_chars=300)
    part = st.text_input("Thành phần, trụ cột (để trống nếu là cả chỉ số)", key=f"them_phan_{turn()}", max_chars=120)
    note = st.text_input("Ghi chú", key=f"them_chu_{turn()}", placeholder="Ví dụ: số liệu theo địa giới trước 01/7/2025", max_chars=300)
    beside = st.checkbox("Vẫn ghi cạnh số của nguồn khác", key=f"them_canh_{turn()}")
    if st.button("Ghi số này", type="primary"):
        do(
            lambda: acts.add(
                warehouse(), index_id=index, unit_id=unit_id, year=year, version=version, source=source, by=who, part=part,
                score=score, rank=rank, out_of=out_of, note=note, beside=beside,
            ),
            f"Đã ghi {index} năm {year} của {names[unit_id]}.",
        )  # fmt: skip


def _place(options: list[str], wanted: str) -> int:
    return options.index(wanted) if wanted in options else 0


def offer_taking_back(index_id: str, who: str) -> None:
    entered = own(ask(about_indices.entered_figures, index_id))
    if not entered:
        st.html("<p class='td-note'>Chưa có số nào do người dùng ghi thêm cho bộ chỉ số này; có rồi thì rút lại được ở đây.</p>")
        return
    names = {row["figure_id"]: f"{row['figure_id']} · {row['unit_name']} {row['year']} · {row['source']}" for row in entered}
    figure_id = st.selectbox("Rút một số đã ghi thêm", list(names), format_func=names.get, key=f"rut_so_{turn()}", placeholder="Chọn")
    why = st.text_input("Lý do rút", key=f"rut_ly_do_{turn()}", max_chars=300, placeholder="Ví dụ: ghi nhầm năm")
    if st.button("Rút số này") and figure_id:
        do(lambda: acts.take_back(warehouse(), figure_id, by=who, why=why), f"Đã rút {figure_id}.")


chosen = opened("Bộ chỉ số", about=ABOUT, without=("ky",), invented=False)
if chosen is not None:
    show(chosen)
