"""The audit: a Vietnamese sentence for every kind of entry, filters, whose entries somebody sees; nothing secret; quick over many."""

from __future__ import annotations

import csv
import io
import json
import re
import shutil
import time
from datetime import date, datetime
from pathlib import Path

import pytest

from etl import people, plans, units
from etl.planned import carry_out
from etl.units import Successor
from report import audit
from store import reads, replay, replay_admin
from store.accounts import Accounts
from store.home import Home
from store.reads import about_audit
from store.warehouse import Warehouse
from tests.world import PLAN, World, indicator, measure, target, unit, write_catalogue

ALL = ("*", None, None, None, None, None)
ENGLISH = re.compile(r"\b(None|True|False|null|nan|submission|approval|person|setting|plan|unit)\b")


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> World:
    """A province of two wards, a report of each; what administrators did."""
    folder = tmp_path_factory.mktemp("built")
    rows = {
        "units": [unit("p", "tinh"), unit("a", parent_id="p", name="Phường A"), unit("b", parent_id="p", name="Phường B")],
        "plans": [PLAN | {"status": "hieu_luc"}],
        "plan_units": [{"plan_id": "k", "unit_id": "a"}, {"plan_id": "k", "unit_id": "b"}],
        "measures": [measure("m")],
        "indicators": [indicator("k/PL2/1", "m")],
        "targets": [target("k/PL2/1", 2030, ">", 60)],
    }
    made = World(Home(folder / "home"), write_catalogue(folder / "catalogue", rows))
    first = {"person_id": "sep", "name": "Quản trị Hà", "role": "quan_tri", "unit_id": None, "active": True, "invited": True}
    made.act("person", first)
    made.report("a", "2026Q1", {"m": 50})
    made.report("b", "2026Q1", {"m": 50}, approve=False)
    made.act(
        "explanation_asked", {"explanation_id": "GT-1", "unit_id": "b", "indicator_id": "k/PL2/1", "period": "2026Q1", "question": "?"}
    )
    made.act("explanation_closed", {"explanation_id": "GT-1"})
    made.act("setting", {"key": "doc_khong_dang_nhap", "value": "true"})
    return made


@pytest.fixture
def world(built: World, tmp_path: Path) -> World:
    """The same, to write in."""
    shutil.copytree(built.home.folder, tmp_path / "home")
    return World(Home(tmp_path / "home"), built.catalogue)


@pytest.fixture
def warehouse(world: World) -> Warehouse:
    return world.open()


def told(warehouse: Warehouse, asked: about_audit.Asked = ALL) -> list[str]:
    with warehouse.cursor() as cursor:
        return [audit.sentence(row) for row in about_audit.entries(cursor, asked, 1, 100)]


def numbers(warehouse: Warehouse, *asked: object) -> list[int]:
    with warehouse.cursor() as cursor:
        found = [row["number"] for row in about_audit.entries(cursor, asked, 1, 100)]
        assert about_audit.how_many(cursor, asked) == len(found)
        return found


# -- words -------------------------------------------------------------------------------------------------------------------


def test_every_kind_of_entry_has_a_name_and_a_sentence() -> None:
    assert set(audit.KINDS) == set(audit.SENTENCES) == set(replay._ACTS)
    assert len(set(audit.KINDS.values())) == len(audit.KINDS)


@pytest.mark.parametrize("kind", replay._ACTS)
def test_a_sentence_is_there_also_where_an_entry_says_little(kind: str) -> None:
    row = {"kind": kind, "facts": {}, "plan_id": None, "plan_number": None, "replaced_by_number": None}
    said = audit.sentence(row)
    assert said.endswith(".") and not ENGLISH.search(said) and not said.startswith((" ", ","))


SAID: list[tuple[str, dict, dict, str]] = [
    ("start", {"demonstration": True}, {}, "Bắt đầu sổ cái với số liệu minh họa."),
    ("start", {"demonstration": False}, {}, "Bắt đầu sổ cái mới, chưa có số liệu."),
    (
        "submission",
        {"submission_id": "BC-1", "period": "2026Q1", "file_name": "a.xlsx"},
        {"plan_id": "k", "plan_number": "79/KH-UBND"},
        "Nộp báo cáo BC-1, Quý I/2026, kế hoạch 79/KH-UBND, tệp «a.xlsx».",
    ),
    ("approval", {"submission_id": "BC-1"}, {}, "Duyệt báo cáo BC-1."),
    ("approval", {"submission_id": "BC-1", "by_sender": True}, {}, "Duyệt báo cáo BC-1, người nộp tự duyệt."),
    ("return", {"submission_id": "BC-1", "reason": "Thiếu."}, {}, "Trả lại báo cáo BC-1: Thiếu."),
    ("period", {"period": "2026Q1", "locked": True, "reason": "Chốt"}, {}, "Đặt Quý I/2026: khóa số liệu, không đặt hạn gửi: Chốt."),
    ("period", {"period": "2026Q1", "locked": False, "due_on": "2026-04-15"}, {}, "Đặt Quý I/2026: để mở, hạn gửi 15/04/2026."),
    ("period_exception", {"period": "2026Q1", "allowed": True, "until": "2026-05-01"}, {}, "Cho nộp thêm, Quý I/2026 đến hết 01/05/2026."),
    ("period_exception", {"period": "2026Q1", "allowed": False}, {}, "Thôi cho nộp thêm, Quý I/2026."),
    (
        "person",
        {"person_id": "an", "name": "An", "role": "lanh_dao", "invited": True, "active": True},
        {},
        "Thêm người dùng An (an), vai trò lãnh đạo.",
    ),
    ("person", {"person_id": "an", "name": "An", "role": "lanh_dao", "active": True}, {}, "Ghi người dùng An (an), vai trò lãnh đạo."),
    ("person", {"person_id": "an", "name": "An", "active": False}, {}, "Khóa người dùng An (an)."),
    ("person", {"person_id": "an", "name": "An", "active": True, "password_reset": True}, {}, "Cấp mật khẩu dùng một lần cho An (an)."),
    ("person", {"person_id": "an", "name": "An", "active": True, "signed_out": True}, {}, "Đăng xuất An (an) ở mọi nơi."),
    ("setting", {"key": "mot_nguoi_duyet", "value": "true"}, {}, "Thiết đặt «Đơn vị một người, được tự duyệt»: bật."),
    ("setting", {"key": "dia_chi"}, {}, "Thiết đặt «Địa chỉ công khai»: bỏ trống."),
    ("setting", {"key": "ghim:k:a", "value": "k/PL2/1 k/PL2/2"}, {}, "Ghim 2 chỉ tiêu lên đầu trang Tổng quan."),
    ("setting", {"key": "ghim:k:a"}, {}, "Bỏ ghim chỉ tiêu ở trang Tổng quan."),
    ("catalogue_rows", {"counts": {"units": 1}, "units": "Phường E"}, {}, "Thêm đơn vị Phường E."),
    (
        "catalogue_rows",
        {"submission_id": "KH-2", "counts": {"indicators": 3, "tasks": 1}, "units": "", "file_name": "k.xlsx"},
        {},
        "Nạp sổ tính kế hoạch KH-2: 3 chỉ tiêu, 1 nhiệm vụ, tệp «k.xlsx».",
    ),
    (
        "plan_ended",
        {"effective_to": "2026-06-30", "replaced_by": "m", "reason": "Thay"},
        {"plan_id": "k", "plan_number": "79/KH-UBND", "replaced_by_number": "12/KH-UBND"},
        "Kế hoạch 79/KH-UBND hết hiệu lực sau ngày 30/06/2026, thay bằng 12/KH-UBND: Thay.",
    ),
    ("plan_ended", {"reason": "Nhầm"}, {"plan_id": "k", "plan_number": "79/KH-UBND"}, "Kế hoạch 79/KH-UBND có hiệu lực trở lại: Nhầm."),
    ("unit_ended", {"valid_to": "2026-06-30"}, {}, "Đơn vị kết thúc hoạt động sau ngày 30/06/2026."),
    ("meeting_task_done", {"meeting_task_id": "KL-1", "done_on": "2026-06-30"}, {}, "Việc giao KL-1: xong ngày 30/06/2026."),
    ("meeting_task_done", {"meeting_task_id": "KL-1"}, {}, "Việc giao KL-1: chưa xong, mở lại."),
    ("participant", {"audience": "Phòng", "taking_part": True, "from_year": 2026}, {}, "Tham gia thi đua ở khối «Phòng» từ năm 2026."),
]


@pytest.mark.parametrize(("kind", "facts", "more", "sentence"), SAID)
def test_what_somebody_did_is_one_sentence(kind: str, facts: dict, more: dict, sentence: str) -> None:
    row = {"kind": kind, "facts": facts, "plan_id": None, "plan_number": None, "replaced_by_number": None} | more
    assert audit.sentence(row) == sentence


def test_what_was_typed_is_never_markup_nor_a_formula() -> None:
    evil = "=1+1<script>alert(1)</script>"
    row = {"number": 1, "kind": "return", "moment": datetime(2026, 1, 2, 3, 4, 5), "by_whom": evil, "person_name": evil, "unit_name": evil}
    row |= {"facts": {"submission_id": "BC-1", "reason": evil}, "sha256": "0" * 64}
    assert "<script>" not in audit.table([row])
    [_, cells] = csv.reader(io.StringIO(audit.to_take_along([row], ()).as_csv().decode("utf-8-sig")))
    assert cells[2].startswith("'=") and cells[5].startswith("'=")


# -- what is told ------------------------------------------------------------------------------------------------------------


def test_the_newest_comes_first_with_who_when_and_about_whom(warehouse: Warehouse) -> None:
    with warehouse.cursor() as cursor:
        [newest, *_, first] = about_audit.entries(cursor, ALL, 1, 100)
        assert about_audit.newest(cursor)["sha256"] == newest["sha256"] == warehouse.ledger.entry(newest["number"]).sha256
    assert (first["number"], first["by_whom"]) == (1, "binh") and newest["number"] == warehouse.stands_at
    written = datetime.fromisoformat(warehouse.ledger.entry(1).at).replace(tzinfo=None)
    assert (first["moment"] - written).total_seconds() == 7 * 3600


def test_an_entry_about_a_report_or_a_question_is_one_about_its_unit(warehouse: Warehouse) -> None:
    """1 person, 2 and 3 a report of a and its approval, 4 a report of b, 5 and 6 a question to b, 7 a setting."""
    assert numbers(warehouse, *ALL) == [7, 6, 5, 4, 3, 2, 1]
    assert numbers(warehouse, "*", None, None, "a", None, None) == [3, 2]
    assert numbers(warehouse, "*", None, None, "b", None, None) == [6, 5, 4]
    assert numbers(warehouse, "*", None, None, "p", None, None) == [6, 5, 4, 3, 2]


def test_filters_go_together(warehouse: Warehouse) -> None:
    assert numbers(warehouse, "*", "an", None, None, None, None) == [4, 2]
    assert numbers(warehouse, "*", None, "submission", None, None, None) == [4, 2]
    assert numbers(warehouse, "*", "an", "submission", "b", None, None) == [4]
    day = date.fromordinal(date.today().toordinal() - 3)
    assert numbers(warehouse, "*", None, None, None, day, None) == [7, 6, 5, 4, 3, 2, 1]
    assert numbers(warehouse, "*", None, None, None, None, day) == []


def test_a_day_is_viet_nams(world: World) -> None:
    world.open().ledger.append("setting", {"key": "a", "value": "b"}, by="x", at=datetime.fromisoformat("2026-03-01T18:30:00+00:00"))
    warehouse = world.open()
    assert numbers(warehouse, "*", "x", None, None, date(2026, 3, 2), date(2026, 3, 2)) == [8]
    assert numbers(warehouse, "*", "x", None, None, date(2026, 3, 1), date(2026, 3, 1)) == []


SCOPES = {"*": [7, 6, 5, 4, 3, 2, 1], "p": [6, 5, 4, 3, 2], "a": [3, 2], "b": [6, 5, 4], None: []}


@pytest.mark.parametrize("scope", SCOPES)
def test_an_administrator_of_a_unit_sees_what_concerns_it_and_those_below(scope: str | None, warehouse: Warehouse) -> None:
    assert numbers(warehouse, scope, None, None, None, None, None) == SCOPES[scope]
    with warehouse.cursor() as cursor:
        assert sum(about_audit.kinds(cursor, scope).values()) == len(SCOPES[scope])
        units_named = {row["unit_id"] for row in about_audit.concerned(cursor, scope)}
        assert units_named == {"*": {"p", "a", "b"}, "p": {"p", "a", "b"}, "a": {"a"}, "b": {"b"}, None: set()}[scope]
        assert ("sep" in about_audit.actors(cursor, scope)) is False
    assert numbers(warehouse, scope, None, None, "b", None, None) == (SCOPES["b"] if scope in ("*", "p", "b") else [])


def test_pages_follow_each_other(warehouse: Warehouse) -> None:
    with warehouse.cursor() as cursor:
        assert [[row["number"] for row in about_audit.entries(cursor, ALL, page, 3)] for page in (1, 2, 3, 4)] == [
            [7, 6, 5],
            [4, 3, 2],
            [1],
            [],
        ]


def test_acts_of_administration_are_told(warehouse: Warehouse) -> None:
    day = date(2026, 3, 31)
    carry_out(warehouse, plans.unbind(warehouse, "k", "b", day, "Sắp xếp", by="sep"), by="sep")
    carry_out(warehouse, units.end(warehouse, "b", day, [Successor("a", "nhap_toan_bo")], "Nghị quyết 1", by="sep"), by="sep")
    carry_out(warehouse, units.rename(warehouse, "a", "Phường Á", "", "Nghị quyết 2", by="sep"), by="sep")
    assert told(warehouse)[:3] == [
        "Đổi tên đơn vị thành «Phường Á»: Nghị quyết 2.",
        "Đơn vị kết thúc hoạt động sau ngày 31/03/2026: Nghị quyết 1.",
        "Thôi thực hiện kế hoạch 79/KH-UBND sau ngày 31/03/2026: Sắp xếp.",
    ]


# -- nothing secret, and quick -------------------------------------------------------------------------------------------------


def test_no_password_no_file_and_no_address_is_kept_for_the_audit(warehouse: Warehouse, tmp_path: Path) -> None:
    accounts = Accounts(tmp_path / "accounts.sqlite")
    password = people.invite(warehouse, accounts, person_id="moi", name="Mới", role="lanh_dao", unit_id="a", email="rieng@x.vn", by="sep")
    other = people.new_password(warehouse, accounts, person_id="moi", by="sep")
    warehouse.ledger.append("contact", {"unit_id": "a", "name": "Văn thư", "phone": "0000 000 001", "email": "kin@x.vn"}, by="sep")
    with warehouse.cursor() as cursor:
        rows = about_audit.entries(cursor, ALL, 1, 100)
    shown = str(rows) + audit.table(rows) + audit.to_take_along(rows, ()).as_csv().decode()
    for secret in (password, other, "rieng@x.vn", "kin@x.vn", "0000 000 001"):
        assert secret not in shown


@pytest.mark.parametrize("name", ["file", "content", "password", "token", "hash", "email", "phone", "question", "answer"])
def test_only_facts_that_are_named_are_kept(name: str) -> None:
    assert name not in replay_admin.FACTS
    entry = replay_admin.Entry(1, "setting", "2026-01-01T00:00:00+00:00", "x", {"key": "k", name: "bí mật"}, "0")
    assert "bí mật" not in str(replay_admin.audit_row(entry))


def test_a_long_text_is_cut_where_the_audit_keeps_it() -> None:
    entry = replay_admin.Entry(1, "return", "2026-01-01T00:00:00+00:00", "x", {"reason": "d" * 5000}, "0")
    assert len(json.loads(replay_admin.audit_row(entry)["facts"])["reason"]) == replay_admin.LONGEST_FACT + 2


def test_the_audit_is_made_again_alike(world: World, warehouse: Warehouse) -> None:
    with warehouse.cursor():
        pass
    world.act("setting", {"key": "a", "value": "b"})
    fresh = world.open()
    with warehouse.cursor() as left, fresh.cursor() as right:
        assert reads.same_table(left, right, "entry")
        assert right.execute("SELECT count(*) FROM entry").fetchall() == [(8,)]


def test_a_page_of_ten_thousand_entries_is_quick(warehouse: Warehouse) -> None:
    with warehouse.cursor() as cursor:
        cursor.execute("INSERT INTO entry SELECT e.* REPLACE (number + 7 * (n + 1) AS number) FROM entry AS e, range(1500) AS r(n)")
        assert about_audit.how_many(cursor, ALL) > 10_000
        began = time.perf_counter()
        for asked in (ALL, ("p", None, None, "b", None, None), ("*", "an", "submission", None, date(2026, 1, 1), None)):
            assert len([audit.sentence(row) for row in about_audit.entries(cursor, asked, 60, 50)]) == 50
        assert time.perf_counter() - began < 2.0


def test_a_broken_chain_is_found(world: World) -> None:
    ledger = world.open().ledger
    assert ledger.problems() == []
    path = world.home.ledger / "00000003.json"
    path.write_text(path.read_text().replace('"by":"binh"', '"by":"ai"'))
    assert "Mục 3 của sổ cái" in ledger.problems()[0]
