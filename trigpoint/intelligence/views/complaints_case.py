"""One complaint: its clocks, what happened, and what can be done next."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from django.contrib import messages
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from trigpoint.accounts.access import needs
from trigpoint.accounts.attempt import attempt
from trigpoint.accounts.rules import may
from trigpoint.actions.queries import providers_to_choose
from trigpoint.intelligence.forms import complaint_deeds as forms
from trigpoint.intelligence.forms.complaint_fields import subjects_on
from trigpoint.intelligence.models import Complaint
from trigpoint.intelligence.presenters import complaint_page as presenter
from trigpoint.intelligence.queries.complaints_case import Case, case_of, part_of
from trigpoint.intelligence.rules.complaints import OURS, Deed, State, possible
from trigpoint.intelligence.services import complaints_moving as moving
from trigpoint.intelligence.services import complaints_parts as parts
from trigpoint.vault.queries import door_to, is_ours, sealed_about
from trigpoint.vault.services import read

READS, WRITES = "complaints.read", "complaints.write"


class Offer(NamedTuple):
    """A deed of the page: its words, its form, its service, what is said afterwards, and the deed of the table."""

    verb: str
    form: type[forms.ComplaintDeedForm]
    service: Callable[..., Any]
    done: str
    deed: str


ASK_PART = "ask-part"
DEEDS: dict[str, Offer] = {
    "acknowledge": Offer("Acknowledge it", forms.AcknowledgeForm, moving.acknowledge, "It is acknowledged.", Deed.ACKNOWLEDGED),
    "take-up": Offer("Take it up though it came late", forms.TakeUpForm, moving.take_up, "It is taken up.", Deed.TAKEN_UP),
    "decline": Offer("Do not take it up", forms.DeclineForm, moving.decline, "It is not taken up.", Deed.TOO_LATE),
    "plan": Offer("Agree a plan", forms.AgreePlanForm, moving.plan, "The plan is agreed. Its day counts now.", Deed.PLANNED),
    "investigate": Offer("Begin the investigation", forms.InvestigateForm, moving.investigate, "The investigation has begun.", Deed.INVESTIGATING),
    "delay": Offer("Explain the delay", forms.DelayForm, moving.explain_delay, "The delay was explained. The new day counts now.", Deed.DELAY),
    "answer": Offer("Answer it", forms.AnswerForm, moving.answer, "It is answered.", Deed.ANSWERED),
    "close": Offer("Close it", forms.CloseForm, moving.close, "It is closed.", Deed.CLOSED),
    "consent": Offer("Note consent to share", forms.ConsentForm, moving.note_consent, "The consent was noted.", Deed.CONSENT_ASKED),
    "pass": Offer("Pass it to the provider", forms.PassForm, moving.pass_to_provider, "The provider answers it now.", Deed.PASSED),
    ASK_PART: Offer("Ask another organisation for its part", forms.AskPartForm, parts.ask_for_part, "The organisation was asked.", ""),
    "lead": Offer("Say who leads", forms.LeadForm, moving.say_who_leads, "Who leads was noted.", Deed.LED),
    "meeting": Offer("Note a meeting", forms.MeetingForm, moving.meet, "The meeting was noted.", Deed.MEETING),
    "learn": Offer("Note what was learnt", forms.LearnForm, moving.learn, "What was learnt is noted.", Deed.LEARNT),
    "important": Offer("Note a matter of general importance", forms.ImportantForm, moving.note_importance, "It stands in the report of the year.", Deed.IMPORTANT),
    "ombudsman": Offer("Note the ombudsman", forms.OmbudsmanForm, moving.note_ombudsman, "The ombudsman was noted.", Deed.OMBUDSMAN_ASKED),
    "sort": Offer("Correct subjects, severity and for whom", forms.SortForm, moving.sort_anew, "It was corrected.", Deed.SORTED),
    "hand": Offer("Hand it on", forms.HandForm, moving.hand_on, "It was handed on.", Deed.HANDED),
    "note": Offer("Add a note", forms.NoteForm, moving.note, "The note was added.", Deed.NOTED),
    "withdraw": Offer("Note that it was taken back", forms.WithdrawForm, moving.withdraw, "It is withdrawn.", Deed.WITHDRAWN),
    "reopen": Offer("Open it again", forms.ReopenForm, moving.reopen, "It is open again. Agree a new plan.", Deed.REOPENED),
}  # fmt: skip
BY_DEED = {offer.deed: slug for slug, offer in DEEDS.items() if offer.deed}
PART_DEEDS: dict[str, tuple[Callable[..., Any], str]] = {
    "answer": (parts.answer_part, "Its answer was written in."),
    "chase": (parts.chase_part, "It was noted that they were asked again."),
    "give-up": (parts.give_up_part, "The answer goes without it."),
}


@needs(READS)
@never_cache
@require_safe
def complaint(request: HttpRequest, public_id: str) -> HttpResponse:
    """The complaint, and the next step; a restricted one behind its door."""
    if restricted_door := door_to(request.user, "complaint", public_id):
        return redirect(restricted_door)
    return _page(request, _complaint_or_404(request, public_id))


@needs(READS)
@never_cache
@require_safe
def summary(request: HttpRequest, public_id: str) -> HttpResponse:
    """The case on paper, without anybody's identity."""
    if restricted_door := door_to(request.user, "complaint", public_id):
        return redirect(restricted_door)
    found = _complaint_or_404(request, public_id)
    shown = presenter.page_of(case_of(found, user=request.user), titles=_titles(found), user=request.user)
    return render(request, "intelligence/complaint_summary.jinja", {"shown": shown, "complaint": found})


@needs(WRITES)
@require_POST
def deed(request: HttpRequest, public_id: str, slug: str) -> HttpResponse:
    """Do one thing to the complaint."""
    found = _complaint_or_404(request, public_id)
    if slug not in DEEDS:
        raise Http404("No such deed.")
    offer = DEEDS[slug]
    form = offer.form(request.POST, case=case_of(found, user=request.user), user=request.user)
    if form.is_valid() and attempt(form, offer.service, complaint=found, by=request.user):
        messages.success(request, offer.done)
        return redirect(found)
    return _page(request, found, refused=(slug, form))


@needs(WRITES)
@require_POST
def part_deed(request: HttpRequest, public_id: str, part_id: str, slug: str) -> HttpResponse:
    """Write in what another organisation answered, chase it, or give it up."""
    found = _complaint_or_404(request, public_id)
    if slug not in PART_DEEDS or part_of(found, part_id) is None:
        raise Http404("No such deed.")
    service, done = PART_DEEDS[slug]
    form = forms.PartTextForm(request.POST, slug=slug, prefix=_prefix(part_id, slug))
    if form.is_valid() and attempt(form, service, complaint=found, part=part_id, by=request.user):
        messages.success(request, done)
        return redirect(found)
    return _page(request, found, refused=(_prefix(part_id, slug), form))


def _complaint_or_404(request: HttpRequest, public_id: str) -> Complaint:
    found = read(kind="complaint", public_id=public_id, by=request.user)
    if not isinstance(found, Complaint) or not is_ours(request.user, found):
        raise Http404("No such complaint.")
    return found


def _page(request: HttpRequest, found: Complaint, *, refused: tuple[str, Form] | None = None) -> HttpResponse:
    case = case_of(found, user=request.user)
    may_write = may(request.user, WRITES)
    return render(
        request,
        "intelligence/complaint_show.jinja",
        {
            "complaint": found,
            "shown": presenter.page_of(case, titles=_titles(found), user=request.user),
            "offers": _offers(request, case, refused) if may_write else [],
            "part_forms": _part_forms(case, refused) if may_write else {},
            "form": refused[1] if refused else None,
            "sealed": len(sealed_about(request.user, found)),
            "providers": providers_to_choose(user=request.user) if may_write else [],
            "may_change": may(request.user, "changes.write") and not found.restriction,
            "may_seal": may(request.user, "actions.write"),
        },
        status=422 if refused else 200,
    )


def _offers(request: HttpRequest, case: Case, refused: tuple[str, Form] | None) -> list[dict[str, Any]]:
    """What can be done now, the next step first. What failed is shown again even where it is possible no more."""
    next_slug = BY_DEED.get(case.next_deed or "", "")
    wanted = [next_slug, *_slugs(case)]
    if refused and refused[0] in DEEDS:
        wanted.insert(0, refused[0])
    return [
        {
            "slug": slug,
            "verb": DEEDS[slug].verb,
            "form": refused[1]
            if refused and refused[0] == slug
            else DEEDS[slug].form(case=case, user=request.user),
            "is_open": slug == (refused[0] if refused else next_slug),
            "is_refused": bool(refused and refused[0] == slug),
        }
        for slug in dict.fromkeys(wanted)
        if slug
    ]


def _slugs(case: Case) -> list[str]:
    """What the table allows where the complaint stands, and the case does not rule out."""
    deeds = {str(deed) for deed in possible(case.state)}
    if not case.waits_for_time:
        deeds -= {Deed.TAKEN_UP, Deed.TOO_LATE}
    return [
        slug
        for slug, offer in DEEDS.items()
        if offer.deed in deeds or (slug == ASK_PART and case.state in OURS and case.state != State.RECEIVED)
    ]


def _part_forms(case: Case, refused: tuple[str, Form] | None) -> dict[str, list[dict[str, Any]]]:
    """Public id of a part -> what can be done about it."""
    found: dict[str, list[dict[str, Any]]] = {}
    for known in case.parts:
        part_id = known.part.public_id
        made = []
        for slug, verb in (
            ("answer", "Write in its answer"),
            ("chase", "Ask again"),
            ("give-up", "Answer without it"),
        ):
            prefix = _prefix(part_id, slug)
            is_refused = bool(refused and refused[0] == prefix)
            form = refused[1] if refused and is_refused else forms.PartTextForm(slug=slug, prefix=prefix)
            made.append({"slug": slug, "verb": verb, "form": form, "is_refused": is_refused})
        if known.is_awaited:
            found[part_id] = made
    return found


def _prefix(part_id: str, slug: str) -> str:
    return f"{slug}-{part_id}"


def _titles(found: Complaint) -> dict[str, str]:
    return dict(subjects_on(found.received_on))
