"""Names match however they were typed, and are stored clean."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.names import clean, fold


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("hòa", "hoà"),
        ("Hải Phòng", "HẢI PHÒNG"),
        ("Đông Triều", "đông triều"),
        ("Đông Triều", "Dong Trieu"),
        ("ủy ban", "uỷ ban"),
        ("Sở Nội vụ", unicodedata.normalize("NFD", "Sở Nội vụ")),
        ("Sở Nội vụ", "  Sở\u00a0Nội \n vụ\u200b"),
        ("Uông Bí", "\ufeffUông\u00ad Bí"),
    ],
)
def test_the_same_name_typed_otherwise_has_the_same_key(one: str, other: str) -> None:
    assert one != other
    assert fold(one) == fold(other)


@pytest.mark.parametrize(("one", "other"), [("Sở Nội vụ", "Sở Ngoại vụ"), ("Phường 1", "Phường 11"), ("hoa", "hoan")])
def test_other_names_have_other_keys(one: str, other: str) -> None:
    assert fold(one) != fold(other)


def test_a_key_is_plain_letters() -> None:
    assert fold(" Ủy ban nhân dân  phường ĐÔNG MAI ") == "uy ban nhan dan phuong dong mai"


def test_clean_keeps_letters_and_marks() -> None:
    assert clean("\ufeff  Đặc\u00a0khu \t " + unicodedata.normalize("NFD", "Cát Hải")) == "Đặc khu Cát Hải"


messy = st.text(st.characters() | st.sampled_from("\u200b\u00ad\ufeff\u00a0\u0301\u0323 oơđĐ"))


@given(messy)
def test_cleaning_twice_changes_nothing_more(text: str) -> None:
    once = clean(text)
    assert clean(once) == once
    assert unicodedata.is_normalized("NFC", once)
    assert once == once.strip() and "  " not in once and "\u200b" not in once


@given(messy)
def test_a_key_does_not_change_by_cleaning_or_composition(text: str) -> None:
    assert fold(text) == fold(clean(text)) == fold(unicodedata.normalize("NFD", text)) == fold(f" {text} ")


def test_a_mark_on_a_space_leaves_no_space_behind() -> None:
    assert fold("0 \u1dc0") == "0"
