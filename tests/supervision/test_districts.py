"""The programme and the work for titles by district, counted by hand."""

from __future__ import annotations

import datetime as dt

import numpy as np
import polars as pl
import pytest

from tests.supervision.test_machines import D, at
from toolkit.errors import DataError
from toolkit.study import Study
from toolkit.supervision import programme, programme_districts, replay, title_work

APPROVED = {"authority": "city", "governance": "alliance", "approval": "1"}
DAYS = [D(2025, 9, 1) + dt.timedelta(days=10 * i) for i in range(60)]
EVENTS = [at("group.form", day, group=f"G{i:03d}", **APPROVED) for i, day in enumerate(DAYS)]
HOME = {f"G{i:03d}": f"D{i % 3}" for i in range(60)} | {"G900": "D9"}  # no group of D9 is formed yet
ON = D(2025, 9, 1) + dt.timedelta(days=600)
BY = ON + dt.timedelta(days=300)


def test_districts_add_up_to_the_city_and_one_without_a_group_has_a_pace_too():
    found = programme_districts(replay(EVENTS), HOME, ON, by=BY)
    groups = found.filter(what="groups")
    assert groups["now"].to_list() == [20, 20, 20, 0]
    prior = 600 * 4 / (2 * 60)  # days that half an event takes at the mean pace of four districts
    exact = np.array([20, 20, 20, 0]) + np.array([20.5, 20.5, 20.5, 0.5]) / (600 + prior) * 300
    spread = np.sqrt(exact) * 2  # at most, of one draw
    np.testing.assert_allclose(groups["projected"], exact, atol=4 * spread.max() / np.sqrt(20_000))
    assert exact.sum() == pytest.approx(60 + 60 / 600 * 300)
    assert (groups["upper"] > groups["now"]).all()
    assert found.filter(what="titles")["projected"].null_count() == 4  # nobody has a title: no pace is known


def test_intervals_hold_what_a_poisson_city_does():
    """Of districts whose pace really is a gamma's, the interval covers at least what it says (counts are coarse)."""
    random, inside, whole = np.random.default_rng(5), 0, 0
    for city in range(25):
        rate = random.gamma(2.0, 1 / 200, size=8)  # a day: about 6 in 600 days
        events, home, later = [], {"none": "D0"}, []
        for d, r in enumerate(rate):
            days = np.sort(random.integers(0, 600, size=random.poisson(r * 600)))
            later.append(days.size + random.poisson(r * 300))
            for i, day in enumerate(days.tolist()):
                group = f"G{d}-{i}"
                home[group] = f"D{d}"
                events.append(at("group.form", D(2025, 9, 1) + dt.timedelta(days=day), group=group, **APPROVED))
        home |= {f"empty{d}": f"D{d}" for d in range(8)}
        told = programme_districts(replay(events), home, ON, by=BY, seed=city).filter(what="groups")
        inside += sum(a <= n <= b for a, n, b in zip(told["lower"], later, told["upper"], strict=True))
        whole += 8
    assert inside / whole > 0.95 - 3 * np.sqrt(0.95 * 0.05 / whole)


def test_a_target_of_a_district_has_a_probability_and_an_unknown_district_is_refused():
    found = programme_districts(replay(EVENTS), HOME, ON, by=BY, targets={"groups": {"D0": 30, "D9": 1}})
    chances = found.filter(what="groups")["probability"].to_list()
    assert chances[1:3] == [None, None]
    assert chances[3] == pytest.approx(1 - (620 / 920) ** 0.5, abs=4 * 0.5 / np.sqrt(20_000))  # 1 - E exp(-300 rate)
    assert 0.4 < chances[0] < 0.7
    with pytest.raises(DataError, match="'D7'"):
        programme_districts(replay(EVENTS), HOME, ON, targets={"groups": {"D7": 1}})
    with pytest.raises(DataError, match="'G000' has no district"):
        programme_districts(replay(EVENTS[:1]), {}, ON)


def test_after_the_end_nothing_is_projected():
    found = programme_districts(replay(EVENTS), HOME, BY, by=BY).filter(what="groups")
    assert found.select("now", "projected", "lower", "upper").row(0) == (20, 20.0, 20.0, 20.0)


def test_the_seed_of_the_city_and_districts_is_repeatable():
    one, two = (programme_districts(replay(EVENTS), HOME, ON, seed=0) for _ in range(2))
    assert one.equals(two)
    assert programme(replay(EVENTS), HOME, ON).height == 3


def works():
    titled = [at("title.candidate", D(2019, 1, 1)), at("title.name", D(2019, 6, 1), document="x")]
    formed = [at("group.form", D(2018, 9, 1), group=g, **APPROVED) for g in ("G1", "G2", "G3")]
    order = at("order.issue", D(2025, 1, 1), item="O1", group="G2", deadline="2025-06-01")
    return [*formed, *titled, order]


def shares(events, on, **more):
    home = {"G1": "D1", "G2": "D1", "G3": "D2"}
    found = title_work(replay(events, on), home, on, "2025-26", **more)
    return {(r["unit_id"], r["indicator"]): r["value"] for r in found.iter_rows(named=True)}


def test_shares_are_of_the_districts_own_cases_and_no_case_is_no_value():
    early = shares(works(), D(2025, 5, 1))
    assert early == {
        ("D1", "titled"): 50.0, ("D1", "inspected"): 100.0, ("D1", "in_time"): 100.0,
        ("D2", "titled"): 0.0, ("D2", "inspected"): None, ("D2", "in_time"): None,
        ("D1", "met"): None, ("D2", "met"): None,
    }  # fmt: skip
    late = shares(works(), D(2025, 6, 2))  # six years and a day; the order ran out as well
    assert (late["D1", "inspected"], late["D1", "in_time"]) == (0.0, 0.0)
    reviewing = [
        *works(),
        at("title.review", D(2025, 5, 20)),
        at("order.submit", D(2025, 6, 1), item="O1", group="G2", document="r"),
    ]
    mended = shares(reviewing, D(2025, 6, 2))
    assert (mended["D1", "inspected"], mended["D1", "in_time"]) == (100.0, 100.0)


def test_obligations_count_when_they_are_given():
    rows = [("G1", "met"), ("G2", "missed"), ("G3", "none_due")]
    owed = pl.DataFrame(rows, schema=["group_id", "status"], orient="row")
    found = shares(works(), D(2025, 5, 1), obligations=owed)
    assert (found["D1", "met"], found["D2", "met"]) == (50.0, None)


def test_a_study_scores_it_like_any_values():
    on, home = D(2025, 5, 1), {"G1": "D1", "G2": "D1", "G3": "D2"}
    run = Study(framework="district_titles").score(title_work(replay(works(), on), home, on, "2025-26"))
    total = dict(run.scores.filter(node="total").select("unit_id", "score").iter_rows())
    assert total["D1"] == pytest.approx((50 + 100 + 100) / 3)
    assert total["D2"] == 0.0
