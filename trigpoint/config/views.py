"""Is it alive, is it ready, and the pages for when something is wrong."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


@login_not_required
def healthz(request: HttpRequest) -> HttpResponse:
    """The process answers."""
    return HttpResponse("ok", content_type="text/plain")


@login_not_required
def readyz(request: HttpRequest) -> HttpResponse:
    """Everything that `READY` promises holds now: migrated, loaded, surveilled and a worker alive."""
    return HttpResponse("ok", content_type="text/plain")


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400: the request could not be understood."""
    return render(request, "ui/error.jinja", {"kind": "bad_request"}, status=400)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """403: signed in, but not for this."""
    return render(request, "ui/error.jinja", {"kind": "forbidden", "reason": str(exception)}, status=403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404: not there, or not for this person; the page does not tell which."""
    return render(request, "ui/error.jinja", {"kind": "not_found"}, status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    """500: our fault."""
    return render(request, "ui/error.jinja", {"kind": "server_error"}, status=500)
