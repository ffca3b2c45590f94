"""To the organisation's sign-in, and back."""

from __future__ import annotations

import logging

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from trigpoint.accounts import single_sign_on
from trigpoint.accounts.access import for_everybody
from trigpoint.accounts.adapters.single_sign_on import FAILED
from trigpoint.accounts.views.coming_in import onward

UNREACHABLE = "Your organisation's sign-in cannot be reached just now. Try again in a few minutes."
logger = logging.getLogger(__name__)


@for_everybody
@never_cache
@require_GET
def begin(request: HttpRequest) -> HttpResponse:
    """Sign in with the account of your organisation."""
    _or_404()
    if request.user.is_authenticated:
        return redirect(onward(request))
    try:
        return single_sign_on.begin(request, onward=onward(request))
    except single_sign_on.PROBLEMS as problem:
        logger.warning("Single sign-on cannot begin: %s", problem)
        messages.error(request, UNREACHABLE)
        return redirect("accounts:sign-in")


@for_everybody
@never_cache
@require_GET
def come_back(request: HttpRequest) -> HttpResponse:
    """Back from the sign-in of your organisation."""
    _or_404()
    try:
        return single_sign_on.complete(request)
    except single_sign_on.PROBLEMS as problem:
        logger.warning("Single sign-on failed: %s", problem)
        messages.error(request, FAILED)
        return redirect("accounts:sign-in")


def _or_404() -> None:
    if not single_sign_on.is_configured():
        raise Http404("Single sign-on is not set up.")
