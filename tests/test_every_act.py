"""Every act × every role × own and foreign unit, against a table written by hand; whoever may not is refused and nothing is written."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
import shutil
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import pytest

import etl
from domain import clock
from domain.access import ROLES
from domain.frozen import pack
from domain.period import Period
from etl import awards, duties, emulation, explain, indices, meeting, people, periods, pins, planned, plans, settings, submit, units
from etl.emulation import Criterion
from etl.match import Match
from etl.plan_checks import CheckedPlan
from etl.submit import NotAllowed, PlanPreview
from store.accounts import Accounts
from store.home import Home
from store.warehouse import Warehouse
from tests.test_emulation import filled_scale
from tests.workbooks import blank
from tests.world import PLAN, World, indicator, measure, target, unit, write_catalogue

TODAY = date(2026, 11, 21)
Q1, Q2, Q4 = (Period.parse(one) for one in ("2026Q1", "2026Q2", "2025Q4"))
OFFICES = "Phòng, ban"

WHO = {
    "xem": {"lanh_dao", "chuyen_vien", "nguoi_duyet", "quan_tri"},
    "nop": {"chuyen_vien"},
    "duyet": {"nguoi_duyet"},
    "quan_tri": {"quan_tri"},
    "giao_viec": {"chuyen_vien", "nguoi_duyet"},
    "nop, quan_tri": {"chuyen_vien", "quan_tri"},
    "từ trên": {"quan_tri"},
    "mọi đơn vị": {"quan_tri"},
}
"""Which roles, by name of the right; only for units of their own and those below. The last two: for those above, and without a unit."""
MAY = {
    "submit.load": "nop",
    "submit.confirm": "nop",
    "submit.confirm a plan": "quan_tri",
    "submit.remember": "nop",
    "submit.withdraw": "nop",
    "submit.approve": "duyet",
    "submit.send_back": "duyet",
    "explain.ask": "duyet",
    "explain.answer": "nop",
    "explain.close": "duyet",
    "duties.record_sent": "nop",
    "duties.withdraw_sent": "nop",
    "duties.set_contact": "nop, quan_tri",
    "pins.pin": "nop",
    "indices.add": "nop, quan_tri",
    "indices.take_back": "nop, quan_tri",
    "emulation.enrol": "quan_tri",
    "emulation.drop": "quan_tri",
    "emulation.add_collective": "quan_tri",
    "emulation.load_scale": "quan_tri",
    "emulation.withdraw_scale": "quan_tri",
    "emulation.give_evidence": "nop",
    "emulation.assess": "duyet",
    "emulation.take_back evidence": "nop",
    "emulation.take_back assessment": "duyet",
    "awards.propose": "duyet",
    "awards.withdraw_proposal": "duyet",
    "meeting.freeze": "xem",
    "meeting.conclude": "giao_viec",
    "meeting.finish": "giao_viec",
    "meeting.reopen": "giao_viec",
    "meeting.withdraw": "giao_viec",
    "periods.lock": "mọi đơn vị",
    "periods.unlock": "mọi đơn vị",
    "periods.set_due": "mọi đơn vị",
    "periods.allow": "quan_tri",
    "periods.disallow": "quan_tri",
    "people.invite": "quan_tri",
    "people.change": "quan_tri",
    "people.new_password": "quan_tri",
    "people.sign_out": "quan_tri",
    "units.add": "quan_tri",
    "units.rename": "quan_tri",
    "units.rename the ward itself": "từ trên",
    "units.end": "quan_tri",
    "units.take_end_back": "quan_tri",
    "plans.end": "quan_tri",
    "plans.take_end_back": "quan_tri",
    "plans.bind a neighbour": "từ trên",
    "plans.unbind": "quan_tri",
    "settings.turn": "mọi đơn vị",
    "settings.set_address": "mọi đơn vị",
}
NOT_ACTS = {
    "submit.look",
    "submit.preview",
    "submit.effects",
    "submit.may_store",
    "submit.authorise",
    "acts.write",
    "planned.plan",
    "planned.carry_out",
}
"""What takes a `by` without writing for it: looking, foretelling, and what the acts themselves are made of."""


@dataclass
class Prepared:
    """What stands for one ward, for each act to act on."""

    warehouse: Warehouse
    accounts: Accounts
    unit: str
    ids: dict[str, str] = field(default_factory=dict)

    @property
    def plan(self) -> str:
        return f"k{self.unit}"

    def about(self, name: str) -> Criterion:
        return Criterion(self.plan, f"{self.unit}/{name}", OFFICES, 1, "2026")


Act = Callable[[Prepared, str], object]
ACTS: dict[str, Act] = {
    "submit.load": lambda on, by: submit.load(on.warehouse, workbook(on, "2026Q3", 70), "f.xlsx", by=by, accept_warnings=True),
    "submit.confirm": lambda on, by: submit.confirm(
        on.warehouse, submit.preview(on.warehouse, workbook(on, "2026Q3", 71), "f.xlsx"), by=by
    ),
    "submit.confirm a plan": lambda on, by: submit.confirm(
        on.warehouse, PlanPreview(CheckedPlan(on.plan, False, [on.unit]), "k.xlsx", b"k", on.warehouse.stands_at), by=by
    ),
    "submit.remember": lambda on, by: submit.remember(on.warehouse, Match("T", 1, 1, "rows", on.plan, on.unit, {}, shape="h"), by=by),
    "submit.withdraw": lambda on, by: submit.withdraw(on.warehouse, on.ids["withdraw"], by=by, why="Nhầm"),
    "submit.approve": lambda on, by: submit.approve(on.warehouse, on.ids["approve"], by=by),
    "submit.send_back": lambda on, by: submit.send_back(on.warehouse, on.ids["return"], by=by, why="Thiếu"),
    "explain.ask": lambda on, by: question(on, by),
    "explain.answer": lambda on, by: explain.answer(on.warehouse, on.ids["question"], text="Vì mưa.", by=by),
    "explain.close": lambda on, by: explain.close(on.warehouse, on.ids["other question"], by=by),
    "duties.record_sent": lambda on, by: send(on, by, "2025"),
    "duties.withdraw_sent": lambda on, by: duties.withdraw_sent(on.warehouse, int(on.ids["sending"]), by=by, why="Nhầm"),
    "duties.set_contact": lambda on, by: duties.set_contact(
        on.warehouse, unit_id=on.unit, name="Công chức", phone="0225 3000 000", email="", by=by
    ),
    "pins.pin": lambda on, by: pins.pin(on.warehouse, on.plan, on.unit, [f"{on.plan}/PL2/1"], by=by),
    "indices.add": lambda on, by: figure(on, by, "71"),
    "indices.take_back": lambda on, by: indices.take_back(on.warehouse, on.ids["figure"], by=by, why="Nhầm"),
    "emulation.enrol": lambda on, by: enrol(on, "d", by),
    "emulation.drop": lambda on, by: emulation.drop(on.warehouse, on.plan, f"{on.unit}/c", OFFICES, last_year=None, why="Nhầm", by=by),
    "emulation.add_collective": lambda on, by: emulation.add_collective(
        on.warehouse, on.plan, name="Tổ 5", kind="khu_dan_cu", audience=OFFICES, year="2026", by=by, today=TODAY
    ),
    "emulation.load_scale": lambda on, by: load_scale(on, by, 20),
    "emulation.withdraw_scale": lambda on, by: emulation.withdraw_scale(on.warehouse, on.plan, why="Nhầm", by=by),
    "emulation.give_evidence": lambda on, by: evidence(on, "a", by),
    "emulation.assess": lambda on, by: assess(on, "a", by),
    "emulation.take_back evidence": lambda on, by: emulation.take_back(on.warehouse, on.about("b"), "evidence", why="Nhầm", by=by),
    "emulation.take_back assessment": lambda on, by: emulation.take_back(on.warehouse, on.about("b"), "assessment", why="Nhầm", by=by),
    "awards.propose": lambda on, by: propose(on, by),
    "awards.withdraw_proposal": lambda on, by: awards.withdraw_proposal(on.warehouse, on.ids["proposal"], why="Nhầm", by=by),
    "meeting.freeze": lambda on, by: meeting.freeze(on.warehouse, pack({"facts": facts(on)}), by=by),
    "meeting.conclude": lambda on, by: conclude(on, by),
    "meeting.finish": lambda on, by: meeting.finish(on.warehouse, on.ids["task"], done_on=TODAY, result="Xong", by=by, today=TODAY),
    "meeting.reopen": lambda on, by: meeting.reopen(on.warehouse, on.ids["done task"], by=by),
    "meeting.withdraw": lambda on, by: meeting.withdraw(on.warehouse, on.ids["other task"], why="Nhầm", by=by),
    "periods.lock": lambda on, by: periods.lock(on.warehouse, Q2, by, "Đã chốt"),
    "periods.unlock": lambda on, by: periods.unlock(on.warehouse, Q1, by, "Sửa"),
    "periods.set_due": lambda on, by: periods.set_due(on.warehouse, Q2, date(2026, 7, 20), by),
    "periods.allow": lambda on, by: periods.allow(on.warehouse, Q4, on.unit, by, "Mất điện"),
    "periods.disallow": lambda on, by: periods.disallow(on.warehouse, Q4, on.unit, by, "Đã nộp"),
    "people.invite": lambda on, by: people.invite(
        on.warehouse, on.accounts, person_id="moi", name="Mới", role="chuyen_vien", unit_id=on.unit, by=by
    ),
    "people.change": lambda on, by: people.change(on.warehouse, on.accounts, person_id=f"cu-{on.unit}", name="Khác", by=by),
    "people.new_password": lambda on, by: people.new_password(on.warehouse, on.accounts, person_id=f"cu-{on.unit}", by=by),
    "people.sign_out": lambda on, by: people.sign_out(on.warehouse, on.accounts, person_id=f"cu-{on.unit}", by=by),
    "units.add": lambda on, by: carry(
        on,
        units.add(
            on.warehouse, unit_id=f"{on.unit}/e", name="Phòng E", short_name="", kind="phong", parent_id=on.unit, first_day=None, by=by
        ),
        by,
    ),
    "units.rename": lambda on, by: carry(on, units.rename(on.warehouse, f"{on.unit}/d", "Phòng khác", "", "Nghị quyết", by=by), by),
    "units.rename the ward itself": lambda on, by: carry(
        on, units.rename(on.warehouse, on.unit, "Phường khác", "", "Nghị quyết", by=by), by
    ),
    "units.end": lambda on, by: carry(on, units.end(on.warehouse, f"{on.unit}/d", TODAY, [], "Nghị quyết", by=by), by),
    "units.take_end_back": lambda on, by: carry(on, units.take_end_back(on.warehouse, f"{on.unit}/d", "Nhầm", by=by), by),
    "plans.end": lambda on, by: carry(on, plans.end(on.warehouse, on.plan, TODAY, "Thay", by=by), by),
    "plans.take_end_back": lambda on, by: carry(on, plans.take_end_back(on.warehouse, on.plan, "Nhầm", by=by), by),
    "plans.bind a neighbour": lambda on, by: carry(on, plans.bind(on.warehouse, on.plan, "b", TODAY, "Thêm", by=by), by),
    "plans.unbind": lambda on, by: carry(on, plans.unbind(on.warehouse, on.plan, on.unit, TODAY, "Thôi", by=by), by),
    "settings.turn": lambda on, by: settings.turn(on.warehouse, "mot_nguoi_duyet", True, by=by),
    "settings.set_address": lambda on, by: settings.set_address(on.warehouse, "https://tiendo57.phuong.example", by=by),
}


def carry(on: Prepared, shown: planned.Planned, by: str) -> None:
    planned.carry_out(on.warehouse, shown, by=by)


def workbook(on: Prepared, period: str, share: int) -> bytes:
    book = blank(on.warehouse, on.unit, period, on.plan)
    book.poke("m", share)
    return book.bytes()


def question(on: Prepared, by: str) -> str:
    return explain.ask(on.warehouse, unit_id=on.unit, indicator_id=f"{on.plan}/PL2/1", period=Q1, question="Vì sao?", by=by)


def send(on: Prepared, by: str, period: str) -> None:
    duties.record_sent(
        on.warehouse, duty_id=f"{on.plan}/BC/1", unit_id=on.unit, period=period, sent_on=date(2025, 11, 20), document="45/BC", by=by,
        today=TODAY,
    )  # fmt: skip


def figure(on: Prepared, by: str, score: str) -> str:
    return indices.add(
        on.warehouse, index_id="PII", unit_id=on.unit, year=2025, version="khung A", source=f"báo {score}", score=score, by=by, beside=True,
        today=TODAY,
    )  # fmt: skip


def enrol(on: Prepared, name: str, by: str) -> None:
    emulation.enrol(on.warehouse, on.plan, f"{on.unit}/{name}", OFFICES, year="2026", by=by, today=TODAY)


def load_scale(on: Prepared, by: str, most: int) -> str:
    shown = emulation.preview_scale(on.warehouse, on.plan, filled_scale(on.warehouse, on.plan, [most]), "thang.xlsx")
    return emulation.load_scale(on.warehouse, shown, by=by)


def evidence(on: Prepared, name: str, by: str) -> None:
    emulation.give_evidence(on.warehouse, on.about(name), text="Đã làm", document="", by=by, today=TODAY)


def assess(on: Prepared, name: str, by: str) -> None:
    emulation.assess(on.warehouse, on.about(name), verdict="dat", text="", by=by, today=TODAY)


def propose(on: Prepared, by: str) -> str:
    return awards.propose(
        on.warehouse, plan_id=on.plan, award_row=1, period="2026", nominee_kind="tap_the", unit_id=f"{on.unit}/a", nominee="",
        reason="Tốt", grounds=[], by=by, today=TODAY,
    )  # fmt: skip


def facts(on: Prepared) -> dict:
    return {"plan": {"plan_id": on.plan}, "unit": {"unit_id": on.unit}, "period": "2026Q1", "as_of": TODAY}


def conclude(on: Prepared, by: str) -> str:
    return meeting.conclude(on.warehouse, unit_id=on.unit, text="Rà soát", lead_unit_id=f"{on.unit}/a", due_on=None, by=by, today=TODAY)


# -- the world ---------------------------------------------------------------------------------------------------------------


PEOPLE = {"own": "a", "above": "p", "neighbour": "b", "department": "a/a", "everywhere": None}
"""Who acts on ward a: somebody of the ward, of the province above, of the ward beside, of one of its departments, of no unit."""


def person(role: str, whence: str) -> str:
    return f"{role}-{whence}"


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path, dict[str, str]]:
    """Two wards under a province, each with a plan of its own and something of everything, entered before there were people."""
    folder = tmp_path_factory.mktemp("acts")
    wards = ("a", "b")
    plans = [f"k{ward}" for ward in wards]
    rows = {
        "units": [
            unit("p", "tinh"),
            *(unit(ward, parent_id="p") for ward in wards),
            *(unit(f"{ward}/{name}", "phong", ward, name=f"Phòng {ward}{name}") for ward in wards for name in "abcd"),
        ],
        "plans": [PLAN | {"plan_id": plan, "number": f"{plan}/KH"} for plan in plans],
        "plan_units": [{"plan_id": f"k{ward}", "unit_id": ward} for ward in wards],
        "measures": [measure("m")],
        "indicators": [indicator(f"{plan}/PL2/1", "m", plan_id=plan) for plan in plans],
        "targets": [target(f"{plan}/PL2/1", stage, ">", share) for plan in plans for stage, share in ((2025, 60), (2030, 90))],
        "criteria": [{"plan_id": plan, "audience": OFFICES, "row_no": 1, "text": "Tiêu chí", "source": "s"} for plan in plans],
        "phases": [
            {"plan_id": plan, "row_no": "1", "name": "Giai đoạn 1", "from_year": "2025", "to_year": "2027", "source": "s"} for plan in plans
        ],
        "awards": [{"plan_id": plan, "row_no": "1", "name": "Khen", "text": "Giấy khen", "source": "s"} for plan in plans],
        "duties": [
            {"duty_id": f"{plan}/BC/1", "plan_id": plan, "frequency": "nam", "rule": "nam:30/11", "text": "t", "source": "s"}
            for plan in plans
        ],
    }
    world = World(Home(folder / "home"), write_catalogue(folder / "catalogue", rows))
    on = Prepared(world.open(), Accounts(folder / "accounts.sqlite"), "a")
    for ward in wards:
        for period in ("2025Q4", "2026Q1", "2026Q2"):
            world.report(ward, period, {"m": 50})
    prepare(on, world)
    for period in (Q4, Q1):
        periods.lock(on.warehouse, period, "x", "Đã chốt")
    periods.allow(on.warehouse, Q4, "a", "x", "Mất điện")
    for role in ROLES:
        for whence, unit_id in PEOPLE.items():
            who = person(role, whence)
            world.act("person", {"person_id": who, "name": who, "role": role, "unit_id": unit_id, "active": True})
    for who, unit_id, active in (("cu-a", "a", True), ("cu-b", "b", True), ("nghi", None, False)):
        world.act("person", {"person_id": who, "name": who, "role": "quan_tri", "unit_id": unit_id, "active": active})
    on.warehouse.close()
    return world.home.folder, world.catalogue, on.ids


def prepare(on: Prepared, world: World) -> None:
    """Something of everything for each act to act on, so that one done leaves the others possible."""
    for act, share in (("approve", 61), ("return", 62), ("withdraw", 63)):
        on.ids[act] = world.report("a", "2026Q2", {"m": share}, approve=False)
    on.ids["question"], on.ids["other question"] = question(on, "x"), question(on, "x")
    send(on, "x", "2025")
    on.ids["sending"] = str(on.warehouse.ledger.last_number())
    on.ids["figure"] = figure(on, "x", "70")
    for name in "abc":
        enrol(on, name, "x")
    load_scale(on, "x", 10)
    evidence(on, "b", "x")
    assess(on, "b", "x")
    on.ids["proposal"] = propose(on, "x")
    for task in ("task", "other task", "done task"):
        on.ids[task] = conclude(on, "x")
    meeting.finish(on.warehouse, on.ids["done task"], done_on=TODAY, result="Xong", by="x", today=TODAY)


@pytest.fixture
def on(prepared: tuple[Path, Path, dict[str, str]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Prepared:
    """A copy to act in."""
    folder, catalogue, ids = prepared
    monkeypatch.setattr(clock, "today", lambda: TODAY)
    shutil.copytree(folder, tmp_path / "home")
    warehouse = World(Home(tmp_path / "home"), catalogue).open()
    return Prepared(warehouse, Accounts(tmp_path / "home" / "accounts.sqlite"), "a", ids)


# -- the table ---------------------------------------------------------------------------------------------------------------


def test_the_table_is_whole() -> None:
    """Every function of etl that somebody does something by stands in it."""
    assert set(ACTS) == set(MAY)
    found = set()
    for module in pkgutil.iter_modules(etl.__path__):
        for name, one in inspect.getmembers(importlib.import_module(f"etl.{module.name}"), inspect.isfunction):
            if one.__module__ == f"etl.{module.name}" and not name.startswith("_") and "by" in inspect.signature(one).parameters:
                found.add(f"{module.name}.{name}")
    assert found - NOT_ACTS == {act.split(" ")[0] for act in ACTS}


def allowed(act: str, role: str, whence: str) -> bool:
    if MAY[act] == "mọi đơn vị":
        return role == "quan_tri" and whence == "everywhere"
    if MAY[act] == "từ trên":
        return role == "quan_tri" and whence in ("above", "everywhere")
    if act == "meeting.finish" and whence == "department":
        return role == "chuyen_vien"  # the department leads the work and says that it is done
    if act.startswith(("emulation.give", "emulation.assess", "awards")) and whence == "department":
        return role in WHO[MAY[act]]  # what is shown, judged and proposed here is the department's own
    if whence == "everywhere":
        return role == "quan_tri" and role in WHO[MAY[act]]
    return role in WHO[MAY[act]] and whence in ("own", "above")


@pytest.mark.slow  # every act of every role, each in a home of its own
@pytest.mark.parametrize("whence", PEOPLE)
@pytest.mark.parametrize("role", ROLES)
def test_every_act_is_done_by_who_may_and_refused_to_all_others(on: Prepared, role: str, whence: str) -> None:
    by, wrong = person(role, whence), []
    for act, do in ACTS.items():
        before = on.warehouse.ledger.last_number()
        try:
            do(on, by)
            done = True
        except NotAllowed:
            done = False
        wrote = on.warehouse.ledger.last_number() > before
        if done != allowed(act, role, whence) or wrote != done:
            wrong.append((act, done, wrote))
        if wrote:
            assert {entry.by for entry in on.warehouse.ledger.entries(after=before)} == {by}
    assert wrong == []


@pytest.mark.parametrize("by", ["", "   ", "nobody", "nghi", "an'; DROP TABLE person; --"])
def test_nobody_unknown_or_disabled_does_anything(on: Prepared, by: str) -> None:
    before = on.warehouse.ledger.last_number()
    for do in ACTS.values():
        with pytest.raises(NotAllowed):
            do(on, by)
    assert on.warehouse.ledger.last_number() == before


# -- who sent it does not decide about it ------------------------------------------------------------------------------------


@pytest.fixture
def sent(on: Prepared) -> str:
    """A report of somebody who has since been made an approver of the same ward."""
    by = person("chuyen_vien", "own")
    submission_id = str(submit.load(on.warehouse, workbook(on, "2026Q3", 70), "f.xlsx", by=by, accept_warnings=True).submission_id)
    on.warehouse.ledger.append("person", {"person_id": by, "name": by, "role": "nguoi_duyet", "unit_id": "a", "active": True}, by="x")
    return submission_id


def row_of(on: Prepared, submission_id: str) -> dict:
    with on.warehouse.cursor() as cursor:
        found = cursor.execute(
            "SELECT state, decided_by, self_approved FROM submission WHERE submission_id = ?", [submission_id]
        ).fetchone()
    return dict(zip(("state", "by", "self_approved"), found or (), strict=True))


def test_the_sender_neither_approves_nor_returns_what_they_sent(on: Prepared, sent: str) -> None:
    by = person("chuyen_vien", "own")
    with pytest.raises(NotAllowed, match="không tự duyệt"):
        submit.approve(on.warehouse, sent, by=by)
    with pytest.raises(NotAllowed, match="không tự duyệt"):
        submit.send_back(on.warehouse, sent, by=by, why="Thiếu")
    with pytest.raises(NotAllowed, match="không tự duyệt"):
        submit.approve(on.warehouse, on.ids["approve"], sent, by=by)
    assert row_of(on, on.ids["approve"])["state"] == "cho_duyet", "of many none is approved"
    other = person("nguoi_duyet", "above")
    submit.approve(on.warehouse, sent, by=other)
    assert row_of(on, sent) == {"state": "da_duyet", "by": other, "self_approved": False}


def test_a_name_from_before_there_were_people_is_bound_by_it_once_it_is_somebodys(on: Prepared) -> None:
    facts = {"person_id": "an", "name": "An", "role": "nguoi_duyet", "unit_id": "a", "active": True}
    on.warehouse.ledger.append("person", facts, by="x")  # the world's reports were sent by «an»
    with pytest.raises(NotAllowed, match="không tự duyệt"):
        submit.approve(on.warehouse, on.ids["approve"], by="an")


def one_person(on: Prepared, value: str = "true") -> None:
    on.warehouse.ledger.append("setting", {"key": "mot_nguoi_duyet", "value": value}, by="x")


def test_in_a_ward_of_one_the_sender_approves_and_it_shows(on: Prepared) -> None:
    by = person("chuyen_vien", "own")
    sent = str(submit.load(on.warehouse, workbook(on, "2026Q3", 70), "f.xlsx", by=by, accept_warnings=True).submission_id)
    with pytest.raises(NotAllowed):
        submit.approve(on.warehouse, sent, by=by)
    one_person(on)
    submit.approve(on.warehouse, sent, by=by)
    assert row_of(on, sent) == {"state": "da_duyet", "by": by, "self_approved": True}
    assert next(iter(on.warehouse.ledger.entries(after=on.warehouse.stands_at - 1))).data["by_sender"] is True
    submit.withdraw(on.warehouse, sent, by=by, why="Nhầm")
    assert row_of(on, sent)["self_approved"] is False


@pytest.mark.parametrize("value", ["false", "", "1"])
def test_the_setting_holds_only_while_it_says_so(on: Prepared, sent: str, value: str) -> None:
    one_person(on)
    one_person(on, value)
    with pytest.raises(NotAllowed, match="không tự duyệt"):
        submit.approve(on.warehouse, sent, by=person("chuyen_vien", "own"))


def test_in_a_ward_of_one_nobody_decides_more_than_what_they_sent(on: Prepared) -> None:
    one_person(on)
    for role, whence in (("chuyen_vien", "own"), ("chuyen_vien", "above"), ("lanh_dao", "own"), ("nguoi_duyet", "neighbour")):
        with pytest.raises(NotAllowed):
            submit.approve(on.warehouse, on.ids["approve"], by=person(role, whence))
