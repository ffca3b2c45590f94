"""The second step of signing in: what is added, what counts once, and help for whoever lost their device."""

from __future__ import annotations

import datetime as dt

from allauth.mfa.models import Authenticator
from django.db import IntegrityError, transaction
from django.utils.crypto import salted_hmac

from trigpoint.accounts import post
from trigpoint.accounts.errors import AccountRefused, CodeRefused
from trigpoint.accounts.guessing import Guess
from trigpoint.accounts.models import UsedCode, User
from trigpoint.accounts.queries import is_colleague
from trigpoint.accounts.rules import require
from trigpoint.accounts.services.sessions import end_sessions
from trigpoint.audit import services as audit
from trigpoint.common import clock
from trigpoint.ui.vocabulary import term

Type = Authenticator.Type
KEPT = dt.timedelta(minutes=10)
SALT = "trigpoint.accounts.used_code"
# What happened, as the audit calls it, and as the person is told.
CHANGES = {
    "totp_added": ("accounts.second_factor_added", "An authenticator app was added to your account."),
    "totp_removed": (
        "accounts.second_factor_removed",
        "The authenticator app was removed from your account.",
    ),
    "passkey_added": ("accounts.second_factor_added", "A passkey was added to your account."),
    "passkey_removed": ("accounts.second_factor_removed", "A passkey was removed from your account."),
    "codes_made": ("accounts.recovery_codes_made", "New recovery codes were made for your account."),
}


def refuse_code(*, guess: Guess, by: User) -> None:
    """Note that a code of `by` was wrong. The guess stays counted."""
    audit.record(by, "accounts.sign_in_refused", guess.note, after={"step": "code"})


def refuse_passkey(*, by: User | None) -> None:
    """Note that a passkey was not accepted; whose it would have been is known only after the password."""
    audit.record(by, "accounts.sign_in_refused", by, after={"step": "passkey"})


@transaction.atomic
def use_second_step(*, kind: str, by: User, code: str = "") -> None:
    """Note that a person has passed their second step. A code of an app counts once, whichever process saw it."""
    if kind == Type.TOTP:
        _spend(by, code)
    name = "accounts.recovery_code_used" if kind == Type.RECOVERY_CODES else "accounts.second_factor_used"
    audit.record(by, name, by, after={"kind": str(kind)})
    if kind == Type.RECOVERY_CODES:
        what = "Somebody signed in to your account with a recovery code."
        transaction.on_commit(lambda: post.tell(by, what))


def _spend(person: User, code: str) -> None:
    UsedCode.objects.filter(at__lt=clock.now() - KEPT).delete()
    digest = salted_hmac(SALT, code, algorithm="sha256").hexdigest()
    try:
        with transaction.atomic():
            UsedCode.objects.create(user=person, digest=digest)
    except IntegrityError as used:
        raise CodeRefused from used


@transaction.atomic
def make_room_for_app(*, by: User) -> None:
    """A person moves to another authenticator app: the one they have makes room for the new one."""
    gone, _ = Authenticator.objects.filter(user=by, type=Type.TOTP).delete()
    if gone:
        audit.record(by, "accounts.second_factor_removed", by, after={"change": "totp_replaced"})


@transaction.atomic
def note_second_step_changed(*, change: str, by: User) -> None:
    """Note what a person added to their account or took from it (a key of CHANGES), and tell them."""
    name, said = CHANGES[change]
    audit.record(by, name, by, after={"change": change})
    transaction.on_commit(lambda: post.tell(by, said))


def reset_second_steps(*, person: User, why: str, by: User) -> None:
    """An administrator takes every second step from a colleague who lost their device."""
    require(by, "accounts.manage")
    if person == by:
        raise AccountRefused("Ask another administrator to do this for you.")
    if not is_colleague(person, of=by):
        raise AccountRefused(f"This person does not work with your {term('commissioner')}.")
    remove_second_steps(person=person, why=why, by=by)


@transaction.atomic
def remove_second_steps(*, person: User, why: str, by: User) -> None:
    """Take every second step from a person, and sign them out everywhere. Whether `by` may is asked before.

    They sign in with their password alone once more, and are asked to set up a new step.
    """
    if not why.strip():
        raise AccountRefused("Say how you made sure that it is they who ask.")
    removed = sorted(Authenticator.objects.filter(user=person).values_list("type", flat=True))
    if not removed:
        raise AccountRefused("This person has no second step.")
    Authenticator.objects.filter(user=person).delete()
    audit.record(by, "accounts.second_factor_removed", person, before={"kinds": removed}, why=why.strip())
    end_sessions(person=person, by=by)
    said = f"{by} removed the second step of your sign-in."
    transaction.on_commit(lambda: post.tell(person, said))
