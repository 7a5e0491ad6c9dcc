"""From schools to what they form: weighted means of indicator values, with their standard errors."""

from __future__ import annotations

import polars as pl

from toolkit.exact import ordered_sum

KEYS = ["unit_id", "period", "indicator"]


def roll_up(values: pl.DataFrame, weights: pl.DataFrame, *, minimum_share: float = 0.5) -> pl.DataFrame:
    """Return the weighted mean of the schools' values for each unit, period and indicator.

    value = Σ w v / Σ w,  se = √(Σ w² se²) / Σ w,  n = Σ n, over the schools with a weight and a value. An unknown
    se or n of one school makes that of the unit unknown.

    Parameters
    ----------
    values : polars.DataFrame
        unit_id (a school), period, indicator, value, se, n, status.
    weights : polars.DataFrame
        unit_id (what the schools form), school_id, period, weight. A null weight leaves the school out.
    minimum_share : float
        Least share of the weight that must have a value (the weight of schools to which the indicator does not apply
        is not counted), and of the schools that must have a weight. Below it the value is missing.

    Returns
    -------
    polars.DataFrame
        unit_id, period, indicator, value, se, n, status and share (the smaller of the two). A unit all of
        whose schools are `not_applicable` is that too; units without any weight have no row.

    Notes
    -----
    Sums run over sorted terms and results are rounded to 10 decimals, so that the order of rows changes no bit.

    Examples
    --------
    >>> values = pl.DataFrame({"unit_id": ["S1", "S2"], "period": "2025-26", "indicator": "R1", "value": [4.0, 7.0],
    ...                        "se": 0.0, "n": [100, 200], "status": "value"})
    >>> weights = pl.DataFrame({"unit_id": "G1", "school_id": ["S1", "S2"], "period": "2025-26", "weight": [200.0, 100.0]})
    >>> roll_up(values, weights).select("unit_id", "value", "n").row(0)
    ('G1', 5.0, 300)
    """
    w, present = pl.col("weight"), pl.col("value").is_not_null()
    applicable = present | (pl.col("status") != "not_applicable")
    sized = weights.lazy().group_by("unit_id", "period").agg(sized=w.is_not_null().mean().round(10))
    rows = (
        weights.lazy()
        .filter(w > 0)
        .select("unit_id", "school_id", "period", "weight")
        .join(values.lazy().rename({"unit_id": "school_id"}), on=["school_id", "period"])
    )
    sums = rows.group_by(KEYS).agg(
        whole=ordered_sum(w.filter(applicable)),
        weight=ordered_sum(w.filter(present)),
        value=ordered_sum((w * pl.col("value")).filter(present)),
        variance=ordered_sum((w * w * pl.col("se") * pl.col("se")).filter(present)),
        se_unknown=(present & pl.col("se").is_null()).any(),
        n=pl.col("n").filter(present).sum(),
        n_unknown=(present & pl.col("n").is_null()).any(),
    )
    valued = (pl.col("weight") / pl.col("whole")).round(10)
    share = pl.when(pl.col("whole") > 0).then(pl.min_horizontal(valued, "sized"))
    enough = ((pl.col("share") >= round(minimum_share, 10)) & (pl.col("weight") > 0)).fill_null(False)
    return (
        sums.join(sized, on=["unit_id", "period"])
        .with_columns(share=share)
        .select(
            *KEYS,
            value=pl.when(enough).then((pl.col("value") / pl.col("weight")).round(10) + 0.0),
            se=pl.when(enough & ~pl.col("se_unknown")).then((pl.col("variance").sqrt() / pl.col("weight")).round(10)),
            n=pl.when(enough & ~pl.col("n_unknown")).then("n").when(~enough).then(0),
            status=pl.when(enough)
            .then(pl.lit("value"))
            .when(pl.col("whole") > 0)
            .then(pl.lit("missing"))
            .otherwise(pl.lit("not_applicable")),
            share="share",
        )
        .sort(KEYS)
        .collect()
    )
