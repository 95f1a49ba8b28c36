"""Đã nộp: who sent what and when, in which state; one report with its figures and its file; approve, return or withdraw it.

Every decision shows first which figures would stand instead and which statuses would change. All that is chosen stands in the URL.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import streamlit as st

from domain.period import Period
from domain.wording import SUBMISSION_STATE
from etl.effects import Decision, Effect, effect_of
from etl.submit import approve, send_back, why_locked, withdraw
from report import markup
from report import submissions as shown_as
from report.markup import text
from store import reads
from store.home import Home
from store.ledger import LedgerMoved
from store.reads import about_people
from ui.data import ask, original, warehouse
from ui.filters import keep, pick_or_all, pick_page, url_changed
from ui.frame import card, demonstration_note, title
from ui.person import acting, signed_in
from ui.scope import is_not_theirs, may_here, scope
from ui.turn import do, say_finished, turn

PAGE, FIGURES_SHOWN, WAITING_OFFERED = 15, 12, 200
ACTS: dict[Decision, str] = {"approval": "Duyệt", "return": "Trả lại", "withdrawal": "Rút"}
OFFERED: dict[str, tuple[Decision, ...]] = {
    "cho_duyet": ("approval", "return", "withdrawal"),
    "da_duyet": ("withdrawal",),
    "tra_lai": ("withdrawal",),
    "da_rut": (),
}

Row = dict[str, Any]


# -- what is shown ---------------------------------------------------------------------------------------------------------


def choose_filters(plan_box: Any, unit_box: Any, period_box: Any, state_box: Any) -> dict[str, str | None]:
    plans = {row["plan_id"]: row["number"] for row in ask(reads.plans)}
    plan_id = pick_or_all(plan_box, "Kế hoạch", "ke_hoach", plans, "Mọi kế hoạch")
    units = {row["unit_id"]: row["name"] for row in ask(reads.senders, scope(), plan_id)}
    unit_id = pick_or_all(unit_box, "Đơn vị", "don_vi", units, "Mọi đơn vị")
    periods = {str(period): period.label for period in ask(reads.sent_periods, scope(), plan_id)}
    period = pick_or_all(period_box, "Kỳ", "ky", periods, "Mọi kỳ")
    counts = ask(reads.sent_counts, scope(), plan_id, unit_id, period)
    states = {state: f"{words} ({counts.get(state, 0)})" for state, words in SUBMISSION_STATE.items()}
    state = pick_or_all(state_box, "Trạng thái", "trang_thai", states, f"Mọi trạng thái ({sum(counts.values())})")
    return {"ke_hoach": plan_id, "don_vi": unit_id, "ky": period, "trang_thai": state}


def found(filters: dict[str, str | None], page: int = 1, size: int = PAGE, state: str | None = None) -> list[Row]:
    asked = (filters["ke_hoach"], filters["don_vi"], filters["ky"], state or filters["trang_thai"])
    rows = ask(reads.sent, scope(), *asked, page, size)
    return [row | {"address": markup.submission_address(row["submission_id"], **filters)} for row in rows]


def how_many(filters: dict[str, str | None]) -> int:
    counts = ask(reads.sent_counts, scope(), filters["ke_hoach"], filters["don_vi"], filters["ky"])
    return counts.get(filters["trang_thai"], 0) if filters["trang_thai"] else sum(counts.values())


def show_list(filters: dict[str, str | None]) -> list[Row]:
    total = how_many(filters)
    with card("submissions", f"{total} lần nộp, mới nhất trước"):
        place = st.container()
        page = pick_page(-(-total // PAGE), tuple(filters.values()))
        rows = found(filters, page)
        replaced = ask(reads.replaced_by_sender, tuple(row["submission_id"] for row in rows))
        place.html(shown_as.table(rows, replaced))
    return rows


def say_nothing_found(filters: dict[str, str | None]) -> None:
    asked = st.query_params.get("bao_cao")
    if asked and not ask(reads.sent_one, scope(), asked):
        is_not_theirs(f"Báo cáo «{asked}»")
    if any(filters.values()):
        st.info("Không có báo cáo nào khớp bộ lọc. Chọn lại «Mọi đơn vị», «Mọi kỳ» hoặc «Mọi trạng thái» để xem thêm.")
    else:
        st.info("Chưa có báo cáo nào. Nộp ở trang «Nộp báo cáo».")


# -- one report ------------------------------------------------------------------------------------------------------------


def choose_one(rows: list[Row]) -> Row | None:
    """The report the URL speaks of, or one picked from the page of the list."""
    key = f"loc_bao_cao_{turn()}"
    asked = st.query_params.get("bao_cao")
    named = {row["submission_id"]: row for row in rows}
    by_link = url_changed("bao_cao") or key not in st.session_state
    current = asked if by_link else st.session_state[key]
    if current and current not in named and (one := ask(reads.sent_one, scope(), current)):
        named = {current: one} | named
    if by_link:
        st.session_state[key] = asked if asked in named else None
        if asked and asked not in named:
            is_not_theirs(f"Báo cáo «{asked}»")
    picked = st.selectbox(
        "Xem một báo cáo",
        list(named),
        index=None,
        key=key,
        format_func=lambda one: shown_as.name(named[one]),
        placeholder="Chọn mã báo cáo",
    )
    keep("bao_cao", picked or "")
    return ask(reads.sent_one, scope(), picked) if picked else None


def show_one(row: Row) -> None:
    where = f" · {Period.parse(row['period']).label}" if row["period"] else ""
    with card("one", f"{row['submission_id']} · {row['unit_name'] or 'Tệp kế hoạch'}{where}"):
        earlier = ask(reads.replaced_by_sender, (row["submission_id"],)).get(row["submission_id"], [])
        st.html(shown_as.facts(row, earlier))
        content = original(row["number"], scope())
        if content:
            st.download_button("Tải tệp gốc", data=content, file_name=row["file_name"], on_click="ignore")
        else:
            st.html("<p class='td-note'>Báo cáo này không kèm tệp gốc.</p>")
    if row["kind"] == "ke_hoach":
        show_plan(row)
        return
    figures = [one | {"report_period": row["period"]} for one in ask(reads.sent_figures, row["submission_id"])]
    offered = tuple(decision for decision in OFFERED[row["state"]] if may_decide(decision, row))
    if offered or row["state"] == "da_rut" or is_own_to_approve(row):
        with card("acts", f"{' hoặc '.join(ACTS[one] for one in offered).capitalize() or 'Không còn việc gì với'} báo cáo"):
            offer_acts(row, offered, figures)
    with card("figures", f"Số liệu của {row['submission_id']}"):
        show_figures(row, figures)


def show_figures(row: Row, figures: list[Row]) -> None:
    described = described_units(figures)
    own = described[0] if len(described) == 1 else None
    if figures:
        st.html(shown_as.figures_table(figures[:FIGURES_SHOWN], own))
    else:
        st.html("<p>Báo cáo này không có số liệu chỉ tiêu.</p>")
    if len(figures) > FIGURES_SHOWN:
        with st.expander(f"Còn {len(figures) - FIGURES_SHOWN} số liệu"):
            st.html(shown_as.figures_table(figures[FIGURES_SHOWN:], own))
    if row["tasks"]:
        with st.expander(f"Tình hình {row['tasks']} nhiệm vụ"):
            st.html(shown_as.tasks_table(ask(reads.sent_tasks, row["submission_id"])))


def described_units(figures: list[Row]) -> list[str]:
    return list(dict.fromkeys(one["unit_id"] for one in figures))


def show_plan(row: Row) -> None:
    words = {"plans": "kế hoạch", "indicators": "chỉ tiêu", "targets": "mục tiêu", "tasks": "nhiệm vụ", "duties": "chế độ báo cáo"}
    entry = warehouse().ledger.entry(row["number"])
    counts = [f"{len(entry.data['rows'][name])} {word}" for name, word in words.items() if entry.data["rows"].get(name)]
    with card("plan", "Tệp này đã thêm"):
        st.html(
            f"<p>{text(', '.join(counts))}. Tệp kế hoạch có hiệu lực ngay khi lưu, không qua bước duyệt; "
            "cần đổi thì quản trị thêm một sổ tính khác ở trang «Kế hoạch».</p>"
        )


# -- deciding --------------------------------------------------------------------------------------------------------------


@st.cache_data(show_spinner="Đang tính số liệu và trạng thái nào sẽ đổi …", max_entries=200)
def foreseen(decision: Decision, submission_ids: tuple[str, ...], number: int, folder: str) -> Effect:
    """Remembered while the ledger does not move."""
    return effect_of(warehouse(), decision, *submission_ids)


def effect(decision: Decision, *submission_ids: str) -> Effect:
    return foreseen(decision, submission_ids, warehouse().stands_at, str(Home.current().folder))


def may_decide(decision: Decision, row: Row) -> bool:
    """Whether whoever looks may do this about a report: nobody approves what they sent, but where a ward has one person only."""
    if decision == "withdrawal":
        return may_here("rut", unit_id=row["unit_id"])
    if sent_by_reader(row):
        one_person = ask(reads.setting, about_people.ONE_PERSON) == "true"
        return one_person and may_here("duyet", "nop", unit_id=row["unit_id"])
    return may_here("duyet", unit_id=row["unit_id"])


def sent_by_reader(row: Row) -> bool:
    """Whether whoever looks sent it; a name written down before there were people is nobody's yet."""
    person = signed_in()
    return person is not None and row["by_whom"] == person.person_id and ask(reads.people_exist)


def is_own_to_approve(row: Row) -> bool:
    return row["state"] == "cho_duyet" and sent_by_reader(row) and may_here("duyet", unit_id=row["unit_id"])


def offer_acts(row: Row, offered: tuple[Decision, ...], figures: list[Row]) -> None:
    if not offered and row["state"] == "cho_duyet":
        st.html("<p>Bạn là người nộp báo cáo này nên không tự duyệt hoặc trả lại được. Nhờ người duyệt khác của đơn vị hoặc cấp trên.</p>")
        return
    if not offered:
        st.html("<p>Báo cáo đã rút, không còn việc gì để làm. Số liệu cũ vẫn được lưu; nộp lại ở trang «Nộp báo cáo».</p>")
        return
    if locked := why_locked(warehouse(), row["submission_id"]):
        st.info(f"Không duyệt, trả lại hoặc rút được lúc này. {locked}")
        return
    decision = offered[0]
    if len(offered) > 1:
        decision = st.radio("Việc cần làm", offered, format_func=ACTS.get, horizontal=True, key=f"viec_{row['submission_id']}_{turn()}")
    at = warehouse().stands_at
    show_effect(effect(decision, row["submission_id"]), decision, described_units(figures), row["tasks"])
    offer_to_decide(row, decision, at)


def offer_to_decide(row: Row, decision: Decision, at: int) -> None:
    who = acting()
    submission_id, why = row["submission_id"], ""
    if decision != "approval":
        label = "Lý do trả lại" if decision == "return" else "Lý do rút"
        why = st.text_input(
            f"{label} (đơn vị sẽ đọc)", key=f"ly_do_{decision}_{submission_id}_{turn()}", max_chars=300, placeholder="Ví dụ: nhầm quý"
        )
    seen_at = seen(f"{decision}-{submission_id}", at)
    acts: dict[Decision, tuple[Callable[[], object], str]] = {
        "approval": (lambda: approve(warehouse(), submission_id, by=who, seen_at=seen_at), f"Đã duyệt {submission_id}."),
        "return": (lambda: send_back(warehouse(), submission_id, by=who, why=why, seen_at=seen_at), f"Đã trả lại {submission_id}."),
        "withdrawal": (lambda: withdraw(warehouse(), submission_id, by=who, why=why, seen_at=seen_at), f"Đã rút {submission_id}."),
    }
    if st.button(f"{ACTS[decision]} {submission_id}", type="primary"):
        decide(*acts[decision])


def seen(what: str, at: int) -> int:
    """The ledger number the reader last saw this effect at; from now on it is the present one."""
    kept: dict[str, int] = st.session_state.setdefault("da_thay", {})
    before = kept.get(what, at)
    kept[what] = at
    return before


def decide(act: Callable[[], object], done: str) -> None:
    """Does what was shown; after somebody else's entry it is shown again."""
    try:
        do(act, done)
    except LedgerMoved:
        st.warning("Có người vừa nộp hoặc duyệt một báo cáo khác. Những gì sẽ đổi đã được tính lại ở trên; xem lại rồi bấm lần nữa.")


def show_effect(made: Effect, decision: Decision, units: list[str], tasks: int) -> None:
    word = ACTS[decision].lower()
    if made.figures:
        st.html(
            f"<p class='td-lead'>Nếu {word}: <b>{len(made.figures)} số liệu</b> đổi, <b>{len(made.statuses)} dòng</b> đổi trạng thái.</p>"
        )
        st.html(shown_as.standing_changes(made.figures, units))
    else:
        st.html(f"<p class='td-lead'>Nếu {word}: không số liệu nào đổi, vì {why_nothing_moves(decision)}.</p>")
    said = [f"{made.unmoved} số liệu khác giữ nguyên"] if made.figures and made.unmoved else []
    if tasks and decision != "approval":
        said.append(f"tình hình {tasks} nhiệm vụ trong báo cáo này cũng thôi được tính")
    if said:
        st.html(f"<p class='td-note'>{text('; '.join(said).capitalize())}.</p>")
    if made.statuses:
        st.html(shown_as.status_changes(made.statuses, units))
    elif made.figures:
        st.html("<p class='td-note'>Không dòng nào đổi trạng thái.</p>")


def why_nothing_moves(decision: Decision) -> str:
    if decision == "approval":
        return "số liệu của báo cáo này đang được dùng sẵn hoặc đã có bản mới hơn được duyệt; chỉ dấu «chưa duyệt» được bỏ"
    return "đang dùng số của báo cáo khác"


def offer_to_approve_many(filters: dict[str, str | None]) -> None:
    if not may_here("duyet"):
        return
    waiting = found(filters, size=WAITING_OFFERED, state="cho_duyet") if filters["trang_thai"] in (None, "cho_duyet") else []
    waiting = [row for row in waiting if may_decide("approval", row)]
    if not waiting:
        return
    with st.expander(f"Duyệt nhiều báo cáo cùng lúc ({len(waiting)} đang chờ duyệt)"):
        locks = any(row["locked"] for row in ask(reads.period_rows))  # most days there is none to ask each report about
        locked = [row["submission_id"] for row in waiting if locks and why_locked(warehouse(), row["submission_id"])]
        if locked:
            st.html(f"<p class='td-note'>Không duyệt được vì kỳ đã khóa: {text(', '.join(locked))}.</p>")
        by_id = {row["submission_id"]: row for row in waiting if row["submission_id"] not in locked}
        every = st.checkbox(f"Chọn cả {len(by_id)} báo cáo", key=f"duyet_ca_{turn()}")
        picked = (
            list(by_id)
            if every
            else st.multiselect(
                "Báo cáo chờ duyệt",
                list(by_id),
                format_func=lambda one: f"{one} · {by_id[one]['unit_short'] or by_id[one]['unit_name']}",
                key=f"duyet_nhieu_{turn()}",
                placeholder="Chọn các báo cáo",
            )
        )
        if picked:
            approve_many(tuple(picked))


def approve_many(picked: tuple[str, ...]) -> None:
    at = warehouse().stands_at
    show_effect(effect("approval", *picked), "approval", [], 0)
    who = acting()
    seen_at = seen("duyet-nhieu", at)
    if st.button(f"Duyệt {len(picked)} báo cáo", type="primary"):
        decide(lambda: approve(warehouse(), *picked, by=who, seen_at=seen_at), f"Đã duyệt {len(picked)} báo cáo: {', '.join(picked)}.")


# -- the page --------------------------------------------------------------------------------------------------------------

title("Đã nộp", "Mọi lần nộp của đơn vị bạn phụ trách và đơn vị bên dưới, mới nhất trước; không có gì bị xóa")
say_finished()
*filter_places, choice_place = st.columns([1, 1.5, 0.9, 1.2, 1.4])
filters = choose_filters(*filter_places)
if how_many(filters):
    above, below = st.container(), st.container()
    with below:
        rows = show_list(filters)
    with choice_place:
        chosen = choose_one(rows)
    with above:
        if chosen:
            show_one(chosen)
        else:
            offer_to_approve_many(filters)
    demonstration_note()
else:
    say_nothing_found(filters)
