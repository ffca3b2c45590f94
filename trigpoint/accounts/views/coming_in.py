"""What pages of signing in have in common."""

from __future__ import annotations

from allauth.account.internal.flows.login import record_authentication
from allauth.account.utils import perform_login
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, QueryDict

from trigpoint.accounts.models import User
from trigpoint.ui.onward import own_page


def typed(request: HttpRequest) -> QueryDict | None:
    """What was sent, even if it is empty; None when the form is only looked at."""
    return request.POST if request.method == "POST" else None


def onward(request: HttpRequest) -> str:
    """The page that was asked for before signing in, if it is one of ours; else the first page."""
    return own_page(request, request.POST.get("next") or request.GET.get("next", ""), "/")


def come_in(request: HttpRequest, person: User, *, by: str) -> HttpResponse:
    """Go on to the second step, or in. `by`: what the person has proved who they are by.

    The session gets a new key already here, so that whoever planted the old one does not share the second step.
    """
    request.session.cycle_key()
    record_authentication(request, person, method=by)
    return perform_login(request, person, redirect_url=onward(request))


def passwords_or_404() -> None:
    """Where only single sign-on is wanted, pages about passwords are not there."""
    if settings.OIDC_ONLY:
        raise Http404("Passwords are not used here.")
