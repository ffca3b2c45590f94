"""Allowing for how much was looked at: every test of a commissioner, controlled together."""

from __future__ import annotations

from typing import Any

from django.db.models import Q

from trigpoint.accounts.models import Commissioner
from trigpoint.analysis import chances
from trigpoint.surveillance import queries
from trigpoint.surveillance.models import SeriesStatus
from trigpoint.surveillance.rules.weighing import with_runs


def weigh(*, owner: Commissioner) -> dict[str, Any]:
    """Mark which statuses of `owner` stand out among all of them; how many tests there were, and what chance would raise.

    It reads the chances that stand, of every series whether or not it was made anew: a new figure anywhere changes how much
    was looked at everywhere. Only marks that differ are written, in two statements.
    """
    standing = queries.chances_of(owner=owner)
    grid = with_runs(chances.weighed(standing["chance"], standing["funnel_chance"]), standing)
    up_to = grid["told_up_to"]
    told = Q(pk__in=[])
    if up_to is not None:
        told = Q(chance__lte=min(up_to, chances.OUTSIDE)) | Q(funnel_chance__lte=min(up_to, chances.BEYOND))
    own = SeriesStatus.objects.filter(owner=owner)
    own.filter(told, stands_out=False).update(stands_out=True)
    own.filter(stands_out=True).exclude(told).update(stands_out=False)
    return grid
