"""Charts: `<name>(run, …, lang, ax)` draws, `<name>_table` beside it returns the numbers drawn, `<name>_alt` says them."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from toolkit.charts._alt import alt_text
from toolkit.charts._saving import save_chart, save_charts, svg_text
from toolkit.charts.map import map, map_table
from toolkit.charts.members import members, members_table
from toolkit.charts.profile import profile, profile_table
from toolkit.charts.ranking import ranking, ranking_table
from toolkit.charts.schemes import schemes, schemes_table
from toolkit.charts.slope import slope, slope_table
from toolkit.charts.weights import weights, weights_table

if TYPE_CHECKING:
    from matplotlib.axes import Axes

CHARTS: dict[str, Callable[..., Axes]] = {
    "ranking": ranking,
    "profile": profile,
    "weights": weights,
    "map": map,
    "slope": slope,
    "members": members,
    "schemes": schemes,
}

__all__ = [
    "CHARTS",
    "alt_text",
    "map",
    "map_table",
    "members",
    "members_table",
    "profile",
    "profile_table",
    "ranking",
    "ranking_table",
    "save_chart",
    "save_charts",
    "schemes",
    "schemes_table",
    "slope",
    "slope_table",
    "svg_text",
    "weights",
    "weights_table",
]
