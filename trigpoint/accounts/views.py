"""Signing in and out, and a person's own details."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth import login, logout, update_session_auth_hash
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render, resolve_url
from django.urls import get_resolver
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from trigpoint.accounts import queries, services
from trigpoint.accounts.access import for_anybody_signed_in, for_everybody
from trigpoint.accounts.forms import PasswordForm, SignInForm
from trigpoint.accounts.presenters import pages_behind_doors, roles_that_may, said_of
from trigpoint.accounts.rules import role_book
from trigpoint.common.errors import DomainError


@for_everybody
@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """Username and password; then on to the page that was asked for."""
    onward = _onward(request)
    if request.user.is_authenticated:
        return redirect(onward)
    form = SignInForm(_typed(request))
    if form.is_valid():
        try:
            person = services.admit(
                **form.cleaned_data, address=request.META.get("REMOTE_ADDR") or None, by=request.user
            )
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            login(request, person)
            return redirect(onward)
    people = queries.demonstration_people(address=request.META.get("REMOTE_ADDR"))
    return render(request, "accounts/sign_in.jinja", {"form": form, "onward": onward, "people": people})


@for_everybody
@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """End the session; harmless when it has ended already."""
    if request.user.is_authenticated:
        services.sign_out(by=request.user)
    logout(request)
    return redirect("accounts:sign-in")


@for_anybody_signed_in
@require_GET
def details(request: HttpRequest) -> HttpResponse:
    """What is known about the person who is signed in."""
    book, held = role_book(), queries.memberships_of(request.user)
    here = [each for each in held if each.commissioner_id == request.user.commissioner_id]
    known = {
        "person": request.user,
        "held": held,
        "here": [said_of(each, book) for each in here],
        "desks": queries.commissioners_of(request.user),
    }
    return render(request, "accounts/details.jinja", known)


@for_anybody_signed_in
@require_POST
def work_for(request: HttpRequest) -> HttpResponse:
    """Choose whose records to work on, for people with roles at several commissioners."""
    desks = queries.commissioners_of(request.user)
    chosen = next((desk for desk in desks if desk.code == request.POST.get("commissioner")), None)
    if chosen is None:
        raise Http404("No such commissioner.")
    services.work_for(commissioner=chosen, by=request.user)
    messages.success(request, f"You now work for {chosen}.")
    return redirect("/")


@for_everybody
@require_GET
def roles(request: HttpRequest) -> HttpResponse:
    """Who can see what: roles, what they grant, and the door of every page."""
    book = role_book()
    pages = pages_behind_doors(get_resolver().url_patterns)
    shown = [(page, roles_that_may(book, page)) for page in pages]
    return render(request, "accounts/roles.jinja", {"book": book, "pages": shown})


@for_anybody_signed_in
@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def change_password(request: HttpRequest) -> HttpResponse:
    """A new password; other sessions of the same person end."""
    form = PasswordForm(_typed(request))
    if form.is_valid():
        typed = form.cleaned_data
        try:
            services.change_password(by=request.user, current=typed["current"], new=typed["new"])
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            update_session_auth_hash(request, request.user)
            messages.success(request, "Your password is changed.")
            return redirect("accounts:details")
    return render(request, "accounts/password_change.jinja", {"form": form})


def form_expired(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403: the form came without the token that shows it was ours, mostly because somebody signed in again."""
    return render(request, "ui/error.jinja", {"kind": "form_expired"}, status=403)


def _typed(request: HttpRequest) -> QueryDict | None:
    """What was sent, even if it is empty; None when the form is only looked at."""
    return request.POST if request.method == "POST" else None


def _onward(request: HttpRequest) -> str:
    """The page that was asked for before signing in, if it is one of ours; else the first page."""
    wanted = request.POST.get("next") or request.GET.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return wanted if is_ours else resolve_url("/")
