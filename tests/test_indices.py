"""Published indices: what may be compared, what may not, what contradicts, and how a figure is added and taken back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest

from domain.indices import INDICES, rank_text, score_text
from etl import indices as acts
from etl.submit import CannotDo, NotAllowed
from report import indices as shown_as
from store.reads import about_indices
from store.warehouse import Warehouse
from tests.test_markup import Page
from tests.world import PLAN, World, unit

TODAY = date(2026, 11, 21)


def figure(year: int, **changes: object) -> dict:
    return {"index_id": "PII", "unit_id": "p", "year": str(year), "version": "khung A", "source": f"báo {year}"} | {
        name: "" if value is None else str(value) for name, value in changes.items()
    }


def part(name: str, weight: object, version: str = "khung A") -> dict:
    row = {"index_id": "PII", "version": version, "part": name, "weight": str(weight), "top": "10"}
    return row | {"source": "văn bản"}


@pytest.fixture
def indices(make_world: Callable[..., World]) -> Callable[..., World]:
    def make(figures: list[dict], parts: list[dict] | None = None, **more: list[dict]) -> World:
        units = more.pop("units", [unit("p", "tinh"), unit("q", "tinh"), unit("a", parent_id="p")])
        return make_world(units=units, plans=[PLAN], index_figures=figures, index_parts=parts or [], **more)

    return make


def asked(world: World, question: Callable, *words: object) -> list[dict]:
    warehouse = world.open()
    with warehouse.cursor() as cursor:
        found = question(cursor, *words)
    warehouse.close()
    return found


def step(world: World) -> dict:
    [row] = asked(world, about_indices.steps_of, "PII")
    return row


def test_scores_of_one_way_of_computing_are_joined_and_subtracted(indices: Callable[..., World]) -> None:
    row = step(indices([figure(2023, score=50, rank=9, out_of=63), figure(2024, score="51.25", rank=6, out_of=63)]))
    assert (row["joined"], row["change"], row["places_up"]) == ("lien", Decimal("1.25"), 3)
    assert shown_as.compared("PII", row) == (
        "Tăng 1,25 điểm so với năm 2023, cùng cách tính; lên 3 bậc so với năm 2023, cùng trong 63 tỉnh, thành phố."
    )


@pytest.mark.parametrize(
    ("later", "why"),
    [
        ({"version": "khung B"}, "đổi cách tính"),
        ({"out_of": 34}, "xếp hạng trong 63 rồi trong 34 tỉnh, thành phố"),
        ({"version": None}, "đổi cách tính"),
        ({"note": "Số liệu theo địa giới trước 01/7/2025."}, "đổi địa giới từ 01/7/2025"),
    ],
)
def test_nothing_is_subtracted_across_a_break(indices: Callable[..., World], later: dict, why: str) -> None:
    row = step(indices([figure(2024, score=50, rank=9, out_of=63), figure(2025, **({"score": 60, "rank": 3, "out_of": 63} | later))]))
    assert (row["joined"], row["change"], row["places_up"], row["broken"]) == (None, None, None, True)
    assert shown_as.compared("PII", row) == f"Không so với năm 2024: {why}."
    [said] = shown_as.breaks([row], {"p": "Hải Phòng"})
    assert said.startswith("Giữa 2024 và 2025, ") and said.endswith("; không so điểm hai bên (Hải Phòng).")


def test_an_unnamed_way_of_computing_is_not_known_to_be_the_same(indices: Callable[..., World]) -> None:
    row = step(indices([figure(2023, score=50, version=None), figure(2024, score=51, version=None)]))
    assert (row["joined"], row["change"]) == ("chua_ro", None)
    assert "nguồn không ghi cách tính" in shown_as.compared("PII", row)


def test_a_missing_year_is_a_gap(indices: Callable[..., World]) -> None:
    row = step(indices([figure(2022, score=50), figure(2023, note="Không có số liệu."), figure(2024, score=51)]))
    assert (row["year_before"], row["joined"], row["change"]) == (2022, None, Decimal(1))


def test_contradicting_sources_stand_beside_each_other_and_nothing_is_subtracted_from_them(indices: Callable[..., World]) -> None:
    world = indices([figure(2023, score="91.87"), figure(2023, score="91.81", source="báo khác"), figure(2024, score="96.17")])
    row = step(world)
    assert (row["joined"], row["change"], row["conflicting"]) == (None, None, True)
    rows = asked(world, about_indices.figures_of, "PII")
    [group] = shown_as.conflicts(rows)
    assert {one["score"] for one in group} == {Decimal("91.87"), Decimal("91.81")}
    assert "91,87" in shown_as.conflicts_html([group]) and "91,81" in shown_as.conflicts_html([group])
    strong, rest = shown_as.lede("PII", "Hải Phòng", shown_as.told(rows), [row])
    assert strong == "Hải Phòng, PII, mới nhất trong nguồn đã đọc là năm 2024: chưa có hạng, 96,17 điểm."
    assert "hai nguồn ghi hai điểm khác nhau (91,87 và 91,81)" in rest


@pytest.mark.parametrize(
    ("scores", "whole", "agreement"),
    [((5, 6), 11, "khop"), (("5.00", "6.00"), "11.01", "khop"), ((5, 6), 12, "lech"), ((5, None), 11, "thieu"), ((5, 6), None, "khong_ro")],
)
def test_whether_published_parts_make_the_whole(indices: Callable[..., World], scores: tuple, whole: object, agreement: str) -> None:
    figures = [figure(2024, score=whole, rank=1, out_of=63)]
    figures += [figure(2024, part=name, score=score) for name, score in zip("xy", scores, strict=True)]
    [row] = asked(indices(figures, [part("x", 1), part("y", 1)]), about_indices.part_sums, "PII")
    assert row["agreement"] == agreement
    said = shown_as.sum_text(row, {"index_id": "PII"})
    assert {"khop": "khớp", "lech": "không khớp tổng", "thieu": "1/2", "khong_ro": "chưa có một điểm"}[agreement] in said


def test_weighted_parts_are_weighted(indices: Callable[..., World]) -> None:
    figures = [figure(2024, score="49.37"), figure(2024, part="x", score="51.5"), figure(2024, part="y", score="47.23")]
    [row] = asked(indices(figures, [part("x", 0.5), part("y", 0.5)]), about_indices.part_sums, "PII")
    assert (row["total"], row["agreement"], row["added"]) == (Decimal("49.365"), "khop", False)


def test_a_merged_province_keeps_a_series_of_its_own(indices: Callable[..., World]) -> None:
    lineage = [{"old_unit_id": "q", "new_unit_id": "p", "kind": "nhap_toan_bo", "on_date": "2025-07-01", "note": ""}]
    world = indices([figure(2024, score=50), figure(2024, score=40, unit_id="q")], unit_lineage=lineage)
    kin = asked(world, about_indices.provinces_of, "a")
    assert [(row["unit_id"], row["relation"]) for row in kin] == [("a", "minh"), ("p", "minh"), ("q", "truoc")]
    assert shown_as.border_text(kin) == ["q hợp nhất từ 01/07/2025; số của tỉnh cũ đứng riêng, không nối vào dãy của đơn vị mới."]
    assert {row["unit_id"] for row in asked(world, about_indices.figures_of, "PII")} == {"p", "q"}


# -- the real catalogue ------------------------------------------------------------------------------------------------------


def test_the_published_conflicts_are_all_marked(warehouse: Warehouse) -> None:
    with warehouse.cursor() as cursor:
        rows = [row for index_id in INDICES for row in about_indices.figures_of(cursor, index_id) if row["conflicting"]]
        sums = {
            (row["unit_id"], row["year"]): row["agreement"] for index_id in INDICES for row in about_indices.part_sums(cursor, index_id)
        }
    marked = {(row["index_id"], row["unit_id"], row["year"], str(row["score"].normalize())) for row in rows}
    assert {("PAR INDEX", "hai-phong", 2023, "91.87"), ("PAR INDEX", "hai-phong", 2023, "91.81")} <= marked
    assert {("PAPI", "quang-ninh", 2020, "48.811"), ("PAPI", "quang-ninh", 2020, "48.881")} <= marked
    assert {("SIPAS", "hai-phong", 2024, "1.69"), ("SIPAS", "hai-phong", 2024, "2.5")} <= marked
    assert sums == {("hai-duong", 2021): "lech", ("quang-ninh", 2024): "thieu", ("quang-ninh", 2022): "khop", ("hue", 2025): "khop"}


def test_every_part_of_the_catalogue_is_known_or_said_to_be_something_else(warehouse: Warehouse) -> None:
    with warehouse.cursor() as cursor:
        rows = [row for index_id in INDICES for row in about_indices.figures_of(cursor, index_id)]
    other = {row["part"] for row in rows if row["kind"] == "khac"}
    assert all(name.startswith(("Trung bình", "Mức tăng")) for name in other)
    assert {row["index_id"] for row in rows} <= set(INDICES)


# -- words and the chart -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("index_id", "score", "said"),
    [("PII", "50.7", "50,70"), ("PAPI", "48.811", "48,811"), ("DTI", "0.9", "0,9000"), ("PAR INDEX", "88", "88,00")],
)
def test_a_score_keeps_the_decimals_it_is_published_with(index_id: str, score: str, said: str) -> None:
    assert score_text(index_id, Decimal(score).quantize(Decimal("0.0001"))) == said


@pytest.mark.parametrize(("rank", "out_of", "said"), [(4, 34, "4/34"), (None, 34, "–"), (1, None, "1 (nguồn không ghi trên bao nhiêu)")])
def test_a_rank_says_of_how_many(rank: int | None, out_of: int | None, said: str) -> None:
    assert rank_text(rank, out_of) == said


def chart(world: World) -> tuple[object, list[dict]]:
    rows, steps = asked(world, about_indices.figures_of, "PII"), asked(world, about_indices.steps_of, "PII")
    units = list({row["unit_id"]: row for row in rows}.values())
    return shown_as.course("PII", rows, steps, units), rows


def lines(figure: object) -> list[tuple]:
    return [tuple(trace.x) for trace in figure.data if trace.mode == "lines"]  # type: ignore[attr-defined]


def test_the_line_goes_only_where_scores_may_be_compared(indices: Callable[..., World]) -> None:
    figures = [
        figure(2021, score=50),
        figure(2022, score=51),
        figure(2023, score=60, version="khung B"),
        figure(2024, score=61, version="khung B"),
    ]
    drawn, _ = chart(indices(figures))
    assert lines(drawn) == [(2021, 2022), (2023, 2024)]
    [said] = [note.text for note in drawn.layout.annotations if "không so" in note.text]  # type: ignore[attr-defined]
    assert said == "đổi cách tính;<br>không so<br>điểm hai bên"


def test_ranks_are_words_not_heights(indices: Callable[..., World]) -> None:
    drawn, rows = chart(indices([figure(2024, rank=3, out_of=63), figure(2025, rank=4, out_of=34)]))
    [ranks] = [trace for trace in drawn.data if trace.mode == "text"]  # type: ignore[attr-defined]
    assert sorted(ranks.text) == ["<b>3</b>/63", "<b>4</b>/34"]
    assert set(ranks.y) == {0}
    assert all("báo" in said for said in ranks.hovertext)


def test_names_at_the_end_of_lines_do_not_lie_on_each_other() -> None:
    places = [(2024, 100.0), (2024, 104.0), (2024, 90.0), (2023, 100.0)]
    lifts = shown_as.spread(places, apart=17)
    heights = sorted(height + lift for (year, height), lift in zip(places, lifts, strict=True) if year == 2024)
    assert all(after - before >= 17 for before, after in zip(heights, heights[1:], strict=False))
    assert lifts[3] == 0


def test_text_from_a_source_never_becomes_markup(indices: Callable[..., World]) -> None:
    evil = "<script>alert(1)</script>"
    world = indices([figure(2024, score=50, source=evil, note=evil, version=evil)])
    rows, steps = asked(world, about_indices.figures_of, "PII"), asked(world, about_indices.steps_of, "PII")
    assert "<script" not in shown_as.years_table(rows, steps) + shown_as.hover(rows[0])


def test_the_twin_holds_every_figure_with_its_source(indices: Callable[..., World]) -> None:
    world = indices([figure(2024, score=50), figure(2024, part="x", score=5), figure(2025, score=60, version="B")], [part("x", 1)])
    rows, steps = asked(world, about_indices.figures_of, "PII"), asked(world, about_indices.steps_of, "PII")
    table = shown_as.table("PII", rows, steps, (shown_as.PUBLISHED,))
    assert len(table.rows) == 3
    assert [row[table.heads.index("Nguồn")] for row in table.rows] == ["báo 2025", "báo 2024", "báo 2024"]
    assert "không thuộc số liệu minh họa" in table.proof[0]


def test_the_newest_year_of_every_index_stands_on_one_line(indices: Callable[..., World]) -> None:
    world = indices([figure(2024, score=50, rank=3, out_of=63), figure(2025, rank=4, out_of=34, version="khung B")])
    rows, steps = asked(world, about_indices.figures_of, "PII"), asked(world, about_indices.steps_of, "PII")
    known = shown_as.latest("PII", rows, steps, ["q", "p"], "x")
    unknown = shown_as.latest("DDCI", [], [], ["q", "p"], "y")
    said = Page(shown_as.latest_table([known, unknown], "p")).said
    assert "2025" in said and "4/34" in said and "chưa công bố" in said and "báo 2025" in said
    assert "Không so với năm 2024: đổi cách tính" in said and "3/63" not in said
    assert "chưa có số trong các nguồn đã đọc" in said
    assert "Tỉnh p" not in said, "one's own province is in the heading"
    assert rows[0]["unit_name"] in Page(shown_as.latest_table([known], "q")).said


# -- adding and taking back --------------------------------------------------------------------------------------------------

GIVEN = {"index_id": "PII", "unit_id": "p", "year": 2025, "version": "khung A", "source": "báo mới", "by": "an", "today": TODAY}


def add(world: World, **changes: object) -> str:
    warehouse = world.open()
    try:
        return acts.add(warehouse, **(GIVEN | {"score": "58,41"} | changes))
    finally:
        warehouse.close()


def test_an_added_figure_stands_with_its_source_and_who_added_it(indices: Callable[..., World]) -> None:
    world = indices([])
    figure_id = add(world, rank="3", out_of="34", note="địa giới mới")
    [row] = asked(world, about_indices.entered_figures, "PII")
    assert (row["figure_id"], row["score"], row["rank"], row["out_of"]) == (figure_id, Decimal("58.41"), 3, 34)
    assert (row["source"], row["by_whom"], row["verified"], row["note"]) == ("báo mới", "an", False, "địa giới mới")
    [shown] = asked(world, about_indices.figures_of, "PII")
    assert "ghi thêm: an (chưa xác thực)" in shown_as.source_cell(shown)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"source": " "}, "Phải ghi nguồn"),
        ({"version": ""}, "Phải ghi cách tính"),
        ({"score": ""}, "Phải ghi điểm, hoặc hạng"),
        ({"score": "101"}, "từ 0 đến 100"),
        ({"score": "-3"}, "từ 0 đến 100"),
        ({"index_id": "DTI", "score": "70"}, "từ 0 đến 1"),
        ({"score": "khá"}, "không phải là một con số"),
        ({"score": "1,23456"}, "chữ số thập phân"),
        ({"rank": "3"}, "Hạng phải kèm số đơn vị"),
        ({"rank": "35", "out_of": "34"}, "lớn hơn số đơn vị"),
        ({"rank": "ba", "out_of": "34"}, "số nguyên"),
        ({"year": 2027}, "Năm phải từ"),
        ({"unit_id": "x"}, "Không có đơn vị"),
        ({"unit_id": "mau"}, "đơn vị giả định"),
        ({"index_id": "GDP"}, "Không có bộ chỉ số"),
    ],
)
def test_what_cannot_be_added_is_refused_in_words(indices: Callable[..., World], changes: dict, said: str) -> None:
    world = indices([])
    world.act("catalogue_rows", {"rows": {"units": [unit("mau", "tinh") | {"demonstration": True}]}})
    with pytest.raises(CannotDo, match=said):
        add(world, **changes)
    assert asked(world, about_indices.entered_figures, "PII") == []


def test_the_same_figure_twice_is_refused(indices: Callable[..., World]) -> None:
    world = indices([figure(2025, score="58.41")])
    with pytest.raises(CannotDo, match="Số này đã có: điểm 58,41, nguồn báo 2025"):
        add(world)


def test_another_source_is_added_beside_only_knowingly(indices: Callable[..., World]) -> None:
    world = indices([figure(2025, score="58.50")])
    with pytest.raises(acts.Disagrees, match="Nguồn khác ghi khác: điểm 58,50"):
        add(world)
    add(world, beside=True)
    rows = asked(world, about_indices.figures_of, "PII")
    assert [row["conflicting"] for row in rows] == [True, True]


def test_a_source_does_not_contradict_itself(indices: Callable[..., World]) -> None:
    world = indices([figure(2025, score="58.50", source="Báo Mới")])
    with pytest.raises(CannotDo, match="Số này đã có"):
        add(world, beside=True)


def test_a_score_completes_a_rank_known_before(indices: Callable[..., World]) -> None:
    world = indices([figure(2025, rank=3, out_of=34)])
    add(world)
    assert not any(row["conflicting"] for row in asked(world, about_indices.figures_of, "PII"))


def test_another_way_of_computing_is_another_figure(indices: Callable[..., World]) -> None:
    world = indices([figure(2025, score="70")])
    add(world, version="khung B")
    assert not any(row["conflicting"] for row in asked(world, about_indices.figures_of, "PII"))


def test_what_was_added_can_be_taken_back_with_a_reason(indices: Callable[..., World]) -> None:
    world = indices([figure(2024, score=50)])
    figure_id = add(world)
    warehouse = world.open()
    with pytest.raises(CannotDo, match="phải có lý do"):
        acts.take_back(warehouse, figure_id, by="an", why=" ")
    acts.take_back(warehouse, figure_id, by="an", why="Nhầm năm")
    with pytest.raises(CannotDo, match="Không có số nào"):
        acts.take_back(warehouse, figure_id, by="an", why="Nhầm năm")
    warehouse.close()
    assert [row["year"] for row in asked(world, about_indices.figures_of, "PII")] == [2024]


@pytest.mark.parametrize(("role", "of", "may"), [("chuyen_vien", "p", True), ("quan_tri", "", True), ("lanh_dao", "", False)])
def test_who_may_add(indices: Callable[..., World], role: str, of: str, may: bool) -> None:
    world = indices([])
    world.act("person", {"person_id": "an", "name": "An", "role": role, "unit_id": of, "active": True})
    if may:
        assert add(world).startswith("CS-")
        assert asked(world, about_indices.entered_figures, "PII")[0]["verified"] is True
    else:
        with pytest.raises(NotAllowed):
            add(world)


def test_another_provinces_officer_may_not_add(indices: Callable[..., World]) -> None:
    world = indices([])
    world.act("person", {"person_id": "an", "name": "An", "role": "chuyen_vien", "unit_id": "q", "active": True})
    with pytest.raises(NotAllowed, match="không phụ trách"):
        add(world)
