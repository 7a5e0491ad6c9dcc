"""Parameters as tables, and tables of given parameters read back."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from toolkit.columns import Array
from toolkit.errors import DataError, unknown
from toolkit.matrix import to_column
from toolkit.models.item_response._curves import Curves
from toolkit.models.item_response._parameters import Free, Parameters
from toolkit.models.item_response._responses import Items, Responses

Bools = NDArray[np.bool_]


def threshold_names(steps: int) -> list[str]:
    """Return the columns of the thresholds."""
    return ["difficulty"] if steps == 1 else [f"threshold_{k + 1}" for k in range(steps)]


def items_table(read: Responses, p: Parameters, free: Free, cov: Array) -> pl.DataFrame:
    """Return item, discrimination, thresholds b_k = -c_k / a, their standard errors by the delta method, and n."""
    steps = int(read.items.steps.max())
    a, c = p.slope[:, None], p.intercepts
    with np.errstate(divide="ignore", invalid="ignore"):
        b = np.where(a == 0, np.nan, -c / a)
    se_a, se_b = _item_errors(p, free, cov)
    names = threshold_names(steps)
    return pl.DataFrame(
        {
            "item": pl.Series(read.items.names, dtype=pl.String),
            "discrimination": p.slope,
            **{name: to_column(name, b[:, k]) for k, name in enumerate(names)},
            "se_discrimination": to_column("se", se_a),
            **{f"se_{name}": to_column(name, se_b[:, k]) for k, name in enumerate(names)},
            "n": (read.codes >= 0).sum(axis=0),
        }
    )


def _item_errors(p: Parameters, free: Free, cov: Array) -> tuple[Array, Array]:
    """Return standard errors of slopes and thresholds, NaN where given; a threshold -c/a moves with both."""
    of_slope, of_intercept = np.full(p.slope.shape, -1), np.full(p.intercepts.shape, -1)
    of_slope[free.slope] = np.arange(int(free.slope.sum()))
    of_intercept[free.intercepts] = int(free.slope.sum()) + np.arange(int(free.intercepts.sum()))
    se_a, se_b = np.full(p.slope.shape, np.nan), np.full(p.intercepts.shape, np.nan)
    for j, k in zip(*np.nonzero(free.intercepts), strict=True):
        a, c, at = p.slope[j], p.intercepts[j, k], of_intercept[j, k]
        variance = cov[at, at] / a**2
        if free.slope[j]:
            s = of_slope[j]
            se_a[j] = np.sqrt(cov[s, s])
            variance += cov[s, s] * c**2 / a**4 - 2 * cov[s, at] * c / a**3
        se_b[j, k] = np.sqrt(max(variance, 0.0)) if np.isfinite(variance) else np.nan
    return se_a, se_b


def groups_table(read: Responses, p: Parameters, free: Free, cov: Array) -> pl.DataFrame:
    """Return group, mean, sd, se_mean, se_sd, n; a standard error is null where the parameter sets the scale."""
    count = len(read.groups)
    before = int(free.slope.sum()) + int(free.intercepts.sum())
    se = np.sqrt(np.maximum(np.diag(cov)[before:], 0.0)) if cov.size else np.zeros(0)
    se_mean, se_sd = np.full(count, np.nan), np.full(count, np.nan)
    means = int(free.mean.sum())
    se_mean[free.mean] = se[:means]
    se_sd[free.sd] = p.sd[free.sd] * se[means:]
    return pl.DataFrame(
        {
            "group": pl.Series(read.groups, dtype=pl.String),
            "mean": p.mean,
            "sd": p.sd,
            "se_mean": to_column("se", se_mean),
            "se_sd": to_column("se", se_sd),
            "n": np.bincount(read.group, minlength=count),
        }
    )


def categories_table(read: Responses) -> pl.DataFrame:
    """Return item, category, value, n."""
    rows = []
    for j, (name, values) in enumerate(zip(read.items.names, read.items.categories, strict=True)):
        codes = read.codes[:, j]
        counts = np.bincount(codes[codes >= 0], minlength=len(values))
        rows += [(name, k, value, int(n)) for k, (value, n) in enumerate(zip(values, counts, strict=True))]
    schema = {"item": pl.String, "category": pl.Int64, "value": pl.Int64, "n": pl.Int64}
    return pl.DataFrame(rows, schema=schema, orient="row")


def item_parameters(table: pl.DataFrame) -> dict[str, tuple[float, Array]]:
    """Read a table of items: item -> (slope, thresholds)."""
    for column in ("item", "discrimination"):
        if column not in table.columns:
            raise unknown("column of a table of items", column, table.columns)
    columns = [c for c in table.columns if c == "difficulty" or c.startswith("threshold_")]
    columns.sort(key=lambda c: 0 if c == "difficulty" else int(c.removeprefix("threshold_")))
    if not columns:
        raise DataError("A table of items needs the column difficulty, or threshold_1, threshold_2, …")
    found: dict[str, tuple[float, Array]] = {}
    for row in table.select("item", "discrimination", *columns).iter_rows(named=True):
        values = [row[c] for c in columns if row[c] is not None]
        numbers = np.array(
            [row["discrimination"] if row["discrimination"] is not None else np.nan, *values], dtype=float
        )
        if row["item"] in found:
            raise DataError(f"Item {row['item']!r} stands twice in the table of items.")
        if not np.isfinite(numbers).all() or not values:
            raise DataError(f"Item {row['item']!r}: discrimination and thresholds must be finite numbers.")
        found[row["item"]] = float(numbers[0]), numbers[1:]
    return found


def with_anchors(anchors: pl.DataFrame, items: Items, given: Parameters, *, one: bool) -> tuple[Parameters, Bools]:
    """Return parameters with those of the anchors filled in, and which items are anchored."""
    known = item_parameters(anchors)
    slope, intercepts = given.slope.copy(), given.intercepts.copy()
    fixed = np.array([name in known for name in items.names])
    if not fixed.any():
        raise DataError(f"None of the anchors ({', '.join(list(known)[:5])}, …) is among the items.")
    for j in np.flatnonzero(fixed):
        name, steps = items.names[j], int(items.steps[j])
        a, b = known[name]
        if b.size != steps:
            raise DataError(
                f"Anchor {name!r} has {b.size} threshold(s), but the responses have {steps + 1} categories."
            )
        if one and abs(a - 1.0) > 1e-9:
            raise DataError(f"Anchor {name!r} has discrimination {a:g}; this model needs 1.")
        slope[j], intercepts[j, :steps] = a, -a * b
    return replace(given, slope=slope, intercepts=intercepts), fixed


def curves_table(items: Items, p: Parameters, curves: Curves, theta: Array) -> pl.DataFrame:
    """Return item, theta, category, value, probability, expected, information."""
    chance, expected, information = curves.p, curves.expected, curves.information(p.slope)
    parts = []
    for j, (name, values) in enumerate(zip(items.names, items.categories, strict=True)):
        for k, value in enumerate(values):
            columns: dict[str, Any] = {
                "item": pl.Series([name] * theta.size, dtype=pl.String),
                "theta": theta,
                "category": np.full(theta.size, k),
                "value": np.full(theta.size, value),
                "probability": chance[j, k],
                "expected": expected[j],
                "information": information[j],
            }
            parts.append(pl.DataFrame(columns))
    return pl.concat(parts)


def information_table(items: Items, p: Parameters, curves: Curves, theta: Array) -> pl.DataFrame:
    """Return theta, information, se, expected (percent of the most)."""
    information = curves.information(p.slope).sum(axis=0)
    with np.errstate(divide="ignore"):
        se = np.where(information > 0, 1 / np.sqrt(information), np.nan)
    return pl.DataFrame(
        {
            "theta": theta,
            "information": information,
            "se": to_column("se", se),
            "expected": 100 * curves.expected.sum(axis=0) / items.steps.sum(),
        }
    )
