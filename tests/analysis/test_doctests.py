"""The examples in the docstrings are true."""

import doctest
import importlib
import pkgutil

import pytest

from trigpoint import analysis

MODULES = [module.name for module in pkgutil.walk_packages(analysis.__path__, "trigpoint.analysis.")]


@pytest.mark.parametrize("name", MODULES)
def test_examples_in_docstrings(name):
    assert doctest.testmod(importlib.import_module(name), optionflags=doctest.ELLIPSIS).failed == 0


def test_the_public_functions_have_examples():
    attempted = {name: doctest.testmod(importlib.import_module(name)).attempted for name in MODULES}

    assert attempted["trigpoint.analysis.spc"] >= 4
    assert attempted["trigpoint.analysis.funnel"] >= 3
