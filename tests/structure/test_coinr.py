"""What the R package COINr prints in its vignette "Analysis" for the example data it ships.

asem_sustainability.csv holds two groups of its indicators of 51 countries (COINr by William Becker, MIT licence; ASEM
Sustainable Connectivity Portal, European Commission, Joint Research Centre).
"""

from pathlib import Path

import numpy as np
import polars as pl
import pytest

from toolkit.structure import correlations, factor_analysis

ASEM = pl.read_csv(Path(__file__).parents[1] / "worked_examples" / "asem_sustainability.csv")
ENVIRONMENT = ["CO2", "Forest", "MatCon", "PrimEner", "Renew"]
SOCIAL = ["CPI", "FemLab", "FreePress", "NGOs", "Palma", "Poverty", "TertGrad", "TolMin", "WomParl"]


def test_correlations_over_common_units():
    found = correlations(ASEM.select(ENVIRONMENT))
    r = {(a, b): value for a, b, value in found.select("a", "b", "r").iter_rows()}
    printed = {("CO2", "MatCon"): 0.7222051, ("CO2", "PrimEner"): 0.3268484, ("CO2", "Renew"): -0.5986338}
    for pair, value in printed.items():
        assert r[pair] == pytest.approx(value, abs=5e-8)
    rounded = {("MatCon", "PrimEner"): 0.38, ("MatCon", "Renew"): -0.42, ("Forest", "Renew"): 0.35}
    for pair, value in rounded.items():
        assert r[pair] == pytest.approx(value, abs=5e-3)


def test_what_it_leaves_out_as_not_significant_at_5_percent():
    found = correlations(ASEM.select(ENVIRONMENT)).filter(pl.col("p") >= 0.05)
    left_out = [("CO2", "Forest"), ("Forest", "MatCon"), ("Forest", "PrimEner"), ("PrimEner", "Renew")]
    assert found.select("a", "b").rows() == left_out


def test_principal_components_of_countries_without_a_gap():
    found = factor_analysis(ASEM.select(SOCIAL), 1, "none")
    assert found.units == 51 - 14
    deviation = [2.2042, 1.1256, 0.9788, 0.78834, 0.77153, 0.56836, 0.42463, 0.36068, 0.25760]
    np.testing.assert_allclose(np.sqrt(found.eigenvalues["eigenvalue"]), deviation, atol=5.1e-5)
    shares = [0.5398, 0.1408, 0.1065, 0.06905, 0.06614, 0.03589, 0.02003, 0.01445, 0.00737]
    np.testing.assert_allclose(found.eigenvalues["share"], shares, atol=5.6e-5)  # R rounds to five places, then to four


@pytest.mark.parametrize(
    ("group", "weights"),
    [(ENVIRONMENT, [-0.581, 0.214, -0.543, -0.313, 0.473]), (SOCIAL, [-0.417, -0.324, 0.401, -0.191, 0.302])],
)
def test_first_component(group, weights):
    """The sign of a component is free; COINr prints the first five of the social weights."""
    found = factor_analysis(ASEM.select(group), 1, "none")
    vector = found.matrix[:5, 0] / np.sqrt(found.eigenvalues["eigenvalue"][0])
    np.testing.assert_allclose(vector * np.sign(vector[0] * weights[0]), weights, atol=5.1e-4)
