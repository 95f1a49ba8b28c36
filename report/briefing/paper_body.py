"""The four parts of a report in sentences: what was reached, what is late and why, what is asked for, what comes next.

Every sentence comes from the facts; nothing is judged here. Where nothing is known it says so.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Any

from domain.numbers import round_half_up
from domain.period import Period
from domain.wording import BEST_FIRST, EXPLANATION_STATE, STATUS, TASK_LOOK, day
from report import calendar, indices, stages, tasks
from report.briefing.form import Column, Heading, Item, Para, Table
from report.conclusion import actual, notes, step_text
from report.overview import together, units_sentence
from report.sentences import (
    BAD,
    JUDGED,
    counts,
    deadline_text,
    headline,
    is_answer,
    movement,
    movement_text,
    needed_text,
    silence,
    stands_text,
    target_text,
    value_text,
    where_counted,
)
from report.worst import behind, of_units, worst_first

Row = dict[str, Any]

WORST_BELOW = 12
"""So many rows are named where only units below are judged; all of them stand in the annex."""
FEW = 6
MOST = 3
SOON = 92
"""How many days ahead deadlines are named: a quarter."""
UNSURE = "(*) Ô mục tiêu trong bản chữ của kế hoạch chưa đọc được chắc chắn."
NO_CAUSE = "nguyên nhân: chưa có giải trình"
Block = tuple[str, list[Item]]


def _numbered(blocks: Iterable[Block]) -> tuple[Item, ...]:
    """Titled blocks one after the other, numbered; those without anything to say left out."""
    said = [(title, items) for title, items in blocks if items]
    return tuple(item for number, (title, items) in enumerate(said, 1) for item in (Heading(f"{number}. {title}"), *items))


def point(text: str, opening: str = "") -> Para:
    return Para(text, f"- {opening}") if opening else Para(f"- {text}")


def is_above(facts: Row) -> bool:
    """Whether the unit is judged through the units below it."""
    return bool(facts["below"]) and all(row["aggregated"] or row["status"] not in JUDGED for row in facts["rows"])


# -- I. what was reached -----------------------------------------------------------------------------------------------------


def results(facts: Row, choice: Row) -> tuple[Item, ...]:
    return _numbered(
        (
            ("Đánh giá chung", _general(facts, choice)),
            ("Chỉ tiêu đã đạt hoặc vượt mục tiêu", _met(facts)),
            ("Kết quả theo từng phần của Kế hoạch", _parts(facts)),
            ("Các bộ chỉ số Kế hoạch nêu", _indices(facts)),
            ("Kết quả thực hiện nhiệm vụ, giải pháp", _tasks(facts)),
            ("Việc giao tại họp đã hoàn thành", _done_from_meetings(facts)),
            ("Chế độ báo cáo", _reporting(facts)),
            ("Nhận xét bổ sung", [Para(words) for _, words in sorted((choice.get("remarks") or {}).items()) if words]),
        )
    )


def _general(facts: Row, choice: Row) -> list[Item]:
    rows = facts["rows"]
    if not rows:
        return [Para(_no_rows(facts))]
    if is_above(facts):
        return [Para(_of_units(facts)), Para(_counted(rows)), Para(f"{_ROLLED_UP} {approved_text(rows)}")]
    first, second = headline(rows, facts["past"])
    said: list[Item] = [Para(f"{Period.parse(facts['period']).label}: {first} {second}"), Para(_counted(rows))]
    said += [*_moved(facts), Para(approved_text(rows))]
    if choice.get("stage") and facts["stages"]:
        said.append(Para(stages.demand(facts["stages"], choice["stage"], Period.parse(facts["period"]), facts["plan"]["effective_to"])))
    return list(said)


_ROLLED_UP = "Số liệu ở cấp này là số gộp từ các đơn vị; khi chưa đủ đơn vị báo cáo hoặc không có mục tiêu riêng thì chưa đánh giá chung."


def _no_rows(facts: Row) -> str:
    period = Period.parse(facts["period"]).label
    if facts["stages"] or facts["past"]:
        return f"Chưa có dòng chỉ tiêu nào của Kế hoạch được đánh giá ở {period}: kế hoạch hoặc đơn vị không còn được theo dõi ở kỳ này."
    return "Bản Kế hoạch được theo dõi không có dòng chỉ tiêu nào có con số của riêng đơn vị, nên báo cáo này không đánh giá chỉ tiêu."


def _of_units(facts: Row) -> str:
    return f"{Period.parse(facts['period']).label}: {units_sentence(facts['below'])}"


def _counted(rows: list[Row]) -> str:
    """All the rows by status, from met to not yet asked, so that the counts add up."""
    now = counts(rows)
    named = ", ".join(f"{now[status]} {tasks.small(STATUS[status].label)}" for status in BEST_FIRST if now[status])
    return f"Kế hoạch có {len(rows)} dòng chỉ tiêu ({where_counted(rows)}): {named}."


def _moved(facts: Row) -> list[Item]:
    """Against the quarter before, and the same one a year ago where it was judged."""
    rows, period = facts["rows"], Period.parse(facts["period"])
    if not facts["before"]:
        return [Para("Đây là kỳ đầu tiên được theo dõi, chưa có kỳ trước để so sánh.")]
    if silence(rows):  # said before
        return []
    said = [movement_text(movement(rows, facts["past"]), Period.parse(facts["before"]))]
    if any(row["status"] in JUDGED for row in facts["year_ago"]):
        said.append(movement_text(movement(rows, facts["year_ago"]), Period.from_index(period.index - 4)))
    return [Para(" ".join(said))]


def approved_text(rows: Sequence[Row]) -> str:
    """How sure the figures are: approved or not, estimated, carried over; and the plan cells nobody could read for certain."""
    if not rows:
        return ""
    have = [row for row in rows if row["value"] is not None]
    approved = sum(bool(row["approved"]) for row in have)
    kinds = (
        (sum(bool(row["estimate"]) for row in have), "dòng có số ước"),
        (sum(bool(row["age_quarters"]) for row in have), "dòng dùng số liệu của quý trước"),
        (sum(row["certain"] is False for row in rows), "dòng có ô mục tiêu chưa đọc được chắc chắn trong bản chữ của kế hoạch"),
    )
    more = "".join(f"; {number} {what}" for number, what in kinds if number)
    return f"Số liệu: {len(have)}/{len(rows)} dòng có số, {approved} dòng đã duyệt, {len(have) - approved} dòng chưa duyệt{more}."


def _met(facts: Row) -> list[Item]:
    rows = facts["rows"]
    if not any(row["status"] in JUDGED for row in rows):
        return []
    met = [row for row in together(worst_first(rows)[::-1]) if row["status"] in ("vuot", "dat")]
    on_way = sum(row["status"] == "dung_tien_do" for row in rows)
    also = f"{on_way} dòng chỉ tiêu {'khác ' if met else ''}đúng tiến độ (chi tiết tại phụ lục)." if on_way else ""
    if not met:
        return [Para(f"Chưa có chỉ tiêu nào đạt mục tiêu. {f'Có {also}' if also else ''}".strip())]
    said: list[Item] = [point(_met_text(row), row["name"]) for row in met]
    return [*_explained(said, met), *([Para(f"Ngoài ra, có {also}")] if also else [])]


def _met_text(row: Row) -> str:
    return (
        f" ({row['label']}): {value_text(row)}{_when(row)}, mục tiêu {goal(row)}; {tasks.small(STATUS[row['status']].label)}.{_notes(row)}"
    )


def goal(row: Row, between: str = " ") -> str:
    """A target with its year or the one it is kept from, marked where its cell in the plan is in doubt."""
    if not row["stage"]:
        return "chưa đến kỳ"
    return f"{target_text(row)}{unsure(row)}{between}({_until(row)})"


def _until(row: Row) -> str:
    return f"{'duy trì từ' if row['held'] else 'đến'} năm {row['stage']}"


def unsure(row: Row) -> str:
    return " (*)" if row["certain"] is False else ""


def _explained(said: list[Item], rows: Iterable[Row]) -> list[Item]:
    """The same, with what the mark of doubt means where it was set."""
    return [*said, Para(UNSURE)] if said and any(row["certain"] is False for row in rows) else said


def _when(row: Row) -> str:
    return f" (số liệu {Period.parse(row['value_period']).label})" if row["value_period"] != row["period"] else ""


def _notes(row: Row) -> str:
    said = notes(row | {"certain": True, "age_quarters": 0})  # both are said beside the figures themselves
    return f" {said}" if said else ""


_PART_COLUMNS = (
    Column("Phần của Kế hoạch", 0.34),
    Column("Số dòng", 0.09, "center"),
    Column("Vượt, đạt", 0.1, "center"),
    Column("Đúng tiến độ", 0.11, "center"),
    Column("Chậm", 0.1, "center"),
    Column("Nguy cơ, không đạt", 0.13, "center"),
    Column("Chưa đánh giá", 0.13, "center"),
)
KINDS = (("vuot", "dat"), ("dung_tien_do",), ("cham",), BAD, ("khong_danh_gia", "chua_co_so_lieu", "chua_den_ky"))
"""The statuses counted in one column of a table, from met to not judged."""


def _parts(facts: Row) -> list[Item]:
    rows = facts["rows"]
    if not any(row["status"] in JUDGED for row in rows):
        return []
    lines = [_part_line(name, part) for name, part in stages.sections(rows)]
    return [Table(_PART_COLUMNS, (*lines, _part_line("Cộng", rows)), total=True)]


def _part_line(name: str, rows: list[Row]) -> tuple[str, ...]:
    now = counts(rows)
    return (name, str(len(rows)), *(str(sum(now[status] for status in kinds)) for kinds in KINDS))


def named_indices(facts: Row) -> list[Row]:
    """The indices the plan itself names."""
    return [one for one in facts["indices"] if one["answers"]]


def _indices(facts: Row) -> list[Item]:
    return [
        point(" ".join(indices.lede(one["index_id"], *_known(one))), f"{indices.name_of(one['index_id'])}. ")
        for one in named_indices(facts)
    ]


def _known(one: Row) -> tuple[str, list[Row], list[Row]]:
    """Of the first of the unit and the provinces it lies in that any figure is known of: its name, figures and steps."""
    told = indices.told(one["figures"])
    kin = next((row for row in one["kin"] if any(figure["unit_id"] == row["unit_id"] for figure in told)), None)
    if kin is None:
        return (one["kin"][-1]["name"] if one["kin"] else "Đơn vị"), [], []
    own = [row for row in told if row["unit_id"] == kin["unit_id"]]
    return kin["name"], own, [row for row in one["steps"] if row["unit_id"] == kin["unit_id"]]


def _tasks(facts: Row) -> list[Item]:
    if facts["tasks_below"]:
        late, calm = tasks.headline_below(tasks.by_unit(facts["tasks_below"]))
        return [Para(f"{late} {calm}".strip())]
    if not facts["tasks"]:
        return []
    said = [_task_words([row for row in facts["tasks"] if row["kind"] == kind], facts, what) for kind, what in tasks.KIND.items()]
    said.append(tasks.told_late(facts["tasks"], Period.parse(facts["period"])))
    return [Para(words) for words in said if words]


def _task_words(rows: list[Row], facts: Row, what: str) -> str:
    """The four official counts and the rest; only the rest where nothing has a deadline."""
    tally = tasks.tally(rows)
    others = ", ".join(f"{tally[state]} {tasks.small(TASK_LOOK[state].label)}" for state in tasks.OTHERS if tally[state])
    if not rows:
        return ""
    if not any(tally[state] for state in tasks.FOUR):
        return f"Kế hoạch có {len(rows)} {what}, không việc nào có ngày hạn: {others}."
    said = tasks.summary(tally, "đơn vị", facts["as_of"], what)
    return f"{said} Còn lại: {others}." if others else said


def reported_text(facts: Row) -> str:
    """How many of those who report figures have, and who has not."""
    if not facts["rows"]:
        return "Kế hoạch không có dòng chỉ tiêu phải gửi số liệu trong kỳ."
    expected, period = facts["reporters"], Period.parse(facts["period"]).label
    missing = [row["short_name"] for row in expected if not row["reported"]]
    who = f"; chưa báo cáo: {', '.join(missing)}" if missing else ""
    return f"{len(expected) - len(missing)}/{len(expected)} đơn vị đã báo cáo số liệu {period}{who}."


def _reporting(facts: Row) -> list[Item]:
    """Who sent figures, and how the unit stands with the reports the plan asks for."""
    late, calm = calendar.of_one_unit(facts["duties"], facts["as_of"]) if facts["duties"] else ("", "")
    said = [reported_text(facts) if facts["rows"] else "", f"Báo cáo theo Kế hoạch: {f'{late} {calm}'.strip()}" if late or calm else ""]
    return [Para(words) for words in said if words]


def _duty_text(row: Row) -> str:
    return f"{calendar.report_name(row)} ({row['reporter']} gửi {row['receiver']}): {calendar.due_text(row)}, {calendar.late_text(row)}."


def _done_from_meetings(facts: Row) -> list[Item]:
    return [point(_done_text(row)) for row in facts["meeting_tasks"] if row["done_on"]]


def _done_text(row: Row) -> str:
    result = f"; kết quả: «{row['result'].strip(' .')}»" if row.get("result") else ""
    late = f", muộn {row['overdue_days']} ngày" if row["state"] == "qua_han_xong" and row["overdue_days"] else ""
    return f"{row['text'].rstrip(' .')}: {_given_to(row)} hoàn thành ngày {day(row['done_on'])}{late}{result}."


def _given_to(row: Row) -> str:
    return str(row["lead_short"] or row["lead_name"] or "chưa rõ đơn vị")


def duties(facts: Row, state: str) -> list[Row]:
    """The reports the plan asks for by a day that stand so; a plan or body that ended is asked for none."""
    return [row for row in facts["duties"] if row["state"] == state and row["due_on"] and not row["ended"]]


def _unsent(facts: Row) -> list[Item]:
    """What is overdue, one line for all of one duty."""
    owed: dict[str, list[Row]] = {}
    for row in duties(facts, "qua_han"):
        owed.setdefault(row["duty_id"], []).append(row)
    return [point(_unsent_text(rows)) for rows in owed.values()]


def _unsent_text(rows: list[Row]) -> str:
    if len(rows) == 1:
        return _duty_text(rows[0])
    first, whose = rows[0], f"{rows[0]['reporter']} gửi {rows[0]['receiver']}"
    oldest = f"{tasks.small(calendar.report_name(first))} ({calendar.due_text(first)}, {calendar.late_text(first)})"
    return f"{whose}: {len(rows)} báo cáo quá hạn, sớm nhất là {oldest}."


# -- II. what is late and why ------------------------------------------------------------------------------------------------


def shortcomings(facts: Row) -> tuple[Item, ...]:
    rows = facts["rows"]
    late = behind(rows)
    blocks: list[Block] = [
        ("Chỉ tiêu không đạt hoặc có nguy cơ không đạt", _late([row for row in late if row["status"] in BAD], facts)),
        ("Chỉ tiêu chậm so với lộ trình", _late([row for row in late if row["status"] == "cham"], facts)),
        ("Chỉ tiêu nhiều đơn vị không đạt hoặc có nguy cơ không đạt", _late_below(facts)),
        ("Chỉ tiêu chưa đánh giá được", _unjudged(facts)),
        ("Nhiệm vụ, giải pháp quá hạn chưa xong", _overdue(facts)),
        ("Bộ chỉ số giảm điểm hoặc tụt hạng", _indices_fallen(facts)),
        ("Báo cáo theo Kế hoạch quá hạn, chưa ghi nhận gửi", _unsent(facts)),
        ("Nguyên nhân", _causes(facts)),
    ]
    said = _numbered(blocks)
    return said or (Para(_nothing_late(facts)),)


def _nothing_late(facts: Row) -> str:
    """That nothing is late as far as anybody said anything; never that all is well where nobody did."""
    judged = any(row["status"] in JUDGED for row in facts["rows"])
    told = any(row["submission_id"] for row in facts["tasks"])
    if not judged and not told:
        due = " Không có nhiệm vụ nào quá ngày hạn Kế hoạch ghi." if facts["tasks"] else ""
        return f"Chưa có số liệu, báo cáo nào để xác định tồn tại, hạn chế trong kỳ; phần này do đơn vị bổ sung trước khi trình ký.{due}"
    said = ["không có chỉ tiêu nào chậm, có nguy cơ không đạt hoặc không đạt"] if judged else []
    said += ["không có nhiệm vụ nào quá hạn"] if facts["tasks"] else []
    return f"Theo số liệu đã có, {' và '.join(said)}."


def _late(rows: list[Row], facts: Row) -> list[Item]:
    return _explained([point(_late_text(row, facts), row["name"]) for row in together(rows)], rows)


def _late_text(row: Row, facts: Row) -> str:
    lead = f"{row['lead']} chủ trì" if row["lead"] else "kế hoạch chưa rõ cơ quan chủ trì"
    until = f"{unsure(row)} {_until(row)}" if row["stage"] else ""
    said = [f" ({row['label']}): {_stands(row)}{until}", _gap(row), lead, _cause(row, facts)]
    return f"{'; '.join(part for part in said if part)}.{_notes(row)}"


def _stands(row: Row) -> str:
    """Value, way and target; the value with the quarter it is of where that is another."""
    return stands_text(row).replace(value_text(row), f"{value_text(row)}{_when(row)}", 1)


def _gap(row: Row) -> str:
    """How far a value lies from its way, or from its target where there is none, in the direction it lies."""
    if row["value"] is None or row["target"] is None or is_answer(row):
        return ""
    name = "lộ trình" if row["expected"] is not None and row["expected"] != row["target"] else "mục tiêu"
    other = row["target"] if row["expected"] is None else row["expected"]
    apart = round_half_up(row["value"], 2) - round_half_up(type(row["value"])(format(other, ".12g")), 2)
    if not apart:
        return f"mới bằng mức {name}"
    return f"{'cao hơn' if apart > 0 else 'thấp hơn'} {name} {step_text(row, abs(apart))}"


def _cause(row: Row, facts: Row) -> str:
    """What the unit answered when it was asked; what is still awaited. Said once below where nobody was asked at all."""
    asked = [one for one in facts["explanations"] if one["indicator_id"] == row["indicator_id"] and one["unit_id"] == row["unit_id"]]
    answers = [f"«{one['answer'].strip(' .')}»" for one in asked if one["answer"]]
    if answers:
        return f"nguyên nhân đơn vị nêu: {'; '.join(answers)}"
    waiting = [one for one in asked if one["state"] == "cho_tra_loi"]
    if waiting:
        due = f", hạn {day(waiting[0]['due_on'])}" if waiting[0]["due_on"] else ""
        return f"đã yêu cầu giải trình, {tasks.small(EXPLANATION_STATE['cho_tra_loi'])}{due}"
    return NO_CAUSE if facts["explanations"] else ""


def bad_below(facts: Row) -> list[Row]:
    """The rows most units below are in trouble with, most first."""
    if not is_above(facts):
        return []
    return [row for row in worst_first(facts["rows"]) if any(of_units(row)[status] for status in BAD)]


def _bad_units(row: Row) -> int:
    return sum(of_units(row)[status] for status in BAD)


def _late_below(facts: Row) -> list[Item]:
    rows = sorted(bad_below(facts), key=_bad_units, reverse=True)
    if not rows:
        return []
    shown = rows[:WORST_BELOW]
    named = [point(_below_text(row), row["name"]) for row in shown]
    rest = len(rows) - len(shown)
    more = [Para(f"Và {rest} dòng chỉ tiêu khác có ít nhất một đơn vị như vậy (chi tiết tại phụ lục).")] if rest else []
    return [*_explained(list(named), shown), *more]


def _below_text(row: Row) -> str:
    lead = f" {row['lead']} chủ trì." if row["lead"] else ""
    figure = f"{actual(row).removeprefix('là ')}, mục tiêu của từng đơn vị {goal(row)}."
    found = of_units(row)
    each = ", ".join(f"{found[status]} {tasks.small(STATUS[status].label)}" for status in STATUS if found[status])
    return f" ({row['label']}): {figure} Từng đơn vị: {each}.{lead}{_notes(row)}"


_UNJUDGED = ("chua_co_so_lieu", "khong_danh_gia")


def _unjudged(facts: Row) -> list[Item]:
    """How many rows have no figure or no ground to be judged, and who leads most of them; every one stands in the annex."""
    if is_above(facts):
        return []
    said = []
    for status in _UNJUDGED:
        rows = [row for row in facts["rows"] if row["status"] == status]
        if rows:
            said.append(point(f"{len(rows)} dòng {tasks.small(STATUS[status].label)}{_by_lead(rows)}: {_listed(rows)}."))
    return list(said)


def _listed(rows: list[Row]) -> str:
    """A few by name, many by their place in the plan: "Phụ lục 1, dòng II.1, II.2; Phụ lục 2, dòng 1"."""
    if len(rows) <= FEW:
        return "; ".join(f"{row['name']} ({row['label']})" for row in rows)
    places: dict[str, list[str]] = {}
    for row in rows:
        where, _, number = row["label"].rpartition(" ")
        places.setdefault(where, []).append(number)
    return "; ".join(f"{where} {', '.join(numbers)}" for where, numbers in places.items())


def _by_lead(rows: list[Row]) -> str:
    led = Counter(row["lead"] for row in rows if row["lead"])
    if not led:
        return ""
    named = ", ".join(f"{lead} {number}" for lead, number in sorted(led.items(), key=lambda one: (-one[1], one[0])))
    return f" (theo cơ quan chủ trì: {named})"


def _overdue(facts: Row) -> list[Item]:
    rows = tasks.overdue(facts["tasks"])
    said: list[Item] = [point(_overdue_text(row), row["name"].rstrip(" .;")) for row in rows]
    if said and not any(row["submission_id"] for row in facts["tasks"]):
        said.append(Para(tasks.never_told(late=True)))
    return said


def _overdue_text(row: Row) -> str:
    marks = "".join(f"; {mark}" for mark in tasks.due_marks(row))
    told = f"; báo cáo gần nhất: {tasks.reported_text(row)}" if row["submission_id"] else ""
    note = f"; đơn vị ghi «{row['note'].strip(' .')}»" if row["note"] else ""
    due = f"hạn {day(row['closes_on'])}, quá {row['overdue_days']} ngày"
    return f" ({tasks.place_label(row)}): {due}; {_led(row)}{marks}{told}{note}."


def _led(row: Row) -> str:
    return f"{tasks.lead_text(row)} chủ trì" if row["leads"] else "kế hoạch chưa rõ cơ quan chủ trì"


def _indices_fallen(facts: Row) -> list[Item]:
    """The named indices that fell against the year before, where the two may be compared at all."""
    said = []
    for one in named_indices(facts):
        name, figures, steps = _known(one)
        last = max((row["year"] for row in figures), default=None)
        fell = [step for step in steps if step["year"] == last and min(step["change"] or 0, step["places_up"] or 0) < 0]
        said += [point(f"{one['index_id']} năm {last}, {name}: {tasks.small(indices.compared(one['index_id'], step))}") for step in fell]
    return list(said)


def _causes(facts: Row) -> list[Item]:
    """What was answered in all, and plainly where nothing was."""
    late = len(behind(facts["rows"])) + len(bad_below(facts))
    asked = [one for one in facts["explanations"] if one["state"] != "da_dong" or one["answer"]]
    answered = [one for one in asked if one["answer"]]
    if not late and not asked:
        return []
    if not asked:
        return [
            Para(
                "Chưa có giải trình nào của đơn vị về các chỉ tiêu nêu trên được ghi nhận; nguyên nhân cần được bổ sung trước khi trình ký."
            )
        ]
    said: list[Item] = [Para(f"Đã yêu cầu giải trình {len(asked)} số liệu, {len(answered)} số liệu đã được đơn vị trả lời.")]
    late_ids = {(row["unit_id"], row["indicator_id"]) for row in behind(facts["rows"])}
    return [*said, *(point(_answer(one), one["name"]) for one in answered if (one["unit_id"], one["indicator_id"]) not in late_ids)]


def _answer(one: Row) -> str:
    return f" ({one['unit_name']}): «{one['answer'].strip(' .')}»."


# -- III. what is asked for --------------------------------------------------------------------------------------------------


def proposals(facts: Row) -> tuple[Item, ...]:
    said = [*_to_leads(facts), *_to_units(facts), *_to_reporters(facts), *_to_the_plan(facts)]
    if not said:
        return (Para("Không có kiến nghị, đề xuất nào phát sinh từ số liệu của kỳ này."),)
    return tuple(point(words) for words in said)


def _to_units(facts: Row) -> list[str]:
    """The units below with most rows in trouble, and those with tasks overdue."""
    bad: Counter[str] = Counter()
    for row in facts["below"]:
        bad[row["short_name"]] += row["rows"] if row["status"] in BAD else 0
    most = ", ".join(f"{name} ({number} dòng)" for name, number in sorted(bad.items(), key=lambda one: (-one[1], one[0]))[:MOST] if number)
    names = {row["unit_id"]: row["short_name"] for row in facts["tasks_below"]}
    late = [(names[one.key], one.counts["qua_han"]) for one in tasks.by_unit(facts["tasks_below"]) if one.counts["qua_han"]]
    who = ", ".join(f"{name} {number}" for name, number in late)
    what = "làm rõ nguyên nhân, có giải pháp và mốc thời gian khắc phục cụ thể"
    said = [f"Đề nghị các đơn vị có nhiều dòng chỉ tiêu không đạt hoặc có nguy cơ không đạt nhất, gồm {most}, {what}."] if most else []
    return said + ([f"Đề nghị các đơn vị có nhiệm vụ quá hạn ({who}) báo cáo rõ lý do và thời hạn hoàn thành."] if late else [])


def _to_leads(facts: Row) -> list[str]:
    """Each department with what it leads that is late."""
    late: dict[str, Counter[str]] = {}
    for row in behind(facts["rows"]):
        late.setdefault(row["lead"] or "", Counter())["bad" if row["status"] in BAD else "slow"] += 1
    named = sorted(late.items(), key=lambda one: (-one[1]["bad"], -one[1]["slow"], one[0]))
    return [f"Đề nghị {lead} {_lead_words(of)}" for lead, of in named if lead]


def _lead_words(of: Counter[str]) -> str:
    kinds = [f"{of['bad']} dòng chỉ tiêu không đạt hoặc có nguy cơ không đạt"] if of["bad"] else []
    kinds += [f"{of['slow']} dòng chỉ tiêu chậm"] if of["slow"] else []
    return f"(chủ trì {' và '.join(kinds)}) làm rõ nguyên nhân, có giải pháp và mốc thời gian khắc phục cụ thể."


def _to_reporters(facts: Row) -> list[str]:
    period = Period.parse(facts["period"]).label
    others = [row for row in facts["reporters"] if not row["reported"] and row["unit_id"] != facts["unit"]["unit_id"]]
    said = [f"Đề nghị {', '.join(row['short_name'] for row in others)} gửi số liệu {period} còn thiếu."] if others and facts["rows"] else []
    pending = sum(row["value"] is not None and not row["approved"] for row in facts["rows"])
    said += [f"Đề nghị người có thẩm quyền xem xét, duyệt số liệu của {pending} dòng chỉ tiêu còn chờ duyệt."] if pending else []
    return said + _about_tasks(facts)


def _about_tasks(facts: Row) -> list[str]:
    """What is overdue, what nobody reported on, what nobody leads."""
    late = tasks.overdue(facts["tasks"])
    who = ", ".join(sorted({lead for row in late for lead in row["leads"]})) or "các đơn vị được giao"
    silent = sum(not row["submission_id"] for row in facts["tasks"] if row["leads"])
    ownerless = sum(not row["leads"] for row in facts["tasks"])
    numbered = (
        (len(late), f"Đề nghị {who} báo cáo rõ lý do và thời hạn hoàn thành {len(late)} nhiệm vụ, giải pháp đã quá hạn."),
        (silent, f"Đề nghị các đơn vị được giao chủ trì báo cáo {silent} nhiệm vụ, giải pháp chưa có báo cáo."),
        (ownerless, f"Đề nghị xác định cơ quan chủ trì của {ownerless} nhiệm vụ, giải pháp Kế hoạch chưa ghi rõ ai chủ trì."),
    )
    return [words for number, words in numbered if number]


def _to_the_plan(facts: Row) -> list[str]:
    """What only the issuer of the plan can mend."""
    doubtful = sum(row["certain"] is False for row in facts["rows"])
    early = sum(bool(row["due_before_plan"]) and row["state"] in ("qua_han", "trong_han") for row in facts["tasks"])
    in_doubt = f"xác nhận con số của {doubtful} ô mục tiêu chưa đọc được chắc chắn trong bản chữ của Kế hoạch"
    said = [f"Đề nghị cơ quan ban hành {in_doubt}."] if doubtful else []
    said += [f"Đề nghị cơ quan ban hành xem lại thời hạn của {early} nhiệm vụ có hạn trước ngày ký Kế hoạch."] if early else []
    ended = facts["plan"]["status"] == "het_hieu_luc"
    return said + (["Đề nghị cấp có thẩm quyền xác định kế hoạch thay thế Kế hoạch đã hết hiệu lực này."] if ended else [])


# -- IV. what comes next -----------------------------------------------------------------------------------------------------


def next_steps(facts: Row) -> tuple[Item, ...]:
    blocks: list[Block] = [
        ("Việc giao tại họp còn phải thực hiện", _from_meetings(facts)),
        ("Nhịp cần đạt trong mỗi quý còn lại", _pace(facts)),
        ("Nhiệm vụ, giải pháp đến hạn", _due(facts)),
        ("Báo cáo phải gửi", _to_send(facts)),
        ("Đơn vị chịu trách nhiệm về các bộ chỉ số", _answer_for(facts)),
    ]
    return _numbered(blocks) or (Para(_nothing_next(facts)),)


def _nothing_next(facts: Row) -> str:
    if facts["plan"]["status"] == "het_hieu_luc":
        return "Kế hoạch đã hết hiệu lực nên không còn nhiệm vụ của kỳ tới theo Kế hoạch này."
    return "Chưa có việc nào có thời hạn trong kỳ tới; tiếp tục thực hiện các nhiệm vụ của Kế hoạch."


def _answer_for(facts: Row) -> list[Item]:
    """Who answers for each index, while the plan that says so is in force."""
    if facts["plan"]["status"] != "hieu_luc":
        return []
    who = {one["index_id"]: dict.fromkeys(row["short_name"] or "chưa rõ đơn vị" for row in one["answers"]) for one in named_indices(facts)}
    return [point(f"{index_id}: {', '.join(names)} (việc cụ thể tại phụ lục).") for index_id, names in who.items()]


def _from_meetings(facts: Row) -> list[Item]:
    waiting = [row for row in facts["meeting_tasks"] if row["done_on"] is None]
    return [point(_meeting_text(row, facts["as_of"])) for row in waiting]


def _meeting_text(row: Row, as_of: date) -> str:
    due = f"hạn {day(row['due_on'])}, {deadline_text(row['due_on'], as_of)}" if row["due_on"] else "chưa đặt hạn"
    given = f" (giao ngày {day(row['concluded_on'])})" if row["concluded_on"] else ""
    return f"{row['text'].rstrip(' .')}{given}: {_given_to(row)} chủ trì, {due}."


_PACE_COLUMNS = (
    Column("Chỉ tiêu", 0.39),
    Column("Hiện nay", 0.12, "right"),
    Column("Mục tiêu", 0.14, "right"),
    Column("Cần mỗi quý", 0.14, "right"),
    Column("Chủ trì", 0.21),
)


def _pace(facts: Row) -> list[Item]:
    rows = [row for row in together(behind(facts["rows"])) if needed_text(row)]
    if not rows:
        return []
    lines = tuple(
        (
            f"{row['name']} ({row['label']})",
            value_text(row),
            f"{target_text(row)}{unsure(row)}\nnăm {row['stage']}",
            needed_text(row),
            row["lead"] or "–",
        )
        for row in rows
    )
    say = "Để đạt mục tiêu đúng hạn, các chỉ tiêu đang chậm hoặc có nguy cơ không đạt cần thay đổi trong mỗi quý còn lại như sau:"
    return [Para(say), Table(_PACE_COLUMNS, lines)]


def _due(facts: Row) -> list[Item]:
    coming = tasks.falling_due(facts["tasks"], facts["as_of"] + timedelta(days=SOON))
    if not coming and facts["tasks"]:
        return [Para(tasks.soon_text(facts["tasks"], facts["as_of"], "nhiệm vụ, giải pháp", SOON))]
    return [point(_due_text(row, facts["as_of"]), row["name"].rstrip(" .;")) for row in coming]


def _due_text(row: Row, as_of: date) -> str:
    return f" ({tasks.place_label(row)}): hạn {day(row['closes_on'])}, {tasks.standing(row, as_of)}; {_led(row)}."


def _to_send(facts: Row) -> list[Item]:
    soon = [row for row in duties(facts, "chua_den_han") if row["due_on"] <= facts["as_of"] + timedelta(days=SOON)]
    return [point(_duty_text(row)) for row in soon]
