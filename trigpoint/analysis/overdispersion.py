"""How much more units differ than chance alone would make them.

Source: Spiegelhalter et al., J R Stat Soc A 2012, doi:10.1111/j.1467-985X.2011.01010.x;
the trimming is that of FunnelPlotR 0.6.0, `od_adjustment.R` (MIT licence), after the
Care Quality Commission (winsorise) and NHS Digital's SHMI (truncate).
"""

from typing import NamedTuple

import numpy as np
import polars as pl

from trigpoint.analysis.limits import Phases
from trigpoint.analysis.rules import Flags, Floats


class Spread(NamedTuple):
    """One entry a group."""

    phi: Floats  # mean squared z; 1 if there is nothing but chance
    tau2: Floats  # variance between units beyond chance, on the form's scale


def estimate(z: Floats, error: Floats, groups: Phases, *, trim: str, trim_by: float) -> Spread:
    """phi = (sum of z^2)/n of the trimmed z; tau2 as DerSimonian and Laird.

    tau2 = (n phi - (n-1)) / (sum w - sum w^2 / sum w), w = 1/s^2, or 0 if that is
    negative. Truncation leaves the outermost units out altogether; winsorising brings
    them in to the `trim_by` and `1 - trim_by` quantiles and keeps them.
    """
    units = pl.DataFrame({"z": z, "group": np.repeat(np.arange(groups.starts.size), groups.lengths)})
    if trim == "winsorise":
        kept, z = np.ones(z.size, np.bool_), _winsorised(units, trim_by)
    else:
        kept = _untruncated(units, trim_by)
    return _spread(np.where(kept, z, 0.0), error, kept, groups)


def _winsorised(units: pl.DataFrame, trim_by: float) -> Floats:
    low, high = (
        pl.col("z").quantile(share, interpolation="linear").over("group") for share in (trim_by, 1 - trim_by)
    )
    return units.select(pl.col("z").clip(low, high)).to_series().to_numpy()


def _untruncated(units: pl.DataFrame, trim_by: float) -> Flags:
    if trim_by == 0:
        return np.ones(units.height, np.bool_)
    parts = 1 / trim_by
    rank = pl.col("z").rank("average").over("group")
    part = (rank * parts / (pl.len().over("group") + 1)).floor()
    return units.select((part > 0) & (part < parts - 1)).to_series().to_numpy().astype(bool)


def _spread(z: Floats, error: Floats, kept: Flags, groups: Phases) -> Spread:
    def total(what: Floats) -> Floats:
        return np.add.reduceat(what, groups.starts)

    number = total(kept.astype(np.float64))
    weight = np.where(kept, 1 / error**2, 0.0)
    with np.errstate(divide="ignore", invalid="ignore"):  # a single unit: 0/0
        phi = total(z**2) / number
        excess = number * phi - (number - 1)
        weights = total(weight)
        tau2 = excess / (weights - total(weight**2) / weights)
    usable = (excess > 0) & (tau2 > 0)
    return Spread(phi, np.where(usable, tau2, 0.0))
