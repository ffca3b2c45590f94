"""What becomes of somebody who comes from their organisation's sign-in."""

from __future__ import annotations

import logging
from typing import Any

from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialApp, SocialLogin
from django.contrib import messages
from django.http import HttpRequest
from django.shortcuts import redirect

from trigpoint.accounts import services, single_sign_on
from trigpoint.accounts.queries import invitation_with
from trigpoint.common.errors import DomainError

FOLLOWED = "followed_invitation"  # the token of the link that led here
FAILED = "Signing in with your organisation's account did not work. Try again, or ask your administrator."
CANCELLED = "You did not sign in. Choose how you want to."
logger = logging.getLogger(__name__)


class Adapter(DefaultSocialAccountAdapter):
    """One provider, from the environment; people are matched by our services alone."""

    def list_apps(self, request: HttpRequest, provider: Any = None, client_id: Any = None) -> list[SocialApp]:
        """The one of the environment, whatever is in the database."""
        return [single_sign_on.application()] if single_sign_on.is_configured() else []

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """Who of our people it is; new people are made here, so that allauth never makes one."""
        token = request.session.pop(FOLLOWED, "")
        try:
            sociallogin.user = services.recognise(
                visitor=sociallogin.visitor, by=None, invitation=invitation_with(token) if token else None
            )
        except DomainError as refused:
            self._back(request, str(refused))

    def on_authentication_error(
        self, request: HttpRequest, provider: Any, error: Any = None, **more: Any
    ) -> None:
        """Back to the sign-in page, which says so; what went wrong goes to the log."""
        if request.GET.get("error") == "access_denied":
            self._back(request, CANCELLED)
        logger.warning("Single sign-on failed: %s %s", error, more.get("exception") or "")
        self._back(request, FAILED)

    def _back(self, request: HttpRequest, said: str) -> None:
        messages.error(request, said)
        raise ImmediateHttpResponse(redirect("accounts:sign-in"))
