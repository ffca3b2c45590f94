"""Inviting people, and coming in by an invitation."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.conf import settings
from django.db import transaction

from trigpoint.accounts import post
from trigpoint.accounts.errors import InvitationRefused, RoleRefused
from trigpoint.accounts.models import Commissioner, Invitation, User
from trigpoint.accounts.queries import may_there, people_with_address
from trigpoint.accounts.rules import REFUSED, require, role_book
from trigpoint.accounts.services.memberships import grant_role, grant_role_at_set_up
from trigpoint.accounts.services.people import create_user
from trigpoint.accounts.system import is_system
from trigpoint.audit import services as audit
from trigpoint.common import clock
from trigpoint.common.errors import NotAllowed
from trigpoint.common.ids import new_public_id

STATES = {
    "accepted": "This invitation has been used. Sign in with the account that was made then.",
    "withdrawn": "This invitation was withdrawn.",
    "expired": "This invitation has expired.",
}


def invite(*, email: str, role: str, by: User, organisation: str = "") -> Invitation:
    """Ask a person to take a role with the commissioner that `by` works for, within some days.

    organisation: ODS code of whom they would speak for, for roles of people from outside. Nobody learns whether
    the address has an account here.
    """
    require(by, "accounts.manage")
    known = role_book().roles.get(role)
    if known is None:
        raise RoleRefused(f"There is no role called {role}. The page Who can see what lists those there are.")
    if not known.is_staff and not organisation.strip():
        raise RoleRefused(f"Say which organisation somebody with the role {known.title} speaks for.")
    speaks_for = "" if known.is_staff else organisation.strip().upper()
    return _invite(Invitation(owner=by.commissioner, email=email, role=role, organisation=speaks_for, by=by))


def invite_administrator(*, email: str, commissioner: Commissioner, by: User) -> Invitation:
    """Ask the first person of a commissioner, who may then invite the others. For the command line alone."""
    if not is_system(by):
        raise NotAllowed(REFUSED)
    return _invite(Invitation(owner=commissioner, email=email, role="administrator", by=by))


@transaction.atomic
def _invite(draft: Invitation) -> Invitation:
    draft.email = draft.email.strip().lower()
    draft.expires_at = _expiry()
    draft.full_clean()
    draft.save()
    after = {"role": draft.role, "organisation": draft.organisation}
    audit.record(draft.by, "accounts.invited", draft, after=after)
    return draft


def send_invitation(*, invitation: Invitation, link: str, by: User) -> bool:
    """Send the link to whom it is for. Gives whether it left; if not, the inviter has to pass the link on."""
    is_sent = post.send(
        to=invitation.email,
        about=f"{by} invites you",
        template="invitation",
        by=by,
        invitation=invitation,
        role=role_book().roles[invitation.role],
        link=link,
    )
    audit.record(by, "accounts.invitation_sent", invitation, after={"left": is_sent})
    return is_sent


@transaction.atomic
def renew_invitation(*, invitation: Invitation, by: User) -> Invitation:
    """Give an invitation a new link and new days. The old link ends."""
    require(by, "accounts.manage")
    kept = _locked(invitation)
    if kept.state not in ("open", "expired"):
        raise InvitationRefused(STATES[kept.state])
    kept.key = new_public_id()
    kept.expires_at = _expiry()
    kept.save(update_fields=["key", "expires_at"])
    audit.record(by, "accounts.invitation_renewed", kept)
    return kept


@transaction.atomic
def withdraw_invitation(*, invitation: Invitation, by: User) -> Invitation:
    """Take an invitation back; its link ends."""
    require(by, "accounts.manage")
    kept = _locked(invitation)
    if kept.state not in ("open", "expired"):
        raise InvitationRefused(STATES[kept.state])
    kept.withdrawn_at = clock.now()
    kept.save(update_fields=["withdrawn_at"])
    audit.record(by, "accounts.invitation_withdrawn", kept)
    return kept


@transaction.atomic
def join(*, invitation: Invitation, full_name: str, password: str, by: Any) -> User:
    """Somebody invited makes their account. Their e-mail address is their username."""
    _open(invitation)
    if people_with_address(invitation.email):
        raise InvitationRefused("You have an account here already. Sign in, then open the link again.")
    person = create_user(
        username=invitation.email, email=invitation.email, password=password, full_name=full_name, by=by
    )
    accept_invitation(invitation=invitation, by=person)
    return person


@transaction.atomic
def accept_invitation(*, invitation: Invitation, by: User) -> None:
    """Take the role that one was invited to. Each invitation counts once."""
    kept = _open(invitation)
    if not by.email and not people_with_address(kept.email):
        by.email = kept.email  # they followed the link to this address, and nobody else has it
        by.save(update_fields=["email"])
    if by.email.lower() != kept.email:
        raise InvitationRefused("This invitation is for another e-mail address than that of your account.")
    _grant(kept, by)
    kept.accepted_at, kept.accepted_by = clock.now(), by
    kept.save(update_fields=["accepted_at", "accepted_by"])
    audit.record(by, "accounts.invitation_accepted", kept, after={"role": kept.role})


def _grant(invitation: Invitation, person: User) -> None:
    """Give the role, in the name of who invited; a role that is held already stays as it is."""
    held = person.memberships.in_force().filter(commissioner=invitation.owner, role=invitation.role)
    organisation = invitation.organisation or invitation.owner.code
    if not held.filter(organisation=organisation).exists():
        give = grant_role_at_set_up if is_system(invitation.by) else grant_role
        give(
            person=person,
            role=invitation.role,
            commissioner=invitation.owner,
            organisation=invitation.organisation,
            by=invitation.by,
        )


def _open(invitation: Invitation) -> Invitation:
    """The invitation, locked, if it can still be accepted."""
    kept = _locked(invitation)
    if kept.state != "open":
        raise InvitationRefused(STATES[kept.state])
    if is_system(kept.by):
        return kept
    if not kept.by.is_active:
        raise InvitationRefused("Whoever invited you is not here any more. Ask to be invited again.")
    if not may_there(kept.by, "accounts.manage", commissioner=kept.owner):
        raise InvitationRefused("Whoever invited you may not give roles any more. Ask to be invited again.")
    return kept


def _locked(invitation: Invitation) -> Invitation:
    return Invitation.objects.select_for_update(of=("self",)).get(pk=invitation.pk)


def _expiry() -> dt.datetime:
    return clock.now() + dt.timedelta(days=settings.INVITATION_DAYS)
