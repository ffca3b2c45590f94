"""One question with what became of it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from trigpoint.accounts.access import needs
from trigpoint.accounts.attempt import attempt
from trigpoint.accounts.rules import may
from trigpoint.common import clock
from trigpoint.reports import queries, services
from trigpoint.reports.forms import AnswerForm, CarryForm, CloseForm, ReopenForm
from trigpoint.reports.models import Deed, Question
from trigpoint.reports.presenters.brief import asked
from trigpoint.reports.presenters.questions import steps_of
from trigpoint.reports.rules import carry_to, next_from

DEEDS = {
    "answer": (AnswerForm, services.answer_question, "The answer was written down."),
    "carry": (CarryForm, services.carry_question, "The question was carried forward."),
    "close": (CloseForm, services.close_question, "The question was closed."),
    "reopen": (ReopenForm, services.reopen_question, "The question is open again."),
}


@needs("reports.read")
@require_GET
def question(request: HttpRequest, public_id: str) -> HttpResponse:
    """The question, its history, and what can be done next."""
    return _page(request, _question_or_404(request, public_id))


@needs("reports.write")
@require_POST
def question_step(request: HttpRequest, public_id: str, deed: str) -> HttpResponse:
    """Answer, carry, close or open again."""
    found = _question_or_404(request, public_id)
    form_class, service, done = DEEDS[deed]
    form = form_class(request.POST)
    if form.is_valid() and attempt(form, service, question=found, by=request.user):
        messages.success(request, done)
        return redirect(found)
    return _page(request, found, **{f"{deed}_form": form})


def _question_or_404(request: HttpRequest, public_id: str) -> Question:
    found = queries.question_of(user=request.user, public_id=public_id)
    if found is None:
        raise Http404("No such question.")
    return found


def _page(request: HttpRequest, found: Question, **bound: Any) -> HttpResponse:
    today = clock.today()
    failed = next(iter(bound.values()), None)
    ahead = next_from(queries.meetings_of(user=request.user, provider=found.provider), today)
    upcoming = None if ahead == today else ahead
    return render(
        request,
        "reports/question_show.jinja",
        {
            "public_id": found.public_id,
            "question": asked(found, today),
            "provider": found.provider,
            "steps": steps_of(found),
            "is_open": found.state != Deed.CLOSED,
            "may_write": may(request.user, "reports.write"),
            "answer_form": bound.get("answer_form") or AnswerForm(initial={"on": today}),
            "carry_form": bound.get("carry_form")
            or CarryForm(initial={"to": carry_to(found.due, upcoming, today)}),
            "close_form": bound.get("close_form") or CloseForm(),
            "reopen_form": bound.get("reopen_form") or ReopenForm(),
            "form": failed,
        },
        status=422 if failed is not None else 200,
    )
