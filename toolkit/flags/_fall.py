"""The judgement that decline and lead_dilution share: how likely it is that a score has truly fallen beyond a limit."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from toolkit.flags._changes import FIELD
from toolkit.flags._overdispersion import between_peers
from toolkit.flags._posterior import posterior_below
from toolkit.flags._table import judged
from toolkit.matrix import Array, quantise, to_array, to_column

if TYPE_CHECKING:
    from toolkit.flag_settings import FlagSettings

DEFAULT = 5.0
"""Points of a score on the scale 0 to 100."""


def fallen(rows: pl.DataFrame, field: list[str], settings: FlagSettings) -> pl.DataFrame:
    """Judge changes (`estimate`, `change_se`, `least`): P(true change < -limit), those of one `field` sharing prior and limit."""
    parts = [part.with_columns(*_probability(part, settings)) for part in rows.partition_by(field, maintain_order=True)]
    null = pl.lit(None, pl.Float64)
    done = pl.concat(parts) if parts else rows.with_columns(probability=null, limit=null)
    p = pl.col("probability")
    told = judged(done, unknown=p.is_null(), flagged=p >= settings.probability, watch=p >= 0.5)
    return told.with_columns(se="change_se", reference=-pl.col("limit"), n="compared")


def _probability(part: pl.DataFrame, settings: FlagSettings) -> list[pl.Series]:
    change, se = to_array(part.select("estimate", "change_se")).T
    limit = np.maximum(usual_change(change, se), to_array(part.select("least"))[0, 0])
    p = posterior_below(quantise(change), se, -limit, settings.change_prior)
    return [to_column("probability", p), to_column("limit", np.full(p.shape, limit))]


def usual_change(change: Array, se: Array) -> float:
    """Return three robust standard deviations of the true changes (`between_peers`); 0 where fewer than ten are known."""
    known = ~np.isnan(change) & ~np.isnan(se)
    if known.sum() < FIELD:
        return 0.0
    y, s = change[known], se[known]
    return float(np.round(3 * np.sqrt(between_peers(y, s, float(np.median(y)))), 10))


def say_unknown(lang: str, score: str) -> pl.Expr:
    """Say why a change can't be judged; null where it can."""
    label, words = f"label_{lang}", UNKNOWN[lang]
    return (
        pl.when(pl.col("probability").is_not_null())
        .then(pl.lit(None, pl.String))
        .when(pl.col(score).is_null())
        .then(pl.format(words[0], label))
        .when(pl.col("before").is_null())
        .then(pl.format(words[1], label))
        .when(pl.col("least").is_null())
        .then(pl.format(words[2], label))
        .otherwise(pl.format(words[3], label))
    )


UNKNOWN = {
    "zh": (
        "{}：本期无得分，无法判断变化。",
        "{}：此前各期无可比得分，无法判断变化。",
        "{}：得分不是 0–100 分制，须设定 flags.decline（以得分的分值计）方可判断变化。",
        "{}：误差未知，无法判断变化。",
    ),
    "en": (
        "{}: no score in this period, change not assessable.",
        "{}: no comparable score before, change not assessable.",
        "{}: not a score from 0 to 100, change not assessable. Set flags.decline, in points of the score, to have it judged.",
        "{}: error unknown, change not assessable.",
    ),
}


def same(lang: str) -> pl.Expr:
    """Say that the change is that of the same schools, where others are counted than before."""
    text = {
        "zh": "（计入的学校不同，按两期都计入的学校）",
        "en": " (other schools are counted; of those counted both times)",
    }[lang]
    return pl.when("others").then(pl.lit(text)).otherwise(pl.lit(""))
