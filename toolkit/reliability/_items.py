"""What the measures of scales share: persons who answered every item, and numbers that carry facts."""

from __future__ import annotations

from typing import Any

import numpy as np

from toolkit.errors import DataError
from toolkit.weigh._input import Wide


def complete(read: Wide) -> Wide:
    """Leave out persons with a gap; refuse fewer than two persons or two items."""
    values = read.values[~np.isnan(read.values).any(axis=1)]
    if len(read.indicators) < 2 or values.shape[0] < 2:
        raise DataError(
            f"{len(read.indicators)} items and {values.shape[0]} persons without a gap: at least 2 of both are needed."
        )
    return Wide(values, read.indicators, None)


def number(kind: Any, value: float, **facts: Any) -> Any:
    """Return a float of a class of ours, with its facts as attributes."""
    made = kind(value)
    made.__dict__.update(facts)
    return made
