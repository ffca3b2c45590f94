"""What the regulator says and said."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass

from trigpoint.organisations.models import Organisation, Rating

DOMAINS = {
    "overall": "Overall",
    "safe": "Safe",
    "effective": "Effective",
    "caring": "Caring",
    "responsive": "Responsive",
    "well_led": "Well-led",
}


@dataclass(frozen=True)
class Ratings:
    """What the regulator says now by domain, of services now, and what it said before."""

    current: dict[str, Rating]
    services: dict[str, dict[str, Rating]]
    history: tuple[Rating, ...]


def ratings_of(organisation: Organisation) -> Ratings:
    """Current ratings by domain; those of single services; and all earlier ones, latest first."""
    current: dict[str, Rating] = {}
    services: dict[str, dict[str, Rating]] = defaultdict(dict)
    history = []
    for rating in organisation.ratings.select_related("load"):
        if not rating.is_current:
            history.append(rating)
        elif rating.service:
            services[rating.service][rating.domain] = rating
        else:
            current[rating.domain] = rating
    order = list(DOMAINS)
    current = {domain: current[domain] for domain in order if domain in current}
    history.sort(key=lambda r: (-(r.reported_on or dt.date.min).toordinal(), r.service))
    return Ratings(current, dict(sorted(services.items())), tuple(history))
