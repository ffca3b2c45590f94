"""Asking packs: which is in force, what it calls things, when something is due."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from functools import lru_cache

from django.conf import settings

from trigpoint.common import clock
from trigpoint.frameworks import deadlines
from trigpoint.frameworks.deadlines import Deadline
from trigpoint.frameworks.errors import NoPackInForce, PackUnknown
from trigpoint.frameworks.pack_files import read_packs
from trigpoint.frameworks.packs import Pack, Regime
from trigpoint.frameworks.working_days import Pause


@lru_cache(maxsize=1)
def packs() -> tuple[Pack, ...]:
    """Every pack, the earliest first. Raises PacksInvalid if any file is faulty."""
    folder = settings.DEFINITIONS_DIR
    return tuple(read_packs(folder / "packs", folder / "pack.schema.json").values())


def pack_named(name: str) -> Pack:
    """The pack of this name."""
    for pack in packs():
        if pack.name == name:
            return pack
    raise PackUnknown(name, [pack.name for pack in packs()])


def pack_on(day: dt.date) -> Pack:
    """The pack in force on a record's anchor date. The record keeps it, whatever comes later."""
    for pack in packs():
        if pack.is_in_force_on(day):
            return pack
    raise NoPackInForce(day, packs()[0].effective_from)


def term(
    code: str, *, many: bool = False, short: bool = False, capital: bool = False, on: dt.date | None = None
) -> str:
    """What the pack of a day, today if none is given, calls something: integrated care board, ICBs, Board."""
    entry = pack_on(on or clock.today()).term(code)
    if short and entry.short:
        words = f"{entry.short}s" if many else entry.short
    else:
        words = entry.many if many else entry.one
    return words[:1].upper() + words[1:] if capital else words


def deadline(code: str, anchor: dt.date, pauses: Sequence[Pause] = ()) -> Deadline:
    """When something is due by the pack in force on its anchor, a day or a moment, and why then."""
    day = deadlines.day_of(anchor)
    pack = pack_on(day)
    rule = pack.deadline(code, day)
    return deadlines.by_rule(rule, anchor, pauses, ground=pack.sources.get(rule.source, ""))


def regime_on(code: str, day: dt.date) -> Regime:
    """Which version of a national framework rules this on a day."""
    return pack_on(day).regime(code, day)
