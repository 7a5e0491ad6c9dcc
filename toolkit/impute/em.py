"""Conditional means of a multivariate normal distribution, fitted by the EM algorithm."""

from __future__ import annotations

import numpy as np
import polars as pl

from toolkit.columns import Array
from toolkit.impute._base import ModelImputer
from toolkit.impute._normal import fit_normal


class ExpectationMaximisation(ModelImputer):
    """Fill a gap with its conditional mean given what the unit has, under the best-fitting multivariate normal.

    Mean mu and covariance S are the maximum-likelihood estimates from all values, units with gaps included; then
    filled = mu_m + S_mo S_oo^-1 (x_o - mu_o), m the missing and o the observed indicators of the unit. Right when gaps
    depend on observed values only (missing at random).

    Parameters
    ----------
    tolerance : float
        Stop when no mean and no covariance (of standardised indicators) moves by more than this.
    rounds : int
        Greatest number of rounds; without convergence there is a warning.

    Notes
    -----
    With fewer units than indicators the covariance is singular and the fit too good to be true: use `knn` or `row_mean`.
    The normal has no bounds: a filled share may lie beyond 0 or 100. Two indicators that no unit has together are taken as independent given the rest.

    References
    ----------
    Dempster, A. P., Laird, N. M. and Rubin, D. B. (1977), Maximum likelihood from incomplete data via the EM algorithm,
    Journal of the Royal Statistical Society B 39(1), 1-38, doi:10.1111/j.2517-6161.1977.tb01600.x.

    Examples
    --------
    >>> units = [[1.0, 10.0], [2.0, 20.0], [3.0, 30.0], [4.0, float("nan")]]
    >>> ExpectationMaximisation().fit_transform(units)[3].round(3).tolist()
    [4.0, 40.0]
    """

    def __init__(self, *, tolerance: float = 1e-6, rounds: int = 1000) -> None:
        self.tolerance = tolerance
        self.rounds = rounds

    def _learn_standard(self, z: Array, keys: pl.DataFrame | None) -> None:
        self.model_ = fit_normal(z[~np.isnan(z).all(axis=1)], self.tolerance, self.rounds)

    def _predict_standard(self, z: Array, keys: pl.DataFrame | None) -> Array:
        return self.model_.expected(z)
