"""How much of a group stands behind its value: the share of its schools' weight that has data."""

from __future__ import annotations

from dataclasses import replace

import polars as pl

from toolkit.exact import ordered_sum
from toolkit.matrix import KEYS, Matrix, to_matrix


def with_shares(matrix: Matrix, values: pl.DataFrame, members: pl.DataFrame) -> Matrix:
    """Note in a matrix, for every value of a group that comes from its schools, the share of them that it speaks for.

    share = (sum of the weights of the schools with a value / sum of those to which the indicator applies) x (schools with
    a weight / all schools): a school without a weight counts as one of average weight that has no data.

    Parameters
    ----------
    matrix : Matrix
        Units x indicators.
    values : polars.DataFrame
        The long values behind it, with those of the schools.
    members : polars.DataFrame
        period, group_id, school_id, weight.
    """
    if not members.height or "group" not in matrix.keys["level"]:
        return matrix
    w, present = pl.col("weight"), pl.col("value").is_not_null()
    applicable = present | (pl.col("status") != "not_applicable")
    unit = ["unit_id", "period"]
    inside = members.lazy().select("period", "school_id", "weight", unit_id="group_id")
    schools = values.lazy().filter(pl.col("level") == "school").rename({"unit_id": "school_id"})
    shares = (
        inside.filter(w > 0)
        .join(schools.select("school_id", "period", "indicator", "value", "status"), on=["school_id", "period"])
        .group_by(*unit, "indicator")
        .agg(valued=ordered_sum(w.filter(present)), whole=ordered_sum(w.filter(applicable)))
        .filter(pl.col("whole") > 0)
        .join(inside.group_by(unit).agg(known=w.is_not_null().mean()), on=unit)
        .select(
            pl.lit("group").alias("level"),
            *unit,
            "indicator",
            value=(pl.col("valued") / pl.col("whole") * pl.col("known")).round(10),
        )
        .collect()
    )
    found = to_matrix(shares.sort(*KEYS, "indicator"), matrix.indicators, keys=matrix.keys).values
    found[found != found] = 1.0
    return replace(matrix, share=found)
