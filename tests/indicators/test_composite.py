"""C5, C7, C8: satisfaction of all respondents together, at the lowest school, and its change."""

import polars as pl
import pytest
from statsmodels.stats.proportion import proportion_confint

from indicators import ALL
from tests.indicators._tables import found, table
from toolkit import surveys

COLUMNS = (
    "period wave school_id respondent returned very_satisfied mostly_satisfied fairly_satisfied dissatisfied dont_know"
)
KINDS = ("parents", "students", "teachers", "community")
TOTALS = {"parents": 3.0, "students": 1.0, "teachers": 1.0, "community": 1.0}
NOW = "2025-26"


def wave(satisfied, others, *, period=NOW, number=1, school="S1", unknowing=0):
    """Return the rows of a wave: satisfied and other answers of the four kinds."""
    return [
        (period, number, school, kind, yes + no + unknowing, yes, 0, no, 0, unknowing)
        for kind, yes, no in zip(KINDS, satisfied, others, strict=True)
    ]


def answers(*rows):
    return {"surveys": table("surveys", COLUMNS, *rows)}


def test_c5_is_the_post_stratified_mean_of_the_answers():
    """Another implementation, from one row a respondent; s²/n there, the posterior variance here: apart by a part in n."""
    satisfied, others = (160, 190, 45, 30), (40, 10, 5, 20)
    rows = [(k, y) for k, yes, no in zip(KINDS, satisfied, others, strict=True) for y in [1] * yes + [0] * no]
    expected = surveys.poststratified_mean(pl.DataFrame(rows, schema=["kind", "y"], orient="row"), "y", "kind", TOTALS)
    value, se, n, status = found(ALL["C5"], **answers(*wave(satisfied, others, unknowing=7)))["S1", NOW]
    assert value == pytest.approx(100 * expected.estimate, abs=1e-9)
    assert se == pytest.approx(100 * expected.se, rel=0.02)  # the smallest stratum has 50 answers
    assert (n, status) == (500, "value")


@pytest.mark.parametrize("kind", range(4))
def test_c5_without_one_kind_there_is_no_composite(kind):
    rows = wave((9, 9, 9, 9), (1, 1, 1, 1))
    assert found(ALL["C5"], **answers(*(r for i, r in enumerate(rows) if i != kind)))["S1", NOW][3] == "missing"
    rows[kind] = (*rows[kind][:5], 0, 0, 0, 0, 10)  # nobody with an opinion
    assert found(ALL["C5"], **answers(*rows))["S1", NOW][:2] == (None, None)


def test_c5_takes_the_last_wave():
    rows = [*wave((5,) * 4, (5,) * 4), *wave((10,) * 4, (0,) * 4, number=2)]
    value, se, _, _ = found(ALL["C5"], **answers(*rows))["S1", NOW]
    assert value == 100.0
    assert se > 0


def test_c8_is_the_difference_of_the_composites_with_the_errors_of_both():
    then, now = wave((160, 80, 40, 30), (40,) * 4, period="2024-25"), wave((170, 90, 35, 30), (30,) * 4)
    of = {p: found(ALL["C5"], **answers(*rows))["S1", p] for p, rows in (("2024-25", then), (NOW, now))}
    rows = found(ALL["C8"], calendar=("2024-25", NOW), **answers(*now, *then))
    value, se, n, status = rows["S1", NOW]
    assert value == pytest.approx(of[NOW][0] - of["2024-25"][0], abs=1e-9)  # both rounded to 10 decimals
    assert se == pytest.approx((of[NOW][1] ** 2 + of["2024-25"][1] ** 2) ** 0.5, abs=1e-9)
    assert (n, status) == (of[NOW][2], "value")
    assert rows["S1", "2024-25"][0::3] == (None, "not_applicable")


def test_c8_the_wave_before_may_be_one_of_the_same_year_or_of_years_ago():
    spring, autumn = wave((80,) * 4, (20,) * 4, number=2), wave((70,) * 4, (30,) * 4, number=1)
    long_ago = wave((50,) * 4, (50,) * 4, period="2019-20", number=9)
    assert found(ALL["C8"], **answers(*spring, *autumn, *long_ago))["S1", NOW][0] == pytest.approx(10)
    assert found(ALL["C8"], **answers(*spring, *long_ago))["S1", NOW][0] == pytest.approx(30)


def test_c8_a_kind_that_was_not_asked_before_is_missing_and_schools_stay_apart():
    then, now = wave((50,) * 4, (50,) * 4, period="2024-25"), wave((80,) * 4, (20,) * 4)
    assert found(ALL["C8"], **answers(*then[1:], *now))["S1", NOW][3] == "missing"
    other = wave((50,) * 4, (50,) * 4, period="2024-25", school="S2")
    assert found(ALL["C8"], **answers(*other, *now))["S1", NOW][3] == "not_applicable"


def c7(*schools, size=None):
    """(satisfied, other) of the parents of schools S1, S2, … of group G1, of `size` schools in all."""
    rows = [(NOW, 1, f"S{i}", "parents", yes + no, yes, 0, no, 0, 0) for i, (yes, no) in enumerate(schools, start=1)]
    place = table(
        "members", "group_id period school_id role",
        *(("G1", NOW, f"S{i}", "lead" if i == 1 else "member") for i in range(1, (size or len(schools)) + 1)),
    )  # fmt: skip
    return found(ALL["C7"], members=place, **answers(*rows)).get(("G1", NOW))


@pytest.mark.parametrize("order", [1, -1])
def test_c7_the_lower_bound_of_the_lowest_school_lead_or_member(order):
    value, se, n, status = c7(*[(180, 20), (80, 40), (95, 5)][::order])
    assert value == pytest.approx(100 * proportion_confint(80, 120, method="wilson")[0], abs=1e-9)  # rounded
    assert se == pytest.approx(100 * (80.5 * 40.5 / (121**2 * 122)) ** 0.5, abs=1e-9)
    assert (n, status) == (120, "value")


def test_c7_of_equal_shares_the_lower_bound_counts():
    small, large = (12, 4), (300, 100)
    expected = 100 * proportion_confint(*(12, 16), method="wilson")[0]
    assert c7(large, small)[0] == c7(small, large)[0] == pytest.approx(expected, abs=1e-9)


def test_c7_nine_answers_do_not_stand_for_a_group_and_half_of_its_schools_must_be_compared():
    assert c7((90, 10), (0, 9))[2] == 100
    assert c7((90, 10), (0, 9), size=3) is None
    assert c7((0, 9), (0, 9)) is None
