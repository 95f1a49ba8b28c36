"""Bản tin họp: the slides of a meeting prepared, frozen and taken along; an earlier one reopened; what the meeting concluded.

A draft follows today's figures and is nobody's truth until it is frozen: then its code reopens exactly those figures.
"""

from __future__ import annotations

import base64
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import partial
from typing import Any

import streamlit as st

from domain import clock
from domain.frozen import as_code, code_of, pack, unpack
from domain.period import Period
from domain.wording import UNVERIFIED, day, row_label
from etl import meeting
from etl.settings import PUBLIC_ADDRESS
from etl.submit import authorise
from report import meeting as concluded
from report import since, stages
from report.briefing import standalone
from report.briefing.kinds import KINDS, OF_ROWS
from report.briefing.layout import CannotDraw
from report.briefing.slides import choice_for, useful
from report.lineage import clock as clock_of
from report.lineage import moment
from report.markup import page_address, plain_table, text
from report.sentences import value_text
from store import reads
from store.reads import about_briefing, about_meeting, about_tasks
from ui import files
from ui.counted import counted
from ui.data import ask, warehouse
from ui.filters import Chosen, choose_stage, keep, url_changed
from ui.frame import card, demonstration_note, no_period, opened, title
from ui.person import acting
from ui.pictures import Picture, of_draft, of_frozen
from ui.scope import may_here, scope
from ui.turn import do, say_finished, turn

Row = dict[str, Any]

PAGE = "ban-tin"
ANOTHER_DAY = "Ngày khác"
GIVEN = "viec_giao"
REMARK = 240
EARLIER = 8
FILES = (
    ("pptx", "trinh-chieu.pptx", "PowerPoint, sửa được"),
    ("docx", "bao-cao.docx", "Báo cáo Word"),
    ("pdf", "trinh-chieu.pdf", "Trang chiếu PDF"),
    ("pdf", "bao-cao.pdf", "Báo cáo PDF"),
    ("xlsx", "so-lieu.xlsx", "Số liệu Excel"),
)
"""Format, how its name ends, and what the button says."""
SIZES = {"1920 × 1080": 1.0, "3840 × 2160": 2.0}


@dataclass
class Draft:
    """What somebody prepares for one unit, kept while they work; the picture of one chart (`picture`) apart from the whole briefing."""

    picture: str = ""
    slides: list[str] = field(default_factory=list)
    remarks: dict[str, str] = field(default_factory=dict)
    rows: list[str] = field(default_factory=list)
    usual: list[str] = field(default_factory=list)
    """What is shown unless chosen otherwise, when this was last looked at."""

    def follow(self, usual: list[str]) -> None:
        """Goes with what there is to say as long as nobody chose; work given in a meeting always comes to the top."""
        if self.slides == self.usual:
            self.slides = list(usual)
        elif GIVEN in usual and GIVEN not in self.usual and GIVEN not in self.slides:
            self.slides.insert(0, GIVEN)
        self.usual = usual

    def choice(self, facts: Row, stage: int | None) -> Row:
        told = {kind: said for kind, said in self.remarks.items() if said and kind in self.slides}
        return choice_for(facts, self.slides, told, rows=self.rows, stage=stage)


# -- a draft -----------------------------------------------------------------------------------------------------------------


def show_draft(chosen: Chosen, period: Period) -> None:
    facts = gathered(chosen, period)
    draft = draft_of(chosen, facts)
    wide, narrow = st.columns([2.6, 1], gap="small")
    with narrow:
        export_place = st.container()
        with card("choice", "Sửa bản tin"):
            slide_place = st.container()
            stage = offer_choice(draft, facts, chosen)
        with card("earlier", "Bản tin đã chốt"):
            show_earlier(chosen.plan_id, chosen.unit_id)
    choice = draft.choice(facts, stage)
    row = draft.rows[0] if draft.picture and draft.rows else None
    here = page_address(PAGE, chosen.plan_id, chosen.unit_id, period, giai_doan=stage, hinh=draft.picture, dong=row)
    with wide:
        pictures = drawn(lambda: of_draft(facts, choice, base() + here))
        if asked_to_present() and pictures:
            present(pictures, here)
            return
        if draft.picture:
            say_picture(draft.picture, page_address(PAGE, chosen.plan_id, chosen.unit_id, period))
        at = show_pictures(pictures, here) if pictures else None
    with slide_place:
        offer_slide(draft, pictures[at].kind if at is not None else draft.slides[0], chosen)
    with export_place, card("export", "Chốt và xuất"):
        who = offer_to_freeze(facts, choice, ready=bool(pictures))
    show_concluded(chosen.unit, chosen.plan_id, str(period), who)


def gathered(chosen: Chosen, period: Period) -> Row:
    """The facts as they stand now, deadlines counted as on every page."""
    found: Row = ask(about_briefing.facts, chosen.plan_id, chosen.unit_id, period, counted(chosen, period).as_of, clock.today(), scope())
    return found


def draft_of(chosen: Chosen, facts: Row) -> Draft:
    """What was prepared for this unit so far; else what has something to say, or what a link asks for. The picture of one chart is a
    draft of its own: what somebody prepares for a meeting stays as it is."""
    picture = st.query_params.get("hinh", "")
    picture = picture if picture in KINDS else ""
    drafts: dict[tuple[str, str, str], Draft] = st.session_state.setdefault("ban_tin", {})
    draft = drafts.setdefault((chosen.plan_id, chosen.unit_id, picture), Draft(picture))
    draft.follow([picture] if picture else useful(facts))
    if url_changed("dong") and (row := st.query_params.get("dong")):
        draft.rows = [row]
        st.session_state.pop(key_of_rows(draft, chosen), None)
    if url_changed("trang_chieu") and (asked := st.query_params.get("trang_chieu")):
        draft.slides = [kind for kind in dict.fromkeys(asked.split(",")) if kind in KINDS] or draft.slides
    known = {row["indicator_id"] for row in facts["rows"]} | {one["index_id"] for one in facts["indices"]}
    draft.rows = [one for one in draft.rows if one in known]
    keep("dong", draft.rows[0] if picture and draft.rows else "")
    keep("trang_chieu", "" if draft.slides == draft.usual else ",".join(draft.slides))
    return draft


def key_of_rows(draft: Draft, chosen: Chosen) -> str:
    return f"rieng_{chosen.plan_id}_{chosen.unit_id}_{draft.picture}"


def say_picture(kind: str, whole: str) -> None:
    """That this is the picture of one chart, how it is had as a file, and the way back to the whole briefing."""
    st.html(
        f"<p class='td-said'><b>{text(KINDS[kind])}</b>: chốt ở mục «Chốt và xuất» rồi tải ảnh (1920 × 1080, 3840 × 2160), PowerPoint, PDF."
        f" <a class='td-ask' target='_self' href='{text(whole)}'>Soạn cả bản tin</a></p>"
    )


def offer_slide(draft: Draft, kind: str, chosen: Chosen) -> None:
    """The slide looked at: a remark on it, its place among the others."""
    place, key = draft.slides.index(kind), f"ghi_chu_{chosen.plan_id}_{chosen.unit_id}_{draft.picture}_{kind}"
    st.html(f"<h3 class='td-part-head'>{text(KINDS[kind])} <small>phần {place + 1} trong {len(draft.slides)}</small></h3>")
    draft.remarks[kind] = st.text_area(
        "Ghi chú in trên trang này", value=draft.remarks.get(kind, ""), key=key,
        max_chars=REMARK, height=84, placeholder="Ví dụ: Đã có văn bản đôn đốc ngày 12/11",
        on_change=remark, args=(draft, kind, key),
    )  # fmt: skip
    with st.container(horizontal=True, key="sua-trang", gap="xsmall"):
        st.button("↑ Lên", on_click=move, args=(draft, place, -1), disabled=place == 0)
        st.button("↓ Xuống", on_click=move, args=(draft, place, 1), disabled=place == len(draft.slides) - 1)
        st.button("✕ Bỏ", on_click=drop, args=(draft, place), disabled=len(draft.slides) == 1)


def remark(draft: Draft, kind: str, key: str) -> None:
    """Before the page runs: its pictures stand above the box."""
    draft.remarks[kind] = st.session_state[key].strip()


def move(draft: Draft, place: int, by: int) -> None:
    """The slide goes up or down, and stays the one looked at."""
    draft.slides.insert(place + by, draft.slides.pop(place))
    st.session_state["xem_phan"] = draft.slides[place + by]


def drop(draft: Draft, place: int) -> None:
    draft.slides.pop(place)
    st.session_state["xem_phan"] = draft.slides[min(place, len(draft.slides) - 1)]


def add(draft: Draft, key: str) -> None:
    if kind := st.session_state[key]:
        draft.slides.append(kind)
        st.session_state["xem_phan"] = kind


def offer_choice(draft: Draft, facts: Row, chosen: Chosen) -> int | None:
    """What else can be shown, which rows get a slide of their own, and which stage is looked at."""
    missing = [kind for kind in KINDS if kind not in draft.slides]
    if missing:
        key = f"them_trang_{len(draft.slides)}"
        st.selectbox("Thêm phần", missing, index=None, format_func=KINDS.get, key=key, placeholder="Chọn", on_change=add, args=(draft, key))
    rows = {row["indicator_id"]: row for row in facts["rows"]}
    if rows and set(OF_ROWS) & set(draft.slides):
        indices = [one for one in draft.rows if one not in rows]
        draft.rows = indices + st.multiselect(
            "Chỉ tiêu có trang riêng", list(rows), default=[one for one in draft.rows if one in rows], key=key_of_rows(draft, chosen),
            format_func=lambda one: f"{row_label(one)}: {rows[one]['name']} ({value_text(rows[one])})",
            placeholder="Để trống: do chương trình chọn", max_selections=12,
        )  # fmt: skip
    if facts["stages"] and {"giai_doan", "ma_tran"} & set(draft.slides):
        return choose_stage(st, stages.stages_of(facts["stages"]))
    return None


def offer_to_freeze(facts: Row, choice: Row, *, ready: bool) -> str:
    """The button that freezes; returns who is acting."""
    st.html(
        "<p class='td-note'>Chốt để giữ nguyên các số lúc này dưới một mã ngắn, in trên mọi trang; sau đó tải PowerPoint, Word, PDF, ảnh, "
        "Excel. Mã mở lại đúng các số ấy dù sau này báo cáo thay đổi. Muốn ảnh của một biểu đồ: bấm «Ảnh, trang chiếu» cạnh biểu đồ ấy.</p>"
    )
    who = acting()
    if st.button("Chốt số liệu và xuất", type="primary", disabled=not ready, width="stretch"):
        packed = pack({"facts": facts, "choice": choice})
        with st.spinner("Đang làm các tệp rồi chốt …"):
            do(partial(freeze, packed, who), f"Đã chốt bản tin {code_of(packed)}. Chọn tệp cần tải.")
    return who


def freeze(packed: bytes, who: str) -> None:
    """Frozen only once every file was made whole; the page then shows what was frozen."""
    with warehouse().cursor() as cursor:
        authorise(cursor, who, "xem", unpack(packed)["facts"]["unit"]["unit_id"])
    try:
        files.make_all(packed, code_of(packed), address_of(code_of(packed)))
    except CannotDraw as refusal:
        raise meeting.CannotDo(str(refusal)) from refusal
    st.query_params.from_dict({"ma": meeting.freeze(warehouse(), packed, by=who)})


# -- pictures ----------------------------------------------------------------------------------------------------------------


def drawn(draw: Callable[[], list[Picture]]) -> list[Picture]:
    """The pictures, or the sentence that says why there are none: never a cut one."""
    try:
        return draw()
    except CannotDraw as refusal:
        st.error(f"Chưa vẽ được bản tin. {refusal}")
        return []


def show_pictures(pictures: Sequence[Picture], here: str) -> int:
    """The slide looked at, large; all of them, small, to pick another; the way to the projector."""
    at = looked_at(pictures)
    links = [f"{here}&trang={place}" for place in range(1, len(pictures) + 1)]
    with st.container(key="trang-chieu"):
        st.html(
            f"<div class='td-slide-bar'><b>Trang {at + 1}/{len(pictures)}</b>{step('← Trước', links, at - 1)}{step('Sau →', links, at + 1)}"
            f"<a class='td-slide-go' target='_self' href='{text(links[at])}&amp;trinh_chieu=1'>▶ Trình chiếu</a></div>"
            f"<img class='td-slide' alt='{text(said(pictures[at]))}' src='data:image/svg+xml;base64,{encoded(pictures[at].svg)}'>"
        )
        st.html(
            "<nav class='td-slides' aria-label='Các trang chiếu'>"
            + "".join(small(picture, links[place], place, place == at) for place, picture in enumerate(pictures))
            + "</nav>"
        )
    return at


def looked_at(pictures: Sequence[Picture]) -> int:
    """The place of the slide looked at: that of the part just moved or added, else the one the URL names."""
    if wanted := st.session_state.pop("xem_phan", None):
        at = next((place for place, picture in enumerate(pictures) if picture.kind == wanted), 0)
    else:
        asked = st.query_params.get("trang", "1")
        at = min(max(int(asked), 1), len(pictures)) - 1 if asked.isascii() and asked.isdigit() else 0
    keep("trang", str(at + 1) if at else "")
    return at


def step(label: str, links: Sequence[str], place: int) -> str:
    inside = 0 <= place < len(links)
    return (
        f"<a class='td-ask' target='_self' href='{text(links[place])}'>{label}</a>" if inside else f"<span class='td-note'>{label}</span>"
    )


def small(picture: Picture, link: str, place: int, here: bool) -> str:
    mark = " aria-current='true'" if here else ""
    name = picture.title if picture.kind in OF_ROWS else KINDS[picture.kind]
    return (
        f"<a class='td-link' target='_self' href='{text(link)}'{mark}>"
        f"<img alt='' src='data:image/png;base64,{encoded(picture.small)}'><span>{place + 1}. {text(name)}</span></a>"
    )


def said(picture: Picture) -> str:
    return f"{KINDS[picture.kind]}: {picture.title}"


def encoded(content: bytes) -> str:
    return base64.b64encode(content).decode("ascii")


def asked_to_present() -> bool:
    return st.query_params.get("trinh_chieu") == "1"


def present(pictures: Sequence[Picture], here: str) -> None:
    """Nothing but the slides, on the whole window; leaving goes back to the page."""
    at = looked_at(pictures)
    hidden = "<style>.stSidebar, .stAppHeader, .stToolbar { display: none; } .stMainBlockContainer { visibility: hidden; }</style>"
    shown = standalone.show(
        [one.packed for one in pictures], [said(one) for one in pictures], first=at, leave=f"{here}&trang={at + 1}" if at else here
    )
    st.html(hidden + shown, unsafe_allow_javascript=True)


# -- a frozen one ------------------------------------------------------------------------------------------------------------


def show_frozen(kept: Row, packed: bytes) -> None:
    document, code = unpack(packed), kept["code"]
    facts = document["facts"]
    here, address = f"{PAGE}?ma={code}", address_of(code)
    period = Period.parse(facts["period"])
    pictures = drawn(lambda: of_frozen(packed, code, address))
    if asked_to_present() and pictures:
        present(pictures, here)
        return
    title(f"Bản tin {code}", f"{facts['unit']['name']} · {period.label} · Kế hoạch {facts['plan']['number']} · đã chốt")
    say_finished()
    draft = page_address(PAGE, kept["plan_id"], kept["unit_id"], period)
    st.html(
        f"<p class='td-said'>Chốt lúc {text(moment(kept['at']))}, người lập: {text(kept['by_whom'])} ({UNVERIFIED}). "
        "Số liệu giữ nguyên như lúc chốt, không đổi theo báo cáo nộp sau. "
        f"<a class='td-ask' target='_self' href='{text(draft)}'>Soạn bản tin mới theo số liệu hôm nay</a></p>"
    )
    wide, narrow = st.columns([2.6, 1], gap="small")
    with wide:
        at = show_pictures(pictures, here) if pictures else None
    with narrow:
        with card("files", "Tải về"):
            if pictures and at is not None:
                offer_files(document, packed, address, pictures, at)
        with card("since", "So với số liệu hôm nay"):
            show_since(facts)
        with card("earlier", "Bản tin đã chốt"):
            show_earlier(kept["plan_id"], kept["unit_id"])
    show_concluded(facts["unit"], kept["plan_id"], kept["period"])


def offer_files(document: Row, packed: bytes, address: str, pictures: Sequence[Picture], at: int) -> None:
    """Every form of the same figures, made when asked for."""
    code = code_of(packed)
    named = partial(files.name, document, code)
    st.html(f"<p class='td-said'>Mã bản tin <b class='td-brief-code'>{text(code)}</b></p>")
    with st.container(horizontal=True, key="tai-ve", gap="xsmall"):
        for format, ending, label in FILES:
            offer_file(label, partial(files.one, packed, code, format, address, ending), named(ending))
        offer_file("Trình chiếu không cần mạng (html)", partial(alone, code, pictures), named("trinh-chieu.html"))
    scale = SIZES[st.segmented_control("Cỡ ảnh", list(SIZES), default=next(iter(SIZES)), key="co_anh", required=True)]
    with st.container(horizontal=True, key="tai-anh", gap="xsmall"):
        one = partial(files.picture, packed, code, address, at, scale)
        offer_file(f"Ảnh trang {at + 1}", one, named(f"trang-{at + 1:02d}.png"))
        offer_file(f"Ảnh cả {len(pictures)} trang (zip)", partial(files.pictures, packed, code, address, scale), named("anh.zip"))


def offer_file(label: str, make: Callable[[], bytes], name: str) -> None:
    st.download_button(label, make, name, key=f"tai-{name}", on_click="ignore")


def alone(code: str, pictures: Sequence[Picture]) -> bytes:
    return standalone.whole(f"Bản tin {code}", [one.packed for one in pictures], [said(one) for one in pictures])


def show_since(facts: Row) -> None:
    """What is different by now, from the same questions asked today."""
    plan_id, unit_id, period = facts["plan"]["plan_id"], facts["unit"]["unit_id"], Period.parse(facts["period"])
    found = since.moved(
        facts,
        ask(reads.scorecard, plan_id, unit_id, period),
        ask(reads.below, plan_id, unit_id, period),
        ask(about_tasks.tasks, plan_id, unit_id, period, facts["as_of"]),
    )
    st.html(f"<p class='td-said'>{text(since.sentence(found))}</p>{since.table(found)}")


def show_earlier(plan_id: str, unit_id: str) -> None:
    """The briefings frozen for this unit; and a box for a code somebody reads out."""
    kept = ask(about_meeting.briefings, plan_id, unit_id)
    lines = [frozen_line(row) for row in kept[:EARLIER]]
    st.html(plain_table(lines, reading=True) if lines else "<p class='td-note'>Chưa chốt bản tin nào cho đơn vị và kế hoạch này.</p>")
    typed = st.text_input("Mở bản tin theo mã", key=f"mo_ma_{turn()}", max_chars=12, placeholder="Ví dụ: 7K2-QF4H")
    if typed:
        keep("ma", as_code(typed))
        st.session_state["luot"] = turn() + 1
        st.rerun()


def frozen_line(row: Row) -> tuple[str, str]:
    when = f"chốt {clock_of(row['at'])}, {row['by_whom']}"
    return (
        f"<a class='td-ask' target='_self' href='{PAGE}?ma={text(row['code'])}'>{text(row['code'])}</a>",
        f"{text(Period.parse(row['period']).label)}<small class='td-mark'>{text(when)}</small>",
    )


# -- what the meeting concludes ----------------------------------------------------------------------------------------------


def show_concluded(unit: Row, plan_id: str, period: str, who: str | None = None) -> None:
    """What meetings of the unit concluded; a form for the next, and what can be done with those there are."""
    rows = ask(about_meeting.meeting_tasks, unit["unit_id"], clock.today())
    with card("concluded", "Việc giao tại họp"):
        heading = f"{concluded.headline(rows)}." if rows else f"Chưa có việc nào được giao tại các cuộc họp của {unit['name']}."
        st.html(f"<p class='td-said'>{text(heading)} Việc còn mở đứng ở trang đầu của bản tin sau.</p>")
        if rows:
            st.html(concluded.listed(rows))
        if not may_here("giao_viec", unit_id=unit["unit_id"]):
            return
        left, right = st.columns(2, gap="medium")
        with left:
            name = acting() if who is None else who
            offer_to_conclude(unit, plan_id, period, name)
        with right:
            if rows:
                offer_what_became(rows, name)


def offer_to_conclude(unit: Row, plan_id: str, period: str, who: str) -> None:
    st.html("<h3 class='td-part-head'>Ghi kết luận của chủ tọa</h3>")
    words = st.text_area(
        "Việc giao", key=f"viec_{turn()}", max_chars=400, height=84, placeholder="Ví dụ: Rà soát danh sách hộ chưa có chữ ký số"
    )
    leads = ask(about_meeting.leads_for, unit["unit_id"])
    box, when = st.columns([1.6, 1])
    lead = box.selectbox(
        "Đơn vị chủ trì", leads, index=None, format_func=lambda row: row["name"], key=f"chu_tri_{turn()}", placeholder="Chọn"
    )
    usual = usual_deadlines(clock.today())
    asked = when.selectbox("Hạn", [*usual, ANOTHER_DAY], index=None, key=f"han_viec_{turn()}", placeholder="Chọn")
    due_on = usual.get(asked)
    if asked == ANOTHER_DAY:
        today = clock.today()
        due_on = when.date_input("Ngày hạn", value=today, min_value=today, format="DD/MM/YYYY", key=f"ngay_han_{turn()}")
    if st.button("Ghi việc giao", type="primary"):
        act = partial(conclude, unit["unit_id"], words, lead, asked, due_on, who, plan_id, period)
        do(act, "Đã ghi việc giao tại họp.")


def usual_deadlines(today: date) -> dict[str, date | None]:
    """What a chairman says: in a week, in a month, by the end of the quarter; or nothing."""
    quarter = Period(today.year, today.month, today.month).ends_in
    days = {f"{count} ngày": today + timedelta(days=count) for count in (7, 15, 30)} | {f"hết {quarter.label}": quarter.last_day}
    return {f"{said}, {day(on)}": on for said, on in days.items()} | {"Không đặt hạn": None}


def conclude(
    unit_id: str, words: str, lead: Row | None, asked: str | None, due_on: date | None, who: str, plan_id: str, period: str
) -> None:
    if lead is None or asked is None:
        raise meeting.CannotDo(f"Chưa chọn {'đơn vị chủ trì' if lead is None else 'hạn'}.")
    meeting.conclude(
        warehouse(), unit_id=unit_id, text=words, lead_unit_id=lead["unit_id"], due_on=due_on, by=who, plan_id=plan_id, period=period
    )


def offer_what_became(rows: list[Row], who: str) -> None:
    """Done, not done after all, or taken back."""
    st.html("<h3 class='td-part-head'>Ghi kết quả, mở lại hoặc rút</h3>")
    row = st.selectbox("Việc đã giao", rows, format_func=concluded.in_list, key=f"da_giao_{turn()}", placeholder="Chọn")
    if row is None:
        return
    task = row["meeting_task_id"]
    if row["done_on"] is None:
        box, when = st.columns([1.6, 1])
        result = box.text_input("Kết quả", key=f"ket_qua_{task}_{turn()}", max_chars=400, placeholder="Ví dụ: Đã rà soát xong 1.240 hộ")
        done_on = when.date_input("Ngày xong", value=clock.today(), max_value=clock.today(), format="DD/MM/YYYY", key=f"xong_{task}")
        if st.button("Ghi đã xong"):
            do(partial(meeting.finish, warehouse(), task, done_on=done_on, result=result, by=who), "Đã ghi kết quả.")
    elif st.button("Mở lại, chưa xong"):
        do(partial(meeting.reopen, warehouse(), task, by=who), "Đã mở lại việc này.")
    with st.expander("Rút việc này"):
        why = st.text_input("Lý do", key=f"ly_do_{task}_{turn()}", max_chars=300, placeholder="Ví dụ: Ghi nhầm đơn vị")
        if st.button("Rút việc này"):
            do(partial(meeting.withdraw, warehouse(), task, why=why, by=who), "Đã rút việc này; lý do được giữ trong sổ cái.")


# -- the page ----------------------------------------------------------------------------------------------------------------


def base() -> str:
    """Where this program is reached: by the address the office set, else as the reader reaches it; what a QR code leads to."""
    address = ask(reads.setting, PUBLIC_ADDRESS) or st.context.url
    return f"{address.rstrip('/')}/" if address else ""


def address_of(code: str) -> str:
    """Where a frozen briefing is reopened; nothing where nobody knows the program's address."""
    return f"{base()}{PAGE}?ma={code}" if base() else ""


def open_page() -> None:
    asked = st.query_params.get("ma")
    code = as_code(asked) if asked else ""
    kept = ask(about_meeting.briefing, code) if code else None
    packed = meeting.thaw(warehouse(), code) if kept else None
    if kept and packed:
        show_frozen(kept, packed)
    else:
        open_draft(code)
    demonstration_note()


def open_draft(unknown: str) -> None:
    chosen = opened("Bản tin họp")
    if unknown:
        st.warning(f"Không có bản tin mang mã «{unknown}». Mã gồm 7 chữ và số, in ở góc dưới bên phải mỗi trang; kiểm tra rồi ghi lại.")
        st.query_params.pop("trinh_chieu", None)  # nobody is to show another unit's slides for it
        keep("ma", "")
    say_finished()
    if chosen is None:
        return
    if chosen.period is None:
        no_period(chosen)
        return
    show_draft(chosen, chosen.period)


open_page()
