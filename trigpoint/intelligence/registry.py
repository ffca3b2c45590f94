"""What happens in areas above after counting: `config` says what, since they live above."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from trigpoint.accounts.models import Commissioner

AfterCounting = Callable[..., Any]  # called with by= and owner=

_after_counting: list[AfterCounting] = []


def use_after_counting(call: AfterCounting) -> None:
    """Have `call(by=..., owner=...)` called each time the counts of a commissioner were made anew; once, in `config`."""
    if call not in _after_counting:
        _after_counting.append(call)


def after_counting(*, by: Any, owner: Commissioner) -> None:
    """Tell those who wait for new counts."""
    for call in _after_counting:
        call(by=by, owner=owner)
