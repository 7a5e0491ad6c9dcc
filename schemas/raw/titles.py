"""Titles of municipal quality groups: every decision about them 市级优质教育集团称号."""

import polars as pl

from schemas.base import ForeignKey, Rule, Table, about, field, identifier

STEPS = ["candidate", "named", "rejected", "reviewing", "renewed", "conditional", "not_renewed", "revoked"]


class Titles(Table):
    """One row a step. Due after six years is a matter of the date, not of a column."""

    group_id: pl.String = identifier("集团编号", "group id")
    step: pl.String = field(
        "环节",
        "step",
        hint_zh="申报、命名、未命名、全方位督导、保留、附条件保留、不再认定、取消命名",
        hint_en="candidate, named, rejected, reviewing (full inspection), renewed, conditional, not renewed, revoked",
        isin=STEPS,
    )
    decided: pl.Date = field("日期", "date")
    document: pl.String = field("文号", "document", nullable=True)
    order_id: pl.String = identifier("整改编号", "order id", nullable=True)
    violation: pl.String = field(
        "违规事实",
        "violation",
        hint_zh="取消命名时必填，不写人名",
        hint_en="needed when a title is revoked; no names of people",
        nullable=True,
    )
    adverse_impact: pl.String = field(
        "不良社会影响",
        "adverse social impact",
        hint_zh="取消命名时必填，不写人名",
        hint_en="needed when a title is revoked; no names of people",
        nullable=True,
    )

    class Config:
        unique = ["group_id", "decided", "step"]
        metadata = about(
            "称号",
            "titles",
            foreign=(
                ForeignKey(("group_id",), "groups", ("group_id",)),
                ForeignKey(("order_id",), "orders", ("order_id",)),
            ),
            rules=(
                Rule(
                    "named_by_document",
                    ("document", "step"),
                    (pl.col("step") != "named") | pl.col("document").is_not_null(),
                    "命名须有文号",
                    "a title is named by a document",
                    "请填写命名文件的文号",
                    "give the number of the document",
                ),
                Rule(
                    "condition_has_an_order",
                    ("order_id", "step"),
                    (pl.col("step") != "conditional") | pl.col("order_id").is_not_null(),
                    "附条件保留须对应一项限期整改",
                    "a title kept on condition needs its order of rectification",
                    "请填写整改编号",
                    "give the id of the order",
                ),
                Rule(
                    "revoked_for_violation_and_impact",
                    ("violation", "adverse_impact", "step"),
                    (pl.col("step") != "revoked")
                    | (pl.col("violation").is_not_null() & pl.col("adverse_impact").is_not_null()),
                    "取消命名须同时说明违规事实与不良社会影响；得分低不构成理由",
                    "a title is revoked for a violation that also had an adverse social impact; a low score is no ground",
                    "请补全两列",
                    "describe both",
                ),
            ),
        )
