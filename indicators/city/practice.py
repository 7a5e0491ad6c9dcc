"""A workbook to practise on: three groups of the bundled city, with mistakes as real returns have them."""

from __future__ import annotations

import polars as pl

from indicators.city import make_city
from toolkit.tables import Tables

GROUPS, MEMBERS, KEPT = 16, 76, 3
PERIODS = ("2024-25", "2025-26")
LEFT_OUT = ("training", "students", "assessments", "item_responses")
"""Tables of many rows, which a workbook need not hold: what rests on them is not assessable."""


def practice_tables(*, mistakes: bool = True) -> Tables:
    """Return raw tables of three groups.

    Parameters
    ----------
    mistakes : bool
        With six to find: a part that exceeds its whole, a negative number, answers that do not add up, a school that is in
        no list, a school that is in the list twice, a number of pupils with a digit too many. `with_mistakes` makes them.

    Examples
    --------
    >>> from toolkit.validate import validate
    >>> validate(practice_tables(mistakes=False)).ok, validate(practice_tables()).ok
    (True, False)
    """
    city = make_city(groups=GROUPS, members=MEMBERS, periods=PERIODS)
    few = few_groups(city, city["groups"]["group_id"].sort().head(KEPT).to_list())
    clean = Tables({name: frame for name, frame in few.items() if name not in LEFT_OUT})
    return with_mistakes(clean) if mistakes else clean


def few_groups(city: Tables, groups: list[str]) -> Tables:
    """Keep a few groups of a city, with everything that belongs to them."""
    ids = city["memberships"].filter(pl.col("group_id").is_in(groups))["school_id"].unique().to_list()
    kept = {name: f.filter(pl.col("school_id").is_in(ids)) for name, f in city.items() if "school_id" in f.columns}
    kept |= {name: f.filter(pl.col("group_id").is_in(groups)) for name, f in city.items() if "group_id" in f.columns}
    inside = pl.col("from_school").is_in(ids) & pl.col("to_school").is_in(ids)
    known = pl.col("staff_id").is_in(kept["staff"]["staff_id"].unique().to_list())
    kept |= {"staff_moves": city["staff_moves"].filter(inside & known), "training": city["training"].filter(known)}
    return city.replace(**kept)


def with_mistakes(tables: Tables) -> Tables:
    """Return the tables with the mistakes that `practice_tables` lists."""
    returns, surveys, spells = tables["school_year"], tables["surveys"], tables["memberships"]
    latest = returns["period"] == returns["period"].max()
    rows = latest.arg_true().to_list()
    returns = changed(returns, rows[1], "fitness_good", returns["fitness_tested"][rows[1]] + 20)
    returns = changed(returns, rows[2], "lessons_taught", -returns["lessons_taught"][rows[2]])
    returns = changed(returns, rows[3], "pupils", returns["pupils"][rows[3]] * 10)
    return tables.replace(
        school_year=returns,
        surveys=changed(surveys, 4, "very_satisfied", surveys["very_satisfied"][4] + 6),
        memberships=changed(spells, spells.height - 1, "school_id", "S9999"),
        schools=pl.concat([tables["schools"], tables["schools"].slice(2, 1)]),
    )


def changed(frame: pl.DataFrame, row: int, column: str, value: object) -> pl.DataFrame:
    """Return the frame with one cell changed."""
    here = pl.int_range(pl.len()) == row
    return frame.with_columns(
        pl.when(here).then(pl.lit(value)).otherwise(column).cast(frame.schema[column]).alias(column)
    )
