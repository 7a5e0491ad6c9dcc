"""The preference functions of PROMETHEE: from a difference d >= 0 to a preference between 0 and 1."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike

from toolkit.aggregate._common import Sample
from toolkit.columns import Array
from toolkit.errors import OptionError

Preference = Literal["usual", "u_shape", "v_shape", "level", "linear", "gaussian"]


def u_shape(d: Array, q: float) -> Array:
    """Return 1 above the indifference threshold."""
    return np.where(np.isnan(d), np.nan, d > q)


def v_shape(d: Array, p: float) -> Array:
    """Return d / p, at most 1."""
    return np.minimum(d / p, 1.0)


def level(d: Array, q: float, p: float) -> Array:
    """Return one half above q, 1 above p."""
    return np.where(np.isnan(d), np.nan, ((d > q) + (d > p).astype(np.float64)) / 2)


def linear(d: Array, q: float, p: float) -> Array:
    """Return (d - q) / (p - q) between the thresholds."""
    return np.clip((d - q) / (p - q), 0.0, 1.0)


def gaussian(d: Array, s: float) -> Array:
    """Return 1 - exp(-d^2 / 2 s^2)."""
    return -np.expm1(-(d**2) / (2 * s**2))


def usual(d: Array) -> Array:
    """Return 1 for any difference."""
    return np.where(np.isnan(d), np.nan, d > 0)


PREFERENCES: dict[str, Callable[..., Array]] = {
    "usual": usual,
    "u_shape": u_shape,
    "v_shape": v_shape,
    "level": level,
    "linear": linear,
    "gaussian": gaussian,
}

NEEDS = {"usual": "", "u_shape": "q", "v_shape": "p", "level": "qp", "linear": "qp", "gaussian": "s"}


def thresholds(
    sample: Sample, preference: Preference, q: ArrayLike | None, p: ArrayLike | None, s: ArrayLike | None
) -> tuple[Array, ...]:
    """Return the thresholds that a preference function needs, one number per indicator each, or say which is missing."""
    given = {"q": q, "p": p, "s": s}
    read: dict[str, Array] = {}
    for name in NEEDS[preference]:
        value = given[name]
        if value is None:
            raise OptionError(
                f"Preference function '{preference}' needs {' and '.join(NEEDS[preference])}; {name} is missing."
            )
        read[name] = sample.option(name, value)
    if any((read[name] < 0).any() for name in read) or any((read[name] <= 0).any() for name in read if name != "q"):
        raise OptionError(f"Thresholds of '{preference}' must be positive (q may be 0): {read}.")
    if {"q", "p"} <= set(read) and (read["q"] >= read["p"]).any():
        raise OptionError(f"Thresholds of '{preference}': q must be below p in every indicator.")
    return tuple(read.values())
