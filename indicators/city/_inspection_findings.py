"""Table `inspection_findings`: what stands behind the orders and cards, and small things that were mended."""

from __future__ import annotations

import numpy as np
import polars as pl

from indicators.city._cards import cards
from indicators.city._frames import ids, words
from indicators.city._orders import orders
from indicators.city._plan import City, first_day, last_day, stream
from schemas.raw.inspection_findings import AREAS, VISITORS

MINOR = 0.6
"""Small findings a group, over all periods."""
KEYS = ("group_id", "school_id", "found", "visitor", "area", "gravity", "text", "order_id", "mended")


def inspection_findings(city: City, rng: np.random.Generator) -> pl.DataFrame:
    """Return one row a finding, numbered in the order of dates and groups."""
    parts = [_behind_orders(city), _behind_cards(city), _minor(city, rng)]
    frame = pl.concat([part.select(KEYS) for part in parts]).sort("found", "group_id", "area")
    number = pl.int_range(1, pl.len() + 1).cast(pl.String).str.zfill(4)
    return frame.select(("F" + number).alias("finding_id"), *KEYS)


def _behind_orders(city: City) -> pl.DataFrame:
    """Two major findings an order, mended when it was verified."""
    weak = {p.group: p.kind for p in city.plants if p.kind in ("below_teaching", "below_satisfaction")}
    names = ids("G", 3, np.arange(city.group_district.size)).to_list()
    area = {names[group]: "teaching" if kind == "below_teaching" else "satisfaction" for group, kind in weak.items()}
    table = orders(city, stream(city.seed, "orders"))
    own = pl.col("group_id").replace_strict(area, default="resources", return_dtype=pl.String)
    base = table.select(
        "group_id",
        pl.lit(None, pl.String).alias("school_id"),
        (pl.col("issued") - pl.duration(days=21)).alias("found"),
        pl.col("owner").alias("visitor"),
        own.alias("area"),
        pl.lit("major").alias("gravity"),
        pl.lit("建设效果欠佳（示例）").alias("text"),
        "order_id",
        pl.when(pl.col("outcome") == "verified").then("closed").alias("mended"),
    )
    return pl.concat([base, base.with_columns(area=pl.lit("governance"))])


def _behind_cards(city: City) -> pl.DataFrame:
    """One finding a card, by the group itself, mended when the card was cleared."""
    return cards(city, stream(city.seed, "cards")).select(
        "group_id",
        "school_id",
        (pl.col("shown") - pl.duration(days=14)).alias("found"),
        pl.lit("group").alias("visitor"),
        pl.lit("governance").alias("area"),
        pl.lit("major").alias("gravity"),
        pl.lit("履行集团协议不到位（示例）").alias("text"),
        pl.lit(None, pl.String).alias("order_id"),
        pl.col("cleared").alias("mended"),
    )


def _minor(city: City, rng: np.random.Generator) -> pl.DataFrame:
    groups = city.group_district.size
    number = int(MINOR * groups)
    first, last = first_day(city.periods[0]), last_day(city.periods[-1])
    found = first + rng.integers(0, (last - first).astype(np.int64), size=number)
    mended = found + rng.integers(20, 120, size=number)
    mended[mended > last] = np.datetime64("NaT", "D")
    return pl.DataFrame(
        {
            "group_id": ids("G", 3, rng.integers(0, groups, size=number)),
            "school_id": pl.Series([None] * number, dtype=pl.String),
            "found": found,
            "visitor": words(VISITORS, rng.integers(0, len(VISITORS), size=number)),
            "area": words(AREAS, rng.integers(0, len(AREAS), size=number)),
            "gravity": pl.repeat("minor", number, dtype=pl.String, eager=True),
            "text": pl.repeat("一般问题（示例）", number, dtype=pl.String, eager=True),
            "order_id": pl.Series([None] * number, dtype=pl.String),
            "mended": pl.Series(mended),
        }
    )
