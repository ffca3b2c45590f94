"""The worked examples of the methods handbook: figures, steps and results, tested and written down from the same files.

`python -m tests.analysis.make_handbook` writes docs/methods/README.md and docs/methods/worked-examples.md. A new
example is a new file in `worked/`; `covers` says what it is an example of. `work` is what a reader types into a
calculator, with the names of the figures and of earlier steps; `gives` what should come out, as it is printed.
"""

from __future__ import annotations

import ast
import datetime as dt
import math
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import yaml
from scipy import stats

from trigpoint.analysis import cusum, ewma, funnel, spc
from trigpoint.analysis.emerging import expecting, weighing
from trigpoint.surveillance.rules.signals import Firing, Key, Standing, leader_for

FOLDER = Path(__file__).parent / "worked"
METHODS = Path(__file__).parents[2] / "docs" / "methods"
INDEX, PAGE = METHODS / "README.md", METHODS / "worked-examples.md"
MADE = "<!-- Made by `python -m tests.analysis.make_handbook` (make docs); do not edit it by hand. -->"
# Pages whose worked examples stand in their text, where tests run them, and what these are examples of.
IN_THEIR_PAGES = {
    "cusum.md": "cusum_poisson",
    "discovery.md": "discovery",
    "funnel.md": "funnel",
    "ranks.md": "ranks",
    "seasons.md": "seasons",
    "targets.md": "targets",
}
CALCULATOR: dict[str, Any] = {
    "sum": np.sum,
    "mean": np.mean,
    "median": np.median,
    "moving": lambda values: np.abs(np.diff(values)),
    "sqrt": math.sqrt,
    "ln": math.log,
    "log2": math.log2,
    "up": math.ceil,
    "round": round,
    "max": max,
    "at_most": lambda k, mean: float(stats.poisson.cdf(k, mean)),
    "at_most_of": lambda k, n, chance: float(stats.binom.cdf(k, n, chance)),
}


def examples() -> list[dict[str, Any]]:
    """Every example, by its title."""
    found = [
        {**yaml.safe_load(path.read_text(encoding="utf-8")), "file": path.stem}
        for path in FOLDER.glob("*.yaml")
    ]
    return sorted(found, key=lambda each: each["title"])


def worked(example: dict[str, Any]) -> dict[str, Any]:
    """What each step comes to, by its name, beside the figures."""
    names: dict[str, Any] = {name: np.array(values) for name, values in example["figures"].items()}
    for step in example["steps"]:
        names[step["name"]] = calculated(step["work"], names)
    return names


def calculated(work: str, names: dict[str, Any]) -> Any:
    """What a calculator shows: numbers, names, the functions above, + - * / ** and nothing else."""
    tree = ast.parse(str(work), mode="eval")
    allowed = (
        ast.Expression,
        ast.BinOp,
        ast.UnaryOp,
        ast.Call,
        ast.Name,
        ast.Constant,
        ast.operator,
        ast.unaryop,
        ast.Load,
    )
    assert all(isinstance(node, allowed) for node in ast.walk(tree)), work
    return eval(compile(tree, "step", "eval"), {"__builtins__": {}}, {**CALCULATOR, **names})


def told(example: dict[str, Any]) -> pl.DataFrame:
    """What Trigpoint itself says of the figures, one row a figure."""
    return RUN[example["method"]](example["figures"], example["with"])


def _frame(figures: dict[str, list[Any]]) -> pl.DataFrame:
    number = len(next(iter(figures.values())))
    columns = {
        name: [float(each) for each in values] if name not in ("outcome", "observed") else values
        for name, values in figures.items()
    }
    periods = [dt.date(2025 + place // 12, place % 12 + 1, 1) for place in range(number)]
    return pl.DataFrame({"series": ["A"] * number, "period": periods, **columns})


def _chart(figures: dict[str, list[Any]], wanted: dict[str, Any]) -> pl.DataFrame:
    return spc.xmr(
        _frame(figures).with_columns(**{name: pl.lit(each) for name, each in wanted.items()})
    ).points


def _funnel(figures: dict[str, list[Any]], wanted: dict[str, Any]) -> pl.DataFrame:
    units = [str(place) for place in range(len(figures["numerator"]))]
    return funnel.funnel(pl.DataFrame({"group": "A", "unit": units, **figures}), **wanted)


def _signals(figures: dict[str, list[Any]], _: dict[str, Any]) -> pl.DataFrame:
    april = dt.date(2026, 4, 1)
    first = Standing(1, Key(1, "outside", "concern"), april, april, is_on=True, lead=None)
    found = []
    for rule, meaning, month in zip(*(figures[name] for name in ("rule", "meaning", "month")), strict=True):
        began = dt.date(2026, month, 1)
        lead = leader_for(Firing(Key(1, rule, meaning), began, began, 1, 3.0), [first], months=1)
        found.append("a part of the first" if lead == 1 else "news of its own")
    return pl.DataFrame({"told": found})


def _emerging_expected(figures: dict[str, list[Any]], _: dict[str, Any]) -> pl.DataFrame:
    """One provider and theme; the others as one other provider, and all their other themes as one other theme."""
    given = {name: np.array(values, np.float64) for name, values in figures.items()}
    names = ("own", "own_comments", "others", "others_comments")
    base = expecting.base_rate(*(given[name] for name in names))
    now, foreseen = given["others_now"][0], given["others_expected"][0]
    count = np.array([[0.0, 0.0], [now, given["all_now"][0] - now]])
    plain = np.array([[0.0, 0.0], [foreseen, given["all_expected"][0] - foreseen]])
    factor = expecting.month_factor(count, plain, np.ones((2, 2), np.bool_))[0, 0]
    return pl.DataFrame({"expected": base * given["comments"] * factor})


def _emerging_cusum(figures: dict[str, list[Any]], wanted: dict[str, Any]) -> pl.DataFrame:
    observed, expected = (np.array(figures[name], np.float64) for name in ("observed", "expected"))
    climbed = [0.0]
    for added in weighing.weight(observed, expected, wanted["spread"]):
        climbed.append(max(climbed[-1] + added, 0.0))
    return pl.DataFrame({"cusum": climbed[1:]})


RUN: dict[str, Callable[[dict[str, list[Any]], dict[str, Any]], pl.DataFrame]] = {
    "chart": _chart,
    "ewma": lambda figures, wanted: ewma.ewma(_frame(figures), **wanted).points,
    "poisson": lambda figures, wanted: cusum.poisson(_frame(figures), **wanted).points,
    "bernoulli": lambda figures, wanted: cusum.bernoulli(_frame(figures), **wanted).points,
    "funnel": _funnel,
    "signals": _signals,
    "emerging_expected": _emerging_expected,
    "emerging_cusum": _emerging_cusum,
}


def page() -> str:
    """Every example in Markdown."""
    head = (
        "# Worked examples\n\n" + MADE + "\n\n"
        "Each example can be followed with a calculator. Steps and results are those of the tests "
        "(`tests/analysis/worked/`): what a step gives is worked out again, and the result is held against what Trigpoint says.\n"
        "`at_most(k, m)` is the chance of at most k events where m are expected (Poisson), `at_most_of(k, n, p)` of at most k of n "
        "(binomial); a spreadsheet has both. `moving` are the distances of neighbours, `up` rounds up.\n"
    )
    return "\n".join([head, *(_section(each) for each in examples())])


def _section(example: dict[str, Any]) -> str:
    figures = [
        f"- {name}: {', '.join(str(each) for each in values)}" for name, values in example["figures"].items()
    ]
    steps = [
        f"| {each['say']} | `{each['name']} = {each['work']}` | {_shown(each['gives'])} |"
        for each in example["steps"]
    ]
    results = [_result(each, example) for each in example["results"]]
    return "\n".join(
        [
            f'<a id="{example["file"]}"></a>',
            f"## {example['title']}",
            "",
            f"{example['about'].strip()} The method: [{example['page']}]({example['page']}).",
            "",
            *figures,
            "",
            "| step | work | gives |",
            "|---|---|---|",
            *steps,
            "",
            "Trigpoint says:",
            "",
            *results,
            "",
        ]
    )


def _result(result: dict[str, Any], example: dict[str, Any]) -> str:
    value = told(example)[result["row"] - 1, result["column"]]
    shown = value if isinstance(value, str) else f"{value:.5g}"
    why = f": {result['why']}" if result.get("why") else ""
    return f"- {result['say']} (`{result['column']}`): **{shown}**{why}"


def _shown(gives: Any) -> str:
    return ", ".join(str(each) for each in gives) if isinstance(gives, list) else str(gives)


def index() -> str:
    """The handbook's first page: every page of it with its first sentence, and what is worked out where."""
    pages = sorted(path for path in METHODS.glob("*.md") if path not in (INDEX, PAGE))
    lines = [
        "# Methods handbook",
        "",
        MADE,
        "",
        "How figures are judged, so that a reader can follow and disagree.",
        "",
    ]
    lines += ["| page | what it is |", "|---|---|"]
    lines += [f"| [{path.stem}]({path.name}) | {_title(path)} |" for path in pages]
    lines += ["", "## Worked out step by step", "", "With a calculator; each is also a test.", ""]
    lines += [f"- [{each['title']}](worked-examples.md#{each['file']})" for each in examples()]
    lines += [
        f"- {_title(METHODS / name)}: in [{name}]({name})"
        for name in sorted(IN_THEIR_PAGES)
        if (METHODS / name).exists()
    ]
    return "\n".join([*lines, ""])


def _title(path: Path) -> str:
    return path.read_text(encoding="utf-8").splitlines()[0].removeprefix("# ")


def main() -> None:
    """Write both pages."""
    PAGE.write_text(page(), encoding="utf-8")
    INDEX.write_text(index(), encoding="utf-8")
