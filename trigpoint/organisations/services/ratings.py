"""Storing what the regulator said."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from typing import Any

import polars as pl

from trigpoint.audit.services import record
from trigpoint.loads.contract import Stored
from trigpoint.loads.models import Load
from trigpoint.organisations.models import Rating
from trigpoint.organisations.queries import known_among

BATCH = 500
PORTION = 5_000
RatingKey = tuple[int, str, str, str, dt.date | None, str]


def store_ratings(*, load: Load, ratings: pl.DataFrame, by: Any) -> Stored:
    """Store ratings, each once. A later current rating takes the place of the one that was current before.

    ratings: row, organisation (ODS code or CQC id), domain, service ("" for the whole organisation), rating,
    reported_on, is_current, framework. Rows about organisations that the directory does not hold are passed over.
    """
    known = known_among(set(ratings["organisation"].drop_nulls()))
    rows = [
        (held, said) for said in ratings.iter_rows(named=True) if (held := known.find(said["organisation"]))
    ]
    stored = _stored(sorted({held.pk for held, _ in rows}))
    before = {rating.pk: rating.is_current for rating in stored}
    by_key = {_key(rating): rating for rating in stored}
    made: list[Rating] = []
    for held, said in rows:
        rating = _rating(load, held.pk, said)
        there = by_key.setdefault(_key(rating), rating)
        if there is rating:
            made.append(rating)
        elif rating.is_current:
            there.is_current = True
    _keep_latest_current([*stored, *made])
    changed = [rating for rating in stored if rating.is_current != before[rating.pk]]
    Rating.objects.bulk_create(made, batch_size=BATCH)
    Rating.objects.bulk_update(changed, ["is_current"], batch_size=BATCH)
    counts = Stored(new=len(made), superseded=len(changed), unchanged=len(rows) - len(made))
    record(by, "organisations.rated", load, after={"new": counts.new, "superseded": counts.superseded})
    return counts


def _stored(organisations: list[int]) -> list[Rating]:
    """Their ratings, asked for in portions: a database takes only so many values at once."""
    found: list[Rating] = []
    for start in range(0, len(organisations), PORTION):
        found += Rating.objects.filter(organisation__in=organisations[start : start + PORTION])
    return found


def _key(rating: Rating) -> RatingKey:
    return (
        rating.organisation_id,
        rating.domain,
        rating.service,
        rating.rating,
        rating.reported_on,
        rating.framework,
    )


def _rating(load: Load, organisation: int, said: dict[str, Any]) -> Rating:
    return Rating(
        organisation_id=organisation,
        domain=said["domain"],
        service=said["service"],
        rating=said["rating"],
        reported_on=said["reported_on"],
        is_current=said["is_current"],
        framework=said["framework"],
        load=load,
        row=said["row"],
    )


def _keep_latest_current(ratings: list[Rating]) -> None:
    """One current rating for each organisation, domain and service: the latest reported, then the last told."""
    current: dict[tuple[int, str, str], list[Rating]] = defaultdict(list)
    for rating in ratings:
        if rating.is_current:
            current[rating.organisation_id, rating.domain, rating.service].append(rating)
    for rivals in current.values():
        latest = max(enumerate(rivals), key=lambda pair: (pair[1].reported_on or dt.date.min, pair[0]))[1]
        for rating in rivals:
            rating.is_current = rating is latest
