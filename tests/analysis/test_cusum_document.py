"""What docs/methods/cusum.md works out and puts in its table is true."""

import doctest
import re
from math import log
from pathlib import Path

import numpy as np
import pytest

from trigpoint.analysis import cusum_thresholds
from trigpoint.analysis.alert_levels import Alerts
from trigpoint.analysis.cusum_chances import Designs, chances

DOCUMENT = Path(__file__).parents[2] / "docs" / "methods" / "cusum.md"


def test_the_examples_in_the_document_are_true():
    tried = doctest.testfile(str(DOCUMENT), module_relative=False)

    assert (tried.failed, tried.attempted) == (0, 11)


def table_of_the_document():
    """Expected a period, then threshold, chance, periods to a false and to a true alarm, for both levels."""
    lines = [
        line for line in DOCUMENT.read_text(encoding="utf-8").splitlines() if re.match(r"\| [\d.]+ \|", line)
    ]
    cells = [[cell.strip(" %").replace(",", "") for cell in line.strip("|").split("|")] for line in lines]
    return [[float(cell) for cell in row] for row in cells if len(row) == 9]


@pytest.mark.parametrize("row", table_of_the_document(), ids=lambda row: row[0])
def test_the_table_in_the_document_is_true(row):
    mean = row[0]
    found = cusum_thresholds.of_counts(np.array([[mean]]), 2.0, Alerts())

    for level, said in ((1, row[1:5]), (2, row[5:])):
        [threshold] = found[level].threshold
        in_events = [np.array([x / log(2)]) for x in (mean, threshold)]
        doubled = chances(Designs(np.array([2 * mean]), *in_events, np.array([True])), 12)
        ours = (threshold, 100 * found[level].chances.running[0], found[level].chances.arl[0], doubled.arl[0])
        for number, printed, places in zip(
            ours, said, (2, 1, 0, 1 if doubled.arl[0] < 10 else 0), strict=True
        ):
            assert abs(number - printed) <= 0.5001 * 10**-places


def test_the_table_has_its_five_rows():
    assert [row[0] for row in table_of_the_document()] == [0.05, 0.3, 1, 3, 10]
