"""Tables of the replicates against brute force, and draws against the distributions that they claim."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest

import toolkit as tk
from toolkit.robustness import KINDS, sobol_indices
from toolkit.scoring_run import ScoringRun


def test_score_and_rank_intervals_by_brute_force(result: tk.Robustness) -> None:
    own = result.units["rank"].to_list()
    for j, row in enumerate(result.scores.iter_rows(named=True)):
        drawn = np.sort([s for s in result.score_draws[:, j] if not np.isnan(s)])
        assert row["assessable"] == pytest.approx(len(drawn) / 700)
        if not len(drawn):
            assert row["mean"] is None
            continue
        assert (row["mean"], row["sd"]) == pytest.approx((drawn.mean(), drawn.std()), abs=1e-9)  # 10 decimals are kept
        assert row["median"] == pytest.approx(np.median(drawn), abs=1e-9)
        inside = ((row["lower"] <= drawn + 1e-9) & (drawn - 1e-9 <= row["upper"])).mean()
        assert 0.95 <= inside <= 0.95 + 4 / len(drawn) + (drawn == drawn[0]).mean()
    for j, row in enumerate(result.ranks.iter_rows(named=True)):
        drawn = [int(r) for r in result.rank_draws[:, j] if r]
        if drawn:
            assert row["mean"] == pytest.approx(np.mean(drawn), abs=1e-9)
            assert row["lower"] <= row["median"] <= row["upper"]
        if drawn and own[j]:
            assert row["shift"] == pytest.approx(np.mean([abs(r - own[j]) for r in drawn]), abs=1e-9)


def test_frequencies_and_dominance_by_brute_force(result: tk.Robustness) -> None:
    ranks = {
        (r["level"], r["unit_id"]): result.rank_draws[:, j] for j, r in enumerate(result.units.iter_rows(named=True))
    }
    for level, unit, rank, share in result.frequencies.iter_rows():
        assert share == pytest.approx((ranks[level, unit] == rank).mean())
    sums = result.frequencies.group_by("level", "unit_id").agg(pl.col("share").sum())
    assert sums.height == len(ranks)
    for level, unit, other, probability in result.dominance().iter_rows():
        a, b = ranks[level, unit], ranks[level, other]
        both = (a > 0) & (b > 0)
        brute = [x < y for x, y in zip(a[both], b[both], strict=True)]
        assert probability == (pytest.approx(np.mean(brute)) if brute else None)
    assert result.dominance("group").height == 4 * 3


def test_flags_against_the_standard_by_brute_force(result: tk.Robustness) -> None:
    assert result.flags["rule"].unique().to_list() == ["below_standard"]
    for j, row in enumerate(result.flags.iter_rows(named=True)):
        drawn = [s for s in result.score_draws[:, j] if not np.isnan(s)]
        share = np.mean([s < 50 for s in drawn]) if drawn else None
        assert row["share"] == (None if share is None else pytest.approx(share))
        expected = (
            "not_assessable" if share is None else "every" if share == 1 else "most" if share >= 0.8
            else "never" if share == 0 else "few" if share <= 0.2 else "some"
        )  # fmt: skip
        assert row["standing"] == expected
        own = result.units["score"][j]
        assert row["flagged"] == (None if own is None else own < 50)


def test_flags_by_choice_come_from_the_replicates_with_that_alternative(result: tk.Robustness) -> None:
    table = result.flags_by_choice
    assert table["choice"].unique(maintain_order=True).to_list() == ["normaliser", "aggregator", "imputation"]
    for level, unit, choice, alternative, share in table.iter_rows():
        j = result.units.select((pl.col("level") == level) & (pl.col("unit_id") == unit)).to_series().arg_true()[0]
        drawn = result.score_draws[(result.draws[choice] == alternative).to_numpy(), j]
        drawn = drawn[~np.isnan(drawn)]
        assert share == (pytest.approx((drawn < 50).mean()) if len(drawn) else None)


def test_without_a_standard_the_last_share_of_the_ranking_is_flagged(run: ScoringRun) -> None:
    result = tk.robustness(run, 60, ("weights",), node="teaching", worst_share=0.25)
    assert result.flags["rule"].unique().to_list() == ["worst_share"]
    for field in result.plan.fields:
        ranks = result.rank_draws[:, field]
        for drawn in ranks:
            present = drawn[drawn > 0]
            flagged = present > len(present) - np.ceil(0.25 * len(present))
            assert flagged.sum() <= np.ceil(0.25 * len(present))
    brute = [
        np.mean([r > (d > 0).sum() - np.ceil(0.25 * (d > 0).sum()) for r, d in zip(result.rank_draws[:, j], result.rank_draws[:, :4], strict=True) if r])
        for j in range(4)
    ]  # fmt: skip
    assert result.flags["share"][:4].to_list() == pytest.approx(brute)


def test_a_unit_alone_and_units_that_all_tie_are_never_the_last_share(
    framework: pl.DataFrame, values: pl.DataFrame
) -> None:
    bare = framework.with_columns(standard=pl.lit(None, pl.String))
    alone = values.filter(pl.col("unit_id") == "S01")
    twins = pl.concat([alone, alone.with_columns(unit_id=pl.lit("S99"))])
    for table in (alone, twins):
        result = tk.robustness(tk.Study(framework=bare, flags={"rules": ()}).score(table), 20, ("weights",))
        assert result.flags["standing"].unique().to_list() == ["never"]


def test_leave_one_out_is_the_study_without_the_indicator(
    run: ScoringRun, result: tk.Robustness, framework: pl.DataFrame, values: pl.DataFrame
) -> None:
    table = result.leave_one_out
    assert table["indicator"].unique(maintain_order=True).to_list() == ["T1", "T2", "T3", "C1", "C2", "R1"]
    for name in table["indicator"].unique():
        gone = "results" if name == "R1" else name  # with its only indicator a dimension goes
        weight = pl.when(pl.col("node") == gone).then(pl.lit("0")).otherwise("weight")
        alone = tk.Study(framework=framework.with_columns(weight=weight), flags={"rules": ()}).score(values)
        expected = result.units.select("level", "unit_id", "period").join(
            alone.scores.filter(pl.col("node") == "total"), on=["level", "unit_id", "period"], maintain_order="left"
        )
        rows = table.filter(pl.col("indicator") == name)
        assert rows["score"].equals(expected["score"], null_equal=True)
        assert rows["rank"].equals(expected["rank"], null_equal=True)
        assert rows["rank_change"].equals(result.units["rank"] - expected["rank"], null_equal=True)


def shares(run: ScoringRun, setting: object, draws: int = 4_000) -> dict[str, np.ndarray]:
    from toolkit.robustness._plan import weights_of

    plan = tk.robustness(run, draws, {"weights": setting}).plan
    return weights_of(plan, plan.variants[()], plan.drawn(slice(0, draws)))


def test_weights_keep_to_the_tree_and_to_their_distribution(run: ScoringRun) -> None:
    local = dict(run.weights.select("node", "weight").iter_rows())
    for setting in (0.25, "simplex", {"dirichlet": 5}):
        drawn = shares(run, setting)
        for parent in run.framework.parents:
            assert sum(drawn[c] for c in run.framework.children(parent)) == pytest.approx(np.ones(4_000))
        assert (drawn["T4"] == 0).all()  # a gate
        assert (drawn["R1"] == 1).all()  # alone below its dimension
    # the mean of a Dirichlet is its centre, its variance w (1 - w) / (total + 1); four standard errors of 4,000 draws
    centred = shares(run, {"dirichlet": 5})["T1"]
    variance = local["T1"] * (1 - local["T1"]) / (5 * 3 + 1)
    assert centred.mean() == pytest.approx(local["T1"], abs=4 * np.sqrt(variance / 4_000))
    assert centred.var() == pytest.approx(variance, rel=0.15)
    uniform = shares(run, "simplex")["T1"]  # of three: Beta(1, 2), mean 1/3, variance 1/18
    assert uniform.mean() == pytest.approx(1 / 3, abs=4 * np.sqrt(1 / 18 / 4_000))
    ratio = shares(run, 0.25)["T2"] / shares(run, 0.25)["T3"]  # equal weights, each within 25 %
    assert 0.75 / 1.25 <= ratio.min() < 0.65
    assert 1.55 < ratio.max() <= 1.25 / 0.75


def test_errors_are_drawn_with_their_size(run: ScoringRun) -> None:
    plan = tk.robustness(run, 2, {"errors": 2.0}).plan
    choice = plan.choices[0]
    drawn = np.stack([choice.values(d, plan.prepared.matrix) for d in choice.draw(7, np.arange(2_000))])  # type: ignore[attr-defined]
    away = drawn - plan.prepared.matrix.values
    size = 2.0 * np.nan_to_num(plan.prepared.matrix.se)
    present = ~np.isnan(plan.prepared.matrix.values)
    # 2,000 draws: five standard errors of a standard deviation are 8 %
    assert away.std(axis=0)[present] == pytest.approx(size[present], rel=0.08)


def test_goalposts_move_within_their_spread(run: ScoringRun) -> None:
    plan = tk.robustness(run, 2, {"goalposts": 0.1}).plan
    choice = plan.choices[0]
    for drawn in choice.draw(1, np.arange(50)):
        moved = choice.framework(drawn, plan.prepared.framework)  # type: ignore[attr-defined]
        for node in ("T1", "T2"):
            old, new = plan.prepared.framework.node(node), moved.node(node)
            width = old["high"] - old["low"]
            assert abs(new["low"] - old["low"]) <= 0.1 * width
            assert abs(new["high"] - old["high"]) <= 0.1 * width
            assert new["low"] < new["high"]


def test_excluded_leaves_out_the_stated_number(run: ScoringRun) -> None:
    result = tk.robustness(run, 600, {"excluded": 2})
    pairs = result.draws["excluded"].value_counts()
    assert pairs.height == 15  # all pairs of six
    assert result.draws["excluded"].str.split(" ").list.len().unique().to_list() == [2]


def test_draws_list_the_choices(result: tk.Robustness) -> None:
    draws = result.draws
    assert draws.columns == ["draw", "block", *(k for k in KINDS if k in draws.columns), "shift"]
    assert set(draws["aggregator"]) == {"arithmetic", "geometric", "mean_min"}
    base = result.plan.design.base
    a, mixed = draws.filter(pl.col("block") == "A"), draws.filter(pl.col("block") == "normaliser")
    assert a.height == base == 700 // 7
    assert a["weights"].equals(mixed["weights"])
    b = draws.filter(pl.col("block") == "B")
    assert b["normaliser"].equals(mixed["normaliser"])


def ishigami(x: np.ndarray, a: float = 7.0, b: float = 0.1) -> np.ndarray:
    return np.sin(x[:, 0]) + a * np.sin(x[:, 1]) ** 2 + b * x[:, 2] ** 4 * np.sin(x[:, 0])


def test_sobol_indices_of_the_ishigami_function() -> None:
    """Ishigami & Homma (1990): closed form; a mean of 1,000 added, which must not drown the estimate."""
    a, b = 7.0, 0.1
    v1, v2 = 0.5 * (1 + b * np.pi**4 / 5) ** 2, a**2 / 8
    v13 = b**2 * np.pi**8 * (1 / 18 - 1 / 50)
    v = v1 + v2 + v13
    first, total = np.array([v1, v2, 0]) / v, np.array([v1 + v13, v2, v13]) / v
    rng = np.random.default_rng(0)
    one, two = (rng.uniform(-np.pi, np.pi, (20_000, 3)) for _ in range(2))
    mixed = [np.where(np.arange(3) == i, two, one) for i in range(3)]
    found = sobol_indices(
        *(ishigami(x)[:, None] + 1_000 for x in (one, two)), [ishigami(x)[:, None] + 1_000 for x in mixed]
    )
    for estimate, se, truth in ((found.first, found.first_se, first), (found.total, found.total_se, total)):
        assert (se < 0.02).all()
        # four standard errors of the estimate's own bootstrap, and a little for a factor without any effect
        assert (np.abs(estimate[:, 0] - truth) <= 4 * se[:, 0] + 1e-3).all()


def test_sobol_of_a_run_finds_the_only_choice_that_matters(run: ScoringRun) -> None:
    table = tk.robustness(run, 400, {"weights": 0.3, "normaliser": ("goalposts",)}).sobol
    scores = table.filter((pl.col("output") == "score") & pl.col("total").is_not_null())
    weights, normaliser = (scores.filter(pl.col("choice") == c) for c in ("weights", "normaliser"))
    # a choice that does nothing has exactly no index; total indices of one factor alone are 1 up to the 133 base rows
    assert (normaliser["first"] == 0).all()
    assert (normaliser["total"] == 0).all()
    assert ((weights["total"] - 1).abs() <= 4 * weights["total_se"]).all()


def test_sobol_needs_two_choices(run: ScoringRun) -> None:
    with pytest.raises(tk.DuxueError, match="at least two choices"):
        _ = tk.robustness(run, 100, ("weights",)).sobol
