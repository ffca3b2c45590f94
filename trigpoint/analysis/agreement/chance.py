"""How many agreements chance alone would make: on a grid as it stands, and a year where nothing is the matter.

Both suppose that streams know nothing of each other. docs/methods/agreement.md has the formulas and what they miss.
"""

import math
from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
import polars as pl

from trigpoint.analysis.agreement.frames import CONCERN
from trigpoint.analysis.agreement.rule import LOOKING, PLACE, Settings
from trigpoint.analysis.problems import InputRefused, Problem, column_problems
from trigpoint.analysis.rules import Floats

MONTHS_A_YEAR = 12
DAYS_A_MONTH = 365.25 / MONTHS_A_YEAR
SHARES = pl.Schema({"group": pl.String, "stream": pl.String, "looking": pl.Int64, "says_so": pl.Int64})


class Chance(NamedTuple):
    """What a grid shows, next to what it would show by chance.

    cells: provider, theme and stream, where the stream looks. grid: providers and themes at which enough streams look.
    agreements: those at which enough say so, before any is told with another; by_chance: how many would be expected, and
    spread, its standard deviation, as if each were by itself. shares: group, stream, looking, says_so.
    """

    cells: int
    grid: int
    agreements: int
    by_chance: float
    spread: float
    shares: pl.DataFrame


class Alarms(NamedTuple):
    """False alarms of a stream: how many a try and month, and how many months one goes on until it is over."""

    rate: float
    lasts: float = 0.0


# What our own charts and watches were measured to do, for the worse, where nothing is the matter: charts of months raise
# 146 alarms in 1,000 series-years in both directions together (docs/evidence.md) and flag 18 of 1,000 newest points
# (docs/methods/spc.md), so that one lasts 1.5 months, half a month longer than its first; of figures that come once a
# year as many a figure; watched themes of comments one in 750 a month (docs/methods/emerging.md), open for some three.
MONTHLY = Alarms(0.146 / MONTHS_A_YEAR / 2, lasts=0.5)
YEARLY = Alarms(MONTHLY.rate / MONTHS_A_YEAR)
COMMENTS = Alarms(1 / 750, lasts=3)
# By stream of the packs. Others, such as visits, tell what somebody saw: they have no rate of false alarms.
MEASURED: Mapping[str, Alarms] = {
    **dict.fromkeys(("performance", "outcomes", "safety_incidents", "infection", "workforce"), MONTHLY),
    "patient_experience": MONTHLY,
    "staff_voice": YEARLY,
    "complaints": YEARLY,
    "soft_intelligence": COMMENTS,
}
# Kinds of things of which somebody looks at each by itself, whatever stream they are of; and what charts look at.
WATCHED: Mapping[str, Alarms] = {"comment_theme": COMMENTS}
CHARTED = "indicator"


class Null(NamedTuple):
    """Where nothing is the matter: new agreements a year, the same a provider, and how many stand on any day."""

    providers: int
    a_year: float
    a_provider_year: float
    standing: float


def expected(cells: pl.DataFrame, *, settings: Settings, direction: str = CONCERN) -> Chance:
    """What `cells` of a day would show if each stream said so at as many places as it does, but anywhere it looks.

    cells: what the rule made; where they have a column group (such as kinds of provider), shares are those within a group.
    """
    looking = cells.filter(pl.col("state").is_in(LOOKING))
    group = pl.col("group").cast(pl.String) if "group" in cells.columns else pl.lit("")
    looking = looking.with_columns(group=group, says_so=pl.col("state") == direction)
    looking = looking.with_columns(share=pl.col("says_so").mean().over("group", "stream"))
    places = looking.group_by(PLACE).agg(
        pl.col("says_so").sum(), shares=pl.col("share").sort(), looks=pl.len()
    )
    enough = places.filter(pl.col("looks") >= settings.streams_needed)
    needed = settings.streams_needed
    shares = looking.group_by("group", "stream").agg(looking=pl.len(), says_so=pl.col("says_so").sum())
    return Chance(
        cells=looking.height,
        grid=enough.height,
        agreements=enough.filter(pl.col("says_so") >= needed).height,
        by_chance=_sum(enough, "shares", lambda shares: at_least(shares, needed)),
        spread=math.sqrt(_sum(enough, "shares", lambda shares: _variance(at_least(shares, needed)))),
        shares=shares.sort("group", "stream").cast(SHARES),
    )


def at_least(shares: Sequence[float], needed: int) -> float:
    """The chance that so many of independent things are so, each with a share of its own (Poisson binomial).

    >>> round(at_least([0.5, 0.25, 0.1], 2), 4)
    0.175
    """
    return float(min(max(1 - numbers(shares)[:needed].sum(), 0.0), 1.0))


def _variance(chance: float) -> float:
    return chance * (1 - chance)


def numbers(shares: Sequence[float]) -> Floats:
    """The chance of each number of independent things, each with a share of its own, from none to all."""
    found: Floats = np.ones(1)
    for share in shares:
        found = np.convolve(found, [1 - share, share])
    return found


def a_year(tries: pl.DataFrame, *, alarms: Mapping[str, Alarms], settings: Settings) -> Null:
    """New agreements that false alarms alone make, over a grid of tries: provider, theme, stream and tries.

    alarms: by stream; where tries have a column `of`, by what stands there, so that a stream may have tries of several kinds.

    A stream speaks while one of its false alarms goes on, or ended no longer ago than its days of being fresh. Alarms come
    by themselves: tries of a stream that move together alarm together and make fewer agreements than this, not more.
    Raises InputRefused, with every fault found.
    """
    _refuse_strange(tries, alarms, settings)
    if tries.is_empty():
        return Null(0, 0.0, 0.0, 0.0)
    of = pl.col("of" if "of" in tries.columns else "stream")
    rates, lasts = ({name: each[at] for name, each in alarms.items()} for at in (0, 1))
    rate = of.replace_strict(rates, return_dtype=pl.Float64) * pl.col("tries")
    stays = (
        of.replace_strict(lasts, return_dtype=pl.Float64)
        + pl.col("stream").replace_strict(settings.fresh_days, return_dtype=pl.Float64) / DAYS_A_MONTH
    )
    told = tries.with_columns(rate=rate, held=rate * stays).filter(pl.col("rate") > 0)
    streams = told.group_by(*PLACE, "stream").agg(pl.col("rate", "held").sum())
    both = pl.concat_list("rate", pl.col("held") / pl.col("rate"))  # alarms that stay so long on average
    places = streams.group_by(PLACE).agg(speaks=both.sort())
    needed, providers = settings.streams_needed, tries["provider"].n_unique()
    begins = MONTHS_A_YEAR * _sum(places, "speaks", lambda speaks: _begins(speaks, needed))
    standing = _sum(places, "speaks", lambda speaks: at_least([_speaks(*each) for each in speaks], needed))
    return Null(providers, begins, begins / providers if providers else 0.0, standing)


def _speaks(rate: float, stays: float) -> float:
    """The share of time in which a stream speaks: alarms that come at random and stay, however long each, for so long on average."""
    return float(-np.expm1(-rate * stays))


def _begins(speaks: Sequence[Sequence[float]], needed: int) -> float:
    """New agreements a month: a silent stream begins to speak when exactly one fewer than needed of the others do."""
    shares = [_speaks(*each) for each in speaks]
    begins = 0.0
    for at, (rate, _) in enumerate(speaks):
        others = numbers([*shares[:at], *shares[at + 1 :]])
        if needed - 1 < others.size:
            begins += rate * (1 - shares[at]) * float(others[needed - 1])
    return begins


def _sum(places: pl.DataFrame, name: str, work: Callable[[list[Any]], float]) -> float:
    """The sum over all places of what is worked out of each one's list; equal lists are worked out once."""
    patterns = places.group_by(name).len().sort("len", name)
    found: float = sum(work(values) * number for values, number in patterns.iter_rows())
    return found


def _refuse_strange(tries: pl.DataFrame, alarms: Mapping[str, Alarms], settings: Settings) -> None:
    problems = column_problems(tries.columns, required=(*PLACE, "stream", "tries"))
    of = "of" if "of" in tries.columns else "stream"
    for name, stream in (
        tries.select(of=of, at="stream").unique().sort("of", "at").rows() if not problems else ()
    ):
        if name not in alarms or stream not in settings.fresh_days:
            said = f"How often “{name}” raises a false alarm, or how long it counts, is not known."
            problems.append(Problem("stream-unknown", said, "Give its alarms and its days.", "stream"))
    if problems:
        raise InputRefused(problems)
