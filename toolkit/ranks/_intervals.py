"""Rank intervals by name of the method."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import polars as pl
from numpy.typing import ArrayLike

from toolkit.errors import unknown
from toolkit.ranks._rows import rank_descending
from toolkit.ranks._unit import Bounds, Question, check, read


def intervals(
    estimate: ArrayLike,
    se: ArrayLike,
    coverage: float = 0.95,
    simultaneous: bool = True,
    seed: int = 0,
    *,
    method: str | Callable[[Question], Bounds] = "joint",
    draws: int = 1_000,
) -> pl.DataFrame:
    """Rank of each unit (1 = best) with an interval for its true rank.

    Parameters
    ----------
    estimate, se : array (units,)
        Estimates and standard errors. A standard error of 0 is an exact value; NaN is unknown, and such a unit may
        stand anywhere. A NaN estimate has no rank and takes no part.
    coverage : float
        Between 0 and 1.
    simultaneous : bool
        True: all rank intervals hold together with probability `coverage`. False: each by itself, and no joint promise.
    seed : int
        Of the methods that draw.
    method : str or function
        `joint` (Klein, Wright & Wieczorek; no draws, any number of units), `pairwise` or `stepdown` (Mogstad, Romano,
        Shaikh & Wilhelm; narrower, up to 5,000 units), `posterior` (shrunk, draws of the posterior).
    draws : int
        Bootstrap or posterior draws.

    Returns
    -------
    polars.DataFrame
        `rank`, `lower`, `upper`; null where there is no estimate.

    References
    ----------
    See the functions of `toolkit.ranks.RANK_INTERVALS`.

    Examples
    --------
    >>> intervals([90.0, 80.0, 79.0], [1.0, 1.0, 1.0]).rows()
    [(1, 1, 1), (2, 2, 3), (3, 2, 3)]
    >>> intervals([90.0, 80.0, 79.0], [1.0, 1.0, 1.0], method="stepdown").rows()
    [(1, 1, 1), (2, 2, 3), (3, 2, 3)]
    """
    from toolkit.ranks import RANK_INTERVALS

    if isinstance(method, str) and method not in RANK_INTERVALS:
        raise unknown("method", method, RANK_INTERVALS)
    check(coverage, draws)
    y, s = read(estimate, se)
    present = np.flatnonzero(~np.isnan(y))
    bound = RANK_INTERVALS[method] if isinstance(method, str) else method
    question = Question(y[present], s[present], coverage, simultaneous, draws, seed)
    lower, upper = bound(question) if present.size else (present, present)
    known = pl.DataFrame({"at": present, "lower": lower, "upper": upper})
    return (
        pl.DataFrame({"at": np.arange(y.size), "rank": rank_descending(y)})
        .join(known, on="at", how="left", maintain_order="left")
        .select(pl.col("rank").replace(0, None), "lower", "upper")
        .cast(pl.Int64)
    )
