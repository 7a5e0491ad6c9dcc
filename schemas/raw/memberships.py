"""Membership spells: which school belongs to which group from when to when."""

import polars as pl

from schemas.base import ForeignKey, Rule, Table, about, field, identifier

ROLES = ["lead", "member"]
EXITS = ["spillover", "agreed", "expelled", "merged", "closed"]


class Memberships(Table):
    """One row a spell. A school may have several spells that do not overlap; `left` is the first day outside."""

    group_id: pl.String = identifier("集团编号", "group id")
    school_id: pl.String = identifier("学校编号", "school id")
    role: pl.String = field("角色", "role", hint_zh="lead 总校 / member 成员校", hint_en="lead / member", isin=ROLES)
    joined: pl.Date = field("加入日期", "joined")
    left: pl.Date = field("退出日期", "left", nullable=True)
    exit_kind: pl.String = field(
        "退出方式",
        "kind of exit",
        hint_zh="spillover 溢出 / agreed 协议退出 / expelled 红牌淘汰 / merged 合并 / closed 撤销",
        hint_en="spillover / agreed / expelled / merged / closed",
        isin=EXITS,
        nullable=True,
    )

    class Config:
        unique = ["school_id", "joined"]
        metadata = about(
            "成员关系",
            "memberships",
            foreign=(
                ForeignKey(("group_id",), "groups", ("group_id",)),
                ForeignKey(("school_id",), "schools", ("school_id",)),
            ),
            rules=(
                Rule(
                    "joined_before_left",
                    ("left", "joined"),
                    pl.col("joined") < pl.col("left"),
                    "退出日期不晚于加入日期",
                    "the date of leaving is not after the date of joining",
                    "请核对两个日期",
                    "check both dates",
                ),
            ),
            optional=False,
        )
