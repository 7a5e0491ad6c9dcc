"""Objects in place of names: what counts is the object, not what it is called; and every run tells them apart."""

from __future__ import annotations

import functools
import json
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest

import toolkit as tk
from toolkit.aggregate import AGGREGATORS, compares
from toolkit.aggregate import arithmetic as registered_arithmetic
from toolkit.described import described, in_words
from toolkit.errors import DataError, OptionError
from toolkit.normalise import NORMALISERS
from toolkit.weigh import WEIGHTINGS


def entropy(frame: pl.DataFrame) -> np.ndarray:
    """Not the entropy of the registry: all the same."""
    return np.ones(frame.width)


def framework(frame: pl.DataFrame) -> np.ndarray:
    """Not the weights of the framework: 1, 2, 3, …"""
    return np.arange(1.0, frame.width + 1)


def topsis(values: Any, weights: Any) -> np.ndarray:
    """Not TOPSIS: the arithmetic mean under its name."""
    return registered_arithmetic(values, weights)


def local(run: tk.ScoringRun) -> dict[str, float]:
    return dict(run.weights.select("node", "weight").iter_rows())


def test_a_function_named_framework_is_not_the_framework(framework: pl.DataFrame, values: pl.DataFrame) -> None:
    run = tk.Study(framework=framework, weighting=globals()["framework"]).score(values)
    assert local(run) == pytest.approx({"teaching": 1 / 3, "climate": 2 / 3, "T1": 1 / 3, "T2": 2 / 3, "C1": 1.0})
    assert set(run.weights["origin"]) == {"user:framework"}
    itself = tk.Study(framework=framework, weighting=WEIGHTINGS["framework"]).score(values)
    named = tk.Study(framework=framework).score(values)
    assert itself.weights.equals(named.weights)
    assert itself.fingerprint == named.fingerprint


def test_a_function_named_topsis_is_not_topsis(framework: pl.DataFrame, values: pl.DataFrame) -> None:
    own = tk.Study(framework=framework, aggregator=topsis).score(values)
    mean = tk.Study(framework=framework).score(values)
    # to 1e-9: the error of an own function is a central difference, that of the mean is exact
    for column in ("score", "se"):
        assert own.scores[column].to_list() == pytest.approx(mean.scores[column].to_list(), abs=1e-9)
    weights = tk.explain(own, "A", period="2024").indicators["effective_weight"].to_list()
    assert weights == pytest.approx([0.375, 0.375, 0.25], abs=1e-6)  # derivatives have six decimals
    assert compares(functools.partial(AGGREGATORS["topsis"]))
    assert not compares(topsis)


def test_fingerprints_tell_own_functions_from_keys_and_from_one_another(
    framework: pl.DataFrame, values: pl.DataFrame
) -> None:
    study = tk.Study(framework=framework, weighting="equal")
    key = study.replace(weighting="entropy")
    own = study.replace(weighting=entropy)
    assert own.score(values).weights.drop("origin").equals(study.score(values).weights.drop("origin"))
    assert own.describe()["weighting"] != key.describe()["weighting"]
    prints = {s.score(values).fingerprint for s in (study, key, own)}
    # two functions of one source, told apart by what they give
    prints |= {study.replace(aggregator=mean_times(k)).score(values).fingerprint for k in (1.0, 0.5)}
    assert len(prints) == 5


def mean_times(k: float) -> Any:
    return lambda values, weights: k * registered_arithmetic(values, weights)


def test_the_fingerprint_counts_what_was_learned(framework: pl.DataFrame, values: pl.DataFrame) -> None:
    study = tk.Study(framework=framework, normaliser="minmax")
    other = values.with_columns(value=pl.when(pl.col("unit_id") == "A").then(pl.col("value") + 7).otherwise("value"))
    one, two = study.fit(values).score(values), study.fit(other).score(values)
    assert not one.learned.equals(two.learned)
    assert one.weights.equals(two.weights)
    assert one.fingerprint != two.fingerprint
    assert study.fit(values).score(values).fingerprint == one.fingerprint == study.score(values).fingerprint


def test_the_manifest_marks_what_is_the_users_own(framework: pl.DataFrame, values: pl.DataFrame) -> None:
    study = tk.Study(
        framework=framework,
        normaliser=NORMALISERS["minmax"](output_range=(0.0, 1.0)),
        weighting=entropy,
        aggregator=functools.partial(topsis),
        minimum_coverage=0.0,
    )
    stored = json.loads(json.dumps(study.score(values).manifest["study"]))
    assert stored["normaliser"] == {"object": "minmax", "parameters": {"direction": 1, "output_range": [0.0, 1.0]}}
    assert (stored["weighting"]["object"], stored["weighting"]["user"]) == (f"{__name__}.entropy", True)
    assert stored["aggregator"]["object"] == f"{__name__}.topsis"
    assert stored["weighting"]["source_sha256"] not in (None, stored["aggregator"]["source_sha256"])
    assert in_words(stored["weighting"]).startswith(f"user:{__name__}.entropy (source ")
    assert described(len)["source_sha256"] is None
    assert described(NORMALISERS["minmax"], "normaliser") == "minmax"
    assert described(np.array([[1, 2]])) == [[1, 2]]


@pytest.mark.parametrize(
    "given",
    [
        lambda frame: dict(zip(reversed(frame.columns), range(frame.width, 0, -1), strict=True)),
        lambda frame: pl.DataFrame({"indicator": frame.columns, "weight": range(1, frame.width + 1)}).reverse(),
        lambda frame: [float(i) for i in range(1, frame.width + 1)],
        lambda frame: pl.Series(range(1, frame.width + 1)),
    ],
)
def test_a_weighting_may_answer_by_name_or_in_order(given: Any, framework: pl.DataFrame, values: pl.DataFrame) -> None:
    run = tk.Study(framework=framework, weighting=given).score(values)
    assert local(run) == pytest.approx({"teaching": 1 / 3, "climate": 2 / 3, "T1": 1 / 3, "T2": 2 / 3, "C1": 1.0})


@pytest.mark.parametrize(
    ("given", "message"),
    [
        (lambda frame: dict.fromkeys([*frame.columns, "TT1"], 1.0), "weight for 'TT1'. Did you mean 'T1'"),
        (lambda frame: dict.fromkeys(frame.columns[1:], 1.0), "gave no weight for T1"),
        (lambda frame: pl.DataFrame({"node": frame.columns}), "it needs indicator, weight"),
        (lambda frame: pl.DataFrame({"indicator": ["T1", "T1"], "weight": [1, 2]}), "more than one weight"),
        (lambda frame: None, "gave no valid weights"),
        (lambda frame: "equal", "gave str, not weights"),
        (lambda frame: [1.0, -1.0], "gave no valid weights"),
    ],
)
def test_a_weighting_that_gives_no_weights_is_told_so(
    given: Any, message: str, framework: pl.DataFrame, values: pl.DataFrame
) -> None:
    with pytest.raises(DataError, match=message):
        tk.Study(framework=framework, weighting=given).score(values)


def test_an_aggregator_of_the_wrong_shape_is_told_so(framework: pl.DataFrame, values: pl.DataFrame) -> None:
    with pytest.raises(DataError, match="'climate': the aggregator gave an array of shape"):
        tk.Study(framework=framework, aggregator=lambda values, weights: np.asarray(values)).score(values)


@pytest.mark.parametrize(
    ("choices", "message"),
    [
        ({"weighting_options": {"ddof": 0}}, "weighting 'framework' takes no weighting_options"),
        ({"weighting": "sd", "weighting_options": {"dof": 0}}, "'sd' has no option 'dof'. Did you mean 'ddof'"),
        ({"weighting": "ahp"}, "Weighting 'ahp' needs the option 'matrix'"),
        ({"weighting": entropy, "weighting_options": {"x": 0}}, "'entropy' has no option 'x'. It takes none"),
        ({"aggregator": "power", "aggregator_options": {"P": 2}}, "Aggregator 'power' has no option 'P'"),
        (
            {"normaliser": NORMALISERS["minmax"](), "normaliser_options": {"output_range": (0, 1)}},
            "is a ready instance",
        ),
        ({"normaliser": "minmax", "normaliser_options": {"outputrange": (0, 1)}}, "Did you mean 'output_range'"),
    ],
)
def test_an_option_that_nobody_would_read_is_refused(
    choices: dict[str, Any], message: str, framework: pl.DataFrame, values: pl.DataFrame
) -> None:
    with pytest.raises(OptionError, match=message):
        tk.Study(framework=framework, **choices).score(values)


def test_an_option_for_a_node_that_does_not_exist_is_refused(framework: pl.DataFrame, values: pl.DataFrame) -> None:
    points = {"total": [1, 1], "teaching": [3, 1]}
    study = tk.Study(framework=framework, weighting="budget", weighting_options={"points": points})
    assert local(study.score(values))["T1"] == 0.75
    with pytest.raises(OptionError, match=r"node in 'points' of weighting_options 'climat'\. Did you mean 'climate'"):
        study.replace(weighting_options={"points": {**points, "climat": [1]}}).score(values)


@pytest.mark.parametrize(
    ("column", "key", "choices", "message"),
    [
        ("aggregator", "geometric", {"aggregator_options": {"p": 2}}, "names an aggregator for every node"),
        ("normaliser", "minmax", {"normaliser_options": {"ddof": 1}}, "names a normaliser for every indicator"),
    ],
)
def test_options_of_a_study_whose_framework_chooses_everything(
    column: str, key: str, choices: dict[str, Any], message: str, framework: pl.DataFrame, values: pl.DataFrame
) -> None:
    concerned = pl.col("kind") == "indicator" if column == "normaliser" else pl.col("kind") != "indicator"
    tree = framework.with_columns(pl.when(concerned).then(pl.lit(key)).alias(column))
    with pytest.raises(OptionError, match=message):
        tk.Study(framework=tree, **choices).score(values)


def test_a_user_class_of_a_registered_name_is_marked_in_the_log(framework: pl.DataFrame, values: pl.DataFrame) -> None:
    own = type("minmax", (NORMALISERS["minmax"],), {})
    run = tk.Study(framework=framework, normaliser=own).score(values)
    assert set(run.learned["method"]) == {"user:minmax"}


def test_a_loaded_run_works_without_the_object_until_it_is_needed(
    framework: pl.DataFrame, values: pl.DataFrame, tmp_path: Path
) -> None:
    study = tk.Study(
        framework=framework, normaliser=NORMALISERS["minmax"](output_range=(1.0, 100.0)), weighting=entropy
    )
    run = study.replace(aggregator=lambda values, weights: registered_arithmetic(values, weights)).score(values)
    with pytest.warns(UserWarning, match=r"aggregator=.*<lambda>"):
        home = run.save(tmp_path, charts=False)
    back = tk.load_run(home)
    assert back.scores.equals(run.scores)
    assert back.study.describe() == run.study.describe()
    with pytest.raises(OptionError, match=r"aggregator of this run.*<lambda>.*tk.load_run\(folder, aggregator=...\)"):
        tk.explain(back, "A")
    with pytest.raises(OptionError, match=r"The aggregator of the run is user:.*<lambda>.*topsis.* was given"):
        tk.load_run(home, aggregator=topsis)
    with pytest.raises(OptionError, match=r"Unknown choice 'agregator'\. Did you mean 'aggregator'"):
        tk.load_run(home, agregator=topsis)
    whole = tk.load_run(home, aggregator=run.study.aggregator, weighting=entropy)
    assert tk.explain(whole, "A").indicators.equals(tk.explain(run, "A").indicators)
    assert whole.study.score(values).fingerprint == run.fingerprint
    only = tk.load_run(home, aggregator=run.study.aggregator)
    assert tk.explain(only, "A").indicators.equals(tk.explain(run, "A").indicators)  # needs no weighting any more
    with pytest.raises(OptionError, match="weighting of this run"):
        only.study.score(values)


def test_the_seed_of_a_study_reaches_a_weighting_that_draws_unless_it_has_its_own(
    framework: pl.DataFrame, values: pl.DataFrame
) -> None:
    def drawn(frame: pl.DataFrame, *, seed: int = 0) -> np.ndarray:
        return np.random.default_rng(seed).uniform(0.1, 1, size=frame.width)

    study = tk.Study(framework=framework, weighting=drawn)
    weights = {seed: local(study.replace(seed=seed).score(values)) for seed in (0, 3)}
    assert weights[0] != weights[3]
    assert local(study.replace(seed=3).score(values)) == weights[3]
    assert local(study.replace(seed=3, weighting_options={"seed": 0}).score(values)) == weights[0]
