"""What people say, as counts for the statistics, and the signals that came of it."""

from __future__ import annotations

import datetime as dt

import polars as pl
from django.db.models import CharField, Count, Max, Sum, Value
from django.db.models.functions import Concat

from trigpoint.accounts.models import Commissioner, User
from trigpoint.analysis.themes.measured import held_back
from trigpoint.audit.models import Event
from trigpoint.common.clock import LONDON
from trigpoint.common.references import reference_to
from trigpoint.intelligence.models import Correction, ItemTheme, ThemeMonth
from trigpoint.intelligence.rules.themes import CRITICAL, codes
from trigpoint.surveillance.models import Signal, SignalCounts
from trigpoint.surveillance.models.signals import Outcome
from trigpoint.surveillance.rules import hearing

MOST_SERVICES = 3  # that a signal names
COUNTED = "intelligence.counted"
REVIEWED = (Outcome.REAL, Outcome.KNOWN, Outcome.ARTEFACT, Outcome.NO_CONCERN)
COMMENTS = {
    "provider": pl.Int64,
    "source": pl.String,
    "month": pl.Date,
    "comments": pl.Int64,
    "critical": pl.Int64,
}
MENTIONS = {
    "provider": pl.Int64,
    "source": pl.String,
    "theme": pl.String,
    "month": pl.Date,
    "critical": pl.Int64,
    "people": pl.Int64,
}
REPEATS = {"provider": pl.Int64, "theme": pl.String, "month": pl.Date, "repeats": pl.Int64}


def counts_of(*, owner: Commissioner, until: dt.date) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Comments by provider, source and month, and critical ones by theme, up to a month; all services together."""
    found = ThemeMonth.objects.filter(owner=owner, month__lte=until).order_by()
    comments = found.filter(theme="").values_list("provider_id", "source", "month")
    mentions = found.exclude(theme="").values_list("provider_id", "source", "theme", "month")
    return (
        _frame(comments.annotate(Sum("items"), Sum("critical")), COMMENTS),
        _frame(mentions.annotate(Sum("critical"), Sum("critical_people")), MENTIONS),
    )


def services_of(*, user: User, signal: Signal) -> list[tuple[str, int]]:
    """The services that critical comments of a signal name, those with most first, in the months in which it went on."""
    found = ThemeMonth.visible_to(user).filter(
        provider=signal.organisation_id,
        theme=signal.theme,
        month__gte=signal.first_period,
        month__lte=signal.last_period,
        critical__gt=0,
    )
    told = found.exclude(service="").order_by().values_list("service").annotate(number=Sum("critical"))
    return list(told.order_by("-number", "service")[:MOST_SERVICES])


def repeats_of(*, owner: Commissioner, until: dt.date) -> pl.DataFrame:
    """How often the counts of a provider, theme and month have one person in them again, of another service or source.

    Counts are by service and source, and have a person in each; an alarm is about different people.
    """
    found = ItemTheme.objects.filter(
        item__owner=owner,
        item__restriction="",
        item__provider__isnull=False,
        item__month__lte=until,
        item__coding__is_empty=False,
        item__coding__sentiment__in=CRITICAL,
    ).exclude(item__sender_mark="")
    place = Concat("item__service", Value("\n"), "item__source", output_field=CharField())
    people = found.order_by().values_list("item__provider", "theme", "item__month", "item__sender_mark")
    several = people.annotate(places=Count(place, distinct=True)).filter(places__gt=1)
    rows = [(*row[:3], row[-1] - 1) for row in several]
    return _frame(rows, REPEATS).group_by("provider", "theme", "month").agg(pl.col("repeats").sum())


def _frame(rows: object, schema: dict[str, type[pl.DataType]]) -> pl.DataFrame:
    return pl.DataFrame(list(rows), schema=schema, orient="row")


def mark_of_counts(*, owner: Commissioner) -> str:
    """Changes whenever it was counted for a commissioner, or people said something of their signals or codes."""
    counted = ThemeMonth.objects.filter(owner=owner).aggregate(
        Count("pk"), Sum("items"), Sum("critical"), Sum("critical_people"), Max("month")
    )
    # Sums stay where a comment moves from one cell to another, and come back when something is taken back.
    latest = Event.objects.filter(target=reference_to(owner), name=COUNTED).aggregate(Max("pk"))
    said = Signal.objects.filter(owner=owner).exclude(theme="").aggregate(Max("steps__pk"))
    checked = Correction.objects.filter(item__owner=owner).aggregate(Max("pk"))
    told = (counted, latest, said, checked)
    return ":".join(str(number or 0) for each in told for number in each.values())


def precisions_of(*, owner: Commissioner) -> pl.DataFrame:
    """How well each theme is recognised: on comments held back when the model was made, and on those put right here.

    Of restricted items nothing counts.
    """
    by_code = {codes()[theme]: each for theme, each in held_back().items() if theme in codes()}
    looked_at = Correction.objects.filter(item__owner=owner, item__restriction="").exclude(model="")
    return hearing.precisions(by_code, looked_at.values_list("themes_before", "themes").iterator())


def standing_heard(*, owner: Commissioner) -> list[hearing.Heard]:
    """The latest signal of each provider and theme."""
    found = Signal.objects.filter(owner=owner).exclude(theme="").select_related("heard")
    latest = {cell_of(each): each for each in found.order_by("first_period", "pk")}
    return [
        hearing.Heard(
            pk=each.pk,
            cell=cell,
            first_month=each.first_period,
            last_month=each.last_period,
            is_on=each.ended_on is None,
            is_begun_again=each.heard.is_begun_again,
        )
        for cell, each in latest.items()
    ]


def reviews_of(*, owner: Commissioner) -> list[hearing.Review]:
    """When somebody first said what a signal of a theme is; not where it was opened again after that."""
    found = Signal.objects.filter(owner=owner).exclude(theme="").prefetch_related("steps")
    days = ((each, _day(each)) for each in found.order_by("pk"))
    return [hearing.Review(cell_of(each), day) for each, day in days if day is not None]


def cell_of(signal: Signal) -> hearing.Cell:
    """The provider and theme that a signal is about."""
    return hearing.Cell(signal.organisation_id, signal.theme)


def _day(signal: Signal) -> dt.date | None:
    """The first answer since it was last opened again: another answer, or a note, later on takes nothing back."""
    day = None
    for step in signal.steps.all():
        if step.outcome == Outcome.REOPENED:
            day = None
        elif step.outcome in REVIEWED and day is None:
            day = step.at.astimezone(LONDON).date()
    return day


def heard_in_bulk(keys: list[int]) -> dict[int, SignalCounts]:
    """What signals rest on, by the keys of the signals."""
    found = SignalCounts.objects.filter(signal__in=keys).select_related("signal")
    return {each.signal_id: each for each in found}


def heard_over(*, owner: Commissioner) -> list[SignalCounts]:
    """What the signals rest on that are over."""
    found = SignalCounts.objects.filter(signal__owner=owner, signal__ended_on__isnull=False)
    return list(found.select_related("signal"))
