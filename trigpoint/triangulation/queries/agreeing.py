"""What stands today of all providers of a commissioner, as the rule reads it, without a record for each row."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from trigpoint.accounts.models import Commissioner
from trigpoint.analysis import agreement
from trigpoint.analysis.agreement.chance import CHARTED, MEASURED, WATCHED, Chance, Null, a_year, expected
from trigpoint.frameworks.queries import pack_on
from trigpoint.organisations.models import Organisation
from trigpoint.triangulation.models import Coverage, Direction, Evidence
from trigpoint.triangulation.queries.grid import abouts_of, settings_of
from trigpoint.triangulation.rules.proposals import Agreement

CHUNK = 500
SPOKEN = (
    "provider_id",
    "service",
    "about",
    "stream",
    "public_id",
    "event",
    "state",
    "known_on",
    "last_on",
    "door",
)
SEEN = ("provider_id", "service", "about", "stream", "first_known", "last_known", "tries")


@dataclass(frozen=True)
class Lined:
    """Everything that stands, lined up on a day by the pack in force. named: public id -> what the source calls it.

    tries: provider, theme, stream, tries and what they are `of`, where the rate of false alarms was measured.
    """

    day: dt.date
    pack: str
    settings: agreement.Settings
    facts: pl.DataFrame
    unthemed: pl.DataFrame
    coverage: pl.DataFrame
    tries: pl.DataFrame
    named: Mapping[str, tuple[str, str]]

    def found(self) -> list[Agreement]:
        """Where enough independent streams agree, in both directions, and what came through a door."""
        return [
            *(each for way in Direction.values for each in self._agreeing(way)),
            *self._through_doors(),
        ]

    def _agreeing(self, direction: str) -> Iterator[Agreement]:
        asked = {"day": self.day, "settings": self.settings, "direction": direction}
        for row in agreement.agreements(self.facts, self.coverage, **asked).iter_rows(named=True):
            lists = ("also", "streams", "supports", "contradicts", "watching", "blind", "normal")
            yield Agreement(
                provider=row["provider"],
                theme=row["theme"],
                direction=direction,
                door="",
                since=row["since"],
                **{name: tuple(row[name]) for name in lists},
            )

    def _through_doors(self) -> Iterator[Agreement]:
        both = pl.concat([self.facts, self.unthemed])
        for row in agreement.through_doors(both, day=self.day, settings=self.settings).iter_rows(named=True):
            themes = [each for each in row["themes"] if each] or [""]
            yield Agreement(
                provider=row["provider"],
                theme=themes[0],
                direction=Direction.CONCERN.value,
                door=row["door"],
                also=tuple(themes[1:]),
                streams=tuple(row["streams"]),
                supports=tuple(row["supports"]),
                since=row["since"],
            )

    def chances(self, kinds: Mapping[int, str]) -> tuple[dict[str, Chance], Null]:
        """What chance alone would make of this grid, by direction; and in a year where nothing is the matter.

        kinds: provider -> its kind, within which shares are taken.
        """
        cells = agreement.cells(self.facts, self.coverage, day=self.day, settings=self.settings)
        group = pl.col("provider").replace_strict(dict(kinds), default="", return_dtype=pl.String)
        grouped = cells.with_columns(group=group)
        return (
            {way: expected(grouped, settings=self.settings, direction=way) for way in Direction.values},
            a_year(self.tries, alarms={**MEASURED, **WATCHED}, settings=self.settings),
        )

    @property
    def providers(self) -> list[int]:
        """Keys of those of which anything is known."""
        both = pl.concat([self.facts["provider"], self.coverage["provider"]])
        return sorted(both.unique().to_list())


def lined_up(*, owner: Commissioner, day: dt.date) -> Lined:
    """What stands of all providers of a commissioner, in two queries however many there are."""
    pack = pack_on(day)
    streams = [each.code for each in pack.streams_on(day)]
    told = (
        Evidence.objects.filter(owner=owner, known_on__lte=day, stream__in=streams).standing().order_by("pk")
    )
    rows = list(told.values_list(*SPOKEN, "source", "key"))
    looked = Coverage.objects.filter(owner=owner, first_known__lte=day, stream__in=streams).standing()
    seen = list(looked.order_by().values_list(*SEEN))
    themes = pl.DataFrame(
        [(about, theme) for about, held in abouts_of(pack.themes_on(day)).items() for theme in held],
        schema={"about": pl.String, "theme": pl.String},
        orient="row",
    )
    settings = settings_of(pack, day)
    seen_of = _frame(seen, SEEN, agreement.COVERAGE).join(themes, on="about")
    facts = _frame([row[: len(SPOKEN)] for row in rows], SPOKEN, agreement.FACTS)
    unthemed = facts.join(themes, on="about", how="anti").with_columns(theme=pl.lit(""))
    return Lined(
        day=day,
        pack=pack.name,
        settings=settings,
        facts=facts.join(themes, on="about").select(*agreement.FACTS),
        unthemed=unthemed.select(*agreement.FACTS),
        coverage=seen_of.select(*agreement.COVERAGE),
        tries=_tries(seen_of, settings, day),
        named={row[4]: (row[-2], row[-1]) for row in rows},
    )


def _tries(seen: pl.DataFrame, settings: agreement.Settings, day: dt.date) -> pl.DataFrame:
    """Chances of a false alarm in what is fresh, where a rate was measured: charts by stream, watched themes of comments by kind.

    What people say one by one (complaints, worries, ratings, visits) has no such rate.
    """
    kind = pl.col("about").str.split(":").list.first()
    of = (
        pl.when(kind.is_in(list(WATCHED)))
        .then(kind)
        .when((kind == CHARTED) & pl.col("stream").is_in(list(MEASURED)))
        .then("stream")
    )
    days = pl.col("stream").replace_strict(settings.fresh_days, default=0, return_dtype=pl.Int64)
    is_fresh = pl.col("last_known") >= pl.lit(day) - pl.duration(days=days)
    tries = pl.when(is_fresh).then("tries").otherwise(0)
    return seen.select("provider", "theme", "stream", of=of, tries=tries).drop_nulls("of")


def named_by_source(*, owner: Commissioner, evidence: Iterable[str]) -> dict[str, tuple[str, str]]:
    """Public id of evidence, also of what stands no more -> its source and what that calls it."""
    wanted = sorted(set(evidence))
    found: dict[str, tuple[str, str]] = {}
    for start in range(0, len(wanted), CHUNK):
        told = Evidence.objects.filter(owner=owner, public_id__in=wanted[start : start + CHUNK])
        found |= {row[0]: (row[1], row[2]) for row in told.values_list("public_id", "source", "key")}
    return found


def kinds_of(providers: Sequence[int]) -> dict[int, str]:
    """Provider -> its kind."""
    found: dict[int, str] = {}
    for start in range(0, len(providers), CHUNK):
        part = Organisation.objects.filter(pk__in=providers[start : start + CHUNK])
        found |= dict(part.values_list("pk", "kind"))
    return found


def _frame(rows: list[tuple[object, ...]], names: Sequence[str], schema: pl.Schema) -> pl.DataFrame:
    """Rows as the rule names their columns, with what each is about."""
    called = {"provider_id": "provider", "public_id": "key"}
    columns = {called.get(name, name): schema.get(called.get(name, name), pl.String) for name in names}
    return pl.DataFrame(rows, schema=columns, orient="row")
