"""The heads of the chain, written down outside the database: `heads.jsonl` in AUDIT_ANCHORS, one line a seal.

Whoever can change the database can make a whole chain anew; not so if they cannot reach this file too.
"""

from __future__ import annotations

import fcntl
import json
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO

from django.db import transaction
from django.db.models import QuerySet

from trigpoint.audit.models import Anchor, Seal
from trigpoint.audit.queries.heads import HeadsRead, heads_file, read_heads
from trigpoint.audit.services.recording import record
from trigpoint.common import clock
from trigpoint.common.errors import DomainError

TAIL = 65_536  # bytes of the file that are looked at before something is added


class AnchorsNotWritten(DomainError):
    """The heads could not be written down; everything is sealed all the same, and it is tried again."""

    def __init__(self, path: Path, problem: OSError) -> None:
        super().__init__(
            f"The heads of the audit could not be written to {path}: {problem.strerror}. "
            "Let this account add to that file, or set AUDIT_ANCHORS to another folder."
        )


def write_heads() -> int:
    """Write down the heads that are not yet; how many. Those written before a crash are not written twice."""
    if not _unwritten().exists():
        return 0
    with _heads() as file:
        seals = list(_unwritten().order_by("number").defer("marks", "members", "waiting"))
        _add(file, [line_of(seal) for seal in seals])
        Anchor.objects.bulk_create(Anchor(seal=seal) for seal in seals)
    return len(seals)


@transaction.atomic
def accept(*, by: Any, why: str) -> int:
    """From now on the chain as it stands counts, though heads written down before speak of more; up to which seal.

    For an installation restored from a backup, or whose anchors were lost. What was given up stays readable in the file
    and is told by every check.
    """
    last = Seal.objects.order_by("-number").first()
    number, head = (last.number, last.hash) if last else (0, "")
    record(by, "audit.accepted", None, after={"seal": number}, why=why)
    with _heads() as file:
        told = {
            "accepted": number, "hash": head, "first": _first_that_disagrees(number), "why": why,
            "at": clock.machine_now().isoformat(),
        }  # fmt: skip
        _add(file, [json.dumps(told, ensure_ascii=True)])
    return number


def line_of(seal: Seal) -> str:
    """What is written down of a seal."""
    told = {
        "seal": seal.number, "hash": seal.hash, "events": seal.total, "made_at": seal.made_at.isoformat(),
    }  # fmt: skip
    return json.dumps(told, ensure_ascii=True)


def _first_that_disagrees(number: int) -> int:
    """The first head of the file that is not in the chain; the one after the last where all are."""
    kept = dict(Seal.objects.values_list("number", "hash"))
    strange = [
        head.number for head in read_heads(heads_file(), HeadsRead()) if kept.get(head.number) != head.hash
    ]
    return min(strange, default=number + 1)


def _unwritten() -> QuerySet[Seal]:
    newest = Anchor.objects.order_by("-seal_id").values_list("seal_id", flat=True).first() or 0
    return Seal.objects.filter(number__gt=newest)


@contextmanager
def _heads() -> Iterator[BinaryIO]:
    """The file, for adding to it; nobody else adds meanwhile."""
    path = heads_file()
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with open(os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600), "rb+", buffering=0) as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield file
    except OSError as problem:
        raise AnchorsNotWritten(path, problem) from problem


def _add(file: BinaryIO, lines: Iterable[str]) -> None:
    size = file.seek(0, os.SEEK_END)
    file.seek(max(0, size - TAIL))
    known = file.read()
    held = set(known.decode(errors="replace").splitlines())
    new = "".join(f"{line}\n" for line in lines if line not in held)
    is_torn = bool(known) and not known.endswith(b"\n")
    file.write(("\n" * is_torn + new).encode())
    os.fsync(file.fileno())
