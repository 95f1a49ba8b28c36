"""Explanations: asked about a figure that exists, answered by its unit, the later answer standing until the question is closed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from domain.access import EVERYWHERE
from domain.period import Period
from domain.wording import EXPLANATION_STATE
from etl import explain
from etl.submit import CannotDo, NotAllowed, load
from report.explanations import table, under_figure
from report.markup import explanation_address, needs_action
from store import reads
from store.home import Home
from store.ledger import Ledger
from store.warehouse import Warehouse
from tests.pages import sign_in
from tests.workbooks import valid
from tests.world import PLAN, World, indicator, measure, target, unit

ROOT = Path(__file__).resolve().parent.parent
Q4 = Period.quarter(2025, 4)
Q3 = Period.quarter(2026, 3)
ROW = "tranlieu-79/PL2/26"


@pytest.fixture
def asked(small_world: World) -> Warehouse:
    """Ward a has reported 55 % for the fourth quarter of 2025 and is asked why."""
    small_world.report("a", "2025Q4", {"m": 55})
    opened = small_world.open()
    question(opened)
    return opened


def question(warehouse: Warehouse, unit_id: str = "a", words: str = "Vì sao chưa đạt?", **more: object) -> str:
    return explain.ask(warehouse, **{"unit_id": unit_id, "indicator_id": "k/PL2/1", "period": Q4, "question": words, "by": "bình"} | more)


def told(warehouse: Warehouse, unit_id: str | None = None) -> list[dict]:
    with warehouse.cursor() as cursor:
        return reads.explanations(cursor, EVERYWHERE, "k", unit_id)


def test_a_question_stands_with_its_figure(asked: Warehouse) -> None:
    [row] = told(asked)
    assert (row["explanation_id"], row["unit_id"], row["measure_id"], row["period"]) == ("GT-00003", "a", "m", "2025Q4")
    assert (row["state"], row["question"], row["asked_by"]) == ("cho_tra_loi", "Vì sao chưa đạt?", "bình")
    assert (row["value"], row["status"], row["answer"], row["due_on"]) == (55, "khong_dat", None, None)


def test_the_later_answer_stands_and_the_earlier_stays_in_the_ledger(asked: Warehouse) -> None:
    explain.answer(asked, "GT-00003", text="Thiếu  kinh phí.", by="an")
    explain.answer(asked, "GT-00003", text="Thiếu kinh phí, đã bổ sung.", by="chi")
    [row] = told(asked)
    assert (row["state"], row["answer"], row["answered_by"]) == ("da_tra_loi", "Thiếu kinh phí, đã bổ sung.", "chi")
    given = [entry.data["answer"] for entry in asked.ledger.entries() if entry.kind == "explanation_given"]
    assert given == ["Thiếu kinh phí.", "Thiếu kinh phí, đã bổ sung."]


def test_a_closed_question_keeps_its_answer_and_takes_no_other(asked: Warehouse) -> None:
    explain.answer(asked, "GT-00003", text="Thiếu kinh phí.", by="an")
    explain.close(asked, "GT-00003", by="bình")
    for act in (lambda: explain.answer(asked, "GT-00003", text="Khác.", by="an"), lambda: explain.close(asked, "GT-00003", by="bình")):
        with pytest.raises(CannotDo, match="đã đóng"):
            act()
    [row] = told(asked)
    assert (row["state"], row["answer"], row["closed_by"]) == ("da_dong", "Thiếu kinh phí.", "bình")


def test_an_answer_does_not_touch_the_figure(asked: Warehouse) -> None:
    def cards() -> list[tuple]:
        with asked.cursor() as cursor:
            return cursor.execute("FROM scorecard ORDER BY ALL").fetchall()

    before = cards()
    explain.answer(asked, "GT-00003", text="Thiếu kinh phí.", by="an")
    assert cards() == before


@pytest.mark.parametrize(
    ("act", "said"),
    [
        (lambda on: question(on, "x"), "Không có đơn vị"),
        (lambda on: question(on, indicator_id="k/PL2/9"), "Không có chỉ tiêu"),
        (lambda on: question(on, period=Period.quarter(2031, 1)), "không được theo dõi"),
        (lambda on: question(on, words=" \u200b\n "), "Câu hỏi còn trống"),
        (lambda on: explain.answer(on, "GT-00003", text="\u00ad ", by="an"), "trả lời còn trống"),
        (lambda on: explain.answer(on, "GT-99999", text="x", by="an"), "Không có yêu cầu"),
        (lambda on: explain.close(on, "GT-99999", by="bình"), "Không có yêu cầu"),
    ],
)
def test_what_makes_no_sense_is_refused_in_words_and_not_written(asked: Warehouse, act: Callable, said: str) -> None:
    at = asked.stands_at
    with pytest.raises(CannotDo, match=said):
        act(asked)
    assert asked.stands_at == at


def test_those_who_approve_ask_and_close_and_those_who_submit_answer_for_their_own_unit(small_world: World) -> None:
    small_world.report("a", "2025Q4", {"m": 55})
    warehouse = small_world.open()
    people = (("an", "chuyen_vien", "a"), ("other", "chuyen_vien", "b"), ("binh", "nguoi_duyet", "p"), ("chi", "lanh_dao", None))
    for person, role, whose in people:
        small_world.act("person", {"person_id": person, "name": person, "role": role, "unit_id": whose, "active": True})
    for stranger in ("an", "other", "chi", "ai-do", " "):
        with pytest.raises(NotAllowed):
            question(warehouse, by=stranger)
    asked_id = question(warehouse, by="binh")
    for stranger in ("binh", "other", "chi", "ai-do"):
        with pytest.raises(NotAllowed):
            explain.answer(warehouse, asked_id, text="Thiếu kinh phí.", by=stranger)
    explain.answer(warehouse, asked_id, text="Thiếu kinh phí.", by="an")
    with pytest.raises(NotAllowed):
        explain.close(warehouse, asked_id, by="an")
    explain.close(warehouse, asked_id, by="binh")


def test_a_department_that_leads_the_row_answers_for_its_ward(make_world: Callable[..., World]) -> None:
    wards = [unit("p", "tinh"), unit("a", parent_id="p"), unit("b", parent_id="p")]
    departments = [unit(f"{ward}/{name}", "phong", ward) for ward in ("a", "b") for name in ("lead", "other")]
    world = make_world(
        units=[*wards, *departments],
        plans=[PLAN],
        plan_units=[{"plan_id": "k", "unit_id": "a"}, {"plan_id": "k", "unit_id": "b"}],
        measures=[measure("m")],
        indicators=[indicator("k/PL2/1", "m")],
        targets=[target("k/PL2/1", 2025, ">", 60)],
        assignments=[
            {"subject_id": "k/PL2/1", "role": role, "unit_id": one, "text": one}
            for role, one in (("chu_tri", "a/lead"), ("chu_tri", "b/lead"), ("phoi_hop", "a/other"))
        ],
    )
    world.report("a", "2025Q4", {"m": 55})
    warehouse = world.open()
    asked_id = question(warehouse)
    for person, role, whose in (
        ("lead", "chuyen_vien", "a/lead"),
        ("helper", "chuyen_vien", "a/other"),
        ("neighbour", "chuyen_vien", "b/lead"),
        ("head", "lanh_dao", "a/lead"),
    ):
        world.act("person", {"person_id": person, "name": person, "role": role, "unit_id": whose, "active": True})
    for stranger in ("helper", "neighbour", "head", "ai-do", " "):
        with pytest.raises(NotAllowed):
            explain.answer(warehouse, asked_id, text="Thiếu kinh phí.", by=stranger)
    explain.answer(warehouse, asked_id, text="Thiếu kinh phí.", by="lead")
    with pytest.raises(NotAllowed):
        explain.close(warehouse, asked_id, by="lead")
    assert told(warehouse)[0]["answered_by"] == "lead"


def test_a_rows_mark_says_whether_an_answer_is_waited_for_or_there(asked: Warehouse) -> None:
    def marks(period: Period = Q4, unit_id: str = "a") -> dict[str, str]:
        with asked.cursor() as cursor:
            return reads.explained(cursor, EVERYWHERE, unit_id, period)

    assert marks() == {"k/PL2/1": "cho_tra_loi"} and marks(unit_id="b") == marks(Period.quarter(2025, 3)) == {}
    explain.answer(asked, "GT-00003", text="Thiếu kinh phí.", by="an")
    assert marks() == {"k/PL2/1": "da_tra_loi"}
    again = question(asked, words="Còn gì nữa?")
    assert marks() == {"k/PL2/1": "cho_tra_loi"}
    explain.close(asked, again, by="bình")
    assert marks() == {"k/PL2/1": "da_tra_loi"}  # what was closed without a word leaves the answer there was
    with asked.cursor() as cursor:
        [row] = reads.scorecard(cursor, "k", "a", Q4)
    linked = row | {"address": "nguon?x", "label": "dòng 1", "explained": "da_tra_loi"}
    assert "có giải trình</a>" in needs_action([linked]) and "giải trình" not in needs_action([linked | {"explained": None}])


def test_waiting_ones_come_first_the_soonest_due_before(asked: Warehouse) -> None:
    later = question(asked, "b", due_on=date(2026, 3, 1))
    soon = question(asked, "b", due_on=date(2026, 2, 1))
    explain.answer(asked, question(asked, "b"), text="Xong.", by="an")
    closed = question(asked, "b")
    explain.close(asked, closed, by="bình")
    ids = [row["explanation_id"] for row in told(asked)]
    assert ids[:3] == [soon, later, "GT-00003"] and ids[-1] == closed


def test_a_unit_sees_its_own_and_those_below(asked: Warehouse) -> None:
    question(asked, "b")
    assert {row["unit_id"] for row in told(asked, "p")} == {"a", "b"}
    assert {row["unit_id"] for row in told(asked, "a")} == {"a"}
    with asked.cursor() as cursor:
        assert [row["unit_id"] for row in reads.explanations_of(cursor, EVERYWHERE, "b", "k/PL2/1", Q4)] == ["b"]
        assert reads.explanations_of(cursor, EVERYWHERE, "b", "k/PL2/1", Period.quarter(2025, 3)) == []


def test_somebody_elses_entry_between_changes_the_number_and_loses_nothing(asked: Warehouse, monkeypatch: pytest.MonkeyPatch) -> None:
    real, entered = Ledger.append, []

    def interrupted(ledger: Ledger, kind: str, *words: object, **more: object) -> object:
        if kind == "explanation_asked" and not entered:
            entered.append(real(ledger, "setting", {"key": "a", "value": "b"}, by="chi"))
        return real(ledger, kind, *words, **more)

    monkeypatch.setattr(Ledger, "append", interrupted)
    assert question(asked, "b") == "GT-00005"
    assert [row["explanation_id"] for row in told(asked, "b")] == ["GT-00005"]


def test_a_rebuild_tells_the_same(asked: Warehouse, small_world: World) -> None:
    explain.answer(asked, "GT-00003", text="Thiếu kinh phí.", by="an")
    explain.close(asked, question(asked, "b", due_on=date(2026, 2, 1)), by="bình")
    fresh = small_world.open()
    with asked.cursor() as left, fresh.cursor() as right:
        assert len(told(fresh)) == 2
        assert [name for name in reads.tables(right) if name != "meta" and not reads.same_table(left, right, name)] == []


def test_what_people_wrote_is_never_markup(asked: Warehouse) -> None:
    explain.answer(asked, "GT-00003", text="<script>x</script>", by="<b>an</b>")
    question(asked, "b", "<i>?</i>", due_on=date(2026, 2, 1))
    rows = told(asked)
    said = table(rows, date(2026, 2, 2)) + under_figure(rows, date(2026, 2, 2))
    assert "<script>" not in said and "<b>an" not in said and "<i>" not in said
    assert said.count("đã quá hạn") == 2 and "hạn 01/02/2026" in said
    assert all(EXPLANATION_STATE[row["state"]] in said for row in rows)


# -- the page ------------------------------------------------------------------------------------------------------------


@pytest.fixture
def page(home: Home, monkeypatch: pytest.MonkeyPatch) -> AppTest:
    monkeypatch.setenv("TIENDO57_HOME", str(home.folder))
    sign_in(monkeypatch, "nguoi_duyet", person_id="binh")
    return AppTest.from_file(str(ROOT / "app.py"), default_timeout=60).run().switch_page("pages/nhap/giai_trinh.py")


def press(app: AppTest, label: str) -> AppTest:
    return next(button for button in app.button if button.label == label).click().run()


def write(app: AppTest, label: str, words: str) -> AppTest:
    boxes = [*app.text_input, *app.text_area]
    return next(box for box in boxes if box.label.startswith(label)).set_value(words).run()


def shown(app: AppTest) -> str:
    return " ".join(element.proto.body for element in app.get("html"))


@pytest.mark.slow  # whole program
def test_the_page_asks_answers_and_closes(page: AppTest, warehouse: Warehouse, monkeypatch: pytest.MonkeyPatch) -> None:
    load(warehouse, valid(warehouse).bytes(), "f.xlsx", by="an")
    app = page.run()
    assert "Hỏi Phường Trần Liễu" in app.info[0].value
    app = press(write(app, "Câu hỏi", "Vì sao chậm?"), "Gửi câu hỏi")
    assert not app.exception and app.success[0].value == "Đã gửi câu hỏi cho Phường Trần Liễu."
    assert "1 yêu cầu chờ trả lời" in shown(app) and "Vì sao chậm?" in shown(app)
    assert "Gửi trả lời" not in [button.label for button in app.button], "who asks does not answer"
    sign_in(monkeypatch, "chuyen_vien", person_id="an")
    app = app.run()
    assert [button.label for button in app.button] == ["Gửi trả lời"], "who answers neither asks nor closes"
    app = press(write(app, "Trả lời", "Thiếu kinh phí."), "Gửi trả lời")
    assert not app.exception and "Thiếu kinh phí." in shown(app) and "Đã trả lời" in shown(app)
    assert "binh, " in shown(app) and "an, " in shown(app)
    sign_in(monkeypatch, "nguoi_duyet", person_id="binh")
    app = press(app.run(), "Đóng yêu cầu")
    assert not app.exception and "Đã đóng" in shown(app)
    assert all(english not in shown(app) for english in ("None", "null", "nan"))


def test_a_refused_question_stays_as_typed(page: AppTest, warehouse: Warehouse) -> None:
    load(warehouse, valid(warehouse).bytes(), "f.xlsx", by="an")
    app = write(page.run(), "Câu hỏi", "Vì sao chậm?")
    person = {"person_id": "chi", "name": "Chi", "role": "nguoi_duyet", "unit_id": "tran-lieu", "active": True}
    warehouse.ledger.append("person", person, by="quan-tri")  # from now on «binh» is nobody the ledger knows
    app = press(app, "Gửi câu hỏi")
    assert not app.exception and app.error[0].value == "Không có người dùng «binh» đang hoạt động."
    assert app.text_area[0].value == "Vì sao chậm?"


def test_the_page_points_to_what_waits_elsewhere(page: AppTest, warehouse: Warehouse) -> None:
    for period in ("2026Q2", "2026Q3"):
        load(warehouse, valid(warehouse, period=period).bytes(), "f.xlsx", by="an")
    explain.ask(warehouse, unit_id="tran-lieu", indicator_id=ROW, period=Period.quarter(2026, 2), question="Vì sao?", by="bình")
    app = page.run()
    assert not app.exception and "Còn 1 yêu cầu chờ trả lời ở nơi khác" in shown(app)
    assert "giai-trinh?ke_hoach=tranlieu-79&amp;don_vi=tran-lieu&amp;ky=2026Q2" in shown(app)


def test_a_foreign_unit_is_not_to_be_chosen_nor_reached_by_link(
    page: AppTest, warehouse: Warehouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    load(warehouse, valid(warehouse).bytes(), "f.xlsx", by="an")
    explain.ask(warehouse, unit_id="tran-lieu", indicator_id=ROW, period=Q3, question="Vì sao chậm?", by="bình")
    sign_in(monkeypatch, "nguoi_duyet", "hai-duong/so-noi-vu")
    for name, value in {"ke_hoach": "tranlieu-79", "don_vi": "tran-lieu", "ky": "2026Q3"}.items():
        page.query_params[name] = value
    app = page.run()
    assert not app.exception and app.selectbox(key="ke_hoach").value == "haiduong-snv-276" and app.warning
    assert "Vì sao chậm?" not in shown(app) and "Hỏi Phường Trần Liễu" not in shown(app)


def test_a_department_answers_for_the_rows_it_leads_and_sees_no_others(
    page: AppTest, warehouse: Warehouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    load(warehouse, valid(warehouse).bytes(), "f.xlsx", by="an")
    with warehouse.cursor() as cursor:
        leads = {row: reads.leading_departments(cursor, row, "tran-lieu") for row in (ROW, "tranlieu-79/PL2/27")}
    [led] = leads["tranlieu-79/PL2/27"]
    assert led not in leads[ROW]
    for row, words in ((ROW, "Hỏi phường"), ("tranlieu-79/PL2/27", "Hỏi công an")):
        explain.ask(warehouse, unit_id="tran-lieu", indicator_id=row, period=Q3, question=words, by="bình")
    sign_in(monkeypatch, "chuyen_vien", led)
    app = page.run()
    assert not app.exception and "Hỏi công an" in shown(app) and "Hỏi phường" not in shown(app)


def test_the_page_of_an_empty_home_says_what_to_do_next(page: AppTest) -> None:
    app = page.run()
    assert not app.exception and "Nộp báo cáo" in app.info[0].value


@pytest.mark.slow  # whole program
def test_the_question_is_reached_from_the_figure_and_stands_under_it_for_who_may_read_it(
    page: AppTest, warehouse: Warehouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    load(warehouse, valid(warehouse).bytes(), "f.xlsx", by="an")
    where = {"ke_hoach": "tranlieu-79", "don_vi": "tran-lieu", "ky": "2026Q3", "chi_tieu": ROW}

    def figure() -> str:
        source = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
        for name, value in where.items():
            source.query_params[name] = value
        source = source.run().switch_page("pages/xem/nguon.py").run()
        assert not source.exception
        return shown(source)

    address = explanation_address("tranlieu-79", "tran-lieu", Q3, ROW)
    assert "Yêu cầu giải trình số này" in figure() and address.replace("&", "&amp;") in figure()
    for name, value in where.items():
        page.query_params[name] = value
    app = page.run()
    assert next(box for box in app.selectbox if box.label.startswith("Chỉ tiêu")).value == ROW
    press(write(app, "Câu hỏi", "Vì sao chậm?"), "Gửi câu hỏi")
    assert "Vì sao chậm?" in figure() and "Hỏi thêm hoặc đóng câu hỏi" in figure()
    sign_in(monkeypatch, "chuyen_vien", "tran-lieu")
    assert "Vì sao chậm?" in figure() and "Trả lời câu hỏi" in figure()
    for role, unit_id in (("chuyen_vien", "uong-bi"), ("nguoi_duyet", "uong-bi"), (None, None)):
        sign_in(monkeypatch, role, unit_id)
        if role is None:
            warehouse.ledger.append("setting", {"key": "doc_khong_dang_nhap", "value": "true"}, by="ha")
        assert "Vì sao chậm?" not in figure() and "giai-trinh?" not in figure()
