"""Evidence as areas told it, and concerns, for tests."""

from __future__ import annotations

import datetime as dt
import itertools
from typing import Any

from trigpoint.accounts.models import User
from trigpoint.organisations.models import Organisation
from trigpoint.triangulation.models import Coverage, Evidence

_numbers = itertools.count(1)


def evidence(by: User, provider: Organisation, day: dt.date, **told: Any) -> Evidence:
    """A concern of the figures about waiting times that could be known on `day`, unless said otherwise."""
    key = f"fact-{next(_numbers)}"
    values = {
        "source": "surveillance",
        "key": key,
        "about": "indicator:rtt-18week",
        "stream": "performance",
        "state": "concern",
        "says": "Fewer patients began treatment within 18 weeks than the usual range.",
        "origin": "NHS England, referral to treatment",
        "event": key,
        "happened_on": day,
        "known_on": day,
        "last_on": day,
        **told,
    }
    return Evidence.objects.create(owner=by.commissioner, provider=provider, **values)


def coverage(by: User, provider: Organisation, since: dt.date, until: dt.date, **told: Any) -> Coverage:
    """Figures about waiting times known from one day to another, unless said otherwise."""
    values = {
        "source": "surveillance",
        "key": f"cover-{next(_numbers)}",
        "about": "indicator:rtt-18week",
        "stream": "performance",
        "first_known": since,
        "last_known": until,
        **told,
    }
    return Coverage.objects.create(owner=by.commissioner, provider=provider, **values)
