"""Lets the audit know which request it is in."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse

from trigpoint.audit.context import Whence, coming_from, whence
from trigpoint.common.addresses import client_address
from trigpoint.common.ids import new_public_id


def note_whence(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Address, page and an id of our own for everything that a request does. The answer carries the id, for people to quote."""

    def respond(request: HttpRequest) -> HttpResponse:
        with coming_from(Whence(client_address(request) or "unknown", new_public_id())) as origin:
            response = get_response(request)
        response.headers["X-Request-ID"] = origin.request
        return response

    def note_place(request: HttpRequest, view: Any, args: Any, kwargs: Any) -> None:
        whence().place = request.resolver_match.view_name

    respond.process_view = note_place  # Django calls it once it knows the page
    return respond
