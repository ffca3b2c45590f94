"""Finding single actions, people and numbers."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.models import Q, QuerySet

from trigpoint.accounts.models import Commissioner, Membership, User
from trigpoint.accounts.rules import role_book
from trigpoint.actions.models import Action, Lead
from trigpoint.actions.queries.known import Known, known_among
from trigpoint.common import clock
from trigpoint.frameworks.errors import NoPackInForce
from trigpoint.frameworks.queries import pack_on
from trigpoint.organisations.models import Kind, Organisation
from trigpoint.vault.queries import record_for


def action_of(*, user: Any, public_id: str, day: dt.date | None = None) -> Known | None:
    """The action as it stood at the end of a day (today), if `user` may see it and it was there by then.

    A restricted one only while `user` has it open.
    """
    seen = record_for(user, "action", public_id)
    found = Action.objects.select_related("provider", "owner", "parent", "by").filter(
        pk=seen.pk if seen else 0
    )
    return next(
        (each for each in known_among(found, day=day or clock.today(), user=user) if each.steps), None
    )


def known(action: Action, *, user: Any, day: dt.date | None = None) -> Known:
    """What is known of an action in hand, today unless said otherwise."""
    return known_among([action], day=day or clock.today(), user=user)[0]


def locked(action: Action) -> Action:
    """The action, held until the transaction ends, so that two people cannot change it at once."""
    return (
        Action.objects.select_for_update(of=("self",)).select_related("provider", "owner").get(pk=action.pk)
    )


def numbers_of(owner: Commissioner, plan: str) -> list[str]:
    """The numbers that a plan has given, held until the transaction ends."""
    Commissioner.objects.select_for_update().get(pk=owner.pk)
    return list(Action.objects.filter(owner=owner, plan=plan).values_list("ref", flat=True))


def parts_of(action: Action, *, user: Any, day: dt.date) -> list[Known]:
    """The parts of an action that `user` may see, as they stood."""
    parts = Action.visible_to(user).filter(parent=action.pk).select_related("provider", "owner", "parent")
    return [part for part in known_among(parts.order_by("place", "pk"), day=day, user=user) if part.steps]


def people_of(owner: Commissioner) -> QuerySet[User]:
    """The people who work for a commissioner or answer to it."""
    return User.objects.filter(memberships__commissioner=owner, is_active=True).distinct()


def people_who(deed: str, *, owner: Commissioner, organisation: str = "") -> QuerySet[User]:
    """Those whose role with a commissioner grants a deed; of one organisation where its code is given."""
    roles = [name for name, role in role_book().roles.items() if deed in role.deeds]
    held = Membership.objects.in_force().filter(commissioner=owner, role__in=roles)
    if organisation:
        held = held.filter(organisation=organisation)
    return User.objects.filter(pk__in=held.values("user"), is_active=True)


def people_named(names: tuple[str, ...], *, owner: Commissioner) -> dict[str, User]:
    """Name as typed -> the one person of the commissioner who is called so; initials name nobody."""
    if not names:
        return {}
    called: dict[str, list[User]] = {}
    for person in people_of(owner):
        for name in {person.username.lower(), str(person).lower()}:
            called.setdefault(name, []).append(person)
    return {name: found[0] for name in names if len(found := called.get(name.lower(), [])) == 1}


def leads_meant(
    action: Action, names: tuple[str, ...], *, by: User, on: dt.date, turn: int = 1
) -> list[Lead]:
    """Who is to lead, not stored yet: a name that one person bears is that person, "me" is whoever says it."""
    people = people_named(names, owner=action.owner)
    told = [(by, str(by)) if name.lower() == "me" else (people.get(name), name) for name in names]
    return [
        Lead(action=action, turn=turn, place=place, person=person, words=words[:150], by=by, on=on)
        for place, (person, words) in enumerate(told, start=1)
    ]


def providers_to_choose(*, user: Any, most: int = 300) -> QuerySet[Organisation]:
    """Providers to offer while somebody types: those of actions, and trusts; any other can be typed too."""
    acted_on = Action.visible_to(user).filter(provider__isnull=False).values("provider")
    likely = Q(pk__in=acted_on) | Q(kind__in=[Kind.TRUST, Kind.AMBULANCE], closed_on__isnull=True)
    return Organisation.visible_to(user).filter(likely).order_by("name")[:most]


def groups_to_choose(*, user: Any) -> list[str]:
    """Groups to offer while somebody types: those of the register, and those of the framework pack."""
    used = Action.visible_to(user).exclude(owner_group="").order_by().values_list("owner_group", flat=True)
    try:
        known = {group.title for group in pack_on(clock.today()).groups.values()}
    except NoPackInForce:
        known = set()
    return sorted({*used.distinct(), *known}, key=str.lower)


def providers_coded(codes: set[str], *, user: Any) -> dict[str, Organisation]:
    """Code -> the organisation of the directory that `user` may see."""
    return {found.code: found for found in Organisation.visible_to(user).filter(code__in=sorted(codes))}


def actions_to_choose(action: Action, *, user: Any, most: int = 300) -> list[Action]:
    """Open actions that may take the place of one: those of its plan first, then the latest."""
    near = Action.visible_to(user).filter(owner=action.owner_id).exclude(pk=action.pk)
    same = list(near.filter(plan=action.plan).order_by("place", "pk")[:most])
    others = near.exclude(plan=action.plan).order_by("-raised_on", "plan", "place", "pk")
    return [*same, *others[: most - len(same)]]
