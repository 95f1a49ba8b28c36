"""Office files that are the same whenever they are made: the zip container written anew with one date, in one order."""

from __future__ import annotations

import io
import zipfile

_DATE = (1980, 1, 1, 0, 0, 0)


def steady(content: bytes) -> bytes:
    """The same parts, without the moment they were written at."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as source, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as written:
        for name in source.namelist():
            part = zipfile.ZipInfo(name, _DATE)
            part.compress_type, part.external_attr = zipfile.ZIP_DEFLATED, 0o600 << 16
            written.writestr(part, _still(name, source.read(name)))
    return target.getvalue()


def _still(name: str, part: bytes) -> bytes:
    """A workbook inside a presentation is a container of its own."""
    return steady(part) if name.endswith((".xlsx", ".docx")) else part
