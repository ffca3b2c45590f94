"""The figure behind a printed one: numerator over denominator, where the value is that but for rounding."""

import numpy as np

from trigpoint.analysis.rules import Floats
from trigpoint.analysis.series import Block, stretches

# A value is numerator over denominator times one of these, give or take the usual rounding.
SCALES = {1.0: 0.0006, 100.0: 0.06, 1_000.0: 0.06, 10_000.0: 0.06, 100_000.0: 0.06}
LIKE = 0.1  # of the value: nearer than rounding is not enough where values are tiny


def unrounded(block: Block) -> Floats:
    """Each value, unrounded where that is known.

    A series has one scale: that at which most of its values are their quotient.
    """
    if block.counts is None:
        return block.value
    numerator, denominator = block.counts
    starts = stretches(block.first).starts
    lengths = stretches(block.first).lengths
    exact = np.empty((len(SCALES), block.value.size))
    near = np.zeros(exact.shape, np.bool_)
    score = np.empty((len(SCALES), starts.size))
    for row, (scale, rounding) in enumerate(SCALES.items()):
        # multiplied before it is divided, so that 340 of 400 is 85 and not nearly so
        exact[row] = scale * numerator / np.where(denominator > 0, denominator, np.nan)
        away = np.abs(block.value - exact[row])
        near[row] = away <= rounding
        score[row] = np.add.reduceat(near[row] & (away <= LIKE * np.abs(block.value)), starts)
    best = np.repeat(score.argmax(axis=0), lengths)
    points = np.arange(block.value.size)
    known = near[best, points] & np.repeat(score.max(axis=0) > 0, lengths)
    return np.where(known, exact[best, points], block.value)
