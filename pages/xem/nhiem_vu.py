"""Nhiệm vụ."""

from __future__ import annotations

from ui.frame import opened

opened("Nhiệm vụ")
