"""Independent reference implementation of the method in DESIGN.md, sections 3 and 4.

Written from the specification only.  Slow and literal on purpose: no caching, no sets of rows,
one card at a time, exact Fractions.  Quarters are integers: year * 4 + (quarter - 1).
"""

from __future__ import annotations

import datetime as dt
import random
import statistics
from dataclasses import dataclass, field, replace
from fractions import Fraction

COMMUNES = ("phuong", "xa", "dac_khu")
FLOWS = ("phat_sinh", "luy_ke")
BEYOND_OPS = (">=", "<=", "=", "range")
EARLY, AT_RISK, ON_TRACK = Fraction(10, 100), Fraction(60, 100), Fraction(95, 100)
CARRY, CARRY_YEARLY = 4, 3
WINDOW, ENOUGH, HORIZON = 8, 4, 400
UNJUDGED = ("chua_den_ky", "khong_danh_gia", "chua_co_so_lieu")
KEYS = (
    "stage",
    "held",
    "base",
    "base_period",
    "target",
    "op",
    "expected",
    "value",
    "value_period",
    "status",
    "reason",
    "gap_closed",
    "pace",
    "projected",
    "met_in",
    "needed_per_quarter",
    "age_quarters",
    "reported_units",
    "due_units",
)


# ---------------------------------------------------------------- the world


@dataclass(frozen=True)
class Measure:
    id: str
    direction: str  # tang | giam
    over_time: str  # cuoi_ky | phat_sinh | luy_ke | ty_le_trong_nam | ca_nam
    over_units: str = "khong_gop"  # tong | ty_so_cua_tong | trung_binh | khong_gop
    decimals: int = 2
    value_kind: str = "so_luong"  # ty_le | so_luong | co_khong | loi_van


@dataclass(frozen=True)
class Indicator:
    id: str
    plan: str
    measure: str
    stages: tuple[int, ...]  # every stage the row's own table prints, even those printing "-"


@dataclass(frozen=True)
class Target:
    indicator: str
    stage: int
    op: str
    value: Fraction | None
    upper: Fraction | None = None
    unit: str | None = None  # None: every unit bound
    valid_from: dt.date | None = None


@dataclass(frozen=True)
class Figure:
    unit: str
    measure: str
    quarter: int
    value: Fraction | None
    numerator: Fraction | None = None
    denominator: Fraction | None = None
    order: int = 0  # order of the submissions (the ledger's number)
    approved: bool = True
    estimate: bool = False


@dataclass(frozen=True)
class Baseline:
    measure: str
    unit: str
    period: str  # "2024", "2024Q2", "2024M07", "2024H1", "2024N9"
    value: Fraction


@dataclass(frozen=True)
class Unit:
    id: str
    parent: str | None
    kind: str
    valid_from: dt.date | None = None
    valid_to: dt.date | None = None


@dataclass(frozen=True)
class Binding:
    plan: str
    unit: str
    valid_from: dt.date | None = None
    valid_to: dt.date | None = None


@dataclass
class World:
    measures: list[Measure] = field(default_factory=list)
    indicators: list[Indicator] = field(default_factory=list)
    targets: list[Target] = field(default_factory=list)
    figures: list[Figure] = field(default_factory=list)
    baselines: list[Baseline] = field(default_factory=list)
    units: list[Unit] = field(default_factory=list)
    bindings: list[Binding] = field(default_factory=list)
    plans: dict[str, int] = field(default_factory=dict)  # plan -> year it was issued
    last_quarter: int = 0

    def measure(self, id: str) -> Measure:
        return next(x for x in self.measures if x.id == id)

    def indicator(self, id: str) -> Indicator:
        return next(x for x in self.indicators if x.id == id)

    def unit(self, id: str) -> Unit:
        return next(x for x in self.units if x.id == id)


# ---------------------------------------------------------------- time and numbers


def quarter(text: str) -> int:
    """The quarter a period ends in: 2026Q3, 2026M07, 2026H1, 2026N9, 2026."""
    year, rest = int(text[:4]), text[4:]
    if not rest:
        return year * 4 + 3
    kind, number = rest[0], int(rest[1:])
    months = {"Q": number * 3, "M": number, "H": number * 6, "N": number}[kind]
    return year * 4 + (months - 1) // 3


def label(q: int | None) -> str | None:
    return None if q is None else f"{q // 4}Q{q % 4 + 1}"


def q4(year: int) -> int:
    return year * 4 + 3


def last_day(q: int) -> dt.date:
    year, n = divmod(q, 4)
    first_of_next = dt.date(year + 1, 1, 1) if n == 3 else dt.date(year, 3 * n + 4, 1)
    return first_of_next - dt.timedelta(days=1)


def half_up(x: Fraction, decimals: int) -> Fraction:
    """Half away from zero."""
    scale = 10**decimals
    whole = (abs(x) * scale * 2 + 1) // 2
    return Fraction(whole if x >= 0 else -whole, scale)


def valid(x: Unit | Binding, day: dt.date) -> bool:
    return (x.valid_from is None or x.valid_from <= day) and (x.valid_to is None or day <= x.valid_to)


# ---------------------------------------------------------------- units


def descendants(world: World, unit: str) -> list[Unit]:
    found = []
    for u in world.units:
        above = u.parent
        while above is not None:
            if above == unit:
                found.append(u)
                break
            above = world.unit(above).parent
    return found


def is_bound(world: World, plan: str, unit: str, day: dt.date) -> bool:
    return any(b.plan == plan and b.unit == unit and valid(b, day) for b in world.bindings)


def due_units(world: World, plan: str, unit: str, q: int) -> list[str]:
    """Bound units below, as valid on the quarter's last day."""
    day = last_day(q)
    return [u.id for u in descendants(world, unit) if valid(u, day) and is_bound(world, plan, u.id, day)]


def binds_every_commune(world: World, plan: str, unit: str, day: dt.date) -> bool:
    communes = [u for u in descendants(world, unit) if u.kind in COMMUNES and valid(u, day)]
    return bool(communes) and all(is_bound(world, plan, u.id, day) for u in communes)


# ---------------------------------------------------------------- figures and observations


@dataclass(frozen=True)
class Obs:
    """What is known of one quarter: the unit's own figure, or the aggregate of those below."""

    value: Fraction
    numerator: Fraction | None = None
    denominator: Fraction | None = None
    reported: int | None = None  # None: the unit's own
    due: int | None = None
    whole: bool = True  # False: an earlier quarter of the same sum lacks a unit

    @property
    def complete(self) -> bool:
        return self.whole and (self.reported is None or self.reported == self.due)


def standing(world: World, unit: str, m: Measure) -> dict[int, Obs]:
    """The figure that stands, for each quarter the unit itself has one in."""
    best: dict[int, Figure] = {}
    for f in world.figures:
        if f.unit != unit or f.measure != m.id:
            continue
        if f.value is None and (f.numerator is None or not f.denominator):
            continue  # a blank cell says nothing
        q = q4(f.quarter // 4) if m.over_time == "ca_nam" else f.quarter
        if q not in best or (f.approved, f.order) > (best[q].approved, best[q].order):
            best[q] = f
    out = {}
    for q, f in best.items():
        raw = f.value if f.value is not None else 100 * f.numerator / f.denominator
        out[q] = Obs(half_up(raw, m.decimals), f.numerator, f.denominator)
    return out


def own_observations(world: World, unit: str, m: Measure) -> dict[int, Obs]:
    """Flows: the figure of each quarter. Everything else: the state at each quarter with a report."""
    figures = standing(world, unit, m)
    if m.over_time != "ty_le_trong_nam":
        return figures
    out = {}
    for q, f in figures.items():
        out[q] = f
        if f.numerator is not None and f.denominator is not None:
            so_far = [
                g for p, g in figures.items() if p // 4 == q // 4 and p <= q and g.numerator is not None and g.denominator is not None
            ]
            num, den = sum(g.numerator for g in so_far), sum(g.denominator for g in so_far)
            if den:
                out[q] = Obs(half_up(100 * num / den, m.decimals), num, den)
    return out


def observations(world: World, unit: str, plan: str, m: Measure) -> dict[int, Obs]:
    """Own observations; in quarters without one, the aggregate of the bound units below."""
    own = own_observations(world, unit, m)
    if m.over_units == "khong_gop":
        return own
    below = {u.id: own_observations(world, u.id, m) for u in descendants(world, unit)}
    out = dict(own)
    for q in {q for series in below.values() for q in series} - set(own):
        due = due_units(world, plan, unit, q)
        parts = [below[u][q] for u in due if q in below[u]]
        if not parts:
            continue
        if m.over_units == "tong":
            value = sum(p.value for p in parts)
        elif m.over_units == "trung_binh":
            value = half_up(Fraction(sum(p.value for p in parts)) / len(parts), m.decimals)
        else:
            if any(p.numerator is None or p.denominator is None for p in parts):
                continue
            den = sum(p.denominator for p in parts)
            if not den:
                continue
            value = half_up(Fraction(100 * sum(p.numerator for p in parts)) / den, m.decimals)
        out[q] = Obs(Fraction(value), None, None, len(parts), len(due))
    if m.over_time == "phat_sinh":
        for q in sorted(out):
            if any(p // 4 == q // 4 and p < q and not out[p].complete for p in out):
                out[q] = replace(out[q], whole=False)
    return out


def value_at(m: Measure, obs: dict[int, Obs], q: int, own_only: bool) -> tuple[Fraction, int] | None:
    """Rule 2 and rule 7: the value seen at q, and the quarter it is of."""
    if own_only and q not in obs:
        return None
    if m.over_time in FLOWS:
        so_far = sorted(p for p in obs if p // 4 == q // 4 and p <= q)
        if not so_far:
            return None
        if m.over_time == "phat_sinh":
            return Fraction(sum(obs[p].value for p in so_far)), so_far[-1]
        return obs[so_far[-1]].value, so_far[-1]
    oldest = q - (CARRY_YEARLY if m.over_time == "ca_nam" else CARRY)
    for p in range(q, oldest - 1, -1):
        if p in obs:
            return obs[p].value, p
    return None


# ---------------------------------------------------------------- targets


def target_of_stage(world: World, indicator: str, unit: str, stage: int, day: dt.date) -> Target | None:
    for whom in (unit, None):  # a row of the unit's own beats the row for all
        rows = [
            t
            for t in world.targets
            if t.indicator == indicator and t.stage == stage and t.unit == whom and (t.valid_from is None or t.valid_from <= day)
        ]
        if rows:
            return max(rows, key=lambda t: t.valid_from or dt.date.min)
    return None


def in_force(world: World, ind: Indicator, unit: str, q: int) -> tuple[Target | None, bool]:
    """Rule 1: (target, held)."""
    year, day = q // 4, last_day(q)
    current = min((s for s in ind.stages if s >= year), default=None)
    if current is not None:
        t = target_of_stage(world, ind.id, unit, current, day)
        if t is not None:
            return t, False
    before = current if current is not None else year
    for stage in sorted((s for s in ind.stages if s < before), reverse=True):
        t = target_of_stage(world, ind.id, unit, stage, day)
        if t is not None:
            return t, True
    return None, False


def near_end(t: Target, d: int) -> Fraction | None:
    """Where the path leads."""
    if t.op == "words" or t.value is None:
        return None
    return t.upper if t.op == "range" and d < 0 else t.value


def better_end(t: Target, d: int) -> Fraction:
    return t.upper if t.op == "range" and d > 0 else t.value


def meets(t: Target, d: int, v: Fraction) -> bool:
    """Rule 5."""
    gap = d * (v - near_end(t, d))
    return gap > 0 if t.op in (">", "<") else gap >= 0


# ---------------------------------------------------------------- base


def base_of(
    world: World, ind: Indicator, unit: str, m: Measure, stage: int, obs: dict[int, Obs], value_q: int
) -> tuple[Fraction, int, str] | None:
    """Rule 3 (not for flows): (base, its quarter, 'value' or 'baseline')."""
    usable = sorted(q for q, o in obs.items() if o.complete)
    previous = max((s for s in ind.stages if s < stage), default=None)
    if previous is not None:
        window = [q for q in usable if q4(previous - 1) <= q <= q4(previous)]
        if window:
            return obs[window[-1]].value, window[-1], "value"
    lines = [(quarter(b.period), b.value) for b in world.baselines if b.measure == m.id and b.unit == unit and quarter(b.period) <= value_q]
    if lines:
        q, value = max(lines, key=lambda x: x[0])
        return value, q, "baseline"
    after = [q for q in usable if previous is None or q > q4(previous)]
    if after and after[0] <= value_q:
        return obs[after[0]].value, after[0], "value"
    return None


# ---------------------------------------------------------------- ahead


def theil_sen(points: list[tuple[int, Fraction]]) -> tuple[Fraction, Fraction]:
    slopes = [Fraction(y2 - y1) / (x2 - x1) for i, (x1, y1) in enumerate(points) for x2, y2 in points[i + 1 :]]
    slope = Fraction(statistics.median(slopes))
    return slope, Fraction(statistics.median([y - slope * x for x, y in points]))


# ---------------------------------------------------------------- the card


def card(world: World, unit_id: str, indicator_id: str, q: int) -> dict:
    ind = world.indicator(indicator_id)
    m = world.measure(ind.measure)
    d = 1 if m.direction == "tang" else -1
    flow = m.over_time in FLOWS
    year, day = q // 4, last_day(q)
    out: dict = dict.fromkeys(KEYS)
    out["held"] = False

    target, held = in_force(world, ind, unit_id, q)
    goal = None
    if target is not None:
        goal = near_end(target, d)
        out.update(stage=target.stage, held=held, op=target.op, target=goal)
    at_end = target is not None and not held and q == q4(target.stage)

    obs = observations(world, unit_id, ind.plan, m)
    found = value_at(m, obs, q, own_only=at_end)
    value = value_q = None
    if found is not None:
        value, value_q = found
        out.update(value=value, value_period=value_q, age_quarters=q - value_q)
        out.update(reported_units=obs[value_q].reported, due_units=obs[value_q].due)
    elif m.over_units != "khong_gop":
        due = due_units(world, ind.plan, unit_id, q)
        if due:
            out["due_units"] = len(due)
            out["reported_units"] = sum(q in own_observations(world, u, m) for u in due)

    if held and goal is not None:
        out["expected"] = goal
    if value is not None and goal is not None and (flow or not held):
        end = q4(year) if flow else q4(target.stage)
        if end > q:
            out["needed_per_quarter"] = Fraction(goal - value) / (end - q)

    def said(status: str, reason: str) -> dict:
        out.update(status=status, reason=reason)
        if status not in UNJUDGED and not held and not flow:
            _ahead(out, target, d, obs, value_q)
        return out

    # Rule 6, in its order.
    if target is None:
        return said("chua_den_ky", "chua_den_ky")
    if target.op == "words":
        return said("khong_danh_gia", "words")
    if goal is None:
        return said("khong_danh_gia", "unreadable")
    if value is None:
        return said("chua_co_so_lieu", "no_value")
    if (
        not (target.unit == unit_id or is_bound(world, ind.plan, unit_id, day) or binds_every_commune(world, ind.plan, unit_id, day))
        or not obs[value_q].complete
    ):
        return said("khong_danh_gia", "aggregate")

    met = meets(target, d, value)
    before_q4 = value_q % 4 != 3
    if flow and d < 0 and before_q4:  # rule 7: not met before Q4
        out["expected"] = expected = goal * Fraction(value_q - q4(year - 1), 4)
        if not met:
            return said("nguy_co", "pace")
        return said("cham" if value > expected else "dung_tien_do", "pace")

    if met:
        if target.op in BEYOND_OPS and d * (value - better_end(target, d)) > 0:
            return said("vuot", "beyond")
        return said("dat", "met")
    if at_end:
        return said("khong_dat", "stage_end")
    if held and not (flow and before_q4):
        then = value_at(m, obs, q4(target.stage), own_only=True)
        own_met = then is not None and obs[then[1]].complete and meets(target, d, then[0])
        return said("nguy_co", "held_lost") if own_met else said("khong_dat", "held_never_met")

    if flow:
        base, base_q, source, end = Fraction(0), q4(year - 1), "zero", q4(year)
    else:
        base, base_q, source = base_of(world, ind, unit_id, m, target.stage, obs, value_q)
        end = q4(target.stage)
    if (base_q < value_q or source == "baseline") and (meets(target, d, base) or d * (goal - base) <= 0):
        return said("nguy_co", "base_met")
    if source == "value" and base_q == value_q:
        return said("khong_danh_gia", "same_observation")
    s = Fraction(value_q - base_q, end - base_q)
    if s < EARLY:
        return said("khong_danh_gia", "early")
    gap_closed = Fraction(value - base) / (goal - base)
    pace = gap_closed / s
    out.update(base=Fraction(base), base_period=base_q, gap_closed=gap_closed, pace=pace, expected=base + (goal - base) * s)
    if pace < AT_RISK:
        return said("nguy_co", "pace")
    return said("cham" if pace < ON_TRACK else "dung_tien_do", "pace")


def _ahead(out: dict, target: Target, d: int, obs: dict[int, Obs], value_q: int) -> None:
    """Rule 8: projected at the stage's end, and the quarter the line meets the target."""
    points = [(p, obs[p].value) for p in range(value_q - WINDOW + 1, value_q + 1) if p in obs and obs[p].complete]
    if len(points) < ENOUGH:
        return
    slope, intercept = theil_sen(points)
    out["projected"] = slope * q4(target.stage) + intercept
    if not meets(target, d, obs[value_q].value):
        out["met_in"] = next((p for p in range(value_q + 1, value_q + HORIZON + 1) if meets(target, d, slope * p + intercept)), None)


def rows(world: World):
    """(unit, indicator, quarter) a scorecard has: bound units and their ancestors, quarter by quarter
    from the plan's first year, where unit and a binding (its own or one below) are valid on the last day."""
    for ind in world.indicators:
        for u in world.units:
            for q in range(world.plans[ind.plan] * 4, world.last_quarter + 1):
                day = last_day(q)
                if valid(u, day) and (is_bound(world, ind.plan, u.id, day) or due_units(world, ind.plan, u.id, q)):
                    yield u.id, ind.id, q


# ---------------------------------------------------------------- random worlds


def random_world(rng: random.Random) -> World:
    w = World()
    w.last_quarter = rng.choice(
        [quarter("2026Q2"), quarter("2026Q4"), quarter("2028Q3"), quarter("2030Q4"), quarter("2031Q2"), quarter("2033Q1")]
    )
    first = quarter("2024Q3")

    # units: a province, communes, sometimes a department or a cluster between
    w.units.append(Unit("t", None, "tinh"))
    for i in range(rng.randint(1, 4)):
        parent = "t"
        inner = [u.id for u in w.units if u.kind == "cum"]
        if inner and rng.random() < 0.6:
            parent = rng.choice(inner)
        kind = rng.choice(["phuong", "xa", "phuong", "xa", "dac_khu", "so", "cum"])
        start = dt.date(2025, 7, 1) if rng.random() < 0.15 else None
        stop = rng.choice([dt.date(2027, 7, 1), dt.date(2026, 11, 15)]) if rng.random() < 0.1 else None
        w.units.append(Unit(f"u{i}", parent, kind, start, stop))
    for p in range(rng.randint(1, 2)):
        plan = f"p{p}"
        w.plans[plan] = rng.choice([2025, 2025, 2026])
        whom = [u for u in w.units if rng.random() < {"tinh": 0.3, "cum": 0.25, "so": 0.7}.get(u.kind, 0.85)]
        for u in whom or [w.units[-1]]:
            start = dt.date(2026, 2, 10) if rng.random() < 0.08 else None
            stop = dt.date(2029, 5, 20) if rng.random() < 0.08 else None
            w.bindings.append(Binding(plan, u.id, start, stop))

    # measures
    for i in range(rng.randint(3, 6)):
        over_time = rng.choice(["cuoi_ky", "cuoi_ky", "phat_sinh", "luy_ke", "ty_le_trong_nam", "ca_nam"])
        over_units = rng.choice(["tong", "ty_so_cua_tong", "trung_binh", "khong_gop"])
        kind = (
            "ty_le"
            if over_time == "ty_le_trong_nam" or over_units == "ty_so_cua_tong"
            else rng.choice(["so_luong", "so_luong", "ty_le", "co_khong"])
        )
        if kind == "co_khong":
            w.measures.append(Measure(f"m{i}", "tang", rng.choice(["cuoi_ky", "ca_nam"]), "khong_gop", 0, kind))
        else:
            w.measures.append(Measure(f"m{i}", rng.choice(["tang", "giam"]), over_time, over_units, rng.choice([0, 1, 2, 2, 3]), kind))

    # indicators and targets
    for i in range(rng.randint(len(w.measures), len(w.measures) + 3)):
        m = w.measures[i] if i < len(w.measures) else rng.choice(w.measures)
        pool = rng.choice([[2025, 2030, 2035, 2040, 2045], [2025, 2026, 2027, 2028, 2029], [2026, 2027, 2028, 2030]])
        stages = tuple(sorted(rng.sample(pool, rng.randint(1, min(5, len(pool))))))
        ind = Indicator(f"i{i}", rng.choice(list(w.plans)), m.id, stages)
        w.indicators.append(ind)
        level = Fraction(rng.choice([10, 20, 40, 60]))
        some = False
        for stage in stages:
            level += (1 if m.direction == "tang" else -1) * rng.choice([0, 2, 5, 10, 20, 40])
            if m.direction == "giam":
                level = max(level, Fraction(rng.choice([0, 0, 1, 5])))
            if rng.random() < 0.2 and (some or rng.random() < 0.5):
                continue  # the plan prints "-"
            some = True
            w.targets.append(_random_target(rng, m, ind, stage, level, None, None))
            if rng.random() < 0.25:  # revised, on nasty days
                on = last_day(rng.randint(quarter("2025Q3"), quarter("2027Q4"))) + dt.timedelta(days=rng.choice([-30, 0, 1]))
                w.targets.append(_random_target(rng, m, ind, stage, level + rng.choice([-5, 5, 10]), None, on))
                if rng.random() < 0.3:
                    later = on + dt.timedelta(days=rng.choice([1, 92, 365]))
                    w.targets.append(_random_target(rng, m, ind, stage, level + 3, None, later))
            if rng.random() < 0.25:
                u = rng.choice(w.units).id
                on = dt.date(2026, 9, 30) if rng.random() < 0.3 else None
                w.targets.append(_random_target(rng, m, ind, stage, level + rng.choice([-3, 0, 7]), u, on))

    # baselines
    for m in w.measures:
        for u in w.units:
            for _ in range(rng.choice([0, 0, 1, 1, 2])):
                period = rng.choice(["2024", "2023", "2024Q2", "2025H1", "2025N9", "2025", "2026M05", "2020"])
                if all((b.measure, b.unit, quarter(b.period)) != (m.id, u.id, quarter(period)) for b in w.baselines):
                    w.baselines.append(Baseline(m.id, u.id, period, _number(rng, w, m, u.id)))

    # figures
    order = 0
    for m in w.measures:
        for u in w.units:
            if u.kind in ("tinh", "cum") and rng.random() < 0.6:
                continue
            density = rng.choice([0.3, 0.7, 0.9, 1.0, 1.0])
            begin = rng.choice([first, quarter("2025Q1"), quarter("2025Q4"), quarter("2026Q2")])
            for q in range(begin, w.last_quarter + 1):
                if not valid(u, last_day(q)) or rng.random() > density:
                    continue
                if m.over_time == "ca_nam" and q % 4 != 3 and rng.random() < 0.93:
                    continue
                for state in rng.choice(["a"] * 8 + ["p", "ap", "pa", "aa", "pp", "apa"]):
                    order += 1
                    w.figures.append(_random_figure(rng, w, m, u.id, q, order, state == "a"))
    rng.shuffle(w.figures)
    for _ in range(rng.randint(3, 8)):
        _aim(rng, w)
    return w


def _goals(w: World, m: Measure, unit: str) -> list[Fraction]:
    ids = {i.id for i in w.indicators if i.measure == m.id}
    return [x for t in w.targets if t.indicator in ids and t.unit in (None, unit) for x in (t.value, t.upper) if x is not None]


def _number(rng: random.Random, w: World, m: Measure, unit: str) -> Fraction:
    if m.value_kind == "co_khong":
        return Fraction(rng.randint(0, 1))
    step = Fraction(1, 10**m.decimals)
    goals = _goals(w, m, unit)
    roll = rng.random()
    if goals and roll < 0.15:
        return max(Fraction(0), half_up(rng.choice(goals), m.decimals))
    if goals and roll < 0.22:
        return max(Fraction(0), half_up(rng.choice(goals), m.decimals) + rng.choice([-step, step]))
    if roll < 0.28:
        return Fraction(0)
    if roll < 0.34:
        return Fraction(rng.randint(100, 180))
    centre = rng.choice(goals) if goals else Fraction(50)
    return half_up(max(Fraction(0), centre * Fraction(rng.randint(50, 130), 100)), m.decimals)


def _random_target(rng, m, ind, stage, level, unit, valid_from) -> Target:
    def make(op, value, upper=None):
        return Target(ind.id, stage, op, value, upper, unit, valid_from)

    if rng.random() < 0.04:
        return make("words", None)
    if m.value_kind == "co_khong":
        return make("=", Fraction(1))
    level = max(Fraction(0), Fraction(level))
    op = rng.choice([">", ">=", ">=", "=", "range"] if m.direction == "tang" else ["<", "<=", "<=", "=", "range"])
    if rng.random() < 0.04:
        return make(op, None)
    if op == "range":
        return make(op, level, level + rng.choice([5, 10]))
    return make(op, level)


def _random_figure(rng, w, m, unit, q, order, approved) -> Figure:
    estimate = rng.random() < 0.1
    per = Fraction(1)
    if m.over_time == "phat_sinh":
        per = Fraction(1, 4)
    elif m.over_time == "luy_ke":
        per = Fraction(q % 4 + 1, 4)
    if m.value_kind == "ty_le" and rng.random() < 0.85:
        den = Fraction(rng.choice([3, 7, 8, 40, 100, 160, 400]))
        share = _number(rng, w, m, unit) * per / 100
        num = half_up(den * share, 0)
        return Figure(unit, m.id, q, half_up(100 * num / den, m.decimals), num, den, order, approved, estimate)
    value = _number(rng, w, m, unit)
    if m.value_kind != "co_khong" and rng.random() < 0.8:
        value = half_up(value * per, m.decimals)
    return Figure(unit, m.id, q, value, None, None, order, approved, estimate)


def _aim(rng: random.Random, w: World) -> None:
    """Move one figure so that some card sits exactly on (or one step beside) a cut-off."""
    places = list(rows(w))
    rng.shuffle(places)
    for unit, indicator, q in places[:60]:
        c = card(w, unit, indicator, q)
        m = w.measure(w.indicator(indicator).measure)
        if c["reason"] != "pace" or c["reported_units"] is not None or m.over_time in ("ty_le_trong_nam", "ca_nam"):
            continue
        step = Fraction(1, 10**m.decimals)
        here = [f for f in w.figures if (f.unit, f.measure, f.quarter) == (unit, m.id, c["value_period"])]
        if len(here) != 1 or here[0].numerator is not None:
            continue
        if c["pace"] is None:
            goal = c["expected"]
        else:
            cuts = [AT_RISK, ON_TRACK, ON_TRACK, ON_TRACK, Fraction(1)]
            goal = c["base"] + (c["expected"] - c["base"]) * rng.choice(cuts)
            if goal != half_up(goal, m.decimals) and rng.random() < 0.9:
                continue  # the cut-off cannot be typed exactly; look for a place where it can
        moved = here[0].value + half_up(goal, m.decimals) + rng.choice([0, 0, 0, -step, step]) - c["value"]
        if moved >= 0:
            w.figures[w.figures.index(here[0])] = replace(here[0], value=moved)
            return


# ---------------------------------------------------------------- asserts


def _asserts() -> None:
    F = Fraction
    assert quarter("2026Q3") == 2026 * 4 + 2 and quarter("2024") == quarter("2024Q4") == quarter("2024M10")
    assert quarter("2026H1") == quarter("2026Q2") and quarter("2026N9") == quarter("2026Q3") == quarter("2026M07")
    assert label(quarter("2025Q4")) == "2025Q4"
    assert last_day(quarter("2025Q4")) == dt.date(2025, 12, 31) and last_day(quarter("2024Q1")) == dt.date(2024, 3, 31)
    assert half_up(F("2.345"), 2) == F("2.35") and half_up(F("-2.345"), 2) == F("-2.35") and half_up(F("2.344"), 2) == F("2.34")
    assert half_up(F("0.5"), 0) == 1 and half_up(F("-0.5"), 0) == -1 and half_up(F("0.4"), 0) == 0
    slope, intercept = theil_sen([(0, F(0)), (1, F(1)), (2, F(2)), (3, F(30))])
    # slopes 1 1 10 1 14.5 28 -> median 5.5; y - 5.5x = 0 -4.5 -9 13.5 -> median -2.25
    assert (slope, intercept) == (F("5.5"), F("-2.25"))

    def tree(over_units, over_time="cuoi_ky", direction="tang", bound=("a", "b")):
        return World(
            [Measure("m", direction, over_time, over_units)],
            [Indicator("i", "p", "m", (2025, 2030))],
            [Target("i", 2030, ">=", F(60))],
            units=[Unit("t", None, "tinh"), Unit("a", "t", "xa"), Unit("b", "t", "phuong"), Unit("a/vh", "a", "phong")],
            bindings=[Binding("p", u) for u in bound],
            plans={"p": 2025},
            last_quarter=quarter("2026Q4"),
        )

    def put(w, unit, at, value, num=None, den=None, order=0, approved=True):
        w.figures.append(Figure(unit, "m", quarter(at), F(value), num and F(num), den and F(den), order, approved))

    # pending beside approved
    w = tree("tong")
    put(w, "a", "2026Q1", 5, order=1, approved=True)
    put(w, "a", "2026Q1", 6, order=2, approved=True)
    put(w, "a", "2026Q1", 7, order=3, approved=False)
    assert card(w, "a", "i", quarter("2026Q1"))["value"] == 6
    # incomplete aggregate: a value, no status
    c = card(w, "t", "i", quarter("2026Q1"))
    assert (c["status"], c["reason"], c["value"], c["reported_units"], c["due_units"]) == ("khong_danh_gia", "aggregate", 6, 1, 2)
    # complete: judged, because the plan binds every commune; the sum
    put(w, "b", "2026Q1", 60, order=4)
    c = card(w, "t", "i", quarter("2026Q1"))
    assert (c["status"], c["value"], c["reported_units"], c["due_units"]) == ("vuot", 66, 2, 2)
    # the ancestor's own figure wins
    put(w, "t", "2026Q1", 60, order=5)
    c = card(w, "t", "i", quarter("2026Q1"))
    assert (c["status"], c["value"], c["reported_units"], c["due_units"]) == ("dat", 60, None, None)
    # one commune not bound: no target for the ancestor
    w = tree("tong", bound=("a",))
    put(w, "a", "2026Q1", 70)
    assert card(w, "t", "i", quarter("2026Q1"))["reason"] == "aggregate"
    w.targets.append(Target("i", 2030, ">=", F(100), unit="t"))
    c = card(w, "t", "i", quarter("2026Q1"))
    assert (c["target"], c["reason"], c["reported_units"], c["due_units"]) == (100, "same_observation", 1, 1)
    # ratio of the sums, not mean of ratios; and none where one has no numerator
    w = tree("ty_so_cua_tong")
    put(w, "a", "2026Q1", 50, 1, 2)
    put(w, "b", "2026Q1", 90, 90, 100)
    assert card(w, "t", "i", quarter("2026Q1"))["value"] == half_up(F(9100, 102), 2)
    put(w, "a", "2026Q2", 50)
    put(w, "b", "2026Q2", 90, 90, 100)
    c = card(w, "t", "i", quarter("2026Q2"))
    assert (c["value"], c["age_quarters"]) == (half_up(F(9100, 102), 2), 1)
    # an aggregated base counts complete quarters only
    w = tree("trung_binh")
    put(w, "a", "2025Q3", 10)
    put(w, "b", "2025Q3", 20)
    put(w, "a", "2025Q4", 30)
    put(w, "a", "2027Q4", 30)
    put(w, "b", "2027Q4", 31)
    c = card(w, "t", "i", quarter("2027Q4"))
    assert (c["base"], c["base_period"], c["value"]) == (15, quarter("2025Q3"), F("30.5"))
    # flows: per quarter over units, then over the year
    w = tree("tong", "phat_sinh")
    put(w, "a", "2026Q1", 5)
    put(w, "b", "2026Q1", 5)
    put(w, "a", "2026Q2", 10)
    put(w, "b", "2026Q2", 9)
    c = card(w, "t", "i", quarter("2026Q3"))
    assert (c["value"], label(c["value_period"]), c["pace"], c["status"]) == (29, "2026Q2", F(29, 30), "dung_tien_do")
    # a revision counts from the quarter whose last day it is valid on; a unit's own row beats the row for all
    w = tree("khong_gop")
    w.targets.append(Target("i", 2030, ">=", F(70), valid_from=dt.date(2026, 6, 30)))
    w.targets.append(Target("i", 2030, ">=", F(80), unit="b", valid_from=dt.date(2026, 10, 1)))
    seen = [card(w, "b", "i", quarter(f"2026Q{n}"))["target"] for n in (1, 2, 3, 4)]
    assert seen == [60, 70, 70, 80]


if __name__ == "__main__":
    _asserts()
    print("ok")
