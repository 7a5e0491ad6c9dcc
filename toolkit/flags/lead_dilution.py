"""Lead dilution 总校稀释: the lead school's own quality falls while it lifts others."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from toolkit.exact import ordered_sum
from toolkit.flags._changes import least, scores_built, since_before
from toolkit.flags._fall import DEFAULT, fallen, say_unknown
from toolkit.flags._table import flags_table, number, percent

if TYPE_CHECKING:
    from toolkit.scoring_run import ScoringRun

KEYS = ["level", "unit_id", "school_id", "node"]


def lead_dilution(run: ScoringRun) -> pl.DataFrame:
    """Flag a group whose lead school has truly fallen by `flags.decline` points, whatever the group's average says.

    As `decline`, for the score of the lead school against its own mean of the periods before in which it led the same
    group; the prior is that of all lead schools. How the members have moved meanwhile is told, not judged. Another lead
    than before: not assessable.
    """
    settings = run.study.flags
    schools = scores_built(run).filter(pl.col("level") == "school").rename({"unit_id": "school_id"})
    if not run.members.height or not schools.height:
        return run.flags.clear()
    inside = run.members.select("period", "school_id", "role", unit_id="group_id").join(
        schools.drop("level"), on=["period", "school_id"]
    )
    rows = inside.with_columns(level=pl.lit("group"))
    moved, led = (since_before(run, rows.filter(pl.col("role") == role), KEYS) for role in ("member", "lead"))
    leads = led.join(_members(moved), on=["unit_id", "node", "period"], how="left")
    leads = leads.join(run.framework.nodes.select("node", "label_zh", "label_en"), on="node")
    leads = leads.join(least(run, settings.decline, DEFAULT), on="node")
    field = ["level", "node", "period"]
    leads = fallen(leads, field, settings)
    return flags_table(leads.with_columns(**_sentences()), "lead_dilution")


def _members(changes: pl.DataFrame) -> pl.DataFrame:
    known = changes.filter(pl.col("estimate").is_not_null())
    mean = ordered_sum(pl.col("estimate")) / pl.len()
    return known.group_by("unit_id", "node", "period").agg(members_change=mean.round(10), members=pl.len())


def _sentences() -> dict[str, pl.Expr]:
    zh = pl.format(
        "{}：总校 {} 得分 {}，此前 {} 期平均 {}，变化 {}；确实下降超过 {} 分的概率 {}。{}供核查。",
        "label_zh", "school_id", number("score"), "compared", number("before"), number("estimate"), number("limit"),
        percent("probability"), _others("zh"),
    )  # fmt: skip
    en = pl.format(
        "{}: lead school {} has {}, mean of {} period(s) before {}, change {}; probability of a true fall beyond {} points "
        "{}. {}For enquiry.",
        "label_en", "school_id", number("score"), "compared", number("before"), number("estimate"), number("limit"),
        percent("probability"), _others("en"),
    )  # fmt: skip
    return {
        "reason": pl.coalesce(say_unknown("zh", "score"), zh),
        "message": pl.coalesce(say_unknown("en", "score"), en),
    }


def _others(lang: str) -> pl.Expr:
    text = {"zh": "同期 {} 所成员校平均变化 {}。", "en": "{} member school(s) changed by {} on average. "}[lang]
    told = pl.format(text, "members", number("members_change"))
    return pl.when(pl.col("members").is_not_null()).then(told).otherwise(pl.lit(""))
