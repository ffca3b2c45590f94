"""The one way a file is refused: what is wrong, where, and how to mend it."""

from __future__ import annotations

from pathlib import Path

from trigpoint.common.errors import InputRefused, Problem


def refusal(
    code: str, message: str, remedy: str, path: Path, row: int | None = None, column: str | None = None
) -> InputRefused:
    """The refusal of the file at `path`, ready to raise."""
    return InputRefused([Problem(code, message, remedy, file=path.name, row=row, column=column)])
