"""Chỉ tiêu."""

from __future__ import annotations

from ui.frame import opened

opened("Chỉ tiêu")
