"""What a report is made of, as plain data: Word and PDF print the same parts. Says nothing, prints nothing."""

from __future__ import annotations

import re
from dataclasses import dataclass, fields, is_dataclass, replace
from datetime import date
from typing import Any

_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b\u202a-\u202e\u2060\u2066-\u2069\ud800-\udfff\ufeff\ufffe\uffff]")
"""What no document may hold, and what would turn its words around."""


@dataclass(frozen=True)
class Heading:
    """A titled number of a section: "1. Đánh giá chung"."""

    text: str


@dataclass(frozen=True)
class Para:
    """A paragraph; `opening` stands before it in bold."""

    text: str
    opening: str = ""


@dataclass(frozen=True)
class Column:
    name: str
    share: float
    """Of the width between the margins."""
    at: str = "left"
    """left, right or center."""


@dataclass(frozen=True)
class Group:
    """A line across a table that names what follows."""

    text: str


@dataclass(frozen=True)
class Table:
    """Lines of words, one for each column; a new line in a cell is a line break."""

    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...] | Group, ...]
    size: float = 12
    total: bool = False
    """Whether the last line adds up the others."""


Item = Heading | Para | Table


@dataclass(frozen=True)
class Section:
    """A part with a Roman number; `title` carries it."""

    title: str
    items: tuple[Item, ...]


@dataclass(frozen=True)
class Annex:
    """An annex; `label` is "Phụ lục I", or "Phụ lục" where there is only one."""

    label: str
    title: str
    with_what: str
    items: tuple[Item, ...]
    landscape: bool = False


@dataclass(frozen=True)
class Head:
    """What stands above the name of the document. `superior` is empty where the body has none to name."""

    superior: str
    issuer: tuple[str, ...]
    number: str
    place_date: str


@dataclass(frozen=True)
class Paper:
    """A whole report in the form of Nghị định 30/2020/NĐ-CP."""

    head: Head
    kind: str
    subject: str
    addressee: str
    opening: tuple[Para, ...]
    sections: tuple[Section, ...]
    closing: str
    recipients: tuple[str, ...]
    signature: tuple[str, ...]
    annexes: tuple[Annex, ...]
    proof: tuple[str, ...]
    """Small print that lets the figures be found again."""
    footer: str
    mark: str
    """Above page 1 where figures are invented; empty otherwise."""
    made_on: date
    code: str


def printable(part: Any) -> Any:
    """The same part without characters no document may hold; new lines and blanks stay as they are."""
    if isinstance(part, str):
        return _UNPRINTABLE.sub("", part.replace("\t", " "))
    if isinstance(part, tuple):
        return tuple(printable(one) for one in part)
    if is_dataclass(part) and not isinstance(part, type):
        return replace(part, **{field.name: printable(getattr(part, field.name)) for field in fields(part)})
    return part
