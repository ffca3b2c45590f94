"""Run every benchmark and write `benchmarks/results.json`: `python -m benchmarks.run [NAME...]`.

A benchmark is a module of this folder with a `measure()` that gives a list of results, each with
`name`, `ratio` or `value`, `unit`, `bar`, `beyond` and `detail`. A new one is a new file.
"""

import importlib
import json
import pkgutil
import sys
from collections.abc import Iterable
from pathlib import Path
from types import ModuleType
from typing import Any

HERE = Path(__file__).resolve().parent
RESULTS = HERE / "results.json"
OURSELVES = {"run", "__main__"}
HELPERS = ("_timed", "_made")  # run in processes of their own


def main(names: Iterable[str] = ()) -> int:
    """Measure, tell as it goes, and write everything down."""
    wanted = set(names)
    results: list[dict[str, Any]] = []
    for name, module in benchmarks():
        if wanted and name not in wanted:
            continue
        for result in module.measure():
            results.append(result)
            print(told(result), flush=True)
    RESULTS.write_text(json.dumps(results, indent=2) + "\n", encoding="utf-8")
    print(f"Written to benchmarks/{RESULTS.name}")
    return 0


def benchmarks() -> list[tuple[str, ModuleType]]:
    """The modules of this folder that measure something."""
    names = [found.name for found in pkgutil.iter_modules([str(HERE)]) if found.name not in OURSELVES]
    names = [name for name in names if not name.endswith(HELPERS)]
    modules = [(name, importlib.import_module(f"benchmarks.{name}")) for name in names]
    return [(name, module) for name, module in modules if hasattr(module, "measure")]


def told(result: dict[str, Any]) -> str:
    """One result as a line to read."""
    found = result.get("ratio", result.get("value"))
    number = "-" if found is None else f"{found:.2f}"
    bar = "" if result["bar"] is None else f" (bar {result['bar']:g})"
    return f"{result['name']}: {number} {result['unit']}{bar}; {result['detail']}"


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
