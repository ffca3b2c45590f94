"""A fact that its source tells anew every month: how it is told today, and whether that counts."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from trigpoint.accounts.rules import reach
from trigpoint.common import clock
from trigpoint.frameworks.queries import pack_on
from trigpoint.triangulation.models import Evidence


def fact_of(told: Evidence) -> tuple[str, str]:
    """What makes a fact the same however often it is told anew: its source, and what that calls it."""
    return told.source, told.key


def told_now(facts: Iterable[Evidence], *, user: Any) -> dict[tuple[str, str], Evidence]:
    """What sources tell today of facts, by what makes them the same; in one query."""
    wanted = {fact_of(each) for each in facts}
    if not wanted:
        return {}
    found = Evidence.visible_to(user).filter(owner=reach(user).commissioner_id).standing()
    told = found.filter(source__in={source for source, _ in wanted}, key__in={key for _, key in wanted})
    return {fact_of(each): each for each in told if fact_of(each) in wanted}


def counts_today(told: Evidence) -> bool:
    """Whether what is told of it is recent enough for its stream."""
    today = clock.today()
    days = next((each.fresh_days for each in pack_on(today).streams_on(today) if each.code == told.stream), 0)
    return told.known_on <= today and told.last_on >= today - dt.timedelta(days=days)
