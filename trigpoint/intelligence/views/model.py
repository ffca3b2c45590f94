"""The model that reads: how right it is, how often it was put right, whether it still fits, and what to train it on next."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from trigpoint.accounts.access import needs
from trigpoint.accounts.rules import may
from trigpoint.audit import services as audit
from trigpoint.intelligence.presenters import model as presenter
from trigpoint.intelligence.queries import drift as queries
from trigpoint.intelligence.rules.coding import shipped_version
from trigpoint.ui.downloads import csv_response


@needs("intelligence.themes")
@require_safe
def model(request: HttpRequest) -> HttpResponse:
    """How well the model reads."""
    settled = queries.settled(user=request.user)
    check = queries.latest_check(user=request.user)
    content = {
        "version": shipped_version(),
        "sentence": presenter.sentence(settled, check),
        "measured": presenter.measured(),
        "false_measured": presenter.false_reassurance_measured(),
        "number": len(settled),
        "changes": presenter.changes(settled),
        "changed_sentiment": presenter.changed_sentiment(settled),
        "false_here": presenter.false_reassurance_here(settled),
        "moved": presenter.moved(check),
        "checked_on": presenter.checked_on(check),
        "may_code": may(request.user, "intelligence.code"),
    }
    return render(request, "intelligence/model_show.jinja", content)


@needs("intelligence.code")
@require_safe
def corrections_csv(request: HttpRequest) -> HttpResponse:
    """Every comment that people coded, in the form that training takes."""
    settled = queries.settled(user=request.user)
    audit.note_export(request.user, "intelligence.corrections_taken", "corrections", len(settled))
    return csv_response("corrections.csv", presenter.corrections_rows(settled))
