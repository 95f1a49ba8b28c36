"""The indices plans name: their names in full, what their scores run to, how many decimals they are published with.

What was published stands in index_figure; how the parts of an index make the whole in index_part.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from domain.numbers import format_number


@dataclass(frozen=True)
class Index:
    """`top` is the highest score there can be; None where no source read says it."""

    name: str
    top: Decimal | None = Decimal(100)
    decimals: int = 2


INDICES: dict[str, Index] = {
    "PII": Index("Chỉ số đổi mới sáng tạo cấp địa phương"),
    "DTI": Index("Chỉ số đánh giá mức độ chuyển đổi số", Decimal(1), 4),
    "PAR INDEX": Index("Chỉ số cải cách hành chính"),
    "SIPAS": Index("Chỉ số hài lòng của người dân, tổ chức đối với sự phục vụ của cơ quan hành chính nhà nước"),
    "PAPI": Index("Chỉ số hiệu quả quản trị và hành chính công cấp tỉnh", Decimal(80)),
    "DDCI": Index("Chỉ số đánh giá năng lực cạnh tranh cấp sở, ngành và địa phương"),
    "PGI": Index("Chỉ số xanh cấp tỉnh", None),
}


def score_text(index_id: str, score: Decimal | None) -> str:
    """A score with the decimals it is published with, or more where it has more; never fewer."""
    if score is None:
        return "–"
    given = -int(score.normalize().as_tuple().exponent)
    return format_number(score, max(given, INDICES[index_id].decimals if index_id in INDICES else 0))


def rank_text(rank: int | None, out_of: int | None) -> str:
    """ "4/34"; a rank of nobody knows how many says so."""
    if rank is None:
        return "–"
    return f"{rank}/{out_of}" if out_of else f"{rank} (nguồn không ghi trên bao nhiêu)"
