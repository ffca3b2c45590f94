"""Action plans as spreadsheets: the headings they go by, and reading one with every fault told at its row."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from trigpoint.actions.rules.sheets import SheetRow, faults_between, read_row
from trigpoint.analysis.guard import count, findings, mask
from trigpoint.common.errors import InputRefused, Problem
from trigpoint.loads.files import ROW, Layout, read_table, refusal

LAYOUT = Layout(
    "an action plan",
    {
        "ref": ("Ref No", "Ref", "Number", "No", "Action number", "Action no"),
        "action": ("Action", "What has to be done", "Actions", "Text"),
    },
    optional={
        "leads": ("Lead(s)", "Lead", "Leads", "Owner", "Responsible"),
        "due": ("Date set for Completion", "Deadline", "Deadlines", "Due", "Due date", "Target date"),
        "completed": ("Date Completed", "Completed", "Completion date", "Completed on"),
        "started": ("Date started", "Started", "Started on"),
        "rag": ("RAG", "RAG rating", "Stated RAG", "Status"),
        "position": (
            "Position Statement/Supporting Evidence", "Position statement", "Position", "Progress", "Update", "Comments",
        ),
        "provider": ("Provider", "Provider code"),
        "group": ("Group", "Monitored by", "Owner group"),
        "superseded_by": ("Superseded by", "In its place"),
        "evidence_on": ("Evidence date", "Date of evidence"),
    },
)  # fmt: skip
MOST = 2_000  # actions in one file


def read_plan(path: Path) -> list[SheetRow]:
    """The actions of a CSV file or workbook, in its order. InputRefused with every fault, each with its row."""
    table = read_table(path, [LAYOUT])
    cells = table.cells()
    found = [read_row(line.pop(ROW), line, file=path.name) for line in cells.iter_rows(named=True)]
    rows = [row for row in found if row is not None]
    if not rows:
        raise refusal(
            "no_actions", f"{path.name} holds no action.", "Give each action a number and a text.", path
        )
    if len(rows) > MOST:
        raise refusal(
            "too_many", f"{path.name} holds {len(rows)} actions.", f"Split it: at most {MOST}.", path
        )
    problems = [problem for row in rows for problem in row.problems]
    problems += faults_between(rows, file=path.name)
    if problems:
        raise InputRefused([_by_heading(problem, table.columns) for problem in problems])
    return rows


def guarded(rows: Sequence[SheetRow]) -> tuple[list[SheetRow], dict[str, int]]:
    """The rows with personal data masked, and how many of each kind there were.

    Names are left: a plan names who leads and who decides. NHS numbers, dates of birth, addresses, telephone
    numbers and e-mail addresses are not.
    """
    counts: Counter[str] = Counter()

    def clean(text: str) -> str:
        found = [span for span in findings(text) if span.kind != "name"]
        counts.update(count(found))
        return mask(text, found)

    kept = [replace(row, text=clean(row.text), position=clean(row.position)) for row in rows]
    return kept, dict(counts)


def _by_heading(problem: Problem, columns: dict[str, str]) -> Problem:
    """The problem with the heading of the file in place of our name for the column."""
    heading = columns.get(problem.column or "", problem.column)
    return Problem(**{**problem.__dict__, "column": heading})
