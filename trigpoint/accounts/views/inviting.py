"""Inviting people, for administrators."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from trigpoint.accounts import queries, services
from trigpoint.accounts.access import needs
from trigpoint.accounts.forms.invitations import InviteForm
from trigpoint.accounts.models import Invitation
from trigpoint.accounts.presenters.invitations import invited
from trigpoint.accounts.rules import role_book
from trigpoint.accounts.views.coming_in import typed
from trigpoint.common.errors import DomainError


@needs("accounts.manage")
@never_cache
@require_GET
def invitations(request: HttpRequest) -> HttpResponse:
    """Who was invited, and what became of it."""
    shown = invited(queries.invitations_of(request.user), role_book())
    return render(request, "accounts/invitations.jinja", {"invitations": shown})


@needs("accounts.manage")
@never_cache
@require_http_methods(["GET", "POST"])
def invite(request: HttpRequest) -> HttpResponse:
    """Invite somebody by e-mail address, with a role."""
    form = InviteForm(typed(request))
    if form.is_valid():
        try:
            made = services.invite(**form.cleaned_data, by=request.user)
        except DomainError as refused:
            form.add_error(None, str(refused))
        else:
            return _send(request, made)
    known = {"form": form, "days": settings.INVITATION_DAYS, "with_post": settings.EMAIL_IS_CONFIGURED}
    return render(request, "accounts/invite.jinja", known)


@needs("accounts.manage")
@never_cache
@require_POST
def renew(request: HttpRequest, public_id: str) -> HttpResponse:
    """Send an invitation again, with a new link."""
    return _answer(request, public_id, services.renew_invitation) or _send(
        request, _invitation_or_404(request, public_id)
    )


@needs("accounts.manage")
@require_POST
def withdraw(request: HttpRequest, public_id: str) -> HttpResponse:
    """Withdraw an invitation; its link ends."""
    refused = _answer(request, public_id, services.withdraw_invitation)
    if refused is None:
        messages.success(request, "The invitation is withdrawn.")
    return refused or redirect("accounts:invitations")


def _send(request: HttpRequest, invitation: Invitation) -> HttpResponse:
    """By e-mail; where that is not possible the inviter sees the link, this once."""
    link = request.build_absolute_uri(reverse("accounts:invitation", args=[invitation.token]))
    if services.send_invitation(invitation=invitation, link=link, by=request.user):
        messages.success(request, f"The invitation was sent to {invitation.email}.")
        return redirect("accounts:invitations")
    known = {"invitation": invitation, "link": link, "with_post": settings.EMAIL_IS_CONFIGURED}
    return render(request, "accounts/invitation_link.jinja", known)


def _answer(request: HttpRequest, public_id: str, service: Any) -> HttpResponse | None:
    """None when it was done; else back to the list, which says why not."""
    try:
        service(invitation=_invitation_or_404(request, public_id), by=request.user)
    except DomainError as refused:
        messages.error(request, str(refused))
        return redirect("accounts:invitations")
    return None


def _invitation_or_404(request: HttpRequest, public_id: str) -> Invitation:
    found = Invitation.visible_to(request.user).filter(public_id=public_id).first()
    if found is None:
        raise Http404("No such invitation.")
    return found
