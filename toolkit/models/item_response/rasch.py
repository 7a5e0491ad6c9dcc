"""Rasch model: items of two categories and one slope."""

from __future__ import annotations

from toolkit.models.item_response._base import ItemResponseModel


class RaschModel(ItemResponseModel):
    """Rasch model: P(right) = 1/(1 + exp(-(t - b))), t normal with a standard deviation that is estimated.

    The sum of right answers holds all that the items say about a person. See `ItemResponseModel` for parameters, results and
    methods.

    References
    ----------
    Rasch, G. (1960), Probabilistic models for some intelligence and attainment tests. Bock, R. D. and Aitkin, M. (1981), Marginal
    maximum likelihood estimation of item parameters, Psychometrika 46(4), doi:10.1007/BF02293801.

    Examples
    --------
    >>> import numpy as np, polars as pl
    >>> rng = np.random.default_rng(0)
    >>> right = rng.normal(size=(20_000, 1)) - [-1.0, 0.3, 1.0] > rng.logistic(size=(20_000, 3))
    >>> model = RaschModel().fit(pl.DataFrame(right, schema=["easy", "middling", "hard"]))
    >>> np.abs(model.items_["difficulty"] - pl.Series([-1.0, 0.3, 1.0])).max() < 0.1
    True
    """

    family = "graded"
    slopes = False
    two_categories = True
