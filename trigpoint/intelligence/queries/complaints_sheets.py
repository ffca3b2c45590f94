"""Figures of complaints as spreadsheets: our own layout, read with every fault told at its row and column."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from trigpoint.analysis.guard import findings, mask
from trigpoint.common import clock
from trigpoint.common.errors import InputRefused, Problem
from trigpoint.intelligence.queries.complaints_figures import (
    Coded,
    first_quarter,
    providers_coded,
    subject_titles,
)
from trigpoint.intelligence.rules.complaints_figures import (
    COUNTS,
    FiguresDraft,
    faults,
    quarter_named,
    quarter_words,
)
from trigpoint.loads.files import ROW, Layout, read_table, refusal

PROVIDER, QUARTER, SERVICE, PLACE, SOURCE, NOTE = (
    "Provider code", "Quarter", "Service", "Site", "Where the figures stand", "Note",
)  # fmt: skip
SUBJECT = "Subject: "
MOST = 2_000
NUMBER = re.compile(r"\d{1,7}(\.0+)?")
REMEDY = "Correct the cell and choose the file again. Nothing was stored."


def headings() -> list[str]:
    """The headings of the layout, in its order."""
    subjects = [SUBJECT + title for title in subject_titles(clock.today()).values()]
    return [PROVIDER, QUARTER, SERVICE, PLACE, *COUNTS.values(), *subjects, SOURCE, NOTE]


def read_figures(path: Path, *, user: Any) -> list[FiguresDraft]:
    """The figures of a CSV file or workbook, in its order. InputRefused with every fault, each with row and column."""
    table = read_table(path, [layout()])
    lines = list(table.cells().iter_rows(named=True))
    if len(lines) > MOST:
        raise refusal("too_many", f"{path.name} holds {len(lines)} rows.", f"Split it: at most {MOST}.", path)
    coded = providers_coded([line["provider"] or "" for line in lines], user=user)
    problems: list[Problem] = []
    drafts: list[FiguresDraft] = []
    seen: dict[tuple[Any, ...], int] = {}
    for line in lines:
        reading = Reading(line, coded, path.name)
        draft = reading.draft()
        if draft:
            key = (draft.provider.pk, draft.quarter, draft.service, draft.place)
            if key in seen:
                reading.complain(
                    PROVIDER, f"the same provider, quarter, service and site stand in row {seen[key]} already"
                )
            seen.setdefault(key, reading.row)
            drafts.append(draft)
        problems += reading.problems
    if problems:
        raise InputRefused(problems)
    return drafts


def layout() -> Layout:
    """The columns that are needed, and those that may be there."""
    optional = {"service": (SERVICE,), "place": (PLACE,), "source": (SOURCE,), "note": (NOTE,)}
    optional |= {name: (label,) for name, label in COUNTS.items() if name != "received"}
    optional |= {
        f"subject:{code}": (SUBJECT + title,) for code, title in subject_titles(clock.today()).items()
    }
    needed = {"provider": (PROVIDER,), "quarter": (QUARTER,), "received": (COUNTS["received"],)}
    return Layout("figures of complaints", needed, optional=optional)


class Reading:
    """One row, and what is wrong with it."""

    def __init__(self, line: Mapping[str, Any], coded: Coded, file: str) -> None:
        self.line = {name: value or "" for name, value in line.items() if name != ROW}
        self.row, self.file, self.coded = int(line[ROW]), file, coded
        self.problems: list[Problem] = []

    def draft(self) -> FiguresDraft | None:
        """What the row says; None where something is wrong with it."""
        provider = self.coded.named(self.line["provider"])
        if provider is None:
            self.complain(PROVIDER, f"there is no organisation {self.line['provider'] or 'without a code'}")
        quarter = quarter_named(self.line["quarter"])
        if quarter is None or not first_quarter() <= quarter <= clock.today():
            said = self.line["quarter"] or "nothing"
            earliest = f"or lies before {quarter_words(first_quarter())}"
            self.complain(QUARTER, f"{said} is no quarter that has begun, {earliest}; write it as Q1 2026/27")
        titles = subject_titles(clock.today())
        counts = {name: self.number(name, label) for name, label in COUNTS.items()}
        given = {code: self.number(f"subject:{code}", SUBJECT + title) for code, title in titles.items()}
        subjects = {code: number for code, number in given.items() if number is not None}
        for place, words in faults(counts, subjects, titles):
            code = place.removeprefix("subject:")
            self.complain(
                COUNTS.get(place) or SUBJECT + titles[code], words[:1].lower() + words[1:].rstrip(".")
            )
        if self.problems or provider is None or quarter is None:
            return None
        return FiguresDraft(
            provider=provider,
            quarter=quarter,
            service=masked(self.line["service"])[:120],
            place=masked(self.line["place"])[:120],
            counts=counts,
            subjects=subjects,
            source=masked(self.line["source"])[:200],
            note=masked(self.line["note"]),
            file_name=self.file[:200],
        )

    def number(self, name: str, heading: str) -> int | None:
        """A count; None for an empty cell, which says that none was sent."""
        text = self.line[name].replace(",", "")
        if not text:
            return None
        if not NUMBER.fullmatch(text):
            self.complain(
                heading, f"{self.line[name]!r} is no whole number; leave the cell empty where none was sent"
            )
            return None
        return int(float(text))

    def complain(self, column: str, fault: str) -> None:
        """Something is wrong in a column of this row."""
        words = f"Row {self.row}, column {column}: {fault}."
        self.problems.append(
            Problem(
                code="complaint_figures_row",
                message=words,
                remedy=REMEDY,
                file=self.file,
                row=self.row,
                column=column,
            )
        )


def masked(text: str) -> str:
    """A text without anything that could tell who a person is."""
    return mask(text, findings(text))
