"""Rank intervals: how far a rank depends on the choices, and how far on sampling error."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from toolkit.charts._choose import everyone
from toolkit.charts._names import labels
from toolkit.charts._palette import BLUE, INK, SKY
from toolkit.charts._replicates import hidden_note, named, replicates, shown, subtitle
from toolkit.charts._rows import legend_above, name_rows, percent, rows_height, side_columns
from toolkit.charts._sheet import WIDTH, sheet
from toolkit.words import word

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from toolkit.robustness import Robustness
    from toolkit.scoring_run import ScoringRun


def rank_intervals_table(
    run: ScoringRun,
    *,
    robust: Robustness | None = None,
    level: str = "group",
    period: str | None = None,
    node: str | None = None,
    lang: str = "zh",
    top: int | None = None,
) -> pl.DataFrame:
    """Return a row a unit: unit_id, name, rank, lower, upper (over the choices), rank_lower, rank_upper (sampling), shown.

    Units stand in the order of the run's ranks; those that it does not rank are left out.

    Parameters
    ----------
    robust : Robustness, optional
        Of this run; it then decides period and node. By default 200 draws of weights and aggregator.
    """
    return _table(replicates(run, robust, level, period, node, lang), level, lang, top)


def _table(result: Robustness, level: str, lang: str, top: int | None) -> pl.DataFrame:
    over = result.ranks.filter((pl.col("level") == level) & pl.col("rank").is_not_null())
    sampling = result.run.scores.filter(pl.col("node") == result.plan.node).select(
        "level", "unit_id", "period", "rank_lower", "rank_upper"
    )
    table = over.join(sampling, on=["level", "unit_id", "period"], how="left").sort("rank", "unit_id")
    columns = ["unit_id", "rank", "lower", "upper", "rank_lower", "rank_upper"]
    return shown(named(table.select(columns), result.run, level, lang), top)


def rank_intervals(
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
    """Draw the rank of each unit with two intervals: broad for the choices, thin for sampling error."""
    from matplotlib.lines import Line2D

    result = replicates(run, robust, level, period, node, lang)
    table = _table(result, level, lang, top)
    rows = table.filter("shown").with_row_index("row")
    known = rows.filter(pl.col("rank_lower").is_not_null())
    with sheet(
        run,
        ax,
        size=(WIDTH, rows_height(rows.height)),
        title=word("rank_intervals", lang),
        subtitle=subtitle(result, level, lang),
        notes=[
            word("rank_intervals_note", lang, level=percent(result.coverage)),
            "" if known.height else word("no_intervals", lang),
            hidden_note(table, result, level, lang),
        ],
        lang=lang,
    ) as axes:
        name_rows(axes, labels(rows["name"].to_list(), rows["unit_id"].to_list(), among=everyone(run, level, lang)))
        pairs = (
            (rows.drop_nulls("lower"), "lower", "upper", SKY, 5.0),
            (known, "rank_lower", "rank_upper", INK, 1.0),
        )
        for part, low, high, colour, wide in pairs:
            axes.hlines(part["row"].to_list(), part[low].to_list(), part[high].to_list(), color=colour, linewidth=wide)
        axes.scatter(rows["rank"].to_list(), rows["row"].to_list(), s=20, color=BLUE, zorder=3)
        spans = [f"{r} ({low}–{high})" for r, low, high in rows.select("rank", "lower", "upper").iter_rows()]
        side_columns(axes, {word("rank_column", lang): spans})
        axes.set_xlabel(word("rank_axis", lang) if rows.height else word("none_to_show", lang))
        handles = [
            Line2D([], [], color=BLUE, marker="o", linestyle="", markersize=5, label=word("own_rank", lang)),
            Line2D([], [], color=SKY, linewidth=5, solid_capstyle="butt", label=word("rank_choices", lang)),
            Line2D([], [], color=INK, linewidth=1, label=word("rank_sampling", lang)),
        ]
        legend_above(axes, handles if known.height else handles[:2])
    return axes


def rank_intervals_alt(
    run: ScoringRun,
    *,
    robust: Robustness | None = None,
    level: str = "group",
    period: str | None = None,
    node: str | None = None,
    lang: str = "zh",
) -> str:
    """Say in a sentence which of the two doubts is larger."""
    result = replicates(run, robust, level, period, node, lang)
    table = _table(result, level, lang, None).drop_nulls("lower")
    if not table.height:
        return word("robust_none_alt", lang, n=result.plan.draws)
    said = {
        "n": result.plan.draws,
        "units": word(f"n_{level}", lang, n=table.height),
        "choices": f"{_width(table, 'lower', 'upper'):.1f}",
    }
    known = table.drop_nulls("rank_lower")
    if not known.height:
        return word("rank_intervals_choices_alt", lang, **said)
    return word("rank_intervals_alt", lang, **said, sampling=f"{_width(known, 'rank_lower', 'rank_upper'):.1f}")


def _width(table: pl.DataFrame, low: str, high: str) -> float:
    return float(np.mean((table[high] - table[low]).to_numpy()))
