"""The common shape of a flags frame, and sentences in two languages."""

from __future__ import annotations

import polars as pl

COLUMNS = {
    "level": pl.String,
    "unit_id": pl.String,
    "period": pl.String,
    "rule": pl.String,
    "node": pl.String,
    "outcome": pl.String,
    "severity": pl.String,
    "probability": pl.Float64,
    "estimate": pl.Float64,
    "se": pl.Float64,
    "reference": pl.Float64,
    "n": pl.Int64,
    "reason": pl.String,
    "message": pl.String,
}
EVIDENCE = ("estimate", "se", "reference", "n")


def flags_table(frame: pl.DataFrame, rule: str) -> pl.DataFrame:
    """Select and type the columns of schemas.derived.Flags; evidence that the rule does not give is null."""
    absent = [pl.lit(None).alias(c) for c in EVIDENCE if c not in frame.columns]
    return frame.with_columns(*absent, rule=pl.lit(rule)).select(pl.col(c).cast(t) for c, t in COLUMNS.items())


def judged(
    rows: pl.DataFrame, *, unknown: pl.Expr, flagged: pl.Expr, watch: pl.Expr, alert: pl.Expr | None = None
) -> pl.DataFrame:
    """Add outcome and severity, and take the probability from what is not assessable.

    Not assessable comes first, so that too little data never reads as clear. A flag is an `alert` (where `alert` holds, if
    given, else a `watch`); what is clear but near the limit is a `watch`.
    """
    unknown, flagged, watch = (e.fill_null(False) for e in (unknown, flagged, watch))
    strong = pl.lit(True) if alert is None else alert.fill_null(False)
    return rows.with_columns(
        outcome=pl.when(unknown)
        .then(pl.lit("not_assessable"))
        .when(flagged)
        .then(pl.lit("flagged"))
        .otherwise(pl.lit("clear")),
        severity=pl.when(unknown)
        .then(pl.lit("info"))
        .when(flagged & strong)
        .then(pl.lit("alert"))
        .when(flagged | watch)
        .then(pl.lit("watch"))
        .otherwise(pl.lit("info")),
        probability=pl.when(~unknown).then("probability"),
    )


def number(column: str, decimals: int = 1) -> pl.Expr:
    """Write a number for people, with a fixed number of decimals; missing as –."""
    rounded = pl.col(column).round(decimals) + 0.0  # + 0.0: no "-0.0"
    text = rounded.cast(pl.Int64, strict=False) if decimals == 0 else rounded
    return text.cast(pl.String).fill_null("–")


def figures(column: str, digits: int = 4) -> pl.Expr:
    """Write a measured value for people, with significant digits, so that -0.51 and -0.49 do not both read -0.5."""
    return (pl.col(column).round_sig_figs(digits) + 0.0).cast(pl.String).fill_null("–")


def percent(column: str) -> pl.Expr:
    """Write a probability as a percentage; never 0 % or 100 % for what is not certain."""
    p = pl.col(column)
    return (
        pl.when(p.is_null())
        .then(pl.lit("–"))
        .when(p == 1)
        .then(pl.lit("100%"))
        .when(p > 0.99)
        .then(pl.lit(">99%"))
        .when((p < 0.01) & (p > 0))
        .then(pl.lit("<1%"))
        .otherwise(pl.format("{}%", (p * 100).round(0).cast(pl.Int64, strict=False)))
    )
