"""Deadlines as an iCalendar file (RFC 5545): whole days, stable ids, a reminder some days before, lines folded at 75 octets."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from domain.names import fold
from domain.wording import PRODUCT

REMIND_DAYS = 5


@dataclass(frozen=True)
class Event:
    """One deadline. `key` names it for ever: an import of a newer file moves the event instead of adding another."""

    key: str
    on: date
    summary: str
    description: str
    category: str = "Kế hoạch"


def calendar(name: str, events: Iterable[Event], at: datetime) -> bytes:
    """The file, as made at a moment."""
    stamp = at.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        f"PRODID:-//{PRODUCT}//Lich bao cao//VI",
        "CALSCALE:GREGORIAN",
        f"X-WR-CALNAME:{_text(name)}",
    ]
    for event in events:
        lines += _event(event, stamp)
    return "".join(f"{folded}\r\n" for line in [*lines, "END:VCALENDAR"] for folded in _fold(line)).encode()


def _event(event: Event, stamp: str) -> list[str]:
    return [
        "BEGIN:VEVENT",
        f"UID:{_uid(event.key)}",
        f"DTSTAMP:{stamp}",
        f"DTSTART;VALUE=DATE:{event.on:%Y%m%d}",
        f"DTEND;VALUE=DATE:{event.on + timedelta(days=1):%Y%m%d}",
        f"SUMMARY:{_text(event.summary)}",
        f"DESCRIPTION:{_text(event.description)}",
        f"CATEGORIES:{_text(event.category)}",
        "TRANSP:TRANSPARENT",
        "BEGIN:VALARM",
        "ACTION:DISPLAY",
        f"TRIGGER:-P{REMIND_DAYS}D",
        f"DESCRIPTION:{_text(event.summary)}",
        "END:VALARM",
        "END:VEVENT",
    ]


def _uid(key: str) -> str:
    return "-".join("".join(letter if letter.isalnum() else " " for letter in fold(key)).split()) + "@tien-do-57"


def _text(words: str) -> str:
    for sign in ("\\", ";", ","):
        words = words.replace(sign, f"\\{sign}")
    return words.replace("\r\n", "\n").replace("\n", "\\n")


def _fold(line: str) -> list[str]:
    """A line in pieces of at most 75 octets, no letter cut; every further piece starts with the space that says it goes on."""
    pieces, piece = [], ""
    for letter in line:
        if len((piece + letter).encode()) > 75:
            pieces.append(piece)
            piece = " "
        piece += letter
    return [*pieces, piece]
