"""Doors: every page says who may come in. One that says nothing lets nobody in.

`@needs("actions.read")`, `@for_anybody_signed_in` or `@for_everybody` stands above every view. What a
person sees once inside is decided by `visible_to`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.core.exceptions import BadRequest, ImproperlyConfigured, PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import URLPattern, URLResolver, get_resolver

from trigpoint.accounts.rules import REFUSED, may
from trigpoint.audit import services as audit

View = Callable[..., HttpResponse]
NUL = "\x00"


@dataclass(frozen=True)
class Door:
    """Who may come in: everybody, anybody signed in, or people whose role grants one of `deeds`."""

    deeds: tuple[str, ...] = ()
    is_public: bool = False


def needs(*deeds: str) -> Callable[[View], View]:
    """Only for people whose role grants one of these deeds."""
    return lambda view: _marked(view, Door(deeds=deeds))


def for_anybody_signed_in(view: View) -> View:
    """For whoever has signed in, even without a role."""
    return _marked(view, Door())


def for_everybody(view: View) -> View:
    """For people who have not signed in, too."""
    view.login_required = False
    return _marked(view, Door(is_public=True))


def door_of(view: Any) -> Door | None:
    """The mark of a view, if it has one."""
    return getattr(view, "door", None)


def opens_to(user: Any, url_name: str) -> bool:
    """Whether the page of that name lets `user` in; for showing only the links that lead somewhere."""
    door = _doors().get(url_name)
    return door is not None and (not door.deeds or any(may(user, deed) for deed in door.deeds))


@lru_cache(maxsize=1)
def _doors() -> dict[str, Door]:
    """The door of every address without arguments, found once."""
    return dict(_doors_among(get_resolver().url_patterns, ""))


def _doors_among(patterns: list[Any], namespace: str) -> Iterator[tuple[str, Door]]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            below = f"{pattern.namespace}:" if pattern.namespace else namespace
            yield from _doors_among(pattern.url_patterns, below)
        elif isinstance(pattern, URLPattern) and (door := door_of(pattern.callback)):
            yield f"{namespace}{pattern.name}", door


def keep_doors(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """The middleware that asks at the door. Stands behind the one that asks for a sign-in."""

    def respond(request: HttpRequest) -> HttpResponse:
        _refuse_nul(request)
        return get_response(request)

    respond.process_view = _ask  # Django calls it before the view
    return respond


def _refuse_nul(request: HttpRequest) -> None:
    """No record and no text has a NUL in it, and PostgreSQL cannot even be asked for one: told once, for every page."""
    if NUL in request.path_info:
        raise Http404("No such page.")
    sent = (*request.GET.lists(), *request.POST.lists())
    if any(NUL in part for name, values in sent for part in (name, *values)):
        raise BadRequest("What was sent holds a character that cannot be stored.")


def _ask(request: HttpRequest, view: Any, args: Any, kwargs: Any) -> None:
    door = door_of(view)
    if door is None:
        name = request.resolver_match.view_name
        raise ImproperlyConfigured(f"{name} does not say who may come in: mark it, see accounts/access.py.")
    if door.deeds and not any(may(request.user, deed) for deed in door.deeds):
        audit.note_refusal(request.user, place=request.resolver_match.view_name, why=door.deeds[0])
        raise PermissionDenied(REFUSED)


def _marked(view: View, door: Door) -> View:
    view.door = door
    return view
