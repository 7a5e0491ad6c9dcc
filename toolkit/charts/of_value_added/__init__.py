"""Charts of a value-added model and its pupils: `<name>(model, pupils, …, lang, ax)` draws, `<name>_table` returns the numbers."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from toolkit.charts.of_value_added.calibration import calibration
from toolkit.charts.of_value_added.shrinkage import shrinkage

if TYPE_CHECKING:
    from matplotlib.axes import Axes

VALUE_ADDED_CHARTS: dict[str, Callable[..., Axes]] = {
    "shrinkage": shrinkage,
    "calibration": calibration,
}
