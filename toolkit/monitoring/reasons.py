"""Why a status is what it is, in two languages."""

from __future__ import annotations

import polars as pl

from toolkit.flags._table import figures, percent
from toolkit.monitoring.status import StatusRules

WORDS = {
    "no_data": (
        "本轮数据不足，无法判断；此前状态保留，不视为消除。",
        "Too little data in this round, not assessable; what was known before stands.",
    ),
    "sure": (
        "低于标准的概率达到 {alert_enter}，进入“重点关注”。",
        "The probability of being below the standard reached {alert_enter}: alert.",
    ),
    "repeated": (
        "最近 {alert_window} 轮中有 {alert_repeat} 轮概率达到 {watch_enter}，进入“重点关注”。",
        "{alert_repeat} of the last {alert_window} rounds reached {watch_enter}: alert.",
    ),
    "eased": (
        "连续 {alert_leave_rounds} 轮概率低于 {alert_leave}，由“重点关注”转为“关注”。",
        "{alert_leave_rounds} rounds in a row under {alert_leave}: from alert to watch.",
    ),
    "held": ("未达到退出条件，维持原状态。", "Not enough to leave the status, which stands."),
    "entered": ("概率达到 {watch_enter}，进入“关注”。", "The probability reached {watch_enter}: watch."),
    "left": ("概率低于 {watch_leave}，退出“关注”。", "The probability is under {watch_leave}: no longer watched."),
    "none": ("未见预警。", "Nothing to report."),
}
"""Cause -> Chinese, English."""


def reasons(rows: pl.DataFrame, rules: StatusRules) -> pl.DataFrame:
    """Add `reason` and `message`: what was found, and what followed from it."""
    shown = {
        name: f"{value * 100:g}%" if isinstance(value, float) else str(value)
        for name, value in rules.model_dump().items()
    }
    causes = [pl.col("cause").replace_strict({c: w[i].format(**shown) for c, w in WORDS.items()}) for i in (0, 1)]
    known = pl.col("probability").is_not_null()
    zh = pl.format(
        "综合历轮估计 {}（标准误 {}），标准 {}，{}的概率 {}。",
        figures("estimate"), figures("se"), figures("standard"), _side("低于标准", "超过限值"), percent("probability"),
    )  # fmt: skip
    en = pl.format(
        "Estimate over the rounds {} (standard error {}), standard {}, probability {} {}. ",
        figures("estimate"), figures("se"), figures("standard"), _side("below it", "above the limit"),
        percent("probability"),
    )  # fmt: skip
    nothing = pl.lit("")
    return rows.with_columns(
        reason=pl.when(known).then(zh).otherwise(nothing) + causes[0] + pl.lit("供核查。"),
        message=pl.when(known).then(en).otherwise(nothing) + causes[1] + pl.lit(" For enquiry."),
    )


def _side(below: str, above: str) -> pl.Expr:
    return pl.when(pl.col("direction") > 0).then(pl.lit(below)).otherwise(pl.lit(above))
