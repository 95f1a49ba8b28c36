"""A briefing in every form people take along, from the frozen document alone: pictures, slides, report, workbook. All of it or nothing.

Pictures and PDFs are drawn by Typst, slides by python-pptx, the report by python-docx, the workbook by openpyxl: no browser, no office
program and no network, so it works on a bare server and the same document gives the same bytes. Before a picture leaves, it is looked at.
"""

from __future__ import annotations

import io
import logging
import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from PIL import Image

from domain.period import Period
from report.briefing import book, deck, drawing, layout, printed, slides, word
from report.briefing.layout import FOOT_RULE, HEAD, HIGH, WIDE, CannotDraw, Page
from report.briefing.paper import paper

Row = dict[str, Any]
Files = dict[str, bytes]

FORMATS = ("png", "pptx", "docx", "pdf", "xlsx")
EDGE = 6
"""Dots along the edge where nothing is drawn: what stands there was cut."""


def files(document: Row, code: str, formats: Sequence[str] = FORMATS, *, address: str = "", scale: float = 1.0) -> Files:
    """File names and contents; `CannotDraw` says which slide or part could not be made whole, and what to do about it."""
    name = base_name(document["facts"], code)
    made = _Maker(document, code, address, scale)
    return {f"{name}-{last}": content for one in FORMATS if one in formats for last, content in made.of(one).items()}


def base_name(facts: Row, code: str) -> str:
    """What every file of a briefing begins with: "tran-lieu-2026Q3-7K2-QF4H"."""
    return f"{plain(facts['unit']['unit_id'])}-{plain(facts['period'])}-{plain(code)}"


def plain(name: str) -> str:
    """An id as a file or folder may be called anywhere."""
    return re.sub(r"[^A-Za-z0-9]+", "-", name).strip("-") or "x"


class _Maker:
    """What one briefing looks like; its slides are laid out once for all formats."""

    def __init__(self, document: Row, code: str, address: str, scale: float) -> None:
        self.document, self.code, self.address, self.scale = document, code, address, scale
        self.facts = document["facts"]
        self._pages: list[Page] = []

    def of(self, one: str) -> Files:
        make: dict[str, Callable[[], Files]] = {
            "png": self._png,
            "pptx": self._pptx,
            "docx": self._docx,
            "pdf": self._pdf,
            "xlsx": self._xlsx,
        }
        return make[one]()

    @property
    def pages(self) -> list[Page]:
        if not self._pages:
            with _whole("Các trang trình chiếu"):
                found = slides.slides(self.document, self.code, self.address)
            self._pages = [page for slide in found for page in _fitted(slide)]
        return self._pages

    @property
    def title(self) -> str:
        facts = self.facts
        return f"{facts['unit']['name']}, {Period.parse(facts['period']).label}, Kế hoạch {facts['plan']['number']}"

    def _png(self) -> Files:
        pictures = self._drawn(lambda pages: drawing.png(pages, self.scale))
        check(self.pages, pictures, self.scale)
        return {f"trang-{number:02d}.png": picture for number, picture in enumerate(pictures, 1)}

    def _pptx(self) -> Files:
        facts = self.facts
        return {
            "trinh-chieu.pptx": self._drawn(lambda pages: deck.to_pptx(pages, self.title, facts["made_on"], bool(facts["demonstration"])))
        }

    def _docx(self) -> Files:
        with _whole("Báo cáo (.docx)"):
            return {"bao-cao.docx": word.to_docx(paper(self.document, self.code))}

    def _pdf(self) -> Files:
        shown = self._drawn(lambda pages: drawing.pdf(pages, self.title, self.facts["made_on"]))
        with _whole("Báo cáo (.pdf)"):
            return {"trinh-chieu.pdf": shown, "bao-cao.pdf": printed.to_pdf(paper(self.document, self.code))}

    def _xlsx(self) -> Files:
        with _whole("Sổ số liệu (.xlsx)"):
            return {"so-lieu.xlsx": book.to_xlsx(self.document, self.code)}

    def _drawn(self, draw: Callable[[list[Page]], Any]) -> Any:
        """All pages at once; where that fails, one after the other, to say which it is."""
        try:
            return draw(self.pages)
        except CannotDraw:
            raise
        except Exception:
            for page in self.pages:
                with _whole(_named(page)):
                    draw([page])
            with _whole("Các trang trình chiếu"):
                raise


def _fitted(slide: Any) -> list[Page]:
    try:
        return layout.fit(slide)
    except CannotDraw as refused:
        said = str(refused)
        raise refused if said.startswith("Trang «") else CannotDraw(f"Trang «{slide.title}»: {said}") from refused


@contextmanager
def _whole(what: str) -> Iterator[None]:
    """Whatever goes wrong in here is one kind of refusal, with the name of what could not be made."""
    try:
        yield
    except CannotDraw:
        raise
    except Exception as failure:
        logging.getLogger(__name__).exception("not drawn: %s", what)
        remedy = "Bỏ trang này hoặc rút ngắn ghi chú rồi xuất lại; nếu vẫn vậy, chọn định dạng khác và báo người quản trị."
        raise CannotDraw(f"{what}: không làm được trọn vẹn, nên không xuất gì. {remedy}") from failure


def _named(page: Page) -> str:
    return f"Trang «{page.slide.title}»" + (f", hình {page.number}/{page.of}" if page.of > 1 else "")


# -- a picture looked at ----------------------------------------------------------------------------------------------------


def check(pages: Sequence[Page], pictures: Sequence[bytes], scale: float = 1.0) -> None:
    """`CannotDraw` unless there is a picture of every page, of the right size, with a title, a body and a foot, and nothing cut."""
    if len(pictures) != len(pages):
        raise CannotDraw(f"Vẽ được {len(pictures)} hình cho {len(pages)} trang trình chiếu, không xuất gì. Xuất lại.")
    for page, picture in zip(pages, pictures, strict=True):
        if wrong := _fault(page, picture, scale):
            raise CannotDraw(f"{_named(page)}: {wrong}, không xuất gì. Rút ngắn ghi chú, chọn ít chỉ tiêu hơn, hoặc bỏ trang này.")


def _fault(page: Page, picture: bytes, scale: float) -> str:
    seen = Image.open(io.BytesIO(picture)).convert("L")
    wide, high = seen.size
    if (wide, high) != (round(WIDE * scale), round(HIGH * scale)):
        return f"hình rộng {wide} cao {high} điểm, không đúng cỡ"
    first = min((placed.top for placed in page.placed if placed.height), default=FOOT_RULE)
    bands: list[tuple[str, float, float]] = [
        ("tiêu đề", HEAD + 14, min(first, FOOT_RULE - EDGE)),
        ("dòng nguồn", FOOT_RULE + 8, HIGH - EDGE),
    ]
    bands += [("nội dung", first, FOOT_RULE - EDGE)] if first < FOOT_RULE else []
    for what, top, bottom in bands:
        if _is_blank(seen, (EDGE, top, WIDE - EDGE, bottom), scale):
            return f"phần {what} trống"
    edges = ((0, 0, WIDE, EDGE), (0, HIGH - EDGE, WIDE, HIGH), (0, 0, EDGE, HIGH), (WIDE - EDGE, 0, WIDE, HIGH))
    return "" if all(_is_blank(seen, edge, scale) for edge in edges) else "có chữ hoặc hình bị cắt ở mép"


def _is_blank(seen: Image.Image, box: tuple[float, float, float, float], scale: float) -> bool:
    left, top, right, bottom = (round(one * scale) for one in box)
    least, most = seen.crop((left, top, max(right, left + 1), max(bottom, top + 1))).getextrema()
    return least == most
