"""Data whose correlations are known exactly."""

import numpy as np


def with_correlation(r, n=60, seed=0):
    """Data whose sample correlations are exactly r, whatever the scales."""
    r = np.asarray(r)
    random = np.random.default_rng(seed)
    raw = random.normal(size=(n, r.shape[0]))
    raw -= raw.mean(axis=0)
    white = raw @ np.linalg.inv(np.linalg.cholesky(raw.T @ raw / (n - 1))).T
    return white @ np.linalg.cholesky(r).T * random.uniform(0.1, 50, r.shape[0]) + 7


def model(loadings, phi=None):
    """Correlations that a factor model implies exactly."""
    loadings = np.atleast_2d(np.asarray(loadings, dtype=float))
    r = loadings @ (np.eye(loadings.shape[1]) if phi is None else np.asarray(phi)) @ loadings.T
    np.fill_diagonal(r, 1.0)
    return r


TWO = np.array([[0.8, 0.1], [0.7, 0.0], [0.6, -0.1], [0.1, 0.9], [0.0, 0.7], [-0.1, 0.5], [0.3, 0.4]])
