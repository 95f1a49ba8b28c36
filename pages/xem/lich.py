"""Lịch báo cáo."""

from __future__ import annotations

from ui.frame import opened

opened("Lịch báo cáo")
