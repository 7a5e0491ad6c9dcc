"""Who counts for a group in a period, and how much: size x years in the group, as in England's trust measures."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from toolkit.errors import DataError, OptionError, unknown
from toolkit.ledger import Line, names

DAYS_PER_YEAR = 365.25
COLUMNS = ["period", "group_id", "school_id", "role", "years", "pupils", "weight"]


@dataclass(frozen=True)
class Tenure:
    """How the schools of a group are weighted: weight = size x min(years, cap).

    The published measures of England's academy trusts weigh schools "according to the length of time they have been
    in the MAT and their total cohort size", capped at five years; Tianjin's policy names no weight: configuration.

    Parameters
    ----------
    cap : float
        Years beyond which belonging longer no longer counts.
    completed : bool
        Count completed years only (anniversaries of joining); otherwise days / 365.25.
    minimum : float
        Years, in whole months by the calendar, below which a school is left out.
    size : str
        Column of `school_year` that holds the size, a whole number.
    schools : int
        Schools that a group must have in a period, after `minimum`, to be judged; groups with fewer are left out of it.
    """

    cap: float = 5.0
    completed: bool = False
    minimum: float = 0.0
    size: str = "pupils"
    schools: int = 1

    def __post_init__(self) -> None:
        for name in ("cap", "minimum"):
            years = getattr(self, name)
            if not isinstance(years, int | float) or isinstance(years, bool):
                raise OptionError(f"tenure {name}={years!r}: give a number of years.")
        if not isinstance(self.completed, bool):
            raise OptionError(f"tenure completed={self.completed!r}: give true or false.")
        if not isinstance(self.size, str):
            raise OptionError(f"tenure size={self.size!r}: give the name of a column of school_year.")
        if not self.cap > 0:
            raise OptionError(f"tenure cap={self.cap!r}: the cap is a number of years above 0.")
        if not isinstance(self.schools, int) or isinstance(self.schools, bool) or self.schools < 1:
            raise OptionError(f"tenure schools={self.schools!r}: a whole number of schools, 1 or more.")
        if not 0 <= self.minimum < 1000 or abs(self.minimum * 12 - round(self.minimum * 12)) > 1e-9:
            raise OptionError(
                f"tenure minimum={self.minimum!r}: the minimum is 0 years or more, in whole months (1/12)."
            )


def members(
    memberships: pl.DataFrame, school_year: pl.DataFrame, calendar: pl.DataFrame, tenure: Tenure
) -> tuple[pl.DataFrame, list[Line]]:
    """Return who belongs to which group in each period (schemas.derived.Members), and what was left out.

    A spell counts for a period when it covers the last day of it: joined <= last day, and left empty or later than the
    last day (`left` is the first day outside). Years run from the joining date of that spell to the end of the last
    day; an earlier spell of the same school adds nothing.
    """
    if tenure.size not in school_year.columns:
        raise unknown("size column of school_year", tenure.size, [c for c in school_year.columns if c != "period"])
    covering = _covering(memberships, calendar)
    _refuse_overlaps(covering)
    long_enough = covering.filter(
        pl.col("joined").dt.offset_by(f"{round(tenure.minimum * 12)}mo") <= pl.col("ends").dt.offset_by("1d")
    )
    sizes = school_year.select("period", "school_id", pupils=_whole_numbers(school_year, tenure.size))
    years = _completed_years() if tenure.completed else _days() / DAYS_PER_YEAR
    table = (
        long_enough.with_columns(years=years.cast(pl.Float64).round(10))
        .join(sizes, on=["period", "school_id"], how="left", validate="m:1")
        .with_columns(weight=(pl.col("pupils") * pl.col("years").clip(upper_bound=tenure.cap)).round(10))
        .select(COLUMNS)
        .sort("period", "group_id", "school_id")
    )
    large = table.filter(pl.len().over("period", "group_id") >= tenure.schools)
    return large, [*_lines(covering, long_enough, table), *_too_small(table, large)]


def _too_small(table: pl.DataFrame, large: pl.DataFrame) -> list[Line]:
    small = table.join(large, on=["period", "group_id"], how="anti").select("group_id", "period").unique()
    if not small.height:
        return []
    who = names(f"{g} {p}" for g, p in small.iter_rows())
    return [Line("measure", "group_with_too_few_schools", table.height, large.height, who)]


def _covering(memberships: pl.DataFrame, calendar: pl.DataFrame) -> pl.DataFrame:
    spells = memberships.select("group_id", "school_id", "role", "joined", "left")
    return spells.join(calendar.select("period", "ends"), how="cross").filter(
        pl.col("joined") <= pl.col("ends"), pl.col("left").is_null() | (pl.col("left") > pl.col("ends"))
    )


def _refuse_overlaps(covering: pl.DataFrame) -> None:
    twice = covering.filter(pl.struct("period", "group_id", "school_id").is_duplicated()).sort("group_id", "school_id")
    if twice.height:
        row = twice.row(0, named=True)
        raise DataError(
            f"memberships: school {row['school_id']} has two spells in group {row['group_id']} on {row['ends']}. "
            "Spells of one school must not overlap: close the earlier one (column left)."
        )


def _whole_numbers(school_year: pl.DataFrame, column: str) -> pl.Expr:
    if not school_year.schema[column].is_integer():
        raise OptionError(f"tenure size={column!r}: the size is a whole number, not {school_year.schema[column]}.")
    return pl.col(column).cast(pl.Int64)


def _days() -> pl.Expr:
    """Days from the morning of joining to the end of the period's last day, as a 32-bit day number."""
    return pl.col("ends").cast(pl.Int32) - pl.col("joined").cast(pl.Int32) + 1


def _completed_years() -> pl.Expr:
    after, joined = pl.col("ends").dt.offset_by("1d"), pl.col("joined")
    to_come = (
        after.dt.month().cast(pl.Int32) * 100 + after.dt.day()
        < joined.dt.month().cast(pl.Int32) * 100 + joined.dt.day()
    )
    return after.dt.year() - joined.dt.year() - to_come.cast(pl.Int32)


def _lines(covering: pl.DataFrame, long_enough: pl.DataFrame, table: pl.DataFrame) -> list[Line]:
    lines = []
    if long_enough.height < covering.height:
        short = covering.join(long_enough, on=["period", "group_id", "school_id"], how="anti")
        lines.append(Line("measure", "spell_below_minimum_tenure", covering.height, long_enough.height, _who(short)))
    sized = table.filter(pl.col("weight") > 0)
    if sized.height < table.height:
        without = table.filter(pl.col("weight").is_null() | (pl.col("weight") == 0))
        lines.append(Line("measure", "member_without_size", table.height, sized.height, _who(without)))
    return lines


def _who(rows: pl.DataFrame) -> str:
    return names(f"{g}/{s} {p}" for g, s, p in rows.select("group_id", "school_id", "period").iter_rows())
