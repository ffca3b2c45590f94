"""One concern: what speaks for and against it, what became of it, and what can be done."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from trigpoint.accounts.access import needs
from trigpoint.accounts.attempt import attempt
from trigpoint.accounts.rules import may, reach
from trigpoint.common import clock
from trigpoint.triangulation.errors import ConcernImpossible
from trigpoint.triangulation.forms.concern_raise import LinkForm
from trigpoint.triangulation.models import Concern, ConcernState
from trigpoint.triangulation.presenters import concern_page as presenter
from trigpoint.triangulation.queries.concerns import standing_of
from trigpoint.triangulation.queries.concerns_case import (
    Case,
    Linked,
    case_of,
    enquiries_of,
    links_of,
    sides_for,
)
from trigpoint.triangulation.queries.concerns_known import addresses_of, figures_since, record_at
from trigpoint.triangulation.queries.proposals import new_since
from trigpoint.triangulation.queries.sides import Sides
from trigpoint.triangulation.queries.told_now import fact_of
from trigpoint.triangulation.rules.concerns import DECIDE, READ, WRITE, next_deed, warnings
from trigpoint.triangulation.rules.drafts import Link
from trigpoint.triangulation.services.concern_links import end_link, link
from trigpoint.triangulation.views.concern_offers import DEEDS, offers_of
from trigpoint.triangulation.views.openable import openable, with_openable
from trigpoint.vault.queries import door_to
from trigpoint.vault.services import read


@needs(READ)
@never_cache
@require_safe
def concern(request: HttpRequest, public_id: str) -> HttpResponse:
    """The concern, and the next step; a restricted one behind its door."""
    if restricted_door := door_to(request.user, "concern", public_id):
        return redirect(restricted_door)
    return _page(request, _concern_or_404(request, public_id))


@needs(WRITE, DECIDE)
@require_POST
def deed(request: HttpRequest, public_id: str, slug: str) -> HttpResponse:
    """Do one thing about the concern."""
    found = _concern_or_404(request, public_id)
    if slug not in DEEDS:
        raise Http404("No such deed.")
    offer = DEEDS[slug]
    form = offer.form(request.POST, case=case_of(found, user=request.user), user=request.user)
    if form.is_valid() and attempt(form, offer.service, concern=found, by=request.user):
        messages.success(request, offer.done)
        return redirect(found)
    return _page(request, found, refused=(slug, form))


@needs(WRITE)
@require_POST
def link_more(request: HttpRequest, public_id: str) -> HttpResponse:
    """Say what else bears on it."""
    found = _concern_or_404(request, public_id)
    form = LinkForm(request.POST, known=_linkable(request, found))

    def save(*, by: Any, **typed: Any) -> Concern:
        about = typed.get("about") or record_at(typed["address"], user=by)
        if not about:
            raise ConcernImpossible("Choose what bears on it, or paste the address of a page here.")
        wanted = Link(about=about, side=typed["side"], why=typed["why"])
        return link(concern=found, links=(wanted,), by=by)

    if form.is_valid() and attempt(form, save, by=request.user):
        messages.success(request, "It is linked, with what it says today.")
        return redirect(found)
    return _page(request, found, refused=("link", form))


@needs(WRITE)
@require_POST
def link_end(request: HttpRequest, public_id: str, link_id: str) -> HttpResponse:
    """Say that something does not bear on it any more."""
    found = _concern_or_404(request, public_id)
    form = Form(request.POST)
    if form.is_valid() and attempt(form, end_link, concern=found, link=link_id, by=request.user):
        messages.success(request, "It is taken off. That it was linked stays on record.")
        return redirect(found)
    return _page(request, found, refused=("end", form))


def _concern_or_404(request: HttpRequest, public_id: str) -> Concern:
    found = read(kind="concern", public_id=public_id, by=request.user)
    is_inside = reach(request.user).is_staff
    if (
        not isinstance(found, Concern)
        or not is_inside
        or found.owner_id != reach(request.user).commissioner_id
    ):
        raise Http404("No such concern.")
    return standing_of(found)


def _linkable(request: HttpRequest, found: Concern) -> list[tuple[str, str]]:
    """Evidence of the provider that is not linked yet, to choose from."""
    known = sides_for(found, user=request.user, day=clock.today())
    return _choices(known, links_of(found, user=request.user))


def _choices(known: Sides, bearing: list[Linked]) -> list[tuple[str, str]]:
    linked = {each.fact for each in bearing}
    facts = (*known.supports, *known.watching, *known.against)
    return [(f"evidence:{each.public_id}", each.says) for each in facts if fact_of(each) not in linked]


def _page(request: HttpRequest, found: Concern, *, refused: tuple[str, Form] | None = None) -> HttpResponse:
    case = case_of(found, user=request.user)
    around = _around(request, case)
    looked = case.looked(around.known, around.linked)
    late = bool(case.awaited and case.awaited.is_overdue)
    held = case.checking.held if case.checking else ""
    next_one = next_deed(looked, check_on=case.check_on, is_reply_late=late, held=held)
    columns = presenter.columns(around)
    may_write = may(request.user, WRITE)
    may_link = may_write and (case.state == ConcernState.OPEN or bool(refused and refused[0] == "link"))
    return render(
        request,
        "triangulation/concern_show.jinja",
        {
            "concern": found,
            "case": case,
            "sentence": presenter.sentence(case),
            "warnings": warnings(looked),
            "columns": columns,
            "new": presenter.new_lines(around),
            "blind": presenter.blind_lines(around.known),
            "normal": around.known.normal,
            "not_connected": around.known.not_connected,
            "replies": presenter.replies(case),
            "other_replies": presenter.other_replies(case),
            "enquiries": enquiries_of(found, user=request.user),
            "decisions": presenter.decisions(case, around),
            "actions": case.actions,
            "figures": presenter.figure_lines(around.figures),
            "facts": presenter.facts(case, around),
            "happened": presenter.happened(case),
            "ended": presenter.ended(links_of(found, user=request.user, ended=True)),
            "offers": offers_of(request.user, case, next_one, refused),
            "link_form": _link_form(around, refused) if may_link else None,
            "may_link": may_link,
            "form": refused[1] if refused else None,
            "may_act": may(request.user, "actions.write") and not found.restriction,
        },
        status=422 if refused else 200,
    )


def _around(request: HttpRequest, case: Case) -> presenter.Around:
    """What the page shows beside the steps."""
    found, day = case.concern, case.today
    known = sides_for(found, user=request.user, day=day)
    linked = with_openable(links_of(found, user=request.user), user=request.user)
    streams = {stream.code: stream.title for stream in case.pack.streams_on(found.raised_on)}
    themes = {theme.code: theme.title for theme in case.pack.themes_on(found.raised_on)}
    since = (case.decisions or [case.closing])[0]
    figures = (
        figures_since(linked, user=request.user, day=since.at.astimezone(clock.LONDON).date())
        if since
        else []
    )
    new = new_since(found, request.user) if case.state == ConcernState.OPEN else []
    facts = (*known.supports, *known.against, *known.watching, *new)
    addresses = openable(addresses_of(facts, user=request.user), user=request.user)
    return presenter.Around(
        known, linked, figures, streams, themes.get(found.theme, found.theme), addresses, new
    )


def _link_form(around: presenter.Around, refused: tuple[str, Form] | None) -> Form:
    if refused and refused[0] == "link":
        return refused[1]
    return LinkForm(known=_choices(around.known, around.linked))
