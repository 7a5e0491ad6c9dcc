"""Every treatment is a scikit-learn transformer and passes scikit-learn's own checks."""

import warnings

from sklearn.utils.estimator_checks import parametrize_with_checks

from toolkit.treat import TREATMENTS

OPTIONS = {"box_cox": {"shift": 1000.0}}  # the checks feed zeros and negative numbers, which it refuses without a shift


@parametrize_with_checks([treatment(**OPTIONS.get(name, {})) for name, treatment in TREATMENTS.items()])
def test_scikit_learn_accepts_it(estimator, check):
    with warnings.catch_warnings():  # the checks feed strange columns on purpose
        warnings.simplefilter("ignore")
        check(estimator)
