"""Caterpillar, shrinkage and calibration: the numbers that are drawn."""

import numpy as np
import polars as pl
import pytest
from matplotlib.figure import Figure

from tests.charts.runs import make_run
from tests.models.value_added._nests import nest
from toolkit.charts import calibration, calibration_table, caterpillar, caterpillar_table, shrinkage, shrinkage_table
from toolkit.charts.caterpillar import verdicts
from toolkit.errors import OptionError
from toolkit.models import NestedValueAdded, comparative_z


def test_comparative_intervals_of_equal_errors_are_shorter_by_the_root_of_two():
    assert comparative_z([0.3] * 5) == pytest.approx(1.959963984540054 / np.sqrt(2), rel=1e-9)


def test_comparative_intervals_part_by_chance_in_five_of_a_hundred_pairs():
    """Simulation: units of equal truth and uneven errors; which share of pairs does not overlap?"""
    rng = np.random.default_rng(0)
    se = rng.uniform(0.1, 0.6, 30)
    z = comparative_z(se)
    drawn = se * rng.standard_normal((4000, se.size))
    i, j = np.triu_indices(se.size, 1)
    apart = np.abs(drawn[:, i] - drawn[:, j]) > z * (se[i] + se[j])
    assert apart.mean() == pytest.approx(0.05, abs=0.003)


def test_more_units_than_are_compared_pair_by_pair():
    se = np.random.default_rng(1).uniform(0.1, 0.6, 3000)
    assert comparative_z(se) == pytest.approx(comparative_z(se[:390]), abs=0.01)
    with pytest.raises(OptionError, match="between 0 and 1"):
        comparative_z(se, coverage=95)


def test_verdicts():
    rows = pl.DataFrame(
        {
            "unit_id": ["a", "b", "c", "d", "e"],
            "name": ["a", "b", "c", "d", "e"],
            "estimate": [1.0, -1.0, 0.3, -0.3, None],
            "se": [0.4, 0.4, 0.4, None, None],
        }
    )
    table = verdicts(rows)
    assert table.select("unit_id", "verdict").rows() == [
        ("b", "below"), ("d", "average"), ("c", "average"), ("a", "above"), ("e", None),
    ]  # fmt: skip
    assert table["upper"].null_count() == 2


def test_a_caterpillar_of_scores_and_of_an_indicator():
    run = make_run(8, missing=("G003",))
    scores = caterpillar_table(run, lang="en")
    assert scores.height == 8
    assert scores["estimate"].drop_nulls().is_sorted()
    node = run.framework.nodes.filter(kind="indicator")["node"][0]
    values = caterpillar_table(run, node=node, lang="en")
    expected = run.values.filter(level="group", period=run.latest, indicator=node).drop_nulls("value")
    assert sorted(values["estimate"].drop_nulls()) == sorted(expected["value"])
    label = caterpillar(run, node=node, lang="en").get_ylabel()
    assert run.framework.label(node, "en") in label
    with pytest.raises(OptionError, match="Unknown node"):
        caterpillar_table(run, node="nothing")


def test_shrinkage_and_calibration_show_what_the_model_says():
    frame = nest(3, schools=12, pupils=15)
    model = NestedValueAdded("after", ["before"], ["school"], intervals=False).fit(frame)
    table = shrinkage_table(model, frame)
    v = dict(model.variances_.select("level", "variance").iter_rows())
    ratio = v["school"] / (v["school"] + v["residual"] / table["n"])  # the textbook factor of shrinkage
    assert table["effect"].to_numpy() == pytest.approx((ratio * table["mean_residual"]).to_numpy(), rel=1e-8, abs=1e-8)
    bins = calibration_table(model, frame, groups=5)
    assert bins["n"].sum() == 2 * frame.height
    for kind in ("expected", "predicted"):
        part = bins.filter(kind=kind)
        assert (part["observed"] * part["n"]).sum() == pytest.approx(frame["after"].sum(), rel=1e-12)
    for lang in ("zh", "en"):
        axes = Figure().subplots(1, 2)
        assert shrinkage(model, frame, lang=lang, ax=axes[0]) is axes[0]
        assert calibration(model, frame, lang=lang, ax=axes[1]).get_xlabel()
