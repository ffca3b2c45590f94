"""Signals as sittings, pages and the ledger read them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Count, Max, Min, OuterRef, Q, QuerySet, Subquery

from trigpoint.accounts.models import Commissioner, Membership, User
from trigpoint.actions.models import Action
from trigpoint.common.references import reference_to
from trigpoint.indicators.models import Series
from trigpoint.organisations.models import Belonging, Organisation
from trigpoint.surveillance.models import SeriesStatus, Signal, SignalClock, SignalStep
from trigpoint.surveillance.models.signals import Outcome
from trigpoint.surveillance.rules.ledger import Score
from trigpoint.surveillance.rules.signals import Key, Standing

# Days after which a signal that went away before anybody looked is no longer shown as new. A local default.
EXPIRES_AFTER = 92
DISMISSED = (Outcome.ARTEFACT, Outcome.NO_CONCERN)


def own_providers(*, owner: Commissioner, today: dt.date) -> list[int]:
    """Keys of the organisations of a commissioner's own place, and of those that it wrote into the directory itself."""
    belonging = Belonging.objects.filter(
        Q(from_on__isnull=True) | Q(from_on__lte=today),
        Q(to_on__isnull=True) | Q(to_on__gte=today),
        parent__code=owner.code,
    )
    placed = belonging.values_list("child_id", flat=True).distinct()
    added = Organisation.objects.filter(owner=owner, is_open=False).values_list("pk", flat=True)
    return sorted({*placed, *added})


def added_providers() -> list[int]:
    """Keys of the organisations that commissioners wrote into the directory themselves, of all of them."""
    added = Organisation.objects.filter(owner__isnull=False, is_open=False)
    return list(added.values_list("pk", flat=True))


def standing_signals(*, owner: Commissioner, series: Sequence[int]) -> list[Standing]:
    """The latest signal of each series, rule and direction."""
    found = Signal.objects.filter(owner=owner, series__in=series).order_by("first_period", "pk")
    latest = {(each.series_id, each.rule, each.meaning): each for each in found}
    return [as_standing(each) for each in latest.values()]


def as_standing(signal: Signal) -> Standing:
    """What the rules ask of a signal."""
    key = Key(signal.series_id, signal.rule, signal.meaning)
    return Standing(
        signal.pk, key, signal.first_period, signal.last_period, signal.ended_on is None, signal.lead_id
    )


def outcomes(*, signals: Iterable[Signal]) -> dict[int, str]:
    """What each signal was last said to be, "" for nothing; held until the transaction ends."""
    keys = [signal.pk for signal in signals]
    list(Signal.objects.select_for_update().filter(pk__in=keys).values_list("pk"))
    return dict(Signal.objects.filter(pk__in=keys).with_outcome().values_list("pk", "outcome"))


def signals(*, user: User) -> QuerySet[Signal]:
    """News of its own that `user` may see, with what it was said to be."""
    found = Signal.visible_to(user).leading().with_outcome()
    return found.select_related("series", "organisation", "heard").prefetch_related("parts")


def waiting(*, user: User, today: dt.date) -> QuerySet[Signal]:
    """What nobody has looked at: still on, or gone away not long ago."""
    recent = Q(ended_on__isnull=True) | Q(ended_on__gte=today - dt.timedelta(days=EXPIRES_AFTER))
    return signals(user=user).filter(recent, outcome="")


def waiting_in_short(*, user: User, today: dt.date) -> tuple[int, int]:
    """How many signals nobody has looked at, and at how many providers."""
    found = waiting(user=user, today=today).order_by()
    counted = found.aggregate(signals=Count("pk"), providers=Count("organisation", distinct=True))
    return counted["signals"], counted["providers"]


def mark_of_signals(*, user: User) -> str:
    """Changes whenever a signal was raised, ended or answered, together with `mark_of_dashboard`."""
    raised = Signal.visible_to(user).aggregate(newest=Max("pk"), ended=Count("ended_on"))
    answered = SignalStep.objects.aggregate(newest=Max("pk"))
    return f"{raised['newest']}|{raised['ended']}|{answered['newest']}"


@dataclass(frozen=True)
class Table:
    """A provider with what waits for a sitting, and when there was one last."""

    organisation: Organisation
    worse: int
    better: int
    other: int
    earliest_due: dt.date | None
    last_sitting: dt.datetime | None

    @property
    def waiting(self) -> int:
        """How many signals nobody has looked at."""
        return self.worse + self.better + self.other


def sittings(*, user: User, today: dt.date) -> list[Table]:
    """Every provider that ever had a signal: those with most that is worse first, then by name."""
    latest = SignalStep.objects.filter(signal__in=Signal.visible_to(user))
    by_provider = latest.filter(signal__organisation=OuterRef("pk")).order_by("-at").values("at")[:1]
    counted = {
        row["organisation"]: row
        for row in waiting(user=user, today=today)
        .order_by()
        .values("organisation")
        .annotate(
            worse=Count("pk", filter=Q(meaning="concern")),
            better=Count("pk", filter=Q(meaning="improvement")),
            other=Count("pk", filter=Q(meaning__in=["high", "low"])),
            earliest_due=Min("due_on"),
        )
    }
    seen = Organisation.visible_to(user).filter(pk__in=Signal.visible_to(user).values("organisation"))
    empty = {"worse": 0, "better": 0, "other": 0, "earliest_due": None}
    found = [
        Table(each, last_sitting=each.last_sitting, **_counts(counted.get(each.pk, empty)))
        for each in seen.annotate(last_sitting=Subquery(by_provider))
    ]
    return sorted(found, key=lambda each: (-each.worse, -each.waiting, each.organisation.name))


def _counts(row: dict) -> dict:
    return {name: row[name] for name in ("worse", "better", "other", "earliest_due")}


def signals_at(*, user: User, organisation: Organisation) -> QuerySet[Signal]:
    """Every leading signal of a provider."""
    return signals(user=user).filter(organisation=organisation)


def heard_at(*, user: User, organisation: Organisation) -> QuerySet[Signal]:
    """What people say of a provider more critically than expected, and nobody took for nothing; the strongest first."""
    on = signals_at(user=user, organisation=organisation).filter(ended_on__isnull=True).exclude(theme="")
    return on.exclude(outcome__in=DISMISSED).order_by("-strength", "pk")


def signal_of(*, user: User, public_id: str) -> Signal | None:
    """One signal that `user` may see."""
    found = Signal.visible_to(user).with_outcome().select_related("series", "organisation", "lead", "heard")
    return found.filter(public_id=public_id).first()


def steps_on(*, signal: Signal) -> list[SignalStep]:
    """What people said of a signal that is at hand, oldest first."""
    return list(signal.steps.select_related("by"))


def clocks_on(*, signal: Signal) -> list[SignalClock]:
    """Every day that was set for an answer to a signal that is at hand, oldest first."""
    return list(signal.clocks.select_related("by"))


def people_in_roles(*, owner: Commissioner, roles: Iterable[str]) -> list[User]:
    """Those who hold one of these roles with a commissioner today."""
    held = Membership.objects.in_force().filter(commissioner=owner, role__in=list(roles))
    return list(User.objects.filter(pk__in=held.values("user"), is_active=True).order_by("pk"))


def signals_on(*, user: User, series: Series) -> list[Signal]:
    """Every leading signal of a series, latest first. Most series never had one, which is quick to see."""
    if not Signal.visible_to(user).filter(series=series).exists():
        return []
    return list(signals(user=user).filter(series=series))


def scores(*, user: User, by: str) -> list[Score]:
    """What became of every signal, also of those that are a part of another, `by` "rule", "indicator" or "theme".

    A part shares what was said of its lead.
    """
    lead_step = SignalStep.objects.filter(Q(signal=OuterRef("pk")) | Q(signal=OuterRef("lead")))
    last = lead_step.order_by("-at", "-pk").values("outcome")[:1]
    first = lead_step.order_by("at", "pk").values("at")[:1]
    told: dict[str, list[tuple[str, dt.datetime, dt.datetime | None]]] = {}
    asked_of = Signal.visible_to(user).exclude(**{by: ""})  # signals have an indicator or a theme
    rows = asked_of.annotate(last=Subquery(last), first_at=Subquery(first))
    for name, outcome, raised_at, answered_at in rows.values_list(by, "last", "raised_at", "first_at"):
        told.setdefault(name, []).append((outcome or "", raised_at, answered_at))
    return [_score(name, each) for name, each in sorted(told.items())]


def _score(name: str, told: list[tuple[str, dt.datetime, dt.datetime | None]]) -> Score:
    counted = {outcome: sum(1 for each, _, _ in told if each == outcome) for outcome in Outcome.values}
    return Score(
        name=name,
        raised=len(told),
        waiting=len(told) - sum(counted.values()) + counted[Outcome.REOPENED],
        noted=counted[Outcome.NOTED],
        real=counted[Outcome.REAL],
        known=counted[Outcome.KNOWN],
        artefact=counted[Outcome.ARTEFACT],
        no_concern=counted[Outcome.NO_CONCERN],
        days_to_answer=tuple((answered - raised).days for _, raised, answered in told if answered),
    )


def provider_years(*, user: User, today: dt.date) -> float:
    """How many providers were watched for how long, since the first signal, in years."""
    seen = Signal.visible_to(user).aggregate(
        since=Min("raised_at"), until=Max("raised_at"), providers=Count("organisation", distinct=True)
    )
    if seen["since"] is None:
        return 0.0
    days = max((today - seen["since"].date()).days, 1)
    return seen["providers"] * days / 365.25


def last_sitting(*, user: User, organisation: Organisation) -> dt.datetime | None:
    """When somebody last said what a signal of a provider is."""
    found = SignalStep.objects.filter(signal__in=Signal.visible_to(user).filter(organisation=organisation))
    return found.aggregate(last=Max("at"))["last"]


def statuses_of_series(*, user: User, series: Sequence[int]) -> dict[int, SeriesStatus]:
    """What the series say now, by their keys."""
    found = SeriesStatus.visible_to(user).filter(series__in=series)
    return {each.series_id: each for each in found.select_related("series", "organisation")}


def followed_by(*, user: User, signal: Signal) -> list[Action]:
    """Actions and questions that came from a signal or any of its parts."""
    sources = [reference_to(each) for each in (signal, *signal.parts.all())]
    return list(Action.visible_to(user).filter(source__in=sources).order_by("pk"))
