"""The worked examples in the documents of the methods are true."""

import doctest
from pathlib import Path

import pytest

METHODS = Path(__file__).parents[2] / "docs" / "methods"


@pytest.mark.parametrize(
    "name", ["agreement", "discovery", "emerging", "funnel", "ranks", "seasons", "targets"]
)
def test_examples_in_the_document_of_a_method(name):
    tried = doctest.testfile(
        str(METHODS / f"{name}.md"),
        module_relative=False,
        optionflags=doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE,
    )

    assert tried.failed == 0
    assert tried.attempted >= 3
