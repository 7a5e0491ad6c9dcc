"""The shape that the item response models share."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from typing import Any, ClassVar, Self

import numpy as np
import polars as pl
from numpy.typing import ArrayLike
from sklearn.base import BaseEstimator
from sklearn.utils.validation import check_is_fitted, validate_data

from toolkit.columns import Array
from toolkit.errors import DataError, OptionError, unknown
from toolkit.matrix import to_column
from toolkit.models.item_response import _tables as tables
from toolkit.models.item_response._curves import FAMILIES, Family
from toolkit.models.item_response._estimate import QuadratureWarning, estimate, start
from toolkit.models.item_response._information import covariance, spread
from toolkit.models.item_response._parameters import Free, Parameters
from toolkit.models.item_response._responses import Responses, read_responses


class ItemResponseModel(BaseEstimator):
    """Base of the item response models; fitted by marginal maximum likelihood (EM on a grid, accelerated).

    One latent variable, normal in every group. Without anchors the scale is set by the reference group: mean 0, and standard
    deviation 1 where slopes are estimated. With anchors the items that are anchored set it, and every group's mean and
    standard deviation are estimated.

    Parameters
    ----------
    points : int
        Points of the grid, six standard deviations to either side of the groups.
    anchors : polars.DataFrame, optional
        Items whose parameters are given and stay: item, discrimination, and difficulty or threshold_1, …; as in `items_` of
        another fit. Items that are not among the responses are left aside.
    reference : str, optional
        Group with mean 0; by default the first in order of its name.
    common_sd : bool
        One standard deviation for all groups.
    tolerance : float
        How far any parameter may still be from where the iterations lead (intercepts and slopes in logits).
    max_steps : int
        EM steps at most.

    Attributes
    ----------
    items_ : polars.DataFrame
        item, discrimination, difficulty (all items with two categories) or threshold_1, threshold_2, …; with se_… of each (null
        where given), and n, the persons who answered. With sampling weights the errors are those of the sandwich.
    groups_ : polars.DataFrame
        group, mean, sd, se_mean, se_sd, n of the latent variable.
    categories_ : polars.DataFrame
        item, category (from 0), value (as in the data), n.
    log_likelihood_ : float
        With sampling weights (scaled to a mean of 1) a pseudo-log-likelihood.
    n_parameters_, n_persons_, n_steps_ : int
    converged_ : bool
    reliability_ : float
        Marginal reliability Var(EAP) / (Var(EAP) + mean PSD²) in the sample that was fitted.
    """

    family: ClassVar[str] = "graded"
    """Key of `FAMILIES`."""
    slopes: ClassVar[bool] = True
    """Whether slopes are estimated, else they are 1."""
    two_categories: ClassVar[bool] = False

    def __init__(
        self,
        *,
        points: int = 61,
        anchors: pl.DataFrame | None = None,
        reference: str | None = None,
        common_sd: bool = False,
        tolerance: float = 1e-4,
        max_steps: int = 2000,
    ) -> None:
        self.points = points
        self.anchors = anchors
        self.reference = reference
        self.common_sd = common_sd
        self.tolerance = tolerance
        self.max_steps = max_steps

    def fit(
        self,
        responses: pl.DataFrame | ArrayLike,
        y: None = None,
        *,
        items: Sequence[str] | None = None,
        groups: str | ArrayLike | None = None,
        weights: str | ArrayLike | None = None,
        errors: bool = True,
    ) -> Self:
        """Fit to a wide frame: one row a person, one column an item, whole numbers, null where not presented.

        Parameters
        ----------
        responses : polars.DataFrame or array
            Null is missing by design or at random given the other answers; it is never a wrong answer. In an array NaN
            stands for it, and the items are x0, x1, …
        items : sequence of str, optional
            Columns that are items; by default all but those of groups and weights.
        groups, weights : str or array-like, optional
            Group and sampling weight of every person: a column, or values.
        errors : bool
            Whether to compute standard errors (one more pass).
        """
        self._check_options()
        read = read_responses(self._frame(responses, reset=True), items, groups, weights)
        someone = read.answered > 0
        if not someone.any():
            raise DataError("Nobody answered any item.")
        read = read.rows(someone)
        free, begin = self._layout(read)
        found = estimate(
            self._family, read, begin, free, points=self.points, tolerance=self.tolerance, most=self.max_steps
        )
        self._keep(read, free, found.parameters, found.theta, errors)
        self.group_column_ = groups if isinstance(groups, str) else None
        self.log_likelihood_ = found.log_likelihood
        self.converged_ = found.converged
        self.n_steps_ = found.steps
        return self

    def scores(
        self,
        responses: pl.DataFrame | ArrayLike,
        method: str = "eap",
        *,
        groups: str | ArrayLike | None = None,
        draws: int = 5,
        seed: int = 0,
    ) -> pl.DataFrame:
        """Return the scores of persons: the columns of the frame that are no items, then score, se, n.

        Parameters
        ----------
        method : "eap", "wle" or "plausible"
            `eap`: posterior mean, se the posterior standard deviation; shrunk to the mean of the group, for persons. `wle`:
            Warm's weighted likelihood estimate, se 1/√information; finite for perfect and zero scores, hardly biased, for
            persons. `plausible`: draws from the posterior in plausible_1, plausible_2, …, `score` being the first of them; for
            means and spreads of groups of persons (see `group_means`), never to judge a person.
        groups : str or array-like, optional
            Groups as in `fit`; by default the column that it named. Not used by `wle`.
        draws, seed : int
            Of plausible values.

        Notes
        -----
        A person who answered nothing has no score (null), n = 0. A mean of `eap` scores draws groups towards the mean of all:
        the spread between schools comes out too small.

        References
        ----------
        Warm, T. A. (1989), doi:10.1007/BF02294627. Mislevy, R. J. (1991), doi:10.1007/BF02294457.
        """
        from toolkit.models.item_response._scores import METHODS

        check_is_fitted(self)
        if method not in METHODS:
            raise unknown("scoring method", method, METHODS)
        read = self._read(responses, groups, needed=method != "wle")
        columns = METHODS[method](self._family, read, self._parameters, self._theta, draws=draws, seed=seed)
        taken = [name for name in read.keys.columns if name in columns]
        if taken:
            raise DataError(
                f"The responses have a column {taken[0]!r}, the name of a result: rename it, or leave it out."
            )
        return pl.DataFrame([*read.keys.get_columns(), *(column.alias(name) for name, column in columns.items())])

    def curves(self, theta: ArrayLike | None = None) -> pl.DataFrame:
        """Return item, theta, category, value, probability, expected (category, in steps from the lowest), information.

        `theta` are points of the latent scale; by default 121 from -4 to 4 standard deviations of the groups.
        """
        check_is_fitted(self)
        at = self._points(theta)
        return tables.curves_table(
            self._items, self._parameters, self._parameters.curves(self._family, self._items.steps, at), at
        )

    def information(self, theta: ArrayLike | None = None) -> pl.DataFrame:
        """Return theta, information, se = 1/√information and expected (sum of steps, in percent of the most) of all items."""
        check_is_fitted(self)
        at = self._points(theta)
        return tables.information_table(
            self._items, self._parameters, self._parameters.curves(self._family, self._items.steps, at), at
        )

    def _points(self, theta: ArrayLike | None) -> Array:
        p = self._parameters
        if theta is None:
            return np.linspace(float((p.mean - 4 * p.sd).min()), float((p.mean + 4 * p.sd).max()), 121)
        at = np.atleast_1d(np.asarray(theta, dtype=np.float64))
        if at.ndim != 1 or not np.isfinite(at).all():
            raise OptionError("theta must be finite numbers.")
        return at

    def _read(
        self, responses: pl.DataFrame | ArrayLike, groups: str | ArrayLike | None, needed: bool = True
    ) -> Responses:
        """Read responses with the items, categories and groups of the fit."""
        if groups is None and len(self._groups) > 1 and needed:
            groups = self.group_column_
            if groups is None:
                raise OptionError(f"groups= is needed: the model has the groups {', '.join(self._groups)}.")
        return read_responses(
            self._frame(responses, reset=False),
            self._items,
            groups if needed else None,
            None,
            self._groups if needed and groups is not None else None,
        )

    def _frame(self, responses: pl.DataFrame | ArrayLike, *, reset: bool) -> pl.DataFrame:
        """Take an array, NaN = not presented, for a frame with the columns x0, x1, …."""
        if isinstance(responses, pl.DataFrame):
            return responses
        values = validate_data(self, responses, reset=reset, dtype=np.float64, ensure_all_finite="allow-nan")
        return pl.DataFrame([to_column(f"x{j}", column) for j, column in enumerate(values.T)])

    @property
    def _family(self) -> Family:
        return FAMILIES[self.family]

    def _check_options(self) -> None:
        if not (isinstance(self.points, int) and self.points >= 15):
            raise OptionError(f"points={self.points!r}: a whole number of at least 15.")
        if not self.tolerance > 0:
            raise OptionError(f"tolerance={self.tolerance!r}: a number > 0.")
        if not (isinstance(self.max_steps, int) and self.max_steps >= 1):
            raise OptionError(f"max_steps={self.max_steps!r}: a whole number of at least 1.")

    def _layout(self, read: Responses) -> tuple[Free, Parameters]:
        steps = read.items.steps
        if self.two_categories and (steps > 1).any():
            j = int(np.argmax(steps > 1))
            raise DataError(
                f"Item {read.items.names[j]!r} has {int(steps[j]) + 1} categories; {type(self).__name__} takes two. "
                "For more use GradedResponse, PartialCredit or GeneralizedPartialCredit."
            )
        has = np.arange(int(steps.max()))[None, :] < steps[:, None]
        count = len(read.groups)
        given = Parameters(np.ones(steps.size), np.where(has, 0.0, np.nan), np.zeros(count), np.ones(count))
        fixed = np.zeros(steps.size, dtype=bool)
        if self.anchors is not None:
            given, fixed = tables.with_anchors(self.anchors, read.items, given, one=not self.slopes)
        least = 3 if self.slopes else 2
        if not fixed.any() and steps.size < least:
            raise DataError(f"{steps.size} feature(s), that is items: {type(self).__name__} needs at least {least}.")
        labels = read.groups
        reference = labels[0] if self.reference is None else self.reference
        if reference not in labels:
            raise unknown("reference group", reference, labels)
        others = np.array([label != reference for label in labels]) | fixed.any()
        free = Free(
            slope=~fixed & self.slopes,
            intercepts=has & ~fixed[:, None],
            mean=others,
            sd=(others & (fixed.any() or not self.common_sd)) if self.slopes else np.ones(count, dtype=bool),
            one_sd=self.common_sd,
        )
        return free, start(self._family, read, given, free)

    def _keep(self, read: Responses, free: Free, p: Parameters, theta: Array, errors: bool) -> None:
        self._parameters, self._theta, self._items, self._groups = p, theta, read.items, read.groups
        self._free = free
        size = free.pack(p).size
        cov = covariance(self._family, read, p, free, theta) if errors and size else np.full((size, size), np.nan)
        self.n_parameters_, self.n_persons_ = size, len(read.codes)
        self.items_ = tables.items_table(read, p, free, cov)
        self.groups_ = tables.groups_table(read, p, free, cov)
        self.categories_ = tables.categories_table(read)
        found = spread(self._family, read, p, theta)
        self.reliability_ = found.reliability
        if found.median < theta[1] - theta[0]:
            text = f"Half of the persons have a posterior narrower than the distance of the grid's points ({theta[1] - theta[0]:.2g}): raise points."
            warnings.warn(text, QuadratureWarning, stacklevel=3)

    def __sklearn_tags__(self) -> Any:
        tags = super().__sklearn_tags__()
        tags.input_tags.categorical = True
        tags.input_tags.allow_nan = True
        return tags
