"""The page of tasks: what is overdue and whose, on which day, for every plan and kind of unit; filters, one task, links that lead on."""

from __future__ import annotations

import re
from datetime import date
from html import unescape

import pytest
from streamlit.testing.v1 import AppTest

from domain import clock
from domain.period import Period
from store.home import Home
from store.reads import about_tasks
from store.warehouse import Warehouse
from tests.pages import open_page, said, sign_in

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("pages")]

PAGE = "xem/nhiem_vu"
TODAY = date(2026, 11, 21)
LATE = {"ke_hoach": "tranlieu-79", "don_vi": "ngoc-mau", "ky": "2026Q3"}
SILENT = "Chưa có báo cáo nào về nhiệm vụ của kế hoạch này trong hệ thống"
FIRST = "tranlieu-79/PL3/I.1"


@pytest.fixture
def shown(demonstration: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "today", lambda: TODAY)
    monkeypatch.setenv("TIENDO57_HOME", str(demonstration.folder))


def source(app: AppTest) -> str:
    return " ".join(unescape(element.proto.body) for element in app.get("html"))


def numbers(app: AppTest) -> dict[str, int]:
    """The four official numbers as printed."""
    found = re.findall(r'<b class="td-big"[^>]*>(\d+)</b><span><b[^>]*>.</b> ([^<]+)</span>', source(app))
    return {label: int(number) for number, label in found}


@pytest.mark.parametrize(
    ("query", "says"),
    [
        ({"ke_hoach": "tranlieu-79", "don_vi": "tran-lieu", "ky": "2026Q3"}, "Không có nhiệm vụ nào quá hạn."),
        (
            LATE,
            "3 nhiệm vụ quá hạn chưa xong, lâu nhất 325 ngày (Phòng Văn hóa - Xã hội chủ trì); 1 việc khác kế hoạch đặt hạn trước",
        ),
        ({"ke_hoach": "tranlieu-79", "don_vi": "lam-mau", "ky": "2026Q3"}, "48 nhiệm vụ = 7 có hạn"),
        ({"ke_hoach": "tranlieu-79", "don_vi": "van-mau", "ky": "2026Q3"}, "Chưa có báo cáo nhiệm vụ cho Quý III/2026"),
        ({"ke_hoach": "tranlieu-79", "don_vi": "minh-hoa", "ky": "2026Q3"}, "9/12 đơn vị có nhiệm vụ quá hạn chưa xong (14 lượt)."),
        ({"ke_hoach": "tranlieu-79", "don_vi": "tran-lieu", "ky": "2025Q1"}, "Kế hoạch ký ngày 02/10/2025, sau kỳ này."),
        ({"ke_hoach": "uongbi-114"}, "34 nhiệm vụ = 0 có hạn"),
        ({"ke_hoach": "haiduong-snv-276"}, f"{SILENT}; quá hạn tính theo sổ, không phải kết luận về thực tế."),
        ({"ke_hoach": "haiduong-snv-276", "don_vi": "hai-duong"}, f"{SILENT}; quá hạn tính theo sổ, không phải kết luận về thực tế."),
        ({"ke_hoach": "haiphong-sct-5749"}, "Kế hoạch còn 24 giải pháp trong lời văn"),
        ({"ke_hoach": "uongbi-53"}, "20 nhiệm vụ = 0 có hạn"),
    ],
    ids=lambda value: value.get("don_vi", value["ke_hoach"]) + value.get("ky", "") if isinstance(value, dict) else "",
)
def test_every_plan_and_unit_is_shown_honestly(shown: None, query: dict[str, str], says: str) -> None:
    page = said(open_page(PAGE, **query))
    assert says in page
    assert not re.search(r"\bNone\b|\bnan\b|NaT|…", page)


def test_the_four_numbers_add_up_to_the_tasks_with_a_deadline(shown: None) -> None:
    app = open_page(PAGE, **LATE)
    assert numbers(app) == {"Quá hạn, chưa xong": 3, "Hoàn thành quá hạn": 3, "Đang thực hiện, trong hạn": 1, "Hoàn thành đúng hạn": 0}
    assert "48 nhiệm vụ = 7 có hạn (3 + 3 + 1 + 0) + 33 thường xuyên + 5 có điều kiện + 3 không đặt hạn" in said(app)
    assert "Tỷ lệ hoàn thành 50 % = 3 ÷ (3 + 3)" in said(app)


def test_the_newest_quarter_is_counted_as_of_today_or_as_of_its_last_day_where_asked(shown: None) -> None:
    now = open_page(PAGE, **LATE)
    assert "tính đến hôm nay, 21/11/2026" in said(now) and "Nếu tính đến" not in said(now)
    next(box for box in now.selectbox if box.label == "Tính đến").select("cuoi-ky").run()
    assert now.query_params["tinh_den"] == "cuoi-ky"
    assert "tính đến ngày cuối kỳ, 30/09/2026" in said(now) and "Nếu tính đến hôm nay, 21/11/2026 : 3 nhiệm vụ quá hạn." in said(now)
    assert numbers(now) == {"Quá hạn, chưa xong": 2, "Hoàn thành quá hạn": 3, "Đang thực hiện, trong hạn": 2, "Hoàn thành đúng hạn": 0}


@pytest.mark.parametrize(
    ("quarter", "day", "number"),
    [("2026Q3", "tính đến hôm nay, 21/11/2026", 3), ("2026Q2", "tính đến ngày cuối kỳ, 30/06/2026", 2)],
)
def test_every_page_counts_the_same_tasks_overdue_on_the_same_day(shown: None, quarter: str, day: str, number: int) -> None:
    asked = LATE | {"ky": quarter}
    tasks, overview, unit = (open_page(page, **asked) for page in (PAGE, "xem/tong_quan", "xem/don_vi"))
    assert day in said(tasks) and numbers(tasks)["Quá hạn, chưa xong"] == number
    assert f"Nhiệm vụ, {day} {number} nhiệm vụ quá hạn chưa xong" in said(overview)
    assert f"Nhiệm vụ, {day} " in said(unit) and f"Quá hạn, chưa xong {number} " in said(unit)


def test_a_city_is_told_the_same_number_on_every_page(shown: None) -> None:
    asked = {"ke_hoach": "tranlieu-79", "don_vi": "minh-hoa", "ky": "2026Q3"}
    assert "9/12 đơn vị có nhiệm vụ quá hạn chưa xong (14 lượt)." in said(open_page("xem/tong_quan", **asked))
    unit = said(open_page("xem/don_vi", **asked))
    assert "Nhiệm vụ quá hạn tính đến hôm nay, 21/11/2026." in unit
    late = [int(found) for found in re.findall(r"(\d+) quá hạn", unit)]
    assert (len(late), sum(late)) == (9, 14)


def test_a_task_due_before_the_plan_was_signed_is_marked_wherever_it_is_late(shown: None) -> None:
    page = said(open_page(PAGE, **LATE))
    assert "1 việc khác kế hoạch đặt hạn trước ngày ký, không xếp vào lâu nhất" in page
    assert page.count("hạn đặt trước ngày ký kế hoạch (02/10/2025), lỗi của kế hoạch") >= 3  # list, board, timeline


def test_a_past_quarter_may_be_reckoned_as_of_today(shown: None) -> None:
    past = LATE | {"ky": "2026Q2"}
    then = open_page(PAGE, **past)
    assert "tính đến ngày cuối kỳ, 30/06/2026" in said(then) and numbers(then)["Quá hạn, chưa xong"] == 2
    assert "Nếu tính đến hôm nay, 21/11/2026 : 3 nhiệm vụ quá hạn." in said(then)
    now = open_page(PAGE, **past, tinh_den="hom-nay")
    assert "tính đến hôm nay, 21/11/2026, theo báo cáo mới nhất" in said(now)
    assert numbers(now)["Quá hạn, chưa xong"] == 3


def test_an_ended_plan_has_no_later_day_to_be_reckoned_on(shown: None) -> None:
    app = open_page(PAGE, ke_hoach="haiduong-snv-276", tinh_den="hom-nay")
    assert "kế hoạch hết hiệu lực 30/06/2025" in said(app)
    assert "Tính đến" not in [box.label for box in app.selectbox]
    assert numbers(app)["Quá hạn, chưa xong"] == 6  # 91 and 30 days over on the last day in force; what was due that day is not


def test_a_quarter_still_running_is_reckoned_as_of_today(tmp_path, monkeypatch: pytest.MonkeyPatch) -> None:
    home, now = Home(tmp_path / "home"), TODAY
    monkeypatch.setattr(clock, "today", lambda: TODAY)
    running = Period.from_index(Period(now.year, now.month, now.month).index + 1)  # opened ahead: its last day is always to come
    warehouse = Warehouse.open(home)
    warehouse.ledger.append("period", {"period": str(running)}, by="binh")
    with warehouse.cursor() as cursor:
        rows = about_tasks.tasks(cursor, "tranlieu-79", "tran-lieu", running, now)
    warehouse.close()
    monkeypatch.setenv("TIENDO57_HOME", str(home.folder))
    sign_in(monkeypatch)
    app = open_page(PAGE, ke_hoach="tranlieu-79", don_vi="tran-lieu", ky=str(running))
    assert f"tính đến hôm nay, {now:%d/%m/%Y}, {running.label} chưa kết thúc" in said(app)
    assert "Tính đến" not in [box.label for box in app.selectbox]
    assert numbers(app)["Quá hạn, chưa xong"] == sum(row["state"] == "qua_han" for row in rows)


def test_one_task_shows_the_plans_lines_its_reports_and_its_doubt(shown: None, monkeypatch: pytest.MonkeyPatch) -> None:
    sign_in(monkeypatch, "quan_tri", None)
    app = open_page(PAGE, **LATE, nhiem_vu=FIRST)
    page = said(app)
    for words in (
        "dòng 770-773",
        "Ô cơ quan chủ trì bị nhòe",
        "Các phòng, cơ quan chuyên môn thuộc Ủy ban nhân dân phường",
        "Đang dùng, đã duyệt",
    ):
        assert words in page, words
    assert "(Phụ lục 3, dòng I.1), Phòng Văn hóa - Xã hội; Trung tâm Văn hóa Thể thao và Truyền thông chủ trì, hạn 30/09/2025" in page
    assert re.search(r"href=\"da-nop\?[^\"]*bao_cao=BC-\d+", source(app))


def test_filters_stand_in_the_url_and_say_that_they_narrow(shown: None) -> None:
    app = open_page(PAGE, **LATE, phan="PL3/III", chu_tri="tran-lieu/phong-vhxh", tinh_den="cuoi-ky")
    assert "Đang lọc theo phần hoặc cơ quan chủ trì" in said(app)
    assert numbers(app)["Quá hạn, chưa xong"] == 1
    state = next(box for box in app.selectbox if box.label == "Trạng thái")
    state.select("trong_han").run()
    assert (app.query_params["trang_thai"], app.query_params["phan"]) == ("trong_han", "PL3/III")
    assert "Bảng việc có hạn: 1" in said(app)
    assert numbers(app)["Quá hạn, chưa xong"] == 1 and "Quá hạn, chưa xong: 1" in said(app)  # what is overdue never hides behind a state


def test_solutions_are_counted_apart(shown: None) -> None:
    assert "Kế hoạch còn 50 giải pháp trong lời văn, không tính vào các số trên." in said(open_page(PAGE, **LATE))
    assert "50 giải pháp = 0 có hạn + 50 không đặt hạn" in said(open_page(PAGE, **LATE, loai="giai_phap"))
    assert "98 nhiệm vụ và giải pháp = 7 có hạn" in said(open_page(PAGE, **LATE, loai="nhiem_vu_giai_phap"))


def test_what_falls_due_may_be_asked_for_the_next_quarter_or_for_good(shown: None) -> None:
    app = open_page(PAGE, **LATE | {"ky": "2026Q2"})
    box = next(box for box in app.selectbox if box.label == "Trong vòng")
    assert "Không có nhiệm vụ nào đến hạn trong khoảng này. Hạn kế tiếp 30/09/2026." in said(app)
    box.select("quy").run()
    assert "Còn 92 ngày hạn 30/09/2026" in said(app) and "Còn 1.645 ngày" not in said(app)
    next(box for box in app.selectbox if box.label == "Trong vòng").select("het").run()
    assert "Còn 1.645 ngày hạn 31/12/2030" in said(app)


def test_a_city_leads_to_the_tasks_of_each_ward(shown: None) -> None:
    app = open_page(PAGE, ke_hoach="tranlieu-79", don_vi="minh-hoa", ky="2026Q3")
    page = said(app)
    assert page.index("Phường Ngọc Mẫu (giả định) báo cáo gần nhất") < page.index("Phường Kim Mẫu (giả định) báo cáo gần nhất")
    assert "don_vi=ngoc-mau" in source(app) and "8 : An Mẫu 52 ngày" in page
