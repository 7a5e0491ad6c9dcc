"""Combined weights: several weightings joined."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike

from toolkit.columns import Array
from toolkit.errors import OptionError
from toolkit.weigh._experts import names_for
from toolkit.weigh._input import Values, option
from toolkit.weigh._result import Weights, weights_from
from toolkit.weigh.framework import check_stated

METHODS = ("additive", "multiplicative", "game")


def combined(
    values: Values | None = None,
    *,
    direction: ArrayLike | None = None,
    parts: Mapping[str, Weights | ArrayLike] | Sequence[Weights | ArrayLike],
    method: Literal["additive", "multiplicative", "game"] = "additive",
    shares: ArrayLike | None = None,
    indicators: tuple[str, ...] | None = None,
) -> Weights:
    """Join weights of different origins, each scaled to sum 1.

    additive: sum_k a_k w_k; multiplicative: prod_k w_k^a_k; game: sum_k a_k w_k with the a_k that come nearest to all
    parts at once, the solution of sum_l a_l (w_k . w_l) = w_k . w_k for every k, taken by size and scaled to sum 1.

    Parameters
    ----------
    values : array or polars.DataFrame, optional
        Only its indicators' names are used, where no part has them.
    direction : ignored
        The parts have taken it into account where they had to.
    parts : mapping from name to weights, or sequence of weights
        Results of other weightings, or arrays of shape (indicators,).
    method : "additive", "multiplicative" or "game"
        How they are joined.
    shares : array, shape (parts,), optional
        a_k for the first two methods: by default equal shares (additive), or 1 each (multiplicative).
    indicators : tuple of str, optional
        Names of the indicators where neither a part nor `values` gives them.

    Notes
    -----
    Equal parts leave the game open; the share of each is then the same. `report` has every part and its share.

    References
    ----------
    Lai, C., Chen, X., Chen, X., Wang, Z., Wu, X. and Zhao, S. (2015), A fuzzy comprehensive evaluation model for flood risk
    based on the combination weight of game theory, Natural Hazards 77, 1243-1259, doi:10.1007/s11069-015-1645-6.

    Examples
    --------
    >>> combined(parts={"expert": [0.5, 0.3, 0.2], "data": [0.3, 0.3, 0.4]}).weights.round(9).tolist()
    [0.4, 0.3, 0.3]
    """
    option("way to combine weights", method, METHODS)
    named = dict(parts) if isinstance(parts, Mapping) else {origin(k, part): part for k, part in enumerate(parts)}
    if not named:
        raise OptionError("parts is empty: give at least one set of weights.")
    raw = [np.asarray(part, dtype=np.float64) for part in named.values()]
    if any(part.shape != raw[0].shape or part.ndim != 1 for part in raw):
        raise OptionError(f"The parts have unlike shapes: {[part.shape for part in raw]}.")
    known = indicators or next((part.indicators for part in named.values() if isinstance(part, Weights)), None)
    names = names_for(values, known, raw[0].size)
    for part in raw:
        check_stated(part, names)
    stacked = np.array([part / part.sum() for part in raw])
    share = game(stacked) if method == "game" else given_shares(shares, len(stacked), method)
    if method == "multiplicative":
        with np.errstate(divide="ignore"):
            joined = np.exp(np.where(share[:, None] > 0, share[:, None] * np.log(stacked), 0.0).sum(axis=0))
    else:
        joined = share @ stacked
    return weights_from(
        joined,
        names,
        "combined",
        dict(zip(named, stacked, strict=True)),
        settings={f"share of {name}": value for name, value in zip(named, share, strict=True)},
    )


def origin(place: int, part: Weights | ArrayLike) -> str:
    """Name a part by its origin and its place."""
    return f"{part.origin} ({place + 1})" if isinstance(part, Weights) else f"part {place + 1}"


def given_shares(shares: ArrayLike | None, number: int, method: str) -> Array:
    """Return the shares of the parts, or refuse them."""
    if shares is None:
        return np.full(number, 1.0 / number if method == "additive" else 1.0)
    given = np.asarray(shares, dtype=np.float64)
    if given.shape != (number,) or not np.isfinite(given).all() or (given < 0).any() or not given.any():
        raise OptionError(f"shares={given.tolist()} must be {number} numbers >= 0, not all zero: one for each part.")
    return given / given.sum() if method == "additive" else given


def game(stacked: Array) -> Array:
    """Return the shares of the game-theory combination."""
    products = stacked @ stacked.T
    share = np.abs(np.linalg.lstsq(products, np.diag(products), rcond=None)[0])
    return share / share.sum()
