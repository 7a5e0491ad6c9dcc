"""Cards of member schools under their group's agreement 黄牌与红牌."""

import polars as pl

from schemas.base import ForeignKey, Rule, Table, about, field, identifier

COLOURS = ["yellow", "red"]
CAUSES = ["breach", "incident", "severe_incident"]


class Cards(Table):
    """One row a card, decided by people under the agreement; a flag of the toolkit is never a card."""

    group_id: pl.String = identifier("集团编号", "group id")
    school_id: pl.String = identifier("学校编号", "school id")
    card: pl.String = field(
        "牌",
        "card",
        hint_zh="yellow 黄牌预警 / red 红牌淘汰，当日退出集团",
        hint_en="yellow: warning / red: the school leaves the group on that day",
        isin=COLOURS,
    )
    shown: pl.Date = field("出牌日期", "shown on")
    cause: pl.String = field(
        "事由",
        "cause",
        hint_zh="未履行协议、影响集团声誉的事件、重大事件",
        hint_en="breach of the agreement, incident that harms the group, severe incident",
        isin=CAUSES,
    )
    deadline: pl.Date = field("整改期限", "deadline", nullable=True)
    cleared: pl.Date = field("解除日期", "cleared on", nullable=True)

    class Config:
        unique = ["school_id", "shown"]
        metadata = about(
            "黄牌与红牌",
            "cards",
            foreign=(
                ForeignKey(("group_id",), "groups", ("group_id",)),
                ForeignKey(("school_id",), "schools", ("school_id",)),
            ),
            rules=(
                Rule(
                    "shown_before_deadline",
                    ("deadline", "shown"),
                    pl.col("shown") < pl.col("deadline"),
                    "整改期限不晚于出牌日期",
                    "the deadline is not after the date of the card",
                    "请核对两个日期",
                    "check both dates",
                ),
                Rule(
                    "shown_before_cleared",
                    ("cleared", "shown"),
                    pl.col("shown") <= pl.col("cleared"),
                    "解除日期早于出牌日期",
                    "the card was cleared before it was shown",
                    "请核对两个日期",
                    "check both dates",
                ),
                Rule(
                    "red_is_final",
                    ("cleared", "card"),
                    (pl.col("card") != "red") | pl.col("cleared").is_null(),
                    "红牌不能解除",
                    "a red card cannot be cleared",
                    "请清空解除日期；学校重新加入集团另记一段成员关系",
                    "empty the date of clearing; a school that comes back gets a new spell",
                ),
            ),
        )
