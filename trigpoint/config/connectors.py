"""Which connectors exist: every module in the `connectors` folders of the areas named here."""

from __future__ import annotations

import importlib
import pkgutil
from functools import lru_cache

from trigpoint.loads.contract import Connector

FOLDERS = (
    "trigpoint.organisations.connectors",
    "trigpoint.indicators.connectors",
    "trigpoint.intelligence.connectors",
)


@lru_cache(maxsize=1)
def connectors() -> dict[str, Connector]:
    """Connector by name, in the order of their names."""
    found: dict[str, Connector] = {}
    for folder in FOLDERS:
        package = importlib.import_module(folder)
        for module in pkgutil.iter_modules(package.__path__, prefix=f"{folder}."):
            connector = getattr(importlib.import_module(module.name), "CONNECTOR", None)
            if connector is not None:
                found[connector.name] = connector
    return dict(sorted(found.items()))
