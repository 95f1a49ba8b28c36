"""Lịch báo cáo: who has not reported, since when, whom to call; what falls due next; how often reports came in time.

Under every plan or one, for every unit or one, as of today. Here it is also recorded that a report was sent, and who is to be called.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import streamlit as st

from domain.clock import today as what_day
from domain.period import Period
from domain.wording import DEMONSTRATION, OFFICE_RULE, day
from etl import duties as acts
from report import calendar, ics, lineage, markup
from report.calendar import Owing
from report.markup import text
from report.reminder import reminder
from store import reads
from store.catalogue import source_text
from store.reads import about_duties
from ui.chart import twin
from ui.copy import to_paste
from ui.data import ask, warehouse
from ui.filters import keep, pick_or_all, remember, url_changed
from ui.frame import card, demonstration_note, title
from ui.person import acting
from ui.scope import may_here, own
from ui.turn import do, say_finished, turn

SHOWN = 6
Row = dict[str, Any]

today = what_day()
until = today + timedelta(days=365)


# -- what is looked at ---------------------------------------------------------------------------------------------------


def choose_plan_and_unit(plans: list[Row], boxes: Any) -> tuple[Row | None, Row | None]:
    """All plans or one, all units or one; kept in the URL."""
    plan_id = pick_or_all(boxes[0], "Kế hoạch", "ke_hoach", {row["plan_id"]: row["number"] for row in plans}, "Mọi kế hoạch", kept=True)
    units = ask(reads.judged_units, plan_id) if plan_id else ask(about_duties.followed_units)
    unit_id = pick_or_all(boxes[1], "Đơn vị", "don_vi", {row["unit_id"]: row["name"] for row in units}, "Mọi đơn vị", kept=True)
    for name, picked in (("ke_hoach", plan_id), ("don_vi", unit_id)):
        if picked:
            remember(name, picked)
    by_id = {row["unit_id"]: row for row in units}
    return next((row for row in plans if row["plan_id"] == plan_id), None), by_id.get(unit_id or "")


def looked_at(rows: list[Row], plan: Row | None, unit: Row | None) -> list[Row]:
    """The rows of the plan and of the unit, of its departments and of the units below it."""
    return calendar.within(rows, plan["plan_id"] if plan else None, ask(about_duties.scope, unit["unit_id"]) if unit else None)


def address(plan: Row | None, unit: Row | None) -> Callable[..., str]:
    """This page as it is filtered, opened at something."""
    return lambda **more: markup.page_address(
        "lich-bao-cao", plan["plan_id"] if plan else "", unit["unit_id"] if unit else "", None, **more
    )


# -- who owes what -------------------------------------------------------------------------------------------------------


def show_owing(who: list[Owing], rows: list[Row], quarters: list[Row], here: Callable[..., str]) -> None:
    contacts = {row["unit_id"]: row for row in ask(about_duties.contacts)}
    said = "".join(map(lede, calendar.standing(rows, quarters, today))) or "<p class='td-lede'>Không có báo cáo nào phải gửi.</p>"
    before = any(row["before_on"] and row["state"] == "chua_den_han" and row["asked"] for row in rows)
    st.html(said + (f"<p class='td-said'>{text(calendar.LAST_DAY)}</p>" if before else ""))
    if who:
        order = f"<p class='td-note'>{text(calendar.ORDER)}</p>" if len(who) > 1 else ""
        st.html(calendar.owing_table(who[:SHOWN], contacts, here, days_off) + order)
    if who[SHOWN:]:
        with st.expander(f"Còn {len(who) - SHOWN} đơn vị"):
            st.html(calendar.owing_table(who[SHOWN:], contacts, here, days_off))
    undated = f"<p class='td-note'>{undated_text(quarters)}</p>" if any(row["state"] == "chua_dat_han" for row in quarters) else ""
    why = "".join(f"<p>{words}</p>" for words in notes(rows))
    st.html(f"{undated}<details class='td-who'><summary>Những gì không gọi là chậm, và vì sao</summary>{why}</details>")


def lede(said: calendar.Said) -> str:
    """One kind of reports, the bad news in the colour of it."""
    late = f"<b>{text(said.late)}</b> " if said.late else ""
    return f"<p class='td-lede'>{text(said.kind)}: {late}{text(said.calm)}</p>"


def notes(rows: list[Row]) -> list[str]:
    """What the table leaves out and why: plans that have ended, reports without a day; what "not recorded" means."""
    said = []
    ended = [row for row in rows if row["ended"]]
    if ended and len(ended) < len(rows):
        said.append(text(calendar.ended_text(ended)))
    if dateless := calendar.dateless_text(rows):
        said.append(text(dateless))
    return [*said, text(calendar.NOT_RECORDED)]


def undated_text(quarters: list[Row]) -> str:
    missing = [row for row in quarters if row["state"] == "chua_dat_han"]
    asked = [row for row in quarters if row["due_on"] is None]
    names = ", ".join(dict.fromkeys(row["unit_name"] for row in missing))
    return (
        f"{text(calendar.report_name(missing[0]))}: chưa báo cáo {len(missing)}/{len(asked)} nơi ({text(names)}). Quý này chưa đặt hạn "
        f"nội bộ nên không gọi là chậm; <a class='td-ask' href='ky-bao-cao' target='_self'>đặt hạn</a> ở trang «Kỳ báo cáo»."
    )


# -- the calendar --------------------------------------------------------------------------------------------------------


def show_calendar(found: list[calendar.Item]) -> None:
    this = today.replace(day=1)
    following = calendar.next_month(this)
    after = calendar.next_month(following)
    months = "".join(
        f"<section>{calendar.month_grid(name, first, today, days_off, found)}{calendar.agenda(found, first, last)}</section>"
        for name, first, last in (("Tháng này", this, following), ("Tháng sau", following, after))
    )
    past = [item for item in found if item.first["due_on"] < this and any(row["state"] == "qua_han" for row in item.rows)]
    later = [item for item in found if item.first["due_on"] >= after]
    st.html(
        f"<div class='td-months'>{months}</div><p class='td-note'>{text(calendar.LEGEND)} "
        f"{text(calendar.days_off_text(days_off.values(), this, after))}</p>"
        + calendar.folded(f"Đã quá, còn nơi chưa ghi nhận ({len(past)})", past[::-1])
        + calendar.folded(f"Các tháng sau, đến {day(until)} ({len(later)})", later)
        + f"<details class='td-who'><summary>Cách tính hạn và ngày chậm</summary><p>{text(calendar.COUNTING)}</p></details>"
    )


def offer_ics(found: list[calendar.Item]) -> None:
    coming = [item for item in found if today <= item.first["due_on"] <= until]
    name = f"Lịch báo cáo Nghị quyết 57{f' ({DEMONSTRATION.lower()})' if ask(reads.is_demonstration) else ''}"
    if coming:
        st.download_button(
            f"Tải {len(coming)} hạn trong 12 tháng tới vào lịch điện tử (.ics)",
            lambda: ics.calendar(name, map(calendar.event, coming), datetime.now(UTC)),
            "lich-bao-cao.ics",
            "text/calendar",
            key="ics",
            on_click="ignore",
        )


# -- how often in time ---------------------------------------------------------------------------------------------------


def show_rates(rows: list[Row], proof: tuple[str, ...]) -> None:
    units, kinds = (calendar.rates(rows, today, key) for key in (calendar.by_unit, calendar.by_duty))
    if units:
        st.html(f"<h3 class='td-part-head'>Theo báo cáo</h3>{calendar.rate_bars(kinds)}<h3 class='td-part-head'>Theo đơn vị ghi nhận</h3>")
    st.html(calendar.rate_bars(units[:SHOWN]))
    if units[SHOWN:]:
        st.html(f"<details class='td-who'><summary>{len(units) - SHOWN} đơn vị khác</summary>{calendar.rate_bars(units[SHOWN:])}</details>")
    st.html(f"<p class='td-note'>{text(calendar.RATE_RULE)}</p>")
    if ask(reads.is_demonstration) and any(row["state"] == "da_bao_cao" for row in rows):
        st.html(f"<p class='td-note'>{text(calendar.LOADED_AT_ONCE)}</p>")
    twin("rates", lambda: calendar.rate_table(units, kinds, proof))


# -- the letter ----------------------------------------------------------------------------------------------------------


def show_letter(who: list[Owing]) -> None:
    if not who:
        st.html("<p>Không có đơn vị nào cần đôn đốc.</p>")
        return
    by_id = {one.unit_id: one for one in who}
    asked = st.query_params.get("don_doc") if url_changed("don_doc") else st.session_state.get("don_doc")
    st.session_state["don_doc"] = asked if asked in by_id else who[0].unit_id
    picked = st.selectbox(
        "Đơn vị (thứ tự như bảng trên)",
        list(by_id),
        format_func=lambda unit_id: by_id[unit_id].name,
        key="don_doc",
        placeholder="Chọn",
    )
    if "don_doc" in st.query_params:
        keep("don_doc", picked)
    words = reminder(by_id[picked], missing_rows, days_off, today, invented=ask(reads.is_demonstration))
    to_paste("letter", words)


def missing_rows(row: Row) -> list[Row]:
    """The rows without a figure behind a debt: those a department leads, all of the unit's else."""
    rows = ask(about_duties.rows_without_figure, row["plan_id"], row["described_id"], Period.parse(row["period"]))
    return rows if row["described_id"] == row["unit_id"] else [one for one in rows if row["unit_id"] in (one["lead_ids"] or ())]


# -- what people enter ---------------------------------------------------------------------------------------------------


def offer_acts(rows: list[Row], who: list[Owing], quarters: list[Row]) -> None:
    asked = st.query_params.get("dau_moi", "")
    if asked and url_changed("dau_moi"):  # a link of the table: the form of that unit opens
        st.session_state.update(viec_ghi=True, viec="dau_moi", dau_moi_don_vi=asked)
    keep("dau_moi", asked)
    names = {"gui": "Ghi nhận đã gửi", "rut": "Rút ghi nhận sai"} if may_here("nop") else {}
    names |= {"dau_moi": "Ghi đầu mối"} if may_here("nop", "quan_tri") else {}
    if not names:
        if asked:
            st.html("<p class='td-note'>Đầu mối của một đơn vị do chuyên viên của đơn vị đó hoặc quản trị ghi.</p>")
        return
    box = st.expander(", ".join(names.values()).capitalize(), key="viec_ghi", on_change="rerun")
    if not box.open:
        return
    with box:
        person = acting()
        act = st.radio("Việc", list(names), format_func=names.get, horizontal=True, key="viec")
        if act == "gui":
            offer_to_record(rows, person)
        elif act == "rut":
            offer_to_withdraw(person)
        else:
            offer_contact([*rows, *quarters], who, person)


def offer_to_record(rows: list[Row], person: str) -> None:
    rows = own(rows)
    owed = [row for row in rows if row["asked"] and not row["sent_on"]] + [row for row in rows if row["sent_on"]]
    if not owed:
        st.html("<p class='td-note'>Đơn vị bạn phụ trách không có báo cáo định kỳ nào trong phạm vi đang xem.</p>")
        return
    units = {row["unit_id"]: row["unit_name"] for row in sorted(owed, key=lambda row: row["state"] != "qua_han")}
    unit_id = st.selectbox("Ghi nhận ở đơn vị", list(units), format_func=units.get, key=f"gui_don_vi_{turn()}", placeholder="Chọn")
    of_unit = [row for row in owed if row["unit_id"] == unit_id]
    row = st.selectbox("Báo cáo", of_unit, format_func=in_list, key=f"gui_bao_cao_{turn()}_{unit_id}", placeholder="Chọn")
    sent_on = st.date_input("Ngày gửi (ngày/tháng/năm)", value=None, max_value=today, format="DD/MM/YYYY", key=f"gui_ngay_{turn()}")
    document = st.text_input("Số, ký hiệu văn bản", max_chars=60, key=f"gui_so_{turn()}", placeholder="Ví dụ: 45/BC-UBND")
    if st.button("Ghi nhận đã gửi", type="primary"):
        if sent_on is None:
            st.error("Chưa chọn ngày gửi.")
            return
        do(
            lambda: acts.record_sent(
                warehouse(), duty_id=row["duty_id"], unit_id=unit_id, period=row["period"], sent_on=sent_on, document=document, by=person,
                today=today,
            ),
            f"Đã ghi nhận {calendar.sent_name(row)}, ngày {day(sent_on)}, ở cấp {units[unit_id]}.",
        )  # fmt: skip


def in_list(row: Row) -> str:
    return f"{calendar.report_name(row)} · Kế hoạch {row['plan_number']}: {row['reporter']} · {calendar.row_state(row)}"


def offer_to_withdraw(person: str) -> None:
    rows = own(ask(about_duties.sendings))
    if not rows:
        st.html("<p class='td-note'>Chưa có ghi nhận nào để rút.</p>")
        return
    row = st.selectbox("Ghi nhận", rows, format_func=sending_text, key=f"rut_{turn()}", placeholder="Chọn")
    st.html("<p class='td-note'>Một báo cáo có nhiều ghi nhận thì ngày sớm nhất được tính. Rút xong, các ghi nhận khác vẫn giữ.</p>")
    why = st.text_input("Lý do rút", max_chars=300, key=f"rut_ly_do_{turn()}", placeholder="Ví dụ: nhầm đơn vị")
    if st.button("Rút ghi nhận"):
        do(lambda: acts.withdraw_sent(warehouse(), row["number"], by=person, why=why), f"Đã rút ghi nhận của {row['unit_name']}.")


def sending_text(row: Row) -> str:
    stands = "" if row["stands"] else " · không tính, có ngày sớm hơn"
    period = Period.parse(row["period"]).label
    return f"{row['unit_name']} · {period} · Kế hoạch {row['plan_number']} · {row['document']} ngày {day(row['sent_on'])}{stands}"


def offer_contact(rows: list[Row], who: list[Owing], person: str) -> None:
    known = {row["unit_id"]: row for row in ask(about_duties.contacts)}
    found = {one.unit_id: one.name for one in who} | {row["unit_id"]: row["unit_name"] for row in rows if not row.get("ended")}
    names = {row["unit_id"]: found[row["unit_id"]] for row in own([{"unit_id": unit_id} for unit_id in found])}
    if not names:
        st.html("<p class='td-note'>Bạn không phụ trách đơn vị nào trong phạm vi đang xem.</p>")
        return
    if st.session_state.get("dau_moi_don_vi") not in names:
        st.session_state.pop("dau_moi_don_vi", None)
    unit_id = st.selectbox("Đơn vị", list(names), format_func=names.get, key="dau_moi_don_vi", placeholder="Chọn")
    old, at = known.get(unit_id, {}), f"{turn()}_{unit_id}"
    name = st.text_input(
        "Đầu mối (chức danh)", old.get("name") or "", max_chars=120, key=f"dm_ten_{at}", placeholder="Công chức văn hóa - xã hội"
    )
    phone_box, email_box = st.columns(2)
    phone = phone_box.text_input("Điện thoại cơ quan", old.get("phone") or "", max_chars=20, key=f"dm_so_{at}")
    email = email_box.text_input("Thư điện tử công vụ", old.get("email") or "", max_chars=80, key=f"dm_thu_{at}")
    st.html("<p class='td-note'>Ghi chức danh, số máy và thư của cơ quan; để trống cả ba ô là bỏ đầu mối.</p>")
    if st.button("Lưu đầu mối", type="primary"):
        do(
            lambda: acts.set_contact(warehouse(), unit_id=unit_id, name=name, phone=phone, email=email, by=person),
            f"Đã lưu đầu mối của {names[unit_id]}.",
        )


# -- the plans' own words ------------------------------------------------------------------------------------------------


def plan_words(source: str) -> str:
    return f"<p class='td-note'>{lineage.READ_BY_MACHINE}</p>{lineage.plan_lines(source_text(source))}"


def show_duties(plan: Row | None, unit: Row | None, rows: list[Row]) -> None:
    bound = {row["plan_id"] for row in rows}
    shown = [row for row in ask(about_duties.duties) if (plan is None or row["plan_id"] == plan["plan_id"])]
    if unit:
        shown = [row for row in shown if row["plan_id"] in bound]
    if not shown:
        st.html("<p>Kế hoạch không đặt nhiệm vụ báo cáo nào cho đơn vị này.</p>")
        return
    st.html(calendar.duties_table(shown, plan_words))
    st.html(f"<p class='td-note'>Số liệu quý không do kế hoạch nào đòi: hạn gửi, nếu đặt ở trang «Kỳ báo cáo», là {text(OFFICE_RULE)}.</p>")


# -- the page ------------------------------------------------------------------------------------------------------------

plans = ask(reads.followed_plans)
days_off: dict[date, Row] = {row["day"]: row for row in ask(about_duties.holidays)}
title_place, filters_place = st.columns([1.25, 1.8], vertical_alignment="center")
if not plans:
    title("Lịch báo cáo", f"Tính đến hôm nay, {calendar.long_day(today)}")
    st.info("Chưa có kế hoạch nào để theo dõi. Quản trị thêm bằng sổ tính kế hoạch ở trang «Kế hoạch».")
else:
    with filters_place:
        plan, unit = choose_plan_and_unit(plans, st.columns([1.0, 1.6]))
    scope = [f"Kế hoạch {plan['number']}" if plan else "mọi kế hoạch", unit["name"] if unit else "mọi đơn vị"]
    with title_place:
        title("Lịch báo cáo", f"Tính đến hôm nay, {calendar.long_day(today)} · {' · '.join(scope)}")
    say_finished()
    rows = looked_at(ask(about_duties.occasions, today, until), plan, unit)
    quarters = looked_at(ask(about_duties.quarter_reports, today), plan, unit)
    who = calendar.owing([*rows, *quarters])
    proof = (f"Tính đến {day(today)}", f"Phạm vi: {', '.join(scope)}")
    with card("owing"):
        show_owing(who, rows, quarters, address(plan, unit))
    asked_for = "don_doc" in st.query_params  # by a link of the table: the letter then stands right under it
    if asked_for:
        with card("letter", "Văn bản đôn đốc"):
            show_letter(who)
    offer_acts(rows, who, quarters)
    found = calendar.items([row for row in rows if row["asked"]] + quarters)
    left, right = st.columns([1.75, 1], gap="small")
    with left, card("calendar", "Lịch"):
        show_calendar(found)
        offer_ics(found)
        twin("reports", lambda: calendar.all_reports([*rows, *quarters], proof), "Bảng từng đơn vị, tải về")
        twin("holidays", lambda: calendar.holiday_table(days_off.values(), proof), "Ngày nghỉ lễ, làm bù đã tính", invented=False)
    with right, card("rates", "Tỷ lệ ghi nhận gửi đúng hạn"):
        show_rates([*rows, *quarters], proof)
    if not asked_for:
        with st.expander("Văn bản đôn đốc"):
            show_letter(who)
    with st.expander("Ai phải báo cáo gì, cho ai, khi nào: nguyên văn các kế hoạch"):
        show_duties(plan, unit, rows)
    demonstration_note()
