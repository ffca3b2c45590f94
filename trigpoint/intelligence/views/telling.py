"""Telling something: signed in, or by a practice's link without an account."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from trigpoint.accounts.access import for_everybody, needs
from trigpoint.accounts.attempt import note_decisions
from trigpoint.accounts.system import system_person
from trigpoint.common.errors import DomainError, NotAllowed
from trigpoint.intelligence import risk_tasks, tasks
from trigpoint.intelligence.forms.telling import TellForm, described, form_for
from trigpoint.intelligence.models import Item
from trigpoint.intelligence.queries.risk import numbers_of
from trigpoint.intelligence.queries.sender import item_of_sender
from trigpoint.intelligence.queries.telling import Teller, link_with, suggested
from trigpoint.intelligence.services.telling import tell as tell_it

DEEDS = ("intelligence.send", "intelligence.add")


@needs(*DEEDS)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def tell(request: HttpRequest) -> HttpResponse:
    """Tell something good or bad about a service."""
    return _asked(request, Teller(request.user))


@needs(*DEEDS)
@require_safe
def whom(request: HttpRequest) -> HttpResponse:
    """Organisations that a few letters fit, for the page above."""
    return _suggestions(request, Teller(request.user))


@needs(*DEEDS)
@never_cache
@require_safe
def thanks(request: HttpRequest, follow: str) -> HttpResponse:
    """It came: how to follow it."""
    return _thanks(request, follow, again=reverse("intelligence:tell"))


@for_everybody
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def tell_by_link(request: HttpRequest, token: str) -> HttpResponse:
    """The same for whoever holds a practice's link."""
    link = link_with(token)
    return _over(request) if link is None else kept_out(_asked(request, Teller(system_person(), link)))


@for_everybody
@require_safe
def link_whom(request: HttpRequest, token: str) -> HttpResponse:
    """Organisations that a few letters fit, for whoever holds a practice's link."""
    link = link_with(token)
    return _over(request) if link is None else _suggestions(request, Teller(system_person(), link))


@for_everybody
@never_cache
@require_safe
def link_thanks(request: HttpRequest, token: str, follow: str) -> HttpResponse:
    """It came: how to follow it."""
    if link_with(token) is None:
        return _over(request)
    return _thanks(request, follow, again=reverse("intelligence:tell-by-link", args=[token]))


def _asked(request: HttpRequest, teller: Teller) -> HttpResponse:
    form = form_for(teller)(request.POST if request.method == "POST" else None, teller=teller)
    if request.method == "POST" and form.is_valid():
        item = _taken(form, teller)
        if item is not None:
            return redirect(_thanks_address(request, item))
    return render(
        request,
        "intelligence/tell_form.jinja",
        {
            "form": form,
            "teller": teller,
            "numbers": numbers_of(teller.owner),
            "suggestions": _suggestions_address(request),
        },
        status=422 if form.errors else 200,
    )


def _taken(form: TellForm, teller: Teller) -> Item | None:
    """What was taken in; None where it was refused, with the reason in the form and all that was typed."""
    try:
        with transaction.atomic():
            item = tell_it(telling=form.telling(), by=teller.user, link=teller.link)
            note_decisions(form, by=teller.user, saved=item)
    except NotAllowed as refused:
        raise PermissionDenied(str(refused)) from refused
    except DomainError as refused:
        form.add_error(None, str(refused))
        return None
    if item.is_at_risk_now:
        risk_tasks.ask_to_mail(by=teller.user)
    if not item.restriction:
        tasks.ask_to_code(by=teller.user, owner=item.owner)
    return item


def _thanks_address(request: HttpRequest, item: Item) -> str:
    held = list(request.resolver_match.kwargs.values())
    name = "intelligence:link-thanks" if held else "intelligence:tell-thanks"
    return reverse(name, args=[*held, item.sender_token])


def _suggestions_address(request: HttpRequest) -> str:
    held = list(request.resolver_match.kwargs.values())
    return reverse("intelligence:link-whom" if held else "intelligence:tell-whom", args=held)


def _suggestions(request: HttpRequest, teller: Teller) -> HttpResponse:
    found = suggested(request.GET.get("q", "")[:100], teller)
    listed = [{"value": f"{each.name} ({each.code})", "text": described(each)} for each in found]
    return kept_out(JsonResponse({"found": listed}))


def _thanks(request: HttpRequest, follow: str, *, again: str) -> HttpResponse:
    item = item_of_sender(follow)
    if item is None:
        return _over(request)
    address = request.build_absolute_uri(reverse("intelligence:follow", args=[follow]))
    context = {"item": item, "address": address, "again": again, "numbers": numbers_of(item.owner)}
    return kept_out(render(request, "intelligence/tell_thanks.jinja", context))


def _over(request: HttpRequest) -> HttpResponse:
    """A link that is wrong or has ended: nobody is told which."""
    return kept_out(render(request, "intelligence/link_over.jinja", status=404))


def kept_out(response: HttpResponse) -> HttpResponse:
    """No search engine lists it and nobody on the way keeps it."""
    response["Cache-Control"] = "no-store, private"
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response
