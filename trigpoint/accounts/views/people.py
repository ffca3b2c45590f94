"""The people of a commissioner and their roles, for administrators."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from trigpoint.accounts import queries, services
from trigpoint.accounts.access import needs
from trigpoint.accounts.attempt import attempt
from trigpoint.accounts.forms.roles import FindPeopleForm, GrantForm, WhyForm
from trigpoint.accounts.models import User
from trigpoint.accounts.presenters import people as presenter
from trigpoint.accounts.rules import role_book

PER_PAGE = 50


@needs("accounts.manage")
@never_cache
@require_safe
def people(request: HttpRequest) -> HttpResponse:
    """The people who hold a role with your commissioner."""
    form = FindPeopleForm(request.GET)
    wanted = form.cleaned_data if form.is_valid() else {}
    found = queries.people_here(of=request.user, words=wanted.get("q", ""), role=wanted.get("role", ""))
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    held = queries.roles_here(of=request.user, people=page.object_list)
    total = queries.people_here(of=request.user).count()
    return render(
        request,
        "accounts/people_list.jinja",
        {
            "filters": form,
            "page": page,
            "lines": presenter.person_lines(page.object_list, held, role_book()),
            "answer": presenter.people_answer(total, page.paginator.count),
            "is_filtered": any(wanted.values()),
        },
    )


@needs("accounts.manage")
@never_cache
@require_safe
def person(request: HttpRequest, public_id: str) -> HttpResponse:
    """One person: the roles they hold and held, and what can be changed."""
    return _page(request, _person_or_404(request, public_id))


@needs("accounts.manage")
@require_POST
def role_give(request: HttpRequest, public_id: str) -> HttpResponse:
    """Give a person one more role."""
    found = _person_or_404(request, public_id)
    form = GrantForm(request.POST)
    known = {"person": found, "commissioner": request.user.commissioner, "by": request.user}
    if form.is_valid() and attempt(form, services.grant_role, **known):
        messages.success(request, f"{found} has the role now.")
        return redirect("accounts:person", found.public_id)
    return _page(request, found, grant_form=form)


@needs("accounts.manage")
@require_POST
def role_end(request: HttpRequest, public_id: str, held: str) -> HttpResponse:
    """End a role of a person, at once."""
    found = _person_or_404(request, public_id)
    membership = queries.membership_here(of=request.user, person=found, public_id=held)
    if membership is None:
        raise Http404("No such role.")
    form = WhyForm(request.POST, prefix=held)
    if form.is_valid() and attempt(form, services.end_role, membership=membership, by=request.user):
        messages.success(request, f"The role of {found} has ended.")
        return redirect("accounts:people")
    return _page(request, found, end_form=form)


@needs("accounts.manage")
@require_POST
def account_close(request: HttpRequest, public_id: str) -> HttpResponse:
    """Close the account of a person: they are signed out at once and cannot come in."""
    return _change(request, public_id, services.close_account, "The account is closed.")


@needs("accounts.manage")
@require_POST
def account_open(request: HttpRequest, public_id: str) -> HttpResponse:
    """Open a closed account again."""
    return _change(request, public_id, services.open_account, "The account is open again.")


def _change(request: HttpRequest, public_id: str, service: Any, done: str) -> HttpResponse:
    found = _person_or_404(request, public_id)
    form = WhyForm(request.POST, prefix="account")
    if form.is_valid() and attempt(form, service, person=found, by=request.user):
        messages.success(request, done)
        return redirect("accounts:person", found.public_id)
    return _page(request, found, account_form=form)


def _person_or_404(request: HttpRequest, public_id: str) -> User:
    found = queries.person_here(of=request.user, public_id=public_id)
    if found is None:
        raise Http404("Nobody of that name here.")
    return found


def _page(request: HttpRequest, found: User, **bound: Any) -> HttpResponse:
    failed = next(iter(bound.values()), None)
    held = presenter.roles_held(queries.every_role_here(of=request.user, person=found), role_book())
    ending = bound.get("end_form")
    forms = {each.public_id: WhyForm(prefix=each.public_id) for each in held if each.ended is None}
    if ending is not None:
        forms[ending.prefix] = ending
    return render(
        request,
        "accounts/person_show.jinja",
        {
            "person": found,
            "held": held,
            "end_forms": forms,
            "grant_form": bound.get("grant_form") or GrantForm(),
            "account_form": bound.get("account_form") or WhyForm(prefix="account"),
            "is_me": found == request.user,
            "form": failed,
        },
        status=422 if failed is not None else 200,
    )
