"""Rows that went into the record of another row share its fate."""

import polars as pl

from tests.factories.loads import reading
from trigpoint.common.errors import Problem
from trigpoint.loads.rules import settle


def three_days(*rejected):
    """Rows 2, 3 and 4; the record of all three stands at row 2."""
    made = reading({"indicator": "wait", "organisation": "RMC", "value": 1.0}, rejected=rejected)
    raw = pl.DataFrame({"row": [2, 3, 4], "value": ["1", "1", "1"]})
    return type(made)(raw=raw, records=made.records, rejected=rejected, gathered={3: 2, 4: 2})


def test_gathered_rows_are_accepted_with_their_record():
    settled = settle(three_days())

    assert (settled.rejected, settled.ignored) == ((), {})
    assert settled.records["row"].to_list() == [2]


def test_gathered_rows_are_rejected_with_their_record():
    unknown = Problem("organisation_unknown", "RMC is not in the directory.", "Load it.", row=2)

    settled = settle(three_days(unknown))

    assert [(problem.row, problem.code) for problem in settled.rejected] == [
        (2, "organisation_unknown"),
        (3, "organisation_unknown"),
        (4, "organisation_unknown"),
    ]
    assert settled.records.is_empty()
