"""Drift: against the whole variance matrix, and against simulated schools."""

import numpy as np
import polars as pl
import pytest

from tests.models.value_added._dense import gls, predictor
from toolkit.errors import DataError, OptionError
from toolkit.models import DriftingValueAdded

YEARS = ["2022-23", "2023-24", "2025-26"]  # a year without tests


def schools(seed, count=12, pupils=6, years=YEARS, correlation=0.7, sd=0.5, shock=0.0):
    rng = np.random.default_rng(seed)
    number = np.array([int(y[:4]) for y in years])
    apart = np.abs(number[:, None] - number)
    root = np.linalg.cholesky(sd**2 * correlation**apart + shock**2 * np.eye(len(years)))
    effects = rng.standard_normal((count, len(years))) @ root.T
    rows = []
    for j in range(count):
        for t, year in enumerate(years):
            n = int(rng.integers(0 if t else 2, 2 * pupils))
            x = rng.standard_normal(n) + effects[j, t]
            y = 0.5 * x + 0.1 * t + effects[j, t] + rng.standard_normal(n)
            rows.append(pl.DataFrame({"school": f"s{j:03d}", "year": year, "x": x, "y": y}))
    return pl.concat(rows), effects


@pytest.mark.parametrize("shock", [False, True])
@pytest.mark.parametrize("method", ["ml", "reml"])
def test_everything_at_the_fitted_variances(method, shock):
    frame, _ = schools(1, shock=0.3 * shock)
    model = DriftingValueAdded("y", ["x"], method=method, shock=shock).fit(frame)
    slope = model.coefficients_.filter(term="x")["estimate"].item()
    y = frame["y"].to_numpy() - slope * frame["x"].to_numpy()
    unit, year = frame["school"].to_numpy(), frame["year"].str.slice(0, 4).cast(pl.Int64).to_numpy()
    x = np.column_stack([np.ones(frame.height), *(frame["year"].to_numpy() == t for t in YEARS[1:])]).astype(float)
    apart = np.abs(year[:, None] - year)

    def covariances(variance, correlation, extra):
        return np.equal.outer(unit, unit) * (variance * correlation**apart + extra * (apart == 0))

    v = dict(model.variances_.iter_rows())
    c = covariances(v["effect"], model.correlation_, v.get("shock", 0.0))
    b, covariance, value = gls(x, y, c + v["residual"] * np.eye(len(y)), method == "reml")
    assert model.log_likelihood_ == pytest.approx(value, rel=1e-9)
    rows = model.coefficients_.filter(pl.col("term") != "x")
    assert rows["estimate"][1:].to_numpy() == pytest.approx(b[1:], rel=1e-8)
    assert rows["se"][1:].to_numpy() == pytest.approx(np.sqrt(np.diag(covariance))[1:], rel=1e-8)

    cells = model.effects_.select("unit", "year")
    here = [np.flatnonzero((unit == u) & (frame["year"].to_numpy() == t))[0] for u, t in cells.iter_rows()]
    effect, seen, _ = predictor(x, y, c + v["residual"] * np.eye(len(y)), c[here])
    assert model.effects_["effect"].to_numpy() == pytest.approx(effect, abs=1e-8)
    left = c[np.ix_(here, here)] - seen
    assert model.effects_["se_comparative"].to_numpy() == pytest.approx(np.sqrt(np.diag(left)), rel=1e-6)
    places = {key: k for k, key in enumerate(cells.iter_rows())}
    for u, change, se in model.change(YEARS[0], YEARS[2]).iter_rows():
        a, z = places[u, YEARS[0]], places[u, YEARS[2]]
        assert change == pytest.approx(effect[z] - effect[a], abs=1e-8)
        assert se == pytest.approx(np.sqrt(left[a, a] + left[z, z] - 2 * left[a, z]), rel=1e-6)

    rng = np.random.default_rng(0)  # no neighbour is more likely
    for far in np.tile([0.3, 0.03, 0.003], 8):
        moved = np.exp(far * rng.standard_normal(3)) * [v["effect"], v.get("shock", 0.0), v["residual"]]
        correlation = np.tanh(np.arctanh(min(model.correlation_, 1 - 1e-9)) + far * rng.standard_normal())
        w = covariances(moved[0], correlation, moved[1] + far**2 * shock) + moved[2] * np.eye(len(y))
        assert gls(x, y, w, method == "reml")[2] <= model.log_likelihood_ + 1e-7


def test_the_parameters_come_back_and_forecasts_are_unbiased():
    years = ["2019-20", "2020-21", "2021-22", "2022-23", "2023-24"]
    frame, effects = schools(3, count=400, pupils=20, years=years, correlation=0.8, sd=0.3)
    model = DriftingValueAdded("y", ["x"]).fit(frame)
    assert model.converged_
    # 2,000 school years: the correlation has a standard error of about 0.02, the variance one of 5 %
    assert model.correlation_ == pytest.approx(0.8, abs=0.06)
    assert dict(model.variances_.iter_rows())["effect"] == pytest.approx(0.09, rel=0.15)
    assert model.coefficients_.filter(term="x")["estimate"].item() == pytest.approx(0.5, abs=0.02)
    earlier = DriftingValueAdded("y", ["x"]).fit(frame.filter(pl.col("year") != years[-1]))
    ahead = earlier.forecast(years[-1])
    truth = effects[:, -1] - effects[:, -1].mean()
    assert np.polyfit(ahead["effect"], truth, 1)[0] == pytest.approx(1, abs=0.2)
    assert np.mean(np.abs(ahead["effect"].to_numpy() - truth) <= 1.96 * ahead["se"].to_numpy()) == pytest.approx(
        0.95, abs=0.04
    )
    moved = model.change(years[0], years[-1])
    true = effects[:, -1] - effects[:, 0] - (effects[:, -1] - effects[:, 0]).mean()
    true = true[[int(unit[1:]) for unit in moved["unit"]]]
    assert np.polyfit(moved["change"], true, 1)[0] == pytest.approx(1, abs=0.12)
    assert np.mean(np.abs(moved["change"].to_numpy() - true) <= 1.96 * moved["se"].to_numpy()) == pytest.approx(
        0.95, abs=0.04
    )


def test_rows_in_any_order_and_whole_numbers_as_years():
    frame, _ = schools(5)
    model = DriftingValueAdded("y", ["x"]).fit(frame)
    again = DriftingValueAdded("y", ["x"]).fit(frame.sample(fraction=1, shuffle=True, seed=1).lazy())
    assert again.effects_.equals(model.effects_)
    numbers = frame.with_columns(pl.col("year").str.slice(0, 4).cast(pl.Int64))
    assert DriftingValueAdded("y", ["x"]).fit(numbers).log_likelihood_ == model.log_likelihood_


def test_what_can_not_be_told_is_refused():
    frame, _ = schools(5)
    with pytest.raises(DataError, match="1 years"):
        DriftingValueAdded("y").fit(frame.filter(year=YEARS[0]))
    with pytest.raises(DataError, match="needs 3"):
        DriftingValueAdded("y", shock=True).fit(frame.filter(pl.col("year") != YEARS[0]))
    with pytest.raises(DataError, match="has one unit"):
        DriftingValueAdded("y").fit(frame.filter(school="s001"))
    with pytest.raises(DataError, match="neither"):
        DriftingValueAdded("y").fit(frame.with_columns(year=pl.lit("spring")))
    with pytest.raises(OptionError, match="Did you mean 'reml'"):
        DriftingValueAdded("y", method="rml").fit(frame)
    with pytest.raises(OptionError, match="Unknown year"):
        DriftingValueAdded("y").fit(frame).change("2022-23", "2024-25")
