"""Where a request comes from, as an address that can be kept and counted."""

from __future__ import annotations

import ipaddress
from contextlib import suppress

from django.http import HttpRequest

SUBSCRIBER = (
    64  # bits of an IPv6 address that a provider gives to one customer; the rest they choose themselves
)


def client_address(request: HttpRequest) -> str | None:
    """The address of whoever asks, None when the web server did not tell a proper one.

    Behind web servers of ours `PROXIES` says how many of them are believed; no other header counts.
    """
    told = str(request.META.get("REMOTE_ADDR") or "").strip()
    for text in (told, told.rpartition(":")[0].strip("[]"), told.strip("[]")):
        with suppress(ValueError):
            found = ipaddress.ip_address(text)
            return str(getattr(found, "ipv4_mapped", None) or found)
    return None


def counted_address(address: str | None) -> str | None:
    """What attempts are counted for: the address itself, or the whole network of one IPv6 customer."""
    if address is None or ipaddress.ip_address(address).version == 4:
        return address
    return str(ipaddress.ip_network(f"{address}/{SUBSCRIBER}", strict=False).network_address)
