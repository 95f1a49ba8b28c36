"""Makes the demonstration's workbooks and their script in data/sample: `python -m etl.sample`. Every figure is invented.

Shaped like life: fast and slow units, late and missing reports, falls, corrections, results over 100 %, estimates. The same seed gives
the same figures. etl/demo.py loads what this writes.
"""

from __future__ import annotations

import io
import json
import random
import tempfile
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from domain.period import Period, quarters_between
from etl import sample_emulation
from etl.demo import BY, take
from etl.scale_form import SCALE, write_scale_template
from etl.template import FIGURE_COLUMNS, FIGURES, FIRST_ROW, TASK_COLUMNS, TASKS, find_form, write_template
from store import reads
from store.home import SAMPLE, Home
from store.tables import Cursor, Row
from store.warehouse import Warehouse

PLAN = "tranlieu-79"
QUARTERS = quarters_between(Period.parse("2025Q1"), Period.parse("2026Q3"))
CITY = {"unit_id": "minh-hoa", "name": "Thành phố Minh Họa (giả định)", "short_name": "Minh Họa", "kind": "tinh"}
WARDS = {
    "an-mau": "An Mẫu",
    "bich-mau": "Bích Mẫu",
    "cam-mau": "Cẩm Mẫu",
    "dong-mau": "Đông Mẫu",
    "giang-mau": "Giang Mẫu",
    "hoa-mau": "Hòa Mẫu",
    "kim-mau": "Kim Mẫu",
    "lam-mau": "Lam Mẫu",
    "ngoc-mau": "Ngọc Mẫu",
    "phu-mau": "Phú Mẫu",
    "son-mau": "Sơn Mẫu",
    "van-mau": "Vân Mẫu",
}
DEPARTMENTS = ("trung-tam-hcc", "van-phong", "phong-kthtdt", "phong-vhxh", "cong-an")
TEMPER = {"an-mau": 1.5, "bich-mau": 1.2, "cam-mau": 1.0, "kim-mau": 0.75, "phu-mau": 0.5, "van-mau": 0.35}
"""How fast a unit closes its gaps, against the pace the plan asks; others go at about that pace."""
MISSING = {("van-mau", "2026Q2"), ("van-mau", "2026Q3"), ("son-mau", "2025Q2"), ("hoa-mau", "2025Q4"), ("tran-lieu/cong-an", "2026Q3")} | {
    ("lam-mau", f"{year}Q{number}") for year, number in ((2025, 1), (2025, 2), (2025, 3), (2025, 4), (2026, 1))
}
DUE = {"2026Q2": "2026-07-15", "2026Q3": "2026-10-15", "2026Q4": "2027-01-15"}
"""The office's own due dates; the last quarter has not come yet."""
CONTACTS = {
    "tran-lieu": ("Công chức Văn phòng Hội đồng nhân dân và Ủy ban nhân dân", "0000 000 001", "tran-lieu@minh-hoa.example"),
    "tran-lieu/cong-an": ("Cán bộ tổng hợp Công an phường", "0000 000 002", "cong-an@minh-hoa.example"),
    "van-mau": ("Công chức văn hóa - xã hội", "0000 000 003", "van-mau@minh-hoa.example"),
    "hoa-mau": ("Công chức văn phòng - thống kê", "0000 000 004", None),
}
"""Positions, no persons; numbers and addresses that reach nobody."""
PENDING = {"dong-mau", "ngoc-mau", "kim-mau", "tran-lieu/phong-kthtdt"}
"""Units whose last report nobody has approved yet."""


@dataclass
class Maker:
    """Writes workbooks one after the other, loading each so that the next is prefilled from it."""

    folder: Path
    warehouse: Warehouse
    dice: random.Random
    steps: list[dict[str, Any]] = field(default_factory=list)
    ids: dict[str, str] = field(default_factory=dict)
    levels: dict[tuple[str, str], float] = field(default_factory=dict)

    def step(self, act: str, **more: Any) -> None:
        self.steps.append({"act": act} | more)
        take(self.warehouse, self.folder, self.steps[-1], self.ids)

    def report(self, unit_id: str, period: Period, *, name: str = "", change: float = 1.0) -> str:
        """One reporter's workbook for a quarter, loaded; with `change` a correction of a few rates by that factor."""
        with self.warehouse.cursor() as cursor:
            form = find_form(cursor, PLAN, unit_id, period)
            book = load_workbook(io.BytesIO(write_template(cursor, form)))
            if "/" in unit_id or unit_id != "tran-lieu":
                self._fill_figures(cursor, book[FIGURES], form.describes["unit_id"], unit_id, period, change)
            self._fill_tasks(cursor, book[TASKS], form.describes["unit_id"], period)
        file = name or f"{unit_id.replace('/', '-')}-{period}.xlsx"
        _save(book, self.folder / file)
        self.step("load", file=file)
        return file

    def _fill_figures(self, cursor: Cursor, sheet: Worksheet, unit_id: str, reporter_id: str, period: Period, change: float) -> None:
        measures = {row["measure_id"]: row for row in reads.form_measures(cursor, PLAN, reporter_id, unit_id)}
        places = {column.name: index for index, column in enumerate(FIGURE_COLUMNS, 1)}
        for line in range(FIRST_ROW, sheet.max_row + 1):
            measure = measures.get(str(sheet.cell(line, places["code"]).value))
            if measure is None or self.dice.random() < (0.03 if change == 1.0 else 0.85):
                continue  # a blank now and then; a correction names a few rows only
            for column, entered in self._figure(cursor, measure, unit_id, period, change).items():
                sheet.cell(line, places[column]).value = entered

    def _figure(self, cursor: Cursor, measure: Row, unit_id: str, period: Period, change: float) -> dict[str, Any]:
        if measure["measure_id"] == "sang-kien":
            return {"value": self.dice.choice((0, 0, 1, 1, 1, 2, 3))}
        known = self.levels.get((unit_id, measure["measure_id"])) if change != 1.0 else None
        rate = known * change if known is not None else self._rate(cursor, measure, unit_id, period)
        if measure["measure_id"] == "pl2-28" or (measure["over_time"] == "cuoi_ky" and self.dice.random() < 0.06):
            return {"value": round(rate, 1) if rate > 1 else f"{round(max(rate, 0.1), 1)}%".replace(".", ",")}
        whole = _denominator(measure["measure_id"], self.dice)
        entered: dict[str, Any] = {"numerator": _part(rate, whole), "denominator": whole}
        if self.dice.random() < 0.02:
            entered |= {"estimate": "x", "note": "Số ước, chờ đối chiếu"}
        if unit_id == "tran-lieu" and period < Period.parse("2025Q3"):
            entered["note"] = "Tính lại theo địa giới mới"
        return entered

    def _rate(self, cursor: Cursor, measure: Row, unit_id: str, period: Period) -> float:
        """The level of a rate this quarter: the last one, moved by the unit's pace and a little chance."""
        key = (unit_id, measure["measure_id"])
        near, far, goal_quarter = _goals(cursor, measure, unit_id, period)
        if key not in self.levels:
            self.levels[key] = near * self.dice.uniform(0.62, 0.97)
        level = self.levels[key]
        left = max(goal_quarter - period.index + 1, 1)
        pace = TEMPER.get(unit_id, 1.0) * self.dice.choice((0.2, 0.7, 1.0, 1.0, 1.1, 1.4))
        level += max(far - level, 0) / left * pace + self.dice.uniform(-0.4, 0.5)
        if self.dice.random() < 0.025:
            level -= self.dice.uniform(3, 9)  # a fall
        ceiling = 103.0 if self.dice.random() < 0.02 else 100.0
        self.levels[key] = min(max(level, 0.3), ceiling)
        return self.levels[key]

    def _fill_tasks(self, cursor: Cursor, sheet: Worksheet, unit_id: str, period: Period) -> None:
        tasks = {row["task_id"]: row for row in reads.form_tasks(cursor, PLAN, unit_id, unit_id)}
        places = {column.name: index for index, column in enumerate(TASK_COLUMNS, 1)}
        for line in range(FIRST_ROW, sheet.max_row + 1):
            task = tasks.get(str(sheet.cell(line, places["code"]).value))
            if task is None:
                continue
            for column, entered in _task_entry(task, unit_id, period).items():
                sheet.cell(line, places[column]).value = entered


def _task_entry(task: Row, unit_id: str, period: Period) -> dict[str, Any]:
    """A task's story is the same each time it is told: when it will be done follows from its name and the unit."""
    dice = random.Random(f"{unit_id} {task['task_id']}")
    if task["due_kind"] not in ("fixed", "period"):
        return {"state": "Đang thực hiện"} if dice.random() < 0.4 and period >= Period.parse("2025Q4") else {}
    due = task["due_on"] or date(2030, 12, 31)
    delay = dice.choice((-40, -20, -5, 0, 30, 75, 160, 900))
    done = min(due, date(2026, 12, 31)) + timedelta(days=delay)
    if done <= period.last_day:
        return {"state": "Hoàn thành", "percent": 100, "completed_on": done}
    begun = (period.last_day - date(2025, 3, 1)).days / max((done - date(2025, 3, 1)).days, 1)
    return {"state": "Đang thực hiện", "percent": min(95, max(5, round(begun * 100, -1)))} if begun > 0.2 else {"state": "Chưa thực hiện"}


def _goals(cursor: Cursor, measure: Row, unit_id: str, period: Period) -> tuple[float, float, int]:
    """Where the plan wants a rate soon and in the end, and by which quarter."""
    targets = reads.targets_in_force(cursor, measure["indicator_ids"], unit_id, period)
    figures = sorted((float(row["value"]), row["stage"]) for row in targets if row["value"] is not None)
    if not figures:
        return (2.2, 3.2, 2030 * 4 + 3) if measure["measure_id"] == "chi-ngan-sach" else (35.0, 60.0, 2035 * 4 + 3)
    value, stage = figures[0]
    return (value if value < 95 else 84.0), value, max(stage, period.year) * 4 + 3


def _denominator(measure_id: str, dice: random.Random) -> float:
    if measure_id in ("5g-dia-ban", "6g-dia-ban"):
        return 23.87
    if measure_id == "chi-ngan-sach":
        return float(dice.randrange(14000, 26000, 50))
    if any(word in measure_id for word in ("chu-ky-so", "suc-khoe", "dich-vu-so", "5g-dan-so", "bang-rong")):
        return float(dice.randrange(8600, 9400, 10))
    if any(word in measure_id for word in ("cds-", "ky-so-", "stem", "khoi-nghiep", "day-ky-nang")):
        return float(dice.choice((20, 21, 22)))
    return float(dice.randrange(180, 1400))


def _part(rate: float, whole: float) -> float:
    part = rate * whole / 100
    return round(part, 2) if whole < 100 and whole != round(whole) else float(round(part))


def _save(book: Workbook, path: Path) -> None:
    book.properties.created = book.properties.modified = datetime(2026, 10, 1)
    book.properties.creator = "Dữ liệu minh họa"
    book.save(path)


def _rows() -> dict[str, list[Row]]:
    wards = [
        {"unit_id": slug, "name": f"Phường {name} (giả định)", "short_name": name, "kind": "phuong", "parent_id": CITY["unit_id"]}
        for slug, name in WARDS.items()
    ]
    shared = {"source": "Đơn vị giả định của dữ liệu minh họa", "demonstration": True}
    return {
        "units": [row | shared for row in [CITY, *wards, *sample_emulation.invented_units()]],
        "plan_units": [{"plan_id": PLAN, "unit_id": slug} for slug in WARDS],
    }


def make(folder: Path) -> None:
    """Writes every workbook and the script that loads them."""
    for old in folder.glob("*.xlsx"):
        old.unlink()
    with tempfile.TemporaryDirectory() as temporary:
        warehouse = Warehouse.own(Home(Path(temporary)))
        warehouse.ledger.append_all([("start", {"demonstration": True}), ("catalogue_rows", {"rows": _rows()})], by=BY)
        maker = Maker(folder, warehouse, random.Random(57))
        for period in QUARTERS:
            _make_quarter(maker, period)
        _make_duties(maker)
        _make_emulation(maker)
        _make_office(maker)
    script = {
        "about": "Dữ liệu minh họa: mọi số liệu và tên phường ngoài Trần Liễu đều do nhóm phát triển đặt ra.",
        "rows": _rows(),
        "steps": maker.steps,
    }
    (folder / "script.json").write_text(json.dumps(script, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def _make_quarter(maker: Maker, period: Period) -> None:
    due = {"due_on": DUE[str(period)]} if str(period) in DUE else {}
    maker.step("period", data={"period": str(period)} | due)
    reporters = ["tran-lieu", *(f"tran-lieu/{name}" for name in DEPARTMENTS), *WARDS]
    files = {unit_id: maker.report(unit_id, period) for unit_id in reporters if (unit_id, str(period)) not in MISSING}
    approved = [file for unit_id, file in files.items() if period < QUARTERS[-1] or unit_id not in PENDING]
    maker.step("approve", files=approved)
    if str(period) == "2026Q1":
        late = maker.report("hoa-mau", Period.parse("2025Q4"), name="hoa-mau-2025Q4-nop-muon.xlsx")
        maker.step("approve", files=[late])
    if str(period) == "2026Q2":
        corrected = maker.report("giang-mau", Period.parse("2026Q1"), name="giang-mau-2026Q1-sua.xlsx", change=0.96)
        maker.step("approve", files=[corrected])
        wrong = maker.report("bich-mau", Period.parse("2026Q1"), name="bich-mau-2026Q1-nham.xlsx", change=0.7)
        maker.step("withdraw", file=wrong, why="Nộp nhầm tệp của quý khác")
    if str(period) == "2026Q3":
        unclear = maker.report("phu-mau", period, name="phu-mau-2026Q3-tra-lai.xlsx", change=1.12)
        maker.step("return", file=unclear, why="Số liệu tăng nhiều, chưa có minh chứng")
        maker.report("cam-mau", period, name="cam-mau-2026Q3-ban-moi.xlsx", change=1.02)  # newer, waits beside the approved one


def _make_duties(maker: Maker) -> None:
    for place, unit_id in enumerate(["tran-lieu", *WARDS]):
        if unit_id in ("van-mau", "lam-mau"):
            continue
        sent = date(2025, 11, 26) + timedelta(days=place % 9)
        data = {
            "duty_id": f"{PLAN}/BC/1",
            "unit_id": unit_id,
            "period": "2025",
            "sent_on": sent.isoformat(),
            "document": f"{40 + place}/BC-UBND",
        }
        maker.step("duty_sent", data=data)


def _make_office(maker: Maker) -> None:
    """What the office set: when the quarter to come is due, whom to call."""
    coming = str(Period.from_index(QUARTERS[-1].index + 1))
    maker.step("period", data={"period": coming, "due_on": DUE[coming], "opened": False})
    for unit_id, (name, phone, email) in CONTACTS.items():
        maker.step("contact", data={"unit_id": unit_id, "name": name, "phone": phone, "email": email})


def _make_emulation(maker: Maker) -> None:
    for step in sample_emulation.steps_before_scale():
        maker.step(step["act"], data=step["data"])
    with maker.warehouse.cursor() as cursor:
        book = load_workbook(io.BytesIO(write_scale_template(cursor, sample_emulation.PLAN)))
    sheet = book[SCALE]
    sheet["C4"] = sample_emulation.SCALE_OWNER
    points = [points for audience in sample_emulation.MAXIMA.values() for points in audience]
    for line, most in enumerate(points, FIRST_ROW):
        sheet.cell(line, 4).value = most
    _save(book, maker.folder / sample_emulation.SCALE_FILE)
    maker.step("scale", file=sample_emulation.SCALE_FILE, plan_id=sample_emulation.PLAN)
    for step in sample_emulation.steps_after_scale(maker.warehouse.stands_at + 1):
        maker.step(step["act"], data=step["data"])


if __name__ == "__main__":
    SAMPLE.mkdir(parents=True, exist_ok=True)
    make(SAMPLE)
