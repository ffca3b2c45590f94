"""Training: from labelled comments to a model, the same bytes from the same comments."""

from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from trigpoint.analysis import guard
from trigpoint.analysis.themes import features, linear
from trigpoint.analysis.themes.comments import Comment
from trigpoint.analysis.themes.model import Model, Thresholds, Training
from trigpoint.analysis.themes.taxonomy import themes
from trigpoint.analysis.themes.thresholds import assigning, leaning, suggesting
from trigpoint.analysis.themes.wording import SOMEBODY, asked, is_name, words

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

VERSION = "themes-1"
FOLDS, SEED = 5, 20261122
LEAST_TERMS, LEAST_PARTS = 3, 5  # comments in which something must stand to be counted
FREEDOM = 0.3
TENTHS = np.linspace(0.1, 0.9, 9)


class Unseen(NamedTuple):
    """Scores of comments by lines that were not fitted on them, with what people said, and how much each counts."""

    scores: Floats
    labels: Flags
    weight: Floats


def train(comments: Sequence[Comment]) -> Model:
    """A model of these comments. Thresholds and curves come from scores of comments held out by group."""
    said, told = _heard(comments)
    labels = np.array([comment.flags() for comment in comments], np.bool_)
    weight = np.array([comment.weight for comment in comments], np.float64)
    folds = fold_of([comment.group for comment in comments])
    scores = np.zeros(labels.shape)
    for fold in range(FOLDS):
        out = folds == fold
        part = np.flatnonzero(~out)
        vocabulary, lines = _fit(
            [said[at] for at in part], [told[at] for at in part], labels[part], weight[part]
        )
        scores[out] = lines.scores(vocabulary.count([told[at] for at in np.flatnonzero(out)]))
    vocabulary, lines = _fit(said, told, labels, weight)
    return _model(vocabulary, _short(lines), _curves(scores, labels, weight), Unseen(scores, labels, weight))


def refit(model: Model, comments: Sequence[Comment]) -> Model:
    """The same model with its words and lines from other comments; thresholds and curves stay."""
    labels = np.array([comment.flags() for comment in comments], np.bool_)
    vocabulary, lines = _fit(*_heard(comments), labels, np.ones(len(comments)))
    return replace(model, vocabulary=vocabulary, lines=_short(lines))


def _heard(comments: Sequence[Comment]) -> tuple[list[list[str]], list[list[str]]]:
    """The words of each comment, masked by the guard: without its question, and with it."""
    masked = guard.mask_all(comment.text for comment in comments).texts
    said = [words(text or "") for text in masked]
    return said, [asked(comment.question) + each for comment, each in zip(comments, said, strict=True)]


def _fit(
    said: Sequence[Sequence[str]], told: Sequence[Sequence[str]], labels: Flags, weight: Floats
) -> tuple[features.Vocabulary, linear.Lines]:
    """A vocabulary and lines of the comments, half of each with the question and half without, for it may be missing."""
    vocabulary = features.learn(told, least_terms=LEAST_TERMS, least_parts=LEAST_PARTS)
    refuse_names(vocabulary)
    differ = [at for at, (bare, whole) in enumerate(zip(said, told, strict=True)) if len(bare) < len(whole)]
    half = np.ones(len(told))
    half[differ] = 0.5
    counted = vocabulary.count([*told, *(said[at] for at in differ)])
    lines = linear.fit(
        counted,
        np.concatenate([labels, labels[differ]]),
        np.concatenate([weight * half, weight[differ] / 2]),
        freedom=FREEDOM,
    )
    return vocabulary, lines


def _curves(unseen: Floats, labels: Flags, weight: Floats) -> linear.Curves:
    found = linear.fit_curves(unseen, labels, weight)
    return linear.Curves(np.round(found.slope, 4), np.round(found.start, 4))


def _short(lines: linear.Lines) -> linear.Lines:
    """The lines as they are kept: in half precision."""
    return linear.Lines(
        lines.weights.astype(np.float16).astype(np.float64), lines.start.astype(np.float16).astype(np.float64)
    )


def _model(
    vocabulary: features.Vocabulary, lines: linear.Lines, curves: linear.Curves, unseen: Unseen
) -> Model:
    count = len(themes())
    chances = curves.chances(unseen.scores)
    each, has = chances[:, :count], unseen.labels[:, :count]
    assign = np.array([assigning(each[:, at], has[:, at], unseen.weight) for at in range(count)])
    suggest = np.array([suggesting(each[:, at], has[:, at], unseen.weight) for at in range(count)])
    sides = chances[:, count:] / chances[:, count:].sum(axis=1, keepdims=True)
    known = unseen.labels[:, count:].any(axis=1)
    lean = leaning(sides[known], unseen.labels[known, count:], unseen.weight[known])
    thresholds = Thresholds(np.round(np.minimum(suggest, assign), 4), np.round(assign, 4), lean)
    training = Training(
        np.round(((each >= assign) * unseen.weight[:, None]).sum(axis=0) / unseen.weight.sum(), 4),
        np.round(np.quantile(each.max(axis=1), TENTHS), 4),
    )
    return Model(VERSION, themes(), vocabulary, lines, curves, thresholds, training)


def fold_of(groups: Sequence[str], *, folds: int = FOLDS, seed: int = SEED) -> NDArray[np.int64]:
    """The fold of each comment; a group is in one fold whole, and which one hangs on its name and the seed alone."""
    names = sorted(set(groups))
    order = np.random.default_rng(seed).permutation(len(names))
    place = {name: int(order[at]) % folds for at, name in enumerate(names)}
    return np.array([place[group] for group in groups], np.int64)


def refuse_names(vocabulary: features.Vocabulary) -> None:
    """Stop rather than put somebody's name into a model."""
    found = named(vocabulary)
    if found:
        raise ValueError(f"{len(found)} names would become part of the model.")


def named(vocabulary: features.Vocabulary) -> list[str]:
    """Terms with a word, and whole words among the parts, that the guard knows as a name."""
    whole = [part.strip() for part in vocabulary.parts if part.startswith(" ") and part.endswith(" ")]
    return [
        term
        for term in (*vocabulary.terms, *whole)
        if any(is_name(word) for word in term.split() if word != SOMEBODY)
    ]
