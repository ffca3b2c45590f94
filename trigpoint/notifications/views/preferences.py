"""How a person wants to be told."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from trigpoint.accounts.access import for_anybody_signed_in
from trigpoint.notifications import presenters, queries, registry, services
from trigpoint.notifications.forms import PreferenceForm


@for_anybody_signed_in
@require_http_methods(["GET", "POST"])
def preferences(request: HttpRequest) -> HttpResponse:
    """How often, about what, and the calendar address."""
    form = PreferenceForm(request.POST if request.method == "POST" else None, initial=_initial(request))
    if form.is_valid():
        services.choose(cadence=form.cleaned_data["cadence"], left_out=form.left_out(), by=request.user)
        messages.success(request, "Your choice is saved.")
        return redirect("notifications:preferences")
    words = presenters.preference_words(
        request.user, last=queries.last_sent(request.user), key=queries.calendar_key(request.user)
    )
    status = 422 if form.is_bound else 200
    return render(request, "notifications/preferences.jinja", {"form": form, "words": words}, status=status)


def _initial(request: HttpRequest) -> dict[str, object]:
    chosen = queries.preference_of(request.user)
    kinds = [kind.name for kind in registry.kinds() if kind.name not in chosen.left_out]
    return {"cadence": chosen.cadence, "kinds": kinds}
