"""One action, and what is done to it."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from trigpoint.accounts.access import needs
from trigpoint.accounts.attempt import attempt
from trigpoint.accounts.rules import may, reach
from trigpoint.actions import forms, queries, services
from trigpoint.actions.models import Action
from trigpoint.actions.presenters import page as presenter
from trigpoint.actions.queries import Known
from trigpoint.actions.rules.standing import (
    ASK_TIME,
    CARRY,
    DECIDE_TIME,
    EVIDENCE,
    LEAD,
    POSITION,
    next_step,
    offered,
    verb,
)
from trigpoint.actions.rules.states import Deed
from trigpoint.common import clock, references
from trigpoint.files import presenters as files
from trigpoint.vault.queries import door_to
from trigpoint.vault.services import note_reading

READS = ("actions.read", "actions.answer", "shared.read")
FIRST_DEADLINE = "first-deadline"
# Deed -> its part of the address, form, service, and what is said when it is done.
DEEDS: dict[str, tuple[str, type[forms.DeedForm], Any, str]] = {
    Deed.AGREED: ("agree", forms.AgreeForm, services.agree, "It is agreed."),
    Deed.STARTED: ("start", forms.StartForm, services.start, "It is under way."),
    POSITION: ("position", forms.PositionForm, services.say_position, "Where it stands was written down."),
    Deed.CLAIMED: ("claim", forms.ClaimForm, services.claim_done, "Thank you. Somebody else verifies it now."),
    Deed.VERIFIED: ("verify", forms.VerifyForm, services.verify, "It is verified."),
    Deed.SENT_BACK: ("send-back", forms.SendBackForm, services.send_back, "It was sent back."),
    Deed.CLOSED: ("close", forms.CloseForm, services.close, "It is closed."),
    DECIDE_TIME: ("decide-time", forms.DecideTimeForm, services.decide_on_time, "Your decision was noted."),
    ASK_TIME: ("ask-time", forms.AskTimeForm, services.ask_for_time, "More time was asked for. It counts once somebody else has approved it."),
    CARRY: ("carry", forms.CarryForm, services.carry_forward, "It was carried forward."),
    EVIDENCE: ("evidence", forms.EvidenceForm, services.add_evidence, "The evidence was added."),
    LEAD: ("lead", forms.LeadForm, services.change_leads, "The lead was changed."),
    FIRST_DEADLINE: ("first-deadline", forms.FirstDeadlineForm, services.set_first_deadline, "It has a deadline now."),
    Deed.SENT: ("send", forms.SendForm, services.send, "The provider sees it now."),
    Deed.RECALLED: ("recall", forms.RecallForm, services.recall, "The provider does not see it any more."),
    Deed.SUPERSEDED: ("supersede", forms.SupersedeForm, services.supersede, "The other action has taken its place."),
    Deed.WITHDRAWN: ("withdraw", forms.WithdrawForm, services.withdraw, "It was withdrawn."),
    Deed.REOPENED: ("reopen", forms.ReopenForm, services.reopen, "It is open again."),
}  # fmt: skip
BY_SLUG = {slug: key for key, (slug, _, _, _) in DEEDS.items()}
# The same deeds of a question, where they ask or say something else.
OF_QUESTIONS: dict[str, tuple[str, type[forms.DeedForm], Any, str]] = {
    Deed.CLAIMED: ("claim", forms.ClaimForm, services.claim_done, "The answer was written down."),
    Deed.SENT_BACK: ("send-back", forms.AskAgainForm, services.ask_again, "It was asked again."),
    LEAD: ("lead", forms.LeadForm, services.change_leads, "Who answers it was changed."),
    EVIDENCE: ("evidence", forms.EvidenceForm, services.add_evidence, "The answer was added to."),
}


def _kind_of(key: str, known: Known) -> tuple[str, type[forms.DeedForm], Any, str]:
    """Address, form, service and words of a deed to an action or a question."""
    return (known.is_question and OF_QUESTIONS.get(key)) or DEEDS[key]


@needs(*READS)
@require_safe
def action(request: HttpRequest, public_id: str) -> HttpResponse:
    """The action, its history, and what can be done next; or how it stood on a day gone by."""
    if restricted_door := door_to(request.user, "action", public_id):
        return redirect(restricted_door)
    return _page(request, _known_or_404(request, public_id, _as_at(request)), as_at=_as_at(request))


@needs("actions.write", "actions.verify", "actions.approve", "actions.answer")
@require_POST
def deed(request: HttpRequest, public_id: str, slug: str) -> HttpResponse:
    """Do one thing to the action."""
    if slug not in BY_SLUG:
        raise Http404("No such deed.")
    known = _known_or_404(request, public_id)
    key = BY_SLUG[slug]
    _, form_class, service, done = _kind_of(key, known)
    form = form_class(request.POST, known=known, user=request.user)
    if form.is_valid() and attempt(form, service, action=known.action, by=request.user):
        messages.success(request, done)
        return redirect(known.action)
    return _page(request, known, refused=(key, form))


def _known_or_404(request: HttpRequest, public_id: str, day: dt.date | None = None) -> Known:
    known = queries.action_of(user=request.user, public_id=public_id, day=day)
    if known is None:
        raise Http404("No such action.")
    note_reading(record=known.action, by=request.user)
    return known


def _as_at(request: HttpRequest) -> dt.date | None:
    """A day gone by that the address asks for; anything else counts as today."""
    try:
        day = dt.date.fromisoformat(request.GET.get("as_at", ""))
    except ValueError:
        return None
    return day if day < clock.today() else None


def _page(
    request: HttpRequest,
    known: Known,
    *,
    refused: tuple[str, Form] | None = None,
    as_at: dt.date | None = None,
) -> HttpResponse:
    found = known.action
    parts = queries.parts_of(found, user=request.user, day=known.day)
    is_inside = reach(request.user).is_staff
    related = {
        "parent": _visible(request, found.parent),
        "successor": _visible(request, known.superseded_by),
        "source": references.show(found.source, user=request.user) if found.source else None,
        "source_words": found.source_words if is_inside else "",
    }
    return render(
        request,
        "actions/action_show.jinja",
        {
            "public_id": found.public_id,
            "shown": presenter.page_of(known, parts=parts, user=request.user),
            "provider": found.provider,
            "offers": [] if as_at else _offers(request, known, refused),
            "form": refused[1] if refused else None,
            "as_at": as_at,
            "is_inside": is_inside,
            "may_add": is_inside
            and may(request.user, "actions.write")
            and not as_at
            and not known.is_question,
            "may_share": is_inside and may(request.user, "accounts.share") and not as_at,
            "files": files.evidence(found, user=request.user),
            "people": queries.people_of(found.owner) if is_inside else [],
            **related,
        },
        status=422 if refused else 200,
    )


def _visible(request: HttpRequest, other: Action | None) -> Action | None:
    """Another action, where the person may see it."""
    return Action.visible_to(request.user).filter(pk=other.pk).first() if other else None


def _offers(request: HttpRequest, known: Known, refused: tuple[str, Form] | None) -> list[dict[str, Any]]:
    """What the person may do, the next step first. What failed is shown again even where it is possible no more."""
    who = known.standing_of(request.user)
    keys = list(offered(known.situation, who))
    if known.due_on is None and not known.deadlines and who.may_write:
        keys = [FIRST_DEADLINE if key in (ASK_TIME, CARRY) else key for key in keys]
    if refused:
        keys = [refused[0], *(key for key in keys if key != refused[0])]
    return [
        {
            "slug": DEEDS[key][0],
            "verb": "Set a deadline" if key == FIRST_DEADLINE else verb(key, is_question=known.is_question),
            "form": refused[1]
            if refused and refused[0] == key
            else _kind_of(key, known)[1](known=known, user=request.user),
            "is_open": key == (refused[0] if refused else next_step(known.situation, who)),
            "is_refused": bool(refused and refused[0] == key),
        }
        for key in keys
    ]
