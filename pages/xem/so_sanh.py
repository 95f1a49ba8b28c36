"""So sánh."""

from __future__ import annotations

from ui.frame import opened

opened("So sánh")
