"""Plans end, are replaced, bind and let go; units come, change their names, end and become others; settings.

What was shown before is what is done.
"""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from etl import plans, settings, units
from etl.planned import Planned, carry_out
from etl.submit import CannotDo, NotAllowed
from etl.units import Successor
from report import admin as shown_as
from store import reads
from store.home import Home
from store.ledger import LedgerMoved
from store.reads import about_admin
from store.warehouse import Warehouse
from tests.world import PLAN, World, indicator, measure, target, unit, write_catalogue

NEW = {"plan_id": "m", "number": "12/KH-UBND", "issued_on": "2026-07-01", "title": "Kế hoạch mới", "status": "hieu_luc"}
JUNE, DAY = date(2026, 6, 30), date(2026, 7, 1)


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> World:
    """A province of three wards, two of them bound; a plan with two rows and a task, and a newer one without any."""
    folder = tmp_path_factory.mktemp("built")
    rows = {
        "units": [unit("p", "tinh"), *(unit(one, parent_id="p") for one in "abc"), unit("a/d", "phong", "a")],
        "plans": [PLAN | {"status": "hieu_luc"}, NEW],
        "plan_units": [{"plan_id": "k", "unit_id": "a"}, {"plan_id": "k", "unit_id": "b"}],
        "measures": [measure("m"), measure("n")],
        "indicators": [indicator("k/PL2/1", "m"), indicator("k/PL2/2", "n")],
        "targets": [target(f"k/PL2/{row}", stage, ">", 60 + stage - 2025) for row in (1, 2) for stage in (2025, 2030)],
        "tasks": [{"task_id": "k/PL3/I.1", "plan_id": "k", "kind": "nhiem_vu", "name": "n", "due_kind": "fixed", "due_on": "2025-12-31",
                "then_ongoing": "false", "certain": "true", "source": "s"}],
    }  # fmt: skip
    made = World(Home(folder / "home"), write_catalogue(folder / "catalogue", rows))
    for period in ("2025Q4", "2026Q1", "2026Q2", "2026Q3"):
        made.report("a", period, {"m": 50, "n": 40})
        made.report("b", period, {"m": 50})
    for person_id, role, unit_id in (
        ("sep", "quan_tri", None),
        ("sep-p", "quan_tri", "p"),
        ("sep-a", "quan_tri", "a"),
        ("an", "chuyen_vien", "a"),
    ):
        made.act("person", {"person_id": person_id, "name": person_id, "role": role, "unit_id": unit_id, "active": True})
    return made


@pytest.fixture
def world(built: World, tmp_path: Path) -> World:
    """The same, to write in."""
    shutil.copytree(built.home.folder, tmp_path / "home")
    return World(Home(tmp_path / "home"), built.catalogue)


@pytest.fixture
def warehouse(world: World) -> Warehouse:
    return world.open()


def cards(warehouse: Warehouse) -> set[tuple[str, str, str]]:
    with warehouse.cursor() as cursor:
        found = cursor.execute(
            "SELECT unit_id, indicator_id, period FROM scorecard UNION ALL SELECT unit_id, task_id, period FROM task_card"
        )
        return set(found.fetchall())


def done(warehouse: Warehouse, planned: Planned) -> set[tuple[str, str, str]]:
    """Does it; returns the cards that are gone, which are those that were foretold, and the tables equal a rebuild."""
    before = cards(warehouse)
    carry_out(warehouse, planned, by=planned.by)
    gone = before - cards(warehouse)
    told = {(row["unit_id"], row["what"]): row["gone"] for row in planned.extent if row["gone"]}
    rows = {(unit_id, subject) for unit_id, subject, _ in gone}
    assert told == Counter((unit_id, "nhiem_vu" if "PL3" in subject else "chi_tieu") for unit_id, subject in rows)
    fresh = Warehouse.own(warehouse.home, catalogue=warehouse._catalogue)
    with warehouse.cursor() as left, fresh.cursor() as right:
        assert [name for name in reads.tables(right) if name != "meta" and not reads.same_table(left, right, name)] == []
    return gone


def plan_row(warehouse: Warehouse, plan_id: str = "k") -> dict:
    with warehouse.cursor() as cursor:
        return next(row for row in about_admin.plans(cursor) if row["plan_id"] == plan_id)


def unit_row(warehouse: Warehouse, unit_id: str) -> dict:
    with warehouse.cursor() as cursor:
        return reads.unit(cursor, unit_id)


# -- plans -------------------------------------------------------------------------------------------------------------------


def test_a_plan_that_ends_is_not_judged_in_the_quarters_after(warehouse: Warehouse) -> None:
    gone = done(warehouse, plans.end(warehouse, "k", JUNE, "Thay kế hoạch", by="sep"))
    assert {period for _, _, period in gone} == {"2026Q3"} and {unit_id for unit_id, _, _ in gone} == {"a", "b", "p"}
    row = plan_row(warehouse)
    assert (row["effective_to"], row["status"], row["replaced_by"]) == (JUNE, "het_hieu_luc", None)


def test_a_plan_that_replaces_another_says_so_on_both_and_taking_it_back_unsays_it(warehouse: Warehouse) -> None:
    before = cards(warehouse)
    done(warehouse, plans.end(warehouse, "k", JUNE, "Thay", by="sep", replaced_by="m"))
    assert plan_row(warehouse)["replaced_by"] == ["12/KH-UBND"] and plan_row(warehouse, "m")["replaces"] == ["79/KH-UBND ngày 02/10/2025"]
    done(warehouse, plans.take_end_back(warehouse, "k", "Nhầm", by="sep"))
    row = plan_row(warehouse)
    assert (row["effective_to"], row["status"], row["replaced_by"]) == (None, "hieu_luc", None) and cards(warehouse) == before


def test_an_end_in_time_to_come_takes_nothing_from_the_quarters_there_are(warehouse: Warehouse) -> None:
    planned = plans.end(warehouse, "k", date(2027, 12, 31), "Hết hạn", by="sep")
    assert planned.extent == [] and done(warehouse, planned) == set()
    assert shown_as.plan_state(plan_row(warehouse), date(2026, 11, 21)) == "Có hiệu lực đến hết 31/12/2027"
    assert shown_as.plan_state(plan_row(warehouse), date(2028, 1, 1)) == "Hết hiệu lực sau ngày 31/12/2027"


def test_a_unit_that_drops_out_leaves_its_neighbour_and_comes_back_as_before(warehouse: Warehouse) -> None:
    before = cards(warehouse)
    gone = done(warehouse, plans.unbind(warehouse, "k", "b", JUNE, "Sắp xếp", by="sep"))
    assert {(unit_id, period) for unit_id, _, period in gone} == {("b", "2026Q3")}
    done(warehouse, plans.bind(warehouse, "k", "b", date(2026, 9, 1), "Nhầm", by="sep"))
    assert cards(warehouse) == before


def test_a_unit_that_comes_in_is_judged(warehouse: Warehouse) -> None:
    planned = plans.bind(warehouse, "k", "c", date(2026, 1, 1), "Mở rộng", by="sep")
    assert {(row["unit_id"], row["what"], row["come"]) for row in planned.extent if row["come"]} == {
        ("c", "chi_tieu", 2),
        ("c", "nhiem_vu", 1),
    }
    done(warehouse, planned)
    with warehouse.cursor() as cursor:
        assert about_admin.binding(cursor, "k", "c")["valid_from"] == date(2026, 1, 1)


PLANS_REFUSED: dict[str, tuple[Callable[[Warehouse], Planned], str]] = {
    "unknown": (lambda w: plans.end(w, "z", JUNE, "x", by="sep"), "Không có kế hoạch mang mã «z»"),
    "before it was issued": (lambda w: plans.end(w, "k", date(2025, 1, 1), "x", by="sep"), "trước ngày ban hành"),
    "without a reason": (lambda w: plans.end(w, "k", JUNE, " ", by="sep"), "phải có lý do"),
    "replaced by itself": (lambda w: plans.end(w, "k", JUNE, "x", by="sep", replaced_by="k"), "khác kế hoạch bị thay"),
    "replaced by an older one": (lambda w: plans.end(w, "m", date(2026, 8, 1), "x", by="sep", replaced_by="k"), "ban hành trước"),
    "not ended, taken back": (lambda w: plans.take_end_back(w, "k", "x", by="sep"), "đang có hiệu lực"),
    "bound twice": (lambda w: plans.bind(w, "k", "a", DAY, "x", by="sep"), "sẵn rồi"),
    "a department bound": (lambda w: plans.bind(w, "k", "a/d", DAY, "x", by="sep"), "báo cáo cho đơn vị của mình"),
    "nobody bound": (lambda w: plans.bind(w, "k", "zz", DAY, "x", by="sep"), "Không có đơn vị mang mã «zz»"),
    "never bound, let go": (lambda w: plans.unbind(w, "k", "c", DAY, "x", by="sep"), "không thuộc phạm vi"),
    "let go before it began": (lambda w: plans.unbind(w, "k", "a", date(2024, 1, 1), "x", by="sep"), "Kiểm tra lại năm"),
}


@pytest.mark.parametrize("case", PLANS_REFUSED)
def test_what_cannot_be_done_with_a_plan_is_refused(case: str, warehouse: Warehouse) -> None:
    act, sentence = PLANS_REFUSED[case]
    before = warehouse.stands_at
    with pytest.raises(CannotDo, match=sentence):
        act(warehouse)
    assert warehouse.stands_at == before


def test_a_plan_that_has_an_end_is_left_alone_until_that_is_taken_back(warehouse: Warehouse) -> None:
    done(warehouse, plans.end(warehouse, "k", JUNE, "x", by="sep"))
    for act in (lambda: plans.end(warehouse, "k", DAY, "x", by="sep"), lambda: plans.bind(warehouse, "k", "c", DAY, "x", by="sep")):
        with pytest.raises(CannotDo, match="đã có ngày hết hiệu lực 30/06/2026"):
            act()


def test_an_end_the_catalogue_wrote_is_not_taken_back_here(make_world: Callable[..., World]) -> None:
    warehouse = make_world(plans=[PLAN | {"status": "het_hieu_luc", "effective_to": "2026-06-30"}]).open()
    with pytest.raises(CannotDo, match="do danh mục ghi"):
        plans.take_end_back(warehouse, "k", "Nhầm", by="sep")


def test_only_who_administers_every_unit_of_a_plan_changes_it(warehouse: Warehouse) -> None:
    for by in ("sep-a", "an", "nobody"):
        with pytest.raises(NotAllowed):
            plans.end(warehouse, "k", JUNE, "x", by=by)
    with pytest.raises(NotAllowed):
        plans.end(warehouse, "m", DAY, "x", by="sep-p")  # binds nobody yet: everybody's
    assert plans.end(warehouse, "k", JUNE, "x", by="sep-p").extent


# -- what was shown is what is done ----------------------------------------------------------------------------------------------


def test_after_somebody_elses_entry_it_is_to_be_seen_again(world: World, warehouse: Warehouse) -> None:
    planned = plans.end(warehouse, "k", JUNE, "x", by="sep")
    world.act("setting", {"key": "a", "value": "b"})
    with pytest.raises(LedgerMoved):
        carry_out(warehouse, planned, by="sep")
    assert plan_row(warehouse)["effective_to"] is None


def test_who_confirms_is_who_looked_and_once_is_enough(warehouse: Warehouse) -> None:
    planned = plans.end(warehouse, "k", JUNE, "x", by="sep")
    with pytest.raises(NotAllowed, match="Người xác nhận phải là người đã xem trước"):
        carry_out(warehouse, planned, by="sep-p")
    carry_out(warehouse, planned, by="sep")
    with pytest.raises(LedgerMoved):
        carry_out(warehouse, planned, by="sep")


def test_looking_changes_nothing(warehouse: Warehouse) -> None:
    before, stood = cards(warehouse), warehouse.stands_at
    plans.end(warehouse, "k", JUNE, "x", by="sep")
    units.end(warehouse, "b", JUNE, [Successor("a", "nhap_toan_bo")], "x", by="sep")
    assert (cards(warehouse), warehouse.stands_at) == (before, stood)


# -- units -------------------------------------------------------------------------------------------------------------------


def add(warehouse: Warehouse, by: str = "sep", **said: object) -> Planned:
    asked = {"unit_id": "e", "name": "Phường E", "short_name": "", "kind": "phuong", "parent_id": "p", "first_day": DAY}
    return units.add(warehouse, by=by, **(asked | said))


def test_a_unit_is_added_with_its_place_and_day(warehouse: Warehouse) -> None:
    done(warehouse, add(warehouse))
    row = unit_row(warehouse, "e")
    assert (row["name"], row["short_name"], row["parent_id"], row["valid_from"], row["demonstration"]) == (
        "Phường E",
        "Phường E",
        "p",
        DAY,
        False,
    )
    with warehouse.cursor() as cursor:
        assert reads.is_within(cursor, "e", "p")


UNITS_REFUSED: dict[str, tuple[Callable[[Warehouse], Planned], str]] = {
    "the id is taken": (lambda w: add(w, unit_id="a"), "Đã có đơn vị mang mã «a»"),
    "the id is not one": (lambda w: add(w, unit_id="Phường E"), "Mã đơn vị gồm"),
    "the id is a path": (lambda w: add(w, unit_id="../e"), "Mã đơn vị gồm"),
    "the name is taken": (lambda w: add(w, name="A"), "Đã có «a» ở cùng nơi này"),
    "no name": (lambda w: add(w, name=" "), "Chưa ghi tên đơn vị"),
    "no kind": (lambda w: add(w, kind="gi"), "Chọn loại đơn vị"),
    "no such place": (lambda w: add(w, parent_id="zz"), "Không có đơn vị mang mã «zz»"),
    "a department of nothing": (lambda w: add(w, kind="phong", parent_id=None), "phải thuộc một đơn vị"),
    "below a department": (lambda w: add(w, parent_id="a/d"), "không có đơn vị trực thuộc"),
    "the same name": (lambda w: units.rename(w, "a", "a", "a", "x", by="sep"), "không có gì để đổi"),
    "a neighbour's name": (lambda w: units.rename(w, "a", "B", "", "x", by="sep"), "Đã có «b» ở cùng nơi này"),
    "renamed without a reason": (lambda w: units.rename(w, "a", "Mới", "", "", by="sep"), "phải có lý do"),
    "some still below": (lambda w: units.end(w, "a", JUNE, [], "x", by="sep"), "Còn 1 đơn vị trực thuộc"),
    "ended without a reason": (lambda w: units.end(w, "b", JUNE, [], "", by="sep"), "phải có lý do"),
    "into itself": (lambda w: units.end(w, "b", JUNE, [Successor("b", "nhap_toan_bo")], "x", by="sep"), "khác đơn vị kết thúc"),
    "twice into one": (lambda w: units.end(w, "b", JUNE, [Successor("a", "nhap_mot_phan")] * 2, "x", by="sep"), "ghi hai lần"),
    "wholly into two": (
        lambda w: units.end(w, "b", JUNE, [Successor("a", "nhap_toan_bo"), Successor("c", "nhap_mot_phan")], "x", by="sep"),
        "không còn phần nào",
    ),
    "in an unknown way": (lambda w: units.end(w, "b", JUNE, [Successor("a", "tan")], "x", by="sep"), "toàn bộ hay một phần"),
    "not ended, taken back": (lambda w: units.take_end_back(w, "b", "x", by="sep"), "đang hoạt động"),
}


@pytest.mark.parametrize("case", UNITS_REFUSED)
def test_what_cannot_be_done_with_a_unit_is_refused(case: str, warehouse: Warehouse) -> None:
    act, sentence = UNITS_REFUSED[case]
    with pytest.raises(CannotDo, match=sentence):
        act(warehouse)


def test_a_unit_ends_and_becomes_others_and_is_not_judged_after(warehouse: Warehouse) -> None:
    before = cards(warehouse)
    parts = [Successor("a", "nhap_mot_phan", "phía đông"), Successor("c", "nhap_mot_phan")]
    gone = done(warehouse, units.end(warehouse, "b", JUNE, parts, "Nghị quyết", by="sep"))
    assert {(unit_id, period) for unit_id, _, period in gone} == {("b", "2026Q3")}
    with warehouse.cursor() as cursor:
        lineage = about_admin.lineage(cursor)
    assert shown_as.lineage_texts("b", lineage) == ["nhập một phần vào a từ 01/07/2026", "nhập một phần vào c từ 01/07/2026"]
    assert shown_as.lineage_texts("c", lineage) == ["nhận b (nhập một phần) từ 01/07/2026"]
    done(warehouse, units.take_end_back(warehouse, "b", "Nhầm", by="sep"))
    with warehouse.cursor() as cursor:
        assert about_admin.lineage(cursor) == [] and cards(warehouse) == before


def test_a_unit_ended_takes_none_below_and_inherits_nothing(warehouse: Warehouse) -> None:
    done(warehouse, units.end(warehouse, "b", JUNE, [], "x", by="sep"))
    with pytest.raises(CannotDo, match="đã kết thúc hoạt động ngày 30/06/2026"):
        add(warehouse, kind="phong", parent_id="b")
    with pytest.raises(CannotDo, match="không kế thừa được"):
        units.end(warehouse, "c", DAY, [Successor("b", "nhap_toan_bo")], "x", by="sep")
    with pytest.raises(CannotDo, match="Chọn đơn vị kế thừa"):
        plans.bind(warehouse, "m", "b", DAY, "x", by="sep")


def test_a_new_name_stands_everywhere_and_in_every_quarter(warehouse: Warehouse) -> None:
    assert done(warehouse, units.rename(warehouse, "a", "Phường Á", "Á", "Nghị quyết", by="sep-p")) == set()
    assert (unit_row(warehouse, "a")["name"], unit_row(warehouse, "a")["short_name"]) == ("Phường Á", "Á")


def test_what_stands_below_a_unit_is_decided_by_who_administers_it(warehouse: Warehouse) -> None:
    done(warehouse, add(warehouse, "sep-a", unit_id="a/e", name="Phòng E", kind="phong", parent_id="a"))
    done(warehouse, units.rename(warehouse, "a/d", "Phòng D", "", "x", by="sep-a"))
    for by, act in (
        ("sep-a", lambda by: units.rename(warehouse, "a", "Khác", "", "x", by=by)),
        ("sep-a", lambda by: units.end(warehouse, "b", JUNE, [], "x", by=by)),
        ("sep-a", lambda by: add(warehouse, by)),
        ("sep-p", lambda by: add(warehouse, by, parent_id=None, kind="tinh")),
        ("an", lambda by: units.rename(warehouse, "a/d", "Khác", "", "x", by=by)),
    ):
        with pytest.raises(NotAllowed):
            act(by)


@pytest.mark.parametrize(
    ("name", "parent", "kind", "code"),
    [("Phường Đông Hòa", "p", "phuong", "phuong-dong-hoa"), ("Phòng Kinh tế", "a", "phong", "a/phong-kinh-te"), ("", None, "", "")],
)
def test_a_code_is_suggested_from_the_name(name: str, parent: str | None, kind: str, code: str) -> None:
    assert units.code_for(name, parent, kind) == code


# -- settings ----------------------------------------------------------------------------------------------------------------


def test_a_setting_is_turned_on_and_off_by_an_administrator_of_all(warehouse: Warehouse) -> None:
    for key in ("doc_khong_dang_nhap", "mot_nguoi_duyet"):
        settings.turn(warehouse, key, True, by="sep")
        with pytest.raises(CannotDo, match="không có gì để đổi"):
            settings.turn(warehouse, key, True, by="sep")
        with warehouse.cursor() as cursor:
            assert reads.setting(cursor, key) == "true" and about_admin.last_set(cursor)[key]["by_whom"] == "sep"
        settings.turn(warehouse, key, False, by="sep")
    for by in ("sep-a", "sep-p", "an", "nobody"):
        with pytest.raises(NotAllowed):
            settings.turn(warehouse, "doc_khong_dang_nhap", True, by=by)
    with pytest.raises(CannotDo, match="Không có thiết đặt này"):
        settings.turn(warehouse, "demonstration", True, by="sep")


ADDRESSES = {
    "https://tiendo57.phuong.example": "https://tiendo57.phuong.example",
    " https://tiendo57.phuong.example:8443/td57/ ": "https://tiendo57.phuong.example:8443/td57",
    "": "",
    "http://tiendo57.phuong.example": None,
    "tiendo57.phuong.example": None,
    "https://localhost": None,
    "https://ai:mat-khau@phuong.example": None,
    "https://phuong.example/?token=1": None,
    "https://phuong.example/#x": None,
    "https://phuong.example:99999": None,
    "https://phuong .example": None,
    "https://phuong.example/a b": None,
    "javascript:alert(1)": None,
    "https://": None,
}


@pytest.mark.parametrize("said", ADDRESSES)
def test_the_public_address_is_https_and_nothing_but_an_address(said: str) -> None:
    if (stored := ADDRESSES[said]) is None:
        with pytest.raises(CannotDo, match="chưa đúng dạng"):
            settings.checked_address(said)
    else:
        assert settings.checked_address(said) == stored


def test_the_public_address_is_kept_and_taken_away(warehouse: Warehouse) -> None:
    settings.set_address(warehouse, "https://a.example", by="sep")
    with warehouse.cursor() as cursor:
        assert reads.setting(cursor, settings.PUBLIC_ADDRESS) == "https://a.example"
    settings.set_address(warehouse, "", by="sep")
    with warehouse.cursor() as cursor:
        assert not reads.setting(cursor, settings.PUBLIC_ADDRESS)


# -- words -------------------------------------------------------------------------------------------------------------------


def test_what_an_act_would_change_is_said_for_each_unit() -> None:
    rows = [
        {"what": "chi_tieu", "plan_id": "k", "unit_id": "a", "gone": 2, "gone_from": "2026Q3", "come": 0, "changed": 0},
        {"what": "nhiem_vu", "plan_id": "k", "unit_id": "a", "gone": 1, "gone_from": "2026Q3", "come": 0, "changed": 1},
        {"what": "chi_tieu", "plan_id": "k", "unit_id": "b", "gone": 0, "gone_from": None, "come": 3, "changed": 0},
    ]
    assert shown_as.extent_sentences(rows, {"k": "79/KH-UBND"}, {"a": "Phường A", "b": "Phường B"}) == [
        "Phường A, kế hoạch 79/KH-UBND: 2 chỉ tiêu thôi được đánh giá từ Quý III/2026; "
        "1 nhiệm vụ thôi được đánh giá từ Quý III/2026; 1 nhiệm vụ đổi trạng thái.",
        "Phường B, kế hoạch 79/KH-UBND: 3 chỉ tiêu được đánh giá thêm.",
    ]
    assert shown_as.gone_in_all(rows) == "Thôi đánh giá 2 chỉ tiêu và 1 nhiệm vụ"
    assert shown_as.gone_in_all(rows[2:]) == shown_as.gone_in_all([]) == "Không dòng nào thôi được đánh giá"
    assert shown_as.extent_sentences([], {}, {}) == ["Không dòng nào của các quý đã có thay đổi; chỉ những quý về sau theo quy định mới."]


def test_names_from_data_are_never_markup() -> None:
    evil = "<script>alert(1)</script>"
    row = {"unit_id": evil, "name": evil, "kind": evil, "parent_id": None, "valid_from": None, "valid_to": None, "demonstration": True}
    lineage = [{"old_unit_id": evil, "new_unit_id": "x", "kind": evil, "on_date": DAY, "old_name": evil, "new_name": evil}]
    person = {"name": evil, "person_id": evil, "role": evil, "unit_name": evil, "email": evil, "active": True, "acted": None}
    plan = {"plan_id": evil, "number": evil, "issued_on": DAY, "issuer_name": evil, "effective_to": None, "status": evil}
    plan |= {"replaces": [evil], "replaced_by": [evil], "rows": 0, "tasks": 0, "duties": 0}
    bound = {"plan_id": evil, "unit_name": evil, "valid_from": DAY, "valid_to": DAY, "demonstration": True}
    shown = [
        shown_as.unit_tree([row], lineage, {}, DAY),
        shown_as.people_table([person]),
        shown_as.plans_table([plan], [bound] * 5, DAY),
        shown_as.extent_list([evil] * 5),
    ]
    assert all("<script>" not in fragment and "&lt;script&gt;" in fragment for fragment in shown)
