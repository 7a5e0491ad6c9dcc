"""Zhang, J. (张敬信), handbook of the R package mathmodels (mathmodels 包使用手册), zhjx19.github.io/mathmodels-book.

Chapters 9 (rank-sum ratio), 10 (fuzzy comprehensive evaluation), 14 (coupling coordination): what the handbook prints.
"""

import numpy as np
import pytest

from toolkit.aggregate import AGGREGATORS

DISTRICTS = dict(  # antenatal examinations (%), maternal deaths (per 100,000), perinatal deaths
    zip(
        "ABCDEFGHIJ",
        zip(
            [99.54, 96.52, 99.36, 92.83, 91.71, 95.35, 96.09, 99.27, 94.76, 84.80],
            [60.27, 59.67, 43.91, 58.99, 35.40, 44.71, 49.81, 31.69, 22.91, 81.49],
            [16.15, 20.10, 15.60, 17.04, 15.01, 13.93, 17.43, 13.89, 19.87, 23.63],
            strict=True,
        ),
        strict=True,
    )
)


@pytest.mark.parametrize(
    ("weights", "ranks", "printed"),
    [
        ([1, 1, 1], "whole", {"J": 0.1, "B": 0.4, "D": 0.4, "G": 0.5, "I": 0.567, "A": 0.6, "E": 0.6, "F": 0.667, "C": 0.767, "H": 0.9}),
        (
            [0.2945205, 0.3631078, 0.3423717],
            "continuous",
            {"J": 0.1, "B": 0.544, "D": 0.578, "G": 0.676, "A": 0.720, "I": 0.725, "E": 0.754, "F": 0.802, "C": 0.826, "H": 0.946},
        ),
    ],
)  # fmt: skip
def test_rank_sum_ratio_of_the_classic_ten_districts(weights, ranks, printed):
    """Sections 9.2.3 and 9.2.4: maternal care in ten districts, the case with which the method is taught."""
    values = np.array(list(DISTRICTS.values())) * [1, -1, -1]
    found = dict(zip(DISTRICTS, AGGREGATORS["rank_sum_ratio"](values, weights, ranks=ranks), strict=True))
    assert found == pytest.approx(printed, abs=5.01e-4)  # three digits are printed


def test_fuzzy_evaluation_of_three_ways_of_farming():
    """Section 10.3: memberships are linear between thresholds, so each indicator is laid on the scale of its grades first."""
    plans = np.array([[592.5, 2, 25, 72, 1], [529, 3, 42, 105, 2], [412, 4, 48, 85, 3]])
    thresholds = [[0, 350, 450, 550], [1, 2, 3, 4], [0, 20, 40, 60], [0, 50, 90, 130], [1, 2, 3, 4]]
    graded = np.column_stack([np.interp(x, t, [0, 1, 2, 3]) for x, t in zip(plans.T, thresholds, strict=True)])
    weights = [0.2, 0.1, 0.15, 0.3, 0.25]
    scores = AGGREGATORS["fuzzy"](graded, weights, centres=[0, 1, 2, 3], grades=[30, 60, 75, 90])
    np.testing.assert_allclose(scores, [61.5375, 75.5325, 75.6975], rtol=1e-12)  # all digits are printed
    memberships = [
        AGGREGATORS["fuzzy"](graded, weights, centres=[0, 1, 2, 3], grades=1e-9 * np.arange(4) + np.eye(4)[k].cumsum())
        for k in range(4)
    ]  # a score with grades of 1 from the k-th on is the sum of the memberships from the k-th on
    printed = [[0.25, 0.3475, 0.2025, 0.2], [0, 0.25, 0.4645, 0.2855], [0, 0.1135, 0.7265, 0.16]]
    np.testing.assert_allclose(-np.diff(memberships, axis=0, append=0).T, printed, atol=1e-8)


def test_coupling_coordination_of_technology_economy_and_ecology_2015():
    """Section 14.3: levels u = 1 - (obstacle degree) / weight as both are printed, to three digits."""
    weights = np.array([0.3898977, 0.2839915, 0.3261108])
    obstacles = np.array([[0.238, 0.0997, 0.209], [0.238, 0.100, 0.224], [0.227, 0.185, 0.235], [0.309, 0.209, 0.184]])
    found = AGGREGATORS["coupling"](1 - obstacles / weights, weights, scale=1.0)
    np.testing.assert_allclose(
        found, [0.661, 0.646, 0.591, 0.532], atol=0.0015
    )  # inputs are rounded at the third digit
