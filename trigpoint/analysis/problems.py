"""What is wrong with an input, said so that the person who made it can mend it."""

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches

HEADING_ROWS = 1  # a row is counted as a spreadsheet counts it


@dataclass(frozen=True)
class Problem:
    """One fault: where it is, what it is, and what to do about it.

    `row` counts as a spreadsheet does: the heading is row 1, the first values row 2.
    """

    code: str
    message: str
    remedy: str
    column: str | None = None
    row: int | None = None

    def as_line(self, file: str) -> dict[str, str | int | None]:
        """The fault as one machine-readable line about `file`."""
        return {
            "file": file,
            "row": self.row,
            "column": self.column,
            "code": self.code,
            "message": self.message,
            "remedy": self.remedy,
        }


class InputRefused(ValueError):
    """The input cannot be analysed; `problems` holds every fault that was found."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("; ".join(problem.message for problem in self.problems))


def column_problems(
    present: Iterable[str], *, required: tuple[str, ...], optional: tuple[str, ...] = ()
) -> list[Problem]:
    """Missing columns, and columns that look like a misspelt one.

    Other columns are nobody's business and are let through.

    >>> column_problems(["a", "valeu"], required=("value",))[0].code
    'column-missing'
    """
    present = list(present)
    known = required + optional
    missing = [name for name in required if name not in present]
    problems = [_missing(name, present, known) for name in missing]
    for name in present:
        near = get_close_matches(name.strip().lower(), known, n=1, cutoff=0.8)
        if name in known or not near or near[0] in missing:
            continue
        problems.append(
            Problem(
                code="column-misspelt",
                column=name,
                message=f"The column “{name}” looks like “{near[0]}” misspelt.",
                remedy=f"Rename it to “{near[0]}”, or to something quite different.",
            )
        )
    return problems


def _missing(name: str, present: list[str], known: tuple[str, ...]) -> Problem:
    strangers = {other.strip().lower(): other for other in present if other not in known}
    near = get_close_matches(name, strangers, n=1, cutoff=0.6)
    remedy = f"Add a column headed “{name}”."
    if near:
        remedy = f"Rename the column “{strangers[near[0]]}” to “{name}”."
    return Problem(
        code="column-missing",
        column=name,
        message=f"There is no column “{name}”.",
        remedy=remedy,
    )
