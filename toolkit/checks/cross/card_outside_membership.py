"""A card is for a school that is a member of the group on that day; a red one ends its spell on that day."""

from __future__ import annotations

import polars as pl

from toolkit.checks.cross._base import CrossRule, Lazy
from toolkit.checks.message import Message

_SPELL = ("group_id", "school_id", "role", "joined", "left", "exit_kind")
_CARD = ("group_id", "school_id", "card", "shown")
_DAY = pl.col("shown").cast(pl.String)


def _outside(tables: Lazy) -> pl.LazyFrame:
    spells = tables["memberships"].filter(pl.col("role") == "member").select(*_SPELL[:2], *_SPELL[3:5])
    cards = tables["cards"].filter(pl.col("shown").is_not_null())
    until = (
        pl.when(pl.col("card") == "red")
        .then(pl.col("left") >= pl.col("shown"))
        .otherwise(pl.col("left") > pl.col("shown"))
    )
    inside = cards.join(spells, on=["group_id", "school_id"]).filter(
        pl.col("joined") <= pl.col("shown"), pl.col("left").is_null() | until
    )
    outside = cards.join(inside.select("row"), on="row", how="anti")
    return outside.select("row", "school_id", "group_id", _DAY)


def _red(tables: Lazy) -> pl.LazyFrame:
    ended = tables["memberships"].filter(pl.col("exit_kind") == "expelled")
    red = tables["cards"].filter(pl.col("card") == "red")
    return red.join(
        ended, left_on=["group_id", "school_id", "shown"], right_on=["group_id", "school_id", "left"], how="anti"
    ).select("row", "school_id", "group_id", _DAY)


def _expelled(tables: Lazy) -> pl.LazyFrame:
    ended = tables["memberships"].filter(pl.col("exit_kind") == "expelled")
    red = tables["cards"].filter(pl.col("card") == "red")
    return ended.join(
        red, left_on=["group_id", "school_id", "left"], right_on=["group_id", "school_id", "shown"], how="anti"
    ).select("row", "school_id", "group_id", pl.col("left").cast(pl.String))


CARD_OUTSIDE_MEMBERSHIP = CrossRule(
    "cards",
    "shown",
    {"memberships": _SPELL, "cards": _CARD},
    _outside,
    Message(
        "card-outside-membership",
        "error",
        "学校 {school_id} 在 {shown}（{at}）不是 {group_id} 的成员校",
        "school {school_id} was no member of {group_id} on {shown} ({at})",
        "牌只给在册成员校；请核对学校、集团和日期",
        "cards are for members at that time: check school, group and date",
    ),
)

RED_CARD_WITHOUT_EXIT = CrossRule(
    "cards",
    "shown",
    {"memberships": _SPELL, "cards": _CARD},
    _red,
    Message(
        "red-card-and-exit",
        "error",
        "学校 {school_id} 于 {shown} 被红牌淘汰（{at}），但成员关系中没有当日的淘汰退出",
        "school {school_id} got a red card on {shown} ({at}), but no spell ends that day as expelled",
        "请在成员关系中填写退出日期和退出方式“红牌淘汰”",
        "give the spell that date of leaving, with the kind of exit 'expelled'",
    ),
)

EXPELLED_WITHOUT_RED_CARD = CrossRule(
    "memberships",
    "exit_kind",
    {"memberships": _SPELL, "cards": _CARD},
    _expelled,
    Message(
        "red-card-and-exit",
        "error",
        "学校 {school_id} 于 {left} 被 {group_id} 淘汰（{at}），但没有当日的红牌",
        "school {school_id} was expelled from {group_id} on {left} ({at}) without a red card of that day",
        "请在“黄牌与红牌”表中补上红牌，或改正退出方式",
        "add the red card to the cards, or correct the kind of exit",
    ),
)
