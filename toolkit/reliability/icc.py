"""Intraclass correlations of raters."""

from __future__ import annotations

import numpy as np
import polars as pl

from toolkit.arguments import check_coverage
from toolkit.columns import Array
from toolkit.errors import DataError, unknown
from toolkit.reliability._items import complete, number
from toolkit.structure._input import Values, table

ICC_FORMS = ("ICC(1,1)", "ICC(2,1)", "ICC(3,1)", "ICC(1,k)", "ICC(2,k)", "ICC(3,k)")


class Icc(float):
    """An intraclass correlation as a number.

    Attributes
    ----------
    lower, upper : float
        Interval.
    form : str
        Which of the six.
    mean_squares : polars.DataFrame
        source (subjects, raters, error, within), df, mean_square.
    subjects, raters : int
        Subjects that every rater rated, and raters; the other subjects are left out.
    """

    lower: float
    upper: float
    form: str
    mean_squares: pl.DataFrame
    subjects: int
    raters: int


def icc(ratings: Values, form: str = "ICC(2,1)", *, coverage: float = 0.95) -> Icc:
    """Return the intraclass correlation of raters.

    With mean squares of subjects MSB, within subjects MSW, of raters MSJ and of error MSE, n subjects, k raters:
    ICC(1,1) = (MSB - MSW)/(MSB + (k-1) MSW), every subject has raters of its own; ICC(2,1) = (MSB - MSE)/(MSB + (k-1) MSE +
    k (MSJ - MSE)/n), the raters are a sample and their severity counts as disagreement; ICC(3,1) = (MSB - MSE)/(MSB +
    (k-1) MSE), these raters alone, severity left out. (.,k) is that of the mean of the k raters. An estimate can be
    negative: raters then agree less than by chance.

    Parameters
    ----------
    ratings : array or polars.DataFrame, shape (subjects, raters)
        Numbers; a subject that one rater left out is left out (`raters` uses all of them).
    form : str
        One of `ICC_FORMS`.
    coverage : float
        Of the interval, between 0 and 1.

    References
    ----------
    Shrout, P. E. and Fleiss, J. L. (1979), doi:10.1037/0033-2909.86.2.420. McGraw, K. O. and Wong, S. P. (1996),
    doi:10.1037/1082-989X.1.1.30 (intervals).

    Examples
    --------
    >>> lessons = [[9, 2, 5, 8], [6, 1, 3, 2], [8, 4, 6, 8], [7, 1, 2, 6], [10, 5, 6, 9], [6, 2, 4, 7]]
    >>> found = icc(lessons, "ICC(2,1)")
    >>> round(found, 2), round(found.lower, 2), round(found.upper, 2)
    (0.29, 0.02, 0.76)
    """
    if form not in ICC_FORMS:
        raise unknown("form", form, ICC_FORMS)
    check_coverage(coverage)
    x = complete(table(ratings)).values
    n, k = x.shape
    squares = mean_squares(x)
    if not np.ptp(x) > 0:
        raise DataError("All ratings are equal: agreement beyond chance is not defined.")
    single, lower, upper = _SINGLE[form[:5]](squares, n, k, (1 + coverage) / 2)
    values = [single, lower, upper] if form.endswith("1)") else [_mean_of(v, k) for v in (single, lower, upper)]
    frame = pl.DataFrame(
        {
            "source": ["subjects", "within", "raters", "error"],
            "df": [n - 1, n * (k - 1), k - 1, (n - 1) * (k - 1)],
            "mean_square": list(squares),
        }
    )
    facts = {"form": form, "mean_squares": frame, "subjects": n, "raters": k}
    return number(Icc, values[0], lower=values[1], upper=values[2], **facts)


def mean_squares(x: Array) -> tuple[float, float, float, float]:
    """Return the mean squares of subjects, within subjects, of raters and of error of a complete table."""
    n, k = x.shape
    subjects, raters = x.mean(axis=1), x.mean(axis=0)
    rest = x - subjects[:, None]
    between = k * float(np.sum((subjects - x.mean()) ** 2))
    within = float(np.sum(rest**2))
    error = float(np.sum((rest - raters + x.mean()) ** 2))
    severity = n * float(np.sum((raters - x.mean()) ** 2))
    return between / (n - 1), within / (n * (k - 1)), severity / (k - 1), error / ((n - 1) * (k - 1))


def _mean_of(single: float, k: int) -> float:
    """Spearman-Brown; minus infinity for the least correlation that k raters can have."""
    below = 1 + (k - 1) * single
    return k * single / below if below > 0 else -np.inf


def _ratio(over: float, under: float) -> float:
    return over / under if under > 0 else np.inf


def _share(f: float, k: int) -> float:
    return (f - 1) / (f + k - 1) if np.isfinite(f) else 1.0


def _one_way(squares: tuple[float, float, float, float], n: int, k: int, p: float) -> tuple[float, float, float]:
    from scipy.special import fdtri

    f = _ratio(squares[0], squares[1])
    lower = f / float(fdtri(n - 1, n * (k - 1), p))
    upper = f * float(fdtri(n * (k - 1), n - 1, p))
    return _share(f, k), _share(lower, k), _share(upper, k)


def _two_way_random(squares: tuple[float, float, float, float], n: int, k: int, p: float) -> tuple[float, float, float]:
    from scipy.special import fdtri

    msb, _, msj, mse = squares
    value = (msb - mse) / (msb + (k - 1) * mse + k * (msj - mse) / n)
    if mse == 0:
        return value, np.nan, np.nan
    a, b = k * value * msj / mse, n * (1 + (k - 1) * value) - k * value
    v = (k - 1) * (n - 1) * (a + b) ** 2 / ((n - 1) * a**2 + b**2)  # Satterthwaite
    rest = k * msj + (k * n - k - n) * mse
    high, low = float(fdtri(n - 1, v, p)), float(fdtri(v, n - 1, p))
    lower = n * (msb - high * mse) / (high * rest + n * msb)
    return value, lower, n * (low * msb - mse) / (rest + n * low * msb)


def _two_way_mixed(squares: tuple[float, float, float, float], n: int, k: int, p: float) -> tuple[float, float, float]:
    from scipy.special import fdtri

    f, other = _ratio(squares[0], squares[3]), (n - 1) * (k - 1)
    lower, upper = f / float(fdtri(n - 1, other, p)), f * float(fdtri(other, n - 1, p))
    return _share(f, k), _share(lower, k), _share(upper, k)


_SINGLE = {"ICC(1": _one_way, "ICC(2": _two_way_random, "ICC(3": _two_way_mixed}
