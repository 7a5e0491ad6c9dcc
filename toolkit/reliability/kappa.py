"""Agreement of raters on categories beyond chance: Cohen's kappa (weighted), Fleiss' kappa."""

from __future__ import annotations

from typing import Any, Literal

import numpy as np
import polars as pl
from numpy.typing import ArrayLike

from toolkit.arguments import check_coverage
from toolkit.columns import Array
from toolkit.errors import DataError, OptionError, unknown
from toolkit.reliability._items import number

WEIGHTS = ("linear", "quadratic")


class Kappa(float):
    """Kappa as a number.

    Attributes
    ----------
    se, lower, upper : float
        Standard error for an interval (not the smaller one for a test of 0), and the interval, estimate ± z se.
    observed, expected : float
        Agreement that was seen, and that chance would give.
    subjects : int
        Subjects with two ratings at least; the others are left out.
    categories : polars.DataFrame
        category, share (of all ratings).
    """

    se: float
    lower: float
    upper: float
    observed: float
    expected: float
    subjects: int
    categories: pl.DataFrame


def kappa(
    ratings: pl.DataFrame | ArrayLike,
    weights: Literal["linear", "quadratic"] | None = None,
    *,
    categories: list[Any] | None = None,
    coverage: float = 0.95,
) -> Kappa:
    """Return the agreement of raters beyond chance, (observed - expected)/(1 - expected).

    Two raters: Cohen's kappa, chance from each rater's own use of the categories; weights give credit to near misses,
    1 - |i - j|/(c - 1) or its square, over the categories in order. More raters: Fleiss' kappa, chance from the pooled use
    of the categories; subjects may have different numbers of ratings (each counts the same). Standard error: for two raters
    by the delta method, for more by the jackknife over subjects.

    Parameters
    ----------
    ratings : array or polars.DataFrame, shape (subjects, raters)
        Categories (numbers or texts); null or NaN where a rater did not rate.
    weights : "linear" or "quadratic", optional
        For two raters.
    categories : list, optional
        All categories in their order; by default those that occur, sorted. Weights depend on it.
    coverage : float
        Of the interval, between 0 and 1.

    References
    ----------
    Cohen, J. (1960), doi:10.1177/001316446002000104; (1968), doi:10.1037/h0026256. Fleiss, J. L. (1971),
    doi:10.1037/h0031619. Fleiss, J. L., Cohen, J. and Everitt, B. S. (1969), doi:10.1037/h0028106 (standard error). Unequal
    numbers of ratings: Gwet, K. L. (2014), Handbook of Inter-Rater Reliability, chapter 2.

    Examples
    --------
    >>> found = kappa([["A", "A"], ["A", "A"], ["B", "B"], ["B", "A"]])
    >>> found, found.observed, found.expected
    (0.5, 0.75, 0.5)
    """
    if weights is not None and weights not in WEIGHTS:
        raise unknown("weights", weights, WEIGHTS)
    check_coverage(coverage)
    codes, names = _coded(ratings, categories)
    if weights is not None and codes.shape[1] != 2:
        raise OptionError(f"weights={weights!r} is for two raters; there are {codes.shape[1]}: use icc.")
    codes = codes[(codes >= 0).sum(axis=1) >= 2]
    if codes.shape[0] < 2:
        raise DataError(f"{codes.shape[0]} subjects have two ratings: at least 2 are needed.")
    found = _cohen(codes, len(names), weights) if codes.shape[1] == 2 else _fleiss(codes, len(names))
    return _kappa(found, codes, names, coverage)


def _kappa(found: tuple[float, float, float, float], codes: Array, names: list[Any], coverage: float) -> Kappa:
    from scipy.special import ndtri

    value, se, observed, expected = found
    half = float(ndtri((1 + coverage) / 2)) * se
    share = np.bincount(codes[codes >= 0].astype(np.int64), minlength=len(names)) / (codes >= 0).sum()
    frame = pl.DataFrame({"category": pl.Series(names), "share": share})
    facts = {"observed": observed, "expected": expected, "subjects": codes.shape[0], "categories": frame}
    return number(Kappa, value, se=se, lower=value - half, upper=value + half, **facts)


def _coded(ratings: pl.DataFrame | ArrayLike, categories: list[Any] | None) -> tuple[Any, list[Any]]:
    """Return the number of each rating's category, -1 = none, and the categories in order."""
    frame = ratings if isinstance(ratings, pl.DataFrame) else pl.DataFrame(np.asarray(ratings))
    if frame.width < 2:
        raise OptionError(f"ratings has {frame.width} column: one column a rater, at least 2.")
    kinds = {"text" if d == pl.String else "number" if d.is_numeric() else str(d) for d in frame.dtypes if d != pl.Null}
    if len(kinds) > 1:
        raise OptionError(f"The raters' columns have different types ({', '.join(sorted(kinds))}): cast them to one.")
    frame = frame.with_columns(pl.all().cast(pl.Float64)) if kinds == {"number"} else frame.cast(pl.String)
    seen = sorted(
        {v for column in frame.iter_columns() for v in column.fill_nan(None).drop_nulls()}
        if kinds == {"number"}
        else {v for column in frame.iter_columns() for v in column.drop_nulls()}
    )
    names = seen if categories is None else [float(c) if kinds == {"number"} else str(c) for c in categories]
    strange = [v for v in seen if v not in names]
    if strange or len(set(names)) < len(names):
        raise OptionError(f"categories={categories!r} must hold every rating once; {strange[:3] or 'one is doubled'}.")
    if len(names) < 2:
        raise DataError("All ratings are the same category: agreement beyond chance is not defined.")
    index = {v: i for i, v in enumerate(names)}
    return np.array([[index.get(v, -1) for v in column] for column in frame.iter_columns()]).T, names


def _cohen(codes: Any, number_of: int, weights: str | None) -> tuple[float, float, float, float]:
    table = np.zeros((number_of, number_of))
    np.add.at(table, (codes[:, 0], codes[:, 1]), 1.0)
    p, n = table / table.sum(), codes.shape[0]
    apart = np.abs(np.subtract.outer(np.arange(number_of), np.arange(number_of))) / (number_of - 1)
    credit = np.eye(number_of) if weights is None else 1 - apart ** (1 if weights == "linear" else 2)
    row, column = p.sum(axis=1), p.sum(axis=0)
    observed, expected = float((credit * p).sum()), float(row @ credit @ column)
    if not expected < 1:
        raise DataError("Both raters use one and the same category: agreement beyond chance is not defined.")
    value = (observed - expected) / (1 - expected)
    spread = credit - ((credit @ column)[:, None] + (credit.T @ row)) * (1 - value)
    variance = float((p * spread**2).sum()) - (value - expected * (1 - value)) ** 2
    return value, float(np.sqrt(max(variance, 0.0) / n) / (1 - expected)), observed, expected


def _fleiss(codes: Any, number_of: int) -> tuple[float, float, float, float]:
    counts = np.stack([(codes == c).sum(axis=1) for c in range(number_of)], axis=1).astype(np.float64)
    each = counts.sum(axis=1)
    agreement = (counts * (counts - 1)).sum(axis=1) / (each * (each - 1))
    use, n = counts / each[:, None], codes.shape[0]
    observed, expected = float(agreement.mean()), float((use.mean(axis=0) ** 2).sum())
    if not expected < 1:
        raise DataError("All ratings are the same category: agreement beyond chance is not defined.")
    without = (use.sum(axis=0) - use) / (n - 1)
    chance = (without**2).sum(axis=1)
    seen = (agreement.sum() - agreement) / (n - 1)
    left = np.divide(seen - chance, 1 - chance, out=np.full(n, np.nan), where=chance < 1)
    se = float(np.sqrt((n - 1) / n * ((left - left.mean()) ** 2).sum()))
    return (observed - expected) / (1 - expected), se, observed, expected
