"""The connectors as `loads` knows them: `config` says where they are, since they live above."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from trigpoint.common.errors import DomainError
from trigpoint.loads.contract import Connector


class UnknownConnector(DomainError):
    """No connector of that name."""


def _nothing(*, by: Any) -> None:
    """What happens before and after loading where nothing was registered."""


def _no_unit(indicator: str) -> str:
    """The unit of an indicator where nobody knows it."""
    return ""


@dataclass(frozen=True)
class Wiring:
    """What `loads` needs from the areas above it.

    connectors: connector by name. prepare: called before files go in (an empty directory is filled).
    finish: called once after files went in (what is worked out from them is made anew).
    title and unit: the plain name and the unit of an indicator by its code.
    """

    connectors: Callable[[], dict[str, Connector]] = dict
    prepare: Callable[..., Any] = _nothing
    finish: Callable[..., Any] = _nothing
    title: Callable[[str], str] = str
    unit: Callable[[str], str] = _no_unit


_wiring = [Wiring()]


def register(connectors: Callable[[], dict[str, Connector]], **others: Callable[..., Any]) -> None:
    """Say where connectors come from and what surrounds a load (once, in `config`)."""
    _wiring[0] = Wiring(connectors, **others)


def all_connectors() -> dict[str, Connector]:
    """Connector by name."""
    return _wiring[0].connectors()


def connector_named(name: str) -> Connector:
    """The connector called `name`; otherwise an error that lists those there are."""
    known = all_connectors()
    if name not in known:
        raise UnknownConnector(f"There is no connector {name!r}. Known: {', '.join(known)}.")
    return known[name]


def prepare(*, by: Any) -> None:
    """Before files go in."""
    _wiring[0].prepare(by=by)


def finish(*, by: Any) -> None:
    """After files went in."""
    _wiring[0].finish(by=by)


def title_of(indicator: str) -> str:
    """The plain name of an indicator."""
    return _wiring[0].title(indicator)


def unit_of(indicator: str) -> str:
    """The unit of an indicator."""
    return _wiring[0].unit(indicator)
