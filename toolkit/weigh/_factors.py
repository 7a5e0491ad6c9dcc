"""What the weightings by components and factors share."""

from __future__ import annotations

import numpy as np

from toolkit.columns import Array
from toolkit.errors import OptionError


def check_number(name: str, number: int | None, indicators: int) -> int | None:
    """Refuse a number of components or factors that the indicators cannot have."""
    if number is not None and not 1 <= number <= indicators:
        raise OptionError(f"{name}={number!r}: allowed are 1 to {indicators}, the number of indicators that vary.")
    return number


def uncorrelated(correlation: Array) -> bool:
    """Return whether no two indicators are correlated, rounding aside."""
    return bool(np.abs(correlation - np.eye(correlation.shape[0])).max(initial=0.0) < 1e-9)


def rotated_shares(rotations: list[Array]) -> tuple[Array, list[str]]:
    """Return the squared loading of each indicator on the factor of which it makes up the greatest share, and notes.

    The share of an indicator in a factor is its squared loading over the sum of them; times the variance the factor
    explains, that is the squared loading again (Nicoletti, Scarpetta and Boylaud 2000). When several rotations are
    equally simple and disagree, the squared loadings summed over the factors are returned: those do not depend on rotation.
    """
    shares = [largest_shares(rotation**2) for rotation in rotations]
    if all(np.allclose(share, shares[0], rtol=0, atol=1e-5) for share in shares):
        return shares[0], []
    note = (
        "Varimax has several solutions here: weighted by squared loadings over all factors, which do not depend on it."
    )
    return (rotations[0] ** 2).sum(axis=1), [note]


def largest_shares(squared: Array) -> Array:
    """Return the squared loading on the factor of the greatest share; of factors that tie, the greater loading."""
    share = squared / np.maximum(squared.sum(axis=0), np.finfo(float).tiny)
    top = share.max(axis=1, keepdims=True)
    return np.where(share >= top - 1e-9, squared, 0.0).max(axis=1)
