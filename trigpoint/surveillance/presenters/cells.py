"""One status as a cell of a table shows it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from trigpoint.indicators.definitions import Definition
from trigpoint.surveillance.models import SeriesStatus
from trigpoint.surveillance.presenters.weighing import Weight, weight_of
from trigpoint.surveillance.rules import OUTLIER_WORDS, Telling, telling
from trigpoint.ui.words import period


@dataclass(frozen=True)
class Cell:
    """What stands in one cell of the matrix. `icon` is a code of the macro `variation_icon`."""

    address: str
    icon: str
    icon_word: str
    assurance: str
    assurance_word: str
    outlier: str
    outlier_word: str
    value: str
    period: str
    until: str
    is_stale: bool
    fresh_word: str
    is_new: bool
    tone: str
    telling: Telling
    weight: Weight


def cell(status: SeriesStatus, definition: Definition, today: dt.date) -> Cell:
    """The cell of one series on `today`."""
    told = telling(status, definition, today)
    return Cell(
        address=status.series.get_absolute_url(),
        icon=icon_of(status),
        icon_word=told.variation_word,
        assurance=status.assurance,
        assurance_word=told.assurance_word,
        outlier=status.funnel_outlier,
        outlier_word=OUTLIER_WORDS.get(status.funnel_outlier, ""),
        value=definition.show(status.last_value),
        period=period(status.last_start, status.last_end),
        until=_until(status),
        is_stale=told.stale_since is not None,
        fresh_word=told.fresh_word,
        is_new=status.is_new,
        tone=told.tone,
        telling=told,
        weight=weight_of(status),
    )


def _until(status: SeriesStatus) -> str:
    """The period in few words: a month, or the month that a longer one runs to."""
    if not status.last_start or not status.last_end:
        return ""
    is_month = (status.last_start.year, status.last_start.month) == (
        status.last_end.year,
        status.last_end.month,
    )
    return f"{'' if is_month else 'to '}{status.last_end:%b %Y}"


def icon_of(status: SeriesStatus) -> str:
    """The variation icon, or the icon of the kind of nothing that it is."""
    if status.last_value is None:
        return "no_data"
    return status.variation or status.state
