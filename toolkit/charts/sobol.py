"""Sobol bars: how much of the movement of ranks each choice explains."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from toolkit.charts._palette import BLUE, INK, SKY
from toolkit.charts._replicates import replicates, subtitle
from toolkit.charts._rows import legend_above, name_rows, side_columns
from toolkit.charts._sheet import WIDTH, sheet
from toolkit.errors import unknown
from toolkit.words import label_of, word

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from toolkit.robustness import Robustness
    from toolkit.scoring_run import ScoringRun

ROW = 0.55
"""Height of a choice in inches."""


def sobol_table(
    run: ScoringRun,
    *,
    robust: Robustness | None = None,
    level: str = "group",
    period: str | None = None,
    node: str | None = None,
    unit_id: str | None = None,
    lang: str = "zh",
) -> pl.DataFrame:
    """Return a row a choice: choice, label, first, first_se, total, total_se; the largest total index first.

    Parameters
    ----------
    robust : Robustness, optional
        Of this run, with two choices or more. By default 200 draws of weights and aggregator.
    unit_id : str, optional
        Of the rank of this unit; by default of the mean absolute change of rank of all units of the level.
    """
    return _table(replicates(run, robust, level, period, node, lang), level, unit_id, lang)


def _table(result: Robustness, level: str, unit_id: str | None, lang: str) -> pl.DataFrame:
    rows = result.sobol.filter(pl.col("level") == level)
    if unit_id is None:
        rows = rows.filter(pl.col("output") == "shift")
    else:
        rows = rows.filter((pl.col("output") == "rank") & (pl.col("unit_id") == unit_id))
        if not rows.height:
            units = result.units.filter(pl.col("level") == level)
            raise unknown("unit", unit_id, units["unit_id"].sort().to_list())
    names = {c.name: label_of("choice", c.name, lang) for c in result.plan.choices}
    return rows.select(
        "choice",
        pl.col("choice").replace_strict(names, return_dtype=pl.String).alias("label"),
        "first",
        "first_se",
        "total",
        "total_se",
    ).sort("total", "choice", descending=[True, False], nulls_last=True)


def sobol(
    run: ScoringRun,
    *,
    robust: Robustness | None = None,
    level: str = "group",
    period: str | None = None,
    node: str | None = None,
    unit_id: str | None = None,
    lang: str = "zh",
    ax: Axes | None = None,
) -> Axes:
    """Draw first-order and total indices as bars, with two standard errors. See `sobol_table`."""
    result = replicates(run, robust, level, period, node, lang)
    table = _table(result, level, unit_id, lang)
    of = word("sobol_all", lang) if unit_id is None else word("sobol_unit", lang, name=run.name(unit_id, lang))
    known = table.with_row_index("row").drop_nulls("total")
    with sheet(
        run,
        ax,
        size=(WIDTH, ROW * max(table.height, 2)),
        title=word("sobol", lang),
        subtitle=subtitle(result, level, lang),
        notes=[of, word("sobol_note", lang)],
        lang=lang,
    ) as axes:
        name_rows(axes, table["label"].to_list())
        bars = []
        for name, colour, up in (("total", SKY, 0.17), ("first", BLUE, -0.17)):
            rows = [row + up for row in known["row"]]
            error = (2 * known[f"{name}_se"]).to_list()
            length = known[name].clip(lower_bound=0.0).to_list()
            bars.append(axes.barh(rows, length, 0.32, color=colour, label=word(f"sobol.{name}", lang)))
            axes.errorbar(length, rows, xerr=error, fmt="none", ecolor=INK, elinewidth=0.9, capsize=2)
        texts = {n: ["–" if v is None else f"{round(v, 2) + 0.0:.2f}" for v in table[n]] for n in ("first", "total")}
        side_columns(axes, {word(f"sobol.column.{n}", lang): texts[n] for n in ("first", "total")})
        axes.set_xlim(0, max([1.0, *(t + 2 * e for t, e in known.select("total", "total_se").iter_rows())]) * 1.02)
        axes.set_xlabel(word("sobol_axis", lang) if known.height else word("none_to_show", lang))
        legend_above(axes, bars)
    return axes


def sobol_alt(
    run: ScoringRun,
    *,
    robust: Robustness | None = None,
    level: str = "group",
    period: str | None = None,
    node: str | None = None,
    unit_id: str | None = None,
    lang: str = "zh",
) -> str:
    """Say in a sentence which choice matters most."""
    result = replicates(run, robust, level, period, node, lang)
    table = _table(result, level, unit_id, lang).drop_nulls("total")
    if not table.height:
        return word("robust_none_alt", lang, n=result.plan.draws)
    first = table.row(0, named=True)
    return word(
        "sobol_alt",
        lang,
        n=result.plan.draws,
        choice=first["label"],
        total=f"{first['total']:.2f}",
        first=f"{first['first']:.2f}",
        others=table.height - 1,
    )
