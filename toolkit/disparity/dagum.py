"""Dagum's decomposition of the Gini coefficient."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import ArrayLike

from toolkit.disparity._groups import means_of_groups, used_groups
from toolkit.disparity._input import Array, column, positive_mean, refuse_below, sample, shares
from toolkit.disparity.gini import half_mean_difference


@dataclass(frozen=True)
class Dagum:
    """total = within + between + overlap.

    Attributes
    ----------
    total, within, between, overlap : float
        Gini coefficient; its parts within groups, net between groups, and by transvariation, where units of the poorer
        group stand above units of the richer one.
    groups : polars.DataFrame
        group, units, share (of the weight), mean, gini.
    pairs : polars.DataFrame
        a, b, gini (between the two), affluence (relative economic affluence D, 0 where they overlap fully, 1 not at all).
    """

    total: float
    within: float
    between: float
    overlap: float
    groups: pl.DataFrame
    pairs: pl.DataFrame

    def __float__(self) -> float:
        """Return the total."""
        return self.total


def dagum(
    x: ArrayLike | pl.Series,
    groups: Any,
    weights: ArrayLike | pl.Series | None = None,
    *,
    scale: str | None = None,
) -> Dagum:
    """Take the Gini coefficient apart by groups: G = G_w + G_nb + G_t.

    G_w = Σ_j p_j s_j G_j. With Δ_jh the mean of |x − y| over pairs from the groups j and h, G_jh = Δ_jh/(x̄_j + x̄_h) and
    D_jh = |x̄_j − x̄_h|/Δ_jh: G_nb = Σ_{j<h} G_jh D_jh (p_j s_h + p_h s_j), and G_t the same with 1 − D_jh. p_j is the
    share of group j in the weight, s_j in the total of x.

    Parameters
    ----------
    x : array-like, shape (units,)
        Values >= 0 on a ratio scale; NaN or null is missing and left out.
    groups : sequence, shape (units,)
        Group of every unit.
    weights : array-like, shape (units,), optional
        Pupils; by default every unit counts the same.
    scale : str, optional
        Anything but "ratio" is refused.

    References
    ----------
    Dagum, C. (1997), A new approach to the decomposition of the Gini income inequality ratio, doi:10.1007/BF01205777.

    Examples
    --------
    >>> parts = dagum([1.0, 3.0, 2.0, 6.0], ["a", "a", "b", "b"])
    >>> [round(v, 4) for v in (parts.total, parts.within, parts.between, parts.overlap)]
    [0.3333, 0.125, 0.1667, 0.0417]
    """
    values, given = sample(x, weights, scale)
    refuse_below(values, zero=False)
    mean, p, whole = positive_mean(values, given), shares(given), column(x, "x")
    code, names = used_groups(groups, whole, np.ones(whole.size) if weights is None else column(weights, "weights"))
    share, centre = means_of_groups(values, p, code, len(names))
    members = [(values[code == g], p[code == g] / share[g]) for g in range(len(names))]
    inside = np.array([half_mean_difference(*m) / c if c > 0 else 0.0 for m, c in zip(members, centre, strict=True)])
    part = share * centre / mean
    between, overlap, pairs = 0.0, 0.0, []
    for j in range(len(names)):
        for h in range(j + 1, len(names)):
            difference, gap = _mean_difference(members[j], members[h]), abs(centre[j] - centre[h])
            both = centre[j] + centre[h]
            ratio = difference / both if both > 0 else 0.0
            affluence = min(1.0, gap / difference) if difference > 0 else 0.0
            weight = ratio * (share[j] * part[h] + share[h] * part[j])
            between, overlap = between + weight * affluence, overlap + weight * (1 - affluence)
            pairs.append((names[j], names[h], float(ratio), float(affluence)))
    table = {"group": names, "units": np.bincount(code), "share": share, "mean": centre, "gini": inside}
    return Dagum(
        total=half_mean_difference(values, p) / mean,
        within=float(np.sum(share * part * inside)),
        between=float(between),
        overlap=float(overlap),
        groups=pl.DataFrame(table),
        pairs=pl.DataFrame(pairs, schema=["a", "b", "gini", "affluence"], orient="row"),
    )


def _mean_difference(one: tuple[Array, Array], other: tuple[Array, Array]) -> float:
    """Return the mean of |x − y| over pairs of the two groups."""
    return _mean_excess(one, other) + _mean_excess(other, one)


def _mean_excess(one: tuple[Array, Array], other: tuple[Array, Array]) -> float:
    """Return the mean over pairs of max(x − y, 0), by one sort."""
    x, p = one
    order = np.argsort(other[0], kind="stable")
    y, q = other[0][order], other[1][order]
    at = np.searchsorted(y, x, side="left")
    mass, moment = (np.concatenate([[0.0], np.cumsum(terms)])[at] for terms in (q, q * y))
    return float(np.dot(p, x * mass - moment))
