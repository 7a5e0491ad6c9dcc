"""Orders of rectification for groups of poor effect 限期整改."""

import polars as pl

from schemas.base import ForeignKey, Rule, Table, about, field, identifier

OWNERS = ["city", "district"]
OUTCOMES = ["verified", "failed"]


class Orders(Table):
    """One row an order. It is open while `outcome` is empty; overdue is a matter of the date, not of a column."""

    order_id: pl.String = identifier("整改编号", "order id")
    group_id: pl.String = identifier("集团编号", "group id")
    owner: pl.String = field(
        "下达单位",
        "issued by",
        hint_zh="city 市 / district 区，按集团隶属关系",
        hint_en="city or district, by the affiliation of the group",
        isin=OWNERS,
    )
    issued: pl.Date = field("下达日期", "issued on")
    deadline: pl.Date = field("整改期限", "deadline")
    extended: pl.Date = field("延期决定日期", "extension decided on", nullable=True)
    extended_to: pl.Date = field("延长至", "extended to", nullable=True)
    submitted: pl.Date = field("提交报告日期", "report submitted on", nullable=True)
    report: pl.String = field("整改报告文号", "number of the report", nullable=True)
    closed: pl.Date = field("验收日期", "verified on", nullable=True)
    outcome: pl.String = field(
        "验收结果",
        "outcome",
        hint_zh="verified 通过 / failed 未通过；未验收则空",
        hint_en="verified or failed; empty while open",
        isin=OUTCOMES,
        nullable=True,
    )

    class Config:
        unique = ["order_id"]
        metadata = about(
            "限期整改",
            "orders of rectification",
            foreign=(ForeignKey(("group_id",), "groups", ("group_id",)),),
            rules=(
                Rule(
                    "issued_before_deadline",
                    ("deadline", "issued"),
                    pl.col("issued") < pl.col("deadline"),
                    "整改期限不晚于下达日期",
                    "the deadline is not after the date of the order",
                    "请核对两个日期",
                    "check both dates",
                ),
                Rule(
                    "extension_is_whole",
                    ("extended_to", "extended"),
                    pl.col("extended").is_null() == pl.col("extended_to").is_null(),
                    "延期须同时填写决定日期与新期限",
                    "an extension needs both the day of the decision and the new deadline",
                    "请补全或清空两列",
                    "fill in both, or neither",
                ),
                Rule(
                    "extended_beyond_deadline",
                    ("extended_to", "deadline"),
                    pl.col("deadline") < pl.col("extended_to"),
                    "新期限不晚于原期限",
                    "the new deadline is not after the old one",
                    "请核对两个日期",
                    "check both dates",
                ),
                Rule(
                    "issued_before_submitted",
                    ("submitted", "issued"),
                    pl.col("issued") <= pl.col("submitted"),
                    "提交日期早于下达日期",
                    "the report was submitted before the order",
                    "请核对两个日期",
                    "check both dates",
                ),
                Rule(
                    "report_has_a_number",
                    ("report", "submitted"),
                    pl.col("submitted").is_null() == pl.col("report").is_null(),
                    "提交报告须同时有日期和文号",
                    "a report that was submitted needs its day and its number",
                    "请补全或清空两列",
                    "fill in both, or neither",
                ),
                Rule(
                    "closed_with_an_outcome",
                    ("outcome", "closed"),
                    pl.col("closed").is_null() == pl.col("outcome").is_null(),
                    "验收须同时有日期和结果",
                    "a closed order needs its day and its outcome",
                    "请补全或清空两列",
                    "fill in both, or neither",
                ),
                Rule(
                    "verified_after_report",
                    ("outcome", "submitted", "closed"),
                    (pl.col("outcome") != "verified")
                    | (pl.col("submitted").is_not_null() & (pl.col("submitted") <= pl.col("closed"))),
                    "验收通过须在提交报告之后",
                    "an order can be verified only after its report",
                    "请填写提交日期，或核对验收日期",
                    "give the day of the report, or check the day of the verification",
                ),
            ),
        )
