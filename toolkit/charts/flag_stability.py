"""Flag stability: who stays flagged whatever the choices, and who only under some."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from toolkit.charts._choose import everyone
from toolkit.charts._names import labels
from toolkit.charts._palette import VERMILLION
from toolkit.charts._replicates import colour_legend, hidden_note, named, paint, replicates, shown, subtitle
from toolkit.charts._rows import legend_above, name_rows, percent, rows_height, side_columns
from toolkit.charts._sheet import WIDTH, sheet
from toolkit.words import label_of, word

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from toolkit.robustness import Robustness
    from toolkit.scoring_run import ScoringRun


def flag_stability_table(
    run: ScoringRun,
    *,
    robust: Robustness | None = None,
    level: str = "group",
    period: str | None = None,
    node: str | None = None,
    lang: str = "zh",
    top: int | None = None,
) -> pl.DataFrame:
    """Return a row a unit: unit_id, name, flagged (in the run), share, standing, one column an alternative, shown.

    Columns of alternatives are called `choice: alternative`. Only units that a replicate flags have a row, most often
    flagged first.

    Parameters
    ----------
    robust : Robustness, optional
        Of this run; it then decides period and node. By default 200 draws of weights and aggregator.
    """
    return _table(replicates(run, robust, level, period, node, lang), level, lang, top)


def _table(result: Robustness, level: str, lang: str, top: int | None) -> pl.DataFrame:
    flags = result.flags.filter((pl.col("level") == level) & (pl.col("share") > 0))
    by = result.flags_by_choice.filter(pl.col("level") == level)
    wide = flags.select("unit_id", "flagged", "share", "standing")
    for (choice, alternative), part in by.group_by("choice", "alternative", maintain_order=True):
        column = part.select("unit_id", pl.col("share").alias(f"{choice}: {alternative}"))
        wide = wide.join(column, on="unit_id", how="left")
    ordered = wide.sort("share", "unit_id", descending=[True, False])
    return shown(named(ordered, result.run, level, lang), top)


def flag_stability(
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
    """Draw the share of replicates in which a unit is flagged: over all, and by alternative. See `flag_stability_table`."""
    from matplotlib.lines import Line2D

    result = replicates(run, robust, level, period, node, lang)
    table = _table(result, level, lang, top)
    rows = table.filter("shown")
    columns = [c for c in table.columns if ": " in c]
    rule = result.flags["rule"][0]
    with sheet(
        run,
        ax,
        size=(WIDTH, rows_height(rows.height)),
        title=word("flag_stability", lang),
        subtitle=subtitle(result, level, lang),
        notes=[
            word(f"flag_stability.{rule}", lang, share=percent(result.worst_share)),
            word("flag_stability_note", lang),
            hidden_note(table, result, level, lang),
        ],
        lang=lang,
    ) as axes:
        if rows.height:
            paint(axes, rows.select("share", *columns).to_numpy())
        name_rows(axes, labels(rows["name"].to_list(), rows["unit_id"].to_list(), among=everyone(run, level, lang)))
        axes.grid(visible=False)
        axes.tick_params(top=False, labeltop=False)
        ticks = [word("flag_stability_all", lang), *(_column_label(c, lang) for c in columns)]
        axes.set_xticks(range(1, len(ticks) + 1), ticks, rotation=90, fontsize=8)
        axes.set_xlim(0.5, len(ticks) + 0.5)
        axes.axvline(1.5, color="white", linewidth=3)
        own = rows.with_row_index("row").filter(pl.col("flagged").fill_null(False))
        axes.scatter([1] * own.height, own["row"].to_list(), s=16, marker="D", color=VERMILLION, zorder=3)
        standing = [label_of("standing", s, lang) for s in rows["standing"]]
        side_columns(axes, {word("flag_stability_column", lang): standing})
        if not rows.height:
            axes.set_xlabel(word("none_to_show", lang))
        mark = Line2D([], [], color=VERMILLION, marker="D", linestyle="", markersize=4, label=word("own_flag", lang))
        legend_above(axes, [*colour_legend(), mark])
    return axes


def _column_label(column: str, lang: str) -> str:
    choice, alternative = column.split(": ", 1)
    return f"{label_of('choice', choice, lang)} {alternative}"


def flag_stability_alt(
    run: ScoringRun,
    *,
    robust: Robustness | None = None,
    level: str = "group",
    period: str | None = None,
    node: str | None = None,
    lang: str = "zh",
) -> str:
    """Say in a sentence how many are flagged under every choice, most, some or few."""
    result = replicates(run, robust, level, period, node, lang)
    standing = result.flags.filter(pl.col("level") == level)["standing"].to_list()
    return word(
        "flag_stability_alt",
        lang,
        n=result.plan.draws,
        units=word(f"n_{level}", lang, n=len(standing)),
        **{s: standing.count(s) for s in ("every", "most", "some", "few", "never", "not_assessable")},
    )
