"""What charts with two levels of alert say, in words, and how often they are wrong: pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from trigpoint.indicators.definitions import CUSUMS, MONTHS, WATCHING, Definition, Watch
from trigpoint.surveillance.rules.watching import watch_of

PERIODS = {"month": "months", "quarter": "quarters", "year": "years"}
RULE_WORDS = {
    "cusum_alarm": "have added up to the level of an alarm",
    "cusum_alert": "have added up beyond the first level",
    "ewma_alarm": "its recent average is {side} usual, at the level of an alarm",
    "ewma_alert": "its recent average is {side} usual, beyond the first level",
}
SHORT_RULES = {
    "cusum_alarm": "added up to an alarm",
    "cusum_alert": "added up beyond the first level",
    "ewma_alarm": "average at the level of an alarm",
    "ewma_alert": "average beyond the first level",
}
CAVEATS = {
    "ewma": "The chart shows that figures have moved a little for some time, not why, and does not compare providers.",
    **dict.fromkeys(
        CUSUMS,
        "The chart shows that something has added up, not why; it trusts what was expected, and does not compare providers.",
    ),
}


def is_watched(kind: str) -> bool:
    """Whether a kind of chart has two levels of alert."""
    return kind in WATCHING


def fired_words(kind: str, rule: str, variation: str) -> str:
    """What a rule says: "more events than expected have added up to the level of an alarm"."""
    is_high = variation.endswith("high")
    if rule.startswith("ewma"):
        return RULE_WORDS[rule].format(side="above" if is_high else "below")
    return f"{_events(kind, variation)} {RULE_WORDS[rule]}"


def _events(kind: str, variation: str) -> str:
    """More or fewer events than expected; of shares where more is better, those that fall short are counted."""
    if kind == "cusum_bernoulli" and variation in ("concern_low", "improvement_high"):
        more = "more" if variation == "concern_low" else "fewer"
        return f"{more} cases that fall short than expected"
    more = "more" if variation.endswith("high") else "fewer"
    return f"{more} {'cases' if kind == 'cusum_bernoulli' else 'events'} than expected"


def quiet_words(kind: str, latest_alarm: dt.date | None) -> str:
    """What is said when nothing fires."""
    if kind == "ewma":
        return "its recent average is in its usual range, nothing unusual"
    again = f"; after the alarm of {latest_alarm:%b %Y} the chart began again at 0" if latest_alarm else ""
    return f"nothing unusual has added up{again}"


def silent_words(kind: str, n: int) -> str:
    """What is said when too little is known."""
    if kind == "ewma":
        return f"only {n} {'period' if n == 1 else 'periods'} so far, too few to say what is usual"
    return "less than one event was to be expected so far, so silence says nothing yet"


def promise(points: Sequence[Mapping[str, Any]], kind: str, definition: Definition) -> str:
    """How often the chart gives a false alert or alarm, in plain words; "" where it is not known."""
    drawn = [point for point in points if point.get("alarm_every")]
    if not is_watched(kind) or not drawn:
        return ""
    watch, last = watch_of(definition, kind), drawn[-1]
    years = [_years(last[name], definition) for name in ("alert_every", "alarm_every")]
    sides = "" if kind == "ewma" or watch.down is None else " in each direction"
    within = f"{watch.periods} {PERIODS[definition.frequency]}"
    alike = " if what it takes for usual is right" if kind == "ewma" else " if what was expected is right"
    return (
        f"{_sought(kind, watch)}When nothing has changed there is about one false signal of the first level in {years[0]} "
        f"and one false alarm in {years[1]}{sides}{alike}: a chance of at most {watch.alert:g}% and {watch.alarm:g}% within any {within}."
    )


def _years(periods: float, definition: Definition) -> str:
    years = periods * MONTHS[definition.frequency] / 12
    return f"{years:.0f} years" if years >= 1.5 else "a year"


def _sought(kind: str, watch: Watch) -> str:
    if kind == "ewma":
        return ""
    what = "the odds of an event are" if kind == "cusum_bernoulli" else "events are"
    down = f", or {watch.down:g} times" if watch.down is not None else ""
    return f"It asks whether {what} {watch.up:g} times what was expected{down}. "
