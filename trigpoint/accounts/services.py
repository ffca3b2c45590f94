"""Who may come in, and the accounts of people and commissioners. Every deed is in the audit."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.contrib.auth import authenticate
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction

from trigpoint.accounts.errors import AccountRefused, SignInRefused, TooManyAttempts
from trigpoint.accounts.models import Commissioner, FailedSignIn, User
from trigpoint.audit import services as audit
from trigpoint.common import clock

ATTEMPTS = 10
WITHIN = dt.timedelta(minutes=15)
KEPT = dt.timedelta(days=1)


def admit(*, username: str, password: str, address: str | None, by: Any) -> User:
    """The person with this username and password, noted as signed in.

    After `ATTEMPTS` wrong guesses for the username from one address within `WITHIN`, even the right password
    is refused. Nothing tells whether the username exists. `by` is whoever asks: nobody yet, as a rule.
    """
    typed = username.strip()
    recent = FailedSignIn.objects.filter(
        username=typed.lower()[:150], address=address, at__gt=clock.now() - WITHIN
    )
    if recent.count() >= ATTEMPTS:
        raise TooManyAttempts(minutes=int(WITHIN.total_seconds() // 60))
    person = authenticate(username=typed, password=password)
    if not isinstance(person, User):
        _note_failure(username=typed, address=address, by=by)
        raise SignInRefused
    with transaction.atomic():
        recent.delete()
        audit.record(person, "accounts.signed_in", person)
    return person


@transaction.atomic
def _note_failure(*, username: str, address: str | None, by: Any) -> None:
    FailedSignIn.objects.filter(at__lt=clock.now() - KEPT).delete()
    failure = FailedSignIn.objects.create(username=username.lower()[:150], address=address, at=clock.now())
    audit.record(by, "accounts.sign_in_refused", failure, after={"address": address})


def sign_out(*, by: User) -> None:
    """Note that a person has signed out."""
    audit.record(by, "accounts.signed_out", by)


@transaction.atomic
def create_commissioner(*, code: str, name: str, by: Any) -> Commissioner:
    """A body whose people may sign in here. `code` is its ODS code."""
    if Commissioner.objects.filter(code=code).exists():
        raise AccountRefused(f"There is already a commissioner with the code {code}.")
    made = Commissioner(code=code, name=name)
    made.full_clean()
    made.save()
    audit.record(by, "accounts.commissioner_created", made, after={"code": code})
    return made


@transaction.atomic
def create_user(
    *,
    username: str,
    password: str,
    commissioner: Commissioner | None,
    role: str,
    by: Any,
    full_name: str = "",
) -> User:
    """A person who may sign in, with a password that passes the rules. `full_name` is shown on pages."""
    if User.objects.filter(username__iexact=username).exists():
        raise AccountRefused(f"There is already somebody with the username {username}.")
    first, _, last = full_name.partition(" ")
    person = User(username=username, commissioner=commissioner, role=role, first_name=first, last_name=last)
    _give_password(person, password)
    person.full_clean()
    person.save()
    audit.record(by, "accounts.user_created", person, after={"role": str(role)})
    return person


@transaction.atomic
def change_password(*, by: User, current: str, new: str) -> None:
    """A person chooses a new password and proves that they know the present one."""
    if not by.check_password(current):
        raise AccountRefused("Your current password is not right")
    _give_password(by, new)
    by.save(update_fields=["password"])
    audit.record(by, "accounts.password_changed", by)


def _give_password(person: User, password: str) -> None:
    try:
        validate_password(password, person)
    except ValidationError as error:
        raise AccountRefused(" ".join(error.messages)) from error
    person.set_password(password)
