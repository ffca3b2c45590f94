"""Raising a concern: three questions, then what else is known, then it stands."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from trigpoint.accounts.access import needs
from trigpoint.accounts.attempt import attempt
from trigpoint.actions.queries import providers_to_choose
from trigpoint.common import clock, references
from trigpoint.frameworks.queries import pack_on
from trigpoint.organisations.models import Organisation
from trigpoint.triangulation.forms.concern_raise import CHOSEN, RaiseForm
from trigpoint.triangulation.models import Concern
from trigpoint.triangulation.presenters import concern_raise as presenter
from trigpoint.triangulation.queries.concerns import themes_of
from trigpoint.triangulation.queries.concerns_known import known_already
from trigpoint.triangulation.queries.proposals import proposal_of
from trigpoint.triangulation.rules.concerns import WRITE
from trigpoint.triangulation.services.answering import answered_by
from trigpoint.triangulation.services.concerns import raise_concern


@needs(WRITE)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: HttpRequest) -> HttpResponse:
    """Say what worries you, see what else is known, raise it. provider, theme and link in the address fill in the rest.

    proposal: what it is raised of; that is then not proposed again while the concern is open.
    """
    made: list[Concern] = []

    def save(*, by: Any, **typed: Any) -> Concern:
        made.append(raise_concern(draft=form.draft(), by=by))
        if of := proposal_of(user=by, public_id=request.GET.get("proposal", "")):
            answered_by(proposal=of.proposal, concern=made[0], by=by)
        return made[0]

    is_sent = request.method == "POST"
    form = RaiseForm(
        request.POST if is_sent else None, user=request.user, initial={} if is_sent else _initial(request)
    )
    if is_sent and form.is_valid() and _has_looked(request, form) and attempt(form, save, by=request.user):
        messages.success(request, f"Concern {made[0].number} is raised.")
        return redirect(made[0])
    return _page(request, form)


def _page(request: HttpRequest, form: RaiseForm) -> HttpResponse:
    provider, theme = _about(request, form)
    today = clock.today()
    pack = pack_on(today)
    known = None
    if provider is not None:
        found = known_already(user=request.user, provider=provider, theme=theme, day=today, pack=pack)
        streams = {stream.code: stream.title for stream in pack.streams_on(today)}
        chosen = set(form["links"].value() or [])
        title = themes_of(pack, today).get(theme, "")
        known = presenter.known(found, theme=title, streams=streams, chosen=chosen)
    return render(
        request,
        "triangulation/concern_raise.jinja",
        {
            "form": form,
            "known": known,
            "looked": _mark(provider, theme),
            "linked": _linked(request, form, known),
            "providers": providers_to_choose(user=request.user),
        },
        status=422 if form.errors else 200,
    )


def _has_looked(request: HttpRequest, form: RaiseForm) -> bool:
    """Whether what is known of this provider and theme was shown before the button was pressed."""
    return "save" in request.POST and request.POST.get("looked") == _mark(*_about(request, form))


def _mark(provider: Organisation | None, theme: str) -> str:
    return f"{provider.code if provider else ''}|{theme}"


def _about(request: HttpRequest, form: RaiseForm) -> tuple[Organisation | None, str]:
    """The provider and theme that what is known is shown for."""
    if form.is_bound:
        form.is_valid()
        return form.cleaned_data.get("provider"), form.cleaned_data.get("theme", "")
    code = request.GET.get("provider", "")
    return Organisation.visible_to(request.user).filter(code=code).first(), form.initial.get("theme", "")


def _initial(request: HttpRequest) -> dict[str, Any]:
    """What the address fills in; what it names and the person may not see is left out."""
    today = clock.today()
    theme = request.GET.get("theme", "")
    links, restriction = [], ""
    for typed in request.GET.getlist("link"):
        about = typed.partition("|")[2] or typed
        found = references.find(about, user=request.user) or references.find_opened(about, user=request.user)
        if found is not None or about.startswith("evidence:"):
            links.append(f"{typed.partition('|')[0]}|{about}" if "|" in typed else f"for|{about}")
            restriction = restriction or getattr(found, "restriction", "")
    provider = Organisation.visible_to(request.user).filter(code=request.GET.get("provider", "")).first()
    return {
        "provider": provider.code if provider else "",
        "theme": theme if theme in themes_of(pack_on(today), today) else "",
        "links": [each for each in links if CHOSEN.fullmatch(each)],
        "restriction": restriction,
    }


def _linked(request: HttpRequest, form: RaiseForm, known: Any) -> list[dict[str, str]]:
    """What is linked by the address and does not stand among what is known: its value and its words."""
    offered = {line.value for line in known.lines} if known else set()
    found = []
    for value in form["links"].value() or []:
        about = value.partition("|")[2]
        record = references.find(about, user=request.user) or references.find_opened(about, user=request.user)
        if value not in offered and record is not None:
            shown = references.as_shown(record)
            found.append({"value": value, "words": shown.label, "address": shown.address})
    return found
