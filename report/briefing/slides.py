"""A frozen briefing as slides: which there are, what each says and shows. Plain data out; where it stands is layout.py's business.

Every word about a status, a task or an index is the one the screens use.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from typing import Any

from domain.indices import rank_text, score_text
from domain.period import Period
from domain.wording import DUTY_LOOK, STATUS, TASK_LOOK, day, row_label, with_unit
from report import calendar, meeting, overview, tasks
from report import indices as index_words
from report.briefing import beside, over_years
from report.briefing.kinds import KINDS, NOBODY, Maker, bullet_of, doubtful, legend, marks, own_tasks, status_parts
from report.briefing.model import Bar, Bars, Block, Cell, Chart, Column, Grid, Part, Says, Slide, Tile, Tiles
from report.compare import in_order
from report.figures import path_info
from report.sentences import (
    BAD,
    GOOD,
    JUDGED,
    by_unit,
    change_text,
    counts,
    explain,
    headline,
    how_bad,
    missed_text,
    moved_since,
    movement,
    movement_text,
    needed_text,
    silence,
    target_text,
    value_text,
    where_counted,
)
from report.worst import behind

Row = dict[str, Any]
Document = dict[str, Any]

NEXT_DAYS = 92
ASKED_NAMED = 3
"""Rows of one lead a proposal names."""


def useful(facts: Row) -> list[str]:
    """The kinds that have something to say about these facts: what a briefing shows unless chosen otherwise."""
    has = {
        "viec_giao": facts["meeting_tasks"],
        "toan_canh": True,
        "can_xu_ly": any(row["status"] in JUDGED for row in facts["rows"]) or not facts["below"] and facts["rows"],
        "cham": any(row["status"] == "cham" for row in facts["rows"]),
        "thay_doi": facts["before"] and (facts["rows"] or facts["below"]),
        "chi_tieu": facts["rows"],
        "giai_doan": facts["stages"],
        "don_vi": facts["below"] or len({row["lead"] for row in facts["rows"]}) > 1,
        "nhiem_vu": facts["tasks"] or facts["tasks_below"],
        "bao_cao": facts["reporters"] or facts["duties"],
        "chi_so": facts["indices"] and (not facts["rows"] or any(one["answers"] for one in facts["indices"])),
        "kien_nghi": True,
    }  # the others are long, or the picture of one chart: shown where somebody asks for them
    return [kind for kind in KINDS if has.get(kind)]


def choice_for(facts: Row, slides: Sequence[str] | None = None, remarks: dict[str, str] | None = None, **more: Any) -> Row:
    """What of the facts is shown, in which order, with which remarks."""
    return {"slides": list(slides or useful(facts)), "remarks": dict(remarks or {}), "rows": [], "stage": None} | more


def slides(document: Document, code: str, address: str = "") -> list[Slide]:
    """The slides of a briefing. `code` is its short name, `address` what the square picture says (the code alone where there is none)."""
    facts, choice = document["facts"], document["choice"]
    made = [slide for kind in choice["slides"] for slide in _MAKE[kind](Maker(facts, choice, kind, code, address or code))]
    return made or _MAKE["toan_canh"](Maker(facts, choice, "toan_canh", code, address or code))


# -- the slides -------------------------------------------------------------------------------------------------------------


def _overall(make: Maker) -> list[Slide]:
    facts, rows = make.facts, make.rows
    if facts["below"]:
        return [_overall_of_units(make)]
    if not rows:
        return [_without_rows(make)]
    first, second = headline(rows, facts["past"])
    blocks: list[Block] = [_status_bar(rows), Tiles(tuple(_tile(row, facts) for row in overview.headline_rows(rows, [])[:4]))]
    before = Period.parse(facts["before"]) if facts["before"] else None
    said = [first] if first not in second else []
    if before and not silence(rows):
        said.append(movement_text(movement(rows, facts["past"]), before))
    if facts["year_ago"] and not silence(rows):
        said.append(movement_text(movement(rows, facts["year_ago"]), Period.from_index(make.period.index - 4)))
    said += _missing(facts["reporters"])
    return [make.slide(second, [*blocks, Says(tuple(said))], rows, [f"Câu mở đầu: {first} {second}"])]


def _overall_of_units(make: Maker) -> Slide:
    facts = make.facts
    counted = by_unit(facts["below"])
    total, number = sum(counted.values(), Counter()), len(counted)
    bar = Bar(status_parts(total), f"dòng chỉ tiêu của {number} đơn vị")
    blocks: list[Block] = [bar]
    if make.rows:
        blocks.append(Tiles(tuple(_tile(row, facts) for row in overview.headline_rows(make.rows, [])[:4])))
    blocks.append(Says((f"Cộng {total.total()} dòng chỉ tiêu của {number} đơn vị.", *_missing(facts["reporters"]))))
    return make.slide(overview.units_sentence(facts["below"], facts.get("ranking", ())), blocks, make.rows)


def _without_rows(make: Maker) -> Slide:
    """A plan of tasks, indices or a movement: what there is to follow."""
    facts, rows = make.facts, own_tasks(make.facts)
    late, calm = tasks.headline(rows, facts["as_of"]) if rows else ("", "")
    first, _, rest = calm.partition(". ")
    named = [one["index_id"] for one in facts["indices"] if one["answers"]]
    said = [calm if late else rest]
    said += [f"Kế hoạch phân công {len(named)} bộ chỉ số: {', '.join(named)}."] if named else []
    said.append("Kỳ này chưa có dòng chỉ tiêu nào." if facts["stages"] else "Kế hoạch này không đặt chỉ tiêu bằng số theo giai đoạn.")
    blocks: list[Block] = [_task_bar(rows)] if rows else []
    title = late or first or f"Kế hoạch {facts['plan']['number']}: " + ("theo dõi bằng bộ chỉ số" if named else "chưa có gì để đánh giá")
    return make.slide(title, [*blocks, Says(tuple(filter(None, said)), alone=True)])


def _task_bar(rows: Sequence[Row]) -> Bar:
    return Bar(tuple(Part(TASK_LOOK[state], count) for state, count in _in_order(tasks.tally(rows))), "nhiệm vụ")


def _missing(reporters: Sequence[Row]) -> list[str]:
    """Who has not reported, all by name."""
    late = [row["short_name"] for row in reporters if not row["reported"]]
    if not reporters:
        return []
    done = f"{len(reporters) - len(late)}/{len(reporters)} đơn vị đã báo cáo"
    return [f"{done}; chưa báo cáo: {', '.join(late)}." if late else f"{done}."]


def _status_bar(rows: Sequence[Row]) -> Bar:
    return Bar(status_parts(counts(list(rows))), where_counted(list(rows)))


def _tile(row: Row, facts: Row) -> Tile:
    goal = f"Mục tiêu {target_text(row)} ({row['stage']})" if row["stage"] else "Chưa có mục tiêu đến kỳ"
    needed = f"cần {needed_text(row)} mỗi quý" if needed_text(row) else ""
    note = " · ".join(one for one in (row_label(row["indicator_id"]), needed, *marks(row, facts["period"])) if one)
    return Tile(row["name"], value_text(row), goal, STATUS[row["status"]], note)


def _worst(make: Maker) -> list[Slide]:
    rows = [row for row in behind(make.rows) if row["status"] in BAD]
    if rows:
        return [make.slide(f"{len(rows)} dòng chỉ tiêu {missed_text(counts(rows))}", [_rows_grid(rows, make.facts)], rows)]
    judged = sum(row["status"] in JUDGED for row in make.rows)
    if not judged:
        return [make.slide("Chưa đánh giá được dòng chỉ tiêu nào", _bar_or_nothing(make.rows), make.rows)]
    said = f"Không có dòng nào không đạt hoặc có nguy cơ không đạt trong {judged} dòng đã đánh giá"
    return [make.slide(said, _bar_or_nothing(make.rows), make.rows)]


def _slow(make: Maker) -> list[Slide]:
    rows = [row for row in behind(make.rows) if row["status"] == "cham"]
    if not rows:
        return [make.slide("Không có dòng chỉ tiêu nào chậm", _bar_or_nothing(make.rows), make.rows)]
    return [make.slide(f"{len(rows)} dòng chỉ tiêu chậm so với lộ trình", [_rows_grid(rows, make.facts)], rows)]


def _bar_or_nothing(rows: Sequence[Row]) -> list[Block]:
    return [_status_bar(rows)] if rows else [Says(("Kế hoạch này không đặt chỉ tiêu bằng số cho kỳ này.",), alone=True)]


ROWS_COLUMNS = (
    Column("Chỉ tiêu", 0.36),
    Column("Chủ trì", 0.14),
    Column("Trạng thái", 0.13),
    Column("Hiện tại", 0.09, right=True),
    Column("Vạch: kỳ vọng; ▼: mục tiêu", 0.1),
    Column("Mục tiêu", 0.09, right=True),
    Column("Cần mỗi quý", 0.09, right=True),
)


def _rows_grid(rows: Sequence[Row], facts: Row) -> Grid:
    return Grid(ROWS_COLUMNS, tuple(_row_line(row, facts) for row in rows), "chỉ tiêu")


def _row_line(row: Row, facts: Row) -> tuple[Cell, ...]:
    look = STATUS[row["status"]]
    place = row.get("label") or row_label(row["indicator_id"])
    return (
        Cell(row["name"], "; ".join(one for one in (place, doubtful(row)) if one), bold=True),
        Cell(row["lead"] or NOBODY),
        Cell(look.label, look=look, sign=True),
        Cell(value_text(row), ", ".join(marks(row, facts["period"])), bold=True, look=look),
        Cell(bullet=bullet_of(row), look=look),
        Cell(target_text(row) if row["stage"] else "–", f"{'duy trì từ' if row['held'] else 'đến'} {row['stage']}" if row["stage"] else ""),
        Cell(needed_text(row)),
    )


def _changed(make: Maker) -> list[Slide]:
    facts = make.facts
    if not facts["before"]:
        return [make.slide("Đây là kỳ đầu tiên, chưa có kỳ trước để so", [Says(("Kỳ sau sẽ so với kỳ này.",), alone=True)])]
    before = Period.parse(facts["before"])
    if facts["below"]:
        return [_units_changed(make, before)]
    moved = movement(make.rows, facts["past"])
    listed = [] if silence(make.rows) else [row for way in ("worse", "lost", "better", "new") for row in moved[way]]
    title = moved_since(make.rows, facts["past"], before)
    if not listed:
        return [make.slide(title, [_status_bar(make.rows)], make.rows)]
    old = {row["indicator_id"]: row for row in facts["past"]}
    year_ago = {row["indicator_id"]: row for row in facts["year_ago"]}
    lines = tuple(_changed_line(row, old[row["indicator_id"]], year_ago.get(row["indicator_id"])) for row in listed)
    columns = (
        Column("Chỉ tiêu", 0.34),
        Column("Chủ trì", 0.16),
        Column(before.label, 0.14),
        Column(make.period.label, 0.14),
        Column("Giá trị", 0.12, right=True),
        Column("Cùng kỳ năm trước", 0.1, right=True),
    )
    return [make.slide(title, [Grid(columns, lines, "chỉ tiêu")], listed)]


def _changed_line(row: Row, before: Row, year_ago: Row | None) -> tuple[Cell, ...]:
    past = year_ago["value"] if year_ago else None
    return (
        Cell(row["name"], row["label"], bold=True),
        Cell(row["lead"] or NOBODY),
        Cell(STATUS[before["status"]].label, look=STATUS[before["status"]], sign=True),
        Cell(STATUS[row["status"]].label, look=STATUS[row["status"]], sign=True),
        Cell(value_text(row), change_text(row, before), look=STATUS[row["status"]]),
        Cell(value_text(row | {"value": past}) if past is not None else "–"),
    )


def _units_changed(make: Maker, before: Period) -> Slide:
    facts = make.facts
    now, then = ({unit: how_bad(of) for unit, of in by_unit(facts[name]).items()} for name in ("below", "below_past"))
    names = {row["unit_id"]: row["short_name"] for row in facts["below"]}
    order = sorted(now, key=lambda unit: (then.get(unit, 0) - now[unit], names[unit]))
    total, old = sum(now.values()), sum(then.values())
    bad = f"Số dòng không đạt hoặc có nguy cơ {f'giữ nguyên {total}' if total == old else f'từ {old} thành {total}'}"
    ranking = facts.get("ranking")
    title = overview.units_moved(ranking, before) if ranking else f"{bad} so với {before.label}"
    columns = (
        Column("Đơn vị", 0.5),
        Column(before.label, 0.15, right=True),
        Column(make.period.label, 0.15, right=True),
        Column("Thay đổi", 0.2, right=True),
    )
    lines = tuple(_unit_line(names[unit], now[unit], then.get(unit)) for unit in order)
    return make.slide(title, [Says((f"{bad}.",)), Grid(columns, lines, "đơn vị")] if ranking else [Grid(columns, lines, "đơn vị")])


def _unit_line(name: str, now: int, then: int | None) -> tuple[Cell, ...]:
    change = (
        "chưa có kỳ trước" if then is None else "không đổi" if now == then else f"thêm {now - then}" if now > then else f"bớt {then - now}"
    )
    return Cell(name), Cell("–" if then is None else str(then)), Cell(str(now), bold=True), Cell(change)


def _single(make: Maker) -> list[Slide]:
    """One slide for each row chosen; the headline rows where none was."""
    chosen = [row for one in make.choice["rows"] for row in make.rows if row["indicator_id"] == one]
    shown = chosen or overview.headline_rows(make.rows, [])[:4]
    if not shown:
        return [make.slide("Kế hoạch này không có chỉ tiêu để vẽ", [Says(("Kế hoạch không đặt chỉ tiêu bằng số.",), alone=True)])]
    return [make.slide(_row_title(row), [_row_chart(row, make.facts)], [row], [explain(row)]) for row in shown]


def _row_title(row: Row) -> str:
    return f"{row['name']}: {STATUS[row['status']].label.lower()}"


def _row_chart(row: Row, facts: Row) -> Chart:
    info = path_info(row, facts["ways"].get(row["indicator_id"], []))
    target = None if row["target"] is None else float(row["target"])
    way = info.path
    lead = f"Chủ trì: {row['lead'] or NOBODY.lower()}."
    doubt = f" Lưu ý: {doubtful(row)}." if doubtful(row) else ""
    goal = f"{target_text(row)} ({'duy trì từ ' if row['held'] else ''}{row['stage']})" if row["stage"] else "chưa có mục tiêu"
    return Chart(
        row["name"],
        with_unit("", row["unit_of_measure"]).strip() or "",
        info.reported,
        way,
        target,
        f"Mục tiêu {goal}",
        value_text(row),
        STATUS[row["status"]],
        f"{explain(row)} {lead}{doubt}",
    )


def _units(make: Maker) -> list[Slide]:
    facts = make.facts
    if facts["below"]:
        counted = by_unit(facts["below"])
        names = {row["unit_id"]: row["short_name"] for row in facts["below"]}
        order = in_order(counted, names, facts.get("ranking", ()))
        lines = tuple((names[unit], status_parts(counted[unit])) for unit in order)
        said = overview.units_sentence(facts["below"], facts.get("ranking", ()))
        return [make.slide(said, [*legend(lines), Bars(lines, "đơn vị")], make.rows)]
    leads: dict[str, Counter[str]] = {}
    for row in make.rows:
        leads.setdefault(row["lead"] or NOBODY, Counter())[row["status"]] += 1
    if not leads:
        return [
            make.slide(
                f"{facts['unit']['name']}: chưa có chỉ tiêu để chia theo đơn vị chủ trì",
                [Says(tuple(_missing(facts["reporters"])) or ("Chưa có đơn vị nào báo cáo.",), alone=True)],
            )
        ]
    order = sorted(leads, key=lambda lead: (-how_bad(leads[lead]), -leads[lead].total(), lead))
    lines = tuple((f"{lead} ({leads[lead].total()} chỉ tiêu)", status_parts(leads[lead])) for lead in order)
    bad = how_bad(leads[order[0]])
    title = (
        f"{order[0]} chủ trì nhiều nhất: {bad} chỉ tiêu không đạt hoặc có nguy cơ"
        if bad
        else "Không đơn vị chủ trì nào có chỉ tiêu không đạt hoặc có nguy cơ"
    )
    return [make.slide(title, [*legend(lines), Bars(lines, "đơn vị chủ trì")], make.rows)]


def _tasks(make: Maker) -> list[Slide]:
    facts = make.facts
    if facts["tasks_below"]:
        return [_tasks_of_units(make)]
    rows = own_tasks(facts)
    late, calm = tasks.headline(rows, facts["as_of"])
    urgent = [*tasks.overdue(rows), *tasks.falling_due(rows, _later(facts))]
    blocks: list[Block] = [_task_bar(rows)] if rows else []
    first, _, rest = calm.partition(". ")
    said = [one for one in ((calm if late else rest), *_done(rows)) if one]
    blocks += [Says(tuple(said))] if said else []
    urgent = urgent or tasks.falling_due(rows, date.max)[:3]
    blocks += [_task_grid(urgent, facts)] if urgent else []
    blocks = blocks or [Says(("Kế hoạch này không giao nhiệm vụ nào cho đơn vị.",), alone=True)]
    return [
        make.slide(
            late or first or "Không có nhiệm vụ nào để theo dõi",
            blocks,
            notes=[tasks.rate_line(tasks.tally(rows)), *(_task_source(row) for row in urgent)],
        )
    ]


def _done(rows: Sequence[Row]) -> list[str]:
    rate = tasks.completion(tasks.tally(rows))
    return [] if rate is None else [tasks.rate_line(tasks.tally(rows))]


def _in_order(count: Counter[str]) -> list[tuple[str, int]]:
    return [(state, count[state]) for state in TASK_LOOK if count[state]]


def _later(facts: Row) -> date:
    later: date = facts["as_of"] + timedelta(days=NEXT_DAYS)
    return later


def _task_grid(rows: Sequence[Row], facts: Row) -> Grid:
    columns = (Column("Nhiệm vụ", 0.45), Column("Chủ trì", 0.2), Column("Hạn", 0.12), Column("Tình trạng", 0.23))
    return Grid(columns, tuple(_task_line(row, facts) for row in rows), "nhiệm vụ")


def _task_line(row: Row, facts: Row) -> tuple[Cell, ...]:
    look = TASK_LOOK[row["counted"]]
    marks = "; ".join(tasks.due_marks(row))
    said = tasks.reported_text(row)
    return (
        Cell(row["name"], tasks.place_label(row), bold=row["state"] == "qua_han"),
        Cell(tasks.lead_text(row)),
        Cell(day(row["closes_on"]), marks),
        Cell(tasks.standing(row, facts["as_of"]), said, look=look, sign=True),
    )


def _task_source(row: Row) -> str:
    where = f"tệp «{row['file_name']}», ô {row['cell']}" if row["file_name"] else tasks.NO_REPORT
    return f"{tasks.place_label(row)}, {row['name']}: {tasks.reported_text(row)} ({where}). {tasks.due_words(row).capitalize()}."


def _tasks_of_units(make: Maker) -> Slide:
    groups = tasks.by_unit(make.facts["tasks_below"])
    late, calm = tasks.headline_below(groups)
    lines = tuple((one.name, tuple(Part(TASK_LOOK[state], count) for state, count in _in_order(one.counts))) for one in groups)
    return make.slide(late or calm, [*legend(lines), Bars(lines, "đơn vị")], notes=[calm])


def _reports(make: Maker) -> list[Slide]:
    facts = make.facts
    reporters = facts["reporters"]
    late, calm = calendar.of_one_unit(facts["duties"], facts["as_of"]) if facts["duties"] else ("", "")
    missing = [row["short_name"] for row in reporters if not row["reported"]]
    title = late or (f"{len(missing)}/{len(reporters)} đơn vị chưa có số liệu {make.period.label}" if missing else "")
    told = (*_missing(reporters), *([calm] if calm else [])) or ("Kế hoạch này không đòi báo cáo nào ở cấp này.",)
    blocks: list[Block] = [Says(told, alone=not _due(facts))]
    due = _due(facts)
    if due:
        columns = (Column("Báo cáo theo kế hoạch", 0.42), Column("Hạn", 0.26), Column("Tình trạng", 0.32))
        blocks.append(Grid(columns, tuple(map(_duty_line, due)), "báo cáo"))
    if not title:
        title = f"Đã đủ số liệu {make.period.label}, không có báo cáo nào quá hạn" if reporters else "Không có báo cáo nào quá hạn"
    return [make.slide(title, blocks)]


def _due(facts: Row) -> list[Row]:
    """The reports a day was named for and nothing was recorded of; a plan that ended asks for none."""
    return [row for row in facts["duties"] if row["state"] in ("qua_han", "chua_den_han") and row["due_on"] and not row["ended"]]


def _duty_line(row: Row) -> tuple[Cell, ...]:
    look = DUTY_LOOK[row["state"]]
    return (
        Cell(calendar.report_name(row), row["text"] or "", bold=row["state"] == "qua_han"),
        Cell(calendar.due_text(row)),
        Cell(calendar.late_text(row), look=look, sign=True),
    )


def _indices(make: Maker) -> list[Slide]:
    """The last year known of each index for the first of the unit's provinces anything is known of."""
    return [
        _index_slide(make, [line for one in make.facts["indices"] for line in _index_lines(one, _last_known(one))], make.facts["indices"])
    ]


def _all_indices(make: Maker) -> list[Slide]:
    """Every year known, of the provinces merged with one's own too; of the indices chosen where some were. A table, not a line: most years
    have a rank only, of another number of provinces or reckoned otherwise, and each figure stands beside its source."""
    everything = make.facts["indices"]
    found = [one for one in everything if one["index_id"] in make.choice["rows"]] or everything
    return [_index_slide(make, [line for one in found for line in _index_lines(one, index_words.told(one["figures"]))], found)]


INDEX_COLUMNS = (
    Column("Bộ chỉ số", 0.24),
    Column("Tỉnh, thành phố", 0.11),
    Column("Năm", 0.06, right=True),
    Column("Điểm", 0.08, right=True),
    Column("Hạng", 0.12, right=True),
    Column("So với lần công bố trước", 0.23),
    Column("Nguồn", 0.16),
)


def _index_slide(make: Maker, lines: Sequence[tuple[Cell, ...]], found: Sequence[Row]) -> Slide:
    if not lines:
        said = ("Không có nghĩa là không tồn tại. Ghi thêm ở trang «Bộ chỉ số».",)
        return make.slide("Chưa có số nào của bộ chỉ số trong các nguồn đã đọc", [Says(said, alone=True)], invented=False)
    notes = [f"{one['index_id']}: {answer['unit_name'] or ''} {answer['text'] or ''}".strip() for one in found for answer in one["answers"]]
    return make.slide(_index_title(found), [Grid(INDEX_COLUMNS, tuple(lines), "dòng")], notes=notes, invented=False)


def _index_title(found: Sequence[Row]) -> str:
    """Where the province stands by the index known last."""
    known = [(max(row["year"] for row in rows), one, rows) for one in found if (rows := _last_known(one))]
    if not known:
        return "Chưa có số nào của bộ chỉ số trong các nguồn đã đọc"
    _, one, rows = max(known, key=lambda each: each[0])
    return index_words.lede(one["index_id"], rows[0]["unit_name"], rows, [])[0]


def _last_known(one: Row) -> list[Row]:
    return index_words.latest(one["index_id"], one["figures"], one["steps"], [kin["unit_id"] for kin in one["kin"]], "").rows


def _index_lines(one: Row, figures: Sequence[Row]) -> list[tuple[Cell, ...]]:
    rows = sorted(figures, key=lambda row: (row["unit_name"], -row["year"]))
    name = index_words.name_of(one["index_id"])
    answers = ", ".join(dict.fromkeys(row["short_name"] for row in one["answers"] if row["short_name"]))
    by = f"Chủ trì: {answers}" if answers else ""
    if not rows:
        none = Cell("chưa có số công bố trong các nguồn đã đọc")
        return [(Cell(name, by, bold=True), Cell("–"), Cell("–"), Cell("–"), Cell("–"), none, Cell("–"))]
    steps = {(step["unit_id"], step["year"]): step for step in one["steps"]}
    return [_index_line(one["index_id"], name, by, row, steps.get((row["unit_id"], row["year"]))) for row in rows]


def _index_line(index_id: str, name: str, by: str, row: Row, step: Row | None) -> tuple[Cell, ...]:
    return (
        Cell(name, by, bold=True),
        Cell(row["short_name"]),
        Cell(str(row["year"])),
        Cell("–" if row["score"] is None else score_text(index_id, row["score"]), bold=True),
        Cell("–" if row["rank"] is None else rank_text(row["rank"], row["out_of"])),
        Cell(index_words.compared(index_id, step) if step else "chưa có năm trước để so", index_words.version_text(row["version"])),
        Cell(row["source"]),
    )


def _proposals(make: Maker) -> list[Slide]:
    """What follows from the figures, as sentences somebody can change."""
    facts = make.facts
    said = _asked_of_leads([row for row in overview.together(behind(make.rows)) if row["status"] in BAD])
    said += [
        f"Hoàn thành nhiệm vụ quá hạn: {row['name']} ({tasks.lead_text(row)}; {tasks.standing(row, facts['as_of'])})."
        for row in tasks.overdue(own_tasks(facts))
    ]
    late = [row["short_name"] for row in facts["reporters"] if not row["reported"]]
    if late:
        said.append(f"Gửi báo cáo {make.period.label} còn thiếu: {', '.join(late)}.")
    soon = tasks.falling_due(own_tasks(facts), _later(facts))
    said += [f"Chuẩn bị cho hạn {day(row['closes_on'])}: {row['name']} ({tasks.lead_text(row)})." for row in soon]
    if not said:
        said = ["Không có chỉ tiêu, nhiệm vụ hay báo cáo nào cần xử lý ngay theo số liệu hiện có."]
    return [
        make.slide(
            "Đề nghị cuộc họp cho ý kiến" if len(said) > 1 else "Kiến nghị",
            [Says(tuple(said), size=26, alone=True)],
            notes=["Câu lập tự động từ số liệu, có thể sửa."],
        )
    ]


def _asked_of_leads(rows: Sequence[Row]) -> list[str]:
    """What each lead is to explain, the one with most first."""
    by_lead: dict[str, list[Row]] = {}
    for row in rows:
        by_lead.setdefault(row["lead"] or "Đơn vị chủ trì (kế hoạch chưa ghi)", []).append(row)
    return [f"{lead} nêu nguyên nhân, biện pháp{_asked(own)}." for lead, own in _most_first(by_lead)]


def _asked(own: Sequence[Row]) -> str:
    """The worst of a lead's rows by name, the rest counted: they stand on slides of their own."""
    named, rest = own[:ASKED_NAMED], own[ASKED_NAMED:]
    how_many = f" {len(own)} chỉ tiêu" if len(own) > 1 else ""
    return f"{how_many}: {'; '.join(map(_ask_of, named))}" + (f"; và {len(rest)} chỉ tiêu khác" if rest else "")


def _most_first(by_lead: dict[str, list[Row]]) -> list[tuple[str, list[Row]]]:
    return sorted(by_lead.items(), key=lambda each: -len(each[1]))


def _ask_of(row: Row) -> str:
    """ "tỷ lệ … (61,9 %, mục tiêu > 95 % đến 2030, cần +1,95 điểm mỗi quý)"."""
    needed = f", cần {needed_text(row)} mỗi quý" if needed_text(row) else ""
    return f"{row['name']} ({value_text(row)}, mục tiêu {target_text(row)} đến {row['stage']}{needed})"


def _appendix(make: Maker) -> list[Slide]:
    if not make.rows:
        return [make.slide("Kế hoạch này không có chỉ tiêu bằng số", [Says(("Không có dòng nào để liệt kê.",), alone=True)])]
    good = sum(row["status"] in GOOD for row in make.rows)
    return [make.slide(f"Mọi chỉ tiêu: {good}/{len(make.rows)} dòng đạt hoặc đúng tiến độ", [_rows_grid(make.rows, make.facts)], make.rows)]


def _concluded(make: Maker) -> list[Slide]:
    rows = make.facts["meeting_tasks"]
    if not rows:
        return [
            make.slide(
                "Chưa có việc nào được giao tại các cuộc họp trước",
                [Says(("Ghi ở mục «Việc giao tại họp» để theo dõi ở kỳ sau.",), alone=True)],
            )
        ]
    title = meeting.headline(rows)
    columns = (Column("Việc giao", 0.46), Column("Chủ trì", 0.2), Column("Hạn", 0.12), Column("Tình trạng", 0.22))
    return [
        make.slide(title, [Grid(columns, tuple(_concluded_line(row) for row in rows), "việc")], invented=bool(make.facts["demonstration"]))
    ]


def _concluded_line(row: Row) -> tuple[Cell, ...]:
    given = f"giao ngày {day(row['concluded_on'])}" if row["concluded_on"] else ""
    return (
        Cell(row["text"], given, bold=row["state"] == "qua_han"),
        Cell(row["lead_name"] or NOBODY),
        Cell(day(row["due_on"])),
        Cell(meeting.standing(row), row["result"] or "", look=meeting.look_of(row), sign=True),
    )


_MAKE: dict[str, Callable[[Maker], list[Slide]]] = {
    "viec_giao": _concluded,
    "toan_canh": _overall,
    "can_xu_ly": _worst,
    "cham": _slow,
    "thay_doi": _changed,
    "chi_tieu": _single,
    "giai_doan": over_years.by_stage,
    "ma_tran": over_years.matrix,
    "cac_moc": over_years.strip,
    "don_vi": _units,
    "xep_hang": beside.ranked,
    "ban_do": beside.heat_map,
    "cac_don_vi": beside.one_row,
    "nhiem_vu": _tasks,
    "thoi_gian": over_years.timeline,
    "bao_cao": _reports,
    "chi_so": _indices,
    "chi_so_nam": _all_indices,
    "kien_nghi": _proposals,
    "phu_luc": _appendix,
}
