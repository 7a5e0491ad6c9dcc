"""Likelihood and explained variance, in the units of the data."""

from __future__ import annotations

import numpy as np

from toolkit.columns import Array
from toolkit.models.value_added._design import Design
from toolkit.models.value_added._deviance import Nest
from toolkit.models.value_added._fitting import Fit


def log_likelihood(fitted: Fit, design: Design) -> float:
    """Return log L of a nested model in the units of the data."""
    used = fitted.nest.total.shape[0] - 1
    return in_units(fitted.minimum.value, fitted.nest, design.scale[:used], design.scale[-1])


def in_units(deviance: float, nest: Nest, scales: Array, unit: float) -> float:
    """Return log L from −2 log L of standard columns: an outcome scaled by c adds (N − p) log c, a predictor log c under REML."""
    whole = deviance + 2 * nest.free * np.log(unit)
    return float(-(whole + (2 * np.log(scales).sum() if nest.reml else 0.0)) / 2)


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
