"""Likelihood and explained variance, in the units of the data."""

from __future__ import annotations

import numpy as np

from toolkit.models.value_added._design import Design
from toolkit.models.value_added._fitting import Fit


def log_likelihood(fitted: Fit, design: Design) -> float:
    """Return log L: scaling the outcome by c adds (N − p) log c, scaling a predictor log c under REML."""
    deviance = fitted.minimum.value + 2 * fitted.nest.free * np.log(design.scale[-1])
    if fitted.nest.reml:
        used = fitted.nest.total.shape[0] - 1
        deviance += 2 * float(np.log(design.scale[:used]).sum())
    return float(-deviance / 2)


def explained(fitted: Fit, design: Design) -> tuple[float, float]:
    """Return marginal and conditional R² (Nakagawa & Schielzeth 2013; with slopes Johnson 2014, doi:10.1111/2041-210X.12225).

    With known errors of measurement the predictors count without them.
    """
    total = design.total / design.total[0, 0]
    b = fitted.coefficients[1:]
    fixed = float(b @ (total[1:-1, 1:-1] - fitted.error[1:, 1:]) @ b)
    mean = fitted.nest.gram.sum(axis=0) / fitted.nest.size
    units = float((fitted.variances.g * mean).sum()) + fitted.variances.upper
    whole = fixed + units + fitted.variances.s
    return fixed / whole, (fixed + units) / whole
