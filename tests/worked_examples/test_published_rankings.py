"""Aggregators against published examples; tolerances are half of the last printed digit."""

import numpy as np
import pytest

from toolkit.aggregate import AGGREGATORS
from toolkit.normalise import NORMALISERS


def test_hdi_norway_2021_is_0_961():
    """UNDP (2022), Human Development Report 2021/2022, technical note 1: goalposts, then the geometric mean."""
    life, expected, mean, income = 83.2, 18.2, 13.0, 64_660.0
    goalposts = NORMALISERS["goalposts"](
        low=[20, 0, 0, np.log(100)], high=[85, 18, 15, np.log(75_000)], output_range=(0, 1)
    )
    health, years_expected, years_mean, living = goalposts.fit_transform([[life, expected, mean, np.log(income)]])[0]
    education = AGGREGATORS["arithmetic"]([[years_expected, years_mean]], [1, 1])[0]
    index = AGGREGATORS["geometric"]([[health, education, living]], [1, 1, 1])[0]
    assert round(index, 3) == 0.961
    assert goalposts.clipped([[life, expected, mean, np.log(income)]]).tolist() == [[False, True, False, False]]


def test_topsis_tzeng_huang_2011():
    """Multiple Attribute Decision Making: Methods and Applications, CRC Press, chapter on TOPSIS."""
    values = [[5, 8, 4], [7, 6, 8], [8, 8, 6], [7, 4, 6]]
    scores = AGGREGATORS["topsis"](values, [0.3, 0.4, 0.3])
    np.testing.assert_allclose(scores, [0.5037, 0.6581, 0.7482, 0.3340], atol=1e-4)  # the book rounds between its steps


def test_vikor_opricovic_tzeng_2004_mountain_climbing():
    """European Journal of Operational Research 156(2), 445-455: risk (a cost) and altitude."""
    values = np.array([[-1.0, 3000.0], [-2.0, 3750.0], [-5.0, 4500.0]])
    np.testing.assert_allclose(1 - AGGREGATORS["vikor"](values, [0.5, 0.5]), [1, 0, 1], atol=1e-12)


@pytest.mark.parametrize(
    ("weights", "printed"),
    [
        ([1, 1, 1, 1, 1, 1, 1, 1], [0.991, 1.0, 0.473, 0.670, 0.0, 0.578]),
        ([2, 2, 2, 2, 1, 1, 1, 1], [1.0, 0.533, 0.552, 0.563, 0.0, 0.686]),
        ([1, 1, 1, 1, 2, 2, 2, 2], [0.684, 1.0, 0.147, 0.554, 0.041, 0.191]),
        ([1, 1, 1, 1, 3.2, 3.2, 3.2, 3.2], [0.668, 1.0, 0.051, 0.588, 0.058, 0.078]),
    ],
)
def test_vikor_opricovic_tzeng_2007_hydropower_on_the_drina(weights, printed):
    """European Journal of Operational Research 178(2), 514-529, doi:10.1016/j.ejor.2006.01.020: Q of six systems."""
    values = np.array(
        [
            [4184.3, 2914.0, 407.2, 251.0, 195, 244, 15, 2.41],
            [5211.9, 3630.0, 501.7, 308.3, 282, 346, 21, 1.41],
            [5021.3, 3920.5, 504.0, 278.6, 12, 56, 3, 4.42],
            [5566.1, 3957.9, 559.5, 335.3, 167, 268, 16, 3.36],
            [5060.5, 3293.5, 514.1, 284.2, 69, 90, 7, 4.04],
            [4317.9, 2925.9, 432.8, 239.3, 12, 55, 3, 4.36],
        ]
    )
    direction = np.array([1, -1, 1, 1, -1, -1, -1, 1])
    np.testing.assert_allclose(
        1 - AGGREGATORS["vikor"](values * direction, weights), printed, atol=1.001e-3
    )  # rounded steps


def test_promethee_brans_vincke_mareschal_1986_six_power_stations():
    """European Journal of Operational Research 24(2), 228-238: one preference function of each kind; sums of flows."""
    values = np.array(
        [
            [80, 90, 600, 54, 8, 5],
            [65, 58, 200, 97, 1, 1],
            [83, 60, 400, 72, 4, 7],
            [40, 80, 1000, 75, 7, 10],
            [52, 72, 600, 20, 3, 8],
            [94, 96, 700, 36, 5, 6],
        ]
    )
    direction = np.array([-1, 1, -1, -1, -1, 1])
    none = np.nan
    flow = AGGREGATORS["promethee"](
        values * direction,
        np.ones(6),
        preference=["u_shape", "v_shape", "linear", "level", "usual", "gaussian"],
        q=[10, none, 50, 10, none, none],
        p=[none, 30, 500, 60, none, none],
        s=[none, none, none, none, none, 5],
    )
    printed = [-0.728, 0.085, -0.447, -0.102, 1.466, -0.274]
    np.testing.assert_allclose(flow * 5, printed, atol=2.51e-3)  # printed sums of five rounded preferences


def test_grey_relational_yildirim_onder_2015_five_alternatives():
    """Çok Kriterli Karar Verme Yöntemleri (ed. Yıldırım and Önder), Dora, ISBN 978-605-9929-44-8; as JMcDM.jl quotes it."""
    values = np.array(
        [
            [105_000, 105, 10, 4, 300, 10],
            [120_000, 110, 15, 4, 500, 8],
            [150_000, 120, 12, 3, 550, 12],
            [115_000, 105, 20, 4, 600, 9],
            [135_000, 115, 15, 5, 400, 9],
        ]
    )
    direction = np.array([-1, 1, -1, 1, 1, -1])
    grades = AGGREGATORS["grey_relational"](values * direction, [0.05, 0.20, 0.10, 0.15, 0.10, 0.40])
    printed = [0.525, 0.7007142857142857, 0.5464285714285715, 0.5762820512820512, 0.650952380952381]
    np.testing.assert_allclose(grades, printed, rtol=1e-14)  # sixteen digits are printed
