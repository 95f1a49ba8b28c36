"""The ledger: entries are durable, chained and never silently lost."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from store.ledger import Ledger, LedgerDamaged, LedgerMoved, pack_file, unpack_file


@pytest.fixture
def ledger(tmp_path: Path) -> Ledger:
    ledger = Ledger(tmp_path / "ledger")
    for number in range(1, 6):
        ledger.append("setting", {"key": "k", "value": str(number)}, by="an")
    return ledger


def test_entries_come_back_in_order_of_their_numbers(ledger: Ledger) -> None:
    assert [(entry.number, entry.data["value"]) for entry in ledger.entries()] == [(n, str(n)) for n in range(1, 6)]
    assert [entry.number for entry in ledger.entries(after=3)] == [4, 5]
    assert ledger.problems() == []


def test_an_empty_ledger_is_sound(tmp_path: Path) -> None:
    assert Ledger(tmp_path / "none").problems() == []
    assert list(Ledger(tmp_path / "none").entries()) == []


@pytest.mark.parametrize("number", [1, 3, 5])
def test_a_removed_entry_is_noticed_and_named(ledger: Ledger, number: int) -> None:
    (ledger.folder / f"{number:08d}.json").unlink()
    assert any(f"thiếu mục {number} " in problem for problem in ledger.problems())
    with pytest.raises(LedgerDamaged):
        list(ledger.entries())
        ledger.append("setting", {}, by="an")


@pytest.mark.parametrize("number", [1, 3, 5])
def test_an_altered_entry_is_noticed_and_named(ledger: Ledger, number: int) -> None:
    path = ledger.folder / f"{number:08d}.json"
    path.write_bytes(path.read_bytes().replace(b'"value":"', b'"value":"9'))
    assert f"Mục {number} của sổ cái" in ledger.problems()[0]


def test_an_entry_rewritten_with_a_fitting_hash_still_breaks_the_chain(ledger: Ledger, tmp_path: Path) -> None:
    other = Ledger(tmp_path / "other")
    for number in range(1, 4):
        other.append("setting", {"key": "k", "value": f"khác {number}"}, by="an")
    os.replace(other.folder / "00000003.json", ledger.folder / "00000003.json")
    assert any("không nối tiếp" in problem for problem in ledger.problems())


def test_even_white_space_in_an_entry_counts(ledger: Ledger) -> None:
    path = ledger.folder / "00000002.json"
    path.write_text(json.dumps(json.loads(path.read_text()), indent=1))
    assert "Mục 2" in ledger.problems()[0]


def test_a_crash_before_head_moves_repairs_itself(ledger: Ledger) -> None:
    before = (ledger.folder / "HEAD").read_bytes()
    ledger.append("setting", {"key": "k", "value": "6"}, by="an")
    (ledger.folder / "HEAD").write_bytes(before)
    (ledger.folder / ".00000007.json.1.tmp").write_text("half")
    ledger.repair()
    assert ledger.problems() == []
    assert ledger.last_number() == 6
    assert not list(ledger.folder.glob(".*.tmp"))


def test_confirming_after_somebody_else_is_refused(ledger: Ledger) -> None:
    with pytest.raises(LedgerMoved):
        ledger.append("setting", {"key": "k", "value": "x"}, by="an", expected=4)
    assert ledger.last_number() == 5


def test_files_travel_whole() -> None:
    content = bytes(range(256))
    assert unpack_file(pack_file(content)) == content


def test_a_stray_file_with_a_far_number_is_told_in_one_sentence(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path / "ledger")
    ledger.append("setting", {"key": "a", "value": "b"}, by="an")
    (tmp_path / "ledger" / "99999999.json").write_text("{}")
    assert [problem.split(" (")[0] for problem in ledger.problems()] == [
        "Sổ cái thiếu các mục 2 đến 99999998",
        "Mục 99999999 của sổ cái",
    ]
