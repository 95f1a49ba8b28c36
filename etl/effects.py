"""What approving, returning or withdrawing reports would change: which figures would stand instead, and which statuses follow.

Foretells only; deciding is submit.py's business.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from store import reads
from store.tables import Row
from store.warehouse import Warehouse

Decision = Literal["approval", "return", "withdrawal"]

_LEADS_TO: dict[Decision, str] = {"approval": "da_duyet", "return": "tra_lai", "withdrawal": "da_rut"}


@dataclass(frozen=True)
class Effect:
    """The figures where another report would stand, and the cards that would change."""

    figures: list[Row]
    unmoved: int
    """How many figures of the reports would change nothing: other reports stand for them before and after, or they do in both."""
    cards: list[Row]

    @property
    def statuses(self) -> list[Row]:
        return [row for row in self.cards if row["status_before"] != row["status_after"]]


def effect_of(warehouse: Warehouse, decision: Decision, *submission_ids: str) -> Effect:
    """What one decision about some reports, all together, would change. Nothing is written."""
    acts = [(str(decision), {"submission_id": submission_id, "reason": ""}) for submission_id in submission_ids]
    moved = warehouse.foresee_all(acts, by="–")
    with warehouse.cursor() as cursor:
        figures = reads.figures_after(cursor, list(submission_ids), _LEADS_TO[decision])
        cards = reads.named_cards(cursor, moved)
    changed = [row for row in figures if row["id_before"] != row["id_after"]]
    return Effect(changed, len(figures) - len(changed), cards)
