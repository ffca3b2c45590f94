"""The simulation of docs/evidence.md: a small part of it, and that the document holds its table."""

import json
from pathlib import Path

import numpy as np
import pytest

from benchmarks import detection

DOCUMENT = Path(__file__).parents[2] / "docs" / "evidence.md"


def test_the_document_holds_the_table_that_was_made():
    made = detection.table(json.loads(detection.RESULTS.read_text(encoding="utf-8")))

    assert made in DOCUMENT.read_text(encoding="utf-8")


@pytest.mark.parametrize("kind", ["alike", "seasonal"])
def test_a_small_run_cries_wolf_less_often_where_there_is_season_or_memory(kind):
    ours, theirs = (detection.told(kind, 0.0, way, series=60)["all"]["episodes"] for way in detection.WAYS)

    assert ours < theirs / 2


def test_the_same_seed_makes_the_same_values_and_a_shift_only_what_comes_after():
    before, after = (detection.made("alike", shift, series=4) for shift in (0.0, 2.0))

    known = detection.HISTORY
    assert np.array_equal(before, detection.made("alike", 0.0, series=4))
    assert np.array_equal(before[:, :known], after[:, :known])
    assert np.allclose(before[:, known:] + 2.0, after[:, known:])
