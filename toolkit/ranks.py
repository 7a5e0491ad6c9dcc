"""Ranks and their intervals: how far up or down a unit could truly stand."""

from __future__ import annotations

from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from toolkit.errors import OptionError

Array = NDArray[np.float64]


def rank_descending(scores: Any) -> NDArray[np.int64]:
    """Rank scores, 1 = highest; ties share the smallest rank; NaN gets 0 (no rank).

    >>> rank_descending([80.0, 90.0, float("nan"), 80.0]).tolist()
    [2, 1, 0, 2]
    """
    column = pl.Series(np.asarray(scores, dtype=np.float64), nan_to_null=True)
    return column.rank("min", descending=True).cast(pl.Int64).fill_null(0).to_numpy()


def intervals(estimate: Any, se: Any, coverage: float = 0.95, simultaneous: bool = True) -> pl.DataFrame:
    """Rank of each unit (1 = best) with an interval for its true rank.

    Every unit gets a confidence interval for its own value; unit k surely stands above unit j when the interval of k
    lies wholly above that of j. The best plausible rank of j is 1 + the units surely above it, the worst is J - the units
    surely below it. With `simultaneous=True` the single intervals are widened (Sidak, z of (1 + coverage^(1/J)) / 2) so
    that all J rank intervals hold together with probability `coverage` when errors are independent and normal.
    Cost O(J log J).

    Parameters
    ----------
    estimate, se : array (units,)
        Estimates and standard errors. A standard error of 0 is an exact value; NaN is unknown, and such a unit may
        stand anywhere. A NaN estimate has no rank and takes no part.
    coverage : float
        Between 0 and 1.
    simultaneous : bool
        False: each interval at `coverage` by itself, and no joint promise.

    Returns
    -------
    polars.DataFrame
        `rank`, `lower`, `upper`; null where there is no estimate.

    References
    ----------
    Klein, Wright & Wieczorek (2020), A joint confidence region for an overall ranking of populations,
    J. R. Stat. Soc. C 69:589-606, doi:10.1111/rssc.12402.

    Examples
    --------
    >>> intervals([90.0, 80.0, 79.0], [1.0, 1.0, 1.0]).rows()
    [(1, 1, 1), (2, 2, 3), (3, 2, 3)]
    """
    from scipy.special import ndtri

    if not 0 < coverage < 1:
        raise OptionError(f"coverage must lie between 0 and 1, not {coverage!r}.")
    estimate, se = np.asarray(estimate, dtype=np.float64), np.asarray(se, dtype=np.float64)
    present = ~np.isnan(estimate)
    units = int(present.sum())
    single = coverage ** (1 / max(units, 1)) if simultaneous else coverage
    half = np.where(np.isnan(se), np.inf, se) * ndtri((1 + single) / 2)
    low, high = (estimate - half)[present], (estimate + half)[present]
    above = units - np.searchsorted(np.sort(low), high, side="right")
    below = np.searchsorted(np.sort(high), low, side="left")
    frame = pl.DataFrame({"rank": rank_descending(estimate)[present], "lower": 1 + above, "upper": units - below})
    places = pl.DataFrame({"at": np.flatnonzero(present)}).hstack(frame)
    return (
        pl.DataFrame({"at": np.arange(estimate.size)})
        .join(places, on="at", how="left", maintain_order="left")
        .select(pl.col("rank", "lower", "upper").cast(pl.Int64))
    )
