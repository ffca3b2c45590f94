"""A sitting of triage: what becomes of several items, written down together or not at all."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from textwrap import shorten

from django.db import transaction

from trigpoint.accounts.models import User
from trigpoint.accounts.rules import require
from trigpoint.intelligence import queries
from trigpoint.intelligence.errors import StepImpossible, WordsMissing
from trigpoint.intelligence.models import Item
from trigpoint.intelligence.rules.states import WAITING, Deed, State
from trigpoint.intelligence.services import moving
from trigpoint.intelligence.services.item_questions import ask_provider

SHOWN_WORDS = 60


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
    """Write all of them down; how many. What one of them lacks stops them all, with its words.

    A sitting decides only on what waits: what somebody decided on meanwhile is refused.
    """
    require(by, moving.TRIAGE)
    verdicts = sorted(verdicts, key=lambda each: each.item.pk)  # one order, so that no two sittings block
    for verdict in verdicts:
        _check_waits(verdict.item)
    told = sorted(verdicts, key=lambda each: each.deed != Deed.MERGED)  # before the other one is closed
    for verdict in told:
        _write(verdict, by)
    return len(told)


def _check_waits(item: Item) -> None:
    """Hold it until all is written down; refuse it where it does not wait any more."""
    state = queries.state_of(queries.locked(item))
    if state and state not in WAITING:
        stands = State(state).label.lower()
        raise StepImpossible(
            f"Somebody has dealt meanwhile with “{shorten(item.words, SHOWN_WORDS, placeholder='…')}”, told about "
            f"{item.about}; it stands at: {stands}. Choose leave for later."
        )


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
