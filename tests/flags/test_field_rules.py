"""Unusual among peers, insufficient data, and false-discovery control inside a study."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest
from scipy import stats

import toolkit as tk
from tests.flags._groups import FRAMEWORK, make, told
from toolkit.errors import OptionError
from toolkit.flags import posterior_below


def field(values: np.ndarray, se: float | np.ndarray, **flags: object) -> tk.ScoringRun:
    errors = np.broadcast_to(se, values.shape)
    rows = [
        ("unit", f"U{i:03}", "2025", float(v), float(s)) for i, (v, s) in enumerate(zip(values, errors, strict=True))
    ]
    return make(rows, **flags)


def outliers(run: tk.ScoringRun) -> pl.DataFrame:
    return run.flags.filter(rule="peers_outlier", node="total").sort("unit_id")


def test_a_few_far_out_are_found_and_do_not_hide_each_other() -> None:
    rng = np.random.default_rng(0)
    values = rng.normal(70, 3, 100)
    values[:4] = 40.0
    flags = outliers(field(values, 1.0))
    assert flags.filter(outcome="flagged")["unit_id"].to_list() == ["U000", "U001", "U002", "U003"]
    assert set(flags.filter(outcome="flagged")["severity"]) == {"alert"}
    values[0] = 99.9
    assert outliers(field(values, 1.0))["severity"][0] == "watch"  # far above: good work, or an error in the data


def test_ordinary_peers_are_flagged_as_rarely_as_the_limits_say() -> None:
    rng = np.random.default_rng(5)
    out = near = number = 0
    for _ in range(12):
        s = rng.uniform(0.5, 4, 400)
        flags = outliers(field(np.clip(rng.normal(50, 3, 400) + rng.normal(0, s), 0, 100), s))
        out += flags.filter(outcome="flagged").height
        near += flags.filter(pl.col("probability") > 0.95).height
        number += 400
    # 4,800 units: three standard errors of 0.002 and 0.05 are 0.002 and 0.0095, and tau is estimated (a tenth of z)
    assert out / number == pytest.approx(0.002, abs=0.003)
    assert near / number == pytest.approx(0.05, abs=0.015)


def test_a_weak_field_is_below_its_standard_and_has_no_outlier() -> None:
    strict = FRAMEWORK.with_columns(standard=pl.Series([None, "85"]))
    values = np.linspace(55, 65, 30)
    rows = pl.DataFrame({"unit_id": [f"U{i}" for i in range(30)], "period": "2025", "indicator": "X", "value": values})
    run = tk.Study(framework=strict).score(rows.with_columns(se=pl.lit(1.0), n=pl.lit(50)))
    assert set(run.flags.filter(rule="below_standard")["outcome"]) == {"flagged"}
    assert set(run.flags.filter(rule="peers_outlier")["outcome"]) == {"clear"}


def test_too_few_peers_or_no_difference_among_them_is_not_assessable() -> None:
    assert set(outliers(field(np.array([70.0] * 8 + [10.0]), 1.0))["outcome"]) == {"not_assessable"}
    alike = np.full(30, 100.0)
    alike[3] = 96.0
    assert set(outliers(field(alike, 0.0))["outcome"]) == {"not_assessable"}


def test_fewer_cases_than_the_minimum_are_not_enough_however_the_score_looks() -> None:
    rows = pl.DataFrame(
        {
            "unit_id": ["A", "B", "C", "D"],
            "period": "2025",
            "indicator": "X",
            "value": [90.0, 90.0, None, 90.0],
            "se": [1.0, 1.0, None, 1.0],
            "n": [50, 9, 0, None],  # D: nobody knows how many
        }
    )
    run = tk.Study(framework=FRAMEWORK).score(rows)
    flags = run.flags.filter(rule="insufficient_data", node="total").sort("unit_id")
    assert flags["outcome"].to_list() == ["clear", "not_assessable", "not_assessable", "not_assessable"]
    assert flags["estimate"].to_list() == [1.0, 0.0, 0.0, 0.0]
    assert (
        flags["message"][1]
        == "total: 0% of the weight rests on enough cases (least 50%), not assessable: X. For enquiry."
    )
    coverage = run.flags.filter(rule="low_coverage", node="total").sort("unit_id")
    assert coverage["outcome"].to_list() == ["clear", "clear", "flagged", "clear"]


def test_a_dimension_that_is_only_watched_is_judged_by_the_weights_inside_it() -> None:
    tree = pl.DataFrame(
        {
            "node": ["total", "A", "B", "X", "Y"],
            "parent": [None, "total", "total", "A", "B"],
            "weight": [None, 1.0, 0.0, 1.0, 1.0],
        }
    )
    rows = pl.DataFrame({"unit_id": ["U", "U"], "period": "2025", "indicator": ["X", "Y"], "value": [1.0, None]})
    flags = (
        tk.Study(framework=tree, normaliser="minmax").score(rows).flags.filter(rule="insufficient_data").sort("node")
    )
    assert flags.select("node", "outcome", "estimate").rows() == [
        ("A", "clear", 1.0),
        ("B", "not_assessable", 0.0),
        ("total", "clear", 1.0),
    ]
    known = tk.Study(framework=tree, normaliser="minmax").score(rows.with_columns(value=pl.lit(2.0)))
    assert set(known.flags.filter(rule="insufficient_data")["outcome"]) == {"clear"}


def test_false_discovery_control_in_a_study() -> None:
    rng = np.random.default_rng(3)
    truth, s = rng.normal(88, 3, 200), rng.uniform(1, 4, 200)
    values = truth + rng.normal(0, s)
    strict = FRAMEWORK.with_columns(standard=pl.Series([None, "85"]))
    table = pl.DataFrame(
        {
            "unit_id": [f"U{i:03}" for i in range(200)],
            "period": "2025",
            "indicator": "X",
            "value": values,
            "se": s,
            "n": 50,
        }
    )
    study = tk.Study(framework=strict, flags={"control": "bayes_fdr", "q": 0.1})
    flags = study.score(table).flags.filter(rule="below_standard").sort("unit_id")
    p = posterior_below(np.round(values, 10), s, 85.0)
    flagged = (flags["outcome"] == "flagged").to_numpy()
    assert flags["probability"].to_numpy() == pytest.approx(p, abs=1e-12)
    assert (1 - p[flagged]).mean() <= 0.1 < np.sort(1 - p)[: flagged.sum() + 1].mean()
    assert flagged.sum() > (p >= 0.9).sum()
    few = study.score(table.with_columns(n=pl.when(pl.col("value") < 82).then(3).otherwise("n")))
    told_few = few.flags.filter(rule="below_standard", outcome="flagged")
    assert (1 - told_few["probability"]).mean() <= 0.1  # those that can't be judged do not lend their certainty


def test_the_error_of_a_standard_reaches_the_probability() -> None:
    strict = FRAMEWORK.with_columns(standard=pl.Series([None, "85"]))
    table = pl.DataFrame(
        {"unit_id": ["A"], "period": "2025", "indicator": "X", "value": [83.0], "se": [1.0], "n": [50]}
    )
    run = tk.Study(framework=strict, flags={"prior": "flat", "standard_se": {"X": 2.0}}).score(table)
    assert told(run, "below_standard", "A", "2025", "X")["probability"] == pytest.approx(
        stats.norm.cdf(2 / np.sqrt(5)), abs=1e-12
    )


def test_wrong_settings_are_refused_by_name() -> None:
    with pytest.raises(OptionError, match=r"flags\.control"):
        tk.Study(framework=FRAMEWORK, flags={"control": "fdr"})
    with pytest.raises(OptionError, match="Did you mean 'standard_se'"):
        tk.Study(framework=FRAMEWORK, flags={"standards_se": {}})
    with pytest.raises(OptionError, match="Did you mean 'weakest_member'"):
        make([("unit", "A", "2025", 70.0, 1.0)], rules=("weakest_members",))
