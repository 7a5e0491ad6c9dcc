"""Simulations with known truth, short; the long ones are in benchmarks/value_added.py."""

import numpy as np
import polars as pl
import pytest

from toolkit.models import NestedValueAdded


def simulated(seed, schools=120, pupils=25, reliability=1.0, sorting=0.0, groups=None):
    """Slope 0.6, school variance 0.09 (group variance 0.04), residual 0.49; the prior is measured with `reliability`."""
    rng = np.random.default_rng(seed)
    unit = np.repeat(np.arange(schools), rng.integers(pupils // 2, 2 * pupils, schools))
    u = 0.3 * rng.standard_normal(schools)
    v = 0.2 * rng.standard_normal(groups) if groups else np.zeros(1)
    group = np.arange(schools) % (groups or 1)
    true = rng.standard_normal(unit.size) * np.sqrt(1 - sorting**2) + sorting * u[unit] / 0.3
    seen = true + np.sqrt(1 / reliability - 1) * rng.standard_normal(unit.size)
    y = 0.6 * true + u[unit] + v[group[unit]] + 0.7 * rng.standard_normal(unit.size)
    frame = pl.DataFrame({"school": unit, "group": group[unit], "x": seen, "y": y})
    return frame, u, v


def slope(model):
    return model.coefficients_.row(1, named=True)


def test_intervals_hold_the_truth_as_often_as_they_say():
    """50 nests of 40 schools: 90 % intervals of three numbers, and of 2,000 effects."""
    inside, effects = [], []
    for seed in range(50):
        frame, u, _ = simulated(seed, schools=40, pupils=12)
        model = NestedValueAdded("y", ["x"], ["school"], coverage=0.9).fit(frame)
        row = slope(model)
        inside.append(abs(row["estimate"] - 0.6) <= 1.6449 * row["se"])
        for truth, (low, high) in zip([0.09, 0.49], model.variances_.select("lower", "upper").iter_rows(), strict=True):
            inside.append(low <= truth <= high)
        table = model.effects_.sort(pl.col("unit").cast(pl.Int64))
        effects += (np.abs(table["effect"] - u) <= 1.6449 * table["se_prediction"]).to_list()
    # 150 and 2,000 draws at 0.9: standard errors 0.025 and 0.007
    assert np.mean(inside) == pytest.approx(0.9, abs=0.075)
    assert np.mean(effects) == pytest.approx(0.9, abs=0.028)


def test_a_known_reliability_undoes_the_attenuation():
    """Reliability 0.8 draws the slope to 0.8 × 0.6; the correction brings it back, with errors that hold."""
    z, naive = [], []
    for seed in range(16):
        frame, _, _ = simulated(seed, reliability=0.8)
        naive.append(slope(NestedValueAdded("y", ["x"], ["school"], intervals=False).fit(frame))["estimate"])
        for options in ({}, {"within": True}):
            row = slope(
                NestedValueAdded("y", ["x"], ["school"], reliability={"x": 0.8}, intervals=False, **options).fit(frame)
            )
            z.append((row["estimate"] - 0.6) / row["se"])
    assert np.mean(naive) == pytest.approx(0.48, abs=0.01)
    assert np.mean(z) == pytest.approx(0, abs=4 / np.sqrt(16))  # pairs of fits of one nest are nearly the same draw
    assert np.std(z) == pytest.approx(1, abs=0.5)


def test_a_known_reliability_with_school_means_and_groups():
    found = []
    for seed in range(20):
        frame, _, _ = simulated(seed, schools=60, reliability=0.7, groups=15)
        model = NestedValueAdded(
            "y", ["x"], ["school", "group"], school_means=True, reliability={"x": 0.7}, intervals=False
        ).fit(frame)
        assert model.converged_
        found.append(model.coefficients_["estimate"][1:].to_list())
    spread = np.std(found, axis=0) / np.sqrt(20)
    assert np.abs(np.mean(found, axis=0) - [0.6, 0.0]) / spread == pytest.approx([0, 0], abs=4)


def test_good_intakes_at_good_schools_bias_the_plain_slope_but_not_the_one_within():
    plain, within, effects = [], [], []
    for seed in range(20):
        frame, u, _ = simulated(seed, schools=80, pupils=8, sorting=0.7)
        plain.append(slope(NestedValueAdded("y", ["x"], ["school"], intervals=False).fit(frame))["estimate"])
        model = NestedValueAdded("y", ["x"], ["school"], within=True, intervals=False).fit(frame)
        within.append(slope(model)["estimate"])
        table = model.effects_.sort(pl.col("unit").cast(pl.Int64))
        effects.append(np.polyfit(table["effect"], u, 1)[0])
    assert np.mean(plain) > 0.65
    assert np.mean(within) == pytest.approx(0.6, abs=4 * 0.022 / np.sqrt(20))
    assert np.mean(effects) == pytest.approx(1, abs=0.06)  # shrunken effects predict the true ones without bias


def test_weights_undo_a_biased_sample():
    """Pupils above 0 are drawn three times as rarely; weights bring back the mean of the whole."""
    found = []
    for seed in range(30):
        frame, _, _ = simulated(seed, schools=60, pupils=60)
        rng = np.random.default_rng(1000 + seed)
        frame = frame.with_columns(w=pl.when(pl.col("y") > 0).then(3.0).otherwise(1.0))
        sample = frame.filter(pl.Series(rng.random(frame.height)) < 1 / frame["w"])
        model = NestedValueAdded("y", [], ["school"], weights="w", intervals=False).fit(sample)
        found.append(model.coefficients_.row(0, named=True)["estimate"])
    assert np.mean(found) == pytest.approx(0.0, abs=0.03)
