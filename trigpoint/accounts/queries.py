"""Reading about people."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.db.models import Q, QuerySet

from trigpoint.accounts.models import Commissioner, Invitation, Membership, Share, User
from trigpoint.accounts.rules import reach, reach_of

PEOPLE_FILE = "demo-users.json"
OWN_MACHINE = {"127.0.0.1", "::1"}


def demonstration_people(*, address: str | None) -> list[dict[str, str]]:
    """Whom to sign in as in a demonstration: name, role, username, password, what_to_try.

    Empty unless this installation is a demonstration and the request comes from the machine it runs on;
    behind a proxy that cannot be told, so that with HTTPS it is always empty.
    """
    kept = Path(settings.DATA_DIR) / PEOPLE_FILE
    if (
        not settings.DEMONSTRATION
        or settings.SECURE_PROXY_SSL_HEADER
        or address not in OWN_MACHINE
        or not kept.exists()
    ):
        return []
    return json.loads(kept.read_text(encoding="utf-8"))


def memberships_of(user: User) -> list[Membership]:
    """The roles that a person holds today, whoever with."""
    held = Membership.objects.in_force().filter(user=user).select_related("commissioner")
    return list(held.order_by("commissioner__name", "organisation", "role"))


def commissioners_of(user: User) -> list[Commissioner]:
    """The commissioners that a person may work for."""
    held = Membership.objects.in_force().filter(user=user)
    return list(Commissioner.objects.filter(pk__in=held.values("commissioner")))


def may_there(user: User, deed: str, *, commissioner: Commissioner) -> bool:
    """Whether a person may do `deed` with this commissioner, also while they work for another one."""
    if not user.is_active:
        return False
    held = Membership.objects.in_force().filter(user=user, commissioner=commissioner)
    return deed in reach_of(commissioner.pk, held.values_list("role", "organisation")).deeds


def people_with_address(email: str) -> list[User]:
    """People whose account has this e-mail address, closed accounts too; nobody for an empty one."""
    return list(User.objects.filter(email__iexact=email)) if email else []


def is_colleague(person: User, *, of: User) -> bool:
    """Whether a person holds a role with the commissioner that `of` works for."""
    return Membership.objects.in_force().filter(user=person, commissioner=of.commissioner_id).exists()


def colleague(*, of: User, public_id: str) -> User | None:
    """A person who holds a role with the commissioner that `of` works for."""
    held = Membership.objects.in_force().filter(commissioner=of.commissioner_id)
    return User.objects.filter(public_id=public_id, pk__in=held.values("user")).first()


def second_steps_of(person: User) -> list[Authenticator]:
    """What a person has set up for the second step, the oldest first."""
    return list(Authenticator.objects.filter(user=person).order_by("created_at"))


def sessions_of(person: User) -> list[UserSession]:
    """Where a person is signed in, the latest use first; what has ended by itself is forgotten."""
    found = UserSession.objects.purge_and_list(person)
    return sorted(found, key=lambda session: session.last_seen_at, reverse=True)


def active_person(public_id: str) -> User | None:
    """Somebody whose account is open, by the id that links show."""
    return User.objects.filter(public_id=public_id, is_active=True).first()


def person_called(username: str) -> User | None:
    """Somebody by username, in whatever case it is typed."""
    return User.objects.filter(username__iexact=username).first()


def invitation_with(token: str) -> Invitation | None:
    """The invitation of a link, in whatever state; None when the link is none of ours, or an older one."""
    return Invitation.objects.with_token(token).select_related("owner", "by").first()


def invitations_of(user: User) -> list[Invitation]:
    """Invitations of the commissioner that `user` works for, the newest first."""
    return list(Invitation.visible_to(user).select_related("by", "accepted_by"))


def people_here(*, of: User, words: str = "", role: str = "") -> QuerySet[User]:
    """People who hold or held a role with the commissioner that `of` works for; the role is one held today."""
    at_this_desk = Membership.objects.filter(commissioner=of.commissioner_id)
    found = User.objects.filter(pk__in=at_this_desk.values("user")).order_by("last_name", "first_name", "pk")
    if role:
        found = found.filter(pk__in=at_this_desk.in_force().filter(role=role).values("user"))
    for word in words.split():
        speaking = at_this_desk.in_force().filter(organisation__iexact=word).values("user")
        found = found.filter(
            Q(first_name__icontains=word)
            | Q(last_name__icontains=word)
            | Q(username__icontains=word)
            | Q(pk__in=speaking)
        )
    return found


def person_here(*, of: User, public_id: str) -> User | None:
    """Somebody who holds or held a role with the commissioner that `of` works for."""
    return people_here(of=of).filter(public_id=public_id).first()


def roles_here(*, of: User, people: Iterable[User]) -> list[Membership]:
    """The roles that people hold today with the commissioner that `of` works for."""
    held = Membership.objects.in_force().filter(commissioner=of.commissioner_id)
    return list(held.filter(user__in=[person.pk for person in people]))


def every_role_here(*, of: User, person: User) -> list[Membership]:
    """The roles that one person holds or held with the commissioner that `of` works for."""
    return list(Membership.objects.filter(commissioner=of.commissioner_id, user=person))


def membership_here(*, of: User, person: User, public_id: str) -> Membership | None:
    """One role that a person holds today with the commissioner that `of` works for."""
    held = Membership.objects.in_force().filter(commissioner=of.commissioner_id, user=person)
    return held.filter(public_id=public_id).select_related("user", "commissioner").first()


def shared_with(user: User) -> list[Share]:
    """What is shared with a person, the newest first."""
    return list(Share.objects.reaching(reach(user)).select_related("owner"))


def shares_of(user: User, kind: str, public_id: str) -> list[Share]:
    """With whom a record of the person's commissioner is or was shared."""
    found = Share.objects.filter(owner=user.commissioner_id, kind=kind, shared=public_id)
    return list(found.select_related("with_commissioner", "by", "end"))


def share_here(user: User, public_id: str) -> Share | None:
    """One share that the person's commissioner made."""
    return Share.objects.filter(owner=user.commissioner_id, public_id=public_id).first()
