"""A sitting of triage: what becomes of several items, written down together or not at all."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from trigpoint.accounts.models import User
from trigpoint.accounts.rules import require
from trigpoint.intelligence.errors import WordsMissing
from trigpoint.intelligence.models import Item
from trigpoint.intelligence.rules.states import Deed
from trigpoint.intelligence.services import moving
from trigpoint.intelligence.services.item_questions import ask_provider


@dataclass(frozen=True)
class Verdict:
    """What becomes of one item. words: the reason, the question, the partner's name or the reply, as the deed asks.

    into: the item that says the same, where it is told with another.
    """

    item: Item
    deed: str
    words: str = ""
    into: Item | None = None


@transaction.atomic
def write_down(*, verdicts: Iterable[Verdict], by: User) -> int:
    """Write all of them down; how many. What one of them lacks stops them all, with its words."""
    require(by, moving.TRIAGE)
    told = sorted(verdicts, key=lambda each: each.deed != Deed.MERGED)  # before the other one is closed
    for verdict in told:
        DOERS[Deed(verdict.deed)](verdict, by)
    return len(told)


def _merged(verdict: Verdict, by: User) -> Any:
    if verdict.into is None:
        raise WordsMissing("Choose the one it is told with.")
    return moving.merge(item=verdict.item, into=verdict.into, text=verdict.words, by=by)


DOERS: dict[Deed, Callable[[Verdict, User], Any]] = {
    Deed.TRIAGED: lambda each, by: moving.look_at(item=each.item, text=each.words, by=by),
    Deed.NO_ACTION: lambda each, by: moving.need_nothing(item=each.item, text=each.words, by=by),
    Deed.ASKED: lambda each, by: ask_provider(items=[each.item], text=each.words, by=by),
    Deed.PASSED: lambda each, by: moving.pass_on(item=each.item, partner=each.words, by=by),
    Deed.MARKED: lambda each, by: moving.mark_for_concern(item=each.item, text=each.words, by=by),
    Deed.CLOSED: lambda each, by: moving.close(item=each.item, reply=each.words, by=by),
    Deed.MERGED: _merged,
}
