"""Normalisers that keep the order and drop the distances: ranks, points, percentiles, normal scores, bands."""

import numpy as np
import pytest
from scipy import stats

from toolkit.errors import OptionError
from toolkit.normalise import NORMALISERS

COLUMN = np.array([[7.0], [9.0], [7.0], [np.nan], [2.0], [11.0]])
PRESENT = COLUMN[~np.isnan(COLUMN)]


@pytest.mark.parametrize("ties", ["average", "min", "dense"])
@pytest.mark.parametrize("direction", [1, -1])
def test_ranks_of_the_fitted_sample_are_scipys(ties, direction):
    expected = stats.rankdata(COLUMN * direction, method=ties, nan_policy="omit", axis=0)
    np.testing.assert_array_equal(NORMALISERS["rank"](ties=ties, direction=direction).fit_transform(COLUMN), expected)
    np.testing.assert_array_equal(
        NORMALISERS["borda"](ties=ties, direction=direction).fit_transform(COLUMN), expected - 1
    )


def test_percentiles_of_the_others_are_scipys_for_a_value_within_the_rest():
    """The share of the other units below, half of the ties: percentileofscore(kind="mean") among the others."""
    scores = NORMALISERS["percent_rank"]().fit_transform(COLUMN)
    for i in np.flatnonzero(~np.isnan(COLUMN)):
        others = np.delete(PRESENT, np.flatnonzero(COLUMN[i] == PRESENT)[0])
        assert scores[i, 0] == pytest.approx(stats.percentileofscore(others, COLUMN[i, 0], kind="mean"))


def test_a_new_value_is_ranked_within_the_fitted_sample_and_never_outside():
    for ties, expected in (("average", [1, 1.5, 2.5, 4.5, 5]), ("min", [1, 2, 2, 5, 5]), ("dense", [1, 2, 2, 4, 4])):
        fitted = NORMALISERS["rank"](ties=ties).fit(COLUMN)
        np.testing.assert_array_equal(fitted.transform([[1.0], [3.0], [7.0], [10.0], [99.0]]).ravel(), expected)


def test_a_new_sample_moves_nothing_among_the_fitted():
    fitted = NORMALISERS["percent_rank"]().fit(COLUMN)
    alone, beside = fitted.transform([[9.0]]), fitted.transform([[9.0], [8.9], [9.1], [9.2]])
    assert alone[0, 0] == beside[0, 0] == 75


def test_percent_rank_of_all_is_rank_over_n():
    scores = NORMALISERS["percent_rank"](of="all", output_range=(0, 1)).fit_transform(COLUMN)
    np.testing.assert_allclose(scores[[4, 5], 0], [1 / 5, 5 / 5])


def test_normal_scores_are_quantiles_of_the_normal_distribution():
    ranks = stats.rankdata(PRESENT)
    expected = stats.norm.ppf((ranks - 3 / 8) / (PRESENT.size + 1 / 4))
    scores = NORMALISERS["normal_scores"]().fit_transform(COLUMN)
    np.testing.assert_allclose(scores[~np.isnan(COLUMN)], expected, rtol=1e-12)


def test_bands_with_given_cuts_give_a_value_on_the_cut_to_the_better_side_in_both_directions():
    values = [[59.0], [60.0], [84.0], [85.0]]
    assert NORMALISERS["bands"](cuts=[60, 85]).fit_transform(values).ravel().tolist() == [0, 50, 50, 100]
    assert NORMALISERS["bands"](cuts=[60, 85], direction=-1).fit_transform(values).ravel().tolist() == [
        100,
        100,
        50,
        50,
    ]


def test_bands_with_learned_cuts_are_quintiles_of_the_ranks():
    values = np.arange(1.0, 11.0)[:, None]
    fitted = NORMALISERS["bands"]().fit(values)
    assert fitted.transform(values).ravel().tolist() == [0, 25, 25, 50, 50, 75, 75, 100, 100, 100]
    assert fitted.learned_.filter(parameter="cut_1")["value"].item() == 2


def test_bands_that_no_unit_reaches_are_empty():
    fitted = NORMALISERS["bands"]().fit([[1.0], [2.0], [2.0], [2.0], [2.0], [2.0]])
    assert fitted.transform([[2.0]]).item() == 25
    assert fitted.learned_.filter(parameter="cut_4")["value"].to_list() == [None]


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"cuts": [85, 60]}, "ascending"),
        ({"cuts": [[60, 85], [1, 2], [3, 4]]}, "shape"),
        ({"shares": [0.5, 1.5]}, "between 0 and 1"),
        ({"levels": [0, 1]}, "2 entries for 5 bands"),
    ],
)
def test_wrong_bands_are_refused(options, message):
    with pytest.raises(OptionError, match=message):
        NORMALISERS["bands"](**options).fit([[1.0], [2.0]])


@pytest.mark.parametrize("name", ["rank", "percent_rank", "borda", "normal_scores"])
def test_an_unknown_rule_for_ties_is_refused_with_a_suggestion(name):
    with pytest.raises(OptionError, match="Did you mean 'average'"):
        NORMALISERS[name](ties="averge").fit(COLUMN)


def test_what_has_no_linear_scale_says_so():
    for name in ("rank", "percent_rank", "borda", "normal_scores", "bands"):
        assert np.isnan(NORMALISERS[name]().fit(COLUMN).scale_factor()).all()
