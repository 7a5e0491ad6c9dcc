"""Any long table of indicator values, checked and completed before stage 4."""

from __future__ import annotations

import polars as pl

from toolkit.errors import DataError, OptionError, did_you_mean
from toolkit.framework import Framework
from toolkit.matrix import KEYS

COLUMNS = {
    "level": pl.String,
    "unit_id": pl.String,
    "period": pl.String,
    "indicator": pl.String,
    "value": pl.Float64,
    "se": pl.Float64,
    "n": pl.Int64,
    "status": pl.String,
}
DEFAULTS = {"level": pl.lit("unit"), "se": pl.lit(None), "n": pl.lit(None)}


def complete_values(values: pl.DataFrame, framework: Framework) -> pl.DataFrame:
    """Return values with all columns, typed; refuse what can't be scored.

    `level` defaults to `unit`, `se` and `n` to unknown, `status` to value or missing.

    Raises
    ------
    OptionError
        A needed column is absent.
    DataError
        A value is NaN or infinite, or the framework has an indicator of which there is no row at all.
    """
    absent = [c for c in ("unit_id", "period", "indicator", "value") if c not in values.columns]
    if absent:
        near = did_you_mean(absent[0], values.columns)
        raise OptionError(f"The values table lacks the column {absent[0]!r}.{near} It needs: {', '.join(COLUMNS)}.")
    full = values.with_columns(e.alias(c) for c, e in DEFAULTS.items() if c not in values.columns)
    if "status" not in full.columns:
        full = full.with_columns(
            status=pl.when(pl.col("value").is_null()).then(pl.lit("missing")).otherwise(pl.lit("value"))
        )
    full = full.select(pl.col(c).cast(t) for c, t in COLUMNS.items())
    _refuse(full, framework)
    return full


def _refuse(values: pl.DataFrame, framework: Framework) -> None:
    for column in ("value", "se"):
        bad = values.filter(~pl.col(column).is_finite())
        if bad.height:
            place = " ".join(map(str, bad.select(*KEYS, "indicator").row(0)))
            raise DataError(f"{column} is {bad[column][0]} for {place}: leave missing values null.")
    negative = values.filter(pl.col("se") < 0)
    if negative.height:
        raise DataError(f"se is negative for {' '.join(map(str, negative.select(*KEYS, 'indicator').row(0)))}.")
    keys = values.filter(pl.any_horizontal(pl.col(*KEYS, "indicator").is_null()))
    if keys.height:
        raise DataError(f"{keys.height} rows of the values table have no level, unit_id, period or indicator.")
    present = set(values["indicator"].unique())
    lost = [i for i in framework.indicators if i not in present]
    if lost:
        near = did_you_mean(lost[0], present)
        raise DataError(
            f"Framework {framework.name!r} has the indicator {lost[0]!r} of which the values have no row.{near} "
            "Take it out of the framework, or add rows with an empty value."
        )
