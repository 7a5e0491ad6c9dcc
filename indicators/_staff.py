"""What the indicators on staff share: who a teacher is, what an unknown attribute does, who moved in a school year."""

from __future__ import annotations

import polars as pl

from indicators._share import ratio
from toolkit.pool import Asking, Pool

TEACHER = pl.col("post") == "teacher"
LEADER = pl.col("post") == "leader"
MOVES = ("exchange", "walking")

UNKNOWN_ZH = "该项信息缺失的教师不计入;缺失者超过专任教师的10%时,本指标视为缺失。"
UNKNOWN_EN = (
    "Teachers of whom this is unknown are left out; when they are more than 10 % of the teachers, the value is missing."
)
MOVED_ZH = "流动指本学年内开始的交流轮岗或走教(干部交流不计),按派出学校、按人统计(一人多次只计首次);全市当年无任何流动记录时视为未登记,即缺失。"
MOVED_EN = (
    "Moves are exchanges and walking lessons (not exchanges of leaders) that started within the school year, by sending "
    "school, each person once (the first move). A school year without any move in the whole log counts as not recorded: missing."
)


def known_enough(unknown: pl.Expr, total: pl.Expr) -> pl.Expr:
    """Whether at most 10 % are unknown."""
    return unknown * 10 <= total


def teachers_per_100_pupils(
    staff: pl.LazyFrame, school_year: pl.LazyFrame, counted: pl.Expr, attribute: str
) -> pl.LazyFrame:
    """Return school_id, period, value, se, n: teachers for whom `counted` holds per 100 pupils.

    A school without any row in the register is missing; with rows but without such a teacher it has 0.
    """
    counts = staff.group_by("school_id", "period").agg(
        counted=(TEACHER & counted).sum(),
        unknown=(TEACHER & pl.col(attribute).is_null()).sum(),
        teachers=TEACHER.sum(),
    )
    known = pl.when(known_enough(pl.col("unknown"), pl.col("teachers"))).then("counted")
    rows = school_year.select("school_id", "period", "pupils").join(counts, on=["school_id", "period"], how="left")
    return rows.select("school_id", "period", **ratio(known, pl.col("pupils"), 100))


def moves_by_period(staff_moves: pl.LazyFrame, calendar: pl.LazyFrame, kinds: tuple[str, ...] = MOVES) -> pl.LazyFrame:
    """Return staff_id, period, from_school, to_school, move_id of the moves that started within each period."""
    moves = staff_moves.filter(pl.col("kind").is_in(kinds))
    return moves.join_where(calendar, pl.col("started") >= pl.col("starts"), pl.col("started") <= pl.col("ends"))


def moves_logged(staff_moves: pl.LazyFrame, calendar: pl.LazyFrame) -> Asking[pl.LazyFrame]:
    """Return the periods in which the log holds a move of any kind, of whatever school: in the others nothing was recorded."""
    started = staff_moves.select("started").unique()
    inside = started.join_where(calendar, pl.col("started") >= pl.col("starts"), pl.col("started") <= pl.col("ends"))
    logged = yield Pool(inside.select("period").unique().collect(), ("period",))
    return logged.lazy()


def teachers_at_home(
    staff: pl.LazyFrame, staff_moves: pl.LazyFrame, moves_logged: pl.LazyFrame, calendar: pl.LazyFrame
) -> pl.LazyFrame:
    """Return the teachers of the logged periods under the school that they belong to, and whether they moved."""
    return staff_at_home(staff.filter(TEACHER), staff_moves, moves_logged, calendar, MOVES)


def staff_at_home(
    staff: pl.LazyFrame,
    staff_moves: pl.LazyFrame,
    moves_logged: pl.LazyFrame,
    calendar: pl.LazyFrame,
    kinds: tuple[str, ...],
) -> pl.LazyFrame:
    """Return the people of the logged periods under the school that they belong to, and whether they moved.

    Someone who moved in a period belongs to the sending school of the first move, whichever school the register names.
    """
    order = ["started", "move_id"]
    first = (
        moves_by_period(staff_moves, calendar, kinds)
        .group_by("staff_id", "period")
        .agg(home=pl.col("from_school").sort_by(order).first())
    )
    logged = staff.join(moves_logged, on="period", how="semi")
    return logged.join(first, on=["staff_id", "period"], how="left").with_columns(
        moved=pl.col("home").is_not_null(), school_id=pl.coalesce("home", "school_id")
    )
