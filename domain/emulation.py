"""Emulation: the words and looks of evidence, assessments and proposals; which audience is made of persons.

Holds no rule of ranking: points are compared in store/reads/about_emulation.py.
"""

from __future__ import annotations

from domain.names import fold
from domain.wording import StatusWords

VERDICT: dict[str, str] = {"dat": "Đạt", "dat_mot_phan": "Đạt một phần", "chua_dat": "Chưa đạt"}
"""What somebody who assesses may conclude; a remark without a conclusion is allowed too."""

CELL: dict[str, StatusWords] = {
    "thieu": StatusWords("Chưa có minh chứng", "○", "#FFFFFF", "#55606C"),
    "cho_danh_gia": StatusWords("Có minh chứng, chờ đánh giá", "●", "#FFF1C2", "#1D2733"),
    "chua_dat": StatusWords(VERDICT["chua_dat"], "×", "#F9DEDC", "#1D2733"),
    "dat_mot_phan": StatusWords(VERDICT["dat_mot_phan"], "△", "#FBE5CC", "#1D2733"),
    "nhan_xet": StatusWords("Có nhận xét, chưa kết luận", "✎", "#E6EDF5", "#1D2733"),
    "dat": StatusWords(VERDICT["dat"], "✓", "#DDEFE5", "#1D2733"),
}
"""One criterion of one collective, from what is missing to what is met. Pale, so that nobody takes it for the status of an indicator."""

PROPOSAL: dict[str, StatusWords] = {
    "de_nghi": StatusWords("Đang đề nghị", "●", "#E6EDF5", "#1D2733"),
    "da_rut": StatusWords("Đã rút", "–", "#E3E7EC", "#1D2733"),
}

NOMINEE: dict[str, str] = {"tap_the": "Tập thể", "ca_nhan": "Cá nhân"}

COLLECTIVE: dict[str, str] = {
    "phong": "Phòng, ban",
    "don_vi": "Cơ quan, đơn vị",
    "khu_dan_cu": "Khu dân cư",
    "to_chuc": "Tổ chức",
    "doanh_nghiep": "Doanh nghiệp",
}
"""The kinds of collectives the office may add."""

ENOUGH = (4, 5)
"""The share of its audience's criteria a collective must have points for before it is ranked, as a fraction."""
ENOUGH_TEXT = f"{100 * ENOUGH[0] // ENOUGH[1]} %"


def is_of_persons(audience: str) -> bool:
    """Whether the criteria are for persons, about whom nothing is stored by name."""
    return fold(audience).startswith("ca nhan")
