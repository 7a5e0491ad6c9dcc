"""Estimates against R: ltm 1.2-0 and mirt 1.47 (reference.R gave reference.csv; it runs again where R has both packages).

mirt stops when a step is small, not when little is left to go: in the partial credit fit that differed, ours has the larger
log-likelihood. Parameters agree within 2e-4 (the most, 1.1e-4, is a slope of LSAT 7), log-likelihoods, flat at their maximum, within
1e-6.
"""

from __future__ import annotations

import io
import shutil
import subprocess
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest

from tests.models.item_response._data import aggression, lsat, science
from toolkit.models import GeneralizedPartialCredit, GradedResponse, PartialCredit, RaschModel, TwoPL

HERE = Path(__file__).parent
FINE: dict[str, Any] = {"points": 121, "tolerance": 1e-7}
CLOSE = 2e-4
SCHEMA = {"case": pl.String, "quantity": pl.String, "name": pl.String, "value": pl.Float64}
CASES = {
    "lsat_rasch": (RaschModel, lsat),
    "lsat_2pl": (TwoPL, lsat),
    "science_graded": (GradedResponse, science),
    "science_gpcm": (GeneralizedPartialCredit, science),
    "science_pcm": (PartialCredit, science),
}


@cache
def reference() -> pl.DataFrame:
    return pl.read_csv(HERE / "reference.csv", schema=SCHEMA).with_columns(pl.col("name").fill_null(""))


def values(case: str, quantity: str) -> list[float]:
    found = reference().filter(case=case, quantity=quantity)["value"].to_list()
    assert found, (case, quantity)
    return found


def value(case: str, quantity: str, name: str = "") -> float:
    return reference().filter(case=case, quantity=quantity, name=name)["value"].item()


@cache
def fitted(case: str) -> Any:
    model, data = CASES[case]
    return model(**FINE).fit(data())


@pytest.mark.parametrize("case", CASES)
def test_log_likelihood_parameters_and_variance(case: str) -> None:
    model = fitted(case)
    assert model.converged_
    assert model.log_likelihood_ == pytest.approx(value(case, "logLik"), abs=1e-6)
    assert model.items_["discrimination"].to_list() == pytest.approx(values(case, "a1"), abs=CLOSE)
    thresholds = model.items_.select(pl.col("^(difficulty|threshold_.*)$")).to_numpy()
    c = -model.items_["discrimination"].to_numpy()[:, None] * thresholds
    c = np.cumsum(c, axis=1) if model.family == "partial_credit" else c
    for k in range(c.shape[1]):
        theirs = [v for n in ("d", f"d{k + 1}") for v in reference().filter(case=case, quantity=n)["value"].to_list()]
        assert c[:, k] == pytest.approx(theirs, abs=CLOSE)
    assert model.groups_["sd"][0] ** 2 == pytest.approx(value(case, "variance"), abs=CLOSE)


@pytest.mark.parametrize("case", ["lsat_rasch", "lsat_2pl", "science_graded"])
def test_standard_errors_of_the_cross_products(case: str) -> None:
    model = fitted(case)
    a = model.items_["discrimination"].to_numpy()
    if model.slopes:
        assert model.items_["se_discrimination"].to_list() == pytest.approx(values(case, "se_a1"), rel=1e-4)
    else:  # slope 1: a threshold is an intercept with the sign turned
        assert model.items_["se_difficulty"].to_list() == pytest.approx(values(case, "se_d"), rel=1e-4)
        assert model.items_["se_discrimination"].null_count() == a.size


@pytest.mark.parametrize("case", CASES)
def test_scores(case: str) -> None:
    model, (_, data) = fitted(case), CASES[case]
    eap, wle = model.scores(data()), model.scores(data(), "wle")
    for name in reference().filter(case=case, quantity="eap")["name"]:
        i = int(name) - 1
        assert eap["score"][i] == pytest.approx(value(case, "eap", name), abs=CLOSE)
        assert eap["se"][i] == pytest.approx(value(case, "psd", name), abs=CLOSE)
        assert wle["score"][i] == pytest.approx(value(case, "wle", name), abs=CLOSE)


@pytest.mark.parametrize("case", CASES)
def test_information_and_reliability(case: str) -> None:
    """`empirical_rxx` divides by the variance with n - 1."""
    model, (_, data) = fitted(case), CASES[case]
    assert model.information([-2, 0, 1])["information"].to_list() == pytest.approx(
        values(case, "information"), abs=CLOSE
    )
    assert model.reliability_ == pytest.approx(value(case, "reliability"), abs=1 / data().height)


def test_rizopoulos_2006_log_likelihoods_of_lsat() -> None:
    """Rizopoulos (2006), doi:10.18637/jss.v017.i05: two-parameter model -2466.653, Rasch -2466.938 (21 and 61 nodes)."""
    assert fitted("lsat_2pl").log_likelihood_ == pytest.approx(-2466.653, abs=5e-4)
    assert fitted("lsat_rasch").log_likelihood_ == pytest.approx(-2466.938, abs=5e-4)


def test_rasch_against_ltm_with_a_common_slope() -> None:
    """ltm holds the latent variance at 1 and estimates one slope; tolerance as ltm's own search stops."""
    model = fitted("lsat_rasch")
    sd = model.groups_["sd"][0]
    assert sd == pytest.approx(value("ltm_lsat_rasch", "common_slope"), abs=CLOSE)
    assert (model.items_["difficulty"] / sd).to_list() == pytest.approx(
        values("ltm_lsat_rasch", "difficulty"), abs=2e-4
    )


def test_missing_by_design() -> None:
    third = pl.int_range(pl.len()) % 3
    first, second = lsat().columns[:2]
    some = lsat().with_columns(
        pl.when(third != 0).then(first).alias(first), pl.when(third != 1).then(second).alias(second)
    )
    model = TwoPL(**FINE).fit(some)
    assert model.log_likelihood_ == pytest.approx(value("lsat_missing", "logLik"), abs=1e-6)
    assert model.items_["discrimination"].to_list() == pytest.approx(values("lsat_missing", "a1"), abs=CLOSE)


def test_sampling_weights() -> None:
    """Weights are scaled to a mean of 1, mirt takes them as they are: its log-likelihood is larger by their mean."""
    weights = np.resize([1.0, 2.0, 3.0], 1000)
    model = TwoPL(**FINE).fit(lsat(), weights=weights)
    assert model.log_likelihood_ * weights.mean() == pytest.approx(value("lsat_weights", "logLik"), abs=1e-5)
    assert model.items_["discrimination"].to_list() == pytest.approx(values("lsat_weights", "a1"), abs=CLOSE)


def test_anchors() -> None:
    a, c = np.array([0.9, 1.1]), np.array([2.0, 1.0])
    anchors = pl.DataFrame({"item": lsat(7).columns[:2], "discrimination": a, "difficulty": -c / a})
    model = TwoPL(anchors=anchors, **FINE).fit(lsat(7))
    assert model.log_likelihood_ == pytest.approx(value("lsat7_anchors", "logLik"), abs=1e-6)
    assert model.items_["discrimination"].to_list() == pytest.approx(values("lsat7_anchors", "a1"), abs=CLOSE)
    assert model.groups_["mean"][0] == pytest.approx(value("lsat7_anchors", "mean"), abs=CLOSE)
    assert model.groups_["sd"][0] ** 2 == pytest.approx(value("lsat7_anchors", "variance"), abs=CLOSE)


def test_two_groups() -> None:
    model = TwoPL(**FINE).fit(aggression(), groups="Gender")
    assert model.log_likelihood_ == pytest.approx(value("aggression", "logLik"), abs=1e-6)
    assert model.items_["discrimination"].to_list() == pytest.approx(values("aggression", "a1"), abs=CLOSE)
    men = model.groups_.row(1, named=True)
    assert men["mean"] == pytest.approx(value("aggression", "mean", "M"), abs=CLOSE)
    assert men["sd"] ** 2 == pytest.approx(value("aggression", "variance", "M"), abs=CLOSE)


def test_r_gives_these_numbers_again() -> None:
    rscript = shutil.which("Rscript")
    has = [rscript, "-e", "stopifnot(requireNamespace('ltm'), requireNamespace('mirt'), requireNamespace('lme4'))"]
    if rscript is None or subprocess.run(has, capture_output=True).returncode:  # type: ignore[arg-type]
        pytest.skip("R with the packages ltm, mirt and lme4 is not installed")
    out = subprocess.run([rscript, str(HERE / "reference.R")], capture_output=True, text=True, check=True).stdout
    again = pl.read_csv(io.StringIO(out), schema=SCHEMA)
    assert again.drop("value").equals(reference().with_columns(pl.col("name").replace("", None)).drop("value"))
    assert again["value"].to_list() == pytest.approx(reference()["value"].to_list(), abs=1e-4)
