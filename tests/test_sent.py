"""Reports that were sent: what a decision changes is told before it is made, a lock holds against it, the page pages and filters."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from domain import clock
from domain.access import EVERYWHERE
from domain.period import Period
from etl.effects import Decision, effect_of
from etl.periods import allow, lock, unlock
from etl.submit import CannotDo, NotAllowed, approve, load, send_back, why_locked, withdraw
from report import submissions as shown_as
from store import reads
from store.home import Home
from store.ledger import LedgerMoved
from store.warehouse import Warehouse
from tests.pages import sign_in
from tests.workbooks import blank, valid
from tests.world import World

ROOT = Path(__file__).resolve().parent.parent
Q3, Q4 = Period.quarter(2026, 3), Period.quarter(2025, 4)
DECIDE: dict[Decision, Callable[[Warehouse, str], object]] = {
    "approval": lambda on, one: approve(on, one, by="bình"),
    "return": lambda on, one: send_back(on, one, by="bình", why="Thiếu minh chứng"),
    "withdrawal": lambda on, one: withdraw(on, one, by="an", why="Nhầm quý"),
}


def state(warehouse: Warehouse, submission_id: str) -> str:
    with warehouse.cursor() as cursor:
        row = reads.submission(cursor, submission_id)
    assert row
    return str(row["state"])


# -- what a decision would change ----------------------------------------------------------------------------------------


def test_withdrawing_brings_back_the_figure_of_the_earlier_report(small_world: World) -> None:
    first = small_world.report("a", "2025Q4", {"m": 65})
    second = small_world.report("a", "2025Q4", {"m": 55})
    made = effect_of(small_world.open(), "withdrawal", second)
    [figure] = made.figures
    assert (figure["value_before"], figure["id_before"], figure["value_after"], figure["id_after"]) == (55, second, 65, first)
    now = next(row for row in made.statuses if (row["unit_id"], row["period"]) == ("a", "2025Q4"))
    assert (now["status_before"], now["status_after"], now["name"], now["unit_name"]) == ("khong_dat", "dat", "k/PL2/1", "a")


def test_withdrawing_the_only_report_leaves_none_and_an_older_one_changes_nothing(small_world: World) -> None:
    first = small_world.report("a", "2025Q4", {"m": 65})
    warehouse = small_world.open()
    [figure] = effect_of(warehouse, "withdrawal", first).figures
    assert (figure["id_before"], figure["id_after"], figure["value_after"]) == (first, None, None)
    small_world.report("a", "2025Q4", {"m": 55})
    made = effect_of(warehouse, "withdrawal", first)
    assert (made.figures, made.cards, made.unmoved) == ([], [], 1)


def test_approving_tells_where_another_figure_stands(small_world: World) -> None:
    approved = small_world.report("a", "2025Q4", {"m": 55})
    pending = small_world.report("a", "2025Q4", {"m": 65}, approve=False)
    warehouse = small_world.open()
    [figure] = effect_of(warehouse, "approval", pending).figures
    assert (figure["id_before"], figure["id_after"]) == (approved, pending)
    assert effect_of(warehouse, "return", pending).figures == []


def test_what_does_not_apply_stands_too(small_world: World) -> None:
    first = small_world.report("a", "2025Q4", {"m": 65})
    second = small_world.report("a", "2025Q4", {"m": None})
    [figure] = effect_of(small_world.open(), "withdrawal", second).figures
    assert (figure["value_before"], figure["id_before"], figure["id_after"]) == (None, second, first)
    assert "không áp dụng" in shown_as.standing_changes([figure], ["a"])


@pytest.mark.parametrize("decision", DECIDE)
def test_what_is_foretold_is_what_happens(small_world: World, decision: Decision) -> None:
    small_world.report("a", "2025Q3", {"m": 50})
    small_world.report("a", "2025Q4", {"m": 65})
    small_world.report("b", "2025Q4", {"m": 70})
    pending = small_world.report("a", "2025Q4", {"m": 55}, approve=False)
    warehouse = small_world.open()
    foretold = {
        (row["unit_id"], row["period"]): (row["status_after"], row["value_after"]) for row in effect_of(warehouse, decision, pending).cards
    }
    before = cards(warehouse)
    DECIDE[decision](warehouse, pending)
    after = cards(warehouse)
    assert {key: now for key, now in after.items() if before[key] != now} == foretold


def cards(warehouse: Warehouse) -> dict[tuple[str, str], tuple[str, object]]:
    with warehouse.cursor() as cursor:
        return {(unit, period): (status, value) for unit, period, status, value in cursor.execute(
            "SELECT unit_id, period, status, value FROM scorecard"
        ).fetchall()}  # fmt: skip


def test_many_are_foretold_together(small_world: World) -> None:
    pending = [small_world.report(unit, "2025Q4", {"m": 65}, approve=False) for unit in ("a", "b")]
    warehouse = small_world.open()
    approve(warehouse, small_world.report("a", "2025Q4", {"m": 55}, approve=False), by="bình")
    made = effect_of(warehouse, "approval", *pending)
    assert (len(made.figures), made.unmoved) == (0, 2)  # b's stands already, a's is older than the approved one
    assert len(effect_of(warehouse, "withdrawal", *pending).figures) == 1


def test_statuses_are_told_unit_by_unit_and_the_rest_is_counted() -> None:
    row = {
        "indicator_id": "k/PL2/1",
        "name": "Tỷ lệ",
        "unit_of_measure": "%",
        "period": "2026Q3",
        "status_before": "dat",
        "value_before": 61,
    }
    rows = [
        row | {"unit_id": f"u{unit}", "unit_name": f"Phường {unit}", "status_after": "nguy_co", "value_after": None}
        for unit in range(shown_as.UNITS_SHOWN + 2)
        for _ in range(shown_as.ROWS_SHOWN + 3)
    ]
    said = shown_as.status_changes(rows, ["u3"])
    assert said.index("Phường 3") < said.index("Phường 0") and f"{shown_as.ROWS_SHOWN + 3} dòng đổi trạng thái" in said
    assert "và 3 dòng khác của Phường 0." in said and "và 26 dòng khác đổi trạng thái ở 2 đơn vị." in said


# -- locks, rights and what was seen -------------------------------------------------------------------------------------


@pytest.fixture
def pending(warehouse: Warehouse) -> str:
    return str(load(warehouse, valid(warehouse).bytes(), "f.xlsx", by="an").submission_id)


@pytest.mark.parametrize("decision", DECIDE)
def test_a_lock_refuses_every_decision_until_the_unit_is_let_in(warehouse: Warehouse, pending: str, decision: Decision) -> None:
    assert why_locked(warehouse, pending) is None
    lock(warehouse, Q3, "hà", "Đã chốt")
    at = warehouse.stands_at
    with pytest.raises(CannotDo, match="Kỳ Quý III/2026 đã khóa số liệu"):
        DECIDE[decision](warehouse, pending)
    assert (warehouse.stands_at, state(warehouse, pending)) == (at, "cho_duyet") and why_locked(warehouse, pending)
    allow(warehouse, Q3, "tran-lieu", "hà", "Sửa số", clock.today())
    DECIDE[decision](warehouse, pending)
    assert state(warehouse, pending) != "cho_duyet"


def test_a_lock_of_another_quarter_or_an_exception_of_another_unit_changes_nothing(warehouse: Warehouse, pending: str) -> None:
    lock(warehouse, Period.quarter(2026, 2), "hà", "Đã chốt")
    assert why_locked(warehouse, pending) is None
    lock(warehouse, Q3, "hà", "Đã chốt")
    allow(warehouse, Q3, "uong-bi", "hà", "Mất điện")
    assert "hà" in str(why_locked(warehouse, pending))
    unlock(warehouse, Q3, "hà", "Mở lại")
    assert why_locked(warehouse, pending) is None


def test_a_department_is_let_in_through_its_ward(warehouse: Warehouse) -> None:
    book = blank(warehouse, "tran-lieu/phong-vhxh")
    book.poke("5g-dia-ban", 71.5)
    report = str(load(warehouse, book.bytes(), "f.xlsx", by="an").submission_id)
    lock(warehouse, Q3, "hà", "Đã chốt")
    assert why_locked(warehouse, report)
    allow(warehouse, Q3, "tran-lieu", "hà", "Sửa số")
    assert why_locked(warehouse, report) is None


def test_a_report_over_many_quarters_is_held_by_the_lock_of_any(small_world: World) -> None:
    small_world.report("a", "2026Q1", {"m": 50})
    warehouse = small_world.open()
    value = {"unit_id": "a", "measure_id": "m", "value": "55", "sheet": "S", "cell": "A1", "period": "2025Q4", "not_applicable": False}
    header = {
        "submission_id": "BC-x",
        "plan_id": "k",
        "unit_id": "a",
        "period": "2026Q1",
        "file_name": "f",
        "sha256": "x",
        "verified": False,
    }
    small_world.act("submission", header | {"values": [value], "tasks": []})
    lock(warehouse, Q4, "hà", "Đã chốt")
    with pytest.raises(CannotDo, match="Kỳ Quý IV/2025 đã khóa số liệu"):
        withdraw(warehouse, "BC-x", by="an", why="Nhầm")


def test_one_locked_report_keeps_the_others_from_being_approved(small_world: World) -> None:
    old, new = (small_world.report("a", period, {"m": 50}, approve=False) for period in ("2025Q4", "2026Q1"))
    warehouse = small_world.open()
    lock(warehouse, Q4, "hà", "Đã chốt")
    with pytest.raises(CannotDo, match=old):
        approve(warehouse, new, old, by="bình")
    assert (state(warehouse, old), state(warehouse, new)) == ("cho_duyet", "cho_duyet")


def test_a_stranger_learns_nothing_from_withdrawing_what_is_withdrawn(warehouse: Warehouse, pending: str) -> None:
    withdraw(warehouse, pending, by="an", why="Nhầm quý")
    for person, role, unit in (("an", "chuyen_vien", "tran-lieu"), ("binh", "chuyen_vien", "uong-bi")):
        facts = {"person_id": person, "name": person, "role": role, "unit_id": unit, "active": True}
        warehouse.ledger.append("person", facts, by="ha")
    for stranger in ("binh", "ai-do", " "):
        with pytest.raises(NotAllowed):
            withdraw(warehouse, pending, by=stranger, why="Nhầm quý")
    assert withdraw(warehouse, pending, by="an", why="Nhầm quý") is False


@pytest.mark.parametrize("why", ["", " \u200b "])
def test_returning_and_withdrawing_need_a_reason(warehouse: Warehouse, pending: str, why: str) -> None:
    with pytest.raises(CannotDo, match="lý do"):
        send_back(warehouse, pending, by="bình", why=why)
    with pytest.raises(CannotDo, match="lý do"):
        withdraw(warehouse, pending, by="an", why=why)
    assert state(warehouse, pending) == "cho_duyet"


def test_a_decision_on_an_effect_seen_before_somebody_elses_entry_is_not_taken(warehouse: Warehouse, pending: str) -> None:
    at = warehouse.stands_at
    warehouse.ledger.append("setting", {"key": "a", "value": "b"}, by="chi")
    with pytest.raises(LedgerMoved):
        approve(warehouse, pending, by="bình", seen_at=at)
    assert state(warehouse, pending) == "cho_duyet"
    approve(warehouse, pending, by="bình", seen_at=warehouse.stands_at)
    with warehouse.cursor() as cursor:
        row = reads.sent_one(cursor, EVERYWHERE, pending)
    assert row and (row["state"], row["decided_by"]) == ("da_duyet", "bình")


# -- the list ------------------------------------------------------------------------------------------------------------


def listed(world: World, *asked: str | None, page: int = 1, size: int = 9) -> list[str]:
    with world.open().cursor() as cursor:
        return [row["submission_id"] for row in reads.sent(cursor, EVERYWHERE, *(asked or (None,) * 4), page, size)]


def test_the_list_pages_and_filters_newest_first(small_world: World) -> None:
    ids = [small_world.report(unit, period, {"m": 50}, approve=unit == "a") for period in ("2025Q4", "2026Q1") for unit in ("a", "b")]
    newest = ids[::-1]
    assert listed(small_world) == newest
    assert [listed(small_world, page=page, size=3) for page in (1, 2, 3)] == [newest[:3], newest[3:], []]
    assert listed(small_world, "k", "a", None, None) == [ids[2], ids[0]]
    assert listed(small_world, None, "p", "2025Q4", None) == [ids[1], ids[0]]  # a unit above sees those below it
    assert listed(small_world, None, None, None, "cho_duyet") == [ids[3], ids[1]]
    with small_world.open().cursor() as cursor:
        assert reads.sent_counts(cursor, EVERYWHERE, None, "p", None) == {"da_duyet": 2, "cho_duyet": 2}
        assert [row["unit_id"] for row in reads.senders(cursor, EVERYWHERE, "k")] == ["a", "b", "p"]


def test_a_later_report_says_what_it_replaces_or_will(small_world: World) -> None:
    first = small_world.report("a", "2025Q4", {"m": 50})
    other = small_world.report("b", "2025Q4", {"m": 50})
    second = small_world.report("a", "2025Q4", {"m": 60}, approve=False)
    warehouse = small_world.open()

    def said() -> dict[str, str]:
        with warehouse.cursor() as cursor:
            found = reads.replaced_by_sender(cursor, (first, other, second))
            rows = {one: reads.sent_one(cursor, EVERYWHERE, one) or {} for one in found}
        return {one: shown_as.replaces_text(rows[one], earlier) for one, earlier in found.items()}

    assert said() == {second: f"sẽ thay {first} cùng kỳ khi được duyệt"}
    approve(warehouse, second, by="bình")
    assert said() == {second: f"thay {first} cùng kỳ"}
    withdraw(warehouse, first, by="an", why="Nhầm")
    assert said() == {}


def test_a_figure_of_a_report_says_whether_it_counts(small_world: World) -> None:
    first, second = small_world.report("a", "2025Q4", {"m": 50}), small_world.report("a", "2025Q4", {"m": 60})
    with small_world.open().cursor() as cursor:
        [old], [new] = reads.sent_figures(cursor, first), reads.sent_figures(cursor, second)
    assert (old["standing_id"], new["standing_id"], new["indicator_id"], new["cell"]) == (second, second, "k/PL2/1", "G6")
    said = shown_as.figures_table([row | {"report_period": "2025Q4"} for row in (old, new)], "a")
    assert f"đang dùng số của {second}" in said and "nguon?ke_hoach=k&amp;don_vi=a&amp;ky=2025Q4&amp;chi_tieu=k%2FPL2%2F1" in said


def test_a_plan_workbook_stands_in_the_list_as_what_it_is(small_world: World) -> None:
    report = small_world.report("a", "2025Q4", {"m": 50})
    header = {"submission_id": "KH-00009", "plan_id": "k", "file_name": "kế-hoạch.xlsx", "sha256": "y"}
    small_world.act("catalogue_rows", header | {"rows": {}})
    assert listed(small_world) == ["KH-00009", report]
    assert listed(small_world, "k", None, None, "da_duyet") == ["KH-00009", report]
    assert listed(small_world, "k", "a", None, None) == [report]
    with small_world.open().cursor() as cursor:
        said = shown_as.table(reads.sent(cursor, EVERYWHERE, None, None, None, None, 1, 9), {})
    assert "Có hiệu lực" in said and "Tệp kế hoạch" in said and "None" not in said


def test_what_people_wrote_is_never_markup(small_world: World) -> None:
    report = small_world.report("a", "2025Q4", {"m": 50}, approve=False)
    warehouse = small_world.open()
    send_back(warehouse, report, by="<b>binh</b>", why="<script>x</script>")
    with warehouse.cursor() as cursor:
        row = reads.sent_one(cursor, EVERYWHERE, report)
    assert row
    said = shown_as.facts(row, []) + shown_as.table([row | {"file_name": "<i>f</i>"}], {})
    assert "<script>" not in said and "<b>binh" not in said and "<i>" not in said and "Trả lại" in said


# -- the page ------------------------------------------------------------------------------------------------------------


@pytest.fixture(autouse=True)
def approver(monkeypatch: pytest.MonkeyPatch) -> None:
    sign_in(monkeypatch, "nguoi_duyet", "tran-lieu", "binh")


def opened(home: Home, monkeypatch: pytest.MonkeyPatch, **asked: str) -> AppTest:
    monkeypatch.setenv("TIENDO57_HOME", str(home.folder))
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60).run().switch_page("pages/nhap/da_nop.py")
    app.query_params.clear()  # those of the page before, as the browser does
    for name, value in asked.items():
        app.query_params[name] = value
    return app.run()


def press(app: AppTest, label: str) -> AppTest:
    return next(button for button in app.button if button.label.startswith(label)).click().run()


def fill(app: AppTest, label: str, said: str) -> AppTest:
    return next(box for box in app.text_input if box.label.startswith(label)).set_value(said).run()


def shown(app: AppTest) -> str:
    return " ".join(element.proto.body for element in app.get("html"))


@pytest.fixture
def two_quarters(warehouse: Warehouse) -> list[str]:
    """Trần Liễu's reports of two quarters, both waiting, and a correction of the second."""
    made = []
    for period, share in (("2026Q2", 60), ("2026Q3", 62), ("2026Q3", 63)):
        book = valid(warehouse, lambda book, share=share: book.poke("5g-dia-ban", share), period=period)
        made.append(str(load(warehouse, book.bytes(), f"{period}.xlsx", by="an", accept_warnings=True).submission_id))
    return made


@pytest.mark.slow  # whole program
def test_the_page_lists_and_filters_by_the_url(home: Home, monkeypatch: pytest.MonkeyPatch, two_quarters: list[str]) -> None:
    app = opened(home, monkeypatch, ky="2026Q3", don_vi="tran-lieu", trang_thai="cho_duyet")
    assert not app.exception and "2 lần nộp" in shown(app)
    assert two_quarters[2] in shown(app) and two_quarters[0] not in shown(app) and f"thay {two_quarters[1]} cùng kỳ" in shown(app)
    assert f"ky=2026Q3&amp;trang_thai=cho_duyet&amp;bao_cao={two_quarters[2]}" in shown(app)
    next(box for box in app.selectbox if box.label == "Kỳ").set_value("").run()
    assert "3 lần nộp" in shown(app) and "ky" not in app.query_params


def test_a_long_list_has_pages_and_the_url_names_the_page(home: Home, monkeypatch: pytest.MonkeyPatch, warehouse: Warehouse) -> None:
    entry = {
        "plan_id": "tranlieu-79",
        "unit_id": "tran-lieu",
        "period": "2026Q3",
        "file_name": "f",
        "verified": False,
        "values": [],
        "tasks": [],
    }
    entries = [("submission", entry | {"submission_id": f"BC-{n:05d}", "sha256": str(n)}) for n in range(1, 34)]
    warehouse.ledger.append_all(entries, by="an")
    app = opened(home, monkeypatch, trang="3")
    assert not app.exception and "BC-00001" in shown(app) and "BC-00033" not in shown(app)
    app = opened(home, monkeypatch, trang="99")
    assert not app.exception and "BC-00001" in shown(app)
    app = opened(home, monkeypatch)
    assert "BC-00033" in shown(app) and "BC-00018" not in shown(app)
    app.get("pagination")[0].set_value(2).run()
    assert "BC-00018" in shown(app) and app.query_params["trang"] == "2"


@pytest.mark.slow  # whole program
def test_the_page_shows_the_effect_then_withdraws(
    home: Home, monkeypatch: pytest.MonkeyPatch, warehouse: Warehouse, two_quarters: list[str]
) -> None:
    last = two_quarters[2]
    app = opened(home, monkeypatch, bao_cao=last)
    assert not app.exception and "Nếu duyệt" in shown(app) and app.radio[0].options == ["Duyệt", "Trả lại"]
    sign_in(monkeypatch, "chuyen_vien", "tran-lieu", "an")
    app = app.run()
    assert not app.exception and not app.radio
    assert "Nếu rút: <b>3 số liệu</b> đổi" in shown(app) and two_quarters[1] in shown(app)
    assert app.get("download_button")[0].proto.label == "Tải tệp gốc"
    app = press(app, "Rút")
    assert "lý do" in app.error[0].value and state(warehouse, last) == "cho_duyet"
    app = press(fill(app, "Lý do rút", "Nhầm quý"), "Rút")
    assert not app.exception and app.success[0].value == f"Đã rút {last}." and state(warehouse, last) == "da_rut"
    assert "không còn việc gì để làm" in shown(app) and "Nhầm quý" in shown(app)
    assert all(english not in shown(app) for english in ("None", "null", "nan<"))


@pytest.mark.slow  # whole program
def test_the_page_looks_again_after_somebody_elses_entry(
    home: Home, monkeypatch: pytest.MonkeyPatch, warehouse: Warehouse, two_quarters: list[str]
) -> None:
    app = opened(home, monkeypatch, bao_cao=two_quarters[2])
    approve(warehouse, two_quarters[1], by="chi")
    app = press(app, "Duyệt")
    assert "Có người vừa nộp" in app.warning[0].value and state(warehouse, two_quarters[2]) == "cho_duyet"
    app = press(app, "Duyệt")
    assert not app.exception and state(warehouse, two_quarters[2]) == "da_duyet"


@pytest.mark.slow  # whole program
def test_the_page_approves_many_at_once(home: Home, monkeypatch: pytest.MonkeyPatch, warehouse: Warehouse, two_quarters: list[str]) -> None:
    app = opened(home, monkeypatch)
    assert app.multiselect[0].options == [f"{one} · Trần Liễu" for one in two_quarters[::-1]]
    app.multiselect[0].set_value(two_quarters[:2]).run()
    assert "Nếu duyệt" in shown(app)
    app = press(app, "Duyệt 2 báo cáo")
    with warehouse.cursor() as cursor:
        assert {(reads.submission(cursor, one) or {})["decided_by"] for one in two_quarters[:2]} == {"binh"}
    assert not app.exception and [state(warehouse, one) for one in two_quarters] == ["da_duyet", "da_duyet", "cho_duyet"]


@pytest.mark.slow  # whole program
def test_the_page_of_a_locked_quarter_offers_no_decision(
    home: Home, monkeypatch: pytest.MonkeyPatch, warehouse: Warehouse, two_quarters: list[str]
) -> None:
    lock(warehouse, Q3, "hà", "Đã chốt")
    app = opened(home, monkeypatch, bao_cao=two_quarters[2])
    assert not app.exception and "Kỳ Quý III/2026 đã khóa số liệu" in app.info[0].value and not app.radio
    app = opened(home, monkeypatch)
    assert app.multiselect[0].options == [f"{two_quarters[0]} · Trần Liễu"] and "kỳ đã khóa" in shown(app)


@pytest.mark.slow  # whole program
@pytest.mark.parametrize(
    ("role", "unit_id", "offered"),
    [
        ("lanh_dao", "tran-lieu", []),
        ("quan_tri", None, []),
        ("chuyen_vien", "tran-lieu", ["Rút"]),
        ("nguoi_duyet", "tran-lieu", ["Duyệt"]),
        ("nguoi_duyet", "hai-phong", ["Duyệt"]),
    ],
)
def test_a_report_is_read_by_who_answers_for_it_and_decided_by_who_may(
    home: Home, monkeypatch: pytest.MonkeyPatch, two_quarters: list[str], role: str, unit_id: str | None, offered: list[str]
) -> None:
    sign_in(monkeypatch, role, unit_id, "chi")
    app = opened(home, monkeypatch, bao_cao=two_quarters[2])
    assert not app.exception and not app.warning and "5g-dia-ban" not in shown(app) and "63\xa0%" in shown(app)
    assert [button.label.split(" ")[0] for button in app.button] == offered
    assert [button.proto.label for button in app.get("download_button")] == ["Tải tệp gốc"]


@pytest.mark.slow  # whole program
@pytest.mark.parametrize("role", ["lanh_dao", "chuyen_vien", "nguoi_duyet", "quan_tri"])
@pytest.mark.parametrize("unit_id", ["uong-bi", "tran-lieu/cong-an", None])
def test_a_foreign_report_is_neither_listed_nor_opened_by_link_nor_filtered_for(
    home: Home, monkeypatch: pytest.MonkeyPatch, two_quarters: list[str], role: str, unit_id: str | None
) -> None:
    if role == "quan_tri" and unit_id is None:
        unit_id = "uong-bi"  # without a unit an administrator answers for all
    sign_in(monkeypatch, role, unit_id, "chi")
    for asked in ({"bao_cao": two_quarters[2]}, {"don_vi": "tran-lieu"}, {"trang_thai": "cho_duyet"}, {}):
        app = opened(home, monkeypatch, **asked)
        words = shown(app) + " ".join(str(box.options) for box in [*app.selectbox, *app.multiselect])
        assert not app.exception and not any(one in words for one in two_quarters) and "63\xa0%" not in words and "Trần Liễu" not in words
        assert not app.get("download_button") and not app.button and not app.multiselect
        assert bool(app.warning) is ("bao_cao" in asked)


def test_the_link_to_a_foreign_report_is_answered_as_one_to_none(
    home: Home, monkeypatch: pytest.MonkeyPatch, warehouse: Warehouse, two_quarters: list[str]
) -> None:
    sign_in(monkeypatch, "chuyen_vien", "lam-mau", "chi")
    warehouse.ledger.append(
        "catalogue_rows", {"submission_id": "KH-00001", "plan_id": "tranlieu-79", "file_name": "k", "sha256": "y", "rows": {}}, by="h"
    )
    told = [opened(home, monkeypatch, bao_cao=one).warning[0].value for one in (two_quarters[2], "BC-99999")]
    assert told[0].replace(two_quarters[2], "BC-99999") == told[1] and "bạn không phụ trách" in told[1]


def test_the_sender_cannot_decide_on_the_page_but_in_a_ward_of_one_and_then_it_says_so(
    home: Home, monkeypatch: pytest.MonkeyPatch, warehouse: Warehouse
) -> None:
    for person_id, role in (("an", "chuyen_vien"), ("chi", "nguoi_duyet")):
        facts = {"person_id": person_id, "name": person_id, "role": role, "unit_id": "tran-lieu", "active": True}
        warehouse.ledger.append("person", facts, by="ha")
    one = str(load(warehouse, valid(warehouse).bytes(), "f.xlsx", by="an").submission_id)
    sign_in(monkeypatch, "nguoi_duyet", "tran-lieu", "an")  # who has sent it may since approve for the ward
    app = opened(home, monkeypatch, bao_cao=one)
    assert "không tự duyệt hoặc trả lại được" in shown(app) and not app.button
    assert "Duyệt nhiều" not in str([box.label for box in opened(home, monkeypatch).expander])
    warehouse.ledger.append("setting", {"key": "mot_nguoi_duyet", "value": "true"}, by="ha")
    sign_in(monkeypatch, "chuyen_vien", "tran-lieu", "an")
    app = opened(home, monkeypatch, bao_cao=one)
    app.radio[0].set_value("approval").run()
    app = press(app, "Duyệt")
    assert not app.exception and state(warehouse, one) == "da_duyet" and "người nộp tự duyệt" in shown(app)


def test_empty_lists_say_what_to_do_next(home: Home, monkeypatch: pytest.MonkeyPatch, warehouse: Warehouse) -> None:
    app = opened(home, monkeypatch)
    assert not app.exception and "Nộp báo cáo" in app.info[0].value
    load(warehouse, valid(warehouse).bytes(), "f.xlsx", by="an")
    app = opened(home, monkeypatch, trang_thai="da_rut")
    assert not app.exception and "Mọi trạng thái" in app.info[0].value
    app = opened(home, monkeypatch, bao_cao="BC-99999")
    assert not app.exception and "BC-99999" in app.warning[0].value


def test_the_page_of_a_plan_workbook_says_what_it_added(home: Home, monkeypatch: pytest.MonkeyPatch, warehouse: Warehouse) -> None:
    header = {"submission_id": "KH-00001", "plan_id": "tranlieu-79", "file_name": "kế-hoạch.xlsx", "sha256": "y"}
    duty = {"duty_id": "tranlieu-79/CD/99", "plan_id": "tranlieu-79", "text": "Báo cáo thêm"}
    warehouse.ledger.append("catalogue_rows", header | {"rows": {"duties": [duty]}}, by="hà")
    sign_in(monkeypatch, "lanh_dao", "uong-bi")
    app = opened(home, monkeypatch, bao_cao="KH-00001")
    assert not app.exception and "1 chế độ báo cáo" in shown(app) and "Có hiệu lực" in shown(app)
    assert not app.radio and "không kèm tệp gốc" in shown(app)
