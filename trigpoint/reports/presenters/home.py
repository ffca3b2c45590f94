"""The Monday page in words: ten lines, each a door."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from django.urls import reverse

from trigpoint.actions.queries import Brief
from trigpoint.actions.rules.states import ASKED, State
from trigpoint.common.clock import LONDON
from trigpoint.frameworks.queries import term
from trigpoint.indicators.definitions import Definition
from trigpoint.intelligence.queries.inbox import Counts
from trigpoint.organisations.models import Kind, Organisation
from trigpoint.reports.presenters.brief import counted
from trigpoint.reports.queries import Freshness, HomeRecords
from trigpoint.reports.rules import due_words
from trigpoint.surveillance.models import SeriesStatus
from trigpoint.surveillance.rules import telling
from trigpoint.triangulation.queries.concerns import Counts as ConcernCounts
from trigpoint.ui.words import day, month

OTHERWISE = {State.CLAIMED: "answered; close it or ask again", State.PROPOSED: "proposed, not asked yet"}
FEW = 3
PROMISES = 5


@dataclass(frozen=True)
class News:
    """One thing that is unusual, with its drawing."""

    icon: str
    funnel: str
    word: str
    subject: str
    says: str
    is_stale: bool
    address: str
    provider: str
    brief: str


@dataclass(frozen=True)
class Line:
    """One line with one door. `when` is a date as people say it."""

    text: str
    address: str
    when: str = ""
    is_overdue: bool = False


@dataclass(frozen=True)
class FreshLine:
    """How new one publication is here."""

    title: str
    latest: str
    loaded: str
    is_stale: bool
    stale: str


@dataclass(frozen=True)
class HomeContent:
    """What a person sees on Monday."""

    is_empty: bool
    first_line: str
    news_line: str
    news: tuple[News, ...]
    attention_line: str
    attention: tuple[News, ...]
    overdue: tuple[Line, ...]
    promises_line: str
    promises: tuple[Line, ...]
    meetings: tuple[Line, ...]
    fresh_line: str
    freshness: tuple[FreshLine, ...]
    own_line: str
    seen: str
    sittings: str


def home_content(
    records: HomeRecords,
    definitions: Mapping[str, Definition],
    titles: Mapping[str, str],
    *,
    proposed: int = 0,
) -> HomeContent:
    """The Monday page on `records.today`. titles: name of each publication by its connector.

    proposed: how many proposed concerns wait for an answer, as far as the person reads them.
    """
    today = records.today
    unusual = records.unusual
    fresh = tuple(_fresh(each, definitions, titles, today) for each in records.freshness)
    stale = sum(1 for each in fresh if each.is_stale)
    return HomeContent(
        is_empty=records.is_empty,
        first_line=_first_line(records, unusual.new, stale, proposed),
        news_line=_news_line(unusual.new, records.since),
        news=tuple(_news(records.told[key], definitions, today) for key in unusual.first_new),
        attention_line=f"{counted(unusual.worse, 'figure is', 'figures are')} unusual for the worse at our providers.",
        attention=tuple(_news(records.told[key], definitions, today) for key in unusual.first_worse),
        overdue=tuple(_question(each, today) for each in records.questions.first_overdue[:FEW]),
        promises_line=_promises_line(records.questions.promised),
        promises=tuple(_question(each, today) for each in records.questions.first_promised[:PROMISES]),
        meetings=tuple(_meeting(held_on, each, records) for held_on, each in records.meetings[:PROMISES]),
        fresh_line=_fresh_line(len(fresh), stale),
        freshness=fresh,
        own_line=_own_line(records),
        seen=f"You marked this page as seen on {_moment(records.since)}." if records.since else "",
        sittings=_sittings(*records.sittings),
    )


def _sittings(signals: int, providers: int) -> str:
    if not signals:
        return "No signal waits for a sitting."
    waits = counted(signals, "signal waits", "signals wait")
    return f"{waits} for a sitting at {counted(providers, 'provider', 'providers')}."


def soft_line(counts: Counts) -> str:
    """What people told us that nobody has looked at yet; "" where nobody has told us anything."""
    if not counts.total:
        return ""
    if not counts.waiting:
        return "Nothing that people told us waits for a first look."
    waits = counted(counts.waiting, "piece of soft intelligence waits", "pieces of soft intelligence wait")
    return f"{waits} for a first look, {counts.overdue or 'none'} overdue."


def proposals_line(waiting: int) -> str:
    """How many proposed concerns nobody has answered."""
    return (
        f"{counted(waiting, 'proposed concern waits', 'proposed concerns wait').capitalize()} for an answer."
    )


def concerns_line(told: ConcernCounts) -> str:
    """How many concerns are open, how many of them are a person's, and how many were to be looked at by now."""
    is_open = counted(told.open, "concern is", "concerns are").capitalize() if told.open else "No concern is"
    late = f"{told.late or 'none'} {'was' if told.late == 1 else 'were'} to be looked at before today"
    return f"{is_open} open{_yours(told)}; {late}."


def _yours(told: ConcernCounts) -> str:
    if told.open == 0:
        return ""
    if told.open == 1:
        return " and yours" if told.mine else ", and somebody else leads it"
    return f", {told.mine} of them yours" if told.mine else ", and others lead them"


def _news(status: SeriesStatus, definitions: Mapping[str, Definition], today: dt.date) -> News:
    words = telling(status, definitions[status.indicator], today)
    charted = status.variation not in {"", "common"}
    return News(
        icon=status.variation if charted else "",
        funnel="" if charted else status.funnel_outlier,
        word=words.variation_word,
        subject=words.subject,
        says=words.says,
        is_stale=words.stale_since is not None,
        address=status.series.get_absolute_url(),
        provider=status.organisation.name,
        brief=reverse("reports:brief", args=[status.organisation.code]),
    )


def _first_line(records: HomeRecords, new: int, stale: int, proposed: int) -> str:
    changed = f"{'Nothing' if new == 0 else counted(new, 'thing', 'things')} changed at our providers"
    since = (
        f"since you last looked on {_moment(records.since)}" if records.since else "with the latest figures"
    )
    overdue = counted(records.questions.overdue, "answer is overdue", "answers are overdue")
    old = counted(stale, "publication is stale", "publications are stale")
    wait = counted(proposed, "proposed concern waits", "proposed concerns wait")
    waiting = f" {wait} for an answer;" if proposed else ""
    return f"{changed} {since};{waiting} {overdue}; {old}."


def _news_line(new: int, since: dt.datetime | None) -> str:
    what = "new since you last looked" if since else "newly unusual with the latest figures"
    return f"{counted(new, 'figure is', 'figures are').capitalize()} {what}."


def _question(asked: Brief, today: dt.date) -> Line:
    when = due_words(asked.due, today) if asked.due else "no day is set"
    return Line(
        text=f"{asked.provider}: {asked.text}",
        address=asked.address,
        when=when if asked.state in ASKED else OTHERWISE.get(asked.state, ""),
        is_overdue=asked.state in ASKED and asked.due is not None and asked.due < today,
    )


def _promises_line(promised: int) -> str:
    if promised == 0:
        return "No open question bears your name."
    rest = f" The first {PROMISES} are shown." if promised > PROMISES else ""
    return f"{counted(promised, 'open question bears', 'open questions bear')} your name.{rest}"


def _meeting(held_on: dt.date, provider: Organisation, records: HomeRecords) -> Line:
    waiting = counted(records.questions.waiting[provider.pk], "question waits", "questions wait")
    return Line(
        text=f"{provider.name}: {waiting} for an answer",
        address=reverse("reports:brief", args=[provider.code]),
        when=due_words(held_on, records.today),
    )


def _fresh(
    fresh: Freshness, definitions: Mapping[str, Definition], titles: Mapping[str, str], today: dt.date
) -> FreshLine:
    late = [
        definitions[indicator].stale_after(end)
        for indicator, end in fresh.indicators.items()
        if indicator in definitions and today > definitions[indicator].stale_after(end)
    ]
    whole = len(fresh.indicators)
    return FreshLine(
        title=titles.get(fresh.connector, fresh.connector),
        latest=month(fresh.period_to) if fresh.period_to else "no period",
        loaded=_moment(fresh.loaded_at),
        is_stale=bool(late),
        stale=f"{len(late)} of {whole} indicators; newer figures were due by {day(min(late))}"
        if late
        else "",
    )


def _fresh_line(publications: int, stale: int) -> str:
    if publications == 0:
        return "No publication has been loaded."
    current = publications - stale
    return (
        f"{counted(current, 'publication is', 'publications are').capitalize()} up to date; "
        f"{counted(stale, 'is', 'are')} stale."
    )


def _own_line(records: HomeRecords) -> str:
    if records.user.commissioner_id is None:
        body = term("commissioner")
        return f"You do not work for any {body} here yet, so no provider is yours. Ask your administrator."
    whole = sum(records.own.values())
    if whole == 0:
        return f"No organisation in the directory belongs to {records.user.commissioner}."
    kinds = ", ".join(f"{Kind(kind).label} {number:,}" for kind, number in records.own.items())
    belong = "1 organisation belongs" if whole == 1 else f"{whole:,} organisations belong"
    return f"{belong} to {records.user.commissioner}: {kinds}."


def _moment(moment: dt.datetime) -> str:
    return day(moment.astimezone(LONDON).date())
