"""What the rule is given: facts and coverage, checked."""

from collections.abc import Iterator, Mapping

import polars as pl

from trigpoint.analysis.problems import InputRefused, Problem, column_problems

CONCERN, WATCH, GOOD = "concern", "watch", "good"
STATES = (CONCERN, WATCH, GOOD)
CELL = ["provider", "theme", "stream"]

FACTS = pl.Schema(
    {
        "provider": pl.Int64,
        "service": pl.String,
        "theme": pl.String,
        "stream": pl.String,
        "key": pl.String,
        "event": pl.String,
        "state": pl.String,
        "known_on": pl.Date,
        "last_on": pl.Date,
        "door": pl.String,
    }
)
COVERAGE = pl.Schema(
    {
        "provider": pl.Int64,
        "service": pl.String,
        "theme": pl.String,
        "stream": pl.String,
        "first_known": pl.Date,
        "last_known": pl.Date,
        "tries": pl.Int64,
    }
)


def read_facts(frame: pl.DataFrame, fresh_days: Mapping[str, int]) -> pl.DataFrame:
    """The facts, each row once; one without an event is an event by itself. Raises InputRefused, with every fault found."""
    _refuse(
        [*_columns(frame, FACTS), *_strange(frame, "stream", fresh_days), *_strange(frame, "state", STATES)]
    )
    rows = frame.select(pl.col(name).cast(kind) for name, kind in FACTS.items()).unique()
    return rows.with_columns(
        event=pl.when(pl.col("event").fill_null("") == "").then("key").otherwise("event"),
        fresh=_fresh(fresh_days),
    )


def read_coverage(frame: pl.DataFrame, fresh_days: Mapping[str, int]) -> pl.DataFrame:
    """The coverage. Raises InputRefused, with every fault found."""
    _refuse([*_columns(frame, COVERAGE), *_strange(frame, "stream", fresh_days)])
    rows = frame.select(pl.col(name).cast(kind) for name, kind in COVERAGE.items())
    return rows.with_columns(fresh=_fresh(fresh_days))


def _fresh(fresh_days: Mapping[str, int]) -> pl.Expr:
    return pl.col("stream").replace_strict(dict(fresh_days), return_dtype=pl.Int64)


def _refuse(problems: list[Problem]) -> None:
    if problems:
        raise InputRefused(problems)


def _columns(frame: pl.DataFrame, schema: pl.Schema) -> list[Problem]:
    problems = column_problems(frame.columns, required=tuple(schema))
    for name, kind in schema.items():
        if kind == pl.Date and name in frame.columns and frame.schema[name] not in (pl.Date, pl.Null):
            problems.append(Problem("day-not-date", f"“{name}” are not dates.", "Give dates.", name))
    return problems


def _strange(frame: pl.DataFrame, name: str, known: Mapping[str, int] | tuple[str, ...]) -> Iterator[Problem]:
    """Words that nobody knows, each told once."""
    if name not in frame.columns:
        return
    for given in frame[name].unique().sort().to_list():
        if given not in known:
            remedy = f"Use one of {', '.join(known)}."
            yield Problem(f"{name}-unknown", f"“{given}” is no {name} that is known.", remedy, name)
