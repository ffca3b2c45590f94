"""The middleware that keeps limits: it stands before the form is read, so that a flood costs little."""

from __future__ import annotations

import logging
import math
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from trigpoint.accounts.access import door_of
from trigpoint.accounts.limits import MEGABYTE, Asked, Limit, limit_book
from trigpoint.accounts.models import RequestCount
from trigpoint.audit import services as audit
from trigpoint.common import clock
from trigpoint.common.addresses import client_address, counted_address

log = logging.getLogger(__name__)


def keep_limits(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Answers 413 to what is too large and 429 to what is asked too often, in plain words."""

    def respond(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        limit = getattr(request, "guess_counted", None)
        if limit and 400 <= response.status_code < 500 and response.status_code != 429:
            RequestCount.one_more(_key(limit, request), _began(limit))
        return response

    def before_view(request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        if not settings.LIMITS:
            return None
        return _too_large(request) or _too_often(request, _asked(request, view, kwargs))

    respond.process_view = (
        before_view  # Django calls it before the view, and before the form's token is looked for
    )
    return respond


def forget_old_counts() -> None:
    """Counts of spans that ended a day ago are of no use to anybody: a task of the timetable."""
    RequestCount.forget(int(clock.now().timestamp()) - 2 * 24 * 60 * 60)


def _too_large(request: HttpRequest) -> HttpResponse | None:
    told = str(request.META.get("CONTENT_LENGTH") or "")
    size = int(told) if told.isascii() and told.isdigit() else 0
    book = limit_book()
    if size <= book.largest:
        return None
    most = book.largest_for(request.resolver_match.view_name, is_signed_in=request.user.is_authenticated)
    if size <= most:
        return None
    words = {"kind": "too_large", "most": most // MEGABYTE}
    return render(request, "ui/error.jinja", words, status=413)


def _too_often(request: HttpRequest, asked: Asked) -> HttpResponse | None:
    limit = limit_book().limit_for(asked)
    if limit is None:
        return None
    key, began = _key(limit, request), _began(limit)
    if limit.only_refused:
        request.guess_counted = limit
        count = RequestCount.so_far(key, began) + 1
    else:
        count = RequestCount.one_more(key, began)
    most = limit.person if request.user.is_authenticated else limit.address
    if count <= most:
        return None
    if count == most + 1:
        _note(request, limit)
    return _come_again_later(request, limit, began)


def _note(request: HttpRequest, limit: Limit) -> None:
    """Once for each span: who asked too often, for what."""
    log.warning("Too many %s from %s.", limit.name, client_address(request) or "an unknown address")
    if request.user.is_authenticated:
        audit.note_refusal(request.user, place=request.resolver_match.view_name, why=f"limit: {limit.name}")


def _come_again_later(request: HttpRequest, limit: Limit, began: int) -> HttpResponse:
    seconds = max(1, began + limit.minutes * 60 - int(clock.now().timestamp()))
    words = {"kind": "too_often", "what": limit.what, "minutes": math.ceil(seconds / 60)}
    response = render(request, "ui/error.jinja", words, status=429)
    response["Retry-After"] = str(seconds)
    return response


def _asked(request: HttpRequest, view: Any, kwargs: dict[str, Any]) -> Asked:
    door = door_of(view)
    return Asked(
        name=request.resolver_match.view_name,
        method=request.method or "GET",
        parameters=frozenset(name for name, value in request.GET.items() if value.strip()),
        sends_files=request.method == "POST" and request.content_type == "multipart/form-data",
        is_open_with_id=bool(door and door.is_public and kwargs),
    )


def _key(limit: Limit, request: HttpRequest) -> str:
    if request.user.is_authenticated:
        return f"{limit.name} person {request.user.pk}"
    return f"{limit.name} address {counted_address(client_address(request))}"


def _began(limit: Limit) -> int:
    """When the present span of the limit began, in seconds since 1970."""
    span = limit.minutes * 60
    return int(clock.now().timestamp()) // span * span
