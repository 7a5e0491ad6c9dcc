"""What each unit is measured against: standards by stage for schools, and their weighted means for groups."""

from __future__ import annotations

import polars as pl

from toolkit.errors import DataError
from toolkit.exact import ordered_sum

KEYS = ["level", "unit_id", "period", "indicator"]


def standards(
    framework_nodes: pl.DataFrame, units: pl.DataFrame, members: pl.DataFrame, values_index: pl.DataFrame
) -> pl.DataFrame:
    """Return the standard of every indicator for every unit and period; null where it can't be said.

    * An indicator without stage rows: the standard of its row, for every unit.
    * A school: the row of its stage if there is one, else the row without a stage.
    * A group, where the indicator has stage rows: Σ w s / Σ w over its members, with the weights of the roll-up, so that
      a group of primary and junior schools is held to what its own mix of schools is held to. With `value` in
      `values_index` only the members that have a value count, as in the group's value. Null when one of them has no
      standard.
    * A group, where no school has the indicator (`values_index` with `value`): the row of the stage that all its schools
      share, if any, else the row without a stage.
    * Any other unit: the row without a stage.

    Parameters
    ----------
    framework_nodes : polars.DataFrame
        node, kind, standard and, if there are stage rows, stage (schemas.framework).
    units, members : polars.DataFrame
        As in `schemas.derived`.
    values_index : polars.DataFrame
        level, unit_id, period, indicator and optionally value: the rows to answer for.

    Returns
    -------
    polars.DataFrame
        level, unit_id, period, indicator, standard; one row a row of `values_index`, sorted.

    Examples
    --------
    >>> nodes = pl.DataFrame({"node": ["R6", "R6", "R6"], "kind": "indicator", "standard": [None, 2000.0, 2500.0],
    ...                       "stage": [None, "primary", "junior"]})
    >>> units = pl.DataFrame({"level": ["school"] * 2, "unit_id": ["S1", "S2"], "stage": ["junior", "senior"]})
    >>> members = pl.DataFrame(schema={"period": pl.String, "group_id": pl.String, "school_id": pl.String, "weight": pl.Float64})
    >>> index = pl.DataFrame({"level": ["school"] * 2, "unit_id": ["S1", "S2"], "period": "2025-26", "indicator": "R6"})
    >>> standards(nodes, units, members, index)["standard"].to_list()
    [2500.0, None]
    """
    base, staged = _tables(framework_nodes)
    index = values_index.select(KEYS)
    by_stage = index.join(staged.select("indicator").unique(), on="indicator", how="semi")
    plain = index.join(staged, on="indicator", how="anti")
    schools = by_stage.filter(pl.col("level") == "school").join(
        _by_own_stage("school", units, base, staged), on=["unit_id", "indicator"], how="left"
    )
    groups = by_stage.filter(pl.col("level") == "group")
    alone = groups.filter(pl.col("indicator").is_in(_of_groups_only(values_index)))
    rolled = groups.join(alone, on=KEYS, how="anti").join(
        _of_groups(units, members, base, staged, values_index), on=["unit_id", "period", "indicator"], how="left"
    )
    alone = alone.join(_by_own_stage("group", units, base, staged), on=["unit_id", "indicator"], how="left")
    others = by_stage.filter(~pl.col("level").is_in(["school", "group"]))
    rest = pl.concat([plain, others]).join(base, on="indicator", how="left")
    return pl.concat([frame.select(*KEYS, "standard") for frame in (schools, rolled, alone, rest)]).sort(KEYS)


def _tables(nodes: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    stage = pl.col("stage") if "stage" in nodes.columns else pl.lit(None, pl.String)
    rows = nodes.filter(pl.col("kind") == "indicator").select(
        pl.col("node").alias("indicator"), pl.col("standard").cast(pl.Float64), stage.cast(pl.String).alias("stage")
    )
    twice = rows.filter(pl.struct("indicator", "stage").is_duplicated())
    if twice.height:
        raise DataError(f"The framework has two rows of {twice['indicator'][0]!r} for stage {twice['stage'][0]!r}.")
    base = rows.filter(pl.col("stage").is_null()).drop("stage")
    return base, rows.filter(pl.col("stage").is_not_null())


def _of_groups_only(values_index: pl.DataFrame) -> list[str]:
    """Return the indicators that groups have and schools do not; without values nobody can say."""
    if "value" not in values_index.columns:
        return []
    of = {
        level: set(values_index.filter(pl.col("level") == level)["indicator"].unique()) for level in ("school", "group")
    }
    return sorted(of["group"] - of["school"])


def _by_own_stage(level: str, units: pl.DataFrame, base: pl.DataFrame, staged: pl.DataFrame) -> pl.DataFrame:
    """Unit_id, indicator, standard of all units of a level by their own stage, for the indicators with stage rows."""
    own_stage = units.filter(pl.col("level") == level).select("unit_id", pl.col("stage").cast(pl.String))
    every = own_stage.join(staged.select("indicator").unique(), how="cross")
    own = every.join(staged.with_columns(found=True), on=["indicator", "stage"], how="left")
    both = own.join(base, on="indicator", how="left", suffix="_base")
    chosen = pl.when(pl.col("found")).then("standard").otherwise("standard_base")
    return both.select("unit_id", "indicator", standard=chosen)


def _of_groups(
    units: pl.DataFrame, members: pl.DataFrame, base: pl.DataFrame, staged: pl.DataFrame, values_index: pl.DataFrame
) -> pl.DataFrame:
    weighted = members.filter(pl.col("weight") > 0).select("period", "group_id", "school_id", "weight")
    each = weighted.join(staged.select("indicator").unique(), how="cross")
    if "value" in values_index.columns:
        present = values_index.filter((pl.col("level") == "school") & pl.col("value").is_not_null())
        each = each.join(
            present,
            left_on=["school_id", "period", "indicator"],
            right_on=["unit_id", "period", "indicator"],
            how="semi",
        )
    each = each.join(
        _by_own_stage("school", units, base, staged),
        left_on=["school_id", "indicator"],
        right_on=["unit_id", "indicator"],
        how="left",
    )
    mean = ordered_sum(pl.col("weight") * pl.col("standard")) / ordered_sum(pl.col("weight"))
    return each.group_by(unit_id="group_id", period="period", indicator="indicator").agg(
        standard=pl.when(pl.col("standard").is_not_null().all()).then(mean.round(10))
    )
