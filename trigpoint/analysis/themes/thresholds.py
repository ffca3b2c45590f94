"""From which chance on a theme is assigned, and from which it is suggested to a person."""

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

USUAL = 0.4  # of a theme that nobody saw
RECALL = 0.8
LOWEST, HIGHEST = 0.05, 0.9
LEANS = tuple(round(1 + at / 10, 1) for at in range(11))


def assigning(chances: Floats, has: Flags, weight: Floats) -> float:
    """Half of the best balance of found and right (F1) that the chances promise: where they mean what they say, no other threshold does better.

    What was seen only tells whether there are cases at all, so that a rare theme does not hang on a handful.

    >>> assigning(np.array([0.9, 0.8, 0.2, 0.1]), np.array([True, True, False, False]), np.ones(4))
    0.425...
    """
    if not has.any():
        return USUAL
    order = np.argsort(-chances, kind="stable")
    taken, right = np.cumsum(weight[order]), np.cumsum((chances * weight)[order])
    best = float((2 * right / (taken + right[-1])).max())
    return float(np.clip(best / 2, LOWEST, HIGHEST))


def suggesting(chances: Floats, has: Flags, weight: Floats) -> float:
    """The highest chance at which four cases in five are found."""
    if not has.any():
        return USUAL
    mine = np.argsort(-chances[has], kind="stable")
    found = np.cumsum(weight[has][mine]) / weight[has].sum()
    at = int(np.argmax(found >= RECALL))
    return float(np.clip(chances[has][mine][at], 0.01, HIGHEST))


def leaning(chances: Floats, truth: Flags, weight: Floats) -> float:
    """How much more the middle counts against the positive side, so that it is not lost: the best mean F1 of the three."""
    return max(LEANS, key=lambda lean: (round(_fairness(chances, truth, weight, lean), 6), -lean))


def _fairness(chances: Floats, truth: Flags, weight: Floats, lean: float) -> float:
    said = np.eye(3, dtype=np.bool_)[choose(chances, lean)]
    right = (weight[:, None] * (truth & said)).sum(axis=0)
    both = (weight[:, None] * truth).sum(axis=0) + (weight[:, None] * said).sum(axis=0)
    return float((2 * right / np.maximum(both, 1e-9)).mean())


def choose(chances: Floats, lean: float) -> NDArray[np.int64]:
    """The side of each comment (0 positive, 1 middle, 2 negative). What is most likely negative is negative, whatever the lean.

    >>> choose(np.array([[0.5, 0.4, 0.1], [0.1, 0.4, 0.5]]), 1.5).tolist()
    [1, 2]
    """
    negative = chances[:, 2] >= chances[:, :2].max(axis=1)
    middle = chances[:, 1] * lean > chances[:, 0]
    return np.where(negative, 2, np.where(middle, 1, 0)).astype(np.int64)
