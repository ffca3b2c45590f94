"""Reading what one provider's brief is made from: a handful of queries, however much there is."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from trigpoint.accounts.models import User
from trigpoint.actions.queries import Known, questions_to
from trigpoint.common.clock import LONDON
from trigpoint.indicators.models import Observation, Series
from trigpoint.organisations import queries as directory
from trigpoint.organisations.models import Organisation
from trigpoint.reports.models import BriefNote, MeetingStep
from trigpoint.reports.queries.worries import NONE, Worries, worries
from trigpoint.reports.rules import last_before
from trigpoint.surveillance import queries as surveillance
from trigpoint.surveillance.models import SeriesStatus, Signal


@dataclass(frozen=True)
class BriefFigures:
    """The figures of a brief. rows: row of the published file behind the latest figure, by key of the series."""

    changes: tuple[SeriesStatus, ...]
    statuses: tuple[SeriesStatus, ...]
    rows: dict[int, int]


@dataclass(frozen=True)
class BriefRecords:
    """Everything that one provider's brief is made from.

    since: the last meeting before today, or None when there is none in the diary. heard: signals of what people say
    that go on.
    """

    provider: Organisation
    today: dt.date
    meetings: tuple[dt.date, ...]
    since: dt.date | None
    ratings: directory.Ratings
    notes: tuple[BriefNote, ...]
    questions: tuple[Known, ...]
    heard: tuple[Signal, ...]
    worries: Worries = NONE


def records_for_brief(*, user: User, provider: Organisation, today: dt.date) -> BriefRecords:
    """What `user` may see of `provider` besides its figures, read once for page, Word and PDF."""
    meetings = meetings_of(user=user, provider=provider)
    since = last_before(meetings, today)
    questions = tuple(questions_to(provider, user=user, day=today, closed_since=since))
    return BriefRecords(
        provider=provider,
        today=today,
        meetings=tuple(meetings),
        since=since,
        ratings=directory.ratings_of(provider),
        notes=tuple(notes_of(user=user, provider=provider)),
        questions=questions,
        heard=tuple(surveillance.heard_at(user=user, organisation=provider)),
        worries=worries(user=user, providers=[provider], day=today, known=questions),
    )


def figures_for_brief(*, user: User, provider: Organisation, since: dt.date | None) -> BriefFigures:
    """The figures of `provider` that `user` may see, and which of them are unusual and changed since a meeting."""
    statuses = surveillance.statuses_told(user=user, organisation=provider)
    return BriefFigures(
        changes=surveillance.changed_among(statuses, since=midnight(since)),
        statuses=tuple(statuses),
        rows=source_rows(user=user, statuses=statuses),
    )


def midnight(day: dt.date | None) -> dt.datetime | None:
    """The moment at which `day` begins in England."""
    return dt.datetime.combine(day, dt.time(), tzinfo=LONDON) if day else None


def meetings_of(*, user: User, provider: Organisation) -> list[dt.date]:
    """Quality meetings of a provider that stand in the diary of the user's commissioner, in order."""
    return meetings(user=user, providers=[provider])[provider.pk]


def meetings(*, user: User, providers: Iterable[Organisation]) -> defaultdict[int, list[dt.date]]:
    """Meetings in the diary, in order, by key of the provider."""
    latest: dict[tuple[int, dt.date], str] = {}
    found = MeetingStep.visible_to(user).filter(provider__in=list(providers))
    for provider, held_on, deed in found.values_list("provider_id", "held_on", "deed"):
        latest[provider, held_on] = deed
    standing: defaultdict[int, list[dt.date]] = defaultdict(list)
    for (provider, held_on), deed in sorted(latest.items()):
        if deed == MeetingStep.Deed.SET:
            standing[provider].append(held_on)
    return standing


def next_meeting(user: User, provider: Organisation, after: dt.date) -> dt.date | None:
    """The first meeting with a provider after a day."""
    return min((day for day in meetings_of(user=user, provider=provider) if day > after), default=None)


def notes_of(*, user: User, provider: Organisation) -> list[BriefNote]:
    """Notes on a provider that nobody has taken back, newest first."""
    return list(BriefNote.visible_to(user).standing().filter(provider=provider).select_related("by"))


def source_rows(*, user: User, statuses: Sequence[SeriesStatus]) -> dict[int, int]:
    """Row of the published file behind the latest figure of each status, by key of its series."""
    ends = {status.series_id: status.last_end for status in statuses if status.last_end}
    series = Series.visible_to(user).filter(pk__in=list(ends)).order_by()
    found = Observation.objects.filter(
        series__in=series, period_end__in=set(ends.values()), superseded_by__isnull=True
    )
    rows = found.order_by().values_list("series_id", "period_end", "row")
    return {series: row for series, end, row in rows if ends[series] == end}
