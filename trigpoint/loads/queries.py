"""Reading what was taken in."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path

from trigpoint.common import clock
from trigpoint.common.errors import InputRefused
from trigpoint.loads.contract import Connector, Reading
from trigpoint.loads.models import Load
from trigpoint.loads.rules import refuse_useless, settle


def load_of(*, connector: str, sha256: str) -> Load | None:
    """The load that took in this very file through this connector, if there is one."""
    return Load.objects.filter(connector=connector, sha256=sha256).first()


def loads_published_after(*, load: Load) -> list[int]:
    """Ids of the loads whose file was published on a later day than this one's.

    A file without a publication date counts as published on the day it was loaded: the world knew by then.
    """
    day = known_by(load.published_on, load.loaded_at)
    others = Load.objects.exclude(pk=load.pk).values_list("pk", "published_on", "loaded_at")
    return [pk for pk, published_on, loaded_at in others if known_by(published_on, loaded_at) > day]


def known_by(published_on: dt.date | None, loaded_at: dt.datetime) -> dt.date:
    """The day on which the world knew at the latest."""
    return published_on or loaded_at.astimezone(clock.LONDON).date()


def checked_reading(*, connector: Connector, path: Path) -> Reading:
    """Read and check a file without storing anything; every row is accounted for."""
    try:
        reading = connector.check(connector.read(path), clock.today())
        return refuse_useless(settle(reading))
    except InputRefused as refused:
        raise InputRefused([replace(p, file=p.file or path.name) for p in refused.problems]) from refused
