"""Fixed goalposts."""

import numpy as np
import polars as pl
import pytest

from toolkit.errors import OptionError
from toolkit.normalise import NORMALISERS

Goalposts = NORMALISERS["goalposts"]


def test_a_percentage_is_its_own_score_by_default():
    np.testing.assert_array_equal(Goalposts().fit_transform([[0.0], [37.5], [100.0]]), [[0.0], [37.5], [100.0]])


def test_each_indicator_has_its_own_goalposts_and_direction():
    """Pupils per teacher: 10 is best, 30 is worst; the goalposts ascend all the same."""
    values = [[85.0, 30.0], [52.5, 15.0], [20.0, 10.0]]
    scores = Goalposts(low=[20, 10], high=[85, 30], direction=[1, -1]).fit_transform(values)
    np.testing.assert_allclose(scores, [[100, 0], [50, 75], [0, 100]], atol=1e-12)


def test_one_schools_change_does_not_move_another():
    before = Goalposts(low=0, high=10).fit_transform([[5.0], [8.0]])
    after = Goalposts(low=0, high=10).fit_transform([[5.0], [1.0]])
    assert before[0] == after[0]


def test_values_beyond_a_goalpost_get_its_score_and_are_told():
    fitted = Goalposts(low=20, high=80, direction=-1).fit([[50.0]])
    values = [[10.0], [20.0], [80.0], [81.0], [np.nan]]
    np.testing.assert_array_equal(fitted.transform(values), [[100.0], [100.0], [0.0], [0.0], [np.nan]])
    assert fitted.clipped(values).ravel().tolist() == [True, False, False, True, False]


def test_without_clipping_scores_go_on_and_nothing_is_clipped():
    fitted = Goalposts(low=0, high=50, clip=False).fit([[50.0]])
    assert fitted.transform([[60.0], [-10.0]]).ravel().tolist() == [120.0, -20.0]
    assert not fitted.clipped([[60.0], [-10.0]]).any()


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"low": 10, "high": 10}, "'rate'.*must differ"),
        ({"low": 90, "high": 10}, "'rate'.*direction=-1"),
        ({"low": None}, "low of indicator 'rate' is missing"),
        ({"high": np.nan}, "high of indicator 'rate' is missing"),
        ({"low": [1, 2]}, "2 entries for 1 indicators"),
        ({"low": "a"}, "low='a' must be a number"),
        ({"direction": 0}, "Direction of indicator 'rate' is 0"),
        ({"output_range": (100, 0)}, "must ascend"),
        ({"output_range": (0, np.inf)}, "must ascend"),
        ({"output_range": 5}, "must be a pair"),
    ],
)
def test_wrong_options_are_refused_and_name_the_indicator(options, message):
    with pytest.raises(OptionError, match=message):
        Goalposts(**options).fit(pl.DataFrame({"rate": [1.0, 2.0]}))


def test_what_was_given_is_shown():
    learned = Goalposts(low=1, high=5, direction=-1).fit(pl.DataFrame({"score": [2.0]})).learned_
    assert learned.rows() == [("score", "direction", -1.0), ("score", "low", 1.0), ("score", "high", 5.0)]


def test_the_scale_factor_carries_a_standard_error():
    factor = Goalposts(low=[0, 10], high=[50, 30], direction=[1, -1]).fit([[1.0, 20.0]]).scale_factor()
    np.testing.assert_allclose(factor, [100 / 50, 100 / 20])


def test_an_infinite_value_is_refused():
    with pytest.raises(ValueError, match="infinity"):
        Goalposts().fit([[np.inf], [1.0]])
