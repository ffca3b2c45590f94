"""False discoveries: how many alarms among many would be raised by chance."""

import numpy as np
import polars as pl

from trigpoint.analysis.limits import Phases
from trigpoint.analysis.rules import Flags, Floats


def false_discovery(chance: Floats, groups: Phases, *, among: Flags) -> Floats:
    """Benjamini-Hochberg q of each chance, within its group; NaN where not `among`.

    Act on all with q up to 0.1, and at most a tenth of them are expected to be false.
    q is the least, over this and every larger chance p, of p times tests over rank.

    Source: Benjamini and Hochberg, J R Stat Soc B 1995, 57:289.
    """
    group = np.repeat(np.arange(groups.starts.size), groups.lengths)
    tests = pl.DataFrame({"p": chance, "group": group}).with_row_index("place")
    tests = tests.filter(pl.Series(among)).sort("p", descending=True)
    rank = pl.col("p").rank("max").over("group")
    scaled = pl.col("p") * pl.len().over("group") / rank
    least = tests.with_columns(q=scaled).with_columns(pl.col("q").cum_min().over("group"))
    q = np.full(chance.size, np.nan)
    q[least["place"].to_numpy()] = least["q"].to_numpy()
    return q
