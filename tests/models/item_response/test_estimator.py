"""The models are scikit-learn estimators. All share one `fit`; the checks feed one to ten categories and two items."""

import warnings

import numpy as np
import polars as pl
from sklearn.utils.estimator_checks import parametrize_with_checks

from tests.models.item_response._data import lsat
from toolkit.models import PartialCredit, TwoPL

EXPECTED = {"check_positive_only_tag_during_fit": "feeds fractions, and categories are whole numbers"}


@parametrize_with_checks([PartialCredit(max_steps=50)], expected_failed_checks=lambda _: EXPECTED)
def test_scikit_learn_accepts_it(estimator, check):
    with warnings.catch_warnings():  # random numbers that hold no common factor need not settle
        warnings.simplefilter("ignore")
        check(estimator)


def test_an_array_is_a_frame_whose_gaps_are_nan():
    values = lsat().to_numpy().astype(float)
    values[::3, 0] = np.nan
    frame = pl.DataFrame(values, schema=[f"x{j}" for j in range(5)], nan_to_null=True)
    assert TwoPL().fit(values).items_.equals(TwoPL().fit(frame).items_)
