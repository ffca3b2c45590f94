"""What can go wrong with the indicator library, in words for the person who keeps it."""

from __future__ import annotations

import difflib
from collections.abc import Iterable

from trigpoint.common.definition_files import FilesRefused
from trigpoint.common.errors import DomainError


class DefinitionInvalid(FilesRefused):
    """One or more definitions of indicators are faulty."""


class DefinitionUnknown(DomainError):
    """No definition has this code."""

    def __init__(self, code: str, known: Iterable[str]) -> None:
        near = difflib.get_close_matches(code, list(known), n=1)
        hint = f" Did you mean {near[0]}?" if near else ""
        super().__init__(f"No indicator has the code {code}.{hint}")
