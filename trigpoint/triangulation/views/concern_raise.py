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
from trigpoint.common.references import Shown
from trigpoint.frameworks.queries import pack_on
from trigpoint.organisations.models import Organisation
from trigpoint.triangulation.forms.concern_raise import CHOSEN, MOST_LINKS, RaiseForm
from trigpoint.triangulation.models import Concern
from trigpoint.triangulation.presenters import concern_raise as presenter
from trigpoint.triangulation.queries.concerns import themes_of
from trigpoint.triangulation.queries.concerns_known import known_already
from trigpoint.triangulation.queries.proposals import proposal_of, proposed
from trigpoint.triangulation.rules.concerns import WRITE
from trigpoint.triangulation.services.concerns import raise_of
from trigpoint.triangulation.views.openable import is_openable


@needs(WRITE)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: HttpRequest) -> HttpResponse:
    """Say what worries you, see what else is known, raise it. provider, theme and link in the address fill in the rest.

    proposal: what it is raised of; that is then not proposed again while the concern is open.
    """
    made: list[Concern] = []

    def save(*, by: Any, **typed: Any) -> Concern:
        of = proposal_of(user=by, public_id=request.GET.get("proposal", ""))
        made.append(raise_of(draft=form.draft(), proposal=of.proposal if of else None, by=by))
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
    typed = [each if "|" in each else f"for|{each}" for each in request.GET.getlist("link")]
    typed += _of_proposal(request)
    asked = [each for each in dict.fromkeys(typed) if CHOSEN.fullmatch(each)][:MOST_LINKS]
    shown, opened = _records(request, asked)
    links = [each for each in asked if _about_of(each) in shown or _about_of(each).startswith("evidence:")]
    provider = Organisation.visible_to(request.user).filter(code=request.GET.get("provider", "")).first()
    return {
        "provider": provider.code if provider else "",
        "theme": theme if theme in themes_of(pack_on(today), today) else "",
        "links": links,
        "restriction": next((each.restriction for each in opened if getattr(each, "restriction", "")), ""),
    }


def _of_proposal(request: HttpRequest) -> list[str]:
    """All that speaks for and against the proposal it is raised of, each side the newest first."""
    of = proposal_of(user=request.user, public_id=request.GET.get("proposal", ""))
    if of is None:
        return []
    told = proposed(user=request.user, one=of)
    links = [f"for|evidence:{each.public_id}" for each in told.supports]
    return links + [f"against|evidence:{each.public_id}" for each in told.contradicts]


def _linked(request: HttpRequest, form: RaiseForm, known: Any) -> list[dict[str, str]]:
    """What is linked by the address and does not stand among what is known: its value and its words."""
    offered = {line.value for line in known.lines} if known else set()
    values = [each for each in dict.fromkeys(form["links"].value() or []) if each not in offered][:MOST_LINKS]
    shown, _ = _records(request, values)
    return [
        {"value": each, "words": record.label, "address": record.address}
        for each in values
        if (record := shown.get(_about_of(each)))
    ]


def _about_of(value: str) -> str:
    return value.partition("|")[2]


def _records(request: HttpRequest, values: list[str]) -> tuple[dict[str, Shown], list[Any]]:
    """Records that links name, as the person may see them, all at once; and those of them that are restricted and opened."""
    abouts = [_about_of(each) for each in values]
    shown = references.show_all(abouts, user=request.user)
    found = {
        about: references.find_opened(about, user=request.user) for about in abouts if about not in shown
    }
    opened = {about: record for about, record in found.items() if record is not None}
    shown |= {about: references.as_shown(record) for about, record in opened.items()}
    told = {
        about: each if is_openable(each.address, user=request.user) else Shown(each.label, "")
        for about, each in shown.items()
    }
    return told, list(opened.values())
