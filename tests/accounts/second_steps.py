"""An authenticator app as RFC 6238 has it, told without allauth."""

from __future__ import annotations

import base64
import hashlib
import hmac
import time

from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


def code_of(secret: str = SECRET, *, steps: int = 0) -> str:
    """The six digits that an app shows now, or some steps of 30 seconds from now."""
    moment = (int(time.time()) // 30 + steps).to_bytes(8, "big")
    digest = hmac.new(base64.b32decode(secret), moment, hashlib.sha1).digest()
    offset = digest[-1] & 15
    number = int.from_bytes(digest[offset : offset + 4], "big") & 0x7FFFFFFF
    return f"{number % 1_000_000:06}"


def wrong_code() -> str:
    """Six digits that no app shows just now."""
    shown = {code_of(steps=steps) for steps in range(-2, 3)}
    return next(code for number in range(10) if (code := f"{number:06}") not in shown)


def with_app(person, secret: str = SECRET) -> list[str]:
    """The person has set up an app and kept these recovery codes."""
    TOTP.activate(person, secret)
    return RecoveryCodes.activate(person).get_unused_codes()
