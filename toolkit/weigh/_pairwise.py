"""Pairwise comparisons: check, priorities, consistency."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from toolkit.columns import Array
from toolkit.errors import DataError, OptionError

RANDOM_INDEX = (0.0, 0.0, 0.58, 0.90, 1.12, 1.24, 1.32, 1.41, 1.45, 1.49, 1.51, 1.48, 1.56, 1.57, 1.59)
"""Mean consistency index of random matrices of size 1, 2, … (Saaty 1980)."""

SQUARINGS = 30
"""Most squarings of a matrix: powers up to 2^30. A chain of 100 comparisons needs 20."""

RECIPROCAL = 0.03
"""How far a_ij * a_ji may be from 1: comparisons typed with two digits, such as 0.33 for 1/3."""


def comparisons(matrix: ArrayLike, names: tuple[str, ...]) -> Array:
    """Return the comparisons as an exactly reciprocal matrix; NaN where a pair was not compared.

    Where only one of a_ij and a_ji is given the other is its reciprocal. Refuses what is not square, positive and
    reciprocal, naming the pair.
    """
    given = np.asarray(matrix, dtype=np.float64)
    if given.ndim != 2 or given.shape != (len(names), len(names)):
        raise OptionError(
            f"The comparisons have shape {given.shape} for {len(names)} indicators: give a square matrix."
        )
    wrong = np.argwhere((given <= 0) | np.isinf(given))
    if wrong.size:
        i, j = (int(k) for k in wrong[0])
        raise DataError(
            f"The comparison of '{names[i]}' with '{names[j]}' is {given[i, j]:g}: it must be a number > 0."
        )
    filled = np.where(np.isnan(given), 1.0 / given.T, given)
    np.fill_diagonal(filled, np.where(np.isnan(np.diag(filled)), 1.0, np.diag(filled)))
    wrong = np.argwhere(np.abs(filled * filled.T - 1.0) > RECIPROCAL)
    if wrong.size:
        i, j = (int(k) for k in wrong[0])
        both = f"{filled[i, j]:g} and {filled[j, i]:g}"
        raise DataError(
            f"The comparisons of '{names[i]}' and '{names[j]}' contradict each other: {both} are not reciprocal."
        )
    return np.sqrt(filled / filled.T)


def related(matrix: Array) -> NDArray[np.bool_]:
    """Return which indicators a chain of comparisons relates to the first one, shape (…, indicators)."""
    size = matrix.shape[-1]
    reach = (~np.isnan(matrix)).astype(np.float64)
    for _ in range(size.bit_length()):  # chains of length 2, 4, …
        reach = (reach @ reach > 0).astype(np.float64)
    return np.asarray(reach[..., 0, :] > 0)


def check_connected(matrix: Array, names: tuple[str, ...], who: str = "") -> None:
    """Refuse comparisons that never relate some indicators to the first one."""
    reached = related(matrix)
    if not reached.all():
        apart = ", ".join(name for name, here in zip(names, reached, strict=True) if not here)
        raise DataError(f"No chain of comparisons{who} relates '{names[0]}' to {apart}.")


def priorities(matrix: Array, method: str) -> Array:
    """Return the priorities (sum 1): the principal eigenvector, or the geometric means of the rows.

    With missing comparisons: Harker's eigenvector (missing ratios are those of the priorities themselves), or the
    logarithmic least squares over the known ratios; both are the ordinary ones when nothing is missing. One matrix, or a
    stack of them (…, indicators, indicators); the comparisons must hang together.
    """
    if method == "eigenvector":
        return principal(matrix)[1]
    size = matrix.shape[-1]
    known = ~np.isnan(matrix) & ~np.eye(size, dtype=bool)
    logs = np.where(known, np.log(np.where(known, matrix, 1.0)), 0.0).sum(axis=-1)
    laplacian = known.sum(axis=-1)[..., None] * np.eye(size) - known
    weight = np.exp(np.linalg.solve(laplacian + 1.0 / size, logs[..., None])[..., 0])
    return np.asarray(weight / weight.sum(axis=-1, keepdims=True))


def principal(matrix: Array) -> tuple[Array, Array]:
    """Return the principal eigenvalue and eigenvector (sum 1) of each matrix of a stack.

    All entries are >= 0 and the diagonal is > 0, so that the powers of a matrix whose comparisons hang together tend to
    (eigenvector x row), without cancellation; squaring reaches the power 2^k in k steps.
    """
    missing = np.isnan(matrix)
    size = matrix.shape[-1]
    filled = np.where(missing, 0.0, matrix) + missing.sum(axis=-1)[..., None] * np.eye(size)
    power, vector = filled, np.full(matrix.shape[:-1], 1.0 / size)
    for _ in range(SQUARINGS):
        power = power @ power
        power = power / power.sum(axis=(-2, -1), keepdims=True)
        before, vector = vector, power.sum(axis=-1)
        if np.abs(vector - before).max(initial=0.0) < 1e-15:
            break
    image = (filled @ vector[..., None])[..., 0]
    return np.asarray(image.sum(axis=-1)), np.asarray(image / image.sum(axis=-1, keepdims=True))


def consistency_ratio(matrix: Array) -> Array:
    """Return (lambda - n) / (n - 1) over the mean of random matrices, for each matrix of a stack.

    0 for fewer than three indicators; NaN where the comparisons do not hang together. Above size 15 the mean index is
    (1.7699 n - 4.3513) / (n - 1) (Alonso and Lamata 2006).
    """
    size = matrix.shape[-1]
    whole: NDArray[np.bool_] = np.logical_and.reduce(related(matrix), axis=-1)
    if size < 3:
        return np.where(whole, 0.0, np.nan)
    index = np.maximum(principal(np.where(whole[..., None, None], matrix, 1.0))[0] - size, 0.0) / (size - 1)
    random = RANDOM_INDEX[size - 1] if size <= len(RANDOM_INDEX) else (1.7699 * size - 4.3513) / (size - 1)
    return np.where(whole, index / random, np.nan)
