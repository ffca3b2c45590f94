"""Reading what the brief and the Monday page put together."""

from trigpoint.reports.queries.brief import (
    BriefRecords,
    meetings,
    meetings_of,
    midnight,
    next_meeting,
    notes_of,
    records_for_brief,
    source_rows,
)
from trigpoint.reports.queries.home import (
    Freshness,
    HomeRecords,
    freshness,
    has_anything,
    meetings_ahead,
    own_kinds,
    own_providers,
    providers_with_figures,
    records_for_home,
    unusual,
)

__all__ = [
    "BriefRecords",
    "Freshness",
    "HomeRecords",
    "freshness",
    "has_anything",
    "meetings",
    "meetings_ahead",
    "meetings_of",
    "midnight",
    "next_meeting",
    "notes_of",
    "own_kinds",
    "own_providers",
    "providers_with_figures",
    "records_for_brief",
    "records_for_home",
    "source_rows",
    "unusual",
]
