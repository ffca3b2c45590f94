"""How the parts of a pack are said in a line."""

from __future__ import annotations

import datetime as dt

from trigpoint.frameworks.deadlines import words_of_rule
from trigpoint.frameworks.entries import DeadlineRule, Listening, Number, SentinelRule
from trigpoint.frameworks.packs import Pack

EVERY = {
    "month": "Every month",
    "two months": "Every two months",
    "quarter": "Every quarter",
    "half year": "Twice a year",
    "year": "Once a year",
    "as needed": "When needed",
    "not said": "Not said",
}


def date(day: dt.date) -> str:
    """1 July 2022."""
    return f"{day.day} {day:%B %Y}"


def span(first: dt.date | None, last: dt.date | None) -> str:
    """1 April 2013 to 30 June 2022; since 1 July 2022; until 31 March 2015; as long as the pack."""
    if first and last:
        return f"{date(first)} to {date(last)}"
    if first:
        return f"Since {date(first)}"
    return f"Until {date(last)}" if last else "As long as the pack"


def rhythm(every: str, one_for_each: str = "") -> str:
    """Every month, one for each provider."""
    return EVERY[every] + (f", one for each {one_for_each}" if one_for_each else "")


def groups_of(pack: Pack, codes: tuple[str, ...]) -> str:
    """Names of groups: Quality Committee; Governing Body."""
    return "; ".join(pack.group(code).title for code in codes)


def time_of(rule: DeadlineRule | SentinelRule) -> str:
    """10 working days from the day the provider became aware."""
    return words_of_rule(rule.count, rule.unit, rule.counts_from)


def signals_of(rule: SentinelRule) -> str:
    """Rules cusum_alarm, for concern; charts vlad; dimensions safety."""
    return (
        f"Rules {', '.join(rule.rules)}, for {', '.join(rule.meanings)}; "
        f"charts {', '.join(rule.charts)}; dimensions {', '.join(rule.dimensions)}"
    )


def amount(number: Number) -> str:
    """2.5%; 10 working days."""
    return f"{number.value:g}{'' if number.unit == '%' else ' '}{number.unit}"


HANDLED = {
    "one_by_one": "Each waits for a person, with a clock",
    "together": "The model reads it and it is counted; a person may take any of it up",
}
CLASSES = {
    "": "Everybody who may read soft intelligence",
    "whistleblowing": "Only roles named for what staff tell in confidence",
    "safeguarding": "Only roles named for safeguarding",
    "identifiable_reporter": "Only roles named for what would show who told us",
}


def handling(each: Listening) -> str:
    """Each waits for a person, with a clock."""
    return HANDLED[each.handled]


def privacy(each: Listening) -> str:
    """Who may see what comes from a kind of source."""
    return CLASSES[each.restriction]
