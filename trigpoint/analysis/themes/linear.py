"""Linear models, one for each label: a squared hinge with a quadratic brake, joined to what a language model says, and scores made into chances."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse  # type: ignore[import-untyped]
from scipy.optimize import minimize  # type: ignore[import-untyped]

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
LINES = {"maxiter": 300, "ftol": 1e-7, "gtol": 1e-4}
STEEPEST = 10.0
SHARES = np.geomspace(0.05, 2, 14)  # what the log odds of a sense may count beside the score of the words
LOYAL = 5.0


@dataclass(frozen=True)
class Rows:
    """Texts as numbers: counts of words, and what their sense says of each label."""

    counted: sparse.csr_matrix
    sense: Floats


@dataclass(frozen=True)
class Lines:
    """Weights by word and label, how much what the sense says of a label counts, and what each label begins with."""

    weights: Floats
    senses: Floats
    start: Floats

    def scores(self, rows: Rows) -> Floats:
        """How far each text is on a label's side."""
        by_words = np.asarray(rows.counted @ self.weights, np.float64)
        return np.asarray(by_words + rows.sense * self.senses + self.start, np.float64)


@dataclass(frozen=True)
class Curves:
    """How a score becomes a chance, for each label: a logistic curve through what was seen."""

    slope: Floats
    start: Floats

    def chances(self, scores: Floats) -> Floats:
        """The chance of each label, from 0 to 1."""
        return 1 / (1 + np.exp(-np.clip(scores * self.slope + self.start, -30, 30)))


def fit(counted: sparse.csr_matrix, labels: Flags, importance: Floats, *, freedom: float) -> Lines:
    """The lines that part the rows with a label from those without by their words, each side weighing the same."""
    turned = counted.T.tocsr()
    columns = [
        _line(counted, turned, labels[:, at], freedom * importance * _even(labels[:, at], importance))
        for at in range(labels.shape[1])
    ]
    found = np.stack(columns, axis=1)
    return Lines(found[:-1], np.zeros(labels.shape[1]), found[-1])


def _even(has: Flags, importance: Floats) -> Floats:
    """So much that those with the label weigh as much together as those without."""
    share = importance[has].sum() / importance.sum()
    return np.asarray(0.5 / np.where(has, max(share, 1e-9), max(1 - share, 1e-9)), np.float64)


def _line(counted: sparse.csr_matrix, turned: sparse.csr_matrix, has: Flags, cost: Floats) -> Floats:
    side = np.where(has, 1.0, -1.0)

    def loss(point: Floats) -> tuple[float, Floats]:
        scores = counted @ point[:-1] + point[-1]
        short = np.maximum(0.0, 1 - side * scores)
        pull = -2 * cost * short * side
        slope = np.append(turned @ pull, pull.sum()) + point
        return float((cost * short * short).sum() + (point * point).sum() / 2), slope

    start = np.zeros(counted.shape[1] + 1)
    best = minimize(loss, start, jac=True, method="L-BFGS-B", options=LINES)
    return np.asarray(best.x, np.float64)


def senses(words: Floats, sense: Floats, labels: Flags, importance: Floats) -> Floats:
    """How much what the sense says of each label counts beside the words: what makes the chances fit best (cross entropy).

    A label departs from what fits all of them together only so far as its cases bear it out.
    """
    misfits = np.array([_misfits(words + sense * share, labels, importance) for share in SHARES])
    usual = int(np.argmin(misfits.sum(axis=1)))
    apart = LOYAL * np.log(SHARES / SHARES[usual]) ** 2
    return np.array(SHARES[np.argmin(misfits + apart[:, None], axis=0)], np.float64)


def _misfits(scores: Floats, labels: Flags, importance: Floats) -> Floats:
    """How badly the best curve through the scores of each label fits."""
    chances = np.clip(fit_curves(scores, labels, importance).chances(scores), 1e-6, 1 - 1e-6)
    missed = np.where(labels, np.log(chances), np.log(1 - chances))
    return np.asarray(-(importance[:, None] * missed).sum(axis=0), np.float64)


def fit_curves(scores: Floats, labels: Flags, importance: Floats) -> Curves:
    """The curves by which scores of texts that were not trained on become chances (Platt)."""
    found = np.array([_curve(scores[:, at], labels[:, at], importance) for at in range(labels.shape[1])])
    return Curves(found[:, 0], found[:, 1])


def _curve(scores: Floats, has: Flags, importance: Floats) -> Floats:
    yes, no = importance[has].sum(), importance[~has].sum()
    aim = np.where(has, (yes + 1) / (yes + 2), 1 / (no + 2))  # never quite certain, as Platt has it

    def loss(point: Floats) -> tuple[float, Floats]:
        at = scores * point[0] + point[1]
        error = importance * (1 / (1 + np.exp(-np.clip(at, -30, 30))) - aim)
        said = importance * (np.logaddexp(0, at) - aim * at)
        return float(said.sum()), np.array([(error * scores).sum(), error.sum()])

    start = np.array([1.0, np.log((yes + 1) / (no + 1))])
    best = minimize(loss, start, jac=True, method="L-BFGS-B", bounds=[(0.05, STEEPEST), (None, None)])
    return np.asarray(best.x, np.float64)
