"""Sharp change: a score that moved far since the period before, up or down."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from toolkit.flags._table import flags_table, number, percent
from toolkit.matrix import to_column

if TYPE_CHECKING:
    from toolkit.scoring_run import ScoringRun

KEYS = ["level", "unit_id", "node"]
FIELD = 10
"""Fewer units than this say nothing about what is usual."""


def sharp_change(run: ScoringRun) -> pl.DataFrame:
    """Flag a change of at least `flags.change` points that is more than chance and more than usual.

    Three conditions: the size; P = Phi(|change| / sqrt(se_now^2 + se_before^2)), the probability that the true score moved
    in that direction (flat prior, independent errors), reaches `flags.probability`; and where at least `FIELD` units of
    the level have a change, it is beyond three robust standard deviations (1.4826 MAD) of their changes, so that nodes
    that swing every year do not flag everybody. A fall of all units alike is not usual in this sense and is flagged.
    Where the standard error is unknown, size and spread decide and the probability stays empty. A rise is for enquiry too:
    it may be good work, or an error in the data. Scores that were built from different indicators in the two periods are
    not comparable: not assessable. Nothing is said of the first period of the run.
    """
    now = run.scores.select(*KEYS, "period", "score", "se").join(_built_from(run), on=[*KEYS, "period"], how="left")
    pairs = _pairs(run.periods)
    rows = now.join(pairs, on="period").join(
        now.rename({"period": "before", "score": "score_before", "se": "se_before", "built_from": "built_before"}),
        on=[*KEYS, "before"],
        how="left",
    )
    rows = rows.join(run.framework.nodes.select("node", "label_zh", "label_en"), on="node")
    rows = rows.with_columns(
        comparable=pl.col("built_from") == pl.col("built_before"),
        change=pl.when(pl.col("built_from") == pl.col("built_before")).then(
            (pl.col("score") - pl.col("score_before")).round(10)
        ),
        change_se=(pl.col("se").pow(2) + pl.col("se_before").pow(2)).sqrt(),
    ).with_columns(usual=_usual())
    return flags_table(
        _judge(rows.with_columns(_probability(rows)), run.study.flags.change, run.study.flags.probability),
        "sharp_change",
    )


def _built_from(run: ScoringRun) -> pl.DataFrame:
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


def _usual() -> pl.Expr:
    """Three robust standard deviations of the changes in the same level, node and period; 0 for a small field."""
    change, field = pl.col("change"), ["level", "node", "period"]
    mad = (change - change.median().over(field)).abs().median().over(field)
    return pl.when(change.count().over(field) >= FIELD).then((3 * 1.4826 * mad).round(10)).otherwise(0.0)


def _pairs(periods: list[str]) -> pl.DataFrame:
    return pl.DataFrame(
        {"period": periods[1:], "before": periods[:-1]}, schema={"period": pl.String, "before": pl.String}
    )


def _probability(rows: pl.DataFrame) -> pl.Series:
    from scipy.special import ndtr

    change = rows["change"].abs().fill_null(np.nan).to_numpy()
    se = rows["change_se"].fill_null(np.nan).to_numpy()
    with np.errstate(divide="ignore", invalid="ignore"):
        p = np.where(se == 0, np.where(change > 0, 1.0, 0.5), ndtr(change / se))
    return to_column("probability", np.where(np.isnan(change), np.nan, p))


def _judge(rows: pl.DataFrame, least: float, threshold: float) -> pl.DataFrame:
    unknown = pl.col("change").is_null()
    sure = (pl.col("probability") >= threshold).fill_null(True)
    flagged = (pl.col("change").abs() >= least) & (pl.col("change").abs() > pl.col("usual")) & sure
    down = pl.col("change") < 0
    return rows.with_columns(
        outcome=pl.when(unknown)
        .then(pl.lit("not_assessable"))
        .when(flagged)
        .then(pl.lit("flagged"))
        .otherwise(pl.lit("clear")),
        severity=pl.when(unknown | ~flagged)
        .then(pl.lit("info"))
        .when(down)
        .then(pl.lit("alert"))
        .otherwise(pl.lit("watch")),
        reason=pl.when(unknown)
        .then(
            pl.when("comparable")
            .then(pl.format("{}：缺少本期或上期得分，无法判断变化。", "label_zh"))
            .otherwise(pl.format("{}：两期得分所含指标不同，不可比，无法判断变化。", "label_zh"))
        )
        .otherwise(
            pl.format(
                "{}：由 {} 变为 {}（较 {}），真实变化方向的概率 {}。供核查。",
                "label_zh",
                number("score_before"),
                number("score"),
                "before",
                percent("probability"),
            )
        ),
        message=pl.when(unknown)
        .then(
            pl.when("comparable")
            .then(pl.format("{}: no score now or before, change not assessable.", "label_en"))
            .otherwise(pl.format("{}: built from different indicators in the two periods, not comparable.", "label_en"))
        )
        .otherwise(
            pl.format(
                "{}: from {} to {} (since {}), probability of a true change in this direction {}. For enquiry.",
                "label_en",
                number("score_before"),
                number("score"),
                "before",
                percent("probability"),
            )
        ),
    )
