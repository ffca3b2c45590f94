"""What is asked once for each state of what it is made from."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import TypeVar

from django.core.cache import cache

KEPT = 60 * 60  # seconds; what a key stands for cannot change, this only frees the room
Answer = TypeVar("Answer")


def once(key: str, ask: Callable[[], Answer]) -> Answer:
    """What `ask` gives, asked once for each key: a key changes whenever the answer may."""
    return cache.get_or_set(hashlib.sha256(key.encode()).hexdigest(), ask, KEPT)
