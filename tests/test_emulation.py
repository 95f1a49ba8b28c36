"""Emulation: who may say what of a criterion, how a scale of points is read, how collectives are ranked and awards proposed."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal

import pytest
from openpyxl import load_workbook

from etl import awards, emulation
from etl.emulation import Criterion
from etl.problems import NotOurWorkbook
from etl.scale_form import OWNER_ROW, SCALE, write_scale_template
from etl.submit import CannotDo, NotAllowed, preview
from etl.template import FIRST_ROW, CannotMakeForm
from store import reads
from store.reads import about_emulation
from store.warehouse import Warehouse
from tests.world import PLAN, World, unit

OFFICES, FIRMS, PERSONS = "Phòng, ban", "Doanh nghiệp", "Cá nhân"
TODAY = date(2026, 11, 21)
LINE = "004_9abd8f8bf50583e4.txt:{}"


def _criterion(audience: str, row_no: int, line: int) -> dict:
    return {"plan_id": "k", "audience": audience, "row_no": row_no, "text": f"Tiêu chí {row_no}", "source": LINE.format(line)}


@pytest.fixture
def world(make_world: Callable[..., World]) -> World:
    """A ward with three offices and a firm; five criteria for offices, one for firms, one for persons; the firms printed last."""
    rows = [_criterion(OFFICES, number, 200 + number) for number in range(1, 6)]
    return make_world(
        units=[
            unit("w"),
            unit("x", "tinh"),
            *(unit(f"w/{name}", "phong", "w", name=f"Phòng {name.upper()}", short_name=f"Phòng {name.upper()}") for name in "abc"),
            unit("w/dn", "to_chuc", "w", name="Doanh nghiệp D", short_name="Doanh nghiệp D"),
            unit("w/nhom", "nhom", "w", name="Các khu dân cư"),
        ],
        plans=[PLAN | {"issued_on": "2025-08-14"}],
        plan_units=[{"plan_id": "k", "unit_id": "w"}],
        criteria=[*rows, _criterion(FIRMS, 1, 300), _criterion(PERSONS, 1, 319)],
        phases=[
            {"plan_id": "k", "row_no": "1", "name": "Giai đoạn 1 (2025 - 2027)", "from_year": "2025", "to_year": "2027", "source": "s"},
            {"plan_id": "k", "row_no": "2", "name": "Giai đoạn 2 (2027 - 2030)", "from_year": "2027", "to_year": "2030", "source": "s"},
        ],
        awards=[{"plan_id": "k", "row_no": "1", "name": "Khen thưởng sơ kết", "text": "Giấy khen", "source": "s"}],
        duties=[
            {"duty_id": "k/BC/1", "plan_id": "k", "frequency": "so_ket", "rule": "so_ket:2027", "text": "t", "source": "s"},
            {"duty_id": "k/BC/2", "plan_id": "k", "frequency": "tong_ket", "rule": "tong_ket:2030", "text": "t", "source": "s"},
        ],
    )


@pytest.fixture
def opened(world: World) -> Warehouse:
    warehouse = world.open()
    for name in "abc":
        emulation.enrol(warehouse, "k", f"w/{name}", OFFICES, year="2026", by="an", today=TODAY)
    return warehouse


def about(name: str = "a", row_no: int = 1, audience: str = OFFICES, period: str = "2026") -> Criterion:
    return Criterion("k", f"w/{name}", audience, row_no, period)


def show(warehouse: Warehouse, what: Criterion, text: str = "Đã ban hành kế hoạch", document: str = "", by: str = "an") -> None:
    emulation.give_evidence(warehouse, what, text=text, document=document, by=by, today=TODAY)


def assess(warehouse: Warehouse, what: Criterion, points: str = "", verdict: str | None = "dat", text: str = "", by: str = "binh") -> None:
    emulation.assess(warehouse, what, verdict=verdict, text=text, points=points, by=by, today=TODAY)


def cell(warehouse: Warehouse, name: str = "a", row_no: int = 1) -> dict:
    with warehouse.cursor() as cursor:
        found = about_emulation.cells(cursor, "k", "2026")
    return next(row for row in found if row["unit_id"] == f"w/{name}" and row["row_no"] == row_no)


def standing(warehouse: Warehouse, year: str = "2026") -> dict[str, dict]:
    with warehouse.cursor() as cursor:
        return {row["unit_id"][2:]: row for row in about_emulation.standings(cursor, "k", year)}


# -- who takes part ------------------------------------------------------------------------------------------------------------


def test_a_year_before_somebody_took_part_asks_nothing_of_them(opened: Warehouse) -> None:
    assert set(standing(opened)) == {"a", "b", "c"}
    assert standing(opened, "2025") == {}


def test_nobody_takes_part_twice_and_only_as_a_collective_of_the_plan(opened: Warehouse) -> None:
    for unit_id, audience, said in (
        ("w/a", OFFICES, "Phòng A đã tham gia ở khối «Phòng, ban» từ năm 2026"),
        ("w/nhom", OFFICES, "không phải tập thể thuộc phạm vi"),
        ("x", OFFICES, "không phải tập thể thuộc phạm vi"),
        ("w/dn", PERSONS, "không phải khối tập thể"),
        ("w/dn", "Khối lạ", "Chọn một trong: Phòng, ban; Doanh nghiệp"),
    ):
        with pytest.raises(CannotDo, match=said):
            emulation.enrol(opened, "k", unit_id, audience, year="2026", by="an", today=TODAY)


def test_who_stops_keeps_the_years_before_and_may_begin_again(opened: Warehouse) -> None:
    show(opened, about())
    later = date(2028, 3, 1)
    emulation.drop(opened, "k", "w/a", OFFICES, last_year=2026, why="Sáp nhập phòng", by="an")
    assert standing(opened)["a"]["evidenced"] == 1 and "a" not in standing(opened, "2027")
    emulation.enrol(opened, "k", "w/a", OFFICES, year="2028", by="an", today=later)
    assert "a" not in standing(opened, "2027") and "a" in standing(opened, "2028")
    emulation.drop(opened, "k", "w/b", OFFICES, last_year=None, why="Ghi nhầm", by="an")
    assert "b" not in standing(opened)


def test_leaving_the_movement_needs_a_reason_and_a_sensible_year(opened: Warehouse) -> None:
    with pytest.raises(CannotDo, match="phải có lý do"):
        emulation.drop(opened, "k", "w/a", OFFICES, last_year=None, why=" ", by="an")
    with pytest.raises(CannotDo, match="năm cuối không thể là 2025"):
        emulation.drop(opened, "k", "w/a", OFFICES, last_year=2025, why="nhầm", by="an")
    with pytest.raises(CannotDo, match="không đang tham gia"):
        emulation.drop(opened, "k", "w/dn", FIRMS, last_year=None, why="nhầm", by="an")


def test_a_new_collective_comes_in_with_its_part_in_one_go(opened: Warehouse) -> None:
    made = emulation.add_collective(
        opened, "k", name="Khu dân cư số 5", kind="khu_dan_cu", audience=OFFICES, year="2026", by="an", today=TODAY
    )
    assert made == "w/khu-dan-cu-so-5" and "khu-dan-cu-so-5" in standing(opened)
    with opened.cursor() as cursor:
        row = reads.unit(cursor, made)
        assert row is not None and (row["name"], row["kind"], row["parent_id"]) == ("Khu dân cư số 5", "khu_dan_cu", "w")
        assert reads.is_within(cursor, made, "w")
    for name, said in (("khu dan cu SO 5", "Đã có «Khu dân cư số 5»"), ("  ", "Tên tập thể còn trống")):
        with pytest.raises(CannotDo, match=said):
            emulation.add_collective(opened, "k", name=name, kind="khu_dan_cu", audience=OFFICES, year="2026", by="an", today=TODAY)


# -- evidence and assessment ---------------------------------------------------------------------------------------------------


def test_a_criterion_goes_from_missing_to_shown_to_assessed(opened: Warehouse) -> None:
    assert cell(opened)["state"] == "thieu"
    show(opened, about(), document="Kế hoạch số 12/KH")
    assert (cell(opened)["state"], cell(opened)["document"]) == ("cho_danh_gia", "Kế hoạch số 12/KH")
    assess(opened, about(), verdict="dat_mot_phan", text="Cần  thêm kết quả")
    row = cell(opened)
    assert (row["state"], row["verdict"], row["assessment"], row["assessed_by"]) == (
        "dat_mot_phan",
        "dat_mot_phan",
        "Cần thêm kết quả",
        "binh",
    )
    assert not row["newer_evidence"]
    show(opened, about(), "Đã bổ sung")
    assert (cell(opened)["state"], cell(opened)["newer_evidence"], cell(opened)["evidence"]) == ("dat_mot_phan", True, "Đã bổ sung")


def test_the_table_other_programs_read_holds_one_row_for_what_stands(world: World, opened: Warehouse) -> None:
    assess(opened, about(), verdict="chua_dat")
    assess(opened, about(), verdict=None, text="Đang xem lại")
    [row] = world.rows("FROM assessment")
    named = ("plan_id", "unit_id", "audience", "row_no", "period", "text", "points")
    assert tuple(row[name] for name in named) == ("k", "w/a", OFFICES, 1, "2026", "Đang xem lại", None)
    assert cell(opened)["state"] == "nhan_xet"
    assert sum(entry.kind == "assessment" for entry in opened.ledger.entries()) == 2


def test_a_conclusion_alone_is_its_own_word(opened: Warehouse) -> None:
    assess(opened, about(), verdict="dat")
    assert cell(opened)["assessment"] == "Đạt"


@pytest.mark.parametrize(
    ("what", "said"),
    [
        (about(period="2026Q3"), "không phải là một năm"),
        (about(period="2031"), "từ năm 2025 đến năm 2030"),
        (about(period="2027"), "Năm 2027 chưa đến"),
        (about(period="năm nay"), "không phải là kỳ báo cáo"),
        (about(period="2025"), "Phòng A không tham gia ở khối «Phòng, ban» trong năm 2025"),
        (about("dn", 1, FIRMS), "Doanh nghiệp D không tham gia"),
        (about("a", 9), "không có tiêu chí số 9"),
        (about("a", 1, PERSONS), "không lưu tên riêng"),
    ],
)
def test_only_what_the_plan_asks_of_somebody_taking_part_can_be_said(opened: Warehouse, what: Criterion, said: str) -> None:
    for act in (show, assess):
        with pytest.raises(CannotDo, match=said):
            act(opened, what)


def test_empty_evidence_and_empty_assessments_are_refused(opened: Warehouse) -> None:
    with pytest.raises(CannotDo, match="Minh chứng còn trống"):
        show(opened, about(), " ", " ")
    with pytest.raises(CannotDo, match="Đánh giá còn trống"):
        assess(opened, about(), verdict=None, text=" ")
    with pytest.raises(CannotDo, match="Kết luận phải là một trong: Đạt, Đạt một phần, Chưa đạt"):
        assess(opened, about(), verdict="tot")


def test_what_was_said_can_be_taken_back_with_a_reason(opened: Warehouse) -> None:
    show(opened, about())
    assess(opened, about())
    with pytest.raises(CannotDo, match="Rút đánh giá phải có lý do"):
        emulation.take_back(opened, about(), "assessment", why="", by="binh")
    emulation.take_back(opened, about(), "assessment", why="Nhầm tập thể", by="binh")
    assert cell(opened)["state"] == "cho_danh_gia"
    emulation.take_back(opened, about(), "evidence", why="Nhầm tập thể", by="an")
    assert cell(opened)["state"] == "thieu"
    with pytest.raises(CannotDo, match="Chưa có minh chứng nào ở tiêu chí 1"):
        emulation.take_back(opened, about(), "evidence", why="lần nữa", by="an")


def test_the_unit_shows_the_approver_assesses_the_administrator_sets_the_rules(opened: Warehouse) -> None:
    for person_id, role, unit_id in (
        ("cv", "chuyen_vien", "w/a"),
        ("nd", "nguoi_duyet", "w"),
        ("qt", "quan_tri", "w"),
        ("ld", "lanh_dao", "w"),
    ):
        opened.ledger.append(
            "person", {"person_id": person_id, "name": person_id, "role": role, "unit_id": unit_id, "active": True}, by="qt"
        )
    show(opened, about(), by="cv")
    assess(opened, about(), by="nd")
    emulation.enrol(opened, "k", "w/dn", FIRMS, year="2026", by="qt", today=TODAY)
    for act in (
        lambda: show(opened, about("b"), by="cv"),
        lambda: show(opened, about(), by="nd"),
        lambda: assess(opened, about(), by="cv"),
        lambda: emulation.drop(opened, "k", "w/a", OFFICES, last_year=None, why="thử", by="nd"),
        lambda: emulation.withdraw_scale(opened, "k", why="thử", by="nd"),
        lambda: propose(opened, by="cv"),
        lambda: show(opened, about(), by="ld"),
        lambda: show(opened, about(), by=" "),
    ):
        with pytest.raises(NotAllowed):
            act()


# -- the scale of points -------------------------------------------------------------------------------------------------------


def filled(warehouse: Warehouse, *points: object, owner: str | None = "Hội đồng thử", poke: Callable | None = None) -> bytes:
    return filled_scale(warehouse, "k", points, owner, poke)


def filled_scale(
    warehouse: Warehouse, plan_id: str, points: Sequence[object], owner: str | None = "Hội đồng thử", poke: Callable | None = None
) -> bytes:
    """A scale made from our own form, its points filled in from the top."""
    with warehouse.cursor() as cursor:
        book = load_workbook(io.BytesIO(write_scale_template(cursor, plan_id)))
    sheet = book[SCALE]
    sheet.cell(OWNER_ROW, 3).value = owner
    for line, most in enumerate(points, FIRST_ROW):
        sheet.cell(line, 4).value = most
    if poke:
        poke(book)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def load(warehouse: Warehouse, *points: object, **more: object) -> str:
    shown = emulation.preview_scale(warehouse, "k", filled(warehouse, *points, **more), "thang.xlsx")
    assert not shown.checked.problems, [problem.as_sentence() for problem in shown.checked.problems]
    return emulation.load_scale(warehouse, shown, by="an")


TEN = (10, 10, 10, 10, 10, 10)


def test_the_blank_scale_asks_for_every_criterion_but_those_of_persons(opened: Warehouse) -> None:
    with opened.cursor() as cursor:
        book = load_workbook(io.BytesIO(write_scale_template(cursor, "k")))
    sheet = book[SCALE]
    rows = [[sheet.cell(line, column).value for column in (1, 2, 4)] for line in range(FIRST_ROW, sheet.max_row + 1)]
    assert rows == [*([number, OFFICES, None] for number in range(1, 6)), [1, FIRMS, None]]
    assert not sheet.cell(FIRST_ROW, 4).protection.locked and sheet.cell(FIRST_ROW, 3).protection.locked
    assert book["_tiendo57"].sheet_state == "hidden" and sheet.protection.sheet
    with opened.cursor() as cursor, pytest.raises(CannotMakeForm, match="không có tiêu chí thi đua"):
        write_scale_template(cursor, "không có")


def test_a_loaded_scale_keeps_its_file_and_the_next_form_begins_with_it(opened: Warehouse) -> None:
    scale_id = load(opened, 10, "7,5", 10, 10, 0, 40)
    with opened.cursor() as cursor:
        scale, maxima = about_emulation.scale(cursor, "k"), about_emulation.maxima(cursor, "k")
        sheet = load_workbook(io.BytesIO(write_scale_template(cursor, "k")))[SCALE]
    assert scale is not None and (scale["scale_id"], scale["owner"], scale["file_name"]) == (scale_id, "Hội đồng thử", "thang.xlsx")
    assert maxima[OFFICES, 2]["points"] == Decimal("7.5") and maxima[OFFICES, 5]["points"] == 0
    assert [sheet.cell(line, 4).value for line in range(FIRST_ROW, FIRST_ROW + 6)] == [10, 7.5, 10, 10, 0, 40]
    entry = list(opened.ledger.entries())[-1]
    assert entry.kind == "emulation_scale" and entry.data["file"] and len(entry.data["sha256"]) == 64


def test_the_file_in_force_is_not_stored_again(opened: Warehouse) -> None:
    shown = emulation.preview_scale(opened, "k", filled(opened, *TEN), "thang.xlsx")
    first = emulation.load_scale(opened, shown, by="an")
    before = opened.stands_at
    assert emulation.load_scale(opened, shown, by="an") == first and opened.stands_at == before


def test_every_wrong_cell_is_named_in_one_pass_and_nothing_is_stored(opened: Warehouse) -> None:
    def spoil(book: object) -> None:
        book[SCALE].cell(FIRST_ROW + 4, 5).value = f"{OFFICES}/77"

    content = filled(opened, None, -3, "mười", "7,5555", 10, 10, owner=None, poke=spoil)
    shown = emulation.preview_scale(opened, "k", content, "thang.xlsx")
    found = {(problem.kind, problem.cell) for problem in shown.checked.problems}
    assert found == {
        ("scale_owner", "C4"),
        ("scale_blank", "D6"),
        ("negative", "D7"),
        ("question", "D8"),
        ("scale_decimals", "D9"),
        ("scale_unknown_row", "E10"),
        ("scale_row_missing", ""),
    }
    assert all(problem.sheet == SCALE and problem.expected for problem in shown.checked.problems)
    with pytest.raises(CannotDo, match="còn lỗi"):
        emulation.load_scale(opened, shown, by="an")
    with opened.cursor() as cursor:
        assert about_emulation.scale(cursor, "k") is None


@pytest.mark.parametrize(
    ("poke", "kind"),
    [
        (lambda book: book[SCALE].cell(FIRST_ROW + 1, 5).__setattr__("value", f"{OFFICES}/1"), "row_twice"),
        (lambda book: book[SCALE].cell(FIRST_ROW + 20, 4).__setattr__("value", 5), "scale_without_row"),
        (lambda book: book[SCALE].cell(5, 4).__setattr__("value", "Điểm"), "missing_column"),
        (lambda book: book["_tiendo57"].cell(3, 2).__setattr__("value", "khac"), "scale_other_plan"),
        (lambda book: book[SCALE].cell(FIRST_ROW, 4).__setattr__("value", date(2026, 1, 2)), "became_date"),
        (lambda book: book[SCALE].cell(FIRST_ROW, 4).__setattr__("value", "=1+1"), "formula_without_value"),
        (lambda book: book[SCALE].cell(FIRST_ROW, 4).__setattr__("value", "1.234"), "question"),
    ],
)
def test_other_damage_to_a_scale_is_named_too(opened: Warehouse, poke: Callable, kind: str) -> None:
    shown = emulation.preview_scale(opened, "k", filled(opened, *TEN, poke=poke), "thang.xlsx")
    assert kind in {problem.kind for problem in shown.checked.problems} and shown.checked.has_errors


def test_a_scale_of_nothing_but_zeros_and_a_hidden_row_are_told(opened: Warehouse) -> None:
    shown = emulation.preview_scale(opened, "k", filled(opened, 0, 0, 0, 0, 0, 0), "thang.xlsx")
    assert [problem.kind for problem in shown.checked.problems] == ["scale_nothing"]
    hidden = filled(opened, *TEN, poke=lambda book: book[SCALE].row_dimensions[FIRST_ROW].__setattr__("hidden", True))
    shown = emulation.preview_scale(opened, "k", hidden, "thang.xlsx")
    assert [(problem.kind, problem.level) for problem in shown.checked.problems] == [("hidden_row", "warning")]


def test_a_scale_is_no_report_and_a_report_no_scale(opened: Warehouse, warehouse: Warehouse) -> None:
    from tests.workbooks import valid

    with pytest.raises(NotOurWorkbook, match="Nạp tệp ở trang «Thi đua»"):
        preview(opened, filled(opened, *TEN), "thang.xlsx")
    with pytest.raises(NotOurWorkbook, match="không phải thang điểm"):
        emulation.preview_scale(opened, "k", valid(warehouse).bytes(), "bao-cao.xlsx")


# -- points and ranking --------------------------------------------------------------------------------------------------------


def test_no_points_without_a_scale(opened: Warehouse) -> None:
    with pytest.raises(CannotDo, match="Chưa nạp thang điểm"):
        assess(opened, about(), "5")
    assess(opened, about())
    assert standing(opened)["a"]["rank"] is None and standing(opened)["a"]["assessed"] == 1


@pytest.mark.parametrize(
    ("points", "said"),
    [("11", "từ 0 đến 10"), ("-1", "từ 0 đến 10"), ("7,5555", "hai chữ số lẻ"), ("tám", "chưa đọc được"), ("1.234", "chưa đọc")],
)
def test_points_beyond_the_scale_are_refused(opened: Warehouse, points: str, said: str) -> None:
    load(opened, *TEN)
    with pytest.raises(CannotDo, match=said):
        assess(opened, about(), points)


def give(warehouse: Warehouse, name: str, *points: str) -> None:
    for row_no, given in enumerate(points, 1):
        if given:
            assess(warehouse, about(name, row_no), given)


def test_ties_share_a_rank_and_the_next_one_is_skipped(opened: Warehouse) -> None:
    emulation.add_collective(opened, "k", name="Phòng D", kind="phong", audience=OFFICES, year="2026", by="an", today=TODAY)
    load(opened, *TEN)
    give(opened, "a", "9", "9", "9", "9", "9")
    give(opened, "b", "8", "8", "8", "8", "8")
    give(opened, "c", "8", "8", "8", "8", "")  # 32/40 is 40/50
    give(opened, "phong-d", "7", "7", "7", "7", "7")
    found = standing(opened)
    assert [found[name]["rank"] for name in ("a", "b", "c", "phong-d")] == [1, 2, 2, 4]
    assert (found["c"]["points"], found["c"]["out_of"], found["c"]["scored"], found["c"]["to_score"]) == (32, 40, 4, 5)


def test_shares_that_differ_by_next_to_nothing_are_no_tie(opened: Warehouse) -> None:
    load(opened, 3, 9, 9, 9, 0, 10)
    give(opened, "a", "1", "3", "3", "3")  # 10/30
    give(opened, "b", "1", "3", "3", "3,01")
    assert (standing(opened)["b"]["rank"], standing(opened)["a"]["rank"]) == (1, 2)


def test_too_few_criteria_and_nobody_is_ranked(opened: Warehouse) -> None:
    load(opened, *TEN)
    give(opened, "a", "10", "10", "10")
    give(opened, "b", "1", "1", "1", "1")
    found = standing(opened)
    assert found["a"]["rank"] is None and (found["a"]["scored"], found["a"]["to_score"]) == (3, 5)
    assert found["b"]["rank"] == 1


def test_a_criterion_worth_nothing_counts_for_nobody(opened: Warehouse) -> None:
    load(opened, 10, 10, 10, 10, 0, 10)
    give(opened, "a", "5", "5", "5", "5")
    assert (standing(opened)["a"]["rank"], standing(opened)["a"]["scored"], standing(opened)["a"]["to_score"]) == (1, 4, 4)


def test_audiences_are_ranked_apart_in_printed_order(opened: Warehouse) -> None:
    emulation.enrol(opened, "k", "w/dn", FIRMS, year="2026", by="an", today=TODAY)
    load(opened, *TEN)
    give(opened, "a", "5", "5", "5", "5", "5")
    assess(opened, about("dn", 1, FIRMS), "4")
    assert [(name, row["rank"]) for name, row in standing(opened).items()] == [("a", 1), ("b", None), ("c", None), ("dn", 1)]


def test_points_given_on_another_maximum_are_left_out_until_given_again(opened: Warehouse) -> None:
    load(opened, *TEN)
    give(opened, "a", "9", "9", "5", "5", "5")
    load(opened, 8, 20, 10, 10, 10, 10)
    assert [cell(opened, "a", number)["points_state"] for number in (1, 2, 3)] == ["above", "other_maximum", "counts"]
    row = standing(opened)["a"]
    assert (row["rank"], row["points"], row["out_of"], row["inconsistent"], row["scored"]) == (None, 15, 30, 2, 3)
    assess(opened, about("a", 1), "8")
    row = standing(opened)["a"]
    assert (row["rank"], row["points"], row["out_of"], row["inconsistent"]) == (1, 23, 38, 1)


def test_without_the_scale_points_are_no_longer_counted(opened: Warehouse) -> None:
    load(opened, *TEN)
    give(opened, "a", "9", "9", "5", "5", "5")
    with pytest.raises(CannotDo, match="phải có lý do"):
        emulation.withdraw_scale(opened, "k", why="", by="an")
    emulation.withdraw_scale(opened, "k", why="Chưa được thông qua", by="an")
    assert standing(opened)["a"]["rank"] is None and cell(opened)["points_state"] == "no_scale"
    with pytest.raises(CannotDo, match="Chưa có thang điểm nào"):
        emulation.withdraw_scale(opened, "k", why="lần nữa", by="an")


# -- awards --------------------------------------------------------------------------------------------------------------------


def propose(warehouse: Warehouse, **changes: object) -> str:
    asked = {
        "plan_id": "k", "award_row": 1, "period": "2026", "nominee_kind": "tap_the", "unit_id": "w/a", "nominee": "",
        "reason": "Dẫn đầu phong trào", "grounds": [(OFFICES, 1), (OFFICES, 1)], "by": "binh", "today": TODAY,
    }  # fmt: skip
    return awards.propose(warehouse, **(asked | changes))


def test_a_proposal_stands_with_its_grounds_until_it_is_withdrawn(opened: Warehouse) -> None:
    show(opened, about(), "Đã ban hành", "Kế hoạch số 12/KH")
    proposal_id = propose(opened)
    with opened.cursor() as cursor:
        [row], [ground] = about_emulation.proposals(cursor, "k"), about_emulation.grounds(cursor, "k")
    assert (row["proposal_id"], row["nominee"], row["award"], row["state"]) == (proposal_id, "Phòng A", "Khen thưởng sơ kết", "de_nghi")
    assert (ground["row_no"], ground["evidence"], ground["document"]) == (1, "Đã ban hành", "Kế hoạch số 12/KH")
    with pytest.raises(CannotDo, match="phải có lý do"):
        awards.withdraw_proposal(opened, proposal_id, why=" ", by="binh")
    awards.withdraw_proposal(opened, proposal_id, why="Chưa đủ thành tích", by="binh")
    with opened.cursor() as cursor:
        [row] = about_emulation.proposals(cursor, "k")
    assert (row["state"], row["withdrawn_why"], row["withdrawn_by"]) == ("da_rut", "Chưa đủ thành tích", "binh")
    with pytest.raises(CannotDo, match="đã rút rồi"):
        awards.withdraw_proposal(opened, proposal_id, why="lần nữa", by="binh")


def test_a_person_is_described_and_needs_no_unit(opened: Warehouse) -> None:
    propose(opened, nominee_kind="ca_nhan", unit_id=None, nominee="Một công chức phụ trách chuyển đổi số", grounds=[(PERSONS, 1)])
    with opened.cursor() as cursor:
        [row] = about_emulation.proposals(cursor, "k")
    assert (row["nominee"], row["unit_name"]) == ("Một công chức phụ trách chuyển đổi số", None)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"award_row": 9}, "không có hình thức khen thưởng số 9"),
        ({"reason": " "}, "phải có lý do"),
        ({"unit_id": None}, "Chọn tập thể"),
        ({"unit_id": "x"}, "không phải tập thể"),
        ({"nominee_kind": "ca_nhan", "nominee": ""}, "bằng chức danh"),
        ({"nominee_kind": "nhom"}, "Tập thể, Cá nhân"),
        ({"grounds": [(FIRMS, 7)]}, "không có tiêu chí số 7"),
        ({"period": "2027"}, "chưa đến"),
    ],
)
def test_a_proposal_that_says_too_little_or_wrongly_is_refused(opened: Warehouse, changes: dict, said: str) -> None:
    with pytest.raises(CannotDo, match=said):
        propose(opened, **changes)


# -- the shadow ----------------------------------------------------------------------------------------------------------------


def test_the_tables_after_all_of_it_equal_a_rebuild(world: World, opened: Warehouse) -> None:
    load(opened, *TEN)
    show(opened, about())
    give(opened, "a", "5", "5", "5", "5", "5")
    emulation.drop(opened, "k", "w/b", OFFICES, last_year=2026, why="Sáp nhập", by="an")
    awards.withdraw_proposal(opened, propose(opened), why="thử", by="binh")
    load(opened, 20, 10, 10, 10, 10, 10)
    fresh = world.open()
    with opened.cursor() as left, fresh.cursor() as right:
        assert [name for name in reads.tables(right) if name != "meta" and not reads.same_table(left, right, name)] == []


def test_the_plan_of_the_catalogue_prints_four_audiences_two_phases_and_no_points(warehouse: Warehouse) -> None:
    with warehouse.cursor() as cursor:
        [plan] = about_emulation.emulation_plans(cursor)
        rows = about_emulation.criteria(cursor, plan["plan_id"])
        reviews = about_emulation.reviews(cursor, plan["plan_id"])
        assert about_emulation.scale(cursor, plan["plan_id"]) is None
        names = {row["unit_id"] for row in about_emulation.collectives(cursor, plan["plan_id"])}
    assert plan["plan_id"] == "uongbi-53"
    assert [len([row for row in rows if row["audience"] == name]) for name in dict.fromkeys(row["audience"] for row in rows)] == [
        8,
        3,
        3,
        2,
    ]
    assert [(row["frequency"], row["year"]) for row in reviews] == [("so_ket", 2027), ("tong_ket", 2030)]
    assert "uong-bi/phong-vhxh" in names and "uong-bi/cac-khu-dan-cu" not in names
