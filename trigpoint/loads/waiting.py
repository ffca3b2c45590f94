"""Files that were checked and wait, at most a day, for somebody to say yes. Outside the database."""

from __future__ import annotations

import json
import shutil
import time
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from django.conf import settings

from trigpoint.common.ids import ALPHABET, new_public_id

A_DAY = 24 * 60 * 60
NOTE = "waiting.json"
LONGEST = 16  # characters of an id; file names have an end too


@dataclass(frozen=True)
class Batch:
    """Files of one publication that wait together. `published_on` is an ISO date or empty."""

    public_id: str
    person: str
    connector: str
    published_on: str
    outcomes: tuple[dict[str, Any], ...] = ()

    @property
    def paths(self) -> list[Path]:
        """The files, in the order in which they were chosen, under their own names."""
        folders = sorted(self._folder.glob("*/"), key=lambda folder: int(folder.name))
        return [file for folder in folders for file in folder.iterdir()]

    @property
    def _folder(self) -> Path:
        return _root() / self.public_id


def hold(files: Iterable[Any], *, person: str, connector: str, published_on: str) -> Batch:
    """Write uploaded files down, each in a folder of its own, so that two may have the same name."""
    sweep()
    batch = Batch(new_public_id(), person, connector, published_on)
    for place, upload in enumerate(files):
        path = _root() / batch.public_id / str(place) / Path(upload.name).name
        path.parent.mkdir(parents=True)
        with path.open("wb") as kept:
            for chunk in upload.chunks():
                kept.write(chunk)
    return batch


def note(batch: Batch, outcomes: Iterable[dict[str, Any]]) -> Batch:
    """Remember what the check found."""
    whole = Batch(batch.public_id, batch.person, batch.connector, batch.published_on, tuple(outcomes))
    (_root() / batch.public_id / NOTE).write_text(json.dumps(asdict(whole)), encoding="utf-8")
    return whole


def find(public_id: str, *, person: str) -> Batch | None:
    """The waiting files with this id, if this person put them there and they are no more than a day old."""
    if set(public_id) - set(ALPHABET) or len(public_id) > LONGEST:
        return None
    path = _root() / public_id / NOTE
    if not path.exists() or path.stat().st_mtime < time.time() - A_DAY:
        return None
    batch = Batch(**json.loads(path.read_text(encoding="utf-8")))
    return batch if batch.person == person else None


def discard(batch: Batch) -> None:
    """Nothing of them remains."""
    shutil.rmtree(_root() / batch.public_id, ignore_errors=True)


def sweep() -> None:
    """Remove what nobody confirmed within a day."""
    for folder in _root().glob("*/"):
        if folder.stat().st_mtime < time.time() - A_DAY:
            shutil.rmtree(folder, ignore_errors=True)


def _root() -> Path:
    return settings.DATA_DIR / "waiting"
