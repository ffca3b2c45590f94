"""Where to go on to, when the address says so: to pages of ours only, since anybody can write an address."""

from __future__ import annotations

from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme


def is_own_page(request: HttpRequest, wanted: str) -> bool:
    """Whether `wanted` is the path of a page of ours: no other host, no name of a view, nothing that breaks a line."""
    return (
        wanted.startswith("/")
        and wanted.isprintable()
        and url_has_allowed_host_and_scheme(
            wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
        )
    )


def own_page(request: HttpRequest, wanted: str, otherwise: str) -> str:
    """`wanted` if it is a page of ours, or else `otherwise`."""
    return wanted if is_own_page(request, wanted) else otherwise
