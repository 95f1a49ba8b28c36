"""Whatever people do in whatever order, the tables after each ledger entry equal a rebuild from nothing."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from store import reads
from store.home import Home
from store.warehouse import Warehouse
from tests.world import PLAN, World, indicator, measure, target, unit, write_catalogue

UNITS = ("a", "b", "c", "p")
KINDS = ("cuoi_ky", "phat_sinh", "luy_ke", "ty_le_trong_nam", "ca_nam")
CARDS = ("scorecard", "stage_card", "scorecard_source", "task_card", "duty_card")

figures = st.dictionaries(
    st.sampled_from(KINDS),
    st.one_of(
        st.integers(0, 130),
        st.none(),
        st.tuples(st.integers(0, 50), st.integers(1, 50)),
    ),
    min_size=1,
)
reports = st.tuples(
    st.just("report"),
    st.sampled_from(UNITS),
    st.integers(2025 * 4 + 1, 2026 * 4 + 3).map(lambda index: f"{index // 4}Q{index % 4 + 1}"),
    figures,
    st.booleans(),
)
decisions = st.tuples(st.sampled_from(("approval", "return", "withdrawal")), st.integers(0, 20))
openings = st.tuples(st.just("period"), st.sampled_from(("2026Q2", "2027Q1")), st.booleans())
exceptions = st.tuples(st.just("period_exception"), st.sampled_from(("2026Q2", "2027Q1")), st.sampled_from(UNITS[:2]), st.booleans())
questions = st.tuples(st.sampled_from(("explanation_asked", "explanation_given", "explanation_closed")), st.sampled_from(UNITS[:2]))
rows = st.tuples(st.just("rows"), st.integers(40, 90))
sendings = st.tuples(st.just("duty_sent"), st.sampled_from(UNITS[:3]), st.sampled_from(("2025-11-29", "2025-12-02")))
takings_back = st.tuples(st.just("duty_sent_withdrawn"), st.integers(1, 9))
due_dates = st.tuples(st.just("due"), st.sampled_from(("2026Q2", "2027Q1")), st.sampled_from((None, "2026-07-15")))
contacts = st.tuples(st.just("contact"), st.sampled_from(UNITS[:2]), st.sampled_from((None, "Văn thư")))
histories = st.lists(
    st.one_of(
        reports, reports, reports, decisions, openings, exceptions, questions, rows, sendings, sendings, takings_back, due_dates, contacts
    ),
    min_size=1,
    max_size=9,
)


def _world(folder: Path) -> World:
    direction = {"phat_sinh": "giam"}
    rows = {
        "units": [unit("p", "tinh"), *(unit(name, parent_id="p") for name in "abc")],
        "plans": [PLAN],
        "plan_units": [{"plan_id": "k", "unit_id": name} for name in "ab"],
        "measures": [measure(kind, over_time=kind, direction=direction.get(kind, "tang")) for kind in KINDS],
        "indicators": [indicator(f"k/PL2/{kind}", kind, "2025 2030 2035") for kind in KINDS],
        "targets": [target(f"k/PL2/{kind}", year, op, value) for kind in KINDS for year, op, value in ((2025, ">", 60), (2030, ">=", 100))],
        "tasks": [{"task_id": "k/PL3/I.1", "plan_id": "k", "kind": "nhiem_vu", "name": "n", "due_kind": "fixed", "due_on": "2025-12-31",
                   "then_ongoing": "false", "certain": "true", "source": "s"}],
        "duties": [{"duty_id": "k/BC/1", "plan_id": "k", "frequency": "nam", "rule": "nam:30/11", "text": "t", "source": "s"}],
    }  # fmt: skip
    return World(Home(folder / "home"), write_catalogue(folder / "catalogue", rows))


def _play(world: World, step: tuple, submissions: list[str]) -> None:
    if step[0] == "report":
        _, unit_id, period, given_figures, approve = step
        task = {"task_id": "k/PL3/I.1", "state": "hoan_thanh", "percent": "100", "completed_on": "2026-01-15", "note": None}
        submissions.append(world.report(unit_id, period, given_figures, approve=approve, tasks=[task] if approve else []))
    elif step[0] == "period":
        world.act("period", {"period": step[1], "locked": step[2]})
    elif step[0] == "period_exception":
        world.act("period_exception", {"period": step[1], "unit_id": step[2], "until": None, "reason": "thử", "allowed": step[3]})
    elif step[0].startswith("explanation"):
        about = {"unit_id": step[1], "indicator_id": "k/PL2/cuoi_ky", "measure_id": "cuoi_ky", "period": "2025Q4", "question": "thử"}
        world.act(step[0], about | {"explanation_id": f"GT-{step[1]}", "answer": "thử"})
    elif step[0] == "rows":
        revised = target("k/PL2/cuoi_ky", 2030, ">=", step[1], valid_from="2026-05-01")
        bound = {"plan_id": "k", "unit_id": "c", "valid_from": "2026-01-01"}
        world.act("catalogue_rows", {"rows": {"targets": [revised], "plan_units": [bound]}})
    elif step[0] == "duty_sent_withdrawn":
        world.act("duty_sent_withdrawn", {"number": step[1], "reason": "thử"})
    elif step[0] == "due":
        world.act("period", {"period": step[1], "due_on": step[2], "opened": False})
    elif step[0] == "contact":
        world.act("contact", {"unit_id": step[1], "name": step[2], "phone": "0000 000 001", "email": None})
    elif step[0] == "duty_sent":
        world.act("duty_sent", {"duty_id": "k/BC/1", "unit_id": step[1], "period": "2025", "sent_on": step[2], "document": "1/BC"})
    elif submissions:
        world.act(step[0], {"submission_id": submissions[step[1] % len(submissions)], "reason": "thử"})


@pytest.mark.slow
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(histories)
def test_tables_after_each_entry_equal_a_rebuild(history: list[tuple]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        world = _world(Path(folder))
        standing = Warehouse.open(world.home, catalogue=world.catalogue)
        submissions: list[str] = []
        for step in history:
            _play(world, step, submissions)
            fresh = world.open()
            with standing.cursor() as left, fresh.cursor() as right:
                different = [name for name in reads.tables(right) if name != "meta" and not reads.same_table(left, right, name)]
            fresh.close()
            assert different == []
        standing.close()


def test_a_comparison_of_tables_can_fail(small_world: World) -> None:
    small_world.report("a", "2025Q4", {"m": 55})
    left, right = small_world.open(), small_world.open()
    with left.cursor() as one, right.cursor() as other:
        assert reads.same_table(one, other, "scorecard")
        one.execute("UPDATE scorecard SET value = 56 WHERE value = 55")
        assert not reads.same_table(one, other, "scorecard")
