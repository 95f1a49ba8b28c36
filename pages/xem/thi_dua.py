"""Thi đua: where the emulation movement stands, who has shown evidence and what is missing, who leads and on whose scale, who is proposed.

Also where evidence, assessments, participants, the scale of points and award proposals are entered. The page always looks at a plan
with criteria, whatever plan other pages look at.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import streamlit as st

from domain.clock import today
from domain.emulation import CELL, COLLECTIVE, NOMINEE, VERDICT, is_of_persons
from domain.numbers import format_number
from domain.wording import day
from etl import awards, emulation
from etl.annotate import annotate, annotated_name
from etl.emulation import Criterion
from etl.problems import NotOurWorkbook, grouped
from etl.scale_form import write_scale_template
from report import awards as awards_shown
from report import emulation as shown_as
from report import ranking
from report.markup import page_address, text
from store import reads
from store.catalogue import SourceLine, source_text
from store.reads import about_emulation
from ui.chart import twin
from ui.data import ask, warehouse
from ui.filters import keep, pick_or_all
from ui.frame import card, demonstration_note, title
from ui.person import acting
from ui.problems import EXCEL, counted, show_problems
from ui.scope import may_here, own
from ui.turn import do, say_finished, turn

Row = dict[str, Any]
Proof = tuple[str, ...]
TYPES = ["xlsx", "xlsm", "xls", "xlsb", "ods"]
TODAY = today()


@st.cache_data(show_spinner=False)
def lines(source: str) -> list[SourceLine]:
    """The lines of the plan's text a source names."""
    return source_text(source, context=0)


# -- what is looked at -------------------------------------------------------------------------------------------------------


def choose_plan(box: Any) -> Row | None:
    """The emulation plan; asked for only where there are several."""
    plans = {row["plan_id"]: row for row in ask(about_emulation.emulation_plans)}
    if not plans:
        return None
    asked = st.query_params.get("ke_hoach", "")
    if len(plans) == 1:
        return next(iter(plans.values()))
    st.session_state.setdefault("loc_ke_hoach_thi_dua", asked if asked in plans else next(iter(plans)))
    picked = box.selectbox(
        "Kế hoạch thi đua", list(plans), format_func=lambda one: plans[one]["number"], key="loc_ke_hoach_thi_dua", placeholder="Chọn"
    )
    keep("ke_hoach", picked)
    return plans[picked]


def choose_year(box: Any, phases: list[Row]) -> str:
    """A year of the movement that has begun; this year unless the link says another."""
    dated = [row for row in phases if row["from_year"] and row["to_year"]]
    first = min((row["from_year"] for row in dated), default=TODAY.year)
    last = max(first, min(TODAY.year, max((row["to_year"] for row in dated), default=TODAY.year)))
    years = [str(year) for year in range(last, first - 1, -1)]
    asked = st.query_params.get("ky", "")[:4]
    if st.session_state.get("loc_nam") not in years:
        st.session_state["loc_nam"] = asked if asked in years else years[0]
    picked = str(box.selectbox("Năm", years, key="loc_nam", placeholder="Chọn"))
    keep("ky", picked)
    return picked


def say_which_plan(plan: Row) -> None:
    """That another plan, chosen elsewhere, is no emulation plan."""
    asked = st.query_params.get("ke_hoach") or st.session_state.get("nho_ke_hoach")
    other = next((row for row in ask(reads.plans) if row["plan_id"] == asked and asked != plan["plan_id"]), None)
    if other:
        address = page_address("thi-dua", plan["plan_id"], "", "")
        st.html(
            f"<p class='td-note'>Kế hoạch {text(other['number'])} không đặt tiêu chí thi đua. Trang này luôn xem kế hoạch thi đua: "
            f"<a class='td-ask' href='{text(address)}' target='_self'>Kế hoạch {text(plan['number'])}</a>.</p>"
        )


# -- what is shown -----------------------------------------------------------------------------------------------------------


def show_standing(plan: Row, phases: list[Row], standings: list[Row], cells: list[Row], scale: Row | None, year: str) -> None:
    reviews = ask(about_emulation.reviews, plan["plan_id"])
    missing = any(row["missing"] for row in standings) or not standings
    lacks = shown_as.missing_in_full(standings, cells)
    with card("standing"):
        st.html(
            f"<p class='td-lede'>{text(shown_as.where_now(phases, reviews, TODAY))} "
            f"<b{'' if missing else ' class=td-plain'}>{text(shown_as.evidence_sentence(standings, year))}</b></p>"
            f"{lacks}"
            f"<p class='td-lead'>{text(ranking.leaders_sentence(standings, scale))} "
            f"<small class='td-em-scale'>{text(ranking.scale_note(standings, scale))}</small></p>"
            f"{shown_as.strip(phases, reviews, TODAY)}{shown_as.phases_asked(phases, lines)}"
        )


def show_cells(plan: Row, cells: list[Row], standings: list[Row], scale: Row | None, year: str, unit_id: str | None, proof: Proof) -> None:
    mine = [row for row in cells if row["unit_id"] == unit_id]
    heading = f"{mine[0]['unit_name']}: từng tiêu chí, năm {year}" if mine else f"Ai đã có minh chứng, còn thiếu gì, năm {year}"
    with card("cells", heading):
        if not cells:
            how = "Ở «Ghi nhận» phía dưới, chọn «Tập thể tham gia» để thêm." if "tap_the" in offered_work(plan) else "Quản trị sẽ thêm."
            st.info(f"Năm {year} chưa có tập thể nào tham gia. {how}")
            return
        if mine:
            own = [ranking.collective_sentence(row, scale) for row in standings if row["unit_id"] == unit_id]
            back = f"<a class='td-ask' href='{text(address_of(plan, '', year))}' target='_self'>Xem mọi tập thể</a>"
            st.html(f"<p>{text(' '.join(own))} {back}</p>{shown_as.in_full(mine)}")
        else:
            st.html(shown_as.matrix(cells, standings, lambda one: address_of(plan, one, year)))
        twin("cells", lambda: shown_as.cells_table(mine or cells, proof, year))


def address_of(plan: Row, unit_id: str, year: str) -> str:
    return page_address("thi-dua", plan["plan_id"], unit_id, year)


def show_ranking(standings: list[Row], scale: Row | None, year: str, proof: Proof) -> None:
    with card("ranking", f"Ai đứng đầu, năm {year}"):
        st.html(ranking.board(standings, scale))
        if standings:
            twin("ranking", lambda: ranking.standings_table(standings, scale, proof, year))


def show_printed(criteria: list[Row], proof: Proof) -> None:
    with card("criteria", "Tiêu chí thi đua theo đối tượng, nguyên văn kế hoạch"):
        st.html(shown_as.criteria(criteria, lines))
        twin("criteria", lambda: shown_as.criteria_table(criteria, proof))


def show_awards(plan: Row) -> None:
    with card("awards", "Khen thưởng, nguyên văn kế hoạch"):
        st.html(awards_shown.printed(ask(about_emulation.awards, plan["plan_id"]), lines))


def show_proposals(plan: Row, proposals: list[Row], grounds: list[Row], year: str, proof: Proof) -> None:
    with card("proposals", "Đề nghị khen thưởng"):
        st.html(f"<p>{text(awards_shown.count_sentence(proposals, year))}</p>")
        of_year = [row for row in proposals if row["period"] == year]
        if of_year:
            st.html(awards_shown.listed(of_year, grounds, plan))
        if proposals:
            twin("proposals", lambda: awards_shown.proposals_table(proposals, grounds, plan, proof))


# -- what is entered ---------------------------------------------------------------------------------------------------------


def offer_reason(what: str, key: str, act: Callable[..., object], done: str) -> None:
    """Taking something back: a reason, and the button."""
    with st.expander(what):
        why = st.text_input("Lý do", key=f"ly_do_{key}_{turn()}", max_chars=300)
        if st.button(what, key=f"nut_{key}"):
            do(partial(act, why=why), done)


def choose_cell(plan: Row, year: str, cells: list[Row], unit_id: str | None, waiting: str) -> tuple[Row, Criterion] | None:
    """One criterion of one collective, its words in full below; first the one that waits for this kind of entry."""
    members = list(dict.fromkeys((row["unit_id"], row["audience"]) for row in cells))
    if not members:
        st.info("Chưa có tập thể nào bạn phụ trách tham gia. Quản trị thêm ở «Tập thể tham gia» trước.")
        return None
    names = {row["unit_id"]: row["unit_name"] for row in cells}
    first = next((place for place, member in enumerate(members) if member[0] == unit_id), 0)
    left, right = st.columns([1.4, 1])
    member = left.selectbox("Của tập thể", members, index=first, format_func=lambda one: f"{names[one[0]]} ({one[1]})", placeholder="Chọn")
    own = {row["row_no"]: row for row in cells if (row["unit_id"], row["audience"]) == member}
    number = right.selectbox(
        "Tiêu chí",
        list(own),
        index=next((place for place, row in enumerate(own.values()) if row["state"] == waiting), 0),
        format_func=lambda one: f"Tiêu chí {one} · {CELL[own[one]['state']].sign} {CELL[own[one]['state']].label}",
        key=f"tc_{waiting}_{member[0]}_{member[1]}_{year}",
        placeholder="Chọn",
    )
    row = own[number]
    st.html(f"<p class='td-note'><b>Tiêu chí {number}.</b> {text(row['criterion'])}</p>")
    return row, Criterion(plan["plan_id"], row["unit_id"], row["audience"], number, year)


def key_of(about: Criterion) -> str:
    return f"{about.unit_id}_{about.audience}_{about.row_no}_{about.period}_{turn()}"


def offer_evidence(plan: Row, year: str, cells: list[Row], unit_id: str | None, who: str) -> None:
    chosen = choose_cell(plan, year, cells, unit_id, "thieu")
    if chosen is None:
        return
    row, about = chosen
    said = st.text_area(
        "Việc đã làm, kết quả", value=row["evidence"] or "", key=f"mc_{key_of(about)}", max_chars=2000, height=110,
        placeholder="Ví dụ: Ban hành kế hoạch triển khai phong trào; 120 người học «Bình dân học vụ số»",
    )  # fmt: skip
    document = st.text_input(
        "Số, ngày của văn bản hoặc đường dẫn", value=row["document"] or "", key=f"vb_{key_of(about)}", max_chars=300,
        placeholder="Ví dụ: Kế hoạch số 12/KH-VHXH ngày 20/01/2026",
    )  # fmt: skip
    if st.button("Ghi minh chứng", type="primary"):
        done = f"Đã ghi minh chứng tiêu chí {about.row_no} của {row['unit_name']}."
        do(partial(emulation.give_evidence, warehouse(), about, text=said, document=document, by=who), done)
    if row["evidence"] is not None:
        act = partial(emulation.take_back, warehouse(), about, "evidence", by=who)
        offer_reason("Rút minh chứng này", f"mc_{key_of(about)}", act, f"Đã rút minh chứng tiêu chí {about.row_no} của {row['unit_name']}.")


def offer_assessment(plan: Row, year: str, cells: list[Row], unit_id: str | None, who: str, scale: Row | None) -> None:
    chosen = choose_cell(plan, year, cells, unit_id, "cho_danh_gia")
    if chosen is None:
        return
    row, about = chosen
    shown = text(row["evidence"]) if row["evidence"] is not None else "<b class='td-late'>chưa có</b>"
    document = f" ({text(row['document'])})" if row["document"] else ""
    st.html(f"<p style='margin:0'>Minh chứng: {shown}{document}</p>")
    options = [None, *VERDICT]
    verdict = st.selectbox(
        "Kết luận", options, index=options.index(row["verdict"]), key=f"kl_{key_of(about)}",
        format_func=lambda one: VERDICT[one] if one else "Chưa kết luận, chỉ nhận xét", placeholder="Chọn",
    )  # fmt: skip
    remark = row["assessment"] if row["assessment"] != CELL[row["state"]].label else None
    said = st.text_area(
        "Nhận xét", value=remark or "", key=f"nx_{key_of(about)}", max_chars=2000, height=90,
        placeholder="Có thể để trống nếu đã chọn kết luận",
    )  # fmt: skip
    points = ""
    if row["maximum"] is not None:
        given = format_number(row["points"]) if row["points_state"] == "counts" else ""
        points = st.text_input(
            f"Điểm (tối đa {format_number(row['maximum'])})", value=given, key=f"diem_{key_of(about)}", placeholder="Ví dụ: 7,5"
        )
    if scale:
        st.html(f"<p class='td-note'>Điểm theo {text(ranking.scale_label(scale))}.</p>")
    else:
        st.html("<p class='td-note'>Chưa có thang điểm nên chỉ đánh giá bằng lời.</p>")
    if st.button("Ghi đánh giá", type="primary"):
        done = f"Đã ghi đánh giá tiêu chí {about.row_no} của {row['unit_name']}."
        do(partial(emulation.assess, warehouse(), about, verdict=verdict, text=said, points=points, by=who), done)
    if row["assessment"] is not None:
        act = partial(emulation.take_back, warehouse(), about, "assessment", by=who)
        offer_reason("Rút đánh giá này", f"dg_{key_of(about)}", act, f"Đã rút đánh giá tiêu chí {about.row_no} của {row['unit_name']}.")


def offer_participants(plan: Row, year: str, criteria: list[Row], who: str) -> None:
    plan_id = plan["plan_id"]
    members = ask(about_emulation.participants, plan_id, year)
    audiences = [name for name in dict.fromkeys(row["audience"] for row in criteria) if not is_of_persons(name)]
    taken = {row["unit_id"] for row in members}
    free = [row for row in ask(about_emulation.collectives, plan_id) if row["unit_id"] not in taken]
    left, right = st.columns(2, gap="medium")
    with left:
        st.html(f"<h3 class='td-part-head'>Thêm tập thể đã có trong danh mục, từ năm {year}</h3>")
        unit = st.selectbox(
            "Tập thể đã có", free, index=None, format_func=lambda row: row["name"], key=f"them_{turn()}", placeholder="Chọn"
        )
        audience = st.selectbox("Theo tiêu chí của đối tượng", audiences, key=f"khoi_{turn()}", placeholder="Chọn")
        if st.button("Thêm vào phong trào", type="primary", disabled=unit is None):
            act = partial(emulation.enrol, warehouse(), plan_id, unit["unit_id"], audience, year=year, by=who)
            do(act, f"{unit['name']} đã tham gia phong trào.")
    with right:
        st.html(f"<h3 class='td-part-head'>Thêm tập thể chưa có: khu dân cư, doanh nghiệp, tổ chức; từ năm {year}</h3>")
        name = st.text_input("Tên tập thể", key=f"ten_{turn()}", max_chars=120, placeholder="Ví dụ: Khu dân cư số 5")
        kind = st.selectbox("Loại", list(COLLECTIVE), format_func=COLLECTIVE.get, key=f"loai_{turn()}", placeholder="Chọn")
        group = st.selectbox("Theo tiêu chí của đối tượng", audiences, key=f"khoi_moi_{turn()}", placeholder="Chọn")
        if st.button("Thêm tập thể mới"):
            act = partial(emulation.add_collective, warehouse(), plan_id, name=name, kind=kind, audience=group, year=year, by=who)
            do(act, f"Đã thêm {name.strip()} và ghi là tham gia phong trào.")
    if members:
        gone = st.selectbox(
            "Tập thể đang tham gia", members, index=None, format_func=lambda row: f"{row['name']} ({row['audience']})", placeholder="Chọn"
        )
        if gone:
            ends = [None, *range(int(year), gone["from_year"] - 1, -1)]
            last = st.selectbox(
                "Tham gia đến hết năm", ends, format_func=lambda one: str(one) if one else "Ghi nhầm, coi như chưa từng tham gia",
                key=f"het_{gone['unit_id']}", placeholder="Chọn",
            )  # fmt: skip
            act = partial(emulation.drop, warehouse(), plan_id, gone["unit_id"], gone["audience"], last_year=last, by=who)
            offer_reason("Cho thôi tham gia", f"thoi_{gone['unit_id']}", act, f"{gone['name']} đã thôi tham gia.")


def offer_scale(plan: Row, scale: Row | None, who: str) -> None:
    plan_id = plan["plan_id"]
    now = f"Đang áp dụng {ranking.scale_label(scale)}." if scale else "Chưa có thang điểm. Kế hoạch không đặt điểm cho tiêu chí nào."
    st.html(f"<p style='margin:0'>{text(now)}</p>")
    st.download_button(
        "Tải biểu mẫu thang điểm",
        data=lambda: make_template(plan_id),
        file_name=f"thang-diem-{plan_id}.xlsx",
        mime=EXCEL,
        on_click="ignore",
    )
    sent = st.file_uploader("Tệp thang điểm đã ghi (Excel hoặc LibreOffice)", type=TYPES, key=f"tep_thang_diem_{turn()}")
    if sent is not None:
        try:
            show_scale(emulation.preview_scale(warehouse(), plan_id, sent.getvalue(), sent.name), scale, who)
        except NotOurWorkbook as stranger:
            st.error(str(stranger))
    if scale:
        act = partial(emulation.withdraw_scale, warehouse(), plan_id, by=who)
        offer_reason("Bỏ thang điểm đang áp dụng", "thang", act, "Đã bỏ thang điểm; không còn xếp hạng.")


def make_template(plan_id: str) -> bytes:
    with warehouse().cursor() as cursor:
        return write_scale_template(cursor, plan_id)


def show_scale(shown: emulation.ScalePreview, scale: Row | None, who: str) -> None:
    """Every problem of a sent scale with the file marked; or what it would put in force, and the button."""
    problems = shown.checked.problems
    if problems:
        groups = grouped(problems)
        st.html(f"<p><b>{counted(groups)}.</b></p>")
        show_problems(groups, annotated_name(shown.file_name), lambda: annotate(shown.content, problems, shown.file_name))
    if shown.checked.has_errors:
        return
    total = sum(float(row["points"]) for row in shown.checked.maxima)
    st.html(
        f"<p>Thang điểm của <b>{text(shown.checked.owner)}</b>: {len(shown.checked.maxima)} tiêu chí, tổng {format_number(total)} điểm.</p>"
        + (
            "<p class='td-note td-unsure'>Thay thang đang áp dụng: điểm đã chấm ở tiêu chí bị đổi điểm tối đa sẽ không được tính.</p>"
            if scale
            else ""
        )
    )
    agreed = not problems or st.checkbox(f"Tôi đã xem {len(problems)} cảnh báo và xác nhận")
    if st.button("Nạp thang điểm này", type="primary", disabled=not agreed):
        do(partial(emulation.load_scale, warehouse(), shown, by=who), f"Đã nạp thang điểm của {shown.checked.owner}.")


def issuer_of(plan_id: str) -> str:
    return str(next(iter(ask(reads.bound_units, plan_id)), {"unit_id": ""})["unit_id"])


def offer_award(plan: Row, year: str, criteria: list[Row], cells: list[Row], proposals: list[Row], who: str) -> None:
    plan_id = plan["plan_id"]
    left, right = st.columns(2, gap="medium")
    award = left.selectbox(
        "Hình thức", ask(about_emulation.awards, plan_id), format_func=awards_shown.award_name, key=f"ht_{turn()}", placeholder="Chọn"
    )
    kind = left.radio("Đề nghị cho", list(NOMINEE), format_func=NOMINEE.get, horizontal=True, key=f"dn_{turn()}")
    units = own(ask(about_emulation.collectives, plan_id))
    label = "Tập thể được đề nghị" if kind == "tap_the" else "Thuộc tập thể (có thể để trống)"
    unit = left.selectbox(label, units, index=None, format_func=lambda row: row["name"], key=f"tt_{turn()}", placeholder="Chọn")
    nominee = ""
    if kind == "ca_nhan":
        nominee = left.text_input(
            "Cá nhân được đề nghị, ghi bằng chức danh, không cần họ tên", key=f"cn_{turn()}", max_chars=200,
            placeholder="Ví dụ: một công chức phụ trách chuyển đổi số",
        )  # fmt: skip
    reason = right.text_area("Lý do, thành tích", key=f"tt_ly_do_{turn()}", max_chars=2000, height=110)
    audiences = {row["audience"] for row in cells if unit and row["unit_id"] == unit["unit_id"]} if kind == "tap_the" else set()
    offered = [
        (row["audience"], row["row_no"])
        for row in criteria
        if (row["audience"] in audiences or not audiences) and is_of_persons(row["audience"]) == (kind == "ca_nhan")
    ]
    grounds = right.multiselect(
        "Căn cứ vào tiêu chí", offered, format_func=lambda one: f"Tiêu chí {one[1]} ({one[0]})", key=f"cc_{turn()}", placeholder="Chọn"
    )
    if st.button("Ghi đề nghị khen thưởng", type="primary"):
        act = partial(
            awards.propose, warehouse(), plan_id=plan_id, award_row=award["row_no"], period=year, nominee_kind=kind,
            unit_id=unit["unit_id"] if unit else None, nominee=nominee, reason=reason, grounds=grounds, by=who,
        )  # fmt: skip
        do(act, "Đã ghi đề nghị khen thưởng.")
    standing = [row for row in proposals if row["state"] == "de_nghi" and own([row | {"unit_id": row["unit_id"] or issuer_of(plan_id)}])]
    if standing:
        gone = st.selectbox(
            "Đề nghị đã ghi", standing, index=None, format_func=lambda row: f"{row['proposal_id']} · {row['nominee']}", placeholder="Chọn"
        )
        if gone:
            act_back = partial(awards.withdraw_proposal, warehouse(), gone["proposal_id"], by=who)
            offer_reason("Rút đề nghị này", gone["proposal_id"], act_back, f"Đã rút đề nghị {gone['proposal_id']}.")


WORK = {
    "minh_chung": "Ghi minh chứng",
    "danh_gia": "Đánh giá",
    "tap_the": "Tập thể tham gia",
    "thang_diem": "Thang điểm",
    "khen_thuong": "Đề nghị khen thưởng",
}


def offered_work(plan: Row) -> list[str]:
    """What whoever looks may enter here: evidence, assessments and proposals for units of their own, the rest for the whole movement."""
    may = {"minh_chung": may_here("nop"), "danh_gia": may_here("duyet"), "khen_thuong": may_here("duyet")}
    bound = ask(reads.bound_units, plan["plan_id"])
    administers = bool(bound) and may_here("quan_tri", unit_id=bound[0]["unit_id"])
    involved = own([*bound, *ask(about_emulation.collectives, plan["plan_id"])])
    return [one for one in WORK if (administers if one in ("tap_the", "thang_diem") else may[one] and involved)]


def show_page(plan: Row, phases: list[Row], year: str, unit_id: str | None) -> None:
    plan_id = plan["plan_id"]
    cells, standings = ask(about_emulation.cells, plan_id, year), ask(about_emulation.standings, plan_id, year)
    scale, criteria = ask(about_emulation.scale, plan_id), ask(about_emulation.criteria, plan_id)
    proposals, grounds = ask(about_emulation.proposals, plan_id), ask(about_emulation.grounds, plan_id)
    proof = (f"Kế hoạch {plan['number']} ngày {day(plan['issued_on'])}", f"Năm {year}, tính đến ngày {day(TODAY)}")
    show_standing(plan, phases, standings, cells, scale, year)
    left, right = st.columns([2, 1], gap="small")
    with left:
        show_cells(plan, cells, standings, scale, year, unit_id, proof)
    with right:
        show_ranking(standings, scale, year, proof)
    show_proposals(plan, proposals, grounds, year, proof)
    left, right = st.columns([2, 1], gap="small")
    with left:
        show_printed(criteria, proof)
    with right:
        show_awards(plan)
    offered = offered_work(plan)
    if not offered:
        return
    with card("record", "Ghi nhận"):
        say_finished()
        work = st.segmented_control("Việc cần ghi", offered, format_func=WORK.get, key="viec_thi_dua", label_visibility="collapsed")
        if work is None:
            st.html("<p class='td-note'>Chọn việc cần ghi. Mọi điều ghi vào đều được lưu trong sổ cái kèm người ghi và thời điểm.</p>")
            return
        who = acting()
        if work == "minh_chung":
            offer_evidence(plan, year, own(cells), unit_id, who)
        elif work == "danh_gia":
            offer_assessment(plan, year, own(cells), unit_id, who, scale)
        elif work == "tap_the":
            offer_participants(plan, year, criteria, who)
        elif work == "thang_diem":
            offer_scale(plan, scale, who)
        else:
            offer_award(plan, year, criteria, cells, proposals, who)


title_place, plan_box, year_box, unit_box = st.columns([2.6, 0.9, 0.55, 1.6], vertical_alignment="center")
plan = choose_plan(plan_box)
if plan is None:
    with title_place:
        title("Thi đua", "Theo dõi phong trào thi đua theo kế hoạch")
    st.info("Chưa có kế hoạch nào đặt tiêu chí thi đua, nên chưa có gì để theo dõi ở trang này.")
else:
    phases = ask(about_emulation.phases, plan["plan_id"])
    year = choose_year(year_box, phases)
    members = {row["unit_id"]: row["name"] for row in ask(about_emulation.participants, plan["plan_id"], year)}
    unit_id = pick_or_all(unit_box, "Tập thể", "don_vi", members, "Tất cả tập thể tham gia")
    with title_place:
        title(
            f"Thi đua · {plan['issuer']}" if plan["issuer"] else "Thi đua",
            f"Kế hoạch {plan['number']} ngày {day(plan['issued_on'])} · năm {year} · tính đến {day(TODAY)}",
        )
    say_which_plan(plan)
    show_page(plan, phases, year, unit_id)
    demonstration_note()
