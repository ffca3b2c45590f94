"""Giving and ending roles, and for whom a person works now."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import transaction

from trigpoint.accounts.errors import AccountRefused, RoleRefused
from trigpoint.accounts.models import Commissioner, Membership, User
from trigpoint.accounts.queries import may_there
from trigpoint.accounts.rules import REFUSED, role_book
from trigpoint.audit import services as audit
from trigpoint.common import clock
from trigpoint.common.errors import NotAllowed


def grant_role(
    *, person: User, role: str, commissioner: Commissioner, by: User, organisation: str = ""
) -> Membership:
    """Give a person a role with a commissioner from today on; for those who manage accounts there.

    organisation: ODS code of whom they speak for; the commissioner itself for its own people. Somebody who
    works for nobody yet begins to work for this commissioner.
    """
    _require_manager(by, commissioner)
    return grant_role_at_set_up(
        person=person, role=role, commissioner=commissioner, by=by, organisation=organisation
    )


@transaction.atomic
def grant_role_at_set_up(
    *, person: User, role: str, commissioner: Commissioner, by: Any, organisation: str = ""
) -> Membership:
    """As `grant_role`, where nobody can manage accounts yet: for commands on the machine and the demonstration alone.

    No page leads here. The first administrator comes in by `trigpoint people invite-administrator`.
    """
    if person == by:
        raise RoleRefused("Nobody gives a role to themselves. Ask another administrator.")
    known = role_book().roles.get(role)
    if known is None:
        raise RoleRefused(f"There is no role called {role}. The page Who can see what lists those there are.")
    if known.is_staff:
        organisation = commissioner.code
    if not organisation:
        raise RoleRefused(f"Say which organisation somebody with the role {known.title} speaks for.")
    held = Membership.objects.in_force().filter(
        user=person, commissioner=commissioner, organisation=organisation, role=role
    )
    if held.exists():
        raise RoleRefused(f"{person} holds this role already.")
    made = Membership.objects.create(
        user=person, commissioner=commissioner, organisation=organisation, role=role
    )
    if person.commissioner_id is None:
        person.commissioner = commissioner
        person.save(update_fields=["commissioner"])
    _forget(person)
    after = {"role": role, "organisation": organisation, "commissioner": commissioner.code}
    audit.record(by, "accounts.role_given", person, after=after)
    return made


@transaction.atomic
def end_role(*, membership: Membership, why: str, by: User) -> Membership:
    """End a role at once. The last administrator of a commissioner keeps theirs."""
    _require_manager(by, membership.commissioner)
    if membership.ends_on is not None:
        raise RoleRefused("This role has ended already.")
    if membership.role == "administrator" and not _other_administrators(membership).exists():
        raise RoleRefused("This is the last administrator. Give the role to somebody else first.")
    if not why.strip():
        raise RoleRefused("Say why the role ends.")
    membership.ends_on = clock.today() - dt.timedelta(days=1)
    membership.save(update_fields=["ends_on"])
    _work_elsewhere(membership.user)
    before = {"role": membership.role, "organisation": membership.organisation}
    audit.record(by, "accounts.role_ended", membership.user, before=before, why=why.strip())
    return membership


@transaction.atomic
def work_for(*, commissioner: Commissioner, by: User) -> User:
    """A person with roles at several commissioners chooses whose records they work on now."""
    if not Membership.objects.in_force().filter(user=by, commissioner=commissioner).exists():
        raise AccountRefused("You hold no role there.")
    before = by.commissioner.code if by.commissioner else None
    by.commissioner = commissioner
    by.save(update_fields=["commissioner"])
    _forget(by)
    after = {"commissioner": commissioner.code}
    audit.record(by, "accounts.desk_changed", by, before={"commissioner": before}, after=after)
    return by


def _require_manager(by: User, commissioner: Commissioner) -> None:
    """Refuse who does not manage the accounts of this commissioner, whomever else they work for."""
    if not may_there(by, "accounts.manage", commissioner=commissioner):
        raise NotAllowed(REFUSED)


def _other_administrators(membership: Membership) -> Any:
    held = Membership.objects.in_force().filter(
        commissioner=membership.commissioner, role="administrator", user__is_active=True
    )
    return held.exclude(pk=membership.pk)


def _work_elsewhere(person: User) -> None:
    """Whoever has no role left where they work begins to work for another commissioner, or for none."""
    left = Membership.objects.in_force().filter(user=person)
    if not left.filter(commissioner=person.commissioner_id).exists():
        other = left.first()
        person.commissioner = other.commissioner if other else None
        person.save(update_fields=["commissioner"])
    _forget(person)


def _forget(person: User) -> None:
    """What was worked out about a person's reach no longer holds."""
    person.__dict__.pop("reach", None)
