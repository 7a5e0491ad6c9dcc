"""Comparisons of the best-worst method, one row an expert and node; a row without numbers is no answer."""

import polars as pl

from schemas.base import Rule, Table, about, field, person, saaty


class BestWorst(Table):
    """How much more the most important node matters than this one, and this one than the least important."""

    expert: pl.String = person()
    item: pl.String = field("项目", "item", hint_zh="编号或名称", hint_en="id or label")
    best_to_item: pl.Float64 = saaty("最重要者对本项", "best to item", nullable=True)
    item_to_worst: pl.Float64 = saaty("本项对最不重要者", "item to worst", nullable=True)

    class Config:
        unique = ["expert", "item"]
        metadata = about(
            "最优最劣",
            "best and worst",
            rules=(
                Rule(
                    "half_an_answer",
                    ("item_to_worst", "best_to_item"),
                    pl.col("best_to_item").is_null() == pl.col("item_to_worst").is_null(),
                    "两个比较只填了一个",
                    "only one of the two comparisons is given",
                    "两格都填（对自身填 1），或都留空",
                    "fill in both (1 for itself), or leave both empty",
                ),
            ),
        )
