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
from trigpoint.intelligence.models import Item
from trigpoint.intelligence.presenters import clusters as presenter
from trigpoint.intelligence.queries import clusters
from trigpoint.intelligence.queries.clusters import Proposal
from trigpoint.intelligence.queries.consents import without_consent
from trigpoint.intelligence.rules.consents import PROVIDER
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
        return _page(request, proposal)
    if not may(request.user, "intelligence.triage"):
        raise PermissionDenied("Your role reads these, and does not ask about them.")
    return _ask(request, proposal)


def _ask(request: HttpRequest, proposal: Proposal) -> HttpResponse:
    items = _asked_about(proposal)
    if proposal.question or not items:
        messages.warning(request, presenter.not_asked(proposal))
        return redirect(request.path)
    form = ClusterAskForm(request.POST)

    def ask(*, by: User, **said: Any) -> Action:
        return ask_provider(items=items, by=by, **said)

    if form.is_valid() and attempt(form, ask, by=request.user):
        messages.success(request, f"The question was put to {proposal.provider.name}.")
        return redirect("intelligence:inbox")
    return _page(request, proposal, form)


def _left_out(proposal: Proposal) -> set[int]:
    """Keys of the open stories that the provider may not be asked about."""
    return without_consent(proposal.open_items, PROVIDER)


def _asked_about(proposal: Proposal) -> list[Item]:
    """What the question is about: what is open, and no story without consent to it."""
    left_out = _left_out(proposal)
    return [each for each in proposal.open_items if each.pk not in left_out]


def _page(request: HttpRequest, proposal: Proposal, form: ClusterAskForm | None = None) -> HttpResponse:
    today = clock.today()
    numbers = clusters.numbers_on(today)
    days = numbers.days if numbers else 0
    left_out = len(_left_out(proposal))
    if form is None:
        form = ClusterAskForm(initial={"text": presenter.draft_question(proposal, left_out=left_out)})
    may_ask = may(request.user, "intelligence.triage") and may(request.user, "actions.write")
    content = {
        "proposal": proposal,
        "told": presenter.cluster_lines([proposal], days=days, user=request.user)[0],
        "rule": presenter.rule(numbers) if numbers else "",
        "lines": presenter.pieces(proposal, today),
        "form": form,
        "may_ask": may_ask and not proposal.question and left_out < len(proposal.open_items),
        "left_out": presenter.left_out(proposal, left_out),
    }
    return render(request, "intelligence/clusters_show.jinja", content, status=422 if form.is_bound else 200)
