"""Slowing guesses down, whichever process sees them. Whether what is guessed at exists makes no difference."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db.models import QuerySet

from trigpoint.accounts.errors import TooManyAttempts
from trigpoint.accounts.models import FailedSignIn
from trigpoint.common import clock
from trigpoint.common.addresses import counted_address

KEPT = dt.timedelta(days=1)
Kind = FailedSignIn.Kind


@dataclass(frozen=True)
class Limit:
    """At most so many guesses within a time: at one name, from one address, or both."""

    guesses: int
    minutes: int
    one_name: bool = True
    one_address: bool = False


# From one address many may come: a whole trust can stand behind it.
FROM_ONE_ADDRESS = Limit(100, 15, one_name=False, one_address=True)
LIMITS = {
    Kind.PASSWORD: (Limit(10, 15, one_address=True), Limit(100, 60), FROM_ONE_ADDRESS),
    # Six digits, and whoever is asked for them knew the password: few tries, wherever they come from.
    Kind.CODE: (Limit(5, 15), Limit(20, 24 * 60), FROM_ONE_ADDRESS),
    Kind.RESET: (Limit(3, 60), Limit(20, 60, one_name=False, one_address=True)),
}


@dataclass(frozen=True)
class Guess:
    """One guess that was noted before anybody looked whether it is right, so that none slips through beside another."""

    note: FailedSignIn

    def forgive(self) -> None:
        """It was right: what was guessed wrongly at this name from this address no longer counts."""
        same = FailedSignIn.objects.filter(kind=self.note.kind, username=self.note.username)
        same.filter(address=self.note.address).delete()


def guess_at(kind: str, *, name: str, address: str | None) -> Guess:
    """Note a guess; TooManyAttempts when there were too many already. `name` is what was typed, it need not exist."""
    now = clock.now()
    FailedSignIn.objects.filter(at__lt=now - KEPT).delete()
    note = FailedSignIn.objects.create(
        kind=kind, username=name.strip().lower()[:150], address=counted_address(address), at=now
    )
    for limit in LIMITS[kind]:
        if _counted(limit, note).count() > limit.guesses:
            note.delete()
            raise TooManyAttempts(minutes=limit.minutes)
    return Guess(note)


def _counted(limit: Limit, note: FailedSignIn) -> QuerySet[FailedSignIn]:
    counted = FailedSignIn.objects.filter(
        kind=note.kind, at__gt=note.at - dt.timedelta(minutes=limit.minutes)
    )
    if limit.one_name:
        counted = counted.filter(username=note.username)
    return counted.filter(address=note.address) if limit.one_address else counted
