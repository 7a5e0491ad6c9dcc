"""Alpha and omega: published values, closed forms, and items whose reliability is known."""

import math
from fractions import Fraction
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from tests.structure._data import model, with_correlation
from toolkit.errors import DataError, OptionError
from toolkit.reliability import alpha, feldt, omega

TAI = pl.read_csv(Path(__file__).parents[1] / "worked_examples" / "tai.csv").drop("country")
ITEMS = [[1, 2, 2, 4], [2, 2, 3, 3], [4, 5, 5, 1], [4, 4, 5, 2], [2, 3, 2, 5], [3, 3, 4, 2]]


def exact_alpha(rows):
    """Cronbach's formula in exact fractions."""
    columns = list(zip(*rows, strict=True))

    def variance(x):
        mean = Fraction(sum(x), len(x))
        return sum((v - mean) ** 2 for v in x) / (len(x) - 1)

    k = len(columns)
    return Fraction(k, k - 1) * (1 - sum(map(variance, columns)) / variance([sum(row) for row in rows]))


def test_alpha_of_the_handbook():
    """OECD/JRC (2008): alpha of the Technology Achievement Index is 0.70, of standardised indicators."""
    assert round(alpha(TAI).standardised, 2) == 0.70
    assert alpha(TAI.select((pl.all() - pl.all().mean()) / pl.all().std())) == pytest.approx(alpha(TAI).standardised)


def test_alpha_is_the_exact_fraction():
    found = alpha(ITEMS)
    assert found == pytest.approx(float(exact_alpha(ITEMS)), rel=1e-12)
    for j, without in enumerate(found.items["alpha_without"]):
        rest = [row[:j] + row[j + 1 :] for row in ITEMS]
        assert without == pytest.approx(float(exact_alpha(rest)), rel=1e-12)


def test_the_interval_is_feldts():
    """Printed by Chris Evans' R code on the MRC CBU statistics wiki for alpha 0.913, 873 persons and 20 items."""
    assert feldt(0.913, 873, 20) == pytest.approx((0.9044024, 0.9211588), abs=5e-8)
    found = alpha(ITEMS, coverage=0.9)
    assert (found.lower, found.upper) == feldt(float(found), 6, 4, 0.9)


def test_the_interval_covers_as_often_as_it_says():
    random, hits = np.random.default_rng(4), 0
    true = 4 * 0.5 / (1 + 3 * 0.5)  # four parallel items that correlate 0.5: Spearman and Brown
    for _ in range(1000):
        found = alpha(random.normal(size=(30, 1)) + random.normal(size=(30, 4)))
        hits += found.lower <= true <= found.upper
    assert 0.93 <= hits / 1000 <= 0.97  # the standard error of the share is 0.7 %


def test_an_item_is_held_against_the_sum_of_the_others():
    found, array = alpha(ITEMS).items, np.array(ITEMS, dtype=float)
    for j, r in enumerate(found["item_rest"]):
        rest = np.delete(array, j, axis=1).sum(axis=1)
        assert r == pytest.approx(np.corrcoef(array[:, j], rest)[0, 1], rel=1e-12)
    assert found["item_rest"][3] < 0  # worded the other way round
    turned = alpha(ITEMS, direction=[1, 1, 1, -1])
    assert turned.items["item_rest"].min() > 0
    assert turned == pytest.approx(float(exact_alpha([[*row[:3], -row[3]] for row in ITEMS])))


def test_persons_with_a_gap_are_left_out_and_counted():
    found = alpha([*ITEMS, [math.nan, 1, 1, 1]])
    assert (found, found.persons) == (alpha(ITEMS), 6)


def test_an_item_that_does_not_vary_has_no_correlation():
    found = alpha([[*row, 7] for row in ITEMS])
    assert found.items["item_rest"].to_list()[:4] == pytest.approx(alpha(ITEMS).items["item_rest"].to_list())
    assert found.items["item_rest"][4] is None
    assert math.isnan(found.standardised)


def test_two_items_have_no_alpha_without_one():
    assert alpha([row[:2] for row in ITEMS]).items["alpha_without"].to_list() == [None, None]


LOADINGS = np.array([0.9, 0.7, 0.6, 0.5, 0.4])


def test_omega_of_items_that_follow_one_factor_exactly():
    found = omega(with_correlation(model(LOADINGS[:, None])))
    common = LOADINGS.sum() ** 2
    assert found.standardised == pytest.approx(common / (common + (1 - LOADINGS**2).sum()), abs=1e-6)
    np.testing.assert_allclose(np.abs(found.loadings["factor_1"]), LOADINGS, atol=1e-5)


def test_omega_counts_items_in_their_own_units():
    data = with_correlation(model(LOADINGS[:, None]))
    sd = data.std(axis=0, ddof=1)
    common = (sd * LOADINGS).sum() ** 2
    assert omega(data) == pytest.approx(common / (common + (sd**2 * (1 - LOADINGS**2)).sum()), abs=1e-6)


def test_omega_is_alpha_for_items_that_measure_one_thing_equally_well():
    data = with_correlation(model(np.full((5, 1), 0.6)))
    scaled = data / data.std(axis=0, ddof=1)
    assert omega(scaled) == pytest.approx(alpha(scaled), abs=1e-6)  # Spearman and Brown: both 5 r / (1 + 4 r)
    assert alpha(scaled) == pytest.approx(5 * 0.36 / (1 + 4 * 0.36))


def test_omega_of_two_factors():
    two = np.array([[0.8, 0], [0.7, 0], [0.6, 0.2], [0, 0.8], [0.1, 0.7], [0, 0.6]])
    common = (two.sum(axis=0) ** 2).sum()
    expected = common / (common + (1 - (two**2).sum(axis=1)).sum())
    assert omega(with_correlation(model(two)), 2).standardised == pytest.approx(expected, abs=1e-5)


@pytest.mark.parametrize(
    ("call", "error", "words"),
    [
        (lambda: alpha([[1.0], [2.0]]), DataError, "1 items"),
        (lambda: alpha([[1.0, 2.0]]), DataError, "1 persons"),
        (lambda: alpha([[1.0, 2.0], [1.0, 2.0]]), DataError, "does not vary"),
        (lambda: alpha([[1.0, -1.0], [2.0, -2.0], [5.0, -5.0]]), DataError, "does not vary"),
        (lambda: alpha(ITEMS, coverage=95), OptionError, "coverage"),
        (lambda: omega([row[:2] for row in ITEMS]), DataError, "at least 3"),
        (lambda: omega(ITEMS, 0), OptionError, "at least 1"),
        (lambda: omega(ITEMS, 2), OptionError, "can tell apart"),
    ],
)
def test_what_cannot_be_said_is_refused(call, error, words):
    with pytest.raises(error, match=words):
        call()
