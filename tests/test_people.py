"""People: who may add or change whom, what is refused and why, what ends with a change; and no password anywhere but in its own file."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from etl import people
from etl.submit import CannotDo, NotAllowed
from store import reads
from store.accounts import Accounts
from store.home import Home
from store.reads import about_people
from store.warehouse import Warehouse
from tests.world import World, unit, write_catalogue

EVERYBODY = {
    "sep": ("quan_tri", None),
    "sep-p": ("quan_tri", "p"),
    "sep-a": ("quan_tri", "a"),
    "an": ("chuyen_vien", "a"),
    "binh": ("nguoi_duyet", "b"),
}


@pytest.fixture
def accounts(tmp_path: Path) -> Accounts:
    return Accounts(tmp_path / "home" / "accounts.sqlite")


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> World:
    """A province of two wards, one with a department; administrators of all, of the province and of a ward, and two others."""
    folder = tmp_path_factory.mktemp("built")
    units = [unit("p", "tinh"), unit("a", parent_id="p"), unit("b", parent_id="p"), unit("a/d", "phong", "a")]
    made = World(Home(folder / "home"), write_catalogue(folder / "catalogue", {"units": units}))
    for person_id, (role, unit_id) in EVERYBODY.items():
        facts = {"person_id": person_id, "name": person_id, "role": role, "unit_id": unit_id, "active": True, "email": f"{person_id}@x.vn"}
        made.act("person", facts)
    return made


@pytest.fixture
def world(built: World, tmp_path: Path) -> World:
    """The same, to write in."""
    shutil.copytree(built.home.folder, tmp_path / "home")
    return World(Home(tmp_path / "home"), built.catalogue)


@pytest.fixture
def warehouse(world: World) -> Warehouse:
    return world.open()


def invite(warehouse: Warehouse, accounts: Accounts, by: str = "sep", **said: object) -> str:
    asked = {"person_id": "moi", "name": "Người mới", "role": "chuyen_vien", "unit_id": "a"} | said
    return people.invite(warehouse, accounts, by=by, **asked)


def known(warehouse: Warehouse, person_id: str) -> dict:
    with warehouse.cursor() as cursor:
        return about_people.known_person(cursor, person_id)


REFUSED = {
    "the id is taken": ({"person_id": "binh"}, "Đã có người dùng «binh»"),
    "the id is too short": ({"person_id": "x"}, "Mã người dùng gồm 3 đến 40 chữ"),
    "the id has capitals": ({"person_id": "Moi"}, "Mã người dùng gồm"),
    "the id ends with a dot": ({"person_id": "moi."}, "Mã người dùng gồm"),
    "the id is a path": ({"person_id": "../moi"}, "Mã người dùng gồm"),
    "no name": ({"name": " \u200b "}, "Chưa ghi họ tên"),
    "no role": ({"role": ""}, "Chọn một vai trò"),
    "an unknown role": ({"role": "vua"}, "Chọn một vai trò"),
    "no such unit": ({"unit_id": "zz"}, "Không có đơn vị mang mã «zz»"),
    "no unit": ({"unit_id": None}, "Chọn đơn vị người này phụ trách"),
    "not an address": ({"email": "an.x.vn"}, "không giống địa chỉ thư điện tử"),
    "somebody else's address": ({"email": "AN@x.vn"}, "đã có người khác dùng"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_an_invitation_that_is_refused_says_why_and_writes_nothing(case: str, warehouse: Warehouse, accounts: Accounts) -> None:
    said, sentence = REFUSED[case]
    before = warehouse.stands_at
    with pytest.raises(CannotDo, match=sentence):
        invite(warehouse, accounts, **said)
    assert warehouse.stands_at == before and not accounts.path.exists()


SCOPES = {
    ("sep", "a", "chuyen_vien"): True,
    ("sep", None, "quan_tri"): True,
    ("sep-p", "p", "lanh_dao"): True,
    ("sep-p", "a/d", "chuyen_vien"): True,
    ("sep-a", "a", "quan_tri"): True,
    ("sep-a", "a/d", "chuyen_vien"): True,
    ("sep-a", "b", "chuyen_vien"): False,
    ("sep-a", "p", "lanh_dao"): False,
    ("sep-a", None, "quan_tri"): False,
    ("an", "a", "chuyen_vien"): False,
    ("binh", "b", "lanh_dao"): False,
    ("nobody", "a", "chuyen_vien"): False,
    ("", "a", "chuyen_vien"): False,
}


@pytest.mark.parametrize(("by", "unit_id", "role"), SCOPES)
def test_an_administrator_adds_people_of_their_own_unit_and_below(
    by: str, unit_id: str | None, role: str, warehouse: Warehouse, accounts: Accounts
) -> None:
    if SCOPES[by, unit_id, role]:
        assert invite(warehouse, accounts, by, unit_id=unit_id, role=role)
        assert (known(warehouse, "moi")["role"], known(warehouse, "moi")["unit_id"]) == (role, unit_id)
    else:
        with pytest.raises(NotAllowed):
            invite(warehouse, accounts, by, unit_id=unit_id, role=role)
        assert known(warehouse, "moi") is None


ACTS: dict[str, Callable[[Warehouse, Accounts, str, str], object]] = {
    "change": lambda w, a, whom, by: people.change(w, a, person_id=whom, name="Tên khác", by=by),
    "lock": lambda w, a, whom, by: people.change(w, a, person_id=whom, active=False, by=by),
    "password": lambda w, a, whom, by: people.new_password(w, a, person_id=whom, by=by),
    "sign out": lambda w, a, whom, by: people.sign_out(w, a, person_id=whom, by=by),
}


@pytest.mark.parametrize("act", ACTS)
def test_nobody_acts_on_people_outside_their_units(act: str, warehouse: Warehouse, accounts: Accounts) -> None:
    for by, whom in (("sep-a", "binh"), ("sep-a", "sep"), ("sep-a", "sep-p"), ("an", "an"), ("binh", "an"), ("sep-p", "sep")):
        with pytest.raises(NotAllowed):
            ACTS[act](warehouse, accounts, whom, by)
    ACTS[act](warehouse, accounts, "an", "sep-a")
    with pytest.raises(CannotDo, match="Không có người dùng «ai-do»"):
        ACTS[act](warehouse, accounts, "ai-do", "sep")


def test_somebody_is_not_moved_out_of_the_administrators_reach_nor_above_it(warehouse: Warehouse, accounts: Accounts) -> None:
    for changes in ({"unit_id": "b"}, {"unit_id": None, "role": "quan_tri"}):
        with pytest.raises(NotAllowed):
            people.change(warehouse, accounts, person_id="an", by="sep-a", **changes)
    assert known(warehouse, "an")["unit_id"] == "a"


LAST = {"locked": {"active": False}, "of another role": {"role": "lanh_dao", "unit_id": "a"}, "of one unit": {"unit_id": "a"}}


@pytest.mark.parametrize("case", LAST)
def test_the_last_administrator_of_all_stays_one(case: str, warehouse: Warehouse, accounts: Accounts) -> None:
    with pytest.raises(CannotDo, match="quản trị duy nhất"):
        people.change(warehouse, accounts, person_id="sep", by="sep", **LAST[case])
    invite(warehouse, accounts, role="quan_tri", unit_id=None)
    people.change(warehouse, accounts, person_id="sep", by="moi", **LAST[case])
    with pytest.raises(CannotDo, match="quản trị duy nhất"):
        people.change(warehouse, accounts, person_id="moi", by="moi", active=False)


def test_the_very_first_person_is_an_administrator_of_all(make_world: Callable[..., World], accounts: Accounts) -> None:
    warehouse = make_world(units=[unit("a")]).open()
    with pytest.raises(CannotDo, match="Người đầu tiên phải là quản trị"):
        invite(warehouse, accounts, by="x")
    invite(warehouse, accounts, by="x", role="quan_tri", unit_id=None)
    assert known(warehouse, "moi")["active"]


def test_whoever_is_something_else_than_before_signs_in_again_and_a_new_name_alone_changes_nothing(
    warehouse: Warehouse, accounts: Accounts
) -> None:
    now = time.time()
    for changes, stays in (
        ({"name": "Tên khác"}, True),
        ({"role": "lanh_dao"}, False),
        ({"unit_id": "a/d"}, False),
        ({"active": False}, False),
    ):
        token = accounts.begin("an", now)
        people.change(warehouse, accounts, person_id="an", by="sep", **changes)
        assert (accounts.who(token, now) is not None) is stays, changes


def test_a_change_that_changes_nothing_is_refused(warehouse: Warehouse, accounts: Accounts) -> None:
    with pytest.raises(CannotDo, match="Không có gì thay đổi"):
        people.change(warehouse, accounts, person_id="an", by="sep", name=" an ")


def test_a_locked_person_is_opened_again_and_only_then_gets_a_password(warehouse: Warehouse, accounts: Accounts) -> None:
    people.change(warehouse, accounts, person_id="an", by="sep", active=False)
    with pytest.raises(CannotDo, match="đang bị khóa"):
        people.new_password(warehouse, accounts, person_id="an", by="sep")
    with warehouse.cursor() as cursor:
        assert reads.person(cursor, "an") is None
    people.change(warehouse, accounts, person_id="an", by="sep", active=True)
    assert people.new_password(warehouse, accounts, person_id="an", by="sep")


def test_an_address_left_by_a_locked_person_may_be_taken_and_is_then_gone(warehouse: Warehouse, accounts: Accounts) -> None:
    people.change(warehouse, accounts, person_id="an", by="sep", active=False)
    invite(warehouse, accounts, email="an@x.vn")
    with pytest.raises(CannotDo, match="đã có người khác dùng"):
        people.change(warehouse, accounts, person_id="an", by="sep", active=True)


def test_a_one_time_password_opens_once_is_to_be_changed_and_ends_what_was_before(warehouse: Warehouse, accounts: Accounts) -> None:
    now = time.time()
    accounts.set_password("an", "mat khau cua an")
    before = accounts.begin("an", now)
    password = people.new_password(warehouse, accounts, person_id="an", by="sep")
    assert accounts.who(before, now) is None
    accounts.check("an", password, now)
    assert accounts.who(accounts.begin("an", now), now).must_change


def test_signing_somebody_out_ends_every_browser_and_nobody_elses(warehouse: Warehouse, accounts: Accounts) -> None:
    now = time.time()
    theirs, others = [accounts.begin("an", now) for _ in range(2)], accounts.begin("binh", now)
    people.sign_out(warehouse, accounts, person_id="an", by="sep")
    assert [accounts.who(token, now) for token in theirs] == [None, None] and accounts.who(others, now)


def test_no_password_is_in_the_ledger_or_the_tables_and_the_tables_are_made_again_alike(
    world: World, warehouse: Warehouse, accounts: Accounts
) -> None:
    passwords = [invite(warehouse, accounts, email="moi@x.vn"), people.new_password(warehouse, accounts, person_id="moi", by="sep")]
    people.change(warehouse, accounts, person_id="moi", by="sep", role="nguoi_duyet", unit_id="b")
    people.sign_out(warehouse, accounts, person_id="moi", by="sep")
    written = b"".join(path.read_bytes() for path in world.home.ledger.glob("*.json"))
    fresh = world.open()
    with warehouse.cursor() as left, fresh.cursor() as right:
        told = str([reads.whole_table(left, name) for name in ("person", "entry")])
        assert reads.same_table(left, right, "person") and reads.same_table(left, right, "entry")
    for password in passwords:
        assert password.encode() not in written and password not in told
    assert "argon2" not in told and b"argon2" not in written
