"""Two calibrations on one scale: linear linking over common items."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

from toolkit.columns import Array
from toolkit.errors import DataError, unknown
from toolkit.models.item_response._curves import FAMILIES
from toolkit.models.item_response._tables import item_parameters

METHODS = ("stocking_lord", "haebara", "mean_sigma", "mean_mean")
NODES = np.linspace(-4.0, 4.0, 41)


@dataclass(frozen=True)
class Link:
    """t on the old scale = slope x t on the new scale + intercept."""

    slope: float
    intercept: float
    items: tuple[str, ...]
    """Common items."""

    def items_table(self, items: pl.DataFrame) -> pl.DataFrame:
        """Return a table of items of the new calibration on the old scale (errors move with the scale; that of the link stays out)."""
        b = "^(difficulty|threshold_[0-9]+)$"
        se = "^se_(difficulty|threshold_[0-9]+)$"
        return items.with_columns(
            pl.col("^(se_)?discrimination$") / self.slope,
            pl.col(b) * self.slope + self.intercept,
            pl.col(se) * self.slope,
        )

    def scores(self, scores: pl.DataFrame) -> pl.DataFrame:
        """Return scores of the new calibration on the old scale."""
        return scores.with_columns(
            pl.col("^(score|plausible_[0-9]+)$") * self.slope + self.intercept, pl.col("^se$") * self.slope
        )


def link(old: pl.DataFrame, new: pl.DataFrame, *, method: str = "stocking_lord", family: str = "graded") -> Link:
    """Find the line that brings the scale of a new calibration onto that of an old one, from the items that both have.

    Parameters
    ----------
    old, new : polars.DataFrame
        `items_` of two fits.
    method : str
        `stocking_lord`: least squared distance of the test characteristic curves, on 41 points from -4 to 4 of the old scale
        weighted by the standard normal density; `haebara`: of the item characteristic curves (of each category); `mean_sigma`:
        mean and standard deviation of the thresholds; `mean_mean`: means of slopes and of thresholds.
    family : "graded" or "partial_credit"
        Of the models; alike for items of two categories.

    References
    ----------
    Stocking, M. L. and Lord, F. M. (1983), doi:10.1177/014662168300700208. Haebara, T. (1980), doi:10.4992/psycholres1954.22.144.
    Kolen, M. J. and Brennan, R. L. (2014), Test equating, scaling, and linking, doi:10.1007/978-1-4939-0317-7.

    Examples
    --------
    >>> old = pl.DataFrame({"item": ["A", "B", "C"], "discrimination": [1.0, 1.2, 0.8], "difficulty": [-1.0, 0.0, 1.0]})
    >>> new = old.with_columns(pl.col("discrimination") * 2, (pl.col("difficulty") - 0.5) / 2)
    >>> found = link(old, new)
    >>> round(found.slope, 4), round(found.intercept, 4)
    (2.0, 0.5)
    """
    if method not in METHODS:
        raise unknown("method of linking", method, METHODS)
    if family not in FAMILIES:
        raise unknown("family", family, FAMILIES)
    one, other = item_parameters(old), item_parameters(new)
    common = tuple(name for name in one if name in other)
    if len(common) < 2:
        raise DataError(f"{len(common)} common item(s): a line needs at least two.")
    for name in common:
        if one[name][1].size != other[name][1].size:
            raise DataError(f"Item {name!r} has {one[name][1].size} and {other[name][1].size} thresholds.")
    a_old, a_new = (np.array([table[name][0] for name in common]) for table in (one, other))
    b_old, b_new = (np.concatenate([table[name][1] for name in common]) for table in (one, other))
    if method == "mean_mean":
        slope = float(a_new.mean() / a_old.mean())
    else:
        spread = float(b_new.std())
        if spread == 0:
            raise DataError("The thresholds of the common items are all alike in the new calibration.")
        slope = float(b_old.std()) / spread
    intercept = float(b_old.mean() - slope * b_new.mean())
    if method in ("stocking_lord", "haebara"):
        slope, intercept = _curves_alike(one, other, common, method, family, slope, intercept)
    return Link(slope, intercept, common)


Table = dict[str, tuple[float, Array]]


def _curves_alike(
    one: Table, other: Table, common: tuple[str, ...], method: str, family: str, slope: float, intercept: float
) -> tuple[float, float]:
    from scipy.optimize import least_squares

    steps = np.array([one[name][1].size for name in common], dtype=np.int64)
    weight = np.sqrt(np.exp(-(NODES**2) / 2))
    shape = FAMILIES[family]

    def curves(table: Table, at: Array) -> Array:
        a = np.array([table[name][0] for name in common])
        c = np.full((steps.size, int(steps.max())), np.nan)
        for j, name in enumerate(common):
            c[j, : steps[j]] = -a[j] * table[name][1]
        found = shape(a, c, steps, at)
        return found.expected.sum(axis=0) * weight if method == "stocking_lord" else found.p * weight

    target = curves(one, NODES)

    def gap(x: Array) -> Array:
        scale = float(np.exp(x[0]))
        return np.asarray((curves(other, (NODES - x[1]) / scale) - target).reshape(-1))

    begin = np.array([np.log(slope) if slope > 0 else 0.0, intercept])
    found = least_squares(gap, begin, xtol=1e-12, ftol=1e-14, gtol=1e-12)
    return float(np.exp(found.x[0])), float(found.x[1])
