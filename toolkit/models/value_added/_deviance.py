"""The likelihood of a nest from its sums: pupils in units with a random vector, units in groups with a random intercept.

y_i = x_i'b + z_i'u_j + v_l + e_i, var(u_j) = G, var(v_l) = g, var(e_i) = s. All sums over pupils are in `Nest`; one
evaluation costs a few small matrix products a unit, whatever the number of pupils.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from toolkit.columns import Array


@dataclass(frozen=True)
class Nest:
    """Sums of products by unit; z starts with 1 or holds marks that add up to 1, m are the columns of X, then y.

    Attributes
    ----------
    gram : numpy.ndarray, shape (units, q, q)
        Z'Z.
    cross : numpy.ndarray, shape (units, q, p + 1)
        Z'[X, y].
    total : numpy.ndarray, shape (p + 1, p + 1)
        [X, y]'[X, y] of all units.
    ones : numpy.ndarray, shape (q,)
        The combination of z that is 1 for every pupil.
    starts : numpy.ndarray of int, optional
        First unit of every group; None without groups.
    size : float
        Pupils, or the sum of their weights.
    reml : bool
        Restricted likelihood.
    times : numpy.ndarray, shape (units,), optional
        How many units a row stands for (see `compact`); None: one.
    """

    gram: Array
    cross: Array
    total: Array
    ones: Array
    starts: NDArray[np.int64] | None
    size: float
    reml: bool
    times: Array | None = None

    @property
    def free(self) -> float:
        """Degrees of freedom behind the residual variance."""
        return self.size - (self.total.shape[0] - 1 if self.reml else 0)


@dataclass(frozen=True)
class Solved:
    """Everything at one set of variances, in units of the residual variance (V / s).

    Attributes
    ----------
    coefficients : numpy.ndarray, shape (p,)
        Generalised least squares.
    inverse : numpy.ndarray, shape (p, p)
        (X'V⁻¹X)⁻¹.
    rss : float
        (y − Xb)'V⁻¹(y − Xb).
    logdet : float
        log|V|.
    gram : numpy.ndarray, shape (units, q, q)
        Z'V⁻¹Z, V the whole variance.
    cross : numpy.ndarray, shape (units, q, p + 1)
        Z'V⁻¹[X, y].
    shrink : numpy.ndarray, shape (units, q, q)
        W with V_j⁻¹ = I − Z W Z' inside a unit, the group left out.
    upper_gram : numpy.ndarray, shape (groups,)
        1'V⁻¹1 of every group; empty without groups.
    upper_cross : numpy.ndarray, shape (groups, p + 1)
        1'V⁻¹[X, y].
    total : numpy.ndarray, shape (p + 1, p + 1)
        [X, y]'V⁻¹[X, y].
    """

    coefficients: Array
    inverse: Array
    rss: float
    logdet: float
    gram: Array
    cross: Array
    shrink: Array
    upper_gram: Array
    upper_cross: Array
    total: Array

    @property
    def residual(self) -> Array:
        """Weights of [X, y] that give the residual: (−b, 1)."""
        return np.append(-self.coefficients, 1.0)


def solve(nest: Nest, g: Array, upper: float) -> Solved:
    """Return the generalised least squares at var(u) = s·g (q × q) and var(v) = s·upper."""
    q = g.shape[0]
    if q == 1:
        size = nest.gram[:, 0, 0]
        down = 1.0 / (1.0 + size * g[0, 0])
        shrink = (g[0, 0] * down)[:, None, None]
        gram = (size * down)[:, None, None]
        cross = nest.cross * down[:, None, None]
        logdet = float(np.log1p(size * g[0, 0]) @ _times(nest))
    else:
        inner = np.eye(q) + nest.gram @ g
        shrink = g @ np.linalg.inv(inner)
        shrink = (shrink + shrink.transpose(0, 2, 1)) / 2
        gram = nest.gram - nest.gram @ shrink @ nest.gram
        cross = nest.cross - nest.gram @ (shrink @ nest.cross)
        logdet = float(np.linalg.slogdet(inner)[1].sum())
    flat = nest.cross.reshape(-1, nest.cross.shape[2])
    total = nest.total - flat.T @ (shrink @ nest.cross).reshape(flat.shape)
    upper_gram, upper_cross = np.zeros(0), np.zeros((0, total.shape[0]))
    if nest.starts is not None:
        towards = np.einsum("jab,b->ja", gram, nest.ones)
        a = np.add.reduceat(towards @ nest.ones, nest.starts)
        t = np.add.reduceat(np.einsum("jap,a->jp", cross, nest.ones), nest.starts)
        k = upper / (1.0 + a * upper)
        logdet += float(np.log1p(a * upper).sum())
        total = total - (t * k[:, None]).T @ t
        members = np.diff(np.append(nest.starts, len(gram)))
        k_unit, t_unit = np.repeat(k, members), np.repeat(t, members, axis=0)
        gram = gram - (k_unit[:, None] * towards)[:, :, None] * towards[:, None, :]
        cross = cross - (k_unit[:, None] * towards)[:, :, None] * t_unit[:, None, :]
        upper_gram, upper_cross = a / (1.0 + a * upper), t / (1.0 + a * upper)[:, None]
    total = (total + total.T) / 2
    inverse = np.linalg.inv(total[:-1, :-1])
    b = inverse @ total[:-1, -1]
    rss = float(total[-1, -1] - b @ total[:-1, -1])
    return Solved(b, inverse, rss, logdet, gram, cross, shrink, upper_gram, upper_cross, total)


def deviance(nest: Nest, g: Array, upper: float, s: float) -> tuple[float, Array, float, float, Solved]:
    """Return −2 log L at var(u) = g, var(v) = upper, var(e) = s, its slopes in g, upper and s, and the solution.

    −2 log L = log|V| + N log(2πs) + RSS/s; restricted: N − p in place of N, and log|X'V⁻¹X| more.
    """
    found = solve(nest, g / s, upper / s)
    free = nest.free
    value = found.logdet + free * np.log(2 * np.pi * s) + found.rss / s
    kappa = found.cross @ found.residual
    slope = np.tensordot(_times(nest), found.gram, axes=1) - kappa.T @ kappa / s
    top = found.upper_cross @ found.residual
    slope_upper = float(found.upper_gram.sum() - top @ top / s)
    if nest.reml:
        value += float(np.linalg.slogdet(found.total[:-1, :-1])[1])
        fixed = found.cross[:, :, :-1]
        flat = fixed.reshape(-1, fixed.shape[2])
        spread = (flat @ found.inverse).reshape(fixed.shape)
        q = fixed.shape[1]
        slope = slope - np.array([[(spread[:, a] * fixed[:, b]).sum() for b in range(q)] for a in range(q)])
        above = found.upper_cross[:, :-1]
        slope_upper -= float(((above @ found.inverse) * above).sum())
    slope_s = free / s - found.rss / s**2 - (float((slope * g).sum()) + slope_upper * upper) / s**2
    return float(value), slope / s, slope_upper / s, slope_s, found


def compact(nest: Nest) -> Nest:
    """Return a smaller nest of the same likelihood: units of one size become as many rows as there are columns.

    Units of one size enter by their number and by the sum of their squares, Σ s s' = F'F; the rows of F stand for them.
    Only for intercepts without groups; its `gram` and `cross` are no longer those of single units.
    """
    columns = nest.total.shape[0]
    sizes, place, number = np.unique(nest.gram[:, 0, 0], return_inverse=True, return_counts=True)
    if nest.gram.shape[1] > 1 or nest.starts is not None or sizes.size * columns > nest.gram.shape[0] / 2:
        return nest
    order = np.argsort(place, kind="stable")
    sums = nest.cross[order, 0]
    squares = np.add.reduceat(sums[:, :, None] * sums[:, None, :], np.cumsum(number) - number)
    values, vectors = np.linalg.eigh(squares)
    rows = (np.sqrt(np.maximum(values, 0.0))[:, None, :] * vectors).transpose(0, 2, 1)
    return replace(
        nest,
        gram=np.repeat(sizes, columns)[:, None, None],
        cross=rows.reshape(-1, 1, columns),
        times=np.repeat(number / columns, columns),
    )


def _times(nest: Nest) -> Array:
    return np.ones(nest.gram.shape[0]) if nest.times is None else nest.times
