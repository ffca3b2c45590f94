"""Where a deed comes from: the address and the page of a request, a job of the worker, a command.

Whoever begins something says so once; whatever is recorded meanwhile takes it along. Never what somebody typed: no
query strings, no form data.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

COMMAND_LINE = "command line"
WORKER = "worker"


@dataclass
class Whence:
    """address: of the machine that asks, or `worker`, `command line`. request: an id that several deeds share.

    place: the name of the page, the job or the command; of a request it is known only once its address was understood.
    """

    address: str = COMMAND_LINE
    request: str = ""
    place: str = ""


_current: ContextVar[Whence | None] = ContextVar("whence", default=None)


def whence() -> Whence:
    """Where what happens now comes from. What nobody announced was typed on a command line."""
    return _current.get() or Whence()


@contextmanager
def coming_from(origin: Whence) -> Iterator[Whence]:
    """Within the block, deeds come from there."""
    token = _current.set(origin)
    try:
        yield origin
    finally:
        _current.reset(token)
