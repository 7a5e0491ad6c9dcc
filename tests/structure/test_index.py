"""The structure of an index, on a run whose correlations and variances are known exactly."""

import numpy as np
import polars as pl
import pytest

import toolkit as tk
from tests.structure._data import with_correlation
from toolkit import structure
from toolkit.errors import OptionError

NODES = ["T", "D1", "D2", "X", "Y", "Z", "V", "G"]
TREE = pl.DataFrame(
    {
        "node": NODES,
        "parent": [None, "T", "T", "D1", "D1", "D1", "D2", "D2"],
        "kind": ["index", "dimension", "dimension"] + ["indicator"] * 5,
        "direction": [None, None, None, 1, 1, -1, 1, 1],
        "weight": [None, 0.75, 0.25, 0.5, 0.25, 0.25, 1.0, 0.0],
        "low": [None] * 3 + [-1000.0] * 5,
        "high": [None] * 3 + [1000.0] * 5,
    }
)
R = np.array([[1, 0.95, 0.3, 0.2], [0.95, 1, 0.2, 0.1], [0.3, 0.2, 1, 0.1], [0.2, 0.1, 0.1, 1]])
SD = np.array([10.0, 20.0, 5.0, 30.0])


def values_of(array, names=("X", "Y", "Z", "V"), level="unit", period="2021"):
    frame = pl.DataFrame(array, schema=list(names)).with_columns(unit_id=pl.format("U{}", pl.int_range(pl.len())))
    long = frame.unpivot(index="unit_id", variable_name="indicator", value_name="value")
    return long.with_columns(pl.col("value").fill_nan(None), level=pl.lit(level), period=pl.lit(period))


def scored(array):
    return tk.Study(framework=TREE).score(values_of(np.column_stack([array, array[:, 0]]), "XYZVG"))


def data(n=40):
    raw = with_correlation(R, n=n)
    return (raw - raw.mean(axis=0)) / raw.std(axis=0, ddof=1) * SD


@pytest.fixture(scope="module")
def run():
    """Indicators with the covariances of R and SD; less is better for Z; G is a gate that repeats X."""
    return scored(data())


COVARIANCE = R * np.outer(SD, SD) * np.outer([1, 1, -1, 1], [1, 1, -1, 1])
D1 = np.array([0.5, 0.25, 0.25, 0])
V = np.array([0, 0, 0, 1.0])
T = 0.75 * D1 + 0.25 * V
X, Y, Z = np.eye(4)[:3]


def r(a, b):
    """Correlation of two weighted sums of the indicators, from their covariances."""
    return a @ COVARIANCE @ b / np.sqrt((a @ COVARIANCE @ a) * (b @ COVARIANCE @ b))


def test_correlations_follow_from_the_covariances(run):
    expected = {
        ("sibling", "D1", "D2"): r(D1, V),
        ("sibling", "X", "Y"): r(X, Y), ("sibling", "X", "Z"): r(X, Z), ("sibling", "Y", "Z"): r(Y, Z),
        ("parent", "D1", "T"): r(D1, T), ("parent", "D2", "T"): r(V, T),
        ("parent", "X", "D1"): r(X, D1), ("parent", "Y", "D1"): r(Y, D1), ("parent", "Z", "D1"): r(Z, D1),
        ("parent", "V", "D2"): 1.0,
        ("rest", "D1", "T"): r(D1, V), ("rest", "D2", "T"): r(V, D1),
        ("rest", "X", "D1"): r(X, Y + Z), ("rest", "Y", "D1"): r(Y, 2 * X + Z), ("rest", "Z", "D1"): r(Z, 2 * X + Y),
        ("root", "D1", "T"): r(D1, T), ("root", "D2", "T"): r(V, T),
        ("root", "X", "T"): r(X, T), ("root", "Y", "T"): r(Y, T), ("root", "Z", "T"): r(Z, T), ("root", "V", "T"): r(V, T),
    }  # fmt: skip
    found = structure.report(run).correlations
    assert {row[:3] for row in found.iter_rows()} == set(expected)
    for relation, a, b, value, n, _, direction in found.iter_rows():
        assert value == pytest.approx(expected[relation, a, b], abs=1e-8)  # scores carry 10 decimals
        assert (n, direction) == (40, np.sign(expected[relation, a, b]))


def test_what_is_odd_is_found(run):
    found = structure.report(run).findings
    assert found.select("finding", "a", "b").rows() == [
        ("collinear", "X", "Y"),
        ("against_parent", "Z", "D1"),
        ("against_root", "Z", "T"),
    ]
    assert structure.report(run, collinear=0.96).findings["finding"].to_list() == ["against_parent", "against_root"]


@pytest.mark.parametrize("method", ["spearman", "kendall"])
def test_other_correlations(run, method):
    from scipy import stats

    wide = run.normalised.pivot("indicator", index="unit_id", values="normalised").sort("unit_id")
    found = structure.report(run, method=method).correlations.filter(relation="sibling", a="X", b="Z")
    expected = {"spearman": stats.spearmanr, "kendall": stats.kendalltau}[method](wide["X"], wide["Z"])
    assert found["r"].item() == pytest.approx(expected.statistic)


def test_effective_weights_are_shares_of_squared_correlations(run):
    found = structure.effective_weights(run)
    scopes = {
        ("parent", "T"): {"D1": (0.75, r(D1, T)), "D2": (0.25, r(V, T))},
        ("parent", "D1"): {"X": (0.5, r(X, D1)), "Y": (0.25, r(Y, D1)), "Z": (0.25, r(Z, D1))},
        ("parent", "D2"): {"V": (1.0, 1.0)},
        ("root", "T"): {
            "X": (0.375, r(X, T)), "Y": (0.1875, r(Y, T)), "Z": (0.1875, r(Z, T)), "V": (0.25, r(V, T)),
        },
    }  # fmt: skip
    for (scope, parent), nodes in scopes.items():
        part = found.filter(scope=scope, parent=parent)
        assert part["node"].to_list() == list(nodes)
        total = sum(value**2 for _, value in nodes.values())
        for row in part.iter_rows(named=True):
            nominal, value = nodes[row["node"]]
            assert row["nominal"] == pytest.approx(nominal)
            assert row["correlation"] == pytest.approx(value, abs=1e-8)
            assert row["strength"] == pytest.approx(value**2, abs=1e-8)
            assert row["effective"] == pytest.approx(value**2 / total, abs=1e-8)
            assert row["ratio"] == pytest.approx(value**2 / total / nominal, abs=1e-7)
    assert found.height == sum(map(len, scopes.values()))


def test_equal_weights_of_independent_equal_indicators_are_effective():
    array = with_correlation(np.eye(3))
    tree = pl.DataFrame({"node": list("TABC"), "parent": [None, *"TTT"], "kind": ["index"] + ["indicator"] * 3})
    run = tk.Study(framework=tree, normaliser="zscore").score(values_of(array, "ABC"))
    found = structure.effective_weights(run).filter(scope="parent")
    np.testing.assert_allclose(found["effective"], 1 / 3, atol=1e-8)
    np.testing.assert_allclose(found["strength"], 1 / 3, atol=1e-8)


def test_the_correlation_ratio_sees_a_curve_that_a_correlation_misses():
    x = np.linspace(-1, 1, 201)
    array = np.column_stack([x, x**2, np.random.default_rng(0).normal(size=201) * 0.01])
    tree = pl.DataFrame({"node": list("TABC"), "parent": [None, *"TTT"], "kind": ["index"] + ["indicator"] * 3})
    limits = {name: pl.Series([None, *[end] * 3]) for name, end in (("low", -10.0), ("high", 10.0))}
    scored = tk.Study(framework=tree.with_columns(weight=pl.Series([None, 1e-6, 1.0, 1.0]), **limits))
    run = scored.score(values_of(array, "ABC"))
    line, curve = (
        structure.effective_weights(run, measure=m).filter(scope="parent", node="A")["strength"].item()
        for m in ("pearson_r2", "correlation_ratio")
    )
    assert line < 0.01 < 0.9 < curve


def test_gaps_and_indicators_that_do_not_vary_are_undetermined():
    array = data()
    array[:, 2] = 7.0
    array[5:9, 1] = np.nan
    run = scored(array)
    found = structure.report(run)
    assert found.findings.filter(finding="undetermined")["a"].to_list() == ["Z"]
    assert found.correlations.filter(relation="sibling", a="X", b="Y")["n"].item() == 36
    weights = structure.effective_weights(run).filter(scope="parent", parent="D1")
    assert weights.filter(node="Z").select("effective", "ratio", "correlation", "strength").row(0) == (None,) * 4
    assert weights["effective"].sum() == pytest.approx(1)


def test_the_lowest_level_with_every_indicator_is_looked_at():
    schools = values_of(data(60)[:, :3], "XYZ", "school", "2021")
    groups = [values_of(data(), "XYZV", "group", period) for period in ("2021", "2022")]
    run = tk.Study(framework=TREE.filter(pl.col("node") != "G")).score(pl.concat([schools, *groups]))
    assert (structure.report(run).level, structure.report(run).period) == ("group", "2022")
    chosen = structure.report(run, level="school", period="2021")
    assert chosen.correlations.filter(relation="sibling", a="X", b="Y")["n"].item() == 60
    assert chosen.findings.filter(finding="undetermined")["a"].to_list() == ["D2", "V"]
    with pytest.raises(OptionError, match="Did you mean 'group'"):
        structure.report(run, level="groups")
    with pytest.raises(OptionError, match="Allowed: 2021, 2022"):
        structure.effective_weights(run, period="2023")
    with pytest.raises(OptionError, match="Did you mean 'pearson_r2'"):
        structure.effective_weights(run, measure="pearson")
