"""Reading what the monthly early-warning paper is made from: a few queries, however many providers there are."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Container, Mapping, Sequence, Set
from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from trigpoint.accounts.models import User
from trigpoint.accounts.rules import may
from trigpoint.actions.queries import Known, questions_about
from trigpoint.frameworks.queries import pack_on
from trigpoint.indicators.definitions import library
from trigpoint.organisations.models import Kind, Organisation, Rating
from trigpoint.reports.queries.brief import midnight, source_rows
from trigpoint.reports.queries.home import own_providers
from trigpoint.reports.queries.worries import NONE, READ, Worries, concerns_held, worries_for_paper
from trigpoint.reports.rules.criteria import Limits, Named
from trigpoint.reports.rules.months import end_of, start_of
from trigpoint.surveillance import queries as surveillance
from trigpoint.surveillance.models import SeriesStatus, Signal, SignalStep
from trigpoint.triangulation.models import ProposalRun
from trigpoint.triangulation.queries.proposal_stands import Listed
from trigpoint.triangulation.queries.proposals import Chosen, latest_run, listed

# Where silence is named one by one; of the other kinds it is counted.
NAMED = (Kind.TRUST, Kind.AMBULANCE)
BANDED = "shmi"
YEAR = dt.timedelta(days=366)


@dataclass(frozen=True)
class ProviderRecords:
    """One provider of the paper. said: the latest step of the month on each of its signals, by the signal's key."""

    organisation: Organisation
    statuses: tuple[SeriesStatus, ...]
    signals: tuple[Signal, ...]
    said: dict[int, SignalStep]
    questions: tuple[Known, ...]
    rating: Rating | None


@dataclass(frozen=True)
class PaperRecords:
    """Everything that the paper of one month is made from, as it stands on `today`.

    since, until: the moments between which the month lies. is_first: no signal of the commissioner is older. silent: of ours, those of which no figure is known, by
    kind; silent_named: the trusts among them. apart: practices that have figures, which this paper does not tell of.
    """

    commissioner: str
    month: dt.date
    today: dt.date
    since: dt.datetime
    until: dt.datetime
    is_first: bool
    providers: tuple[ProviderRecords, ...]
    rows: dict[int, int]
    silent: dict[str, int]
    silent_named: tuple[str, ...]
    apart: int
    criteria: tuple[Named, ...]
    limits: Limits
    worries: Worries = NONE
    proposals: tuple[Listed, ...] = ()
    run: ProposalRun | None = None


def records_for_early_warning(*, user: User, month: dt.date, today: dt.date) -> PaperRecords:
    """What the paper of a month says of the providers that belong to the user's commissioner."""
    since, until = midnight(start_of(month)), midnight(end_of(month))
    ours = list(own_providers(user=user, today=today))
    told_of = [each for each in ours if each.kind != Kind.PRACTICE]
    signals = _signals(user, told_of, since=since, until=until)
    news = {each.series_id for found in signals.values() for each in found if each.raised_at >= since}
    statuses = _statuses(user, told_of, news=news)
    questions = _questions(user, told_of, today=today, since=start_of(month))
    ratings = _ratings(user, told_of)
    worried = _worries(user, told_of, today=today, since=since, known=questions)
    known = _of_which_anything(told_of, statuses, signals, questions, worried.cases)
    said = _said([each for found in signals.values() for each in found], since=since, until=until)
    may_see = may(user, READ)
    return PaperRecords(
        commissioner=str(user.commissioner or ""),
        month=month,
        today=today,
        since=since,
        until=until,
        is_first=not Signal.objects.filter(owner=user.commissioner, raised_at__lt=since).exists(),
        providers=tuple(
            ProviderRecords(
                organisation=each,
                statuses=tuple(statuses.get(each.pk, ())),
                signals=(own := tuple(signals.get(each.pk, ()))),
                said={signal.pk: said[signal.pk] for signal in own if signal.pk in said},
                questions=tuple(questions.get(each.pk, ())),
                rating=ratings.get(each.pk),
            )
            for each in sorted(known, key=lambda each: (each.name, each.code))
        ),
        rows=source_rows(user=user, statuses=[each for found in statuses.values() for each in found]),
        **_silent(told_of, statuses),
        apart=_practices(user, [each for each in ours if each.kind == Kind.PRACTICE]),
        criteria=_criteria(today),
        limits=_limits(today),
        worries=worried,
        proposals=tuple(listed(user=user, chosen=Chosen())) if may_see else (),
        run=latest_run(user=user) if may_see else None,
    )


def _silent(
    providers: Sequence[Organisation], statuses: Mapping[int, Sequence[SeriesStatus]]
) -> dict[str, Any]:
    """Those of which no figure is known: how many of each kind, and by name where the kind is named."""
    figured = {pk for pk, found in statuses.items() if any(each.last_value is not None for each in found)}
    silent = [each for each in providers if each.pk not in figured]
    return {
        "silent": dict(Counter(each.kind for each in silent)),
        "silent_named": tuple(sorted(each.name for each in silent if each.kind in NAMED)),
    }


def _of_which_anything(providers: Sequence[Organisation], *found: Container[int]) -> list[Organisation]:
    return [each for each in providers if any(each.pk in keys for keys in found)]


def _worries(
    user: User,
    providers: Sequence[Organisation],
    *,
    today: dt.date,
    since: dt.datetime,
    known: Mapping[int, Sequence[Known]],
) -> Worries:
    """What the grid says of these providers; concerns of any, since people worry about others too."""
    if not may(user, READ):
        return NONE
    held = concerns_held(user=user, since=since)
    read = [each for found in known.values() for each in found]
    return worries_for_paper(user=user, providers=providers, day=today, held=held, known=read)


def _criteria(day: dt.date) -> tuple[Named, ...]:
    words = pack_on(day).vocabulary("surveillance_criteria").words
    return tuple(Named(each.code, each.title, each.meaning, each.local_default) for each in words)


def _limits(day: dt.date) -> Limits:
    pack = pack_on(day)
    sources, periods = pack.number("sources_for_enhanced", day), pack.number("periods_target_missed", day)
    return Limits(sources=int(sources.value), periods=int(periods.value))


def _practices(user: User, practices: Sequence[Organisation]) -> int:
    found = SeriesStatus.visible_to(user).filter(owner=user.commissioner, organisation__in=practices)
    return found.filter(last_value__isnull=False).values("organisation").distinct().count()


def _statuses(
    user: User, providers: Sequence[Organisation], *, news: Set[int]
) -> dict[int, list[SeriesStatus]]:
    """By provider, in the order of the indicators; with charts where a target or a publisher's band is looked at.

    news: keys of the series with a new signal, whose charts the paper shows.
    """
    definitions = library()
    found = surveillance.statuses(user=user, organisations=providers)
    ours = [each for each in found if each.owner_id == user.commissioner_id and each.indicator in definitions]
    ours.sort(key=lambda each: (each.indicator, each.pk))
    surveillance.fetch_charts(
        [
            each
            for each in ours
            if each.target_name
            or definitions[each.indicator].targets
            or each.indicator == BANDED
            or each.series_id in news
        ]
    )
    by_provider: defaultdict[int, list[SeriesStatus]] = defaultdict(list)
    for status in ours:
        by_provider[status.organisation_id].append(status)
    return by_provider


def _signals(
    user: User, providers: Sequence[Organisation], *, since: dt.datetime, until: dt.datetime
) -> dict[int, list[Signal]]:
    """Leading signals raised before the month was over that still fire, are new, or went away not long ago."""
    recent = Q(ended_on__isnull=True) | Q(raised_at__gte=since) | Q(ended_on__gte=since.date() - YEAR)
    found = surveillance.signals(user=user).filter(
        recent, owner=user.commissioner, organisation__in=providers, raised_at__lt=until
    )
    by_provider: defaultdict[int, list[Signal]] = defaultdict(list)
    for signal in found.order_by("first_period", "pk"):
        by_provider[signal.organisation_id].append(signal)
    return by_provider


def _said(signals: Sequence[Signal], *, since: dt.datetime, until: dt.datetime) -> dict[int, SignalStep]:
    found = SignalStep.objects.filter(signal__in=signals, at__gte=since, at__lt=until)
    return {each.signal_id: each for each in found.select_related("by").order_by("at", "pk")}


def _questions(
    user: User, providers: Sequence[Organisation], *, today: dt.date, since: dt.date
) -> dict[int, list[Known]]:
    by_provider: defaultdict[int, list[Known]] = defaultdict(list)
    for known in questions_about(providers, user=user, day=today, closed_since=min(since, today)):
        by_provider[known.action.provider_id].append(known)
    return by_provider


def _ratings(user: User, providers: Sequence[Organisation]) -> dict[int, Rating]:
    """What the regulator says of each as a whole."""
    found = Rating.visible_to(user).filter(
        organisation__in=providers, is_current=True, service="", domain="overall"
    )
    return {each.organisation_id: each for each in found.select_related("load").order_by("reported_on", "pk")}
