"""Where the value of an indicator stands in `results.xlsx`: one row a unit, one column an indicator, the latest period."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

if TYPE_CHECKING:
    from toolkit.scoring_run import ScoringRun

SHEETS = {"group": "集团指标值 group values", "school": "学校指标值 school values"}
KEYS = {"group": ("unit_id", "name_zh", "district_id"), "school": ("unit_id", "name_zh", "group_id")}
"""Columns in front of the indicators, as many in each sheet."""
FIRST_ROW = 5
"""Number of the first row of values: above it stand the way back, the caption, the note and the header."""


def values_wide(run: ScoringRun, level: str) -> pl.DataFrame:
    """Return the keys of each unit and its indicator values in the latest period; schools in the order of their groups.

    A value that rests on 1 to 9 cases is left out, as in every output that people read.
    """
    from toolkit.report._cells import MINIMUM_COUNT

    held = run.values.filter(level=level, period=run.latest)
    few = pl.col("n").is_between(1, MINIMUM_COUNT - 1).fill_null(False)
    shown = held.with_columns(value=pl.when(~few).then("value"))
    indicators = run.framework.indicators
    wide = shown.pivot("indicator", index="unit_id", values="value", aggregate_function=None)
    wide = wide.with_columns(pl.lit(None, pl.Float64).alias(i) for i in indicators if i not in wide.columns)
    names = run.units.filter(level=level).select("unit_id", "name_zh", "district_id")
    wide = wide.join(names, on="unit_id", how="left")
    if level == "school":
        groups = run.members.filter(period=run.latest).group_by("school_id").agg(group_id=pl.col("group_id").min())
        wide = wide.join(groups, left_on="unit_id", right_on="school_id", how="left").sort(
            "group_id", "unit_id", nulls_last=True
        )
    else:
        wide = wide.sort("unit_id")
    return wide.select(*KEYS[level], *indicators)


def rows_of(run: ScoringRun, level: str) -> dict[str, int]:
    """Return the row of each unit in its sheet, as a spreadsheet numbers it."""
    return {unit: FIRST_ROW + i for i, unit in enumerate(values_wide(run, level)["unit_id"])}


def letters(run: ScoringRun) -> dict[str, str]:
    """Return the column of each indicator, the same in all of these sheets, as a spreadsheet names it."""
    from xlsxwriter.utility import xl_col_to_name

    first = len(KEYS["group"])
    return {indicator: xl_col_to_name(first + i) for i, indicator in enumerate(run.framework.indicators)}
