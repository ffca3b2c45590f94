"""The methods handbook: every step and result of its worked examples is true, and the pages are those of today."""

import doctest

import numpy as np
import pytest

from tests.analysis import worked_examples as handbook
from trigpoint.indicators.definitions import CHARTS

EXAMPLES = handbook.examples()
BESIDES = {"funnel", "ranks", "targets", "seasons", "signals"}


def by_file(example):
    return example["file"]


@pytest.mark.parametrize("example", EXAMPLES, ids=by_file)
def test_each_step_gives_what_is_printed(example):
    names = handbook.worked(example)
    for step in example["steps"]:
        printed = step["gives"] if isinstance(step["gives"], list) else [step["gives"]]
        for found, said in zip(np.atleast_1d(names[step["name"]]), printed, strict=True):
            places = len(str(said).partition(".")[2])
            assert abs(found - said) <= 0.5001 * 10**-places, (step["say"], found)


@pytest.mark.parametrize("example", EXAMPLES, ids=by_file)
def test_the_result_is_that_of_the_steps(example):
    names, told = handbook.worked(example), handbook.told(example)
    for result in example["results"]:
        ours = told[result["row"] - 1, result["column"]]
        wanted = handbook.calculated(result["is"], names)
        assert ours == (wanted if isinstance(wanted, str) else pytest.approx(wanted, rel=1e-5, abs=1e-9)), (
            result["say"]
        )


def test_every_kind_of_chart_and_every_method_has_an_example():
    covered = {name for example in EXAMPLES for name in example["covers"]} | set(
        handbook.IN_THEIR_PAGES.values()
    )

    assert ({*CHARTS} - {"none"}) | BESIDES <= covered


@pytest.mark.parametrize("name", sorted(handbook.IN_THEIR_PAGES))
def test_pages_that_are_said_to_hold_examples_do(name):
    text = (handbook.METHODS / name).read_text(encoding="utf-8")

    assert len(doctest.DocTestParser().get_examples(text)) >= 3


@pytest.mark.parametrize(("path", "made"), [(handbook.PAGE, handbook.page), (handbook.INDEX, handbook.index)])
def test_the_handbook_is_that_of_today(path, made):
    assert path.read_text(encoding="utf-8") == made(), "run make docs"


@pytest.mark.parametrize("work", ["__import__('os')", "value.sum", "[1, 2]", "lambda: 1", "value[0]"])
def test_a_step_is_nothing_but_arithmetic(work):
    with pytest.raises((AssertionError, NameError)):
        handbook.calculated(work, {"value": np.array([1.0])})
