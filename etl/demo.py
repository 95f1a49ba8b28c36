"""The demonstration: invented reports for Trần Liễu and a dozen invented wards, loaded through the same door as real ones.

`show` puts it into an empty home, `leave` sets it aside for a clean ledger. The workbooks in data/sample are made by etl/sample.py.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from etl.emulation import load_scale, preview_scale
from etl.submit import approve, load, send_back, withdraw
from store import reads
from store.home import SAMPLE, Home
from store.ledger import Ledger
from store.warehouse import Warehouse

BY = "minh-hoa"


class CannotShow(Exception):
    """The demonstration cannot be put here or left; the message says why."""


def show(home: Home, folder: Path = SAMPLE, tell: Callable[[str], None] = print) -> int:
    """Loads the demonstration into an empty home; returns the number of reports."""
    if Ledger(home.ledger).last_number():
        raise CannotShow("Nơi lưu đã có số liệu. Dữ liệu minh họa chỉ nạp vào nơi lưu trống.")
    script = json.loads((folder / "script.json").read_text(encoding="utf-8"))
    warehouse = Warehouse.open(home)
    try:
        warehouse.ledger.append_all([("start", {"demonstration": True}), ("catalogue_rows", {"rows": script["rows"]})], by=BY)
        ids: dict[str, str] = {}
        for place, step in enumerate(script["steps"], 1):
            take(warehouse, folder, step, ids)
            if place % 20 == 0:
                tell(f"Đã nạp {place}/{len(script['steps'])} bước của dữ liệu minh họa …")
        warehouse.catch_up()
    finally:
        warehouse.close()
    return len(ids)


def take(warehouse: Warehouse, folder: Path, step: dict[str, Any], ids: dict[str, str]) -> None:
    if step["act"] == "load":
        outcome = load(warehouse, (folder / step["file"]).read_bytes(), step["file"], by=BY, accept_warnings=True)
        if outcome.submission_id is None:
            raise CannotShow(f"Tệp minh họa {step['file']} có lỗi: " + " ".join(p.as_sentence() for p in outcome.problems))
        ids[step["file"]] = outcome.submission_id
    elif step["act"] == "approve":
        approve(warehouse, *(ids[file] for file in step["files"]), by=BY)
    elif step["act"] == "return":
        send_back(warehouse, ids[step["file"]], by=BY, why=step["why"])
    elif step["act"] == "withdraw":
        withdraw(warehouse, ids[step["file"]], by=BY, why=step["why"])
    elif step["act"] == "scale":
        load_scale(warehouse, preview_scale(warehouse, step["plan_id"], (folder / step["file"]).read_bytes(), step["file"]), by=BY)
    else:
        warehouse.ledger.append(step["act"], step["data"], by=BY)


def leave(home: Home) -> Path | None:
    """Sets a demonstration aside and starts a clean ledger; returns where it was put, None if there was none."""
    ledger = Ledger(home.ledger)
    if not ledger.last_number():
        ledger.append("start", {"demonstration": False}, by="quan-tri")
        return None
    warehouse = Warehouse.own(home)
    with warehouse.cursor() as cursor:
        demonstration = reads.is_demonstration(cursor)
    warehouse.close()
    if not demonstration:
        raise CannotShow("Sổ cái đang chứa số liệu thật, không phải dữ liệu minh họa. Không có gì thay đổi.")
    aside = home.folder / f"minh-hoa-{datetime.now(UTC):%Y%m%d%H%M%S}"
    os.replace(home.ledger, aside)
    Ledger(home.ledger).append("start", {"demonstration": False}, by="quan-tri")
    return aside
