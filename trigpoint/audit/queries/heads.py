"""Reading what was written down outside the database."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.conf import settings

HEADS = "heads.jsonl"


@dataclass(frozen=True)
class Head:
    """One line: the hash of a seal."""

    number: int
    hash: str


@dataclass(frozen=True)
class Acceptance:
    """Somebody said that the chain counts as it stood, up to seal `number`.

    Of the lines before `line`, those for seal `first` and later no longer count.
    """

    number: int
    first: int
    line: int
    at: dt.datetime
    why: str


@dataclass
class HeadsRead:
    """What a reading of the file came to besides its heads."""

    unreadable: list[int] = field(default_factory=list)
    accepted: list[Acceptance] = field(default_factory=list)
    given_up: int = 0


def heads_file() -> Path:
    """Where the heads are."""
    return Path(settings.AUDIT_ANCHORS) / HEADS


def read_heads(path: Path, told: HeadsRead) -> Iterator[Head]:
    """The heads that count, in the order of the file. Fills `told` on the way; memory stays flat.

    Heads that an acceptance further down speaks of were given up.
    """
    if not path.is_file():
        return
    told.accepted = [
        _acceptance(line, number) for number, line in _lines(path) if line and "accepted" in line
    ]
    for number, line in _lines(path):
        if line is None:
            told.unreadable.append(number)
        elif "accepted" in line:
            yield from [Head(line["accepted"], line["hash"])] if line["hash"] else []
        elif any(later.line > number and line["seal"] >= later.first for later in told.accepted):
            told.given_up += 1
        else:
            yield Head(line["seal"], line["hash"])


def _lines(path: Path) -> Iterator[tuple[int, dict[str, Any] | None]]:
    """Number and content of each line, None for one that cannot be read.

    A line that breaks off is what a crash leaves; it is passed over when the next one says the same in full.
    """
    with path.open(encoding="utf-8", errors="replace") as file:
        broken = ""
        for number, text in enumerate(file, start=1):
            told = _parsed(text)
            if broken and not text.startswith(broken):
                yield number - 1, None
            broken = "" if told else text.rstrip("\n")
            if told:
                yield number, told
        if broken:
            yield number, None


def _parsed(text: str) -> dict[str, Any] | None:
    try:
        told = json.loads(text)
    except ValueError:
        return None
    if not isinstance(told, dict):
        return None
    wanted = {"accepted": int, "first": int, "hash": str, "why": str, "at": str}
    if "seal" in told:
        wanted = {"seal": int, "hash": str}
    return told if all(isinstance(told.get(key), kind) for key, kind in wanted.items()) else None


def _acceptance(line: dict[str, Any], number: int) -> Acceptance:
    return Acceptance(
        line["accepted"], line["first"], number, dt.datetime.fromisoformat(line["at"]), line["why"]
    )
