"""Where the data may be cut: districts that belong together, so that every group lies inside one shard."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

import polars as pl

from toolkit.errors import DataError, unknown

CUTS = {"province": ("province",), "city": ("province", "city"), "district": ("province", "city", "district_id")}
"""How fine to cut: the columns of `districts` whose values name a shard."""

HOMES = ("districts", "groups", "schools")
SHOWN = 10
OWN = ("group_id", "school_id")
"""Columns that say whose a row is: where a table has one of them, its rows are in that unit's shard alone."""


@dataclass(frozen=True)
class Cut:
    """Shards by name, in order, and the shard of every district, group and school.

    `homes` has for each table of HOMES a frame of its key and `shard` (number of the shard).
    """

    names: tuple[str, ...]
    homes: Mapping[str, pl.DataFrame]


def cut(tables: Mapping[str, pl.LazyFrame], by: str = "city", *, move: bool = False) -> Cut:
    """Cut by province, city or district.

    Parameters
    ----------
    tables : mapping of str to polars.LazyFrame
        districts, groups, schools and memberships are looked at.
    by : "province", "city" or "district"
        How fine.
    move : bool
        Move a group that crosses the cut, whole, to the shard of its district; without it such a group is refused.

    Raises
    ------
    DataError
        No province or city is given; a group with schools on both sides of the cut; a school or group without a known district.
    """
    if by not in CUTS:
        raise unknown("cut", by, CUTS)
    areas = tables["districts"].collect()
    parts = [_part(areas, column) for column in CUTS[by] if column in areas.columns and areas[column].count()]
    if not parts:
        raise DataError(f"The table districts has no {by}: fill that column, or cut by district.")
    named = areas.select("district_id", name=pl.concat_str(parts, separator="/"))
    homes = {
        table: _placed(tables[table].select(f"{table[:-1]}_id", "district_id").unique().collect(), named, table)
        for table in ("groups", "schools")
    }
    spells = tables["memberships"].select("group_id", "school_id").drop_nulls().unique().collect()
    homes = _together(spells, homes["groups"], homes["schools"], by) if move else homes
    if not move:
        _refuse_crossing(spells, homes["groups"], homes["schools"], by)
    names = tuple(sorted(pl.concat([h["name"] for h in (*homes.values(), named)]).unique()))
    number = pl.DataFrame({"name": names, "shard": range(len(names))}, schema_overrides={"shard": pl.Int32})
    keyed = {**homes, "districts": named}
    return Cut(names, {table: keyed[table].join(number, on="name").drop("name") for table in HOMES})


def home_of(model: Any) -> Any:
    """Return the link of a table to the school or group whose rows it holds; None where rows may concern several shards."""
    links = {link.columns: link for link in model.facts()["foreign"] if link.table in HOMES}
    return next((links[(name,)] for name in OWN if (name,) in links), None)


def _part(areas: pl.DataFrame, column: str) -> pl.Series:
    key = column.removesuffix("_id")
    words = [quote(value, safe="") if value else "unknown" for value in areas[column]]
    return pl.Series(column, [f"{key}={word}" for word in words], dtype=pl.String)


def _placed(units: pl.DataFrame, named: pl.DataFrame, table: str) -> pl.DataFrame:
    key = f"{table[:-1]}_id"
    placed = units.join(named, on="district_id", how="left").sort(key)
    if lost := placed.filter(pl.col("name").is_null())[key].to_list():
        raise DataError(
            f"{table}: {len(lost)} without a known district: {', '.join(map(str, lost[:SHOWN]))}. "
            "Give each a district_id of the table districts."
        )
    return placed.select(key, "name")


def _refuse_crossing(spells: pl.DataFrame, groups: pl.DataFrame, schools: pl.DataFrame, by: str) -> None:
    both = spells.join(groups, on="group_id").join(schools, on="school_id", suffix="_school")
    crossing = both.filter(pl.col("name") != pl.col("name_school"))["group_id"].unique().sort().to_list()
    if crossing:
        raise DataError(
            f"{len(crossing)} group(s) have schools on both sides of a cut by {by}: {', '.join(crossing[:SHOWN])}. "
            "Cut more coarsely, or let such groups move whole to the shard of their district (--move-whole)."
        )


def _together(spells: pl.DataFrame, groups: pl.DataFrame, schools: pl.DataFrame, by: str) -> dict[str, pl.DataFrame]:
    """Give groups that share a school, and their schools, the first of their names; others stay."""
    place = groups
    while True:
        linked = spells.join(place, on="group_id").group_by("school_id").agg(pl.col("name").min())
        first = spells.join(linked, on="school_id").group_by("group_id").agg(pl.col("name").min())
        moved = place.join(first, on="group_id", how="left", suffix="_first").select(
            "group_id", name=pl.min_horizontal("name", "name_first")
        )
        if moved.sort("group_id").equals(place.sort("group_id")):
            break
        place = moved
    home = schools.join(linked, on="school_id", how="left", suffix="_group")
    return {"groups": place, "schools": home.select("school_id", name=pl.coalesce("name_group", "name"))}
