"""A briefing as a report: whose it is, to whom, by whom it is signed, and its parts put together.

What the parts say stands in paper_body.py and paper_annexes.py, how they look in word.py and printed.py.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from domain.period import Period
from domain.wording import DEMONSTRATION, DEMONSTRATION_LONG, day, row_label
from report.briefing import paper_annexes, paper_body
from report.briefing.form import Annex, Head, Paper, Para, Section, printable
from report.tasks import small

Row = dict[str, Any]

BLANK = "\u00a0" * 6
"""Room to write a number or a day by hand."""
ROMAN = ("I", "II", "III", "IV", "V", "VI")
LEVEL = {"phuong": "phường", "xa": "xã", "dac_khu": "đặc khu", "thi_xa": "thị xã", "thanh_pho": "thành phố", "tinh": "tỉnh"}
"""What a people's committee is the committee of."""
SIGNS = {"so": "GIÁM ĐỐC", "phong": "TRƯỞNG PHÒNG"}


def paper(document: Row, code: str) -> Paper:
    """The report of a briefing; everything in it comes from the document."""
    facts: Row = _labelled(document["facts"])
    made = Paper(
        head=head(facts),
        kind="BÁO CÁO",
        subject=f"{_about(facts)}\n{Period.parse(facts['period']).label}",
        addressee=_addressee(facts),
        opening=_opening(facts),
        sections=_sections(facts, document["choice"]),
        closing=f"Trên đây là báo cáo {small(_about(facts))}, {Period.parse(facts['period']).label}, {_closes(facts)}./.",
        recipients=_recipients(facts),
        signature=_signature(facts["unit"]),
        annexes=_annexes(facts),
        proof=_proof(facts, code),
        footer=_footer(facts, code),
        mark=f"{DEMONSTRATION.upper()}, KHÔNG PHẢI VĂN BẢN THẬT" if facts["demonstration"] else "",
        made_on=facts["made_on"],
        code=code,
    )
    whole: Paper = printable(made)
    return whole


def _labelled(facts: Row) -> Row:
    """The facts, each row with its place in the plan in words."""
    return facts | {"rows": [row | {"label": row_label(row["indicator_id"])} for row in facts["rows"]]}


# -- whose it is -------------------------------------------------------------------------------------------------------------


def is_committee(unit: Row) -> bool:
    return unit["kind"] in LEVEL


def body_name(unit: Row) -> str:
    """The body that reports: the people's committee of a place, or the department itself."""
    return f"Ủy ban nhân dân {small(unit['name'])}" if is_committee(unit) else str(unit["name"])


def head(facts: Row) -> Head:
    unit, above = facts["unit"], facts.get("above")
    place = unit["name"].removesuffix(" (giả định)").upper()
    issuer = ("ỦY BAN NHÂN DÂN", place) if is_committee(unit) else (unit["short_name"].upper(),)
    return Head(
        superior="" if is_committee(unit) or not above else _short_body(above),
        issuer=issuer,
        number=f"Số:{BLANK}/BC-{_sign(facts)}",
        place_date=f"{_place(unit, above)}, {long_day(facts['made_on'])}",
    )


def _short_body(above: Row) -> str:
    return f"UBND {above['name'].upper()}" if is_committee(above) else str(above["name"].upper())


def _sign(facts: Row) -> str:
    """The issuer's sign in document numbers: a department's is taken from its own plan's number, "276/KH-SNV"."""
    if is_committee(facts["unit"]):
        return "UBND"
    own = facts["plan"]["issuer_unit_id"] == facts["unit"]["unit_id"]
    return str(facts["plan"]["number"]).rpartition("-")[2] if own else "……"


def _place(unit: Row, above: Row | None) -> str:
    return str(unit["short_name"] if is_committee(unit) or not above else above["short_name"])


def long_day(value: date) -> str:
    """A day as the decree writes it: a zero before days under 10 and before months 1 and 2 only."""
    month = f"{value.month:02d}" if value.month < 3 else str(value.month)
    return f"ngày {value.day:02d} tháng {month} năm {value.year}"


# -- what it is about --------------------------------------------------------------------------------------------------------


def _about(facts: Row) -> str:
    return f"Kết quả thực hiện {plan_name(facts)}"


def plan_name(facts: Row) -> str:
    plan = facts["plan"]
    return f"Kế hoạch số {plan['number']} ngày {day(plan['issued_on'])}"


def _addressee(facts: Row) -> str:
    above = facts.get("above")
    return f"Kính gửi: {body_name(above)}" if above else ""


def _opening(facts: Row) -> tuple[Para, ...]:
    plan, period = facts["plan"], Period.parse(facts["period"])
    whole = (
        f"Thực hiện {plan_name(facts)} về việc {small(plan['title'].rstrip(' .'))} (sau đây gọi là Kế hoạch), {body_name(facts['unit'])} "
        f"báo cáo kết quả {period.label}, tính đến ngày {day(facts['as_of'])}, như sau:"
    )
    return (Para(whole), *(Para(words, "Lưu ý: ") for words in _ended(facts)))


def _ended(facts: Row) -> list[str]:
    """That the plan, or the body itself, is no more."""
    plan, unit = facts["plan"], facts["unit"]
    after = f" từ sau ngày {day(plan['effective_to'])}" if plan["effective_to"] else ""
    said = [] if plan["status"] == "hieu_luc" else [f"Kế hoạch này đã hết hiệu lực{after}; báo cáo chỉ nêu những gì đã được ghi nhận."]
    if unit["valid_to"] and unit["valid_to"] < facts["made_on"]:
        said.append(f"{unit['name']} chấm dứt hoạt động từ sau ngày {day(unit['valid_to'])}; cần xác định cơ quan kế thừa để ký báo cáo.")
    return said


def _sections(facts: Row, choice: Row) -> tuple[Section, ...]:
    parts = (
        ("KẾT QUẢ THỰC HIỆN", paper_body.results(facts, choice)),
        ("TỒN TẠI, HẠN CHẾ VÀ NGUYÊN NHÂN", paper_body.shortcomings(facts)),
        ("ĐỀ XUẤT, KIẾN NGHỊ", paper_body.proposals(facts)),
        ("NHIỆM VỤ TRỌNG TÂM KỲ TỚI", paper_body.next_steps(facts)),
    )
    return tuple(Section(f"{ROMAN[place]}. {title}", items) for place, (title, items) in enumerate(parts))


def _closes(facts: Row) -> str:
    return (
        f"{body_name(facts['unit'])} {'trân trọng báo cáo' if facts.get('above') else 'thông báo để các cơ quan, đơn vị biết, thực hiện'}"
    )


def _recipients(facts: Row) -> tuple[str, ...]:
    unit = facts["unit"]
    inside: tuple[str, ...]
    first = ("- Như trên;",) if facts.get("above") else ()
    if is_committee(unit):
        inside = (f"- Chủ tịch, các Phó Chủ tịch UBND {_level(unit)};", "- Các cơ quan, đơn vị được giao chủ trì;")
    elif unit["kind"] == "so":
        inside = ("- Giám đốc, các Phó Giám đốc Sở;", "- Các phòng, đơn vị thuộc Sở;")
    else:
        inside = ("- Lãnh đạo đơn vị;",)
    return (*first, *inside, "- Lưu: VT, ….")


def _level(unit: Row) -> str:
    """What kind of place it is; one directly under the country is a province or a city, and its name says which."""
    return "thành phố" if unit["name"].startswith("Thành phố") else LEVEL[unit["kind"]]


def _signature(unit: Row) -> tuple[str, ...]:
    return ("TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH") if is_committee(unit) else (SIGNS.get(unit["kind"], "THỦ TRƯỞNG ĐƠN VỊ"),)


# -- annexes and proof -------------------------------------------------------------------------------------------------------


def _annexes(facts: Row) -> tuple[Annex, ...]:
    found = paper_annexes.annexes(facts)
    with_what = (
        f"(Kèm theo Báo cáo số{BLANK}/BC-{_sign(facts)} ngày{BLANK}tháng{BLANK}năm {facts['made_on'].year} của {body_name(facts['unit'])})"
    )
    labels = ("Phụ lục",) if len(found) == 1 else tuple(f"Phụ lục {number}" for number in ROMAN)
    return tuple(Annex(label, one.title, with_what, one.items, one.landscape) for label, one in zip(labels, found, strict=False))


def _proof(facts: Row, code: str) -> tuple[str, ...]:
    stands = facts["stands"]
    lines = (
        f"Mã số liệu {code}. Nhập mã này vào Tiến độ 57 để mở lại đúng những số liệu của báo cáo.",
        f"{plan_name(facts)}; {facts['unit']['name']}; {Period.parse(facts['period']).label}; tính đến {day(facts['as_of'])}.",
        paper_body.reported_text(facts),
        paper_body.approved_text(facts["rows"]),
        f"Phương pháp đánh giá: phiên bản {stands['method']}; danh mục kế hoạch: {stands['catalogue'][:8]}; "
        f"sổ ghi đến mục {stands['ledger']}.",
        DEMONSTRATION_LONG if facts["demonstration"] else "",
    )
    return tuple(line for line in lines if line)


def _footer(facts: Row, code: str) -> str:
    invented = f"{DEMONSTRATION}, không phải số liệu thật. " if facts["demonstration"] else ""
    return f"{invented}Mã số liệu {code}, tính đến {day(facts['as_of'])}."
