"""What the structure checks read: a wide table, an array, or long values."""

from __future__ import annotations

import numpy as np
import polars as pl
from numpy.typing import ArrayLike

from toolkit.columns import Array, extremes
from toolkit.errors import DataError
from toolkit.matrix import KEYS
from toolkit.weigh._association import MISSING, check_defined, pearson
from toolkit.weigh._input import Wide, option, signs, wide

Values = pl.DataFrame | ArrayLike


def table(values: Values, direction: ArrayLike | None = None) -> Wide:
    """Read an array (unit, indicator), a wide frame, or a long one (indicator, value and keys); more is then better.

    Indicators of a long frame come in the order of their names; a unit that has one twice is refused.
    """
    if isinstance(values, pl.DataFrame) and {"indicator", "value"} <= set(values.columns):
        values = _pivoted(values)
    read = wide(values)
    return Wide(read.values * signs(direction, read.indicators), read.indicators, read.units)


def _pivoted(long: pl.DataFrame) -> pl.DataFrame:
    keys = [key for key in KEYS if key in long.columns]
    twice = long.filter(pl.struct(*keys, "indicator").is_duplicated()) if keys else long
    if not keys or twice.height:
        place = " ".join(map(str, twice.select(*keys, "indicator").row(0))) if keys else "no key column"
        raise DataError(f"Long values need one row per unit and indicator: {place}. Keys: {', '.join(KEYS)}.")
    return long.sort("indicator").pivot("indicator", index=keys, values="value").sort(keys)


def correlation_matrix(read: Wide, missing: str, least: int) -> tuple[Array, int]:
    """Return Pearson's correlations and the number of units behind them, or say why a method cannot use them.

    missing="complete" uses the units without a gap; "pairwise" for each pair those with both, and the number returned is
    the least over the pairs. Every indicator must vary, and there must be at least `least` indicators.
    """
    option("rule for missing values", missing, MISSING)
    if len(read.indicators) < least:
        raise DataError(f"{len(read.indicators)} indicators: at least {least} are needed.")
    values, present = read.values, ~np.isnan(read.values)
    if missing == "complete":
        values = values[present.all(axis=1)]
        if values.shape[0] < 3:
            worst = read.indicators[int(np.argmin(present.sum(axis=0)))]
            raise DataError(f"{values.shape[0]} units have every indicator, 3 are needed. The most gaps has {worst!r}.")
    low, high = extremes(values)
    flat = np.flatnonzero(~(low < high))
    if flat.size:
        raise DataError(f"Indicator {read.indicators[int(flat[0])]!r} does not vary: leave it out.")
    r = pearson(values, missing)
    check_defined(r, list(read.indicators))
    here = present.astype(np.float64)
    return r, values.shape[0] if missing == "complete" else int((here.T @ here).min())


def check_invertible(r: Array, indicators: tuple[str, ...]) -> None:
    """Refuse correlations of which one follows from the others, naming the indicators that take part."""
    eigenvalues, vectors = np.linalg.eigh(r)
    if eigenvalues[0] > 1e-10:
        return
    part = [indicators[i] for i in np.flatnonzero(np.abs(vectors[:, 0]) > 0.05)]
    why = "are linearly dependent" if eigenvalues[0] > -1e-10 else "have correlations that no complete data could have"
    raise DataError(f"The indicators {', '.join(part)} {why}: leave one out, or use missing='complete'.")
