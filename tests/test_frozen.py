"""Facts kept exactly: the same facts the same bytes and name, read back as they were."""

from __future__ import annotations

import string
from datetime import date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.frozen import as_code, code_of, digest, pack, unpack

PLAIN = st.none() | st.booleans() | st.integers(-(10**12), 10**12) | st.text(max_size=20) | st.dates() | st.datetimes()
NUMBER = st.decimals(allow_nan=False, allow_infinity=False, places=4, min_value=-(10**12), max_value=10**12)
FACTS = st.dictionaries(
    st.text(max_size=8), st.recursive(PLAIN | NUMBER, lambda inner: st.lists(inner, max_size=4), max_leaves=12), max_size=5
)


@given(FACTS)
def test_what_is_kept_comes_back_as_it_was(facts: dict) -> None:
    kept = pack(facts)
    assert unpack(kept) == facts
    assert pack(unpack(kept)) == kept


def test_decimals_and_days_keep_their_kind() -> None:
    facts = {"a": Decimal("66.80"), "b": date(2026, 9, 30), "c": datetime(2026, 9, 30, 8, 15), "d": [{"e": Decimal(3)}]}
    back = unpack(pack(facts))
    assert back == facts
    assert str(back["a"]) == "66.80"
    assert [type(back[name]) for name in "abc"] == [Decimal, date, datetime]


def test_the_order_of_names_does_not_matter_what_they_hold_does() -> None:
    assert pack({"a": 1, "b": 2}) == pack({"b": 2, "a": 1})
    assert digest(pack({"a": 1})) != digest(pack({"a": 2}))


def test_a_code_is_read_out_without_doubt() -> None:
    code = code_of(pack({"a": 1}))
    assert len(code) == 8
    assert code[3] == "-"
    assert not set(code) & set("01IO")


@pytest.mark.parametrize("typed", ["7K2-QF4H", "7k2-qf4h", "7K2QF4H", " 7k2 qf4h ", "7K2–QF4H"])
def test_a_code_may_be_typed_carelessly(typed: str) -> None:
    assert as_code(typed) == "7K2-QF4H"


@given(st.text(alphabet=string.printable, max_size=12))
def test_anything_may_be_typed_for_a_code(typed: str) -> None:
    assert isinstance(as_code(typed), str)


def test_what_is_no_fact_is_refused() -> None:
    with pytest.raises(TypeError):
        pack({"a": object()})
