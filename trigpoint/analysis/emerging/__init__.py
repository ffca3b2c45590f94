"""Emerging themes: which provider is now told of which theme more often than it should be.

`watch` compares counts of critical comments by provider, theme and month with what was to be expected, raises few
alarms, and ranks; `group_unassigned` groups comments that have no theme, for people to name what is new.
docs/methods/emerging.md has the formulas, worked examples and measured rates.
"""

from trigpoint.analysis.emerging.counts import month_after
from trigpoint.analysis.emerging.limits import Limits, of_grid
from trigpoint.analysis.emerging.sources import together
from trigpoint.analysis.emerging.unassigned import Group, Grouped, group_unassigned
from trigpoint.analysis.emerging.watching import METHOD_VERSION, Watched, watch

__all__ = [
    "METHOD_VERSION",
    "Group",
    "Grouped",
    "Limits",
    "Watched",
    "group_unassigned",
    "month_after",
    "of_grid",
    "together",
    "watch",
]
