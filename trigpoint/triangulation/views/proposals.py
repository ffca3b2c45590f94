"""Proposals: the list, the same as a file, how often chance alone would agree, one proposal and what is said of it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from trigpoint.accounts.access import needs
from trigpoint.accounts.attempt import attempt
from trigpoint.accounts.rules import may
from trigpoint.audit import services as audit
from trigpoint.common import clock, evidence
from trigpoint.frameworks.packs import Pack
from trigpoint.frameworks.queries import pack_on
from trigpoint.triangulation.forms.proposals import ProposalFilterForm
from trigpoint.triangulation.models import Direction, Evidence
from trigpoint.triangulation.presenters import proposal_words as words
from trigpoint.triangulation.presenters import proposals as presenter
from trigpoint.triangulation.queries import proposals as queries
from trigpoint.triangulation.queries.proposal_stands import Listed
from trigpoint.triangulation.rules.concerns import READ, WRITE
from trigpoint.triangulation.views.proposal_deeds import DEEDS, form_of, offers_of
from trigpoint.triangulation.views.proposal_page import page_of
from trigpoint.ui.downloads import csv_response

PAGE = 50


@needs(READ)
@never_cache
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Proposals as chosen in the address, the newest first, fifty to a page."""
    form, pack = _filters(request)
    chosen = form.chosen()
    found = queries.listed(user=request.user, chosen=chosen)
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    shown: list[Listed] = list(page.object_list)
    run = queries.latest_run(user=request.user, direction=chosen.direction)
    is_narrowed = bool(form.chips()) or chosen.show != words.WAITING
    waiting = (
        queries.waiting_count(user=request.user, direction=chosen.direction) if is_narrowed else len(found)
    )
    titles = presenter.titles_of(pack, clock.today())
    connected = evidence.connected()
    rows = presenter.rows(shown, titles, _evidence(request, shown), connected)
    beside = queries.open_beside(user=request.user, proposals=[each.proposal for each in shown])
    return render(
        request,
        "triangulation/proposal_list.jinja",
        {
            "filters": form,
            "chips": form.chips(),
            "chosen": chosen,
            "shows": [(show, text, show == chosen.show) for show, text in words.SHOWS.items()],
            "page": page,
            "agreed": [row for row in rows if not row.door],
            "doors": [row for row in rows if row.door],
            "opening": words.opening(waiting, run, chosen.direction),
            "run": run,
            "looked": f"{words.looked_at(run)} {words.false_alarms(run)}" if run else "",
            "is_good": chosen.direction == Direction.GOOD,
            "beside": {
                each.get_absolute_url(): beside.get(each.pk, []) for each in (one.proposal for one in shown)
            },
            "may_write": may(request.user, WRITE),
        },
    )


@needs(READ)
@never_cache
@require_safe
def index_csv(request: HttpRequest) -> HttpResponse:
    """Exactly what the filters show, all pages."""
    form, pack = _filters(request)
    found = queries.listed(user=request.user, chosen=form.chosen())
    audit.note_export(request.user, "proposals.list_taken", "proposals", len(found))
    return csv_response("proposals.csv", presenter.csv_rows(found, presenter.titles_of(pack, clock.today())))


@needs(READ)
@never_cache
@require_safe
def chance(request: HttpRequest) -> HttpResponse:
    """How much was looked at, and how many agreements chance alone would make of it."""
    today = clock.today()
    pack = pack_on(today)
    is_good = request.GET.get("direction") == Direction.GOOD
    run = queries.latest_run(user=request.user, direction=Direction.GOOD if is_good else Direction.CONCERN)
    return render(
        request,
        "triangulation/proposal_chance.jinja",
        {
            "run": run,
            "is_good": is_good,
            "by_chance": words.by_chance(run) if run else "",
            "looked": words.looked_at(run) if run else "",
            "fewest": words.FEWEST_LOOKING,
            "false_alarms": words.false_alarms(run) if run else "",
            "shares": presenter.shares(run, presenter.titles_of(pack, today)) if run else [],
            "needed": int(pack.number("streams_that_agree", today).value),
            "streams": pack.streams_on(today),
        },
    )


@needs(READ)
@never_cache
@require_safe
def proposal(request: HttpRequest, public_id: str) -> HttpResponse:
    """One proposal: what supports it, what contradicts it, where we are blind, chance, what would change our mind."""
    return _page(request, _proposal_or_404(request, public_id))


@needs(WRITE)
@require_POST
def deed(request: HttpRequest, public_id: str, slug: str) -> HttpResponse:
    """Say one thing of a proposal."""
    one = _proposal_or_404(request, public_id)
    if slug not in DEEDS:
        raise Http404("No such deed.")
    form = form_of(slug, one, request.user, request.POST)
    if form.is_valid() and attempt(form, DEEDS[slug].service(form), proposal=one.proposal, by=request.user):
        messages.success(request, DEEDS[slug].done)
        return redirect(one.proposal)
    return _page(request, one, bound=(slug, form))


def _page(request: HttpRequest, one: Listed, bound: Any = None) -> HttpResponse:
    offers = offers_of(one, request.user, bound)
    content = {
        **page_of(request, one),
        "offers": offers,
        "raise_address": presenter.raise_address(one.proposal),
        "form": bound[1] if bound else None,
    }
    return render(request, "triangulation/proposal_show.jinja", content, status=422 if bound else 200)


def _proposal_or_404(request: HttpRequest, public_id: str) -> Listed:
    found = queries.proposal_of(user=request.user, public_id=public_id)
    if found is None:
        raise Http404("No such proposal.")
    return found


def _filters(request: HttpRequest) -> tuple[ProposalFilterForm, Pack]:
    today = clock.today()
    pack = pack_on(today)
    named = queries.proposals_of(request.user).order_by("provider__name")
    providers = named.values_list("provider__code", "provider__name").distinct()
    themes = [(theme.code, theme.title) for theme in pack.themes_on(today)]
    return ProposalFilterForm(request.GET, providers=list(providers), themes=themes), pack


def _evidence(request: HttpRequest, shown: Iterable[Listed]) -> dict[str, Evidence]:
    """What stands in the rows: what speaks against, and what opened a door."""
    wanted: set[str] = set()
    for each in shown:
        made = each.proposal
        wanted.update(made.contradicts, made.supports if made.door else ())
    found = Evidence.visible_to(request.user).filter(public_id__in=sorted(wanted))
    return {each.public_id: each for each in found}
