"""The second step: passing it at sign-in, and setting it up. The flow is allauth's, pages and words are ours."""

from __future__ import annotations

from typing import Any

from allauth.account.decorators import reauthentication_required
from allauth.mfa.base.views import AuthenticateView, IndexView
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.views import GenerateRecoveryCodesView, ViewRecoveryCodesView
from allauth.mfa.totp.views import ActivateTOTPView, DeactivateTOTPView
from django.conf import settings
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from django.views.generic.edit import FormView

from trigpoint.accounts import gate, services
from trigpoint.accounts.access import for_anybody_signed_in, for_everybody
from trigpoint.accounts.forms.second_steps import (
    AddAppForm,
    CodeForm,
    NewCodesForm,
    RemoveAppForm,
    UsePasskeyForm,
)
from trigpoint.accounts.presenters.second_steps import steps_of

Type = Authenticator.Type


class SecondStep(AuthenticateView):
    """Code or passkey at sign-in."""

    form_class = CodeForm
    webauthn_form_class = UsePasskeyForm
    template_name = "accounts/second_step.jinja"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """What this person can pass by."""
        person = self.stage.login.user
        known = super().get_context_data(**kwargs)
        known.pop("site", None)  # allauth's word for the host; ours is the service
        sent = self.form if self.form is not None else self.auth_form
        return {**known, "form": sent, "code_form": self.auth_form, "steps": steps_of(person)}

    def form_valid(self, form: Any) -> HttpResponse:
        """In; after a recovery code with a word on how many are left."""
        response = super().form_valid(form)
        if getattr(getattr(form, "authenticator", None), "type", "") == Type.RECOVERY_CODES:
            messages.info(self.request, steps_of(self.stage.login.user).after_recovery)
        return response


class YourSteps(IndexView):
    """What is set up."""

    template_name = "accounts/second_steps.jinja"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """In words; and whether nothing else can be done before one is set up."""
        person = self.request.user
        return {
            "steps": steps_of(person),
            "must": gate.lacks_second_step(self.request),
            "by_password": person.has_usable_password(),
            "single_sign_on": settings.OIDC_NAME,
        }


@method_decorator(reauthentication_required(app="allauth.mfa"), name="dispatch")
class AddApp(ActivateTOTPView):
    """Set up an authenticator app, or move to another one: the old one counts until the new one works."""

    form_class = AddAppForm
    template_name = "accounts/app_add.jinja"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Also for somebody who has an app already, past allauth's own."""
        return FormView.dispatch(self, request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Whether it replaces another."""
        return {**super().get_context_data(**kwargs), "steps": steps_of(self.request.user)}

    def form_valid(self, form: AddAppForm) -> HttpResponse:
        """The new app in place of the old one."""
        with transaction.atomic():
            services.make_room_for_app(by=self.request.user)
            response = super().form_valid(form)
            services.note_second_step_changed(change="totp_added", by=self.request.user)
        gate.note_second_step(self.request, Type.TOTP)
        return response


class RemoveApp(DeactivateTOTPView):
    """Take the app away."""

    form_class = RemoveAppForm
    template_name = "accounts/app_remove.jinja"

    @transaction.atomic
    def form_valid(self, form: RemoveAppForm) -> HttpResponse:
        """Gone, and told."""
        services.note_second_step_changed(change="totp_removed", by=self.request.user)
        return super().form_valid(form)


class Codes(ViewRecoveryCodesView):
    """The recovery codes, once."""

    template_name = "accounts/recovery_codes.jinja"


class NewCodes(GenerateRecoveryCodesView):
    """Other recovery codes in place of the present ones."""

    form_class = NewCodesForm
    template_name = "accounts/recovery_codes_new.jinja"

    @transaction.atomic
    def form_valid(self, form: NewCodesForm) -> HttpResponse:
        """Others, and told."""
        services.note_second_step_changed(change="codes_made", by=self.request.user)
        return super().form_valid(form)


@for_everybody
@never_cache
def second_step(request: HttpRequest) -> HttpResponseBase:
    """The second step of signing in: a code, a passkey or a recovery code."""
    return SecondStep.as_view()(request)


@for_anybody_signed_in
@never_cache
def your_steps(request: HttpRequest) -> HttpResponseBase:
    """What you have set up as the second step of signing in."""
    return YourSteps.as_view()(request)


@for_anybody_signed_in
@never_cache
def add_app(request: HttpRequest) -> HttpResponseBase:
    """Set up an authenticator app."""
    return _for_passwords(request) or AddApp.as_view()(request)


@for_anybody_signed_in
@never_cache
def remove_app(request: HttpRequest) -> HttpResponseBase:
    """Remove your authenticator app."""
    return RemoveApp.as_view()(request)


@for_anybody_signed_in
@never_cache
def codes(request: HttpRequest) -> HttpResponseBase:
    """Your recovery codes, shown once."""
    return Codes.as_view()(request)


@for_anybody_signed_in
@never_cache
def new_codes(request: HttpRequest) -> HttpResponseBase:
    """Make new recovery codes; the present ones end."""
    return NewCodes.as_view()(request)


def _for_passwords(request: HttpRequest) -> HttpResponse | None:
    """Whoever has no password has no second step either: their organisation sees to it."""
    return None if request.user.has_usable_password() else redirect("mfa_index")
