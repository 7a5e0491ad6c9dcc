"""Loadings of indicators on components and factors, and their rotation."""

from __future__ import annotations

import warnings

import numpy as np

from toolkit.columns import Array
from toolkit.errors import DataError

TIE = 1e-9
"""Eigenvalues that differ by less belong together: keeping one without the other would be arbitrary."""

FLAT = 1e-6
"""Rotations whose criterion differs by less are equally simple: the top is too flat to tell them apart."""


def principal_loadings(correlation: Array, number: int | None) -> tuple[Array, Array]:
    """Return (loadings, eigenvalues): loadings of the kept components, shape (indicators, kept), greatest first.

    `number` None keeps the eigenvalues >= 1 (Kaiser), at least one. Components tied with the last one kept are kept too.
    """
    values, vectors = np.linalg.eigh(correlation)
    values, vectors = np.maximum(values[::-1], 0.0), vectors[:, ::-1]
    last = max(1, int((values > 1.0 + TIE).sum())) if number is None else number
    kept = int((values >= values[last - 1] - TIE).sum())
    return vectors[:, :kept] * np.sqrt(values[:kept]), values


def maximum_likelihood_loadings(standardised: Array, number: int) -> Array:
    """Return the loadings of a maximum-likelihood factor analysis (not rotated), shape (indicators, number)."""
    from sklearn.decomposition import FactorAnalysis
    from sklearn.exceptions import ConvergenceWarning

    with warnings.catch_warnings():
        warnings.simplefilter("error", ConvergenceWarning)
        try:
            model = FactorAnalysis(number, svd_method="lapack", tol=1e-6, max_iter=10_000).fit(standardised)
        except ConvergenceWarning:
            text = f"The maximum-likelihood model with {number} factors has no solution (a Heywood case): take fewer factors."
            raise DataError(text) from None
    return np.asarray(model.components_.T, dtype=np.float64)


def varimax(loadings: Array, seed: int = 0, starts: int = 8) -> list[Array]:
    """Rotate loadings by Kaiser's varimax with row normalisation; the factor that explains most comes first.

    Returns the best rotation; where several starts reach the same criterion, all they found, since none is the answer.
    """
    number = loadings.shape[1]
    if number == 1:
        return [loadings]
    length = np.sqrt((loadings**2).sum(axis=1, keepdims=True))
    unit = loadings / np.where(length > 0, length, 1.0)
    random = np.random.default_rng(seed)
    turns = [np.eye(number)] + [np.linalg.qr(random.normal(size=(number, number)))[0] for _ in range(starts)]
    found = [turned_to_simplest(unit @ turn) for turn in turns]
    best = max(simplicity(turned) for turned in found)
    return [in_order(turned * length) for turned in found if simplicity(turned) >= best - FLAT]


def in_order(loadings: Array) -> Array:
    """Return the factors by explained variance, each turned so that its greatest loading is positive."""
    ordered = loadings[:, np.argsort(-(loadings**2).sum(axis=0), kind="stable")]
    top = np.take_along_axis(ordered, np.abs(ordered).argmax(axis=0)[None], axis=0)
    return ordered * np.where(top < 0, -1.0, 1.0)


def simplicity(loadings: Array) -> float:
    """Return the varimax criterion: the sum over factors of the variance of the squared loadings."""
    return float(np.var(loadings**2, axis=0).sum())


def turned_to_simplest(loadings: Array) -> Array:
    """Rotate every pair of factors by its best angle (Kaiser's closed form) until no pair turns any more."""
    result = loadings.copy()
    size, number = result.shape
    for _ in range(200):
        widest = 0.0
        for first in range(number - 1):
            for second in range(first + 1, number):
                x, y = result[:, first], result[:, second]
                u, v = x**2 - y**2, 2 * x * y
                across = 2 * (u @ v - u.sum() * v.sum() / size)
                along = u @ u - v @ v - (u.sum() ** 2 - v.sum() ** 2) / size
                if np.hypot(across, along) < FLAT * size:  # every angle is as simple
                    continue
                angle = np.arctan2(across, along) / 4
                widest = max(widest, abs(angle))
                cosine, sine = np.cos(angle), np.sin(angle)
                result[:, [first, second]] = np.column_stack([x * cosine + y * sine, y * cosine - x * sine])
        if widest < 1e-12:
            break
    return result
