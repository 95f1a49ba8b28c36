"""Administration in words: people, plans and whom they bind, units and what became of them, and what an act would change."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from domain.access import ROLE_NAME
from domain.period import Period
from domain.wording import LINEAGE, day
from report.markup import headed_table, text
from report.tables import Table

Row = dict[str, Any]

PLAN_WORDS = {"hieu_luc": "Có hiệu lực", "het_hieu_luc": "Hết hiệu lực"}
_WHAT = {"chi_tieu": "chỉ tiêu", "nhiem_vu": "nhiệm vụ"}
PEOPLE_HEADS = ("Họ tên, mã", "Vai trò", "Đơn vị", "Thư điện tử", "Trạng thái", "Việc gần nhất (GMT+7)")
PLAN_HEADS = ("Kế hoạch", "Cơ quan ban hành", "Hiệu lực", "Nội dung", "Đơn vị thực hiện")
UNITS_NAMED = 3


def _moment(at: datetime | None) -> str:
    return "chưa làm việc nào" if at is None else f"{at:%d/%m/%Y %H:%M}"


# -- people ------------------------------------------------------------------------------------------------------------------


def person_name(row: Row) -> str:
    """A person in a list to choose from."""
    return f"{row['name']} ({row['person_id']}){'' if row['active'] else ', đã khóa'}"


def role_of(row: Row) -> str:
    return ROLE_NAME.get(row["role"], row["role"] or "–")


def where(row: Row) -> str:
    """The unit somebody answers for."""
    return str(row["unit_name"] or ("mọi đơn vị" if row["role"] == "quan_tri" else "chưa có đơn vị"))


def people_table(rows: Iterable[Row]) -> str:
    return headed_table(PEOPLE_HEADS, [_person_cells(row) for row in rows])


def _person_cells(row: Row) -> tuple[str, ...]:
    return (
        f"<b>{text(row['name'])}</b><small class='td-mark td-file'>{text(row['person_id'])}</small>",
        text(role_of(row)),
        text(where(row)),
        f"<span class='td-file'>{text(row['email'] or '–')}</span>",
        "Đang hoạt động" if row["active"] else "<b>Đã khóa</b>",
        text(_moment(row["acted"])),
    )


def people_to_take_along(rows: Iterable[Row], proof: tuple[str, ...]) -> Table:
    heads = ("Họ tên", "Mã", "Vai trò", "Đơn vị", "Thư điện tử", "Đang hoạt động", "Việc gần nhất (GMT+7)")
    cells = [(row["name"], row["person_id"], role_of(row), where(row), row["email"], bool(row["active"]), row["acted"]) for row in rows]
    return Table("Người dùng", proof, heads, cells)


# -- plans -------------------------------------------------------------------------------------------------------------------


def plan_state(row: Row, today: date) -> str:
    """Whether a plan is in force on a day, and since or until when."""
    last = row["effective_to"]
    if last is None:
        return PLAN_WORDS.get(row["status"], "Có hiệu lực")
    return f"Có hiệu lực đến hết {day(last)}" if last >= today else f"Hết hiệu lực sau ngày {day(last)}"


def content_of(row: Row) -> str:
    """How much a plan holds."""
    held = [
        f"{row[name]} {word}" for name, word in (("rows", "chỉ tiêu"), ("tasks", "nhiệm vụ"), ("duties", "chế độ báo cáo")) if row[name]
    ]
    return ", ".join(held) or "chưa có dòng nào"


def plans_table(rows: Iterable[Row], bindings: Iterable[Row], today: date) -> str:
    bound: dict[str, list[Row]] = {}
    for one in bindings:
        bound.setdefault(one["plan_id"], []).append(one)
    return headed_table(PLAN_HEADS, [_plan_cells(row, bound.get(row["plan_id"], []), today) for row in rows])


def _plan_cells(row: Row, bound: list[Row], today: date) -> tuple[str, ...]:
    links = [f"thay {words}" for words in row["replaces"] or []] + [f"được thay bằng {words}" for words in row["replaced_by"] or []]
    state = text(plan_state(row, today))
    issued = f"ngày {day(row['issued_on'])} · {row['plan_id']}"
    return (
        f"<b class='td-keep'>{text(row['number'])}</b><small class='td-mark'>{text(issued)}</small>",
        text(row["issuer_name"] or "–"),
        (f"<b>{state}</b>" if row["effective_to"] else state) + "".join(f"<small class='td-mark'>{text(words)}</small>" for words in links),
        text(content_of(row)),
        _bound_cell(bound, today),
    )


def _bound_cell(bound: list[Row], today: date) -> str:
    """Few units by name; of many how many, and their names to unfold."""
    if not bound:
        return "chưa có đơn vị nào"
    lines = "".join(f"<div>{text(binding_text(one, today))}</div>" for one in bound)
    return lines if len(bound) <= UNITS_NAMED else f"<details><summary>{len(bound)} đơn vị</summary>{lines}</details>"


def binding_text(row: Row, today: date) -> str:
    """A unit with the days a plan binds it, as far as there are any."""
    said = []
    if row["valid_from"]:
        said.append(f"từ {day(row['valid_from'])}")
    if row["valid_to"]:
        said.append(f"{'đến hết' if row['valid_to'] >= today else 'đã thôi sau ngày'} {day(row['valid_to'])}")
    days = f" ({', '.join(said)})" if said else ""
    return f"{row['unit_name']}{days}{' · minh họa' if row['demonstration'] else ''}"


def plan_name(row: Row) -> str:
    """A plan in a list to choose from."""
    return f"{row['number']} ngày {day(row['issued_on'])}{', đã có ngày hết hiệu lực' if row['effective_to'] else ''}"


# -- what an act would change --------------------------------------------------------------------------------------------------


def extent_sentences(rows: Iterable[Row], plans: dict[str, str], units: dict[str, str]) -> list[str]:
    """What an act would do to the rows that are judged, a sentence for each unit; one calm sentence where it does nothing."""
    by_unit: dict[tuple[str, str], list[str]] = {}
    for row in rows:
        by_unit.setdefault((row["plan_id"], row["unit_id"]), []).extend(_changes(row))
    said = [f"{units.get(unit, unit)}, kế hoạch {plans.get(plan, plan)}: {'; '.join(parts)}." for (plan, unit), parts in by_unit.items()]
    return said or ["Không dòng nào của các quý đã có thay đổi; chỉ những quý về sau theo quy định mới."]


def _changes(row: Row) -> list[str]:
    what = _WHAT[row["what"]]
    return [
        *([f"{row['gone']} {what} thôi được đánh giá từ {Period.parse(row['gone_from']).label}"] if row["gone"] else []),
        *([f"{row['come']} {what} được đánh giá thêm"] if row["come"] else []),
        *([f"{row['changed']} {what} đổi trạng thái"] if row["changed"] else []),
    ]


def gone_in_all(rows: Iterable[Row]) -> str:
    """The heading over what would change: how many rows would no longer be judged, and for how many units."""
    gone = [row for row in rows if row["gone"]]
    most = {what: max((row["gone"] for row in gone if row["what"] == what), default=0) for what in _WHAT}
    said = " và ".join(f"{number} {_WHAT[what]}" for what, number in most.items() if number)
    units = len({row["unit_id"] for row in gone})
    if not said:
        return "Không dòng nào thôi được đánh giá"
    return f"Thôi đánh giá {said}" + (f", ở {units} đơn vị (tính cả cấp trên của chúng)" if units > 1 else "")


def extent_list(sentences: list[str]) -> str:
    """The sentences as a list; of many the first ones, the others to unfold."""
    first, more = sentences[:UNITS_NAMED], sentences[UNITS_NAMED:]
    rest = f"<details><summary>và {len(more)} đơn vị nữa</summary>{_list(more)}</details>" if more else ""
    return _list(first) + rest


def _list(sentences: list[str]) -> str:
    return f"<ul class='td-qt-effects'>{''.join(f'<li>{text(one)}</li>' for one in sentences)}</ul>"


# -- units -------------------------------------------------------------------------------------------------------------------


def unit_days(row: Row, today: date) -> str:
    """Since and until when a unit is there; empty for one without days."""
    said = []
    if row["valid_from"]:
        said.append(f"từ {day(row['valid_from'])}")
    if row["valid_to"]:
        said.append(f"{'đến hết' if row['valid_to'] >= today else 'kết thúc sau ngày'} {day(row['valid_to'])}")
    return ", ".join(said)


def lineage_texts(unit_id: str, lineage: Iterable[Row]) -> list[str]:
    """What a unit became, and what it came from."""
    said = []
    for row in lineage:
        how = str(LINEAGE.get(row["kind"], row["kind"])).lower()
        if row["old_unit_id"] == unit_id:
            said.append(f"{how} vào {row['new_name']} từ {day(row['on_date'])}")
        elif row["new_unit_id"] == unit_id:
            said.append(f"nhận {row['old_name']} ({how}) từ {day(row['on_date'])}")
    return said


def unit_tree(rows: list[Row], lineage: list[Row], kinds: dict[str, str], today: date) -> str:
    """The units as a tree that unfolds: each with its kind, id, days, what became of it; invented ones marked."""
    here = {row["unit_id"] for row in rows}
    below: dict[str | None, list[Row]] = {}
    for row in rows:
        below.setdefault(row["parent_id"] if row["parent_id"] in here else None, []).append(row)
    steps: dict[str, list[Row]] = {}
    for one in lineage:
        for unit_id in {one["old_unit_id"], one["new_unit_id"]}:
            steps.setdefault(unit_id, []).append(one)
    return "".join(_branch(row, below, steps, kinds, today) for row in below.get(None, []))


def _branch(row: Row, below: dict[str | None, list[Row]], steps: dict[str, list[Row]], kinds: dict[str, str], today: date) -> str:
    line, became = _unit_line(row, steps.get(row["unit_id"], []), kinds, today)
    kids = below.get(row["unit_id"], [])
    if not kids:
        return f"<div class='td-qt-unit'>{line}{became}</div>"
    inner = "".join(_branch(kid, below, steps, kinds, today) for kid in kids)
    head = f"{line} <small>· {len(kids)} đơn vị trực thuộc</small>{became}"
    return f"<details class='td-qt-branch'><summary>{head}</summary><div>{inner}</div></details>"


def _unit_line(row: Row, lineage: list[Row], kinds: dict[str, str], today: date) -> tuple[str, str]:
    """What a unit is, and what became of it."""
    days, became = unit_days(row, today), lineage_texts(row["unit_id"], lineage)
    demo = " <small class='td-qt-demo'>minh họa</small>" if row["demonstration"] else ""
    facts = " · ".join(words for words in (kinds.get(row["kind"], row["kind"]), days) if words)
    more = f"<small class='td-qt-more'>{text('; '.join(became))}</small>" if became else ""
    return f"<b>{text(row['name'])}</b>{demo} <small>{text(facts)} · <span class='td-file'>{text(row['unit_id'])}</span></small>", more


def unit_name(row: Row) -> str:
    """A unit in a list to choose from; the id tells those of one name apart."""
    return f"{row['name']} ({row['unit_id']})"
