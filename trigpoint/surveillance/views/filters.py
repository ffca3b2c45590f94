"""The filters that all three views of the dashboard share."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from trigpoint.indicators.definitions import DIMENSIONS, Definition, library
from trigpoint.organisations.models import Kind
from trigpoint.surveillance import queries
from trigpoint.surveillance.forms import SHOW, FilterForm
from trigpoint.surveillance.queries import EVERYWHERE, Chosen


def chosen_filters(request: HttpRequest) -> tuple[FilterForm, Chosen, list[tuple[str, str]]]:
    """The form as asked for, its checked values, and the places there are.

    Without a place in the address it is the commissioner's own; a value that is not on the list counts as none.
    """
    places = queries.places(user=request.user)
    own = request.user.commissioner.code if request.user.commissioner_id else EVERYWHERE
    asked = request.GET.copy()
    known = {code for code, _ in places}
    asked.setdefault("place", own if own in known else EVERYWHERE)
    form = FilterForm(asked, places=places)
    form.is_valid()
    clean = form.cleaned_data
    chosen = Chosen(
        place=clean.get("place") or EVERYWHERE,
        kind=clean.get("kind", ""),
        dimension=clean.get("dimension", ""),
        show=clean.get("show", ""),
        provider=clean.get("provider", "").strip(),
        peers=request.GET.get("peers", "")[:40],
        sort="name" if request.GET.get("sort") == "name" else "",
    )
    return form, chosen, places


def definitions_for(chosen: Chosen) -> list[Definition]:
    """Indicators of the dimension asked for, or all."""
    return [each for each in library().values() if chosen.dimension in ("", each.dimension)]


def chips(request: HttpRequest, chosen: Chosen, places: list[tuple[str, str]]) -> list[dict[str, Any]]:
    """Filters in force, each of which can be taken away; only what the address itself asks for."""
    words = {
        "place": dict(places).get(chosen.place, ""),
        "kind": dict(Kind.choices).get(chosen.kind, ""),
        "dimension": DIMENSIONS.get(chosen.dimension, ""),
        "show": dict(SHOW).get(chosen.show, "") if chosen.show else "",
        "provider": chosen.provider,
    }
    titles = {
        "place": "Place",
        "kind": "Kind",
        "dimension": "Dimension",
        "show": "Show",
        "provider": "Name or code",
    }
    return [
        {"key": key, "value": request.GET[key], "text": f"{titles[key]}: {word}"}
        for key, word in words.items()
        if word and request.GET.get(key)
    ]
