"""The one inbox of soft intelligence, and the same list as a file."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from trigpoint.accounts.access import needs
from trigpoint.accounts.rules import may
from trigpoint.audit import services as audit
from trigpoint.common import clock
from trigpoint.intelligence.forms.inbox import TONES, InboxFilterForm
from trigpoint.intelligence.presenters import clusters as cluster_words
from trigpoint.intelligence.presenters import inbox as presenter
from trigpoint.intelligence.presenters.risk import risk_lines
from trigpoint.intelligence.queries import clusters, inbox
from trigpoint.intelligence.queries.inbox import Chosen
from trigpoint.intelligence.queries.items import questions_asked
from trigpoint.intelligence.queries.risk import unread_at_risk
from trigpoint.ui.downloads import csv_response

PAGE = 25
PER_FILE = 5000
MOST_CLUSTERS = 5


@needs("intelligence.read")
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """What people told and people handle, as chosen in the address."""
    form, chosen, choices = _chosen(request)
    today = clock.today()
    page = Paginator(inbox.listed(user=request.user, chosen=chosen, today=today), PAGE).get_page(
        request.GET.get("page")
    )
    counts = inbox.counts(user=request.user, today=today)
    asked = questions_asked(page.object_list, user=request.user)
    return render(
        request,
        "intelligence/inbox_list.jinja",
        {
            "filters": form,
            "chosen": chosen,
            "chips": _chips(chosen, choices),
            "shows": [(show, presenter.TITLES[show], show == chosen.show) for show in inbox.SHOWS],
            "page": page,
            "per_file": PER_FILE,
            "lines": presenter.lines(page.object_list, today=today, asked=asked),
            "opening": presenter.opening(counts, chosen=chosen, number=page.paginator.count),
            "counts": counts,
            "clusters": _clusters(request),
            "risks": risk_lines(unread_at_risk(request.user)),
            "may_triage": may(request.user, "intelligence.triage"),
            "may_add": may(request.user, "intelligence.add"),
        },
    )


@needs("intelligence.read")
@require_safe
def index_csv(request: HttpRequest) -> HttpResponse:
    """The list as it is seen, all pages of it, without the words."""
    _, chosen, _ = _chosen(request)
    today = clock.today()
    found = list(inbox.listed(user=request.user, chosen=chosen, today=today)[:PER_FILE])
    asked = questions_asked(found, user=request.user)
    audit.note_export(
        request.user, "intelligence.list_taken", f"soft intelligence, view {chosen.show}", len(found)
    )
    told = presenter.lines(found, today=today, asked=asked)
    return csv_response("soft-intelligence.csv", presenter.csv_rows(told))


def _clusters(request: HttpRequest) -> list[cluster_words.ClusterLine]:
    """What asks for further information and nobody has asked about."""
    today = clock.today()
    numbers = clusters.numbers_on(today)
    if numbers is None:
        return []
    found = clusters.proposals(user=request.user, today=today)
    told = cluster_words.cluster_lines(found, days=numbers.days, user=request.user)
    return [each for each in told if not each.is_asked and not each.is_closed][:MOST_CLUSTERS]


def _chosen(request: HttpRequest) -> tuple[InboxFilterForm, Chosen, dict[str, list[tuple[str, str]]]]:
    choices = inbox.choices(user=request.user)
    choices["source"] = sorted((code, presenter.source_title(code)) for code, _ in choices["source"])
    choices["theme"] = sorted(
        ((code, presenter.theme_title(code)) for code, _ in choices["theme"]), key=lambda each: each[1]
    )
    form = InboxFilterForm(request.GET, choices=choices)
    return form, form.chosen(), choices


def _chips(chosen: Chosen, choices: dict[str, list[tuple[str, str]]]) -> list[dict[str, str]]:
    """What the list is narrowed to, in words."""

    def named(key: str, value: str) -> str:
        return dict(choices.get(key, [])).get(value, value)

    told: dict[str, tuple[Any, str]] = {
        "words": (chosen.words, f"Words: {chosen.words}"),
        "source": (chosen.source, f"Source: {named('source', chosen.source)}"),
        "provider": (chosen.provider, f"About: {named('provider', chosen.provider)}"),
        "practice": (chosen.practice, f"Sent by: {named('practice', chosen.practice)}"),
        "theme": (chosen.theme, f"Theme: {named('theme', chosen.theme)}"),
        "tone": (chosen.tone, dict(TONES).get(chosen.tone, "")),
        "at_risk": ("on" if chosen.at_risk else "", "Somebody may be at risk now"),
    }
    return [{"key": key, "value": value, "text": text} for key, (value, text) in told.items() if value]
