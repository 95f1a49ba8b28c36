"""The day deadlines are counted on, one for every page: today on the newest quarter, its last day on an older one."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from domain import clock
from domain.period import Period
from domain.wording import day
from store import reads
from store.reads import about_tasks
from ui.data import ask
from ui.filters import Chosen


@dataclass(frozen=True)
class Counted:
    """As reported up to which quarter, as of which day, and that in words."""

    period: Period
    as_of: date
    said: str
    fixed: bool = False
    """Whether no other day could be asked for: the quarter still runs, or plan or unit ended."""
    ended: bool = False

    @property
    def today(self) -> bool:
        return self.as_of == clock.today()


def counted(chosen: Chosen, period: Period) -> Counted:
    """What a page counts on unless its reader asks otherwise: never later than today, nor after plan or unit ended."""
    now = clock.today()
    if now <= period.last_day:
        return Counted(period, now, f"tính đến hôm nay, {day(now)}, {period.label} chưa kết thúc", fixed=True)
    if over := ended_before(chosen, now):
        return replace(then := at_the_end(period), said=f"{then.said}, {over}", fixed=True, ended=True)
    return as_of_today(chosen, period) if chosen.latest else at_the_end(period)


def as_of_today(chosen: Chosen, period: Period) -> Counted:
    """Today, by the newest reports."""
    now = clock.today()
    return Counted(max(period, last_quarter(chosen) or period), now, f"tính đến hôm nay, {day(now)}")


def at_the_end(period: Period) -> Counted:
    return Counted(period, period.last_day, f"tính đến ngày cuối kỳ, {day(period.last_day)}")


def ended_before(chosen: Chosen, now: date) -> str:
    """That plan or unit ended before a day: then there is no later day to judge on. Empty where they go on."""
    end = chosen.plan["effective_to"]
    if end and end < now:
        return f"kế hoạch hết hiệu lực {day(end)}"
    last = ask(reads.last_quarter_of, chosen.plan_id, chosen.unit_id)
    return "đơn vị không còn thực hiện kế hoạch này" if last and last.last_day < now else ""


def last_quarter(chosen: Chosen) -> Period | None:
    """The last quarter there are tasks for: of the unit, or of those below it."""
    if chosen.unit["bound"]:
        found = ask(reads.followed_periods, chosen.plan_id, chosen.unit_id)
        return found[0] if found else None
    return ask(about_tasks.last_quarter_below, chosen.plan_id, chosen.unit_id)
