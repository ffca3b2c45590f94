"""How allauth signs people in and out here."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import get_authentication_records
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from trigpoint.accounts import gate, services
from trigpoint.accounts.errors import AccountRefused, TooManyAttempts
from trigpoint.accounts.models import User
from trigpoint.common.addresses import client_address
from trigpoint.ui.onward import is_own_page

NO_ADDRESS = "0.0.0.0"  # a list of sessions needs one; a web server on a socket tells none
# What allauth would tell by templates of its own.
SAID = {
    "mfa/messages/totp_activated.txt": "Your authenticator app is set up.",
    "mfa/messages/totp_deactivated.txt": "Your authenticator app is removed.",
    "mfa/messages/webauthn_added.txt": "Your passkey is added.",
    "mfa/messages/webauthn_removed.txt": "The passkey is removed.",
}


class Adapter(DefaultAccountAdapter):
    """People come by invitation or by single sign-on, and every step is in the audit."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "incorrect_password": "The password is not right",
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Nobody makes an account by themselves."""
        return False

    def is_safe_url(self, url: str) -> bool:
        """On to our own pages only, under the name that was asked for."""
        return is_own_page(self.request, url or "")

    def get_client_ip(self, request: HttpRequest) -> str:
        """Where a session comes from."""
        return client_address(request) or NO_ADDRESS

    def login(self, request: HttpRequest, user: User) -> None:
        """A session with a new key, whose limits begin now."""
        how = [record.get("type") or record["method"] for record in get_authentication_records(request, user)]
        super().login(request, user)
        gate.begin(request, how=how)
        services.note_signed_in(how=how, by=user)

    def logout(self, request: HttpRequest) -> None:
        """Noted as long as it is known who it is."""
        if request.user.is_authenticated:
            services.sign_out(by=request.user)
        super().logout(request)

    def respond_user_inactive(self, request: HttpRequest, user: User) -> HttpResponse:
        """Only somebody who proved who they are reads this."""
        messages.error(request, "Your account here was closed. Ask your administrator if that is a mistake.")
        return redirect("accounts:sign-in")

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Not within minutes of signing in, so that setting up the second step follows at once."""
        return not gate.is_fresh(self.request)

    def reauthenticate(self, user: User, password: str) -> bool:
        """Whether it is really they; guesses count as at sign-in."""
        try:
            services.confirm_password(password=password, address=client_address(self.request), by=user)
        except TooManyAttempts as too_many:
            raise ValidationError(str(too_many)) from too_many
        except AccountRefused:
            return False
        return True

    def get_login_stages(self) -> list[str]:
        """After the password, the second step, and nothing else."""
        return ["allauth.mfa.stages.AuthenticateStage"]

    def add_message(self, request: HttpRequest, level: int, *told: Any, **more: Any) -> None:
        """Our own sentences; nothing where we have none."""
        template = told[0] if told else more.get("message_template")
        sentence = more.get("message") or SAID.get(template or "")
        if sentence:
            messages.add_message(request, level, sentence)

    def send_notification_mail(self, *told: Any, **more: Any) -> None:
        """Nothing: our services note each change and tell the person, in one transaction with the change."""
