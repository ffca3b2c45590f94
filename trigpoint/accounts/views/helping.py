"""Helping a colleague who cannot sign in, for administrators."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from trigpoint.accounts import queries, services
from trigpoint.accounts.access import needs
from trigpoint.accounts.attempt import attempt
from trigpoint.accounts.forms.second_steps import PasswordLinkForm, ResetStepsForm
from trigpoint.accounts.models import User
from trigpoint.accounts.presenters.second_steps import steps_of
from trigpoint.accounts.views.forgotten import link_to_new_password


@needs("accounts.manage")
@never_cache
@require_GET
def help_colleague(request: HttpRequest, public_id: str) -> HttpResponse:
    """Help a colleague who lost their device or forgot their password."""
    return _page(request, _colleague_or_404(request, public_id))


@needs("accounts.manage")
@require_POST
def reset_steps(request: HttpRequest, public_id: str) -> HttpResponse:
    """Remove the second step of a colleague who lost their device."""
    person = _colleague_or_404(request, public_id)
    form = ResetStepsForm(request.POST, auto_id="steps_%s")
    if form.is_valid() and attempt(form, services.reset_second_steps, person=person, by=request.user):
        messages.success(
            request,
            f"The second step of {person} is removed. They sign in with their password and set up a new one.",
        )
        return redirect("accounts:help", person.public_id)
    return _page(request, person, steps_form=form)


@needs("accounts.manage")
@never_cache
@require_POST
def password_link(request: HttpRequest, public_id: str) -> HttpResponse:
    """Make a link with which a colleague chooses a new password."""
    person = _colleague_or_404(request, public_id)
    form = PasswordLinkForm(request.POST, auto_id="link_%s")
    if form.is_valid() and attempt(form, services.help_with_password, person=person, by=request.user):
        known = {"person": person, "link": link_to_new_password(request, person)}
        return render(request, "accounts/password_link.jinja", known)
    return _page(request, person, link_form=form)


def _page(request: HttpRequest, person: User, **bound: object) -> HttpResponse:
    known = {
        "person": person,
        "steps": steps_of(person),
        "by_password": person.has_usable_password(),
        "is_self": person == request.user,
        "steps_form": ResetStepsForm(auto_id="steps_%s"),
        "link_form": PasswordLinkForm(auto_id="link_%s"),
        "has_errors": bool(bound),
        **bound,
    }
    return render(request, "accounts/help.jinja", known)


def _colleague_or_404(request: HttpRequest, public_id: str) -> User:
    found = queries.colleague(of=request.user, public_id=public_id)
    if found is None:
        raise Http404("No such person.")
    return found
