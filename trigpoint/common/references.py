"""How low areas show what stands above them without importing it.

An area registers each kind of its records here, in `config`, once; audit rows, loads and later actions
hold only a reference of the form ``kind:public_id`` and ask this registry for a label and an address.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Kind:
    """One kind of record. `find` gives the record that `user` may see, or None; `find_all` several at once.

    visible: what a user may see, as a queryset. restricted: records of restricted classes that one of the user's roles
    names. opened: one of these that the user has opened with a reason not long ago; asking is noted as a read.
    takes_files: whether people may add evidence files to one; then `visible` is needed. with_it: references of records
    whose past is a part of its own (of a provider: its meetings), as far as a user may see them.
    """

    name: str
    label: Callable[[Any], str]
    address: Callable[[Any], str]
    find: Callable[[Any, str], Any | None]
    find_all: Callable[[Any, Sequence[str]], Iterable[Any]] | None = None
    visible: Callable[[Any], Any] | None = None
    restricted: Callable[[Any], Any] | None = None
    opened: Callable[[Any, str], Any | None] | None = None
    takes_files: bool = False
    with_it: Callable[[Any, Any], Iterable[str]] | None = None


@dataclass(frozen=True)
class Shown:
    """A reference as a person may see it."""

    label: str
    address: str


_kinds: dict[str, Kind] = {}


def register(kind: Kind) -> None:
    """Make a kind known. Registering the same name twice is a mistake in the wiring."""
    if kind.name in _kinds:
        raise ValueError(f"The kind {kind.name!r} is registered twice.")
    _kinds[kind.name] = kind


def kinds() -> tuple[str, ...]:
    """Names of the kinds that are known, sorted."""
    return tuple(sorted(_kinds))


def taking_files() -> tuple[Kind, ...]:
    """The kinds whose records people may add evidence files to."""
    return tuple(kind for kind in _kinds.values() if kind.takes_files)


def reference_to(record: Any) -> str:
    """The reference of a record: its model's name and public id."""
    return f"{record._meta.model_name}:{record.public_id}"


def find(reference: str, *, user: Any) -> Any | None:
    """The record itself, or None when unknown or not visible to `user`."""
    name, _, public_id = reference.partition(":")
    kind = _kinds.get(name)
    return kind.find(user, public_id) if kind else None


def find_restricted(reference: str, *, user: Any) -> Any | None:
    """A restricted record that one of the user's roles names, or None. For the restricted door and what it calls."""
    name, _, public_id = reference.partition(":")
    kind = _kinds.get(name)
    return kind.restricted(user).filter(public_id=public_id).first() if kind and kind.restricted else None


def find_opened(reference: str, *, user: Any) -> Any | None:
    """A restricted record that the user opened with a reason not long ago, or None. That it is read again is noted."""
    name, _, public_id = reference.partition(":")
    kind = _kinds.get(name)
    return kind.opened(user, public_id) if kind and kind.opened else None


def past_of(record: Any, *, user: Any) -> list[str]:
    """References of a record and of those whose past is a part of its own."""
    kind = _kinds.get(record._meta.model_name)
    return [reference_to(record), *(kind.with_it(record, user) if kind and kind.with_it else ())]


def show(reference: str, *, user: Any) -> Shown | None:
    """Label and address of a reference, or None when unknown or not visible to `user`."""
    record = find(reference, user=user)
    return None if record is None else as_shown(record)


def as_shown(record: Any) -> Shown:
    """Label and address of a record of a known kind, for somebody who may see it."""
    kind = _kinds[record._meta.model_name]
    return Shown(kind.label(record), kind.address(record))


def show_all(references: Iterable[str], *, user: Any) -> dict[str, Shown]:
    """Those of several references that are known and visible to `user`. Asks once for each kind that can find several."""
    wanted: dict[str, set[str]] = {}
    for reference in references:
        name, _, public_id = reference.partition(":")
        wanted.setdefault(name, set()).add(public_id)
    return {
        f"{kind.name}:{record.public_id}": Shown(kind.label(record), kind.address(record))
        for name, ids in wanted.items()
        if (kind := _kinds.get(name))
        for record in _found(kind, sorted(ids), user)
    }


def _found(kind: Kind, ids: Sequence[str], user: Any) -> Iterable[Any]:
    if kind.find_all is not None:
        return kind.find_all(user, ids)
    return [record for each in ids if (record := kind.find(user, each)) is not None]
