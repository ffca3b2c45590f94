"""Questions had pages of their own; they stand in the register of actions now."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_safe

from trigpoint.accounts.access import needs
from trigpoint.actions.models import Action


@needs("actions.read", "actions.answer", "shared.read")
@require_safe
def question(request: HttpRequest, public_id: str) -> HttpResponse:
    """On from the address that a question had."""
    questions = Action.visible_to(request.user).filter(kind=Action.Kind.QUESTION)
    return redirect(get_object_or_404(questions, public_id=public_id))
