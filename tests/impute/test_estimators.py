"""Every imputer is a scikit-learn transformer and passes scikit-learn's own checks."""

import warnings

from sklearn.utils.estimator_checks import parametrize_with_checks

from toolkit.impute import IMPUTERS


@parametrize_with_checks([imputer() for imputer in IMPUTERS.values()])
def test_scikit_learn_accepts_it(estimator, check):
    with warnings.catch_warnings():  # rows without keys, few units: on purpose
        warnings.simplefilter("ignore")
        check(estimator)
