"""Public ids: what a web address shows. They cannot be guessed and say nothing about how many there are."""

import secrets

ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"  # no look-alikes, so that an id can be read out


def new_public_id() -> str:
    """Sixteen characters, about 79 bits."""
    return "".join(secrets.choice(ALPHABET) for _ in range(16))
