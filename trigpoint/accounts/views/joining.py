"""Coming in by an invitation."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render, resolve_url
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from trigpoint.accounts import queries, services, single_sign_on
from trigpoint.accounts.access import for_everybody
from trigpoint.accounts.adapters.single_sign_on import FOLLOWED
from trigpoint.accounts.forms.invitations import JoinForm
from trigpoint.accounts.models import Invitation
from trigpoint.accounts.presenters.invitations import role_said
from trigpoint.accounts.rules import role_book
from trigpoint.accounts.views.coming_in import come_in, typed
from trigpoint.common.errors import DomainError


@for_everybody
@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """Accept an invitation: make an account, or take the role with the account one has."""
    found = queries.invitation_with(token)
    if found is None:
        raise Http404("No such invitation.")
    if found.state != "open":
        known = {"invitation": found, "state": found.state}
        return render(request, "accounts/invitation_over.jinja", known, status=410)
    if request.user.is_authenticated:
        return _for_somebody_signed_in(request, found)
    if single_sign_on.is_configured():
        request.session[FOLLOWED] = token
    if settings.OIDC_ONLY or queries.people_with_address(found.email):
        return render(request, "accounts/invitation_sign_in.jinja", _known(request, found))
    return _for_somebody_new(request, found)


def _for_somebody_new(request: HttpRequest, found: Invitation) -> HttpResponse:
    form = JoinForm(typed(request))
    if form.is_valid():
        told = form.cleaned_data
        try:
            person = services.join(
                invitation=found, full_name=told["full_name"], password=told["new"], by=request.user
            )
        except DomainError as refused:
            form.add_error(None, str(refused))
        else:
            request.session.pop(FOLLOWED, None)
            return come_in(request, person, by="password")
    return render(request, "accounts/invitation_join.jinja", {**_known(request, found), "form": form})


def _for_somebody_signed_in(request: HttpRequest, found: Invitation) -> HttpResponse:
    if request.method == "POST":
        try:
            services.accept_invitation(invitation=found, by=request.user)
        except DomainError as refused:
            messages.error(request, str(refused))
        else:
            messages.success(request, f"You now also hold the role {_known(request, found)['role']}.")
            return redirect(resolve_url("accounts:details"))
    is_theirs = request.user.email.lower() in ("", found.email)
    return render(
        request, "accounts/invitation_accept.jinja", {**_known(request, found), "is_theirs": is_theirs}
    )


def _known(request: HttpRequest, found: Invitation) -> dict[str, object]:
    return {
        "invitation": found,
        "role": role_said(found, role_book()),
        "here": request.path,
        "with_password": not settings.OIDC_ONLY,
        "single_sign_on": settings.OIDC_NAME if single_sign_on.is_configured() else "",
        "begin": reverse("accounts:single-sign-on"),
    }
