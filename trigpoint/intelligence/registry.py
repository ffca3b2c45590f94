"""What areas above do or know: `config` says what, since they live above."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from trigpoint.accounts.models import Commissioner
from trigpoint.common.references import Shown

AfterCounting = Callable[..., Any]  # called with by= and owner=

ConcernsNaming = Callable[..., list[Shown]]  # called with a reference and user=

_after_counting: list[AfterCounting] = []
_concerns_naming: list[ConcernsNaming] = []


def use_after_counting(*calls: AfterCounting) -> None:
    """Have each `call(by=..., owner=...)` called, in order, when the counts of a commissioner were made anew; in `config`."""
    _after_counting.extend(call for call in calls if call not in _after_counting)


def after_counting(*, by: Any, owner: Commissioner) -> None:
    """Tell those who wait for new counts."""
    for call in _after_counting:
        call(by=by, owner=owner)


def use_concerns(call: ConcernsNaming) -> None:
    """Say who knows which concerns a record bears on: `call(reference, user=...)`; once, in `config`."""
    _concerns_naming[:] = [call]


def concerns_naming(reference: str, *, user: Any) -> list[Shown]:
    """Concerns on which a record bears, as far as `user` may see them."""
    return [shown for call in _concerns_naming for shown in call(reference, user=user)]
