"""Standard errors of scores over the draws of a multiple imputation, by Rubin's rules."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from toolkit.index import Nodes
from toolkit.matrix import Matrix, quantise


def without_imputed_error(matrix: Matrix) -> Matrix:
    """Return the matrix with filled values as if they were known: their doubt is the difference between the draws."""
    if matrix.se is None or matrix.filled is None:
        return matrix
    return replace(matrix, se=np.where(matrix.filled, 0.0, matrix.se))


def pooled(nodes: Nodes, within: Nodes, draws: Sequence[Nodes]) -> Nodes:
    """Return the nodes with the total standard error sqrt(W + (1 + 1/m) B).

    Parameters
    ----------
    nodes : Nodes
        Scores of the mean of the draws: they stay.
    within : Nodes
        With the standard errors of what was measured; W is their square.
    draws : sequence of Nodes
        The scores of every draw; B is their variance.

    Notes
    -----
    Where scales are linear and nodes weighted means, the scores are the means over the draws, as in Rubin (1987,
    doi:10.1002/9780470316696); elsewhere they can differ a little. Errors that are unknown stay unknown.
    """
    from toolkit.impute import pool

    if within.se is None or not draws:
        return nodes
    se = dict(nodes.se or {})
    for node in draws[0].score:
        scores = np.stack([one.score[node] for one in draws])
        variance = np.broadcast_to(within.se[node] ** 2, scores.shape)
        se[node] = quantise(np.sqrt(pool(scores, variance).variance))
    return replace(nodes, se=se)
