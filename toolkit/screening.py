"""Screening: how much of a unit is known at all, and which units are too little known to be scored."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import polars as pl

from toolkit.errors import OptionError, unknown
from toolkit.framework import Framework
from toolkit.ledger import Line, ledger, names
from toolkit.matrix import KEYS
from toolkit.values import complete_values

ROUNDING = 1e-9
"""Shares are quotients of whole numbers; a share that equals its limit must not fail by its last bit."""


@dataclass(frozen=True)
class Screened:
    """What screening found.

    Attributes
    ----------
    values : polars.DataFrame
        The values of the units that are kept.
    units : polars.DataFrame
        level, unit_id, period, kept, reason (null: kept because nothing speaks against it).
    availability : polars.DataFrame
        level, unit_id, period, node, indicators (how many the unit could have), present (share of them), zeros (share of
        the present ones that are 0, null where none is present).
    ledger : polars.DataFrame
        Units dropped or kept by name (schemas.derived.Ledger).
    """

    values: pl.DataFrame
    units: pl.DataFrame
    availability: pl.DataFrame
    ledger: pl.DataFrame


def screen(
    values: pl.DataFrame,
    framework: Framework,
    *,
    minimum_present: float = 0.0,
    maximum_zeros: float = 1.0,
    nodes: Collection[str] | None = None,
    keep: Collection[str] = (),
    drop: Collection[str] = (),
) -> Screened:
    """Drop units of which too little is known, or too much is zero, period by period.

    Parameters
    ----------
    values : polars.DataFrame
        Long values (see `Study.score`).
    framework : Framework
        Its indicators are counted, below every node.
    minimum_present : float
        Least share of indicators that must have a value; a unit with exactly this share is kept.
    maximum_zeros : float
        Greatest share of zeros among the present values.
    nodes : collection of str, optional
        Nodes below which both limits must hold; by default the root.
    keep, drop : collection of str
        Units that are kept or dropped in every period, whatever the limits say.

    Notes
    -----
    An indicator that a level never has, and one that is not applicable to a unit, do not count for it.

    References
    ----------
    Becker, W. et al. (2022), COINr: An R package for developing composite indicators, Journal of Open Source Software 7(78),
    4567, doi:10.21105/joss.04567, function `Screen`.

    Examples
    --------
    >>> from toolkit.framework import load_framework
    >>> tree = pl.DataFrame({"node": ["t", "x", "y"], "parent": [None, "t", "t"], "kind": ["index", "indicator", "indicator"]})
    >>> rows = [("A", "x", 1.0), ("A", "y", 2.0), ("B", "x", 3.0), ("B", "y", None)]
    >>> values = pl.DataFrame(rows, schema=["unit_id", "indicator", "value"], orient="row").with_columns(period=pl.lit("2025"))
    >>> screened = screen(values, load_framework(tree), minimum_present=0.75)
    >>> screened.units.select("unit_id", "kept", "reason").rows()
    [('A', True, None), ('B', False, 'too_few_indicators')]
    """
    for name, share in (("minimum_present", minimum_present), ("maximum_zeros", maximum_zeros)):
        if not 0 <= share <= 1:
            raise OptionError(f"{name}={share!r} must be a share from 0 to 1.")
    complete = complete_values(values, framework)
    available = availability(complete, framework)
    decisive = [framework.root] if nodes is None else list(nodes)
    for node in decisive:
        if node not in framework.parents:
            raise unknown("node", node, framework.parents)
    _check_names(complete, keep, drop)
    few = (pl.col("present").fill_null(0.0) < minimum_present - ROUNDING).any()
    zero = (pl.col("zeros").fill_null(0.0) > maximum_zeros + ROUNDING).any()
    failed = pl.when("few").then(pl.lit("too_few_indicators")).when("zero").then(pl.lit("too_many_zeros"))
    held = pl.col("unit_id").is_in(list(keep))
    gone = pl.col("unit_id").is_in(list(drop))
    units = (
        available.filter(pl.col("node").is_in(decisive))
        .group_by(KEYS)
        .agg(few=few, zero=zero)
        .with_columns(limit=failed)
        .select(
            *KEYS,
            kept=held | (pl.col("limit").is_null() & ~gone),
            reason=pl.when(gone)
            .then(pl.lit("dropped_by_name"))
            .when(held & pl.col("limit").is_not_null())
            .then(pl.lit("kept_by_name"))
            .otherwise(pl.col("limit")),
        )
        .sort(KEYS)
    )
    remaining = complete.join(units.filter("kept"), on=KEYS, how="semi", maintain_order="left")
    return Screened(remaining, units, available, _lines(units))


def availability(values: pl.DataFrame, framework: Framework) -> pl.DataFrame:
    """Return, for every unit, period and node, how many indicators there could be, the share present and the share of zeros."""
    used = values.filter(pl.col("indicator").is_in(framework.indicators))
    below = [(node, leaf) for node in reversed(framework.parents) for leaf in framework.leaves(node)]
    tree = pl.DataFrame(below, schema={"node": pl.String, "indicator": pl.String}, orient="row")
    having = used.filter(pl.col("value").is_not_null()).select("level", "indicator").unique()
    keys = values.select(KEYS).unique()
    counted = (
        keys.join(having, on="level")
        .join(used.select(*KEYS, "indicator", "value", "status"), on=[*KEYS, "indicator"], how="left")
        .filter(pl.col("status").fill_null("missing") != "not_applicable")
        .join(tree, on="indicator")
        .group_by(*KEYS, "node")
        .agg(
            indicators=pl.len(),
            present=pl.col("value").is_not_null().mean(),
            zeros=(pl.col("value") == 0).mean(),
        )
    )
    every = keys.join(tree.select("node").unique(), how="cross")
    return (
        every.join(counted, on=[*KEYS, "node"], how="left")
        .with_columns(pl.col("indicators").fill_null(0).cast(pl.Int64))
        .sort(*KEYS, "node")
    )


def _check_names(values: pl.DataFrame, keep: Collection[str], drop: Collection[str]) -> None:
    known = set(values["unit_id"].unique())
    for unit in (*keep, *drop):
        if unit not in known:
            raise unknown("unit", unit, sorted(known)[:2000])
    both = sorted(set(keep) & set(drop))
    if both:
        raise OptionError(f"{both[0]!r} is to be kept and dropped: choose one.")


def _lines(units: pl.DataFrame) -> pl.DataFrame:
    told = units.filter(pl.col("reason").is_not_null()).sort("reason", *KEYS)
    return ledger(
        Line(
            "screen",
            str(reason),
            units.height,
            units.height - rows.filter(~pl.col("kept")).height,
            names(rows["unit_id"]),
        )
        for (reason,), rows in told.group_by("reason", maintain_order=True)
    )
