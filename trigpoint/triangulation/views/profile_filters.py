"""What an address of a page of evidence asks for: the day, the providers, the part of one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest

from trigpoint.common import clock
from trigpoint.frameworks.entries import EvidenceStream, Theme
from trigpoint.frameworks.errors import NotInPack
from trigpoint.frameworks.queries import pack_on
from trigpoint.organisations.queries.searching import places_to_choose
from trigpoint.triangulation.forms.profile import CONCERN, EVERYWHERE, KINDS, AmongForm
from trigpoint.triangulation.presenters.matrix_day import AsAt, as_at
from trigpoint.triangulation.queries.ranking import Among

LONGEST = 120  # characters of a service or place


@dataclass(frozen=True)
class Narrowed:
    """The form as asked for, what it means, and how pages say where."""

    form: AmongForm
    among: Among
    where: str
    chips: list[dict[str, Any]]


def day_asked(request: HttpRequest) -> AsAt:
    """The day that the address asks for."""
    return as_at(request.GET, clock.today())


def among_asked(request: HttpRequest) -> Narrowed:
    """Which providers the address asks for. Without a place those of the commissioner's own; a strange value counts as none."""
    choices = [(EVERYWHERE, "Everywhere"), *places_to_choose(request.user)]
    places = dict(choices)
    own = request.user.commissioner.code if request.user.commissioner else ""
    asked = request.GET.copy()
    asked.setdefault("place", own if own in places else EVERYWHERE)
    form = AmongForm(asked, places=choices)
    form.is_valid()
    clean = form.cleaned_data
    place = clean.get("place") or EVERYWHERE
    among = Among(
        place="" if place == EVERYWHERE else place,
        kind=clean.get("kind", ""),
        words=clean.get("words", "").strip(),
        concern_only=clean.get("show") == CONCERN,
    )
    where = "of which anything is told" if place == EVERYWHERE else f"in {places[place]}"
    return Narrowed(form, among, where, _chips(request, among, places))


def theme_asked(code: str, at: AsAt) -> Theme:
    """The theme of the pack of that day."""
    try:
        return pack_on(at.when.day).theme(code, at.when.day)
    except NotInPack as unknown:
        raise Http404("No such theme") from unknown


def stream_asked(code: str, at: AsAt) -> EvidenceStream:
    """The stream of the pack of that day."""
    try:
        return pack_on(at.when.day).stream(code, at.when.day)
    except NotInPack as unknown:
        raise Http404("No such stream") from unknown


def part_asked(request: HttpRequest, name: str) -> str:
    """A service or place, in the words of its source."""
    return request.GET.get(name, "").strip()[:LONGEST]


def _chips(request: HttpRequest, among: Among, places: dict[str, str]) -> list[dict[str, Any]]:
    """Filters in force that the address itself asks for."""
    kinds = {kind.value: kind.label for kind in KINDS}
    words = {
        "place": f"Place: {places.get(request.GET.get('place', ''), '')}",
        "kind": f"Kind: {kinds.get(among.kind, '')}",
        "words": f"Name or code: {among.words}",
        "show": "Only with a concern" if among.concern_only else "",
    }
    return [
        {"key": key, "value": request.GET[key], "text": text}
        for key, text in words.items()
        if request.GET.get(key) and text and not text.endswith(": ")
    ]
