"""`trigpoint load`, `connectors` and `export`: published files in, figures out."""

from __future__ import annotations

import argparse
import datetime as dt
import json
import sys
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import polars as pl

from trigpoint.accounts.models import User
from trigpoint.actions.queries import actions_as_at
from trigpoint.audit.services import note_export
from trigpoint.common import clock
from trigpoint.common.errors import InputRefused, Problem
from trigpoint.common.tables import write_table
from trigpoint.config.commands.whose import migrate_when_new, who, wrong_usage
from trigpoint.config.sealing import seal_what_was_done
from trigpoint.indicators.queries import observations_as_at
from trigpoint.loads import registry
from trigpoint.loads.contract import Connector
from trigpoint.loads.keeping import sha256_of, sweep
from trigpoint.loads.queries import kept_for_loads
from trigpoint.loads.services import FileReport, load_file

COUNTS = ("read", "accepted", "rejected", "ignored", "new", "superseded", "unchanged")
REJECTS = ("file", "row", "column", "code", "message", "remedy", "content")
# What can be written to a file, and the vintage that is usual for it.
EXPORTS = {"observations": (observations_as_at, "loaded"), "actions": (actions_as_at, "published")}
Subparsers = argparse._SubParsersAction


def configure(subparsers: Subparsers[argparse.ArgumentParser]) -> None:
    """Add the commands."""
    load = subparsers.add_parser("load", help="take published files in")
    load.add_argument("connector", metavar="CONNECTOR", help="see `trigpoint connectors`")
    load.add_argument("files", metavar="FILE", nargs="+", type=Path)
    load.add_argument("--published-on", type=dt.date.fromisoformat, metavar="D", help="when it was published")
    load.add_argument("--dry-run", action="store_true", help="check and tell, store nothing")
    load.add_argument("--report", metavar="F.json", help="what became of each file")
    load.add_argument("--rejects", metavar="F.csv", help="the rejected rows, with reason and content")
    load.add_argument("--user", metavar="NAME", help="in whose name (otherwise the system's)")
    load.set_defaults(run=run_load)

    connectors = subparsers.add_parser("connectors", help="list the publications that can be loaded")
    connectors.set_defaults(run=run_connectors)

    export = subparsers.add_parser("export", help="write figures to a file, as they stood on any day")
    export.add_argument("what", choices=["observations", "signals", "actions"])
    export.add_argument("--as-at", type=dt.date.fromisoformat, metavar="D", help="end of this day (today)")
    export.add_argument(
        "--vintage",
        choices=["published", "loaded"],
        help="published: what the world could know that day; loaded: what was held here "
        "(observations: loaded unless said otherwise; actions: published)",
    )
    export.add_argument("--out", required=True, metavar="F", help="CSV or Parquet by its suffix; - is stdout")
    export.add_argument("--user", metavar="NAME", help="whose view (otherwise the system's)")
    export.set_defaults(run=run_export)


def run_load(arguments: argparse.Namespace) -> int:
    """Load each file by itself: one that is refused does not hold up the others."""
    try:
        connector = registry.connector_named(arguments.connector)
    except registry.UnknownConnector as unknown:
        return wrong_usage(str(unknown))
    if arguments.published_on and arguments.published_on > clock.today():
        return wrong_usage("The date of publication must not be in the future.")
    migrate_when_new()
    by = who(arguments.user)
    if by is None:
        return wrong_usage(f"There is no user {arguments.user!r} who works for a commissioner.")
    registry.prepare(by=by)
    told = [_load_one(connector, path, by, arguments) for path in arguments.files]
    if any(entry["new"] or entry["superseded"] for entry in told) and not arguments.dry_run:
        registry.finish(by=by)
    sweep(kept_for_loads())
    seal_what_was_done()
    _write_report(connector, told, arguments.report)
    _write_rejects([problem for entry in told for problem in entry["problems"]], arguments.rejects)
    return 3 if any(entry["refused"] for entry in told) else 0


def run_connectors(arguments: argparse.Namespace) -> int:
    """One line a connector."""
    known = registry.all_connectors().values()
    width = max((len(connector.name) for connector in known), default=0)
    for connector in known:
        seen = "yes" if connector.seen_on_real_files else "no"
        print(f"{connector.name:<{width}}  seen on real files: {seen:<3}  {connector.title}")
    return 0


def run_export(arguments: argparse.Namespace) -> int:
    """Observations or actions as they stood."""
    if arguments.what not in EXPORTS:
        return wrong_usage(
            f"There are no {arguments.what} to export yet: this version records observations and actions."
        )
    migrate_when_new()
    by = who(arguments.user)
    if by is None:
        return wrong_usage(f"There is no user {arguments.user!r} who works for a commissioner.")
    day = arguments.as_at or clock.today()
    read, usual = EXPORTS[arguments.what]
    frame = read(user=by, day=day, vintage=arguments.vintage or usual)
    note_export(
        by, f"export.{arguments.what}_taken", f"{arguments.what} as at {day.isoformat()}", frame.height
    )
    write_table(_with_iso_times(frame, arguments.out), arguments.out)
    seal_what_was_done()
    return 0


def _load_one(connector: Connector, path: Path, by: User, arguments: argparse.Namespace) -> dict[str, Any]:
    """Load one file, tell it on the terminal, and give its entry of the report."""
    try:
        report = load_file(
            connector=connector,
            path=path,
            by=by,
            published_on=arguments.published_on,
            dry_run=arguments.dry_run,
        )
    except InputRefused as refused:
        entry = _refused_entry(path, refused.problems)
    else:
        entry = _entry(report)
    for problem in entry["problems"]:
        print(problem.as_json_line(), file=sys.stderr)
    print(_sentence(entry, is_trial=arguments.dry_run), file=_summary_stream(arguments))
    return entry


def _entry(report: FileReport) -> dict[str, Any]:
    return {
        "file": report.file,
        "sha256": report.sha256,
        **{name: getattr(report, name) for name in COUNTS},
        "period_from": report.period_from,
        "period_to": report.period_to,
        "load": report.load.public_id if report.load else None,
        "refused": False,
        "repeat": report.is_repeat,
        "problems": report.problems,
    }


def _refused_entry(path: Path, problems: Sequence[Problem]) -> dict[str, Any]:
    return {
        "file": path.name,
        "sha256": sha256_of(path) if path.is_file() else None,
        **dict.fromkeys(COUNTS, 0),
        **dict.fromkeys(("period_from", "period_to", "load")),
        "refused": True,
        "repeat": False,
        "problems": problems,
    }


def _sentence(entry: dict[str, Any], *, is_trial: bool) -> str:
    if entry["refused"]:
        return f"{entry['file']}: refused, nothing stored."
    if entry["repeat"]:
        return f"{entry['file']}: loaded before; nothing changed."
    begin = "would read" if is_trial else "read"
    return (
        f"{entry['file']}: {begin} {entry['read']:,} rows: {entry['accepted']:,} accepted, "
        f"{entry['rejected']:,} rejected, {entry['ignored']:,} ignored. Records: {entry['new']:,} new, "
        f"{entry['superseded']:,} superseded, {entry['unchanged']:,} unchanged."
    )


def _summary_stream(arguments: argparse.Namespace) -> Any:
    """Standard output belongs to a table or report that was asked for there."""
    return sys.stderr if "-" in (arguments.report, arguments.rejects) else sys.stdout


def _write_report(connector: Connector, told: list[dict[str, Any]], target: str | None) -> None:
    if target is None:
        return
    files = [{**entry, "problems": [asdict(problem) for problem in entry["problems"]]} for entry in told]
    text = json.dumps(
        {"connector": connector.name, "files": files}, indent=2, ensure_ascii=False, default=dt.date.isoformat
    )
    if target == "-":
        print(text)
    else:
        Path(target).write_text(text + "\n", encoding="utf-8")


def _write_rejects(problems: Iterable[Problem], target: str | None) -> None:
    if target is None:
        return
    types = {name: pl.Int64 if name == "row" else pl.String for name in REJECTS}
    rows = [asdict(problem) for problem in problems]
    write_table(pl.DataFrame(rows, schema=types).select(REJECTS), target)


def _with_iso_times(frame: pl.DataFrame, target: str) -> pl.DataFrame:
    """Moments as text in CSV; Parquet keeps them as they are."""
    if target.endswith(".parquet") or "loaded_at" not in frame.columns:
        return frame
    return frame.with_columns(pl.col("loaded_at").dt.strftime("%Y-%m-%dT%H:%M:%S%.6fZ"))
