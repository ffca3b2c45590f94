"""Closing accounts of people who have left, and opening them again."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from trigpoint.accounts import queries
from trigpoint.accounts.errors import AccountRefused
from trigpoint.accounts.models import User
from trigpoint.accounts.rules import require
from trigpoint.accounts.services.sessions import end_sessions
from trigpoint.audit import services as audit
from trigpoint.ui.vocabulary import term


@transaction.atomic
def close_account(*, person: User, why: str, by: User) -> User:
    """Close an account: the person is signed out everywhere and cannot come in. Roles stay as they are.

    Somebody who works for other commissioners too keeps the account; end their roles here instead.
    """
    _require_ours(person, by)
    if person == by:
        raise AccountRefused("You cannot close your own account. Ask another administrator.")
    if any(desk.pk != by.commissioner_id for desk in queries.commissioners_of(person)):
        raise AccountRefused(
            f"This person works for another {term('commissioner')} too. End their roles here instead."
        )
    return _set(person, False, "accounts.account_closed", why, by)


@transaction.atomic
def open_account(*, person: User, why: str, by: User) -> User:
    """Open a closed account again."""
    _require_ours(person, by)
    return _set(person, True, "accounts.account_opened", why, by)


def _set(person: User, is_active: bool, name: str, why: str, by: Any) -> User:
    if person.is_active == is_active:
        raise AccountRefused(f"The account is {'open' if is_active else 'closed'} already.")
    person.is_active = is_active
    person.save(update_fields=["is_active"])
    person.__dict__.pop("reach", None)
    audit.record(by, name, person, why=why.strip())
    if not is_active:
        end_sessions(person=person, by=by)
    return person


def _require_ours(person: User, by: User) -> None:
    require(by, "accounts.manage")
    if queries.person_here(of=by, public_id=person.public_id) is None:
        raise AccountRefused("Nobody of that name holds a role here.")
