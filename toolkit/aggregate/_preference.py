"""The preference functions of PROMETHEE: from a difference d >= 0 to a preference between 0 and 1."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike

from toolkit.aggregate._common import Sample
from toolkit.columns import Array
from toolkit.errors import OptionError, unknown

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

Chosen = tuple[Callable[..., Array], tuple[float, ...]]
"""A preference function and its thresholds, for one indicator."""


def choose(
    sample: Sample,
    preference: Preference | Sequence[Preference],
    q: ArrayLike | None,
    p: ArrayLike | None,
    s: ArrayLike | None,
) -> list[Chosen]:
    """Return the preference function of each indicator that counts, with the thresholds it needs."""
    given = [preference] * sample.kept.size if isinstance(preference, str) else list(preference)
    if len(given) != sample.kept.size:
        raise OptionError(f"preference has {len(given)} entries for {sample.kept.size} indicators.")
    bounds = {"q": thresholds("q", q, sample), "p": thresholds("p", p, sample), "s": thresholds("s", s, sample)}
    kinds = [kind for kind, keep in zip(given, sample.kept, strict=True) if keep]
    return [choice(kind, i, bounds, str(sample.indicators[i])) for i, kind in enumerate(kinds)]


def thresholds(name: str, value: ArrayLike | None, sample: Sample) -> Array:
    """Return one threshold per indicator that counts; NaN where none is given."""
    full = np.full(sample.kept.shape, np.nan)
    if value is not None:
        array = np.array(
            [np.nan if v is None else v for v in np.atleast_1d(np.asarray(value, dtype=object))], dtype=float
        )
        if array.shape not in ((1,), full.shape):
            raise OptionError(f"{name} has {array.size} entries for {full.size} indicators: give one, or one for each.")
        full[:] = array
    return full[sample.kept]


def choice(kind: Preference, place: int, bounds: dict[str, Array], indicator: str) -> Chosen:
    """Return the function and the thresholds of one indicator, or say what is wrong with them."""
    if kind not in PREFERENCES:
        raise unknown("preference function", kind, PREFERENCES)
    needed = {name: float(bounds[name][place]) for name in NEEDS[kind]}
    shown = ", ".join(f"{name}={value:g}" for name, value in needed.items())
    where = f"Preference function '{kind}' of indicator '{indicator}'"
    if not np.isfinite(list(needed.values())).all():
        raise OptionError(f"{where} needs {' and '.join(NEEDS[kind])}: {shown}.")
    if any(value < 0 or (value == 0 and name != "q") for name, value in needed.items()):
        raise OptionError(f"{where}: thresholds must be positive (q may be 0): {shown}.")
    if len(needed) == 2 and needed["q"] >= needed["p"]:
        raise OptionError(f"{where}: q must be below p: {shown}.")
    return PREFERENCES[kind], tuple(needed.values())
