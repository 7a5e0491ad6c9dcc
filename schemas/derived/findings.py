"""Findings of validation: where, what, and what to do, in Chinese and English."""

import polars as pl

from schemas.base import Table, about, field

SEVERITIES = ["fatal", "error", "warning", "info"]


class Findings(Table):
    """One row a finding. `row` is the row in the file as its program shows it (the header is row 1).

    `count` findings of one rule and column may be gathered in one row, with the first place. `value` is empty for personal columns.
    """

    code: pl.String = field(
        "代码",
        "code",
        hint_en="Frictionless names: missing-cell, type-error, constraint-error, foreign-key, primary-key, …",
    )
    severity: pl.String = field("级别", "severity", isin=SEVERITIES)
    file: pl.String = field("文件", "file", nullable=True)
    sheet: pl.String = field("工作表", "sheet", nullable=True)
    row: pl.Int64 = field("行", "row", ge=1, nullable=True)
    column: pl.String = field("列", "column", nullable=True)
    cell: pl.String = field("单元格", "cell", hint_zh="例如 C7", hint_en="for example C7", nullable=True)
    rule: pl.String = field("规则", "rule")
    count: pl.Int64 = field("次数", "count", ge=1)
    value: pl.String = field("值", "value", nullable=True)
    message_zh: pl.String = field("说明", "message (Chinese)")
    message_en: pl.String = field("英文说明", "message (English)")
    remedy_zh: pl.String = field("处理办法", "remedy (Chinese)")
    remedy_en: pl.String = field("英文处理办法", "remedy (English)")

    class Config:
        metadata = about("校验结果", "findings")
