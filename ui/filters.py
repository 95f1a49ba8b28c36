"""Plan, unit and period, chosen once and kept in the URL, so that a link reopens the same view."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

import streamlit as st

from domain.clock import today
from domain.period import Period
from domain.wording import row_label
from report.markup import text
from store import reads
from ui.data import ask

UNITS_AT_ONCE = 60
"""A plan of more units offers them branch by branch; thousands of options would make every change of the page slow."""

Row = dict[str, Any]


@dataclass(frozen=True)
class Chosen:
    """What the reader looks at. No period where the unit has no quarter yet."""

    plan: Row
    unit: Row
    period: Period | None
    before: Period | None
    boxes: tuple[Any, ...] = ()
    """Places beside the filters for a page's own."""
    latest: bool = True
    """Whether there is nothing newer to look at."""

    @property
    def plan_id(self) -> str:
        return str(self.plan["plan_id"])

    @property
    def unit_id(self) -> str:
        return str(self.unit["unit_id"])


def choose(
    *, judged: bool = False, more: int = 0, without: tuple[str, ...] = (), whose: tuple[frozenset[str], frozenset[str]] | None = None
) -> Chosen | None:
    """Shows the three filters and returns the choice; None where there is no plan to follow.

    `judged`: plans with indicators only; `more`: how many filters of its own a page has beside these; `without`: those that would change
    nothing on it (`don_vi`, `ky`), passed on unseen; `whose`: these plans and units only.
    """
    plans = ask(reads.judged_plans if judged else reads.followed_plans)
    if whose:
        plans = [row for row in plans if row["plan_id"] in whose[0]]
    if not plans:
        return None
    plan_box, unit_box, period_box, *boxes = st.columns([1.05, 1.6, 0.95, *[0.95] * more])
    place: dict[str, Any] = {"don_vi": unit_box, "ky": period_box} | dict.fromkeys(without)
    other = _not_here("ke_hoach", {row["plan_id"] for row in plans})
    plan = _pick(plan_box, "Kế hoạch", "ke_hoach", plans, "plan_id", lambda row: str(row["number"]))
    if other:  # of another plan other units are looked at: said once
        st.query_params.pop("don_vi", None)
    unit = _pick_unit(place["don_vi"], plan["plan_id"], whose[1] if whose else None)
    periods = ask(reads.judged_periods if judged else reads.followed_periods, plan["plan_id"], unit["unit_id"])
    if not periods:
        return Chosen(plan, unit, None, None, tuple(boxes))
    told, due = ask(reads.last_reported, plan["plan_id"], unit["unit_id"]), ask(reads.newest_due, plan["plan_id"], today())
    first = str(reads.opens_at(periods, told, due))
    _follow_the_newest(first)
    options = [{"period": str(period)} for period in periods]
    picked = _pick(place["ky"], "Kỳ", "ky", options, "period", lambda row: Period.parse(row["period"]).label, first)
    period = Period.parse(picked["period"])
    earlier = [other for other in periods if other < period]
    latest = period >= Period.parse(first)
    if not latest and place["ky"] is not None:
        _say_there_is_newer(first)
    return Chosen(plan, unit, period, earlier[0] if earlier else None, tuple(boxes), latest)


def _pick_unit(box: Any, plan_id: str, whose: frozenset[str] | None) -> Row:
    """The units of a plan in one box, or those of them that are somebody's; of many only the topmost, those beside the one chosen and those
    below it, so that the box opens like a tree: first a province, then a ward of it."""
    if whose is not None:
        own = [row for row in ask(reads.judged_units, plan_id) if row["unit_id"] in whose]
        return _pick(box, "Đơn vị", "don_vi", own, "unit_id", lambda row: str(row["name"]))
    branch = ask(reads.branch_of, plan_id, next(filter(None, _asked_for("don_vi")), None))
    units = ask(reads.judged_units_near, plan_id, branch, UNITS_AT_ONCE)
    note = "Xã, phường ở nơi khác: chọn tỉnh, thành phố trước, rồi mở lại ô này." if any(row["closed"] for row in units) else None
    return _pick(box, "Đơn vị", "don_vi", units, "unit_id", lambda row: str(row["name"]), note=note)


def _follow_the_newest(first: str) -> None:
    """Whoever looked at the newest quarter of one plan or unit looks at the newest of the next; an older one chosen on purpose stays."""
    if st.session_state.get("ky") == st.session_state.get("ky_moi_nhat") and not url_changed("ky"):
        st.session_state["ky"] = first
    st.session_state["ky_moi_nhat"] = first


def _say_there_is_newer(first: str) -> None:
    asked = {name: value for name, value in st.query_params.items() if name != "ky"} | {"ky": first}
    st.html(
        f"<p class='td-older'>Đang xem kỳ cũ. <a class='td-ask' target='_self' href='?{text(urlencode(asked))}'>"
        f"Xem {text(Period.parse(first).label)}, kỳ mới nhất</a></p>"
    )


def choose_stage(box: Any, stages: list[int], everything: str = "Đang áp dụng") -> int | None:
    """A select box over the years targets are set for; None for all of them."""
    picked = pick_or_all(box, "Giai đoạn", "giai_doan", {str(stage): f"Đến năm {stage}" for stage in stages}, everything)
    return int(picked) if picked else None


def choose_row(rows: list[Row], label: str = "Chỉ tiêu", show: Callable[[Row], str] | None = None, first: str | None = None) -> Row:
    """Shows a select box over rows of a plan and returns the one chosen, kept in the URL like the filters; `first` where none was."""
    words = show or (lambda row: f"{row_label(row['indicator_id'])}: {row['name']}")
    return _pick(st, label, "chi_tieu", rows, "indicator_id", words, first)


def pick_or_all(box: Any, label: str, name: str, words: dict[str, str], everything: str, *, kept: bool = False) -> str | None:
    """A select box over keys and their words that also offers everything (None); a choice stands in the URL under `name`. `kept`: whoever
    comes from another page by the menu finds what was chosen there; an empty word in the URL asks for everything."""
    key = f"loc_{name}"
    arrived = kept and url_changed(name) and name not in st.query_params
    asked = remembered(name) if arrived else st.query_params.get(name)
    chosen = asked if url_changed(name) else st.session_state.get(key, asked)
    st.session_state[key] = chosen if chosen in words else ""
    options = {"": everything} | words
    picked = str(box.selectbox(label, list(options), format_func=options.get, key=key, placeholder="Chọn"))
    keep(name, picked)
    return picked or None


def pick_view(label: str, name: str, words: dict[str, str]) -> str:
    """A row of ways to look at a page, by key; the first unless another was chosen, which then stands in the URL under `name`."""
    key, first = f"loc_{name}", next(iter(words))
    if st.session_state.get(key, st.query_params.get(name)) not in words:
        st.session_state[key] = first
    elif key not in st.session_state:
        st.session_state[key] = st.query_params[name]
    picked = st.segmented_control(
        label, list(words), format_func=lambda one: words[one], key=key, required=True, label_visibility="collapsed"
    )
    keep(name, "" if picked in (None, first) else str(picked))
    return picked or first


def pick_page(pages: int, about: object) -> int:
    """Which page of a long list, kept in the URL; another list (`about`) starts at its first page."""
    other = st.session_state.get("trang_cua", about) != about
    asked = st.query_params.get("trang", "1")
    st.session_state["trang_cua"] = about
    if pages <= 1:
        keep("trang", "")
        return 1
    first = 1 if other or not asked.isdigit() else min(max(int(asked), 1), pages)
    picked = int(st.pagination(pages, default=first, key=f"trang-{pages}-{about}"))
    keep("trang", str(picked) if picked > 1 else "")
    return picked


def keep(name: str, value: str) -> None:
    """Writes a choice into the URL; an empty one leaves it."""
    st.session_state[f"url_{name}"] = value
    if value:
        st.query_params[name] = value
    else:
        st.query_params.pop(name, None)


def url_changed(name: str) -> bool:
    """Whether a link or the back button put something else into the URL than this page wrote there."""
    return bool(st.query_params.get(name, "") != st.session_state.get(f"url_{name}"))


def remembered(name: str) -> str | None:
    """What was chosen last under a filter's name, in the URL or on another page."""
    return st.query_params.get(name) or st.session_state.get(f"nho_{name}")


def remember(name: str, value: str) -> None:
    st.session_state[f"nho_{name}"] = value


def place_of(rows: list[Row], key: str, name: str) -> int:
    """Where the choice remembered under a name stands among rows; the first where it is not there."""
    return next((index for index, row in enumerate(rows) if row[key] == remembered(name)), 0)


def _asked_for(name: str) -> list[Any]:
    """What may be the choice under a name: the box on the page, unless the URL says otherwise, then what is remembered."""
    here = [] if url_changed(name) else [st.session_state.get(name)]
    return [*here, remembered(name)]


def _not_here(name: str, known: Iterable[str]) -> str | None:
    """What a link asks for and is not among the options; of plans also what was looked at on the page before."""
    places = _asked_for(name) if name == "ke_hoach" else [st.query_params.get(name)] if url_changed(name) else []
    asked = next(filter(None, places), None)
    return asked if asked and asked not in known else None


def _why_not_here(name: str, label: str, asked: str) -> str:
    """What was asked for by its number or name where anybody knows it, and why it is not to be had."""
    if name == "ke_hoach" and (plan := ask(reads.plan, asked)):
        if plan in ask(reads.followed_plans) and not ask(reads.indicators, asked):
            return f"Kế hoạch {plan['number']} không đặt chỉ tiêu bằng số nên không có số liệu để xem ở trang này."
        return f"Không có Kế hoạch {plan['number']} ở đây."
    if name == "don_vi" and (unit := ask(reads.unit, asked)):
        return f"Không có {unit['name']} ở đây."
    if name == "chi_tieu" and ask(reads.indicator, asked):
        return f"Không có {row_label(asked)} ở đây."
    return f"Không có {label.lower()} «{asked}» ở đây."


def _pick(box: Any, label: str, name: str, rows: list[Row], key: str, show: Any, first: str | None = None, note: str | None = None) -> Row:
    """A select box over rows whose choice stands in the URL under `name` and is kept from page to page; an unknown choice falls back to
    `first`, or the first row. Without a box the choice is only passed on."""
    by_key = {row[key]: row for row in rows}
    asked = _not_here(name, by_key)
    known = [*_asked_for(name), first, rows[0][key]]
    picked = next(choice for choice in known if choice in by_key)
    if box is not None and asked:
        st.warning(f"{_why_not_here(name, label, asked)} Đang xem {label.lower()} {show(by_key[picked])}, kiểm tra lại các ô chọn.")
    if box is not None:
        # said anew in every run: another page's box of this name does not pass its choice on
        st.session_state[name] = picked
        words = {choice: show(row) for choice, row in by_key.items()}
        picked = box.selectbox(label, list(words), format_func=words.get, key=name, help=note, placeholder="Chọn")
    keep(name, picked)
    remember(name, picked)
    return by_key[picked]
