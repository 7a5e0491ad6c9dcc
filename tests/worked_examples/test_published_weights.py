"""Weightings against the tables of the papers that introduced or used them; tolerances are half of the last printed digit.

The tables are taken as the test suites of scikit-criteria and pymcdm quote them, which cite the papers.
"""

import numpy as np
import pytest

from toolkit.weigh import WEIGHTINGS


def test_critic_diakoulaki_mavrotas_papayannakis_1995_eight_greek_firms():
    """Computers & Operations Research 22(7), 763-770; eight digits as scikit-criteria quotes for the data of the paper."""
    firms = [
        [61.0, 1.08, 4.33],
        [20.7, 0.26, 4.34],
        [16.3, 1.98, 2.53],
        [9.0, 3.29, 1.65],
        [5.4, 2.77, 2.33],
        [4.0, 4.12, 1.21],
        [-6.1, 3.52, 2.10],
        [-34.6, 3.31, 0.98],
    ]
    np.testing.assert_allclose(WEIGHTINGS["critic"](firms).weights, [0.20222554, 0.48090173, 0.31687273], atol=5e-9)


def test_critic_tus_aytac_adali_2019_time_and_attendance_software():
    """Opsearch 56(2), 528-538, doi:10.1007/s12597-019-00371-6."""
    software = [
        [5000, 3, 3, 4, 3, 2],
        [680, 5, 3, 2, 2, 1],
        [2000, 3, 2, 3, 4, 3],
        [600, 4, 3, 1, 2, 2],
        [800, 2, 4, 3, 3, 4],
    ]
    printed = [0.157, 0.249, 0.168, 0.121, 0.154, 0.151]
    np.testing.assert_allclose(WEIGHTINGS["critic"](software).weights, printed, atol=5.01e-4)


def test_entropy_elsayed_dawood_karthikeyan_2017():
    """International Journal of Engineering Trends and Technology 46(2), 60-66."""
    alternatives = [
        [7, 312, 1891, 6613, 163],
        [72, 88, 728, 941804, 1078],
        [10, 252, 2594, 3466, 117471],
        [10, 145, 980, 2371, 86329],
        [65, 54, 350, 501, 29897],
        [29, 48, 380, 912, 34051],
        [7, 476, 3300, 78470, 2212],
        [70, 87, 650, 733, 819000],
        [4, 86, 591, 3015, 103],
        [12, 79, 579, 3240, 96098],
        [21, 45, 261, 1253, 453],
        [1, 72, 530, 4333, 0.1048],
    ]
    printed = [0.104991, 0.069124, 0.071373, 0.449937, 0.304575]
    np.testing.assert_allclose(WEIGHTINGS["entropy"](alternatives).weights, printed, atol=5.01e-7)


def test_standard_deviation_jahan_edwards_2013_of_normalised_ratings():
    """Materials & Design 49, 1000-1008: the criteria are on one scale already."""
    ratings = [
        [0, 0, 0],
        [0.39, 0.3, 0.77],
        [0.17, 0.36, 0.8],
        [0.35, 0.29, 0.93],
        [0.3, 0.4, 0.94],
        [0.84, 0.71, 1],
        [1, 1, 0.99],
    ]
    np.testing.assert_allclose(WEIGHTINGS["sd"](ratings, scale="none").weights, [0.35, 0.31, 0.34], atol=5.01e-3)


@pytest.mark.parametrize(
    ("matrix", "direction", "printed", "half_digit"),
    [
        pytest.param(
            [[450, 8000, 54, 145], [10, 9100, 2, 160], [100, 8200, 31, 153], [220, 9300, 1, 162], [5, 8400, 23, 158]],
            [1, 1, -1, -1],
            [0.5752, 0.0141, 0.4016, 0.0091],
            5.01e-5,
            id="table 2, section 4.1",
        ),
        pytest.param(
            [
                [23, 264, 2.37, 0.05, 167, 8900, 8.71],
                [20, 220, 2.2, 0.04, 171, 9100, 8.23],
                [17, 231, 1.98, 0.15, 192, 10800, 9.91],
                [12, 210, 1.73, 0.2, 195, 12300, 10.21],
                [15, 243, 2, 0.14, 187, 12600, 9.34],
                [14, 222, 1.89, 0.13, 180, 13200, 9.22],
                [21, 262, 2.43, 0.06, 160, 10300, 8.93],
                [20, 256, 2.6, 0.07, 163, 11400, 8.44],
                [19, 266, 2.1, 0.06, 157, 11200, 9.04],
                [8, 218, 1.94, 0.11, 190, 13400, 10.11],
            ],
            [1, 1, 1, -1, -1, -1, -1],
            [0.324, 0.055, 0.086, 0.368, 0.044, 0.077, 0.045],
            5.01e-4,
            id="tables 5 and 6, section 4.2",
        ),
    ],
)
def test_merec_keshavarz_ghorabaee_2021(matrix, direction, printed, half_digit):
    """Symmetry 13(4), 525, doi:10.3390/sym13040525."""
    np.testing.assert_allclose(WEIGHTINGS["merec"](matrix, direction=direction).weights, printed, atol=half_digit)


@pytest.mark.parametrize(
    ("name", "printed"),
    [("cilos", [0.3343, 0.2199, 0.1957, 0.2501]), ("idocriw", [0.1658, 0.1885, 0.3545, 0.2911])],
)
def test_cilos_and_idocriw_zavadskas_podvezko_2016(name, printed):
    """International Journal of Information Technology & Decision Making 15(2), 267-283, doi:10.1142/S0219622016500036."""
    matrix = [[3, 100, 10, 7], [2.5, 80, 8, 5], [1.8, 50, 20, 11], [2.2, 70, 12, 9]]
    np.testing.assert_allclose(WEIGHTINGS[name](matrix, direction=[-1, 1, -1, 1]).weights, printed, atol=5.01e-5)


JOB = [
    [1, 1 / 4, 1 / 6, 1 / 4, 1 / 8],
    [4, 1, 1 / 3, 3, 1 / 7],
    [6, 3, 1, 4, 1 / 2],
    [4, 1 / 3, 1 / 4, 1, 1 / 7],
    [8, 7, 2, 7, 1],
]


def test_ahp_saaty_2008_criteria_of_the_best_job():
    """International Journal of Services Sciences 1(1), 83-98, doi:10.1504/IJSSCI.2008.017590, table 3."""
    np.testing.assert_allclose(WEIGHTINGS["ahp"](matrix=JOB).weights, [0.036, 0.122, 0.262, 0.075, 0.506], atol=5.01e-4)


def test_ahp_saaty_2008_flexibility_table_4():
    matrix = [[1, 1 / 3, 1 / 6], [3, 1, 1 / 4], [6, 4, 1]]
    np.testing.assert_allclose(WEIGHTINGS["ahp"](matrix=matrix).weights, [0.091, 0.218, 0.691], atol=5.01e-4)


DRINKS = [
    [1, 9, 5, 2, 1, 1, 1 / 2],
    [1 / 9, 1, 1 / 3, 1 / 9, 1 / 9, 1 / 9, 1 / 9],
    [1 / 5, 3, 1, 1 / 3, 1 / 4, 1 / 3, 1 / 9],
    [1 / 2, 9, 3, 1, 1 / 2, 1, 1 / 3],
    [1, 9, 4, 2, 1, 2, 1 / 2],
    [1, 9, 3, 1, 1 / 2, 1, 1 / 3],
    [2, 9, 9, 3, 2, 3, 1],
]


def test_ahp_saaty_2008_drinks_with_consistency_ratio():
    """Table 2. In print tea over wine is 2 while wine over tea is 1/3: only 3 gives the printed priorities and ratio."""
    result = WEIGHTINGS["ahp"](matrix=DRINKS)
    np.testing.assert_allclose(result.weights, [0.177, 0.019, 0.042, 0.116, 0.190, 0.129, 0.327], atol=5.01e-4)
    assert result.report.filter(parameter="consistency_ratio")["value"].item() == pytest.approx(0.022, abs=5.01e-4)


def test_ahp_wang_chin_2011():
    """Information Sciences 181(23), 5240-5248, doi:10.1016/j.ins.2011.06.017."""
    matrix = [
        [1, 4, 3, 1, 3, 4],
        [1 / 4, 1, 7, 3, 1 / 5, 1],
        [1 / 3, 1 / 7, 1, 1 / 5, 1 / 5, 1 / 6],
        [1, 1 / 3, 5, 1, 1, 1 / 3],
        [1 / 3, 5, 5, 1, 1, 3],
        [1 / 4, 1, 6, 3, 1 / 3, 1],
    ]
    printed = [0.3208, 0.1395, 0.0348, 0.1285, 0.2374, 0.1391]
    np.testing.assert_allclose(WEIGHTINGS["ahp"](matrix=matrix).weights, printed, atol=5.01e-5)


CARS = {  # quality, price, comfort, safety, style
    "consistent": ([2, 1, 4, 2, 8], [4, 8, 2, 4, 1]),
    "not consistent": ([2, 1, 4, 3, 8], [4, 8, 2, 3, 1]),
}


def setting(result, parameter):
    return result.report.filter(parameter=parameter)["value"].item()


@pytest.mark.parametrize(
    ("case", "printed", "xi"),
    [
        ("consistent", [0.2105, 0.4211, 0.1053, 0.2105, 0.0526], 0.0),
        ("not consistent", [0.2295, 0.4481, 0.1148, 0.1530, 0.0546], 0.0109),
    ],
)
def test_bwm_linear_rezaei_2016_buying_a_car(case, printed, xi):
    """Omega 64, 126-130, doi:10.1016/j.omega.2015.12.001, tables 2 and 3, section 4."""
    first, last = CARS[case]
    result = WEIGHTINGS["bwm"](best_to_others=first, others_to_worst=last)
    np.testing.assert_allclose(result.weights, printed, atol=5.01e-5)
    assert setting(result, "xi") == pytest.approx(xi, abs=5.01e-5)


def test_bwm_nonlinear_rezaei_2016_intervals_of_the_weights():
    """Section 3 of the same paper: the greatest deviation and the intervals of all optimal weights."""
    first, last = CARS["not consistent"]
    result = WEIGHTINGS["bwm"](best_to_others=first, others_to_worst=last, model="nonlinear")
    assert setting(result, "xi") == pytest.approx(0.1459, abs=5.01e-5)
    low = result.report.filter(parameter="interval_low")["value"].to_numpy()
    high = result.report.filter(parameter="interval_high")["value"].to_numpy()
    np.testing.assert_allclose(low, [0.2145, 0.4461, 0.1085, 0.1563, 0.0548], atol=6e-5)
    np.testing.assert_allclose(high, [0.2289, 0.4571, 0.1176, 0.1602, 0.0561], atol=6e-5)
