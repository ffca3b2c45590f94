"""Passkeys: adding them, using them alone, and looking after them."""

from __future__ import annotations

from typing import Any

from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.views import (
    AddWebAuthnView,
    EditWebAuthnView,
    ListWebAuthnView,
    LoginWebAuthnView,
    RemoveWebAuthnView,
)
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.views.decorators.cache import never_cache

from trigpoint.accounts import gate, services
from trigpoint.accounts.access import for_anybody_signed_in, for_everybody
from trigpoint.accounts.forms.second_steps import AddPasskeyForm, RenamePasskeyForm, SignInByPasskeyForm
from trigpoint.accounts.presenters.second_steps import steps_of
from trigpoint.accounts.views.coming_in import passwords_or_404

LAST = "Add another second step before you remove this one: one is required."


class SignInByPasskey(LoginWebAuthnView):
    """Signing in with a passkey alone."""

    form_class = SignInByPasskeyForm

    def form_invalid(self, form: SignInByPasskeyForm) -> HttpResponse:
        """Said on the sign-in page."""
        for said in form.non_field_errors():
            messages.error(self.request, said)
        return redirect("accounts:sign-in")


class YourPasskeys(ListWebAuthnView):
    """Every passkey."""

    template_name = "accounts/passkeys.jinja"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """In words."""
        return {"steps": steps_of(self.request.user)}


class AddPasskey(AddWebAuthnView):
    """Another passkey."""

    form_class = AddPasskeyForm
    template_name = "accounts/passkey_add.jinja"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """With the form as it was sent, so that what is wrong is said."""
        return {**super().get_context_data(**kwargs), **kwargs}

    def form_valid(self, form: AddPasskeyForm) -> HttpResponse:
        """A second step from now on."""
        with transaction.atomic():
            services.note_second_step_changed(change="passkey_added", by=self.request.user)
            response = super().form_valid(form)
        gate.note_second_step(self.request, Authenticator.Type.WEBAUTHN)
        return response


class RenamePasskey(EditWebAuthnView):
    """Another name."""

    form_class = RenamePasskeyForm
    template_name = "accounts/passkey_rename.jinja"


class RemovePasskey(RemoveWebAuthnView):
    """Take a passkey away, unless it is the last second step where one is required."""

    template_name = "accounts/passkey_remove.jinja"

    def form_valid(self, form: Any) -> HttpResponse:
        """Not the last one."""
        if not get_adapter().can_delete_authenticator(self.get_object()):
            messages.error(self.request, LAST)
            return redirect("mfa_list_webauthn")
        with transaction.atomic():
            services.note_second_step_changed(change="passkey_removed", by=self.request.user)
            return super().form_valid(form)


@for_everybody
@never_cache
def sign_in_by_passkey(request: HttpRequest) -> HttpResponseBase:
    """Sign in with a passkey alone."""
    passwords_or_404()
    return SignInByPasskey.as_view()(request)


@for_anybody_signed_in
@never_cache
def your_passkeys(request: HttpRequest) -> HttpResponseBase:
    """Your passkeys."""
    return YourPasskeys.as_view()(request)


@for_anybody_signed_in
@never_cache
def add_passkey(request: HttpRequest) -> HttpResponseBase:
    """Add a passkey."""
    if not request.user.has_usable_password():
        return redirect("mfa_index")
    return AddPasskey.as_view()(request)


@for_anybody_signed_in
@never_cache
def rename_passkey(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Give a passkey of yours another name."""
    return RenamePasskey.as_view()(request, pk=pk)


@for_anybody_signed_in
@never_cache
def remove_passkey(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Remove a passkey of yours."""
    return RemovePasskey.as_view()(request, pk=pk)
