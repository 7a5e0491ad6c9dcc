"""Whether a group changed, or only which schools are counted for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from toolkit.exact import ordered_sum

if TYPE_CHECKING:
    from toolkit.scoring_run import ScoringRun

LEAST_SHARE = 0.5
"""Share of the later weight that the schools compared must have, to speak for the group."""
PAIR = ["unit_id", "period", "before", "node"]


def same_schools(run: ScoringRun, rows: pl.DataFrame) -> pl.DataFrame:
    """Return the groups of whose schools others are counted than in the period before, with the change of the same ones.

    Parameters
    ----------
    run : ScoringRun
        Its members and values say which schools are counted: those with a weight and a value.
    rows : polars.DataFrame
        level, unit_id, period, before, node, change: the changes of schools.

    Returns
    -------
    polars.DataFrame
        level, unit_id, period, before, node, others (true), same: mean change of the schools that were counted in both
        periods and are built from the same indicators, with the weights of the later one; null when they have less than
        `LEAST_SHARE` of its weight.
    """
    pairs = rows.select("period", "before").unique()
    counted = run.members.filter(pl.col("weight") > 0).select("period", "school_id", "weight", unit_id="group_id")
    differing = _differing(run, counted, pairs)
    schools = rows.filter(pl.col("level") == "school").select("period", "before", "node", "change", school_id="unit_id")
    earlier = counted.select("unit_id", "school_id", before="period", both=pl.lit(True))
    later = counted.join(pairs, on="period").join(earlier, on=["unit_id", "school_id", "before"], how="left")
    each = later.join(differing, on=["unit_id", "period", "before"]).join(
        schools, on=["school_id", "period", "before", "node"], how="left"
    )
    w, usable = pl.col("weight"), pl.col("both") & pl.col("change").is_not_null()
    enough = (ordered_sum(w.filter(usable)) / ordered_sum(w)).round(10) >= LEAST_SHARE
    mean = ordered_sum((w * pl.col("change")).filter(usable)) / ordered_sum(w.filter(usable))
    same = each.group_by(PAIR).agg(same=pl.when(enough).then(mean.round(10)))
    known = differing.join(same, on=PAIR, how="left")
    return known.with_columns(level=pl.lit("group"), others=pl.lit(True))


def _differing(run: ScoringRun, counted: pl.DataFrame, pairs: pl.DataFrame) -> pl.DataFrame:
    """Return group, pair of periods and node where an indicator below the node is made of other schools than before."""
    present = run.values.filter((pl.col("level") == "school") & pl.col("value").is_not_null())
    who = (
        counted.join(present.select("indicator", "period", school_id="unit_id"), on=["school_id", "period"])
        .group_by("unit_id", "period", "indicator")
        .agg(schools=pl.len(), who=pl.col("school_id").hash().sum())
    )
    key = ["unit_id", "before", "indicator"]
    both = who.join(pairs, on="period").join(who.rename({"period": "before"}), on=key, suffix="_before")
    other = both.filter((pl.col("schools") != pl.col("schools_before")) | (pl.col("who") != pl.col("who_before")))
    return other.join(_scored_below(run), on="indicator").select(PAIR).unique()


def _scored_below(run: ScoringRun) -> pl.DataFrame:
    scored = dict(run.weights.select("node", "global_weight").iter_rows())
    pairs = [(i, node) for node in run.framework.parents for i in run.framework.leaves(node) if scored[i] > 0]
    return pl.DataFrame(pairs, schema={"indicator": pl.String, "node": pl.String}, orient="row")
