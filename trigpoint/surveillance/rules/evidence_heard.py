"""What a signal of what people say tells as evidence: pure."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from trigpoint.common.evidence import CONCERN, Fact
from trigpoint.surveillance.models.signals import Outcome
from trigpoint.surveillance.rules.evidence import ended_on
from trigpoint.surveillance.rules.evidence_facts import ENDED
from trigpoint.surveillance.rules.signal_words import FIRED_WORDS

UNKNOWN = "patient_experience"  # the stream of comments of which no count by source is left
ORIGIN = "Comments that people wrote, read and counted by month"


@dataclass(frozen=True)
class Heard:
    """A signal. last_month: the newest in which it still holds; months: as `SignalCounts` keeps them; answered_on: the
    day of `outcome`."""

    provider: int
    theme: str
    signal: str
    rule: str
    first_month: dt.date
    last_month: dt.date
    months: Sequence[Mapping[str, Any]]
    outcome: str = ""
    answered_on: dt.date | None = None


def stream_of(critical: Mapping[str, int], streams: Mapping[str, str]) -> str:
    """The stream of most of the critical comments, counted by kind of source; of none that is known, what patients say.

    >>> streams = {"fft": "patient_experience", "practice_alert": "soft_intelligence"}
    >>> stream_of({"fft": 3, "practice_alert": 5}, streams), stream_of({"fft": 5, "practice_alert": 3}, streams)
    ('soft_intelligence', 'patient_experience')
    """
    counted: Counter[str] = Counter()
    for source, number in critical.items():
        if source in streams:
            counted[streams[source]] += number
    return max(counted, key=lambda each: (counted[each], each == UNKNOWN, each), default=UNKNOWN)


def month_after(month: dt.date) -> dt.date:
    """The first day after a month: it is judged when it is over.

    >>> month_after(dt.date(2026, 12, 1))
    datetime.date(2027, 1, 1)
    """
    return (month.replace(day=1) + dt.timedelta(days=32)).replace(day=1)


def fact(heard: Heard, stream: str, fresh_days: int) -> Fact:
    """The fact; over with the day on which people said that it is nothing."""
    last_on, ended = month_after(heard.last_month), ""
    if heard.outcome in ENDED and heard.answered_on:
        last_on = min(last_on, ended_on(heard.answered_on, fresh_days))
        said = f"{heard.answered_on.day} {heard.answered_on:%B %Y}"
        ended = f" {ENDED[Outcome(heard.outcome)].format(day=said)}"
    key = f"theme:{heard.provider}:{heard.theme}:{heard.first_month}"
    return Fact(
        key=key,
        event=key,
        provider=heard.provider,
        about=f"comment_theme:{heard.theme}",
        stream=stream,
        state=CONCERN,
        says=f"{_counts(heard)}{ended}",
        origin=ORIGIN,
        record=heard.signal,
        happened_on=heard.first_month,
        known_on=month_after(heard.first_month),
        last_on=last_on,
    )


def _counts(heard: Heard) -> str:
    """How many critical comments there were in the latest month that rose, of how many people, and how many were expected."""
    words = FIRED_WORDS[heard.rule]
    risen = [each for each in heard.months if each["is_on"]]
    if not risen:
        return f"{words[:1].upper()}{words[1:]}, since {heard.first_month:%b %Y}."
    last = risen[-1]
    month = dt.date.fromisoformat(last["month"])
    usual = "" if last["expected"] is None else f"; {last['expected']:.0f} were to be expected"
    counted = f"{last['critical']} critical of {last['comments']} comments in {month:%b %Y}, by {last['people']} people"
    return f"{words[:1].upper()}{words[1:]}, since {heard.first_month:%b %Y}: {counted}{usual}."
