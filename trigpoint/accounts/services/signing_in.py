"""Who may come in. Every attempt is in the audit."""

from __future__ import annotations

from typing import Any

from django.contrib.auth import authenticate
from django.db import transaction

from trigpoint.accounts.errors import AccountRefused, SignInRefused
from trigpoint.accounts.guessing import Kind, guess_at
from trigpoint.accounts.models import User
from trigpoint.audit import services as audit


def admit(*, username: str, password: str, address: str | None, by: Any) -> User:
    """The person with this username and password; they are not signed in yet, a second step may follow.

    After too many wrong guesses even the right password is refused. Nothing tells whether the username exists:
    as much is done for one that does not. `by` is whoever asks: nobody yet, as a rule.
    """
    typed = username.strip().lower() if "@" in username else username.strip()
    guess = guess_at(Kind.PASSWORD, name=typed, address=address)
    person = authenticate(username=typed, password=password)
    if not isinstance(person, User):
        audit.record(by, "accounts.sign_in_refused", guess.note, after={"step": "password"})
        raise SignInRefused
    guess.forgive()
    return person


def confirm_password(*, password: str, address: str | None, by: User) -> None:
    """A person who is signed in proves again that it is they."""
    guess = guess_at(Kind.PASSWORD, name=by.username, address=address)
    if not by.check_password(password):
        audit.record(by, "accounts.sign_in_refused", guess.note, after={"step": "confirm"})
        raise AccountRefused("Your current password is not right")
    guess.forgive()


@transaction.atomic
def note_signed_in(*, how: list[str], by: User) -> None:
    """Note that a person is in, and by what: password, totp, recovery_codes, webauthn, socialaccount."""
    audit.record(by, "accounts.signed_in", by, after={"how": how})


def sign_out(*, by: User, why: str = "") -> None:
    """Note that a person has signed out, or `why` they were: idle, too long."""
    audit.record(by, "accounts.signed_out", by, after={"why": why} if why else None)
