"""What charts, targets, peers and bands say, put as evidence in one sentence each: pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from trigpoint.common.evidence import CONCERN, GOOD, WATCH, Covered, Fact, worded_before
from trigpoint.indicators.definitions import Definition
from trigpoint.surveillance.models.signals import Outcome
from trigpoint.surveillance.rules.banding import BANDS_ASKED, HIGHER, LOWER, run_at_end
from trigpoint.surveillance.rules.evidence import as_it_stood, ended_on
from trigpoint.surveillance.rules.signal_words import FIRED_WORDS, PERIODS
from trigpoint.surveillance.rules.signals import meaning_of
from trigpoint.ui.words import count, period

DOOR = "mortality_higher_twice"
PEERS = "funnel"
STATES = {"concern": CONCERN, "improvement": GOOD}
SIDES = {"concern": "for the worse", "improvement": "for the better"}
ENDED = {
    Outcome.ARTEFACT: "Somebody looked at it on {day} and called it an artefact of the data.",
    Outcome.NO_CONCERN: "Somebody looked at it on {day} and saw no concern.",
}
LONGEST = 400
Wording = tuple[dt.date, dt.date, str]  # last day on which it read so, its latest day, its sentence


@dataclass(frozen=True)
class Figures:
    """Whose figures these are: provider by its key, series by its public id, stream and how long it stays fresh."""

    provider: int
    series: str
    definition: Definition
    stream: str
    fresh_days: int

    @property
    def about(self) -> dict[str, Any]:
        """What every fact of them has in common."""
        return {
            "provider": self.provider,
            "about": f"indicator:{self.definition.code}",
            "stream": self.stream,
            "record": f"series:{self.series}",
        }

    @property
    def origin(self) -> str:
        """Where they were published."""
        return f"{self.definition.source.publisher}: {self.definition.source.title}"[:200]


@dataclass(frozen=True)
class Judged:
    """A signal and what people last said of it, "" for nothing; `on` is the day on which they did."""

    signal: str
    meaning: str
    rule: str
    first_period: dt.date
    last_period: dt.date
    outcome: str = ""
    on: dt.date | None = None


def of_episode(row: Mapping[str, Any], figures: Figures, signals: Sequence[Judged]) -> Fact:
    """An unbroken stretch of unusual figures. row: as `evidence.episodes` has it."""
    meaning = row["meaning"]
    beside = [
        each
        for each in signals
        if each.meaning == meaning
        and each.rule != PEERS
        and each.first_period <= row["last_start"]
        and each.last_period >= row["first_start"]
    ]
    says = _stretch(row, figures)
    earlier = [(each["until"], each["last_on"], _stretch(each, figures)) for each in as_it_stood(row)]
    return _fact(
        f"{meaning}:{row['first_start']}", figures, beside, earlier,
        state=STATES[meaning], says=says, happened_on=row["first_start"], known_on=row["known_on"], last_on=row["last_on"],
    )  # fmt: skip


def _stretch(row: Mapping[str, Any], figures: Figures) -> str:
    """A stretch of unusual figures in words, as far as it went."""
    since = (
        f" for {row['periods']} {PERIODS[figures.definition.frequency]} since {row['first_start']:%b %Y}"
        if row["periods"] > 1
        else ""
    )
    rule = FIRED_WORDS.get(row["rule"], "unusual")
    return f"{_figure(row, figures)}, {rule}{since}, {SIDES[row['meaning']]}."


def of_target(row: Mapping[str, Any], figures: Figures) -> Fact:
    """A target that is always missed, and will be if nothing changes. row: as `evidence.missed` has it."""
    earlier = [(each["until"], each["last_on"], _missing(each, figures)) for each in as_it_stood(row)]
    return _fact(
        f"target:{row['first_start']}", figures, (), earlier,
        state=WATCH, says=_missing(row, figures), happened_on=row["first_start"], known_on=row["known_on"], last_on=row["last_on"],
    )  # fmt: skip


def _missing(row: Mapping[str, Any], figures: Figures) -> str:
    """A target that is missed in words, as far as that went."""
    often = PERIODS[figures.definition.frequency]
    wanted = figures.definition.show(row["wanted"])
    missed = (
        f"in each of {row['periods']} {often} since {row['first_start']:%b %Y}"
        if row["periods"] > 1
        else "too"
    )
    return (
        f"{_figure(row, figures)}; {wanted} is wanted, was missed {missed}, and will be if nothing changes."
    )


def of_peers(
    row: Mapping[str, Any], figures: Figures, signals: Sequence[Judged], *, outlier: str, units: int
) -> Fact | None:
    """A latest figure far from its like, also when all that was compared is allowed for. row: as `evidence.newest` has it."""
    meaning = meaning_of(outlier, figures.definition.improvement)
    if meaning not in STATES:
        return None
    beside = [
        each
        for each in signals
        if each.rule == PEERS
        and each.meaning == meaning
        and each.first_period <= row["last_start"] <= each.last_period
    ]
    side = "above" if outlier.startswith("high") else "below"
    says = f"{_figure(row, figures)}, far {side} like providers ({units} compared), {SIDES[meaning]}."
    return _fact(
        f"peers:{meaning}:{row['last_start']}", figures, beside,
        state=STATES[meaning], says=says, happened_on=row["last_start"], known_on=row["known_on"], last_on=row["last_on"],
    )  # fmt: skip


def of_bands(points: Sequence[Mapping[str, Any]], figures: Figures) -> Fact | None:
    """The publisher's band of the latest figure, where it is not as expected; twice running for the worse opens a door.

    points: dictionaries with band, period_start, period_end, known_on and ages_from, those with a band, in order.
    """
    band, length = run_at_end([each["band"] for each in points])
    if band not in (HIGHER, LOWER):
        return None
    first, last = points[-length], points[-1]
    is_door = band == HIGHER and length >= BANDS_ASKED
    opened = points[-length + BANDS_ASKED - 1] if is_door else first
    again = f", for {length} periods running" if length > 1 else ""
    when = period(last["period_start"], last["period_end"])
    says = f"{figures.definition.title} is banded “{last['band']}” by its publisher in {when}{again}."
    return _fact(
        f"band:{band}{':twice' if is_door else ''}:{first['period_start']}", figures, (),
        state=CONCERN if band == HIGHER else GOOD, says=says, happened_on=first["period_start"],
        known_on=opened["known_on"], last_on=last["ages_from"], door=DOOR if is_door else "",
    )  # fmt: skip


def covered(row: Mapping[str, Any], figures: Figures) -> Covered:
    """From when to when something is known. row: as `evidence.newest` has it."""
    return Covered(
        key=f"series:{figures.series}",
        first_known=row["first_known"],
        last_known=row["last_known"],
        **figures.about,
    )


def _figure(row: Mapping[str, Any], figures: Figures) -> str:
    definition = figures.definition
    start = row.get("last_start")
    is_share = definition.unit == "%" and row.get("denominator")
    size = f" (of {count(round(row['denominator']))})" if is_share else ""  # a mean is no share of its days
    return f"{definition.title}: {definition.show(row['value'])} in {period(start, row['last_end'])}{size}"


def _fact(
    name: str, figures: Figures, signals: Sequence[Judged], earlier: Sequence[Wording] = (), **told: Any
) -> Fact:
    """The fact; over with the day on which people said of every signal that it is nothing. earlier: how it read before."""
    key = f"series:{figures.series}:{name}"
    wordings = list(earlier)
    said = {"key": key, "event": key, "origin": figures.origin, **figures.about, **told}
    if signals:
        latest = max(signals, key=lambda each: (each.last_period, each.first_period))
        said["record"] = latest.signal
        over = _over(signals)
        if over is not None:
            ended = ended_on(over.on, figures.fresh_days)
            words = ENDED[Outcome(over.outcome)].format(day=f"{over.on.day} {over.on:%B %Y}")
            wordings = _with_end(over.on, wordings, (said["last_on"], said["says"]), (ended, words))
            said["last_on"], said["says"] = min(said["last_on"], ended), f"{said['says']} {words}"
    said["says"] = said["says"][:LONGEST]
    return Fact(**said, worded=worded_before(wordings) if wordings else "")


def _with_end(
    day: dt.date, wordings: Sequence[Wording], now: tuple[dt.date, str], end: tuple[dt.date, str]
) -> list[Wording]:
    """How it read before people called it nothing on `day`, and since then until it read as it does now."""
    eve = day - dt.timedelta(days=1)
    at_eve = next((each[1:] for each in wordings if each[0] >= eve), now)
    after = [(until, min(last, end[0]), f"{says} {end[1]}") for until, last, says in wordings if until > eve]
    return [*(each for each in wordings if each[0] < eve), (eve, *at_eve), *after]


def _over(signals: Iterable[Judged]) -> Judged | None:
    """The last answer with which all of them were said to be nothing; None while one was not."""
    every = list(signals)
    if any(each.outcome not in ENDED or each.on is None for each in every):
        return None
    return max(every, key=lambda each: each.on)
