"""`trigpoint backtest`: what the early warning would have said, month by month, and how much of it came true."""

from __future__ import annotations

import argparse
import calendar
import datetime as dt
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import polars as pl

from trigpoint.accounts.models import Commissioner
from trigpoint.analysis import agreement, backtest, backtest_agreeing, backtest_input
from trigpoint.analysis.problems import InputRefused as Unreadable
from trigpoint.audit.services import note_export
from trigpoint.common import clock
from trigpoint.common.errors import InputRefused, Problem
from trigpoint.common.tables import write_table
from trigpoint.config.commands.whose import migrate_when_new, who, wrong_usage
from trigpoint.config.sealing import seal_what_was_done
from trigpoint.frameworks.queries import pack_on
from trigpoint.indicators.definitions import library
from trigpoint.surveillance.queries import (
    chart_steps_known,
    names_of_providers,
    observations_known,
    portions,
)
from trigpoint.surveillance.rules import replaying
from trigpoint.surveillance.rules.inputs import VERSIONS
from trigpoint.triangulation.queries.grid import settings_of

WINDOW = 12  # months
MEANINGS = {"worse": ["concern"], "any": ["concern", "improvement", "high", "low"]}
Given = TypeVar("Given")
KEY = ["provider", "indicator", "rule", "raised_on"]


def configure(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command."""
    command = subparsers.add_parser(
        "backtest", help="replay the past and hold the alerts against dated events"
    )
    command.add_argument(
        "--events", required=True, metavar="F", help="CSV or Parquet: provider,date,kind; - is stdin"
    )
    command.add_argument(
        "--from", dest="first", required=True, type=_month, metavar="M", help="first month, such as 2023-04"
    )
    command.add_argument("--to", dest="last", required=True, type=_month, metavar="M", help="last month")
    command.add_argument(
        "--vintage",
        required=True,
        choices=replaying.VINTAGES,
        help="published: what the world could know by the end of each month; loaded: what was held here",
    )
    command.add_argument("--seed", required=True, type=int, metavar="N", help="of everything that is drawn")
    command.add_argument("--out", required=True, metavar="F.json", help="the report; - is stdout")
    command.add_argument(
        "--alerts", required=True, metavar="F", help="CSV or Parquet: provider,indicator,rule,raised_on"
    )
    command.add_argument(
        "--window", type=_months, default=WINDOW, metavar="N", help=f"months from alert to event ({WINDOW})"
    )
    command.add_argument(
        "--about", choices=list(MEANINGS), default="worse", help="which alerts count (worse)"
    )
    command.add_argument(
        "--events-until", type=dt.date.fromisoformat, metavar="D", help="events are listed up to this day"
    )
    command.add_argument(
        "--among",
        metavar="F",
        help="CSV or Parquet with a column provider: only those that an event can happen to",
    )
    command.add_argument("--user", metavar="NAME", help="whose view (otherwise the system's)")
    command.set_defaults(run=run_backtest)


def run_backtest(arguments: argparse.Namespace) -> int:
    """Read the events, replay, write the alerts and the report."""
    if wrong := _what_is_wrong(arguments):
        return wrong_usage(wrong)
    events = _given(arguments.events, backtest_input.read_events)
    among = _given(arguments.among, backtest_input.read_providers) if arguments.among else None
    migrate_when_new()
    by = who(arguments.user)
    if by is None:
        return wrong_usage(f"There is no user {arguments.user!r} who works for a commissioner.")
    months = replaying.month_ends(arguments.first, arguments.last)
    replayed = _replay(by.commissioner, months, arguments.vintage)
    names = names_of_providers(owner=by.commissioner)
    alerts, watched, missed = (_named(frame, names) for frame in replayed[:3])
    scored = alerts.filter(pl.col("meaning").is_in(MEANINGS[arguments.about]))
    whole = backtest_input.History(scored, events, watched, missed, names.drop("organisation"))
    history = whole.among(among) if among else whole
    told = {
        "asked": _asked(arguments),
        "figures": _figures(replayed.held, arguments.vintage),
        "raised": dict(alerts.group_by("meaning").agg(pl.len()).sort("meaning").iter_rows()),
        **backtest.report(
            history,
            backtest_input.Settings(tuple(months), arguments.window, arguments.seed, arguments.events_until),
            lined := _lined(),
        ),
    }
    note_export(by, "export.backtest_taken", f"back-test {months[0]} to {months[-1]}", history.alerts.height)
    seal_what_was_done()
    agreed = backtest_agreeing.proposed(history, lined, months)
    rows = pl.concat([history.alerts, agreed]).select(KEY).unique().sort(KEY)
    return _write(told, rows, arguments)


def _lined() -> backtest_agreeing.Lined:
    """Streams and themes of indicators by the pack in force today, as definitions are today's too."""
    day = clock.today()
    pack = pack_on(day)
    return backtest_agreeing.lined(
        {code: pack.stream_of(code, day) for code in library()},
        {code: pack.themes_of(f"indicator:{code}", day) for code in library()},
        settings_of(pack, day),
    )


def _what_is_wrong(arguments: argparse.Namespace) -> str:
    """What does not go together, in words; "" when all does."""
    if arguments.first > arguments.last:
        return "--from is later than --to."
    if arguments.last.replace(day=1) > clock.today():
        return "--to is a month that has not begun."
    if arguments.seed < 0:
        return "--seed must be 0 or more."
    if arguments.out == "-" and arguments.alerts == "-":
        return "--out and --alerts cannot both be standard output."
    return ""


def _given(path: str, read: Callable[[str], Given]) -> Given:
    """What a file says; its faults as problems of the command."""
    try:
        return read(path)
    except Unreadable as refused:
        raise InputRefused(
            [
                Problem(each.code, each.message, each.remedy, path, each.row, each.column)
                for each in refused.problems
            ]
        ) from None


def _replay(owner: Commissioner, months: list[dt.date], vintage: str) -> replaying.Replay:
    """A few indicators at a time, so that memory stays flat."""
    definitions, steps = library(), chart_steps_known(owner=owner)
    parts = [replaying.NOTHING]
    for codes in portions(owner=owner, indicators=definitions):
        figures = observations_known(owner=owner, by=months[-1], vintage=vintage, indicators=codes)
        parts.append(replaying.replay(figures, definitions, months, vintage=vintage, steps=steps))
        print(f"Replayed {', '.join(codes)}.", file=sys.stderr)
    return replaying.Replay(*(pl.concat(frames) for frames in zip(*parts, strict=True)))


def _named(frame: pl.DataFrame, names: pl.DataFrame) -> pl.DataFrame:
    """With the codes of providers in the place of keys, and the dimensions of indicators."""
    dimensions = {code: each.dimension for code, each in library().items()}
    dimension = pl.col("indicator").replace_strict(dimensions, return_dtype=pl.String)
    named = frame.join(names, on="organisation", maintain_order="left").drop("organisation", "name")
    return named.with_columns(dimension=dimension)


def _asked(arguments: argparse.Namespace) -> dict[str, Any]:
    return {
        "from": f"{arguments.first:%Y-%m}",
        "to": f"{arguments.last:%Y-%m}",
        "vintage": arguments.vintage,
        "seed": arguments.seed,
        "window_months": arguments.window,
        "about": arguments.about,
        "among": arguments.among is not None,
        "method": f"{VERSIONS} {agreement.METHOD_VERSION}",
    }


def _figures(held: pl.DataFrame, vintage: str) -> dict[str, Any]:
    """How near the figures come to what was first seen, in numbers and in words."""
    sums = dict(zip(held.columns[1:], held.drop("indicator").sum().row(0), strict=True))
    return {
        **sums,
        "says": _says(sums, vintage),
        "by_indicator": held.sort("indicator").to_dicts(),
    }


def _says(sums: dict[str, int], vintage: str) -> str:
    number = sum(sums.values())
    if not number:
        return "No figure was known by the end of the last month, so nothing could have been said."
    if vintage == "loaded":
        return f"Each of {number:,} figures counts from the day of its load here, as it then stood."
    return (
        f"Of {number:,} figures {sums['as_published']:,} are held as they were first published. "
        f"{sums['late']:,} were published long after they were due: only a later, perhaps revised value is held, and it "
        f"counts from its day of publication. {sums['undated']:,} have no day of publication: whether they are first or "
        "revised values is not known, and they stand in from the day on which they were due."
    )


def _write(told: dict[str, Any], alerts: pl.DataFrame, arguments: argparse.Namespace) -> int:
    text = json.dumps(told, indent=2, ensure_ascii=False) + "\n"
    try:
        write_table(alerts, arguments.alerts)
        if arguments.out == "-":
            sys.stdout.write(text)
        else:
            Path(arguments.out).write_text(text, encoding="utf-8")
    except OSError as error:
        return wrong_usage(f"Cannot write {error.filename}: {error.strerror}.")
    return 0


def _month(text: str) -> dt.date:
    """The last day of a month written as 2025-04."""
    try:
        first = dt.datetime.strptime(text, "%Y-%m").date()
    except ValueError:
        raise argparse.ArgumentTypeError(f"“{text}” is no month: write it as 2025-04") from None
    return first.replace(day=calendar.monthrange(first.year, first.month)[1])


def _months(text: str) -> int:
    number = int(text)
    if not 1 <= number <= 120:
        raise argparse.ArgumentTypeError("must be from 1 to 120")
    return number
