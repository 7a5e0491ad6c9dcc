"""Weights from grades as a scikit-learn estimator, for GridSearchCV and cross_val_score."""

from __future__ import annotations

from typing import Any, Self

import numpy as np
from numpy.typing import ArrayLike, NDArray
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.utils.multiclass import check_classification_targets
from sklearn.utils.validation import check_is_fitted, validate_data

from toolkit.columns import Array
from toolkit.weigh._verdict_checks import Learner
from toolkit.weigh._verdict_input import Grades
from toolkit.weigh._verdict_model import concordance, simplex


class VerdictWeights(ClassifierMixin, BaseEstimator):
    """Ordered logit of grades on an index with weights >= 0 that sum to 1.

    Parameters
    ----------
    penalty : float
        Strength with which the weights are drawn to one another (equal weights).

    Attributes
    ----------
    weights_ : ndarray, shape (indicators,)
    coef_ : ndarray, shape (indicators,)
        Effect of one point of each indicator on the logit; `weights_` times one number.
    thresholds_ : ndarray, shape (grades - 1,)
        Of the logit, between the grades.
    classes_ : ndarray
        The grades, worst first: ascending, so that words must be coded as numbers before.

    Notes
    -----
    `score` is the share of pairs with unlike grades that the index puts in the right order (0.5 is chance), not the share of right
    grades: weights are for ordering. The model is that of `toolkit.weigh.verdicts`.

    Examples
    --------
    >>> from sklearn.model_selection import GridSearchCV
    >>> x = np.random.default_rng(0).normal(size=(60, 3))
    >>> grades = np.digitize(x @ [3.0, 1.0, 0.0], [-1.0, 1.0])
    >>> search = GridSearchCV(VerdictWeights(), {"penalty": [0.01, 1.0]}).fit(x, grades)
    >>> search.best_estimator_.weights_.round(1).tolist()
    [0.7, 0.2, 0.0]
    """

    def __init__(self, penalty: float = 0.3) -> None:
        self.penalty = penalty

    def fit(self, X: ArrayLike, y: ArrayLike) -> Self:
        """Learn weights and thresholds from values (units, indicators) and grades (units,)."""
        if not self.penalty > 0:
            raise ValueError(f"penalty is {self.penalty!r}: it must be a number > 0.")
        x, grades = validate_data(self, X, y, dtype=np.float64)
        check_classification_targets(grades)
        self.classes_, grade = np.unique(grades, return_inverse=True)
        if self.classes_.size < 2:
            raise ValueError(f"Verdicts need at least two different grades; found one class: {self.classes_.tolist()}.")
        spread = x.std(axis=0)
        moving = spread > 1e-12 * np.abs(x).max(axis=0)
        scale = np.sqrt((spread[moving] ** 2).mean()) if moving.any() else 1.0
        centre = x.mean(axis=0)
        self.coef_ = np.zeros(x.shape[1])
        if moving.any():
            z = (x[:, moving] - centre[moving]) / scale
            found = Learner(
                z, Grades(np.arange(len(z)), grade.astype(np.int64), tuple(self.classes_)), self.penalty
            ).learn()
            assert found is not None
            self.coef_[moving] = found.coefficients / scale
            thresholds = found.thresholds
        else:
            share = np.cumsum(np.bincount(grade))[:-1] / grade.size
            thresholds = np.log(share / (1 - share))
        self.thresholds_ = thresholds + float(centre @ self.coef_)
        self.weights_ = simplex(self.coef_)
        return self

    def index(self, X: ArrayLike) -> Array:
        """Return the weighted mean of each unit's values."""
        check_is_fitted(self)
        x = validate_data(self, X, dtype=np.float64, reset=False)
        return np.asarray(x @ self.weights_)

    def predict_proba(self, X: ArrayLike) -> Array:
        """Return the probability of every grade, shape (units, grades)."""
        check_is_fitted(self)
        x = validate_data(self, X, dtype=np.float64, reset=False)
        away = self.thresholds_ - (x @ self.coef_)[:, None]
        below = np.exp(-np.logaddexp(0.0, -away))
        ends = np.hstack([np.zeros((len(x), 1)), below, np.ones((len(x), 1))])
        return np.asarray(np.diff(ends, axis=1))

    def predict(self, X: ArrayLike) -> NDArray[Any]:
        """Return the most likely grade."""
        chance = self.predict_proba(X)
        return np.asarray(self.classes_[chance.argmax(axis=1)])

    def score(self, X: ArrayLike, y: ArrayLike, sample_weight: None = None) -> float:
        """Return the share of pairs with unlike grades that the index orders rightly; 0.5 where all grades are equal."""
        grade = np.searchsorted(self.classes_, np.asarray(y))
        found = concordance(self.index(X), grade.astype(np.int64))
        return 0.5 if np.isnan(found) else found
