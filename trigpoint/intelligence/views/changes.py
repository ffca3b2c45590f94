"""You said, we did: the list, one change, its steps, and the way to the public page."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from trigpoint.accounts.access import needs
from trigpoint.accounts.attempt import attempt
from trigpoint.accounts.rules import may
from trigpoint.audit import services as audit
from trigpoint.common import references
from trigpoint.intelligence.forms import changes as forms
from trigpoint.intelligence.models import Change
from trigpoint.intelligence.presenters import changes as presenter
from trigpoint.intelligence.queries import changes as queries
from trigpoint.intelligence.rules.changes import ChangeDeed
from trigpoint.intelligence.rules.themes import titles
from trigpoint.intelligence.services import changes as services
from trigpoint.ui.downloads import csv_response

PER_PAGE = 25
PER_FILE = 5_000
SEES = ("changes.write", "changes.publish", "intelligence.themes")
SAYING: dict[str, tuple[type[Form], Callable[..., Any], str]] = {
    ChangeDeed.DECIDED: (
        forms.DecideForm,
        services.decide,
        "It was written down. Whoever told it can read it.",
    ),
    ChangeDeed.CHANGED: (
        forms.ChangedForm,
        services.say_changed,
        "It was written down. Whoever told it can read it.",
    ),
    ChangeDeed.MEASURED: (
        forms.MeasuredForm,
        services.measure,
        "It was written down. Whoever told it can read it.",
    ),
    ChangeDeed.WITHDRAWN: (
        forms.WithdrawForm,
        services.withdraw,
        "It is off the public page; your note stands there.",
    ),
}


@needs(*SEES)
@require_safe
def changes(request: HttpRequest) -> HttpResponse:
    """Every answer to what was heard, with filters."""
    form = forms.ChangesFilterForm(request.GET)
    found = queries.changes(request.user, **form.said())
    everything = queries.changes(request.user)
    number = everything.count()
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    waiting = number - queries.changes(request.user, state=ChangeDeed.DECIDED).count()
    standings = queries.standings(page.object_list)
    content = {
        "form": form,
        "page": page,
        "standings": standings,
        "opening": presenter.opening(standings, number, waiting),
        "is_empty": not number,
        "titles": titles(),
        "may_write": may(request.user, "changes.write"),
    }
    return render(request, "intelligence/change_list.jinja", content)


@needs(*SEES)
@require_safe
def changes_csv(request: HttpRequest) -> HttpResponse:
    """Exactly what the filters show, all pages."""
    form = forms.ChangesFilterForm(request.GET)
    rows = presenter.table(queries.standings(queries.changes(request.user, **form.said())[:PER_FILE]))
    audit.note_export(request.user, "changes.list_taken", "You said, we did", len(rows) - 1)
    return csv_response("you-said-we-did.csv", rows)


@needs("changes.write")
@require_http_methods(["GET", "HEAD", "POST"])
def change_add(request: HttpRequest) -> HttpResponse:
    """Write down what was heard; `about` in the address names what it answers, as often as wanted."""
    named = [each for each in request.GET.getlist("about") if references.find(each, user=request.user)]
    form = forms.ChangeForm(request.POST or None, user=request.user, initial={"answered": "\n".join(named)})
    made: list[Change] = []

    def draft(**given: Any) -> Change:
        made.append(services.draft_change(**given))
        return made[0]

    if request.method == "POST" and form.is_valid() and attempt(form, draft, by=request.user):
        messages.success(request, "It was written down. Next: say what was decided.")
        return redirect(made[0])
    status = 422 if form.errors else 200
    return render(request, "intelligence/change_add.jinja", {"form": form}, status=status)


@needs(*SEES)
@require_safe
def change(request: HttpRequest, public_id: str) -> HttpResponse:
    """One change: what was heard, decided, changed, whether it worked, and whether everybody reads it."""
    return _show(request, _change(request, public_id))


@needs("changes.write", "changes.publish")
@require_POST
def change_say(request: HttpRequest, public_id: str, deed: str) -> HttpResponse:
    """Say what was decided or changed, whether it worked, or why it is taken off the public page."""
    found = _change(request, public_id)
    if deed not in SAYING:
        raise Http404("No such step.")
    kind, service, said = SAYING[deed]
    form = kind(request.POST, prefix=deed)
    if form.is_valid() and attempt(form, service, change=found, by=request.user):
        messages.success(request, said)
        return redirect(found)
    return _show(request, found, deed, form)


@needs("changes.write")
@require_POST
def change_answer(request: HttpRequest, public_id: str) -> HttpResponse:
    """Say what else it answers."""
    found = _change(request, public_id)
    form = forms.SourcesForm(request.POST, prefix="answer", user=request.user)
    if form.is_valid() and attempt(form, services.add_sources, change=found, by=request.user):
        messages.success(request, "It was added.")
        return redirect(found)
    return _show(request, found, "answer", form)


@needs("changes.publish")
@require_http_methods(["GET", "HEAD", "POST"])
def change_publish(request: HttpRequest, public_id: str) -> HttpResponse:
    """Edit the words, look at them as everybody will, and only then publish them."""
    found = _change(request, public_id)
    standing = queries.standing(found)
    told = queries.words_answered(found)
    form = forms.PublishForm(request.POST or None, told=told, initial=presenter.first_words(standing))
    content = {"form": form, "change": found, "standing": standing}
    if request.method == "POST" and form.is_valid():
        if "publish" in request.POST and attempt(form, services.publish, change=found, by=request.user):
            messages.success(request, "It stands on the public page.")
            return redirect(found)
        if "publish" not in request.POST and "again" not in request.POST:
            given = form.cleaned_data
            heard_from = len(queries.items_answered(found))
            content |= {"line": presenter.preview(standing, given, heard_from), "given": given}
            return render(request, "intelligence/change_preview.jinja", content)
    return render(request, "intelligence/change_publish.jinja", content, status=422 if form.errors else 200)


def _change(request: HttpRequest, public_id: str) -> Change:
    seen = Change.visible_to(request.user).select_related("provider", "owner")
    return get_object_or_404(seen, public_id=public_id)


def _show(request: HttpRequest, found: Change, deed: str = "", form: Form | None = None) -> HttpResponse:
    standing = queries.standing(found)
    may_write = may(request.user, "changes.write")
    drawn = {name: kind(prefix=name) for name, (kind, *_) in SAYING.items()}
    drawn["answer"] = forms.SourcesForm(prefix="answer", user=request.user)
    measured = standing.measured
    content = {
        "change": found,
        "standing": standing,
        "sentence": presenter.standing_sentence(standing),
        "sources": presenter.sources(queries.sources_of(found), request.user),
        "theme": titles().get(found.theme, ""),
        "shown": references.show(measured.about, user=request.user) if measured and measured.about else None,
        "forms": drawn | ({deed: form} if form else {}),
        "open": deed,
        "form": form,
        "may_write": may_write,
        "may_publish": may(request.user, "changes.publish"),
    }
    return render(request, "intelligence/change_show.jinja", content, status=422 if form else 200)
