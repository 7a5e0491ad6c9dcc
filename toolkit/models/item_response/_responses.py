"""A wide frame of responses, one column an item, as codes: which category of its item a person gave, or none."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import ArrayLike, NDArray

from toolkit.columns import Array
from toolkit.errors import DataError, OptionError, unknown

Codes = NDArray[np.int8]
Ints = NDArray[np.int64]
MOST = 100
"""Categories that an item may have."""


class UnusedCategoryWarning(UserWarning):
    """A category between two others that nobody gave: the categories that were given are numbered through."""


@dataclass(frozen=True)
class Items:
    """Items and their categories, ascending; the lowest counts 0 steps."""

    names: tuple[str, ...]
    categories: tuple[tuple[int, ...], ...]

    @property
    def steps(self) -> Ints:
        """Number of steps from the lowest category to the highest, per item."""
        return np.array([len(values) - 1 for values in self.categories], dtype=np.int64)


@dataclass(frozen=True)
class Responses:
    """Codes (person, item) from 0, -1 where the item was not presented or not answered; weights with mean 1."""

    items: Items
    codes: Codes
    weights: Array
    group: Ints
    groups: tuple[str, ...]
    keys: pl.DataFrame
    """Columns of the frame that are no items."""

    @property
    def answered(self) -> Ints:
        """How many items each person answered."""
        return (self.codes >= 0).sum(axis=1)

    def rows(self, at: NDArray[np.bool_] | slice) -> Responses:
        """Return some of the persons."""
        return Responses(self.items, self.codes[at], self.weights[at], self.group[at], self.groups, self.keys)


def read_responses(
    frame: pl.DataFrame,
    items: Sequence[str] | Items | None = None,
    groups: str | ArrayLike | None = None,
    weights: str | ArrayLike | None = None,
    known: Sequence[str] | None = None,
) -> Responses:
    """Read a frame. With `Items` its categories hold and another value is an error; with `known` groups likewise.

    Raises
    ------
    DataError
        An item with one category, with numbers that are not whole, or with a value that it does not have.
    """
    if not isinstance(frame, pl.DataFrame):
        raise OptionError(f"Responses must be a polars DataFrame, one column an item, not {type(frame).__name__}.")
    labels, group = _groups(frame, groups, known)
    weight = _weights(frame, weights)
    beside = {name for name in (groups, weights) if isinstance(name, str)}
    if isinstance(items, Items):
        names = items.names
    else:
        names = tuple(c for c in frame.columns if c not in beside) if items is None else tuple(items)
    if not names:
        raise DataError("There is no item: give one column an item.")
    for name in names:
        if name not in frame.columns:
            raise unknown("item", name, frame.columns)
    if frame.height < 2 and not isinstance(items, Items):
        raise DataError(f"{frame.height} sample(s), that is persons: a fit needs many (n_samples = {frame.height}).")
    columns = [_whole(frame[name]) for name in names]
    found = items if isinstance(items, Items) else Items(names, tuple(map(_categories, columns)))
    codes = np.empty((len(names), frame.height), dtype=np.int8)
    for j, column in enumerate(columns):
        codes[j] = _code(column, found.categories[j])
    keys = frame.select(c for c in frame.columns if c not in names and c != weights)
    return Responses(found, np.ascontiguousarray(codes.T), weight, group, labels, keys)


def _whole(column: pl.Series) -> pl.Series:
    kind = column.dtype
    if kind == pl.Boolean or kind.is_integer():
        return column.cast(pl.Int64)
    if kind == pl.Null:
        return column.cast(pl.Int64)
    if not kind.is_float():
        raise DataError(
            f"Item {column.name!r} holds {kind}: categories are whole numbers. Name the items with items=[…], or leave "
            "other columns out."
        )
    wrong = column.filter(column.is_not_null() & ~(column.is_finite() & (column == column.round())))
    if wrong.len():
        raise DataError(
            f"Item {column.name!r} holds {wrong[0]!r}: categories are whole numbers, an item not presented is null."
        )
    return column.cast(pl.Int64)


def _categories(column: pl.Series) -> tuple[int, ...]:
    values = column.drop_nulls().unique().sort().to_list()
    if len(values) < 2:
        what = f"one category only ({values[0]})" if values else "no response at all"
        raise DataError(f"Item {column.name!r} has {what}: it says nothing about persons. Leave it out.")
    if len(values) > MOST:
        raise DataError(
            f"Item {column.name!r} has {len(values)} categories; at most {MOST}. Is it a score or a number?"
        )
    skipped = sorted(set(range(values[0], values[-1])) - set(values)) if values[-1] - values[0] <= MOST else []
    if skipped:
        text = f"Item {column.name!r}: nobody gave {', '.join(map(str, skipped))}; its categories are {values}."
        warnings.warn(text, UnusedCategoryWarning, stacklevel=6)
    return tuple(values)


def _code(column: pl.Series, categories: tuple[int, ...]) -> Codes:
    values = np.array(categories, dtype=np.int64)
    given = column.fill_null(values[0]).to_numpy()
    at = np.minimum(np.searchsorted(values, given), values.size - 1)
    missing = column.is_null().to_numpy()
    wrong = np.flatnonzero((values[at] != given) & ~missing)
    if wrong.size:
        raise DataError(
            f"Item {column.name!r} holds {int(given[wrong[0]])} in row {int(wrong[0]) + 1}; its categories are "
            f"{', '.join(map(str, categories))}."
        )
    return np.where(missing, -1, at).astype(np.int8)


def _groups(
    frame: pl.DataFrame, groups: str | ArrayLike | None, known: Sequence[str] | None
) -> tuple[tuple[str, ...], Ints]:
    if groups is None:
        return ("all",), np.zeros(frame.height, dtype=np.int64)
    if isinstance(groups, str):
        if groups not in frame.columns:
            raise unknown("column of groups", groups, frame.columns)
        column = frame[groups]
    else:
        column = groups if isinstance(groups, pl.Series) else pl.Series("group", np.asarray(groups))
    if column.len() != frame.height or column.null_count():
        raise DataError(f"Every person needs a group: {column.len() - column.null_count()} for {frame.height} rows.")
    text = column.cast(pl.String)
    labels = tuple(text.unique().sort().to_list()) if known is None else tuple(known)
    for label in text.unique().sort().to_list():
        if label not in labels:
            raise unknown("group", label, labels)
    order = pl.DataFrame({"label": labels, "at": np.arange(len(labels))})
    at = pl.DataFrame({"label": text}).join(order, on="label", how="left", maintain_order="left")["at"]
    return labels, at.to_numpy().astype(np.int64)


def _weights(frame: pl.DataFrame, weights: str | ArrayLike | None) -> Array:
    if weights is None:
        return np.ones(frame.height)
    if isinstance(weights, str):
        if weights not in frame.columns:
            raise unknown("column of weights", weights, frame.columns)
        column = frame[weights]
    else:
        column = weights if isinstance(weights, pl.Series) else pl.Series("weight", np.asarray(weights, dtype=float))
    values = column.cast(pl.Float64).fill_null(np.nan).to_numpy()
    if values.size != frame.height or not np.isfinite(values).all() or (values < 0).any() or not values.sum() > 0:
        raise DataError("Weights must be one finite number >= 0 for every row, and not all 0.")
    return np.asarray(values / values.mean())
