"""The numbers behind the charts, against plain loops over the run's own tables."""

import math
from statistics import NormalDist

import polars as pl
import pytest

from tests.charts.runs import make_run
from toolkit.charts import map_table, members_table, profile_table, ranking_table, slope_table, weights_table
from toolkit.errors import OptionError
from toolkit.scoring_run import ScoringRun

LATEST, BASE = "2025-26", "2023-24"


def score_of(
    run: ScoringRun, level: str, unit: str, period: str, node: str = "total", column: str = "score"
) -> float | None:
    rows = [
        r
        for r in run.scores.iter_rows(named=True)
        if (r["level"], r["unit_id"], r["period"], r["node"]) == (level, unit, period, node)
    ]
    assert len(rows) == 1
    return rows[0][column]


def groups(run: ScoringRun) -> list[str]:
    return sorted(set(run.scores.filter(pl.col("level") == "group")["unit_id"]))


# ranking


def test_ranking_stands_in_order_of_score_and_the_unassessed_come_last(run: ScoringRun) -> None:
    table = ranking_table(run)
    scores = {g: score_of(run, "group", g, LATEST) for g in groups(run)}
    expected = sorted(scores, key=lambda g: (-(scores[g] if scores[g] is not None else -math.inf), g))
    assert table["unit_id"].to_list() == expected
    assert table["score"].to_list() == [scores[g] for g in expected]
    assert table.filter(pl.col("unit_id") == "G003").select("score", "rank", "outcome", "shown").row(0) == (
        None,
        None,
        "not_assessable",
        False,
    )


def test_ranking_breaks_ties_by_id() -> None:
    run = make_run(4, seed=1, missing=())
    rows = run.scores.with_columns(score=pl.lit(50.0), rank=pl.lit(1, pl.Int64))
    tied = ScoringRun(
        **{f: getattr(run, f) for f in run.__dataclass_fields__}
        | {"scores": rows.sample(fraction=1.0, shuffle=True, seed=3)}
    )
    assert ranking_table(tied)["unit_id"].to_list() == ["G001", "G002", "G003", "G004"]


@pytest.mark.parametrize(
    ("top", "bottom", "shown"),
    [(None, None, 11), (3, 2, 5), (3, None, 3), (None, 2, 2), (0, 0, 0), (8, 8, 11), (99, 0, 11)],
)
def test_ranking_shows_the_top_and_the_bottom_and_hides_the_rest(
    run: ScoringRun, top: int, bottom: int, shown: int
) -> None:
    table = ranking_table(run, top=top, bottom=bottom)
    flags = table["shown"].to_list()
    assert sum(flags) == shown
    ranked = table.filter(pl.col("score").is_not_null())["shown"].to_list()
    ends = (min(top if top is not None else 11 if bottom is None else 0, 11), bottom or 0)
    assert ranked == [i < ends[0] or i >= 11 - ends[1] for i in range(11)]


def test_ranking_counts_flags_below_the_node_and_judges_the_node_itself(run: ScoringRun) -> None:
    for node in ("total", "resources"):
        below = set(run.framework.walk(node))
        for row in ranking_table(run, node=node).iter_rows(named=True):
            flags = [
                f
                for f in run.flags.iter_rows(named=True)
                if (f["level"], f["unit_id"], f["period"]) == ("group", row["unit_id"], LATEST)
            ]
            assert row["flags"] == sum(f["outcome"] == "flagged" and f["node"] in below for f in flags)
            here = {f["outcome"] for f in flags if f["node"] == node}
            if row["score"] is not None:
                assert row["outcome"] == (
                    "flagged" if "flagged" in here else "clear" if "clear" in here else row["outcome"]
                )


# profile


def quartiles(values: list[float]) -> tuple[float, float, float]:
    """Linear interpolation between order statistics (Hyndman and Fan's type 7)."""
    ordered = sorted(values)

    def at(q: float) -> float:
        place = q * (len(ordered) - 1)
        low = math.floor(place)
        high = min(low + 1, len(ordered) - 1)
        return ordered[low] + (place - low) * (ordered[high] - ordered[low])

    return at(0.25), at(0.5), at(0.75)


def test_profile_compares_with_the_others_only(run: ScoringRun) -> None:
    table = profile_table(run, "G005")
    assert table["node"].to_list() == ["resources", "teaching", "satisfaction", "total"]
    for row in table.iter_rows(named=True):
        others = [
            s for g in groups(run) if g != "G005" and (s := score_of(run, "group", g, LATEST, row["node"])) is not None
        ]
        own = score_of(run, "group", "G005", LATEST, row["node"])
        assert (row["score"], row["peers"]) == (own, 10)
        assert (row["q1"], row["median"], row["q3"]) == pytest.approx(
            quartiles(others), abs=1e-9
        )  # sums in another order
        assert row["place"] == ("above" if own > row["q3"] else "below" if own < row["q1"] else "inside")


def test_profile_of_an_unassessed_unit_has_no_place(run: ScoringRun) -> None:
    table = profile_table(run, "G003")
    assert table["score"].null_count() == table["place"].null_count() == 4
    assert table["peers"].to_list() == [11] * 4


def test_profile_without_a_unit_is_about_all(run: ScoringRun) -> None:
    table = profile_table(run)
    every = [s for g in groups(run) if (s := score_of(run, "group", g, LATEST)) is not None]
    total = table.row(3, named=True)
    assert (total["peers"], total["score"], total["low"], total["high"]) == (11, None, min(every), max(every))


def test_profile_of_a_stranger_is_an_error(run: ScoringRun) -> None:
    with pytest.raises(OptionError, match="Did you mean 'G00"):
        profile_table(run, "G0001")


# weights


def test_weights_stand_in_order_of_the_tree_and_sum_to_one(run: ScoringRun) -> None:
    table = weights_table(run, lang="en")
    assert table["node"].to_list() == ["resources", "R1", "R2", "teaching", "T1", "T2", "satisfaction", "S1", "S2"]
    assert table.filter(pl.col("depth") == 1)["global_weight"].to_list() == pytest.approx([0.3, 0.5, 0.2])
    assert table.filter(pl.col("kind") == "indicator")["global_weight"].to_list() == pytest.approx(
        [0.15, 0.15, 0.25, 0.25, 0.1, 0.1]
    )


# map


def test_map_takes_the_mean_of_the_groups_of_a_district(run: ScoringRun) -> None:
    home = {u: d for level, u, d in run.units.select("level", "unit_id", "district_id").iter_rows() if level == "group"}
    for row in map_table(run, lang="zh").iter_rows(named=True):
        own = [g for g in groups(run) if home[g] == row["district_id"]]
        scores = [s for g in own if (s := score_of(run, "group", g, LATEST)) is not None]
        assert (row["groups"], row["assessed"]) == (len(own), len(scores))
        assert row["score"] == pytest.approx(sum(scores) / len(scores), abs=1e-9)
        assert row["name"] == f"第{int(row['district_id'][1:])}区"


def test_map_of_a_district_without_scores_is_null() -> None:
    run = make_run(4, districts=4, missing=("G002",))
    assert map_table(run)["score"].null_count() == 1
    assert map_table(run).filter(pl.col("district_id") == "D02").select("score", "assessed", "groups").row(0) == (
        None,
        0,
        1,
    )


def test_map_uses_the_tiles_of_the_catalogue(run: ScoringRun) -> None:
    from indicators.tiles import DISTRICT_TILES

    table = map_table(run)
    assert {d: (r, c) for d, r, c in table.select("district_id", "row", "column").iter_rows()} == {
        f"D{i:02}": DISTRICT_TILES[f"D{i:02}"] for i in range(1, 6)
    }
    assert table["placed"].all()


def test_the_tiles_of_the_sixteen_districts_do_not_overlap() -> None:
    from indicators.tiles import DISTRICT_TILES

    assert sorted(DISTRICT_TILES) == [f"D{i:02}" for i in range(1, 17)]
    assert len(set(DISTRICT_TILES.values())) == 16


def test_map_without_tiles_is_a_square_in_order_of_id(run: ScoringRun) -> None:
    table = map_table(run, tiles={})
    assert table.select("row", "column").rows() == [(0, 0), (0, 1), (0, 2), (1, 0), (1, 1)]
    assert not table["placed"].any()


def test_map_puts_districts_without_a_tile_below(run: ScoringRun) -> None:
    table = map_table(run, tiles={"D01": (0, 1), "D05": (2, 0)})
    assert table.select("row", "column").rows() == [(0, 1), (3, 0), (3, 1), (4, 0), (2, 0)]


def test_two_districts_on_one_tile_are_an_error(run: ScoringRun) -> None:
    with pytest.raises(OptionError, match="D01, D02"):
        map_table(run, tiles={"D01": (0, 0), "D02": (0, 0)})


# slope


@pytest.mark.parametrize(("since", "before"), [("base", BASE), ("previous", "2024-25"), ("2024-25", "2024-25")])
def test_slope_is_later_minus_earlier_with_both_errors(run: ScoringRun, since: str, before: str) -> None:
    z = NormalDist().inv_cdf(0.975)
    table = slope_table(run, since=since)
    assert set(table["unit_id"]) == set(groups(run))
    for row in table.iter_rows(named=True):
        now, then = score_of(run, "group", row["unit_id"], LATEST), score_of(run, "group", row["unit_id"], before)
        if now is None or then is None:
            assert (row["change"], row["kind"]) == (None, None)
            continue
        error = math.hypot(*(score_of(run, "group", row["unit_id"], p, column="se") for p in (LATEST, before)))
        assert row["change"] == pytest.approx(now - then, abs=1e-9)
        assert (row["lower"], row["upper"]) == pytest.approx((now - then - z * error, now - then + z * error), abs=1e-9)
        assert row["kind"] == ("rise" if row["lower"] > 0 else "fall" if row["upper"] < 0 else "unclear")
    changes = [c for c in table["change"] if c is not None]
    assert changes == sorted(changes, reverse=True)


def test_slope_agrees_with_the_bundled_change(run: ScoringRun) -> None:
    bundled = run.bundled.filter((pl.col("period") == LATEST) & (pl.col("node") == "total"))
    both = slope_table(run).join(bundled, left_on="unit_id", right_on="group_id")
    assert both.height == 12
    assert both["change"].equals(both["change_right"])
    assert (
        both.drop_nulls("change_se").select((pl.col("change_se") - pl.col("change_se_right")).abs().max()).item() < 1e-9
    )


def test_slope_without_errors_knows_no_clear_change() -> None:
    table = slope_table(make_run(4, se=None, missing=()))
    assert table["change"].null_count() == 0
    assert table["kind"].null_count() == 4


def test_slope_of_the_first_period_has_nothing_to_compare(run: ScoringRun) -> None:
    assert slope_table(run, period=BASE)["change"].null_count() == 12


def test_slope_refuses_a_later_period_and_one_that_is_not_there(run: ScoringRun) -> None:
    with pytest.raises(OptionError, match="not earlier"):
        slope_table(run, period="2024-25", since=LATEST)
    with pytest.raises(OptionError, match="Unknown period '2024-26'"):
        slope_table(run, since="2024-26")


# members


def test_members_finds_the_weakest_school_and_the_spread(run: ScoringRun) -> None:
    table = members_table(run)
    spreads = {}
    for group in groups(run):
        inside = [
            s
            for p, g, s in run.members.select("period", "group_id", "school_id").iter_rows()
            if (p, g) == (LATEST, group)
        ]
        scored = {s: v for s in inside if (v := score_of(run, "school", s, LATEST)) is not None}
        rows = table.filter(pl.col("group_id") == group)
        assert sorted(rows["school_id"]) == sorted(inside)
        assert dict(rows.drop_nulls("score").select("school_id", "score").iter_rows()) == scored
        weakest = rows.filter("weakest")["school_id"].to_list()
        assert weakest == ([min(scored, key=lambda s: (scored[s], s))] if len(scored) > 1 else [])
        spreads[group] = max(scored.values()) - min(scored.values()) if len(scored) > 1 else -1.0
    order = table.unique("group_id", maintain_order=True)
    assert order["group_id"].to_list() == sorted(spreads, key=lambda g: (-spreads[g], g))
    assert order["spread"].to_list()[:-1] == pytest.approx(sorted(spreads.values(), reverse=True)[:-1], abs=1e-9)
    assert order["spread"][-1] is None


def test_members_agrees_with_the_bundled_judgement(run: ScoringRun) -> None:
    bundled = run.bundled.filter((pl.col("period") == LATEST) & (pl.col("node") == "total"))
    both = members_table(run).filter("weakest").join(bundled, on="group_id")
    assert both.height == 11
    assert both["school_id"].to_list() == both["weakest_id"].to_list()
    assert both["spread"].equals(both["spread_right"])


@pytest.mark.parametrize(("top", "shown"), [(None, 11), (3, 3), (0, 0), (99, 11)])
def test_members_shows_the_widest(run: ScoringRun, top: int, shown: int) -> None:
    table = members_table(run, top=top)
    assert table.filter("shown")["group_id"].n_unique() == shown
    assert table.filter(pl.col("shown") & pl.col("spread").is_null()).height == 0


# what all of them refuse


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"level": "groups"}, "Did you mean 'group'"),
        ({"period": "2025-27"}, "Did you mean '2025-26'"),
        ({"node": "totl"}, "Did you mean 'total'"),
        ({"lang": "cn"}, "Unknown language"),
    ],
)
def test_an_unknown_choice_is_an_error(run: ScoringRun, options: dict[str, str], said: str) -> None:
    with pytest.raises(OptionError, match=said):
        ranking_table(run, **options)
