"""How inconsistent best-worst comparisons may be."""

from __future__ import annotations

INPUT_BASED = {
    3: (0.1667, 0.1667, 0.1667, 0.1667, 0.1667, 0.1667, 0.1667),
    4: (0.1121, 0.1529, 0.1898, 0.2206, 0.2527, 0.2577, 0.2683),
    5: (0.1354, 0.1994, 0.2306, 0.2546, 0.2716, 0.2844, 0.2960),
    6: (0.1330, 0.1990, 0.2643, 0.3044, 0.3144, 0.3221, 0.3262),
    7: (0.1294, 0.2457, 0.2819, 0.3029, 0.3144, 0.3251, 0.3403),
    8: (0.1309, 0.2521, 0.2958, 0.3154, 0.3408, 0.3620, 0.3657),
    9: (0.1359, 0.2681, 0.3062, 0.3337, 0.3517, 0.3620, 0.3662),
}
"""a_w (how many times as important the best is as the worst) -> thresholds of the input-based ratio for 3, 4, … 9 criteria
(Liang, Brunelli and Rezaei 2020)."""


def threshold(extreme: float, size: int) -> float:
    """Return the threshold of the input-based consistency ratio; NaN outside of the published table.

    >>> threshold(8, 5)
    0.2958
    """
    if extreme == 2:
        return 0.0
    if extreme not in INPUT_BASED or not 3 <= size <= 9:
        return float("nan")
    return INPUT_BASED[int(extreme)][size - 3]
