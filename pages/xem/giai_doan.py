"""Giai đoạn."""

from __future__ import annotations

from ui.frame import opened

opened("Giai đoạn")
