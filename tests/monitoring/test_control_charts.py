"""CUSUM and EWMA: published average run lengths, alarms by simulation, statistics by hand."""

from __future__ import annotations

import numpy as np
import pytest

from toolkit.errors import OptionError
from toolkit.monitoring import (
    cusum,
    cusum_alarm,
    cusum_arl,
    cusum_limit,
    ewma,
    ewma_alarm,
    ewma_arl,
    ewma_limit,
)

TABULAR = {  # Montgomery, Introduction to Statistical Quality Control, table "ARL performance of the tabular cusum with k = 1/2"
    0.0: (168.0, 465.0),
    0.25: (74.2, 139.0),
    0.5: (26.6, 38.0),
    0.75: (13.3, 17.0),
    1.0: (8.38, 10.4),
    1.5: (4.75, 5.75),
    2.0: (3.34, 4.01),
}


@pytest.mark.parametrize("shift", TABULAR)
def test_arl_of_the_two_sided_cusum_is_that_of_the_textbook(shift: float) -> None:
    """Both sides together: 1 / ARL = 1 / ARL_low + 1 / ARL_high. Three printed digits."""
    for h, printed in zip((4.0, 5.0), TABULAR[shift], strict=True):
        both = 1 / (1 / cusum_arl(h, shift=shift) + 1 / cusum_arl(h, shift=-shift))
        assert both == pytest.approx(printed, rel=0.006)


@pytest.mark.parametrize(("weight", "limit"), [(0.4, 3.054), (0.25, 2.998), (0.2, 2.962), (0.1, 2.814), (0.05, 2.615)])
def test_the_published_ewma_designs_have_an_average_run_length_of_500(weight: float, limit: float) -> None:
    """Lucas & Saccucci (1990), the five designs of their table of average run lengths."""
    assert ewma_arl(limit, weight=weight) == pytest.approx(500, rel=0.005)


def test_an_ewma_without_memory_is_a_plain_limit() -> None:
    assert ewma_arl(3.0, weight=1.0) == pytest.approx(1 / 0.0026997960633, rel=1e-9)  # 2 (1 - Phi(3))
    assert ewma_alarm(1.959963985, 1, weight=1.0, sided="low")[0] == pytest.approx(0.025, abs=1e-9)


@pytest.mark.parametrize("shift", [0.0, 1.0])
def test_alarms_by_round_against_simulation(shift: float) -> None:
    rng = np.random.default_rng(1)
    z = rng.normal(-shift, 1, (200_000, 6))
    told = cusum(z, k=0.5, h=2.5).alarm
    by_round = np.maximum.accumulate(told, axis=1).mean(axis=0)
    assert cusum_alarm(2.5, 6, shift=shift) == pytest.approx(by_round, abs=0.0035)  # three standard errors of 0.5
    for sided in ("low", "two"):
        told = ewma(z, weight=0.3, limit=2.0, sided=sided).alarm
        by_round = np.maximum.accumulate(told, axis=1).mean(axis=0)
        assert ewma_alarm(2.0, 6, weight=0.3, shift=shift, sided=sided) == pytest.approx(by_round, abs=0.0035)


def test_limits_keep_the_promised_false_alarms() -> None:
    for rounds in (1, 3, 5):
        assert cusum_alarm(cusum_limit(rounds, false_alarm=0.1), rounds)[-1] == pytest.approx(0.1, abs=1e-8)
        edge = ewma_limit(rounds, weight=0.4, false_alarm=0.1)
        assert ewma_alarm(edge, rounds, weight=0.4)[-1] == pytest.approx(0.1, abs=1e-8)
    assert cusum_limit(5) > cusum_limit(3)


def test_the_statistics_by_hand_and_a_missing_round_changes_nothing() -> None:
    chart = cusum([[-2.0, np.nan, -1.0, 3.0]], k=0.5, h=1.9)
    assert chart.statistic.tolist() == [[1.5, 1.5, 2.0, 0.0]]
    assert chart.alarm.tolist() == [[False, False, True, False]]
    smooth = ewma([-2.0, np.nan, -1.0], weight=0.5, limit=1.0)
    assert smooth.statistic.tolist() == [-1.0, -1.0, -1.0]
    sd = np.sqrt(0.5 / 1.5 * (1 - 0.5 ** np.array([2.0, 2.0, 4.0])))  # two known rounds, not three
    assert smooth.limit == pytest.approx(-sd, abs=1e-12)
    assert smooth.alarm.tolist() == [True, False, True]


def test_wrong_options_are_refused() -> None:
    with pytest.raises(OptionError, match="h must be > 0"):
        cusum_alarm(0.0, 3)
    with pytest.raises(OptionError, match="Did you mean 'two'"):
        ewma_alarm(2.0, 1, sided="tow")
    with pytest.raises(OptionError, match="false_alarm"):
        cusum_limit(3, false_alarm=0.9)
