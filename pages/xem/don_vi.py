"""Đơn vị."""

from __future__ import annotations

from ui.frame import opened

opened("Đơn vị")
