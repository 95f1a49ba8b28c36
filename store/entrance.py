"""Who may come in: people are in the ledger, their passwords beside it; here the two meet, and the first administrator comes about."""

from __future__ import annotations

from store import reads
from store.accounts import Accounts
from store.warehouse import Warehouse

FIRST_ADMINISTRATOR = "quan-tri"
FIRST = {"person_id": FIRST_ADMINISTRATOR, "name": "Quản trị", "role": "quan_tri", "unit_id": None, "active": True, "email": None}
"""The administrator an installation starts with."""
FIELDS = tuple(FIRST)
"""What the ledger says of a person."""


def first_password(warehouse: Warehouse, accounts: Accounts) -> str | None:
    """A one-time password for the first administrator, while there is nobody yet: one that was lost gives way to another."""
    with warehouse.cursor() as cursor:
        if reads.people_exist(cursor):
            return None
    return accounts.one_time_password(FIRST_ADMINISTRATOR)


def may_sign_in(warehouse: Warehouse, person_id: str) -> bool:
    """Whether somebody is active; the first administrator is so before the ledger knows anybody."""
    with warehouse.cursor() as cursor:
        return reads.person(cursor, person_id) is not None or (person_id == FIRST_ADMINISTRATOR and not reads.people_exist(cursor))


def arrive(warehouse: Warehouse, person_id: str) -> None:
    """The first administrator enters the ledger with a password of their own; from then on only known people may write."""
    with warehouse.cursor() as cursor:
        known = reads.people_exist(cursor)
    if not known and person_id == FIRST_ADMINISTRATOR:
        warehouse.ledger.append("person", dict(FIRST), by=person_id)
