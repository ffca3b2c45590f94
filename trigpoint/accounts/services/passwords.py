"""Choosing a new password. Whoever knew the old one is signed out everywhere."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db import transaction

from trigpoint.accounts import post
from trigpoint.accounts.errors import AccountRefused
from trigpoint.accounts.guessing import Kind, guess_at
from trigpoint.accounts.models import User
from trigpoint.accounts.passwords import set_password
from trigpoint.accounts.queries import is_colleague, people_with_address
from trigpoint.accounts.rules import require
from trigpoint.accounts.services.sessions import end_sessions
from trigpoint.accounts.services.signing_in import confirm_password
from trigpoint.audit import services as audit


def change_password(
    *, by: User, current: str, new: str, address: str | None = None, session: str | None = None
) -> None:
    """A person chooses a new password and proves that they know the present one. Only `session` goes on."""
    confirm_password(password=current, address=address, by=by)
    _choose(person=by, new=new, by=by, session=session)


def choose_password(*, person: User, new: str, by: Any) -> None:
    """A person who followed the link of a message chooses a new password."""
    _choose(person=person, new=new, by=by, session=None)


def ask_for_new_password(*, email: str, link_to: Callable[[User], str], address: str | None, by: Any) -> None:
    """Send the message that was asked for. Whoever asks learns nothing; the mailbox learns whether there is an account.

    link_to: gives the link with which a person chooses a new password.
    """
    guess = guess_at(Kind.RESET, name=email, address=address)
    audit.record(by, "accounts.password_reset_asked", guess.note)
    people = [person for person in people_with_address(email) if person.is_active]
    for person in people or [None]:
        link = link_to(person) if person and person.has_usable_password() else ""
        post.send(to=email, about="a new password", template="forgotten", person=person, link=link)


def help_with_password(*, person: User, why: str, by: User) -> None:
    """Note that an administrator makes a link with which a colleague chooses a new password, and tell the colleague."""
    require(by, "accounts.manage")
    if person == by or not is_colleague(person, of=by):
        raise AccountRefused("You can do this for your colleagues, not for yourself.")
    if not why.strip():
        raise AccountRefused("Say how you made sure that it is they who ask.")
    audit.record(by, "accounts.password_link_made", person, why=why.strip())
    post.tell(person, f"{by}, your administrator, made a link with which you choose a new password.")


def _choose(*, person: User, new: str, by: Any, session: str | None) -> None:
    with transaction.atomic():
        set_password(person, new)
        person.save(update_fields=["password"])
        audit.record(by, "accounts.password_changed", person)
        end_sessions(person=person, by=by, but=session)
    post.tell(person, "The password of your account was changed.")
