"""Every normaliser is a scikit-learn transformer and passes scikit-learn's own checks."""

import warnings

from sklearn.utils.estimator_checks import parametrize_with_checks

from toolkit.normalise import NORMALISERS


@parametrize_with_checks([normaliser() for normaliser in NORMALISERS.values()])
def test_scikit_learn_accepts_it(estimator, check):
    with warnings.catch_warnings():  # the checks feed constant columns on purpose
        warnings.simplefilter("ignore")
        check(estimator)
