"""One organisation, as its page tells of it."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass

from django.urls import reverse

from trigpoint.loads.models import Load
from trigpoint.organisations.models import Amendment, Belonging, Hierarchy, Kind, Organisation, Rating
from trigpoint.organisations.queries import (
    DOMAINS,
    History,
    Ratings,
    belongings_of,
    history_of,
    ratings_of,
)
from trigpoint.ui.words import day

MENTIONED = {"name", "kind", "code"}  # changes worth a line in the history; a postcode is not


@dataclass(frozen=True)
class Door:
    """A link: its words and where it leads."""

    text: str
    href: str


@dataclass(frozen=True)
class ParentRow:
    """A parent with its dates; `span` says what is known of them."""

    hierarchy: str
    hierarchy_name: str
    parent: Door
    span: str
    is_current: bool
    source: Door | None


@dataclass(frozen=True)
class Event:
    """One line of the history."""

    on: dt.date | None
    when: str
    text: str
    doors: tuple[Door, ...]
    source: Door | None


@dataclass(frozen=True)
class RatingCell:
    """One rating; `source` opens the row of the file that says so."""

    rating: str
    source: Door | None


@dataclass(frozen=True)
class RatingRow:
    """Ratings given together: what they are about, when, and one cell for each domain."""

    about: str
    on: dt.date | None
    framework: str
    cells: tuple[RatingCell | None, ...]


@dataclass(frozen=True)
class OrganisationPage:
    """Everything on the page besides indicators and members."""

    sentence: str
    kind: str
    facts: tuple[tuple[str, str], ...]
    closed: str
    successors: tuple[Door, ...]
    parents: tuple[ParentRow, ...]
    events: tuple[Event, ...]
    domains: tuple[str, ...]
    current: RatingRow | None
    services: tuple[RatingRow, ...]
    earlier: tuple[RatingRow, ...]
    earlier_services: tuple[RatingRow, ...]
    source: Door | None


def organisation_page(held: Organisation, *, today: dt.date) -> OrganisationPage:
    """The page of one organisation as on `today`."""
    history, ratings, belongings = history_of(held), ratings_of(held), belongings_of(held)
    parents = tuple(_parent_row(belonging, held, today) for belonging in belongings)
    successors = tuple(_door(step.other) for step in history.next)
    earlier = _given_together(ratings.history)
    return OrganisationPage(
        sentence=_sentence(held, parents, successors, ratings, today),
        kind=Kind(held.kind).label,
        facts=_facts(held),
        closed=_closed(held, successors, today),
        successors=successors,
        parents=parents,
        events=_events(held, history),
        domains=tuple(DOMAINS.values()),
        current=_row("Now", ratings.current) if ratings.current else None,
        services=tuple(_row(service, by_domain) for service, by_domain in ratings.services.items()),
        earlier=tuple(row for row in earlier if not row.about),
        earlier_services=tuple(row for row in earlier if row.about),
        source=_source(held.load),
    )


def _door(held: Organisation) -> Door:
    return Door(held.name, held.get_absolute_url())


def _source(load: Load | None, row: int | None = None) -> Door | None:
    """The row of the published file, or the load where no row is known."""
    if load is None:
        return None
    if row is not None:
        return Door(f"row {row} of {load.file_name}", reverse("loads:row", args=[load.public_id, row]))
    return Door(load.file_name, load.get_absolute_url())


def _is_closed(held: Organisation, today: dt.date) -> bool:
    return held.closed_on is not None and held.closed_on < today


def _names(doors: tuple[Door, ...]) -> str:
    names = list(dict.fromkeys(door.text for door in doors))
    return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)


def _sentence(
    held: Organisation,
    parents: tuple[ParentRow, ...],
    successors: tuple[Door, ...],
    ratings: Ratings,
    today: dt.date,
) -> str:
    """What matters first: closed and by whom taken over, or what it is, where, and how it is rated."""
    if _is_closed(held, today):
        after = f"; {_names(successors)} took over" if successors else ""
        return f"{held.name} closed on {day(held.closed_on)}{after}."
    where = next(
        (p.parent.text for h in ("place", "icb") for p in parents if p.is_current and p.hierarchy == h), ""
    )
    kind = Kind(held.kind).label
    what = kind[0].lower() + kind[1:] if not kind[:2].isupper() else kind
    article = "an" if kind[0] in "AEIOU" or kind.startswith("NHS") else "a"
    overall = ratings.current.get("overall")
    rated = f". The regulator's overall rating: {overall.rating}" if overall else ""
    since = f", reported {day(overall.reported_on)}" if overall and overall.reported_on else ""
    return f"{held.name} is {article} {what}{f' in {where}' if where else ''}{rated}{since}."


def _facts(held: Organisation) -> tuple[tuple[str, str], ...]:
    """Name and value of what is known, and only that."""
    opened = day(held.opened_on)
    facts = (
        ("Code", held.code),
        ("Kind", Kind(held.kind).label + (" (fictional, for training)" if held.is_training else "")),
        ("Status", held.status.capitalize()),
        ("Opened", opened),
        ("Closed", day(held.closed_on)),
        ("Address", ", ".join(part for part in (held.address, held.postcode) if part)),
        ("CQC id", held.cqc_id),
        ("ONS code", held.ons_code),
        ("Beds", str(held.beds) if held.beds else ""),
        ("What it does", held.detail),
        ("Brand", held.brand),
    )
    return tuple((name, value) for name, value in facts if value)


def _closed(held: Organisation, successors: tuple[Door, ...], today: dt.date) -> str:
    if not _is_closed(held, today):
        return ""
    after = "Taken over by" if successors else "No successor is known."
    return f"Closed on {day(held.closed_on)}. {after}"


def _parent_row(belonging: Belonging, held: Organisation, today: dt.date) -> ParentRow:
    begun = f"From {day(belonging.from_on)}" if belonging.from_on else "Beginning not published"
    ended = f"to {day(belonging.to_on)}" if belonging.to_on else ""
    is_past = belonging.to_on is not None and belonging.to_on < today
    return ParentRow(
        hierarchy=belonging.hierarchy,
        hierarchy_name=Hierarchy(belonging.hierarchy).label,
        parent=_door(belonging.parent),
        span=", ".join(part for part in (begun, ended) if part),
        is_current=not is_past and not _is_closed(held, today),
        source=_source(belonging.load),
    )


def _events(held: Organisation, history: History) -> tuple[Event, ...]:
    """Opening, closing, take-overs of this and earlier generations, and changes of name, latest first."""
    events = []
    if held.opened_on:
        events.append(Event(held.opened_on, day(held.opened_on), "Opened", (), _source(held.load)))
    if held.closed_on:
        events.append(Event(held.closed_on, day(held.closed_on), "Closed", (), _source(held.load)))
    for step in history.predecessors:
        whose = "" if step.generation == 1 else f"{step.organisation.name} "
        verb = "took over from" if whose else "Took over from"
        events.append(Event(step.on, day(step.on), f"{whose}{verb}", (_door(step.other),), None))
    for step in history.successors:
        whose = "" if step.generation == 1 else f"{step.organisation.name} was taken over by"
        events.append(Event(step.on, day(step.on), whose or "Taken over by", (_door(step.other),), None))
    for change in held.amendments.select_related("load"):
        if change.field in MENTIONED:
            events.append(_amended(change))
    return tuple(sorted(events, key=lambda event: event.on or dt.date.min, reverse=True))


def _amended(change: Amendment) -> Event:
    published = change.load.published_on
    when = f"by {day(published)}" if published else "date not published"
    before, after = (
        (_kind(change.before), _kind(change.after))
        if change.field == "kind"
        else (change.before, change.after)
    )
    text = f"{change.field.capitalize()} changed from {before} to {after}"
    return Event(published, when, text, (), _source(change.load))


def _kind(value: str) -> str:
    return dict(Kind.choices).get(value, value)


def _row(about: str, by_domain: dict[str, Rating]) -> RatingRow:
    dates = [rating.reported_on for rating in by_domain.values() if rating.reported_on]
    overall = by_domain.get("overall") or next(iter(by_domain.values()))
    cells = tuple(_cell(by_domain.get(domain)) for domain in DOMAINS)
    return RatingRow(about, max(dates, default=None), overall.framework, cells)


def _cell(rating: Rating | None) -> RatingCell | None:
    if rating is None:
        return None
    return RatingCell(rating.rating, _source(rating.load, rating.row))


def _given_together(history: tuple[Rating, ...]) -> list[RatingRow]:
    """Earlier ratings by report: those of one date, service and framework in one line, latest first."""
    reports: dict[tuple[dt.date | None, str, str], dict[str, Rating]] = defaultdict(dict)
    for rating in history:
        reports[rating.reported_on, rating.service, rating.framework].setdefault(rating.domain, rating)
    return [_row(service, by_domain) for (_, service, _), by_domain in reports.items()]
