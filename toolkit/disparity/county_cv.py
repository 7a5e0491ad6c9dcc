"""The national rule for counties, district by district: how far schools of a stage are apart, under three conventions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import polars as pl

from toolkit.arguments import need_columns
from toolkit.disparity.county import COUNTY_LIMITS
from toolkit.disparity.cv import cv
from toolkit.errors import DataError

KEY = ["district_id", "stage", "period", "indicator"]
CONVENTIONS = ("pupils", "population", "sample")
"""Weighted by pupils, as the rule says; every school alike; the same with the divisor n - 1."""
SCHEMA = {
    **dict.fromkeys(KEY, pl.String),
    "schools": pl.Int64,
    "missing": pl.Int64,
    **{f"cv_{name}": pl.Float64 for name in CONVENTIONS},
    "limit": pl.Float64,
    **{f"within_{name}": pl.Boolean for name in CONVENTIONS},
}


def county_cv(
    values: pl.DataFrame,
    schools: pl.DataFrame,
    pupils: pl.DataFrame,
    indicators: Sequence[str],
    *,
    limits: Mapping[str, float] = COUNTY_LIMITS,
) -> pl.DataFrame:
    """Return the coefficient of variation of each indicator between the schools of a district and stage.

    `cv_pupils` is that of the rule, sqrt(sum n_i/N (X_i - X)^2) / X with X = sum n_i X_i / N; `cv_population` and
    `cv_sample` count every school alike and are told because the three can fall on different sides of the limit.
    A school without a value or without pupils is counted as `missing` and left out of all three; below two schools there is no
    CV. Schools of several stages belong to neither: split them first (`split_stages`).

    Parameters
    ----------
    values : polars.DataFrame
        Long values on a ratio scale, with level "school": level, unit_id, period, indicator, value. `run.values` will do.
    schools : polars.DataFrame
        school_id, district_id, stage.
    pupils : polars.DataFrame
        school_id, period, pupils. `tables["school_year"]` will do.
    indicators : sequence of str
        Which ones; those of the rule are R1 to R7.
    limits : mapping of stage to CV
        Stages that are looked at, and the greatest CV that they may have: 0.50 primary, 0.45 junior.

    Returns
    -------
    polars.DataFrame
        district_id, stage, period, indicator, schools, missing, cv_pupils, cv_population, cv_sample, limit,
        within_pupils, within_population, within_sample; null where there is no CV.

    Raises
    ------
    DataError
        A mean is not positive, or a school stands twice.

    References
    ----------
    教育部 (2017), 县域义务教育优质均衡发展督导评估办法, 教督〔2017〕6号.

    Examples
    --------
    >>> three = ["S1", "S2", "S3"]
    >>> values = pl.DataFrame({"level": "school", "unit_id": three, "period": "2025-26", "indicator": "R6", "value": [6.0, 4.0, 10.0]})
    >>> schools = pl.DataFrame({"school_id": three, "district_id": "D01", "stage": "primary"})
    >>> pupils = pl.DataFrame({"school_id": three, "period": "2025-26", "pupils": [50, 30, 20]})
    >>> county_cv(values, schools, pupils, ["R6"]).select(pl.col("^cv_.*$").round(4)).row(0)
    (0.3368, 0.3742, 0.4583)
    """
    need_columns(values, "level", "unit_id", "period", "indicator", "value")
    need_columns(schools, "school_id", "district_id", "stage")
    need_columns(pupils, "school_id", "period", "pupils")
    staged = schools.select("school_id", "district_id", "stage").filter(pl.col("stage").is_in(list(limits)))
    returns = pupils.select("school_id", "period", "pupils")
    if staged["school_id"].is_duplicated().any() or returns.select("school_id", "period").is_duplicated().any():
        raise DataError("A school stands twice in a period.", zh="同一学年中有学校重复。")
    own = values.filter(pl.col("level") == "school", pl.col("indicator").is_in(list(indicators)))
    rows = staged.join(returns, on="school_id").join(pl.DataFrame({"indicator": list(indicators)}), how="cross")
    rows = rows.join(
        own.select("period", "indicator", "value", school_id="unit_id"),
        on=["school_id", "period", "indicator"],
        how="left",
    )
    found = [
        (*key, *_of(part.sort("school_id"), limits[str(key[1])]))
        for key, part in rows.partition_by(KEY, as_dict=True).items()
    ]
    return pl.DataFrame(found, schema=SCHEMA, orient="row").sort(KEY)


def _of(rows: pl.DataFrame, limit: float) -> tuple[object, ...]:
    known = rows.filter(pl.col("value").is_not_null(), pl.col("pupils") > 0)
    counts = known.height, rows.height - known.height
    if known.height < 2:
        return (*counts, None, None, None, limit, None, None, None)
    x = known["value"].cast(pl.Float64)
    found = (
        cv(x, known["pupils"].cast(pl.Float64), scale="ratio"),
        cv(x, scale="ratio"),
        cv(x, convention="sample", scale="ratio"),
    )
    return (*counts, *found, limit, *(round(each, 10) <= limit for each in found))


def county_verdicts(table: pl.DataFrame) -> pl.DataFrame:
    """Return one row a district, stage and period: whether all indicators keep the limit, under each convention.

    held: all do; missed: one does not; undecided: none misses it, but one has no CV.

    Parameters
    ----------
    table : polars.DataFrame
        Of `county_cv`.

    Returns
    -------
    polars.DataFrame
        district_id, stage, period, greatest (cv_pupils), worst (its indicator), and pupils, population, sample: held,
        missed or undecided.
    """

    def verdict(name: str) -> pl.Expr:
        within = pl.col(f"within_{name}")
        return (
            pl.when(within.eq(False).any())
            .then(pl.lit("missed"))
            .when(within.is_null().any())
            .then(pl.lit("undecided"))
            .otherwise(pl.lit("held"))
            .alias(name)
        )

    ordered = table.sort(
        *KEY[:3], "cv_pupils", "indicator", descending=[False, False, False, True, False], nulls_last=True
    )
    return (
        ordered.group_by(KEY[:3], maintain_order=True)
        .agg(
            pl.col("cv_pupils").first().alias("greatest"),
            pl.col("indicator").filter(pl.col("cv_pupils").is_not_null()).first().alias("worst"),
            *(verdict(name) for name in CONVENTIONS),
        )
        .sort(KEY[:3])
    )
