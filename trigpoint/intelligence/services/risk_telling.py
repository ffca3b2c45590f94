"""Telling who is on duty that somebody may be at risk now, and the next when nobody has read it."""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from trigpoint.accounts.models import User
from trigpoint.accounts.system import system_person
from trigpoint.audit import services as audit
from trigpoint.common import clock
from trigpoint.common.references import reference_to
from trigpoint.intelligence import queries
from trigpoint.intelligence.models import Item, RiskTelling
from trigpoint.intelligence.queries import risk
from trigpoint.intelligence.queries.risk import TurnOfDuty
from trigpoint.intelligence.rules.climbing import Told, next_turn
from trigpoint.intelligence.rules.drafts import digest
from trigpoint.notifications import services as notifications

KIND = "risk"
OPEN_WORDS = "Somebody may be at risk now. Read it, and say that you have."
CONFIDENTIAL_WORDS = "Something does not wait. Look under Restricted for what came last."


@transaction.atomic
def tell_next(*, item: Item, by: User) -> list[RiskTelling]:
    """Tell whoever is next by the cover, if anybody is to be told now; asking again changes nothing.

    Of a restricted item only people whose role is named hear, and no more than that there is something to open.
    """
    held = queries.locked(item)
    if not risk.is_unread(held):
        return []
    cover = risk.cover_of(held.owner)
    told = list(held.risk_tellings.all())
    turn = _next(risk.turns_for(held, cover), told, is_working_time=risk.is_working_time(cover))
    if turn is None:
        return []
    number = max((each.round for each in told), default=-1) + 1
    made = [_tell(held, person, number, turn.place) for person in turn.people]
    after = {"round": number, "turn": turn.place, "people": len(made)}
    audit.record(by, "intelligence.risk_told", held, after=after)
    return made


def tell_again(*, by: User) -> int:
    """See to every item at risk that nobody has read, of every commissioner; how many people were told. Runs by the timetable."""
    waiting = risk.not_read(Item.objects.all())
    return sum(len(tell_next(item=item, by=by)) for item in waiting.select_related("owner"))


def _next(turns: list[TurnOfDuty], told: list[RiskTelling], *, is_working_time: bool) -> TurnOfDuty | None:
    number_of = {turn.place: number for number, turn in enumerate(turns)}
    rounds = {each.round: Told(number_of.get(each.turn, -1), each.at) for each in told}
    wait = dt.timedelta(minutes=risk.minutes_to_wait(clock.today()))
    chosen = next_turn(
        [turn.hours for turn in turns],
        list(rounds.values()),
        now=clock.now(),
        wait=wait,
        is_working_time=is_working_time,
    )
    return None if chosen is None else turns[chosen]


def _tell(item: Item, person: User, number: int, place: int) -> RiskTelling:
    is_open = not item.restriction
    notifications.tell(
        person=person,
        kind=KIND,
        reference=reference_to(item) if is_open else "",
        words=OPEN_WORDS if is_open else CONFIDENTIAL_WORDS,
        by=system_person(),
        once=f"risk {digest(item.public_id, number)}",
    )
    return RiskTelling.objects.create(
        item=item, round=number, turn=place, person_id=person.pk, at=clock.now()
    )
