"""Generalised least squares with the whole variance matrix of the pupils, for small nests: slow and obvious."""

import numpy as np


def variance_matrix(z, units, groups, g, upper, s):
    """V of the pupils: z (pupils, q), units and groups as labels, g (q, q)."""
    same_unit = np.equal.outer(units, units)
    v = (z @ g @ z.T) * same_unit + s * np.eye(len(z))
    return v + upper * np.equal.outer(groups, groups) if groups is not None else v


def gls(x, y, v, reml):
    """Coefficients, their covariance and log L."""
    inverse = np.linalg.inv(v)
    covariance = np.linalg.inv(x.T @ inverse @ x)
    b = covariance @ x.T @ inverse @ y
    r = y - x @ b
    n = len(y) - (x.shape[1] if reml else 0)
    value = n * np.log(2 * np.pi) + np.linalg.slogdet(v)[1] + r @ inverse @ r
    value += np.linalg.slogdet(x.T @ inverse @ x)[1] if reml else 0.0
    return b, covariance, -value / 2


def predictor(x, y, v, c):
    """BLUP of effects whose covariance with the pupils is c (effects, pupils): effects, and the parts of their variances."""
    inverse = np.linalg.inv(v)
    b, covariance, _ = gls(x, y, v, False)
    seen = c @ inverse @ c.T
    fixed = c @ inverse @ x
    return c @ inverse @ (y - x @ b), seen, fixed @ covariance @ fixed.T
