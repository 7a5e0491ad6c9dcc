"""Random little nests: pupils in schools in groups, sizes uneven, a predictor that goes with the school."""

import numpy as np
import polars as pl


def nest(seed, schools=7, groups=3, pupils=6, upper=0.5, school=0.8, slope=0.3, noise=1.0):
    rng = np.random.default_rng(seed)
    unit = np.repeat(np.arange(schools), rng.integers(1, pupils + 1, schools))
    unit = np.append(unit, np.arange(schools))  # no school is empty, one has two pupils at least
    group = np.arange(schools) % groups
    u, v = school * rng.standard_normal(schools), upper * rng.standard_normal(groups)
    x = 50 + 10 * (rng.standard_normal(unit.size) + u[unit])
    w = rng.integers(0, 2, unit.size)
    tilt = slope * rng.standard_normal(schools)
    y = (
        300
        + 4 * x
        + 5 * w
        + 40 * (u[unit] + v[group[unit]])
        + tilt[unit] * x
        + 40 * noise * rng.standard_normal(unit.size)
    )
    return pl.DataFrame(
        {"school": [f"s{k}" for k in unit], "group": [f"g{k}" for k in group[unit]], "before": x, "girl": w, "after": y}
    )
