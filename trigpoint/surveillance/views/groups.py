"""Peer groups: providers that a commissioner compares with each other."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from trigpoint.accounts.access import needs
from trigpoint.accounts.attempt import attempt
from trigpoint.accounts.rules import may
from trigpoint.surveillance import queries, services, tasks
from trigpoint.surveillance.forms import GroupForm, RetireForm
from trigpoint.surveillance.queries import Group

SOON = "Comparisons within it are worked out in the background, usually within a minute."


@needs("surveillance.read")
@require_safe
def groups(request: HttpRequest) -> HttpResponse:
    """Every group, those in use first."""
    return render(
        request,
        "surveillance/group_list.jinja",
        {
            "groups": queries.peer_groups(user=request.user),
            "may_group": may(request.user, "surveillance.group"),
        },
    )


@needs("surveillance.group")
@require_http_methods(["GET", "HEAD", "POST"])
def group_add(request: HttpRequest) -> HttpResponse:
    """Make a group."""
    form = GroupForm(request.POST or None, user=request.user)
    if request.method == "POST" and form.is_valid() and attempt(form, services.make_group, by=request.user):
        return _done(request, reverse("surveillance:groups"), f"The group was made. {SOON}")
    return _form(request, form, None)


@needs("surveillance.read")
@require_safe
def group(request: HttpRequest, public_id: str) -> HttpResponse:
    """One group: its members, who said why, and the way to change or retire it."""
    return _show(request, _group_or_404(request, public_id), RetireForm())


@needs("surveillance.group")
@require_http_methods(["GET", "HEAD", "POST"])
def group_change(request: HttpRequest, public_id: str) -> HttpResponse:
    """Another name, other members."""
    known = _group_or_404(request, public_id)
    standing = {"name": known.name, "members": "\n".join(each.code for each in known.members)}
    form = GroupForm(request.POST or None, user=request.user, initial=standing)
    if (
        request.method == "POST"
        and form.is_valid()
        and attempt(form, services.change_group, group=known.record, by=request.user)
    ):
        return _done(request, known.record.get_absolute_url(), f"The group was changed. {SOON}")
    return _form(request, form, known)


@needs("surveillance.group")
@require_POST
def group_retire(request: HttpRequest, public_id: str) -> HttpResponse:
    """Compare no more within this group."""
    known = _group_or_404(request, public_id)
    form = RetireForm(request.POST)
    if form.is_valid() and attempt(form, services.retire_group, group=known.record, by=request.user):
        return _done(request, known.record.get_absolute_url(), "The group was retired. It stays on record.")
    return _show(request, known, form)


def _group_or_404(request: HttpRequest, public_id: str) -> Group:
    found = queries.peer_group(user=request.user, public_id=public_id)
    if found is None:
        raise Http404("No such peer group.")
    return found


def _done(request: HttpRequest, address: str, said: str) -> HttpResponse:
    tasks.ask_for_peers(by=request.user)
    messages.success(request, said)
    return redirect(address)


def _form(request: HttpRequest, form: GroupForm, known: Group | None) -> HttpResponse:
    status = 422 if form.errors else 200
    return render(request, "surveillance/group_form.jinja", {"form": form, "group": known}, status=status)


def _show(request: HttpRequest, known: Group, form: RetireForm) -> HttpResponse:
    return render(
        request,
        "surveillance/group_show.jinja",
        {
            "group": known,
            "retire_form": form,
            "form": form if form.errors else None,
            "may_group": may(request.user, "surveillance.group") and not known.is_retired,
            "indicators": queries.indicators_compared(user=request.user, key=known.key),
        },
        status=422 if form.errors else 200,
    )
