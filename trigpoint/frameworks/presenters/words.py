"""How the parts of a pack are said in a line."""

from __future__ import annotations

import datetime as dt

from trigpoint.frameworks.deadlines import words_of_rule
from trigpoint.frameworks.entries import (
    DeadlineRule,
    Door,
    Enquiry,
    EvidenceStream,
    Listening,
    Number,
    SentinelRule,
    Theme,
)
from trigpoint.frameworks.evidence_rules import LISTED
from trigpoint.frameworks.naming import titles_of
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


KINDS = {
    "indicator": "Figures",
    "comment_theme": "Comments",
    "complaint_subject": "Complaints",
    "incident_type": "Incidents",
    "visit_finding": "Visits",
    "key_question": "Regulator",
    "safeguarding": "Safeguarding",
}
CASES = {
    "concern": "Evidence of concern",
    "contradiction": "Evidence that says otherwise",
    "blind": "A stream that says nothing",
    "good": "Good practice",
}


def stays_fresh(stream: EvidenceStream) -> str:
    """100 days."""
    return f"{stream.fresh_days:,} days" if stream.fresh_days > 1 else "1 day"


def figures_of(stream: EvidenceStream) -> str:
    """What the figures of a stream are called: 4-hour A&E; 12-hour waits."""
    return "; ".join(_called("indicator", stream.indicators)) or "No figures"


def held_by(pack: Pack, theme: Theme) -> tuple[str, ...]:
    """What belongs to a theme, a line for each kind: Complaints: Appointments; Waiting times."""
    return tuple(
        f"{words}: {'; '.join(_titles(pack, kind, theme.holds[kind]))}"
        for kind, words in KINDS.items()
        if theme.holds.get(kind)
    )


def opened_by(pack: Pack, door: Door) -> str:
    """Which stream can tell of it, or that only a person can."""
    titles = {each.code: each.title for each in pack.streams}
    return f"{titles[door.stream]}, or a person" if door.stream else "A person"


def asked_about(pack: Pack, enquiry: Enquiry) -> str:
    """Evidence of concern: Discharge and transfer, Performance."""
    themes = {each.code: each.title for each in pack.themes}
    streams = {each.code: each.title for each in pack.streams}
    named = [themes.get(enquiry.theme, ""), streams.get(enquiry.stream, "")]
    return f"{CASES[enquiry.when]}: {', '.join(filter(None, named)) or 'any theme and stream'}"


def _titles(pack: Pack, kind: str, codes: tuple[str, ...]) -> list[str]:
    """What people call what a theme holds: by the pack's own list, else as the area calls it that keeps the codes."""
    if kind in LISTED:
        held = pack.vocabulary(LISTED[kind])
        return [held.word(code).title for code in codes]
    return _called(kind, codes)


def _called(kind: str, codes: tuple[str, ...]) -> list[str]:
    titles = titles_of(kind)
    return [titles.get(code, code) for code in codes]
