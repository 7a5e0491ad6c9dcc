"""Post-stratification: a mean put together from strata whose sizes are known."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import polars as pl

from toolkit.arguments import check_coverage, need_columns
from toolkit.errors import DataError
from toolkit.surveys.design import Estimate


def poststratified_mean(
    frame: pl.DataFrame, value: str, stratum: str, totals: Mapping[Any, float], *, coverage: float = 0.95
) -> Estimate:
    """Return the mean of the strata's means, weighted by their known sizes, with its standard error.

    ȳ = Σ W_h ȳ_h with W_h = N_h/N; variance Σ W_h² s_h²/n_h, given the n_h that were reached (the one that fits the sample
    at hand; Holt and Smith 1979). Degrees of freedom by Satterthwaite.

    Parameters
    ----------
    frame : polars.DataFrame
        One row a respondent.
    value, stratum : str
        Columns; rows without a value are left out.
    totals : mapping of stratum to size
        Known sizes N_h; every stratum of the frame needs one, and every stratum two respondents.
    coverage : float
        Of the interval, estimate ± t se.

    References
    ----------
    Holt, D. and Smith, T. M. F. (1979), Post stratification, doi:10.2307/2344652. Cochran, W. G. (1977), Sampling Techniques,
    section 5A.9.

    Examples
    --------
    >>> answers = pl.DataFrame({"grade": ["7", "7", "8", "8", "8"], "satisfied": [1, 0, 1, 1, 0]})
    >>> round(poststratified_mean(answers, "satisfied", "grade", {"7": 300, "8": 100}).estimate, 4)
    0.5417
    """
    from scipy.special import stdtrit

    need_columns(frame, value, stratum)
    check_coverage(coverage)
    rows = frame.select(h=pl.col(stratum), y=pl.col(value).cast(pl.Float64).fill_nan(None)).filter(
        pl.col("y").is_not_null()
    )
    each = {h: rows.filter(pl.col("h") == h)["y"].sort().to_numpy() for h in rows["h"].drop_nulls().unique().sort()}
    _check(rows, each, totals, stratum)
    whole = float(sum(totals[h] for h in each))
    share = np.array([totals[h] / whole for h in each])
    means, size = np.array([y.mean() for y in each.values()]), np.array([y.size for y in each.values()])
    parts = share**2 * np.array([y.var(ddof=1) for y in each.values()]) / size
    variance, estimate = float(parts.sum()), float(share @ means)
    df = variance**2 / float((parts**2 / (size - 1)).sum()) if variance > 0 else float(size.sum() - size.size)
    half = float(stdtrit(df, (1 + coverage) / 2)) * np.sqrt(variance)
    y, w = np.concatenate(list(each.values())), np.repeat(share / size, size)
    simple = float(np.dot(w, (y - estimate) ** 2)) / (y.size - 1)
    effect = variance / simple if simple > 0 else np.nan
    return Estimate(estimate, float(np.sqrt(variance)), estimate - half, estimate + half, int(df), effect, y.size)


def _check(rows: pl.DataFrame, each: Mapping[Any, Any], totals: Mapping[Any, float], stratum: str) -> None:
    if rows["h"].null_count():
        raise DataError(f"{rows['h'].null_count()} respondents have no {stratum!r}: leave them out, or give them one.")
    for h, y in each.items():
        if h not in totals or not 0 < totals[h] < np.inf:
            raise DataError(f"{stratum}={h!r} has respondents but no known size above 0.")
        if y.size < 2:
            raise DataError(f"{stratum}={h!r} has one respondent: join it to another stratum.")
    for h, total in totals.items():
        if h not in each:
            raise DataError(f"{stratum}={h!r} has {total:g} people but no respondents: join it to another stratum.")
