"""The criteria of a provider: what the records hold, put before the rules, and what the rules say in words."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from trigpoint.actions.rules.states import ASKED
from trigpoint.indicators.definitions import Definition
from trigpoint.reports.presenters.content import Source
from trigpoint.reports.presenters.figures import Footnotes, stale_words, target_words
from trigpoint.reports.presenters.paper_concerns import Agreed
from trigpoint.reports.presenters.paper_content import Criterion, Told
from trigpoint.reports.queries.early_warning import BANDED, ProviderRecords
from trigpoint.reports.rules.criteria import Finding, Limits, Named, Seen, TargetRun, look
from trigpoint.surveillance import queries as surveillance
from trigpoint.surveillance.models import SeriesStatus, Signal
from trigpoint.surveillance.models.signals import Outcome
from trigpoint.surveillance.rules import telling
from trigpoint.ui.words import period

DISMISSED = (Outcome.ARTEFACT, Outcome.NO_CONCERN)


@dataclass(frozen=True)
class Lens:
    """Through what every provider of a paper is looked at."""

    definitions: Mapping[str, Definition]
    notes: Footnotes
    criteria: tuple[Named, ...]
    limits: Limits
    today: dt.date
    agreed: Mapping[int, Agreed] = field(default_factory=dict)


@dataclass(frozen=True)
class Sight:
    """What the rules are asked of, and what stands behind three of them."""

    seen: Seen
    agreed: Agreed
    targeted: Mapping[str, SeriesStatus]
    banded: SeriesStatus | None


def sight(records: ProviderRecords, lens: Lens, *, settled: Sequence[Signal]) -> Sight:
    """What is held on one provider. settled: signals that went away."""
    definitions, today = lens.definitions, lens.today
    fires = [each for each in records.signals if each.is_on and each.meaning == "concern"]
    worse = [each for each in fires if each.outcome not in DISMISSED]
    figures = [each for each in records.statuses if each.last_value is not None]
    asked, answers = [each for each in records.questions if each.state in ASKED], records.questions
    banded = next((each for each in figures if each.indicator == BANDED), None)
    targeted = {
        each.indicator: each
        for each in figures
        if each.agreed_id or _has_target(definitions[each.indicator], today)
    }
    agreed = lens.agreed.get(records.organisation.pk, Agreed())
    seen = Seen(
        agree=agreed.streams,
        agree_on=agreed.theme,
        independent=agreed.independent,
        pointing=agreed.pointing,
        together=agreed.together,
        silent=agreed.silent,
        worse=len(worse),
        dismissed=len(fires) - len(worse),
        unlooked=sum(1 for each in worse if not each.outcome),
        real=sum(1 for each in worse if each.outcome == Outcome.REAL),
        better=sum(1 for each in records.signals if each.is_on and each.meaning == "improvement"),
        settled=sum(1 for each in settled if each.meaning == "concern"),
        overdue=sum(1 for each in asked if each.due_on and each.due_on < today),
        answered=sum(1 for each in answers if each.state not in ASKED and each.evidence),
        rating=records.rating.rating if records.rating else "",
        targets=_runs(records, targeted, lens),
        bands=_bands(banded),
        are_bands_stale=banded is not None
        and telling(banded, definitions[BANDED], today).stale_since is not None,
        figures=len(figures),
        stale=sum(1 for each in figures if telling(each, definitions[each.indicator], today).stale_since),
    )
    return Sight(seen, agreed, targeted, banded)


def _has_target(definition: Definition, day: dt.date) -> bool:
    return definition.improvement != "neither" and definition.target_on(day) is not None


def _runs(
    records: ProviderRecords, targeted: Mapping[str, SeriesStatus], lens: Lens
) -> tuple[TargetRun, ...]:
    """Every figure with a target that is expected of this kind of provider, with or without figures."""
    kind, definitions, today = records.organisation.kind, lens.definitions, lens.today
    expected = [each for each in definitions.values() if kind in each.applies_to and _has_target(each, today)]
    codes = sorted({each.code for each in expected} | set(targeted))
    return tuple(_run(definitions[code], targeted.get(code), lens) for code in codes)


def _run(definition: Definition, status: SeriesStatus | None, lens: Lens) -> TargetRun:
    if status is None:
        return TargetRun(definition.short, ())
    known = [each for each in surveillance.points_of(status) if each["value"] is not None]
    missed = tuple(
        is_missed
        for each in known[-lens.limits.periods :]
        if (is_missed := _is_missed(definition, each)) is not None
    )
    stale = telling(status, definition, lens.today).stale_since is not None
    return TargetRun(definition.short, missed, stale)


def _is_missed(definition: Definition, point: Mapping[str, Any]) -> bool | None:
    """Whether a figure, or of a ceiling the count so far, missed what was wanted of its period; None if nothing was."""
    wanted = point["wanted"]
    if wanted is None:
        return None
    if point["so_far"] is not None:
        return bool(point["so_far"] > wanted)
    value = point["value"]
    return bool(value < wanted if definition.improvement == "up" else value > wanted)


def _bands(status: SeriesStatus | None) -> tuple[str, ...]:
    """The publisher's bands, the latest last; of the latest figure alone where there is no chart."""
    if status is None:
        return ()
    points = [each["band"] for each in surveillance.points_of(status) if each.get("band")]
    return tuple(points) or ((status.band,) if status.band else ())


@dataclass(frozen=True)
class Laid:
    """The criteria of a provider by what was found."""

    met: tuple[Criterion, ...]
    not_met: tuple[Criterion, ...]
    unknown: tuple[Criterion, ...]


def lay(sighted: Sight, records: ProviderRecords, lens: Lens) -> Laid:
    """Every criterion of the pack, looked at."""
    found: dict[Finding, list[Criterion]] = {finding: [] for finding in Finding}
    for word in lens.criteria:
        looked = look(word.code, sighted.seen, lens.limits)
        is_met = looked.finding is Finding.MET
        found[looked.finding].append(
            Criterion(
                title=word.title,
                sees=looked.sees,
                question=looked.question,
                figures=_behind(word.code, sighted, lens) if is_met else (),
                source=_source(word.code, sighted, records, lens),
            )
        )
    return Laid(*(tuple(found[each]) for each in (Finding.MET, Finding.NOT_MET, Finding.UNKNOWN)))


def _source(code: str, sighted: Sight, records: ProviderRecords, lens: Lens) -> Source | None:
    """Where the one figure that a criterion looks at comes from."""
    if code == "regulator_inadequate" and records.rating:
        return lens.notes.source_of_rating(records.rating)
    if code == "mortality_higher" and sighted.banded:
        return lens.notes.source_of(sighted.banded, lens.definitions[BANDED])
    return None


def _behind(code: str, sighted: Sight, lens: Lens) -> tuple[Told, ...]:
    """The figures, or the evidence, that a criterion was met by."""
    if code == "independent_sources":
        return sighted.agreed.facts
    if code == "mortality_higher" and sighted.banded:
        return (_told(sighted.banded, lens, f"the publisher's band is “{sighted.banded.band}”"),)
    if code != "target_missed":
        return ()
    definitions, periods = lens.definitions, lens.limits.periods
    missed = {
        each.title
        for each in sighted.seen.targets
        if len(each.missed) >= periods and all(each.missed[-periods:])
    }
    return tuple(
        _told(status, lens, target_words(status, definitions[code]))
        for code, status in sighted.targeted.items()
        if definitions[code].short in missed
    )


def _told(status: SeriesStatus, lens: Lens, how: str) -> Told:
    definition = lens.definitions[status.indicator]
    latest = f"{definition.show(status.last_value)} in {period(status.last_start, status.last_end)}"
    stale = stale_words(telling(status, definition, lens.today).stale_since)
    return Told(
        title=definition.title,
        says=" ".join(part for part in (f"{latest}. {how}.", stale) if part),
        address=status.series.get_absolute_url(),
        source=lens.notes.source_of(status, definition),
    )
