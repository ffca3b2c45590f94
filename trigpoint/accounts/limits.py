"""How often a person or an address may ask, and how much they may send. The numbers are data: definitions/limits.yaml."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from functools import lru_cache
from pathlib import Path
from typing import Any

from trigpoint.common import definition_files
from trigpoint.common.definition_files import FilesRefused

MEGABYTE = 1_000_000


@dataclass(frozen=True)
class Asked:
    """What a limit looks at in a request. `parameters`: those of its address that are not empty."""

    name: str
    method: str = "GET"
    parameters: frozenset[str] = frozenset()
    sends_files: bool = False
    is_open_with_id: bool = False


@dataclass(frozen=True)
class Limit:
    """Within `minutes` a person may ask `person` times, everybody else at one address together `address` times."""

    name: str
    what: str
    person: int
    address: int
    minutes: int
    only_refused: bool = False
    addresses: tuple[str, ...] = ()
    methods: frozenset[str] = frozenset()
    parameters: frozenset[str] = frozenset()
    files_sent: bool = False
    open_to_strangers_with_an_id: bool = False

    def fits(self, asked: Asked) -> bool:
        """Whether everything that the limit names is so."""
        return (
            (not self.addresses or any(fnmatchcase(asked.name, each) for each in self.addresses))
            and (not self.methods or asked.method in self.methods)
            and (not self.parameters or bool(self.parameters & asked.parameters))
            and (not self.files_sent or asked.sends_files)
            and (not self.open_to_strangers_with_an_id or asked.is_open_with_id)
        )


@dataclass(frozen=True)
class LimitBook:
    """Every limit in turn, and the largest request in bytes."""

    limits: tuple[Limit, ...] = ()
    largest: int = 3 * MEGABYTE
    larger: tuple[tuple[str, int], ...] = field(default=())

    def limit_for(self, asked: Asked) -> Limit | None:
        """The first limit that fits."""
        return next((limit for limit in self.limits if limit.fits(asked)), None)

    def largest_for(self, name: str, *, is_signed_in: bool) -> int:
        """The largest request, in bytes, that the page of this name reads."""
        more = (size for pattern, size in self.larger if is_signed_in and fnmatchcase(name, pattern))
        return next(more, self.largest)


_source: Callable[[], LimitBook] = LimitBook


def use_limits(source: Callable[[], LimitBook]) -> None:
    """Say where the limits come from; called once by the wiring."""
    global _source
    _source = source


def limit_book() -> LimitBook:
    """The limits in force."""
    return _source()


@lru_cache
def read_limits(path: Path) -> LimitBook:
    """The limits in `path`; FilesRefused with every fault when it cannot be believed."""
    said, faults = definition_files.read(path, path.with_suffix(".schema.json"))
    if faults:
        raise FilesRefused([fault.in_file(path.name) for fault in faults])
    return LimitBook(
        limits=tuple(_limit(each) for each in said["limits"]),
        largest=said["sizes"]["otherwise"] * MEGABYTE,
        larger=tuple(
            (pattern, each["megabytes"] * MEGABYTE)
            for each in said["sizes"]["larger"]
            for pattern in each["addresses"]
        ),
    )


def _limit(said: dict[str, Any]) -> Limit:
    fits = {name: _kept(value) for name, value in said["fits"].items()}
    return Limit(**{key: value for key, value in said.items() if key != "fits"}, **fits)


def _kept(value: Any) -> Any:
    """A list as a set, but patterns in their order; yes as yes."""
    if not isinstance(value, list):
        return value
    return tuple(value) if any("*" in each or ":" in each for each in value) else frozenset(value)
