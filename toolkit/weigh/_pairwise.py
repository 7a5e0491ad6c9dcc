"""Pairwise comparisons: check, priorities, consistency."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from toolkit.columns import Array
from toolkit.errors import DataError, OptionError

RANDOM_INDEX = (0.0, 0.0, 0.58, 0.90, 1.12, 1.24, 1.32, 1.41, 1.45, 1.49, 1.51, 1.48, 1.56, 1.57, 1.59)
"""Mean consistency index of random matrices of size 1, 2, … (Saaty 1980)."""

RECIPROCAL = 0.03
"""How far a_ij * a_ji may be from 1: comparisons typed with two digits, such as 0.33 for 1/3."""


def comparisons(matrix: ArrayLike, names: tuple[str, ...]) -> Array:
    """Return the comparisons as an exactly reciprocal matrix; NaN where a pair was not compared.

    Where only one of a_ij and a_ji is given the other is its reciprocal. Refuses what is not square, positive and
    reciprocal, naming the pair, and comparisons that leave the indicators in separate groups.
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
    result = np.sqrt(filled / filled.T)
    check_connected(~np.isnan(result), names)
    return result


def check_connected(known: np.ndarray, names: tuple[str, ...]) -> None:
    """Refuse comparisons that never relate some indicators to the first one."""
    reached = known[0] | (np.arange(len(names)) == 0)
    for _ in names:
        reached = reached | known[reached].any(axis=0)
    if not reached.all():
        apart = ", ".join(name for name, here in zip(names, reached, strict=True) if not here)
        raise DataError(f"No chain of comparisons relates '{names[0]}' to {apart}.")


def priorities(matrix: Array, method: str) -> Array:
    """Return the priorities (sum 1): the principal eigenvector, or the geometric means of the rows.

    With missing comparisons: Harker's eigenvector (missing ratios are those of the priorities themselves), or the
    logarithmic least squares over the known ratios; both are the ordinary ones when nothing is missing.
    """
    if method == "eigenvector":
        return principal(matrix)[1]
    known = ~np.isnan(matrix)
    np.fill_diagonal(known, False)
    logs = np.where(known, np.log(np.where(known, matrix, 1.0)), 0.0).sum(axis=1)
    laplacian = np.diag(known.sum(axis=1).astype(np.float64)) - known
    size = matrix.shape[0]
    weight = np.exp(np.linalg.solve(laplacian + np.full((size, size), 1.0 / size), logs))
    return weight / weight.sum()


def principal(matrix: Array) -> tuple[float, Array]:
    """Return the principal eigenvalue and eigenvector (sum 1) of a matrix of comparisons."""
    missing = np.isnan(matrix)
    filled = np.where(missing, 0.0, matrix)
    filled[np.diag_indices_from(filled)] += missing.sum(axis=1)
    values, vectors = np.linalg.eig(filled)
    top = int(np.argmax(values.real))
    vector = np.abs(vectors[:, top].real)
    return float(values[top].real), vector / vector.sum()


def consistency_ratio(matrix: Array) -> float:
    """Return (lambda - n) / (n - 1) over the mean of random matrices; 0 for fewer than three indicators.

    Above size 15 the mean index is (1.7699 n - 4.3513) / (n - 1) (Alonso and Lamata 2006).
    """
    size = matrix.shape[0]
    if size < 3:
        return 0.0
    index = max(principal(matrix)[0] - size, 0.0) / (size - 1)
    random = RANDOM_INDEX[size - 1] if size <= len(RANDOM_INDEX) else (1.7699 * size - 4.3513) / (size - 1)
    return index / random
