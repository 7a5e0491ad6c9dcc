"""Scores against the rounds before, as far as they are comparable."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from toolkit.exact import ordered_sum
from toolkit.flags._same_schools import same_schools
from toolkit.scale import scales

if TYPE_CHECKING:
    from toolkit.scoring_run import ScoringRun

KEYS = ["level", "unit_id", "node"]
FIELD = 10
"""Fewer units than this say nothing about what is usual."""


def built_from(run: ScoringRun) -> pl.DataFrame:
    """Name the set of scored indicators that each score is built from, as hexadecimal bits."""
    scored = dict(run.weights.select("node", "global_weight").iter_rows())
    tables = []
    for node in run.framework.parents:
        leaves = [i for i in run.framework.leaves(node) if scored[i] > 0]
        at = [run.matrix.indicators.index(i) for i in leaves]
        bits = np.packbits(~np.isnan(run.matrix.values[:, at]), axis=1)
        names = pl.Series("built_from", [row.tobytes().hex() for row in bits], dtype=pl.String)
        tables.append(run.matrix.keys.with_columns(names, node=pl.lit(node)))
    return pl.concat(tables)


def scores_built(run: ScoringRun) -> pl.DataFrame:
    """Return level, unit_id, node, period, score, se and `built_from`, the indicators in each score."""
    return run.scores.select(*KEYS, "period", "score", "se").join(built_from(run), on=[*KEYS, "period"], how="left")


def since_before(run: ScoringRun, rows: pl.DataFrame, keys: list[str]) -> pl.DataFrame:
    """Add the mean change since the comparable ones of the `flags.rounds` periods before.

    A period before is compared when its score was built from the same indicators. Where other schools are counted for a
    group than then, the change since then is that of the schools counted both times (`same_schools`), or none.

    Parameters
    ----------
    run : ScoringRun
        Its periods, members and settings.
    rows : polars.DataFrame
        `keys`, period, score, se, built_from; one row a key and period.

    Returns
    -------
    polars.DataFrame
        The rows of all periods but the first, with compared (number of periods before), since (the earliest of them),
        estimate (mean change), before (score - estimate), others (whether other schools were counted in one) and
        change_se = sqrt(se^2 + sum se_before^2 / compared^2); null where there is no comparable period or an error is
        unknown.
    """
    rounds, periods = run.study.flags.rounds, run.periods
    pairs = [(now, then) for i, now in enumerate(periods) for then in periods[max(0, i - rounds) : i]]
    earlier = pl.DataFrame(pairs, schema={"period": pl.String, "before": pl.String}, orient="row")
    then = rows.select(*keys, pl.col("period").alias("before"), "built_from", then_score="score", then_se="se")
    compared = (
        rows.select(*keys, "period", "built_from", "score")
        .join(earlier, on="period")
        .join(then, on=[*keys, "before", "built_from"])
        .with_columns(change=(pl.col("score") - pl.col("then_score")).round(10))
    )
    compared = compared.join(_others(run, compared), on=[*KEYS, "period", "before"], how="left")
    others = pl.col("others").fill_null(False)
    compared = compared.with_columns(change=pl.when(others).then("same").otherwise("change")).drop_nulls("change")
    number = pl.len().cast(pl.Int64)
    error = ordered_sum(pl.col("then_se").pow(2)).sqrt() / number
    means = compared.group_by(*keys, "period").agg(
        estimate=(ordered_sum(pl.col("change")) / number).round(10),
        before_se=pl.when(pl.col("then_se").is_not_null().all()).then(error),
        compared=number,
        since=pl.col("before").min(),
        others=others.any(),
    )
    return (
        rows.filter(pl.col("period").is_in(periods[1:]))
        .join(means, on=[*keys, "period"], how="left")
        .with_columns(
            before=(pl.col("score") - pl.col("estimate")).round(10),
            change_se=(pl.col("se").pow(2) + pl.col("before_se").pow(2)).sqrt(),
        )
    )


def _others(run: ScoringRun, compared: pl.DataFrame) -> pl.DataFrame:
    """Return groups with other schools than before, and the change of the same ones; a lead school is one school, not a group."""
    keys = [*KEYS, "period", "before"]
    if "school_id" in compared.columns or not run.members.height:
        columns = compared.select(keys).schema | {"others": pl.Boolean, "same": pl.Float64}
        return pl.DataFrame(schema=columns)
    return same_schools(run, compared).select(*keys, "others", "same")


def least(run: ScoringRun, chosen: float | None, default: float) -> pl.DataFrame:
    """Return node and `least`, the threshold in points: what the study chose, else `default` on the scale 0 to 100, else null."""
    ends = scales(run.study, run.framework)
    rows = [(node, chosen or default_least(scale, default)) for node, scale in ends.items()]
    table = pl.DataFrame(rows, schema={"node": pl.String, "least": pl.Float64}, orient="row")
    return table.with_columns(pl.col("least").round(10))


def default_least(scale: tuple[float, float] | None, default: float) -> float | None:
    """Return the default threshold where the scale is 0 to 100; None on any other."""
    return default if scale == (0.0, 100.0) else None


def usual(column: str, field: list[str], *, centred: bool = True) -> pl.Expr:
    """Return three robust standard deviations (1.4826 MAD) of a column over a field; 0 where the field is small.

    With `centred=False` the median is added: the greatest value that is still usual.
    """
    x = pl.col(column)
    median = x.median().over(field)
    wide = 3 * 1.4826 * (x - median).abs().median().over(field)
    return pl.when(x.count().over(field) >= FIELD).then((wide if centred else wide + median).round(10)).otherwise(0.0)
