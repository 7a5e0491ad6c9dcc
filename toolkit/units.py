"""Who is judged: the units table."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from toolkit.errors import DataError

COLUMNS = ["level", "unit_id", "name_zh", "name_en", "district_id", "stage"]


def units(raw: Mapping[str, pl.LazyFrame], members: pl.DataFrame, *, districts: bool = False) -> pl.DataFrame:
    """Return names and home of all schools, groups and, where the table is there, districts (schemas.derived.Units).

    A missing English name falls back to the Chinese one. A group's stage is that of its schools, null where they differ.
    """
    parts = [_named(raw["schools"], "school", "stage", "district_id")]
    parts.append(
        _named(raw["groups"], "group", None, "district_id")
        .drop("stage")
        .join(_stages(members, raw["schools"]), on="unit_id", how="left")
    )
    if districts and "districts" not in raw:
        raise DataError("The table 'districts' is absent: it is needed for values of districts.")
    if "districts" in raw:
        parts.append(_named(raw["districts"], "district", None, "district_id"))
    return pl.concat([part.select(COLUMNS) for part in parts]).sort("level", "unit_id").collect()


def _named(table: pl.LazyFrame, level: str, stage: str | None, home: str) -> pl.LazyFrame:
    english = pl.col("name_en") if "name_en" in table.collect_schema().names() else pl.lit(None, pl.String)
    return table.select(
        level=pl.lit(level),
        unit_id=f"{level}_id",
        name_zh="name_zh",
        name_en=pl.coalesce(english, "name_zh"),
        district_id=home,
        stage=pl.lit(None, pl.String) if stage is None else pl.col(stage),
    )


def _stages(members: pl.DataFrame, schools: pl.LazyFrame) -> pl.LazyFrame:
    stages = members.lazy().join(schools.select("school_id", "stage"), on="school_id")
    one = pl.when(pl.col("stage").n_unique() == 1).then(pl.col("stage").first())
    return stages.group_by(unit_id="group_id").agg(stage=one)
