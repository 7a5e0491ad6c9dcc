"""Regression of every indicator on the others, round by round."""

from __future__ import annotations

import polars as pl

from toolkit.columns import Array
from toolkit.impute._base import ModelImputer


class Iterative(ModelImputer):
    """Fill gaps by regressing each indicator on all others, in turn, until the filled values settle.

    scikit-learn's `IterativeImputer` with Bayesian ridge regression on standardised indicators. One filled table, without
    noise and without bounds (a filled share may lie beyond 0 or 100): the spread of filled values is too small, as with every single imputation; see `multiple`.

    Parameters
    ----------
    rounds : int
        Greatest number of rounds over all indicators.
    tolerance : float
        Stop when no filled value moves by more than this share of the greatest absolute value.

    References
    ----------
    van Buuren, S. and Groothuis-Oudshoorn, K. (2011), mice: Multivariate Imputation by Chained Equations in R, Journal of
    Statistical Software 45(3), doi:10.18637/jss.v045.i03.

    Examples
    --------
    >>> units = [[1.0, 10.0], [2.0, 20.0], [4.0, 40.0], [5.0, 50.0]]
    >>> Iterative().fit(units).transform([[3.0, float("nan")]]).round(1).tolist()
    [[3.0, 30.0]]
    """

    def __init__(self, *, rounds: int = 50, tolerance: float = 1e-3) -> None:
        self.rounds = rounds
        self.tolerance = tolerance

    def _learn_standard(self, z: Array, keys: pl.DataFrame | None) -> None:
        from sklearn.experimental import enable_iterative_imputer  # noqa: F401
        from sklearn.impute import IterativeImputer

        if not self.used_.size:
            return
        self.model_ = IterativeImputer(max_iter=self.rounds, tol=self.tolerance, random_state=0).fit(z)

    def _predict_standard(self, z: Array, keys: pl.DataFrame | None) -> Array:
        return self.model_.transform(z)
