"""Awards of an emulation movement: what the plan prints, what is proposed and why, and the sentence to paste into a submission."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from domain.emulation import NOMINEE, PROPOSAL, is_of_persons
from domain.wording import day
from report.emulation import day_of, look_badge, sourced
from report.lineage import Line
from report.markup import headed_table, plain_table, text
from report.tables import Table

Row = dict[str, Any]


def printed(rows: Sequence[Row], lines: Callable[[str], Sequence[Line]]) -> str:
    """The awards as the plan prints them, with their lines."""
    return plain_table((f"<b>{text(row['name'])}</b><br>{text(row['text'] or '–')}{sourced(row['source'], lines)}",) for row in rows)


def award_name(award: Row) -> str:
    """An award in a list: its occasion, and the certificate where the plan names one in few words."""
    words = award["text"] or ""
    return f"{award['name']}: {words}" if words.startswith(("Giấy khen", "Bằng khen")) else str(award["name"])


def grounds_of(proposal: Row, grounds: Sequence[Row]) -> list[Row]:
    return [row for row in grounds if row["proposal_id"] == proposal["proposal_id"]]


def sentence(proposal: Row, grounds: Sequence[Row], plan: Row) -> str:
    """One proposal, ready to paste."""
    award = award_name({"name": proposal["award"], "text": proposal["award_text"]})
    what, _, certificate = award.partition(": ")
    kind = NOMINEE[proposal["nominee_kind"]].lower()
    whose = f" thuộc {proposal['unit_name']}" if proposal["nominee_kind"] == "ca_nhan" and proposal["unit_name"] else ""
    given = f" ({certificate})" if certificate else ""
    said = f"Đề nghị {what[:1].lower()}{what[1:]}{given}, năm {proposal['period']}, cho {kind}: {proposal['nominee']}{whose}."
    because = f" Lý do: {_ended(proposal['reason'])}"
    based = f" Căn cứ {'; '.join(_ground(row) for row in grounds)}." if grounds else ""
    return f"{said}{because}{based} Theo Kế hoạch số {plan['number']} ngày {day(plan['issued_on'])}."


def _ended(words: str) -> str:
    return words if words.endswith((".", "!", "?")) else f"{words}."


def _ground(row: Row) -> str:
    if is_of_persons(row["audience"]):
        return f"tiêu chí {row['row_no']} dành cho cá nhân"
    shown = "; ".join(dict.fromkeys(part.rstrip(".") for part in (row["evidence"], row["document"]) if part))
    return f"tiêu chí {row['row_no']}" + (f" (minh chứng: {shown})" if shown else " (chưa có minh chứng)")


def listed(proposals: Sequence[Row], grounds: Sequence[Row], plan: Row) -> str:
    """Every proposal with its reason, its grounds and its state; the sentence to paste when opened."""
    return headed_table(
        ("Đề nghị cho", "Hình thức", "Lý do và căn cứ", "Trạng thái"), [_cells(row, grounds_of(row, grounds), plan) for row in proposals]
    )


def _cells(row: Row, grounds: Sequence[Row], plan: Row) -> tuple[str, ...]:
    whose = f" · {row['unit_name']}" if row["nominee_kind"] == "ca_nhan" and row["unit_name"] else ""
    kind = f"{NOMINEE[row['nominee_kind']]}{whose} · năm {row['period']}"
    based = "; ".join(_ground(each) for each in grounds)
    paste = ""
    if row["state"] == "de_nghi":
        paste = f"<details class='td-em-source'><summary>Câu để dán vào tờ trình</summary>{text(sentence(row, grounds, plan))}</details>"
    return (
        f"<b>{text(row['nominee'])}</b><small class='td-mark'>{text(kind)}</small>",
        text(award_name({"name": row["award"], "text": row["award_text"]})),
        f"{text(row['reason'])}{f'<small class=td-mark>Căn cứ: {text(based)}</small>' if based else ''}{paste}",
        _state(row),
    )


def _state(row: Row) -> str:
    said = f"{text(row['proposal_id'])} · {text(row['by_whom'])}, {day_of(row['at'])}"
    if row["state"] == "da_rut":
        said += f"<br>Rút: {text(row['withdrawn_why'])} ({text(row['withdrawn_by'])}, {day_of(row['withdrawn_at'])})"
    return f"{look_badge(PROPOSAL[row['state']])}<small class='td-mark'>{said}</small>"


def count_sentence(proposals: Sequence[Row], year: str) -> str:
    """ "Năm 2026: 2 đề nghị (1 tập thể, 1 cá nhân), 1 đã rút."."""
    of_year = [row for row in proposals if row["period"] == year]
    standing = [row for row in of_year if row["state"] == "de_nghi"]
    withdrawn = len(of_year) - len(standing)
    gone = f", {withdrawn} đề nghị đã rút" if withdrawn else ""
    others = len(proposals) - len(of_year)
    elsewhere = f" Các năm khác: {others} đề nghị, có trong bảng tải về." if others else ""
    if not standing:
        return f"Năm {year}: chưa có đề nghị khen thưởng nào{gone}.{elsewhere}"
    kinds = ", ".join(
        f"{count} {NOMINEE[kind].lower()}" for kind in NOMINEE if (count := sum(row["nominee_kind"] == kind for row in standing))
    )
    return f"Năm {year}: {len(standing)} đề nghị ({kinds}){gone}.{elsewhere}"


def proposals_table(proposals: Sequence[Row], grounds: Sequence[Row], plan: Row, proof: tuple[str, ...]) -> Table:
    rows = [
        (
            row["proposal_id"], int(row["period"]), NOMINEE[row["nominee_kind"]], row["nominee"], row["unit_name"], row["award"],
            row["award_text"], row["reason"], "; ".join(_ground(each) for each in grounds_of(row, grounds)), PROPOSAL[row["state"]].label,
            row["by_whom"], day_of(row["at"]), row["withdrawn_why"], sentence(row, grounds_of(row, grounds), plan),
        )
        for row in proposals
    ]  # fmt: skip
    heads = (
        "Mã", "Năm", "Đối tượng", "Đề nghị cho", "Tập thể", "Khen thưởng", "Hình thức theo kế hoạch", "Lý do", "Căn cứ", "Trạng thái",
        "Người ghi", "Ngày ghi", "Lý do rút", "Câu để dán",
    )  # fmt: skip
    return Table("Đề nghị khen thưởng thi đua", proof, heads, rows)
