"""Pairwise comparisons of the analytic hierarchy process, one row an expert and pair; an empty degree is no comparison."""

import polars as pl

from schemas.base import Rule, Table, about, field, person, saaty

MORE = ["a", "b"]


class Comparisons(Table):
    """Which of two nodes with the same parent matters more, and how much more."""

    expert: pl.String = person()
    item_a: pl.String = field("甲", "item a", hint_zh="编号或名称", hint_en="id or label")
    item_b: pl.String = field("乙", "item b", hint_zh="编号或名称", hint_en="id or label")
    more_important: pl.String = field(
        "更重要的",
        "more important",
        hint_zh="甲或乙；同等重要可空",
        hint_en="a or b; empty if equal",
        isin=MORE,
        nullable=True,
    )
    degree: pl.Float64 = saaty("重要程度", "degree", nullable=True)

    class Config:
        unique = ["expert", "item_a", "item_b"]
        metadata = about(
            "两两比较",
            "comparisons",
            rules=(
                Rule(
                    "degree_without_direction",
                    ("more_important", "degree"),
                    (pl.col("degree") == 1) | pl.col("more_important").is_not_null(),
                    "填了大于 1 的程度，未填哪个更重要",
                    "a degree above 1 does not say which of the two matters more",
                    "填“甲”或“乙”；同等重要填 1",
                    "choose a or b; equal importance is degree 1",
                ),
                Rule(
                    "direction_without_degree",
                    ("degree", "more_important"),
                    pl.col("degree").is_not_null() | pl.col("more_important").is_null(),
                    "填了哪个更重要，未填程度",
                    "it says which matters more, but not by how much",
                    "填 1 至 9；未比较则两格都留空",
                    "give 1 to 9, or leave both cells empty",
                ),
                Rule(
                    "item_with_itself",
                    ("item_b", "item_a"),
                    pl.col("item_a") != pl.col("item_b"),
                    "与自身比较",
                    "an item is compared with itself",
                    "删除该行",
                    "delete the row",
                ),
            ),
        )
