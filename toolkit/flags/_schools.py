"""The schools of a group with the posterior of their true scores: what spread and weakest_member look at."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from toolkit.exact import ordered_sum
from toolkit.flags._posterior import posterior_moments
from toolkit.matrix import to_array, to_column

if TYPE_CHECKING:
    from toolkit.scoring_run import ScoringRun

GROUP = ["unit_id", "node", "period"]


def schools_of_groups(run: ScoringRun) -> pl.DataFrame:
    """Return unit_id (group), node, period, school_id, role, score, se and the posterior `mean` and `variance`.

    The posterior is that of `posterior_below` with `flags.prior` over all schools: spread and gaps between raw scores are
    too wide by their errors. Schools without a score are left out; an unknown error leaves
    mean and variance null.
    """
    schools = run.scores.filter(pl.col("level") == "school").select("unit_id", "node", "period", "score", "se")
    parts = schools.partition_by("node", "period", maintain_order=True)
    done = [part.with_columns(*_posterior(part, run.study.flags.prior)) for part in parts]
    if not done or not run.members.height:
        return schools.clear().with_columns(
            school_id=pl.lit(None, pl.String), role=pl.lit(None, pl.String), mean=0.0, variance=0.0
        )
    members = run.members.select("period", "school_id", "role", group_id="group_id")
    rows = members.join(pl.concat(done).rename({"unit_id": "school_id"}), on=["period", "school_id"])
    return rows.rename({"group_id": "unit_id"}).filter(pl.col("score").is_not_null()).sort(*GROUP, "school_id")


def _posterior(part: pl.DataFrame, prior: str) -> list[pl.Series]:
    y, s = to_array(part.select("score", "se")).T
    mean, variance = posterior_moments(y, s, prior)
    return [to_column("mean", mean), to_column("variance", variance)]


def of_groups(run: ScoringRun, found: pl.DataFrame) -> pl.DataFrame:
    """Give every group, node and period that has schools its row, with labels; what was not found is null."""
    groups = run.scores.filter(pl.col("level") == "group").select("level", *GROUP)
    having = run.members.select("period", unit_id="group_id").unique()
    labels = run.framework.nodes.select("node", "label_zh", "label_en")
    return (
        groups.join(having, on=["period", "unit_id"], how="semi")
        .join(labels, on="node")
        .join(found, on=GROUP, how="left")
    )


def moments(rows: pl.DataFrame, by: list[str]) -> pl.DataFrame:
    """Return `by`, schools, and mean and variance of V = mean squared deviation of the true scores from their mean.

    With independent normal posteriors N(m_i, v_i) of k schools, V = t' A t, A = (I - 11'/k)/k:
    E V = sum (m_i - m)^2 / k + (1 - 1/k) sum v_i / k,
    Var V = 2 ((1 - 2/k) sum v_i^2 + (sum v_i)^2 / k^2) / k^2 + 4 sum v_i (m_i - m)^2 / k^2.
    Null where the error of a school is unknown, or with fewer than two schools.
    """
    centred = rows.with_columns(k=pl.len().over(by), mu=pl.col("mean").sort().mean().over(by)).with_columns(
        d2=(pl.col("mean") - pl.col("mu")).pow(2)
    )
    v, d2, k = pl.col("variance"), pl.col("d2"), pl.len()
    known = pl.col("mean").is_not_null().all() & v.is_not_null().all() & (k >= 2)
    expected = ordered_sum(d2) / k + (1 - 1 / k) * ordered_sum(v) / k
    noise = 2 * ((1 - 2 / k) * ordered_sum(v.pow(2)) + ordered_sum(v).pow(2) / k.pow(2)) / k.pow(2)
    scatter = noise + 4 * ordered_sum(v * d2) / k.pow(2)
    return centred.group_by(by).agg(
        schools=k.cast(pl.Int64),
        v_mean=pl.when(known).then(expected),
        v_variance=pl.when(known).then(scatter),
    )
