"""What a weighting hands back, as an array in the order of the indicators."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import polars as pl

from toolkit.columns import Array
from toolkit.errors import DataError, did_you_mean
from toolkit.weigh._result import Weights


def returned_weights(result: Any, names: list[str], weighting: str, parent: str) -> Array:
    """Return the weights that a weighting gave for the nodes `names` below `parent`, shape (nodes,).

    A user's own function may return a sequence in the order of the columns, a mapping node -> weight, or a frame with the
    columns `indicator` and `weight`.

    Raises
    ------
    DataError
        Another kind of result, or names that are not those of the nodes.

    Examples
    --------
    >>> returned_weights({"b": 3, "a": 1}, ["a", "b"], "mine", "total").tolist()
    [1.0, 3.0]
    """
    who = f"Weighting {weighting!r} below {parent!r}"
    if isinstance(result, Weights):
        result = result.weights
    if isinstance(result, pl.DataFrame):
        if not {"indicator", "weight"} <= set(result.columns):
            raise DataError(
                f"{who} gave a frame with the columns {', '.join(result.columns)}: it needs indicator, weight."
            )
        if result["indicator"].is_duplicated().any():
            raise DataError(f"{who} gave more than one weight for an indicator.")
        result = dict(result.select("indicator", "weight").iter_rows())
    if isinstance(result, Mapping):
        strange = [n for n in result if n not in names]
        lost = [n for n in names if n not in result]
        if strange:
            raise DataError(f"{who} gave a weight for {strange[0]!r}.{did_you_mean(strange[0], names)}")
        if lost:
            raise DataError(f"{who} gave no weight for {', '.join(lost)}.")
        result = [result[n] for n in names]
    try:
        return np.asarray(result, dtype=np.float64)
    except (TypeError, ValueError):
        raise DataError(
            f"{who} gave {type(result).__name__}, not weights: return numbers in the order of the columns, a mapping from "
            "indicators to numbers, or a frame with the columns indicator and weight."
        ) from None
