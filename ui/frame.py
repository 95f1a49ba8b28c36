"""The frame of every page: the shared style, the title line, the demonstration mark, cards."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import streamlit as st

from domain.clock import today
from domain.period import Period
from domain.wording import DEMONSTRATION, DEMONSTRATION_LONG, DEMONSTRATION_NAMES, PRODUCT, day
from report.markup import picture_address, text
from report.sentences import standing_text
from store import reads
from ui.data import ask
from ui.filters import Chosen, choose, remembered

_HERE = Path(__file__).parent
_SCRIPT = f"<script>{(_HERE / 'links.js').read_text(encoding='utf-8')}</script>"


def style() -> None:
    st.html(_HERE / "style.css")
    with st.container(key="links"):
        st.html(_SCRIPT, unsafe_allow_javascript=True)


def title(name: str, about: str, *, invented: bool = True) -> None:
    """The page's first line: what it shows, as of when; and that the figures are invented where they are.

    `invented`: the demonstration invents such figures; what is published or stands in a plan it does not.
    """
    mark = ""
    if invented and ask(reads.is_demonstration):
        mark = f'<span class="td-demo" title="{text(DEMONSTRATION_LONG)}">{text(DEMONSTRATION)}</span>'
    st.html(f'<div class="td-title"><div><h1>{text(name)}</h1><p>{text(about)}</p></div>{mark}</div>')


def opened(
    name: str | None,
    *,
    judged: bool = False,
    about: str = "",
    more: int = 0,
    without: tuple[str, ...] = (),
    invented: bool = True,
    own: bool = True,
) -> Chosen | None:
    """The head of a page that looks at a plan, a unit and a quarter: its name, whom and when it shows, and the filters.

    Without a name the unit and the quarter are the heading. None, and a sentence saying what to do, where there is no plan yet. A page
    still has to ask whether there is a quarter. `judged`, `more` and `without` as with `choose`, `invented` as with
    `title`. `own`: the figures shown are the unit's own, which may be older than the quarter.
    """
    title_place, filters_place = st.columns([1.25, 1.8], vertical_alignment="center")
    with filters_place:
        chosen = choose(judged=judged, more=more, without=without)
    if chosen is None:
        title(name or PRODUCT, about, invented=invented)
        st.info("Chưa có kế hoạch nào để theo dõi. Quản trị thêm bằng sổ tính kế hoạch ở trang «Kế hoạch».")
        return None
    whom = [chosen.unit["name"], *([chosen.period.label] if chosen.period else [])]
    shown = [f"Kế hoạch {chosen.plan['number']} ngày {day(chosen.plan['issued_on'])}"]
    if chosen.period:
        shown.append(stands(chosen, chosen.period) if own else standing_text(chosen.period, today()))
    with title_place:
        title(name or " · ".join(whom), about or " · ".join([*whom, *shown] if name else shown), invented=invented)
    return chosen


def stands(chosen: Chosen, period: Period) -> str:
    """As of which day the figures stand that a unit shows in a quarter: an earlier one's where it has told nothing since."""
    newest = ask(reads.newest_figures, chosen.plan_id, chosen.unit_id, period)
    return standing_text(newest or period, today())


def no_period(chosen: Chosen) -> None:
    """What to do where a unit has no quarter yet under the plan."""
    st.info(f"Chưa có báo cáo nào cho {chosen.unit['name']}. Lấy biểu mẫu, ghi số liệu rồi nộp ở trang «Nộp báo cáo».")


def proof(chosen: Chosen) -> tuple[str, ...]:
    """The lines under the title of a table somebody takes along: plan, unit, quarter, as of when."""
    when = (f"Kỳ: {chosen.period.label}, {stands(chosen, chosen.period)}",) if chosen.period else ()
    return (f"Kế hoạch {chosen.plan['number']} ngày {day(chosen.plan['issued_on'])}", f"Đơn vị: {chosen.unit['name']}", *when)


def picture(chosen: Chosen, kind: str, **more: object) -> str:
    """Where what is looked at is taken along as the picture of one chart."""
    return picture_address(kind, chosen.plan_id, chosen.unit_id, chosen.period, **more)


def demonstration_note(before: str = "") -> None:
    """The last line of a page: what it has been showing (`before`), and that its figures are invented where they are."""
    said = [f"{before}."] if before else []
    if ask(reads.is_demonstration):
        said += [DEMONSTRATION_LONG, *([DEMONSTRATION_NAMES] if ask(reads.names_invented, remembered("ke_hoach") or "") else [])]
    if said:
        st.html(f"<p class='td-foot td-end'>{text(' '.join(said))}</p>")


@contextmanager
def card(name: str, heading: str | None = None, *, even: bool = False) -> Iterator[None]:
    """A white surface with a heading; `even` makes neighbours equally high."""
    with st.container(border=True, key=f"the-{name}", gap="xsmall", height="stretch" if even else "content"):
        if heading:
            st.html(f"<h2 class='td-head'>{text(heading)}</h2>")
        yield
