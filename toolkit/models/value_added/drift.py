"""Value added of several years: effects of a school that drift from one year to the next."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Self

import numpy as np
import polars as pl
from numpy.typing import NDArray
from sklearn.base import BaseEstimator
from sklearn.utils.validation import check_is_fitted

from toolkit import periods
from toolkit.columns import Array
from toolkit.errors import DataError, OptionError, unknown
from toolkit.models.value_added._design import Design, standard, with_constants
from toolkit.models.value_added._deviance import Nest
from toolkit.models.value_added._effects import Effects, lower_effects, root
from toolkit.models.value_added._moments import Columns, Moments, Plan, add, make_plan, moments
from toolkit.models.value_added._quality import in_units
from toolkit.models.value_added._search import Minimum, minimise
from toolkit.models.value_added._slopes import within
from toolkit.models.value_added._variances import Drift, between, objective, solution

METHODS = ("reml", "ml")


class DriftingValueAdded(BaseEstimator):
    """Effects of schools in several years: alike in neighbouring years, less so the further they are apart.

    y_i = x_i'b + year + u_jt + e_i with cov(u_js, u_jt) = σ² φ^|s − t|, a first-order autoregression. The effect of a year is
    predicted from the results of all years, those of near years counting more (Chetty, Friedman & Rockoff 2014). With
    `shock` a part τ² that belongs to one year alone is set apart; it needs three years. Slopes are taken from within schools
    and years, as there, so that good intakes at good schools do not bias them. Sums and search are those of `NestedValueAdded`.

    Parameters
    ----------
    outcome : str
        Column of the result.
    predictors : sequence of str
        Columns of prior results and background.
    school, year : str
        Columns of the unit and of the year: whole numbers, or school years such as `2025-26`.
    method : "reml" or "ml"
        Restricted or full maximum likelihood.
    shock : bool
        Set apart what belongs to one year alone. The effect of a year is the lasting part and the shock together.

    Attributes
    ----------
    coefficients_ : polars.DataFrame
        term, estimate, se; years but the first have a term each.
    variances_ : polars.DataFrame
        term (effect, shock, residual), variance.
    correlation_ : float
        φ, of neighbouring years.
    effects_ : polars.DataFrame
        level, unit, year, effect, se_comparative, se_diagnostic, n; the years in which the school has pupils.
    log_likelihood_, converged_ : float, bool
        As in `NestedValueAdded`.
    rows_ : polars.DataFrame
        reason, rows.

    References
    ----------
    Chetty, R., Friedman, J. N. and Rockoff, J. E. (2014), Measuring the impacts of teachers I, doi:10.1257/aer.104.9.2593.

    Examples
    --------
    >>> rng = np.random.default_rng(1)
    >>> rows = [(s, t, x, x + u + 0.3 * t + rng.normal()) for s in range(30) for u in [rng.normal()] for t in (2023, 2024, 2025)
    ...         for x in rng.normal(size=20)]
    >>> pupils = pl.DataFrame(rows, schema=["school", "year", "before", "after"], orient="row")
    >>> model = DriftingValueAdded(outcome="after", predictors=["before"]).fit(pupils)
    >>> round(model.correlation_, 1), model.change(2023, 2025).height
    (1.0, 30)
    """

    def __init__(
        self,
        outcome: str,
        predictors: Sequence[str] = (),
        school: str = "school",
        year: str = "year",
        *,
        method: str = "reml",
        shock: bool = False,
    ) -> None:
        self.outcome = outcome
        self.predictors = predictors
        self.school = school
        self.year = year
        self.method = method
        self.shock = shock

    def fit(self, X: pl.DataFrame | pl.LazyFrame, y: None = None) -> Self:
        """Fit the model to one row a pupil, a frame or a lazy one."""
        frame = X.lazy()
        plan = make_plan(frame, self.columns())
        return self.fit_sums(add(frame, plan), plan)

    def columns(self) -> Columns:
        """Return the columns that the fit needs."""
        if self.method not in METHODS:
            raise unknown("method", self.method, METHODS)
        if isinstance(self.predictors, str):
            raise OptionError(f"predictors={self.predictors!r}: give a list of columns, [{self.predictors!r}].")
        return Columns(self.outcome, tuple(self.predictors), (self.year, self.school))

    def fit_sums(self, sums: pl.DataFrame, plan: Plan) -> Self:
        """Fit the model to the sums of its rows, which may come from many places (`toolkit.models.value_added.pooled`)."""
        found = moments(sums, plan)
        labels = found.keys[self.year].unique().sort()
        years = _numbers(labels)
        _check(found, years, self.school, self.shock)
        place = np.searchsorted(years, _numbers(found.keys[self.year]))
        k = len(self.predictors)
        slopes, covariance = np.zeros(0), np.zeros((0, 0))
        if k:
            slopes, covariance = within(standard(found), found, np.zeros((k + 1, k + 1)), False)
        marks = np.equal.outer(place, np.arange(1, years.size)).astype(np.float64)
        names = tuple(f"{self.year} {label}" for label in labels[1:])
        design = standard(with_constants(found, names, marks, np.zeros(len(names))))
        nest = _nest(_kept(design, slopes), _first(found.keys[self.school]), place, years.size, self.method == "reml")
        form = Drift(years, self.shock)
        left = float(nest.total[-1, -1] / nest.total[0, 0])
        top = minimise(objective(nest, form), form.starts(left), form.roots)
        self.years_, self.labels_, self.rows_ = years, labels, found.rows
        self._keep(found, design, nest, form, top, slopes, covariance)
        return self

    def _keep(
        self, found: Moments, design: Design, nest: Nest, form: Drift, top: Minimum, slopes: Array, covariance: Array
    ) -> None:
        v, unit = form.unpack(top.point), design.scale[-1]
        self.solved_ = solution(nest, v)
        variance, self.correlation_, shock = form.readable(top.point)
        terms = {"effect": variance, **({"shock": shock} if self.shock else {}), "residual": v.s}
        self.variances_ = pl.DataFrame({"term": list(terms), "variance": [x * unit**2 for x in terms.values()]})
        self.prior_ = (variance * unit**2, self.correlation_, shock * unit**2)
        b, between_years = self.solved_.coefficients, v.s * self.solved_.inverse
        k = slopes.size
        whole = np.zeros((len(design.terms) - 1,) * 2)
        rest = [0, *range(k + 1, len(design.terms) - 1)]
        whole[np.ix_(rest, rest)] = between_years
        whole[1 : k + 1, 1 : k + 1] = covariance
        estimate = design.back @ np.concatenate([b[:1], slopes, b[1:]])
        estimate[0] += design.centre[-1]
        se = root(np.diag(design.back @ whole @ design.back.T))
        self.coefficients_ = pl.DataFrame({"term": ["intercept", *design.terms[1:-1]], "estimate": estimate, "se": se})
        effects = lower_effects(self.solved_, v)
        self.posterior_ = Effects(
            effects.effect * unit,
            *(part * unit**2 for part in (effects.comparative, effects.diagnostic, effects.prediction)),
        )
        self.scaled_ = (v.s * unit**2, unit)
        schools = found.keys[self.school].unique(maintain_order=True)
        self.grid_ = pl.DataFrame({"unit": schools.cast(pl.String)}).join(
            pl.DataFrame({"year": self.labels_}), how="cross"
        )
        self.n_ = np.diagonal(nest.gram, axis1=1, axis2=2)
        self.effects_ = self._table(self.posterior_, self.n_ > 0)
        self.log_likelihood_ = in_units(top.value, nest, design.scale[rest], unit)
        self.converged_ = bool(top.decrement < 1e-6)
        self.n_features_in_ = k

    def change(self, since: int | str, to: int | str) -> pl.DataFrame:
        """Return unit, change, se: how far the effect has moved, for units with pupils in both years.

        The errors of the two years go together, and the difference is shrunken like the effects themselves.
        """
        check_is_fitted(self, "effects_")
        a, b = (self._place(label) for label in (since, to))
        covariance = self.posterior_.comparative
        variance = covariance[:, a, a] + covariance[:, b, b] - 2 * covariance[:, a, b]
        found = self.posterior_.effect[:, b] - self.posterior_.effect[:, a]
        both = (self.n_[:, a] > 0) & (self.n_[:, b] > 0)
        units = self.grid_["unit"].unique(maintain_order=True)
        return pl.DataFrame({"unit": units, "change": found, "se": root(variance)}).filter(pl.Series(both))

    def forecast(self, year: int | str) -> pl.DataFrame:
        """Return unit, effect, se: the effects expected in another year, from the results of the years at hand."""
        check_is_fitted(self, "effects_")
        there = _numbers(pl.Series([year]))
        s, unit = self.scaled_
        variance, correlation, _ = self.prior_
        g = between(there, self.years_, variance, correlation, 0.0)[0] / s
        effect = (self.solved_.cross @ self.solved_.residual) @ g * unit
        left = sum(self.prior_[::2]) - s * np.einsum("a,jab,b->j", g, self.solved_.gram, g)
        return pl.DataFrame(
            {"unit": self.grid_["unit"].unique(maintain_order=True), "effect": effect, "se": root(left)}
        )

    def _place(self, label: int | str) -> int:
        if label not in self.labels_:
            raise unknown("year", label, self.labels_.to_list())
        return self.labels_.to_list().index(label)

    def _table(self, found: Effects, seen: NDArray[np.bool_]) -> pl.DataFrame:
        def diagonal(part: Array) -> Array:
            return root(np.diagonal(part, axis1=1, axis2=2)).reshape(-1)

        columns: dict[str, Array | pl.Series] = {
            "effect": found.effect.reshape(-1),
            "se_comparative": diagonal(found.comparative),
            "se_diagnostic": diagonal(found.diagnostic),
            "n": pl.Series(self.n_.reshape(-1), dtype=pl.Int64),
        }
        table = self.grid_.with_columns(**columns).filter(pl.Series(seen.reshape(-1)))
        return table.insert_column(0, pl.lit(self.school).alias("level"))


def _numbers(labels: pl.Series) -> Array:
    """Return the years as numbers: whole numbers as they are, `2025-26` as 2025."""
    if labels.dtype.is_integer():
        return labels.to_numpy().astype(np.float64)
    if labels.dtype == pl.String and all(periods.is_standard(label) for label in labels.unique()):
        return labels.str.slice(0, 4).cast(pl.Int64).to_numpy().astype(np.float64)
    raise DataError(f"Years are whole numbers or school years such as 2025-26; {labels[0]!r} is neither.")


def _check(found: Moments, years: Array, school: str, shock: bool) -> None:
    if years.size < 2 + shock:
        raise DataError(f"There are {years.size} years; drift{' with a shock' * shock} needs {2 + shock} or more.")
    if found.keys[school].n_unique() < 2:
        raise DataError(f"Level {school!r} has one unit: how units differ can't be estimated.")


def _first(units: pl.Series) -> NDArray[np.int64]:
    return np.flatnonzero(np.append(True, units.to_numpy()[1:] != units.to_numpy()[:-1])).astype(np.int64)


def _kept(design: Design, slopes: Array) -> Array:
    """Return the sums of (1, marks of years, y − Xb) by school and year."""
    k, size = slopes.size, len(design.terms)
    turn = np.zeros((size, size - k))
    turn[[0, *range(k + 1, size)], range(size - k)] = 1.0
    turn[1 : k + 1, -1] = -slopes
    return np.asarray(turn.T @ design.cross @ turn, dtype=np.float64)


def _nest(cross: Array, first: NDArray[np.int64], place: NDArray[np.int64], years: int, reml: bool) -> Nest:
    """Lay the sums of school years out as (schools, years): z marks the year."""
    school = np.repeat(np.arange(first.size), np.diff(np.append(first, place.size)))
    laid = np.zeros((first.size, years, cross.shape[2]))
    laid[school, place] = cross[:, 0]
    gram = laid[:, :, :1] * np.eye(years)
    total = np.asarray(cross.sum(axis=0))
    return Nest(gram, laid, total, np.ones(years), None, float(total[0, 0]), reml)
