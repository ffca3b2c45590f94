"""Key lines of enquiry: the list, the sheet for the room, the drafts, one and what becomes of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any, NamedTuple

from django.contrib import messages
from django.core.paginator import Paginator
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from trigpoint.accounts.access import needs
from trigpoint.accounts.attempt import attempt
from trigpoint.accounts.rules import may
from trigpoint.actions.models import Action
from trigpoint.actions.queries import known_among
from trigpoint.audit import services as audit
from trigpoint.common import clock
from trigpoint.frameworks.queries import pack_on
from trigpoint.triangulation.forms import enquiries as forms
from trigpoint.triangulation.models import Enquiry
from trigpoint.triangulation.presenters import enquiries as presenter
from trigpoint.triangulation.queries import enquiries as queries
from trigpoint.triangulation.queries.concerns import concern_of, themes_of
from trigpoint.triangulation.queries.enquiry_drafts import meeting_ahead
from trigpoint.triangulation.rules.enquiries import READ, WRITE, next_deed, possible
from trigpoint.triangulation.services import enquiries as services
from trigpoint.ui.downloads import csv_response
from trigpoint.vault.queries import door_to, is_ours
from trigpoint.vault.services import read

PER_PAGE = 50
MOST = 2000


class Offer(NamedTuple):
    """A deed of the page: its words, its form, its service, what is said afterwards, and the deed of the table."""

    verb: str
    form: type[forms.EnquiryDeedForm]
    service: Callable[..., Any]
    done: str
    deed: str


DEEDS: dict[str, Offer] = {
    "answer": Offer("Write down the answer", forms.AnswerForm, services.answer, "The answer is written down.", "answered"),
    "carry": Offer("Take it to a meeting or visit", forms.CarryForm, services.carry, "It stands on the sheet for that day.", "carried"),
    "put": Offer("Put it to the provider", forms.PutForm, services.put_to_provider, "It stands in the register of actions.", "put"),
    "edit": Offer("Put it in other words", forms.EditForm, services.edit_question, "The new words count now.", "edited"),
    "withdraw": Offer("Do not ask it", forms.WithdrawForm, services.withdraw, "It is withdrawn.", "withdrawn"),
    "again": Offer("Ask it again", forms.AgainForm, services.ask_again, "It is open again.", "reopened"),
}  # fmt: skip
BY_DEED = {offer.deed: slug for slug, offer in DEEDS.items()}


@needs(READ)
@require_safe
def enquiries(request: HttpRequest) -> HttpResponse:
    """Questions to ask, those of the soonest meeting first."""
    form, chosen = _chosen(request)
    page = Paginator(queries.enquiries_listed(user=request.user, chosen=chosen), PER_PAGE).get_page(
        request.GET.get("page")
    )
    told = queries.counts(user=request.user)
    return render(
        request,
        "triangulation/enquiry_list.jinja",
        {
            "form": form,
            "page": page,
            "lines": _lines(page.object_list),
            "opening": presenter.list_opening(told),
            "is_empty": not told.total,
            "concern": concern_of(user=request.user, public_id=chosen.concern) if chosen.concern else None,
            "may_write": may(request.user, WRITE),
        },
    )


@needs(READ)
@require_safe
def enquiries_csv(request: HttpRequest) -> HttpResponse:
    """Exactly what the filters show, all pages."""
    _, chosen = _chosen(request)
    rows = presenter.rows(_lines(queries.enquiries_listed(user=request.user, chosen=chosen)[:MOST]))
    audit.note_export(request.user, "enquiries.list_taken", "Questions to ask", len(rows) - 1)
    return csv_response(f"questions-to-ask-{clock.today():%Y-%m-%d}.csv", rows)


@needs(READ)
@require_safe
def enquiry_sheet(request: HttpRequest) -> HttpResponse:
    """The open questions of the filters, with room to write: a page to take into the room."""
    form, chosen = _chosen(request)
    found = queries.enquiries_listed(user=request.user, chosen=chosen)
    lines = [each for each in _lines(found[:MOST]) if each.is_open]
    return render(
        request,
        "triangulation/enquiry_sheet.jinja",
        {"form": form, "sheets": presenter.rooms(lines), "number": len(lines)},
    )


@needs(READ)
@never_cache
@require_safe
def enquiry(request: HttpRequest, public_id: str) -> HttpResponse:
    """One line of enquiry, and the next step; a restricted one behind its door."""
    if restricted_door := door_to(request.user, "enquiry", public_id):
        return redirect(restricted_door)
    return _page(request, _enquiry_or_404(request, public_id))


@needs(WRITE)
@require_POST
def enquiry_deed(request: HttpRequest, public_id: str, slug: str) -> HttpResponse:
    """Do one thing to it."""
    found = _enquiry_or_404(request, public_id)
    if slug not in DEEDS:
        raise Http404("No such deed.")
    offer = DEEDS[slug]
    form = offer.form(request.POST, known=queries.known([found])[0], ahead=None)
    if form.is_valid() and attempt(form, offer.service, enquiry=found, by=request.user):
        messages.success(request, offer.done)
        return redirect(found)
    return _page(request, found, refused=(slug, form))


def _enquiry_or_404(request: HttpRequest, public_id: str) -> Enquiry:
    found = read(kind="enquiry", public_id=public_id, by=request.user)
    if not isinstance(found, Enquiry) or not is_ours(request.user, found):
        raise Http404("No such question.")
    return queries.standing_of(found)


def _page(request: HttpRequest, found: Enquiry, *, refused: tuple[str, Form] | None = None) -> HttpResponse:
    known = queries.known([found])[0]
    concern = concern_of(user=request.user, public_id=found.concern.public_id) if found.concern else None
    pack = pack_on(clock.today())
    return render(
        request,
        "triangulation/enquiry_show.jinja",
        {
            "enquiry": found,
            "known": known,
            "sentence": presenter.sentence(known, clock.today()),
            "state": presenter.STATES[known.state],
            "theme": themes_of(pack, clock.today()).get(found.theme, ""),
            "stream": next((each.title for each in pack.streams if each.code == found.stream), ""),
            "concern": concern,
            "register": presenter.asked_in_register(_question(request, known)),
            "happened": presenter.happened(queries.steps_of(found)),
            "offers": _offers(request, known, refused) if may(request.user, WRITE) else [],
            "form": refused[1] if refused else None,
        },
        status=422 if refused else 200,
    )


def _question(request: HttpRequest, known: queries.Known) -> Any:
    """The question of the register by which it was put to the provider, where this person sees it."""
    public_id = known.put_about.partition(":")[2]
    if not public_id:
        return None
    found = Action.visible_to(request.user).filter(public_id=public_id).select_related("provider", "owner")
    return next(iter(known_among(found, day=clock.today(), user=request.user)), None)


def _offers(
    request: HttpRequest, known: queries.Known, refused: tuple[str, Form] | None
) -> list[dict[str, Any]]:
    """What can be done now, the next step first. What failed is shown again even where it is possible no more."""
    next_slug = BY_DEED.get(
        next_deed(known.state, is_carried=known.held_on is not None, is_put=bool(known.put_about)), ""
    )
    ahead = meeting_ahead(user=request.user, provider=known.enquiry.provider)
    wanted = [refused[0] if refused else "", next_slug, *(BY_DEED[deed] for deed in possible(known.state))]
    if known.enquiry.restriction or known.put_about or not may(request.user, "actions.write"):
        wanted = [slug for slug in wanted if slug != "put" or (refused and refused[0] == "put")]
    return [
        {
            "slug": slug,
            "verb": DEEDS[slug].verb,
            "form": refused[1]
            if refused and refused[0] == slug
            else DEEDS[slug].form(known=known, ahead=ahead),
            "is_open": slug == (refused[0] if refused else next_slug),
        }
        for slug in dict.fromkeys(wanted)
        if slug
    ]


def _chosen(request: HttpRequest) -> tuple[forms.EnquiriesFilterForm, queries.Chosen]:
    """What the address asks for; a strange value counts as none."""
    asked = request.GET.copy()
    asked.setdefault("state", queries.OPEN)
    form = forms.EnquiriesFilterForm(asked, found=queries.choices(user=request.user))
    form.is_valid()
    clean = form.cleaned_data
    held_on = clean.get("held_on") or ""
    return form, queries.Chosen(
        provider=clean.get("provider", ""),
        state=clean.get("state") or queries.OPEN,
        held_on=dt.date.fromisoformat(held_on) if held_on else None,
        concern=clean.get("concern", ""),
    )


def _lines(found: Any) -> list[presenter.Line]:
    today = clock.today()
    titles = themes_of(pack_on(today), today)
    return [presenter.line(each, titles) for each in queries.known(found)]
