"""Weakest member: one school far behind the others of its group, hidden by the average."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from toolkit.exact import ordered_sum
from toolkit.flags._changes import least, usual
from toolkit.flags._schools import GROUP, of_groups, schools_of_groups
from toolkit.flags._table import flags_table, judged, number, percent
from toolkit.matrix import to_array, to_column

if TYPE_CHECKING:
    from toolkit.scoring_run import ScoringRun

FAR = 15.0
"""Points of a score on the scale 0 to 100."""


def weakest_member(run: ScoringRun) -> pl.DataFrame:
    """Flag a group in which one school lies truly `flags.behind` points or more behind the mean of the others.

    Scores are the schools' posteriors, so that the unluckiest school of many does not pass for the weakest. For school i
    of k the gap is the mean of the others minus its own, with variance v_i + sum of the others' v / (k - 1)^2, and
    P = Phi((gap - limit) / sd); the school with the greatest P is told (then the greater gap, then the smaller id). The
    limit is `flags.behind`, or where ten groups or more are judged the median gap of all groups plus three robust
    standard deviations, whichever is more: where schools always lie far apart, that is no news.

    Fewer than two schools with a score, or the error of one unknown: not assessable.
    """
    settings = run.study.flags
    rows = _gaps(schools_of_groups(run))
    widest = rows.group_by(GROUP).agg(estimate=pl.col("gap").max(), schools=pl.col("k").first())
    found = of_groups(run, widest)
    top = usual("estimate", ["node", "period"], centred=False)
    found = found.join(least(run, settings.behind, FAR), on="node")
    found = found.with_columns(limit=pl.when(pl.col("least").is_not_null()).then(pl.max_horizontal(top, "least")))
    found = found.drop("estimate")
    rows = rows.drop("k").join(found.select(*GROUP, "limit"), on=GROUP)
    rows = rows.with_columns(_probability(rows)).sort(
        *GROUP, "probability", "gap", "school_id", descending=[False, False, False, True, True, False], nulls_last=True
    )
    first = rows.group_by(GROUP, maintain_order=True).first().drop("limit")
    found = found.join(first, on=GROUP, how="left").with_columns(
        estimate="gap", se="gap_se", reference="limit", n="schools"
    )
    p = pl.col("probability")
    told = judged(found, unknown=p.is_null(), flagged=p >= settings.probability, watch=p >= 0.5)
    return flags_table(told.with_columns(**_sentences()), "weakest_member")


def _gaps(rows: pl.DataFrame) -> pl.DataFrame:
    k, m, v = pl.col("k"), pl.col("mean"), pl.col("variance")
    rows = rows.with_columns(
        k=pl.len().over(GROUP).cast(pl.Int64),
        known=(m.is_not_null() & v.is_not_null()).all().over(GROUP),
        all_m=ordered_sum(m).over(GROUP),
        all_v=ordered_sum(v).over(GROUP),
    )
    usable = pl.col("known") & (k >= 2)
    return rows.with_columns(
        gap=pl.when(usable).then(((pl.col("all_m") - m) / (k - 1) - m).round(10)),
        gap_se=pl.when(usable).then((v + pl.max_horizontal(pl.col("all_v") - v, 0.0) / (k - 1).pow(2)).sqrt()),
    )


def _probability(rows: pl.DataFrame) -> pl.Series:
    from scipy.special import ndtr

    gap, sd, limit = to_array(rows.select("gap", "gap_se", "limit")).T
    with np.errstate(divide="ignore", invalid="ignore"):
        p = np.where(sd == 0, gap > limit, ndtr((gap - limit) / sd))
    return to_column("probability", np.where(np.isnan(gap) | np.isnan(limit), np.nan, p))


def _sentences() -> dict[str, pl.Expr]:
    few, unknown = pl.col("schools").fill_null(0) < 2, pl.col("probability").is_null()
    return {
        "reason": pl.when(unknown & few)
        .then(pl.format("{}：有得分的学校不足两所，无法判断。", "label_zh"))
        .when(unknown)
        .then(pl.format("{}：误差未知，或非 0–100 分制而未设定 flags.behind，无法判断最弱成员校。", "label_zh"))
        .otherwise(
            pl.format(
                "{}：{} 得分 {}，落后本集团其他 {} 所学校平均 {} 分，确实落后超过 {} 分的概率 {}。供核查。",
                "label_zh", "school_id", number("score"), pl.col("schools") - 1, number("gap"), number("limit"),
                percent("probability"),
            )
        ),
        "message": pl.when(unknown & few)
        .then(pl.format("{}: fewer than two schools with a score, not assessable.", "label_en"))
        .when(unknown)
        .then(pl.format("{}: error unknown, or not a score from 0 to 100 and flags.behind unset: not assessable.", "label_en"))
        .otherwise(
            pl.format(
                "{}: {} has {}, {} points behind the mean of the other {} of its group; probability that it truly lies more "
                "than {} points behind {}. For enquiry.",
                "label_en", "school_id", number("score"), number("gap"), pl.col("schools") - 1, number("limit"),
                percent("probability"),
            )
        ),
    }  # fmt: skip
