"""Who leads, as people type it: "Amina Hussain, LM; All ADs"."""

from __future__ import annotations

import re
from collections.abc import Iterable

APART = re.compile(r"[,;\n]+")
LONGEST = 150


def names_in(typed: str) -> tuple[str, ...]:
    """The names in what was typed, in their order and each once; the first one leads."""
    names = (" ".join(part.split())[:LONGEST] for part in APART.split(typed))
    return tuple(dict.fromkeys(name for name in names if name))


def typed_again(names: Iterable[str]) -> str:
    """The names as one line that `names_in` reads back."""
    return ", ".join(names)
