"""Consent of whoever told a story to what is done with it."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from trigpoint.accounts.access import needs
from trigpoint.accounts.attempt import attempt
from trigpoint.accounts.rules import reach
from trigpoint.common import clock
from trigpoint.intelligence.forms.consents import GiveForm, WithdrawForm
from trigpoint.intelligence.models import Item
from trigpoint.intelligence.presenters import consents as presenter
from trigpoint.intelligence.queries.consents import consents_of
from trigpoint.intelligence.rules.consents import STORY
from trigpoint.intelligence.services import consents
from trigpoint.vault.queries import door_to
from trigpoint.vault.services import read

DEEDS = {
    "give": (GiveForm, consents.give, "Consent is on record, for these uses alone."),
    "withdraw": (WithdrawForm, consents.withdraw, "It is on record that consent was taken back."),
}


@needs("intelligence.triage")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def consent(request: HttpRequest, public_id: str) -> HttpResponse:
    """What is on record, and the forms to give consent or take it back."""
    if restricted_door := door_to(request.user, "item", public_id):
        return redirect(restricted_door)
    item = _item_or_404(request, public_id)
    forms = {slug: form(initial={"on": clock.today()}) for slug, (form, _, _) in DEEDS.items()}
    refused = None
    if request.method == "POST":
        slug = request.POST.get("deed", "")
        if slug not in DEEDS:
            raise Http404("No such deed.")
        kind, service, done = DEEDS[slug]
        form = kind(request.POST)
        if form.is_valid() and attempt(form, service, item=item, by=request.user):
            messages.success(request, done)
            return redirect(item)
        forms[slug] = refused = form
    known = consents_of(item)
    content = {
        "item": item,
        "sentence": presenter.sentence(known, is_story=item.source == STORY),
        "lines": presenter.lines(known),
        "is_standing": bool(known and known[0].uses),
        "forms": forms,
        "form": refused,
    }
    return render(request, "intelligence/consent_show.jinja", content, status=422 if refused else 200)


def _item_or_404(request: HttpRequest, public_id: str) -> Item:
    found = read(kind="item", public_id=public_id, by=request.user)
    if found is None or found.owner_id != reach(request.user).commissioner_id:
        raise Http404("No such item.")
    return found
