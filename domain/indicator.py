"""The vocabulary of measures, targets and tasks, as the tables store it.

Says which words a column may hold. How a status follows from them is the scorecard's business (store/scorecard.sql).
"""

from __future__ import annotations

from typing import Literal, get_args

Direction = Literal["tang", "giam"]
ValueKind = Literal["ty_le", "so_luong", "co_khong", "loi_van"]
OverUnits = Literal["tong", "ty_so_cua_tong", "trung_binh", "khong_gop"]
OverTime = Literal["cuoi_ky", "phat_sinh", "luy_ke", "ty_le_trong_nam", "ca_nam"]
Operator = Literal[">", ">=", "=", "<", "<=", "range", "words"]
DueKind = Literal["fixed", "ongoing", "period", "conditional", "none"]
TaskKind = Literal["nhiem_vu", "giai_phap"]
TaskState = Literal["chua_thuc_hien", "dang_thuc_hien", "hoan_thanh", "tam_dung"]
SubmissionState = Literal["cho_duyet", "da_duyet", "tra_lai", "da_rut"]
PlanRelation = Literal["can_cu", "thuc_hien", "thay_the"]
AssignmentRole = Literal["chu_tri", "phoi_hop"]
HolidayKind = Literal["nghi_le", "nghi_bu", "hoan_doi", "lam_bu"]
PlanGap = Literal["thieu_phu_luc", "dan_chieu", "danh_so", "noi_dung"]
Status = Literal[
    "vuot",
    "dat",
    "dung_tien_do",
    "cham",
    "nguy_co",
    "khong_dat",
    "chua_co_so_lieu",
    "khong_danh_gia",
    "chua_den_ky",
]

VOCABULARY: dict[tuple[str, str], tuple[str, ...]] = {
    ("measures", "direction"): get_args(Direction),
    ("measures", "value_kind"): get_args(ValueKind),
    ("measures", "over_units"): get_args(OverUnits),
    ("measures", "over_time"): get_args(OverTime),
    ("targets", "op"): get_args(Operator),
    ("tasks", "due_kind"): get_args(DueKind),
    ("tasks", "kind"): get_args(TaskKind),
    ("plan_links", "relation"): get_args(PlanRelation),
    ("assignments", "role"): get_args(AssignmentRole),
    ("holidays", "kind"): get_args(HolidayKind),
    ("plan_gaps", "kind"): get_args(PlanGap),
}

FLOWS = ("phat_sinh", "luy_ke")
"""Measures that start anew each year: judged on the path from 0 to the year's last quarter."""
