"""What a person has set up as the second step of signing in, in words."""

from __future__ import annotations

import datetime as dt
from contextlib import suppress
from dataclasses import dataclass

from allauth.mfa.models import Authenticator

from trigpoint.accounts.models import User
from trigpoint.accounts.queries import second_steps_of
from trigpoint.accounts.sealing import SealBroken
from trigpoint.common import clock
from trigpoint.ui.words import day

Type = Authenticator.Type


@dataclass(frozen=True)
class Passkey:
    """One passkey. `replaces_password`: signs in without one; None where the browser did not say."""

    pk: int
    name: str
    added: str
    used: str
    replaces_password: bool | None


@dataclass(frozen=True)
class Steps:
    """What is there: an app since when, passkeys, how many recovery codes are left."""

    app_added: str
    passkeys: tuple[Passkey, ...]
    codes_left: int

    @property
    def has_app(self) -> bool:
        """Whether an authenticator app is set up."""
        return bool(self.app_added)

    @property
    def is_any(self) -> bool:
        """Whether a second step is set up at all."""
        return self.has_app or bool(self.passkeys)

    @property
    def codes_said(self) -> str:
        """How many recovery codes are left."""
        return (
            "1 recovery code is left"
            if self.codes_left == 1
            else f"{self.codes_left or 'No'} recovery codes are left"
        )

    @property
    def after_recovery(self) -> str:
        """What somebody reads who has just signed in with a recovery code."""
        return (
            f"You signed in with a recovery code. {self.codes_said}. If you lost your device, "
            "set up another one now: Your details, Second step."
        )


def steps_of(person: User) -> Steps:
    """The steps of a person."""
    found = second_steps_of(person)
    app = next((each for each in found if each.type == Type.TOTP), None)
    codes = next((each for each in found if each.type == Type.RECOVERY_CODES), None)
    return Steps(
        app_added=_day(app.created_at) if app else "",
        passkeys=tuple(_passkey(each) for each in found if each.type == Type.WEBAUTHN),
        codes_left=_left(codes),
    )


def _passkey(kept: Authenticator) -> Passkey:
    found = kept.wrap()
    used = _day(kept.last_used_at) if kept.last_used_at else "not yet"
    return Passkey(kept.pk, found.name, _day(kept.created_at), used, found.is_passwordless)


def _left(codes: Authenticator | None) -> int:
    with suppress(SealBroken):
        return len(codes.wrap().get_unused_codes()) if codes else 0
    return 0


def _day(moment: dt.datetime) -> str:
    return day(moment.astimezone(clock.LONDON).date())
