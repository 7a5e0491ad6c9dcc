"""T4 已完成交流轮岗的年限中位数. Median length of the exchanges that ended in the school year."""

from __future__ import annotations

from itertools import accumulate
from math import comb
from statistics import NormalDist, median

import polars as pl

from indicators._value_added import modelled
from toolkit.indicator import indicator
from toolkit.pool import Asking, Pool
from toolkit.tenure import DAYS_PER_YEAR

REACH = 3
"""Years before a school year that the log must cover: in a younger one only short exchanges can have ended."""

Z = NormalDist().inv_cdf(0.975)


@indicator(
    "T4",
    zh="已完成交流轮岗年限中位数",
    en="median length of completed exchanges",
    unit="years",
    direction=1,
    scale="ratio",
    definition_zh=f"本学年结束的交流轮岗(走教没有任期、干部交流另计)从开始到结束的年数(天数/365.25)的中位数,按学年末派出学校所属集团。标准误为中位数95%次序统计量置信区间的半宽/1.96;不足6次时没有这样的区间,视为缺失。流动记录须早于学年开始前{REACH}年,否则只有短期交流得以结束,视为缺失。",
    definition_en=f"Median of the years (days / 365.25) from start to end of the exchanges that ended in the school year (walking lessons have no term, leaders are another indicator), by the group of the sending school at the end of the school year. The standard error is half the width of the 95 % interval of order statistics / 1.96; below six exchanges there is no such interval, and the value is missing. So it is when the log starts later than {REACH} years before the school year: only short exchanges could have ended.",
    source="mobility log",
    authority="cfg",
    level="group",
)
def completed_length(staff_moves: pl.LazyFrame, members: pl.LazyFrame, calendar: pl.LazyFrame) -> Asking[pl.LazyFrame]:
    """Median length of the exchanges that ended in the school year."""
    first = staff_moves.select(log=pl.lit("staff_moves"), first=pl.col("started").min())
    log = yield Pool(first.collect(), ("log",), least=("first",))
    long_enough = calendar.join(log.lazy(), how="cross").filter(
        pl.col("first") < pl.col("starts").dt.offset_by(f"-{REACH}y")
    )
    ended = staff_moves.filter(pl.col("kind") == "exchange").join_where(
        long_enough, pl.col("ended") >= pl.col("starts"), pl.col("ended") <= pl.col("ends")
    )
    days = pl.col("ended").cast(pl.Int32) - pl.col("started").cast(pl.Int32)
    place = members.select("group_id", "period", "school_id")
    rows = ended.join(place, left_on=["from_school", "period"], right_on=["school_id", "period"])
    return modelled(rows.select("group_id", "period", days=days), _medians, "group_id")


def _medians(rows: pl.DataFrame) -> pl.DataFrame:
    found = [
        (str(group), str(period), *_median(sorted(part["days"])))
        for (group, period), part in rows.partition_by("group_id", "period", as_dict=True).items()
    ]
    return pl.DataFrame(found, schema=["group_id", "period", "value", "se", "n"], orient="row")


def _median(days: list[int]) -> tuple[float | None, float | None, int]:
    """Return the median in years, its standard error and the number of exchanges, of days in order."""
    n = len(days)
    rank = _rank(n)
    if not rank:
        return None, None, n
    return median(days) / DAYS_PER_YEAR, (days[n - rank] - days[rank - 1]) / DAYS_PER_YEAR / (2 * Z), n


def _rank(n: int) -> int:
    """Return the greatest r for which the r-th least and the r-th greatest of n values hold the median with 95 %; 0 if none.

    2 P(Bin(n, ½) < r) <= 5 %; David and Nagaraja (2003), Order Statistics, section 7.1, doi:10.1002/0471722162.

    >>> [_rank(n) for n in (5, 6, 8, 9, 20)]
    [0, 1, 1, 2, 6]
    """
    outside = accumulate(comb(n, i) for i in range(n))
    return sum(1 for _ in (x for x in outside if 40 * x <= 2**n))
