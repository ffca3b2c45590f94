"""A person's own details, and who can see what."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import get_resolver
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from trigpoint.accounts import gate, queries, services
from trigpoint.accounts.access import for_anybody_signed_in, for_everybody
from trigpoint.accounts.forms.passwords import PasswordForm
from trigpoint.accounts.presenters.roles import opened_by_deeds, pages_behind_doors, said_of
from trigpoint.accounts.rules import reach, role_book
from trigpoint.accounts.views.coming_in import typed
from trigpoint.common.addresses import client_address
from trigpoint.common.errors import DomainError


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
        raise Http404("Nobody of that code here.")
    services.work_for(commissioner=chosen, by=request.user)
    messages.success(request, f"You now work for {chosen}.")
    return redirect("/")


@for_everybody
@require_GET
def roles(request: HttpRequest) -> HttpResponse:
    """Who can see what: roles, what they grant, and the door of every page."""
    book = role_book()
    opened = opened_by_deeds(book, pages_behind_doors(get_resolver().url_patterns))
    return render(request, "accounts/roles.jinja", {"book": book, "opened": opened})


@for_anybody_signed_in
@require_GET
def no_role(request: HttpRequest) -> HttpResponse:
    """For somebody who is signed in and holds no role: whom to ask for what."""
    if not reach(request.user).is_nowhere:
        return redirect(settings.LOGIN_REDIRECT_URL)
    known = {"person": request.user, "desks": queries.commissioners_of(request.user)}
    return render(request, "accounts/no_role.jinja", known)


@for_anybody_signed_in
@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def change_password(request: HttpRequest) -> HttpResponse:
    """A new password; other sessions of the same person end."""
    if not request.user.has_usable_password():
        raise Http404("Signs in without a password.")
    form = PasswordForm(typed(request), person=request.user)
    if form.is_valid():
        try:
            services.change_password(
                by=request.user,
                current=form.cleaned_data["current"],
                new=form.cleaned_data["new"],
                address=client_address(request),
                session=request.session.session_key,
            )
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            gate.go_on(request)
            messages.success(request, "Your password is changed.")
            return redirect("accounts:details")
    return render(request, "accounts/password_change.jinja", {"form": form})
