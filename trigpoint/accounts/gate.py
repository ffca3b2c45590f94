"""What stands between signing in and the pages: how long a session lasts, the second step, and a role."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from typing import Any

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout, update_session_auth_hash
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from trigpoint.accounts import services
from trigpoint.accounts.access import door_of
from trigpoint.accounts.rules import reach
from trigpoint.common import clock

Answer = Callable[[HttpRequest], HttpResponse]
BEGAN, SEEN, HOW = "began_at", "seen_at", "signed_in_how"
FRESH = dt.timedelta(minutes=5)
NOTED_EVERY = dt.timedelta(minutes=1)
# How a sign-in may have gone that needs no second step of ours: single sign-on has its own.
ENOUGH = {"totp", "webauthn", "recovery_codes", "socialaccount"}
SETTING_UP = {
    "mfa_index",
    "mfa_activate_totp",
    "mfa_add_webauthn",
    "mfa_view_recovery_codes",
    "account_reauthenticate",
    "mfa_reauthenticate",
    "mfa_reauthenticate_webauthn",
}
WITHOUT_ROLE = {
    *SETTING_UP,
    "accounts:no-role",
    "accounts:details",
    "accounts:change-password",
    "accounts:sessions",
    "accounts:sessions-end",
    "accounts:work-for",
    "mfa_deactivate_totp",
    "mfa_generate_recovery_codes",
    "mfa_list_webauthn",
    "mfa_edit_webauthn",
    "mfa_remove_webauthn",
}


def begin(request: HttpRequest, *, how: Sequence[str]) -> None:
    """A session begins now. how: password, totp, recovery_codes, webauthn, socialaccount."""
    now = clock.now().timestamp()
    request.session.update({BEGAN: now, SEEN: now, HOW: list(how)})


def is_fresh(request: HttpRequest) -> bool:
    """Whether the person signed in within the last minutes."""
    return bool(request.session.get(HOW)) and clock.now() - _moment(request, BEGAN) < FRESH


def go_on(request: HttpRequest) -> None:
    """This session goes on although the password has changed; every other has ended."""
    update_session_auth_hash(request, request.user)
    UserSession.objects.create_from_request(request)


def note_second_step(request: HttpRequest, kind: str) -> None:
    """The person has set up a second step in this session."""
    request.session[HOW] = [*request.session.get(HOW, []), kind]


def lacks_second_step(request: HttpRequest) -> bool:
    """Whether a second step is required and this session has passed none."""
    return settings.SECOND_FACTOR == "required" and not ENOUGH & set(request.session.get(HOW, []))


def way_out(request: HttpRequest, *, said: str) -> str:
    """What a person is told who is out now, asked while they are in: also that their organisation does not know of it."""
    if "socialaccount" not in request.session.get(HOW, []):
        return said
    return (
        f"{said} You may still be signed in with {settings.OIDC_NAME}, and then whoever uses this computer "
        f"can come back in without a password. Sign out there too, unless it is yours alone."
    )


def keep_limits(get_response: Answer) -> Answer:
    """Middleware: a session ends when nobody used it for a while, and after a working day in any case."""

    def respond(request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated:
            _end_or_go_on(request)
        return get_response(request)

    return respond


def keep_steps(get_response: Answer) -> Answer:
    """Middleware, behind the sign-in: nobody goes on without the second step and a role."""

    def respond(request: HttpRequest) -> HttpResponse:
        # Pages then show the one way on, and no other.
        request.lacks_second_step = request.user.is_authenticated and lacks_second_step(request)
        return get_response(request)

    respond.process_view = _lead_to_missing_step  # Django calls it before the view
    return respond


def _lead_to_missing_step(request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
    door = door_of(view)
    if door is None or door.is_public or not request.user.is_authenticated:
        return None
    name = request.resolver_match.view_name
    if name not in SETTING_UP and lacks_second_step(request):
        return redirect("mfa_index")
    if name not in WITHOUT_ROLE and reach(request.user).is_nowhere:
        return redirect("accounts:no-role")
    return None


def _end_or_go_on(request: HttpRequest) -> None:
    now = clock.now()
    if BEGAN not in request.session:
        begin(request, how=())
    idle = now - _moment(request, SEEN)
    if idle > dt.timedelta(minutes=settings.SESSION_IDLE_MINUTES):
        _end(
            request, "idle", f"You were signed out after {settings.SESSION_IDLE_MINUTES} minutes without use."
        )
    elif now - _moment(request, BEGAN) > dt.timedelta(hours=settings.SESSION_HOURS):
        _end(
            request,
            "too long",
            f"You were signed out: a session lasts {settings.SESSION_HOURS} hours at most.",
        )
    elif idle > NOTED_EVERY:
        request.session[SEEN] = now.timestamp()
        UserSession.objects.filter(session_key=request.session.session_key).update(last_seen_at=now)


def _end(request: HttpRequest, why: str, said: str) -> None:
    services.sign_out(by=request.user, why=why)
    said = way_out(request, said=said)
    logout(request)
    messages.info(request, said)


def _moment(request: HttpRequest, name: str) -> dt.datetime:
    return dt.datetime.fromtimestamp(request.session.get(name, 0), tz=dt.UTC)
