"""Unusual among peers: far from the field, which says nothing about any standard."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from toolkit.flags._changes import FIELD
from toolkit.flags._overdispersion import between_peers
from toolkit.flags._table import flags_table, judged, number
from toolkit.matrix import quantise, to_array, to_column

if TYPE_CHECKING:
    from toolkit.scoring_run import ScoringRun

WATCH = 0.95


def peers_outlier(run: ScoringRun) -> pl.DataFrame:
    """Flag a score beyond the limits within which `flags.peers` of ordinary peers lie; kept apart from `below_standard`.

    The funnel with additive overdispersion: peers of the same level, node and period have true scores that differ by tau,
    z = (y - median) / sqrt(se^2 + tau^2), tau^2 from winsorised z (`between_peers`), so that those far out do not hide
    themselves. P = 2 Phi(abs z) - 1: the share of ordinary peers of the same precision that would lie nearer to the
    middle. A weak field has no outlier, however far below a standard; a strong one may have some. Far below is an alert,
    far above a `watch`: good work, or an error in the data.

    No score, an unknown error, fewer than ten peers with a known one, or a field in which most do not differ at all: not
    assessable.
    """
    parts = run.scores.select("level", "unit_id", "period", "node", "score", "se").partition_by(
        "level", "period", "node", maintain_order=True
    )
    rows = pl.concat([part.with_columns(*standing(part)) for part in parts])
    rows = rows.join(run.framework.nodes.select("node", "label_zh", "label_en"), on="node")
    p, below = pl.col("probability"), pl.col("z") < 0
    told = judged(rows, unknown=p.is_null(), flagged=p > run.study.flags.peers, watch=p > WATCH, alert=below)
    return flags_table(
        told.with_columns(**_sentences(), estimate="score", reference="middle", n="peers"), "peers_outlier"
    )


def standing(part: pl.DataFrame) -> list[pl.Series]:
    """Return z, probability, middle, tau and peers of the scores of one level, period and node (columns score, se)."""
    from scipy.special import erf

    y, s = to_array(part.select("score", "se")).T
    known = ~np.isnan(y) & ~np.isnan(s)
    middle, tau, z, peers = np.nan, np.nan, np.full(y.shape, np.nan), int(known.sum())
    if peers >= FIELD:
        middle = float(quantise(np.median(y[known])))
        tau = float(np.sqrt(between_peers(y[known], s[known], middle)))
        sd = np.sqrt(s**2 + tau**2)
        with np.errstate(divide="ignore", invalid="ignore"):
            z = np.where(known & (sd > 0), (y - middle) / sd, np.nan)
    columns = {
        "z": z,
        "probability": erf(np.abs(z) / np.sqrt(2)),
        "middle": np.full(y.shape, middle),
        "tau": np.full(y.shape, tau),
    }
    return [*(to_column(name, array) for name, array in columns.items()), pl.Series("peers", np.full(y.shape, peers))]


def _sentences() -> dict[str, pl.Expr]:
    share = (1 - pl.col("probability")) * 1000
    chance_zh = pl.when(share < 0.1).then(pl.lit("不到万分之一")).otherwise(pl.format("约千分之 {}", share.round(1)))
    chance_en = (
        pl.when(share < 0.1)
        .then(pl.lit("fewer than 1 in 10,000"))
        .otherwise(pl.format("about {} in 1,000", share.round(1)))
    )
    side_zh = pl.when(pl.col("z") < 0).then(pl.lit("低于")).otherwise(pl.lit("高于"))
    side_en = pl.when(pl.col("z") < 0).then(pl.lit("below")).otherwise(pl.lit("above"))
    zh = pl.format(
        "{}：{}，{}同类中位数 {}（z = {}）；一般同类中{}会偏离这么远。与是否达标无关，供核查。",
        "label_zh", number("score"), side_zh, number("middle"), number("z", 2), chance_zh,
    )  # fmt: skip
    en = pl.format(
        "{}: {}, {} the median of its peers {} (z = {}); {} ordinary peers would lie so far out. This says nothing about a "
        "standard. For enquiry.",
        "label_en", number("score"), side_en, number("middle"), number("z", 2), chance_en,
    )  # fmt: skip
    known = pl.col("probability").is_not_null()
    none = pl.col("score").is_null()
    return {
        "reason": pl.when(known)
        .then(zh)
        .when(none)
        .then(pl.format("{}：本期无得分，无法与同类比较。", "label_zh"))
        .otherwise(pl.format("{}：误差未知、同类太少或彼此无差异，无法与同类比较。", "label_zh")),
        "message": pl.when(known)
        .then(en)
        .when(none)
        .then(pl.format("{}: no score, not comparable with peers.", "label_en"))
        .otherwise(
            pl.format("{}: error unknown, too few peers, or no difference among them: not assessable.", "label_en")
        ),
    }
