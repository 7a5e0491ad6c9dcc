"""Measures of disparity against their definitions in exact fractions and 50-digit decimals, sum by sum and pair by pair."""

import math
import random
from decimal import Decimal, getcontext
from fractions import Fraction
from itertools import combinations

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from toolkit.disparity import atkinson, cv, dagum, gini, mean_log_deviation, p90_p10, share_below, theil, variance_ratio
from toolkit.errors import DataError, OptionError

EXACT = 1e-12
"""Relative: sums of at most a few dozen float64 terms."""


def town(seed, *, zeros=False):
    """Values in eighths, pupils, groups."""
    r = random.Random(seed)
    n = r.randrange(4, 30)
    x = [Fraction(r.randrange(0 if zeros else 1, 80), 8) for _ in range(n)]
    x[0] += 1
    return x, [r.randrange(1, 900) for _ in x], [r.choice("abc") for _ in x]


def decimal(fraction):
    getcontext().prec = 50
    return Decimal(fraction.numerator) / Decimal(fraction.denominator)


def mean_of(x, w):
    return sum(a * b for a, b in zip(x, w, strict=True)) / Fraction(sum(w))


@pytest.mark.parametrize("seed", range(10))
def test_cv_squared_is_the_exact_fraction(seed):
    x, w, _ = town(seed, zeros=True)
    n, mean = len(x), mean_of(x, w)
    exact = sum(b * (a - mean) ** 2 for a, b in zip(x, w, strict=True)) / sum(w) / mean**2
    assert cv(floats(x), w) ** 2 == pytest.approx(float(exact), rel=EXACT)
    plain = sum(x) / n
    population = sum((a - plain) ** 2 for a in x) / n / plain**2
    assert cv(floats(x)) ** 2 == pytest.approx(float(population), rel=EXACT)
    assert cv(floats(x), convention="sample") ** 2 == pytest.approx(float(population * n / (n - 1)), rel=EXACT)


@pytest.mark.parametrize("seed", range(10))
def test_the_sample_variance_with_weights_is_half_the_mean_squared_difference_of_pairs(seed):
    x, w, _ = town(seed)
    pairs = list(combinations(range(len(x)), 2))
    squares = sum(w[i] * w[j] * (x[i] - x[j]) ** 2 for i, j in pairs) / Fraction(2 * sum(w[i] * w[j] for i, j in pairs))
    exact = squares / mean_of(x, w) ** 2
    assert cv(floats(x), w, convention="sample") ** 2 == pytest.approx(float(exact), rel=EXACT)


def floats(x):
    return [float(a) for a in x]


def differences(x, w, a, b):
    """Sum of w w' |x - x'| over the pairs of two sets of units."""
    return sum(w[i] * w[j] * abs(x[i] - x[j]) for i in a for j in b)


@pytest.mark.parametrize("seed", range(10))
def test_gini_is_the_double_sum(seed):
    x, w, _ = town(seed, zeros=True)
    every = range(len(x))
    exact = differences(x, w, every, every) / (2 * mean_of(x, w) * sum(w) ** 2)
    assert gini(floats(x), w) == pytest.approx(float(exact), rel=EXACT)
    correct = exact * sum(w) ** 2 / (sum(w) ** 2 - sum(b * b for b in w))
    assert gini(floats(x), w, correct=True) == pytest.approx(float(correct), rel=EXACT)
    alone = gini(floats(x))
    assert gini(floats(x), correct=True) == pytest.approx(alone * len(x) / (len(x) - 1), rel=EXACT)


@pytest.mark.parametrize("seed", range(10))
def test_theil_and_mean_log_deviation_to_50_digits(seed):
    x, w, _ = town(seed)
    ratios = [decimal(a / mean_of(x, w)) for a in x]
    share = [decimal(Fraction(b, sum(w))) for b in w]
    t = sum(p * r * r.ln() for p, r in zip(share, ratios, strict=True))
    l_index = -sum(p * r.ln() for p, r in zip(share, ratios, strict=True))
    assert theil(floats(x), w) == pytest.approx(float(t), rel=1e-11)  # terms of both signs: a digit is lost
    assert mean_log_deviation(floats(x), w) == pytest.approx(float(l_index), rel=1e-11)


@pytest.mark.parametrize("measure", [theil, mean_log_deviation])
@pytest.mark.parametrize("seed", range(10))
def test_entropy_measures_come_apart_exactly(measure, seed):
    x, w, groups = town(seed, zeros=measure is theil)
    parts = measure(floats(x), w, groups=groups)
    assert parts.total == measure(floats(x), w)
    assert parts.between + parts.within == pytest.approx(parts.total, rel=1e-11)
    mean, between = mean_of(x, w), Decimal(0)
    for name in sorted(set(groups)):
        mine = [i for i, g in enumerate(groups) if g == name]
        share = Fraction(sum(w[i] for i in mine), sum(w))
        ratio = mean_of([x[i] for i in mine], [w[i] for i in mine]) / mean
        weight = share * ratio if measure is theil else share
        log = decimal(ratio).ln() if ratio else Decimal(0)
        between += decimal(weight) * (log if measure is theil else -log)
        row = parts.groups.filter(group=name).row(0, named=True)
        alone = measure([floats(x)[i] for i in mine], [w[i] for i in mine]) if ratio else 0.0
        assert row["value"] == pytest.approx(alone, abs=1e-14)
        assert (row["units"], row["share"]) == (len(mine), pytest.approx(float(share)))
    assert parts.between == pytest.approx(float(between), rel=1e-10, abs=1e-15)


@pytest.mark.parametrize("epsilon", ["0.25", "0.5", "0.999999", "1", "1.000001", "2", "7.5", "300"])
def test_atkinson_to_50_digits(epsilon):
    x, w, _ = town(3)
    power, share = 1 - Decimal(epsilon), [decimal(Fraction(b, sum(w))) for b in w]
    ratios = [decimal(a / mean_of(x, w)) for a in x]
    if power == 0:
        exact = 1 - sum(p * r.ln() for p, r in zip(share, ratios, strict=True)).exp()
    else:
        exact = 1 - sum(p * (power * r.ln()).exp() for p, r in zip(share, ratios, strict=True)) ** (1 / power)
    # epsilon as float64 is off by 1e-16, and its effect on A is of that size too
    assert atkinson(floats(x), float(epsilon), w) == pytest.approx(float(exact), rel=1e-10)


@pytest.mark.parametrize("seed", range(12))
def test_dagum_parts_are_sums_over_pairs(seed):
    x, w, groups = town(seed, zeros=True)
    parts, mean = dagum(floats(x), groups, w), mean_of(x, w)
    sets = {g: [i for i, h in enumerate(groups) if h == g] for g in sorted(set(groups))}
    scale = 2 * mean * sum(w) ** 2
    within = sum(differences(x, w, s, s) for s in sets.values()) / scale
    between = overlap = Fraction(0)
    for one, other in combinations(sets.values(), 2):
        m = [mean_of([x[i] for i in s], [w[i] for i in s]) for s in (one, other)]
        rich, poor = (one, other) if m[0] > m[1] else (other, one)
        d = sum(w[i] * w[j] * max(x[i] - x[j], 0) for i in rich for j in poor)
        p = sum(w[i] * w[j] * max(x[j] - x[i], 0) for i in rich for j in poor)
        between += 2 * (d - p) / scale  # (d + p) * D with D = (d - p) / (d + p)
        overlap += 2 * (2 * p) / scale
    assert parts.within == pytest.approx(float(within), rel=EXACT, abs=1e-15)
    assert parts.between == pytest.approx(float(between), rel=1e-11, abs=1e-15)
    assert parts.overlap == pytest.approx(float(overlap), rel=1e-11, abs=1e-15)
    assert parts.total == gini(floats(x), w)
    assert parts.within + parts.between + parts.overlap == pytest.approx(parts.total, rel=1e-11)


def test_variance_ratio_of_shrout_and_fleiss():
    """Shrout and Fleiss (1979), Psychological Bulletin 86:420, table 2: four ratings of six targets, ICC(1,1) = .17."""
    ratings = [[9, 2, 5, 8], [6, 1, 3, 2], [8, 4, 6, 8], [7, 1, 2, 6], [10, 5, 6, 9], [6, 2, 4, 7]]
    flat = [float(v) for row in ratings for v in row]
    assert round(variance_ratio(flat, [i for i in range(6) for _ in range(4)]), 2) == 0.17


@pytest.mark.parametrize("seed", range(10))
def test_variance_ratio_with_schools_of_many_sizes(seed):
    x, _, groups = town(seed)
    sets = [[a for a, h in zip(x, groups, strict=True) if h == g] for g in sorted(set(groups))]
    total = sum(x) / len(x)
    ssb = sum(len(s) * (sum(s) / len(s) - total) ** 2 for s in sets)
    sst = sum((a - total) ** 2 for a in x)
    assert variance_ratio(floats(x), groups, estimator="sums_of_squares") == pytest.approx(float(ssb / sst), rel=1e-11)
    size = (len(x) - Fraction(sum(len(s) ** 2 for s in sets), len(x))) / (len(sets) - 1)
    msb, msw = ssb / (len(sets) - 1), (sst - ssb) / (len(x) - len(sets))
    exact = max(Fraction(0), (msb - msw) / (msb + (size - 1) * msw))
    assert variance_ratio(floats(x), groups) == pytest.approx(float(exact), rel=1e-11, abs=1e-13)


@pytest.mark.parametrize("n", [1, 2, 5, 9, 10, 11, 20, 30, 50, 99, 100, 1000])
def test_percentiles_are_those_of_numpy(n):
    x = np.random.default_rng(n).lognormal(size=n)
    low, high = np.quantile(x, [0.1, 0.9], method="averaged_inverted_cdf")
    assert p90_p10(x, kind="gap") == pytest.approx(high - low, rel=EXACT, abs=1e-15)
    assert p90_p10(x) == pytest.approx(high / low, rel=EXACT)


def test_a_value_at_the_standard_is_not_below_it():
    assert share_below([0.1 + 0.2, 0.2, 0.4], 0.3) == pytest.approx(1 / 3)


MEASURES = {
    "cv": cv, "gini": gini, "theil": theil, "mean_log_deviation": mean_log_deviation, "atkinson": atkinson,
    "p90_p10": p90_p10, "atkinson 2": lambda x, weights=None, **o: atkinson(x, 2.0, weights, **o),
}  # fmt: skip
every = pytest.mark.parametrize("measure", MEASURES.values(), ids=MEASURES)
schools = st.lists(st.tuples(st.integers(1, 10**6), st.integers(1, 9)), min_size=1, max_size=12)


@every
@settings(max_examples=40, deadline=None)
@given(rows=schools)
def test_a_school_with_three_pupils_counts_as_three_schools_with_one(measure, rows):
    x, w = (list(column) for column in zip(*rows, strict=True))
    assert measure(x, weights=w) == pytest.approx(measure(np.repeat(x, w)), rel=1e-9, abs=1e-12)


@every
@settings(max_examples=40, deadline=None)
@given(rows=schools, factor=st.floats(1e-6, 1e6))
def test_the_unit_of_measurement_does_not_matter(measure, rows, factor):
    x = np.array([value for value, _ in rows], dtype=float)
    assert measure(x * factor) == pytest.approx(measure(x), rel=1e-9, abs=1e-12)


@every
def test_missing_values_and_weights_of_zero_are_left_out(measure):
    whole = measure([3.0, 5.0, 8.0], weights=[2, 3, 4])
    assert measure([3.0, np.nan, 5.0, 99.0, 8.0], weights=[2, 7, 3, 0, 4]) == whole
    assert measure(pl.Series([3, None, 5, 99, 8]), weights=pl.Series([2, None, 3, 0, 4])) == whole


@every
def test_equal_values_have_no_disparity(measure):
    assert measure([0.1] * 7) == pytest.approx(1.0 if measure is p90_p10 else 0.0, abs=1e-15)


@every
@pytest.mark.parametrize("scale", ["interval", "ordinal"])
def test_a_scale_without_a_true_zero_is_refused(measure, scale):
    with pytest.raises(OptionError, match=scale):
        measure([1.0, 2.0], scale=scale)
    assert measure([1.0, 2.0], scale="ratio") == measure([1.0, 2.0])


def test_a_misspelt_scale_is_named():
    with pytest.raises(OptionError, match="Did you mean 'ratio'"):
        cv([1.0, 2.0], scale="ration")


@pytest.mark.parametrize("measure", [gini, theil, mean_log_deviation, atkinson, p90_p10])
def test_negative_values_are_refused(measure):
    with pytest.raises(DataError, match="-1"):
        measure([5.0, -1.0, 5.0])


@pytest.mark.parametrize("measure", [mean_log_deviation, lambda x: atkinson(x, 1), lambda x: atkinson(x, 3)])
def test_zeros_are_refused_where_the_measure_is_infinite(measure):
    with pytest.raises(DataError, match="not positive"):
        measure([0.0, 1.0])


def test_zeros_are_taken_where_the_measure_is_finite():
    assert theil([0.0, 2.0]) == pytest.approx(math.log(2))
    assert atkinson([0.0, 4.0], 0.5) == pytest.approx(0.5)  # 1 - (sqrt(2) / 2)^2
    assert gini([0.0, 2.0]) == 0.5


@pytest.mark.parametrize(
    ("call", "error", "words"),
    [
        (lambda: cv([]), DataError, "0 units"),
        (lambda: cv([None, math.nan]), DataError, "0 units"),
        (lambda: cv([1.0], convention="sample"), DataError, "at least 2"),
        (lambda: cv([-1.0, 1.0]), DataError, "mean is 0"),
        (lambda: cv([1.0, 2.0], [1.0, -2.0]), DataError, "-2"),
        (lambda: cv([1.0, 2.0], [1.0, math.nan]), DataError, "missing"),
        (lambda: cv([1.0, 2.0], [1.0]), OptionError, "one per unit"),
        (lambda: cv([1.0, math.inf]), DataError, "infinite"),
        (lambda: cv([[1.0], [2.0]]), OptionError, "2 dimensions"),
        (lambda: cv([1.0, 2.0], convention="pupils"), OptionError, "population, sample"),
        (lambda: gini([0.0, 0.0]), DataError, "mean is 0"),
        (lambda: gini([1.0], correct=True), DataError, "at least 2"),
        (lambda: atkinson([1.0, 2.0], 0), OptionError, "epsilon"),
        (lambda: p90_p10([0.0] * 5 + [1.0]), DataError, "kind='gap'"),
        (lambda: theil([1.0, 2.0], groups=["a"]), OptionError, "one per unit"),
        (lambda: dagum([1.0, 2.0], ["a", None]), DataError, "no group"),
        (lambda: variance_ratio([1.0, 2.0], ["a", "a"]), DataError, "two schools"),
        (lambda: variance_ratio([1.0, 2.0], ["a", "b"]), DataError, "two schools"),
        (lambda: variance_ratio([1.0] * 4, list("aabb")), DataError, "equal"),
        (lambda: variance_ratio([1.0, 2.0, 2.0], list("aab"), scale="ordinal"), OptionError, "ordinal"),
    ],
)
def test_what_cannot_be_said_is_refused(call, error, words):
    with pytest.raises(error, match=words):
        call()


def test_a_unit_without_value_needs_no_group():
    assert theil([1.0, 3.0, math.nan], groups=["a", "b", None]).total == theil([1.0, 3.0])
    assert dagum([1.0, 3.0, math.nan], ["a", "b", None]).groups["group"].to_list() == ["a", "b"]
