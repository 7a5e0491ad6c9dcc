"""A multivariate normal distribution fitted to a table with gaps (EM), and what it says of the gaps of a row."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from toolkit.columns import Array, deviations
from toolkit.impute._base import Mask

SINGULAR = 1e-10
"""Eigenvalues below this share of the greatest one count as zero when a covariance is inverted."""


@dataclass(frozen=True)
class Normal:
    """Mean, shape (indicators,), and covariance, shape (indicators, indicators)."""

    mean: Array
    covariance: Array

    def given(self, missing: Mask) -> tuple[Array, Array]:
        """Return regression coefficients of the missing on the present indicators, and their residual covariance."""
        present = ~missing
        across = self.covariance[np.ix_(missing, present)]
        slope = across @ np.linalg.pinv(self.covariance[np.ix_(present, present)], rcond=SINGULAR, hermitian=True)
        residual = self.covariance[np.ix_(missing, missing)] - slope @ across.T
        return slope, (residual + residual.T) / 2

    def expected(self, values: Array) -> Array:
        """Return values with every gap at its conditional mean given what the row has."""
        filled = values.copy()
        for missing, rows in patterns(values):
            slope, _ = self.given(missing)
            known = values[rows][:, ~missing] - self.mean[~missing]
            filled[np.ix_(rows, missing)] = self.mean[missing] + known @ slope.T
        return filled


def patterns(values: Array) -> Iterator[tuple[Mask, np.ndarray]]:
    """Yield every pattern of gaps with the rows that have it, those without a gap left out."""
    masks, which = np.unique(np.isnan(values), axis=0, return_inverse=True)
    for i, missing in enumerate(masks):
        if missing.any():
            yield missing, np.flatnonzero(which.reshape(-1) == i)


def fit_normal(values: Array, tolerance: float, rounds: int, unseen: Array | None = None) -> Normal:
    """Return the maximum-likelihood mean and covariance (divisor n) of rows that each have at least one value.

    E step: gaps at their conditional means, with the conditional covariance added to the cross products. M step: mean and
    covariance of the result. The start is the mean and variance of what is present, without correlation; columns are
    expected to be standardised, and one without any value keeps mean 0 and its variance in `unseen` (1 by default).
    """
    mean, sd = deviations(values, ddof=0)
    model = Normal(np.nan_to_num(mean), np.diag(np.where(np.isnan(sd), 1.0 if unseen is None else unseen, sd**2)))
    if len(values) == 0:
        return model
    for _ in range(rounds):
        new = _round(model, values)
        moved = max(np.abs(new.mean - model.mean).max(), np.abs(new.covariance - model.covariance).max())
        model = new
        if moved <= tolerance:
            return model
    from sklearn.exceptions import ConvergenceWarning

    text = f"EM moved by {moved:.1e} in round {rounds}, the last one: give more rounds, or leave out indicators."
    warnings.warn(text, ConvergenceWarning, stacklevel=2)
    return model


def _round(model: Normal, values: Array) -> Normal:
    filled = values.copy()
    extra = np.zeros(model.covariance.shape)
    for missing, rows in patterns(values):
        slope, residual = model.given(missing)
        known = values[rows][:, ~missing] - model.mean[~missing]
        filled[np.ix_(rows, missing)] = model.mean[missing] + known @ slope.T
        extra[np.ix_(missing, missing)] += len(rows) * residual
    mean = filled.mean(axis=0)
    away = filled - mean
    return Normal(mean, (away.T @ away + extra) / len(values))
