"""Borderline group: the median score of those whom judges place right at the border."""

from __future__ import annotations

import numpy as np
import polars as pl

from toolkit.columns import Array
from toolkit.cutscores._result import CutScore, checked
from toolkit.errors import DataError

LEAST = 5


def borderline_group(sheet: pl.DataFrame) -> CutScore:
    """Return the median score of the borderline persons, with the standard error of Maritz and Jarrett.

    That error is the one of the bootstrap without its noise (nearly so for an even number of persons): with W_i = I(i/n; m, n-m+1) - I((i-1)/n; m, n-m+1), I the
    incomplete beta function and m = (n + 1) / 2, the variance is sum W_i x_(i)^2 - (sum W_i x_(i))^2.

    Parameters
    ----------
    sheet : polars.DataFrame
        score: one row a borderline person, at least five.

    References
    ----------
    Maritz & Jarrett (1978), J. Am. Stat. Assoc. 73:194-196, doi:10.1080/01621459.1978.10480027.
    Livingston & Zieky (1982), Passing Scores.

    Examples
    --------
    >>> cut = borderline_group(pl.DataFrame({"score": [52.0, 55.0, 57.0, 58.0, 63.0]}))
    >>> cut.cut, round(cut.se, 2)
    (57.0, 2.19)
    """
    table = checked(sheet, ("score",), ())
    if table.height < LEAST:
        raise DataError(f"{table.height} borderline persons are too few for a median with an error (at least {LEAST}).")
    x = np.sort(table["score"].cast(pl.Float64).to_numpy())
    parts = pl.DataFrame({"group": ["borderline"], "n": [x.size], "mean": [float(x.mean())]})
    return CutScore(float(np.median(x)), _error_of_median(x), "borderline_group", int(x.size), parts)


def _error_of_median(x: Array) -> float:
    from scipy.special import betainc

    n = x.size
    m = (n + 1) / 2
    weights = np.diff(betainc(m, n - m + 1, np.arange(n + 1) / n))
    mean = weights @ x
    return float(np.sqrt(weights @ (x - mean) ** 2))
