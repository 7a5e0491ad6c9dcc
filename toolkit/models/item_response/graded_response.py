"""Graded response model: ordered categories, each boundary a curve of the same slope."""

from __future__ import annotations

from toolkit.models.item_response._base import ItemResponseModel


class GradedResponse(ItemResponseModel):
    """Graded response model: P(Y >= k) = 1/(1 + exp(-a (t - b_k))), t standard normal in the reference group.

    The thresholds b_k rise with k (fall, where the discrimination is negative). See `ItemResponseModel` for parameters, results
    and methods.

    References
    ----------
    Samejima, F. (1969), Estimation of latent ability using a response pattern of graded scores, Psychometrika 34(S1),
    doi:10.1007/BF03372160.

    Examples
    --------
    >>> import numpy as np, polars as pl
    >>> rng = np.random.default_rng(0)
    >>> latent = np.array([1.0, 1.5, 0.7]) * rng.normal(size=(20_000, 1)) + rng.logistic(size=(20_000, 3))
    >>> answers = np.stack([np.digitize(column, [-1.0, 0.0, 1.0]) for column in latent.T], axis=1)
    >>> model = GradedResponse().fit(pl.DataFrame(answers, schema=["A", "B", "C"]))
    >>> np.abs(model.items_["discrimination"] - pl.Series([1.0, 1.5, 0.7])).max() < 0.1
    True
    """

    family = "graded"
    slopes = True
    two_categories = False
