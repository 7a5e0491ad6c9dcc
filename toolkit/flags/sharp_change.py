"""Sharp change: a score that moved far since the period before, up or down."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from toolkit.flags._changes import KEYS, least, scores_built, usual
from toolkit.flags._same_schools import same_schools
from toolkit.flags._table import flags_table, judged, number, percent
from toolkit.matrix import to_column

if TYPE_CHECKING:
    from toolkit.scoring_run import ScoringRun

DEFAULT = 5.0
"""Points of a score on the scale 0 to 100."""
WHY_NOT = {
    "new": (
        "：上一期（{}）没有该单位的数据，无从比较。",
        ": no data of the period before ({}), nothing to compare with.",
    ),
    "no_score": ("：缺少本期或上期得分，无法判断变化。", ": no score now or before, change not assessable."),
    "indicators": (
        "：两期得分所含指标不同，不可比，无法判断变化。",
        ": built from different indicators in the two periods, not comparable.",
    ),
    "scale": (
        "：得分不是 0–100 分制，默认界限 5 分不适用，无法判断变化；可在研究方案中设定 flags.change（以得分的分值计）。",
        ": the default threshold of 5 points is for scores from 0 to 100, which this is not: change not assessable. "
        "Set flags.change, in points of the score, to have it judged.",
    ),
    "schools": (
        "：由 {} 变为 {}，但计入的学校与上期不同，两期都计入的学校变化 {}，两者不一致，无法判断变化。",
        ": from {} to {}, but other schools are counted than before; those counted both times changed by {}, which does not "
        "agree: change not assessable.",
    ),
}
"""Reasons in Chinese and English, after the name of the node."""


def sharp_change(run: ScoringRun) -> pl.DataFrame:
    """Flag a change of at least `flags.change` points that is more than chance and more than usual.

    Three conditions: the size; P = Phi(|change| / sqrt(se_now^2 + se_before^2)), the probability that the true score moved
    in that direction (flat prior, independent errors), reaches `flags.probability`; and where at least `FIELD` units of
    the level have a change, it is beyond three robust standard deviations (1.4826 MAD) of their changes, so that nodes
    that swing every year do not flag everybody. A fall of all units alike is not usual in this sense and is flagged.
    Where the standard error is unknown, size and spread decide and the probability stays empty. A rise is for enquiry too:
    it may be good work, or an error in the data. Nothing is said of the first period of the run.

    Not assessable, with the reason: a unit without data or without a score in one of the two periods; scores that were
    built from different indicators; a score that is not on the scale 0 to 100, unless the study sets `flags.change`; a
    group for which other schools are counted than before, where the schools that are counted both times say otherwise than
    the group's own change (one sharp and the other not, or in the other direction).
    """
    now = scores_built(run)
    earlier = now.rename({"period": "before", "score": "score_before", "se": "se_before", "built_from": "built_before"})
    rows = (
        now.join(_pairs(run.periods), on="period")
        .join(earlier, on=[*KEYS, "before"], how="left")
        .join(run.framework.nodes.select("node", "label_zh", "label_en"), on="node")
        .join(least(run, run.study.flags.change, DEFAULT), on="node")
        .with_columns(
            change=pl.when(pl.col("built_from") == pl.col("built_before")).then(
                (pl.col("score") - pl.col("score_before")).round(10)
            ),
            change_se=(pl.col("se").pow(2) + pl.col("se_before").pow(2)).sqrt(),
        )
    )
    rows = rows.join(same_schools(run, rows), on=[*KEYS, "period", "before"], how="left")
    rows = rows.with_columns(why=_why_not()).with_columns(change=pl.when(pl.col("why").is_null()).then("change"))
    rows = rows.with_columns(usual=usual("change", ["level", "node", "period"]))
    told = _judge(rows.with_columns(_probability(rows)), run.study.flags.probability)
    return flags_table(told.with_columns(estimate="change", se="change_se", reference="least"), "sharp_change")


def _why_not() -> pl.Expr:
    """Name why a change can't be judged; null where it can."""
    change, same, least = pl.col("change"), pl.col("same"), pl.col("least")
    sharp, sharp_same = change.abs() >= least, same.abs() >= least
    agree = (sharp == sharp_same) & (~sharp | (change.sign() == same.sign()))
    return (
        pl.when(pl.col("built_before").is_null())
        .then(pl.lit("new"))
        .when(pl.col("score").is_null() | pl.col("score_before").is_null())
        .then(pl.lit("no_score"))
        .when(change.is_null())
        .then(pl.lit("indicators"))
        .when(least.is_null())
        .then(pl.lit("scale"))
        .when(pl.col("others") & ~agree.fill_null(False))
        .then(pl.lit("schools"))
    )


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


def _judge(rows: pl.DataFrame, threshold: float) -> pl.DataFrame:
    unknown = pl.col("why").is_not_null()
    sure = (pl.col("probability").round(10) >= round(threshold, 10)).fill_null(True)
    size = pl.col("change").abs()
    flagged = (size >= pl.col("least")) & (size > pl.col("usual")) & sure
    told = judged(rows, unknown=unknown, flagged=flagged, watch=pl.lit(False), alert=pl.col("change") < 0)
    return told.with_columns(
        reason=_said(
            "{}：由 {} 变为 {}（较 {}），真实变化方向的概率 {}{}。供核查。",
            "label_zh",
            0,
            "；计入的学校不同，两期都计入的学校变化 {}",
        ),
        message=_said(
            "{}: from {} to {} (since {}), probability of a true change in this direction {}{}. For enquiry.",
            "label_en",
            1,
            "; other schools are counted, those counted both times changed by {}",
        ),
    )


def _said(judged: str, label: str, lang: int, of_others: str) -> pl.Expr:
    others = pl.when(pl.col("others")).then(pl.format(of_others, number("same"))).otherwise(pl.lit(""))
    text = pl.format(judged, label, number("score_before"), number("score"), "before", percent("probability"), others)
    for why, words in WHY_NOT.items():
        facts = {"schools": [number("score_before"), number("score"), number("same")], "new": [pl.col("before")]}.get(
            why, []
        )
        text = pl.when(pl.col("why") == why).then(pl.format("{}" + words[lang], pl.col(label), *facts)).otherwise(text)
    return text
