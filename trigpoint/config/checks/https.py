"""How people reach the service: encrypted, and known by their own addresses."""

from __future__ import annotations

from django.conf import settings

from trigpoint.config.finding import Finding

DAY = 24 * 60 * 60


def https() -> Finding:
    """Do sessions travel encrypted."""
    if not settings.SESSION_COOKIE_SECURE:
        means = "Sessions may travel unencrypted."
        mend = "Put a web server with HTTPS in front that sets X-Forwarded-Proto, and set HTTPS=yes."
        return Finding("https", "fail", means, mend)
    return Finding("https", "ok", "Sessions travel over HTTPS only.")


def hsts() -> Finding:
    """Do browsers remember to come by HTTPS."""
    if settings.SESSION_COOKIE_SECURE and settings.SECURE_HSTS_SECONDS < DAY:
        means = "Browsers forget within a day to come by HTTPS only, so a first visit can be led astray."
        return Finding(
            "hsts", "warn", means, "Once your certificate renews by itself, remove HSTS_SECONDS (a year)."
        )
    return Finding("hsts", "ok", "Nothing is to be remembered, or browsers remember to come by HTTPS only.")


def trusted_origins() -> Finding:
    """Are forms taken from our own pages only."""
    loose = [
        origin for origin in settings.CSRF_TRUSTED_ORIGINS if "*" in origin or origin.startswith("http:")
    ]
    if loose:
        means = f"Forms are believed from {', '.join(loose)}, which others can pretend to be."
        return Finding(
            "trusted origins",
            "fail",
            means,
            "Name the address in full: TRUSTED_ORIGINS=https://trigpoint.example.nhs.uk",
        )
    return Finding("trusted origins", "ok", "Forms are believed from our own pages only.")


def proxies() -> Finding:
    """Does it know who asks, behind the web server in front."""
    if settings.HTTPS and not settings.PROXIES:
        means = (
            "A web server stands in front and nobody said so: everybody counts as one address, so that the audit does not "
            "tell where somebody came from and one person's wrong guesses stop all."
        )
        mend = "Let it add to X-Forwarded-For, and say how many there are: PROXIES=1"
        return Finding("proxies", "warn", means, mend)
    return Finding("proxies", "ok", f"{settings.PROXIES} web servers in front are believed about addresses.")
