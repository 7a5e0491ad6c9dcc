"""Denomination: an indicator that grows with the size of a unit is divided by a size."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from toolkit.errors import DataError, OptionError, did_you_mean, unknown
from toolkit.ledger import Line, ledger, names

KEYS = ("level", "unit_id", "period")


@dataclass(frozen=True)
class Denominated:
    """Values per size.

    Attributes
    ----------
    values : polars.DataFrame
        The rows and columns that came in; divided are `value` and `se` of the indicators in question.
    units : dict
        Indicator -> unit of measurement, as text, where it is known.
    ledger : polars.DataFrame
        Values lost because their size is zero, missing or absent (schemas.derived.Ledger).
    """

    values: pl.DataFrame
    units: dict[str, str]
    ledger: pl.DataFrame


def denominate(
    values: pl.DataFrame,
    sizes: pl.DataFrame,
    by: Mapping[str, str],
    *,
    per: float | Mapping[str, float] = 1.0,
    units: Mapping[str, str] | None = None,
) -> Denominated:
    """Divide indicators by sizes: value / size x per, and the standard error alike.

    Parameters
    ----------
    values : polars.DataFrame
        Long: unit_id, period, indicator, value, and optionally level, se, status and more.
    sizes : polars.DataFrame
        Long: unit_id, size (a name), value, and optionally level and period; without a period a size holds for all. Sizes
        are taken as exact.
    by : mapping
        Indicator -> name of the size. Other indicators stay as they are.
    per : float or mapping
        Units of size that the result is for, 1000 for "per thousand"; one number, or one for each indicator.
    units : mapping, optional
        Unit of measurement of indicators and sizes, to name the new one.

    Raises
    ------
    DataError
        A size is negative or not finite, or stands more than once.
    OptionError
        An indicator or a size is unknown.

    Examples
    --------
    >>> values = pl.DataFrame({"unit_id": ["A", "B"], "period": "2025", "indicator": "books", "value": [500.0, 80.0]})
    >>> sizes = pl.DataFrame({"unit_id": ["A", "B"], "size": "pupils", "value": [250.0, 0.0]})
    >>> done = denominate(values, sizes, {"books": "pupils"}, units={"books": "books", "pupils": "pupils"})
    >>> done.values["value"].to_list(), done.units
    ([2.0, None], {'books': 'books / pupils'})
    >>> done.ledger.row(0)
    ('denominate', 'size_is_zero', 2, 1, 'books (1)')
    """
    on = _check(values, sizes, by)
    factors = {i: float(per[i]) if isinstance(per, Mapping) else float(per) for i in by}
    chosen = pl.DataFrame(
        {"indicator": list(by), "size": list(by.values()), "per": list(factors.values())},
        schema={"indicator": pl.String, "size": pl.String, "per": pl.Float64},
    )
    divisors = sizes.select(*on, "size", pl.col("value").cast(pl.Float64).alias("divisor"))
    joined = values.join(chosen, on="indicator", how="left", maintain_order="left").join(
        divisors, on=[*on, "size"], how="left", maintain_order="left"
    )
    affected = pl.col("size").is_not_null()
    factor = pl.when(pl.col("divisor") > 0).then(pl.col("per") / pl.col("divisor"))
    numbers = [c for c in ("value", "se") if c in values.columns]
    result = joined.with_columns(
        pl.when(affected).then(pl.col(c) * factor).otherwise(pl.col(c)).alias(c) for c in numbers
    )
    if "status" in values.columns:
        lost = affected & pl.col("value").is_null() & pl.col("status").is_in(["value", "revised"])
        result = result.with_columns(status=pl.when(lost).then(pl.lit("missing")).otherwise(pl.col("status")))
    had = joined.filter(affected & pl.col("value").is_not_null())
    return Denominated(result.select(values.columns), _unit_texts(by, factors, units or {}), _lost(had))


def _check(values: pl.DataFrame, sizes: pl.DataFrame, by: Mapping[str, str]) -> list[str]:
    for column, frame, needed in (
        ("values", values, ("unit_id", "indicator", "value")),
        ("sizes", sizes, ("unit_id", "size", "value")),
    ):
        absent = [c for c in needed if c not in frame.columns]
        if absent:
            near = did_you_mean(absent[0], frame.columns)
            raise OptionError(
                f"The {column} table lacks the column {absent[0]!r}.{near} It needs: {', '.join(needed)}."
            )
    known, offered = values["indicator"].unique().to_list(), sizes["size"].unique().sort().to_list()
    for indicator, size in by.items():
        if indicator not in known:
            raise unknown("indicator to denominate", indicator, sorted(known))
        if size not in offered:
            raise unknown("size", size, offered)
    on = [c for c in KEYS if c in sizes.columns and c in values.columns]
    used = sizes.filter(pl.col("size").is_in(list(by.values())))
    twice = used.filter(used.select(*on, "size").is_duplicated())
    if twice.height:
        raise DataError(f"A size stands more than once: {' '.join(map(str, twice.select(*on, 'size').row(0)))}.")
    bad = used.filter((pl.col("value") < 0) | ~pl.col("value").cast(pl.Float64).is_finite())
    if bad.height:
        raise DataError(
            f"The size {' '.join(map(str, bad.select(*on, 'size', 'value').row(0)))} must be a number from 0 on."
        )
    return on


def _unit_texts(by: Mapping[str, str], factors: Mapping[str, float], units: Mapping[str, str]) -> dict[str, str]:
    texts = {}
    for indicator, size in by.items():
        if indicator in units and size in units:
            number = "" if factors[indicator] == 1 else f"{factors[indicator]:g} "
            texts[indicator] = f"{units[indicator]} / {number}{units[size]}"
    return texts


def _lost(had: pl.DataFrame) -> pl.DataFrame:
    lines = []
    for reason, rule in (("size_is_zero", pl.col("divisor") == 0), ("size_is_missing", pl.col("divisor").is_null())):
        rows = had.filter(rule)
        if rows.height:
            counts = rows.group_by("indicator").len().sort("indicator")
            what = names(f"{indicator} ({count})" for indicator, count in counts.iter_rows())
            lines.append(Line("denominate", reason, had.height, had.height - rows.height, what))
    return ledger(lines)
