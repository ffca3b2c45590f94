"""Signals as the early-warning paper tells them: new, gone on, gone away."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from trigpoint.reports.presenters.criteria import Lens
from trigpoint.reports.presenters.figures import stale_words
from trigpoint.reports.presenters.paper_content import SignalLine
from trigpoint.surveillance.models import SeriesStatus, Signal, Stream
from trigpoint.surveillance.rules import Telling, telling
from trigpoint.surveillance.rules.heard_words import heard, theme_title
from trigpoint.surveillance.rules.signal_words import (
    MEANING_WORDS,
    ORDER,
    OUTCOME_WORDS,
    PERIODS,
    fired,
    over,
)
from trigpoint.ui.words import month


@dataclass(frozen=True)
class Sorted:
    """The signals of a provider by what happened to them in the month."""

    raised: tuple[Signal, ...]
    going_on: tuple[Signal, ...]
    gone: tuple[Signal, ...]


def sort_out(
    signals: Sequence[Signal], statuses: Mapping[int, SeriesStatus], *, since: dt.datetime
) -> Sorted:
    """New since a moment; from before and still on; and over with the latest figures, if these came since then.

    statuses: of their series, by its key.
    """
    raised = [each for each in signals if each.raised_at >= since]
    before = [each for each in signals if each.raised_at < since]
    return Sorted(
        raised=tuple(raised),
        going_on=tuple(each for each in before if each.is_on),
        gone=tuple(each for each in before if _is_gone(each, statuses.get(each.series_id), since)),
    )


def _is_gone(signal: Signal, status: SeriesStatus | None, since: dt.datetime) -> bool:
    if signal.is_on:
        return False
    if signal.theme:
        return signal.heard.at >= since
    if status is None:
        return False
    return signal.ended_on == status.last_start and status.changed_at >= since


def ordered(signals: Sequence[Signal]) -> list[Signal]:
    """Worse first, strongest first."""
    return sorted(signals, key=lambda each: (ORDER.index(each.meaning), -each.strength, each.pk))


def lines_of(
    found: Sorted, statuses: Mapping[int, SeriesStatus], lens: Lens
) -> dict[str, tuple[SignalLine, ...]]:
    """What is new, goes on and went away, as it is read. statuses: of their series, by its key."""
    above: set[int] = set()
    told: dict[str, tuple[SignalLine, ...]] = {}
    for name, group in (("raised", found.raised), ("going_on", found.going_on), ("gone", found.gone)):
        made = []
        for each in ordered(group):
            if each.theme:
                made.append(heard_line(each))
                continue
            is_again = each.series_id in above and each.is_on
            made.append(line(each, statuses.get(each.series_id), lens, is_again=is_again))
            above.add(each.series_id)
        told[name] = tuple(made)
    return told


def line(signal: Signal, status: SeriesStatus | None, lens: Lens, *, is_again: bool = False) -> SignalLine:
    """One signal in words. is_again: another of its series stands above, so that what differs is told, not the figure."""
    definition = lens.definitions.get(signal.indicator)
    words = telling(status, definition, lens.today) if status and definition else None
    return SignalLine(
        title=definition.title if definition else signal.indicator,
        word=MEANING_WORDS[signal.meaning],
        now=_now(signal, words, is_again=is_again),
        fired=fired(signal),
        lasts=lasts(signal, definition.frequency) if definition else "",
        outcome=OUTCOME_WORDS[signal.outcome],
        stale=stale_words(words.stale_since) if words else "",
        address=signal.series.get_absolute_url(),
        signal=signal.get_absolute_url(),
        source=lens.notes.source_of(status, definition) if status and definition else None,
    )


def heard_line(signal: Signal) -> SignalLine:
    """One of what people say."""
    return SignalLine(
        title=theme_title(signal.theme),
        word=f"{MEANING_WORDS[signal.meaning]}, {Stream.PEOPLE.label.lower()}",
        now=f"{heard(signal, may_leave=True)}.",
        fired=fired(signal),
        lasts=lasts(signal, "month"),
        outcome=OUTCOME_WORDS[signal.outcome],
        stale="",
        address=signal.get_absolute_url(),
        signal=signal.get_absolute_url(),
        source=None,
    )


def _now(signal: Signal, words: Telling | None, *, is_again: bool) -> str:
    if words is None:
        return "There is no figure any more."
    if not is_again:
        return words.says
    when = f"{'since' if signal.periods > 1 else 'in'} {month(signal.first_period)}"
    return f"also {fired(signal)} {when}; the figure is told above."


def lasts(signal: Signal, frequency: str) -> str:
    """Since when, for how long, and whether it is over. frequency: of its periods."""
    ended = over(signal)
    how = f"; {ended[:1].lower()}{ended[1:]}" if ended else ""
    if signal.periods <= 1:
        return f"in {month(signal.first_period)}{how}"
    long = f"{signal.periods} {PERIODS[frequency]} in a row"
    return f"since {month(signal.first_period)}, {long}{how}"
