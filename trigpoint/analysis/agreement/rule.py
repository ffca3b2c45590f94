"""The rule: what each stream says of a theme at a provider, and where enough independent streams say the same.

Nothing is added up, weighed or scored. Everything is as it could be known at the end of a day.
"""

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

import polars as pl

from trigpoint.analysis.agreement import independence
from trigpoint.analysis.agreement.frames import CELL, CONCERN, GOOD, WATCH, read_coverage, read_facts
from trigpoint.analysis.agreement.independence import Heard
from trigpoint.analysis.problems import InputRefused, Problem

METHOD_VERSION = "agreement-1"
NORMAL, STALE, NO_DATA = "normal", "stale", "no_data"
LOOKING = (CONCERN, WATCH, GOOD, NORMAL)
OPPOSITE = {CONCERN: GOOD, GOOD: CONCERN}
PLACE = ["provider", "theme"]
LISTS = ("contradicts", "watching", "blind", "normal")


@dataclass(frozen=True)
class Settings:
    """Parameters of a framework pack.

    streams_needed: so many independent streams make an agreement. fresh_days: by stream, how long what it says counts.
    could_tell: by theme, the streams that could tell of it; of a theme that is not there, those that do so at any provider.
    """

    streams_needed: int
    fresh_days: Mapping[str, int]
    could_tell: Mapping[str, Collection[str]] = field(default_factory=dict)


def cells(facts: pl.DataFrame, coverage: pl.DataFrame, *, day: dt.date, settings: Settings) -> pl.DataFrame:
    """What each stream says of each theme at each provider on a day; sorted by these.

    provider, theme, stream, state (concern, watch, good, normal or stale; what is missing has no data), mixed (concern and
    good at once), facts (keys of those that count), last_known, first_known, tries (of fresh coverage).
    Raises InputRefused, with every fault found.
    """
    return _cells(_known(facts, day, settings), _seen(coverage, day, settings), day)


def agreements(
    facts: pl.DataFrame,
    coverage: pl.DataFrame,
    *,
    day: dt.date,
    settings: Settings,
    direction: str = CONCERN,
) -> pl.DataFrame:
    """Where at least so many independent streams as are needed speak of a concern, or of what is good; by provider and theme.

    provider, theme, also (further themes whose support is within that of this one), streams, independent (how many of them
    count: each with an event of its own), supports, contradicts and watching (keys of facts), blind (streams that could tell
    but are stale or say nothing), normal (streams that look and see nothing unusual), services (of the supporting facts),
    since (the first day on which what supports it now was enough). Raises InputRefused, with every fault found.
    """
    if direction not in OPPOSITE:
        remedy = f"Choose one of {', '.join(OPPOSITE)}."
        raise InputRefused([Problem("direction-unknown", f"“{direction}” is no direction.", remedy)])
    known, seen = _known(facts, day, settings), _seen(coverage, day, settings)
    standing = known.filter("stands")
    found = _folded(_enough(standing.filter(pl.col("state") == direction), settings.streams_needed))
    others = (
        _keys(standing, OPPOSITE[direction], "contradicts"),
        _keys(standing, WATCH, "watching"),
        _looking(known, seen, found, day, settings),
    )
    for part in others:
        found = found.join(part, on=PLACE, how="left", maintain_order="left")
    empty = pl.lit([], dtype=pl.List(pl.String))
    return found.with_columns(pl.col(name).fill_null(empty) for name in LISTS).select(
        *PLACE, "also", "streams", "independent", "supports", *LISTS, "services", "since"
    )


def through_doors(facts: pl.DataFrame, *, day: dt.date, settings: Settings) -> pl.DataFrame:
    """Facts that need no second stream: provider, door, themes, streams, supports (keys), since; by provider and door."""
    standing = _known(facts, day, settings).filter("stands", pl.col("door").fill_null("") != "")
    return (
        standing.group_by("provider", "door")
        .agg(
            themes=_all("theme"),
            streams=_all("stream"),
            supports=_all("key"),
            since=pl.col("known_on").min(),
        )
        .sort("provider", "door")
    )


def _all(name: str) -> pl.Expr:
    return pl.col(name).unique().sort()


def _known(facts: pl.DataFrame, day: dt.date, settings: Settings) -> pl.DataFrame:
    """Facts that could be known by the day, and whether they still count then (`stands`)."""
    known = read_facts(facts, settings.fresh_days).filter(pl.col("known_on") <= day)
    age = (pl.lit(day) - pl.col("last_on")).dt.total_days()
    return known.with_columns(stands=age <= pl.col("fresh"))


def _seen(coverage: pl.DataFrame, day: dt.date, settings: Settings) -> pl.DataFrame:
    """Coverage that was known by the day, how far (`seen`), and whether that is fresh (`is_fresh`)."""
    rows = read_coverage(coverage, settings.fresh_days).filter(pl.col("first_known") <= day)
    rows = rows.with_columns(seen=pl.min_horizontal("last_known", pl.lit(day)))
    age = (pl.lit(day) - pl.col("seen")).dt.total_days()
    return rows.with_columns(is_fresh=age <= pl.col("fresh"))


def _cells(known: pl.DataFrame, seen: pl.DataFrame, day: dt.date) -> pl.DataFrame:
    both = _told(known, day).join(_covered(seen), on=CELL, how="full", coalesce=True)
    has = {state: pl.col(state).fill_null(value=False) for state in (CONCERN, WATCH, GOOD)}
    fresh = pl.col("is_fresh").fill_null(value=False)
    state = pl.when(has[CONCERN]).then(pl.lit(CONCERN)).when(has[WATCH]).then(pl.lit(WATCH))
    state = state.when(has[GOOD]).then(pl.lit(GOOD)).when(fresh).then(pl.lit(NORMAL))
    return both.select(
        *CELL,
        state=state.otherwise(pl.lit(STALE)),
        mixed=has[CONCERN] & has[GOOD],
        facts=pl.col("facts").fill_null(pl.lit([], dtype=pl.List(pl.String))),
        last_known=pl.max_horizontal("told_last", "seen_last"),
        first_known=pl.min_horizontal("told_first", "seen_first"),
        tries=pl.col("tries").fill_null(0),
    ).sort(CELL)


def _told(known: pl.DataFrame, day: dt.date) -> pl.DataFrame:
    """By cell: which states some fact that counts has, and the days from and to which anything was told."""
    stands = pl.col("stands")
    return known.group_by(CELL).agg(
        *(((pl.col("state") == state) & stands).any().alias(state) for state in (CONCERN, WATCH, GOOD)),
        facts=pl.col("key").filter(stands).unique().sort(),
        told_first=pl.col("known_on").min(),
        told_last=pl.min_horizontal(pl.col("last_on"), pl.lit(day)).max(),
    )


def _covered(seen: pl.DataFrame) -> pl.DataFrame:
    """By cell: whether any of it is fresh, and the days from and to which anything is known."""
    return seen.group_by(CELL).agg(
        pl.col("is_fresh").any(),
        tries=pl.col("tries").filter(pl.col("is_fresh")).sum(),
        seen_first=pl.col("first_known").min(),
        seen_last=pl.col("seen").max(),
    )


def _enough(rows: pl.DataFrame, needed: int) -> pl.DataFrame:
    """By provider and theme: what is said, where enough streams have an event of their own."""
    shared = pl.col("stream").n_unique().over(*PLACE, "event") > 1
    found = (
        rows.with_columns(shared=shared, first=pl.col("known_on").min().over(CELL))
        .group_by(PLACE)
        .agg(
            pl.col("shared").any(),
            streams=_all("stream"),
            events=pl.col("event").n_unique(),
            supports=_all("key"),
            services=pl.col("service").filter(pl.col("service").fill_null("") != "").unique().sort(),
            heard=pl.struct("known_on", "stream", "event"),
            firsts=pl.struct("first", "stream").unique().struct.field("first").sort(),
        )
        .filter(pl.min_horizontal(pl.col("streams").list.len(), "events") >= needed)
        .with_columns(
            independent=pl.col("streams").list.len().cast(pl.Int64),
            since=pl.col("firsts").list.get(needed - 1, null_on_oob=True),
        )
    )
    return _matched(found, needed).select(*PLACE, "streams", "independent", "supports", "services", "since")


def _matched(found: pl.DataFrame, needed: int) -> pl.DataFrame:
    """Where an event came by two streams, they are matched one by one; elsewhere each stream has its own."""
    heard = [
        [Heard(**each) for each in told] if shared else []
        for told, shared in found.select("heard", "shared").iter_rows()
    ]
    numbers = pl.Series("matched", [independence.number(told) if told else None for told in heard], pl.Int64)
    firsts = pl.Series("first", [independence.first_day(told, needed) for told in heard], pl.Date)
    matched = found.with_columns(numbers, firsts).filter(pl.col("matched").fill_null(needed) >= needed)
    return matched.with_columns(
        independent=pl.coalesce("matched", "independent"),
        since=pl.when("shared").then("first").otherwise("since"),
    )


def _folded(found: pl.DataFrame) -> pl.DataFrame:
    """Without agreements of a provider that rest on nothing of their own; these are told with the one that holds them."""
    supports: dict[int, dict[str, frozenset[str]]] = {}
    for provider, theme, keys in found.select(*PLACE, "supports").iter_rows():
        supports.setdefault(provider, {})[theme] = frozenset(keys)
    rows = [
        (provider, theme, also)
        for provider, of_themes in sorted(supports.items())
        for theme, also in independence.fold(of_themes).items()
    ]
    kept = pl.DataFrame(
        rows, schema={"provider": pl.Int64, "theme": pl.String, "also": pl.List(pl.String)}, orient="row"
    ).sort(PLACE)
    return kept.join(found, on=PLACE, how="left", maintain_order="left")


def _keys(standing: pl.DataFrame, state: str, name: str) -> pl.DataFrame:
    """Keys of the facts of a state, by provider and theme."""
    return standing.filter(pl.col("state") == state).group_by(PLACE).agg(_all("key").alias(name))


def _looking(
    known: pl.DataFrame, seen: pl.DataFrame, found: pl.DataFrame, day: dt.date, settings: Settings
) -> pl.DataFrame:
    """By provider and theme of what was found, the streams that see nothing unusual and those that are blind."""
    places = found.select(PLACE)
    pairs = pl.concat([part.select("theme", "stream").unique() for part in (known, seen)]).unique()
    here = [part.join(places, on=PLACE, how="semi") for part in (known, seen)]
    told = _cells(here[0], here[1], day).select(*CELL, "state")
    grid = places.join(_could_tell(pairs, settings), on="theme").join(told, on=CELL, how="left")
    state = pl.col("state").fill_null(NO_DATA)
    return grid.group_by(PLACE).agg(
        blind=pl.col("stream").filter(state.is_in([STALE, NO_DATA])).sort(),
        normal=pl.col("stream").filter(state == NORMAL).sort(),
    )


def _could_tell(heard: pl.DataFrame, settings: Settings) -> pl.DataFrame:
    """The streams of each theme: as it was said, else those that have told of it somewhere."""
    said = [
        (theme, stream) for theme, streams in settings.could_tell.items() for stream in sorted(set(streams))
    ]
    given = pl.DataFrame(said, schema={"theme": pl.String, "stream": pl.String}, orient="row")
    return pl.concat([given, heard.filter(~pl.col("theme").is_in(list(settings.could_tell)))])
