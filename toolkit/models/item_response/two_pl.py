"""Two-parameter logistic model: items of two categories, each with a slope of its own."""

from __future__ import annotations

from toolkit.models.item_response._base import ItemResponseModel


class TwoPL(ItemResponseModel):
    """Two-parameter logistic model: P(right) = 1/(1 + exp(-a (t - b))), t standard normal in the reference group.

    An item that is worded the other way round gets a negative discrimination. See `ItemResponseModel` for parameters, results
    and methods.

    References
    ----------
    Birnbaum, A. (1968), in Lord and Novick, Statistical theories of mental test scores. Bock, R. D. and Aitkin, M. (1981),
    doi:10.1007/BF02293801.

    Examples
    --------
    >>> import numpy as np, polars as pl
    >>> rng = np.random.default_rng(0)
    >>> right = [1.0, 1.5, 0.7, 1.0] * (rng.normal(size=(20_000, 1)) - [-1.0, 0.3, 0.6, 1.0]) > rng.logistic(size=(20_000, 4))
    >>> model = TwoPL().fit(pl.DataFrame(right, schema=["A", "B", "C", "D"]))
    >>> np.abs(model.items_["difficulty"] - pl.Series([-1.0, 0.3, 0.6, 1.0])).max() < 0.1
    True
    >>> model.scores(pl.DataFrame({"A": [0, 1], "B": [0, 1], "C": [0, None], "D": [0, 1]})).select(pl.all().round(1)).rows()
    [(-1.0, 0.8, 4), (1.1, 0.8, 3)]
    """

    family = "graded"
    slopes = True
    two_categories = True
