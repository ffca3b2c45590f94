"""The analysis on the command line: `trigpoint spc`, `funnel`, `guard` and `themes`.

They need no database and no settings. They end with 0 when done, 2 when used wrongly
and 3 when the input is refused; then every problem is one line of JSON on the standard
error, and nothing is written.
"""

import json
import re
import sys
from argparse import ArgumentParser, ArgumentTypeError, Namespace
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import polars as pl

from trigpoint.analysis import funnel as funnels
from trigpoint.analysis import guard, series, spc, tables, themes, units
from trigpoint.analysis.problems import HEADING_ROWS, InputRefused, Problem

if TYPE_CHECKING:
    from argparse import _SubParsersAction


DONE, WRONG_USAGE, REFUSED = 0, 2, 3
CONFIG = {
    "screen": (bool,),
    "fix_after": (int, type(None)),
    "profile": (str,),
}
A_MONTH = re.compile(r"\d{4}-\d{2}")


def configure(subparsers: "_SubParsersAction[ArgumentParser]") -> None:
    """Add the commands; each leaves its function in `run`."""
    _configure_spc(subparsers.add_parser("spc", help="draw XmR charts of many series"))
    _configure_funnel(subparsers.add_parser("funnel", help="compare units with control limits"))
    _configure_guard(subparsers.add_parser("guard", help="find what could tell who a person is in texts"))
    _configure_themes(subparsers.add_parser("themes", help="tell the themes and the sentiment of comments"))


def _configure_spc(parser: ArgumentParser) -> None:
    parser.add_argument("--in", dest="source", required=True, metavar="FILE")
    parser.add_argument("--points", required=True, metavar="FILE")
    parser.add_argument("--summary", required=True, metavar="FILE")
    parser.add_argument("--config", metavar="FILE.json")
    parser.add_argument("--profile", choices=list(spc.PROFILES))
    parser.set_defaults(run=run_spc)


def _configure_funnel(parser: ArgumentParser) -> None:
    parser.add_argument("--in", dest="source", required=True, metavar="FILE")
    parser.add_argument("--out", required=True, metavar="FILE")
    choices = funnels.CHOICES
    parser.add_argument("--kind", required=True, choices=choices["kind"])
    parser.add_argument("--overdispersion", choices=choices["overdispersion"], default="additive")
    parser.add_argument("--trim", choices=choices["trim"], default="winsorise")
    parser.add_argument("--trim-by", type=_share, default=0.1, metavar="SHARE")
    parser.add_argument("--profile", choices=choices["profile"], default=funnels.DEFAULT_PROFILE)
    parser.set_defaults(run=run_funnel)


def _configure_guard(parser: ArgumentParser) -> None:
    parser.add_argument("--in", dest="source", required=True, metavar="FILE")
    parser.add_argument("--out", required=True, metavar="FILE")
    parser.set_defaults(run=run_guard)


def _configure_themes(parser: ArgumentParser) -> None:
    parser.add_argument("--in", dest="source", required=True, metavar="FILE")
    parser.add_argument("--out", required=True, metavar="FILE")
    parser.add_argument("--model", type=Path, default=themes.SHIPPED, metavar="FOLDER")
    parser.set_defaults(run=run_themes)


def run_spc(args: Namespace) -> int:
    """Draw the charts of a file of series."""
    if args.points == args.summary:
        return wrong_usage("--points and --summary must be two different places.")
    try:
        config = _config(args.config) if args.config else {}
    except InputRefused as refusal:
        return refused(args.config, refusal.problems)
    if args.profile:
        config["profile"] = args.profile
    try:
        points = tables.read(args.source, numbers=series.NUMBERS)
        check_periods(points)
        charts = spc.xmr(points, **config)
    except InputRefused as refusal:
        return refused(args.source, refusal.problems)
    return _write({args.points: charts.points, args.summary: charts.summary})


def run_funnel(args: Namespace) -> int:
    """Compare the units of a file."""
    try:
        table = funnels.funnel(
            tables.read(args.source, numbers=units.COUNTS),
            kind=args.kind,
            overdispersion=args.overdispersion,
            trim=args.trim,
            trim_by=args.trim_by,
            profile=args.profile,
        )
    except InputRefused as refusal:
        return refused(args.source, refusal.problems)
    return _write({args.out: table})


def run_guard(args: Namespace) -> int:
    """Find personal data in a file of texts."""
    try:
        found = guard.find(tables.read(args.source, numbers=()))
    except InputRefused as refusal:
        return refused(args.source, refusal.problems)
    return _write({args.out: found})


def run_themes(args: Namespace) -> int:
    """Tell the themes and the sentiment of a file of comments."""
    try:
        model = themes.load(args.model)
    except InputRefused as refusal:
        return refused(str(args.model), refusal.problems)
    try:
        found = themes.classify(tables.read(args.source, numbers=()), model)
    except InputRefused as refusal:
        return refused(args.source, refusal.problems)
    return _write({args.out: found})


def _share(text: str) -> float:
    share = float(text)
    if not 0 <= share < 0.5:
        raise ArgumentTypeError("must be from 0 up to, but not, 0.5")
    return share


def _config(path: str) -> dict[str, Any]:
    """The settings in a JSON file, checked by name and kind."""
    remedy = f"Write a JSON object with any of {', '.join(CONFIG)}."
    try:
        given = json.loads(Path(path).read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        said = f"The settings cannot be read: {error}"
        raise InputRefused([Problem("config-unreadable", said, remedy)]) from None
    if not isinstance(given, dict):
        said = "The settings are not a JSON object."
        raise InputRefused([Problem("config-unreadable", said, remedy)])
    problems = [
        Problem("config-unknown", f"“{name}” is no setting.", remedy, name)
        for name in given
        if name not in CONFIG
    ]
    problems += [
        Problem("config-malformed", f"“{name}” cannot be {value!r}.", remedy, name)
        for name, value in given.items()
        if name in CONFIG and type(value) not in CONFIG[name]
    ]
    if problems:
        raise InputRefused(problems)
    spc.refuse_settings(**{name: value for name, value in given.items() if name != "screen"})
    return given


def check_periods(points: pl.DataFrame) -> None:
    """Refuse periods that are not ISO dates, or months where the others are dates."""
    if "period" not in points.columns or points.schema["period"] != pl.String:
        return
    lengths = points["period"].drop_nulls().str.len_bytes().unique()
    odd = [text for text in points["period"].drop_nulls().unique() if not _is_iso(text)]
    if not odd and len(lengths) <= 1:
        return
    if not odd:
        odd = [text for text in points["period"].drop_nulls() if A_MONTH.fullmatch(text)]
    rows = points.select("period").with_row_index("row", offset=1 + HEADING_ROWS)
    raise InputRefused(
        Problem(
            code="period-malformed",
            column="period",
            row=row,
            message=f"Row {row} has “{text}” as its period.",
            remedy="Write every period as a date, such as 2026-04-01 (or every one as "
            "a month, such as 2026-04).",
        )
        for row, text in rows.filter(pl.col("period").is_in(odd)).iter_rows()
    )


def _is_iso(text: str) -> bool:
    whole = f"{text}-01" if A_MONTH.fullmatch(text) else text
    try:
        return date.fromisoformat(whole).isoformat() == whole
    except ValueError:
        return False


def _write(outputs: dict[str, pl.DataFrame]) -> int:
    try:
        tables.write(outputs)
    except OSError as error:
        name = str(error.filename).removesuffix(tables.PART)
        return wrong_usage(f"Cannot write {name}: {error.strerror}.")
    return DONE


def wrong_usage(message: str) -> int:
    print(message, file=sys.stderr)
    return WRONG_USAGE


def refused(file: str, problems: Iterable[Problem]) -> int:
    for problem in problems:
        print(json.dumps(problem.as_line(file), ensure_ascii=False), file=sys.stderr)
    return REFUSED
