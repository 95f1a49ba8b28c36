"""Thi đua."""

from __future__ import annotations

from ui.frame import opened

opened("Thi đua")
