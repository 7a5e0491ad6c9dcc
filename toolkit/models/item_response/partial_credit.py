"""Partial credit model: the Rasch model for items of two or more categories."""

from __future__ import annotations

from toolkit.models.item_response._base import ItemResponseModel


class PartialCredit(ItemResponseModel):
    """Partial credit model: log P_k / P_(k-1) = t - b_k, t normal with a standard deviation that is estimated.

    The thresholds b_k are where the curves of two neighbouring categories cross; they need not rise. See `ItemResponseModel` for
    parameters, results and methods.

    References
    ----------
    Masters, G. N. (1982), A Rasch model for partial credit scoring, Psychometrika 47(2), doi:10.1007/BF02296272.

    Examples
    --------
    >>> import numpy as np, polars as pl
    >>> rng = np.random.default_rng(0)
    >>> t = rng.normal(size=(20_000, 1, 1))
    >>> odds = np.cumsum(t - np.array([[-1.0, 1.0], [-0.5, 0.5], [0.3, 0.5]]), axis=2)
    >>> chance = np.exp(np.insert(odds, 0, 0.0, axis=2))
    >>> upto = np.cumsum(chance / chance.sum(axis=2, keepdims=True), axis=2)
    >>> answers = (rng.random((20_000, 3, 1)) > upto).sum(axis=2)
    >>> model = PartialCredit().fit(pl.DataFrame(answers, schema=["A", "B", "C"]))
    >>> model.items_.select("item", pl.col("threshold_1", "threshold_2").round(1)).rows()
    [('A', -1.0, 1.0), ('B', -0.5, 0.5), ('C', 0.3, 0.5)]
    """

    family = "partial_credit"
    slopes = False
    two_categories = False
