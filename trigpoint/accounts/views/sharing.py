"""Sharing records with others, and what others share."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from trigpoint.accounts import queries, services
from trigpoint.accounts.access import needs
from trigpoint.accounts.attempt import attempt
from trigpoint.accounts.forms.sharing import ShareForm
from trigpoint.accounts.rules import reach
from trigpoint.common import references
from trigpoint.common.errors import DomainError


@needs("shared.read")
@never_cache
@require_safe
def shared(request: HttpRequest) -> HttpResponse:
    """What other commissioners, or the commissioner you answer to, share with you."""
    found = queries.shared_with(request.user)
    shown = [(share, references.show(f"{share.kind}:{share.shared}", user=request.user)) for share in found]
    return render(
        request, "accounts/shared_list.jinja", {"found": [(share, each) for share, each in shown if each]}
    )


@needs("accounts.share")
@never_cache
@require_http_methods(["GET", "POST"])
def share(request: HttpRequest, kind: str, public_id: str) -> HttpResponse:
    """With whom one record is shared, and sharing it with somebody more."""
    record = _ours_or_404(request, kind, public_id)
    form = ShareForm(request.POST if request.method == "POST" else None, user=request.user)
    if form.is_valid() and attempt(form, services.share, record=record, by=request.user):
        messages.success(request, "It is shared now.")
        return redirect("accounts:share", kind, public_id)
    known = {
        "record": references.show(f"{kind}:{public_id}", user=request.user),
        "shares": queries.shares_of(request.user, kind, public_id),
        "form": form,
    }
    return render(request, "accounts/share.jinja", known, status=422 if form.is_bound else 200)


@needs("accounts.share")
@require_POST
def share_end(request: HttpRequest, public_id: str) -> HttpResponse:
    """Stop sharing a record with somebody."""
    found = queries.share_here(request.user, public_id)
    if found is None:
        raise Http404("No such share.")
    try:
        services.end_share(share=found, by=request.user)
    except DomainError as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, "It is not shared any more.")
    return redirect("accounts:share", found.kind, found.shared)


def _ours_or_404(request: HttpRequest, kind: str, public_id: str) -> Any:
    record = references.find(f"{kind}:{public_id}", user=request.user)
    is_ours = record is not None and getattr(record, "owner_id", None) == reach(request.user).commissioner_id
    if not is_ours or not getattr(record, "is_shareable", False):
        raise Http404("No such record to share.")
    return record
