"""The five plans as data: complete, well-formed, every row pointing at lines of its document that share words with it."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

from domain.names import fold
from store.catalogue import CatalogueWrong, read_catalogue, source_lines
from store.home import CATALOGUE
from tests.world import PLAN, indicator, measure, unit, write_catalogue

ROWS = read_catalogue(CATALOGUE)
SOURCED = ("plans", "plan_links", "indicators", "targets", "tasks", "duties", "criteria", "phases", "awards", "indices_named")
COUNTS = {
    "tranlieu-79/PL1": 26,
    "tranlieu-79/PL2": 29,
    "haiduong-snv-276/CT": 3,
}
TASKS = {
    "tranlieu-79/PL3/I.": 7,
    "tranlieu-79/PL3/II.": 5,
    "tranlieu-79/PL3/III.": 9,
    "tranlieu-79/PL3/IV.": 5,
    "tranlieu-79/PL3/V.": 14,
    "tranlieu-79/PL3/VI.": 3,
    "tranlieu-79/PL3/VII.": 2,
    "tranlieu-79/GP/": 50,
    "haiduong-snv-276/NV/": 15,
    "haiphong-sct-5749/GP/": 24,
    "uongbi-114/NV/": 34,
    "uongbi-53/NV/ND.": 9,
    "uongbi-53/GP/": 4,
}


def words(text: str) -> set[str]:
    """The comparable words of a text: OCR loses marks and often a letter, so words count from three letters on, figures always."""
    return {word for word in re.findall(r"[a-z0-9]+", fold(text)) if len(word) >= 3 or word.isdigit()}


@pytest.mark.parametrize("prefix", COUNTS)
def test_every_indicator_of_the_plans_is_there(prefix: str) -> None:
    assert sum(row["indicator_id"].startswith(prefix + "/") for row in ROWS["indicators"]) == COUNTS[prefix]


@pytest.mark.parametrize("prefix", TASKS)
def test_every_task_of_the_plans_is_there(prefix: str) -> None:
    assert sum(row["task_id"].startswith(prefix) for row in ROWS["tasks"]) == TASKS[prefix]


@pytest.mark.parametrize("name", SOURCED)
def test_every_row_names_lines_that_exist_and_share_words_with_it(name: str) -> None:
    known = {row["indicator_id"]: row["name"] for row in ROWS["indicators"]}
    for row in ROWS[name]:
        file, numbers = source_lines(row["source"])
        lines = (CATALOGUE / "sources" / file).read_text(encoding="utf-8").split("\n")
        assert max(numbers) <= len(lines), row
        said = " ".join(row.get(column) or "" for column in ("name", "title", "text", "number", "index_id", "doubt"))
        said += known.get(row.get("indicator_id", ""), "")
        assert words(said) & words(" ".join(lines[number - 1] for number in numbers)), row


def test_a_dash_in_the_plan_is_no_target() -> None:
    stages = {row["stage"] for row in ROWS["targets"] if row["indicator_id"] == "tranlieu-79/PL2/3"}
    assert stages == {"2035", "2040", "2045"}
    assert all(row["text"] != "-" for row in ROWS["targets"])


def test_what_cannot_be_read_stays_marked_and_says_why() -> None:
    doubtful = [row for name in ("indicators", "targets", "tasks") for row in ROWS[name] if row["certain"] == "false"]
    assert len(doubtful) > 50
    assert all(len(row["doubt"]) > 20 and row["doubt"].endswith(".") for row in doubtful)
    unreadable = {(row["indicator_id"], row["stage"]) for row in ROWS["targets"] if not row["value"] and row["op"] != "words"}
    assert ("tranlieu-79/PL2/16", "2040") in unreadable
    assert all(row["certain"] == "false" for row in ROWS["targets"] if not row["value"] and row["op"] != "words")


def test_contradictions_of_the_plan_are_kept() -> None:
    asked = {(row["indicator_id"], row["stage"]): row["value"] for row in ROWS["targets"]}
    assert (asked["tranlieu-79/PL1/1.2", "2030"], asked["tranlieu-79/PL2/22", "2025"]) == ("90", "100")
    assert (asked["tranlieu-79/PL1/7", "2030"], asked["tranlieu-79/PL2/27", "2030"]) == ("70", "10")


def test_rows_that_mean_the_same_share_a_measure_and_kin_share_a_family() -> None:
    measure_of = {row["indicator_id"]: row["measure_id"] for row in ROWS["indicators"]}
    family = {row["measure_id"]: row["family"] for row in ROWS["measures"]}
    assert measure_of["tranlieu-79/PL1/1.2"] == measure_of["tranlieu-79/PL2/22"]
    people, area = measure_of["tranlieu-79/PL1/4.2"], measure_of["tranlieu-79/PL2/1"]
    assert people != area and family[people] == family[area]
    shared = {used for used in measure_of.values() if list(measure_of.values()).count(used) > 1}
    assert all(row["sharing_reason"] for row in ROWS["measures"] if row["measure_id"] in shared)


def test_deadlines_are_read_as_the_plans_write_them() -> None:
    tasks = {row["task_id"]: row for row in ROWS["tasks"]}
    both = tasks["haiduong-snv-276/NV/2.2"]
    assert (both["due_kind"], both["due_on"], both["then_ongoing"]) == ("fixed", "2025-05-31", "true")
    assert tasks["tranlieu-79/PL3/III.5"]["due_on"] == "2026-09-30"
    assert tasks["tranlieu-79/PL3/II.4"]["due_kind"] == "period"
    assert tasks["tranlieu-79/PL3/I.7"]["due_kind"] == "conditional"
    assert {row["rule"] for row in ROWS["duties"]} >= {"nam:30/11", "thang:16", "thang:18", "nam:10/07", "nam:05/12"}


def test_units_of_both_provinces_are_complete_and_codes_fit_the_new_map() -> None:
    by_id = {row["unit_id"]: row for row in ROWS["units"]}
    communes = [row for row in ROWS["units"] if row["kind"] in ("phuong", "xa", "dac_khu") and not row["valid_to"]]
    assert sum(row["parent_id"] == "hai-phong" for row in communes) == 114
    assert sum(row["parent_id"] == "quang-ninh" for row in communes) == 54
    assert [by_id[name]["code"] for name in ("uong-bi", "vang-danh", "yen-tu", "tran-lieu")] == ["06811", "06820", "06832", "10729"]
    assert {row["new_unit_id"] for row in ROWS["unit_lineage"] if row["old_unit_id"] == "uong-bi-tp"} == {"uong-bi", "vang-danh", "yen-tu"}


def test_conflicting_published_figures_stand_side_by_side() -> None:
    par = [
        row["score"]
        for row in ROWS["index_figures"]
        if (row["index_id"], row["unit_id"], row["year"]) == ("PAR INDEX", "hai-phong", "2023")
    ]
    assert sorted(par) == ["91.81", "91.87"]


def test_the_days_off_of_2025_and_2026_are_complete_and_on_the_right_days_of_the_week() -> None:
    days = {date.fromisoformat(row["day"]): row for row in ROWS["holidays"] if row["certain"] == "true"}
    by_law = [day for day, row in days.items() if row["kind"] == "nghi_le"]
    assert (sum(day.year == 2025 for day in by_law), sum(day.year == 2026 for day in by_law)) == (11, 12)
    for day, row in days.items():
        assert (day.weekday() > 4) == (row["kind"] == "lam_bu" or day == date(2026, 4, 26)), day
    swapped = {row["kind"]: sum(other["kind"] == row["kind"] for other in days.values()) for row in days.values()}
    assert swapped["hoan_doi"] == swapped["lam_bu"] == 3
    assert {row["day"] for row in ROWS["holidays"] if row["certain"] == "false"} == {"2026-11-23", "2026-11-28"}


def test_no_private_person_is_named() -> None:
    """Signers and contacts named in the documents are left out, of the sources carried along too."""
    everything = " ".join(path.read_text(encoding="utf-8") for path in CATALOGUE.rglob("*") if path.is_file())
    assert everything.count("[…]") >= 3
    for name in ("Thi Bi" + "én", "Thi T" + "inh", "Thi Y" + "én", "Thị B" + "iên", "Thị T" + "ình"):
        assert name not in everything


def test_a_wrong_catalogue_names_file_line_and_column(tmp_path: Path) -> None:
    rows = {
        "units": [unit("a"), unit("a")],
        "plans": [PLAN | {"issued_on": "02/10/2025"}],
        "measures": [measure("m", direction="len")],
        "indicators": [indicator("k/PL2/1", "other") | {"certain": "false"}],
    }
    with pytest.raises(CatalogueWrong) as wrong:
        read_catalogue(write_catalogue(tmp_path, rows))
    said = "\n".join(wrong.value.problems)
    assert "units.csv, dòng 3: khóa a xuất hiện 2 lần" in said
    assert "plans.csv, dòng 2, cột issued_on: «02/10/2025»" in said
    assert "measures.csv, dòng 2, cột direction: «len» không thuộc: tang, giam" in said
    assert "indicators.csv, dòng 2, cột measure_id: «other» không có trong measures.csv" in said
    assert "indicators.csv, dòng 2, cột doubt:" in said
