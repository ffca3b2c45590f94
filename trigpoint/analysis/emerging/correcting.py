"""What counts by a classifier say of the truth, when it is known how often it errs."""

import numpy as np

from trigpoint.analysis.rules import Floats


def true_count(count: Floats, precision: Floats, recall: Floats) -> Floats:
    """About how many comments really were on the theme: those rightly said, over the share that is found.

    Where recall was not measured, only what was said wrongly is taken off.

    >>> true_count(np.array([14.0]), np.array([0.75]), np.array([0.7]))
    array([15.])
    """
    found = np.where(np.isnan(recall) | (recall <= 0), 1.0, recall)
    told: Floats = count * precision / found
    return told


def true_ratio(ratio: Floats, precision: Floats) -> Floats:
    """The rise of what is really meant, if what is said wrongly stays as it was.

    What is said wrongly dilutes a rise: of a precision of 0.75, a quarter of what is expected is something else.
    Not below 0; NaN where nothing that is said is right. If the rise is one of errors, this does not see it: read the comments.

    >>> true_ratio(np.array([2.5, 1.0]), np.array([0.75, 0.75]))
    array([3., 1.])
    """
    right = np.where(precision > 0, precision, np.nan)
    return np.maximum(1 + (ratio - 1) / right, 0.0)
