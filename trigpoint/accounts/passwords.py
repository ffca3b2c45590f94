"""What makes a password good enough."""

from __future__ import annotations

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from trigpoint.accounts.errors import AccountRefused
from trigpoint.accounts.models import User


def check_password_is_good(password: str, person: User | None) -> None:
    """AccountRefused with what is wrong with it: too short, too common, too like the person's name."""
    try:
        validate_password(password, person)
    except ValidationError as error:
        raise AccountRefused(" ".join(error.messages)) from error


def set_password(person: User, password: str) -> None:
    """Give `person`, who is still to be saved, a password that is good enough."""
    check_password_is_good(password, person)
    person.set_password(password)
