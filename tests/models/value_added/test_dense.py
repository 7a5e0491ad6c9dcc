"""The fit from sums against generalised least squares with the whole variance matrix, to 1e-9."""

import numpy as np
import polars as pl
import pytest

from tests.models.value_added._dense import gls, predictor, variance_matrix
from tests.models.value_added._nests import nest
from toolkit.models import NestedValueAdded

CASES = {
    "two levels": {"levels": ["school"]},
    "three levels": {"levels": ["school", "group"]},
    "slope": {"levels": ["school"], "slopes": ["before"]},
    "slope, three levels": {"levels": ["school", "group"], "slopes": ["before"]},
    "two slopes": {"levels": ["school"], "slopes": ["before", "girl"]},
}


def matrices(frame, model):
    """X, Z, y and labels of the pupils, and the fitted variances."""
    x = frame.select(one=pl.lit(1.0), before="before", girl=pl.col("girl").cast(pl.Float64)).to_numpy()
    z = x[:, [0, *(["before", "girl"].index(s) + 1 for s in model.slopes)]]
    rows = {(level, term): v for level, term, v in model.variances_.select("level", "term", "variance").iter_rows()}
    terms = ["intercept", *model.slopes]
    g = np.diag([rows["school", t] for t in terms])
    for a, b, c in model.correlations_.select("term_a", "term_b", "covariance").iter_rows():
        g[terms.index(a), terms.index(b)] = g[terms.index(b), terms.index(a)] = c
    groups = frame["group"].to_numpy() if len(model.levels) > 1 else None
    return x, z, frame["after"].to_numpy(), frame["school"].to_numpy(), groups, g, rows


@pytest.mark.parametrize("method", ["ml", "reml"])
@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("case", CASES)
def test_everything_at_the_fitted_variances(case, seed, method):
    frame = nest(seed, schools=9, pupils=12)
    model = NestedValueAdded(
        outcome="after", predictors=["before", "girl"], method=method, intervals=False, **CASES[case]
    ).fit(frame)
    x, z, y, units, groups, g, rows = matrices(frame, model)
    upper, s = rows.get(("group", "intercept"), 0.0), rows["residual", "residual"]
    v = variance_matrix(z, units, groups, g, upper, s)
    b, covariance, value = gls(x, y, v, method == "reml")
    assert model.log_likelihood_ == pytest.approx(value, rel=1e-9)
    assert model.coefficients_["estimate"].to_numpy() == pytest.approx(b, rel=1e-9)
    assert model.coefficients_["se"].to_numpy() == pytest.approx(np.sqrt(np.diag(covariance)), rel=1e-9)

    effects = model.effects_.filter(level="school")
    own = np.equal.outer(effects["unit"].to_numpy(), units).astype(float)
    checks = [(effects, own * (z @ g[:, 0]), g[0, 0])]
    for k, name in enumerate(model.slopes, start=1):
        checks.append((model.slope_effects_.filter(term=name), own * (z @ g[:, k]), g[k, k]))
    if groups is not None:
        above = model.effects_.filter(level="group")
        checks.append((above, upper * np.equal.outer(above["unit"].to_numpy(), groups), upper))
    for table, c, prior in checks:
        effect, seen, fixed = predictor(x, y, v, c)
        unit = np.sqrt(prior) + 1e-12  # rounding is a share of the spread of the effects
        assert table["effect"].to_numpy() / unit == pytest.approx(effect / unit, abs=1e-8)
        for column, variance in (
            ("se_diagnostic", np.diag(seen)),
            ("se_comparative", prior - np.diag(seen)),
            ("se_prediction", prior - np.diag(seen) + np.diag(fixed)),
        ):
            assert (table[column].to_numpy() / unit) ** 2 == pytest.approx(np.maximum(variance, 0) / unit**2, abs=1e-8)


@pytest.mark.parametrize("method", ["ml", "reml"])
@pytest.mark.parametrize("seed", range(2))
@pytest.mark.parametrize("case", CASES)
def test_no_other_variances_are_more_likely(case, seed, method):
    """A hundred neighbours of the estimate, near and far, with the whole matrix."""
    frame = nest(seed, schools=9, pupils=8)
    model = NestedValueAdded(
        outcome="after", predictors=["before", "girl"], method=method, intervals=False, **CASES[case]
    ).fit(frame)
    assert model.converged_
    x, z, y, units, groups, g, rows = matrices(frame, model)
    upper, s = rows.get(("group", "intercept"), 0.0), rows["residual", "residual"]
    scale = np.diag(1 / x.std(axis=0).clip(1e-9))[1:, 1:]
    rng = np.random.default_rng(seed)
    q = len(g)
    sizes = np.array([1.0, *(scale[k, k] for k in (["before", "girl"].index(t) for t in model.slopes))])
    for _ in range(100):
        far = 10 ** rng.uniform(-3, 0)
        added = rng.standard_normal((q, q)) * sizes[:, None] * np.sqrt(s * far)
        other_g = (1 - far) * g + added @ added.T * rng.integers(0, 2)
        other_upper = abs(upper + far * s * rng.standard_normal()) if groups is not None else 0.0
        other = variance_matrix(z, units, groups, other_g, other_upper, s * np.exp(far * rng.standard_normal()))
        assert gls(x, y, other, method == "reml")[2] <= model.log_likelihood_ + 1e-7
