"""Where one series stands among its peers, for pages that show it."""

from __future__ import annotations

from django.http import HttpRequest

from trigpoint.indicators.definitions import Definition
from trigpoint.surveillance import queries
from trigpoint.surveillance.models import SeriesStatus
from trigpoint.surveillance.presenters.peering import Standing, regions_in, standings
from trigpoint.surveillance.rules.peer_sets import OWN


def standings_of(request: HttpRequest, status: SeriesStatus, indicator: Definition) -> list[Standing]:
    """All of its kind, its third by size, its region and its groups, as the worker left them; nothing is worked out here."""
    if not status.funnel_units:
        return []
    positions = queries.positions_of(status=status)
    keys = [each.peer_set.key for each in positions]
    regions = regions_in(keys)
    names = queries.names_of_regions(user=request.user, codes=regions) if regions else {}
    if any(key.startswith(OWN) for key in keys):
        names |= queries.names_of_peer_groups(user=request.user)
    late = queries.late_sets(sets=[each.peer_set for each in positions])
    return standings(status, positions, names, indicator, late)
