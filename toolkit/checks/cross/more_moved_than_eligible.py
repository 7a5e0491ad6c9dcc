"""More teachers of a school moved in a school year than its register calls eligible."""

from __future__ import annotations

import polars as pl

from toolkit.checks.cross._base import CrossRule, Lazy
from toolkit.checks.message import Message
from toolkit.periods import calendar, is_standard


def _find(tables: Lazy) -> pl.LazyFrame:
    given = tables["staff"].select("period").drop_nulls().unique().collect()["period"]
    years = calendar([p for p in given if is_standard(p)]).lazy()
    known = tables["staff"].filter(pl.col("rotation_eligible").is_not_null())
    eligible = known.group_by("school_id", "period").agg(eligible=pl.col("rotation_eligible").sum())
    exchange = tables["staff_moves"].filter(pl.col("kind") == "exchange").join(years, how="cross")
    moves = exchange.filter(pl.col("started").is_between("starts", "ends"))
    moved = moves.group_by("from_school", "period").agg(moved=pl.col("staff_id").n_unique(), row=pl.col("row").min())
    both = moved.join(eligible, left_on=["from_school", "period"], right_on=["school_id", "period"])
    return both.filter(pl.col("moved") > pl.col("eligible")).select("row", "from_school", "period", "moved", "eligible")


MORE_MOVED_THAN_ELIGIBLE = CrossRule(
    "staff_moves",
    "from_school",
    {
        "staff_moves": ("staff_id", "from_school", "kind", "started"),
        "staff": ("school_id", "period", "rotation_eligible"),
    },
    _find,
    Message(
        "moved-exceeds-eligible",
        "warning",
        "学校 {from_school} 在 {period} 交流轮岗 {moved} 人，多于符合交流条件的 {eligible} 人（首处{at}）",
        "{moved} teachers of school {from_school} moved in {period}, more than the {eligible} that are eligible (first in {at})",
        "请核对教职工表的“符合交流条件”和教师流动表",
        "check who is eligible in the staff register, and the moves",
    ),
)
