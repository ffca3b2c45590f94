"""Errors that a person can act on, and the one shape in which problems are told."""

from __future__ import annotations

import json
from dataclasses import dataclass


class DomainError(Exception):
    """A rule of the domain was broken; the message is shown to the person as it is."""


class NotAllowed(DomainError):
    """The person may not do this; pages answer 403."""


@dataclass(frozen=True)
class Problem:
    """One thing wrong with one input: where, what, and how to mend it.

    `row` counts as a spreadsheet shows it (first line of the file is 1) and is None when the whole file is meant.
    `content` is the row as published, for the person who has to mend it.
    """

    code: str
    message: str
    remedy: str
    file: str = ""
    row: int | None = None
    column: str | None = None
    content: str = ""

    def as_json_line(self) -> str:
        """The line printed on standard error, in the fixed order of the interface."""
        order = ("file", "row", "column", "code", "message", "remedy")
        return json.dumps({key: getattr(self, key) for key in order}, ensure_ascii=False)


class InputRefused(DomainError):
    """A whole input was refused; nothing was stored. Carries every problem found."""

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = problems
        super().__init__(" ".join(f"{p.message} {p.remedy}" for p in problems))
