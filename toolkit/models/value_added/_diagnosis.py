"""Whether the search has found the top of the likelihood, and which variances lie on the boundary."""

from __future__ import annotations

import numpy as np
import polars as pl

from toolkit.models.value_added._deviance import deviance
from toolkit.models.value_added._fitting import Fit

FLAT = 1e-6
"""A Newton step that lowers −2 log L by less than this is none."""
ZERO = 1e-10
"""A variance below this share of the residual one is 0."""


def diagnose(fitted: Fit, levels: tuple[str, ...]) -> tuple[pl.DataFrame, tuple[str, ...]]:
    """Return the checks (check, value, passed, meaning) and the levels whose variance is 0."""
    v, minimum = fitted.variances, fitted.minimum
    _, slope, slope_upper, _, _ = deviance(fitted.nest, v.g, v.upper, v.s)
    values, vectors = np.linalg.eigh(v.g)
    null = vectors[:, values <= ZERO * v.s]
    rows = [
        (
            "decrement",
            minimum.decrement,
            minimum.decrement < FLAT,
            "a further Newton step would lower −2 log L by this",
        ),
        (
            "starts",
            max(minimum.starts) - minimum.value,
            minimum.value <= min(minimum.starts) + FLAT,
            f"−2 log L of the worst of {len(minimum.starts)} starts above the one that is reported",
        ),
        ("slopes", float(fitted.settled), fitted.settled, "1: slopes and variances have stopped moving one another"),
    ]
    boundary = []
    if null.size:
        steep = float(np.linalg.eigvalsh(null.T @ slope @ null)[0]) * v.s
        rows.append((f"boundary {levels[0]}", steep, steep >= -FLAT, _MEANING))
        boundary.append(levels[0])
    if len(levels) > 1 and v.upper <= ZERO * v.s:
        steep = slope_upper * v.s
        rows.append((f"boundary {levels[1]}", steep, steep >= -FLAT, _MEANING))
        boundary.append(levels[1])
    schema = {"check": pl.String, "value": pl.Float64, "passed": pl.Boolean, "meaning": pl.String}
    return pl.DataFrame(rows, schema=schema, orient="row"), tuple(boundary)


_MEANING = "slope of −2 log L at a variance of 0: not negative, so 0 is the estimate and not a search that got stuck"
