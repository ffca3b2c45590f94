"""Somebody at risk now: who covers it, what senders read about it, and which items nobody has read."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from trigpoint.accounts.models import Commissioner, Membership, User
from trigpoint.accounts.rules import may, reach, role_book
from trigpoint.common import clock
from trigpoint.common.errors import DomainError
from trigpoint.frameworks import calendar
from trigpoint.frameworks.queries import pack_on
from trigpoint.intelligence.models import Item, ItemQuerySet, ItemStep, RiskCover, RiskTelling, RiskTurn
from trigpoint.intelligence.rules.climbing import Hours, in_working_hours
from trigpoint.intelligence.rules.states import Deed
from trigpoint.notifications.queries import at_desk

MOST_SHOWN = 10
MOST_TRIES = 5
LOST = dt.timedelta(minutes=30)  # an e-mail begun so long ago and never ended was lost with its worker
TOO_LATE = dt.timedelta(days=1)
# Who is told where nobody has set a cover, in this order.
OTHERWISE = ("quality_lead", "quality_manager")


@dataclass(frozen=True)
class TurnOfDuty:
    """One turn, as it stands now: its place, its hours, and who of it may read the item."""

    place: int
    hours: str
    people: tuple[User, ...]


def cover_of(owner: Commissioner | None) -> RiskCover | None:
    """The cover of a commissioner that counts now."""
    found = RiskCover.objects.filter(owner=owner).prefetch_related("turns__person").select_related("by")
    return found.first()


def covers_before(owner: Commissioner) -> list[RiskCover]:
    """What was set before, the latest first."""
    found = RiskCover.objects.filter(owner=owner).prefetch_related("turns__person").select_related("by")
    return list(found[1:21])


def numbers_of(owner: Commissioner | None) -> list[tuple[str, str]]:
    """Local numbers that senders are told to ring: (who, number)."""
    cover = cover_of(owner)
    return [(who, number) for who, number in cover.numbers] if cover else []


def not_read(found: ItemQuerySet) -> ItemQuerySet:
    """Those at risk that no person has acknowledged or looked at, so that they still wait; adds `state`."""
    read = ItemStep.objects.filter(item=OuterRef("pk"), deed=Deed.ACKNOWLEDGED)
    at_risk = found.with_people().filter(is_at_risk_now=True).with_state().waiting()
    return at_risk.filter(~Exists(read)).order_by("at", "pk")


def unread_at_risk(user: Any) -> list[Item]:
    """What the inbox shows above everything else. Never a restricted one."""
    ours = Item.visible_to(user).filter(owner=reach(user).commissioner_id)
    return list(not_read(ours).select_related("provider")[:MOST_SHOWN])


def is_unread(item: Item) -> bool:
    """Whether it is at risk and still waits for a person to read it."""
    return not_read(Item.objects.filter(pk=item.pk)).exists()


def minutes_to_wait(day: dt.date) -> int:
    """How long until somebody else is told, as the pack of a day says."""
    return int(pack_on(day).number("minutes_until_risk_climbs", day).value)


def is_working_time(cover: RiskCover | None) -> bool:
    """Whether it is now within the working hours of a cover."""
    hours = cover or RiskCover()
    return in_working_hours(clock.now(), begins=hours.begins, ends=hours.ends, is_working_day=_is_working_day)


def turns_for(item: Item, cover: RiskCover | None) -> list[TurnOfDuty]:
    """The turns in which somebody may read this item; everybody who may, at any time, where there is none."""
    turns = list(cover.turns.all()) if cover else []
    turns = turns or [RiskTurn(place=place, role=role) for place, role in enumerate(OTHERWISE)]
    able = {person.pk: person for person in able_to_read(item)}
    found = [TurnOfDuty(turn.place, turn.hours, tuple(_people(turn, item.owner, able))) for turn in turns]
    with_people = [turn for turn in found if turn.people]
    everybody = tuple(able.values())
    return with_people or ([TurnOfDuty(0, Hours.ALWAYS, everybody)] if everybody else [])


def able_to_read(item: Item) -> list[User]:
    """Everybody of the owner who triages and may read this item: of a restricted one, only those whose role is named."""
    return [desk for desk in triagers(item.owner) if _may_read(desk, item)]


def triagers(owner: Commissioner) -> list[User]:
    """Everybody of a commissioner who looks at what was told, at its desk."""
    held = _memberships(owner).select_related("user").order_by("user")
    people = {each.user_id: each.user for each in held}
    return [at_desk(person, owner) for person in people.values()]


def gone_from(cover: RiskCover) -> list[User]:
    """People whom a cover names and who no longer look at what was told there, so that they are told of nothing."""
    named = {turn.person_id: turn.person for turn in cover.turns.all() if turn.person is not None}
    here = (
        set(_memberships(cover.owner).filter(user__in=named).values_list("user", flat=True))
        if named
        else set()
    )
    return [person for pk, person in named.items() if pk not in here]


def roles_that_triage() -> dict[str, str]:
    """Roles whose people look at what was told: name and title."""
    known = role_book().roles.values()
    return {role.name: role.title for role in known if role.is_staff and "intelligence.triage" in role.deeds}


def mails_to_send() -> list[RiskTelling]:
    """E-mails that have not gone out and are still worth it."""
    now, mail = clock.now(), RiskTelling.Mail
    to_try = Q(mail__in=[mail.WAITING, mail.FAILED]) | Q(mail=mail.IN_HAND, tried_at__lt=now - LOST)
    found = RiskTelling.objects.filter(to_try, tries__lt=MOST_TRIES, at__gt=now - TOO_LATE)
    return list(found.select_related("person", "item__owner").order_by("pk"))


def _memberships(owner: Commissioner) -> QuerySet[Membership]:
    held = Membership.objects.in_force().filter(commissioner=owner, user__is_active=True)
    return held.filter(role__in=roles_that_triage())


def _may_read(desk: User, item: Item) -> bool:
    if not item.restriction:
        return True
    return item.restriction in reach(desk).classes and may(desk, "restricted.open")


def _people(turn: RiskTurn, owner: Commissioner, able: dict[int, User]) -> Iterable[User]:
    if turn.person_id:
        return [able[turn.person_id]] if turn.person_id in able else []
    held = Membership.objects.in_force().filter(commissioner=owner, role=turn.role)
    return [able[pk] for pk in sorted(set(held.values_list("user", flat=True))) if pk in able]


def _is_working_day(day: dt.date) -> bool:
    try:
        return calendar.is_working_day(day)
    except DomainError:
        return day.weekday() < 5
