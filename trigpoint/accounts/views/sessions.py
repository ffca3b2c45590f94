"""Where a person is signed in."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from trigpoint.accounts import gate, queries, services
from trigpoint.accounts.access import for_anybody_signed_in
from trigpoint.accounts.presenters.sessions import sessions_said


@for_anybody_signed_in
@never_cache
@require_GET
def sessions(request: HttpRequest) -> HttpResponse:
    """Where you are signed in, and signing out there."""
    shown = sessions_said(queries.sessions_of(request.user), here=request.session.session_key)
    return render(request, "accounts/sessions.jinja", {"sessions": shown})


@for_anybody_signed_in
@require_POST
def end_sessions(request: HttpRequest) -> HttpResponse:
    """Sign out everywhere else, or everywhere."""
    if "everywhere" in request.POST:
        services.end_sessions(person=request.user, by=request.user)
        said = gate.way_out(request, said="You are signed out everywhere.")
        logout(request)
        messages.success(request, said)
        return redirect("accounts:sign-in")
    services.end_sessions(person=request.user, by=request.user, but=request.session.session_key)
    messages.success(request, "You are signed out everywhere else.")
    return redirect("accounts:sessions")
