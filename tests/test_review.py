"""The plan itself is checked: every kind of finding is found where it is and nowhere else, and said in whole sentences."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

import pytest

from report import review
from store.reads import about_review
from store.warehouse import Warehouse
from tests.world import PLAN, World, indicator, measure, target, unit

SOURCE = "000_0000000000000000.txt:1"
BOUND = [{"plan_id": "k", "unit_id": "a"}]
DUTY = {"duty_id": "k/BC/1", "plan_id": "k", "reporter": "Phòng A", "receiver": "UBND", "frequency": "nam", "rule": "nam:30/11"}
DUTY |= {"text": "Báo cáo hằng năm.", "source": SOURCE}


def task(row: str, due_kind: str = "fixed", due_on: str = "", **changes: str) -> dict:
    return {
        "task_id": f"k/PL3/{row}", "plan_id": "k", "kind": "nhiem_vu", "section": row.split(".")[0], "row_no": row, "name": f"Việc {row}",
        "due_kind": due_kind, "due_on": due_on, "certain": "true", "source": SOURCE,
    } | changes  # fmt: skip


def led(*subjects: str) -> list[dict]:
    return [{"subject_id": subject, "role": "chu_tri", "unit_id": "a"} for subject in subjects]


@pytest.fixture
def found(make_world: Callable[..., World]) -> Callable[..., tuple[dict[str, list[dict]], dict, dict]]:
    """The findings of a small catalogue by kind; rows, tasks and duties are in order unless the test says otherwise."""

    def ask(**rows: list[dict]) -> tuple[dict[str, list[dict]], dict, dict]:
        named = [row["indicator_id"] for row in rows.get("indicators", [])] + [row["task_id"] for row in rows.get("tasks", [])]
        base = {"units": [unit("p", "tinh"), unit("a", parent_id="p")], "plans": [PLAN | {"issuer_unit_id": "a"}], "plan_units": BOUND}
        base |= {"measures": [measure("m"), measure("n", family="m")], "duties": [DUTY], "assignments": led(*named)}
        warehouse = make_world(**(base | rows)).open()
        with warehouse.cursor() as cursor:
            findings, known, plans = about_review.findings(cursor), about_review.subjects(cursor), about_review.issuers(cursor)
        warehouse.close()
        return {kind: [row for row in findings if row["kind"] == kind] for kind in {row["kind"] for row in findings}}, known, plans

    return ask


def heading(answer: tuple[dict[str, list[dict]], dict, dict], kind: str) -> str:
    findings, known, _ = answer
    [row] = findings[kind]
    return review.heading(row, known)


TWO = [indicator("k/PL1/1", "m", "2030"), indicator("k/PL2/1", "m")]


def test_a_plan_in_order_has_no_finding(found: Callable) -> None:
    answer = found(indicators=[TWO[1]], targets=[target("k/PL2/1", 2025, ">", 60), target("k/PL2/1", 2030, "=", 100)])
    assert answer[0] == {}
    gravest, said = review.lede([], answer[1], answer[2], "Kế hoạch 79/KH-UBND")
    assert gravest.startswith("Kế hoạch 79/KH-UBND: không thấy") and said == ""


def test_one_measure_with_two_targets_for_one_stage(found: Callable) -> None:
    targets = [target("k/PL1/1", 2030, "=", 90), target("k/PL2/1", 2025, "=", 100), target("k/PL2/1", 2030, "=", 100)]
    answer = found(indicators=TWO, targets=targets)
    assert set(answer[0]) == {"khac_muc_tieu"}
    assert heading(answer, "khac_muc_tieu") == ("k/PL1/1: Phụ lục 1, dòng 1 ghi 90 % (năm 2030), Phụ lục 2, dòng 1 ghi 100 % (năm 2030)")
    [row] = answer[0]["khac_muc_tieu"]
    assert review.gravity(row) == "sua"
    assert review.advice(row, answer[1], answer[2]).startswith("Kiến nghị: đề nghị a thống nhất một mục tiêu")


def test_equal_targets_are_no_contradiction(found: Callable) -> None:
    assert found(indicators=TWO, targets=[target("k/PL1/1", 2030, ">=", 90), target("k/PL2/1", 2030, "=", 90)])[0].keys() == set()


def test_a_doubtful_cell_is_asked_about_before_it_is_amended(found: Callable) -> None:
    targets = [target("k/PL1/1", 2030, "=", 90, certain="false", doubt="Chữ nhòe."), target("k/PL2/1", 2030, "=", 100)]
    [row] = found(indicators=TWO, targets=targets)[0]["khac_muc_tieu"]
    assert review.gravity(row) == "hoi"


def test_a_later_stage_elsewhere_must_not_ask_less(found: Callable) -> None:
    answer = found(indicators=TWO, targets=[target("k/PL1/1", 2030, "=", 90), target("k/PL2/1", 2025, "=", 100)])
    assert "khac_muc_tieu" in answer[0]


@pytest.mark.parametrize(("same_people", "expected"), [(True, 1), (False, 0)])
def test_two_plans_contradict_each_other_only_about_the_same_people(found: Callable, same_people: bool, expected: int) -> None:
    other = PLAN | {"plan_id": "h", "number": "1/KH", "issuer_unit_id": "a"}
    units = [unit("p", "tinh"), unit("a", parent_id="p"), unit("b", "tinh")]
    bound = [*BOUND, {"plan_id": "h", "unit_id": "p" if same_people else "b"}]
    rows = [TWO[1], indicator("h/PL2/1", "m", plan_id="h")]
    answer = found(
        units=units, plans=[PLAN | {"issuer_unit_id": "a"}, other], plan_units=bound, indicators=rows,
        duties=[DUTY, DUTY | {"duty_id": "h/BC/1", "plan_id": "h"}],
        targets=[target("k/PL2/1", 2030, "=", 90), target("h/PL2/1", 2030, "=", 100)],
    )  # fmt: skip
    assert len(answer[0].get("khac_muc_tieu", [])) == expected


def test_kin_with_other_definitions_are_said_apart(found: Callable) -> None:
    rows = [indicator("k/PL1/7", "m", "2030"), indicator("k/PL2/27", "n", "2030")]
    answer = found(indicators=rows, targets=[target("k/PL1/7", 2030, ">", 70), target("k/PL2/27", 2030, "=", 10)])
    assert set(answer[0]) == {"khac_dinh_nghia"}
    assert heading(answer, "khac_dinh_nghia") == "Phụ lục 1, dòng 7 «k/PL1/7» ghi > 70 %; Phụ lục 2, dòng 27 «k/PL2/27» ghi 10 % (năm 2030)"
    assert review.gravity(answer[0]["khac_dinh_nghia"][0]) == "hoi", "70 is more than twice 10"
    unread = {"kind": "khong_doc_duoc", "doubtful": True}
    assert review.ordered([unread, *answer[0]["khac_dinh_nghia"]])[-1] is unread


@pytest.mark.parametrize(("direction", "later", "falls"), [("tang", 3, True), ("tang", 7, False), ("giam", 7, True), ("giam", 3, False)])
def test_a_path_that_falls_back_knows_which_way_is_good(found: Callable, direction: str, later: int, falls: bool) -> None:
    targets = [target("k/PL2/1", 2025, "=", 6), target("k/PL2/1", 2030, "=", later)]
    answer = found(measures=[measure("m", direction=direction)], indicators=[TWO[1]], targets=targets)
    assert ("lui_dan" in answer[0]) is falls
    if falls:
        assert heading(answer, "lui_dan") == f"Phụ lục 2, dòng 1: năm 2030 ghi {later} %, kém năm 2025 (6 %)"


def test_a_stage_left_empty_after_a_figure(found: Callable) -> None:
    answer = found(indicators=[indicator("k/PL2/1", "m", "2025 2030 2035")], targets=[target("k/PL2/1", 2030, "=", 60)])
    assert heading(answer, "mat_muc_tieu") == "Phụ lục 2, dòng 1: năm 2035 để trống sau khi đã có số"
    assert set(answer[0]) == {"mat_muc_tieu"}, "2025 before the first figure is empty on purpose"


def test_unreadable_and_worded_targets(found: Callable) -> None:
    targets = [
        target("k/PL2/1", 2025, "=", None, text="[…]", certain="false", doubt="Chữ nhòe hẳn."),
        target("k/PL2/1", 2030, "words", None, text="Phấn đấu tăng dần"),
    ]
    answer = found(indicators=[TWO[1]], targets=targets)
    assert set(answer[0]) == {"khong_doc_duoc", "bang_loi"}, "an unreadable cell is not counted again as a doubtful one"
    assert review.quoted(answer[1]["k/PL2/1"]) == "2025: không đọc được («[…]»); 2030: Phấn đấu tăng dần"


def test_a_doubt_about_several_cells_is_one_finding(found: Callable) -> None:
    rows = [indicator("k/PL2/1", "m", "2030"), indicator("k/PL2/2", "x", "2030")]
    doubtful = {"certain": "false", "doubt": "Dấu «>» có thể là «≥»."}
    targets = [target("k/PL2/1", 2030, ">", 70, **doubtful), target("k/PL2/2", 2030, ">", 80, **doubtful)]
    answer = found(measures=[measure("m"), measure("x")], indicators=rows, targets=targets)
    assert heading(answer, "chua_chac") == "2 dòng, cùng một chỗ chưa chắc: Phụ lục 2, dòng 1, Phụ lục 2, dòng 2"
    assert review.gravity(answer[0]["chua_chac"][0]) == "hoi"


def test_a_doubt_about_a_task_is_good_to_know(found: Callable) -> None:
    [row] = found(tasks=[task("I.1", "ongoing", certain="false", doubt="Tên nhòe.")])[0]["chua_chac"]
    assert review.gravity(row) == "biet"


@pytest.mark.parametrize(
    ("due_on", "ends", "kind", "said"),
    [
        ("2025-09-30", "", "truoc_ngay_ky", "Phụ lục 3, dòng I.1: hạn 30/09/2025, trước ngày ký kế hoạch 02/10/2025"),
        ("2026-07-31", "2026-06-30", "sau_het_hieu_luc", "Phụ lục 3, dòng I.1: hạn 31/07/2026, sau ngày hết hiệu lực 30/06/2026"),
        ("", "", "thieu_ngay", "Phụ lục 3, dòng I.1: ghi thời hạn «Trong năm» mà không ra ngày nào"),
    ],
)
def test_deadlines_that_cannot_be(found: Callable, due_on: str, ends: str, kind: str, said: str) -> None:
    plans = [PLAN | {"issuer_unit_id": "a", "effective_to": ends}]
    answer = found(plans=plans, tasks=[task("I.1", due_on=due_on, due_text="Trong năm")])
    assert set(answer[0]) == {kind}
    assert heading(answer, kind) == said


@pytest.mark.parametrize("due_on", ["2025-10-02", "2026-06-30"])
def test_the_day_of_signing_and_the_last_day_are_in_time(found: Callable, due_on: str) -> None:
    assert found(plans=[PLAN | {"issuer_unit_id": "a", "effective_to": "2026-06-30"}], tasks=[task("I.1", due_on=due_on)])[0] == {}


def test_rows_and_tasks_without_a_lead(found: Callable) -> None:
    tasks = [task("I.1", "ongoing"), task("I.2", "ongoing", kind="giai_phap"), task("I.3", "ongoing", kind="giai_phap")]
    answer = found(tasks=tasks, assignments=led("k/PL3/I.3"))
    said = {review.heading(row, answer[1]): review.gravity(row) for row in answer[0]["thieu_chu_tri"]}
    assert said == {
        "1 nhiệm vụ không ghi cơ quan chủ trì: Phụ lục 3, dòng I.1": "sua",
        "1 giải pháp không ghi cơ quan chủ trì: Phụ lục 3, dòng I.2": "biet",
    }


def link(plan_id: str, relation: str, number: str, day: str) -> dict:
    return {"plan_id": plan_id, "relation": relation, "number": number, "issued_on": day, "name": "", "source": SOURCE}


def test_a_replaced_document_that_is_still_cited(found: Callable) -> None:
    links = [link("k", "thay_the", "19/KH-UBND", "2025-08-14"), link("h", "thuc_hien", "19/KH-UBND", "2025-08-14")]
    links.append(link("h", "can_cu", "19/KH-UBND", "2024-01-01"))  # the same number of another day is another document
    plans = [PLAN | {"issuer_unit_id": "a"}, PLAN | {"plan_id": "h", "number": "1/KH", "issuer_unit_id": "a"}]
    answer = found(plans=plans, plan_links=links, duties=[DUTY, DUTY | {"duty_id": "h/BC/1", "plan_id": "h"}])
    assert heading(answer, "thay_the_con_dan") == "Văn bản 19/KH-UBND ngày 14/08/2025 đã bị thay thế mà vẫn được dẫn"
    assert set(answer[0]["thay_the_con_dan"][0]["plans"]) == {"k", "h"}


def test_a_replaced_plan_still_in_force(found: Callable) -> None:
    plans = [PLAN | {"issuer_unit_id": "a", "status": "hieu_luc"}]
    answer = found(plans=plans, plan_links=[link("k", "thay_the", PLAN["number"], PLAN["issued_on"])])
    assert set(answer[0]) == {"thay_the_con_dan"}


@pytest.mark.parametrize(("day", "kinds"), [("2025-10-03", {"can_cu_sau"}), ("2025-10-02", set())])
def test_a_basis_signed_after_the_plan(found: Callable, day: str, kinds: set) -> None:
    assert set(found(plan_links=[link("k", "can_cu", "9/NQ", day)])[0]) == kinds


@pytest.mark.parametrize(("status", "gravity"), [("hieu_luc", "hoi"), ("het_hieu_luc", "biet")])
def test_an_issuer_that_is_gone_and_who_follows(found: Callable, status: str, gravity: str) -> None:
    units = [unit("p", "tinh", valid_to="2025-06-30"), unit("a", parent_id="p"), unit("q", "tinh", name="Thành phố Q")]
    lineage = [{"old_unit_id": "p", "new_unit_id": "q", "kind": "nhap_toan_bo", "on_date": "2025-07-01", "note": ""}]
    answer = found(units=units, unit_lineage=lineage, plans=[PLAN | {"issuer_unit_id": "a", "status": status}])
    [row] = answer[0]["noi_ban_hanh_het"]
    assert (review.gravity(row), review.detail(row)) == (gravity, "Địa bàn nay thuộc: Thành phố Q.")


GAP = {"plan_id": "k", "kind": "thieu_phu_luc", "appendix": "2", "place": "Phụ lục 2: chỉ tiêu", "text": "Dẫn Phụ lục 2.", "source": SOURCE}


def test_a_missing_appendix(found: Callable) -> None:
    assert heading(found(plan_gaps=[GAP]), "thieu_phu_luc") == "Không có Phụ lục 2: chỉ tiêu"


def test_an_appendix_is_missing_no_more_once_its_rows_came_in(found: Callable) -> None:
    rows = [indicator("k/PL2/1", "m", "2025") | {"appendix": "2"}]
    assert found(plan_gaps=[GAP], indicators=rows, targets=[target("k/PL2/1", 2025, "=", 1)])[0] == {}


@pytest.mark.parametrize(("kind", "gravity"), [("dan_chieu", "sua"), ("danh_so", "biet"), ("noi_dung", "biet")])
def test_what_the_text_says_twice(found: Callable, kind: str, gravity: str) -> None:
    [row] = found(plan_gaps=[GAP | {"kind": kind}])[0]["trinh_bay"]
    assert review.gravity(row) == gravity


@pytest.mark.parametrize(("begins", "said"), [("2027", "Giai đoạn 1 đến hết năm 2027, giai đoạn 2 bắt đầu từ năm 2027"), ("2028", None)])
def test_phases_that_share_a_year(found: Callable, begins: str, said: str | None) -> None:
    phases = [{"plan_id": "k", "row_no": "1", "name": "Giai đoạn 1", "from_year": "2025", "to_year": "2027", "source": SOURCE}]
    phases.append({"plan_id": "k", "row_no": "2", "name": "Giai đoạn 2", "from_year": begins, "to_year": "2030", "source": SOURCE})
    answer = found(phases=phases)
    assert (heading(answer, "giai_doan_chong") if answer[0] else None) == said


@pytest.mark.parametrize(
    ("duty", "ends", "kinds"),
    [
        (None, "", {"khong_bao_cao"}),
        ({"rule": "nam"}, "", {"bao_cao_khong_ngay"}),
        ({"frequency": "dot_xuat", "rule": "dot_xuat"}, "", set()),
        ({"receiver": ""}, "", {"bao_cao_khong_noi_nhan"}),
        ({"rule": "nam:30/11"}, "2025-11-29", {"bao_cao_sau_het"}),
        ({"rule": "nam:30/11"}, "2025-11-30", set()),
        ({"rule": "nam:01/10"}, "2026-09-30", {"bao_cao_sau_het"}),  # the first 1 October after the signing is next year's
        ({"frequency": "thang", "rule": "thang:16"}, "2025-10-15", {"bao_cao_sau_het"}),
        ({"frequency": "tong_ket", "rule": "tong_ket:2030"}, "2029-12-31", {"bao_cao_sau_het"}),
    ],
)
def test_reporting_duties(found: Callable, duty: dict | None, ends: str, kinds: set) -> None:
    plans = [PLAN | {"issuer_unit_id": "a", "effective_to": ends}]
    assert set(found(plans=plans, duties=[DUTY | duty] if duty is not None else [])[0]) == kinds


def test_every_kind_has_its_words() -> None:
    assert set(review.KINDS) == set(about_review._KINDS)


# -- the five plans ----------------------------------------------------------------------------------------------------------


def test_the_five_plans_hold_what_their_readers_found(warehouse: Warehouse) -> None:
    with warehouse.cursor() as cursor:
        findings, known, plans = about_review.findings(cursor), about_review.subjects(cursor), about_review.issuers(cursor)
    by_plan = {plan_id: Counter(row["kind"] for row in findings if plan_id in row["plans"]) for plan_id in plans}
    said = [review.heading(row, known) for row in findings]
    assert by_plan["tranlieu-79"]["khac_muc_tieu"] == 1
    assert any("Phụ lục 1, dòng 1.2 ghi 90 % (năm 2030), Phụ lục 2, dòng 22 ghi 100 % (năm 2030)" in one for one in said)
    assert any("chữ ký số" in one and "> 70 %" in one and "10 %" in one for one in said)
    assert "Nhiệm vụ 4.2: hạn 31/07/2025, sau ngày hết hiệu lực 30/06/2025" in said
    assert by_plan["haiphong-sct-5749"]["thieu_phu_luc"] == 3
    assert [by_plan[plan_id]["noi_ban_hanh_het"] for plan_id in ("uongbi-114", "haiduong-snv-276")] == [1, 1]
    assert {row["subjects"][0] for row in findings if row["kind"] == "truoc_ngay_ky"} == {"tranlieu-79/PL3/I.1", "tranlieu-79/PL3/I.6"}
    assert all(by_plan.values()), "no plan is without a finding"


def test_every_finding_is_a_whole_sentence_with_a_place_and_lines(warehouse: Warehouse) -> None:
    with warehouse.cursor() as cursor:
        findings, known, plans = about_review.findings(cursor), about_review.subjects(cursor), about_review.issuers(cursor)
    shown = review.table(review.ordered(findings), known, plans, ())
    for row in shown.rows:
        assert all(row), row
        assert not {"None", "nan"} & set(" ".join(map(str, row)).split())
        assert row[-1].startswith("Kiến nghị: đề nghị ") and row[-1].endswith(".") and "  " not in row[-1]
        assert "dòng" in row[shown.heads.index("Dòng bản chữ")]


def test_counts_add_up_and_are_gravest_first(warehouse: Warehouse) -> None:
    with warehouse.cursor() as cursor:
        findings = review.ordered(about_review.findings(cursor))
        known, plans = about_review.subjects(cursor), about_review.issuers(cursor)
    order = [list(review.GRAVITY).index(review.gravity(row)) for row in findings]
    assert order == sorted(order)
    _, said = review.lede(findings, known, plans, "5 kế hoạch")
    assert sum(int(word) for word in said.split()[2:] if word.isdigit()) == len(findings)
    html = review.kinds_table(findings, {kind: f"?loai={kind}" for kind in review.KINDS}, None)
    assert f"<b>{len(findings)}</b>" in html


def test_text_of_a_plan_never_becomes_markup(found: Callable) -> None:
    evil = "<script>alert(1)</script>"
    rows = [indicator("k/PL2/1", "m", "2025 2030") | {"name": evil}]
    findings, known, plans = found(indicators=rows, targets=[target("k/PL2/1", 2025, "words", None, text=evil)])
    for row in [one for many in findings.values() for one in many]:
        assert "<script" not in review.finding_html(row, known, plans, lambda _: {"Xem": f"?x={evil}"}, lambda _: "")


def test_a_long_list_of_places_is_folded_not_cut(found: Callable) -> None:
    tasks = [task(f"I.{number}", "ongoing") for number in range(1, 10)]
    findings, known, plans = found(tasks=tasks, assignments=[])
    html = review.finding_html(findings["thieu_chu_tri"][0], known, plans, lambda _: {}, lambda _: "")
    assert all(f"Việc I.{number}<" in html for number in range(1, 10)) and "3 chỗ nữa" in html
