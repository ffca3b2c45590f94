"""One change for many actions: first the page says what would happen, then somebody says yes."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from trigpoint.accounts.access import needs
from trigpoint.accounts.attempt import attempt
from trigpoint.actions import queries, services
from trigpoint.actions.forms import BULK, BulkForm
from trigpoint.actions.models import Action
from trigpoint.actions.presenters.bulk import Planned, planned, told
from trigpoint.actions.services.bulk import Change, Outcome
from trigpoint.common import clock
from trigpoint.ui.onward import own_page

MOST = 200


@needs("actions.write")
@require_http_methods(["GET", "HEAD", "POST"])
def bulk(request: HttpRequest) -> HttpResponse:
    """What would happen to each of the chosen actions; then it is done."""
    sent = request.POST if request.method == "POST" else request.GET
    deed = sent.get("deed", "")
    back = _back(request, sent.get("back", ""))
    if deed not in BULK:
        raise Http404("No such change.")
    plan = _plan(request, sent.getlist("chosen"), deed)
    if not plan.actions:
        messages.info(request, "No action was chosen. Tick those that you want to change.")
        return redirect(back)
    form = BulkForm(request.POST if request.method == "POST" else None, deed=deed)
    outcome = _done(request, form, plan, deed) if form.is_bound and plan.possible else None
    if outcome is not None:
        return _report(request, outcome, back)
    return render(
        request,
        "actions/action_bulk.jinja",
        {"form": form, "plan": plan, "deed": deed, "words": BULK[deed][0], "back": back,
         "people": queries.people_of(request.user.commissioner)},
        status=422 if form.errors else 200,
    )  # fmt: skip


def _plan(request: HttpRequest, chosen: list[str], deed: str) -> Planned:
    wanted = Action.visible_to(request.user).filter(public_id__in=chosen[:MOST])
    found = wanted.select_related("provider", "owner").order_by("plan", "place", "pk")
    return planned(queries.known_among(found, day=clock.today(), user=request.user), deed, request.user)


def _done(request: HttpRequest, form: BulkForm, plan: Planned, deed: str) -> Outcome | None:
    """What became of each; None where something has to be mended first."""
    outcome: list[Outcome] = []

    def change(*, by: Any, **typed: Any) -> Outcome:
        actions = [line.action for line in plan.possible]
        outcome.append(services.change_together(actions=actions, change=Change(deed, **typed), by=by))
        return outcome[0]

    done = form.is_valid() and attempt(form, change, by=request.user)
    return outcome[0] if done else None


def _report(request: HttpRequest, outcome: Outcome, back: str) -> HttpResponse:
    if outcome.done:
        messages.success(request, told(outcome))
    for action, reason in outcome.refused:
        messages.warning(request, f"{action.name} was left as it was. {reason}")
    return redirect(back)


def _back(request: HttpRequest, wanted: str) -> str:
    """The list from which somebody came, if it is ours."""
    return own_page(request, wanted, reverse("actions:list"))
