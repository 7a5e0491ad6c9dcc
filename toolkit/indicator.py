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
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl

from toolkit.errors import OptionError
from toolkit.pool import Asking

Measure = Callable[..., pl.LazyFrame | Asking[pl.LazyFrame]]
"""Tables in, by the names of its parameters; values out. One that must ask the whole is a generator (`toolkit.pool`)."""
Prepare = Callable[..., pl.LazyFrame | Asking[pl.LazyFrame]]
"""Tables in, by the names of its parameters; a frame out that several indicators start from."""


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
        Raw tables that the function takes as LazyFrames, read from its parameter names (and those of `prepare`). `members`
        and `calendar` are derived tables that an indicator may ask for too.
    function : callable
        LazyFrames in; a LazyFrame with (`school_id` or `group_id`), `period`, `value` and optionally `se`, `n`,
        `status` out. No `se` means counted in full (0); null value means missing.
    prepare : tuple of callable
        Functions of tables whose result the function takes under the name of the function. One measurement computes the
        result once, for all indicators that name the same function.
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
    prepare: tuple[Prepare, ...] = ()

    def __call__(self, *args: pl.LazyFrame, **tables: pl.LazyFrame) -> Any:
        """Call the plain function: its own parameters, prepared frames among them."""
        return self.function(*args, **tables)

    @property
    def inputs(self) -> tuple[str, ...]:
        """Parameters of the function: names of tables and of prepared frames."""
        return inputs_of(self.function)


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
    prepare: Sequence[Prepare] = (),
) -> Callable[[Measure], Indicator]:
    """Declare an indicator. See `Indicator` for the parameters."""
    if direction not in (1, -1):
        raise OptionError(f"Indicator {id}: direction must be 1 or -1, not {direction!r}.")
    if scale not in ("ratio", "interval", "ordinal"):
        raise OptionError(f"Indicator {id}: scale must be ratio, interval or ordinal, not {scale!r}.")
    if level not in ("school", "group"):
        raise OptionError(f"Indicator {id}: level must be school or group, not {level!r}.")

    def wrap(function: Measure) -> Indicator:
        ready = {one.__name__: one for one in prepare}
        names = inputs_of(function)
        if idle := [name for name in ready if name not in names]:
            raise OptionError(f"Indicator {id}: its function takes no {idle[0]!r}, only {', '.join(names)}.")
        tables = dict.fromkeys(t for name in names for t in (inputs_of(ready[name]) if name in ready else (name,)))
        return Indicator(
            id,
            zh,
            en,
            unit,
            direction,
            scale,
            definition_zh,
            definition_en,
            source,
            authority,
            level,
            tuple(tables),
            function,
            tuple(ready.values()),
        )

    return wrap


def inputs_of(function: Callable[..., Any]) -> tuple[str, ...]:
    """Return the tables that a function names: its parameters."""
    return tuple(inspect.signature(function).parameters)
