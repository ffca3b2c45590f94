"""Drafting questions: the evidence gives rise to them, a person keeps those that are worth asking, in other words."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from trigpoint.accounts.access import needs
from trigpoint.accounts.attempt import attempt
from trigpoint.accounts.models import User
from trigpoint.actions.queries import providers_to_choose
from trigpoint.common import clock
from trigpoint.frameworks.queries import pack_on
from trigpoint.organisations.models import Organisation
from trigpoint.triangulation.forms.enquiries import DraftFromForm, KeepForm
from trigpoint.triangulation.models import Concern
from trigpoint.triangulation.presenters import enquiries as presenter
from trigpoint.triangulation.queries.concerns import standing_of, themes_of
from trigpoint.triangulation.queries.enquiry_drafts import drafts_for, meeting_ahead
from trigpoint.triangulation.rules.enquiries import WRITE
from trigpoint.triangulation.services import enquiries as services
from trigpoint.vault.queries import door_to
from trigpoint.vault.services import read

NEXT_MEETING = "Quality meeting"


@needs(WRITE)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def enquiry_draft(request: HttpRequest) -> HttpResponse:
    """Drafts for a provider and a theme, ticked; `concern` in the address names the concern that they are for."""
    public_id = request.GET.get("concern", "")
    if restricted_door := door_to(request.user, "concern", public_id):
        return redirect(restricted_door)
    concern = _concern_or_404(request, public_id) if public_id else None
    if concern is not None:
        return _drafts(request, concern.provider, concern.theme, concern)
    if not request.GET.get("provider"):
        return _choose(request, None)
    form = DraftFromForm(request.GET, user=request.user)
    if not form.is_valid():
        return _choose(request, form)
    return _drafts(request, form.cleaned_data["provider"], form.cleaned_data["theme"], None)


def _concern_or_404(request: HttpRequest, public_id: str) -> Concern:
    found = read(kind="concern", public_id=public_id, by=request.user)
    if not isinstance(found, Concern):
        raise Http404("No such concern.")
    return standing_of(found)


def _choose(request: HttpRequest, form: DraftFromForm | None) -> HttpResponse:
    return render(
        request,
        "triangulation/enquiry_choose.jinja",
        {
            "asks": form or DraftFromForm(user=request.user),
            "form": form,
            "providers": providers_to_choose(user=request.user),
        },
        status=422 if form is not None else 200,
    )


def _drafts(
    request: HttpRequest, provider: Organisation, theme: str, concern: Concern | None
) -> HttpResponse:
    found = drafts_for(user=request.user, provider=provider, theme=theme)
    drafts = presenter.keyed(found)
    drafts |= presenter.sent_back(request.POST, drafts, pack_on(clock.today()))
    ahead = meeting_ahead(user=request.user, provider=provider)
    first = {"where": NEXT_MEETING, "held_on": ahead} if ahead else {}
    form = KeepForm(request.POST or None, drafts=drafts, initial=first)
    made: list[Any] = []

    def keep(*, by: User, **typed: Any) -> None:
        made.extend(services.keep_enquiries(provider=provider, theme=theme, concern=concern, by=by, **typed))

    if request.method == "POST" and form.is_valid() and attempt(form, keep, by=request.user):
        messages.success(request, _kept_words(len(made)))
        if concern is not None:
            return redirect(concern)
        return redirect(f"{reverse('triangulation:enquiries')}?provider={provider.code}")
    return _shown(request, form, provider=provider, theme=theme, concern=concern)


def _shown(
    request: HttpRequest,
    form: KeepForm,
    *,
    provider: Organisation,
    theme: str,
    concern: Concern | None,
) -> HttpResponse:
    today = clock.today()
    title = themes_of(pack_on(today), today).get(theme, "")
    streams = {each.code: each.title for each in pack_on(today).streams_on(today)}
    return render(
        request,
        "triangulation/enquiry_draft.jinja",
        {
            "form": form,
            "has_errors": bool(form.errors),
            "provider": provider,
            "concern": concern,
            "theme": title,
            "opening": presenter.drafting_opening(len(form.drafts), provider.name, title),
            "rows": [
                {
                    "keep": form[f"keep-{key}"],
                    "question": form[f"question-{key}"],
                    "because": draft.because,
                    "kind": presenter.KINDS[draft.when],
                    "stream": streams.get(draft.stream, ""),
                }
                for key, draft in form.drafts.items()
            ],
        },
        status=422 if form.errors else 200,
    )


def _kept_words(number: int) -> str:
    return "The question was kept." if number == 1 else f"{number} questions were kept."
