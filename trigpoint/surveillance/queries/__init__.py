"""Reading stage 1: frames for the statistics, statuses for the pages."""

from trigpoint.surveillance.queries.dashboard import (
    EVERYWHERE,
    Chosen,
    peers,
    places,
    providers,
    providers_in,
)
from trigpoint.surveillance.queries.frames import (
    existing_statuses,
    fingerprints,
    observations_of,
    period_starts,
    phase_starts,
    phases_of,
    portions,
)
from trigpoint.surveillance.queries.statuses import (
    CHART_COLUMNS,
    UNUSUAL,
    changes,
    latest_refresh,
    mark_of_loads,
    notes_on,
    points_of,
    status_of,
    statuses,
    statuses_in_own_place,
    steps_of,
)

__all__ = [
    "CHART_COLUMNS",
    "EVERYWHERE",
    "UNUSUAL",
    "Chosen",
    "changes",
    "existing_statuses",
    "fingerprints",
    "latest_refresh",
    "mark_of_loads",
    "notes_on",
    "observations_of",
    "peers",
    "period_starts",
    "phase_starts",
    "phases_of",
    "places",
    "points_of",
    "portions",
    "providers",
    "providers_in",
    "status_of",
    "statuses",
    "statuses_in_own_place",
    "steps_of",
]
