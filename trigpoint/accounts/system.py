"""Trigpoint itself as a person: who asks for work by the timetable, and who acts when a command names nobody."""

from __future__ import annotations

from django.contrib.auth.hashers import make_password

from trigpoint.accounts.models import User

SYSTEM = "trigpoint"


def system_person() -> User:
    """Trigpoint itself, made when first asked for. Nobody can sign in as it; it holds no role unless one is given."""
    person, _ = User.objects.get_or_create(
        username=SYSTEM, defaults={"first_name": "Trigpoint", "password": make_password(None)}
    )
    return person


def is_system(person: User) -> bool:
    """Whether it is Trigpoint itself that acts: a command on the machine, or the timetable."""
    return person.username == SYSTEM
