"""An action plan as people keep it in a spreadsheet, read row by row: pure.

Headings are known by the names they go by, such as those of the plan that Wigan Borough CCG published in February 2014.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from trigpoint.actions.rules.days import DAY, MONTH, RoughDay
from trigpoint.actions.rules.leads import names_in
from trigpoint.actions.rules.states import State
from trigpoint.common.errors import Problem

LETTERS = {"R": "R", "A": "A", "G": "G", "B": "B", "RED": "R", "AMBER": "A", "GREEN": "G", "BLUE": "B"}
NAMES = (
    "jan january", "feb february", "mar march", "apr april", "may", "jun june",
    "jul july", "aug august", "sep sept september", "oct october", "nov november", "dec december",
)  # fmt: skip
MONTHS = {name: number for number, names in enumerate(NAMES, start=1) for name in names.split()}
NUMERIC = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4}|\d{2})(?!\d)")
ISO = re.compile(r"(\d{4})-(\d{2})-(\d{2})")
WORDED = re.compile(
    rf"(?:\b(\d{{1,2}})(?:st|nd|rd|th)?\s+)?\b({'|'.join(sorted(MONTHS, key=len, reverse=True))})\b\.?\s+(\d{{4}}|\d{{2}})(?!\d)",
    re.IGNORECASE,
)
SUPERSEDED = re.compile(r"superseded by (?:action(?: point)?\s*|no\.?\s*)?(\d+(?:\.\d+)*)", re.IGNORECASE)
WORDS = {"completed", "complete", "done", "ongoing", "on-going", "tbc", "n/a", "-"}


@dataclass(frozen=True)
class SheetRow:
    """One action as its row states it. `row` counts as a spreadsheet shows it."""

    row: int
    ref: str
    text: str
    leads: tuple[str, ...]
    due: tuple[dt.date, ...] = ()
    started: RoughDay | None = None
    completed: RoughDay | None = None
    stated: str = ""
    position: str = ""
    provider: str = ""
    group: str = ""
    superseded_by: str = ""
    evidence_on: dt.date | None = None
    problems: tuple[Problem, ...] = field(default=())

    @property
    def parent(self) -> str:
        """The number of the action that this is a part of: 8 for 8.1."""
        return self.ref.rpartition(".")[0]

    @property
    def state(self) -> State:
        """Where it stands by what the row says: superseded before completed, as the rule has it."""
        if self.superseded_by:
            return State.SUPERSEDED
        if self.completed:
            return State.CLOSED
        is_under_way = self.started or self.stated in ("A", "G")
        return State.IN_PROGRESS if is_under_way else State.AGREED


def days_in(text: str) -> list[RoughDay]:
    """Every date in a text, in its order: 26/03/13, 2013-03-26, 25 March 2014, Aug 2013. What is no date is left out."""
    found = [(match.start(), *map(int, match.groups())) for match in ISO.finditer(text)]
    told = [(start, _day(year, month, day)) for start, year, month, day in found]
    bare = ISO.sub(lambda match: " " * len(match.group()), text)
    for match in NUMERIC.finditer(bare):
        day, month, year = (int(part) for part in match.groups())
        told.append((match.start(), _day(_full(year), month, day)))
    bare = NUMERIC.sub(lambda match: " " * len(match.group()), bare)
    for match in WORDED.finditer(bare):
        month = MONTHS[match.group(2).lower()]
        told.append((match.start(), _day(_full(int(match.group(3))), month, int(match.group(1) or 0))))
    return [day for _, day in sorted(told, key=lambda each: each[0]) if day]


def read_row(number: int, cells: Mapping[str, str | None], *, file: str) -> SheetRow | None:
    """One row of the plan with what is wrong with it; None for a row without number and text (a key, a note)."""
    said = {name: (text or "").strip() for name, text in cells.items()}
    if not said.get("ref") or not said.get("action"):
        return None
    problems: list[Problem] = []

    def one(column: str) -> RoughDay | None:
        days = days_in(said.get(column, ""))
        if not days and said.get(column, "").lower() not in WORDS | {""}:
            problems.append(_problem(file, number, column, f"{said[column]!r} is no date"))
        return days[0] if days else None

    due = days_in(said.get("due", ""))
    if not due and said.get("due", "").lower() not in WORDS | {""}:
        problems.append(_problem(file, number, "due", f"{said['due']!r} is no date"))
    stated = LETTERS.get(said.get("rag", "").upper(), "")
    if said.get("rag") and not stated:
        problems.append(_problem(file, number, "rag", f"{said['rag']!r} is not R, A, G or B"))
    completed, started, evidence = one("completed"), one("started"), one("evidence_on")
    position = said.get("position", "")
    named = SUPERSEDED.search(position)
    return SheetRow(
        row=number,
        ref=said["ref"].rstrip("."),
        text=said["action"],
        leads=_leads(said.get("leads", "")),
        due=tuple(day.last for day in due),
        started=started,
        completed=completed,
        stated=stated,
        position=position,
        provider=said.get("provider", ""),
        group=said.get("group", ""),
        superseded_by=said.get("superseded_by", "") or (named.group(1) if named else ""),
        evidence_on=evidence.day if evidence else _later_in(position, completed),
        problems=tuple(problems),
    )


def faults_between(rows: Iterable[SheetRow], *, file: str) -> list[Problem]:
    """What is wrong with rows taken together: a number twice, a successor or a whole that is not there."""
    known: dict[str, int] = {}
    problems = []
    told = list(rows)
    for each in told:
        if each.ref in known:
            fault = f"the number {each.ref} stands in row {known[each.ref]} already"
            problems.append(_problem(file, each.row, "ref", fault))
        known.setdefault(each.ref, each.row)
    for each in told:
        if each.superseded_by and each.superseded_by not in known:
            fault = f"it is superseded by {each.superseded_by}, which is not in the file"
            problems.append(_problem(file, each.row, "superseded_by", fault))
    return problems


def _leads(text: str) -> tuple[str, ...]:
    """Initials stand beside each other with blanks; names and groups are kept whole."""
    if "," in text or ";" in text or "\n" in text:
        return names_in(text)
    parts = re.findall(r"All [A-Z]\w+|\b[A-Z]{2,4}\b", text)
    return (
        names_in(", ".join(parts)) if parts and " ".join(parts) == " ".join(text.split()) else names_in(text)
    )


def _later_in(position: str, completed: RoughDay | None) -> dt.date | None:
    """A day named in the position that lies after the completion: evidence of what was still to come."""
    if completed is None:
        return None
    later = [day.day for day in days_in(position) if day.precision == DAY and day.day > completed.last]
    return max(later, default=None)


def _day(year: int, month: int, day: int) -> RoughDay | None:
    try:
        return RoughDay(dt.date(year, month, day or 1), DAY if day else MONTH)
    except ValueError:
        return None


def _full(year: int) -> int:
    return year + 2000 if year < 100 else year


def _problem(file: str, row: int, column: str, fault: str) -> Problem:
    return Problem(
        code="action_plan_row",
        message=f"Row {row}: {fault}.",
        remedy="Correct the cell and choose the file again. Nothing was stored.",
        file=file,
        row=row,
        column=column,
    )
