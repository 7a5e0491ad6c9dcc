"""How far a linked scale may be off as a whole, because other common items would have given another link."""

from __future__ import annotations

import numpy as np
import polars as pl

from toolkit.errors import DataError
from toolkit.models.item_response.linking import link


def linking_error(
    old: pl.DataFrame, new: pl.DataFrame, *, at: float = 0.0, method: str = "stocking_lord", family: str = "graded"
) -> float:
    """Return the standard error of a value of the new scale brought to the old one, by a jackknife over common items.

    With f_j the value slope x at + intercept of the link without item j, and J common items,
    error² = (J - 1)/J Σ (f_j - f)², f their mean. Items of several thresholds leave as a whole. With slope 1 and `mean_mean`
    this is the linking error of PISA, the standard deviation of the shifts of items over √J.

    It is shared by everybody on the scale: add its square to the variance of a change between two years, once, and never to
    the errors of single persons or schools, or of differences within a year.

    Parameters
    ----------
    old, new : polars.DataFrame
        `items_` of two fits.
    at : float
        Place on the new scale, such as the mean of the new year.
    method, family : str
        As in `link`.

    Raises
    ------
    DataError
        Fewer than three common items.

    References
    ----------
    OECD (2024), PISA 2022 Technical Report, chapter on scaling: link error. Kolen, M. J. and Brennan, R. L. (2014), Test
    equating, scaling, and linking, doi:10.1007/978-1-4939-0317-7.

    Examples
    --------
    >>> old = pl.DataFrame({"item": ["A", "B", "C"], "discrimination": 1.0, "difficulty": [-1.0, 0.0, 1.0]})
    >>> new = old.with_columns(difficulty=pl.Series([-1.3, -0.2, 0.8]))
    >>> round(linking_error(old, new, method="mean_mean"), 4)
    0.0333
    """
    common = link(old, new, method=method, family=family).items
    if len(common) < 3:
        raise DataError(f"{len(common)} common items: the error of a link needs at least three.")
    without = [link(old.filter(pl.col("item") != name), new, method=method, family=family) for name in common]
    values = np.array([one.slope * at + one.intercept for one in without])
    return float(np.sqrt((values.size - 1) * values.var()))
