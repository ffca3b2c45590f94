"""A sitting of triage: what becomes of several items, written down together or not at all."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

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
        _write(verdict, by)
    return len(told)


def _write(verdict: Verdict, by: User) -> None:
    item, words = verdict.item, verdict.words
    match Deed(verdict.deed):
        case Deed.NO_ACTION:
            moving.need_nothing(item=item, text=words, by=by)
        case Deed.ASKED:
            ask_provider(items=[item], text=words, by=by)
        case Deed.PASSED:
            moving.pass_on(item=item, partner=words, by=by)
        case Deed.MARKED:
            moving.mark_for_concern(item=item, text=words, by=by)
        case Deed.CLOSED:
            moving.close(item=item, reply=words, by=by)
        case Deed.MERGED:
            _merge(verdict, by)
        case _:
            moving.look_at(item=item, text=words, by=by)


def _merge(verdict: Verdict, by: User) -> None:
    if verdict.into is None:
        raise WordsMissing("Choose the one it is told with.")
    moving.merge(item=verdict.item, into=verdict.into, text=verdict.words, by=by)
