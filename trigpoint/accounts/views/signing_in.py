"""Signing in and out."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from trigpoint.accounts import gate, queries, services, single_sign_on
from trigpoint.accounts.access import for_everybody
from trigpoint.accounts.forms.passwords import SignInForm
from trigpoint.accounts.forms.second_steps import SignInByPasskeyForm
from trigpoint.accounts.views.coming_in import come_in, onward, typed
from trigpoint.common.addresses import client_address
from trigpoint.common.errors import DomainError


@for_everybody
@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """Username and password, a passkey, or single sign-on; then on to the page that was asked for."""
    if request.user.is_authenticated:
        return redirect(onward(request))
    form = SignInForm(typed(request))
    address = client_address(request)
    if request.method == "POST" and settings.OIDC_ONLY:
        raise PermissionDenied(f"Passwords are not used here. Sign in with {settings.OIDC_NAME}.")
    if form.is_valid():
        try:
            person = services.admit(**form.cleaned_data, address=address, by=request.user)
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            return come_in(request, person, by="password")
    known = {
        "form": form,
        "passkey_form": SignInByPasskeyForm(auto_id="passkey_%s"),
        "onward": onward(request),
        "people": queries.demonstration_people(address=address),
        "with_password": not settings.OIDC_ONLY,
        "with_post": settings.EMAIL_IS_CONFIGURED,
        "single_sign_on": settings.OIDC_NAME if single_sign_on.is_configured() else "",
    }
    return render(request, "accounts/sign_in.jinja", known)


@for_everybody
@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """End the session; harmless when it has ended already."""
    said = ""
    if request.user.is_authenticated:
        services.sign_out(by=request.user)
        said = gate.way_out(request, said="You are signed out.")
    logout(request)
    if said:
        messages.info(request, said)
    return redirect("accounts:sign-in")


def form_expired(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403: the form came without the token that shows it was ours, mostly because somebody signed in again."""
    return render(request, "ui/error.jinja", {"kind": "form_expired"}, status=403)
