"""False-discovery control, against statsmodels, against its definition over all subsets, and by simulation."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from scipy import stats
from statsmodels.stats.multitest import multipletests

from toolkit.errors import DataError, OptionError
from toolkit.flags import bayes_fdr, benjamini_hochberg, posterior_below, storey

P = np.array([0.001, 0.008, 0.039, 0.041, 0.042, 0.06, 0.074, 0.205, 0.212, 0.216, 0.222, 0.251, 0.269, 0.008])


@pytest.mark.parametrize(("dependence", "method"), [("positive", "fdr_bh"), ("any", "fdr_by")])
@pytest.mark.parametrize("seed", range(3))
def test_step_up_equals_statsmodels(dependence: str, method: str, seed: int) -> None:
    rng = np.random.default_rng(seed)
    for p in (P, rng.beta(0.3, 1, 200), np.round(rng.random(50), 1)):  # the last with ties, zeros and ones
        found = benjamini_hochberg(p, q=0.1, dependence=dependence)
        flagged, q, *_ = multipletests(p, alpha=0.1, method=method)
        assert found.q == pytest.approx(q, abs=1e-14)
        assert found.flagged.tolist() == flagged.tolist()


def test_storey_is_benjamini_hochberg_at_the_estimated_null_share() -> None:
    found = storey(P, threshold=0.2)
    share = min(1.0, 6 / (14 * 0.8))  # six of fourteen p-values are above 0.2
    assert found.null_share == pytest.approx(share, abs=1e-15)
    assert found.q == pytest.approx(np.minimum(multipletests(P, method="fdr_bh")[1] * share, 1), abs=1e-14)


def test_storeys_null_share_is_right_on_average() -> None:
    """70 % of the tests are null; the estimate is conservative, for alternatives above 1/2 count as null too."""
    rng = np.random.default_rng(1)
    shares = [
        storey(np.concatenate([rng.random(700), stats.norm.sf(rng.normal(2.5, 1, 300))])).null_share for _ in range(50)
    ]
    assert 0.70 < np.mean(shares) < 0.70 + 0.3 * stats.norm.cdf(-2.5) / 0.5 + 0.02  # bias, and three standard errors


def test_a_missing_value_takes_no_part() -> None:
    whole, holed = np.delete(P, 4), P.copy()
    holed[4] = np.nan
    for method in (bayes_fdr, benjamini_hochberg, storey):
        found = method(holed)
        assert np.isnan(found.q[4])
        assert not found.flagged[4]
        assert np.delete(found.q, 4).tolist() == method(whole).q.tolist()
    assert bayes_fdr([np.nan, np.nan]).flagged.tolist() == [False, False]
    assert benjamini_hochberg([]).q.tolist() == []


def test_bayes_fdr_flags_the_largest_set_whose_mean_doubt_is_within_the_rate() -> None:
    """Against all subsets of nine units."""
    rng = np.random.default_rng(3)
    for _ in range(20):
        p = rng.random(9) ** 0.3
        best = max(
            (k for k in range(1, 10) if min(np.mean(1 - np.array(c)) for c in combinations(p, k)) <= 0.2), default=0
        )
        found = bayes_fdr(p, q=0.2)
        assert found.flagged.sum() == best
        assert set(np.flatnonzero(found.flagged)) == set(np.argsort(-p)[:best])


def test_units_of_equal_probability_share_their_fate_whatever_their_order() -> None:
    p = np.array([0.99, 0.9, 0.9, 0.9])  # (0.01 + 0.1) / 2 = 0.055, with all three 0.0775
    assert bayes_fdr(p, q=0.06).flagged.tolist() == [True, False, False, False]
    assert bayes_fdr(p, q=0.0775).flagged.all()
    turned = bayes_fdr(p[::-1], q=0.06)
    assert turned.q[::-1].tolist() == bayes_fdr(p, q=0.06).q.tolist()


def test_bayes_fdr_keeps_its_rate_and_finds_more_than_a_fixed_probability() -> None:
    """Simulated units with known truth, 20 % of them below the standard."""
    rng = np.random.default_rng(8)
    false = flagged = true = sure = 0
    for _ in range(100):
        truth, s = rng.normal(88, 3.5, 150), rng.uniform(0.5, 3, 150)
        p = posterior_below(truth + rng.normal(0, s), s, 85.0)
        found = bayes_fdr(p, q=0.1).flagged
        false += int((found & (truth >= 85)).sum())
        true += int((found & (truth < 85)).sum())
        flagged += int(found.sum())
        sure += int(((p >= 0.9) & (truth < 85)).sum())
    # about 2,000 flags; three standard errors of a share of 0.1 are 0.02
    assert false / flagged == pytest.approx(0.1, abs=0.02)
    assert true > sure


def test_wrong_input_is_refused_by_name() -> None:
    with pytest.raises(DataError, match=r"unit 1 is 1\.2"):
        bayes_fdr([0.3, 1.2])
    with pytest.raises(OptionError, match="q must lie between 0 and 1"):
        benjamini_hochberg(P, q=0)
    with pytest.raises(OptionError, match="Did you mean 'any'"):
        benjamini_hochberg(P, dependence="anny")
    with pytest.raises(OptionError, match="threshold"):
        storey(P, threshold=1.0)
