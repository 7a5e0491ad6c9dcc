"""The tables of a fitted nest, in the units of the data."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import polars as pl
from numpy.typing import NDArray

from toolkit.columns import Array
from toolkit.models.value_added._design import Design
from toolkit.models.value_added._deviance import Nest
from toolkit.models.value_added._effects import Effects, lower_effects, root, upper_effects
from toolkit.models.value_added._fitting import Fit
from toolkit.models.value_added._moments import Moments
from toolkit.models.value_added._profile import interval
from toolkit.models.value_added._variances import objective

EFFECTS = ["level", "unit", "effect", "se_comparative", "se_diagnostic", "se_prediction", "n"]


def coefficients(fitted: Fit, design: Design) -> pl.DataFrame:
    """Return term, estimate, se."""
    back = design.back
    estimate = back @ fitted.coefficients
    estimate[0] += design.centre[-1]
    se = root(np.diag(back @ fitted.covariance @ back.T))
    return pl.DataFrame({"term": ["intercept", *design.terms[1:-1]], "estimate": estimate, "se": se})


def covariance_of_units(fitted: Fit, design: Design, slopes: tuple[str, ...]) -> Array:
    """Return G for the raw columns, shape (q, q)."""
    turn = _turn(design, slopes)
    return np.asarray(turn @ fitted.variances.g @ turn.T, dtype=np.float64)


def variances(
    fitted: Fit, design: Design, levels: tuple[str, ...], slopes: tuple[str, ...], quantile: float | None
) -> pl.DataFrame:
    """Return level, term, variance, lower, upper; the ends are null when `quantile` is None."""
    g = covariance_of_units(fitted, design, slopes)
    unit = design.scale[-1] ** 2
    rows = [(levels[0], term, g[k, k]) for k, term in enumerate(["intercept", *slopes])]
    rows += [(level, "intercept", fitted.variances.upper * unit) for level in levels[1:]]
    rows += [("residual", "residual", fitted.variances.s * unit)]
    ends = [(None, None)] * len(rows) if quantile is None else _ends(fitted, design, levels, slopes, quantile)
    return pl.DataFrame(
        [(*row, *end) for row, end in zip(rows, ends, strict=True)],
        schema={
            "level": pl.String,
            "term": pl.String,
            "variance": pl.Float64,
            "lower": pl.Float64,
            "upper": pl.Float64,
        },
        orient="row",
    )


def effects(
    fitted: Fit, design: Design, found: Moments, levels: tuple[str, ...], slopes: tuple[str, ...]
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return the effects on the intercept, of every level, and those on the slopes (the same columns with `term`)."""
    own = raw_effects(fitted, design, slopes)
    units = found.keys[levels[0]]
    parts = [_effects_table(levels[0], units, own, 0, found.n)]
    if fitted.nest.starts is not None:
        starts = fitted.nest.starts
        upper = _scaled(upper_effects(fitted.solved, fitted.variances), np.full((1, 1), design.scale[-1]))
        parts.append(
            _effects_table(levels[1], found.keys[levels[1]].gather(starts), upper, 0, np.add.reduceat(found.n, starts))
        )
    tilts = [
        _effects_table(levels[0], units, own, k, found.n).insert_column(2, pl.lit(name).alias("term"))
        for k, name in enumerate(slopes, start=1)
    ]
    empty = parts[0].clear().insert_column(2, pl.lit(None, pl.String).alias("term"))
    return pl.concat(parts), pl.concat([empty, *tilts])


def raw_effects(fitted: Fit, design: Design, slopes: tuple[str, ...]) -> Effects:
    """Return the effects of the lowest level for the raw columns: intercept, then slopes."""
    return _scaled(lower_effects(fitted.solved, fitted.variances), _turn(design, slopes))


def _scaled(found: Effects, turn: Array) -> Effects:
    parts = (turn @ part @ turn.T for part in (found.comparative, found.diagnostic, found.prediction))
    return Effects(found.effect @ turn.T, *parts)


def _turn(design: Design, slopes: tuple[str, ...]) -> Array:
    z = [0, *(design.terms.index(name) for name in slopes)]
    return np.asarray(design.back[np.ix_(z, z)], dtype=np.float64)


def _effects_table(level: str, units: pl.Series, found: Effects, k: int, n: NDArray[np.int64]) -> pl.DataFrame:
    return pl.DataFrame(
        {
            "level": pl.Series([level] * len(units), dtype=pl.String),
            "unit": units.cast(pl.String),
            "effect": found.effect[:, k],
            "se_comparative": root(found.comparative[:, k, k]),
            "se_diagnostic": root(found.diagnostic[:, k, k]),
            "se_prediction": root(found.prediction[:, k, k]),
            "n": pl.Series(n, dtype=pl.Int64),
        }
    )


def _ends(
    fitted: Fit, design: Design, levels: tuple[str, ...], slopes: tuple[str, ...], quantile: float
) -> list[tuple[float, float]]:
    top, form = fitted.minimum, fitted.form
    steps = np.sqrt(2 / np.maximum(np.diag(top.hessian), 1e-12))
    ends = []
    for k in range(form.q if slopes else 0):
        nest, point, size = _first(fitted, design, slopes, k)
        low, high = interval(objective(nest, form), replace(top, point=point), 0, True, 0.2 * point[0], quantile)
        ends.append((low * size, high * size))
    goal = objective(fitted.nest, form)
    for place in range(form.q * (form.q + 1) // 2 if slopes else 0, top.point.size):
        low, high = interval(goal, top, place, place in form.roots, float(steps[place]), quantile)
        ends.append((low * design.scale[-1], high * design.scale[-1]))
    return [(low**2, high**2) for low, high in ends]


def _first(fitted: Fit, design: Design, slopes: tuple[str, ...], k: int) -> tuple[Nest, Array, float]:
    """Turn z so that the raw term k comes first: its standard deviation is then the first parameter by itself."""
    z = [0, *(design.terms.index(name) for name in slopes)]
    order = [k, *(i for i in range(len(z)) if i != k)]
    turn = (_turn(design, slopes) * (design.scale[z] / design.scale[-1])[:, None])[order]
    back = np.linalg.inv(turn)
    nest = replace(
        fitted.nest,
        gram=back.T @ fitted.nest.gram @ back,
        cross=back.T @ fitted.nest.cross,
        ones=turn @ fitted.nest.ones,
    )
    point = fitted.form.pack(replace(fitted.variances, g=turn @ fitted.variances.g @ turn.T))
    return nest, point, float(design.scale[-1] / design.scale[z[k]])


def correlations(fitted: Fit, design: Design, slopes: tuple[str, ...]) -> pl.DataFrame:
    """Return term_a, term_b, covariance, correlation (null where a variance is 0) of the effects of the lowest level."""
    g = covariance_of_units(fitted, design, slopes)
    names = ["intercept", *slopes]
    rows = []
    for a in range(len(names)):
        for b in range(a):
            size = float(np.sqrt(g[a, a] * g[b, b]))
            rows.append((names[b], names[a], float(g[a, b]), float(g[a, b]) / size if size > 0 else None))
    schema = {"term_a": pl.String, "term_b": pl.String, "covariance": pl.Float64, "correlation": pl.Float64}
    return pl.DataFrame(rows, schema=schema, orient="row")


def joined_effects(
    effects: pl.DataFrame, tilts: pl.DataFrame, found: Moments, levels: tuple[str, ...], mean: str
) -> pl.DataFrame:
    """Return one row a unit of the lowest level: keys, `<level> effect`, `<slope> effect`, and the school means in use."""
    table = found.keys.with_columns(_key=pl.col(levels[0]).cast(pl.String))
    for level in levels:
        own = effects.filter(level=level).select(_unit="unit", **{f"{level} effect": "effect"})
        table = table.join(own, left_on=pl.col(level).cast(pl.String), right_on="_unit", how="left")
    for (term,), part in tilts.partition_by("term", as_dict=True).items():
        table = table.join(part.select(_key="unit", **{f"{term} effect": "effect"}), on="_key", how="left")
    for k, name in enumerate(found.terms):
        if name.endswith(mean):
            column = found.cross[:, 0, k] / found.weight + found.centre[k]
            keys = found.keys.with_columns(pl.Series(name, column))
            table = table.join(keys, on=list(levels), how="left")
    return table.drop("_key")
