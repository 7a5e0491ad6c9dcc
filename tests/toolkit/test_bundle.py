"""Bundled judgement against a plain loop over schools."""

from __future__ import annotations

import polars as pl

from toolkit.bundle import bundle

SCORES = pl.DataFrame(
    [
        ("group", "G1", "2024", 70.0, 3.0),
        ("group", "G1", "2025", 64.0, 4.0),
        ("group", "G2", "2025", None, None),
        ("school", "S1", "2024", 80.0, 1.0),
        ("school", "S2", "2024", 60.0, 1.0),
        ("school", "S1", "2025", 75.0, 1.0),
        ("school", "S2", "2025", 55.0, 1.0),
        ("school", "S3", "2025", 55.0, 1.0),
        ("school", "S4", "2025", None, None),
    ],
    schema=["level", "unit_id", "period", "score", "se"],
    orient="row",
).with_columns(node=pl.lit("total"))
MEMBERS = pl.DataFrame(
    [
        ("2024", "G1", "S1", "lead", 100.0),
        ("2024", "G1", "S2", "member", 100.0),
        ("2025", "G1", "S1", "lead", 300.0),
        ("2025", "G1", "S3", "member", 100.0),
        ("2025", "G1", "S2", "member", 100.0),
        ("2025", "G1", "S4", "member", 100.0),
    ],
    schema=["period", "group_id", "school_id", "role", "weight"],
    orient="row",
)


def test_level_lead_weakest_spread_and_change() -> None:
    row = bundle(SCORES, MEMBERS, "2024").row(1, named=True)
    assert row == {
        "group_id": "G1",
        "period": "2025",
        "node": "total",
        "score": 64.0,
        "lead_id": "S1",
        "lead_score": 75.0,
        "weakest_id": "S2",  # S2 and S3 tie: the smaller id
        "weakest_score": 55.0,
        "members": 4,
        "members_missing": 1,
        "members_unweighted": 0,
        "spread": 20.0,
        "change": -6.0,
        "change_se": 5.0,  # 3-4-5
        "change_same_schools": -5.0,  # S1 and S2 both lost 5; S3 and S4 came later
        "same_schools": 2,
    }


def test_no_change_in_the_base_period_and_none_without_a_score() -> None:
    table = bundle(SCORES, MEMBERS, "2024")
    assert table.filter(pl.col("period") == "2024")["change"].to_list() == [None]
    lone = table.filter(pl.col("group_id") == "G2").row(0, named=True)
    assert (lone["score"], lone["change"], lone["spread"], lone["weakest_id"]) == (None, None, None, None)


def test_a_school_that_joins_moves_the_group_but_not_the_change_of_the_same_schools() -> None:
    better = SCORES.with_columns(
        score=pl.when((pl.col("unit_id") == "S1") & (pl.col("period") == "2025")).then(90.0).otherwise("score")
    )
    row = bundle(better, MEMBERS, "2024").row(1, named=True)
    assert row["change"] == -6.0
    assert row["change_same_schools"] == (300 * 10 + 100 * -5) / 400


def test_one_scored_school_has_no_spread() -> None:
    table = bundle(SCORES, MEMBERS.filter(pl.col("school_id").is_in(["S1", "S4"])), "2024")
    assert table.filter((pl.col("group_id") == "G1") & (pl.col("period") == "2025"))["spread"].to_list() == [None]


def test_the_order_of_rows_changes_nothing() -> None:
    shuffled = bundle(SCORES.sample(fraction=1, shuffle=True, seed=1), MEMBERS.reverse(), "2024")
    assert shuffled.equals(bundle(SCORES, MEMBERS, "2024"))


def test_schools_that_do_not_count_in_the_score_are_counted_as_missing() -> None:
    """S3 has a score but no weight (no pupils in the return), S4 has neither."""
    unknown = MEMBERS.with_columns(weight=pl.when(pl.col("school_id").is_in(["S3", "S4"]).not_()).then("weight"))
    row = bundle(SCORES, unknown, "2024").row(1, named=True)
    assert (row["members"], row["members_missing"], row["members_unweighted"]) == (4, 2, 2)
    assert row["weakest_id"] == "S2"
