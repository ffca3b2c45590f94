"""Secrets of second steps, sealed with the secret of the installation, so that a copy of the database opens nothing."""

from __future__ import annotations

import base64

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

from trigpoint.common.errors import DomainError

PURPOSE = b"trigpoint.accounts.second_step"


class SealBroken(DomainError):
    """The installation has another secret than when this was sealed."""

    def __init__(self) -> None:
        super().__init__("Your second step cannot be checked any more. Ask your administrator to reset it")


def seal(text: str) -> str:
    """What is kept of `text`."""
    return _keys().encrypt(text.encode()).decode()


def open_sealed(kept: str) -> str:
    """The text again; SECRET_KEY_FALLBACKS are tried too."""
    try:
        return _keys().decrypt(kept.encode()).decode()
    except InvalidToken as broken:
        raise SealBroken from broken


def _keys() -> MultiFernet:
    secrets = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return MultiFernet([Fernet(_derived(secret)) for secret in secrets])


def _derived(secret: str) -> bytes:
    derive = HKDF(algorithm=SHA256(), length=32, salt=None, info=PURPOSE)
    return base64.urlsafe_b64encode(derive.derive(secret.encode()))
