"""The socket for indicators: a decorated function whose parameters are the tables it needs.

>>> import polars as pl
>>> @indicator("X1", zh="生均面积", en="area per student", unit="m²", direction=1, scale="ratio",
...            definition_zh="面积/在校生数", definition_en="area / students", source="annual return", authority="cfg")
... def area_per_student(school_year: pl.LazyFrame) -> pl.LazyFrame:
...     return school_year.select("school_id", "period", value=pl.col("teaching_area") / pl.col("pupils"))
>>> area_per_student.id, area_per_student.tables
('X1', ('school_year',))
"""

from __future__ import annotations

import inspect
from collections.abc import Callable
from dataclasses import dataclass

import polars as pl

from toolkit.errors import OptionError

Measure = Callable[..., pl.LazyFrame]


@dataclass(frozen=True)
class Indicator:
    """What an indicator is, and the function that computes it.

    Parameters
    ----------
    id : str
        Short name, as in the framework's `node` column.
    zh, en : str
        Label.
    unit : str
        Unit of the value (`%`, `per 100`, `m²`, `SD`, …).
    direction : int
        1 higher is better, -1 lower is better.
    scale : str
        `ratio`, `interval` or `ordinal`; dispersion measures are refused on anything but `ratio`.
    definition_zh, definition_en, source, authority : str
        What a reader needs to judge the number. `authority` is `nat`, `SH` or `cfg` (no authority found).
    level : str
        `school`: the function yields one row a school and period, groups are rolled up from it;
        `group`: the function yields one row a group and period itself.
    tables : tuple of str
        Raw tables that the function takes as LazyFrames, read from its parameter names. `members` and `calendar`
        are derived tables that an indicator may ask for too.
    function : callable
        LazyFrames in; a LazyFrame with (`school_id` or `group_id`), `period`, `value` and optionally `se`, `n`,
        `status` out. No `se` means counted in full (0); null value means missing.
    """

    id: str
    zh: str
    en: str
    unit: str
    direction: int
    scale: str
    definition_zh: str
    definition_en: str
    source: str
    authority: str
    level: str
    tables: tuple[str, ...]
    function: Measure

    def __call__(self, *args: pl.LazyFrame, **tables: pl.LazyFrame) -> pl.LazyFrame:
        """Call the plain function."""
        return self.function(*args, **tables)


def indicator(
    id: str,
    *,
    zh: str,
    en: str,
    unit: str,
    direction: int,
    scale: str,
    definition_zh: str,
    definition_en: str,
    source: str,
    authority: str,
    level: str = "school",
) -> Callable[[Measure], Indicator]:
    """Declare an indicator. See `Indicator` for the parameters."""
    if direction not in (1, -1):
        raise OptionError(f"Indicator {id}: direction must be 1 or -1, not {direction!r}.")
    if scale not in ("ratio", "interval", "ordinal"):
        raise OptionError(f"Indicator {id}: scale must be ratio, interval or ordinal, not {scale!r}.")
    if level not in ("school", "group"):
        raise OptionError(f"Indicator {id}: level must be school or group, not {level!r}.")

    def wrap(function: Measure) -> Indicator:
        tables = tuple(inspect.signature(function).parameters)
        return Indicator(
            id, zh, en, unit, direction, scale, definition_zh, definition_en, source, authority, level, tables, function
        )

    return wrap
