"""The check of connectors that make observations, with the library and the directory as they are."""

from __future__ import annotations

import datetime as dt

import pytest

from tests.factories import loads as make
from trigpoint.indicators.queries import check_observations

pytestmark = pytest.mark.django_db


def test_check_knows_the_library_and_the_directory():
    make.organisations("RXX")
    rows = [
        {"indicator": "ae-4hour", "value": 101},
        {"indicator": "shmi", "value": 1.2, "numerator": 120, "denominator": 100},
        {"indicator": "ae-4hour", "organisation": "RZZ", "value": 1},
        {"indicator": "no-such", "value": 1},
    ]

    reading = check_observations(make.reading(*rows), dt.date(2025, 6, 1))

    assert reading.records["indicator"].to_list() == ["shmi"]
    assert [problem.code for problem in reading.rejected] == [
        "percentage_out_of_range",
        "organisation_unknown",
        "indicator_unknown",
    ]
