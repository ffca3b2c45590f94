"""Targets in words: what counts for a series, whether it is met, where it lands; and what was agreed with providers."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from trigpoint.indicators.definitions import MONTHS, Definition
from trigpoint.surveillance.models import AgreedTarget, SeriesStatus, TargetStep
from trigpoint.surveillance.rules.agreeing import IN_FORCE, OVER, REPLACED, TO_COME, WITHDRAWN, Standing
from trigpoint.surveillance.rules.telling import is_judged, rag_words
from trigpoint.ui.words import count, day, period

STATES = {
    IN_FORCE: "In force",
    TO_COME: "To come",
    OVER: "Over",
    REPLACED: "Replaced",
    WITHDRAWN: "Withdrawn",
}
LANDINGS = {
    "pass": "Will be met",
    "hit_or_miss": "Uncertain",
    "fail": "Will be missed",
    "unknown": "Cannot be told yet",
}
MET = {"yes": "Met", "no": "Missed", "unknown": "Not known"}
ORIGINS = {"national": "Set nationally", "local default": "A local default: check it before you rely on it"}
HEADINGS = (
    *("provider_code", "provider", "indicator", "title", "kind", "name", "wanted", "begins", "ends", "state"),
    *(
        "figure",
        "met",
        "lands",
        "lands_from",
        "lands_to",
        "chance",
        "landing",
        "agreed_by",
        "agreed_at",
        "source",
    ),
)


@dataclass(frozen=True)
class Outlook:
    """Whether the target is met, and where the figure will be if nothing changes: two sentences, kept apart."""

    met: str
    landing: str


def outlook(status: SeriesStatus, definition: Definition) -> Outlook | None:
    """What is said of the target that counts; None without one."""
    if not is_judged(status) or status.last_end is None:
        return None
    if status.target_kind == "ceiling":
        return Outlook(_met_of_ceiling(status, definition), _landing_of_ceiling(status, definition))
    if status.is_phased:
        return Outlook(_met_of_phased(status, definition), _landing_of_phased(status, definition))
    when = period(status.last_start, status.last_end)
    met = {"yes": f"Met in {when}.", "no": f"Missed in {when}."}.get(status.target_met, "")
    if status.landing is None or status.landing_chance is None:
        return Outlook(met, "")
    return Outlook(
        met, f"{_usual(status, definition)}, and meets the target {chance_words(status.landing_chance)}."
    )


@dataclass(frozen=True)
class Counting:
    """The target that counts for a series today."""

    name: str
    wanted: str
    source: str
    is_local: bool


def counting(status: SeriesStatus, definition: Definition) -> Counting | None:
    """What it is called, what it wants and where that is said; None without one."""
    if not is_judged(status) or status.last_end is None:
        return None
    standard = definition.target_on(status.last_end)
    source = status.agreed.source if status.agreed else standard.source if standard else ""
    is_local = status.target_origin == "local default"
    return Counting(status.target_name or "The target", wanted_words(status, definition), source, is_local)


def _usual(status: SeriesStatus, definition: Definition) -> str:
    low, high = definition.show(status.landing_lower), definition.show(status.landing_upper)
    return f"If nothing changes, a usual period will be at {definition.show(status.landing)} ({low} to {high} in 95 of 100)"


def _met_of_phased(status: SeriesStatus, definition: Definition) -> str:
    when = period(status.last_start, status.last_end)
    if status.target is None:
        return f"Nothing was wanted of {when} yet."
    wanted = f"{definition.show(status.target)} was wanted of {when}"
    told = {"yes": "met", "no": "missed"}.get(status.target_met)
    return f"{wanted}: {told}, with {definition.show(status.last_value)}." if told else f"{wanted}."


def _landing_of_phased(status: SeriesStatus, definition: Definition) -> str:
    by = f" by {day(status.target_due)}" if status.target_due else ""
    end = f"{definition.show(status.target_at_end)} is wanted{by}"
    if status.landing is None or status.landing_chance is None:
        return f"{end}; there are too few figures to say where it lands."
    return f"{_usual(status, definition)}. {end}, and is met {chance_words(status.landing_chance)}."


def _met_of_ceiling(status: SeriesStatus, definition: Definition) -> str:
    number = 12 // MONTHS[definition.frequency]
    told = f"{count(status.so_far)} so far, with {status.known_periods} of {number} {definition.frequency}s known"
    if status.target_met == "unknown" or status.allowed is None:
        return f"{told}; a figure is missing, so whether the ceiling is kept so far is not known."
    return f"{told}, where {status.allowed:.4g} may have been counted by then: {rag_words(status)}."


def _landing_of_ceiling(status: SeriesStatus, definition: Definition) -> str:
    by = f" by {day(status.target_due)}" if status.target_due else ""
    most = count(status.target_at_end)
    if status.landing is None or status.landing_chance is None:
        return f"At most {most} are allowed{by}; nothing is known yet from which to say where it lands."
    if (status.known_periods or 0) * MONTHS[definition.frequency] >= 12:
        kept = "kept" if status.target_met == "yes" else "broken"
        return f"The year has ended with {count(status.so_far)}: the ceiling of {most} was {kept}."
    return (
        f"If it goes on at the rate of this year, it ends at {count(round(status.landing))} ({count(status.landing_lower)} to "
        f"{count(status.landing_upper)} in 95 of 100){by}, and keeps to {most} {chance_words(status.landing_chance)}."
    )


def chance_words(chance: float) -> str:
    """A chance as people say it, without false precision."""
    if chance < 0.01:
        return "in fewer than 1 of 100"
    if chance > 0.99:
        return "in more than 99 of 100"
    return f"in about {chance * 100:.0f} of 100"


def beside(status: SeriesStatus, definition: Definition) -> str:
    """The standard of the definition where something else was agreed, and whether it is met."""
    standard = definition.target_on(status.last_end) if status.last_end and status.agreed_id else None
    if standard is None:
        return ""
    met = {"yes": "met", "no": "missed"}.get(status.standard_met)
    told = f", {met} in {period(status.last_start, status.last_end)}" if met else ""
    local = "; a local default" if standard.status == "local default" else ""
    return f"Beside it: {standard.name} ({definition.wanted(standard)}){told}{local}."


def wanted_words(status: SeriesStatus, definition: Definition) -> str:
    """What the target that counts wants of the latest figure, or of the year."""
    if status.target_kind == "ceiling":
        return f"at most {count(status.target_at_end)} by {day(status.target_due)}"
    if status.is_phased and status.target_at_end is not None:
        by = f" by {day(status.target_due)}" if status.target_due else ""
        return f"{definition.show(status.target_at_end)}{by}"
    return definition.show(status.target)


@dataclass(frozen=True)
class Line:
    """One agreed target as lists show it. `until`: the last day for which it counts, empty without an end."""

    target: AgreedTarget
    definition: Definition
    kind: str
    wanted: str
    dates: str
    until: dt.date | None
    state: str
    state_word: str
    met: str
    landing: str
    landing_word: str
    outlook: Outlook | None
    history: tuple[str, ...]
    status: SeriesStatus | None

    @property
    def is_now(self) -> bool:
        """Whether the series is judged by it today."""
        return self.status is not None

    @property
    def may_go(self) -> bool:
        """Whether it can still be withdrawn."""
        return self.state != WITHDRAWN


def lines(
    targets: Iterable[AgreedTarget],
    standings: Mapping[int, Standing],
    statuses: Mapping[int, SeriesStatus],
    definitions: Mapping[str, Definition],
    today: dt.date,
) -> list[Line]:
    """Agreed targets with how they stand; those of indicators that are gone are left out."""
    return [
        _line(each, standings[each.pk], statuses.get(each.pk), definitions[each.indicator], today)
        for each in targets
        if each.indicator in definitions and each.pk in standings
    ]


def _line(
    target: AgreedTarget,
    standing: Standing,
    status: SeriesStatus | None,
    definition: Definition,
    today: dt.date,
) -> Line:
    state = standing.on(today)
    until = standing.until if standing.counts else target.ends_on
    terms = target.as_target()
    return Line(
        target=target,
        definition=definition,
        kind=target.get_kind_display(),
        wanted=definition.wanted(terms),
        dates=f"{day(target.begins_on)} to {day(until)}" if until else f"From {day(target.begins_on)}",
        until=until,
        state=state,
        state_word=STATES[state],
        met=MET.get(status.target_met, "") if status else "",
        landing=status.target_band if status else "",
        landing_word=LANDINGS.get(status.target_band, "") if status else "",
        outlook=outlook(status, definition) if status else None,
        history=tuple(_step_words(step) for step in target.steps.all()),
        status=status,
    )


def _step_words(step: TargetStep) -> str:
    signed = f"by {step.by}, {day(step.at.date())}"
    if step.deed == TargetStep.Deed.REPLACED:
        last = f", which counts from {day(step.last_on + dt.timedelta(days=1))}" if step.last_on else ""
        return f"Replaced by “{step.replaced_by}”{last}, {signed}"
    why = f": {step.reason}" if step.reason else ""
    return f"{step.get_deed_display()} {signed}{why}"


def sentence(shown: Sequence[Line], *, is_any: bool) -> str:
    """The first line of the page of all agreed targets."""
    if not shown:
        return "No agreed target is shown." if is_any else "Nothing is agreed with any provider yet."
    number = "1 agreed target" if len(shown) == 1 else f"{len(shown)} agreed targets"
    told = [
        f"{found} {words}"
        for band, words in (("fail", "will be missed"), ("hit_or_miss", "uncertain"), ("pass", "will be met"))
        if (found := sum(1 for each in shown if each.landing == band))
    ]
    return f"{number}: {', '.join(told)}, if nothing changes." if told else f"{number}."


def csv_rows(shown: Iterable[Line]) -> Iterator[Sequence[object]]:
    """One line an agreed target, as the page has them."""
    yield HEADINGS
    for line in shown:
        target, status = line.target, line.status
        yield (
            target.organisation.code,
            target.organisation.name,
            target.indicator,
            line.definition.title,
            target.kind,
            target.name,
            line.wanted,
            target.begins_on,
            line.until or "",
            line.state_word,
            _figure(status) if status else "",
            line.met,
            *(_number(value) for value in _landing_of(status)),
            line.landing_word,
            str(target.by),
            day(target.at.date()),
            target.source,
        )


def _figure(status: SeriesStatus) -> object:
    return _number(status.so_far if status.target_kind == "ceiling" else status.last_value)


def _landing_of(status: SeriesStatus | None) -> tuple[float | None, ...]:
    if status is None:
        return (None,) * 4
    return (status.landing, status.landing_lower, status.landing_upper, status.landing_chance)


def _number(value: float | None) -> object:
    return "" if value is None else round(value, 4)
