"""Rank heat map: how often each unit stands at each rank when the choices change."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from toolkit.charts._choose import everyone
from toolkit.charts._names import labels
from toolkit.charts._palette import VERMILLION
from toolkit.charts._replicates import colour_legend, hidden_note, named, paint, replicates, shown, subtitle
from toolkit.charts._rows import legend_above, name_rows, rows_height, side_columns
from toolkit.charts._sheet import WIDTH, sheet
from toolkit.words import word

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from toolkit.robustness import Robustness
    from toolkit.scoring_run import ScoringRun


def rank_heatmap_table(
    run: ScoringRun,
    *,
    robust: Robustness | None = None,
    level: str = "group",
    period: str | None = None,
    node: str | None = None,
    lang: str = "zh",
    top: int | None = None,
) -> pl.DataFrame:
    """Return a row a unit: unit_id, name, rank (of the run), median, lower, upper, shares, shown.

    `shares` lists the share of the replicates in which the unit stands at rank 1, 2, …; units stand in order of the median,
    then of the run's rank. Units that no replicate ranks are left out.

    Parameters
    ----------
    robust : Robustness, optional
        Of this run; it then decides period and node. By default 200 draws of weights and aggregator.
    """
    result = replicates(run, robust, level, period, node, lang)
    return _table(result, level, lang, top)


def _table(result: Robustness, level: str, lang: str, top: int | None) -> pl.DataFrame:
    ranks = result.ranks.filter((pl.col("level") == level) & pl.col("median").is_not_null())
    table = ranks.select("unit_id", "rank", "median", "lower", "upper").sort(
        "median", "rank", "unit_id", nulls_last=True
    )
    often = result.frequencies.filter((pl.col("level") == level) & (pl.col("rank") > 0))
    width = max(often["rank"].to_list(), default=0)
    place = {unit: row for row, unit in enumerate(table["unit_id"])}
    shares = np.zeros((table.height, width))
    for unit, rank, share in often.select("unit_id", "rank", "share").iter_rows():
        shares[place[unit], rank - 1] = share
    listed = pl.Series("shares", shares.tolist(), dtype=pl.List(pl.Float64))
    return shown(named(table.with_columns(listed), result.run, level, lang), top)


def rank_heatmap(
    run: ScoringRun,
    *,
    robust: Robustness | None = None,
    level: str = "group",
    period: str | None = None,
    node: str | None = None,
    lang: str = "zh",
    top: int | None = None,
    ax: Axes | None = None,
) -> Axes:
    """Draw ranks by units, darker where a unit stands more often; a mark is the rank of the run. See `rank_heatmap_table`."""
    from matplotlib.lines import Line2D

    result = replicates(run, robust, level, period, node, lang)
    table = _table(result, level, lang, top)
    rows = table.filter("shown")
    with sheet(
        run,
        ax,
        size=(WIDTH, rows_height(rows.height)),
        title=word("rank_heatmap", lang),
        subtitle=subtitle(result, level, lang),
        notes=[word("rank_heatmap_note", lang), hidden_note(table, result, level, lang)],
        lang=lang,
    ) as axes:
        if rows.height:
            paint(axes, rows["shares"].to_list())
        name_rows(axes, labels(rows["name"].to_list(), rows["unit_id"].to_list(), among=everyone(run, level, lang)))
        axes.grid(visible=False)
        own = rows.with_row_index("row").filter(pl.col("rank").is_not_null())
        axes.scatter(own["rank"].to_list(), own["row"].to_list(), s=14, marker="D", color=VERMILLION, zorder=3)
        spans = [f"{m:g} ({low}–{high})" for m, low, high in rows.select("median", "lower", "upper").iter_rows()]
        side_columns(axes, {word("median_column", lang): spans})
        axes.set_xlim(0.5, max(len(rows["shares"][0]) if rows.height else 1, 2) + 0.5)
        axes.set_xlabel(word("rank_axis", lang) if rows.height else word("none_to_show", lang))
        mark = Line2D([], [], color=VERMILLION, marker="D", linestyle="", markersize=4, label=word("own_rank", lang))
        legend_above(axes, [*colour_legend(), mark])
    return axes


def rank_heatmap_alt(
    run: ScoringRun,
    *,
    robust: Robustness | None = None,
    level: str = "group",
    period: str | None = None,
    node: str | None = None,
    lang: str = "zh",
) -> str:
    """Say in a sentence how much ranks depend on the choices."""
    result = replicates(run, robust, level, period, node, lang)
    table = _table(result, level, lang, None)
    if not table.height:
        return word("robust_none_alt", lang, n=result.plan.draws)
    widest = table.sort((pl.col("upper") - pl.col("lower")), "unit_id", descending=[True, False]).row(0, named=True)
    fixed = table.filter(pl.col("upper") == pl.col("lower")).height
    return word(
        "rank_heatmap_alt",
        lang,
        n=result.plan.draws,
        units=word(f"n_{level}", lang, n=table.height),
        fixed=fixed,
        name=labels([widest["name"]], [widest["unit_id"]], among=everyone(run, level, lang))[0],
        low=widest["lower"],
        high=widest["upper"],
    )
