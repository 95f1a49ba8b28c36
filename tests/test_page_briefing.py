"""The page «Bản tin họp»: a draft for every plan, its order and remarks; freezing, taking along, reopening; what the meeting concluded."""

from __future__ import annotations

import io
import re
import shutil
import zipfile
from datetime import date
from html import unescape
from pathlib import Path
from urllib.parse import parse_qsl

import pytest
from PIL import Image
from streamlit.testing.v1 import AppTest

from domain import clock
from domain.frozen import unpack
from domain.period import Period
from etl import meeting
from etl.submit import load
from report.briefing import export
from report.briefing.kinds import KINDS, OF_ROWS
from report.briefing.layout import CannotDraw
from store.home import Home
from store.reads import about_briefing, about_meeting
from store.warehouse import Warehouse
from tests.pages import open_page, said, sign_in
from tests.workbooks import blank
from ui import files
from ui.data import warehouse as shown_warehouse

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("pages")]

PAGE = "hop/ban_tin"
PLANS = ("tranlieu-79", "uongbi-114", "haiduong-snv-276", "haiphong-sct-5749", "uongbi-53")
MUCH = {"ke_hoach": "tranlieu-79", "don_vi": "tran-lieu", "ky": "2026Q3"}


@pytest.fixture
def shown(demonstration: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TIENDO57_HOME", str(demonstration.folder))


@pytest.fixture
def own(demonstration: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Warehouse:
    """A copy of the demonstration to write into, as the page sees it."""
    home = Home(tmp_path / "own")
    shutil.copytree(demonstration.folder, home.folder)
    monkeypatch.setenv("TIENDO57_HOME", str(home.folder))
    sign_in(monkeypatch)
    return shown_warehouse()


def parts(app: AppTest) -> list[str]:
    """The parts of the briefing in the order of its small pictures, each once."""
    [nav] = [one.proto.body for one in app.get("html") if one.proto.body.startswith("<nav")]
    return list(dict.fromkeys(re.findall(r"<span>\d+\. (.*?)</span>", nav)))


def shown_part(app: AppTest) -> str:
    return next(
        re.search(r"<h3 class='td-part-head'>(.*?) <small>phần", one.proto.body)[1] for one in app.get("html") if ">phần" in one.proto.body
    )


def asked(app: AppTest, name: str) -> str:
    """A word of the URL."""
    value = app.query_params[name]
    return value if isinstance(value, str) else value[0]


def press(app: AppTest, label: str) -> AppTest:
    app = next(button for button in app.button if button.label == label).click().run()
    assert not app.exception
    return app


def write(app: AppTest, label: str, words: str) -> AppTest:
    return next(box for box in [*app.text_input, *app.text_area] if box.label.startswith(label)).set_value(words).run()


def freeze(app: AppTest) -> tuple[AppTest, str]:
    app = press(app, "Chốt số liệu và xuất")
    assert not app.error, [one.value for one in app.error]
    return app, asked(app, "ma")


# -- a draft -----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("plan", PLANS)
def test_every_plan_has_something_to_show(shown: None, plan: str) -> None:
    app = open_page(PAGE, ke_hoach=plan)
    assert parts(app)[0] in {"Toàn cảnh", "Việc giao tại họp"} and "Kiến nghị, việc kỳ tới" in parts(app)
    assert "Trang 1/" in said(app) and "▶ Trình chiếu" in said(app)


@pytest.mark.parametrize("unit", ["tran-lieu", "van-mau", "minh-hoa"])
def test_units_with_much_and_little_and_those_above_have_their_slides(shown: None, unit: str) -> None:
    shows = parts(open_page(PAGE, ke_hoach="tranlieu-79", don_vi=unit))
    assert "Toàn cảnh" in shows and len(shows) >= 5


def test_before_there_is_any_report_it_says_what_to_do(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TIENDO57_HOME", str(home.folder))
    sign_in(monkeypatch)
    app = open_page(PAGE, ke_hoach="tranlieu-79", don_vi="tran-lieu")
    assert "Trang 1/" in said(app) or "Chưa có báo cáo nào" in said(app)


def test_the_order_is_changed_and_stands_in_the_link(shown: None) -> None:
    app = open_page(PAGE, **MUCH)
    first, second, *others = parts(app)
    app = press(app, "↓ Xuống")
    assert parts(app) == [second, first, *others] and shown_part(app) == first
    again = open_page(PAGE, **MUCH, trang_chieu=asked(app, "trang_chieu"))
    assert parts(again) == [second, first, *others]
    app = press(app, "✕ Bỏ")
    assert parts(app) == [second, *others]
    app = next(box for box in app.selectbox if box.label == "Thêm phần").select("toan_canh").run()
    assert parts(app) == [second, *others, first] and shown_part(app) == first
    assert parts(press(app, "↑ Lên")) == [second, *others[:-1], first, others[-1]]


def test_what_a_link_names_wrongly_is_passed_over(shown: None) -> None:
    assert parts(open_page(PAGE, **MUCH, trang_chieu="cham,abc,<b>", trang="99")) == ["Chỉ tiêu chậm"]
    assert "Trang 1/" in said(open_page(PAGE, **MUCH, trang="²"))


def test_a_row_asked_for_gets_a_slide_of_its_own(shown: None) -> None:
    app = open_page(PAGE, **MUCH, trang_chieu="chi_tieu")
    before = said(app).split("Trang 1/")[1].split()[0]
    box = app.multiselect[0]
    app = box.select(box.options[0]).run()
    assert not app.exception and before != "1" and "Trang 1/1 " in said(app)


def test_what_cannot_be_drawn_is_said_and_not_frozen(shown: None, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise CannotDraw("Trang «Toàn cảnh»: ghi chú dài quá.")

    app = open_page(PAGE, **MUCH)
    monkeypatch.setattr("ui.pictures._drawn", refuse)
    app.run()
    assert app.error[0].value == "Chưa vẽ được bản tin. Trang «Toàn cảnh»: ghi chú dài quá."
    assert next(button for button in app.button if button.label == "Chốt số liệu và xuất").disabled


# -- the picture of one chart --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["ban_do", "cac_don_vi", "xep_hang", "thoi_gian", "cac_moc", "ma_tran", "chi_tieu", "phu_luc"])
def test_a_chart_is_a_picture_of_its_own(shown: None, monkeypatch: pytest.MonkeyPatch, kind: str) -> None:
    sign_in(monkeypatch)
    app = open_page(PAGE, **MUCH, hinh=kind, dong="tranlieu-79/PL2/27")
    words = said(app)
    assert shown_part(app) == KINDS[kind] and "phần 1 trong 1" in words and "Soạn cả bản tin" in words
    assert not next(button for button in app.button if button.label == "Chốt số liệu và xuất").disabled
    if kind in OF_ROWS:
        assert parts(app) == [next(one for one in parts(app) if one.startswith("Tỷ lệ người dân có chữ ký số"))]


def test_the_picture_of_a_chart_leaves_what_was_prepared_as_it_is(shown: None) -> None:
    app = press(open_page(PAGE, **MUCH), "↓ Xuống")
    prepared = parts(app)
    app.query_params.clear()
    for name, value in (MUCH | {"hinh": "ban_do"}).items():
        app.query_params[name] = value
    assert parts(app.run()) == [KINDS["ban_do"]]
    app.query_params.clear()
    for name, value in MUCH.items():
        app.query_params[name] = value
    assert parts(app.run()) == prepared


def test_a_picture_is_frozen_and_taken_along_like_any_briefing(own: Warehouse) -> None:
    app, code = freeze(open_page(PAGE, **MUCH, hinh="cac_don_vi", dong="tranlieu-79/PL2/27"))
    packed = meeting.thaw(own, code)
    assert packed and unpack(packed)["choice"]["slides"] == ["cac_don_vi"] and unpack(packed)["choice"]["rows"] == ["tranlieu-79/PL2/27"]
    assert "Ảnh trang 1" in [one.label for one in app.get("download_button")]
    address = f"http://localhost/ban-tin?ma={code}"
    assert Image.open(io.BytesIO(files.picture(packed, code, address, 0, 2.0))).size == (3840, 2160)


def test_who_is_not_signed_in_sees_the_picture_and_how_to_take_it_along(shown: None, monkeypatch: pytest.MonkeyPatch) -> None:
    sign_in(monkeypatch, role=None)
    app = open_page(PAGE, **MUCH, hinh="ban_do")
    assert parts(app) == [KINDS["ban_do"]] and "Chỉ người đã đăng nhập mới ghi được. Đăng nhập" in said(app)


@pytest.mark.parametrize(
    ("script", "kinds"),
    [
        ("xem/so_sanh", ["ban_do"]),
        ("xem/chi_tieu", ["chi_tieu", "cac_moc", "cac_don_vi"]),
        ("xem/giai_doan", ["giai_doan", "ma_tran"]),
        ("xem/nhiem_vu", ["nhiem_vu", "thoi_gian"]),
        ("xem/don_vi", ["don_vi", "phu_luc"]),
        ("xem/bo_chi_so", ["chi_so_nam"]),
        ("xem/tong_quan", ["toan_canh"]),
    ],
)
def test_every_page_with_charts_leads_to_their_pictures(shown: None, script: str, kinds: list[str]) -> None:
    """Each with the plan, the unit and the quarter looked at."""
    app = open_page(script, **MUCH, chi_tieu="tranlieu-79/PL2/27")
    found = [re.search(r"href=['\"](ban-tin\?[^'\"]*hinh=[^'\"]*)['\"]", one.proto.body) for one in app.get("html")]
    queries = [dict(parse_qsl(unescape(one[1]).partition("?")[2])) for one in found if one]
    assert sorted(one["hinh"] for one in queries) == sorted(kinds) and set(kinds) <= set(KINDS)
    rows = {"xem/chi_tieu": "tranlieu-79/PL2/27", "xem/bo_chi_so": "PII"}
    for one in queries:
        assert {name: one[name] for name in MUCH} == MUCH
        assert one.get("dong") == rows.get(script)


def test_the_picture_of_an_index_is_of_that_index(shown: None) -> None:
    pictures = [open_page(PAGE, **MUCH, hinh="chi_so_nam", **more) for more in ({"dong": "PII"}, {})]
    one, all_of_them = ([element.proto.body for element in app.get("html") if "td-slide-bar" in element.proto.body] for app in pictures)
    assert one != all_of_them and "PII" in one[0] and "Trang 1/1<" in one[0]


# -- frozen --------------------------------------------------------------------------------------------------------------------


def test_freezing_shows_the_code_and_keeps_order_and_remark(own: Warehouse) -> None:
    app = press(open_page(PAGE, **MUCH), "↓ Xuống")
    order = parts(app)
    app, code = freeze(write(app, "Ghi chú in trên trang này", "Đã đôn đốc ngày 12/11"))
    assert re.fullmatch(r"[2-9A-Z]{3}-[2-9A-Z]{4}", code) and f"Đã chốt bản tin {code}" in said(app)
    assert parts(app) == order and "người lập: an (chưa xác thực)" in said(app) and "Không có gì khác." in said(app)
    packed = meeting.thaw(own, code)
    assert packed and unpack(packed)["choice"]["remarks"] == {"toan_canh": "Đã đôn đốc ngày 12/11"}
    assert len([one for one in app.get("download_button") if one.key.startswith("tai-")]) == 8
    stands = own.stands_at
    app, again = freeze(write(press(open_page(PAGE, **MUCH), "↓ Xuống"), "Ghi chú in trên trang này", "Đã đôn đốc ngày 12/11"))
    assert (again, own.stands_at) == (code, stands), "the same briefing is kept once"


def test_nothing_is_frozen_by_nobody(own: Warehouse, monkeypatch: pytest.MonkeyPatch) -> None:
    sign_in(monkeypatch, role=None)
    stands = own.stands_at
    app = press(open_page(PAGE, **MUCH), "Chốt số liệu và xuất")
    assert app.error[0].value == "Phải ghi mã người thực hiện." and own.stands_at == stands and "ma" not in app.query_params


def test_what_cannot_be_made_whole_is_not_frozen(own: Warehouse, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise CannotDraw("Báo cáo (.docx): không làm được trọn vẹn.")

    stands = own.stands_at
    app = open_page(PAGE, **MUCH)
    monkeypatch.setattr(export, "files", refuse)
    files.made.clear()
    app = press(app, "Chốt số liệu và xuất")
    assert app.error[0].value == "Báo cáo (.docx): không làm được trọn vẹn." and own.stands_at == stands


def frozen(own: Warehouse, kinds: tuple[str, ...] = ("toan_canh", "cham")) -> tuple[str, bytes]:
    from domain.frozen import pack

    with own.cursor() as cursor:
        facts = about_briefing.facts(cursor, "tranlieu-79", "tran-lieu", Period.parse("2026Q3"), date(2026, 9, 30))
    packed = pack({"facts": facts, "choice": {"slides": list(kinds), "remarks": {}, "rows": [], "stage": None}})
    return meeting.freeze(own, packed, by="An"), packed


def test_a_code_reopens_the_old_figures_after_a_new_report_and_says_what_changed(own: Warehouse) -> None:
    code, _ = frozen(own)
    before = open_page(PAGE, ma=code)
    assert "Không có gì khác." in said(before)
    book = blank(own, "tran-lieu/cong-an", "2026Q3")
    book.poke("chu-ky-so-nguoi-dan", 99)
    outcome = load(own, book.bytes(), "f.xlsx", by="an", accept_warnings=True)
    assert outcome.submission_id, outcome.problems
    after = open_page(PAGE, ma=code)
    pictures = [[one.proto.body for one in app.get("html") if one.proto.body.startswith("<nav")] for app in (before, after)]
    assert pictures[0] == pictures[1], "the very same slides"
    assert re.search(r"Đã khác: \d+ dòng chỉ tiêu", said(after)) and "99 %" in said(after) and "Lúc chốt Hôm nay" in said(after)


@pytest.mark.parametrize("typed", ["abc", "7k2 qf4h", "<script>"])
def test_an_unknown_code_is_answered_and_a_draft_shown(shown: None, typed: str) -> None:
    app = open_page(PAGE, ma=typed)
    assert "Không có bản tin mang mã «" in app.warning[0].value and parts(app)


def test_an_unknown_code_never_puts_another_units_slides_on_the_projector(shown: None) -> None:
    app = open_page(PAGE, ma="abc", trinh_chieu="1")
    assert app.warning and not [one for one in app.get("html") if 'class="td-show"' in one.proto.body]


def test_a_code_typed_carelessly_opens_the_briefing(own: Warehouse) -> None:
    code, _ = frozen(own)
    app = open_page(PAGE, **MUCH)
    assert code in said(app), "it is listed among the earlier ones"
    app = write(app, "Mở bản tin theo mã", f" {code.replace('-', '').lower()} ")
    assert not app.exception and f"Bản tin {code}" in said(app) and asked(app, "ma") == code


def test_every_button_gives_its_file(own: Warehouse) -> None:
    code, packed = frozen(own, ("toan_canh",))
    address = f"http://localhost/ban-tin?ma={code}"
    starts = {"pptx": b"PK", "docx": b"PK", "pdf": b"%PDF", "xlsx": b"PK"}
    for format, ending in (("pptx", "trinh-chieu.pptx"), ("docx", "bao-cao.docx"), ("pdf", "bao-cao.pdf"), ("pdf", "trinh-chieu.pdf")):
        content = files.one(packed, code, format, address, ending)
        assert content.startswith(starts[format]) and len(content) > 5_000
        assert files.name(unpack(packed), code, ending) == f"tran-lieu-2026Q3-{code}-{ending}"
    assert files.one(packed, code, "xlsx", address, "so-lieu.xlsx").startswith(b"PK")
    for scale, size in ((1.0, (1920, 1080)), (2.0, (3840, 2160))):
        assert Image.open(io.BytesIO(files.picture(packed, code, address, 0, scale))).size == size
    with zipfile.ZipFile(io.BytesIO(files.pictures(packed, code, address, 1.0))) as kept:
        assert [name.rsplit("-", 2)[1:] for name in kept.namelist()] == [["trang", "01.png"]]


def test_the_page_offers_the_files_made_from_the_ledger(own: Warehouse) -> None:
    code, _ = frozen(own, ("toan_canh",))
    labels = [one.label for one in open_page(PAGE, ma=code).get("download_button")]
    assert labels == [
        "PowerPoint, sửa được", "Báo cáo Word", "Trang chiếu PDF", "Báo cáo PDF", "Số liệu Excel", "Trình chiếu không cần mạng (html)",
        "Ảnh trang 1", "Ảnh cả 1 trang (zip)",
    ]  # fmt: skip


@pytest.mark.parametrize("frozen_one", [False, True])
def test_presenting_shows_nothing_but_the_slides(own: Warehouse, frozen_one: bool) -> None:
    query = {"ma": frozen(own)[0]} if frozen_one else MUCH
    app = open_page(PAGE, **query, trinh_chieu="1")
    shows = [one.proto for one in app.get("html") if "td-show" in one.proto.body]
    assert len(shows) == 1 and shows[0].unsafe_allow_javascript and "Việc giao tại họp" not in said(app).split("td-show")[0]


# -- what the meeting concluded --------------------------------------------------------------------------------------------------


def test_what_is_concluded_is_given_done_reopened_and_taken_back(own: Warehouse) -> None:
    def rows() -> list[dict]:
        with own.cursor() as cursor:
            return about_meeting.meeting_tasks(cursor, "tran-lieu", clock.today())

    app = open_page(PAGE, **MUCH)
    app = press(app, "Ghi việc giao")
    assert app.error[0].value == "Chưa chọn đơn vị chủ trì."
    box = next(box for box in app.selectbox if box.label == "Đơn vị chủ trì")
    app = press(box.select_index(0).run(), "Ghi việc giao")
    assert app.error[0].value == "Chưa chọn hạn."
    box = next(box for box in app.selectbox if box.label == "Hạn")
    app = press(box.select("Không đặt hạn").run(), "Ghi việc giao")
    assert "Chưa ghi việc giao" in app.error[0].value
    app = press(write(app, "Việc giao", "Rà soát danh sách hộ"), "Ghi việc giao")
    assert "1 việc giao tại họp: 1 đang làm." in said(app) and "Rà soát danh sách hộ" in said(app)
    assert parts(app)[0] == parts(open_page(PAGE, **MUCH))[0] == KINDS["viec_giao"], "it opens the next briefing"
    app = press(write(app, "Kết quả", "Xong 1.240 hộ"), "Ghi đã xong")
    assert rows()[0]["result"] == "Xong 1.240 hộ" and "○ Đã xong, không đặt hạn" in said(app)
    app = press(app, "Mở lại, chưa xong")
    assert rows()[0]["done_on"] is None
    app = press(app, "Rút việc này")
    assert "phải có lý do" in app.error[0].value
    app = press(write(app, "Lý do", "Ghi nhầm"), "Rút việc này")
    assert rows() == [] and "Chưa có việc nào được giao" in said(app)


def test_a_deadline_is_picked_as_a_chairman_says_it(own: Warehouse) -> None:
    app = write(open_page(PAGE, **MUCH), "Việc giao", "Rà soát")
    app = next(box for box in app.selectbox if box.label == "Đơn vị chủ trì").select_index(0).run()
    picked = next(box for box in app.selectbox if box.label == "Hạn")
    assert [re.sub(r", .*", "", one) for one in picked.options[:3]] == ["7 ngày", "15 ngày", "30 ngày"]
    press(picked.select_index(1).run(), "Ghi việc giao")
    with own.cursor() as cursor:
        [row] = about_meeting.meeting_tasks(cursor, "tran-lieu", clock.today())
    assert (row["due_on"] - row["concluded_on"]).days == 15 and row["concluded_on"] == clock.today()


def test_the_page_of_tasks_shows_what_meetings_concluded(own: Warehouse) -> None:
    assert "Việc giao tại họp" not in said(open_page("xem/nhiem_vu", **MUCH))
    meeting.conclude(own, unit_id="tran-lieu", text="Rà soát danh sách hộ", lead_unit_id="tran-lieu", due_on=None, by="An")
    words = said(open_page("xem/nhiem_vu", **MUCH))
    assert "1 việc giao tại họp: 1 đang làm" in words and "Rà soát danh sách hộ" in words
