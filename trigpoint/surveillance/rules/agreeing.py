"""What may be agreed with a provider, and how agreed targets stand after all that was done: pure."""

from __future__ import annotations

import calendar
import datetime as dt
import math
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from trigpoint.indicators.definitions import Definition, Target

MOST = 1_000_000_000  # no figure of a health service is larger
LEAST_PERCENT, MOST_MORE = 0.01, 1000.0  # per cent of a reduction: to be felt at all; and of a rise
YEAR_BEGINS = 4  # the financial year begins in April
TOO_LARGE = "No figure is as large as that. Give a number of at most 1,000,000,000."
AGREED, REPLACED, WITHDRAWN = "agreed", "replaced", "withdrawn"
IN_FORCE, TO_COME, OVER = "in_force", "to_come", "over"


def financial_year(day: dt.date) -> dt.date:
    """The first day of the financial year that holds `day`."""
    return dt.date(day.year - (day.month < YEAR_BEGINS), YEAR_BEGINS, 1)


def year_words(start: dt.date) -> str:
    """A financial year by its first day: 2026/27."""
    return f"{start.year}/{(start.year + 1) % 100:02}"


def end_of(start: dt.date, months: int) -> dt.date:
    """The last day of so many months from the first of a month."""
    place = start.year * 12 + start.month - 1 + months - 1
    year, month = place // 12, place % 12 + 1
    return dt.date(year, month, calendar.monthrange(year, month)[1])


def starts(first: dt.date, last: dt.date, months: int) -> list[dt.date]:
    """The first day of each period of so many months from `first` to `last`."""
    found = [first]
    while (after := end_of(found[-1], months) + dt.timedelta(days=1)) <= last:
        found.append(after)
    return found


def periods(first: dt.date, last: dt.date, months: int, known: dt.date | None) -> list[dt.date]:
    """The first day of each period that begins from `first` to `last`, in step with a `known` one."""
    if known is None:
        return starts(first, last, months)
    shift = (known.month - first.month) % months
    return (
        starts(end_of(first, shift) + dt.timedelta(days=1), last, months)
        if shift
        else starts(first, last, months)
    )


def fault_of(target: Target, definition: Definition) -> str:
    """Why these terms cannot be agreed, with what to do instead; "" if they can."""
    return next(_faults(target, definition), "")


def _faults(target: Target, definition: Definition) -> Iterator[str]:
    if definition.improvement == "neither":
        yield "Of this indicator neither way is better, so nothing can be met or missed. Say in a note what you agreed."
    if not target.name.strip() or not target.source.strip():
        yield "Say what it is called and where it was agreed. Whoever reads it next year needs to know."
    if target.to_on and target.to_on < target.from_on:
        yield "It ends before it begins. Put the periods right."
    kinds: dict[str, Callable[[Target, Definition], Iterable[str]]] = {
        "standard": _standard,
        "trajectory": _trajectory,
        "ceiling": _ceiling,
        "reduction": _reduction,
    }
    if target.kind not in kinds:
        yield "Choose a standard, a trajectory, a ceiling or a reduction."
        return
    yield from kinds[target.kind](target, definition)


def _standard(target: Target, definition: Definition) -> Iterator[str]:
    yield from _numbers([target.value], definition)


def _trajectory(target: Target, definition: Definition) -> Iterator[str]:
    if not target.values:
        yield "Give what is wanted of at least one period."
    yield from _numbers([value for _, value in target.values], definition)
    days = [day for day, _ in target.values]
    if days != sorted(set(days)):
        yield "A period is given twice, or the periods are not in order. Give each once."
    if any(day < target.from_on or (target.to_on and day > target.to_on) for day in days):
        yield "A value lies outside the time of the trajectory. Put the periods right."


def _ceiling(target: Target, definition: Definition) -> Iterator[str]:
    if not definition.takes_ceiling:
        yield (
            "A ceiling adds up counts over a year, and these figures cannot be added up. Agree a standard: the most that "
            "each figure may be."
        )
    if definition.improvement != "down":
        yield "A ceiling is for counts of which fewer is better. Agree a standard or a trajectory."
    if target.to_on is None:
        yield "A ceiling is for a year. Choose the year."
    if target.value is None or not math.isfinite(target.value) or target.value < 0:
        yield "Counts start at 0. Give the most that may be counted in the year."
    elif target.value > MOST:
        yield TOO_LARGE


def _reduction(target: Target, definition: Definition) -> Iterator[str]:
    percent = target.percent
    if percent is None or not math.isfinite(percent) or abs(percent) < LEAST_PERCENT or percent > 100:
        yield "Give how many per cent less is wanted, at most 100; with a minus sign if more is wanted."
    elif percent < -MOST_MORE:
        yield f"Give how many per cent more is wanted, at most {MOST_MORE:.0f}."
    elif (percent > 0) != (definition.improvement == "down"):
        better = "fewer" if definition.improvement == "down" else "more"
        yield f"Of this indicator {better} is better: turn the sign of the per cent round."
    if target.by_on is None or target.by_on <= target.from_on:
        yield "It is wanted by a period before it begins. Put the periods right."
    if target.baseline_from and target.baseline_to and target.baseline_to < target.baseline_from:
        yield "The time of the baseline ends before it begins. Put the periods right."
    if target.baseline is not None:
        yield from _numbers([target.baseline], definition)
        yield from _end_of_reduction(target, definition)


def _end_of_reduction(target: Target, definition: Definition) -> Iterator[str]:
    """Whether there can be a figure such as is wanted in the end."""
    end = (target.baseline or 0) * (100 - (target.percent or 0)) / 100
    if definition.unit == "%" and end > 100:
        yield f"That would come to {end:.4g}%, and no share is above 100%. Give fewer per cent."


def _numbers(values: Sequence[float | None], definition: Definition) -> Iterator[str]:
    for value in values:
        if value is None or not math.isfinite(value):
            yield "Give a number."
        elif abs(value) > MOST:
            yield TOO_LARGE
        elif definition.unit == "%" and not 0 <= value <= 100:
            yield f"{value:g} is not a percentage. Give a number from 0 to 100."
        elif value < 0 and definition.unit in ("count", "patients", "beds"):
            yield f"{value:g} is below 0, where counts start. Give 0 or more."


class Step(Protocol):
    """What became of a target."""

    deed: str
    last_on: dt.date | None
    replaced_by_id: int | None
    at: dt.datetime


class Agreed(Protocol):
    """An agreed target with its days."""

    pk: int
    begins_on: dt.date
    ends_on: dt.date | None


@dataclass(frozen=True)
class Standing:
    """How one target stands: what became of it, and the days on which it counts, if any."""

    deed: str
    begins_on: dt.date
    until: dt.date | None
    counts: bool

    def on(self, day: dt.date) -> str:
        """in_force, to_come, over, replaced or withdrawn."""
        if not self.counts:
            return self.deed
        if day < self.begins_on:
            return TO_COME
        if self.until and self.until < day:
            return REPLACED if self.deed == REPLACED else OVER
        return IN_FORCE


def standings(
    told: Iterable[tuple[Agreed, Sequence[Step]]], as_at: dt.datetime | None = None
) -> dict[int, Standing]:
    """How each target stands by its steps, all of them or those up to a moment; without a step it was not agreed yet.

    One that was replaced counts until the day before the newer one begins; should the newer one be withdrawn, it counts
    again.
    """
    known = {
        target.pk: (target, [step for step in steps if as_at is None or step.at <= as_at])
        for target, steps in told
    }
    gone = {pk for pk, (_, steps) in known.items() if any(step.deed == WITHDRAWN for step in steps)}
    return {pk: _standing(target, steps, gone) for pk, (target, steps) in known.items() if steps}


def _standing(target: Agreed, steps: Sequence[Step], gone: set[int]) -> Standing:
    if target.pk in gone:
        return Standing(WITHDRAWN, target.begins_on, None, counts=False)
    replaced = [step for step in steps if step.deed == REPLACED and step.replaced_by_id not in gone]
    if not replaced:
        return Standing(AGREED, target.begins_on, target.ends_on, counts=True)
    lasts = [step.last_on for step in replaced]
    known = [day for day in lasts if day is not None]
    if len(known) < len(lasts):
        return Standing(REPLACED, target.begins_on, None, counts=False)
    return Standing(REPLACED, target.begins_on, min(known), counts=True)


def overlaps(newer: Agreed, older: Agreed) -> bool:
    """Whether two targets share a day by their own terms, whatever became of them."""
    starts_later = newer.ends_on is not None and older.begins_on > newer.ends_on
    ended_before = older.ends_on is not None and older.ends_on < newer.begins_on
    return not starts_later and not ended_before
