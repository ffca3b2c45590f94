"""Encryption of what is sealed: Fernet (AES and a signature), with keys that can be changed.

Each text gets a key of its own, derived from the vault's key and from what the text belongs to. Moved to another
record, owner or organisation, in the database or in a dump, it can no longer be read.
"""

from __future__ import annotations

import base64
from collections.abc import Sequence

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256, Hash
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

from trigpoint.vault.errors import KeyMissing


def mark_of(key: str) -> str:
    """A short mark that tells a key without giving it away."""
    digest = Hash(SHA256())
    digest.update(b"mark of " + key.encode())
    return digest.finalize().hex()[:16]


def newest_mark() -> str:
    """The mark of the key that is used for what is sealed now."""
    return mark_of(settings.VAULT_KEYS[0])


def seal(text: str, belongs_to: Sequence[str]) -> tuple[str, str]:
    """The text encrypted with the newest key for what it belongs to, and the mark of that key."""
    key = settings.VAULT_KEYS[0]
    return _fernet(key, belongs_to).encrypt(text.encode()).decode("ascii"), mark_of(key)


def unseal(sealed: str, mark: str, belongs_to: Sequence[str]) -> str:
    """The text again. KeyMissing when its key is not there, or it does not belong to what it is said to."""
    for key in settings.VAULT_KEYS:
        if mark_of(key) == mark:
            try:
                return _fernet(key, belongs_to).decrypt(sealed.encode("ascii")).decode()
            except InvalidToken as problem:
                raise KeyMissing from problem
    raise KeyMissing


def _fernet(key: str, belongs_to: Sequence[str]) -> Fernet:
    purpose = "\x1f".join(["trigpoint vault", *belongs_to]).encode()
    derived = HKDF(algorithm=SHA256(), length=32, salt=None, info=purpose).derive(key.encode())
    return Fernet(base64.urlsafe_b64encode(derived))
