"""Passwords and sign-ins: what the file tells a thief, how long a sign-in lasts, how guessing is slowed down."""

from __future__ import annotations

import stat
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from argon2 import PasswordHasher

from store import accounts as module
from store.accounts import FIRST_WAIT, FREE_TRIALS, IDLE, LONGEST, LONGEST_WAIT, Accounts, MustWait, WrongPassword
from store.home import Home
from store.ledger import Ledger
from tests.browser import ROOT
from ui.sign_in import person_behind

NOW = 1_800_000_000.0
PASSWORD = "năm con chim sẻ nâu"


@pytest.fixture(autouse=True)
def cheap_hashes(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """Hashes in no time; returns what was verified against, call by call."""
    verified: list[str] = []

    class Cheap(PasswordHasher):
        def verify(self, hash: str | bytes, password: str | bytes) -> bool:
            verified.append(str(hash))
            return super().verify(hash, password)

    cheap = Cheap(time_cost=1, memory_cost=8, parallelism=1)
    monkeypatch.setattr(module, "_hasher", lambda: cheap)
    module._nobodys_hash.cache_clear()
    yield verified
    module._nobodys_hash.cache_clear()


@pytest.fixture
def accounts(tmp_path: Path) -> Accounts:
    made = Accounts(tmp_path / "home" / "accounts.sqlite")
    made.set_password("an", PASSWORD)
    return made


def fail(accounts: Accounts, now: float, person_id: str = "an", times: int = 1) -> None:
    for _ in range(times):
        with pytest.raises(WrongPassword):
            accounts.check(person_id, "sai", now)


def wait_of(accounts: Accounts, now: float, person_id: str = "an") -> int:
    with pytest.raises(MustWait) as told:
        accounts.check(person_id, PASSWORD, now)
    return told.value.seconds


# -- what the file tells ---------------------------------------------------------------------------------------------------


def test_the_file_keeps_neither_password_nor_token(accounts: Accounts) -> None:
    given = accounts.one_time_password("binh")
    token = accounts.begin("an", NOW)
    accounts.use("lời của nhà cung cấp", NOW)
    content = b"".join(path.read_bytes() for path in accounts.path.parent.iterdir())
    for secret in (PASSWORD, given, token, "lời của nhà cung cấp"):
        assert secret.encode() not in content
    assert b"$argon2id$" in content


def test_only_its_owner_reads_the_file(accounts: Accounts) -> None:
    assert stat.S_IMODE(accounts.path.stat().st_mode) == 0o600


def test_the_hash_used_in_earnest_is_argon2id_with_the_librarys_own_cost(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()
    module._hasher.cache_clear()
    hasher = module._hasher()
    assert hasher.type.name == "ID"
    assert hasher.memory_cost >= 64 * 1024
    assert hasher.time_cost >= 3


def test_two_people_with_one_password_have_two_hashes(accounts: Accounts) -> None:
    accounts.set_password("binh", PASSWORD)
    rows = accounts._rows("SELECT hash FROM account", [])
    assert len({row[0] for row in rows}) == 2


# -- passwords -------------------------------------------------------------------------------------------------------------


def test_the_right_password_is_right_and_every_other_wrong(accounts: Accounts) -> None:
    accounts.check("an", PASSWORD, NOW)
    for wrong in ("", "sai", PASSWORD + " ", PASSWORD.upper(), "\0", "' OR 1=1 --"):
        with pytest.raises(WrongPassword):
            Accounts(accounts.path).check("an", wrong, NOW)
        accounts.check("an", PASSWORD, NOW)


def test_one_time_passwords_differ_and_want_changing(accounts: Accounts) -> None:
    first, second = accounts.one_time_password("binh"), accounts.one_time_password("binh")
    assert first != second
    with pytest.raises(WrongPassword):
        accounts.check("binh", first, NOW)
    accounts.check("binh", second, NOW)
    signed_in = accounts.who(accounts.begin("binh", NOW), NOW)
    assert signed_in and signed_in.must_change


def test_a_new_password_ends_every_sign_in_and_every_wait(accounts: Accounts) -> None:
    tokens = [accounts.begin("an", NOW), accounts.begin("an", NOW)]
    fail(accounts, NOW, times=FREE_TRIALS)
    accounts.set_password("an", "một mật khẩu khác hẳn")
    assert [accounts.who(token, NOW) for token in tokens] == [None, None]
    accounts.check("an", "một mật khẩu khác hẳn", NOW)


def test_a_name_nobody_has_is_answered_like_any_other(accounts: Accounts, cheap_hashes: list[str]) -> None:
    fail(accounts, NOW, "nobody")
    for_nobody = len(cheap_hashes)
    fail(accounts, NOW, "an")
    assert len(cheap_hashes) == 2 * for_nobody == 2
    fail(accounts, NOW, "nobody", FREE_TRIALS - 1)
    fail(accounts, NOW, "an", FREE_TRIALS - 1)
    assert wait_of(accounts, NOW, "nobody") == wait_of(accounts, NOW, "an")


def test_the_hash_for_names_nobody_has_opens_nothing(accounts: Accounts) -> None:
    for guess in ("", "nobody"):
        with pytest.raises(WrongPassword):
            accounts.check("nobody", guess, NOW)


# -- guessing --------------------------------------------------------------------------------------------------------------


def test_waits_begin_after_some_trials_and_double_up_to_an_hour(accounts: Accounts) -> None:
    now, waits = NOW, []
    fail(accounts, now, times=FREE_TRIALS - 1)
    for _ in range(10):
        fail(accounts, now)
        waits.append(wait_of(accounts, now) - 1)
        now += waits[-1] + 1
    assert waits == [min(FIRST_WAIT * 2**power, LONGEST_WAIT) for power in range(10)]


def test_while_waiting_even_the_right_password_waits_and_nothing_is_verified(accounts: Accounts, cheap_hashes: list[str]) -> None:
    fail(accounts, NOW, times=FREE_TRIALS)
    verified = len(cheap_hashes)
    assert wait_of(accounts, NOW + 1) <= FIRST_WAIT
    assert len(cheap_hashes) == verified
    accounts.check("an", PASSWORD, NOW + FIRST_WAIT + 1)


def test_the_right_password_forgets_wrong_ones(accounts: Accounts) -> None:
    for _ in range(3):
        fail(accounts, NOW, times=FREE_TRIALS - 1)
        accounts.check("an", PASSWORD, NOW)


def test_somebody_elses_wrong_passwords_are_not_mine(accounts: Accounts) -> None:
    fail(accounts, NOW, "binh", FREE_TRIALS)
    accounts.check("an", PASSWORD, NOW)


def test_guesses_at_once_are_counted_one_by_one(accounts: Accounts, cheap_hashes: list[str]) -> None:
    def guess(number: int) -> type[Exception] | None:
        try:
            Accounts(accounts.path).check("an", f"đoán {number}", NOW)
        except (WrongPassword, MustWait) as told:
            return type(told)
        return None

    with ThreadPoolExecutor(8) as crowd:
        told = list(crowd.map(guess, range(30)))
    assert told.count(WrongPassword) == len(cheap_hashes) == FREE_TRIALS
    assert told.count(MustWait) == 30 - FREE_TRIALS


def test_a_clock_set_back_locks_nobody_out(accounts: Accounts) -> None:
    fail(accounts, NOW, times=FREE_TRIALS)
    accounts.check("an", PASSWORD, NOW - 365 * 24 * 3600)


# -- sign-ins --------------------------------------------------------------------------------------------------------------


def test_a_sign_in_left_alone_ends(accounts: Accounts) -> None:
    token = accounts.begin("an", NOW)
    assert accounts.who(token, NOW + IDLE)
    assert accounts.who(token, NOW + 2 * IDLE)  # each look prolongs it
    assert accounts.who(token, NOW + 3 * IDLE + 1) is None


def test_no_sign_in_lasts_longer_than_a_day_of_work(accounts: Accounts) -> None:
    token = accounts.begin("an", NOW)
    for seconds in range(0, LONGEST, IDLE // 2):
        assert accounts.who(token, NOW + seconds)
    assert accounts.who(token, NOW + LONGEST + 1) is None


def test_a_sign_in_from_the_future_ends(accounts: Accounts) -> None:
    token = accounts.begin("an", NOW)
    assert accounts.who(token, NOW - 60)
    assert accounts.who(token, NOW - LONGEST) is None


def test_ending_one_leaves_the_others_and_ending_all_leaves_none_of_that_person(accounts: Accounts) -> None:
    one, other, somebody_elses = accounts.begin("an", NOW), accounts.begin("an", NOW), accounts.begin("binh", NOW)
    accounts.end(one)
    assert accounts.who(one, NOW) is None
    assert accounts.who(other, NOW)
    accounts.end_all("an")
    assert accounts.who(other, NOW) is None
    assert accounts.who(somebody_elses, NOW)


@pytest.mark.parametrize("token", ["", "x", "an", "' OR '1'='1", "\udcff".encode("utf-8", "replace").decode(), "đ" * 5000])
def test_a_made_up_token_is_nobodys(accounts: Accounts, token: str) -> None:
    accounts.begin("an", NOW)
    assert accounts.who(token, NOW) is None


def test_what_the_file_says_is_no_token(accounts: Accounts) -> None:
    accounts.begin("an", NOW)
    [(kept,)] = accounts._rows("SELECT token FROM sign_in", [])
    assert accounts.who(kept, NOW) is None


def test_a_proof_is_taken_once(accounts: Accounts) -> None:
    assert accounts.use("proof", NOW)
    assert not accounts.use("proof", NOW)
    assert not accounts.use("proof", NOW + 400 * 24 * 3600)
    assert accounts.use("another", NOW)


def test_a_proof_sent_many_times_at_once_is_taken_once(accounts: Accounts) -> None:
    with ThreadPoolExecutor(8) as crowd:
        taken = list(crowd.map(lambda _: Accounts(accounts.path).use("proof", NOW), range(16)))
    assert taken.count(True) == 1


def test_several_processes_share_the_file(tmp_path: Path) -> None:
    """None of them is told that the file is busy, and what all wrote is there."""
    script = (
        "import sys; from pathlib import Path; from store.accounts import Accounts\n"
        "a = Accounts(Path(sys.argv[1]))\n"
        f"tokens = [a.begin(sys.argv[2], {NOW}) for _ in range(40)]\n"
        f"assert all(a.who(token, {NOW} + 100) for token in tokens)\n"
    )
    path = tmp_path / "accounts.sqlite"
    running = [subprocess.Popen([sys.executable, "-c", script, str(path), who], cwd=ROOT, stderr=subprocess.PIPE) for who in ("an", "binh")]
    told = [process.communicate(timeout=60)[1] for process in running]
    assert [process.returncode for process in running] == [0, 0], told
    assert Accounts(path)._rows("SELECT person_id, count(*) FROM sign_in GROUP BY person_id ORDER BY 1", []) == [("an", 40), ("binh", 40)]


def test_a_password_to_be_changed_is_nobodys_sign_in_on_a_page_either(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    """Behind the guard, which asks first: a page asks again."""
    monkeypatch.setenv("TIENDO57_HOME", str(home.folder))
    row = {"person_id": "an", "name": "An", "role": "quan_tri", "unit_id": None, "active": True, "email": None}
    Ledger(home.ledger).append("person", row, by="sep")
    accounts = Accounts(home.accounts)
    for must_change in (False, True):
        accounts.set_password("an", PASSWORD, must_change=must_change)
        token = accounts.begin("an", time.time())
        assert (person_behind(token) is None) is must_change
    assert person_behind(None) is None
