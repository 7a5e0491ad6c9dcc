"""Weights behind verdicts: known weights come back, chance is called chance, and the fit is the optimum."""

import numpy as np
import polars as pl
import pytest
from scipy.optimize import minimize

import toolkit as tk
from toolkit.errors import DataError, OptionError
from toolkit.weigh import UninformativeWarning
from toolkit.weigh._verdict_model import concordance, fit, graded, paired
from toolkit.weigh.verdicts import verdicts

TRUE = np.array([0.4, 0.3, 0.2, 0.1, 0.0])


def judged(seed=0, units=400, weights=TRUE, sharp=4.0):
    """Values on a scale of 0 to 100, and grades 1 to 4 that follow a known index with logistic doubt."""
    rng = np.random.default_rng(seed)
    x = rng.normal(size=(units, weights.size))
    view = sharp * x @ weights + rng.logistic(size=units)
    return 60 + 12 * x, 1 + np.digitize(view, [-2.0, 0.0, 2.0])


def test_known_weights_come_back_within_their_intervals():
    inside = 0
    for seed in range(8):
        x, grades = judged(seed)
        found = verdicts(x, verdicts=grades, replicates=100, seed=seed)
        np.testing.assert_allclose(found.weights, TRUE, atol=0.1)  # four standard errors for 400 verdicts
        inside += sum(
            row["lower"] - 1e-12 <= true <= row["upper"]
            for row, true in zip(found.intervals.iter_rows(named=True), TRUE, strict=True)
        )
    assert inside >= 34  # of 40 intervals at 95 %: fewer than 35 has a chance below 2 %


def test_known_weights_come_back_from_pairs():
    rng = np.random.default_rng(1)
    x = rng.normal(size=(150, 5))
    a, b = rng.integers(0, 150, (2, 1500))
    a, b = a[a != b], b[a != b]
    first = rng.random(a.size) < 1 / (1 + np.exp(-4 * (x[a] - x[b]) @ TRUE))
    pairs = np.column_stack([np.where(first, a, b), np.where(first, b, a)])
    found = verdicts(x, verdicts=pairs, permutations=99)
    np.testing.assert_allclose(found.weights, TRUE, atol=0.06)
    assert found.reached
    assert found.cross_validated > 0.7


def test_the_ordered_logit_agrees_with_statsmodels():
    ordinal = pytest.importorskip("statsmodels.miscmodels.ordinal_model")
    x, grades = judged(2, units=200)
    z = (x - x.mean(axis=0)) / x.std()
    model = ordinal.OrderedModel(grades, z, distr="logit").fit(disp=0, method="newton", maxiter=100)
    ours = fit(graded(z, grades - 1), 1e-9)
    assert (ours.coefficients > 0).all()  # the bound does not bind, so both maximise the same likelihood
    np.testing.assert_allclose(ours.coefficients, model.params[:5], rtol=1e-5)
    np.testing.assert_allclose(
        ours.thresholds, model.model.transform_threshold_params(model.params)[1:-1], rtol=1e-5, atol=1e-6
    )
    assert ours.objective == pytest.approx(model.llf, abs=1e-6)


@pytest.mark.parametrize("seed", range(5))
def test_the_bounded_optimum_is_that_of_another_optimiser(seed):
    rng = np.random.default_rng(seed)
    x = rng.normal(size=(40, 4))
    grade = np.digitize(x @ [1.0, 0.5, -1.0, -0.2] + rng.logistic(size=40), [-1.0, 0.0, 1.0])  # two would be negative

    def loss(p):
        cuts = np.concatenate([[-np.inf], p[4] + np.concatenate([[0.0], np.cumsum(p[5:])]), [np.inf]])
        cdf = 1 / (1 + np.exp(-(cuts - (x @ p[:4])[:, None])))
        chance = np.diff(cdf, axis=1)[np.arange(40), grade]
        b = p[:4]
        return -np.log(chance).sum() + 0.5 * ((b - b.mean()) ** 2).sum() + 0.5 * 0.01 * 4 * b.mean() ** 2

    bounds = [(0, None)] * 4 + [(None, None)] + [(1e-6, None)] * 2
    other = minimize(
        loss, [0.1] * 4 + [0.0, 1.0, 1.0], bounds=bounds, method="L-BFGS-B", options={"ftol": 1e-15, "gtol": 1e-9}
    )
    ours = fit(graded(x, grade), 1.0)
    assert -ours.objective == pytest.approx(other.fun, abs=1e-7)
    np.testing.assert_allclose(ours.coefficients, other.x[:4], atol=1e-3)  # its gradient is by differences
    assert (ours.coefficients >= 0).all()


def test_a_tie_is_half_a_win_for_each():
    x = np.random.default_rng(3).normal(size=(6, 3))
    tied = fit(paired(x[:3], x[3:], np.array([True, False, False])), 1.0)
    rows = np.vstack([x[:3] - x[3:], x[3:] - x[:3]])

    def loss(b):
        weight = np.array([0.5, 1, 1, 0.5, 0, 0])
        return weight @ np.log1p(np.exp(-rows @ b)) + 0.5 * ((b - b.mean()) ** 2).sum() + 0.015 * b.mean() ** 2

    other = minimize(loss, [0.1] * 3, bounds=[(0, None)] * 3, method="L-BFGS-B", options={"ftol": 1e-15, "gtol": 1e-10})
    assert -tied.objective == pytest.approx(other.fun, abs=1e-8)


def test_concordance_agrees_with_counting_pairs():
    rng = np.random.default_rng(4)
    index, grade = rng.integers(0, 6, 40).astype(float), rng.integers(0, 3, 40)
    pairs = [(i, j) for i in range(40) for j in range(40) if grade[i] > grade[j]]
    counted = sum((index[i] > index[j]) + 0.5 * (index[i] == index[j]) for i, j in pairs) / len(pairs)
    assert concordance(index, grade) == pytest.approx(counted, abs=1e-12)


def test_verdicts_that_have_nothing_to_do_with_the_indicators_are_called_so():
    x, grades = judged(5, units=60)
    shuffled = np.random.default_rng(1).permutation(grades)
    by_chance = verdicts(x, verdicts=shuffled, permutations=99)
    assert by_chance.reached is False
    assert "do not explain the verdicts" in " ".join(by_chance.report["note"].drop_nulls())
    assert verdicts(x, verdicts=grades, permutations=99).reached is True
    assert verdicts(x, verdicts=grades).reached is None  # not tested is neither


def test_the_permutation_test_keeps_its_level():
    rng = np.random.default_rng(6)
    rejected = 0
    for _ in range(60):
        x = rng.normal(size=(25, 2))
        rejected += bool(verdicts(x, verdicts=rng.integers(0, 3, 25), permutations=39).reached)
    assert rejected <= 8  # 3 expected at 5 %; 9 or more has a chance below 0.3 %


def test_a_perfect_separation_stays_finite():
    x = np.arange(20.0)[:, None] * [1.0, 1.0]
    found = verdicts(x, verdicts=(np.arange(20) >= 10).astype(int))
    np.testing.assert_allclose(found.weights, 0.5, atol=1e-9)
    assert found.agreement == 1


def test_every_way_to_write_verdicts_gives_the_same():
    x, grades = judged(7, units=30)
    units = [f"G{i:02d}" for i in range(30)]
    frame = pl.DataFrame({"unit_id": units} | {f"x{i}": x[:, i] for i in range(5)})
    words = np.array(["", "poor", "fair", "good", "best"])[grades]
    some = np.where(np.arange(30) < 20, grades, np.nan)
    expected = verdicts(x[:20], verdicts=grades[:20]).weights
    for given, options in [
        (some, {}),
        (dict(zip(units[:20], grades[:20].tolist(), strict=True)), {}),
        (pl.DataFrame({"unit_id": units[:20], "grade": words[:20]}), {"order": ["poor", "fair", "good", "best"]}),
        (dict(zip(units[:20], words[:20].tolist(), strict=True)), {"order": ["worst", "poor", "fair", "good", "best"]}),
    ]:
        np.testing.assert_array_equal(verdicts(frame, verdicts=given, **options).weights, expected)
    pairs = [("G01", "G02"), ("G03", "G01"), ("G05", "G04")]
    table = pl.DataFrame(pairs, schema=["better", "worse"], orient="row")
    rows = np.array([(int(a[1:]), int(b[1:])) for a, b in pairs])
    np.testing.assert_array_equal(verdicts(frame, verdicts=table).weights, verdicts(x, verdicts=rows).weights)


def test_units_with_gaps_are_left_out_and_counted():
    x, grades = judged(8, units=40)
    holes = x.copy()
    holes[3, 1] = np.nan
    found = verdicts(holes, verdicts=grades)
    without = verdicts(np.delete(x, 3, axis=0), verdicts=np.delete(grades, 3))
    np.testing.assert_array_equal(found.weights, without.weights)
    assert "1 judgements concern units with a gap" in " ".join(found.report["note"].drop_nulls())


def test_an_indicator_that_says_nothing_gets_nothing():
    x, grades = judged(9, units=40)
    x[:, 2] = 5.0
    found = verdicts(x, verdicts=grades)
    assert found.weights[2] == 0
    np.testing.assert_allclose(
        found.weights[[0, 1, 3, 4]], verdicts(x[:, [0, 1, 3, 4]], verdicts=grades).weights, atol=1e-12
    )
    with pytest.warns(UninformativeWarning):
        nothing = verdicts(np.ones((4, 2)), verdicts=[1, 2, 1, 2])
    assert nothing.reached is False


def test_a_cost_is_the_mirror_image_and_a_seed_is_a_seed():
    x, grades = judged(10, units=50)
    mirrored = x * [-1, 1, 1, 1, 1]
    np.testing.assert_allclose(
        verdicts(mirrored, direction=[-1, 1, 1, 1, 1], verdicts=grades).weights,
        verdicts(x, verdicts=grades).weights,
        atol=1e-9,
    )
    a, b = (verdicts(x, verdicts=grades, replicates=20, permutations=19, seed=0) for _ in range(2))
    assert a.intervals.equals(b.intervals)
    assert a.p_value == b.p_value


@pytest.mark.parametrize(
    ("given", "options", "error", "message"),
    [
        ({"G9": 1, "G01": 2}, {}, DataError, "'G9' was judged but is not in values"),
        ([1, 2], {}, OptionError, "verdicts has shape"),
        ({"G00": 1, "G01": 1}, {}, DataError, "two different grades; found: 1"),
        ({"G00": "good", "G01": "poor"}, {}, OptionError, "give order="),
        ({"G00": "good", "G01": "por"}, {"order": ["poor", "good"]}, OptionError, "Did you mean 'poor'"),
        ([("G00", "G00")], {}, DataError, "compared with itself"),
        (pl.DataFrame({"unit": ["G00"]}), {}, OptionError, "give unit_id and grade"),
    ],
)
def test_refusals(given, options, error, message):
    x, _ = judged(units=10)
    frame = pl.DataFrame({"unit_id": [f"G{i:02d}" for i in range(10)]} | {f"x{i}": x[:, i] for i in range(5)})
    with pytest.raises(error, match=message):
        verdicts(frame, verdicts=given, **options)


def test_two_periods_of_a_unit_are_refused():
    frame = pl.DataFrame({"unit_id": ["G1", "G1", "G2"], "a": [1.0, 2.0, 3.0]})
    with pytest.raises(DataError, match="'G1' has several rows"):
        verdicts(frame, verdicts={"G1": 1, "G2": 2})


def test_a_study_learns_from_verdicts_about_its_units():
    x, grades = judged(11, units=60, weights=np.array([0.7, 0.3]))
    units = [f"U{i:02d}" for i in range(60)]
    values = (
        pl.DataFrame({"unit_id": units, "a": x[:, 0], "b": x[:, 1]})
        .unpivot(index="unit_id", variable_name="indicator", value_name="value")
        .with_columns(level=pl.lit("unit"), period=pl.lit("2025-26"))
    )
    nodes = [
        ("total", None, "index", None, None),
        ("a", "total", "indicator", "0", "100"),
        ("b", "total", "indicator", "0", "100"),
    ]
    framework = pl.DataFrame(nodes, schema=["node", "parent", "kind", "low", "high"], orient="row")
    given = dict(zip(units[:50], grades[:50].tolist(), strict=True))
    study = tk.Study(
        framework=framework, weighting="verdicts", weighting_options={"verdicts": given}, flags={"rules": ()}
    )
    weights = study.score(values).weights
    np.testing.assert_allclose(
        weights["weight"], verdicts(np.clip(x[:50], 0, 100), verdicts=grades[:50]).weights, atol=1e-9
    )


def test_two_inspectors_of_the_same_mind_count_twice():
    x, grades = judged(12, units=40)
    units = [f"G{i:02d}" for i in range(40)]
    frame = pl.DataFrame({"unit_id": units} | {f"x{i}": x[:, i] for i in range(5)})
    once = pl.DataFrame({"unit_id": units, "grade": grades})
    twice = verdicts(frame, verdicts=pl.concat([once, once]), penalty=2.0)
    single = verdicts(frame, verdicts=once, penalty=1.0)  # twice the likelihood and twice the penalty
    np.testing.assert_allclose(twice.weights, single.weights, atol=1e-7)  # where Newton's steps stop
    assert twice.report.filter(parameter="judgements")["value"].item() == 80
    assert twice.report.filter(parameter="judged_units")["value"].item() == 40
