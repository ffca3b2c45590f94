"""Signals in words: the tables of sittings, a sitting, one signal, and the ledger."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from trigpoint.common.clock import LONDON
from trigpoint.frameworks.deadlines import words_of_rule
from trigpoint.indicators.definitions import Definition
from trigpoint.organisations.models import Organisation
from trigpoint.surveillance.models import SeriesStatus, Signal, SignalClock, SignalStep
from trigpoint.surveillance.queries import Table
from trigpoint.surveillance.rules.heard_words import heard, theme_title
from trigpoint.surveillance.rules.ledger import Precision
from trigpoint.surveillance.rules.signal_words import (
    FIRED_WORDS,
    MEANING_WORDS,
    ORDER,
    OUTCOME_WORDS,
    PERIODS,
    fired,
    over,
    strength,
)
from trigpoint.surveillance.rules.telling import telling
from trigpoint.ui.words import day, month

RULE_TITLES = {name: words[:1].upper() + words[1:] for name, words in FIRED_WORDS.items()}


@dataclass(frozen=True)
class Line:
    """One signal as lists and sittings show it. `whole` says where everything behind it is."""

    signal: Signal
    title: str
    provider: str
    meaning: str
    meaning_word: str
    now: str
    fired: str
    lasts: str
    outcome: str
    due: str
    address: str
    stream: str
    picture: str
    picture_says: str
    whole: str
    whole_address: str
    ask_address: str


@dataclass(frozen=True)
class Group:
    """New signals of one direction."""

    title: str
    lines: tuple[Line, ...]


def lines(
    signals: Iterable[Signal],
    statuses: Mapping[int, SeriesStatus],
    definitions: Mapping[str, Definition],
    today: dt.date,
) -> list[Line]:
    """Signals in words, worse first, strongest first. statuses: of their series, by its key."""
    known = [each for each in signals if each.theme or each.indicator in definitions]
    known.sort(key=lambda each: (ORDER.index(each.meaning), -each.strength))
    return [
        _heard(each)
        if each.theme
        else _line(each, statuses.get(each.series_id), definitions[each.indicator], today)
        for each in known
    ]


def title_of(signal: Signal, definitions: Mapping[str, Definition]) -> str:
    """What a signal is about: an indicator or a theme, by its name."""
    if signal.theme:
        return theme_title(signal.theme)
    known = definitions.get(signal.indicator)
    return known.title if known else signal.indicator


def _line(signal: Signal, status: SeriesStatus | None, definition: Definition, today: dt.date) -> Line:
    return Line(
        title=definition.title,
        now=f"Now: {telling(status, definition, today).says}" if status else "",
        lasts=lasts(signal, definition.frequency),
        picture=reverse("surveillance:small-svg", args=[signal.series.public_id]),
        picture_says=f"Chart of {definition.title}; its figures are on the page of the series.",
        whole="Whole chart with every figure and its source",
        whole_address=signal.series.get_absolute_url(),
        ask_address=f"?ask={signal.series.public_id}#ask",
        **_common(signal),
    )


def _heard(signal: Signal) -> Line:
    """One of what people say."""
    title = theme_title(signal.theme)
    return Line(
        title=title,
        now=f"{heard(signal)}.",
        lasts=lasts(signal, "month"),
        picture=reverse("surveillance:signal-svg", args=[signal.public_id]),
        picture_says=f"Chart of critical comments on {title}; its figures are on the page of the signal.",
        whole="What people say of it over time",
        whole_address=f"{reverse('intelligence:provider', args=[signal.organisation.code])}?theme={signal.theme}",
        ask_address=f"?ask={signal.public_id}#ask",
        **_common(signal),
    )


def _common(signal: Signal) -> dict[str, Any]:
    return {
        "signal": signal,
        "provider": signal.organisation.name,
        "meaning": signal.meaning,
        "meaning_word": MEANING_WORDS[signal.meaning],
        "fired": fired(signal),
        "outcome": OUTCOME_WORDS[getattr(signal, "outcome", "")],
        "due": f"Answer wanted by {day(signal.due_on)}" if signal.due_on else "",
        "address": signal.get_absolute_url(),
        "stream": signal.stream.label,
    }


def lasts(signal: Signal, frequency: str) -> str:
    """Since when, for how long, how strongly, and whether it is over. frequency: of its periods."""
    when = f"in {month(signal.first_period)}"
    if signal.periods > 1:
        row = f"{signal.periods} {PERIODS[frequency]} in a row"
        when = f"since {month(signal.first_period)}, {row}"
    strong, ended = strength(signal), over(signal)
    return f"{when}{'; ' if strong else ''}{strong}{'. ' if ended else ''}{ended}"


def groups(told: Sequence[Line]) -> list[Group]:
    """The lines of a sitting by direction, worse first and good news last."""
    return [
        Group(MEANING_WORDS[meaning], tuple(each for each in told if each.meaning == meaning))
        for meaning in ORDER
        if any(each.meaning == meaning for each in told)
    ]


def sitting_sentence(organisation: Organisation, told: Sequence[Line], last: dt.datetime | None) -> str:
    """The answer of a sitting's page."""
    since = f" since the last sitting on {day(_on(last))}" if last else ""
    if not told:
        return f"Nothing new at {organisation.name}{since}."
    worse = sum(1 for each in told if each.meaning == "concern")
    better = sum(1 for each in told if each.meaning == "improvement")
    things = "1 thing is" if len(told) == 1 else f"{len(told)} things are"
    return f"{things} new at {organisation.name}{since}: {worse} for the worse, {better} for the better."


def tables_sentence(tables: Sequence[Table]) -> str:
    """The answer of the page of sittings."""
    open_ones = [each for each in tables if each.waiting]
    if not open_ones:
        return "Nothing new: every signal has been looked at."
    worse = sum(each.worse for each in open_ones)
    providers = "1 provider has" if len(open_ones) == 1 else f"{len(open_ones)} providers have"
    signals = sum(each.waiting for each in open_ones)
    return f"{providers} something new: {signals} {'signal' if signals == 1 else 'signals'}, {worse} for the worse."


@dataclass(frozen=True)
class Told:
    """One step of a signal."""

    what: str
    why: str
    signed: str


def history(steps: Iterable[SignalStep]) -> list[Told]:
    """What people said of a signal, latest first."""
    return [
        Told(step.get_outcome_display(), step.reason, f"{step.by}, {day(_on(step.at))}")
        for step in reversed(list(steps))
    ]


@dataclass(frozen=True)
class Clock:
    """One day that was set for an answer. `asks` and `address` are those of the rule of the pack that set it."""

    what: str
    why: str
    signed: str
    asks: str = ""
    address: str = ""


def clocks(steps: Iterable[SignalClock], packs: Iterable[Any]) -> list[Clock]:
    """Every day that was set for an answer, latest first: by whom, or by which rule of which pack."""
    by_name = {pack.name: pack for pack in packs}
    return [_clock(step, by_name.get(step.pack)) for step in reversed(list(steps))]


def _clock(step: SignalClock, pack: Any) -> Clock:
    what = f"Answer wanted by {day(step.due_on)}" if step.due_on else "The clock was stopped"
    if not step.rule:
        return Clock(what, step.reason, f"{step.by}, {day(_on(step.at))}")
    rules = [each for each in pack.sentinels if each.code == step.rule] if pack else []
    rule = next((each for each in rules if each.holds_on(_on(step.at))), None)
    long = f", {words_of_rule(rule.count, rule.unit, rule.counts_from)}" if rule else ""
    return Clock(
        what=what,
        why=rule.title if rule else "",
        signed=f"Clock set by the rule of the pack{long}, {day(_on(step.at))}",
        asks=rule.asks if rule else "",
        address=f"{reverse('frameworks:pack', args=[step.pack])}#sentinels",
    )


@dataclass(frozen=True)
class LedgerRow:
    """One rule or indicator of the ledger."""

    title: str
    raised: int
    waiting: int
    noted: int
    hits: int
    false_alarms: int
    rate: str
    false_a_year: str
    answered_in: str
    retire: bool
    address: str


def ledger_row(made: Precision, *, title: str, query: str) -> LedgerRow:
    """A row of the ledger in words."""
    rate = "Nobody has judged any"
    if made.rate is not None and made.lower is not None and made.upper is not None:
        rate = f"{made.rate:.0%} ({made.lower:.0%} to {made.upper:.0%}), of {made.judged}"
    return LedgerRow(
        title=title,
        raised=made.raised,
        waiting=made.waiting,
        noted=made.noted,
        hits=made.hits,
        false_alarms=made.false_alarms,
        rate=rate,
        false_a_year="" if made.false_a_year is None else f"{made.false_a_year:.2f}",
        answered_in="" if made.days_to_answer is None else f"{made.days_to_answer:.0f} days",
        retire=made.retire,
        address=f"{reverse('surveillance:signal-list')}?{query}={made.name}",
    )


def csv_rows(told: Iterable[Line]) -> Iterable[Sequence[Any]]:
    """The list of signals as a table to take away."""
    yield (
        *("provider", "code", "stream", "indicator", "theme", "rules"),
        *("meaning", "first_period", "last_period", "periods"),
        *("strength", "raised_on", "published_on", "ended_on", "outcome", "answer_wanted_by"),
    )
    for line in told:
        signal = line.signal
        yield (
            *(line.provider, signal.organisation.code, line.stream),
            *(("", line.title) if signal.theme else (line.title, "")),
            line.fired,
            line.meaning_word,
            *(signal.first_period, signal.last_period, signal.periods, round(signal.strength, 2)),
            *(_on(signal.raised_at), signal.published_on or "", signal.ended_on or ""),
            *(line.outcome, signal.due_on or ""),
        )


def _on(moment: dt.datetime) -> dt.date:
    return moment.astimezone(LONDON).date()
