"""The pages for when something is wrong."""

from __future__ import annotations

from django.conf import settings
from django.core.exceptions import DisallowedHost
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from trigpoint.config.starting import POLICY, bare_page


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400: the request could not be understood, or came under a host name that is not ours."""
    if isinstance(exception, DisallowedHost):
        return unknown_host(request)
    return render(request, "ui/error.jinja", {"kind": "bad_request"}, status=400)


def unknown_host(request: HttpRequest) -> HttpResponse:
    """400: says how to make a host name known. Complete in itself, since no session was looked at yet."""
    asked = request.META.get("HTTP_HOST", "")
    name = asked.rpartition(":")[0] if not asked.endswith("]") and ":" in asked else asked
    known = ",".join(settings.ALLOWED_HOSTS)
    return HttpResponse(
        bare_page(
            "This address is not one of ours",
            f"This Trigpoint was asked for as {name!r}, which is not among the host names it answers to.",
            "How to mend it, if it is yours to run",
            f"Start it with the name in HOSTS, for example:\n\nmake run HOSTS={known},{name}\n\n"
            "or put the HOSTS line into the file .env.",
        ),
        status=400,
        headers={"Content-Security-Policy": POLICY},
    )


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """403: signed in, but not for this."""
    return render(request, "ui/error.jinja", {"kind": "forbidden", "reason": str(exception)}, status=403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404: not there, or not for this person; the page does not tell which."""
    return render(request, "ui/error.jinja", {"kind": "not_found"}, status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    """500: our fault."""
    return render(request, "ui/error.jinja", {"kind": "server_error"}, status=500)
