"""The numbers behind the charts of robustness, against the replicates themselves."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest

import toolkit as tk
from toolkit.charts import flag_stability_table, rank_heatmap_table, rank_intervals_table, sobol_table
from toolkit.errors import OptionError
from toolkit.scoring_run import ScoringRun


@pytest.fixture(scope="module")
def robust(run: ScoringRun) -> tk.Robustness:
    return tk.robustness(run, 120, ("weights", "aggregator"), seed=4)


def drawn(robust: tk.Robustness, unit: str) -> np.ndarray:
    at = robust.units.select((pl.col("level") == "group") & (pl.col("unit_id") == unit)).to_series().arg_true()[0]
    return robust.rank_draws[:, at]


def test_rank_heat_map_counts_the_replicates(run: ScoringRun, robust: tk.Robustness) -> None:
    table = rank_heatmap_table(run, robust=robust)
    assert "G003" not in table["unit_id"].to_list()  # without data
    assert table["median"].is_sorted()
    for row in table.iter_rows(named=True):
        ranks = drawn(robust, row["unit_id"])
        assert row["shares"] == pytest.approx([(ranks == r + 1).mean() for r in range(len(row["shares"]))])
        assert sum(row["shares"]) == pytest.approx(1)


def test_rank_intervals_show_both_doubts(run: ScoringRun, robust: tk.Robustness) -> None:
    table = rank_intervals_table(run, robust=robust, top=3)
    assert table["rank"].is_sorted()
    assert table["shown"].to_list() == [True] * 3 + [False] * (table.height - 3)
    scores = {
        r["unit_id"]: r for r in run.scores.filter(level="group", period="2025-26", node="total").iter_rows(named=True)
    }
    for row in table.iter_rows(named=True):
        assert (row["rank_lower"], row["rank_upper"]) == (
            scores[row["unit_id"]]["rank_lower"], scores[row["unit_id"]]["rank_upper"]
        )  # fmt: skip
        ranks = drawn(robust, row["unit_id"])
        assert ((row["lower"] <= ranks) & (ranks <= row["upper"])).mean() >= 0.95


def test_sobol_bars_stand_in_order_of_the_total_index(run: ScoringRun, robust: tk.Robustness) -> None:
    table = sobol_table(run, robust=robust, lang="en")
    assert table["total"].is_sorted(descending=True)
    of_run = robust.sobol.filter((pl.col("output") == "shift") & (pl.col("level") == "group"))
    assert set(table.select("choice", "total").iter_rows()) == set(of_run.select("choice", "total").iter_rows())
    with pytest.raises(OptionError, match="Did you mean 'G012'"):
        sobol_table(run, robust=robust, unit_id="G12")


def test_flag_stability_has_the_units_that_a_replicate_flags(run: ScoringRun, robust: tk.Robustness) -> None:
    table = flag_stability_table(run, robust=robust)
    flagged = robust.flags.filter((pl.col("level") == "group") & (pl.col("share") > 0))
    assert set(table["unit_id"]) == set(flagged["unit_id"])
    columns = {c for c in table.columns if ": " in c}
    assert columns == {f"aggregator: {a}" for a in ("arithmetic", "geometric", "mean_min")}
    assert table["share"].is_sorted(descending=True)


def test_replicates_of_another_run_or_level_are_refused(run: ScoringRun, robust: tk.Robustness) -> None:
    other = run.study.replace(aggregator="mean_min").score(run.values)
    with pytest.raises(OptionError, match="not of"):
        rank_heatmap_table(other, robust=robust)
    schools = tk.robustness(run, 20, ("weights",), level="school")
    with pytest.raises(OptionError, match="Allowed: school"):
        rank_heatmap_table(run, robust=schools)
