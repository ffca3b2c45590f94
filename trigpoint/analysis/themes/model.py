"""A trained model: what it counts, its lines, its curves, its thresholds, and what it was like in training."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from trigpoint.analysis.themes.features import Vocabulary
from trigpoint.analysis.themes.linear import Curves, Lines, Rows
from trigpoint.analysis.themes.taxonomy import MIDDLE, MIXED, NEGATIVE, NEUTRAL, POSITIVE, SIDES
from trigpoint.analysis.themes.thresholds import choose
from trigpoint.analysis.themes.vectors import Encoder
from trigpoint.analysis.themes.wording import asked, clauses, heard, words

Floats = NDArray[np.float64]
AT_ONCE = 2_000  # comments whose counts are held together
DIGITS = 6  # of a chance; further ones differ from one processor to another


@dataclass(frozen=True)
class Thresholds:
    """From which chance on a theme is suggested to a person, and from which it is assigned."""

    suggest: Floats
    assign: Floats
    lean: float  # how much more the middle counts when a side is chosen


@dataclass(frozen=True)
class Training:
    """What the model was like on comments it was not trained on, against which drift is seen."""

    shares: Floats  # of comments with each theme assigned
    tops: Floats  # tenths of the highest chance of a comment


@dataclass(frozen=True)
class Model:
    """All that is needed to read a comment. The columns of `lines` are the themes, then the three sides."""

    version: str
    themes: tuple[str, ...]
    vocabulary: Vocabulary
    encoder: Encoder
    lines: Lines
    curves: Curves
    thresholds: Thresholds
    training: Training

    def read(self, texts: Sequence[str], questions: Sequence[str | None]) -> "Readings":
        """The chances of every theme and side, comment by comment."""
        chances = [
            self.curves.chances(
                self.lines.scores(self.rows(texts[at : at + AT_ONCE], questions[at : at + AT_ONCE]))
            )
            for at in range(0, len(texts), AT_ONCE)
        ]
        whole = np.concatenate(chances) if chances else np.zeros((0, len(self.themes) + len(SIDES)))
        count = len(self.themes)
        sides = whole[:, count:] / whole[:, count:].sum(axis=1, keepdims=True)
        return Readings(np.round(whole[:, :count], DIGITS), np.round(sides, DIGITS))

    def rows(self, texts: Sequence[str], questions: Sequence[str | None]) -> Rows:
        """The comments as numbers."""
        said = [asked(question) + words(text) for text, question in zip(texts, questions, strict=True)]
        return Rows(self.vocabulary.count(said), sensed(self.encoder, texts, questions))

    def sentiments(
        self, texts: Sequence[str], questions: Sequence[str | None], sides: Floats
    ) -> list["Sentiment"]:
        """What each comment is on the whole; where it is in the middle, its clauses tell mixed from neutral."""
        chosen = [SIDES[at] for at in choose(sides, self.thresholds.lean)]
        middle = [at for at, side in enumerate(chosen) if side == MIDDLE]
        minds = dict(zip(middle, self._minds([texts[at] for at in middle]), strict=True))
        return [
            Sentiment(minds.get(at, side), float(sides[at, SIDES.index(side)]))
            for at, side in enumerate(chosen)
        ]

    def _minds(self, texts: Sequence[str]) -> Iterator[str]:
        parts = [clauses(text) for text in texts]
        readings = self.read([part for each in parts for part in each], [None] * sum(map(len, parts)))
        most = readings.sides.argmax(axis=1)
        at = 0
        for each in parts:
            seen = {SIDES[side] for side in most[at : at + len(each)]}
            at += len(each)
            yield MIXED if {POSITIVE, NEGATIVE} <= seen else NEUTRAL


def sensed(encoder: Encoder, texts: Sequence[str], questions: Sequence[str | None]) -> Floats:
    """What the sense of each text says of each theme and side."""
    said = encoder.opinions(heard(*each) for each in zip(texts, questions, strict=True))
    return np.asarray(said, np.float64)


class Readings(NamedTuple):
    """Chances by comment: of each theme, and of each side (these add up to 1)."""

    themes: Floats
    sides: Floats


class Sentiment(NamedTuple):
    """What a comment is on the whole, and how likely its side is."""

    word: str
    chance: float
