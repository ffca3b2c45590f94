"""What the tests of connectors share: the samples, and how a reading is looked into."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import polars as pl
import pytest

from trigpoint.loads.contract import Reading

SAMPLES = Path(__file__).parents[2] / "samples"


@dataclass(frozen=True)
class Figures:
    """A reading's records, to be asked for one at a time."""

    reading: Reading

    def one(self, indicator: str, organisation: str, start: str | None = None) -> dict:
        """The record of an indicator for an organisation, and a period that starts on `start`."""
        found = self.reading.records.filter(
            (pl.col("indicator") == indicator) & (pl.col("organisation") == organisation)
        )
        if start:
            found = found.filter(pl.col("period_start") == dt.date.fromisoformat(start))
        assert found.height == 1, found
        return found.row(0, named=True)

    def assert_every_row_once(self) -> None:
        """read = accepted + rejected + ignored, and no row is in two of them."""
        reading = self.reading
        accepted = set(reading.records["row"]) | set(reading.gathered)
        if reading.ratings is not None:
            accepted |= set(reading.ratings["row"])
        rejected = [problem.row for problem in reading.rejected]
        parts = [*accepted, *rejected, *reading.ignored]
        assert len(parts) == len(set(parts)) == reading.read
        assert set(parts) == set(reading.raw["row"])
        assert set(reading.gathered.values()) <= set(reading.records["row"])


@pytest.fixture
def samples() -> Path:
    return SAMPLES


@pytest.fixture
def figures() -> Callable[[Reading], Figures]:
    return Figures


@pytest.fixture
def changed(tmp_path: Path) -> Callable[..., Path]:
    """A copy of a sample in which a text is replaced; it keeps its name."""

    def copy(sample: str, old: str, new: str, *, count: int = -1, name: str | None = None) -> Path:
        text = (SAMPLES / sample).read_text(encoding="utf-8")
        assert old in text
        target = tmp_path / (name or Path(sample).name)
        target.write_text(text.replace(old, new, count), encoding="utf-8", newline="")
        return target

    return copy
