"""Status over rounds, transition by transition, and the history that a run gives."""

from __future__ import annotations

import itertools

import numpy as np
import polars as pl
import pytest
from scipy import stats

import toolkit as tk
from schemas import DERIVED
from tests.flags._groups import FRAMEWORK
from toolkit.errors import DataError, OptionError
from toolkit.monitoring import (
    StatusRules,
    ar1_posterior,
    change_matrix,
    next_status,
    observations,
    status_change,
    status_history,
)

RULES = StatusRules()


def walk(*p: float | None, rules: StatusRules = RULES) -> list[tuple[str, str]]:
    standing, steps = "clear", []
    for t in range(len(p)):
        status, cause = next_status(standing, p[: t + 1], rules)
        steps.append((status, cause))
        standing = standing if status == "not_assessable" else status
    return steps


def test_watch_is_entered_at_one_threshold_and_left_at_a_lower_one() -> None:
    assert walk(0.79, 0.80, 0.55, 0.50, 0.49, 0.79) == [
        ("clear", "none"),
        ("watch", "entered"),
        ("watch", "held"),
        ("watch", "held"),
        ("clear", "left"),
        ("clear", "none"),
    ]


def test_alert_at_once_when_sure_and_after_two_of_three_rounds() -> None:
    assert walk(0.95) == [("alert", "sure")]
    assert walk(0.85, 0.6, 0.85) == [("watch", "entered"), ("watch", "held"), ("alert", "repeated")]
    assert walk(0.85, 0.6, 0.6, 0.85)[-1] == ("watch", "held")  # two of four


def test_alert_is_left_step_by_step_and_not_at_once() -> None:
    assert walk(0.97, 0.2, 0.2, 0.2) == [("alert", "sure"), ("alert", "held"), ("watch", "eased"), ("clear", "left")]
    assert walk(0.97, 0.7, 0.9, 0.7)[1:] == [("alert", "held")] * 3


def test_no_data_is_neither_clear_nor_an_end() -> None:
    assert walk(0.85, None, 0.6) == [("watch", "entered"), ("not_assessable", "no_data"), ("watch", "held")]
    assert walk(0.97, 0.2, None, 0.2)[-1] == ("watch", "eased")  # two assessed rounds in a row
    assert walk(None) == [("not_assessable", "no_data")]


def test_a_unit_at_the_threshold_flickers_less_than_without_hysteresis() -> None:
    """A probability that wavers about 0.8 for twenty rounds."""
    rng = np.random.default_rng(0)
    changes = {"with": 0, "without": 0}
    for _ in range(200):
        p = np.clip(0.78 + rng.normal(0, 0.1, 20), 0.01, 0.94)
        for name, rules in (
            ("with", StatusRules(alert_repeat=3)),
            ("without", StatusRules(alert_repeat=3, watch_leave=0.8)),
        ):
            statuses = [s for s, _ in walk(*p, rules=rules)]
            changes[name] += sum(a != b for a, b in itertools.pairwise(statuses))
    assert changes["with"] < 0.5 * changes["without"]


def test_rules_that_contradict_themselves_are_refused() -> None:
    with pytest.raises(OptionError, match="watch_leave must not exceed watch_enter"):
        StatusRules(watch_leave=0.9)
    with pytest.raises(OptionError, match="alert_repeat must not exceed alert_window"):
        StatusRules(alert_repeat=4)
    with pytest.raises(OptionError, match="Did you mean 'watch_enter'"):
        StatusRules(watch_enters=0.9)
    with pytest.raises(OptionError, match="alert_enter"):
        StatusRules(alert_enter=95)


def values(rows: list[tuple[str, str, float | None, float | None, int | None]]) -> pl.DataFrame:
    return pl.DataFrame(
        [(u, p, "X", v, s, n) for u, p, v, s, n in rows],
        schema={
            "unit_id": pl.String,
            "period": pl.String,
            "indicator": pl.String,
            "value": pl.Float64,
            "se": pl.Float64,
            "n": pl.Int64,
        },
        orient="row",
    )


STUDY = tk.Study(framework=FRAMEWORK.with_columns(standard=pl.Series([None, "80"])), flags={"rules": ()})


def city(units: int = 40, seed: int = 0) -> pl.DataFrame:
    rng = np.random.default_rng(seed)
    rows = []
    for i in range(units):
        level = rng.normal(84, 4)
        rows += [
            (f"U{i:02}", str(y), float(np.clip(level + rng.normal(0, 2), 0, 100)), 1.5, 50) for y in (2022, 2023, 2025)
        ]
    return values(rows)


def test_a_history_is_the_filter_and_the_rules_put_together() -> None:
    run = STUDY.score(city())
    history = status_history(run)
    DERIVED["status_history"].validate(history, lazy=True)
    wide = run.values.pivot("period", index="unit_id", values="value").sort("unit_id")
    y = wide.select("2022", "2023", pl.lit(None, pl.Float64).alias("2024"), "2025").to_numpy()  # 2024 was left out
    p = ar1_posterior(y, np.full(y.shape, 1.5)).below(80.0)
    got = history.pivot("period", index="unit_id", values="probability").sort("unit_id").select("2022", "2023", "2025")
    assert got.to_numpy() == pytest.approx(p[:, [0, 1, 3]], abs=1e-6)  # the maximum is found to so much
    for i, unit in enumerate(wide["unit_id"]):
        expected = [s for s, _ in walk(p[i, 0], p[i, 1], None, p[i, 3])]
        assert history.filter(unit_id=unit)["status"].to_list() == [expected[0], expected[1], expected[3]]
    assert history["fingerprint"].unique().to_list() == [run.fingerprint]
    assert history["reason"].str.contains("供核查").all()
    assert not history["reason"].str.contains("黄牌|红牌").any()


def test_every_transition_says_from_what_and_why() -> None:
    rows = [("A", "2023", 90.0, 1.0, 50), ("A", "2024", 70.0, 1.0, 50), ("A", "2025", None, None, 0)]
    history = status_history(STUDY.score(values(rows)), StatusRules(phi=0.0, between=1e6))
    told = history.select("status", "previous", "changed", "cause", "n").rows()
    assert told == [
        ("clear", None, False, "none", 50),
        ("alert", "clear", True, "sure", 50),
        ("not_assessable", "alert", True, "no_data", 0),
    ]
    assert history["probability"].to_list()[1] == pytest.approx(stats.norm.cdf(10), abs=1e-6)
    assert history["probability"][2] is None
    assert "95%" in history["message"][1]


def test_too_few_cases_are_not_assessable_in_that_round_only() -> None:
    rows = [("A", "2023", 70.0, 1.0, 50), ("A", "2024", 99.0, 1.0, 3), ("A", "2025", 70.0, 1.0, 50)]
    history = status_history(STUDY.score(values(rows)), StatusRules(phi=0.5, between=25.0))
    assert history["status"].to_list() == ["alert", "not_assessable", "alert"]


def test_rounds_that_were_scored_apart_make_one_history() -> None:
    table = city(20)
    whole = status_history(STUDY.score(table))
    parts = [observations(STUDY.score(table.filter(period=y))) for y in ("2022", "2023", "2025")]
    joined = status_history(pl.concat(parts[::-1]))
    assert joined.drop("fingerprint").equals(whole.drop("fingerprint"))
    assert joined["fingerprint"].n_unique() == 3
    with pytest.raises(DataError, match="twice in one round: unit U00 X 2022"):
        status_history(pl.concat([parts[0], parts[0]]))
    with pytest.raises(OptionError, match="Unknown node with a standard 'Y'"):
        status_history(parts[0], nodes=["Y"])


def test_less_is_better_turns_the_side() -> None:
    cost = FRAMEWORK.with_columns(standard=pl.Series([None, "20"]), direction=pl.Series([None, "-1"]))
    run = tk.Study(framework=cost, flags={"rules": ()}).score(
        values([("A", "2024", 30.0, 1.0, 50), ("B", "2024", 10.0, 1.0, 50)])
    )
    history = status_history(run, StatusRules(phi=0.0, between=1e6))
    assert history["status"].to_list() == ["alert", "clear"]
    assert history["estimate"].to_list() == pytest.approx([30.0, 10.0], abs=0.01)
    assert "above the limit" in history["message"][0]


def test_status_against_change() -> None:
    rows = [
        ("A", "2024", 90.0, 1.0, 50), ("A", "2025", 70.0, 1.0, 50),
        ("B", "2024", 60.0, 1.0, 50), ("B", "2025", 75.0, 1.0, 50),
        ("C", "2024", 90.0, 1.0, 50), ("C", "2025", 90.5, 1.0, 50),
        ("D", "2024", None, None, 0), ("D", "2025", 90.0, 1.0, 50),
        ("E", "2024", 90.0, 1.0, 50), ("E", "2025", 70.0, 1.0, 2),
    ]  # fmt: skip
    history = status_history(STUDY.score(values(rows)), StatusRules(phi=0.0, between=1e6))
    table = status_change(history)
    assert dict(table.select("unit_id", "kind").iter_rows()) == {
        "A": "worse",
        "B": "better",
        "C": "unclear",
        "D": "not_comparable",
        "E": "not_comparable",
    }
    matrix = change_matrix(table)
    assert matrix.filter(status="alert").row(0) == ("alert", 1, 0, 1, 0)
    assert matrix.filter(status="not_assessable").row(0) == ("not_assessable", 0, 0, 0, 1)
    assert matrix.drop("status").to_numpy().sum() == 5
    with pytest.raises(OptionError, match="not earlier"):
        status_change(history, period="2024", since="2025")
