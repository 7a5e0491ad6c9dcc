"""Who is severe: raters and lessons crossed in any pattern, by a mixed model."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from toolkit.arguments import need_columns
from toolkit.columns import Array
from toolkit.errors import DataError

if TYPE_CHECKING:
    from toolkit.reliability._crossed import Codes, Crossed


@dataclass(frozen=True)
class Raters:
    """Raters and what they rated.

    Attributes
    ----------
    mean : float
        Overall level.
    variances : polars.DataFrame
        source (unit, rater, residual), variance.
    severity : polars.DataFrame
        rater, severity (points that this rater gives less than the average rater; shrunken), se, n, component.
    units : polars.DataFrame
        unit, raw (mean of its ratings), fair (as the average rater would have rated it; shrunken), se, n, component.
    reliability : float
        Share of the variance of one rating that is the unit's: σ²_unit/(σ²_unit + σ²_rater + σ²_residual).
    components : int
        Parts of the design that no rater connects; severity is compared across them only by supposing that their raters
        are one sample.
    log_likelihood : float
        Restricted.
    """

    mean: float
    variances: pl.DataFrame
    severity: pl.DataFrame
    units: pl.DataFrame
    reliability: float
    components: int
    log_likelihood: float


def raters(frame: pl.DataFrame, *, unit: str = "lesson", rater: str = "rater", score: str = "score") -> Raters:
    """Return the severity of raters and what each lesson would have got from the average rater.

    y = μ + u_unit + v_rater + e with normal u, v, e, variances by restricted maximum likelihood, u and v by their posterior
    means. A rater need not rate every lesson, but raters must meet: see `components`. A variance can come out as 0: then
    the data show no severity, and every severity is 0.

    Parameters
    ----------
    frame : polars.DataFrame
        Long, one row a rating.
    unit, rater, score : str
        Columns. Rows with a gap in one of them are left out.

    Raises
    ------
    DataError
        Fewer than two raters or units, as many units as ratings, or ratings without spread.

    References
    ----------
    Bates, D. et al. (2015), Fitting linear mixed-effects models using lme4, doi:10.18637/jss.v067.i01. Engelhard, G. (1994),
    Examining rater errors in the assessment of written composition with a many-faceted Rasch model,
    doi:10.1111/j.1745-3984.1994.tb00436.x (severity).

    Examples
    --------
    >>> rows = [("a", "Li", 2.0), ("a", "Wu", 4.0), ("b", "Li", 5.0), ("b", "Wu", 6.0), ("c", "Li", 8.0), ("c", "Wu", 9.0)]
    >>> found = raters(pl.DataFrame(rows, schema=["lesson", "rater", "score"], orient="row"))
    >>> found.severity.select("rater", pl.col("severity").round(2)).rows()
    [('Li', 0.62), ('Wu', -0.62)]
    """
    from toolkit.reliability._crossed import estimate

    need_columns(frame, unit, rater, score)
    rows = frame.select(unit=pl.col(unit), rater=pl.col(rater), score=pl.col(score).cast(pl.Float64).fill_nan(None))
    rows = rows.drop_nulls().sort("unit", "rater", "score")
    units, codes_u = _coded(rows["unit"])
    names, codes_v = _coded(rows["rater"])
    if len(units) < 2 or len(names) < 2 or rows.height <= max(len(units), len(names)):
        told = f"{rows.height} ratings of {len(units)} units by {len(names)} raters"
        raise DataError(f"{told}: at least two of both are needed, and units that more than one rater rated.")
    y = rows["score"].to_numpy()
    if not np.ptp(y) > 0:
        raise DataError("All ratings are equal: there is nothing to tell raters and units apart by.")
    found = estimate(y, codes_u, codes_v)
    return _tables(found, units, names, y, codes_u, codes_v)


def _coded(column: pl.Series) -> tuple[pl.Series, Codes]:
    names = column.unique().sort()
    return names, column.rank("dense").to_numpy().astype(np.int64) - 1


def _tables(found: Crossed, units: pl.Series, names: pl.Series, y: Array, u: Codes, v: Codes) -> Raters:
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    size = len(units) + len(names)
    links = coo_array((np.ones(y.size), (u, v + len(units))), shape=(size, size))
    parts, label = connected_components(links, directed=False)
    counts_u, counts_v = np.bincount(u, minlength=len(units)), np.bincount(v, minlength=len(names))
    severity = {"rater": names, "severity": -found.rater + 0.0, "se": found.rater_se, "n": counts_v}
    rated = {"unit": units, "raw": np.bincount(u, weights=y) / counts_u, "fair": found.mean + found.unit}
    variances = [found.unit_variance, found.rater_variance, found.residual]
    return Raters(
        mean=found.mean,
        variances=pl.DataFrame({"source": ["unit", "rater", "residual"], "variance": variances}),
        severity=pl.DataFrame({**severity, "component": label[len(units) :].astype(np.int64)}),
        units=pl.DataFrame(
            {**rated, "se": found.unit_se, "n": counts_u, "component": label[: len(units)].astype(np.int64)}
        ),
        reliability=found.unit_variance / sum(variances),
        components=int(parts),
        log_likelihood=found.log_likelihood,
    )
