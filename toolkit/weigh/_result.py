"""What a weighting returns: the weights, and an account of how they came about."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import ArrayLike, DTypeLike

from toolkit.columns import Array
from toolkit.errors import DataError

REPORT_SCHEMA = {"indicator": pl.String, "parameter": pl.String, "value": pl.Float64, "note": pl.String}


class UninformativeWarning(UserWarning):
    """The data say nothing that tells the indicators apart: all get the same weight."""


@dataclass(frozen=True)
class Weights:
    """Weights of the indicators: not negative, sum 1; `np.asarray(result)` gives the bare array.

    Attributes
    ----------
    weights : ndarray, shape (indicators,)
    report : polars.DataFrame
        indicator (null: concerns all of them), parameter, value, note.
    origin : str
        The name of the weighting.
    indicators : tuple of str
    """

    weights: Array
    report: pl.DataFrame
    origin: str
    indicators: tuple[str, ...]

    def __array__(self, dtype: DTypeLike | None = None, copy: bool | None = None) -> Array:
        return np.array(self.weights, dtype=dtype, copy=copy)

    def __len__(self) -> int:
        return len(self.indicators)

    def to_frame(self) -> pl.DataFrame:
        """Return the weights as a table: indicator, weight."""
        return pl.DataFrame({"indicator": list(self.indicators), "weight": self.weights})


def weights_from(
    raw: ArrayLike,
    indicators: Sequence[str],
    origin: str,
    parameters: dict[str, Any],
    *,
    settings: dict[str, float] | None = None,
    notes: Sequence[str] = (),
    informative: ArrayLike | None = None,
) -> Weights:
    """Scale raw weights to sum 1, and write the report.

    Raw weights that are all zero become equal weights (of the informative indicators, where there is any), with a warning
    and a note in the report.

    Parameters
    ----------
    raw : array, shape (indicators,)
        Not negative, finite.
    parameters : dict
        name -> one number per indicator, for the report.
    settings : dict, optional
        name -> one number that concerns the whole method (options, sample size).
    notes : sequence of str
        Sentences for the report.
    informative : array of bool, optional
        The indicators that are not constant.
    """
    weights = np.array(raw, dtype=np.float64)
    if not (np.isfinite(weights).all() and (weights >= 0).all()):
        raise DataError(f"Weighting '{origin}' gave weights that are not finite and >= 0: {weights.tolist()}.")
    said = list(notes)
    if weights.max(initial=0.0) == 0.0:
        some = np.zeros(len(weights), bool) if informative is None else np.asarray(informative, dtype=bool)
        who = "those that are not constant" if some.any() and not some.all() else "all"
        text = f"Weighting '{origin}' finds nothing that tells the indicators apart: {who} get equal weights."
        warnings.warn(text, UninformativeWarning, stacklevel=3)
        said.append(text)
        weights = some.astype(np.float64) if some.any() else np.ones(len(indicators))
    weights /= weights.max()  # a sum of tiny weights must not underflow
    weights /= weights.sum()
    return Weights(
        weights, report(indicators, {**parameters, "weight": weights}, settings or {}, said), origin, tuple(indicators)
    )


def report(
    indicators: Sequence[str], parameters: dict[str, Any], settings: dict[str, float], notes: Sequence[str]
) -> pl.DataFrame:
    """Lay out the account: settings first, then parameters by indicator, then notes."""
    names: list[str | None] = [None] * len(settings)
    keys = list(settings)
    values = [float(v) for v in settings.values()]
    for i, indicator in enumerate(indicators):
        names += [indicator] * len(parameters)
        keys += list(parameters)
        values += [float(column[i]) for column in parameters.values()]
    table = pl.DataFrame(
        {"indicator": names, "parameter": keys, "value": values, "note": [None] * len(keys)}, schema=REPORT_SCHEMA
    ).with_columns(pl.col("value").fill_nan(None))
    said = pl.DataFrame(
        {"indicator": None, "parameter": "note", "value": None, "note": list(notes)}, schema=REPORT_SCHEMA
    )
    return pl.concat([table, said])
