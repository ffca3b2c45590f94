"""Guesses are slowed down, whoever makes them and whichever process sees them."""

from __future__ import annotations

import datetime as dt

import pytest

from trigpoint.accounts.errors import TooManyAttempts
from trigpoint.accounts.guessing import LIMITS, Kind, guess_at
from trigpoint.accounts.models import FailedSignIn
from trigpoint.common import clock

pytestmark = pytest.mark.django_db
MORNING = dt.datetime(2026, 11, 24, 9, tzinfo=dt.UTC)


def guesses(count, *, kind=Kind.PASSWORD, name="amina", address="192.0.2.1", minute=0):
    """So many guesses at one moment."""
    with clock.replaying(MORNING + dt.timedelta(minutes=minute)):
        return [guess_at(kind, name=name, address=address) for _ in range(count)]


def test_the_eleventh_guess_at_a_password_from_one_address_waits():
    guesses(10)

    with pytest.raises(TooManyAttempts, match="Wait 15 minutes"):
        guesses(1)
    assert FailedSignIn.objects.count() == 10  # waiting is not made longer by trying


def test_the_same_name_from_another_address_goes_on():
    guesses(10)

    assert guesses(1, address="192.0.2.2")


def test_one_name_from_everywhere_waits_after_a_hundred_in_an_hour():
    for number in range(20):
        guesses(5, address=f"192.0.2.{number}", minute=number)

    with pytest.raises(TooManyAttempts, match="Wait 60 minutes"):
        guesses(1, address="198.51.100.1", minute=30)


def test_one_address_waits_after_a_hundred_names():
    for number in range(100):
        guesses(1, name=f"person{number}")

    with pytest.raises(TooManyAttempts):
        guesses(1, name="somebody.else")
    assert guesses(1, name="somebody.else", address="192.0.2.2")


def test_addresses_of_one_ipv6_customer_count_together():
    for number in range(10):
        guesses(1, address=f"2001:db8:1:1::{number}")

    with pytest.raises(TooManyAttempts):
        guesses(1, address="2001:db8:1:1:ffff::1")


def test_five_codes_then_a_wait_wherever_they_come_from():
    for number in range(5):
        guesses(1, kind=Kind.CODE, address=f"192.0.2.{number}")

    with pytest.raises(TooManyAttempts, match="Wait 15 minutes"):
        guesses(1, kind=Kind.CODE, address="198.51.100.1")


def test_twenty_codes_in_a_day_then_a_wait_of_a_day():
    for number in range(4):
        guesses(5, kind=Kind.CODE, minute=number * 60)

    with pytest.raises(TooManyAttempts, match="Wait 24 hours"):
        guesses(1, kind=Kind.CODE, minute=600)


def test_three_messages_an_hour_to_one_address():
    guesses(3, kind=Kind.RESET, name="amina@nhs.example")

    with pytest.raises(TooManyAttempts):
        guesses(1, kind=Kind.RESET, name="Amina@NHS.example ", address="192.0.2.9")


def test_guesses_at_one_thing_do_not_count_at_another():
    guesses(10)

    assert guesses(1, kind=Kind.CODE)


def test_a_right_guess_forgives_the_wrong_ones_from_there_only():
    guesses(9)
    guesses(3, address="192.0.2.2")

    guesses(1)[0].forgive()

    assert set(FailedSignIn.objects.values_list("address", flat=True)) == {"192.0.2.2"}


def test_guesses_are_forgotten_after_a_day():
    guesses(1)
    guesses(1, name="megan", minute=25 * 60)

    assert [note.username for note in FailedSignIn.objects.all()] == ["megan"]


def test_without_an_address_guesses_still_count():
    guesses(10, address=None)

    with pytest.raises(TooManyAttempts):
        guesses(1, address=None)


def test_every_kind_has_a_limit_for_one_name_and_for_one_address():
    assert set(LIMITS) == set(Kind)
    assert all(any(limit.one_name for limit in limits) for limits in LIMITS.values())
    assert all(any(not limit.one_name for limit in limits) for limits in LIMITS.values())
