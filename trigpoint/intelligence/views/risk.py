"""Who is told when somebody may be at risk now."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from trigpoint.accounts.access import needs
from trigpoint.common.errors import DomainError
from trigpoint.intelligence.forms.risk_cover import CoverForm
from trigpoint.intelligence.presenters import risk as presenter
from trigpoint.intelligence.queries import risk
from trigpoint.intelligence.services.risk_cover import set_cover


@needs("intelligence.cover")
@require_http_methods(["GET", "HEAD", "POST"])
def cover(request: HttpRequest) -> HttpResponse:
    """Set the order, the hours, and the numbers that senders are told to ring."""
    owner = request.user.commissioner
    if owner is None:
        raise Http404("No place to cover.")
    standing = risk.cover_of(owner)
    form = CoverForm(request.POST if request.method == "POST" else None, owner=owner, cover=standing)
    if form.is_valid():
        try:
            set_cover(terms=form.terms(), by=request.user)
        except DomainError as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, "It counts from now on. What was before stays on record.")
            return redirect("intelligence:risk-cover")
    known = [standing, *risk.covers_before(owner)] if standing else []
    context = {
        "form": form,
        "sentence": presenter.cover_sentence(standing),
        "lines": [presenter.cover_line(each) for each in known],
    }
    return render(request, "intelligence/risk_cover.jinja", context, status=422 if form.errors else 200)
