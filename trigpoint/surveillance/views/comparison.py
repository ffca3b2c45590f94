"""One indicator across providers."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from trigpoint.accounts.access import needs
from trigpoint.analysis.funnel import LEAST_UNITS
from trigpoint.audit import services as audit
from trigpoint.common import clock
from trigpoint.indicators.definitions import Definition, library
from trigpoint.surveillance import queries
from trigpoint.surveillance.charts import funnel_spec
from trigpoint.surveillance.models import PeerSet
from trigpoint.surveillance.presenters import peering
from trigpoint.surveillance.presenters.comparison import Comparison, Peers, comparison
from trigpoint.surveillance.presenters.tables import peers_csv
from trigpoint.surveillance.queries import EVERYWHERE, Chosen
from trigpoint.surveillance.rules.peer_sets import OWN
from trigpoint.surveillance.views.filters import chips, chosen_filters
from trigpoint.surveillance.views.once import drawn_once
from trigpoint.ui import drawing
from trigpoint.ui.downloads import csv_response

PER_PAGE = 150  # all trusts of England stand on one page


@needs("surveillance.read")
@require_safe
def indicator(request: HttpRequest, code: str) -> HttpResponse:
    """Funnel and table, or a list by name where providers may not be compared."""
    definition = _definition(code)
    body = drawn_once(request, "surveillance/_indicator.jinja", lambda: _content(request, definition))
    return render(request, "surveillance/indicator_show.jinja", {"definition": definition, "body": body})


def _content(request: HttpRequest, definition: Definition) -> dict[str, Any]:
    form, chosen, places = chosen_filters(request)
    asked = _asked(request, definition, chosen)
    shown = _comparison(request, definition, chosen, places, asked)
    spec = funnel_spec(shown.units, definition, centre=shown.centre) if shown.units else None
    if asked.peer_set and not asked.peer_set.kind:  # a group of one's own may hold several kinds
        chosen = replace(chosen, kind="")
    form.fields["peers"] = forms.ChoiceField(choices=asked.offered, label="Compare with", required=False)
    said = [chip for chip in chips(request, chosen, places) if chip["key"] in {"place", "kind"}]
    if asked.peer_set:
        said.append({"key": "peers", "value": chosen.peers, "text": f"Compared with: {shown.among}"})
    return {
        "definition": definition,
        "form": form,
        "chosen": chosen,
        "chips": said,
        "shown": shown,
        "has_choice": len(asked.offered) > 1,
        "page": Paginator(shown.rows, PER_PAGE).get_page(request.GET.get("page")),
        "place": dict(places).get(chosen.place, "England"),
        "svg": drawing.svg(spec).decode() if spec else "",
        "spec": drawing.whole(spec) if spec else None,
    }


@needs("surveillance.read")
@require_safe
def indicator_csv(request: HttpRequest, code: str) -> HttpResponse:
    """The table as a file."""
    _, chosen, places = chosen_filters(request)
    definition = _definition(code)
    shown = _comparison(request, definition, chosen, places, _asked(request, definition, chosen))
    audit.note_export(request.user, "surveillance.table_taken", f"{code} across providers", len(shown.rows))
    return csv_response(f"{code}.csv", peers_csv(shown.rows, shown.among or peering.OF_A_KIND))


@needs("surveillance.read")
@require_safe
def funnel_svg(request: HttpRequest, code: str) -> HttpResponse:
    """The funnel as a picture."""
    definition = _definition(code)
    _, chosen, places = chosen_filters(request)
    shown = _comparison(request, definition, chosen, places, _asked(request, definition, chosen))
    if not shown.units:
        raise Http404("Providers are not compared on this indicator.")
    audit.note_export(request.user, "surveillance.chart_taken", f"{code} across providers", None)
    return HttpResponse(
        drawing.svg(funnel_spec(shown.units, definition, centre=shown.centre)), content_type="image/svg+xml"
    )


def _definition(code: str) -> Definition:
    known = library()
    if code not in known:
        raise Http404("No such indicator.")
    return known[code]


@dataclass(frozen=True)
class _Asked:
    """What may be compared with (key, words), and the set that the address asks for; none is all of a kind."""

    offered: list[tuple[str, str]]
    peer_set: PeerSet | None
    among: str


def _asked(request: HttpRequest, definition: Definition, chosen: Chosen) -> _Asked:
    """A set that is not there, or no more, counts as none: then all of a kind are compared."""
    sets = queries.peer_sets(user=request.user, indicator=definition.code)
    regions = peering.regions_in(each.key for each in sets)
    names = queries.names_of_regions(user=request.user, codes=regions) if regions else {}
    names |= queries.names_of_peer_groups(user=request.user)
    kind = chosen.kind or peering.main_kind(sets)
    offered = peering.choices(sets, kind, names)
    words = {each.key: each.words for each in offered}
    found = [each for each in sets if each.key == chosen.peers and each.kind in ("", kind)]
    listed = [(each.key, f"{each.words[0].upper()}{each.words[1:]} ({each.units:,})") for each in offered]
    is_known = bool(found) and chosen.peers in words
    return _Asked(
        [("", "All of its kind"), *listed], found[0] if is_known else None, words.get(chosen.peers, "")
    )


def _why_not_compared(peer_set: PeerSet, among: str, is_late: bool) -> str:
    if is_late:
        return peering.being_worked_out(among)
    return peering.too_few(peer_set.units, among) if peer_set.units < LEAST_UNITS else ""


def _comparison(
    request: HttpRequest,
    definition: Definition,
    chosen: Chosen,
    places: list[tuple[str, str]],
    asked: _Asked,
) -> Comparison:
    """Funnels and ranks are read as the worker left them, of all of a kind with the statuses, of other peers in their sets."""
    today = clock.today()
    if asked.peer_set:
        is_late = asked.peer_set.pk in queries.late_sets(sets=[asked.peer_set])
        statuses = queries.positions_in(peer_set=asked.peer_set, is_late=is_late)
        is_own = asked.peer_set.key.startswith(OWN) and not is_late
        older = queries.older_members(user=request.user, peer_set=asked.peer_set) if is_own else []
        why_not = _why_not_compared(asked.peer_set, asked.among, is_late)
        peers = Peers(asked.among, why_not, is_late, left_out=peering.left_out(older))
    else:
        statuses = queries.peers(user=request.user, indicator=definition.code)
        refreshed = queries.latest_refresh(user=request.user)
        peers = Peers(told_up_to=refreshed.grid.get("told_up_to") if refreshed else None)
        if chosen.kind:
            statuses = [status for status in statuses if status.organisation.kind == chosen.kind]
    ours: set[int] = set()
    if chosen.place != EVERYWHERE:
        ours = queries.providers_in(user=request.user, place=chosen.place, today=today)
    place = dict(places)[chosen.place]
    return comparison(statuses, definition, ours=ours, place=place, today=today, peers=peers)
