"""Generalised partial credit model: the partial credit model with a slope for every item."""

from __future__ import annotations

from toolkit.models.item_response._base import ItemResponseModel


class GeneralizedPartialCredit(ItemResponseModel):
    """Generalised partial credit model: log P_k / P_(k-1) = a (t - b_k), t standard normal in the reference group.

    See `ItemResponseModel` for parameters, results and methods.

    References
    ----------
    Muraki, E. (1992), A generalized partial credit model, Applied Psychological Measurement 16(2),
    doi:10.1177/014662169201600206.

    Examples
    --------
    >>> import numpy as np, polars as pl
    >>> rng = np.random.default_rng(0)
    >>> t = rng.normal(size=(20_000, 1, 1))
    >>> odds = np.cumsum(np.array([[1.0], [1.5], [0.7]]) * (t - np.array([[-1.0, 1.0], [-0.5, 0.5], [0.0, 0.5]])), axis=2)
    >>> chance = np.exp(np.insert(odds, 0, 0.0, axis=2))
    >>> upto = np.cumsum(chance / chance.sum(axis=2, keepdims=True), axis=2)
    >>> answers = (rng.random((20_000, 3, 1)) > upto).sum(axis=2)
    >>> model = GeneralizedPartialCredit().fit(pl.DataFrame(answers, schema=["A", "B", "C"]))
    >>> np.abs(model.items_["discrimination"] - pl.Series([1.0, 1.5, 0.7])).max() < 0.2
    True
    """

    family = "partial_credit"
    slopes = True
    two_categories = False
