"""What can go wrong with the indicator library, in words for the person who keeps it."""

from __future__ import annotations

import difflib
from collections.abc import Iterable

from trigpoint.common.errors import DomainError, InputRefused, Problem


class DefinitionInvalid(InputRefused):
    """One or more definition files are faulty; every fault of every file is told at once."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__(problems)
        self.args = ("\n".join(_line(problem) for problem in problems),)


class DefinitionUnknown(DomainError):
    """No definition has this code."""

    def __init__(self, code: str, known: Iterable[str]) -> None:
        near = difflib.get_close_matches(code, list(known), n=1)
        hint = f" Did you mean {near[0]}?" if near else ""
        super().__init__(f"No indicator has the code {code}.{hint}")


def _line(problem: Problem) -> str:
    field = f", {problem.column}" if problem.column else ""
    return f"{problem.file}{field}: {problem.message} {problem.remedy}"
