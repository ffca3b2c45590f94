"""Why: the words that speak for and against a theme, in one comment and in the model as a whole."""

from typing import NamedTuple

import numpy as np

from trigpoint.analysis.themes.features import pairs_of
from trigpoint.analysis.themes.model import Model, sensed
from trigpoint.analysis.themes.taxonomy import SIDES
from trigpoint.analysis.themes.wording import ASKED, asked, words

WHOLE = "(sense of the whole)"


class Reason(NamedTuple):
    """A word, and how far it moves the score of a label: above 0 towards it."""

    word: str
    weight: float


def reasons(
    model: Model, label: str, text: str, *, question: str | None = None, most: int = 5
) -> list[Reason]:
    """The words of a comment that count most for a theme or a side, the strongest first.

    What no single word tells stands under "(sense of the whole)". What a pair of words weighs is shared between the two; what parts of a word weigh is the word's.
    """
    said = asked(question) + words(text)
    counted = model.vocabulary.count([said])
    line = model.lines.weights[:, _column(model, label)]
    total = dict(zip(counted.indices.tolist(), (counted.data * line[counted.indices]).tolist(), strict=True))
    per_word = _shared(model, said)
    uses: dict[int, int] = {}
    for columns in per_word:
        for column in columns:
            uses[column] = uses.get(column, 0) + 1
    found: dict[str, float] = {}
    for word, columns in zip(said, per_word, strict=True):
        found[word] = found.get(word, 0.0) + sum(total[column] / uses[column] for column in columns)
    column = _column(model, label)
    found[WHOLE] = float(sensed(model.encoder, [text], [question])[0, column] * model.lines.senses[column])
    ranked = sorted(found.items(), key=lambda each: (-abs(each[1]), each[0]))
    return [Reason(word.removeprefix(ASKED), round(weight, 4)) for word, weight in ranked[:most] if weight]


def _shared(model: Model, said: list[str]) -> list[list[int]]:
    """For each word the columns it has a part in: its own, and those of the pairs it stands in."""
    known = model.vocabulary
    per_word = [known.columns_of_words([word]) + known.columns_of_parts(word) for word in said]
    for at, pair in enumerate(pairs_of(said)):
        column = known.columns_of_words([pair])
        per_word[at] += column
        per_word[at + 1] += column
    return per_word


def telling(model: Model, label: str, *, most: int = 10) -> list[Reason]:
    """The words and pairs that speak most for a theme or a side anywhere, but for what was asked."""
    line = model.lines.weights[: len(model.vocabulary.terms), _column(model, label)]
    terms = model.vocabulary.terms
    order = [at for at in np.argsort(-line, kind="stable").tolist() if ASKED not in terms[at]][:most]
    return [Reason(terms[at], float(line[at])) for at in order if line[at] > 0]


def _column(model: Model, label: str) -> int:
    return (*model.themes, *SIDES).index(label)
