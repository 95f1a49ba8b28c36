"""People and what they may see: who there is, and whether the pages may be read without signing in."""

from __future__ import annotations

from store.tables import Cursor, Row, one, records

OPEN_READING = "doc_khong_dang_nhap"
"""The setting under which anybody who reaches the server may read."""
ONE_PERSON = "mot_nguoi_duyet"
"""The setting for wards with one person: whoever sent a report may approve it, and it says so."""


def people(cursor: Cursor) -> list[Row]:
    """Everybody, the active first, by name."""
    return records(
        cursor.execute(
            "SELECT p.*, u.name AS unit_name FROM person AS p LEFT JOIN unit AS u USING (unit_id) "
            "ORDER BY NOT p.active, p.name COLLATE vi, p.person_id"
        )
    )


def person_of_email(cursor: Cursor, email: str) -> Row | None:
    """The active person an identity provider's address belongs to."""
    return one(cursor, "FROM person WHERE lower(email) = lower(?) AND active", [email])


def known_person(cursor: Cursor, person_id: str) -> Row | None:
    """A person, active or not."""
    return one(cursor, "FROM person WHERE person_id = ?", [person_id])


def administrators(cursor: Cursor) -> list[str]:
    found = cursor.execute(
        "SELECT person_id FROM person WHERE role = 'quan_tri' AND active AND unit_id IS NULL ORDER BY person_id"
    ).fetchall()
    return [str(person_id) for (person_id,) in found]


def why_open(cursor: Cursor) -> str | None:
    """Why anybody may read without signing in: `demonstration`, `setting`, or not at all."""
    found = {str(key): str(value) for key, value in cursor.execute("SELECT key, value FROM setting").fetchall()}
    if found.get("demonstration") == "true":
        return "demonstration"
    return "setting" if found.get(OPEN_READING) == "true" else None
