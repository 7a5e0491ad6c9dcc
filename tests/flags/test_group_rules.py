"""Decline, dilution of the lead, spread and weakest member, on groups small enough to judge by eye."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest
from scipy import stats

from tests.flags._groups import make, told
from toolkit.flags import posterior_below

YEARS = ("2023", "2024", "2025")


def units(values: dict[str, tuple[float | None, ...]], se: float | None, level: str = "group") -> list[tuple]:
    return [(level, unit, year, v, se) for unit, row in values.items() for year, v in zip(YEARS, row, strict=False)]


# decline


def test_decline_is_measured_against_the_mean_of_the_years_before() -> None:
    run = make(units({"A": (80.0, 84.0, 70.0), "B": (80.0, 84.0, 83.0)}, 2.0), change_prior="flat")
    flag = told(run, "decline", "A", "2025")
    se = np.sqrt(4 + (4 + 4) / 4)
    assert (flag["outcome"], flag["estimate"], flag["reference"], flag["n"]) == ("flagged", -12.0, -5.0, 2)
    assert flag["se"] == pytest.approx(se, abs=1e-12)
    assert flag["probability"] == pytest.approx(stats.norm.cdf(7 / se), abs=1e-12)
    assert told(run, "decline", "B", "2025")["outcome"] == "clear"
    assert told(run, "decline", "B", "2024")["n"] == 1
    assert run.flags.filter(rule="decline", period="2023").height == 0


def test_a_fall_of_just_the_limit_is_no_decline_when_counted_in_full() -> None:
    run = make(units({"A": (80.0, 80.0, 75.0), "B": (80.0, 80.0, 74.9)}, 0.0))
    assert told(run, "decline", "A", "2025")["outcome"] == "clear"
    assert told(run, "decline", "B", "2025")["probability"] == 1.0


def test_only_so_many_years_back_count() -> None:
    run = make(units({"A": (95.0, 80.0, 79.0)}, 0.0), rounds=1)
    assert told(run, "decline", "A", "2025")["estimate"] == -1.0


def test_no_score_nothing_before_or_an_unknown_error_is_not_assessable() -> None:
    run = make(units({"A": (80.0, 80.0, None), "B": (None, None, 60.0)}, 1.0))
    assert told(run, "decline", "A", "2025")["outcome"] == "not_assessable"
    assert "no comparable score" in str(told(run, "decline", "B", "2025")["message"])
    blind = make(units({"A": (80.0, 80.0, 60.0)}, None))
    assert told(blind, "decline", "A", "2025")["outcome"] == "not_assessable"


def test_the_changes_of_the_field_are_the_prior() -> None:
    rng = np.random.default_rng(0)
    before, now = np.full(40, 80.0), 80 + rng.normal(0, 2, 40)
    now[0] = 60.0
    rows = {f"U{i:02}": (b, b, float(n)) for i, (b, n) in enumerate(zip(before, now, strict=True))}
    run = make(units(rows, 2.0))
    changes, se = np.round(now - before, 10), np.full(40, np.sqrt(6.0))
    flags = run.flags.filter(rule="decline", period="2025", node="total").sort("unit_id")
    expected = posterior_below(changes, se, float(flags["reference"][0]), "nonparametric")
    assert flags["probability"].to_numpy() == pytest.approx(expected, abs=1e-12)
    assert flags.filter(outcome="flagged")["unit_id"].to_list() == ["U00"]


def test_where_all_swing_a_swing_is_no_news() -> None:
    rng = np.random.default_rng(1)
    rows = {f"U{i:02}": (50.0, 50.0, 50.0 + float(rng.normal(0, 12))) for i in range(60)}
    run = make(units(rows, 0.0))
    flags = run.flags.filter(rule="decline", period="2025", node="total")
    assert flags["reference"][0] == pytest.approx(-36, rel=0.3)  # three standard deviations, estimated from 60
    beyond = flags.filter(pl.col("estimate") < pl.col("reference"))
    assert flags.filter(outcome="flagged")["unit_id"].to_list() == beyond["unit_id"].to_list()
    assert beyond.height <= 1  # many have fallen by more than 5 points


# the lead


def test_a_falling_lead_is_seen_where_the_average_stands_still() -> None:
    schools = {"S1": (90.0, 84.0, 70.0), "S2": (70.0, 75.0, 80.0), "S3": (70.0, 75.0, 80.0)}
    rows = units({"G": (77.0, 78.0, 77.0)}, 1.0) + units(schools, 1.0, "school")
    run = make(rows, {"G": ["S1", "S2", "S3"]}, change_prior="flat")
    assert told(run, "decline", "G", "2025")["outcome"] == "clear"
    flag = told(run, "lead_dilution", "G", "2025")
    assert (flag["outcome"], flag["estimate"]) == ("flagged", -17.0)
    assert "2 member school(s) changed by 7.5" in str(flag["message"])
    assert "S1" in str(flag["reason"])


def test_a_new_lead_is_not_held_to_the_old_one() -> None:
    rows = units({"G": (80.0, 80.0, 80.0)}, 1.0) + units({"S1": (90.0, 90.0, 90.0), "S2": (60.0,) * 3}, 1.0, "school")
    run = make(rows, {"G": ["S1", "S2"]}, lead={"2025": "S2"})
    assert told(run, "lead_dilution", "G", "2025")["outcome"] == "not_assessable"
    assert told(run, "lead_dilution", "G", "2024")["outcome"] == "clear"


# spread


def one_group(schools: dict[str, tuple[float | None, ...]], se: float | None, **flags: object):
    rows = units({"G": (75.0, 75.0, 75.0)}, 0.0) + units(schools, se, "school")
    return make(rows, {"G": list(schools)}, **flags)


def test_spread_is_the_standard_deviation_of_the_true_scores() -> None:
    run = one_group({"S1": (60.0,), "S2": (80.0,), "S3": (70.0,)}, 0.0)
    flag = told(run, "spread", "G", "2023")
    assert flag["estimate"] == pytest.approx(np.std([60, 80, 70]), abs=1e-9)  # 8.16 of 10 points
    assert (flag["outcome"], flag["n"]) == ("clear", 3)
    assert told(one_group({"S1": (55.0,), "S2": (80.0,)}, 0.0), "spread", "G", "2023")["outcome"] == "flagged"


def test_probability_of_a_wide_spread_against_simulation() -> None:
    """A million draws of the true scores; the gamma distribution with the same two moments is good to about 0.01."""
    scores = {"S1": 60.0, "S2": 82.0, "S3": 70.0, "S4": 76.0, "S5": 88.0}
    rng = np.random.default_rng(3)
    for se, limit in ((4.0, 10.0), (8.0, 10.0), (3.0, 8.0)):
        run = one_group({s: (v,) for s, v in scores.items()}, se, prior="flat", spread=limit)
        draws = rng.normal(list(scores.values()), se, (10**6, 5)).std(axis=1)
        assert told(run, "spread", "G", "2023")["probability"] == pytest.approx((draws > limit).mean(), abs=0.012)


def test_schools_that_drift_apart_are_flagged_before_they_lie_wide() -> None:
    run = one_group({"S1": (75.0, 72.0, 66.0), "S2": (76.0, 78.0, 82.0), "S3": (75.0, 75.0, 74.0)}, 0.5)
    flag = told(run, "spread", "G", "2025")
    assert flag["outcome"] == "flagged"
    assert "drifted apart" in str(flag["message"])
    assert "2023" in str(flag["reason"])
    assert told(run, "spread", "G", "2024")["outcome"] == "clear"


def test_one_school_says_nothing_about_spread_and_an_unknown_error_neither() -> None:
    assert told(one_group({"S1": (75.0,), "S2": (None,)}, 1.0), "spread", "G", "2023")["outcome"] == "not_assessable"
    assert told(one_group({"S1": (75.0,), "S2": (30.0,)}, None), "spread", "G", "2023")["outcome"] == "not_assessable"


# weakest member


def test_the_weakest_is_held_against_the_mean_of_the_others() -> None:
    run = one_group({"S1": (90.0,), "S2": (80.0,), "S3": (60.0,)}, 3.0, prior="flat")
    flag = told(run, "weakest_member", "G", "2023")
    sd = np.sqrt(9 + 18 / 4)
    assert (flag["estimate"], flag["reference"]) == (25.0, 15.0)
    assert flag["probability"] == pytest.approx(stats.norm.cdf(10 / sd), abs=1e-12)
    assert flag["outcome"] == "flagged"
    assert "S3" in str(flag["reason"])


def test_the_surest_not_the_lowest_is_told() -> None:
    """S3 is lower, but from few pupils; S2 is surely far behind."""
    rows = [
        ("group", "G", "2023", 75.0, 0.0),
        ("school", "S1", "2023", 95.0, 1.0),
        ("school", "S2", "2023", 60.0, 1.0),
        ("school", "S3", "2023", 58.0, 25.0),
        ("school", "S4", "2023", 95.0, 1.0),
        ("school", "S5", "2023", 95.0, 1.0),
    ]
    run = make(rows, {"G": ["S1", "S2", "S3", "S4", "S5"]}, prior="flat")
    assert "S2" in str(told(run, "weakest_member", "G", "2023")["message"])


def test_far_apart_everywhere_is_no_news_but_one_group_may_stand_out() -> None:
    rng = np.random.default_rng(2)
    rows, groups = [], {}
    for g in range(20):
        ids = [f"S{g:02}{i}" for i in range(4)]
        groups[f"G{g:02}"] = ids
        rows.append(("group", f"G{g:02}", "2023", 70.0, 0.0))
        scores = [80.0, 80.0, 80.0, 80.0 - (60.0 if g == 7 else float(rng.uniform(20, 24)))]
        rows += [("school", s, "2023", v, 0.0) for s, v in zip(ids, scores, strict=True)]
    flags = make(rows, groups).flags.filter(rule="weakest_member", node="total")
    assert flags.filter(outcome="flagged")["unit_id"].to_list() == ["G07"]
    assert flags["reference"].min() > 15


def test_rules_of_groups_are_silent_without_groups_and_the_order_of_rows_changes_nothing() -> None:
    rows = units({"G": (77.0, 78.0, 77.0)}, 1.0) + units(
        {"S1": (90.0, 84.0, 70.0), "S2": (70.0, 75.0, 80.0)}, 1.0, "school"
    )
    run, turned = make(rows, {"G": ["S1", "S2"]}), make(rows[::-1], {"G": ["S1", "S2"]})
    assert run.flags.equals(turned.flags)
    alone = make(units({"A": (80.0, 80.0, 60.0)}, 1.0, "unit"))
    rules = set(alone.flags["rule"])
    assert rules & {"lead_dilution", "spread", "weakest_member"} == set()
    assert {"decline", "insufficient_data", "peers_outlier"} <= rules


def test_every_flag_gives_evidence_and_reason_in_both_languages_and_never_a_card() -> None:
    from schemas import DERIVED

    schools = {"S1": (90.0, 84.0, 50.0), "S2": (70.0, 75.0, 80.0), "S3": (70.0, 75.0, None)}
    run = make(units({"G": (77.0, 78.0, 60.0)}, 1.0) + units(schools, 1.0, "school"), {"G": list(schools)})
    DERIVED["flags"].validate(run.flags, lazy=True)
    rules = {"decline", "lead_dilution", "spread", "weakest_member"}
    flagged = run.flags.filter(pl.col("rule").is_in(rules), outcome="flagged")
    assert set(flagged["rule"]) == rules
    assert (
        flagged.select(pl.col("probability", "estimate", "se", "reference", "n").is_null().any()).row(0) == (False,) * 5
    )
    assert flagged["reason"].str.contains("供核查").all()
    assert flagged["message"].str.contains("For enquiry").all()
    assert not run.flags["reason"].str.contains("黄牌|红牌|绿牌").any()
    assert not run.flags["message"].str.contains("(?i)yellow|red card|green").any()
