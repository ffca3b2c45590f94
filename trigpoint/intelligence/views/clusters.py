"""Pieces that together ask for further information: what they are, and one question about all of them."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from trigpoint.accounts.access import needs
from trigpoint.accounts.attempt import attempt
from trigpoint.accounts.models import User
from trigpoint.accounts.rules import may
from trigpoint.actions.models import Action
from trigpoint.common import clock
from trigpoint.intelligence.forms.clusters import ClusterAskForm
from trigpoint.intelligence.presenters import clusters as presenter
from trigpoint.intelligence.queries import clusters
from trigpoint.intelligence.queries.clusters import Proposal
from trigpoint.intelligence.queries.items import is_open
from trigpoint.intelligence.services.item_questions import ask_provider
from trigpoint.organisations.models import Organisation


@needs("intelligence.read")
@require_http_methods(["GET", "HEAD", "POST"])
def cluster(request: HttpRequest, code: str, theme: str) -> HttpResponse:
    """What several people told of one theme at one provider; asking about all of it at once."""
    provider = get_object_or_404(Organisation.visible_to(request.user), code=code)
    found = clusters.proposals(user=request.user, today=clock.today(), provider=provider, theme=theme)
    if not found:
        raise Http404("Nothing clusters here.")
    proposal = found[0]
    if request.method != "POST":
        form = ClusterAskForm(initial={"text": presenter.draft_question(proposal)})
        return _page(request, proposal, form)
    if not may(request.user, "intelligence.triage"):
        raise PermissionDenied("Your role reads these, and does not ask about them.")
    return _ask(request, proposal)


def _ask(request: HttpRequest, proposal: Proposal) -> HttpResponse:
    form = ClusterAskForm(request.POST)
    items = [each for each in proposal.items if is_open(each)]

    def ask(*, by: User, **said: Any) -> Action:
        return ask_provider(items=items, by=by, **said)

    if form.is_valid() and items and attempt(form, ask, by=request.user):
        messages.success(request, f"The question was put to {proposal.provider.name}.")
        return redirect("intelligence:inbox")
    if form.is_valid() and not items:
        form.add_error(None, "All of these are closed. Open one of them again first.")
    return _page(request, proposal, form)


def _page(request: HttpRequest, proposal: Proposal, form: ClusterAskForm) -> HttpResponse:
    today = clock.today()
    numbers = clusters.numbers_on(today)
    days = numbers.days if numbers else 0
    content = {
        "proposal": proposal,
        "told": presenter.cluster_lines([proposal], days=days, user=request.user)[0],
        "rule": presenter.rule(numbers) if numbers else "",
        "lines": presenter.pieces(proposal, today),
        "form": form,
        "may_ask": may(request.user, "intelligence.triage") and may(request.user, "actions.write"),
    }
    return render(request, "intelligence/clusters_show.jinja", content, status=422 if form.is_bound else 200)
