"""Charts of measurement models: `<name>(model, …, lang, ax)` draws, `<name>_table` returns the numbers, `<name>_alt` says them."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from toolkit.charts.of_models.information import information
from toolkit.charts.of_models.item_curves import item_curves
from toolkit.charts.of_models.item_map import item_map

if TYPE_CHECKING:
    from matplotlib.axes import Axes

MODEL_CHARTS: dict[str, Callable[..., Axes]] = {
    "item_map": item_map,
    "item_curves": item_curves,
    "information": information,
}
