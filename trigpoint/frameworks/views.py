"""Pages of packs and of the calendar. They are open: whoever signs in may read what rules their work."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from trigpoint.accounts.access import for_anybody_signed_in
from trigpoint.common import clock
from trigpoint.frameworks import queries
from trigpoint.frameworks.calendar import england
from trigpoint.frameworks.errors import PackUnknown
from trigpoint.frameworks.forms import PairForm, WorkOutForm
from trigpoint.frameworks.presenters import calendar as calendar_words
from trigpoint.frameworks.presenters import difference as difference_words
from trigpoint.frameworks.presenters import pack as pack_words

TO_CONFIRM = "to-confirm"


@for_anybody_signed_in
@require_GET
def packs(request: HttpRequest) -> HttpResponse:
    """Every pack, which is in force, and what is still to be confirmed in each."""
    today = clock.today()
    context = {
        "rows": pack_words.rows(queries.packs(), today),
        "sentence": pack_words.list_sentence(queries.packs(), today),
    }
    return render(request, "frameworks/pack_list.jinja", context)


@for_anybody_signed_in
@require_GET
def pack(request: HttpRequest, name: str) -> HttpResponse:
    """One pack with all its parts; `only=to-confirm` leaves the local defaults."""
    try:
        found = queries.pack_named(name)
    except PackUnknown as unknown:
        raise Http404 from unknown
    today = clock.today()
    only = request.GET.get("only") == TO_CONFIRM
    context = {
        "pack": found,
        "follows": next((each for each in queries.packs() if each.name == found.successor_of), None),
        "followed_by": next((each for each in queries.packs() if each.successor_of == found.name), None),
        "sentence": pack_words.pack_sentence(found, today),
        "dates": pack_words.span(found.effective_from, found.effective_to),
        "review_is_due": found.review_on <= today,
        "to_confirm": len(found.local_defaults()),
        "only_to_confirm": only,
        "parts": pack_words.parts(found, today, only_to_confirm=only),
        "without": pack_words.left_out(found),
    }
    return render(request, "frameworks/pack_show.jinja", context)


@for_anybody_signed_in
@require_GET
def difference(request: HttpRequest) -> HttpResponse:
    """What two packs say differently; the last two unless others are asked for."""
    known = {pack.name: pack for pack in queries.packs()}
    last = list(known.values())[-2:]
    first = known.get(request.GET.get("first", ""), last[0])
    second = known.get(request.GET.get("second", ""), last[-1])
    found = difference_words.differences(first, second)
    context = {
        "form": PairForm(initial={"first": first.name, "second": second.name}),
        "first": first,
        "second": second,
        "found": found,
        "sentence": difference_words.sentence(first, second, found),
    }
    return render(request, "frameworks/difference_show.jinja", context)


@for_anybody_signed_in
@require_GET
def working_days(request: HttpRequest) -> HttpResponse:
    """Bank holidays by year, how working days are counted, and a date worked out."""
    held, today = england(), clock.today()
    year = calendar_words.year_asked(request.GET.get("year", ""), today)
    form = WorkOutForm(request.GET if "count" in request.GET else None)
    form.is_valid()
    context = {
        "calendar": held,
        "year": year,
        "days": held.years.get(year),
        "links": calendar_words.links(held, year),
        "sentence": calendar_words.sentence(held, year, today),
        "form": form,
        "due": form.due,
    }
    return render(request, "frameworks/working_days.jinja", context)
