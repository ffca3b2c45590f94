"""A forgotten password: asking for a message, and choosing a new one by its link."""

from __future__ import annotations

from functools import partial

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.tokens import default_token_generator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods

from trigpoint.accounts import queries, services
from trigpoint.accounts.access import for_everybody
from trigpoint.accounts.attempt import attempt
from trigpoint.accounts.forms.passwords import ForgottenForm, NewPasswordForm
from trigpoint.accounts.models import User
from trigpoint.accounts.views.coming_in import passwords_or_404, typed
from trigpoint.common.addresses import client_address

LINK = "new_password_link"  # in the session, so that the address of the page gives nothing away


def link_to_new_password(request: HttpRequest, person: User) -> str:
    """The whole address with which a person chooses a new password. Good for an hour, and once."""
    token = default_token_generator.make_token(person)
    return request.build_absolute_uri(reverse("accounts:new-password-link", args=[person.public_id, token]))


@for_everybody
@never_cache
@require_http_methods(["GET", "POST"])
def forgotten(request: HttpRequest) -> HttpResponse:
    """Ask for a message with which to choose a new password."""
    passwords_or_404()
    if not settings.EMAIL_IS_CONFIGURED:
        raise Http404("There is no mail server.")
    form = ForgottenForm(typed(request))
    link_to, address = partial(link_to_new_password, request), client_address(request)
    if form.is_valid() and attempt(
        form, services.ask_for_new_password, link_to=link_to, address=address, by=request.user
    ):
        return redirect("accounts:forgotten-sent")
    return render(request, "accounts/forgotten.jinja", {"form": form})


@for_everybody
@require_GET
def sent(request: HttpRequest) -> HttpResponse:
    """What to do now that a message may be on its way."""
    passwords_or_404()
    return render(request, "accounts/forgotten_sent.jinja")


@for_everybody
@never_cache
@require_GET
def follow_link(request: HttpRequest, public_id: str, token: str) -> HttpResponse:
    """The link of the message: on to the page that does not show it."""
    passwords_or_404()
    request.session[LINK] = [public_id, token]
    return redirect("accounts:new-password")


@for_everybody
@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def new_password(request: HttpRequest) -> HttpResponse:
    """Choose a new password by the link of a message."""
    passwords_or_404()
    person = _whose_link(request)
    if person is None:
        return render(request, "accounts/link_expired.jinja", {"with_post": settings.EMAIL_IS_CONFIGURED})
    form = NewPasswordForm(typed(request), person=person)
    if form.is_valid():
        services.choose_password(person=person, new=form.cleaned_data["new"], by=person)
        logout(request)
        messages.success(request, "Your password is changed. Sign in with it.")
        return redirect("accounts:sign-in")
    return render(request, "accounts/new_password.jinja", {"form": form})


def _whose_link(request: HttpRequest) -> User | None:
    public_id, token = request.session.get(LINK, ("", ""))
    person = queries.active_person(public_id)
    return person if person and default_token_generator.check_token(person, token) else None
