"""The calendar that a person's program fetches, and the secret address of it."""

from __future__ import annotations

import datetime as dt
import hashlib

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseNotFound
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.utils.http import http_date
from django.views.decorators.http import require_POST, require_safe

from trigpoint.accounts.access import for_anybody_signed_in, for_everybody
from trigpoint.common import clock
from trigpoint.common.errors import DomainError
from trigpoint.notifications import presenters, queries, services

PAST = dt.timedelta(days=31)


@for_everybody
@require_safe
def calendar(request: HttpRequest, secret: str) -> HttpResponse:
    """A person's dates for whoever knows the secret: no cookie, nothing kept on the way, nothing told about why not."""
    person = queries.holder_of(secret)
    if person is None:
        return _closed(
            HttpResponseNotFound("There is no calendar at this address.", content_type="text/plain")
        )
    today = clock.today()
    dues, entries = queries.dues(person, today), queries.calendar(person, today - PAST)
    body = presenters.calendar_of(person, dues=dues, entries=entries, absolute=request.build_absolute_uri)
    response = HttpResponse(body, content_type="text/calendar; charset=utf-8")
    etag = f'"{hashlib.sha256(body).hexdigest()}"'
    response["Content-Disposition"] = 'inline; filename="trigpoint.ics"'
    changed = [each.changed_at for each in (*dues, *entries)]
    if changed:
        response["Last-Modified"] = http_date(max(changed).timestamp())
    # A date taken away leaves no trace in Last-Modified, so only the ETag may answer "not modified".
    return _closed(get_conditional_response(request, etag=etag, response=response), etag)


@for_anybody_signed_in
@require_POST
def calendar_address(request: HttpRequest) -> HttpResponse:
    """Make or renew the address, and show it this once."""
    try:
        _, secret = services.make_calendar_key(by=request.user)
    except DomainError as error:
        messages.error(request, str(error))
        return redirect("notifications:preferences")
    address = request.build_absolute_uri(reverse("notifications:calendar", args=[secret]))
    response = render(request, "notifications/calendar_address.jinja", {"address": address})
    return _closed(response)


@for_anybody_signed_in
@require_POST
def end_calendar_address(request: HttpRequest) -> HttpResponse:
    """End the address at once."""
    try:
        services.end_calendar_key(by=request.user)
    except DomainError as error:
        messages.error(request, str(error))
    else:
        messages.success(
            request, "The calendar address has ended. Programs that use it get nothing any more."
        )
    return redirect("notifications:preferences")


def _closed(response: HttpResponse, etag: str = "") -> HttpResponse:
    """Nobody on the way keeps it, and nobody is told where a click came from."""
    response["Cache-Control"] = "no-store, private"
    response["Referrer-Policy"] = "no-referrer"
    response["X-Robots-Tag"] = "noindex"
    if etag:
        response["ETag"] = etag
    return response
