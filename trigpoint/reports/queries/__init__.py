"""Reading what the brief and the Monday page put together."""

from trigpoint.reports.queries.brief import (
    BriefFigures,
    BriefRecords,
    figures_for_brief,
    meetings,
    meetings_of,
    midnight,
    next_meeting,
    notes_of,
    records_for_brief,
    source_rows,
)
from trigpoint.reports.queries.early_warning import PaperRecords, ProviderRecords, records_for_early_warning
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
    records_for_list,
    unusual,
)
from trigpoint.reports.queries.once import once
from trigpoint.reports.queries.papers import latest_paper, paper_of, papers

__all__ = [
    "BriefFigures",
    "BriefRecords",
    "Freshness",
    "HomeRecords",
    "PaperRecords",
    "ProviderRecords",
    "figures_for_brief",
    "freshness",
    "has_anything",
    "latest_paper",
    "meetings",
    "meetings_ahead",
    "meetings_of",
    "midnight",
    "next_meeting",
    "notes_of",
    "once",
    "own_kinds",
    "own_providers",
    "paper_of",
    "papers",
    "providers_with_figures",
    "records_for_brief",
    "records_for_early_warning",
    "records_for_home",
    "records_for_list",
    "source_rows",
    "unusual",
]
