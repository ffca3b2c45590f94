"""Signals in words, told once for pages and papers: pure."""

from __future__ import annotations

import datetime as dt

from trigpoint.analysis.emerging.stepping import SILENT
from trigpoint.surveillance.models import Signal
from trigpoint.surveillance.models.signals import Outcome
from trigpoint.surveillance.rules.hearing import RULES
from trigpoint.surveillance.rules.signals import BEGINS_AGAIN, PRECEDENCE, SIGMAS, WATCHED, months_between
from trigpoint.ui.words import month

FIRED_WORDS = {
    "outside": "outside its usual range",
    "cusum_alarm": "added up to the level of an alarm",
    "ewma_alarm": "its recent average at the level of an alarm",
    "trend": "moving the same way",
    "two_of_three": "close to the edge of its usual range",
    "shift": "on one side of its average",
    "crossings": "crossing its median too seldom",
    "cusum_alert": "added up beyond the first level",
    "ewma_alert": "its recent average beyond the first level",
    "funnel": "far from like providers",
    "theme_at_once": "more critical comments than expected, all at once",
    "theme_builds_up": "more critical comments than expected, added up over months",
}
# What an alarm has passed on its way.
FIRST_LEVEL = {"cusum_alarm": "cusum_alert", "ewma_alarm": "ewma_alert"}
# In the order in which they are read: worse first, good news last.
MEANING_WORDS = {
    "concern": "For the worse",
    "high": "Unusually high",
    "low": "Unusually low",
    "improvement": "For the better",
}
ORDER = tuple(MEANING_WORDS)
OUTCOME_WORDS = dict(Outcome.choices) | {"": "Nobody has looked yet"}
PERIODS = {"month": "months", "quarter": "quarters", "year": "years"}


def strength(signal: Signal) -> str:
    """How strong it is: "up to 3.4 standard deviations from the centre", or how near to an alarm; "" if not known."""
    if not signal.strength:
        return ""
    if signal.rule in WATCHED or signal.theme:
        return f"at its highest {signal.strength / SIGMAS:.1f} times the level of an alarm"
    return f"up to {signal.strength:.1f} standard deviations from the centre"


def over(signal: Signal) -> str:
    """How it ended: "Back to normal in May 2026"; "" where it goes on."""
    if signal.ended_on is None:
        return ""
    if signal.theme:
        return _heard_over(signal, signal.ended_on)
    if signal.rule in BEGINS_AGAIN:
        return f"After the alarm the chart began again at 0 in {month(signal.ended_on)}"
    how = "Below the first level again" if signal.rule in WATCHED else "Back to normal"
    return f"{how} in {month(signal.ended_on)}"


def _heard_over(signal: Signal, ended_on: dt.date) -> str:
    """How one of what people say ended: silence does not say that it is no longer so."""
    if signal.heard.is_begun_again:
        return f"It was looked at, and the count began again in {month(ended_on)}"
    told = [each["month"] for each in signal.heard.months]
    is_long = months_between(signal.last_period, ended_on) >= SILENT
    if is_long and told and max(told) <= signal.last_period.isoformat():
        return f"Nothing has been told since {month(signal.last_period)}"
    return f"No longer so in {month(ended_on)}"


def fired(signal: Signal) -> str:
    """Which rules fired, the most telling first: "outside its usual range, on one side of its average"."""
    names = {signal.rule, *(part.rule for part in signal.parts.all())}
    beneath = {FIRST_LEVEL[name] for name in names if name in FIRST_LEVEL}
    order = (*PRECEDENCE, *RULES.values())
    return ", ".join(FIRED_WORDS[name] for name in order if name in names - beneath)
