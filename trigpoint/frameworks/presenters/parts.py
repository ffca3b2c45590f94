"""The tables of which the page of a pack is made."""

from __future__ import annotations

from dataclasses import dataclass

from trigpoint.frameworks.deadlines import Deadline
from trigpoint.frameworks.entries import Entry
from trigpoint.frameworks.packs import Pack

Cell = str | tuple[str, ...]


@dataclass(frozen=True)
class Ground:
    """Why an entry stands there: who says so, or that it is for the reader to confirm."""

    source: str
    is_default: bool
    note: str


@dataclass(frozen=True)
class Line:
    """One entry: its name, with its letter if it has one, the cells beside it, its ground; for a deadline an example.

    A cell is a text, or several that stand one below the other.
    """

    name: str
    cells: tuple[Cell, ...]
    ground: Ground
    letter: str = ""
    anchor: str = ""
    example: Deadline | None = None
    problem: str = ""


@dataclass(frozen=True)
class Part:
    """One table of the page. `lead` says what it is for."""

    id: str
    title: str
    lead: str
    headings: tuple[str, ...]
    lines: tuple[Line, ...]
    has_examples: bool = False


def ground_of(pack: Pack, entry: Entry) -> Ground:
    """Who says so, or that it is to be confirmed."""
    return Ground(pack.sources.get(entry.source, ""), entry.local_default, entry.note)


def readable(code: str) -> str:
    """A code as words: first_review becomes First review."""
    return code.replace("_", " ").capitalize()
