"""OECD/JRC (2008), Handbook on Constructing Composite Indicators, doi:10.1787/9789264043466-en.

The Technology Achievement Index of 23 countries: its table A.2 of raw data is tai.csv. The table gives two logarithms to two
decimals, so that what is computed from it can differ by one unit in the last printed digit.
"""

from pathlib import Path

import numpy as np
import polars as pl
import pytest

from toolkit.aggregate import AGGREGATORS
from toolkit.normalise import NORMALISERS
from toolkit.weigh import WEIGHTINGS

TAI = pl.read_csv(Path(__file__).with_name("tai.csv"))
COUNTRIES = TAI["country"].to_list()
RAW = TAI.drop("country")
SCHOOLING = RAW.select("schooling").to_numpy()
LAST_DIGIT = 0.0101  # two printed decimals and inputs that are rounded themselves


def table_15(name, **options):
    """One column of table 15: mean years of schooling, normalised."""
    return dict(zip(COUNTRIES, NORMALISERS[name](**options).fit_transform(SCHOOLING)[:, 0], strict=True))


@pytest.mark.parametrize(
    ("column", "printed"),
    [
        (
            ("rank", {"ties": "min"}),
            {"Finland": 15, "United States": 23, "Netherlands": 9, "Singapore": 1, "Slovenia": 1},
        ),
        (
            ("zscore", {"ddof": 1}),
            {"Finland": 0.26, "United States": 1.52, "Sweden": 1.14, "Spain": -1.46, "Slovenia": -1.58},
        ),
        (
            ("minmax", {"output_range": (0, 1)}),
            {"Finland": 0.59, "United States": 1.00, "Japan": 0.49, "Singapore": 0.00},
        ),
        (("distance_to_reference", {"form": "ratio"}), {"Finland": 1.04, "United States": 1.25, "Singapore": 0.74}),
        (
            ("distance_to_reference", {"form": "ratio", "reference": "best"}),
            {"Finland": 0.83, "Norway": 0.99, "Spain": 0.61},
        ),
        (("distance_to_reference", {"form": "ratio", "reference": "worst"}), {"Finland": 1.41, "Korea, Rep. of": 1.52}),
        (("distance_to_reference", {}), {"Finland": 0.04, "United States": 0.25, "Japan": -0.01, "Singapore": -0.26}),
        (("distance_to_reference", {"reference": "worst"}), {"Finland": 0.41, "United States": 0.69, "Spain": 0.03}),
        (("fraction_of_max", {"output_range": (0, 1)}), {"Finland": 0.83, "United States": 1.00, "Singapore": 0.59}),
    ],
)
def test_table_15_normalisation_of_schooling(column, printed):
    name, options = column
    scores = table_15(name, **options)
    for country, value in printed.items():
        assert scores[country] == pytest.approx(value, abs=0.00501), country  # two printed decimals


def test_table_15_percentile():
    scores = table_15("percent_rank", ties="min", of="all")
    printed = {
        "Finland": 65.2,
        "United States": 100,
        "Sweden": 82.6,
        "Netherlands": 39.1,
        "Italy": 13.0,
        "Singapore": 4.3,
    }
    for country, value in printed.items():
        assert scores[country] == pytest.approx(value, abs=0.0501), country  # one printed decimal


def test_table_15_categorical_scale():
    """Ireland has the same value as the Netherlands, 50 in print, but 40 is printed for it: a misprint, left out here."""
    levels = (0, 0.2, 0.4, 0.5, 0.6, 0.8, 1)
    scores = table_15("bands", shares=(0.05, 0.15, 0.35, 0.65, 0.85, 0.95), levels=levels)
    printed = [60, 100, 60, 50, 60, 50, 50, 80, 60, 0, 60, 100, None, 40, 80, 40, 40, 50, 40, 20, 50, 40, 0]
    for country, value in zip(COUNTRIES, printed, strict=True):
        assert value is None or scores[country] == pytest.approx(value), country


def test_table_16_eigenvalues():
    report = WEIGHTINGS["pca"](RAW).report
    eigenvalues = np.array([report.filter(parameter=f"eigenvalue_{k}")["value"].item() for k in range(1, 9)])
    np.testing.assert_allclose(eigenvalues, [3.3, 1.7, 1.0, 0.9, 0.5, 0.3, 0.2, 0.1], atol=0.0601)
    np.testing.assert_allclose(eigenvalues / 8 * 100, [41.9, 21.8, 12.3, 11.1, 6.0, 3.7, 2.2, 0.9], atol=0.12)


def test_table_17_varimax_loadings_of_four_principal_components():
    printed = np.array(  # factors 1, 4, 2, 3 of the table: ours come by the variance they explain, signs are arbitrary
        [
            [0.07, 0.06, 0.97, 0.06],
            [0.13, 0.93, 0.07, -0.07],
            [0.79, 0.42, -0.21, 0.21],
            [-0.64, 0.36, 0.56, -0.04],
            [0.37, 0.68, 0.17, 0.38],
            [0.82, 0.35, -0.04, 0.25],
            [0.88, 0.09, 0.23, -0.09],
            [0.08, 0.04, 0.04, 0.96],
        ]
    )
    report = WEIGHTINGS["factor"](RAW, factors=4).report
    loadings = np.column_stack([report.filter(parameter=f"loading_{k}")["value"] for k in range(1, 5)])
    explained = [report.filter(parameter=f"explained_{k}")["value"].item() for k in range(1, 5)]
    np.testing.assert_allclose(np.abs(loadings), np.abs(printed), atol=2 * LAST_DIGIT)  # rotation spreads the rounding
    np.testing.assert_allclose(explained, [2.64, 1.76, 1.39, 1.19], atol=0.03)


def test_table_18_weights_by_principal_components():
    weights = WEIGHTINGS["factor"](RAW, factors=4).weights
    np.testing.assert_allclose(weights, [0.17, 0.15, 0.11, 0.07, 0.08, 0.12, 0.14, 0.16], atol=0.0151)


def test_table_19_benefit_of_the_doubt_with_weights_between_10_and_15_percent():
    normalised = NORMALISERS["minmax"](output_range=(0, 1)).fit_transform(RAW)
    report = WEIGHTINGS["benefit_of_doubt"](normalised, weight_bounds=(0.10, 0.15)).report
    scores = report.filter(pl.col("parameter").str.starts_with("score of"))["value"].to_numpy()
    printed = [1, 1, 1, 0.87, 0.80, 0.75, 0.71, 0.73, 0.66, 0.62, 0.62, 0.86, 0.60, 0.54, 0.58]
    printed += [0.52, 0.51, 0.49, 0.34, 0.38, 0.31, 0.27, 0.28]
    np.testing.assert_allclose(scores, printed, atol=LAST_DIGIT)


def profile(*orders):
    """Values in which each group of indicators orders the countries as printed, and the size of each group."""
    units = sorted(orders[0][1])
    values = np.array([[len(order) - order.index(unit) for _, order in orders] for unit in units], dtype=float)
    return values, np.array([size for size, _ in orders], dtype=float)


TABLE_25 = profile((3, "abcd"), (5, "acbd"), (7, "bdca"), (6, "cbda"))
TABLE_28 = profile((23, "abc"), (17, "bca"), (2, "bac"), (10, "cab"), (8, "cba"))


def test_table_26_borda_scores_of_moulins_example():
    values, size = TABLE_25
    np.testing.assert_allclose(AGGREGATORS["borda"](values, size) * size.sum(), [24, 44, 38, 20])


def test_table_27_condorcet_ranks_c_before_b_before_d_before_a():
    values, size = TABLE_25
    np.testing.assert_array_equal(AGGREGATORS["copeland"](values, size), [-3, 1, 3, -1])


def test_table_29_borda_scores_of_condorcets_example():
    values, size = TABLE_28
    np.testing.assert_allclose(AGGREGATORS["borda"](values, size) * size.sum(), [58, 69, 53])


def test_section_6_11_geometric_aggregation_of_21_1_1_1_and_6_6_6_6():
    """The book cuts off after two decimals: 2.5457 is printed as 2.54."""
    values = np.array([[21, 1, 1, 1], [6, 6, 6, 6], [21, 2, 1, 1], [6, 7, 6, 6.0]])
    np.testing.assert_allclose(AGGREGATORS["geometric"](values, np.ones(4)), [2.14, 6, 2.54, 6.23], atol=0.01)
    np.testing.assert_allclose(AGGREGATORS["arithmetic"](values[:2], np.ones(4)), [6, 6])


def test_table_14_distance_to_the_best_performer_depends_on_the_zero_of_the_scale():
    """Temperature and humidity of two countries in two years, mean of the fractions of the leader, Celsius and Fahrenheit."""
    years = {2003: ([35, 39], [75, 50]), 2004: ([35.9, 40], [70, 45])}
    printed = {"C": {2003: (0.949, 0.833), 2004: (0.949, 0.821)}, "F": {2003: (0.965, 0.833), 2004: (0.965, 0.821)}}
    for unit, factor, zero in (("C", 1.0, 0.0), ("F", 1.8, 32.0)):
        for year, (celsius, humidity) in years.items():
            values = np.column_stack([np.array(celsius) * factor + zero, humidity])
            fraction = NORMALISERS["fraction_of_max"](output_range=(0, 1)).fit_transform(values)
            scores = AGGREGATORS["arithmetic"](fraction, [1, 1])
            np.testing.assert_allclose(scores, printed[unit][year], atol=0.000501)
