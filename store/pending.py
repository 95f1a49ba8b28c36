"""Uploads that wait for their confirmation, kept beside the ledger so that a lost connection or a closed browser loses nothing.

They are nobody's truth: dropped once stored, or after a week.
"""

from __future__ import annotations

import json
import re
import secrets
import time
from dataclasses import dataclass
from pathlib import Path

from store.home import Home

KEPT_SECONDS = 7 * 24 * 3600
_KEY = re.compile(r"[A-Za-z0-9_-]{16,40}")


@dataclass(frozen=True)
class Upload:
    """A file somebody sent and has not confirmed yet. Its key cannot be guessed, and opens it to nobody else."""

    key: str
    file_name: str
    content: bytes
    by: str


def keep(home: Home, content: bytes, file_name: str, by: str) -> str:
    """Keeps somebody's upload and returns its key; old ones are dropped on the way."""
    folder = _folder(home)
    folder.mkdir(parents=True, exist_ok=True)
    _drop_old(folder)
    key = secrets.token_urlsafe(16)
    path = folder / f"{key}.bin"
    path.write_bytes(content)
    (folder / f"{key}.json").write_text(json.dumps({"file_name": file_name, "by": by}, ensure_ascii=False), encoding="utf-8")
    path.chmod(0o600)
    return key


def find(home: Home, key: str, by: str) -> Upload | None:
    """The upload of a key; None where there is none, or no longer, or somebody else sent it."""
    if not _KEY.fullmatch(key):
        return None
    try:
        about = json.loads((_folder(home) / f"{key}.json").read_text(encoding="utf-8"))
        if not by or about["by"] != by:
            return None
        return Upload(key, about["file_name"], (_folder(home) / f"{key}.bin").read_bytes(), by)
    except (OSError, ValueError, KeyError):
        return None


def drop(home: Home, key: str, by: str) -> None:
    if find(home, key, by):
        for ending in ("json", "bin"):
            (_folder(home) / f"{key}.{ending}").unlink(missing_ok=True)


def _folder(home: Home) -> Path:
    return home.folder / "pending"


def _drop_old(folder: Path) -> None:
    for path in folder.iterdir():
        if time.time() - path.stat().st_mtime > KEPT_SECONDS:
            path.unlink(missing_ok=True)
