"""Nhiệm vụ: what is overdue, whose and how long, what falls due next; the whole list as a board and a timeline, and one task in detail.

States come judged on a day (store/reads/about_tasks.py): the one every page counts on (ui/counted.py), or the other where the reader asks.
A unit above others shows theirs. Everything chosen stands in the URL.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

import streamlit as st

from domain.period import Period
from domain.wording import TASK_LOOK, day
from report import lineage, markup, meeting, tasks
from report import task_views as shown_as
from report.markup import text
from store.catalogue import source_text
from store.reads import about_meeting, about_tasks
from ui.chart import twin
from ui.counted import Counted, as_of_today, at_the_end, counted, last_quarter
from ui.data import ask
from ui.filters import Chosen, choose, pick_or_all, url_changed
from ui.frame import card, demonstration_note, no_period, picture, title
from ui.scope import covers, scope

Row = dict[str, Any]

TODAY, AT_THE_END = "hom-nay", "cuoi-ky"
BOTH = "nhiem_vu_giai_phap"


@dataclass(frozen=True)
class View:
    """What is looked at: whose tasks, as reported up to which quarter, judged on which day, and which of them."""

    chosen: Chosen
    period: Period
    as_of: date
    basis: str
    filters: dict[str, str | None] = field(default_factory=dict)
    today: Counted | None = None
    """How today's answer would be counted, where it is another one than this."""

    def address(self, **more: object) -> str:
        """This view with another choice, as a link."""
        return markup.page_address("nhiem-vu", self.chosen.plan_id, self.chosen.unit_id, self.chosen.period, **(self.filters | more))

    def of_unit(self, unit_id: str, **more: object) -> str:
        """The same view of another unit."""
        kept = {name: self.filters.get(name) for name in ("loai", "tinh_den")}
        return markup.page_address("nhiem-vu", self.chosen.plan_id, unit_id, self.chosen.period or self.period, **(kept | more))

    @property
    def what(self) -> str:
        return {None: "nhiệm vụ", "giai_phap": "giải pháp"}.get(self.filters.get("loai"), "nhiệm vụ và giải pháp")

    @property
    def proof(self) -> tuple[str, ...]:
        plan = self.chosen.plan
        return (f"Kế hoạch {plan['number']} ngày {day(plan['issued_on'])}", f"Đơn vị: {self.chosen.unit['name']}", self.basis)


# -- what is chosen ----------------------------------------------------------------------------------------------------------


def reckon(chosen: Chosen, period: Period, box: Any) -> View:
    """The day states are judged on: what every page counts on, or the reader's choice of today and the quarter's last day."""
    usual = counted(chosen, period)
    if usual.fixed:
        return View(chosen, usual.period, usual.as_of, usual.said)
    now, then = as_of_today(chosen, period), at_the_end(period)
    key, other = (AT_THE_END, then) if usual.today else (TODAY, now)
    asked = pick_or_all(box, "Tính đến", "tinh_den", {key: day_to_pick(other)}, day_to_pick(usual))
    on = other if asked else usual
    said = f"{on.said}, theo báo cáo mới nhất" if on.period > period else on.said
    return View(chosen, on.period, on.as_of, said, {"tinh_den": asked}, None if on.today else now)


def day_to_pick(on: Counted) -> str:
    return f"{'Hôm nay' if on.today else 'Ngày cuối kỳ'}, {day(on.as_of)}"


def pick_kind(view: View, box: Any, *, both: bool) -> str | None:
    """Tasks, the solutions of the plan's body, or both; tasks unless there are none."""
    numbers = ask(about_tasks.kinds, view.chosen.plan_id)
    if len(numbers) < 2:
        return "giai_phap" if "giai_phap" in numbers else None
    words = {"giai_phap": f"Giải pháp ({numbers['giai_phap']})"} | ({BOTH: f"Cả hai ({sum(numbers.values())})"} if both else {})
    return pick_or_all(box, "Loại", "loai", words, f"Nhiệm vụ ({numbers['nhiem_vu']})")


def of_kind(rows: list[Row], kind: str | None) -> list[Row]:
    return rows if kind == BOTH else [row for row in rows if row["kind"] == (kind or "nhiem_vu")]


def pick_part(rows: list[Row], box: Any) -> str | None:
    words = {one.key: f"{one.name} ({one.counts.total()})" for one in tasks.by_section(rows)}
    return pick_or_all(box, "Phần", "phan", words, "Mọi phần")


def pick_lead(rows: list[Row], box: Any) -> str | None:
    words = {one.key or "chua-ro": one.name for one in tasks.by_lead(rows)}
    return pick_or_all(box, "Cơ quan chủ trì", "chu_tri", words, "Mọi cơ quan")


def pick_state(rows: list[Row], box: Any) -> str | None:
    counts = tasks.tally(rows)
    words = {state: f"{look.sign} {look.label} ({counts[state]})" for state, look in TASK_LOOK.items() if counts[state]}
    return pick_or_all(box, "Trạng thái", "trang_thai", words, "Mọi trạng thái")


def further_down(name: str) -> str | None:
    """What a box further down the page will show: links above it keep the choice."""
    asked = st.query_params.get(name)
    return asked if url_changed(name) else st.session_state.get(f"loc_{name}", asked)


def led_by(rows: list[Row], lead: str | None) -> list[Row]:
    if lead is None:
        return rows
    return [row for row in rows if (lead in row["lead_ids"] if lead != "chua-ro" else not row["lead_ids"])]


# -- a unit's own tasks ------------------------------------------------------------------------------------------------------


def show_own(view: View, rows: list[Row], box: Any) -> None:
    everything, rows = rows, of_kind(rows, view.filters.get("loai"))
    part, lead = pick_part(rows, box), pick_lead(rows, box)
    rows = led_by([row for row in rows if part in (None, tasks.section_key(row))], lead)
    state = pick_state(rows, box)
    view.filters.update(phan=part, chu_tri=lead, trang_thai=state, sap_den=further_down("sap_den"), xep=further_down("xep"))
    rows = [row | addresses(view, row) for row in rows]
    picked = next((row for row in everything if row["task_id"] == st.query_params.get("nhiem_vu")), None)
    if picked:
        show_task(view, picked | addresses(view, picked))
    show_numbers(view, rows, everything)
    listed = [row for row in rows if state in (None, row["counted"])]
    if any(row["closes_on"] for row in rows):  # whatever state is chosen below: what is overdue never hides
        show_late_and_coming(view, rows)
    show_concluded(view)
    dated = [row for row in listed if row["closes_on"]]
    if dated:
        show_board(view, dated)
        show_timeline(view, dated)
    show_rest(view, listed, opened=not dated)
    show_groups(view, rows)


def addresses(view: View, row: Row) -> dict[str, str | None]:
    """Where a task and its latest report are to be seen."""
    return {"address": view.address(nhiem_vu=row["task_id"]), "report_address": report_address(view, row, row["submission_id"])}


def report_address(view: View, row: Row, submission_id: str | None) -> str | None:
    """Where a report about a task may be looked at; only by whoever answers for its unit."""
    return markup.submission_address(submission_id, ke_hoach=view.chosen.plan_id) if submission_id and covers(row["unit_id"]) else None


def show_numbers(view: View, rows: list[Row], everything: list[Row]) -> None:
    counts = tasks.tally(rows)
    bad, well = tasks.headline(rows, view.as_of, view.what)
    links = {state: view.address(trang_thai=None if view.filters["trang_thai"] == state else state) for state in TASK_LOOK}
    with card("numbers"):
        st.html(
            f"<p class='td-lede'><b>{text(bad)}</b> {text(well)}</p>{caution(view, everything)}"
            + (shown_as.numbers(counts, links, view.filters["trang_thai"]) if any(counts[state] for state in tasks.FOUR) else "")
            + f"<p class='td-note'>{shown_as.reconciliation(counts, links, view.what)}</p>"
            + f"<p class='td-note'>{text(tasks.rate_line(counts, view.what))}</p>"
            + f"<p class='td-note'>{' '.join(notes(view, rows, everything))}</p>"
            + shown_as.paste(ready(view, rows), "Đoạn viết sẵn để dán vào báo cáo")
            + markup.picture_link(picture(view.chosen, "nhiem_vu"), own_line=True)
        )


def caution(view: View, rows: list[Row]) -> str:
    """That the unit reported nothing, said before the numbers."""
    return warning(tasks.told_late(rows, view.period))


def warning(words: str) -> str:
    return f"<p class='td-said td-unsure'><b>{text(words)}</b></p>" if words else ""


def notes(view: View, rows: list[Row], everything: list[Row]) -> list[str]:
    """What must be known before the numbers are read: what they would be today, which part of the plan they count, what is missing."""
    solutions = sum(row["kind"] == "giai_phap" for row in everything)
    found = [today_line(view, view.today, rows)] if view.today else []
    if view.filters.get("phan") or view.filters.get("chu_tri"):
        everywhere = markup.linked({"address": view.address(phan=None, chu_tri=None, trang_thai=None)}, "Xem tất cả")
        found.append(f"<b>Đang lọc theo phần hoặc cơ quan chủ trì: các số trên chỉ tính {len(rows)} việc này.</b> {everywhere}.")
    if solutions and view.filters.get("loai") is None:
        link = markup.linked(
            {"address": view.address(loai="giai_phap", phan=None, chu_tri=None, trang_thai=None)}, f"{solutions} giải pháp"
        )
        found.append(f"Kế hoạch còn {link} trong lời văn, không tính vào các số trên.")
    if view.period.last_day < view.chosen.plan["issued_on"]:
        found.append(f"Kế hoạch ký ngày {day(view.chosen.plan['issued_on'])}, sau kỳ này.")
    wrong = sum(bool(row["due_before_plan"]) for row in rows)
    if wrong:
        found.append(f"{wrong} {view.what} có hạn trước ngày ký kế hoạch, được ghi rõ ở từng việc.")
    return found


def today_line(view: View, on: Counted, rows: list[Row]) -> str:
    """How many of the same tasks are overdue by now, where a quarter's last day is looked at."""
    shown = {row["task_id"] for row in rows}
    now = [row for row in ask(about_tasks.tasks, view.chosen.plan_id, view.chosen.unit_id, on.period, on.as_of) if row["task_id"] in shown]
    link = markup.linked({"address": view.address(tinh_den=TODAY)}, text(on.said))
    number = len(tasks.overdue(now))
    return f"<b>Nếu {link}: {f'{number} {view.what} quá hạn' if number else f'không có {view.what} nào quá hạn'}.</b>"


def ready(view: View, rows: list[Row]) -> list[str]:
    """The counts and every overdue task as sentences."""
    whose = view.chosen.unit["name"]
    return [
        tasks.summary(tasks.tally(rows), whose, view.as_of, view.what),
        *(tasks.sentence(row, view.as_of) for row in tasks.overdue(rows)),
    ]


def show_late_and_coming(view: View, rows: list[Row]) -> None:
    """One under the other, over the whole width: then the longest names take two lines, and all that is overdue fits on one screen."""
    late = tasks.overdue(rows)
    if late:  # that nothing is, the first sentence says
        with card("late", f"Quá hạn, chưa xong: {len(late)}"):
            st.html(f"<p class='td-said'>{text(tasks.who_leads(late))}</p>{shown_as.overdue_list(late)}")
    with card("coming", "Sắp đến hạn"):
        show_coming(view, rows)


def show_coming(view: View, rows: list[Row]) -> None:
    after = tasks.next_quarter_end(view.as_of)
    box, _ = st.columns([1, 3])
    asked = pick_or_all(
        box, "Trong vòng", "sap_den", {"quy": f"Đến hết {after.label}", "het": "Mọi hạn còn lại"}, f"30 ngày từ {day(view.as_of)}"
    )
    until = {"quy": after.last_day, "het": date.max}.get(asked or "", view.as_of + timedelta(days=30))
    found = tasks.falling_due(rows, until)
    if found:
        st.html(shown_as.coming_list(found, view.as_of))
    else:
        coming = tasks.falling_due(rows, date.max)
        after = f" Hạn kế tiếp {day(coming[0]['closes_on'])}." if coming else ""
        st.html(f"<p>Không có {view.what} nào đến hạn trong khoảng này.{after}</p>")


def show_concluded(view: View) -> None:
    """What meetings of the unit concluded up to the day looked at: open, or done lately."""
    rows = [row for row in ask(about_meeting.open_or_lately_done, view.chosen.unit_id, view.as_of) if row["concluded_on"] <= view.as_of]
    if rows:
        with card("concluded", "Việc giao tại họp"):
            st.html(meeting.section(rows, markup.page_address("ban-tin", view.chosen.plan_id, view.chosen.unit_id, view.chosen.period)))


def show_board(view: View, rows: list[Row]) -> None:
    with card("board", f"Bảng việc có hạn: {len(rows)}"):
        box, _ = st.columns([1, 3])
        by_lead = pick_or_all(box, "Xếp cột theo", "xep", {"chu_tri": "Cơ quan chủ trì"}, "Trạng thái")
        columns = shown_as.columns_by_lead(rows, tasks.by_lead(rows)) if by_lead else shown_as.columns_by_state(rows)
        st.html(shown_as.board(view.as_of, columns))


def show_timeline(view: View, rows: list[Row]) -> None:
    with card("timeline", "Dòng thời gian các việc có hạn"):
        st.html(shown_as.timeline_view(rows, view.chosen.plan["issued_on"], view.as_of))
        way = picture(view.chosen, "thoi_gian")
        twin("dong-thoi-gian", lambda: tasks.task_table(rows, "Các việc có hạn", view.proof, view.as_of), picture=way)


def show_rest(view: View, rows: list[Row], *, opened: bool) -> None:
    """What has no deadline; and everything listed as a table."""
    with card("undated", "Việc không có ngày hạn, không thể quá hạn"):
        rest = [row for row in rows if not row["closes_on"]]
        st.html(shown_as.undated(rest, opened=opened) or "<p>Không có.</p>")
        twin("viec", lambda: tasks.task_table(rows, f"Danh sách {view.what}", view.proof, view.as_of), f"Cả {len(rows)} việc: bảng, tải về")


def show_groups(view: View, rows: list[Row]) -> None:
    leads, parts = tasks.by_lead(rows), tasks.by_section(rows)
    with card("leads", "Theo cơ quan chủ trì, xấu nhất trước"):
        st.html(
            shown_as.group_list(leads, "Cơ quan chủ trì", lambda one: view.address(chu_tri=one.key or "chua-ro", trang_thai=None))
            + "<p class='td-note'>Việc có nhiều cơ quan chủ trì được đếm ở từng cơ quan.</p>"
        )
        twin("chu-tri", lambda: tasks.group_table(leads, "Cơ quan chủ trì", "Nhiệm vụ theo cơ quan chủ trì", view.proof))
    with card("parts", "Theo phần của kế hoạch"):
        st.html(shown_as.group_list(parts, "Phần", lambda one: view.address(phan=one.key, trang_thai=None)))
        twin("phan", lambda: tasks.group_table(parts, "Phần", "Nhiệm vụ theo phần của kế hoạch", view.proof))


# -- one task ----------------------------------------------------------------------------------------------------------------


def show_task(view: View, row: Row) -> None:
    """Everything about the task named in the URL: what the plan says of it, and every report."""
    facts, reports = shown_as.facts(row, view.as_of), told(view, row)
    with card("task", row["name"]):
        heading = "<h3 class='td-part-head'>Các lần báo cáo, mới nhất trước</h3>"
        st.html(f"{facts}{plan_text(row)}{heading}{reports}{back(view)}")


def plan_text(row: Row) -> str:
    """The lines of the plan's text a task was read from; a source of another kind as it is."""
    lines = source_text(row["source"])
    if not lines:
        return f"<p>Nguồn: {text(row['source'])}</p>"
    said = f"{lineage.READ_BY_MACHINE} · {text(lineage.source_name(row['source']))}"
    return f"<p class='td-note'>{said}</p>{lineage.plan_lines(lines)}"


def told(view: View, row: Row) -> str:
    reports = ask(about_tasks.task_reports, scope(), row["unit_id"], row["task_id"])
    if not reports:
        return "<p>Chưa có báo cáo nào về việc này.</p>"
    return shown_as.history(reports, lambda one: report_address(view, row, one["submission_id"]))


def back(view: View) -> str:
    return f"<p><a class='td-ask' href='{text(view.address(nhiem_vu=None))}' target='_self'>← Đóng, xem mọi việc</a></p>"


# -- the units below ---------------------------------------------------------------------------------------------------------


def show_below(view: View, kind: str) -> None:
    """The bound units below, worst first, and which tasks they have not done."""
    asked = (view.chosen.plan_id, view.chosen.unit_id, view.period, view.as_of, kind)
    counted, waiting = ask(about_tasks.counts_below, *asked), ask(about_tasks.open_below, *asked)
    units = tasks.by_unit(counted)
    what = tasks.KIND[kind]
    silent = not any(one["reported_period"] for one in counted)
    never = tasks.never_told(late=any(one.counts["qua_han"] for one in units)) if silent else ""
    late, in_time = tasks.late_or_not(waiting)
    with card("below"):
        st.html(
            f"<p class='td-lede'>{below_line(units, what)}</p>{warning(never)}<p class='td-note'>Số liệu {text(view.basis)}. "
            f"Bấm vào tên đơn vị để xem việc của đơn vị đó.</p>{open_list(view, late)}"
        )
    with card("units", f"{what.capitalize()} của {len(units)} đơn vị bên dưới, xấu nhất trước"):
        st.html(shown_as.group_list(units, "Đơn vị", lambda one: view.of_unit(one.key)))
        way = picture(view.chosen, "nhiem_vu")
        twin("don-vi", lambda: tasks.group_table(units, "Đơn vị", f"{what.capitalize()} theo đơn vị", view.proof), picture=way)
    show_concluded(view)
    with card("waiting", f"{what.capitalize()} có hạn, chưa xong, không đơn vị nào quá hạn"):
        st.html(open_list(view, in_time) or "<p>Không có.</p>")
        twin("chua-xong", lambda: tasks.open_table(waiting, f"{what.capitalize()} chưa xong theo đơn vị", view.proof, view.as_of))


def open_list(view: View, rows: list[Row]) -> str:
    return shown_as.open_list(rows, lambda row: view.of_unit(row["unit_id"], nhiem_vu=row["task_id"])) if rows else ""


def below_line(units: list[tasks.Group], what: str) -> str:
    bad, well = tasks.headline_below(units, what)
    return f"<b>{text(bad)}</b> {text(well)}"


# -- the page ----------------------------------------------------------------------------------------------------------------


def head(chosen: Chosen, view: View | None) -> None:
    """The page's name, whom it shows, and on what day: not the quarter's last where that is still to come."""
    about = [chosen.unit["name"], *([chosen.period.label] if chosen.period else [])]
    about.append(f"Kế hoạch {chosen.plan['number']} ngày {day(chosen.plan['issued_on'])}")
    title("Nhiệm vụ", " · ".join([*about, *([view.basis] if view else [])]))


def open_page() -> None:
    title_place, filters_place = st.columns([1.25, 1.8], vertical_alignment="center")
    with filters_place:
        chosen = choose()
    if chosen is None:
        with title_place:
            title("Nhiệm vụ", "")
        st.info("Chưa có kế hoạch nào để theo dõi. Quản trị thêm bằng sổ tính kế hoạch ở trang «Kế hoạch».")
        return
    last = last_quarter(chosen)
    if last is None:
        with title_place:
            head(chosen, None)
        no_period(chosen)
        return
    box = st.container(horizontal=True, key="loc-viec")
    view = reckon(chosen, chosen.period or last, box)
    with title_place:
        head(chosen, view)
    show(view, box)
    demonstration_note()


def show(view: View, box: Any) -> None:
    if not view.chosen.unit["bound"]:
        view.filters["loai"] = pick_kind(view, box, both=False)
        show_below(view, view.filters["loai"] or "nhiem_vu")
        return
    rows = ask(about_tasks.tasks, view.chosen.plan_id, view.chosen.unit_id, view.period, view.as_of)
    if not rows:
        st.info("Kế hoạch này không có nhiệm vụ nào. Chọn kế hoạch khác, hoặc xem chỉ tiêu ở trang «Tổng quan».")
        return
    view.filters["loai"] = pick_kind(view, box, both=True)
    show_own(view, rows, box)


open_page()
