"""Rà soát kế hoạch."""

from __future__ import annotations

from ui.frame import opened

opened("Rà soát kế hoạch")
