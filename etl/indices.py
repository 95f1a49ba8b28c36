"""Published figures of an index: one is added with its source, or one a person added is taken back.

Two sources that disagree are both kept, and shown beside each other: which is right is not for this program to say.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from domain import clock
from domain.access import may
from domain.indices import INDICES, rank_text, score_text
from domain.names import clean, fold
from domain.numbers import read_number
from etl.acts import said, write
from etl.submit import CannotDo, authorise
from store import reads
from store.reads import about_indices
from store.tables import Cursor, Row
from store.warehouse import Warehouse

FIRST_YEAR = 2000
_PLACES_KEPT = 4


class Disagrees(CannotDo):
    """Another source says something else; it can be added beside, knowingly."""


def add(
    warehouse: Warehouse,
    *,
    index_id: str,
    unit_id: str,
    year: int,
    version: str,
    source: str,
    by: str,
    part: str = "",
    score: str = "",
    rank: str = "",
    out_of: str = "",
    note: str = "",
    beside: bool = False,
    today: date | None = None,
) -> str:
    """Adds a published figure as it was typed; `beside`: although another source says otherwise. Returns its id."""

    def make(cursor: Cursor, number: int) -> dict[str, Any]:
        _must_be_known(cursor, index_id, unit_id)
        _authorise(cursor, by, unit_id)
        figure: Row = {
            "index_id": index_id,
            "unit_id": unit_id,
            "year": _year(year, today or clock.today()),
            "version": said(
                version, "Phải ghi cách tính (phiên bản), ví dụ «khung PII 2025»: điểm của hai cách tính không so được với nhau."
            ),
            "part": clean(part) or None,
            **_figures(index_id, part, score, rank, out_of),
            "source": said(source, "Phải ghi nguồn: tên báo, văn bản hoặc địa chỉ trang đã công bố con số."),
            "note": clean(note) or None,
        }
        _must_be_new(cursor, figure, beside=beside)
        return _as_entry(figure) | {"figure_id": f"CS-{number:05d}", "verified": reads.people_exist(cursor)}

    return str(write(warehouse, "index_figure", by, make)["figure_id"])


def take_back(warehouse: Warehouse, figure_id: str, *, by: str, why: str) -> None:
    """Takes back a figure somebody added; those of the catalogue stay."""

    def make(cursor: Cursor, _: int) -> dict[str, Any]:
        figure = about_indices.entered_figure(cursor, figure_id)
        if figure is None:
            raise CannotDo(f"Không có số nào do người dùng ghi thêm mang mã «{figure_id}».")
        _authorise(cursor, by, figure["unit_id"])
        return {"figure_id": figure_id, "reason": said(why, "Rút một con số phải có lý do.")}

    write(warehouse, "index_figure_withdrawn", by, make)


def _authorise(cursor: Cursor, by: str, unit_id: str) -> None:
    """Who submits figures for the unit records what is published of it; so does an administrator."""
    person = reads.person(cursor, by)
    authorise(cursor, by, "quan_tri" if person and may(person["role"], "quan_tri") else "nop", unit_id)


def _must_be_known(cursor: Cursor, index_id: str, unit_id: str) -> None:
    if index_id not in INDICES:
        raise CannotDo(f"Không có bộ chỉ số «{index_id}».")
    unit = reads.unit(cursor, unit_id)
    if unit is None:
        raise CannotDo(f"Không có đơn vị mang mã «{unit_id}».")
    if unit["demonstration"]:
        raise CannotDo(f"{unit['name']} là đơn vị giả định, không có số công bố để ghi.")


def _year(year: int, today: date) -> int:
    if not FIRST_YEAR <= year <= today.year:
        raise CannotDo(f"Năm phải từ {FIRST_YEAR} đến {today.year}.")
    return year


def _figures(index_id: str, part: str, score: str, rank: str, out_of: str) -> Row:
    read = {"score": _score(index_id, part, score), "rank": _count(rank, "Hạng"), "out_of": _count(out_of, "Trên bao nhiêu tỉnh, đơn vị")}
    if read["score"] is None and read["rank"] is None:
        raise CannotDo("Phải ghi điểm, hoặc hạng, hoặc cả hai.")
    if read["rank"] is not None and read["out_of"] is None:
        raise CannotDo("Hạng phải kèm số đơn vị được xếp hạng, ví dụ 4 trên 34: hạng trong 63 và hạng trong 34 không so được với nhau.")
    if read["rank"] is not None and read["out_of"] is not None and read["rank"] > read["out_of"]:
        raise CannotDo(f"Hạng {read['rank']} lớn hơn số đơn vị được xếp hạng ({read['out_of']}).")
    return read


def _score(index_id: str, part: str, typed: str) -> Decimal | None:
    reading = read_number(typed)
    if reading.kind == "question":
        raise CannotDo(f"Điểm: {reading.question} Ghi lại cho rõ, ví dụ «{reading.example}».")
    if reading.value is None:
        return None
    top = INDICES[index_id].top
    if reading.value < 0 or (not clean(part) and top is not None and reading.value > top):
        raise CannotDo(f"Điểm {index_id} phải từ 0 đến {score_text('', top)}." if top else "Điểm không thể âm.")
    if -int(reading.value.normalize().as_tuple().exponent) > _PLACES_KEPT:
        raise CannotDo(f"Điểm có quá {_PLACES_KEPT} chữ số thập phân.")
    return reading.value


def _count(typed: str, name: str) -> int | None:
    if not clean(typed):
        return None
    if not clean(typed).isdigit() or not 1 <= int(clean(typed)) <= 9999:
        raise CannotDo(f"{name}: phải là số nguyên từ 1, ví dụ «4».")
    return int(clean(typed))


def _must_be_new(cursor: Cursor, figure: Row, *, beside: bool) -> None:
    """The same key twice is a repetition (refused) or a contradiction (added beside, knowingly); what only completes is neither."""
    key = (figure["index_id"], figure["unit_id"], figure["year"], figure["part"])
    known = [row for row in about_indices.same_figures(cursor, *key) if fold(row["version"] or "") == fold(figure["version"])]
    for row in known:
        if fold(row["source"]) == fold(figure["source"]) or not (_disagree(row, figure) or _completes(row, figure)):
            raise CannotDo(f"Số này đã có: {_shown(row)}, nguồn {row['source']}.")
    other = [row for row in known if _disagree(row, figure)]
    if other and not beside:
        told = "; ".join(f"{_shown(row)} (nguồn {row['source']})" for row in other)
        raise Disagrees(f"Nguồn khác ghi khác: {told}. Nếu đúng là nguồn mới công bố số này, đánh dấu «Vẫn ghi, để hai số cạnh nhau».")


def _disagree(row: Row, figure: Row) -> bool:
    return any(row[name] is not None and figure[name] is not None and row[name] != figure[name] for name in ("score", "rank"))


def _completes(row: Row, figure: Row) -> bool:
    return any(row[name] is None and figure[name] is not None for name in ("score", "rank"))


def _shown(row: Row) -> str:
    parts = [f"điểm {score_text(row['index_id'], row['score'])}"] if row["score"] is not None else []
    parts += [f"hạng {rank_text(row['rank'], row['out_of'])}"] if row["rank"] is not None else []
    return ", ".join(parts)


def _as_entry(figure: Row) -> Row:
    return figure | {"score": None if figure["score"] is None else format(figure["score"], "f")}
