"""Bộ chỉ số."""

from __future__ import annotations

from ui.frame import opened

opened("Bộ chỉ số")
