"""People who come with the account of their own organisation."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from allauth.socialaccount.models import SocialAccount
from django.db import transaction

from trigpoint.accounts import post
from trigpoint.accounts.errors import SingleSignOnRefused
from trigpoint.accounts.models import Invitation, User
from trigpoint.accounts.queries import people_with_address
from trigpoint.accounts.services.invitations import accept_invitation
from trigpoint.audit import services as audit
from trigpoint.common.ids import new_public_id


@dataclass(frozen=True)
class Visitor:
    """What the organisation's sign-in says of somebody: who they are to it, and their name.

    email: only where the organisation vouches for it, else "".
    """

    provider: str
    subject: str
    name: str
    email: str


@transaction.atomic
def recognise(*, visitor: Visitor, by: Any, invitation: Invitation | None = None) -> User:
    """The person that a visitor is: remembered, or known by an address that is vouched for, or new.

    With the `invitation` whose link they followed they come in as the person invited. Somebody new without an
    invitation is let in without a role: they see nothing until an administrator gives them one.
    """
    person = _remembered(visitor)
    if person is None:
        person = _known_by_address(visitor.email) or _newcomer(visitor, invitation, by)
        SocialAccount.objects.create(user=person, provider=visitor.provider, uid=visitor.subject)
        audit.record(person, "accounts.sso_linked", person, after={"provider": visitor.provider})
        said = "The account of your organisation now signs you in."
        transaction.on_commit(lambda: post.tell(person, said))
    for each in _waiting(visitor.email, invitation):
        accept_invitation(invitation=each, by=person)
    return person


def _remembered(visitor: Visitor) -> User | None:
    known = SocialAccount.objects.filter(provider=visitor.provider, uid=visitor.subject)
    account = known.select_related("user").first()
    return account.user if account else None


def _known_by_address(email: str) -> User | None:
    """The one person with this address. A closed account stays closed, and between two nobody guesses."""
    people = people_with_address(email)
    if len(people) > 1:
        raise SingleSignOnRefused(
            "More than one account here has your e-mail address. Ask your administrator which one is yours."
        )
    if people and not people[0].is_active:
        raise SingleSignOnRefused(
            "Your account here was closed. Ask your administrator if that is a mistake."
        )
    return people[0] if people else None


def _newcomer(visitor: Visitor, invitation: Invitation | None, by: Any) -> User:
    email = visitor.email or (invitation.email if invitation else "")
    if people_with_address(
        email
    ):  # the link reached the mailbox, but that does not open an account that exists
        raise SingleSignOnRefused(
            "There is an account here with the address that was invited. Sign in to it, then open the link again."
        )
    first, _, last = visitor.name.strip().partition(" ")
    person = User(username=_free_username(email), email=email, first_name=first[:150], last_name=last[:150])
    person.set_unusable_password()
    person.full_clean()
    person.save()
    audit.record(by, "accounts.user_created", person, after={"by": "single sign-on"})
    return person


def _free_username(email: str) -> str:
    is_free = email and not User.objects.filter(username__iexact=email).exists()
    return email if is_free else f"sso-{new_public_id()}"


def _waiting(email: str, followed: Invitation | None) -> list[Invitation]:
    """Invitations to accept: to the address that is vouched for, and the one whose link was followed."""
    waiting = list(Invitation.objects.open().filter(email=email)) if email else []
    return waiting + [each for each in (followed,) if each is not None and each not in waiting]
