"""The provider brief, and what people write down on it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.views.decorators.http import require_GET, require_POST

from trigpoint.accounts.access import needs
from trigpoint.accounts.attempt import attempt
from trigpoint.accounts.rules import may
from trigpoint.actions.models import Action
from trigpoint.actions.queries import people_of
from trigpoint.actions.rules.days import next_month
from trigpoint.actions.rules.drafts import Draft
from trigpoint.actions.services import add_action
from trigpoint.common import clock
from trigpoint.common.errors import DomainError
from trigpoint.indicators.definitions import library
from trigpoint.organisations.models import Organisation
from trigpoint.reports import queries, services
from trigpoint.reports.forms import EnquiryAnswerForm, MeetingForm, NoteForm, QuestionForm
from trigpoint.reports.models import BriefNote
from trigpoint.reports.presenters.brief import asked_about, brief_content, figures_told
from trigpoint.reports.presenters.content import BriefContent, FiguresTold
from trigpoint.surveillance import queries as surveillance
from trigpoint.surveillance.models import SeriesStatus
from trigpoint.triangulation.queries.enquiries import enquiry_of
from trigpoint.triangulation.services.enquiries import answer

DRAWN = ("changes", "dimensions", "sources")


def provider_or_404(request: HttpRequest, code: str) -> Organisation:
    """A provider that this person may see."""
    return get_object_or_404(Organisation.visible_to(request.user), code=code)


@needs("reports.read")
@require_GET
def brief(request: HttpRequest, code: str) -> HttpResponse:
    """One provider before its quality meeting. `?ask=ID` of a chart or a signal fills in its question."""
    return _page(request, provider_or_404(request, code))


@needs("reports.write")
@require_POST
def note_write(request: HttpRequest, code: str) -> HttpResponse:
    """Keep a note."""
    provider = provider_or_404(request, code)
    form = NoteForm(request.POST)
    if form.is_valid() and attempt(form, services.write_note, provider=provider, by=request.user):
        messages.success(request, "The note was saved.")
        return _back(provider, "notes")
    return _page(request, provider, note_form=form)


@needs("reports.write")
@require_POST
def note_withdraw(request: HttpRequest, code: str, public_id: str) -> HttpResponse:
    """Take a note back."""
    provider = provider_or_404(request, code)
    note = get_object_or_404(BriefNote.visible_to(request.user), public_id=public_id, provider=provider)
    try:
        services.withdraw_note(note=note, by=request.user)
    except DomainError as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, "The note was taken back. It stays on record.")
    return _back(provider, "notes")


@needs("actions.write")
@require_POST
def question_ask(request: HttpRequest, code: str) -> HttpResponse:
    """Ask a question: it goes into the register of actions."""
    provider = provider_or_404(request, code)
    form = QuestionForm(request.POST, user=request.user, provider=provider)

    def ask(*, by: Any, **typed: Any) -> Action:
        draft = Draft(kind=Action.Kind.QUESTION, provider=provider, **typed)
        return add_action(draft=draft, by=by)

    if form.is_valid() and attempt(form, ask, by=request.user):
        told = " The provider's people were told." if form.cleaned_data["is_sent"] else ""
        messages.success(request, f"The question was asked. It stays here until somebody closes it.{told}")
        return _back(provider, "questions")
    return _page(request, provider, question_form=form)


@needs("concerns.write")
@require_POST
def enquiry_answer(request: HttpRequest, code: str, public_id: str) -> HttpResponse:
    """Write down what the provider answered to a key line of enquiry."""
    provider = provider_or_404(request, code)
    found = enquiry_of(user=request.user, public_id=public_id)
    if found is None or found.provider_id != provider.pk or found.restriction:
        raise Http404("There is no such question.")
    form = EnquiryAnswerForm(request.POST, prefix=f"answer-{public_id}")
    if form.is_valid() and attempt(form, answer, enquiry=found, by=request.user):
        messages.success(request, "The answer is written down.")
        return _back(provider, "enquiries")
    return _page(request, provider, answer_form=form)


@needs("reports.write")
@require_POST
def meeting_set(request: HttpRequest, code: str) -> HttpResponse:
    """Put a meeting in the diary."""
    provider = provider_or_404(request, code)
    form = MeetingForm(request.POST)
    if form.is_valid() and attempt(form, services.set_meeting, provider=provider, by=request.user):
        messages.success(request, "The meeting is in the diary.")
        return _back(provider, "meetings")
    return _page(request, provider, meeting_form=form)


@needs("reports.write")
@require_POST
def meeting_withdraw(request: HttpRequest, code: str) -> HttpResponse:
    """Take a meeting out of the diary."""
    provider = provider_or_404(request, code)
    form = MeetingForm(request.POST)
    if form.is_valid() and attempt(form, services.withdraw_meeting, provider=provider, by=request.user):
        messages.success(request, "The meeting was taken out of the diary.")
        return _back(provider, "meetings")
    return _page(request, provider, meeting_form=form)


def content_and_changes(
    request: HttpRequest, provider: Organisation
) -> tuple[BriefContent, tuple[SeriesStatus, ...]]:
    """What the brief says to this person today, and what changed, of which papers draw charts."""
    records = _records(request, provider)
    found = queries.figures_for_brief(user=request.user, provider=provider, since=records.since)
    told = figures_told(records, found, library())
    return brief_content(records, told, commissioner=_commissioner(request)), found.changes


def _records(request: HttpRequest, provider: Organisation) -> queries.BriefRecords:
    return queries.records_for_brief(user=request.user, provider=provider, today=clock.today())


def _commissioner(request: HttpRequest) -> str:
    return request.user.commissioner.name if request.user.commissioner_id else "No commissioner"


def _figures(request: HttpRequest, records: queries.BriefRecords, mark: str) -> FiguresTold:
    def told() -> FiguresTold:
        found = queries.figures_for_brief(user=request.user, provider=records.provider, since=records.since)
        return figures_told(records, found, library())

    return queries.once(f"brief|{mark}", told)


def _mark(request: HttpRequest, records: queries.BriefRecords) -> str:
    """Changes whenever what the figures say of a provider may: of the same commissioner everybody sees the same."""
    state = surveillance.mark_of_dashboard(user=request.user)
    sources = ",".join(sorted(asked_about(records)))
    return f"{state}|{records.provider.pk}|{records.today}|{records.since}|{sources}"


def _drawn(request: HttpRequest, content: BriefContent, mark: str) -> dict[str, SafeString]:
    """The parts of the page that only tell figures, drawn once for each state of them."""
    shown = {"brief": content, "may_ask": may(request.user, "actions.write")}
    key = f"{mark}|{shown['may_ask']}"

    def draw() -> dict[str, str]:
        return {name: str(render_to_string(f"reports/_brief_{name}.jinja", shown, request)) for name in DRAWN}

    return {name: mark_safe(part) for name, part in queries.once(f"drawn|{key}", draw).items()}


def _page(request: HttpRequest, provider: Organisation, **bound: Any) -> HttpResponse:
    records = _records(request, provider)
    mark = _mark(request, records)
    content = brief_content(records, _figures(request, records, mark), commissioner=_commissioner(request))
    failed = next(iter(bound.values()), None)
    return render(
        request,
        "reports/brief_show.jinja",
        {
            "brief": content,
            "drawn": _drawn(request, content, mark),
            "provider_id": provider.public_id,
            "may_write": may(request.user, "reports.write"),
            "may_ask": may(request.user, "actions.write"),
            "people": people_of(request.user.commissioner) if may(request.user, "actions.write") else [],
            "may_take": may(request.user, "reports.take"),
            "may_answer": may(request.user, "concerns.write"),
            "answering": _prefix_of(bound.get("answer_form")),
            "answer_forms": _answer_forms(content, bound.get("answer_form")),
            "meetings": sorted(records.meetings, reverse=True),
            "note_form": bound.get("note_form") or NoteForm(),
            "question_form": bound.get("question_form") or _question_form(request, provider, content),
            "meeting_form": bound.get("meeting_form") or _form_once("meeting", content.as_at, MeetingForm),
            "is_asking": bool(request.GET.get("ask")) or "question_form" in bound,
            "form": failed,
        },
        status=422 if failed is not None else 200,
    )


def _prefix_of(form: EnquiryAnswerForm | None) -> str:
    return form.prefix.removeprefix("answer-") if form is not None else ""


def _answer_forms(
    content: BriefContent, failed: EnquiryAnswerForm | None
) -> dict[str, EnquiryAnswerForm | SafeString]:
    """A place to write the answer to each open line of enquiry, by its public id."""
    found: dict[str, EnquiryAnswerForm | SafeString] = {}
    for each in content.concerned.enquiries:
        prefix = f"answer-{each.public_id}"
        if failed is not None and failed.prefix == prefix:
            found[each.public_id] = failed
        elif each.is_open:
            found[each.public_id] = EnquiryAnswerForm(prefix=prefix)
    return found


def _form_once(name: str, day: dt.date, form: Callable[[], Any]) -> SafeString:
    """A form as it is before anybody typed: the same for all on a day, so its boxes are drawn once."""
    return mark_safe(queries.once(f"{name} form|{day}", lambda: str(form())))


def _question_form(
    request: HttpRequest, provider: Organisation, content: BriefContent
) -> QuestionForm | SafeString:
    """An empty question, or the one that a chart suggests."""
    due_on = content.next_meeting or next_month(content.as_at)
    asked = request.GET.get("ask")
    change = next((each for each in (*content.changes, *content.better) if each.series == asked), None)
    told = next((each for each in content.heard if each.signal == asked), None)
    if asked and change is None and told is None:
        raise Http404("That is not among what changed.")
    given = {"user": request.user, "provider": provider}
    if told is not None:
        first = {"text": told.question, "source": told.signal, "due_on": due_on}
        return QuestionForm(initial=first, **given)
    if change is None:
        return _form_once("question", due_on, lambda: QuestionForm(initial={"due_on": due_on}, **given))
    first = {"text": change.question, "source": change.series, "due_on": due_on}
    return QuestionForm(initial=first, **given)


def _back(provider: Organisation, place: str) -> HttpResponse:
    return redirect(f"{reverse('reports:brief', args=[provider.code])}#{place}")
