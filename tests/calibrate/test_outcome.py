"""Weights behind an outcome: known weights come back, chance is called chance, and the fit is the optimum."""

from itertools import product

import numpy as np
import polars as pl
import pytest

import toolkit as tk
from toolkit import calibrate
from toolkit.errors import DataError, OptionError
from toolkit.weigh import UninformativeWarning
from toolkit.weigh._outcome import Design
from toolkit.weigh.outcome import outcome

TRUE = np.array([0.5, 0.3, 0.2, 0.0])


def simulated(seed=0, units=300, noise=0.5, weights=TRUE):
    """Values on a scale of 0 to 100, and an outcome that is a line of a known index, with noise."""
    x = 60 + 12 * np.random.default_rng(seed).normal(size=(units, weights.size))
    return x, 3 + 2 * x @ weights + 12 * noise * np.random.default_rng(seed + 1000).normal(size=units)


def test_known_weights_come_back_within_their_intervals():
    inside = 0
    for seed in range(8):
        found = calibrate.to_outcome(*simulated(seed), permutations=19)
        np.testing.assert_allclose(found.weights, TRUE, atol=0.06)  # four standard errors, 0.25 / sqrt(300)
        low, high = found.intervals["lower"].to_numpy(), found.intervals["upper"].to_numpy()
        inside += int(((low - 1e-12 <= TRUE) & (high >= TRUE)).sum())
        assert found.reached
        assert found.r_squared >= found.cross_validated > found.cross_validated_equal > 0
    assert inside >= 27  # of 32 intervals at 95 %: fewer has a chance below 2 %


def test_an_exact_line_is_met_exactly():
    x, y = simulated(noise=0)
    found = outcome(x, outcome=y)
    np.testing.assert_allclose(found.weights, TRUE, atol=1e-8)  # the penalty that breaks ties is 1e-9
    assert (found.slope, found.intercept) == (pytest.approx(2, abs=1e-6), pytest.approx(3, abs=1e-4))
    assert found.cross_validated == pytest.approx(1, abs=1e-12)
    assert found.reached is None  # no test was made


def best_on_a_grid(x, y, steps=100):
    """The weights of a grid on the simplex whose index correlates best with the outcome, and that correlation."""
    grid = np.array([(i, j, steps - i - j) for i, j in product(range(steps + 1), repeat=2) if i + j <= steps]) / steps
    index = x @ grid.T
    index = index - index.mean(axis=0)
    r = (y - y.mean()) @ index / np.linalg.norm(index, axis=0) / np.linalg.norm(y - y.mean())
    return grid[r.argmax()], r.max()


@pytest.mark.parametrize("weights", [[0.6, 0.3, 0.1], [0.7, 0.3, -0.4], [1.0, -0.5, -0.5]])
@pytest.mark.parametrize("scale", ["given", "standardised"])
def test_no_weights_of_a_fine_grid_do_better(weights, scale):
    x, y = simulated(3, units=60, weights=np.array(weights))
    x = x @ [[1, 0.4, 0], [0, 1, 0.3], [0, 0, 3]]  # correlated, of unlike spread
    found = outcome(x, outcome=y, scale=scale)
    seen = x if scale == "given" else (x - x.mean(axis=0)) / x.std(axis=0)
    grid, r = best_on_a_grid(seen, y)
    np.testing.assert_allclose(found.weights, grid, atol=0.0101)  # one step of the grid
    assert np.sqrt(found.r_squared) >= r - 1e-12
    assert found.r_squared == pytest.approx(np.corrcoef(seen @ found.weights, y)[0, 1] ** 2, abs=1e-12)
    line = np.polyfit(seen @ found.weights, y, 1)
    np.testing.assert_allclose([found.slope, found.intercept], line, rtol=1e-9)


@pytest.mark.parametrize("penalty", [0.0, 0.3, "cross_validated"])
def test_scale_and_shift_of_the_outcome_do_not_matter(penalty):
    x, y = simulated(1, units=50)
    options = {"penalty": penalty, "replicates": 20, "permutations": 19}
    one, other = calibrate.to_outcome(x, y, **options), calibrate.to_outcome(x, 1e4 * y - 7e5, **options)
    np.testing.assert_allclose(other.weights, one.weights, atol=1e-9)
    assert other.cross_validated == pytest.approx(one.cross_validated, abs=1e-9)
    assert (other.p_value, other.penalty) == (one.p_value, one.penalty)
    np.testing.assert_allclose(other.intervals["upper"], one.intervals["upper"], atol=1e-9)
    assert other.slope == pytest.approx(1e4 * one.slope, rel=1e-9)


def test_scale_and_shift_of_an_indicator_matter_only_where_values_are_taken_as_given():
    x, y = simulated(2)
    stretched = x * [10, 1, 1, 1] + [5, 0, 0, 0]
    given, raw = outcome(x, outcome=y).weights, outcome(stretched, outcome=y).weights
    np.testing.assert_allclose(raw * [10, 1, 1, 1] / (raw @ [10, 1, 1, 1]), given, atol=1e-7)  # the same index
    own = [outcome(v, outcome=y, scale="standardised").weights for v in (x, stretched)]
    np.testing.assert_allclose(own[0], own[1], atol=1e-9)


def test_chance_is_called_chance():
    chances = []
    for seed in range(20):
        rng = np.random.default_rng(seed)
        found = calibrate.to_outcome(rng.normal(size=(40, 3)), rng.normal(size=40), replicates=0, permutations=39)
        chances.append(found.p_value)
        assert found.reached == (found.p_value <= 0.05 and found.cross_validated > 0)
        if not found.reached:
            assert "does not predict the outcome" in found.report["note"].drop_nulls().to_list()[-1]
    assert sum(p <= 0.05 for p in chances) <= 4  # of 20 at 5 %: more has a chance below 0.3 %
    assert max(chances) > 0.5


def test_the_penalty_draws_to_equal_weights_and_cross_validation_chooses_it():
    x, y = simulated(4, units=40, noise=1.0)
    away = [np.ptp(outcome(x, outcome=y, penalty=p).weights) for p in (0.0, 0.1, 1.0, 1e6)]
    assert away == sorted(away, reverse=True)
    assert away[-1] < 1e-5
    noisy, clear = simulated(5, units=25, noise=3, weights=np.full(4, 0.25)), simulated(5, noise=0.1)
    alike = outcome(noisy[0], outcome=noisy[1], penalty="cross_validated")
    sharp = outcome(clear[0], outcome=clear[1], penalty="cross_validated")
    assert alike.penalty > sharp.penalty
    np.testing.assert_allclose(sharp.weights, TRUE, atol=0.02)


def test_the_penalised_slopes_are_the_optimum():
    rng = np.random.default_rng(6)
    z, y = rng.normal(size=(30, 3)), rng.normal(size=30) + 1
    y = y + z @ [0.5, 0.2, 0.4]
    b = Design(z).slopes(y, 0.2)
    assert (b > 0).all()  # so that the optimum has a gradient of 0, up to the scale that is refitted
    zc, yc = z - z.mean(axis=0), y - y.mean()
    pull = 30 * 0.2 * (np.eye(3) - 1 / 3)
    free = np.linalg.solve(zc.T @ zc + pull, zc.T @ yc)
    np.testing.assert_allclose(b / b.sum(), free / free.sum(), rtol=1e-10)


def test_cross_validation_is_least_squares_on_units_held_out():
    x, y = simulated(7, units=12)
    found = outcome(
        x[:, :1], outcome=y, folds=12
    )  # one indicator, one unit held out at a time: the line through the others
    missed = spread = 0.0
    for k in range(12):
        rest = np.arange(12) != k
        missed += (y[k] - np.polyval(np.polyfit(x[rest, 0], y[rest], 1), x[k, 0])) ** 2
        spread += (y[k] - y[rest].mean()) ** 2
    assert found.cross_validated == pytest.approx(1 - missed / spread, abs=1e-10)
    assert found.cross_validated_equal == pytest.approx(found.cross_validated, abs=1e-10)


def test_units_with_a_gap_or_without_an_outcome_are_left_out():
    x, y = simulated(8, units=60)
    holes, some = x.copy(), y.copy()
    holes[0, 1] = holes[1] = np.nan
    some[[2, 3]] = np.nan
    found, rest = outcome(holes, outcome=some), outcome(x[4:], outcome=y[4:])
    np.testing.assert_array_equal(found.weights, rest.weights)
    assert "2 units with an outcome have a gap" in found.report["note"].drop_nulls().item()
    assert found.report.filter(parameter="units")["value"].item() == 56


def test_a_constant_indicator_gets_no_weight_and_twins_share_theirs():
    x, y = simulated(9)
    x[:, 2] = 5.0
    found = outcome(x, outcome=y)
    assert found.weights[2] == 0
    assert "Constant on the units with an outcome" in found.report["note"].drop_nulls()[0]
    twins = outcome(x[:, [0, 0, 1]], outcome=y)
    assert twins.weights[0] == pytest.approx(twins.weights[1], abs=1e-6)
    assert "repeat one another" in twins.report["note"].drop_nulls()[0]
    with pytest.warns(UninformativeWarning):
        nothing = outcome(np.ones((6, 2)), outcome=np.arange(6))
    assert (nothing.reached, nothing.weights.tolist()) == (False, [0.5, 0.5])


def test_an_outcome_of_which_less_is_better_is_not_explained_by_weights_below_zero():
    x, y = simulated(10, noise=0.1, weights=np.array([0.5, 0.5]))
    found = calibrate.to_outcome(x, -y, replicates=5, permutations=19)
    assert (found.reached, found.r_squared, found.slope) == (False, 0.0, 0.0)
    assert found.weights.tolist() == [0.5, 0.5]
    assert "No indicator goes along" in " ".join(found.report["note"].drop_nulls())
    turned = calibrate.to_outcome(x, -y, direction=-1, replicates=5, permutations=19)
    np.testing.assert_allclose(turned.weights, outcome(x, outcome=y).weights, rtol=1e-12)


def test_units_are_found_by_their_names_in_any_order():
    x, y = simulated(11, units=20)
    names = [f"G{i:02d}" for i in range(20)]
    frame = pl.DataFrame({"unit_id": names} | {f"x{i}": x[:, i] for i in range(4)})
    table = pl.DataFrame({"unit_id": names, "outcome": y})
    expected = outcome(x, outcome=y).weights
    for given in (dict(zip(names[::-1], y[::-1], strict=True)), table.reverse(), table["outcome"]):
        np.testing.assert_array_equal(outcome(frame, outcome=given).weights, expected)
    a, b = (calibrate.to_outcome(x, y, permutations=19, replicates=20, seed=5) for _ in range(2))
    assert (a.p_value, a.intervals.equals(b.intervals)) == (b.p_value, True)


@pytest.mark.parametrize(
    ("given", "options", "error", "message"),
    [
        ([4.2] * 10, {}, DataError, r"outcome is constant \(4.2\)"),
        ([0.1 + 0.2, 0.3] * 5, {}, DataError, "outcome is constant"),
        ([1.0, 2.0], {}, OptionError, "outcome has shape"),
        ([1.0, np.inf] * 5, {}, DataError, "outcome 1 is infinite"),
        (["good", "poor"] * 5, {}, OptionError, "not a number"),
        ([1.0, 2.0, 3.0, 4.0] + [None] * 6, {}, DataError, "Only 4 units"),
        ({"G00": 1.0, "G0l": 2.0}, {}, DataError, "'G0l' has an outcome but is not in values. Did you mean 'G0"),
        (pl.DataFrame({"unit_id": ["G00", "G00"], "outcome": [1, 2]}), {}, DataError, "more than once"),
        (pl.DataFrame({"unit": ["G00"]}), {}, OptionError, "give unit_id and outcome"),
        (range(10), {"penalty": "crossvalidated"}, OptionError, "Did you mean 'cross_validated'"),
        (range(10), {"penalty": -1.0}, OptionError, "penalty is -1"),
        (range(10), {"folds": 2}, OptionError, "at least 3"),
        (range(10), {"scale": "z"}, OptionError, "Unknown scale"),
    ],
)
def test_refusals(given, options, error, message):
    x, _ = simulated(units=10)
    frame = pl.DataFrame({"unit_id": [f"G{i:02d}" for i in range(10)]} | {f"x{i}": x[:, i] for i in range(4)})
    with pytest.raises(error, match=message):
        outcome(frame, outcome=given, **options)


def test_a_study_learns_from_the_outcome_of_its_units():
    x, y = simulated(12, units=40, weights=np.array([0.7, 0.3]))
    units = [f"U{i:02d}" for i in range(40)]
    wide = pl.DataFrame({"unit_id": units, "a": x[:, 0], "b": x[:, 1]})
    values = wide.unpivot(index="unit_id", variable_name="indicator", value_name="value").with_columns(
        level=pl.lit("unit"), period=pl.lit("2025-26")
    )
    nodes = [("total", None, "index", None, None), ("a", "total", "indicator", "0", "100"), ("b", "total", "indicator", "0", "100")]  # fmt: skip
    framework = pl.DataFrame(nodes, schema=["node", "parent", "kind", "low", "high"], orient="row")
    given = dict(zip(units[:30], y[:30].tolist(), strict=True))
    study = tk.Study(
        framework=framework, weighting="outcome", weighting_options={"outcome": given}, flags={"rules": ()}
    )
    expected = outcome(np.clip(x[:30], 0, 100), outcome=y[:30]).weights
    np.testing.assert_allclose(study.score(values).weights["weight"], expected, atol=1e-9)
