"""Training: from labelled comments to a model, the same bytes from the same comments."""

from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

from trigpoint.analysis import guard
from trigpoint.analysis.themes import features, linear
from trigpoint.analysis.themes.comments import Comment
from trigpoint.analysis.themes.linear import Lines, Rows
from trigpoint.analysis.themes.model import Model, Thresholds, Training, sensed
from trigpoint.analysis.themes.taxonomy import themes
from trigpoint.analysis.themes.thresholds import assigning, leaning, suggesting
from trigpoint.analysis.themes.vectors import Encoder
from trigpoint.analysis.themes.wording import SOMEBODY, asked, is_name, words

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

VERSION = "themes-2"
FOLDS, SEED = 5, 20261122
LEAST_TERMS, LEAST_PARTS = 3, 5  # comments in which something must stand to be counted
FREEDOM = 0.3
TENTHS = np.linspace(0.1, 0.9, 9)
NO_THRESHOLDS = Thresholds(np.zeros(0), np.zeros(0), 1.0)
NO_TRAINING = Training(np.zeros(0), np.zeros(0))


class Unseen(NamedTuple):
    """Scores of comments by lines that were not fitted on them, with what people said, and how much each counts."""

    scores: Floats
    labels: Flags
    weight: Floats


class Heard(NamedTuple):
    """The words of comments, masked by the guard, without and with their questions; what their sense says; what people said."""

    said: list[list[str]]
    told: list[list[str]]
    sense: Floats
    labels: Flags
    weight: Floats

    def at(self, chosen: NDArray[np.int64]) -> "Heard":
        """Some of them."""
        return Heard(
            [self.said[at] for at in chosen],
            [self.told[at] for at in chosen],
            self.sense[chosen],
            self.labels[chosen],
            self.weight[chosen],
        )


def hear(comments: Sequence[Comment], encoder: Encoder) -> Heard:
    """The comments as training takes them."""
    masked = guard.mask_all(comment.text for comment in comments).texts
    said = [words(text or "") for text in masked]
    return Heard(
        said,
        [asked(comment.question) + each for comment, each in zip(comments, said, strict=True)],
        sensed(encoder, [comment.text for comment in comments], [comment.question for comment in comments]),
        np.array([comment.flags() for comment in comments], np.bool_),
        np.array([comment.weight for comment in comments], np.float64),
    )


def train(comments: Sequence[Comment], encoder: Encoder) -> Model:
    """A model of these comments. Thresholds, curves, and how much words and sense count come from scores of comments held out by group.

    What the encoder has learnt from must not tell how much it counts: give one that is fair about these comments.
    """
    heard = hear(comments, encoder)
    folds = fold_of([comment.group for comment in comments])
    scores = np.zeros(heard.labels.shape)
    for fold in range(FOLDS):
        out = heard.at(np.flatnonzero(folds == fold))
        vocabulary, lines = _fit(heard.at(np.flatnonzero(folds != fold)))
        scores[folds == fold] = lines.scores(Rows(vocabulary.count(out.told), out.sense))
    senses = linear.senses(scores, heard.sense, heard.labels, heard.weight)
    vocabulary, lines = _fit(heard)
    lines = _short(replace(lines, senses=senses))
    unseen = Unseen(scores + heard.sense * lines.senses, heard.labels, heard.weight)
    return _model(
        Model(VERSION, themes(), vocabulary, encoder, lines, _curves(unseen), NO_THRESHOLDS, NO_TRAINING),
        unseen,
    )


def refit(model: Model, comments: Sequence[Comment]) -> Model:
    """The same model with its words and lines from other comments; what words and sense count, thresholds and curves stay."""
    vocabulary, lines = _fit(hear(comments, model.encoder))
    return replace(model, vocabulary=vocabulary, lines=_short(replace(lines, senses=model.lines.senses)))


def _fit(heard: Heard) -> tuple[features.Vocabulary, Lines]:
    """A vocabulary and lines of the comments, half of each with the question and half without, for it may be missing."""
    vocabulary = features.learn(heard.told, least_terms=LEAST_TERMS, least_parts=LEAST_PARTS)
    refuse_names(vocabulary)
    differ = np.array(
        [
            at
            for at, (bare, whole) in enumerate(zip(heard.said, heard.told, strict=True))
            if len(bare) < len(whole)
        ],
        np.int64,
    )
    half = np.ones(len(heard.told))
    half[differ] = 0.5
    counted = vocabulary.count([*heard.told, *(heard.said[at] for at in differ)])
    labels = np.concatenate([heard.labels, heard.labels[differ]])
    weight = np.concatenate([heard.weight * half, heard.weight[differ] / 2])
    with threadpool_limits(1, user_api="blas"):  # the same bytes, however many processors there are
        return vocabulary, linear.fit(counted, labels, weight, freedom=FREEDOM)


def _curves(unseen: Unseen) -> linear.Curves:
    found = linear.fit_curves(*unseen)
    return linear.Curves(np.round(found.slope, 4), np.round(found.start, 4))


def _short(lines: Lines) -> Lines:
    """The lines as they are kept: in half precision."""
    return Lines(
        *(each.astype(np.float16).astype(np.float64) for each in (lines.weights, lines.senses, lines.start))
    )


def _model(model: Model, unseen: Unseen) -> Model:
    """With its thresholds, and what it was like in training."""
    count = len(model.themes)
    chances = model.curves.chances(unseen.scores)
    each, has = chances[:, :count], unseen.labels[:, :count]
    assign = np.array([assigning(each[:, at], has[:, at], unseen.weight) for at in range(count)])
    suggest = np.array([suggesting(each[:, at], has[:, at], unseen.weight) for at in range(count)])
    sides = chances[:, count:] / chances[:, count:].sum(axis=1, keepdims=True)
    known = unseen.labels[:, count:].any(axis=1)
    lean = leaning(sides[known], unseen.labels[known, count:], unseen.weight[known])
    assigned = ((each >= assign) * unseen.weight[:, None]).sum(axis=0) / unseen.weight.sum()
    return replace(
        model,
        thresholds=Thresholds(np.round(np.minimum(suggest, assign), 4), np.round(assign, 4), lean),
        training=Training(np.round(assigned, 4), np.round(np.quantile(each.max(axis=1), TENTHS), 4)),
    )


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
