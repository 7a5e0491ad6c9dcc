"""Rounded counts: each to the nearest multiple of a base, or so that a table still adds up."""

from __future__ import annotations

import numpy as np
import polars as pl

from toolkit.columns import Array
from toolkit.disclosure.system import System
from toolkit.errors import DataError, OptionError


def rounded(count: pl.Expr, base: int) -> pl.Expr:
    """Round counts to the nearest multiple of `base`, halves up. Two equal counts stay equal, whatever table they stand in.

    A reader learns a count to within base/2; totals need not be the sum of rounded parts.

    >>> pl.DataFrame({"n": [0, 12, 13, 1073, None]}).select(rounded(pl.col("n"), 5))["n"].to_list()
    [0, 10, 15, 1075, None]
    """
    if base < 1:
        raise OptionError(f"base={base}: counts are rounded to multiples of a whole number from 1 on.")
    return (count + base // 2) // base * base


def rounded_together(system: System, base: int) -> Array:
    """Round the counts of a table to multiples of `base` so that all its relations still hold (controlled rounding).

    min Σ |r - x| subject to relations @ r = 0, r in {base floor(x/base), base ceil(x/base)}: zero-restricted, by a mixed
    integer program.

    Parameters
    ----------
    system : System
        Counts whose relations all equal zero (totals and their parts).
    base : int
        Whole number of 1 or more.

    Returns
    -------
    array, shape (cell,)
        Multiples of base.

    Raises
    ------
    DataError
        No such rounding exists (possible from three dimensions on).

    References
    ----------
    Cox (1987), A constructive procedure for unbiased controlled rounding, doi:10.1080/01621459.1987.10478456.

    Examples
    --------
    >>> from scipy import sparse
    >>> x = np.array([3.0, 3, 3, 9])
    >>> table = System(sparse.csr_array([[1.0, 1, 1, -1]]), x, 0 * x, x + np.inf, x, x, x)
    >>> sorted(rounded_together(table, 5).tolist())
    [0.0, 5.0, 5.0, 10.0]
    """
    from scipy.optimize import Bounds, LinearConstraint, milp

    if base < 1:
        raise OptionError(f"base={base}: counts are rounded to multiples of a whole number from 1 on.")
    below = np.floor(system.truth / base)
    rest = system.truth / base - below
    fixed = system.relations @ below
    found = milp(
        1 - 2 * rest,
        integrality=np.ones(rest.size),
        bounds=Bounds(np.zeros(rest.size), np.where(rest > 0, 1.0, 0.0)),
        constraints=LinearConstraint(system.relations, -fixed, -fixed),
    )
    if found.status != 0:
        raise DataError(f"There is no rounding to base {base} in which the table still adds up.")
    return base * (below + np.round(found.x))
