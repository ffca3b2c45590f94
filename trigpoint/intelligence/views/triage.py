"""A sitting of triage: ten items that wait, one after the other, by keyboard or not."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from trigpoint.accounts.access import needs
from trigpoint.accounts.attempt import attempt
from trigpoint.accounts.models import User
from trigpoint.common import clock
from trigpoint.intelligence.forms.triage import TriageForm
from trigpoint.intelligence.models import Item
from trigpoint.intelligence.presenters import inbox as presenter
from trigpoint.intelligence.queries import inbox
from trigpoint.intelligence.queries.inbox import Chosen
from trigpoint.intelligence.queries.items import first_tellings, ours
from trigpoint.intelligence.rules.states import Deed
from trigpoint.intelligence.rules.triage_words import STOCK
from trigpoint.intelligence.services.triage import write_down

TOGETHER = 10
PREFIX = "deed_"
KEYS = {
    "l": Deed.TRIAGED,
    "n": Deed.NO_ACTION,
    "q": Deed.ASKED,
    "p": Deed.PASSED,
    "c": Deed.MARKED,
    "r": Deed.CLOSED,
    "m": Deed.MERGED,
    "x": "",
}

MOVES = {"j": "next", "k": "back", "u": "undo", "w": "words", "s": "save", "?": "help"}
# What the page's script is told: see ui/sitting.js.
SITTING = {
    "one": "piece",
    "keys": KEYS,
    "atOnce": [Deed.TRIAGED, Deed.MERGED, ""],
    "moves": MOVES,
    "stock": {str(deed): list(words) for deed, words in STOCK.items()},
}


@needs("intelligence.triage")
@require_http_methods(["GET", "HEAD", "POST"])
def triage(request: HttpRequest) -> HttpResponse:
    """What waits longest, ten at a time; whatever is left stays as it is."""
    if request.method != "POST":
        return _page(request, _form(request, _waiting(request)[:TOGETHER]))
    form = _form(request, _sent(request), request.POST)
    if form.is_valid():
        verdicts = form.verdicts

        def write(*, by: User, **_: Any) -> User:
            write_down(verdicts=verdicts, by=by)
            return by

        if attempt(form, write, by=request.user):
            messages.success(request, _said(len(verdicts)))
            return redirect("intelligence:triage")
    return _page(request, form)


def _waiting(request: HttpRequest) -> Any:
    return inbox.listed(user=request.user, chosen=Chosen(), today=clock.today())


def _sent(request: HttpRequest) -> list[Item]:
    """The items that the form named, in its order, as far as they can be seen."""
    ids = [name.removeprefix(PREFIX) for name in request.POST if name.startswith(PREFIX)][:TOGETHER]
    found = ours(user=request.user).filter(public_id__in=ids, is_one_by_one=True).prefetch_related("themes")
    return sorted(found, key=lambda each: ids.index(each.public_id))


def _form(request: HttpRequest, items: Any, data: Any = None) -> TriageForm:
    shown = list(items)
    return TriageForm(data, items=shown, leads=first_tellings(shown, user=request.user))


def _said(number: int) -> str:
    if not number:
        return "Nothing was chosen, so everything waits as it did."
    return "1 piece was dealt with." if number == 1 else f"{number} pieces were dealt with."


def _page(request: HttpRequest, form: TriageForm) -> HttpResponse:
    today = clock.today()
    counts = inbox.counts(user=request.user, today=today)
    content = {
        "form": form,
        "lines": [presenter.line(each, today=today, is_whole=True) for each in form.items],
        "leads": form.leads,
        "opening": presenter.opening(counts, chosen=Chosen(), number=counts.waiting),
        "counts": counts,
        "sitting": SITTING,
    }
    return render(request, "intelligence/triage_show.jinja", content, status=422 if form.is_bound else 200)
