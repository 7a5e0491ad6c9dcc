"""Who may be among the best or the worst, and who cannot be told apart."""

from __future__ import annotations

import numpy as np
import polars as pl
from numpy.typing import ArrayLike, NDArray

from toolkit.errors import OptionError
from toolkit.ranks._differences import significant
from toolkit.ranks._intervals import intervals
from toolkit.ranks._unit import Question, check, read


def tau_best(
    estimate: ArrayLike, se: ArrayLike, tau: int, *, coverage: float = 0.95, draws: int = 1_000, seed: int = 0
) -> NDArray[np.bool_]:
    """Return which units may be among the `tau` best: with probability `coverage` all that truly are, are in the set.

    The projection of the simultaneous stepdown intervals: best plausible rank <= tau. False where there is no estimate.

    References
    ----------
    Mogstad, Romano, Shaikh & Wilhelm (2024), Review of Economic Studies 91:476-518, doi:10.1093/restud/rdad006.

    Examples
    --------
    >>> tau_best([90.0, 80.0, 79.5, 60.0], [1.0, 1.0, 1.0, 1.0], 2).tolist()
    [True, True, True, False]
    """
    return _among(estimate, se, tau, coverage, draws, seed)


def tau_worst(
    estimate: ArrayLike, se: ArrayLike, tau: int, *, coverage: float = 0.95, draws: int = 1_000, seed: int = 0
) -> NDArray[np.bool_]:
    """Return which units may be among the `tau` worst (see `tau_best`): worst plausible rank >= J - tau + 1.

    Examples
    --------
    >>> tau_worst([90.0, 80.0, 79.5, 60.0], [1.0, 1.0, 1.0, 1.0], 2).tolist()
    [False, True, True, True]
    """
    return _among(-np.asarray(estimate, dtype=np.float64), se, tau, coverage, draws, seed)


def _among(estimate: ArrayLike, se: ArrayLike, tau: int, coverage: float, draws: int, seed: int) -> NDArray[np.bool_]:
    if tau < 1:
        raise OptionError(f"tau must be at least 1, not {tau!r}.")
    bounds = intervals(estimate, se, coverage, seed=seed, method="stepdown", draws=draws)
    return (bounds["lower"] <= tau).fill_null(False).to_numpy()


def indistinguishable(
    estimate: ArrayLike, se: ArrayLike, *, coverage: float = 0.95, draws: int = 1_000, seed: int = 0
) -> pl.DataFrame:
    """Return sets of neighbours in the ranking of which no two can be told apart.

    Two units are told apart when the simultaneous stepdown test finds their difference. A set is a run of the ranking, as
    long as can be; sets overlap, and a unit that differs from all its neighbours is a set by itself. The sentence to read
    off: do not order the members of a set.

    Returns
    -------
    polars.DataFrame
        `set` (1 = the one that holds the best), `unit` (number of the unit, from 0), `rank`; sorted by set and rank.

    Examples
    --------
    >>> indistinguishable([90.0, 80.0, 79.0], [1.0, 1.0, 1.0]).rows()
    [(1, 0, 1), (2, 1, 2), (2, 2, 3)]
    """
    check(coverage, draws)
    y, s = read(estimate, se)
    present = np.flatnonzero(~np.isnan(y))
    order = present[np.argsort(-y[present], kind="stable")]
    apart = significant(Question(y[order], s[order], coverage, True, draws, seed), steps=True) > 0
    apart |= apart.T
    rows: list[tuple[int, int]] = []
    number, reached = 0, -1
    end = 0
    for start in range(order.size):
        end = max(end, start)
        while end + 1 < order.size and not apart[start : end + 1, end + 1].any():
            end += 1
        if end > reached:  # not inside the set before
            number, reached = number + 1, end
            rows += [(number, int(unit)) for unit in order[start : end + 1]]
    ranks = intervals(y, s).with_row_index("unit").select(pl.col("unit").cast(pl.Int64), "rank")
    sets = pl.DataFrame(rows, schema={"set": pl.Int64, "unit": pl.Int64}, orient="row")
    return sets.join(ranks, on="unit", how="left", maintain_order="left")
