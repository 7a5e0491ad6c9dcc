"""scikit-learn's conventions. Its own checks fit arrays without names, and these models need named columns; so the checks
on parameters and on clones run, and what the others look at is tested here on a frame."""

import pytest
from sklearn.base import clone
from sklearn.exceptions import NotFittedError
from sklearn.utils import estimator_checks

from tests.models.value_added._nests import nest
from toolkit.models import DriftingValueAdded, NestedValueAdded

MODELS = [NestedValueAdded("after", ["before"], ["school"]), DriftingValueAdded("after", ["before"])]
CHECKS = [
    "check_estimator_cloneable",
    "check_estimator_repr",
    "check_get_params_invariance",
    "check_set_params",
    "check_no_attributes_set_in_init",
]


@pytest.mark.parametrize("check", CHECKS)
@pytest.mark.parametrize("model", MODELS, ids=lambda m: type(m).__name__)
def test_the_checks_of_scikit_learn_that_need_no_array(model, check):
    getattr(estimator_checks, check)(type(model).__name__, clone(model))


def test_fitting_changes_no_parameter_returns_itself_and_can_be_repeated():
    model, frame = clone(MODELS[0]), nest(0)
    before = model.get_params()
    assert model.fit(frame) is model
    assert model.get_params() == before
    first = model.effects_
    assert model.fit(frame).effects_.equals(first)
    assert clone(model).set_params(method="ml").fit(frame).log_likelihood_ != model.log_likelihood_


def test_a_model_that_is_not_fitted_says_so():
    with pytest.raises(NotFittedError):
        clone(MODELS[0]).predict(nest(0))
