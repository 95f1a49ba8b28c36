"""What people do for an emulation plan: take part, show evidence, assess, load a scale of points.

Evidence comes from who submits for the collective, an assessment from who approves for it, participants and the scale from an
administrator. Proposing awards is awards.py's business, the scale's workbook scale_form.py's, the ranking store's.
"""

from __future__ import annotations

import hashlib
from dataclasses import asdict, dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from domain import clock
from domain.access import Act
from domain.emulation import COLLECTIVE, VERDICT, is_of_persons
from domain.names import clean, fold
from domain.numbers import format_number, read_number, round_half_up
from domain.period import NotAPeriod, Period
from etl.acts import said, write
from etl.books import open_book
from etl.scale_form import PLACES, CheckedScale, check_scale
from etl.submit import CannotDo, authorise
from store import reads
from store.ledger import LedgerMoved, pack_file
from store.reads import about_emulation
from store.tables import Cursor, Row
from store.warehouse import Warehouse


@dataclass(frozen=True)
class Criterion:
    """One criterion of a plan, asked of one collective for one year."""

    plan_id: str
    unit_id: str
    audience: str
    row_no: int
    period: str


# -- who takes part ----------------------------------------------------------------------------------------------------------


def enrol(warehouse: Warehouse, plan_id: str, unit_id: str, audience: str, *, year: str, by: str, today: date | None = None) -> None:
    """A collective takes part from a year on, judged by the criteria of an audience."""

    def make(cursor: Cursor, _: int) -> dict[str, Any]:
        unit = _collective(cursor, plan_id, unit_id)
        _may_administer(cursor, plan_id, by)
        _audience(cursor, plan_id, audience)
        first = year_of(cursor, plan_id, year, today).year
        known = about_emulation.participant(cursor, plan_id, unit_id, audience)
        if known and (known["to_year"] is None or known["to_year"] >= first):
            raise CannotDo(f"{unit['name']} đã tham gia ở khối «{audience}» từ năm {known['from_year']}.")
        return {"plan_id": plan_id, "unit_id": unit_id, "audience": audience, "taking_part": True, "from_year": first}

    write(warehouse, "participant", by, make)


def drop(warehouse: Warehouse, plan_id: str, unit_id: str, audience: str, *, last_year: int | None, why: str, by: str) -> None:
    """A collective no longer takes part after a last year; without one it was entered by mistake. What was said stays in the ledger."""

    def make(cursor: Cursor, _: int) -> dict[str, Any]:
        _may_administer(cursor, plan_id, by)
        reason = said(why, "Thôi tham gia phải có lý do.")
        known = about_emulation.participant(cursor, plan_id, unit_id, audience)
        if known is None or known["to_year"] is not None:
            raise CannotDo(f"{_name(cursor, unit_id)} không đang tham gia ở khối «{audience}».")
        if last_year is not None and last_year < known["from_year"]:
            raise CannotDo(f"Tập thể tham gia từ năm {known['from_year']}; năm cuối không thể là {last_year}.")
        where = {"plan_id": plan_id, "unit_id": unit_id, "audience": audience}
        return where | {"taking_part": False, "last_year": last_year, "reason": reason}

    write(warehouse, "participant", by, make)


def add_collective(
    warehouse: Warehouse, plan_id: str, *, name: str, kind: str, audience: str, year: str, by: str, today: date | None = None
) -> str:
    """A collective the catalogue does not know, and its part in the movement; returns its id."""
    while True:
        at = warehouse.stands_at
        with warehouse.cursor() as cursor:
            _may_administer(cursor, plan_id, by)
            _audience(cursor, plan_id, audience)
            first = year_of(cursor, plan_id, year, today).year
            row = _new_collective(cursor, plan_id, name, kind, at + 1)
        part = {"plan_id": plan_id, "unit_id": row["unit_id"], "audience": audience, "taking_part": True, "from_year": first}
        try:
            warehouse.ledger.append_all([("catalogue_rows", {"rows": {"units": [row]}}), ("participant", part)], by=by, expected=at)
            return str(row["unit_id"])
        except LedgerMoved:
            continue


def _new_collective(cursor: Cursor, plan_id: str, name: str, kind: str, number: int) -> Row:
    stored = said(name, "Tên tập thể còn trống. Ghi tên đầy đủ, ví dụ «Khu dân cư số 5».")
    if kind not in COLLECTIVE:
        raise CannotDo(f"Loại tập thể phải là một trong: {', '.join(COLLECTIVE.values())}.")
    known = {fold(row["name"]): row for row in about_emulation.collectives(cursor, plan_id)}
    if fold(stored) in known:
        raise CannotDo(f"Đã có «{known[fold(stored)]['name']}». Chọn trong danh sách thay vì thêm mới.")
    parent = _bound_unit(cursor, plan_id)
    slug = "-".join("".join(letter if letter.isascii() and letter.isalnum() else " " for letter in fold(stored)).split()) or "tap-the"
    unit_id = f"{parent['unit_id']}/{slug[:60].strip('-')}"
    if reads.unit(cursor, unit_id):
        unit_id += f"-{number}"
    source = f"Văn phòng thêm khi theo dõi thi đua, mục {number} của sổ cái"
    return {"unit_id": unit_id, "name": stored, "short_name": stored, "kind": kind, "parent_id": parent["unit_id"], "source": source}


# -- evidence and assessment -------------------------------------------------------------------------------------------------


def give_evidence(warehouse: Warehouse, about: Criterion, *, text: str, document: str, by: str, today: date | None = None) -> None:
    """What a collective shows for a criterion; the later evidence stands."""

    def make(cursor: Cursor, _: int) -> dict[str, Any]:
        authorise(cursor, by, "nop", about.unit_id)
        _must_be_asked(cursor, about, today)
        if not clean(text) and not clean(document):
            raise CannotDo("Minh chứng còn trống. Ghi việc đã làm, hoặc số và ngày của văn bản, hoặc đường dẫn.")
        return asdict(about) | {"text": clean(text) or clean(document), "document": clean(document) or None}

    write(warehouse, "emulation_evidence", by, make)


def assess(
    warehouse: Warehouse, about: Criterion, *, verdict: str | None, text: str, points: str = "", by: str, today: date | None = None
) -> None:
    """What somebody concludes of a criterion; points only on a loaded scale. The later assessment stands."""

    def make(cursor: Cursor, _: int) -> dict[str, Any]:
        authorise(cursor, by, "duyet", about.unit_id)
        _must_be_asked(cursor, about, today)
        if verdict is not None and verdict not in VERDICT:
            raise CannotDo(f"Kết luận phải là một trong: {', '.join(VERDICT.values())}, hoặc để trống và ghi nhận xét.")
        if verdict is None and not clean(text):
            raise CannotDo("Đánh giá còn trống. Chọn kết luận hoặc ghi nhận xét.")
        given, out_of = _points(cursor, about, points)
        return asdict(about) | {"verdict": verdict, "text": clean(text) or VERDICT[str(verdict)], "points": given, "out_of": out_of}

    write(warehouse, "assessment", by, make)


def take_back(warehouse: Warehouse, about: Criterion, what: str, *, why: str, by: str) -> None:
    """Takes evidence or an assessment back: the criterion stands as if it had never been said."""
    act, name, column = _TAKEN_BACK[what]

    def make(cursor: Cursor, _: int) -> dict[str, Any]:
        authorise(cursor, by, act, about.unit_id)
        reason = said(why, f"Rút {name} phải có lý do.")
        cells = about_emulation.cells(cursor, about.plan_id, about.period)
        here = (about.unit_id, about.audience, about.row_no)
        if not any((row["unit_id"], row["audience"], row["row_no"]) == here and row[column] for row in cells):
            raise CannotDo(f"Chưa có {name} nào ở tiêu chí {about.row_no} để rút.")
        return {"what": what, "reason": reason} | asdict(about)

    write(warehouse, "emulation_withdrawn", by, make)


_TAKEN_BACK: dict[str, tuple[Act, str, str]] = {
    "evidence": ("nop", "minh chứng", "evidence_at"),
    "assessment": ("duyet", "đánh giá", "assessed_at"),
}


def _points(cursor: Cursor, about: Criterion, entered: str) -> tuple[str | None, str | None]:
    """The points as they are stored, and the maximum they were given on."""
    if not clean(entered):
        return None, None
    maximum = about_emulation.maxima(cursor, about.plan_id).get((about.audience, about.row_no))
    if maximum is None:
        raise CannotDo("Chưa nạp thang điểm nên chưa ghi điểm được. Bỏ trống ô điểm, hoặc nạp thang điểm trước.")
    reading = read_number(clean(entered))
    if reading.value is None:
        question = reading.question or "Đây không phải là một con số."
        raise CannotDo(f"Điểm «{clean(entered)}» chưa đọc được: {question} Ghi ví dụ «7,5».")
    if not 0 <= reading.value <= maximum["points"]:
        raise CannotDo(f"Điểm phải từ 0 đến {format_number(maximum['points'])}, mức tối đa của tiêu chí này theo thang điểm đang áp dụng.")
    if reading.value != round_half_up(reading.value, PLACES):
        raise CannotDo("Điểm có nhiều nhất hai chữ số lẻ, ví dụ «7,5».")
    return format(reading.value, "f"), format(Decimal(maximum["points"]).normalize(), "f")


# -- the scale of points -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class ScalePreview:
    """A checked scale of points and the file it came in."""

    checked: CheckedScale
    plan_id: str
    file_name: str
    content: bytes

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.content).hexdigest()


def preview_scale(warehouse: Warehouse, plan_id: str, content: bytes, file_name: str) -> ScalePreview:
    """What a filled scale says and what is wrong with it; nothing is stored."""
    grids = open_book(content, file_name)
    with warehouse.cursor() as cursor:
        return ScalePreview(check_scale(cursor, grids, plan_id), plan_id, clean(Path(file_name).name), content)


def load_scale(warehouse: Warehouse, shown: ScalePreview, *, by: str) -> str:
    """Stores a scale; it is in force for assessments from now on. The file in force already is not stored again. Returns its id."""
    if shown.checked.has_errors:
        raise CannotDo("Thang điểm còn lỗi, chưa thể nạp.")
    with warehouse.cursor() as cursor:
        _may_administer(cursor, shown.plan_id, by)
        standing = about_emulation.scale(cursor, shown.plan_id)
    if standing and standing["sha256"] == shown.sha256:
        return str(standing["scale_id"])

    def make(cursor: Cursor, number: int) -> dict[str, Any]:
        _may_administer(cursor, shown.plan_id, by)
        return {
            "scale_id": f"TD-{number:05d}",
            "plan_id": shown.plan_id,
            "owner": shown.checked.owner,
            "file_name": shown.file_name,
            "sha256": shown.sha256,
            "maxima": shown.checked.maxima,
            "file": pack_file(shown.content),
        }

    return str(write(warehouse, "emulation_scale", by, make)["scale_id"])


def withdraw_scale(warehouse: Warehouse, plan_id: str, *, why: str, by: str) -> None:
    """The scale no longer holds: points are no longer counted and nobody is ranked."""

    def make(cursor: Cursor, _: int) -> dict[str, Any]:
        _may_administer(cursor, plan_id, by)
        reason = said(why, "Bỏ thang điểm phải có lý do.")
        if about_emulation.scale(cursor, plan_id) is None:
            raise CannotDo("Chưa có thang điểm nào để bỏ.")
        return {"what": "scale", "plan_id": plan_id, "reason": reason}

    write(warehouse, "emulation_withdrawn", by, make)


# -- what must hold ----------------------------------------------------------------------------------------------------------


def _must_be_asked(cursor: Cursor, about: Criterion, today: date | None) -> None:
    year_of(cursor, about.plan_id, about.period, today)
    _must_take_part(cursor, about)
    if about_emulation.criterion(cursor, about.plan_id, about.audience, about.row_no) is None:
        raise CannotDo(f"Khối «{about.audience}» không có tiêu chí số {about.row_no}.")


def year_of(cursor: Cursor, plan_id: str, period: str, today: date | None = None) -> Period:
    """The year something is said of: a year of the movement that has begun."""
    try:
        asked = Period.parse(period)
    except NotAPeriod as wrong:
        raise CannotDo(str(wrong)) from None
    if str(asked) != str(asked.year):
        raise CannotDo(f"Thi đua được theo dõi theo năm; {asked.label} không phải là một năm. Ghi ví dụ «2026».")
    phases = [row for row in about_emulation.phases(cursor, plan_id) if row["from_year"] and row["to_year"]]
    first, last = min((row["from_year"] for row in phases), default=None), max((row["to_year"] for row in phases), default=None)
    if first and last and not first <= asked.year <= last:
        raise CannotDo(f"Phong trào kéo dài từ năm {first} đến năm {last}; không có năm {asked.year}.")
    if asked.first_day > (today or clock.today()):
        raise CannotDo(f"Năm {asked.year} chưa đến, chưa ghi được.")
    return asked


def _must_take_part(cursor: Cursor, about: Criterion) -> None:
    if is_of_persons(about.audience):
        raise CannotDo("Tiêu chí dành cho cá nhân không ghi theo từng người vì không lưu tên riêng. Dùng «Đề nghị khen thưởng».")
    if not about_emulation.takes_part(cursor, about.plan_id, about.unit_id, about.audience, about.period):
        raise CannotDo(
            f"{_name(cursor, about.unit_id)} không tham gia ở khối «{about.audience}» trong năm {about.period}. "
            "Thêm ở mục «Tập thể tham gia»."
        )


def _name(cursor: Cursor, unit_id: str) -> str:
    unit = reads.unit(cursor, unit_id)
    return str(unit["name"]) if unit else f"Đơn vị mang mã «{unit_id}»"


def _audience(cursor: Cursor, plan_id: str, audience: str) -> None:
    known = list(dict.fromkeys(row["audience"] for row in about_emulation.criteria(cursor, plan_id)))
    if audience not in known or is_of_persons(audience):
        offered = "; ".join(name for name in known if not is_of_persons(name))
        raise CannotDo(f"«{audience}» không phải khối tập thể của kế hoạch. Chọn một trong: {offered}.")


def _collective(cursor: Cursor, plan_id: str, unit_id: str) -> Row:
    found = next((row for row in about_emulation.collectives(cursor, plan_id) if row["unit_id"] == unit_id), None)
    if found is None:
        raise CannotDo(f"«{unit_id}» không phải tập thể thuộc phạm vi kế hoạch. Chọn trong danh sách hoặc thêm tập thể mới.")
    return found


def _bound_unit(cursor: Cursor, plan_id: str) -> Row:
    bound = reads.bound_units(cursor, plan_id)
    if not bound:
        raise CannotDo(f"Kế hoạch «{plan_id}» chưa ràng buộc đơn vị nào.")
    return bound[0]


def _may_administer(cursor: Cursor, plan_id: str, by: str) -> None:
    """Participants and the scale bind the whole movement: the act of an administrator of the unit whose plan it is."""
    authorise(cursor, by, "quan_tri", _bound_unit(cursor, plan_id)["unit_id"])
