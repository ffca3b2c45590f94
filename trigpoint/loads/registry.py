"""The connectors as `loads` knows them: `config` says where they are, since they live above."""

from __future__ import annotations

from collections.abc import Callable

from trigpoint.common.errors import DomainError
from trigpoint.loads.contract import Connector

_source: list[Callable[[], dict[str, Connector]]] = []


class UnknownConnector(DomainError):
    """No connector of that name."""


def register(source: Callable[[], dict[str, Connector]]) -> None:
    """Say where connectors come from (once, in `config`)."""
    _source[:] = [source]


def all_connectors() -> dict[str, Connector]:
    """Connector by name."""
    return _source[0]() if _source else {}


def connector_named(name: str) -> Connector:
    """The connector called `name`; otherwise an error that lists those there are."""
    known = all_connectors()
    if name not in known:
        raise UnknownConnector(f"There is no connector {name!r}. Known: {', '.join(known)}.")
    return known[name]
