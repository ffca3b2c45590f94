"""A small model of invented comments, and the published file that they would stand in."""

from __future__ import annotations

import csv
from functools import lru_cache
from pathlib import Path

from trigpoint.analysis.themes import comments, files, training
from trigpoint.analysis.themes.model import Model
from trigpoint.analysis.themes.taxonomy import NOT_POSSIBLE, themes

SAMPLE = Path(__file__).with_name("themes_sample.csv")


def rows() -> list[dict[str, str]]:
    """The sample in the columns of the published file."""
    with SAMPLE.open(encoding="utf-8", newline="") as file:
        return [as_published(row) for row in csv.DictReader(file)]


def as_published(row: dict[str, str]) -> dict[str, str]:
    has = row.pop("themes").split("|")
    return {**row, NOT_POSSIBLE: "0", **{theme: "1" if theme in has else "0" for theme in themes()}}


def published(folder: Path, given: list[dict[str, str]] | None = None) -> Path:
    """Written down where `make model` looks for it."""
    each = rows() if given is None else given
    path = folder / "train.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(each[0]))
        writer.writeheader()
        writer.writerows(each)
    return path


def labelled(folder: Path) -> list[comments.Comment]:
    """The sample, read as labelled comments."""
    return comments.collapsed(comments.published(published(folder)))


@lru_cache(maxsize=1)
def model(folder: Path) -> Model:
    """A model of it, trained once a run."""
    return training.train(labelled(folder), files.load_fair_encoder())
