"""What each area puts into the access test's world: a file an area, found by itself.

A room has `furnish(by, trust)`: it makes the area's private records, in the name of `by`, each with the word SECRET,
and gives the arguments that its addresses need: `{"area:address": [...]}`. `restricted(by, trust)`, where there is
one, gives the same for a restricted record.
"""

from __future__ import annotations

import importlib
import pkgutil
from types import ModuleType

SECRET = "Zedmark"  # stands in the words of every private record


def rooms() -> list[ModuleType]:
    """Every room of the world."""
    return [importlib.import_module(f"{__name__}.{found.name}") for found in pkgutil.iter_modules(__path__)]
