"""Who may come in. Every attempt is in the audit."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.contrib.auth import authenticate
from django.db import transaction

from trigpoint.accounts.errors import SignInRefused, TooManyAttempts
from trigpoint.accounts.models import FailedSignIn, User
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
