"""Funnel limits: how far from the target a unit of its size may lie by chance."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from toolkit.errors import DataError, OptionError, unknown
from toolkit.flags._overdispersion import additive, dispersion
from toolkit.matrix import to_column

Array = NDArray[np.float64]
KINDS = ("mean", "proportion", "count")
OVERDISPERSION = ("none", "multiplicative", "additive")


def funnel(
    numerator: Any,
    denominator: Any,
    kind: str = "proportion",
    limits: Sequence[float] = (0.95, 0.998),
    *,
    target: float | None = None,
    sd: Any = None,
    overdispersion: str = "none",
    trim: str = "winsorise",
    share: float = 0.1,
    consistent: bool = False,
) -> pl.DataFrame:
    """Hold every unit against the target, with control limits that narrow as units grow.

    y = numerator / denominator. z = (g(y) - g(target)) / s on a scale on which the error depends on size alone:
    `proportion`: g = asin(sqrt y), s = 1 / (2 sqrt n); `count` (observed / expected): g = sqrt y, s = 1 / (2 sqrt E);
    `mean`: g(y) = y, s = sd / sqrt n. Limits of proportions and counts are exact quantiles of the binomial and Poisson
    distribution, interpolated between whole numbers; near a limit they can disagree with z.

    Overdispersion, estimated by phi (`toolkit.flags._overdispersion.dispersion`): `multiplicative` widens the limits by
    sqrt(phi) when phi > 1; `additive` gives true values a variance tau^2 of their own, z = (g(y) - g(target)) /
    sqrt(s^2 + tau^2), and its limits are g^-1(g(target) ± z sqrt(s^2 + tau^2)). With `none` phi is reported, not used.

    Parameters
    ----------
    numerator, denominator : array (units,)
        Cases and persons; observed and expected counts; sum and number of values. NaN, or a denominator of 0: no result.
    kind : str
        `proportion`, `count` or `mean`.
    limits : sequence of float
        Coverage of each pair of limits.
    target : float, optional
        By default sum of numerators / sum of denominators.
    sd : float or array (units,)
        For `mean`: standard deviation of single values.
    overdispersion : str
        `none`, `multiplicative` or `additive`.
    trim, share, consistent
        See `dispersion`.

    Returns
    -------
    polars.DataFrame
        One row a unit: value, target, se (on the scale of z), z, lower, upper (of the first coverage), then lower_<c>,
        upper_<c> of each further one, dispersion (phi), tau2.

    References
    ----------
    Spiegelhalter (2005), Funnel plots for comparing institutional performance, Stat. Med. 24:1185-1202,
    doi:10.1002/sim.1970.

    Examples
    --------
    >>> funnel([8, 45], [10, 50], limits=(0.95,)).select(pl.col("value", "z", "lower", "upper").round(3)).rows()
    [(0.8, -0.728, 0.604, 0.991), (0.9, 0.379, 0.777, 0.956)]
    """
    for what, chosen, allowed in (("kind", kind, KINDS), ("overdispersion", overdispersion, OVERDISPERSION)):
        if chosen not in allowed:
            raise unknown(what, chosen, allowed)
    if not limits or not all(0 < c < 1 for c in limits):
        raise OptionError(f"limits must be numbers between 0 and 1, such as (0.95, 0.998), not {limits!r}.")
    r, n = _checked(numerator, denominator, kind)
    value = r / n
    t = float(np.nansum(np.where(np.isnan(n), np.nan, r)) / np.nansum(n)) if target is None else float(target)
    s = _error(kind, n, sd)
    centre, place = _transform(kind, np.array(t)), _transform(kind, value)
    plain = (place - centre) / s
    phi = dispersion(plain, trim, share, consistent=consistent)
    tau2 = additive(phi, s) if overdispersion == "additive" else 0.0
    widen = np.sqrt(max(1.0, phi)) if overdispersion == "multiplicative" else 1.0
    total = np.sqrt(s**2 + tau2)
    table = pl.DataFrame(
        [to_column("value", value), to_column("se", s), to_column("z", (place - centre) / total / widen)]
    )
    bounds = []
    for i, coverage in enumerate(limits):
        name = "" if i == 0 else f"_{coverage:g}"
        exact = kind != "mean" and overdispersion != "additive"
        pair = _exact(kind, n, t, coverage, widen) if exact else _normal(kind, centre, total * widen, coverage)
        bounds += [to_column(f"{side}{name}", bound) for side, bound in zip(("lower", "upper"), pair, strict=True)]
    return table.with_columns(*bounds, target=pl.lit(t), dispersion=pl.lit(phi), tau2=pl.lit(tau2)).select(
        "value", "target", "se", "z", *(b.name for b in bounds), "dispersion", "tau2"
    )


def _checked(numerator: Any, denominator: Any, kind: str) -> tuple[Array, Array]:
    r, n = np.broadcast_arrays(np.asarray(numerator, dtype=np.float64), np.asarray(denominator, dtype=np.float64))
    if r.ndim != 1:
        raise OptionError(f"numerator and denominator must be arrays of units, not of shape {r.shape}.")
    wrong = n < 0
    if kind != "mean":
        wrong = wrong | (r < 0) | (r != np.round(r)) & ~np.isnan(r)
    if kind == "proportion":
        wrong = wrong | (r > n) | (n != np.round(n)) & ~np.isnan(n)
    if wrong.any():
        at = int(np.flatnonzero(wrong)[0])
        needs = {
            "mean": "the number of values must be >= 0",
            "proportion": "both must be whole numbers, 0 <= numerator <= denominator (for weighted shares use kind='mean')",
            "count": "observed must be a whole number >= 0, expected >= 0",
        }[kind]
        raise DataError(f"Unit {at} has {r[at]:g} of {n[at]:g}: {needs}.")
    gone = np.isnan(r) | np.isnan(n) | (n == 0)
    return np.where(gone, np.nan, r), np.where(gone, np.nan, n)


def _error(kind: str, n: Array, sd: Any) -> Array:
    if kind != "mean":
        return 1 / (2 * np.sqrt(n))
    if sd is None:
        raise OptionError("kind='mean' needs sd, the standard deviation of single values (one, or one a unit).")
    return np.asarray(sd, dtype=np.float64) / np.sqrt(n)


def _transform(kind: str, y: Array) -> Array:
    if kind == "mean":
        return y
    return np.arcsin(np.sqrt(y)) if kind == "proportion" else np.sqrt(y)


def _normal(kind: str, centre: Array, sd: Array, coverage: float) -> tuple[Array, Array]:
    from scipy.special import ndtri

    half = ndtri((1 + coverage) / 2) * sd
    low, high = centre - half, centre + half
    if kind == "proportion":
        return np.sin(np.maximum(low, 0.0)) ** 2, np.sin(np.minimum(high, np.pi / 2)) ** 2
    return (np.maximum(low, 0.0) ** 2, high**2) if kind == "count" else (low, high)


def _exact(kind: str, n: Array, t: float, coverage: float, widen: float) -> tuple[Array, Array]:
    top = 1.0 if kind == "proportion" else np.inf
    pair = (_quantile(kind, n, t, p) for p in ((1 - coverage) / 2, (1 + coverage) / 2))
    low, high = (np.clip(t + (bound - t) * widen, 0.0, top) for bound in pair)
    return low, high


def _quantile(kind: str, n: Array, t: float, p: float) -> Array:
    """Interpolated quantile as a rate: (r - a) / n, r the least whole number with P(R <= r) >= p, a = (P(R <= r) - p) / P(R = r)."""
    from scipy.special import bdtrik, betainc, pdtr, pdtrik

    def cdf(r: Array) -> Array:
        if kind == "count":
            return np.where(r < 0, 0.0, pdtr(np.maximum(r, 0.0), n * t))
        inside = np.clip(r, 0.0, n - 1)
        return np.where(r < 0, 0.0, np.where(r >= n, 1.0, betainc(n - inside, inside + 1, 1 - t)))

    if not 0 < t < (1 if kind == "proportion" else np.inf):
        return np.where(np.isnan(n), np.nan, t)
    near = bdtrik(p, n, t) if kind == "proportion" else pdtrik(p, n * t)
    r = np.ceil(np.where(np.isfinite(near), near, 0.0))
    r = np.where((r > 0) & (cdf(r - 1) >= p), r - 1, r)
    r = np.where(cdf(r) < p, r + 1, r)
    at, before = cdf(r), cdf(r - 1)
    return (r - (at - p) / (at - before)) / n
