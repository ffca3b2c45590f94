"""Reading the directory."""

from trigpoint.organisations.queries.hierarchies import (
    belongings_of,
    members_of,
    on_day,
    parents_of,
    providers_of_place,
)
from trigpoint.organisations.queries.histories import History, Step, history_of
from trigpoint.organisations.queries.known import (
    Known,
    known_among,
    known_codes,
    spans_of,
    speaks_for,
    successions_of,
)
from trigpoint.organisations.queries.ratings import DOMAINS, Ratings, ratings_of
from trigpoint.organisations.queries.searching import (
    ALL,
    CLOSED,
    OPEN,
    SORTS,
    in_order,
    matching,
    named,
    narrowed,
    parents_among,
    places_to_choose,
    search,
)

__all__ = [
    "ALL",
    "CLOSED",
    "DOMAINS",
    "OPEN",
    "SORTS",
    "History",
    "Known",
    "Ratings",
    "Step",
    "belongings_of",
    "history_of",
    "in_order",
    "known_among",
    "known_codes",
    "matching",
    "members_of",
    "named",
    "narrowed",
    "on_day",
    "parents_among",
    "parents_of",
    "places_to_choose",
    "providers_of_place",
    "ratings_of",
    "search",
    "spans_of",
    "speaks_for",
    "successions_of",
]
