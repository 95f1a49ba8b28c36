"""The command that exports briefings: what it writes and keeps, what it reopens, what it refuses, and with which exit status."""

from __future__ import annotations

import errno
import io
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest

from domain import clock
from etl.submit import load
from report.__main__ import _Progress, counted_on, main
from report.briefing import export
from report.briefing.layout import CannotDraw
from store import reads
from store.home import Home
from store.warehouse import Warehouse
from tests.workbooks import valid
from ui.counted import counted
from ui.filters import Chosen

ROOT = Path(__file__).resolve().parent.parent
PLAN, UNIT, ABOVE, PERIOD = "tranlieu-79", "tran-lieu", "hai-phong", "2026Q3"
TODAY = date(2026, 11, 21)
USUAL = ("--plan", PLAN, "--unit", UNIT, "--period", PERIOD, "--formats", "xlsx")


@pytest.fixture(autouse=True)
def at_home(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TIENDO57_HOME", str(home.folder))
    monkeypatch.setattr(clock, "today", lambda: TODAY)


@pytest.fixture(scope="module")
def reported_once(tmp_path_factory: pytest.TempPathFactory) -> Home:
    home = Home(tmp_path_factory.mktemp("reported") / "home")
    give(home, 71.5)
    return home


@pytest.fixture
def reported(home: Home, reported_once: Home) -> Home:
    """A home with one report of Trần Liễu."""
    shutil.copytree(reported_once.folder, home.folder)
    return home


def give(home: Home, rate: float, period: str = PERIOD) -> None:
    """One more report, that replaces what was given before."""
    warehouse = Warehouse.open(home)
    book = valid(warehouse, lambda one: one.poke("5g-dia-ban", rate), period=period)
    assert load(warehouse, book.bytes(), f"{rate}.xlsx", by="an", accept_warnings=True).submission_id
    warehouse.close()


def add_person(home: Home, person_id: str, unit_id: str | None = UNIT, role: str = "lanh_dao") -> None:
    person = {"person_id": person_id, "name": person_id, "role": role, "unit_id": unit_id, "active": True}
    Warehouse.own(home).ledger.append("person", person, by="quan-tri")


def run(*words: object) -> int:
    return main(["briefing", *map(str, words)])


def written(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def kept(home: Home) -> list[dict]:
    ledger = Warehouse.own(home).ledger
    return [{"by": entry.by} | entry.data for entry in ledger.entries() if entry.kind == "briefing"]


# -- exporting --------------------------------------------------------------------------------------------------------------


def test_a_briefing_is_written_whole_and_kept_under_its_code(reported: Home, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    target = tmp_path / "hop"
    assert run("--plan", PLAN, "--unit", UNIT, "--period", PERIOD, "-o", target, "--slides", "toan_canh,cham") == 0
    [briefing] = kept(reported)
    start = f"tran-lieu-2026Q3-{briefing['code']}-"
    lasts = ("trang-01.png", "trang-02.png", "trinh-chieu.pptx", "bao-cao.docx", "trinh-chieu.pdf", "bao-cao.pdf", "so-lieu.xlsx")
    assert set(written(target)) == {start + last for last in lasts}
    assert (briefing["by"], briefing["unit_id"], briefing["as_of"]) == ("lenh", UNIT, "2026-11-21")
    said = capsys.readouterr()
    assert f"Đã xuất bản tin {briefing['code']}, 7 tệp vào «{target}»" in said.out
    assert said.err == ""


def test_the_same_again_is_kept_once_and_gives_the_same_bytes(reported: Home, tmp_path: Path) -> None:
    for name in ("a", "b"):
        assert run(*USUAL, "-o", tmp_path / name) == 0
    assert written(tmp_path / "a") == written(tmp_path / "b")
    assert len(kept(reported)) == 1


def test_a_code_reopens_exactly_what_was_shown_whatever_was_reported_since(
    reported: Home, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    asked = ("--plan", PLAN, "--unit", UNIT, "--period", PERIOD, "--formats", "png,docx,xlsx", "--slides", "can_xu_ly,chi_tieu")
    assert run(*asked, "--remark", "chi_tieu=Nói về 5G", "-o", tmp_path / "then") == 0
    [first] = kept(reported)
    give(reported, 80)
    assert run("--code", first["code"].lower().replace("-", " "), "--formats", "png,docx,xlsx", "-o", tmp_path / "again") == 0
    assert written(tmp_path / "then") == written(tmp_path / "again")
    assert run(*asked, "-o", tmp_path / "now") == 0
    assert [one["code"] for one in kept(reported)][0] == first["code"] and len(kept(reported)) == 2
    assert run("--list", "--plan", PLAN, "--unit", UNIT) == 0
    said = capsys.readouterr().out
    assert "Phường Trần Liễu: 2 bản tin đã xuất." in said
    assert re.search(rf"  {first['code']}  Quý III/2026, tính đến 21/11/2026; lenh \(chưa xác thực\) xuất lúc", said)


def test_remarks_and_slides_are_part_of_what_is_kept(reported: Home, tmp_path: Path) -> None:
    assert run(*USUAL, "-o", tmp_path) == 0
    assert run(*USUAL, "-o", tmp_path, "--remark", "toan_canh=Một", "--remark", "toan_canh=Hai = 2") == 0
    assert run(*USUAL, "-o", tmp_path, "--slides", "phu_luc,toan_canh") == 0
    assert len({one["code"] for one in kept(reported)}) == 3


def test_a_remark_brings_its_slide_along(reported: Home, tmp_path: Path) -> None:
    assert run(*USUAL[:-2], "--formats", "png", "-o", tmp_path / "without") == 0
    assert run(*USUAL[:-2], "--formats", "png", "-o", tmp_path / "with", "--remark", "phu_luc=Xem kỹ") == 0
    assert len(written(tmp_path / "with")) > len(written(tmp_path / "without"))


def test_each_of_several_units_has_a_folder_and_one_that_fails_stops_no_other(
    reported: Home, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = export.files

    def failing(document: dict, *words: object, **more: object) -> dict[str, bytes]:
        if document["facts"]["unit"]["unit_id"] == ABOVE:
            raise CannotDraw("Trang «Toàn cảnh»: ghi chú dài quá.")
        return whole(document, *words, **more)  # type: ignore[arg-type]

    asked = ("--plan", PLAN, "--unit", ABOVE, "--unit", UNIT, "--unit", ABOVE, "--period", PERIOD, "--formats", "xlsx")
    assert run(*asked, "-o", tmp_path / "both") == 0
    assert {name.split("/")[0] for name in written(tmp_path / "both")} == {UNIT, ABOVE}
    told = capsys.readouterr()
    assert re.search(r"^1/2 Thành phố Hải Phòng: mã .{8}, 1 tệp\n2/2 Phường Trần Liễu", told.err)
    assert "Đã xuất 2 bản tin, 2 tệp" in told.out
    monkeypatch.setattr(export, "files", failing)
    before = len(kept(reported))
    assert run(*asked, "-o", tmp_path / "one", "--slides", "toan_canh") == 1
    assert {name.split("/")[0] for name in written(tmp_path / "one")} == {UNIT}
    told = capsys.readouterr()
    assert "Không xuất được 1/2 đơn vị:\n- Thành phố Hải Phòng: Trang «Toàn cảnh»: ghi chú dài quá." in told.err
    assert len(kept(reported)) == before + 1, "what could not be drawn is not kept"


def test_all_below_a_unit_are_those_the_plan_binds(reported: Home, tmp_path: Path) -> None:
    assert run("--plan", PLAN, "--all-below", ABOVE, "--period", PERIOD, "--formats", "xlsx", "-o", tmp_path) == 0
    assert [one["unit_id"] for one in kept(reported)] == [UNIT]
    assert run("--plan", PLAN, "--all-below", UNIT, "--period", PERIOD, "--formats", "xlsx", "-o", tmp_path) == 1


def test_quiet_says_nothing_but_what_went_wrong(reported: Home, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(*USUAL, "--unit", ABOVE, "-o", tmp_path, "--quiet") == 0
    assert capsys.readouterr() == ("", "")
    (tmp_path / "file").write_text("")
    assert run(*USUAL, "-o", tmp_path / "file", "--quiet") == 1
    assert "không ghi được vào" in capsys.readouterr().err


def test_nothing_is_left_half_written(reported: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write = Path.write_bytes

    def full(path: Path, content: bytes) -> int:
        if path.name.endswith(f"trang-02.png.{os.getpid()}"):
            write(path, content[:100])
            raise OSError(errno.ENOSPC, "no space", str(path))
        return write(path, content)

    monkeypatch.setattr(Path, "write_bytes", full)
    target = tmp_path / "hop"
    assert run("--plan", PLAN, "--unit", UNIT, "--period", PERIOD, "--slides", "toan_canh,cham", "--formats", "png,xlsx", "-o", target) == 1
    assert written(target) == {}


# -- on which day -----------------------------------------------------------------------------------------------------------


def test_deadlines_are_counted_as_of_today_on_the_newest_quarter_and_as_of_its_last_day_on_an_older_one(
    reported: Home, tmp_path: Path
) -> None:
    give(reported, 70, "2026Q2")
    for words in (("2026Q3",), ("2026Q2",), ("2026H1", "--as-of", "2026-07-15")):
        assert run(*USUAL[:4], "--period", *words, "--formats", "xlsx", "-o", tmp_path) == 0
    assert [(one["period"], one["as_of"]) for one in kept(reported)] == [
        ("2026Q3", "2026-11-21"),
        ("2026Q2", "2026-06-30"),
        ("2026Q2", "2026-07-15"),
    ]


@pytest.mark.slow
@pytest.mark.xdist_group("pages")
def test_the_day_is_that_of_the_pages(demonstration: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    warehouse = Warehouse.open(demonstration)
    with warehouse.cursor() as cursor:
        monkeypatch.setattr("ui.counted.ask", lambda question, *words: question(cursor, *words))
        seen = set()
        for plan, unit in _followed(cursor):
            periods = reads.followed_periods(cursor, plan["plan_id"], unit["unit_id"])
            told, due = reads.last_reported(cursor, plan["plan_id"], unit["unit_id"]), reads.newest_due(cursor, plan["plan_id"], TODAY)
            first = reads.opens_at(periods, told, due) if periods else None
            for period in periods:
                page = counted(Chosen(plan, unit, period, None, latest=period >= first), period).as_of
                assert counted_on(cursor, plan, unit["unit_id"], period, TODAY) == page, (plan["plan_id"], unit["unit_id"], period)
                seen.add(page)
    warehouse.close()
    assert TODAY in seen and len(seen) > 4


def _followed(cursor: object) -> Iterator[tuple[dict, dict]]:
    for plan in reads.plans(cursor):  # type: ignore[arg-type]
        for unit in reads.judged_units(cursor, plan["plan_id"]):  # type: ignore[arg-type]
            yield plan, unit


# -- who may ----------------------------------------------------------------------------------------------------------------


def test_once_there_are_people_one_of_them_with_the_right_must_be_named(
    reported: Home, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    add_person(reported, "an")
    add_person(reported, "khac", "uong-bi")
    for by, said in ((), "Phải ghi --by"), (("--by", "la"), "Không có người dùng «la»"), (("--by", "khac"), "không phụ trách"):
        assert run(*USUAL, "-o", tmp_path / "x", *by) == 4
        assert said in capsys.readouterr().err
    assert not (tmp_path / "x").exists() and kept(reported) == []
    assert run(*USUAL, "-o", tmp_path / "x", "--by", "an") == 0
    assert [one["by"] for one in kept(reported)] == ["an"]


def test_of_several_units_those_that_are_somebodys_are_done(reported: Home, tmp_path: Path) -> None:
    add_person(reported, "an")
    assert run(*USUAL, "--unit", ABOVE, "-o", tmp_path, "--by", "an") == 1
    assert [one["unit_id"] for one in kept(reported)] == [UNIT]


# -- refused ----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--plan", "x", *USUAL[2:]), "Không có kế hoạch «x». Có: tranlieu-79 (79/KH-UBND), "),
        ((*USUAL[:2], "--unit", "tran-leu", *USUAL[4:]), "không có đơn vị «tran-leu». Gần nhất: tran-lieu (Phường Trần Liễu)"),
        ((*USUAL[:2], "--unit", "zzz", *USUAL[4:]), "không có đơn vị «zzz». Có: tran-lieu (Phường Trần Liễu), hai-phong"),
        ((*USUAL[:2], "--all-below", "zzz", *USUAL[4:]), "không có đơn vị «zzz»"),
        ((*USUAL[:4], "--period", "2031Q1"), "không có kỳ 2031Q1; có: 2026Q3, 2026Q2, "),
        ((*USUAL[:4], "--period", "quý 3"), "«quý 3» không phải là kỳ báo cáo"),
        (("--code", "zzz-zzzz"), "Không có bản tin mang mã «zzz-zzzz»"),
    ],
)
def test_what_there_is_not_ends_with_one_and_says_what_there_is(
    reported: Home, tmp_path: Path, words: tuple[str, ...], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(*words, "-o", tmp_path / "x") == 1
    assert said in capsys.readouterr().err
    assert not (tmp_path / "x").exists() and kept(reported) == []


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ((), "còn thiếu --plan, --period, -o, --unit (hoặc --all-below)"),
        (("--list",), "còn thiếu --plan, --unit"),
        (("--code", "7K2-QF4H"), "còn thiếu -o"),
        (("--code", "7K2-QF4H", "--plan", PLAN, "-o", "x"), "không dùng cùng với --plan"),
        ((*USUAL, "--formats", "gif"), "không có định dạng «gif», chỉ có png, pptx, docx, pdf, xlsx"),
        ((*USUAL, "--slides", "bia"), "không có trang «bia»"),
        ((*USUAL, "--remark", "toan_canh"), "viết LOẠI=GHI_CHÚ"),
        ((*USUAL, "--remark", "bia=x"), "viết LOẠI=GHI_CHÚ"),
        ((*USUAL, "-o", "x", "--slides", "cham", "--remark", "toan_canh=x"), "--slides không có trang này"),
        ((*USUAL, "--as-of", "21/11/2026"), "«21/11/2026» không phải là ngày"),
    ],
)
def test_wrong_usage_ends_with_64_in_vietnamese(words: tuple[str, ...], said: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        run(*words)
    assert ended.value.code == 64
    assert said in capsys.readouterr().err


# -- progress ---------------------------------------------------------------------------------------------------------------


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_a_terminal_sees_a_bar_and_a_log_lines() -> None:
    seen: dict[Callable[[], io.StringIO], str] = {}
    for make in (Terminal, io.StringIO):
        stream = make()
        tell = _Progress(2, stream, quiet=False)
        for name in ("Phường A", "Phường B"):
            tell.begins(name)
            tell.ended(f"{name}: xong")
        seen[make] = stream.getvalue()
    assert seen[io.StringIO] == "1/2 Phường A: xong\n2/2 Phường B: xong\n"
    assert "] 0/2 Phường A" in seen[Terminal] and "███] 2/2 xong\n" in seen[Terminal]


# -- as it is run -----------------------------------------------------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.xdist_group("pages")
def test_the_command_exports_the_demonstration_in_every_form_and_every_ward_of_its_city(demonstration: Home, tmp_path: Path) -> None:
    shutil.copytree(demonstration.folder, tmp_path / "home")

    def command(*words: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "report", "briefing", *words], cwd=ROOT, env=os.environ | {"TIENDO57_HOME": str(tmp_path / "home")},
            capture_output=True, text=True, check=False,
        )  # fmt: skip

    one = command("--plan", PLAN, "--unit", UNIT, "--period", PERIOD, "-o", str(tmp_path / "one"))
    assert (one.returncode, one.stderr) == (0, "")
    [code] = set(re.findall(r"bản tin (\w{3}-\w{4})", one.stdout))
    files = written(tmp_path / "one")
    assert {Path(name).suffix for name in files} == {".png", ".pptx", ".docx", ".pdf", ".xlsx"}
    assert all(name.startswith(f"tran-lieu-2026Q3-{code}-") and content for name, content in files.items())
    again = command("--code", code, "-o", str(tmp_path / "again"))
    assert (again.returncode, written(tmp_path / "again")) == (0, files)
    city = command(
        "--plan", PLAN, "--all-below", "minh-hoa", "--period", PERIOD, "-o", str(tmp_path / "city"),
        "--formats", "xlsx,png", "--slides", "toan_canh",
    )  # fmt: skip
    assert city.returncode == 0, city.stderr
    folders = {path.name: len(list(path.iterdir())) for path in (tmp_path / "city").iterdir()}
    assert len(folders) == 12 and all(count >= 2 for count in folders.values())
    assert city.stderr.count("tệp") == 12 and "Đã xuất 12 bản tin" in city.stdout
