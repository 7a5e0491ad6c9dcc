"""Charts: `<name>(run, …, lang, ax)` draws, `<name>_table` beside it returns the numbers drawn, `<name>_alt` says them."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from toolkit.charts._alt import alt_text
from toolkit.charts._saving import save_chart, save_charts, svg_text
from toolkit.charts.calendar import calendar, calendar_table
from toolkit.charts.caterpillar import caterpillar, caterpillar_table
from toolkit.charts.flag_stability import flag_stability, flag_stability_table
from toolkit.charts.funnel import funnel, funnel_table
from toolkit.charts.heatmap import heatmap, heatmap_table
from toolkit.charts.map import map, map_table
from toolkit.charts.members import members, members_table
from toolkit.charts.of_models.information import information, information_table
from toolkit.charts.of_models.item_curves import item_curves, item_curves_table
from toolkit.charts.of_models.item_map import item_map, item_map_table
from toolkit.charts.of_value_added.calibration import calibration, calibration_table
from toolkit.charts.of_value_added.shrinkage import shrinkage, shrinkage_table
from toolkit.charts.posterior import posterior, posterior_table
from toolkit.charts.profile import profile, profile_table
from toolkit.charts.programme import programme, programme_table
from toolkit.charts.radar import radar, radar_table
from toolkit.charts.rank_heatmap import rank_heatmap, rank_heatmap_table
from toolkit.charts.rank_intervals import rank_intervals, rank_intervals_table
from toolkit.charts.ranking import ranking, ranking_table
from toolkit.charts.schemes import schemes, schemes_table
from toolkit.charts.slope import slope, slope_table
from toolkit.charts.small_multiples import small_multiples, small_multiples_table
from toolkit.charts.sobol import sobol, sobol_table
from toolkit.charts.status_change import status_change, status_change_table
from toolkit.charts.status_history import status_history, status_history_table
from toolkit.charts.trajectory import trajectory, trajectory_table
from toolkit.charts.waterfall import waterfall, waterfall_table
from toolkit.charts.weights import weights, weights_table

if TYPE_CHECKING:
    from matplotlib.axes import Axes

CHARTS: dict[str, Callable[..., Axes]] = {
    "ranking": ranking,
    "profile": profile,
    "radar": radar,
    "heatmap": heatmap,
    "waterfall": waterfall,
    "weights": weights,
    "map": map,
    "small_multiples": small_multiples,
    "slope": slope,
    "members": members,
    "schemes": schemes,
    "rank_heatmap": rank_heatmap,
    "rank_intervals": rank_intervals,
    "sobol": sobol,
    "flag_stability": flag_stability,
    "funnel": funnel,
    "posterior": posterior,
    "status_history": status_history,
    "status_change": status_change,
    "caterpillar": caterpillar,
    "trajectory": trajectory,
    "calendar": calendar,
    "programme": programme,
}

__all__ = [
    "CHARTS",
    "alt_text",
    "calendar",
    "calendar_table",
    "calibration",
    "calibration_table",
    "caterpillar",
    "caterpillar_table",
    "flag_stability",
    "flag_stability_table",
    "funnel",
    "funnel_table",
    "heatmap",
    "heatmap_table",
    "information",
    "information_table",
    "item_curves",
    "item_curves_table",
    "item_map",
    "item_map_table",
    "map",
    "map_table",
    "members",
    "members_table",
    "posterior",
    "posterior_table",
    "profile",
    "profile_table",
    "programme",
    "programme_table",
    "radar",
    "radar_table",
    "rank_heatmap",
    "rank_heatmap_table",
    "rank_intervals",
    "rank_intervals_table",
    "ranking",
    "ranking_table",
    "save_chart",
    "save_charts",
    "schemes",
    "schemes_table",
    "shrinkage",
    "shrinkage_table",
    "slope",
    "slope_table",
    "small_multiples",
    "small_multiples_table",
    "sobol",
    "sobol_table",
    "status_change",
    "status_change_table",
    "status_history",
    "status_history_table",
    "svg_text",
    "trajectory",
    "trajectory_table",
    "waterfall",
    "waterfall_table",
    "weights",
    "weights_table",
]
