"""What browsers are told to refuse: the content security policy, as a function of the installation's settings."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import urlsplit

from csp.constants import NONCE, NONE, SELF

NHS_FONTS = "https://assets.nhs.uk"
# What browsers let pages do with the device. Passkeys are for our own pages, everything else for none.
PERMISSIONS = {
    "publickey-credentials-get": "(self)",
    "publickey-credentials-create": "(self)",
    **dict.fromkeys(
        (
            "accelerometer",
            "camera",
            "display-capture",
            "encrypted-media",
            "fullscreen",
            "geolocation",
            "gyroscope",
            "magnetometer",
            "microphone",
            "midi",
            "payment",
            "picture-in-picture",
            "screen-wake-lock",
            "usb",
            "xr-spatial-tracking",
        ),
        "()",
    ),
}


def permissions_policy() -> str:
    """The header in which browsers read it."""
    return ", ".join(f"{name}={allowed}" for name, allowed in PERMISSIONS.items())


def content_security_policy(
    *, is_https: bool, form_targets: Sequence[str] = (), report_to: str = ""
) -> dict[str, object]:
    """Scripts and styles of ours only, nothing inline, no frames, forms to ourselves.

    `form_targets`: addresses that a form's answer may lead on to, since browsers hold form-action against
    redirects too: where single sign-on begins. `report_to`: where browsers tell of breaches.
    """
    directives: dict[str, object] = {
        "default-src": [SELF],
        "script-src": [SELF, NONCE],
        "style-src": [SELF, NONCE],
        "img-src": [SELF, "data:"],
        "font-src": [SELF, NHS_FONTS],
        "connect-src": [SELF],
        "object-src": [NONE],
        "frame-src": [NONE],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF, *dict.fromkeys(origin_of(target) for target in form_targets)],
    }
    if is_https:
        directives["upgrade-insecure-requests"] = True
    if report_to:
        directives["report-uri"] = [report_to]
    return {"DIRECTIVES": directives}


def origin_of(address: str) -> str:
    """https://login.example.nhs.uk/oauth/authorize -> https://login.example.nhs.uk"""
    parts = urlsplit(address)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise ValueError(f"{address!r} is no web address: it should begin with https://")
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}"
