"""Rà soát kế hoạch: where the text of a plan contradicts itself, is late before it begins, lacks something or could not be read.

Found by the same questions for every plan, also one brought in by workbook. Nothing is repaired: each finding ends in what to ask for.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

import streamlit as st

from domain.clock import today
from domain.wording import day
from report import lineage, markup, review
from report.markup import text
from store.catalogue import source_text
from store.reads import about_review
from ui.chart import twin
from ui.data import ask
from ui.filters import Chosen, pick_or_all, pick_page
from ui.frame import card, opened

Row = dict[str, Any]

PER_PAGE = 12
CONTEXT = 1


def show(chosen: Chosen) -> None:
    known, plans = ask(about_review.subjects), ask(about_review.issuers)
    standing = st.container()
    left, right = st.columns([1, 2], gap="small")
    with left, card("kinds", "Theo loại"):
        every = pick_or_all(st, "Phạm vi", "pham_vi", {"moi": "Mọi kế hoạch"}, "Kế hoạch này") == "moi"
        found = [row for row in review.ordered(ask(about_review.findings)) if every or chosen.plan_id in row["plans"]]
        labels = {kind: words.label for kind, words in review.KINDS.items() if any(row["kind"] == kind for row in found)}
        kind = pick_or_all(st, "Loại phát hiện", "loai", labels, "Mọi loại")
        st.html(review.kinds_table(found, {one: address_of(chosen, one, every=every) for one in labels}, kind))
    shown = [row for row in found if kind in (None, row["kind"])]
    with standing:
        show_standing(found, known, plans, f"{len(plans)} kế hoạch" if every else f"Kế hoạch {chosen.plan['number']}")
    with right, card("findings", f"{labels[kind] if kind else 'Từng chỗ, nặng nhất trước'}: {len(shown)}"):
        show_findings(shown, known, plans, chosen)
        proof = (
            f"Phạm vi: {'mọi kế hoạch' if every else 'kế hoạch ' + chosen.plan['number']}",
            f"Lập ngày {day(today())}",
            review.REAL,
        )
        twin("review", lambda: review.table(shown, known, plans, proof), invented=False)


def show_standing(found: list[Row], known: dict[str, Row], plans: dict[str, Row], what: str) -> None:
    gravest, counted = review.lede(found, known, plans, what)
    with card("standing"):
        if not found:
            st.html(f"<p class='td-lede'>{text(gravest)}</p>")
            return
        st.html(
            f"<p class='td-lede'>{text(counted)} <b class='td-plain'>{text(gravest)}</b></p>{review.totals(found)}"
            f"<p class='td-note'>{text(review.REAL)}</p>"
        )


def show_findings(shown: list[Row], known: dict[str, Row], plans: dict[str, Row], chosen: Chosen) -> None:
    if not shown:
        st.html("<p>Không có phát hiện nào. Chọn «Mọi kế hoạch» ở ô Phạm vi để xem các kế hoạch khác.</p>")
        return
    pages = -(-len(shown) // PER_PAGE)
    place = st.container()
    page = pick_page(pages, (len(shown), shown[0]["kind"], shown[0]["plans"][0]))
    here = shown[(page - 1) * PER_PAGE : page * PER_PAGE]

    def links(row: Row) -> dict[str, str]:
        return links_of(row, chosen, plans)

    place.html("".join(review.finding_html(row, known, plans, links, lines_of, opened=row is shown[0]) for row in here))


@st.cache_data(show_spinner=False, max_entries=1000)
def lines_of(source: str) -> str:
    """The lines of a plan's text a source names, as a fragment; nothing where it names another kind of place."""
    lines = source_text(source, CONTEXT)
    return f"<p class='td-note'>{lineage.READ_BY_MACHINE}</p>{lineage.plan_lines(lines)}" if lines else ""


def links_of(row: Row, chosen: Chosen, plans: dict[str, Row]) -> dict[str, str]:
    """The pages about a row, task or duty, for the chosen unit where it is of the chosen plan."""
    here = row["plan_id"] == chosen.plan_id
    where = (row["plan_id"], chosen.unit_id if here else plans[row["plan_id"]]["unit_id"] or "", chosen.period if here else None)
    if row["what"] == "chi_tieu":
        page = markup.page_address("chi-tieu", *where, chi_tieu=row["subject_id"])
        return {"Xem chỉ tiêu": page, "Nguồn số liệu": markup.source_address(*where, row["subject_id"])}
    page = {"nhiem_vu": "nhiem-vu", "giai_phap": "nhiem-vu", "bao_cao": "lich-bao-cao"}.get(row["what"], "")
    names = {"nhiem-vu": "Xem nhiệm vụ", "lich-bao-cao": "Xem lịch báo cáo"}
    return {names[page]: markup.page_address(page, *where)} if page else {}


def address_of(chosen: Chosen, kind: str, *, every: bool) -> str:
    asked = {"ke_hoach": chosen.plan_id, "don_vi": chosen.unit_id, "ky": str(chosen.period or "")}
    asked |= {"pham_vi": "moi" if every else "", "loai": kind}
    return f"ra-soat?{urlencode({name: value for name, value in asked.items() if value})}"


chosen = opened("Rà soát kế hoạch", about="Chỗ mâu thuẫn, sai hạn, thiếu trong văn bản", without=("don_vi", "ky"), invented=False)
if chosen is not None:
    show(chosen)
