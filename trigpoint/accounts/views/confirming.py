"""Proving again that it is you, before how you sign in is changed."""

from __future__ import annotations

from typing import Any

from allauth.account.views import ReauthenticateView
from allauth.mfa.base.views import ReauthenticateView as ReauthenticateByCodeView
from allauth.mfa.webauthn.views import ReauthenticateWebAuthnView
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from trigpoint.accounts.access import for_anybody_signed_in
from trigpoint.accounts.forms.second_steps import (
    ConfirmByCodeForm,
    ConfirmByPasskeyForm,
    ConfirmByPasswordForm,
)


class ConfirmByPassword(ReauthenticateView):
    """By the password."""

    form_class = ConfirmByPasswordForm
    template_name = "accounts/confirm.jinja"


class ConfirmByCode(ReauthenticateByCodeView):
    """By a code."""

    form_class = ConfirmByCodeForm
    template_name = "accounts/confirm.jinja"


class ConfirmByPasskey(ReauthenticateWebAuthnView):
    """By a passkey."""

    form_class = ConfirmByPasskeyForm
    template_name = "accounts/confirm_by_passkey.jinja"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """With the form as it was sent, so that what is wrong is said."""
        return {**super().get_context_data(**kwargs), **kwargs}

    def form_invalid(self, form: ConfirmByPasskeyForm) -> HttpResponse:
        """Said on the page itself."""
        return self.render_to_response(self.get_context_data(form=form))


@for_anybody_signed_in
@never_cache
@sensitive_post_parameters()
def by_password(request: HttpRequest) -> HttpResponseBase:
    """Prove with your password that it is you."""
    return ConfirmByPassword.as_view()(request)


@for_anybody_signed_in
@never_cache
def by_code(request: HttpRequest) -> HttpResponseBase:
    """Prove with a code that it is you."""
    return ConfirmByCode.as_view()(request)


@for_anybody_signed_in
@never_cache
def by_passkey(request: HttpRequest) -> HttpResponseBase:
    """Prove with a passkey that it is you."""
    return ConfirmByPasskey.as_view()(request)
