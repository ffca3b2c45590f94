"""`trigpoint surveil --in`: stage 1 of a file. No database, no settings."""

import sys
import tempfile
from pathlib import Path

from trigpoint.analysis.commands import DONE, refused, wrong_usage
from trigpoint.analysis.problems import InputRefused
from trigpoint.analysis.surveil import local, results, second, slices, spark

ENGINES = {"local": local.chart, "spark": spark.chart}
NO_ENGINE = 1


def surveil(given: str, place: str, engine: str, *, rows: int = slices.SLICE_ROWS) -> int:
    """Chart all series of the file `given`, compare its groups, and write the results into the folder `place`."""
    try:
        with results.folder(Path(place).absolute()) as working:
            with tempfile.TemporaryDirectory(dir=working) as spare:
                source = slices.source(given, spare=Path(spare))
                ENGINES[engine](source, working, rows=rows)
            _finish(working, source)
    except InputRefused as refusal:
        return refused(given, refusal.problems)
    except spark.NoSpark as problem:
        print(problem, file=sys.stderr)
        return NO_ENGINE
    except results.FolderTaken as problem:
        return wrong_usage(str(problem))
    except OSError as error:
        return wrong_usage(f"Cannot write {error.filename or place}: {error.strerror}.")
    return DONE


def _finish(working: Path, source: slices.Source) -> None:
    if source.has_funnels:
        for number, table in enumerate(second.funnels(working / results.UNITS)):
            results.put_table(working, results.FUNNEL, f"{number:05}", table)
    summary = results.scan(working, results.SUMMARY)
    results.finish(working, second.discoveries(summary, results.scan(working, results.FUNNEL)))
