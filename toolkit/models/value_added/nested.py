"""Value added of schools: pupils in schools in groups, from sums over the pupils alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Self

import polars as pl
from sklearn.base import BaseEstimator
from sklearn.utils.validation import check_is_fitted

from toolkit.errors import OptionError, did_you_mean, unknown
from toolkit.models.value_added import _tables
from toolkit.models.value_added._design import MEAN, Design, filled, scaled_weights, standard, with_means
from toolkit.models.value_added._diagnosis import diagnose
from toolkit.models.value_added._fitting import Choices, Fit, fit, group_starts
from toolkit.models.value_added._moments import FLAG, Columns, Moments, Plan, add, make_plan, moments
from toolkit.models.value_added._quality import explained, log_likelihood

METHODS = ("reml", "ml")
MISSING = ("drop", "indicator")
SCALINGS = ("size", "effective", "none")
COVARIANCES = ("model", "robust")


class NestedValueAdded(BaseEstimator):
    """Value added of schools by a nested model: what pupils reach beyond what is expected from where they began.

    y_i = x_i'b + u_j + v_l + e_i for pupil i of school j of group l, with independent normal u, v and e. The rows are
    read twice by lazy, streaming queries (ranges, then sums of products by school); everything else works on one small
    matrix a school, so that 10⁸ pupils in a Parquet file larger than memory are no more work than one `group_by`. Sums are
    kept in fixed point: the order of rows, threads and chunks changes no bit.

    Parameters
    ----------
    outcome : str
        Column of the result.
    predictors : sequence of str
        Columns of prior results and background, numbers or booleans.
    levels : sequence of str
        Columns of the units from the lowest up: `["school"]` or `["school", "group"]`. Groups hold whole schools.
    method : "reml" or "ml"
        Restricted or full maximum likelihood.
    slopes : sequence of str
        Predictors whose slope varies between the units of the lowest level, correlated with the intercept.
    weights : str, optional
        Column of sampling weights of the pupils (pseudo-likelihood). Rows of weight 0 are left out.
    weight_scaling : "size", "effective" or "none"
        Weights of a school are scaled to add up to its pupils, or to (Σw)²/Σw² (Pfeffermann et al. 1998), or are taken as
        they are.
    school_means : bool
        Add the school mean of every predictor (Mundlak): the slopes are then those within schools, and the effects are
        net of the company that pupils keep.
    within : bool
        Take the slopes from within schools (fixed effects), then estimate the variances of the rest. Slopes are not
        biased by good intakes going to good schools, and the effects keep what the company of others adds.
    reliability : mapping of str to float, optional
        Known reliability of predictors measured with error; slopes are corrected for the attenuation.
    missing : "drop" or "indicator"
        Pupils without a predictor are left out, or stay with the mean and a column that marks them. Pupils without an
        outcome, a unit or a weight are always left out. `rows_` counts all of them.
    covariance : "model" or "robust", optional
        Standard errors of the coefficients from the model, or from the sandwich over the highest units. By default
        robust with weights or reliability, where the model's would be wrong.
    intervals : bool
        Compute the profile intervals of the variances.
    coverage : float
        Of these intervals.

    Attributes
    ----------
    coefficients_ : polars.DataFrame
        term, estimate, se.
    variances_ : polars.DataFrame
        level, term, variance, lower, upper: levels as given, then `residual`. A lower end of 0 means that the data do
        not exclude 0.
    effects_ : polars.DataFrame
        level, unit, effect, se_comparative, se_diagnostic, se_prediction, n. Effects are shrunken (BLUP); the comparative
        error is that of the true effect given the data (to compare units), the diagnostic one is the spread of the
        predicted effect (to look for outliers), that of prediction counts the error of the coefficients as well.
    slope_effects_ : polars.DataFrame
        The same with `term` for slopes that vary; without rows when none does.
    correlations_ : polars.DataFrame
        term_a, term_b, covariance, correlation of the effects of the lowest level.
    r2_marginal_, r2_conditional_ : float
        Share of the variance explained by the predictors, and by predictors and units (Nakagawa & Schielzeth 2013).
    log_likelihood_ : float
        At the estimates; the restricted one under "reml". With `within` or `reliability` that of y − Xb at the slopes found.
    converged_ : bool
        Whether every check of `diagnosis_` is passed.
    diagnosis_ : polars.DataFrame
        check, value, passed, meaning.
    boundary_ : tuple of str
        Levels whose variance is estimated as 0: their effects are all 0, and so are the errors.
    rows_ : polars.DataFrame
        reason, rows: how many are used, and why others are not.

    Raises
    ------
    DataError
        A constant or redundant column, NaN, one unit at a level, one pupil in every school, schools in two groups.

    References
    ----------
    Goldstein, H. (2011), Multilevel Statistical Models, doi:10.1002/9780470973394. Bates, D. et al. (2015), Fitting linear
    mixed-effects models using lme4, doi:10.18637/jss.v067.i01. Mundlak, Y. (1978), doi:10.2307/1913646. Pfeffermann, D. et
    al. (1998), doi:10.1111/1467-9868.00106. Lockwood, J. R. and McCaffrey, D. F. (2014), doi:10.3102/1076998613509405.
    Nakagawa, S. and Schielzeth, H. (2013), doi:10.1111/j.2041-210x.2012.00261.x.

    Examples
    --------
    >>> pupils = pl.DataFrame({"school": ["A", "A", "A", "B", "B", "B", "C", "C", "C"],
    ...                        "before": [1.0, 2, 3, 1, 2, 3, 1, 2, 3], "after": [2.0, 2.9, 4.2, 3.1, 4.0, 4.8, 1.0, 2.2, 3.1]})
    >>> model = NestedValueAdded(outcome="after", predictors=["before"], levels=["school"], method="ml").fit(pupils)
    >>> model.coefficients_.with_columns(pl.col("estimate", "se").round(3)).rows()
    [('intercept', 1.033, 0.454), ('before', 1.0, 0.056)]
    >>> model.effects_.select("unit", pl.col("effect").round(3)).rows()
    [('A', 0.0), ('B', 0.923), ('C', -0.923)]
    """

    def __init__(
        self,
        outcome: str,
        predictors: Sequence[str] = (),
        levels: Sequence[str] = ("school",),
        *,
        method: str = "reml",
        slopes: Sequence[str] = (),
        weights: str | None = None,
        weight_scaling: str = "size",
        school_means: bool = False,
        within: bool = False,
        reliability: Mapping[str, float] | None = None,
        missing: str = "drop",
        covariance: str | None = None,
        intervals: bool = True,
        coverage: float = 0.95,
    ) -> None:
        self.outcome = outcome
        self.predictors = predictors
        self.levels = levels
        self.method = method
        self.slopes = slopes
        self.weights = weights
        self.weight_scaling = weight_scaling
        self.school_means = school_means
        self.within = within
        self.reliability = reliability
        self.missing = missing
        self.covariance = covariance
        self.intervals = intervals
        self.coverage = coverage

    def fit(self, X: pl.DataFrame | pl.LazyFrame, y: None = None) -> Self:
        """Fit the model to one row a pupil, a frame or a lazy one (`pl.scan_parquet`)."""
        frame = X.lazy()
        plan = make_plan(frame, self.columns())
        return self.fit_sums(add(frame, plan), plan)

    def columns(self) -> Columns:
        """Return the columns that the fit needs."""
        levels, _ = self._choices()
        return Columns(self.outcome, tuple(self.predictors), levels, self.weights, self.missing)

    def fit_sums(self, sums: pl.DataFrame, plan: Plan) -> Self:
        """Fit the model to the sums of its rows, which may come from many places (`toolkit.models.value_added.pooled`)."""
        levels, choices = self._choices()
        found = moments(sums, plan)
        starts = group_starts(found, levels)
        design, found = self._design(found)
        fitted = fit(design, found, starts, choices)
        self._keep(fitted, design, found, levels, choices)
        return self

    def predict(self, X: pl.DataFrame) -> pl.DataFrame:
        """Return the rows with `expected` (predictors alone) and `predicted` (with the effects of the units) added.

        A unit that was not fitted has the effect 0, its school means are unknown; a row with a gap has null.
        """
        check_is_fitted(self, "coefficients_")
        rows = X.with_columns(_row=pl.int_range(pl.len())) if "_row" not in X.columns else X
        joined = rows.join(self.means_, on=list(self.levels), how="left")
        terms: dict[str, pl.Expr] = {}
        for name in self.coefficients_["term"].to_list()[1:]:
            source = name.removesuffix(FLAG)
            if name.endswith(FLAG):
                terms[name] = pl.col(source).is_null().cast(pl.Float64)
            else:
                terms[name] = pl.col(name).cast(pl.Float64)
                if name + FLAG in self.coefficients_["term"]:
                    terms[name] = terms[name].fill_null(self.fill_[name])
        estimate = dict(self.coefficients_.select("term", "estimate").iter_rows())
        expected = pl.lit(estimate["intercept"])
        for name, value in terms.items():
            expected = expected + estimate[name] * value
        tilt = pl.lit(0.0)
        for name in self.slopes:
            tilt = tilt + pl.col(f"{name} effect").fill_null(0.0) * terms[name]
        effects = pl.sum_horizontal(pl.col(f"{level} effect").fill_null(0.0) for level in self.levels)
        found = joined.with_columns(expected=expected).with_columns(predicted=pl.col("expected") + effects + tilt)
        return found.sort("_row").select(*X.columns, "expected", "predicted")

    def _design(self, found: Moments) -> tuple[Design, Moments]:
        if self.weights is not None:
            found = scaled_weights(found, self.weight_scaling)
        found = filled(found)
        if self.school_means:
            found = with_means(found, tuple(self.predictors))
        return standard(found), found

    def _keep(self, fitted: Fit, design: Design, found: Moments, levels: tuple[str, ...], choices: Choices) -> None:
        from scipy.special import ndtri

        self._state = (fitted, design, found)
        quantile = float(ndtri((1 + self.coverage) / 2)) if self.intervals else None
        self.coefficients_ = _tables.coefficients(fitted, design)
        self.variances_ = _tables.variances(fitted, design, levels, choices.slopes, quantile)
        self.effects_, self.slope_effects_ = _tables.effects(fitted, design, found, levels, choices.slopes)
        self.correlations_ = _tables.correlations(fitted, design, choices.slopes)
        self.log_likelihood_ = log_likelihood(fitted, design)
        self.r2_marginal_, self.r2_conditional_ = explained(fitted, design)
        self.diagnosis_, self.boundary_ = diagnose(fitted, levels)
        self.converged_ = bool(self.diagnosis_["passed"].all())
        self.rows_ = found.rows
        self.means_ = _tables.joined_effects(self.effects_, self.slope_effects_, found, levels, MEAN)
        self.fill_ = {n: float(c) for n, c in zip(design.terms, design.centre, strict=True)}
        self.n_features_in_ = len(self.predictors)

    def _choices(self) -> tuple[tuple[str, ...], Choices]:
        for name, allowed in (("method", METHODS), ("missing", MISSING), ("weight_scaling", SCALINGS)):
            if getattr(self, name) not in allowed:
                raise unknown(name, getattr(self, name), allowed)
        if self.covariance is not None and self.covariance not in COVARIANCES:
            raise unknown("covariance", self.covariance, COVARIANCES)
        for name in ("predictors", "levels", "slopes"):
            if isinstance(getattr(self, name), str):
                raise OptionError(f"{name}={getattr(self, name)!r}: give a list of columns, [{getattr(self, name)!r}].")
        if not 1 <= len(self.levels) <= 2:
            raise OptionError(
                f"levels={list(self.levels)!r}: one or two, from the lowest up, such as ['school', 'group']."
            )
        if not 0 < self.coverage < 1:
            raise OptionError(f"coverage={self.coverage!r}: allowed are numbers between 0 and 1.")
        reliability = dict(self.reliability or {})
        for kind, names in (("slopes", self.slopes), ("reliability", reliability)):
            for name in names:
                if name not in self.predictors:
                    close = did_you_mean(name, self.predictors)
                    raise OptionError(
                        f"{kind}: {name!r} is no predictor.{close} Predictors: {', '.join(self.predictors)}."
                    )
        for name, value in reliability.items():
            if not 0 < value <= 1:
                raise OptionError(f"reliability of {name!r} is {value!r}: allowed are numbers above 0, up to 1.")
        self._refuse_together(reliability)
        robust = self.covariance == "robust" or (self.covariance is None and bool(self.weights or reliability))
        choices = Choices(self.method == "reml", tuple(self.slopes), self.within, reliability, robust)
        return tuple(self.levels), choices

    def _refuse_together(self, reliability: Mapping[str, float]) -> None:
        clashes = {
            "slopes and within": bool(self.slopes) and self.within,
            "slopes and reliability": bool(self.slopes and reliability),
            "school_means and within": self.school_means and self.within,
            "reliability and missing='indicator'": bool(reliability) and self.missing == "indicator",
            "reliability and covariance='model'": bool(reliability) and self.covariance == "model",
        }
        for pair, given in clashes.items():
            if given:
                raise OptionError(f"{pair} can't be combined: choose one of them.")

    def __sklearn_is_fitted__(self) -> bool:
        return hasattr(self, "coefficients_")
