"""The demonstration's emulation movement: invented collectives, evidence, assessments, a scale of points and proposals.

Part of etl/sample.py, which writes all of the demonstration. Nothing here was ever shown, assessed or proposed by anybody.
"""

from __future__ import annotations

from typing import Any

from store.tables import Row

PLAN, WARD, YEAR = "uongbi-53", "uong-bi", "2026"
SCALE_FILE = "thang-diem-uongbi-53.xlsx"
SCALE_OWNER = "Phường Uông Bí (thang điểm giả định)"
OFFICES = "Phòng, ban, cơ quan, đơn vị, khu dân cư"
FRONT = "Mặt trận Tổ quốc và các tổ chức chính trị - xã hội"
FIRMS = "Doanh nghiệp"
MAXIMA = {OFFICES: (20, 20, 10, 10, 10, 10, 10, 10), FRONT: (40, 40, 20), FIRMS: (40, 30, 30)}

INVENTED = {
    "khu-dan-cu-mau-1": ("Khu dân cư Mẫu 1", "khu_dan_cu"),
    "khu-dan-cu-mau-2": ("Khu dân cư Mẫu 2", "khu_dan_cu"),
    "khu-dan-cu-mau-3": ("Khu dân cư Mẫu 3", "khu_dan_cu"),
    "doan-the-mau": ("Đoàn thể Mẫu", "to_chuc"),
    "doanh-nghiep-mau-a": ("Doanh nghiệp Mẫu A", "doanh_nghiep"),
    "doanh-nghiep-mau-b": ("Doanh nghiệp Mẫu B", "doanh_nghiep"),
    "doanh-nghiep-mau-c": ("Doanh nghiệp Mẫu C", "doanh_nghiep"),
}
TOLD: dict[str, tuple[str, str]] = {
    "phong-vhxh": (OFFICES, "18 17 8 9 8 7,5 9 8"),
    "tt-cung-ung-dich-vu": (OFFICES, "16 15 7 8 8 - 8 9"),
    "khu-dan-cu-mau-1": (OFFICES, "17 14 6 8 ? 6 7 8"),
    "khu-dan-cu-mau-2": (OFFICES, "12 9 ? 5 ? 4 - -"),
    "khu-dan-cu-mau-3": (OFFICES, "- - - - - - - -"),
    "ub-mttq": (FRONT, "36 34 17"),
    "doan-the-mau": (FRONT, "28 ? -"),
    "doanh-nghiep-mau-a": (FIRMS, "34 24 27"),
    "doanh-nghiep-mau-b": (FIRMS, "30 27 28"),
    "doanh-nghiep-mau-c": (FIRMS, "? - -"),
}
"""By criterion: the points given, `?` for evidence that waits, `-` for nothing yet. Mẫu A and Mẫu B come out equal."""

EVIDENCE: dict[str, tuple[tuple[str, str], ...]] = {
    OFFICES: (
        ("Ban hành kế hoạch triển khai phong trào, giao việc cho từng người.", "Kế hoạch số 12/KH (giả định) ngày 20/01/2026"),
        ("Hoàn thành các nhiệm vụ được giao trong 9 tháng, có bảng theo dõi.", "Báo cáo số 31/BC (giả định) ngày 30/9/2026"),
        ("Góp ý sửa đổi quy trình, đề xuất bỏ một loại giấy tờ.", "Công văn số 44/CV (giả định) ngày 12/5/2026"),
        ("Dùng văn bản điện tử trong xử lý công việc hằng ngày.", "Báo cáo số 32/BC (giả định) ngày 30/9/2026"),
        ("Cập nhật dữ liệu lên kho dữ liệu dùng chung.", "Biên bản bàn giao dữ liệu (giả định) ngày 15/8/2026"),
        ("Tổ chức buổi hướng dẫn hộ kinh doanh dùng nền tảng số.", "Danh sách tham dự (giả định) ngày 18/6/2026"),
        ("Rà soát, rút ngắn thời gian giải quyết thủ tục.", "Quyết định số 27/QĐ (giả định) ngày 02/7/2026"),
        ("Quyết toán kinh phí phong trào đúng hạn.", "Bảng quyết toán (giả định) ngày 10/10/2026"),
    ),
    FRONT: (
        ("Có kế hoạch tuyên truyền, vận động năm 2026.", "Kế hoạch số 08/KH (giả định) ngày 15/01/2026"),
        ("Huy động hội viên tham gia tổ công nghệ cộng đồng, mở lớp «Bình dân học vụ số».", "Danh sách lớp (giả định) tháng 7/2026"),
        ("Tổ chức giám sát một chương trình chuyển đổi số ở cơ sở.", "Thông báo kết quả giám sát (giả định) ngày 20/9/2026"),
    ),
    FIRMS: (
        ("Công bố chiến lược số của doanh nghiệp đến năm 2030.", "Nghị quyết hội đồng thành viên (giả định) ngày 05/3/2026"),
        ("Đưa một dây chuyền tự động vào sử dụng.", "Biên bản nghiệm thu (giả định) ngày 22/6/2026"),
        ("Bán hàng qua sàn thương mại điện tử, ra mắt một dịch vụ số.", "Báo cáo doanh thu (giả định) quý III/2026"),
    ),
}
PROPOSALS: tuple[dict[str, Any], ...] = (
    {
        "award_row": 1, "nominee_kind": "tap_the", "unit_id": f"{WARD}/doanh-nghiep-mau-a", "nominee": "Doanh nghiệp Mẫu A (giả định)",
        "reason": "Đưa dây chuyền tự động vào sản xuất và mở dịch vụ số trong năm",
        "grounds": [{"audience": FIRMS, "row_no": 2}, {"audience": FIRMS, "row_no": 3}],
    },
    {
        "award_row": 1, "nominee_kind": "ca_nhan", "unit_id": f"{WARD}/khu-dan-cu-mau-1",
        "nominee": "Một thành viên tổ công nghệ số cộng đồng (giả định)",
        "reason": "Hướng dẫn người cao tuổi dùng dịch vụ công trực tuyến tại nhà",
        "grounds": [{"audience": "Cá nhân", "row_no": 2}],
    },
    {
        "award_row": 2, "nominee_kind": "tap_the", "unit_id": f"{WARD}/khu-dan-cu-mau-2", "nominee": "Khu dân cư Mẫu 2 (giả định)",
        "reason": "Tích cực tham gia phong trào", "grounds": [],
    },
)  # fmt: skip


def invented_units() -> list[Row]:
    return [
        {"unit_id": f"{WARD}/{slug}", "name": f"{name} (giả định)", "short_name": f"{name} (giả định)", "kind": kind, "parent_id": WARD}
        for slug, (name, kind) in INVENTED.items()
    ]


def steps_before_scale() -> list[dict[str, Any]]:
    """Who takes part, and what they showed."""
    parts = [{"plan_id": PLAN, "unit_id": f"{WARD}/{slug}", "audience": audience} for slug, (audience, _) in TOLD.items()]
    enrolled = [_step("participant", part | {"taking_part": True, "from_year": int(YEAR)}) for part in parts]
    return enrolled + [
        _step("emulation_evidence", about | dict(zip(("text", "document"), EVIDENCE[about["audience"]][about["row_no"] - 1], strict=True)))
        for about, told in _criteria()
        if told != "-"
    ]


def steps_after_scale(first_number: int) -> list[dict[str, Any]]:
    """How it was assessed on the scale, and who is proposed; `first_number` is the ledger number of the first of these steps."""
    assessed = [_step("assessment", about | _assessed(about, told)) for about, told in _criteria() if told not in ("-", "?")]
    ids = [f"KT-{first_number + len(assessed) + place:05d}" for place in range(len(PROPOSALS))]
    proposed = [
        _step("award_proposed", one | {"proposal_id": name, "plan_id": PLAN, "period": YEAR})
        for name, one in zip(ids, PROPOSALS, strict=True)
    ]
    return [*assessed, *proposed, _step("award_withdrawn", {"proposal_id": ids[-1], "reason": "Còn thiếu minh chứng"})]


def _step(act: str, data: Row) -> dict[str, Any]:
    return {"act": act, "data": data}


def _criteria() -> list[tuple[Row, str]]:
    """Every criterion of everybody taking part, with what is told of it."""
    return [
        ({"plan_id": PLAN, "unit_id": f"{WARD}/{slug}", "audience": audience, "row_no": number, "period": YEAR}, told)
        for slug, (audience, row) in TOLD.items()
        for number, told in enumerate(row.split(), 1)
    ]


def _assessed(about: Row, told: str) -> Row:
    points, out_of = told.replace(",", "."), MAXIMA[about["audience"]][about["row_no"] - 1]
    share = float(points) / out_of
    verdict, words = ("dat", "Đạt") if share >= 0.7 else ("dat_mot_phan", "Làm được một phần, cần bổ sung kết quả cụ thể")
    if share <= 0.45:
        verdict, words = "chua_dat", "Chưa có kết quả cụ thể"
    return {"verdict": verdict, "text": words, "points": points, "out_of": str(out_of)}
