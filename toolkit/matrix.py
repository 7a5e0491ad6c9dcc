"""The one place where polars null and numpy NaN meet: long `values` <-> matrices of units x indicators."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import polars as pl
from numpy.typing import NDArray

from toolkit.errors import DataError

KEYS = ["level", "unit_id", "period"]
Array = NDArray[np.float64]


@dataclass(frozen=True)
class Matrix:
    """Units x indicators. `keys` (level, unit_id, period) names the rows, sorted; NaN = missing.

    `se` is None where no standard error is known at all. `filled` marks values that were not measured but imputed; None:
    all were measured. `closed` marks cells that are meant to be empty, for they do not apply to the unit; None: none is.
    `share` tells how much of the unit a value speaks for (a group: of its schools' weight); None: all of it everywhere.
    """

    keys: pl.DataFrame
    indicators: tuple[str, ...]
    values: Array
    se: Array | None
    filled: NDArray[np.bool_] | None = None
    closed: NDArray[np.bool_] | None = None
    share: Array | None = None

    @property
    def measured(self) -> NDArray[np.bool_]:
        """Where there is a value that was measured, shape (..., units, indicators)."""
        present = ~np.isnan(self.values)
        return present if self.filled is None else present & ~self.filled

    @property
    def labels(self) -> tuple[list[str], tuple[str, ...]]:
        """Names of rows and columns, for error messages."""
        rows = self.keys.select(pl.format("{} {} {}", *KEYS)).to_series().to_list()
        return rows, self.indicators

    def rows(self, mask: NDArray[np.bool_]) -> Matrix:
        """Return the rows where `mask` is true."""
        if mask.all():
            return self
        keys = self.keys.filter(pl.Series(mask))
        se = None if self.se is None else self.se[mask]
        filled = None if self.filled is None else self.filled[mask]
        closed = None if self.closed is None else self.closed[mask]
        share = None if self.share is None else self.share[mask]
        return Matrix(keys, self.indicators, self.values[mask], se, filled, closed, share)


def to_matrix(
    values: pl.DataFrame, indicators: Sequence[str], *, column: str = "value", keys: pl.DataFrame | None = None
) -> Matrix:
    """Pivot long values into a matrix; an indicator without any row becomes a column of NaN.

    Parameters
    ----------
    values : polars.DataFrame
        level, unit_id, period, indicator, `column` and optionally se.
    indicators : sequence of str
        The columns, in this order; other indicators are left out.
    keys : polars.DataFrame, optional
        The rows (level, unit_id, period); by default all units of `values`.

    Raises
    ------
    DataError
        When a unit has an indicator twice in one period.
    """
    used = values.filter(pl.col("indicator").is_in(list(indicators)))
    has_se = "se" in used.columns and used["se"].null_count() < used.height
    blocks = _aligned(used, list(dict.fromkeys([column, *(["se"] if has_se else [])])))
    wide = _pivot(used, column, indicators, blocks)
    if keys is None and used.height < values.height:
        keys = values.select(KEYS).unique()
    rows = wide.select(KEYS) if keys is None else keys.select(KEYS).sort(KEYS)
    se = to_array(_at(rows, _pivot(used, "se", indicators, blocks), indicators)) if has_se else None
    return Matrix(rows, tuple(indicators), to_array(_at(rows, wide, indicators)), se)


def with_closed(matrix: Matrix, values: pl.DataFrame) -> Matrix:
    """Mark the cells that do not apply: by their status, or because their level has no row at all of the indicator.

    A group has no school's indicator and a school none of a group (T3, R8): that is no gap in its data. A table that was
    not delivered has rows with the status `missing`, and stays a gap.
    """
    named = values.filter(pl.col("indicator").is_in(list(matrix.indicators)))
    apart = named.filter(pl.col("status") == "not_applicable")
    closed = np.zeros(matrix.values.shape, dtype=bool)
    if apart.height:
        marked = apart.select(*KEYS, "indicator", pl.lit(1.0).alias("value"))
        closed |= to_matrix(marked, matrix.indicators, keys=matrix.keys).values == 1.0
    if named["level"].n_unique() > 1:
        levels = matrix.keys["level"].to_numpy()
        for (level,), rows in named.select("level", "indicator").unique().group_by("level"):
            absent = [i for i, name in enumerate(matrix.indicators) if name not in set(rows["indicator"])]
            closed[np.ix_(levels == level, absent)] = True
    return replace(matrix, closed=closed) if closed.any() else matrix


def _aligned(used: pl.DataFrame, columns: Sequence[str]) -> list[pl.DataFrame]:
    """Cut the rows by indicator, where all indicators have the same units in the same order; else return nothing.

    This is how tables usually come (sorted by unit and then indicator, or unpivoted), and it spares the pivot, five times
    the cost of the rest. The first block holds the keys too.
    """
    names = used["indicator"]
    size = names.n_unique()
    if not size or used.height % size:
        return []
    if names[:size].n_unique() == size:  # by unit: every run of `size` rows is a unit
        cut = [used.select("indicator", *columns).gather_every(size, i) for i in range(size)]
        keys = used.select(KEYS).gather_every(size)
        same = all(_runs(used[key], size) for key in KEYS)
    else:
        cut = [used[start : start + used.height // size] for start in range(0, used.height, used.height // size)]
        keys = cut[0].select(KEYS)
        same = all(block.select(KEYS).equals(keys) for block in cut[1:])
    alike = same and all(block["indicator"].n_unique() == 1 for block in cut) and not keys.is_duplicated().any()
    return [keys.with_columns(cut[0].select("indicator", *columns)), *cut[1:]] if alike else []


def _runs(column: pl.Series, size: int) -> bool:
    """Tell whether every run of `size` rows holds one and the same text."""
    change = (column != column.shift()).fill_null(True).to_numpy()
    change[::size] = False
    return not change.any()


def _pivot(used: pl.DataFrame, column: str, indicators: Sequence[str], blocks: list[pl.DataFrame]) -> pl.DataFrame:
    if blocks:
        wide = blocks[0].select(KEYS).with_columns(b[column].alias(b["indicator"][0]) for b in blocks)
    else:
        try:
            wide = used.pivot("indicator", index=KEYS, values=column, aggregate_function=None)
        except pl.exceptions.ComputeError:
            raise duplicate_error(used) from None
    absent = [i for i in indicators if i not in wide.columns]
    return wide.with_columns(pl.lit(None, pl.Float64).alias(i) for i in absent).sort(KEYS)


def _at(rows: pl.DataFrame, wide: pl.DataFrame, indicators: Sequence[str]) -> pl.DataFrame:
    """Bring a pivoted table to the given rows."""
    if rows.equals(wide.select(KEYS)):
        return wide.select(indicators)
    return rows.join(wide, on=KEYS, how="left", maintain_order="left").select(indicators)


def duplicate_error(values: pl.DataFrame) -> DataError:
    """Name the first units that have an indicator twice."""
    twice = values.group_by([*KEYS, "indicator"]).len().filter(pl.col("len") > 1).sort([*KEYS, "indicator"]).head(3)
    places = "; ".join(" ".join(map(str, row)) for row in twice.iter_rows())
    return DataError(f"A unit has an indicator more than once in one period: {places}. Keep one row for each.")


def to_array(wide: pl.DataFrame) -> Array:
    """Turn numeric columns into a float array, null as NaN."""
    if wide.width == 0:
        return np.empty((wide.height, 0))
    columns = [wide[name].cast(pl.Float64).fill_null(np.nan).to_numpy() for name in wide.columns]
    return np.column_stack(columns).astype(np.float64, copy=False)


def to_column(name: str, array: Array) -> pl.Series:
    """Turn an array into a column, NaN as null."""
    return pl.Series(name, np.asarray(array, dtype=np.float64), nan_to_null=True)


def to_frame(matrix: Matrix) -> pl.DataFrame:
    """Return the values as a frame with one column an indicator, so that transformers know the names."""
    return pl.DataFrame([to_column(name, matrix.values[:, i]) for i, name in enumerate(matrix.indicators)])


def to_long(matrix: Matrix, name: str, arrays: dict[str, Array] | None = None) -> pl.DataFrame:
    """Melt a matrix (and further arrays of its shape) into long form, rows without a value left out."""
    columns = {name: matrix.values} | (arrays or {})
    rows, width = matrix.values.shape
    keys = matrix.keys.select(pl.all().repeat_by(width).explode()) if rows else matrix.keys
    long = keys.with_columns(
        pl.Series("indicator", np.tile(np.array(matrix.indicators, dtype=object), rows), dtype=pl.String),
        *(to_column(key, array.reshape(-1)) for key, array in columns.items()),
    )
    return long.filter(pl.col(name).is_not_null())


def quantise(array: Array, decimals: int = 10) -> Array:
    """Round to the decimals at which scores are published and compared; -0.0 becomes 0.0."""
    return np.round(array, decimals) + 0.0
