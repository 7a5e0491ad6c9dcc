"""Checks of arguments that many functions share."""

from __future__ import annotations

import polars as pl

from toolkit.errors import OptionError, unknown


def check_coverage(coverage: float) -> None:
    """Refuse a coverage of an interval that is not between 0 and 1: 95 is no share."""
    if not 0 < coverage < 1:
        raise OptionError(f"coverage={coverage!r}: allowed are numbers between 0 and 1.")


def need_columns(frame: pl.DataFrame, *names: str | None) -> None:
    """Refuse a frame that lacks a column; None is a column that is not asked for."""
    for name in names:
        if name is not None and name not in frame.columns:
            raise unknown("column", name, frame.columns)
