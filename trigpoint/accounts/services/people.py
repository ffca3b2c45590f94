"""The accounts of people and commissioners. Every deed is in the audit."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from trigpoint.accounts.errors import AccountRefused
from trigpoint.accounts.models import Commissioner, User
from trigpoint.accounts.passwords import set_password
from trigpoint.audit import services as audit


@transaction.atomic
def create_commissioner(*, code: str, name: str, by: Any) -> Commissioner:
    """A body whose people may sign in here. `code` is its ODS code."""
    if Commissioner.objects.filter(code=code).exists():
        raise AccountRefused(f"There is already one here with the code {code}.")
    made = Commissioner(code=code, name=name)
    made.full_clean()
    made.save()
    audit.record(by, "accounts.commissioner_created", made, after={"code": code})
    return made


@transaction.atomic
def create_user(*, username: str, password: str, by: Any, full_name: str = "", email: str = "") -> User:
    """A person who may sign in, with a password that passes the rules; `grant_role` then lets them see anything.

    full_name: as shown on pages.
    """
    if User.objects.filter(username__iexact=username).exists():
        raise AccountRefused(f"There is already somebody with the username {username}.")
    first, _, last = full_name.partition(" ")
    person = User(username=username, first_name=first, last_name=last, email=email)
    set_password(person, password)
    person.full_clean()
    person.save()
    audit.record(by, "accounts.user_created", person)
    return person
