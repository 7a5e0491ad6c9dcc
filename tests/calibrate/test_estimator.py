"""VerdictWeights is a scikit-learn classifier: its checks, model selection, and the same weights as `to_verdicts`."""

import numpy as np
import pytest
from sklearn.model_selection import GridSearchCV, cross_val_score
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import MinMaxScaler
from sklearn.utils.estimator_checks import parametrize_with_checks

from toolkit import calibrate

UNORDERED = {
    "check_classifiers_train": "the clusters of this check have no order, which one index with weights >= 0 cannot tell apart"
}


@parametrize_with_checks([calibrate.VerdictWeights()], expected_failed_checks=lambda _: UNORDERED)
def test_scikit_learn_accepts_it(estimator, check):
    check(estimator)


def judged(units=150):
    rng = np.random.default_rng(0)
    x = rng.normal(60, 12, (units, 4))
    return x, np.digitize((x - 60) / 12 @ [2.4, 1.2, 0.4, 0.0] + rng.logistic(size=units), [-1.5, 0.0, 1.5])


def test_the_weights_are_those_of_to_verdicts():
    x, grades = judged()
    found = calibrate.VerdictWeights(penalty=0.5).fit(x, grades)
    same = calibrate.to_verdicts(x, grades, penalty=0.5, replicates=0, permutations=0)
    np.testing.assert_allclose(found.weights_, same.weights, atol=1e-12)
    assert found.score(x, grades) == pytest.approx(same.agreement, abs=1e-12)


def test_probabilities_are_those_of_the_ordered_logit():
    x, grades = judged()
    found = calibrate.VerdictWeights().fit(x, grades)
    below = 1 / (1 + np.exp(-(found.thresholds_ - (x @ found.coef_)[:, None])))
    np.testing.assert_allclose(found.predict_proba(x).cumsum(axis=1)[:, :-1], below, atol=1e-12)
    assert (np.diff(found.thresholds_) > 0).all()
    assert set(found.predict(x)) <= set(grades)


def test_it_works_in_model_selection():
    x, grades = judged()
    search = GridSearchCV(calibrate.VerdictWeights(), {"penalty": [0.01, 1.0, 1000.0]}, cv=5).fit(x, grades)
    assert search.best_params_["penalty"] < 1000  # that much makes the weights equal, which they are not
    assert (
        np.ptp(calibrate.VerdictWeights(penalty=1e6).fit(x, grades).weights_) < 0.02
    )  # a common change costs 1/100 of that
    scores = cross_val_score(make_pipeline(MinMaxScaler(), calibrate.VerdictWeights()), x, grades, cv=5)
    assert scores.mean() > 0.75
    by_chance = cross_val_score(calibrate.VerdictWeights(), x, np.random.default_rng(1).permutation(grades), cv=5)
    assert by_chance.mean() < 0.65  # 0.5 with a standard error of 0.05
